"""The timeline: dated facts that are events, oldest first, each with the section that tells of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pydantic import Field

from . import dates, facts, sections
from .claims import check_text
from .facts import Fact
from .reading import Reading, Strict, Text, nearest


class Event(Strict):
    """One event: a fact whose value or time is the date."""

    fact: Text = Field(description="The id of a fact: a date, or a number that is true of a date")
    section: Text = Field(description="The id of the section in which it is told")
    words: Text | None = Field(None, description="What happened, a number as {fact-id}; else the fact's statement")


class TimelineFile(Strict):
    """What happened when."""

    events: list[Event]


@dataclass(frozen=True)
class Moment:
    """An event, found in the other files."""

    fact: Fact
    words: str
    section: sections.Section

    @property
    def when(self) -> str:
        """Its date in EDTF."""
        return self.fact.value if self.fact.unit == "date" else self.fact.as_of[0]


def load(path: Path | str, book: facts.Book, known: dict[str, sections.Section]) -> tuple[Moment, ...]:
    """Read the timeline and check it against the facts and the sections that are known. Raises Problems."""
    reading = Reading(path)
    file = reading.validated(TimelineFile)
    found, seen = [], set()
    for i, event in enumerate(file.events if file else ()):
        fact, section = book.facts.get(event.fact), known.get(event.section)
        if fact is None:
            reading.complain(("events", i, "fact"), f'there is no fact "{event.fact}"', nearest(event.fact, book.facts))
        elif event.fact in seen:
            reading.complain(("events", i, "fact"), f"{event.fact} stands here twice", "remove one")
        elif fact.unit != "date" and (len(fact.as_of) > 1 or fact.as_of == ("XXXX",)):
            reading.complain(("events", i, "fact"), f"{event.fact} has no one date", "name a fact that has")
        if section is None:
            reading.complain(("events", i, "section"), f'there is no section "{event.section}"',
                             nearest(event.section, known))
        check_text(reading, ("events", i, "words"), event.words, book)
        seen.add(event.fact)
        if fact and section:
            found.append(Moment(fact, event.words or fact.statement, section))
    reading.stop_if_wrong()
    return tuple(sorted(found, key=lambda moment: dates.first_day(moment.when)))
