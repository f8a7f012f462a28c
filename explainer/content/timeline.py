"""The timeline: dated facts that are events, oldest first, each with where it is told."""

from dataclasses import dataclass
from typing import Literal

from pydantic import Field

from . import dates
from .facts import Fact
from .fields import FactId, Prose, SectionId, Strict
from .pages import Section
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


@dataclass(frozen=True)
class Moment:
    """An event, found in the other files."""

    fact: Fact
    words: str
    section: Section
    weight: str | None

    @property
    def when(self) -> str:  # in EDTF
        return self.fact.value if self.fact.unit == "date" else self.fact.times[0]


def check(
    reading: Reading, file: TimelineFile, facts: dict[str, Fact], sections: dict[str, Section]
) -> tuple[Moment, ...]:
    """The moments, oldest first; complains of facts that stand twice or have no one date."""
    found: dict[str, Moment] = {}
    for i, event in enumerate(file.events):
        at = ("events", i, "fact")
        if (fact := facts.get(event.fact)) and event.section in sections:
            if fact.id in found:
                reading.complain(at, f"{fact.id} stands here twice", "remove one")
            elif fact.unit != "date" and (len(fact.times) > 1 or fact.times == ("XXXX",)):
                reading.complain(at, f"{fact.id} has no one date", "name a fact that has")
            words, section = event.words or fact.statement, sections[event.section]
            moment = Moment(fact, words, section, event.weight)
            found.setdefault(fact.id, moment)
    return tuple(sorted(found.values(), key=lambda moment: dates.first_day(moment.when)))
