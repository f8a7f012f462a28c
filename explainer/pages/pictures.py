"""The geometry of columns over time.

Places across and up are in percent of the picture, so that its words keep their size at any width.
Which words stand above a column depends on the width: of those that would overlap, the last, the
first and the largest stay. Partial counts are named in the key. Widths and heights of words are in
rem, estimated from above.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

from explainer.content import dates, wording
from explainer.content.charts import Chart, Panel, Row
from explainer.content.facts import Fact
from explainer.content.fields import is_id

TIERS = (8, 16, 26, 42)  # widths of a picture from which on a word can be shown, in rem
_HIGH = 16  # of the columns, in rem
_LETTER, _LINE = 0.5, 1.15  # the width of a letter, the height of a line, in rem
_RING = 2  # half of a ring, in percent of the height
_GAP = 0.2  # between a column and its words, in rem
_WIDEST, _OF_STEP = 7, 0.8  # of a column: in percent, and of the way to the next one
_LINES = 5  # across a picture, at most


class Label(NamedTuple):
    """Words over a column, from the lowest line up."""

    lines: tuple[str, ...]
    value: str  # that of the lines which is the number
    x: float
    anchor: str  # start, middle, end
    tier: int  # from which width in rem on they are shown


@dataclass
class Column:
    """One count."""

    fact: Fact
    x: float  # its middle
    height: float
    kind: str  # before, during, part: the classes of the style sheet
    ring: float | None = None  # how high the count of another stands
    label: Label | None = None

    @property
    def top(self) -> float:
        """From where words can stand: over a ring, too, that is at the end of the column."""
        near = self.ring is not None and -_RING < self.ring - self.height < _LINE * 100 / _HIGH
        return max(self.height, self.ring + _RING) if near else self.height


class Group(NamedTuple):
    """The source of the columns that stand over it."""

    words: str
    x: float
    width: float
    room: float  # up to the next one, for its name


class Columns(NamedTuple):
    """Columns over time."""

    columns: list[Column]
    room: float  # over the highest one for words, in rem
    width: float  # of a column
    lines: list[tuple[float, str]]  # how high, and their words
    ticks: list[float]
    years: list[tuple[float, int]]
    groups: list[Group]
    event: float | None


def columns(chart: Chart, panel: Panel, facts: Mapping[str, Fact]) -> Columns:
    """The places of all that a picture over time shows, on one scale with others of its unit."""
    days = [dates.middle(facts[row.values[0]].times) for row in panel.rows]
    event = dates.first_day(facts[panel.event.at].value) if panel.event else None
    known = [*days, event] if event else days
    start, end = date(min(known).year, 1, 1), date(max(known).year + 1, 1, 1)
    gap = min((b - a for a, b in pairwise(days)), default=end - start)
    width = min(_WIDEST, 100 * _OF_STEP * (gap / (end - start)))

    def across(day: date) -> float:
        return width / 2 + (100 - width) * ((day - start) / (end - start))

    like = (panel.kind, panel.unit)
    cells = [id for _, of, id, drawn in chart.cells() if drawn and (of.kind, of.unit) == like]
    full = max(Decimal(facts[id].value) for id in cells) or Decimal(1)
    line = None if event is None else across(event)
    made = []
    for row, day in zip(panel.rows, days, strict=True):
        height, *rings = (
            float(100 * facts[id].value / full) if is_id(id) else None for id in row.values
        )
        kind = "part" if row.hollow else "before" if event and day < event else "during"
        x = across(day)
        if line is not None:  # a column stands before the line or behind it, never in it
            x = min(x, line - width / 2) if day < event else max(x, line + width / 2)
        made.append(Column(facts[row.values[0]], x, height, kind, *rings))
    _set_labels(panel, made, width, line)
    firsts = [date(year, 1, 1) for year in range(start.year, end.year + 1)]
    every = next(step for step in (1, 2, 5, 10, 20, 50, 100, 1000) if len(firsts) <= 6 * step + 1)
    years = [day.year for day in firsts[:-1] if day.year % every == 0]
    return Columns(
        made,
        max([0, *(_box(one.label, one, TIERS[0])[3] - _HIGH for one in made if one.label)]),
        width,
        _lines(full, made[0].fact),
        [across(day) for day in firsts],
        [(across(date(year, 7, 2)), year) for year in years],
        _groups(panel.rows, made, width, facts),
        line,
    )


def _lines(full: Decimal, like: Fact) -> list[tuple[float, str]]:
    """Round values up to the full one, each with its height and its words."""
    size = Decimal(10) ** (full.adjusted() - 1)
    step = next(size * by for by in (1, 2, 5, 10, 20, 50) if full <= size * by * _LINES)
    steps = [step * n for n in range(1, int(full / step) + 1)]
    exact = [value.quantize(Decimal(1)) if value % 1 == 0 else value.normalize() for value in steps]
    words = [wording.number(like.model_copy(update={"value": value})) for value in exact]
    return [(float(100 * value / full), word) for value, word in zip(steps, words, strict=True)]


def _groups(
    rows: list[Row], made: list[Column], width: float, facts: Mapping[str, Fact]
) -> list[Group]:
    """From the first column of each source to its last one; each with its name."""
    begun = [n for n, row in enumerate(rows) if row.under]
    groups = []
    for n, after in pairwise([*begun, len(rows)]):
        x, end = made[n].x - width / 2, made[after - 1].x + width / 2
        room = (made[after].x if after < len(made) else 100) - x
        groups.append(Group(wording.fill(rows[n].under, facts), x, end - x, room))
    return groups


def _set_labels(panel: Panel, made: list[Column], width: float, line: float | None) -> None:
    """The words over each column that says its own; only those that overlap none at any width."""
    rows = zip(panel.rows, made, strict=True)
    said = [column for row, column in rows if row.say and not row.hollow]
    largest = max(said, key=lambda one: one.height, default=None)
    said.sort(key=lambda one: (one is not made[-1], one is not made[0], one is not largest))
    for tier in TIERS:
        for column in said:
            label = column.label or _label(panel, column, width, line, tier)
            shown = [_box(one.label, one, tier) for one in said if one is not column and one.label]
            bars = (_bar(one, width, tier) for one in made)
            if not any(_overlap(_box(label, column, tier), other) for other in (*shown, *bars)):
                column.label = label


def _label(panel: Panel, column: Column, width: float, line: float | None, tier: int) -> Label:
    value = wording.number(column.fact)
    # Over the ring of another count that stands clear of its column words say whose they are.
    whose = panel.columns[0] if column.top > column.height + 2 * _RING else None
    lines = tuple(filter(None, (whose, value, column.fact.qualifier)))
    half = 100 * _LETTER * max(map(len, lines)) / 2 / tier
    anchor = "middle"
    beside = line is not None and abs(column.x - line) < half
    if beside:  # and not across the line
        anchor = "end" if column.x < line else "start"
    if column.x < half:
        anchor = "start"
    elif column.x > 100 - half:
        anchor = "end"
    shift = {"start": -width / 2, "middle": 0, "end": width / 2}[anchor] * (-1 if beside else 1)
    return Label(lines, value, column.x + shift, anchor, tier)


def _box(label: Label, column: Column, tier: int) -> tuple[float, float, float, float]:
    """Left, right, bottom and top of words over a column, in rem, in a picture so wide."""
    long = _LETTER * max(map(len, label.lines))
    left = label.x * tier / 100 - {"start": 0, "middle": long / 2, "end": long}[label.anchor]
    bottom = column.top * _HIGH / 100
    return left, left + long, bottom, bottom + _LINE * len(label.lines)


def _bar(column: Column, width: float, tier: int) -> tuple[float, float, float, float]:
    """The same of a column, up to where words would touch it."""
    left = (column.x - width / 2) * tier / 100
    return left, left + width * tier / 100, 0, column.height * _HIGH / 100 - _GAP


def _overlap(one: Iterable[float], other: Iterable[float]) -> bool:
    left, right, bottom, top = one
    left2, right2, bottom2, top2 = other
    return left < right2 and left2 < right and bottom < top2 and bottom2 < top
