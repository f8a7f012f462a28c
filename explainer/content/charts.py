"""Pictures from the data: the models of data/charts.yml, and what they may show."""

from collections.abc import Iterator
from typing import Literal

from pydantic import Field

from . import dates, wording
from .facts import Fact, Unit
from .fields import Cell, Id, Prose, Sentence, Strict, is_id, named
from .reading import Reading
from .strict_yaml import Path


class Row(Strict):
    """A line of a chart: whose figure it is, and the figure."""

    under: Prose | None = Field(None, description="A heading over this row and those that follow")
    label: Prose = Field(description="What the row is; the date of a fact as {when its-id}")
    detail: Prose | None = Field(None, description="Who counts, when; small under the label")
    values: list[Cell] = Field(description="A fact for each column, or words; in a range low, high")
    beside: Cell | None = Field(None, description="A fact or words for the last, undrawn column")
    hollow: bool = Field(False, description="Drawn as an outline, to tell it from other rows")


class Panel(Strict):
    """One picture with one unit and one scale."""

    kind: Literal["bars", "dots", "range"]
    unit: Unit
    against: Unit | None = Field(None, description="A unit set against it one to one, as places")
    heading: Prose | None = Field(None, description="What it shows, if a chart has several panels")
    first: Prose = Field(description="The heading of the column of labels")
    columns: list[Prose] = Field(description="Headings of the drawn columns; the second outlined")
    beside: Prose | None = Field(None, description="The heading of a last column, not drawn")
    rows: list[Row]


class Chart(Strict):
    """One figure."""

    caption: Prose = Field(description="The finding, in one plain sentence without a full stop")
    description: Sentence = Field(description="What is to be seen, in one sentence, for the blind")
    beware: Prose | None = Field(None, description="What it does not show")
    panels: list[Panel]

    def cells(self) -> Iterator[tuple[Path, Panel, str, bool]]:
        """The facts in cells: place in the file, panel, id, and whether it is drawn."""
        for i, panel in enumerate(self.panels):
            for j, row in enumerate(panel.rows):
                at = ("panels", i, "rows", j)
                yield from (((*at, "values"), panel, id, True) for id in row.values if is_id(id))
                if is_id(row.beside):
                    yield (*at, "beside"), panel, row.beside, False

    def facts(self) -> list[str]:
        """The ids of all facts that the figure shows, in cells or in words."""
        in_words = named(repr(self))
        return list(dict.fromkeys([*(id for _, _, id, _ in self.cells()), *in_words]))


class ChartsFile(Strict):
    """The pictures of the site."""

    charts: dict[Id, Chart]


def check(
    reading: Reading, file: ChartsFile, facts: dict[str, Fact], shown: dict[str, list[str]]
) -> dict[str, Chart]:
    """The charts; complains of what cannot be drawn. `shown` has the pages that call each."""
    for id, chart in file.charts.items():
        for place, *problem in _problems(id, chart, facts, shown.get(id, [])):
            reading.complain(("charts", id, *place), *problem)
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
    for place, panel, fact, drawn in chart.cells():
        if drawn and fact in facts and (problem := _undrawable(panel, facts[fact])):
            yield place, *problem
    for i, panel in enumerate(chart.panels):
        if panel.kind == "range" and len(panel.columns) != 1:
            yield ("panels", i, "columns"), "a range is drawn in one column", "name one"
        for j, row in enumerate(panel.rows):
            for field, *problem in _misfits(panel, row, facts):
                yield ("panels", i, "rows", j, field), *problem


def _undrawable(panel: Panel, fact: Fact) -> tuple[str, str] | None:
    if fact.unit not in (panel.unit, panel.against):
        what = f"{fact.id} is in {fact.unit}, but this picture is in {panel.unit}"
        return what, "draw it in a panel of its own, or name another fact"
    if fact.unit == "date" or fact.value < 0 or fact.qualifier == "thousands":
        return f"{fact.id} has no length that could be drawn", "name another fact"
    if panel.kind == "dots" and (panel.unit != "percent" or fact.value > 100):
        return f"{fact.id} is no share of a whole", "draw it as bars"
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
    if row.beside and not panel.beside:
        what = "there is no column for it"
        yield "beside", what, "give the panel a heading under beside, or remove this"


def period(shown: list[Fact]) -> str:
    """The times of a chart's figures in words; of more than two, from the oldest to the newest."""
    # In the order of the rows, not of a set: two may begin on a day, and builds must not differ.
    times = dict.fromkeys(when for fact in shown for when in fact.times if when != "XXXX")
    known = [when for when in times if not any(other.startswith(f"{when}-") for other in times)]
    if len(known) <= 2:
        return wording.times(tuple(known) or ("XXXX",))
    first = min((when.partition("/")[0] for when in known), key=dates.first_day)
    last = sorted((when.rpartition("/")[2] for when in known), key=dates.first_day)[-1]
    same = dates.first_day(first) == dates.first_day(last)
    return dates.words(first if same else f"{first}/{last}")
