"""What happened when: in order, each told in a section, each mistake named."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from explainer.content.project import Project
from explainer.content.timeline import when


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "fact: flood-day",
            "fact: flood-dai",
            'there is no fact "flood-dai"; did you mean flood-day',
        ),
        ("section: the-flood", "section: the-floods", 'no section "the-floods"; did you mean the-'),
        ("words: The wall", "words: In 6 hours the wall", '"6" in “In 6 hours the wall'),
        ("fact: boats-counted", "fact: flood-day", "flood-day stands here twice; remove one"),
        ("fact: boats-counted", "fact: undated", "undated has no one date; name a fact that has"),
        ("fact: boats-counted", "fact: summed", "summed has no one date; name a fact that has"),
    ],
)
def test_a_mistake_in_the_timeline_is_one_line_with_place_and_remedy(
    tides, old: str, new: str, message: str
):
    fact = """  undated:
    topic: harbour
    statement: Something at no time
    value: 12
    unit: places
    counts: a place
    as_of: XXXX
    scope: all
    says: Somebody
    source: harbour-report
    where: page 7
    nature: reported
    check: confirmed
  summed:
    topic: harbour
    statement: A sum of two times
    unit: number
    derived: {formula: boats-counted / neap-range, round: 0}

unknown:
"""
    tides.edit("data/facts.yml", "unknown:\n", fact)
    assert tides.load()
    tides.edit("data/timeline.yml", old, new)
    (line,) = tides.refused()
    assert message in line and re.match(r"data/timeline\.yml:\d+: ", line)


def test_events_are_in_order(project: Project):
    assert [(when(fact), fact.id, event.section) for fact, event in project.timeline] == [
        ("2019-11-30", "flood-day", "the-flood"),
        ("2021-04-02", "boats-counted", "one-minute"),
    ]


def test_a_broken_file_of_facts_is_told_once_and_not_in_every_reference(
    broken: Callable[..., list[str]],
):
    lines = broken("data/facts.yml", "facts:\n", "facts:\n  - \t&\n")
    assert len(lines) == 1 and "it is not valid YAML" in lines[0]
