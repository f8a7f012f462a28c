"""A value reads as a person would write it, keeps its unit, and is not rounded in silence."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import get_args

import pytest

from explainer.content import wording
from explainer.content.facts import UNITS, Change, Check, Derived, Fact, Nature, Source
from explainer.content.project import Project

SIZES = [10**n * digit for n in range(2, 9) for digit in (1, 2)] + [
    10**9, 999_999_999, 123_456_789, 1_750_000, 12_345_600, 999_999, 1_000_001, 61_400_000_000,
]  # fmt: skip
SAID = {"usd": "US$", "metres": "metres", "kg": "kg", "tonnes": "tonnes", "years": "years"}
SAID |= {"months": "months", "percent": "%"}


def some(project: Project, **fields: object) -> Fact:
    """A fact with such fields and no qualifier."""
    plain = {"qualifier": None, "unit": "people"}
    return project.facts["boats-counted"].model_copy(update=plain | fields)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"value": 40000, "qualifier": "nearly"}, "nearly 40,000"),
        ({"value": 3}, "three"),
        ({"value": 0}, "zero"),
        ({"value": Decimal("3")}, "three"),
        ({"value": Decimal("3.0")}, "3.0"),
        ({"value": Decimal("2.0"), "unit": "years"}, "2.0\xa0years"),
        ({"value": 12}, "12"),
        ({"value": 28, "unit": "percent"}, "28%"),
        ({"value": Decimal("2.0"), "unit": "percent"}, "2.0%"),
        ({"value": Decimal("477.7"), "unit": "kg"}, "477.7\xa0kg"),
        (
            {"value": 61_400_000_000, "unit": "usd", "qualifier": "up to"},
            "up to US$61.4\xa0billion",
        ),
        ({"value": 20_000_000_000, "unit": "usd"}, "US$20\xa0billion"),
        ({"value": 300, "unit": "usd"}, "US$300"),
        ({"value": Decimal("3.2"), "unit": "usd"}, "US$3.20"),
        ({"value": 12_000_000, "qualifier": "more than"}, "more than 12\xa0million"),
        ({"value": 1750, "unit": "metres"}, "1,750\xa0metres"),
        ({"value": 1_750_000, "unit": "metres"}, "1.75\xa0million\xa0metres"),
        ({"value": 2_000_000, "unit": "kg"}, "2\xa0million\xa0kg"),
        ({"value": 3_400_000, "unit": "tonnes"}, "3.4\xa0million\xa0tonnes"),
        ({"value": 999_999_999, "unit": "usd"}, "US$999,999,999"),
        ({"value": 12_345_678, "unit": "kg"}, "12,345,678\xa0kg"),
        ({"value": 1, "unit": "tonnes"}, "1\xa0tonne"),
        ({"value": -5, "unit": "percent"}, "−5%"),
        ({"value": 6, "unit": "months"}, "six months"),
        ({"value": 1, "unit": "years"}, "one year"),
        ({"value": 1, "unit": "metres"}, "one metre"),  # which this project names
        ({"value": 1000, "qualifier": "thousands"}, "thousands"),
        ({"value": "2020-06-26", "unit": "date"}, "26\xa0June 2020"),
        ({"value": "2020-01/2020-05", "unit": "date"}, "January to May 2020"),
        ({"value": "2011-12/..", "unit": "date"}, "since December 2011"),
        ({"value": "2009~", "unit": "date"}, "around 2009"),
    ],
)
def test_a_value_reads_as_a_person_would_write_it(project: Project, fields: dict, words: str):
    assert wording.words(some(project, **fields)) == words


@pytest.mark.parametrize("unit", [one for one in (*UNITS, "metres") if one != "date"])
def test_no_size_loses_its_unit_or_is_rounded_in_silence(project: Project, unit: str):
    for value in SIZES:
        shown = wording.words(some(project, value=value, unit=unit))
        assert SAID.get(unit, "") in shown, shown
        digits, scale = re.search(r"([\d,.]+)(?:\xa0(million|billion|trillion))?", shown).groups()
        size = {"million": 10**6, "billion": 10**9, "trillion": 10**12, None: 1}[scale]
        assert Decimal(digits.replace(",", "")) * size == value, shown
        assert Decimal(digits.replace(",", "")) < 1000 or not scale, shown


def test_every_code_of_the_data_file_has_its_words():
    kinds = set(get_args(Source.model_fields["kind"].annotation))
    checks = set(get_args(Check))
    assert set(wording.CHECKS) == set(wording.SUM_CHECKS) == set(wording.CLAIM_CHECKS) == checks
    assert set(wording.NATURES) == {*get_args(Nature), Derived.nature}
    assert set(wording.KINDS) == kinds


def test_both_values_of_a_change_are_worded_as_the_fact_is(project: Project):
    (change,) = project.changes
    fact = project.facts[change.fact]
    assert wording.correction(change, fact) == "from 1,230 to 1,240"
    dated = {"date": "2026", "fact": "x", "old": "2019", "new": "2020-04", "reason": "x"}
    change = Change.model_construct(**dated)
    assert wording.correction(change, project.facts["flood-day"]) == "from 2019 to April 2020"


def test_a_text_is_filled_with_the_words_and_dates_of_facts(project: Project):
    text = "It was {spring-range} in {when spring-range}, not {neap-range}."
    assert (
        wording.fill(text, project.facts) == "It was about 4.5\xa0metres in 2021, not two metres."
    )


def test_a_sentence_says_what_who_when_beware_and_where(project: Project):
    assert wording.sentence(project.facts["neap-range"], project) == (
        "Difference between high and low water at neap tides: 2\xa0metres (2021), "
        "according to The harbour master (in Sandwick Harbour). "
        "The gauge was out of order for a part of the year; compare about 4.5\xa0metres. "
        "https://tides.example/s/neap-range/"
    )
    ours = wording.sentence(project.facts["boats-per-mooring"], project)
    assert ": about 78% (2\xa0April 2021), by a sum of “Tides”. Some boats" in ours
    same = project.facts["wall-cost"].model_copy(update={"says": "The Town of Sandwick"})
    assert " (2020), according to The Town of Sandwick. " in wording.sentence(same, project)
    dated = same.model_copy(update={"statement": "What the wall cost in 2020"})
    assert wording.sentence(dated, project).count("2020") == 1


def test_a_page_says_in_a_line_what_it_rests_on(project: Project):
    assert wording.summary([], []) == "This page rests on no number of its own."
    facts = [project.facts[id] for id in ("neap-range", "boats-per-mooring", "flood-day")]
    assert wording.summary(facts, list(project.sources.values())) == (
        "3 numbers, 1 of them our own sum, 1 with a caveat or in dispute, from 2 sources "
        "(1 government document and 1 news report). The oldest is of 2021."
    )
    assert "2 studies" in wording.summary(
        facts, [one.model_copy(update={"kind": "academic"}) for one in project.sources.values()]
    )


def test_reading_time_is_never_none():
    assert wording.reading_time(3) == "About 1 minute to read"
    assert wording.reading_time(900) == "About 4 minutes to read"
