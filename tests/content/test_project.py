"""All files together: what leads where, and every mistake of all of them at once."""

from __future__ import annotations

from pathlib import Path

from explainer.content.project import Project, Site
from tests.content.conftest import Tides


def test_the_mistakes_of_all_files_are_named_at_once(tides: Tides):
    (tides.folder / "data/timeline.yml").write_text("")
    tides.edit("data/facts.yml", "unit: usd", "unit: dollars")
    tides.edit("data/charts.yml", "kind: dots", "kind: pie")
    tides.edit("data/claims.yml", "check: unchecked", "check: maybe")
    tides.edit("data/glossary.yml", "term: mooring", "terms: mooring")
    tides.edit("data/addresses.yml", '"moved":', '"move":')
    tides.edit("docs/water.md", "{ #who-paid }", "")
    (tides.folder / "data/pages.yml").write_bytes(b"\xff")
    lines = tides.refused()
    files = [line.partition(": ")[0].partition(":")[0] for line in lines]
    assert set(files) == {
        "data/addresses.yml", "data/charts.yml", "data/claims.yml", "data/facts.yml",
        "data/glossary.yml", "data/pages.yml", "data/timeline.yml", "docs/water.md",
    }  # fmt: skip
    wanted = 'wall-cost: unit is "dollars"'
    assert sum(wanted in line for line in lines) == 1
    assert not any('there is no fact "wall-cost"' in line for line in lines)  # it is, if broken


def test_of_a_file_that_cannot_be_read_only_that_is_told(tides: Tides):
    tides.edit("data/claims.yml", "claim: The wall was cheap.", "claim: Pier 7 was cheap.")
    assert tides.load()
    tides.edit("data/facts.yml", 'published: "2021-05"', 'published: "2021-05')
    assert [line.partition(":")[0] for line in tides.refused()] == ["data/facts.yml"]


def test_lists_are_found_where_a_page_calls_them(project: Project):
    assert (
        project.pages_with.get("glossary") == "logbook/" and project.pages_with.get("unknown") == ""
    )
    assert project.pages_with.get("nothing") is None
    assert project.listed("glossary", "mooring") == "logbook/#term-of-mooring"
    assert project.listed("sources", "town-account") == "logbook/#source-town-account"
    assert project.listed("claims", "claim-cost") == "logbook/#claim-cost"
    assert project.listed("coverage", "P1") == "logbook/#paragraph-p1"
    assert project.fact_page("moorings") == "s/moorings/"


def test_a_doubt_is_one_text_for_all_that_it_is_about(tides: Tides):
    tides.edit("data/charts.yml", "beware: ", "beware: >-\n      {doubt gauge} ")
    project, said = tides.load(), "The gauge was out of order for a part of the year; compare "
    assert project.facts["neap-range"].caveat == said + "{spring-range}."
    assert said in repr(project.charts)


def test_a_list_that_no_page_calls_is_linked_nowhere(tides: Tides):
    tides.edit("docs/logbook.md", "{{ glossary() }}", "")
    assert tides.load().listed("glossary", "mooring") is None


def test_a_chart_is_a_place_that_its_caption_names(project: Project):
    place = project.chart_place("chart-ranges")
    assert place.title == "The water rises further at spring tides than at neap tides"
    assert place.address == "water/#chart-ranges"


def test_a_sum_rests_on_the_sources_of_its_parts_and_parts_know_their_sums(project: Project):
    assert project.source_ids(project.facts["boats-per-mooring"]) == ["harbour-report"]
    assert [fact.id for fact in project.uses["moorings"]] == ["boats-per-mooring"]
    assert project.uses["wall-cost"] == []


def test_two_sources_of_one_publisher_and_day_are_told_apart_by_title(tides: Tides):
    assert tides.load().credit("town-account") == "Town of Sandwick, 3\xa0January 2022"
    tides.edit("data/facts.yml", "producer: Town of Sandwick", "producer: Sandwick Harbour")
    tides.edit("data/facts.yml", 'published: "2022-01-03"', 'published: "2021-05"')
    credit = tides.load().credit("town-account")
    assert credit == "Sandwick Harbour, “What the wall cost”, May 2021"


def test_facts_stand_under_their_topics_from_the_oldest_to_the_newest(tides: Tides):
    facts = [fact.id for fact in tides.load().by_topic["water"]]
    assert facts == ["spring-range", "neap-range", "flood-day"]
    neap = "at neap tides\n    value: 2\n    unit: metres\n    counts: a metre\n    as_of: "
    tides.edit("data/facts.yml", f'{neap}"2021"', f'{neap}"1999"')
    assert tides.load().by_topic["water"][0].id == "neap-range"


def test_the_path_of_a_site():
    assert Site("https://user.example/repo/", "x").base == "/repo/"


def test_nothing_in_the_room_knows_the_subject():
    room = Path(__file__).parent.parent.parent / "explainer/content"
    for file in room.glob("*.py"):
        text = file.read_text(encoding="utf-8")
        for word in ("Cambodia", "Khmer", "drug", "caption-lead", '"L"'):
            assert word not in text, f"{file.name}: {word}"
