"""The pictures: what they may show, and what is said when they cannot be drawn."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from explainer.content import charts
from explainer.content.fields import is_id
from explainer.content.project import Project
from tests.content.conftest import Tides

RANGE = """      - kind: range
        unit: metres
        first: Tide
        columns: [From neap to spring]
        rows:
          - label: All tides
            values: [neap-range, spring-range]
"""
FACT = """
  {0}:
    {{topic: harbour, statement: Piers {0}, value: {1}, unit: {2}, counts: a pier,
    as_of: {3}, scope: S, says: S, source: town-account, where: page 7,
    nature: reported, check: confirmed}}
"""
FACTS = (
    ("undated", 5, "number", "XXXX"), ("half-a-pier", 0.5, "sites", '"2020"'),
    ("many-piers", 5000, "sites", '"2020"'), ("nothing", 0, "percent", '"2020"'),
)  # fmt: skip
MISTAKES = {
    "a fact that does not exist": (
        "values: [neap-range]", "values: [neep-range]",
        'chart-ranges: there is no fact "neep-range"; did you mean neap-range',
    ),
    "a fact of another unit": (
        "values: [neap-range]", "values: [moorings]",
        "chart-ranges: moorings is in places, but this picture is in metres; draw it",
    ),
    "a date as a length": (
        "values: [neap-range]", "values: [flood-day]",
        "chart-ranges: flood-day is in date, but this picture is in metres",
    ),
    "a number in a caption": (
        "caption: The water rises", "caption: Water rises 25 times",
        'chart-ranges: "25" in “Water rises 25 times',
    ),
    "a number word in a description": (
        "The bar for spring tides", "Four bars for spring tides",
        '"Four" in “Four bars for spring tides',
    ),
    "a number in a label": (
        "label: Spring", "label: Spring in 12 places", '"12" in “Spring in 12 places',
    ),
    "a number in a column heading": (
        "columns: [Difference]", "columns: [Metres in 100]", '"100" in “Metres in 100',
    ),
    "a number in words of a cell": (
        "beside: harbour master", "beside: estimate of 12", '"12" in “estimate of 12',
    ),
    "a text that names no fact": (
        "of {when spring-range}", "of {when spring-rain}",
        "the beware names {spring-rain}, which does not exist; did you mean spring-range?",
    ),
    "a description of more than a sentence": (
        "description: The bar", "description: Bars. The bar",
        "it is more than one sentence; say it in one",
    ),
    "no description": ("    description: The bar", "    under: The bar", "description is missing"),
    "too few values": (
        "values: [neap-range]", "values: []",
        "it has not one value for each column; name a fact for each, or say in words",
    ),
    "a range that runs backwards": (
        "[neap-range, spring-range]", "[spring-range, neap-range]",
        "a range goes from a low to a high value; name the fact with the low value, then",
    ),
    "a range with words": (
        "[neap-range, spring-range]", "[neap-range, not found]",
        "a range goes from a low to a high value",
    ),
    "a range of two columns": (
        "[From neap to spring]", "[From neap, to spring]",
        "a range is drawn in one column; name one",
    ),
    "a cell without a column": (
        "            values: [crew-share]\n",
        "            values: [crew-share]\n            beside: not found\n",
        "there is no column for it; give the panel a heading under beside",
    ),
    "no share of a whole": (
        "kind: bars", "kind: dots", "spring-range is no share of a whole; draw it as bars",
    ),
    "an unknown kind": (
        "kind: dots", "kind: pie", "kind is \"pie\"; use one of 'bars', 'dots', 'range', 'columns'",
    ),
    "columns of no time": (
        "values: [boats-2020, not found]", "values: [undated, not found]",
        "undated has no place in time; name one that is dated, or tell it in beware",
    ),
    "columns that run backwards": (
        "values: [boats-2018, boats-winter-2018]", "values: [boats-pier-2022, not found]",
        "boats-2020 stands at the place of the row above it in time, or before it; put the rows",
    ),
    "a column of words": (
        "values: [boats-2020, not found]", "values: [not found, boats-2020]",
        "there is nothing to draw; name a fact first, or leave out the row",
    ),
    "columns of three counts": (
        "columns: [In summer, In winter]", "columns: [Summer, Winter, Spring]",
        "it draws fewer columns of values; put the others into a panel of their own",
    ),
    "an event that does not exist": (
        "at: pier-opened,", "at: pier-open,", 'there is no fact "pier-open"; did you mean pier-',
    ),
    "an event that is no day": (
        "at: pier-opened,", "at: boats-2016,",
        "boats-2016 is no day; name a dated fact of the unit date",
    ),
    "an event without time": (
        "        first: Power\n",
        "        first: Power\n        event: {at: flood-day, words: The flood}\n",
        "it has no line of time; draw columns, or remove this",
    ),
    "a frame of no share": (
        "kind: frame\n        unit: percent", "kind: frame\n        unit: number",
        "boats-by-berth-spring is in percent, but this picture is in number",
    ),
    "parts that are not the whole": (
        "values: [boats-by-oar]", "values: [boats-by-motor]",
        "the parts add up to 151.0%, not to 100%; name all parts of one whole",
    ),
    "parts of more kinds than there are fills": (
        "          - label: with oars\n",
        2 * "          - label: more\n            values: [nothing]\n"
        + "          - label: with oars\n",
        "it has more than 4 fills to tell rows apart; draw them as bars",
    ),
    "squares that are not whole": (
        "values: [piers-used]", "values: [half-a-pier]",
        "half-a-pier is no whole number of squares; draw it as bars",
    ),
    "squares that nobody counts": (
        "values: [piers-used]", "values: [many-piers]",
        "nobody counts 5013 squares; draw them as bars",
    ),
    "an unknown key": (
        "hollow: true", "hallow: true", 'there is no key "hallow"; did you mean hollow?',
    ),
    "an id of another form": (
        "  chart-ranges:", "  ranges-chart:",
        "the id does not begin with chart-; call it chart-ranges-chart",
    ),
}  # fmt: skip


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_in_a_chart_is_one_line_with_place_and_remedy(tides: Tides, mistake: str):
    old, new, message = MISTAKES[mistake]
    tides.edit("data/charts.yml", "  chart-harbour:\n", f"{RANGE}  chart-harbour:\n")
    facts = "".join(FACT.format(*fact) for fact in FACTS)
    tides.edit("data/facts.yml", "\nunknown:\n", f"{facts}\nunknown:\n")
    assert tides.load()
    tides.edit("data/charts.yml", old, new)
    lines = tides.refused()
    matching = [line for line in lines if message in line]
    assert len(matching) == 1, lines
    assert re.match(r"data/charts\.yml:\d+: ", matching[0])


def test_a_fact_without_a_definite_value_has_no_length(broken: Callable[..., list[str]]):
    lines = broken("data/facts.yml", "qualifier: more than", "qualifier: thousands")
    wanted = "chart-harbour: boats-pier-2022 has no length that could be drawn; name another fact"
    assert any(wanted in line for line in lines), lines


def test_a_chart_that_no_page_shows_or_that_two_show_is_refused(tides: Tides):
    tides.append("docs/logbook.md", '\n{{ chart ( "chart-ranges" ) }}\n')
    (line,) = tides.refused()
    assert "chart-ranges: it stands more than once, in logbook.md and water.md; show it" in line
    tides.edit("docs/logbook.md", '{{ chart ( "chart-ranges" ) }}', "")
    tides.edit("docs/water.md", '{{ chart("chart-ranges") }}', "")
    (line,) = tides.refused()
    assert "chart-ranges: no page shows this chart; write {{ chart(" in line


@pytest.mark.parametrize("call", ['{{chart("chart-ranges")}}', "{{ chart ('chart-ranges') }}"])
def test_a_call_of_a_chart_counts_however_it_is_written(tides: Tides, call: str):
    tides.edit("docs/water.md", '{{ chart("chart-ranges") }}', call)
    assert tides.load().chart_place("chart-ranges").address == "water/#chart-ranges"


def test_a_chart_knows_its_facts_in_cells_and_in_words(project: Project):
    chart = project.charts["chart-ranges"]
    assert [(id, drawn) for _, _, id, drawn in chart.cells()] == [
        ("spring-range", True), ("neap-range", True), ("crew-share", True),
    ]  # fmt: skip
    words = chart.model_copy(update={"beware": "See {wall-cost} of {when flood-day}."})
    assert words.facts() == ["spring-range", "neap-range", "crew-share", "wall-cost", "flood-day"]


@pytest.mark.parametrize(
    ("times", "words"),
    [
        (["2017", "2018-04/..", "2016"], "since 2016"),
        (["2017", "2018-04", "2016"], "2016 to April 2018"),
        (["2017", "2016"], "2016 and 2017"),
        (["2016/2017", "2016-01/2016-02", "2016/2016"], "2016 to 2017"),
        (["XXXX"], "undated"),
    ],
)
def test_the_times_of_a_chart_go_from_the_oldest_to_the_newest(
    project: Project, times: list[str], words: str
):
    fact = project.facts["boats-counted"]
    assert charts.period([fact.model_copy(update={"as_of": time}) for time in times]) == words


def test_a_cell_says_not_found_only_where_the_data_file_has_nothing(real: Project):
    """A column is a series: facts whose ids differ only from their year on."""
    for id, panel in ((id, one) for id, chart in real.charts.items() for one in chart.panels):
        for cells in zip(*(row.values for row in panel.rows), strict=False):
            series = {re.sub(r"-?\d{4}.*", "", cell) for cell in cells if is_id(cell)}
            kin = [one for one in real.facts.values() if re.sub(r"-?\d{4}.*", "", one.id) in series]
            for cell, row in zip(cells, panel.rows, strict=True):
                times = {time for one in row.values if is_id(one) for time in real.facts[one].times}
                if "not found" in cell:
                    assert [one.id for one in kin if times & {*one.times}] == [], (id, row.label)
