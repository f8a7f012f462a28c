"""Dates that cannot lie: a page's date follows what it shows, not the clock or the file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from datetime import date
from typing import Any

import pytest
from pydantic import BaseModel

from explainer.content import history
from explainer.content.formula import Formula
from explainer.content.project import Project
from tests.content.conftest import Tides

TODAY = date(2030, 1, 2)


SPECIAL = {"unit": "kg", "check": "differs", "compare": ["wall-cost"], "times": ("1999",)}
SPECIAL |= dict.fromkeys(("as_of", "published", "when", "date", "review_by"), "1999")


def altered(field: str, value: Any) -> Any:
    """Something else that the field could hold."""
    if field in SPECIAL and value != SPECIAL[field]:
        return SPECIAL[field]
    if isinstance(value, bool):
        return not value
    if field == "source":
        return "town-account" if value == "harbour-report" else "harbour-report"
    if isinstance(value, str):
        return "1999" if field == "value" else f"{value} or other"
    if isinstance(value, list):
        return value[:-1] if value else ["harbour-report"]
    if isinstance(value, Formula):
        return replace(value, text=f"{value.text} + 0")
    if isinstance(value, BaseModel):
        name = next(iter(type(value).model_fields))
        return value.model_copy(update={name: altered(name, getattr(value, name))})
    return "something" if value is None else value + 1


def each_field(entry: BaseModel) -> Iterator[tuple[str, BaseModel]]:
    """The entry with one field altered, for each field."""
    for field in type(entry).model_fields:
        if field == "formula" or (field == "unit" and entry.unit == "date"):
            continue  # the sum is told by `derived`; a date has no other unit
        other = altered(field, getattr(entry, field))
        assert other != getattr(entry, field)
        yield field, entry.model_copy(update={field: other})


def fingerprints(project: Project, **parts: Any) -> dict[str, str]:
    changed = replace(project, **parts)
    return changed.fingerprints


def assert_seen(project: Project, pages: set[str], **parts: Any) -> None:
    """What is changed in the project changes the fingerprint of just these pages."""
    before, after = fingerprints(project), fingerprints(project, **parts)
    assert {name for name in before if before[name] != after[name]} == pages, parts.keys()


FACTS = {  # the pages that show each
    "spring-range": {"logbook.md", "index.md", "water.md"},
    "boats-per-mooring": {"logbook.md", "index.md"},
    "flood-day": {"logbook.md", "water.md"},
    "crew-share": {"logbook.md", "water.md"},
}


@pytest.mark.parametrize("id", FACTS)
def test_any_change_of_a_fact_is_a_change_of_every_page_that_shows_it(project: Project, id: str):
    for _, fact in each_field(project.facts[id]):
        assert_seen(project, FACTS[id], facts={**project.facts, id: fact})


def test_any_change_of_a_source_is_a_change_of_every_page_that_rests_on_it(project: Project):
    for _, source in each_field(project.sources["town-account"]):
        changed = {**project.sources, "town-account": source}
        assert_seen(project, {"logbook.md", "harbour.md", "water.md"}, sources=changed)


def test_any_change_of_a_chart_or_a_term_is_a_change_of_its_page(project: Project):
    for _, chart in each_field(project.charts["chart-ranges"]):
        assert_seen(project, {"water.md"}, charts={**project.charts, "chart-ranges": chart})
    for _, term in each_field(project.glossary.terms["spring-tide"]):
        terms = {**project.glossary.terms, "spring-tide": term}
        parts = {"glossary": project.glossary.model_copy(update={"terms": terms})}
        before, after = fingerprints(project), fingerprints(project, **parts)
        assert all(before[name] != after[name] for name in ("logbook.md", "index.md", "water.md"))


def test_any_change_of_a_list_is_a_change_of_the_page_that_has_it(project: Project):
    claims = project.claims
    for kind, entries in (("claims", claims.claims), ("speakers", claims.speakers)):
        for id, entry in entries.items():
            for _, other in each_field(entry):
                changed = claims.model_copy(update={kind: {**entries, id: other}})
                marked = {"claim-range", "claim-cost", "harbour-master"}
                pages = {"logbook.md", "water.md"} if id in marked else {"logbook.md"}
                assert_seen(project, pages, claims=changed)
    for _, change in each_field(project.changes[0]):
        assert_seen(project, {"logbook.md"}, changes=[change])
    for _, unknown in each_field(project.unknown["deaths"]):
        assert_seen(project, {"index.md"}, unknown={"deaths": unknown})
    assert_seen(project, {"logbook.md"}, topics={**project.topics, "water": "Other water"})
    article = claims.article.model_copy(update={"captions": {"caption-wall": "Another"}})
    shown = claims.model_copy(update={"article": article})
    assert_seen(project, {"logbook.md"}, claims=shown)
    told = claims.model_copy(update={"coverage": {**claims.coverage, "P1": ["who-paid"]}})
    assert_seen(project, {"logbook.md", "water.md"}, claims=told)


def test_any_change_of_an_event_is_a_change_of_the_timeline(project: Project):
    first, second = project.timeline
    for name in (field.name for field in fields(first)):
        other = replace(first, **{name: "else" if name == "words" else getattr(second, name)})
        assert_seen(project, {"water.md"}, timeline=(other, second))


def test_what_a_sum_or_a_caveat_shows_of_another_fact_counts(project: Project):
    for id, pages in {
        "moorings": {"logbook.md", "index.md"},  # its words stand there, and a sum rests on it
        "neap-range": {"logbook.md", "index.md", "water.md"},  # compared on the card of another
    }.items():
        fact = project.facts[id].model_copy(update={"value": 77})
        assert_seen(project, pages, facts={**project.facts, id: fact})


def test_the_date_that_a_caveat_names_of_another_fact_counts(tides: Tides):
    tides.edit("data/facts.yml", "compare {spring-range}", "compare that of {when boats-counted}")
    before = tides.load()
    fact = before.facts["boats-counted"].model_copy(update={"as_of": "1999"})
    pages = {"logbook.md", "index.md", "water.md"}
    assert_seen(before, pages, facts={**before.facts, "boats-counted": fact})


@pytest.mark.parametrize(
    ("file", "old", "new", "pages"),
    [
        ("docs/water.md", "the wall broke", "the old wall broke", {"water.md"}),
        ("docs/water.md", "and when", "and on which day", {"water.md"}),
        ("docs/index.md", "## In one minute", "## In a minute", {"index.md", "water.md"}),
        ("docs/water.md", "### Who paid", "### Who pays", {"water.md", "logbook.md"}),
        ("data/facts.yml", "value: 4.5", "value: 4.6", {"index.md", "water.md", "logbook.md"}),
    ],
)
def test_a_change_of_a_file_is_a_change_of_what_shows_it(
    tides: Tides, file: str, old: str, new: str, pages: set[str]
):
    before = fingerprints(tides.load())
    tides.edit(file, old, new)
    after = fingerprints(tides.load())
    assert {name for name in before if before[name] != after[name]} == pages


def test_a_description_changes_with_the_fact_that_it_names(tides: Tides):
    tides.edit("docs/index.md", 'by {{ fact("spring-range") }}', 'with {{ fact("crew-share") }}')
    before = tides.load()
    tides.edit("data/facts.yml", "value: 28", "value: 29")
    assert fingerprints(before)["index.md"] != fingerprints(tides.load())["index.md"]


@pytest.fixture
def undated(tides: Tides) -> Tides:
    (tides.folder / "data/pages.yml").write_text("pages: {}", encoding="utf-8")
    return tides


def refreshed(tides: Tides, today: date = TODAY) -> dict[str, str]:
    text = history.text(tides.load(), today)
    (tides.folder / "data/pages.yml").write_text(text, encoding="utf-8")
    return {page: entry.changed for page, entry in tides.load().history.pages.items()}


def test_a_page_keeps_its_day_until_it_changes(undated: Tides):
    tides = undated
    assert set(refreshed(tides, date(2001, 2, 3)).values()) == {"2001-02-03"}
    assert set(refreshed(tides).values()) == {"2001-02-03"}
    tides.append("docs/water.md", "\nOne more sentence.\n")
    project = tides.load()
    assert project.changed(project.pages["water.md"]) is None
    assert project.changed(project.pages["index.md"]) == "2001-02-03"
    assert refreshed(tides) == {
        "logbook.md": "2001-02-03", "harbour.md": "2001-02-03", "index.md": "2001-02-03",
        "water.md": "2030-01-02",
    }  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "pages: []",
        "pages: {a.md: {}}",
        'pages: {a.md: {fingerprint: "1", changed: soon}}',
        'pages: {a.md: {fingerprint: "1", changed: "2020-01"}}',
    ],
)
def test_a_broken_history_is_named(broken: Callable[..., list[str]], tides: Tides, text: str):
    (tides.folder / "data/pages.yml").write_text(text, encoding="utf-8")
    assert all(line.startswith("data/pages.yml:1: ") for line in tides.refused())
