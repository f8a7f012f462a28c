"""Pictures from the data: the models of data/charts.yml, and their times."""

from collections.abc import Iterator
from typing import Literal

from pydantic import Field

from . import dates, wording
from .facts import Fact, Unit
from .fields import Cell, FactId, Id, Prose, Sentence, Strict, is_id, named
from .strict_yaml import Path


class Row(Strict):
    """A line of a chart: whose figure it is, and the figure."""

    under: Prose | None = Field(
        None, description="A heading over this row and those that follow; of columns, their source"
    )
    label: Prose = Field(description="What the row is; the date of a fact as {when its-id}")
    detail: Prose | None = Field(None, description="Who counts, when; small under the label")
    values: list[Cell] = Field(description="A fact for each column, or words; in a range low, high")
    beside: Cell | None = Field(None, description="A fact or words for the last, undrawn column")
    hollow: bool = Field(False, description="Drawn as an outline; as a column, a partial count")
    say: bool = Field(False, description="Its number stands above its column")


class Event(Strict):
    """A day at which a picture over time draws a line."""

    at: FactId = Field(description="A fact of the unit date")
    words: Prose = Field(description="What happened then: {its-id}: the wall breaks")


class Panel(Strict):
    """One picture with one unit and one scale."""

    kind: Literal["bars", "dots", "range", "columns", "frame", "parts", "squares"]
    unit: Unit
    heading: Prose | None = Field(None, description="What it shows, if a chart has several panels")
    first: Prose = Field(description="The heading of the column of labels")
    columns: list[Prose] = Field(description="Headings of the drawn columns; the second outlined")
    beside: Prose | None = Field(None, description="The heading of a last column, not drawn")
    event: Event | None = Field(None, description="Of columns: a day to mark")
    rows: list[Row]

    @property
    def above(self) -> bool:
        """Whether its picture stands above its table, and not in the cells."""
        return self.kind in ("columns", "frame", "parts", "squares")


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

    charts: dict[Id, Chart] = {}


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
