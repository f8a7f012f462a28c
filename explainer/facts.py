"""The model of the data file: sources, facts, derived facts. Loads it, checks it, computes it.

The one thing that reads data/facts.yml; everything else gets a `Book`. A mistake in the file is
never an exception from inside: `load` raises `Problems`, one line each, all of them at once.
"""

from __future__ import annotations

import gc
import graphlib
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

from pydantic import Discriminator, Field, PlainValidator, Tag, model_validator
from pydantic_core import PydanticCustomError

from . import formula
from .reading import Address, Edtf, Id, Reading, Strict, Text, edtf, nearest, text_of, wrong

REFERENCE = re.compile(r"\{([^{}]*)\}")  # in a caveat: the words of another fact
_LARGEST = Decimal(10) ** 15  # beyond any count of people, kilograms or dollars

Unit = Literal["people", "cases", "places", "prisons", "sites", "number", "percent", "ratio",
               "usd", "riel", "kg", "tonnes", "years", "months", "date"]
Qualifier = Literal["nearly", "just over", "about", "up to", "more than", "at least", "thousands"]
Nature = Literal["reported", "estimate", "opinion", "legal"]
Check = Literal["confirmed", "nuance", "differs", "unchecked"]  # best first


def _value(value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, int | Decimal | str):
        raise wrong(f"{json.dumps(value, default=str)[:60]} is not a number", "write a bare number such as 38990")
    return value


Value = Annotated[Any, PlainValidator(_value, json_schema_input_type=float | str)]


class Source(Strict):
    """A document that figures were read in."""

    title: Text = Field(description="Its title; a plain description when the title is not known")
    producer: Text = Field(description="Who published it, such as Amnesty International")
    kind: Literal["news", "ngo", "government", "un", "court", "academic", "reference"]
    published: Edtf = Field(description='When, in EDTF: "2020-05-13", "2020-05", "2018~", "XXXX"')
    url: Address = Field(description="Its full web address")
    read: Literal["whole", "opening"] = Field(description="How much of it could be read")
    note: Text | None = Field(None, description="What a reader should know of this copy")


class Entry(Strict):
    """What facts read somewhere and derived facts have in common."""

    topic: Text = Field(description="The heading it stands under on the Numbers page")
    statement: Text = Field(description=(
        "What is counted, without the value, understandable alone. Good: People held in Cambodia's "
        "prisons. Bad: Prison number; Nearly 40,000 people are held."))
    unit: Unit
    qualifier: Qualifier | None = Field(None, description="Absent when the source is exact")
    caveat: Text | None = Field(None, description=(
        "What to beware of; {other-fact} stands for that fact's words"))
    compare: list[Text] = Field([], description="Facts in which others put the same thing")


class Given(Entry):
    """A fact that was read in a source."""

    value: Value = Field(
        description='A bare number such as 38990 or 30.3; for the unit date, EDTF: "2020-06-26"')
    counts: Text = Field(description="What one unit is: a person, an arrest, a case file")
    as_of: Edtf = Field(description='The time it is true of, in EDTF: "2020-04-02"')
    scope: Text = Field(description="Of what area and population")
    says: Text = Field(description="Who asserts it")
    source: Text = Field(description="The id of the source it was read in")
    where: Text = Field(description="Where in the source, such as a paragraph code")
    nature: Nature
    check: Check = Field(description="How well it checks out")
    review_by: Edtf | None = Field(None, description="When somebody should look whether it still holds")

    @model_validator(mode="after")
    def _value_fits_unit(self) -> Given:
        if self.unit == "date":
            edtf(text_of(self.value))
        elif isinstance(self.value, str):
            raise wrong(f'the value "{self.value}" is text, but the unit is {self.unit}',
                         "write a bare number, without commas, signs or quotes")
        elif abs(self.value) >= _LARGEST:
            raise wrong(f"the value {self.value} is too large to be meant", "check its digits")
        return self

    @model_validator(mode="after")
    def _doubt_is_explained(self) -> Given:
        if self.check != "confirmed" and not self.caveat:
            raise wrong(f"check is {self.check} but there is no caveat", "say in caveat what is doubtful")
        return self


class Sum(Strict):
    formula: Text = Field(description="A sum of facts, such as 100 * prisoners / prison-capacity")
    round: Annotated[int, Field(ge=-9, le=6)] = Field(description="Decimals; -2 is to the hundred")


class Derived(Entry):
    """A fact that this site computes from others."""

    derived: Sum
    scope: Text | None = None
    as_of: Edtf | None = Field(None, description=(
        "The time the result is true of, where it is another than that of the facts in the sum"))


class Unknown(Strict):
    """What nobody has published."""

    statement: Text
    why: Text = Field(description="Why it matters that this is missing")


def _which(raw: Any) -> str:
    return "derived" if isinstance(raw, dict) and "derived" in raw else "given"


AnyFact = Annotated[
    Annotated[Given, Tag("given")] | Annotated[Derived, Tag("derived")], Discriminator(_which)]


class Change(Strict):
    """A number that was put right."""

    date: Edtf
    fact: Text
    old: Value
    new: Value
    reason: Text


class DataFile(Strict):
    """Numbers about drug policy in Cambodia, each with where it comes from."""

    topics: dict[Id, Text] = Field(description="Headings of the numbers, in order")
    names: dict[Text, Text] = Field({}, description="Words with a numeral that are names, and why")
    sources: dict[Id, Source]
    facts: dict[Id, AnyFact]
    unknown: dict[Id, Unknown] = Field({}, description="What nobody has published")
    changes: list[Change] = Field([], description="Numbers that were put right, oldest first")


@dataclass(frozen=True)
class Fact:
    """One number or date, ready to be shown: read in a source, or computed from other facts."""

    id: str
    topic: str
    statement: str
    value: int | Decimal | str
    unit: str
    qualifier: str | None
    as_of: tuple[str, ...]  # EDTF; a derived fact has those of all its inputs, unless it says its own
    scope: str | None
    says: str
    check: str
    caveat: str | None
    compare: tuple[str, ...]
    nature: str
    counts: str | None = None
    source: str | None = None
    where: str | None = None
    review_by: str | None = None
    formula: formula.Formula | None = None


@dataclass(frozen=True)
class Book:
    """Everything the data file says, checked and computed."""

    topics: dict[str, str]
    names: dict[str, str]
    sources: dict[str, Source]
    facts: dict[str, Fact]
    unknown: dict[str, Unknown]
    changes: list[Change]

    @cached_property
    def places(self) -> dict[str, int]:
        """Where each fact and source stands in the file, to put some of them in order."""
        return {id: place for place, id in enumerate([*self.facts, *self.sources])}

    @cached_property
    def by_topic(self) -> dict[str, list[Fact]]:
        """The facts of each topic, in the order of the file."""
        found: dict[str, list[Fact]] = {topic: [] for topic in self.topics}
        for fact in self.facts.values():
            found[fact.topic].append(fact)
        return found

    @cached_property
    def published_alike(self) -> set[tuple[str, str]]:
        """Publisher and date of sources that only their titles tell apart."""
        found = Counter((source.producer, source.published) for source in self.sources.values())
        return {both for both, count in found.items() if count > 1}


def load(path: Path | str) -> Book:
    """Read and check a data file. Raises Problems with every mistake in it."""
    collecting = gc.isenabled()
    gc.disable()  # it would look through the growing data again and again, longer than reading takes, and free nothing
    try:
        return _Facts(path).book()
    finally:
        if collecting:
            gc.enable()


class _Facts(Reading):
    """One reading of the facts: until there is a book or nothing."""

    def book(self) -> Book:
        data = self.validated(DataFile)
        self.check_references()
        self.refuse_references(("caveat", "reason"))
        facts = self.computed(data) if data else {}
        self.check_changes(data.changes if data else [], facts)
        self.stop_if_wrong()
        assert data
        return Book(data.topics, data.names, data.sources, facts, data.unknown, data.changes)

    def check_references(self) -> None:
        """Names that lead nowhere; looked up in the raw file, so that a fact with another mistake counts."""
        facts, sources = self.section("facts"), self.section("sources")
        topics = self.raw.get("topics") if isinstance(self.raw, dict) else None
        statements: dict[str, str] = {}
        used = set()
        for id, fact in facts.items():
            at = ("facts", id)
            used.add(str(fact.get("source")))
            if isinstance(topics, dict) and isinstance(topic := fact.get("topic"), str) and topic not in topics:
                self.complain((*at, "topic"), f'there is no topic "{topic}"', f"use one of {', '.join(topics)}")
            if isinstance(source := fact.get("source"), str) and source not in sources:
                self.complain((*at, "source"), f'there is no source "{source}"',
                              f"add it under sources; {nearest(source, sources)}")
            for other in fact["compare"] if isinstance(fact.get("compare"), list) else ():
                if other == id:
                    self.complain((*at, "compare"), "compare names the fact itself", "remove it")
                elif isinstance(other, str) and other not in facts:
                    self.complain((*at, "compare"), f'compare names "{other}", which does not exist',
                                  nearest(other, facts))
            for other in REFERENCE.findall(str(fact.get("caveat"))):
                if other not in facts:
                    self.complain((*at, "caveat"), f'the caveat names {{{other}}}, which does not exist',
                                  nearest(other, facts))
            if isinstance(statement := fact.get("statement"), str):
                first = statements.setdefault(statement.casefold(), id)
                if first != id:
                    self.complain((*at, "statement"), f"it has the same statement as {first}",
                                  "say in the statement how the two differ")
        for id in sources:
            if id not in used:
                self.complain(("sources", id), "no fact uses this source", "remove it, or name it in a fact")

    def check_changes(self, changes: list[Change], facts: dict[str, Fact]) -> None:
        """The log of changes must end at what the file says now."""
        for i, change in enumerate(changes):
            for other in REFERENCE.findall(change.reason):
                if other not in facts:
                    self.complain(("changes", i), f"its reason names {{{other}}}, which does not exist",
                                  nearest(other, facts))
            if change.fact in facts and isinstance(change.old, str) != (facts[change.fact].unit == "date"):
                self.complain(("changes", i), f'its old value "{change.old}" is not of the unit of {change.fact}',
                              "write a bare number, or an EDTF date in quotes")
            for value in (change.old, change.new):
                try:
                    edtf(value) if isinstance(value, str) else None
                except PydanticCustomError as error:
                    self.complain(("changes", i), error.context["what"], error.context["remedy"])
        latest = {change.fact: (i, change) for i, change in enumerate(changes)}
        for id, (i, change) in latest.items():
            if id not in facts:
                self.complain(("changes", i), f'it names "{id}", which does not exist', nearest(id, facts))
            elif facts[id].value != change.new:
                self.complain(("changes", i), f"its new value is {change.new}, but {id} is {facts[id].value}",
                              "add the change that is missing")

    def computed(self, data: DataFile) -> dict[str, Fact]:
        """All facts in the file's order, the derived ones computed from their inputs."""
        formulas: dict[str, formula.Formula] = {}
        known = self.section("facts")
        for id, entry in data.facts.items():
            if isinstance(entry, Derived):
                try:
                    formulas[id] = formula.parse(entry.derived.formula)
                except ValueError as error:
                    self.complain(("facts", id, "derived", "formula"), str(error),
                                  "write a sum such as 100 * prisoners / prison-capacity")
                    continue
                for input in formulas[id].inputs:
                    if input not in known:
                        self.complain(("facts", id, "derived", "formula"),
                                      f'there is no fact "{input}"', nearest(input, data.facts))
        done = {id: _given(id, entry) for id, entry in data.facts.items() if isinstance(entry, Given)}
        for id in self.ordered(formulas):
            inputs = [done.get(input) for input in formulas[id].inputs]  # one with a problem of its own is missing
            if all(inputs) and (fact := self.derive(id, data.facts[id], formulas[id], inputs)):
                done[id] = fact
        return {id: done[id] for id in data.facts if id in done}

    def ordered(self, formulas: dict[str, formula.Formula]) -> Iterator[str]:
        """The ids of the derived facts, inputs first."""
        graph = {id: [i for i in f.inputs if i in formulas] for id, f in formulas.items()}
        try:
            yield from list(graphlib.TopologicalSorter(graph).static_order())
        except graphlib.CycleError as error:
            circle = error.args[1]
            self.complain(("facts", circle[0], "derived", "formula"),
                          f"it is computed from itself: {' → '.join(reversed(circle))}",
                          "derive it from facts that do not depend on it")

    def derive(self, id: str, entry: Any, f: formula.Formula, inputs: list[Any]) -> Fact | None:
        at = ("facts", id, "derived", "formula")
        for input in inputs:
            if input.unit == "date":
                self.complain(at, f"{input.id} is a date, not a quantity", "use only numbers in a sum")
                return None
        try:
            exact = f.compute({input.id: Decimal(input.value) for input in inputs})
            value = exact.quantize(Decimal(1).scaleb(-entry.derived.round), ROUND_HALF_UP)
            if abs(value) >= _LARGEST:
                raise ArithmeticError
        except ArithmeticError:
            self.complain(at, "the sum has no result (a division by zero, or too large a number)",
                          "check the values of " + ", ".join(f.inputs))
            return None
        if entry.derived.round <= 0:
            value = int(value)
        inexact = any(input.qualifier for input in inputs)
        return Fact(
            id=id, topic=entry.topic, statement=entry.statement, value=value, unit=entry.unit,
            qualifier=entry.qualifier or ("about" if inexact else None),
            as_of=(entry.as_of,) if entry.as_of else tuple(dict.fromkeys(when for one in inputs for when in one.as_of)),
            scope=entry.scope, says="Our own sum", nature="derived",
            # A sum is no surer than the least sure of the figures in it.
            check=max((input.check for input in inputs), key=get_args(Check).index),
            caveat=entry.caveat, compare=tuple(entry.compare), formula=f,
        )


def _given(id: str, entry: Given) -> Fact:
    fields = dict(entry) | {"as_of": (entry.as_of,), "compare": tuple(entry.compare)}
    return Fact(id=id, **fields)


def schema() -> str:
    """The JSON Schema of the data file, for the completion that an editor offers."""
    return json.dumps(DataFile.model_json_schema(), indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":  # make schema
    sys.stdout.write(schema())
