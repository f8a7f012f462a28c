"""The pictures are true to the data: lengths from zero on one scale, a hundred dots."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from selectolax.lexbor import LexborHTMLParser

from explainer.content.charts import Chart
from explainer.content.project import Project
from explainer.pages import figures
from explainer.pages.fragments import Fragments
from tests.pages.making import tree_of, words


def row(label: str, *values: str, **more: object) -> dict:
    return {"label": label, "values": list(values), **more}


def panel(*rows: dict, kind: str = "bars", unit: str = "number", **more: object) -> dict:
    columns = {"first": "Tide", "columns": ["Metres"]}
    return {"kind": kind, "unit": unit, "rows": list(rows), **columns, **more}


def chart_of(small: Project, *panels: dict) -> Chart:
    from explainer.content.fields import Known

    text = {"caption": "Tides differ", "description": "Bars.", "panels": list(panels)}
    return Chart.model_validate(text, context=Known(facts=small.facts))


def cells(small: Project, *panels: dict) -> list[list[figures.Cell]]:
    chart = chart_of(small, *panels)
    return [
        figures.cells(chart, panel, row, small.facts)
        for panel in chart.panels
        for row in panel.rows
    ]


def test_bars_begin_at_zero_and_the_largest_fills_the_width(small: Project):
    rows = panel(row("Spring", "spring-range"), row("Neap", "neap-range"))
    assert [(cell.start, cell.length) for (cell,) in cells(small, rows)] == [
        ("0", "100"),
        ("0", "44.44"),
    ]


def test_all_pictures_of_a_unit_share_one_scale_and_other_units_have_their_own(small: Project):
    parts = (
        panel(row("Spring", "spring-range")),
        panel(row("Boats", "boats-counted")),
        panel(row("Crews", "crew-share"), unit="percent"),
    )
    assert [cell.length for (cell,) in cells(small, *parts)] == ["0.36", "100", "100"]


def test_a_range_goes_from_its_low_to_its_high_value(small: Project):
    ends = panel(row("Tides", "neap-range", "spring-range"), kind="range")
    ((cell,),) = cells(small, ends)
    assert (cell.start, cell.length) == ("44.44", "55.56")
    assert [fact.id for fact in cell.facts] == ["neap-range", "spring-range"]


def test_the_second_column_and_a_hollow_row_are_outlines(small: Project):
    parts = panel(
        row("Both", "spring-range", "neap-range"),
        row("Hollow", "neap-range", "not found", hollow=True),
        columns=["One", "Other"],
    )
    first, second = cells(small, parts)
    assert [cell.hollow for cell in first] == [False, True] and second[0].hollow
    assert second[1] == figures.Cell(words="not found")


def test_the_last_column_is_not_drawn(small: Project):
    rows = (
        row("Spring", "spring-range", beside="flood-day"),
        row("Neap", "neap-range", beside="a guess"),
        row("None", "neap-range"),
    )
    last = [made[-1] for made in cells(small, panel(*rows, beside="Who"))]
    assert [[fact.id for fact in cell.facts] for cell in last] == [["flood-day"], [], []]
    assert [cell.words for cell in last] == ["", "a guess", ""]
    assert not any(cell.length for cell in last)


def test_nothing_but_zeros_is_drawn_without_a_fault(small: Project):
    nothing = small.facts["neap-range"].model_copy(update={"value": 0})
    project = replace(small, facts=small.facts | {"neap-range": nothing})
    ((cell,),) = cells(project, panel(row("Neap", "neap-range")))
    assert cell.length == "0"


def paths(small: Project, share: int) -> dict[str | None, int]:
    """How many dots the paths of a chart have, by their class: none for the filled ones."""
    fact = small.facts["crew-share"].model_copy(update={"value": share})
    project = replace(small, facts=small.facts | {"crew-share": fact})
    html = Fragments(project).render("chart", id="chart-ranges")
    found = LexborHTMLParser(html).css("svg.dots path")
    return {node.attributes.get("class"): node.attributes["d"].count("M") for node in found}


@pytest.mark.parametrize("share", [0, 1, 19, 20, 21, 28, 99, 100])
def test_of_a_hundred_dots_as_many_are_filled_as_the_share_says(small: Project, share: int):
    found = paths(small, share)
    assert found.get(None, 0) == share
    assert found.get("ring", 0) == found.get("hole", 0) == 100 - share


def test_a_figure_is_a_table_that_holds_each_number_beside_its_picture(small: Project):
    chart = small.charts["chart-ranges"]
    figure = tree_of('{{ chart("chart-ranges") }}', small).css_first("figure.chart#chart-ranges")
    assert figure.attributes["aria-labelledby"] == figure.css_first(".chart-caption").id
    bars, dots = figure.css("table")
    shown = [node.attributes["data-fact"] for node in bars.css("td data")]
    assert shown == ["spring-range", "neap-range"]
    assert all(node.css_first("a[data-note]") for node in bars.css("td data"))
    assert [rect.attributes["width"] for rect in bars.css(".bar rect")] == ["100%", "44.44%"]
    assert [bool(rect.css_matches(".hollow")) for rect in bars.css(".bar rect")] == [False, True]
    assert [words(cell) for cell in bars.css("td:last-child")] == ["harbour master", "not found"]
    assert [path.attributes["d"].count("M") for path in dots.css("path")] == [28, 72, 72]
    assert len(figure.css("th[scope=row]")) == sum(len(one.rows) for one in chart.panels)
    assert all(svg.attributes["aria-hidden"] == "true" for svg in figure.css("svg"))
    assert "style=" not in figure.html and "<script" not in figure.html


def test_a_figure_says_its_finding_its_age_its_sources_and_offers_its_link(small: Project):
    figure = tree_of('{{ chart("chart-ranges") }}', small).css_first("figure.chart")
    description = figure.css_first("figcaption .sr")
    assert words(description) == (
        "The bar for spring tides stands at about 4.5 metres, that for neap tides at two metres."
    )
    assert description.css("data[data-fact]") and not description.css("a")
    assert figure.css_first(".chart-beware [data-fact]").text() == "2021"
    foot, behind = figure.css_first(".chart-foot"), figure.css_first("details")
    assert words(foot).startswith("As of 2 April 2021.")
    assert words(behind.css_first("summary")) == "The source"
    assert [words(one) for one in behind.css("li")] == ["Sandwick Harbour, May 2021"]
    assert foot.css_first("a.take").attributes["href"] == "#chart-ranges"


# Dots and squares


def count(path) -> int:
    return path.attributes["d"].count("M")


def test_each_dot_is_drawn_by_itself_in_rows():
    assert figures.dots(19, 21, 20) == "M19.5 0.5h0M0.5 1.5h0"


@pytest.mark.parametrize(
    ("values", "taken"),
    [([34.1, 36.5, 29.4], [34, 37, 29]), ([33.3, 33.3, 33.3], [34, 33, 33]), ([0, 100], [0, 100])],
)
def test_the_parts_of_a_whole_take_a_hundred_dots_in_all(values: list[float], taken: list[int]):
    found = figures.shares([Decimal(str(value)) for value in values], 100)
    assert [last - first for first, last in found] == taken
    assert found[0][0] == 0 and found[-1][1] == 100


def test_a_frame_holds_a_hundred_dots_and_the_others_stand_outside(small: Project):
    figure = tree_of('{{ chart("chart-berths") }}', small).css_first("figure.chart-wide")
    spring, summer = figure.css(".frames svg.dots")
    assert [count(path) for path in spring.css("path")] == [78]
    assert [count(path) for path in summer.css("path")] == [100, 43]
    assert [words(one) for one in figure.css(".picture .large")] == ["78%", "143%"]


def test_parts_of_a_whole_are_told_apart_by_their_fills_with_a_legend(small: Project):
    figure = tree_of('{{ chart("chart-power") }}', small).css_first("figure.chart")
    square, *legend = figure.css(".picture svg.dots")
    drawn = [path for path in square.css("path") if path.attributes.get("class") != "hole"]
    assert [(path.attributes["class"], count(path)) for path in drawn] == [
        ("", 28), ("ring", 62), ("rest", 10),
    ]  # fmt: skip
    shown = [key.css_first("path").attributes["class"] for key in legend]
    assert shown == ["", "ring", "rest"]


def test_there_is_a_square_for_each_thing(small: Project):
    figure = tree_of('{{ chart("chart-piers") }}', small).css_first("figure.chart")
    squares = figure.css("svg.squares:not(.key) > rect")
    kinds = [square.attributes["class"] for square in squares]
    assert kinds == ["full"] * 11 + ["part"] * 9 + ["none"] * 2
    key = " ".join(words(figure.css_first(".picture-key")).split())
    assert key == "11 full 9 partly full 2 empty"
