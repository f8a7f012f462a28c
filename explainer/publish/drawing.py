"""What the preview card of a chart draws: its first picture."""

from collections.abc import Iterator
from typing import NamedTuple

from explainer.content import wording
from explainer.content.charts import Chart, Panel
from explainer.content.project import Project
from explainer.pages import figures

_BARS = 8  # as many as are high enough to be read


class Mark(NamedTuple):
    """One bar or its like; without words, a heading over those that follow."""

    label: str
    words: str = ""
    cell: figures.Cell = figures.Cell()
    dots: int | None = None  # how many of the hundred are filled
    first: int = 0  # of the dots or squares that it takes of all
    last: int = 0  # … and before which one it ends


def marks(id: str, project: Project) -> tuple[Mark, ...]:
    """The first picture of a chart; of one that is too large for a card, its first column."""
    chart, facts, found = project.charts[id], project.facts, []
    panel = chart.panels[0]
    if panel.above:
        return tuple(_above(panel, project))
    lines = len(panel.rows) * len(panel.columns) + sum(bool(row.under) for row in panel.rows)
    columns = panel.columns if lines <= _BARS else panel.columns[:1]
    for row in panel.rows:
        if row.under:
            found.append(Mark(wording.fill(row.under, facts)))
        cells = figures.cells(chart, panel, row, facts)
        for column, cell in zip(columns, cells, strict=False):
            if cell.facts:
                label = f"{row.label}, {column}" if len(panel.columns) > 1 else row.label
                words = " to ".join(wording.figure(fact) for fact in cell.facts)
                dots = cell.dots if panel.kind == "dots" else None
                found.append(Mark(wording.fill(label, facts), words, cell, dots))
    found = found[:_BARS]
    while found and not found[-1].words:  # a heading over nothing
        found.pop()
    return tuple(found)


def _above(panel: Panel, project: Project) -> Iterator[Mark]:
    """The rows of a picture that stands above its table; of columns those that say their number."""
    for row, fact, first, last in figures.pieces(panel, project.facts):
        if panel.kind != "columns" or row.say:
            label = wording.fill(row.label, project.facts)
            yield Mark(label, wording.figure(fact), first=first, last=last)


def drawn(id: str, project: Project) -> tuple[tuple[Mark, ...], Chart | None]:
    """What a card takes of a chart: its marks, and itself if its picture stands above its table."""
    chart = project.charts[id]
    return marks(id, project), chart if chart.panels[0].above else None
