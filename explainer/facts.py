"""The model of the data file: sources, facts, derived facts. Loads it, checks it, computes it.

The one thing that reads data/facts.yml; everything else gets a `Book`. A mistake in the file is
never an exception from inside: `load` raises `Problems`, one line each, all of them at once.
"""

from __future__ import annotations

import difflib
import graphlib
import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

from pydantic import (
    AfterValidator, BaseModel, BeforeValidator, ConfigDict, Discriminator, Field, PlainValidator, Tag,
    ValidationError, model_validator,
)
from pydantic_core import PydanticCustomError

from . import dates, formula, strict_yaml
from .problems import Problem, Problems

ID = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
REFERENCE = re.compile(r"\{([^{}]*)\}")  # in a caveat: the words of another fact
_LARGEST = Decimal(10) ** 15  # beyond any count of people, kilograms or dollars

Unit = Literal["people", "cases", "places", "prisons", "sites", "number", "percent", "ratio",
               "usd", "riel", "kg", "tonnes", "years", "months", "date"]
Qualifier = Literal["nearly", "just over", "about", "up to", "more than", "at least", "thousands"]
Nature = Literal["reported", "estimate", "opinion", "legal"]
Check = Literal["confirmed", "nuance", "differs", "unchecked"]  # best first


def _wrong(what: str, remedy: str) -> PydanticCustomError:
    """An error that already knows its remedy (see `_explain`)."""
    return PydanticCustomError("project", "{what}; {remedy}", {"what": what, "remedy": remedy})


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise _wrong(f"{value} is not text", f'put it in quotes: "{value}"')
    if not value.strip():
        raise _wrong("it is empty", "fill it in or remove the key")
    return value


def _id(value: str) -> str:
    if not ID.fullmatch(value):
        raise _wrong(f'the id "{value}" is not kebab-case',
                     "use small letters a-z, digits and single hyphens, beginning with a letter")
    return value


def _edtf(value: str) -> str:
    try:
        dates.words(value)
    except ValueError as error:
        raise _wrong(str(error), "write the date in EDTF, in quotes") from None
    return value


def _address(value: str) -> str:
    if not re.fullmatch(r"https?://[^\s/]+\.[^\s/]+(/\S*)?", value):
        raise _wrong(f'"{value}" is not a web address', "write it in full, beginning with https://")
    return value


def _value(value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, int | Decimal | str):
        raise _wrong(f"{json.dumps(value, default=str)[:60]} is not a number", "write a bare number such as 38990")
    return value


Text = Annotated[str, BeforeValidator(_text)]
Value = Annotated[Any, PlainValidator(_value, json_schema_input_type=float | str)]
Id = Annotated[Text, AfterValidator(_id)]
Edtf = Annotated[Text, AfterValidator(_edtf)]
Address = Annotated[Text, AfterValidator(_address)]


class _Strict(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class Source(_Strict):
    """A document that figures were read in."""

    title: Text = Field(description="Its title; a plain description when the title is not known")
    producer: Text = Field(description="Who published it, such as Amnesty International")
    kind: Literal["news", "ngo", "government", "un", "court", "academic", "reference"]
    published: Edtf = Field(description='When, in EDTF: "2020-05-13", "2020-05", "2018~", "XXXX"')
    url: Address = Field(description="Its full web address")
    read: Literal["whole", "opening"] = Field(description="How much of it could be read")
    note: Text | None = Field(None, description="What a reader should know of this copy")


class Entry(_Strict):
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

    @model_validator(mode="after")
    def _value_fits_unit(self) -> Given:
        if self.unit == "date":
            _edtf(_text(self.value))
        elif isinstance(self.value, str):
            raise _wrong(f'the value "{self.value}" is text, but the unit is {self.unit}',
                         "write a bare number, without commas, signs or quotes")
        elif abs(self.value) >= _LARGEST:
            raise _wrong(f"the value {self.value} is too large to be meant", "check its digits")
        return self

    @model_validator(mode="after")
    def _doubt_is_explained(self) -> Given:
        if self.check != "confirmed" and not self.caveat:
            raise _wrong(f"check is {self.check} but there is no caveat", "say in caveat what is doubtful")
        return self


class Sum(_Strict):
    formula: Text = Field(description="A sum of facts, such as 100 * prisoners / prison-capacity")
    round: Annotated[int, Field(ge=-9, le=6)] = Field(description="Decimals; -2 is to the hundred")


class Derived(Entry):
    """A fact that this site computes from others."""

    derived: Sum
    scope: Text | None = None


class Unknown(_Strict):
    """What nobody has published."""

    statement: Text
    why: Text = Field(description="Why it matters that this is missing")


def _which(raw: Any) -> str:
    return "derived" if isinstance(raw, dict) and "derived" in raw else "given"


AnyFact = Annotated[
    Annotated[Given, Tag("given")] | Annotated[Derived, Tag("derived")], Discriminator(_which)]


class DataFile(_Strict):
    """Numbers about drug policy in Cambodia, each with where it comes from."""

    topics: dict[Id, Text] = Field(description="Headings of the Numbers page, in order")
    names: dict[Text, Text] = Field({}, description="Words with a numeral that are names, and why")
    sources: dict[Id, Source]
    facts: dict[Id, AnyFact]
    unknown: dict[Id, Unknown] = Field({}, description="What nobody has published")


@dataclass(frozen=True)
class Fact:
    """One number or date, ready to be shown: read in a source, or computed from other facts."""

    id: str
    topic: str
    statement: str
    value: int | Decimal | str
    unit: str
    qualifier: str | None
    as_of: tuple[str, ...]  # EDTF; a derived fact has those of all its inputs
    scope: str | None
    says: str
    check: str
    caveat: str | None
    compare: tuple[str, ...]
    nature: str
    counts: str | None = None
    source: str | None = None
    where: str | None = None
    formula: formula.Formula | None = None


@dataclass(frozen=True)
class Book:
    """Everything the data file says, checked and computed."""

    topics: dict[str, str]
    names: dict[str, str]
    sources: dict[str, Source]
    facts: dict[str, Fact]
    unknown: dict[str, Unknown]

    def nearest(self, wanted: str) -> str:
        """The ids most like one that does not exist, for an error message."""
        return nearest(wanted, self.facts)


def nearest(wanted: str, known: Any) -> str:
    found = difflib.get_close_matches(wanted, list(known), n=3, cutoff=0.5)
    return f"did you mean {' or '.join(found)}?" if found else "no id is like it"


def load(path: Path | str) -> Book:
    """Read and check a data file. Raises Problems with every mistake in it."""
    path = Path(path)
    return _load(path, str(path), *_stamp(path))


def _stamp(path: Path) -> tuple[int, int]:
    """What changes when the file does, so that pages share one reading of it."""
    try:
        found = path.stat()
    except OSError:
        raise Problems([Problem(str(path), None, "file", "it cannot be read",
                                "put the data file there, or name another in mkdocs.yml")]) from None
    return found.st_mtime_ns, found.st_size


@lru_cache(maxsize=4)
def _load(path: Path, file: str, *_stamp: int) -> Book:
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise Problems([Problem(file, None, "file", f"it cannot be read ({error.strerror})",
                                "check that it is a file that you may read")]) from None
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise Problems([Problem(file, line, "file", "it holds bytes that are not UTF-8",
                                "save the file as UTF-8")]) from None
    return _Reading(text, file).book()


class _Reading:
    """One reading of one data file: collects problems until there is a book or nothing."""

    def __init__(self, text: str, file: str):
        self.file = file
        self.raw, self.lines, self.problems = strict_yaml.read(text, file)

    def complain(self, path: strict_yaml.Path, wrong: str, remedy: str) -> None:
        at = next((self.lines[path[:n]] for n in range(len(path), 0, -1) if path[:n] in self.lines), 1)
        self.problems.append(Problem(self.file, at, strict_yaml.subject(path), wrong, remedy))

    def book(self) -> Book:
        if self.raw is None and not self.problems:
            self.complain((), "it is empty", "it needs topics, sources and facts")
        data = None
        if isinstance(self.raw, dict):
            data = self.validated()
            self.check_references()
        if data is None and not self.problems:
            self.complain((), "it is not a map of topics, sources and facts", "see data/facts.schema.json")
        if data is None:
            raise Problems(self.problems)
        facts = self.computed(data)
        if self.problems:
            raise Problems(self.problems)
        return Book(data.topics, data.names, data.sources, facts, data.unknown)

    def validated(self) -> DataFile | None:
        """The file against the schema, without the entries that do not fit it."""
        try:
            return DataFile.model_validate(self.raw)
        except ValidationError as error:
            rest = {k: dict(v) if isinstance(v, dict) else v for k, v in self.raw.items()}
            for one in error.errors():
                path = tuple(p for i, p in enumerate(one["loc"]) if not _is_tag(i, one["loc"]))
                self.complain(path, *_explain(one, path))
                if len(path) > 1 and isinstance(rest.get(path[0]), dict):
                    rest[path[0]].pop(path[1], None)
        try:
            return DataFile.model_validate(rest)  # so that one wrong entry does not hide another
        except ValidationError:
            return None

    def check_references(self) -> None:
        """Names that lead nowhere; looked up in the raw file, so that a fact with another mistake counts."""
        facts, sources, topics = (self.section(name) for name in ("facts", "sources", "topics"))
        statements: dict[str, str] = {}
        used = set()
        for id, fact in facts.items():
            at = ("facts", id)
            used.add(fact.get("source"))
            if isinstance(topic := fact.get("topic"), str) and topic not in topics:
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

    def section(self, name: str) -> dict[str, dict[str, Any]]:
        """One map of the raw file, without entries that are no maps themselves."""
        raw = self.raw.get(name)
        entries = raw.items() if isinstance(raw, dict) else ()
        return {id: e for id, e in entries if name == "topics" or isinstance(e, dict)}

    def computed(self, data: DataFile) -> dict[str, Fact]:
        """All facts in the file's order, the derived ones computed from their inputs."""
        formulas: dict[str, formula.Formula] = {}
        for id, entry in data.facts.items():
            if isinstance(entry, Derived):
                try:
                    formulas[id] = formula.parse(entry.derived.formula)
                except ValueError as error:
                    self.complain(("facts", id, "derived", "formula"), str(error),
                                  "write a sum such as 100 * prisoners / prison-capacity")
                    continue
                for input in formulas[id].inputs:
                    if input not in self.raw["facts"]:
                        self.complain(("facts", id, "derived", "formula"),
                                      f'there is no fact "{input}"', nearest(input, data.facts))
        done = {id: _given(id, entry) for id, entry in data.facts.items() if isinstance(entry, Given)}
        for id in self.ordered(formulas):
            inputs = [done.get(input) for input in formulas[id].inputs]
            if all(inputs):  # else one of them has a problem of its own
                fact = self.derive(id, data.facts[id], formulas[id], inputs)
                if fact:
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
            as_of=tuple(dict.fromkeys(when for input in inputs for when in input.as_of)),
            scope=entry.scope, says="Our own sum", nature="derived",
            # A sum is no surer than the least sure of the figures in it.
            check=max((input.check for input in inputs), key=get_args(Check).index),
            caveat=entry.caveat, compare=tuple(entry.compare), formula=f,
        )


def _given(id: str, entry: Given) -> Fact:
    fields = dict(entry) | {"as_of": (entry.as_of,), "compare": tuple(entry.compare)}
    return Fact(id=id, **fields)


def _is_tag(position: int, loc: tuple[Any, ...]) -> bool:
    """Pydantic names the kind of fact in the path of an error, the file does not."""
    return position == 2 and loc[0] == "facts" and loc[2] in ("given", "derived")


def _explain(error: Any, path: strict_yaml.Path) -> tuple[str, str]:
    """Pydantic's error as what is wrong and what to do."""
    kind, value, context = error["type"], error["input"], error.get("ctx", {})
    field = next((p for p in reversed(path) if isinstance(p, str) and p != "[key]"), "file")
    if kind == "project":
        return f"{field}: {context['what']}" if len(path) > 2 else context["what"], context["remedy"]
    if kind == "missing":
        return f"{field} is missing", _describe(field)
    if kind == "extra_forbidden":
        known = [*Given.model_fields, *Derived.model_fields, *Source.model_fields, *DataFile.model_fields]
        near = difflib.get_close_matches(field, known, n=1)
        return f'there is no key "{field}"', f"did you mean {near[0]}?" if near else "remove it"
    if kind == "literal_error":
        return f'{field} is "{value}"', f"use one of {context['expected']}"
    if kind.endswith(("_type", "_instance_of")) or kind.startswith(("model", "dict", "list", "int")):
        shown = "nothing" if value is None else json.dumps(value, default=str)[:60]
        return f"{field} is {shown}, which does not fit", _describe(field)
    return f"{field}: {error['msg']}", _describe(field)


def _describe(field: str) -> str:
    """What belongs into a field: its description in the schema."""
    for model in (Given, Derived, Source, Sum, Unknown, DataFile):
        if field in model.model_fields:
            info = model.model_fields[field]
            options = get_args(info.annotation)
            plain = all(isinstance(option, str) for option in options) and options
            return info.description or (f"use one of {', '.join(options)}" if plain else f"give it its {field}")
    return "give it the keys that data/facts.schema.json names"


def schema() -> str:
    """The JSON Schema of the data file, for the completion that an editor offers."""
    return json.dumps(DataFile.model_json_schema(), indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":  # make schema
    sys.stdout.write(schema())
