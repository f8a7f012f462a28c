"""Columns over time: at true distances, true to their values, with words that do not overlap."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations, pairwise

import pytest

from explainer.content.project import Project
from explainer.pages import pictures
from tests.pages.making import tree_of, words
from tests.pages.test_figures import chart_of, row


def columns_of(small: Project, *rows: dict, **more: object) -> pictures.Columns:
    panel = {"kind": "columns", "unit": "number", "first": "When", "columns": ["Boats"]}
    chart = chart_of(small, {**panel, "rows": list(rows), **more})
    return pictures.columns(chart, chart.panels[0], small.facts)


def dated(small: Project, *times: str, value: int = 100) -> Project:
    """With a fact f0, f1 … of each time."""
    fact = small.facts["boats-2016"]
    made = {
        f"f{n}": fact.model_copy(update={"as_of": time, "value": value * (n + 1)})
        for n, time in enumerate(times)
    }
    return replace(small, facts=small.facts | made)


def test_columns_stand_at_true_distances_in_time(small: Project):
    project = dated(small, "2000", "2010", "2015", "2020-07-02")
    drawn = columns_of(project, *(row("When", f"f{n}") for n in range(4)))
    first, second, third, last = (column.x for column in drawn.columns)
    assert second - first == pytest.approx(2 * (third - second), abs=0.1)
    assert last - third == pytest.approx(third - second, abs=0.1)
    assert first >= drawn.width / 2 and last <= 100 - drawn.width / 2


def test_columns_are_as_high_as_their_values_from_zero(small: Project):
    drawn = columns_of(dated(small, "2000", "2001"), row("When", "f0"), row("When", "f1"))
    assert [column.height for column in drawn.columns] == [50, 100]
    assert [value for _, value in drawn.lines] == ["50", "100", "150", "200"]
    assert [height for height, _ in drawn.lines] == [25, 50, 75, 100]


def test_columns_never_touch_each_other(small: Project):
    project = dated(small, "2000", "2020-01", "2020-03")
    drawn = columns_of(project, *(row("When", f"f{n}") for n in range(3)))
    assert all(b.x - a.x > drawn.width for a, b in pairwise(drawn.columns))


def test_an_event_stands_at_its_day_and_parts_what_was_before_it(small: Project):
    event = {"at": "pier-opened", "words": "Now"}
    rows = (row("Was", "boats-2018"), row("Is", "boats-2020"))
    drawn = columns_of(small, *rows, row("Part", "boats-pier-2022", hollow=True), event=event)
    assert [column.kind for column in drawn.columns] == ["before", "during", "part"]
    before, during, _ = drawn.columns
    assert before.x < drawn.event < during.x
    assert all(column.kind == "during" for column in columns_of(small, *rows).columns)


def test_no_column_and_no_number_over_one_stands_across_the_line_of_an_event(small: Project):
    event = {"at": "pier-opened", "words": "Now"}
    day, before, after = small.facts["pier-opened"].value, "2018-12-31", "2020-06-30"
    for times in ((before, after), ("2018-01-01", day)):
        project = dated(small, *times)
        rows = [row("When", f"f{n}", say=True) for n in range(2)]
        drawn = columns_of(project, *rows, event=event)
        one, other = drawn.columns
        assert one.x + drawn.width / 2 <= drawn.event <= other.x - drawn.width / 2
        for column in filter(lambda column: column.label.anchor == "end", (one, other)):
            assert column.label.x < drawn.event


def test_the_count_of_another_is_a_ring_where_there_is_one(small: Project):
    drawn = columns_of(
        small,
        row("When", "boats-2016", "not found"),
        row("When", "boats-2018", "boats-winter-2018"),
        columns=["In summer", "In winter"],
    )
    none, ring = drawn.columns
    assert none.ring is None and ring.ring == pytest.approx(ring.height * 130 / 560)


def test_words_stand_over_those_that_say_their_number(small: Project):
    rows = (row("When", "boats-2016", say=True), row("When", "boats-2018"))
    part = row("Part", "boats-pier-2022", hollow=True, detail="At one pier")
    labels = [column.label for column in columns_of(small, *rows, part).columns]
    assert labels[0].lines == ("410",) and labels[1:] == [None, None]


def test_words_over_the_ring_of_another_count_say_whose_they_are(small: Project):
    project = dated(small, *["2018"] * 21, value=100)
    for counted, ring, said in (
        ("f19", "f20", ("Town", "2,000")),
        ("f0", "f20", ("100",)),  # far below the ring
        ("f20", "f0", ("2,100",)),  # far above it
    ):
        drawn = columns_of(project, row("When", counted, ring, say=True), columns=["Town", "Port"])
        assert drawn.columns[0].label.lines == said


@pytest.mark.parametrize("tier", pictures.TIERS)
def test_words_over_columns_overlap_at_no_width(small: Project, tier: int):
    project = dated(small, *map(str, range(2000, 2020)), value=900)
    drawn = columns_of(project, *(row("When", f"f{n}", say=True) for n in range(20)))
    shown = [one for one in drawn.columns if one.label and one.label.tier <= tier]
    assert drawn.columns[-1] in shown
    bars = [pictures._bar(one, drawn.width, tier) for one in drawn.columns]
    boxes = [pictures._box(one.label, one, tier) for one in shown]
    assert not any(pictures._overlap(one, other) for one, other in combinations(boxes, 2))
    assert not any(pictures._overlap(one, bar) for one in boxes for bar in bars)
    assert all(left >= -0.01 and right <= tier + 0.01 for left, right, *_ in boxes)


def test_each_source_has_a_bar_under_its_columns_and_room_for_its_name_up_to_the_next(
    small: Project,
):
    rows = (row("A", "boats-2016", under="Town"), row("B", "boats-2018", under="A long name here"))
    drawn = columns_of(small, *rows, row("C", "boats-2020"))
    town, other = drawn.groups
    a, b, c = drawn.columns
    assert town.x == a.x - drawn.width / 2 and town.width == pytest.approx(drawn.width)
    assert other.width == pytest.approx(c.x - b.x + drawn.width)
    assert town.x + town.room == pytest.approx(b.x) and other.x + other.room == 100


def test_a_picture_stands_above_its_table_and_is_told_in_a_sentence(small: Project):
    tree = tree_of('{{ chart("chart-harbour") }}', small)
    figure = tree.css_first("figure.chart-wide#chart-harbour")
    picture, behind = figure.css_first(".picture"), figure.css_first("details")
    assert picture.attributes["aria-hidden"] == "true"
    assert len(picture.css(".plot rect[class]:not(.hatch)")) == 4
    assert not picture.css("a") and behind.css("a[data-note]")
    assert words(behind.css_first("summary")) == "The numbers and their sources"
    assert len(behind.css("tbody th[scope=row]")) == 4 and not behind.css("svg")
    assert figure.css_first("figcaption .sr").css("data[data-fact]")
    assert words(figure.css_first(".event-words")).endswith("the new pier opens")
    assert "style=" not in figure.html
    ids = [node.id for node in figure.css("[id]")]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize(("boats", "low"), [(500, True), (560, False)])
def test_a_caption_has_room_in_a_picture_only_over_low_columns(
    small: Project, boats: int, low: bool
):
    fact = small.facts["boats-2018"].model_copy(update={"value": boats})
    project = replace(small, facts={**small.facts, fact.id: fact})
    figure = tree_of('{{ chart("chart-harbour") }}', project).css_first("figure")
    assert figure.css_matches(".chart-low") == low
