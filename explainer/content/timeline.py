"""The timeline: dated facts that are events, oldest first, each with where it is told."""

from typing import Literal

from pydantic import Field

from . import dates
from .facts import Fact
from .fields import FactId, Prose, SectionId, Strict
from .reading import Reading


class Event(Strict):
    """One event: a fact whose value or time is the date."""

    fact: FactId = Field(description="The id of a fact: a date, or a number true of a date")
    section: SectionId = Field(description="The id of the section in which it is told")
    words: Prose | None = Field(None, description="What happened; else the fact's statement")
    weight: Literal["heavy", "light"] | None = Field(
        None, description="A turn of the story is set large, the date of a report small"
    )


class TimelineFile(Strict):
    """What happened when."""

    events: list[Event] = []


def when(fact: Fact) -> str:
    """The date (EDTF) at which a fact stands."""
    return fact.value if fact.unit == "date" else fact.times[0]


def check(reading: Reading, file: TimelineFile, facts: dict[str, Fact]) -> list[tuple[Fact, Event]]:
    """The events, oldest first; complains of facts that stand twice or have no one date."""
    found: dict[str, tuple[Fact, Event]] = {}
    for i, event in enumerate(file.events):
        at = ("events", i, "fact")
        if fact := facts.get(event.fact):
            if fact.id in found:
                reading.complain(at, f"{fact.id} stands here twice", "remove one")
            elif fact.unit != "date" and (len(fact.times) > 1 or fact.times == ("XXXX",)):
                reading.complain(at, f"{fact.id} has no one date", "name a fact that has")
            found.setdefault(fact.id, (fact, event))
    return sorted(found.values(), key=lambda one: dates.first_day(when(one[0])))
