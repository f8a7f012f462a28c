"""Dots and squares, each one thing or one percent: which of them a row of a chart takes."""

from collections.abc import Mapping
from decimal import Decimal

from explainer.content.charts import Panel, Row
from explainer.content.facts import Fact


def path(first: int, last: int, across: int) -> str:
    """A path of dots, one unit apart, in rows of so many: from the first (0) to before the last.

    Each is a line of no length with round ends, so that none can be lost as the end of a dash can.
    """
    places = ((n % across + 0.5, n // across + 0.5) for n in range(first, last))
    return "".join(f"M{x:g} {y:g}h0" for x, y in places)


def shares(values: list[Decimal], whole: int = 100) -> list[tuple[int, int]]:
    """The first and (before) the last of those of a hundred dots that each of the parts takes."""
    counts = [int(value * whole / sum(values)) for value in values]
    largest = sorted(range(len(values)), key=lambda n: counts[n] - values[n] * whole / sum(values))
    for n in largest[: whole - sum(counts)]:
        counts[n] += 1
    return [(sum(counts[:n]), sum(counts[: n + 1])) for n in range(len(counts))]


def pieces(panel: Panel, facts: Mapping[str, Fact]) -> list[tuple[Row, Fact, int, int]]:
    """Of each row its fact, and which dots or squares it takes: the first and (before) the last."""
    found = [facts[row.values[0]] for row in panel.rows]
    values = [Decimal(fact.value) for fact in found]
    if panel.kind == "parts":
        taken = shares(values)
    elif panel.kind == "squares":
        taken = shares(values, int(sum(values)))
    else:
        taken = [(0, round(value)) for value in values]
    return [(row, fact, *one) for row, fact, one in zip(panel.rows, found, taken, strict=True)]
