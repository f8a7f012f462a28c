"""The terms: each with one meaning, found in a text as whole words."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from explainer.content.glossary import Glossary
from explainer.content.project import Project


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "meaning: A tide",
            "meaning: It is high. A tide",
            "spring-tide: it is more than one sentence",
        ),
        ("meaning: A tide", "meaning: Twelve words that say", '"Twelve" in “'),
        ("also: [neap tides]", "also: [springs]", '"springs" is also a form of spring-tide'),
        ("also: [moorings]", "also: [moorings]\n    see: it", 'there is no key "see"'),
        ("term: mooring", "term: '{moorings}'", "{moorings} would stay as it is here"),
    ],
)
def test_a_mistake_in_the_glossary_is_named(
    broken: Callable[..., list[str]], old: str, new: str, message: str
):
    lines = broken("data/glossary.yml", old, new)
    assert any(message in line for line in lines), lines
    assert all(line.startswith("data/glossary.yml:") for line in lines)


def test_an_empty_glossary_explains_nothing():
    assert not Glossary(terms={}).pattern.search("Some words, and a number: 12.")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Spring tides and neap tide", ["Spring tides", "neap tide"]),
        ("the offsprings, a spring-tide", []),
        ("moorings-to-be, a mooring", ["mooring"]),
        ("springs, moorings.", ["springs", "moorings"]),
    ],
)
def test_terms_are_found_as_whole_words_the_longest_first(
    project: Project, text: str, found: list[str]
):
    assert project.glossary.pattern.findall(text) == found
    assert all(form in project.glossary.forms for form in found)
