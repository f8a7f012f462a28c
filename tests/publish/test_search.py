"""What can be found: one record for each page, section, number, source, term and claim.

How it is found and in what order is tried in a browser (tests/browser/test_search.py).
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from explainer.content import wording
from explainer.content.project import Project

Records = list[list]


@pytest.fixture(scope="module")
def index(small_site: Path) -> dict:
    return json.loads((small_site / "search.json").read_text(encoding="utf-8"))


COLUMNS = ("kind", "address", "title", "below", "words", "above")


@pytest.fixture(scope="module")
def records(index: dict) -> Records:
    """The rows of the columns."""
    return list(zip(*(index[column] for column in COLUMNS), strict=True))


def of_kind(records: Records, kind: str) -> dict[str, list]:
    return {record[1]: record for record in records if record[0] == kind}


def test_every_record_leads_to_a_place_that_exists(records: Records, small_site: Path):
    for _, address, *_ in records:
        page, _, id = address.partition("#")
        tree = LexborHTMLParser((small_site / page / "index.html").read_text(encoding="utf-8"))
        assert not id or tree.css_first(f'[id="{id}"]'), address


def test_all_that_a_site_holds_has_its_record(records: Records, small: Project):
    assert of_kind(records, "page").keys() == {page.address for page in small.pages.values()}
    numbers = of_kind(records, "number") | of_kind(records, "date")
    assert numbers.keys() == set(map(small.fact_page, small.facts))
    lists = {"sources": small.sources, "glossary": small.glossary.terms}
    lists["claims"] = small.claims.claims
    for kind, call in (("source", "sources"), ("term", "glossary"), ("claim", "claims")):
        wanted = {small.listed(call, id) for id in lists[call]}
        assert of_kind(records, kind).keys() == wanted
    assert {"water/#the-flood", "logbook/#every-number"} <= of_kind(records, "section").keys()


def test_a_number_has_its_value_who_says_so_and_when(records: Records, small: Project):
    fact = small.facts["boats-counted"]
    _, _, title, below, *_ = of_kind(records, "number")[small.fact_page(fact.id)]
    assert title == f"{wording.figure(fact)}: {fact.statement}"
    assert fact.says in below and wording.as_of(fact) in below


def test_a_number_can_be_typed_in_full_where_it_is_shown_otherwise(
    records: Records, small: Project
):
    numbers = of_kind(records, "number")
    assert numbers[small.fact_page("wall-cost")][4] == str(small.facts["wall-cost"].value)
    for shown in ("crew-share", "boats-counted"):
        assert numbers[small.fact_page(shown)][4] == ""


def test_a_date_is_not_found_by_its_digits_as_a_number_is(records: Records, small: Project):
    assert small.fact_page("flood-day") in of_kind(records, "date")


def test_a_section_stands_below_its_page_and_a_number_below_what_tells_it(
    records: Records, small: Project
):
    section = of_kind(records, "section")["water/#spring-and-neap"]
    assert [records[place][1] for place in section[5]] == ["water/"]
    number = of_kind(records, "number")[small.fact_page("spring-range")]
    told = {records[place][1] for place in number[5]}
    assert {"#one-minute", "water/#spring-and-neap"} <= told
    assert "logbook/#every-number" not in told  # where all stand, none is told
    speakers = {small.listed("claims", id) for id in small.claims.speakers}
    assert speakers & of_kind(records, "section").keys() and not speakers & told


def test_each_word_of_a_section_is_in_its_record_once(records: Records):
    flood = of_kind(records, "section")["water/#the-flood"]
    words = flood[4].split()
    assert len(words) == len(set(words)) and "disputed" in words
    assert flood[2] not in flood[4] and not set(words) & set(flood[3].lower().split())


def test_what_a_sections_numbers_say_and_what_nobody_looks_for_is_not_told_again(
    index: dict, records: Records, small: Project
):
    words = set(of_kind(records, "section")["water/#spring-and-neap"][4].split())
    number = of_kind(records, "number")[small.fact_page("spring-range")]
    assert words and not words & {*number[2].lower().split(), *index["ignored"]}


def test_words_that_mean_the_same_come_from_the_glossary(index: dict, small: Project):
    assert index["synonyms"] == small.glossary.synonyms


def test_nobody_finds_the_signs_of_marks(records: Records):
    assert not any(sign in str(records) for sign in wording.SIGNS.values())
    assert "Touch a mark" not in str(records)
