"""What the charts of data/charts.yml may show: each mistake with its place and what to do."""

from collections.abc import Iterator
from datetime import date

from . import dates
from .charts import Chart, ChartsFile, Panel, Row
from .facts import Fact
from .fields import is_id
from .pages import Page
from .reading import Reading
from .strict_yaml import Path

_MOST = {"parts": 4, "squares": 3}  # rows, as many as there are fills to tell them apart
_FULL = 1000  # dots or squares that a picture can still show


def check(
    reading: Reading, file: ChartsFile, facts: dict[str, Fact], pages: dict[str, Page]
) -> dict[str, Chart]:
    """The charts; complains of what cannot be drawn."""
    shown = [(id, page.name) for page in pages.values() for id in page.called("chart")]
    for id, chart in file.charts.items():
        on = [page for one, page in shown if one == id]
        for at, *problem in _problems(id, chart, facts, on):
            reading.complain(("charts", id, *at), *problem)
    return file.charts


def _problems(
    id: str, chart: Chart, facts: dict[str, Fact], pages: list[str]
) -> Iterator[tuple[Path, str, str]]:
    """Of each mistake its place in the chart, what is wrong and what to do."""
    if not id.startswith("chart-"):
        yield (), "the id does not begin with chart-", f"call it chart-{id}"
    if not pages:
        call = f'{{{{ chart("{id}") }}}}'
        yield (), "no page shows this chart", f"write {call} where it belongs, or remove it"
    if len(pages) > 1:
        twice = f"it stands more than once, in {' and '.join(pages)}"
        yield (), twice, "show it once and link to it"
    for at, panel, fact, drawn in chart.cells():
        if drawn and fact in facts and (problem := _undrawable(panel, facts[fact])):
            yield at, *problem
    for i, panel in enumerate(chart.panels):
        for j, row in enumerate(panel.rows):
            for field, *problem in _misfits(panel, row, facts):
                yield ("panels", i, "rows", j, field), *problem
        out_of_time = _out_of_time(panel, facts) if panel.kind == "columns" else ()
        for at, *problem in (*out_of_time, *_unshared(panel, facts)):
            yield ("panels", i, *at), *problem


def _undrawable(panel: Panel, fact: Fact) -> tuple[str, str] | None:
    if fact.unit != panel.unit:
        what = f"{fact.id} is in {fact.unit}, but this picture is in {panel.unit}"
        return what, "draw it in a panel of its own, or name another fact"
    if fact.unit == "date" or fact.value < 0 or fact.qualifier == "thousands":
        return f"{fact.id} has no length that could be drawn", "name another fact"
    if panel.kind in ("dots", "parts") and (panel.unit != "percent" or fact.value > 100):
        return f"{fact.id} is no share of a whole", "draw it as bars"
    if panel.kind == "frame" and (panel.unit != "percent" or fact.value > _FULL):
        return f"{fact.id} is no number of dots for each hundred places", "draw it as bars"
    if panel.kind == "squares" and fact.value % 1:
        return f"{fact.id} is no whole number of squares", "draw it as bars"
    return None


def _misfits(panel: Panel, row: Row, facts: dict[str, Fact]) -> Iterator[tuple[str, str, str]]:
    """What in a row does not fit the columns of its panel: the field, what is wrong, what to do."""
    values = [facts[id].value for id in row.values if id in facts and facts[id].unit != "date"]
    rises = all(map(is_id, row.values)) and values == sorted(values)
    if panel.kind == "range" and not (rises and len(row.values) in (1, 2)):
        what = "a range goes from a low to a high value"
        yield "values", what, "name the fact with the low value, then that with the high one"
    if panel.kind != "range" and len(row.values) != len(panel.columns):
        what = "it has not one value for each column"
        yield "values", what, "name a fact for each, or say in words: not found"
    if panel.above and not is_id(next(iter(row.values), None)):
        yield "values", "there is nothing to draw", "name a fact first, or leave out the row"
    if row.beside and not panel.beside:
        what = "there is no column for it"
        yield "beside", what, "give the panel a heading under beside, or remove this"


def _out_of_time(panel: Panel, facts: dict[str, Fact]) -> Iterator[tuple[Path, str, str]]:
    """The columns that have no place in time, or not behind the one before them."""
    before = date.min
    for j, row in enumerate(panel.rows):
        id = next(iter(row.values), "")
        if id not in facts or facts[id].unit == "date":
            continue
        here, at = dates.middle(facts[id].times), ("rows", j, "values")
        if not here:
            yield at, f"{id} has no place in time", "name one that is dated, or tell it in beware"
        elif here <= before:
            what = f"{id} stands at the place of the row above it in time, or before it"
            yield at, what, "put the rows in the order of their dates, one for each"
        before = here or before
    event = panel.event and panel.event.at
    if event in facts and (facts[event].unit != "date" or facts[event].value == "XXXX"):
        yield ("event", "at"), f"{event} is no day", "name a dated fact of the unit date"


def _unshared(panel: Panel, facts: dict[str, Fact]) -> Iterator[tuple[Path, str, str]]:
    """What does not fit the whole of a panel: rows that do not add up, an event without time."""
    known = [facts[id] for row in panel.rows for id in row.values if id in facts]
    whole = sum(fact.value for fact in known if fact.unit != "date")
    if panel.kind == "parts" and len(known) >= len(panel.rows) and not 99 <= whole <= 101:
        yield ("rows",), f"the parts add up to {whole}%, not to 100%", "name all parts of one whole"
    if panel.kind == "squares" and whole > _FULL:
        yield ("rows",), f"nobody counts {whole} squares", "draw them as bars"
    if len(panel.rows) > (most := _MOST.get(panel.kind, len(panel.rows))):
        yield ("rows",), f"it has more than {most} fills to tell rows apart", "draw them as bars"
    if panel.above and len(panel.columns) > (2 if panel.kind == "columns" else 1):
        what = "it draws fewer columns of values"
        yield ("columns",), what, "put the others into a panel of their own"
    if panel.kind == "range" and len(panel.columns) != 1:
        yield ("columns",), "a range is drawn in one column", "name one"
    if panel.event and panel.kind != "columns":
        yield ("event",), "it has no line of time", "draw columns, or remove this"
