"""Pictures from the data: data/charts.yml → what a figure shows, each length computed from a fact.

A figure is a real table in which each cell holds its number and, under it, a picture of it. Pictures
of one unit share one scale over the whole figure, from zero; pictures of different units never stand
in one panel. The template is templates/fragments/chart.html.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Literal

from pydantic import Field

from . import dates, facts, sections, wording
from .claims import check_text
from .facts import Fact, Unit
from .gate import capital
from .reading import ID, Id, Reading, Strict, Text, nearest
from .sections import page_address

_DATE = re.compile(r"\{when ([^{}]*)\}")
_DOTS = 100


class Row(Strict):
    """A line of a chart: whose figure it is, and the figure."""

    under: Text | None = Field(None, description="A heading over this row and those that follow")
    label: Text = Field(description="What the row is; the date of a fact as {when its-id}")
    detail: Text | None = Field(None, description="Who counts, when; stands small under the label")
    values: list[Text] = Field(description="A fact for each column, or words such as: not found; in a range, low, high")
    beside: Text | None = Field(None, description="A fact for the last column, which is not drawn, or words")
    hollow: bool = Field(False, description="Drawn as an outline, to tell it from the other kind of row")


class Panel(Strict):
    """One picture with one unit and one scale."""

    kind: Literal["bars", "dots", "range"]
    unit: Unit
    against: Unit | None = Field(None, description="A unit that is set against it one to one: places against people")
    heading: Text | None = Field(None, description="What it shows, where a chart has more than one panel")
    first: Text = Field(description="The heading of the column of labels")
    columns: list[Text] = Field(description="The headings of the drawn columns; the second is drawn as outlines")
    beside: Text | None = Field(None, description="The heading of a last column, which is not drawn")
    rows: list[Row]


class Chart(Strict):
    """One figure."""

    caption: Text = Field(description="The finding, in one plain sentence without a full stop; fits on a card")
    description: Text = Field(description="What the picture shows, in one sentence, for somebody who cannot see it")
    beware: Text | None = Field(None, description="What it does not show")
    panels: list[Panel]

    def texts(self) -> Iterator[tuple[tuple[str | int, ...], str]]:
        """Everything that a reader meets as words, each with its place in the file."""
        for name in ("caption", "description", "beware"):
            if text := getattr(self, name):
                yield (name,), text
        for i, panel in enumerate(self.panels):
            for text in (panel.heading, panel.first, panel.beside, *panel.columns):
                if text:
                    yield ("panels", i), text
            for j, row in enumerate(panel.rows):
                words = [row.under, row.label, row.detail, *(v for v in (*row.values, row.beside) if not _is_id(v))]
                for text in filter(None, words):
                    yield ("panels", i, "rows", j), text

    def values(self) -> Iterator[tuple[tuple[str | int, ...], Panel, str, bool]]:
        """The ids of the facts that stand in cells, with their place, their panel and whether they are drawn."""
        for i, panel in enumerate(self.panels):
            for j, row in enumerate(panel.rows):
                for id in filter(_is_id, row.values):
                    yield ("panels", i, "rows", j, "values"), panel, id, True
                if _is_id(row.beside):
                    yield ("panels", i, "rows", j, "beside"), panel, row.beside, False

    def facts(self) -> list[str]:
        """The ids of all facts that the figure shows, in words or in cells."""
        named = [id for _, text in self.texts() for id in facts.REFERENCE.findall(_DATE.sub(r"{\1}", text))]
        return list(dict.fromkeys([id for _, _, id, _ in self.values()] + named))


class ChartsFile(Strict):
    """The pictures of the site."""

    charts: dict[Id, Chart]


@dataclass(frozen=True)
class Charts:
    """The charts, and the page on which each stands."""

    charts: dict[str, Chart]
    pages: dict[str, str]

    def place(self, id: str) -> str:
        """Where a chart is, from the root of the site."""
        return f"{page_address(self.pages[id])}#{id}"


def load(path: Path | str, book: facts.Book, docs: Path | str) -> Charts:
    """Read and check the charts against the facts and the pages in `docs`. Raises Problems."""
    reading = Reading(path)
    file = reading.validated(ChartsFile)
    shown: dict[str, list[str]] = {}
    for page in sections.pages(docs):
        for id in (id for _, name, ids in sections.calls(sections.text(page)) if name == "chart" for id in ids):
            shown.setdefault(id, []).append(page.name)
    for id, chart in (file.charts if file else {}).items():
        _check(reading, id, chart, book)
        if id not in shown:
            reading.complain(("charts", id), "no page shows this chart",
                             f'write {{{{ chart("{id}") }}}} where it belongs, or remove it')
        elif len(shown[id]) > 1:
            reading.complain(("charts", id), f"it stands more than once, in {' and '.join(shown[id])}",
                             "show it once and link to it")
    reading.stop_if_wrong()
    assert file
    return Charts(file.charts, {id: shown[id][0] for id in file.charts})


def _check(reading: Reading, id: str, chart: Chart, book: facts.Book) -> None:
    at = ("charts", id)
    if not id.startswith("chart-"):
        reading.complain(at, "the id does not begin with chart-", f"call it chart-{id}")
    if re.search(r"[.!?] \S", chart.description):
        reading.complain((*at, "description"), "it is more than one sentence", "say it in one")
    for place, text in chart.texts():
        check_text(reading, (*at, *place), _DATE.sub(r"{\1}", text), book)
    for place, panel, named, drawn in chart.values():
        fact = book.facts.get(named)
        if fact is None:
            reading.complain((*at, *place), f'there is no fact "{named}"', nearest(named, book.facts))
        elif drawn and fact.unit not in (panel.unit, panel.against):
            reading.complain((*at, *place), f"{named} is in {fact.unit}, but this picture is in {panel.unit}",
                             "draw it in a panel of its own, or name another fact")
        elif drawn and (fact.unit == "date" or fact.value < 0 or fact.qualifier == "thousands"):
            reading.complain((*at, *place), f"{named} has no length that could be drawn", "name another fact")
        elif drawn and panel.kind == "dots" and (panel.unit != "percent" or fact.value > _DOTS):
            reading.complain((*at, *place), f"{named} is no share of a whole", "draw it as bars")
    for i, panel in enumerate(chart.panels):
        if panel.kind == "range" and len(panel.columns) != 1:
            reading.complain((*at, "panels", i, "columns"), "a range is drawn in one column", "name one")
        for j, row in enumerate(panel.rows):
            place = (*at, "panels", i, "rows", j, "values")
            values = [book.facts[id].value for id in row.values if id in book.facts and book.facts[id].unit != "date"]
            if panel.kind != "range" and len(row.values) != len(panel.columns):
                reading.complain(place, "it has not one value for each column",
                                 "name a fact for each, or say in words: not found")
            if panel.kind == "range" and (len(row.values) not in (1, 2) or not all(map(_is_id, row.values))
                                          or values != sorted(values)):
                reading.complain(place, "a range goes from a low to a high value",
                                 "name the fact with the low value, then that with the high one")
            if row.beside and not panel.beside:
                reading.complain((*at, "panels", i, "rows", j, "beside"), "there is no column for it",
                                 "give the panel a heading under beside, or remove this")


def _is_id(value: str | None) -> bool:
    return bool(value and ID.fullmatch(value))


def plain(text: str, book: facts.Book) -> str:
    """A text of a chart in words alone, for cards and previews."""
    dated = _DATE.sub(lambda match: wording.as_of(book.facts[match[1]]), text)
    return capital(wording.filled(dated, book))


def period(shown: list[Fact]) -> str:
    """The times that the figures in a chart's cells are of; of more than two, from the oldest to the newest."""
    # In the order of the rows, not of a set: two may begin on the same day, and builds must not differ.
    named = dict.fromkeys(edtf for fact in shown for edtf in fact.as_of if edtf != "XXXX")
    known = [edtf for edtf in named if not any(other.startswith(f"{edtf}-") for other in named)]  # as wording.times
    if not known:
        return "undated"
    if len(known) <= 2:
        return wording.times(tuple(known))
    first = min((edtf.partition("/")[0] for edtf in known), key=dates.first_day)
    ends = [edtf.rpartition("/")[2] for edtf in known]
    if ".." in ends:
        return dates.words(f"{first}/..")
    last = sorted(ends, key=dates.first_day)[-1]
    return dates.words(first if dates.first_day(first) == dates.first_day(last) else f"{first}/{last}")


@dataclass(frozen=True)
class Cell:
    """What a cell shows: facts or words, and the picture of the facts."""

    facts: tuple[Fact, ...] = ()
    words: str = ""
    start: str = ""  # of the bar, and its length, in percent of the width
    length: str = ""
    dots: int = 0
    drawn: bool = False
    hollow: bool = False


def cells(chart: Chart, panel: Panel, row: Row, book: facts.Book) -> list[Cell]:
    """The cells of a row: the drawn columns, then the one that is not."""
    def facts_of(values: list[str]) -> tuple[Fact, ...]:
        return tuple(book.facts[value] for value in values if _is_id(value))

    top = _top(chart, panel.unit, book)
    if panel.kind == "range":
        found = facts_of(row.values)
        start = found[0].value if len(found) > 1 else 0
        made = [Cell(found, start=_percent(start, top), length=_percent(found[-1].value - start, top), drawn=True,
                     hollow=row.hollow)]
    else:
        made = []
        for i, value in enumerate(row.values):
            if not _is_id(value):
                made.append(Cell(words=value))
                continue
            (fact,) = facts_of([value])
            made.append(Cell((fact,), start="0", length=_percent(fact.value, top), drawn=True,
                             hollow=row.hollow or i > 0, dots=round(fact.value) if panel.kind == "dots" else 0))
    if panel.beside:
        made.append(Cell(facts_of([row.beside]), "" if _is_id(row.beside) else row.beside) if row.beside else Cell())
    return made


def _top(chart: Chart, unit: str, book: facts.Book) -> Decimal:
    """What the full width stands for: the largest value of a unit in the whole figure."""
    return max((Decimal(book.facts[id].value) for _, panel, id, drawn in chart.values()
                if drawn and panel.unit == unit), default=Decimal(1))


def _percent(value: int | Decimal, top: Decimal) -> str:
    return f"{100 * value / (top or 1):.2f}".rstrip("0").rstrip(".")


def dots(count: int, after: int = 0) -> str:
    """The path of a hundred dots up to a count, without the first few: rows of twenty on a grid of ten."""
    path = ""
    for row in range(_DOTS // 20):
        start, end = max(after, 20 * row), min(count, 20 * (row + 1))
        if end > start:
            path += f"M{start % 20 * 10 + 5} {row * 10 + 5}h{(end - start - 1) * 10}"
    return path
