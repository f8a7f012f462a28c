"""The geometry of charts: where a bar begins, how long it is, which dots or squares a row takes.

A figure is a table in which each cell holds its number and a picture of it (its template is
theme/fragments/chart.html). Pictures of one unit share one scale over the whole figure, from zero.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from explainer.content.charts import Chart, Panel, Row
from explainer.content.facts import Fact
from explainer.content.fields import is_id


class Cell(NamedTuple):
    """What a cell shows: words, or facts and the picture of them."""

    words: str = ""
    facts: tuple[Fact, ...] = ()
    hollow: bool = False  # an outline
    start: str = "0"  # of the bar, and its length, in percent of the width
    length: str = ""  # empty where nothing is drawn

    @property
    def dots(self) -> int:
        """How many of a hundred dots are filled."""
        return round(self.facts[0].value)


def cells(chart: Chart, panel: Panel, row: Row, facts: Mapping[str, Fact]) -> list[Cell]:
    """The cells of a row: the drawn columns, then the one that is not."""
    of_unit = [id for _, of, id, drawn in chart.cells() if drawn and of.unit == panel.unit]
    full = Decimal(max((facts[id].value for id in of_unit), default=0)) or Decimal(1)
    columns = [row.values] if panel.kind == "range" else [[value] for value in row.values]
    made = []
    for i, ids in enumerate(columns):
        if not is_id(ids[0]):
            made.append(Cell(ids[0]))
            continue
        shown = tuple(facts[id] for id in ids)  # in a range its two ends
        start = shown[0].value if len(shown) > 1 else 0
        bar = (f"{100 * value / full:.2f}" for value in (start, shown[-1].value - start))
        bar = (percent.rstrip("0").rstrip(".") for percent in bar)
        made.append(Cell("", shown, row.hollow or i > 0, *bar))
    if panel.beside:
        made.append(Cell("", (facts[row.beside],)) if is_id(row.beside) else Cell(row.beside or ""))
    return made


def dots(first: int, last: int, across: int) -> str:
    """A path of dots, one unit apart, in rows of so many: from the first (0) to before the last.

    Each is a line of no length with round ends, so that none can be lost as the end of a dash can.
    """
    places = ((n % across + 0.5, n // across + 0.5) for n in range(first, last))
    return "".join(f"M{x:g} {y:g}h0" for x, y in places)


def shares(values: list[Decimal], whole: int) -> list[tuple[int, int]]:
    """The first and (before) the last of all dots that each of the parts takes."""
    counts = [int(value * whole / sum(values)) for value in values]
    largest = sorted(range(len(values)), key=lambda n: counts[n] - values[n] * whole / sum(values))
    for n in largest[: whole - sum(counts)]:
        counts[n] += 1
    return [(sum(counts[:n]), sum(counts[: n + 1])) for n in range(len(counts))]


def pieces(panel: Panel, facts: Mapping[str, Fact]) -> list[tuple[Row, Fact, int, int]]:
    """Of each row its fact, and which dots or squares it takes: the first and (before) the last."""
    found = [facts[row.values[0]] for row in panel.rows]
    values = [Decimal(fact.value) for fact in found]
    if panel.kind in ("parts", "squares"):
        taken = shares(values, 100 if panel.kind == "parts" else int(sum(values)))
    else:
        taken = [(0, round(value)) for value in values]
    return [(row, fact, *one) for row, fact, one in zip(panel.rows, found, taken, strict=True)]
