"""The models of data/facts.yml: sources, and facts read in them or computed from others."""

import json
from decimal import Decimal
from typing import Annotated, Any, ClassVar, Literal, Self

import pydantic
from pydantic import AfterValidator, Discriminator, Field, PlainValidator, Tag, WithJsonSchema

from . import fields
from . import formula as sums
from .fields import Address, Day, Edtf, FactId, Filled, Id, SourceId, Strict, Text, TopicId
from .problems import UNWRITTEN

LARGEST = Decimal(10) ** 15  # beyond any count of people, kilograms or dollars

UNITS = (
    "people cases places sites number percent ratio usd riel kg tonnes years months date".split()
)
COUNTED = ("people", "cases", "places", "sites", "number")  # units that are not said
Qualifier = Literal[
    "nearly", "just over", "about", "up to", "less than", "more than", "at least", "thousands"
]
Nature = Literal["reported", "estimate", "opinion", "legal"]
Check = Literal["confirmed", "nuance", "differs", "unchecked"]  # best first


def _number(value: Any) -> Any:
    numeral = isinstance(value, int | Decimal | str) and not isinstance(value, bool)
    if not numeral or UNWRITTEN in str(value):
        shown = json.dumps(value, default=str)
        raise fields.wrong(f"{shown} is not a number", "write a bare number such as 38990")
    return value


def _sum(text: str, info: pydantic.ValidationInfo) -> sums.Formula:
    try:
        parsed = sums.parse(text)
    except ValueError as error:
        fields.refuse([(str(error), "write a sum such as 100 * boats / moorings")])
    fields.refuse_unknown("facts", parsed.inputs, info)
    return parsed


def _unit(text: str, info: pydantic.ValidationInfo) -> str:
    if text not in (known := [*UNITS, *info.context.get("units", ())]):
        remedy = f"use one of {str(known)[1:-1]}, or name it in units of mkdocs.yml"
        fields.refuse([(f'{info.field_name} is "{text}"', remedy)])
    return text


_UNITS = {"description": "What its value is in", "anyOf": [{"enum": UNITS}, {"type": "string"}]}
Unit = Annotated[Text, AfterValidator(_unit), WithJsonSchema(_UNITS)]
Value = Annotated[Any, PlainValidator(_number, json_schema_input_type=float | str)]
Amount = Annotated[Value, AfterValidator(lambda v: fields.edtf(v) if isinstance(v, str) else v)]


class Source(Strict):
    """A document that figures were read in."""

    title: Text = Field(description="Its title; a plain description when the title is not known")
    producer: Text = Field(description="Who published it, such as a ministry or a newspaper")
    kind: Literal["news", "ngo", "government", "un", "court", "academic", "reference"]
    published: Edtf = Field(description='When, in EDTF: "2020-05-13", "2020-05", "2018~", "XXXX"')
    url: Address = Field(description="Its full web address")
    read: Literal["whole", "opening"] = Field(description="How much of it could be read")
    note: Text | None = Field(None, description="What a reader should know of this copy")


class _Entry(Strict):
    """What facts of both kinds have in common."""

    topic: TopicId = Field(description="The heading it stands under on the Numbers page")
    statement: Text = Field(description="What is counted, without the value: Boats in the harbour")
    unit: Unit
    qualifier: Qualifier | None = Field(None, description="Absent when the source is exact")
    caveat: Filled | None = Field(None, description="What to beware of; {other-fact}: its words")
    compare: list[FactId] = Field([], description="Facts in which others put the same thing")
    _id: str = ""

    @pydantic.model_validator(mode="after")
    def _keeps_its_unit(self) -> Self:
        if self.qualifier == "thousands" and self.unit not in COUNTED:
            what = f"qualifier thousands would hide that it is in {self.unit}"
            raise fields.wrong(what, "write at least, or more than, and a number", "qualifier")
        return self

    @property
    def id(self) -> str:
        """Its key in the file, part of its permanent address."""
        return self._id


class Given(_Entry):
    """A fact that was read in a source."""

    value: Value = Field(description='A bare number, 38990; for the unit date EDTF, "2020-06-26"')
    counts: Text = Field(description="What one unit is: a person, an event, a case file")
    as_of: Edtf = Field(description='The time it is true of, in EDTF: "2020-04-02"')
    scope: Text = Field(description="Of what area and population")
    says: Text = Field(description="Who asserts it")
    source: SourceId = Field(description="The id of the source it was read in")
    where: Text = Field(description="Where in the source, such as a paragraph code")
    nature: Nature
    check: Check = Field(description="How well it checks out")
    review_by: Edtf | None = Field(None, description="When to look whether it still holds")
    formula: ClassVar[None] = None

    @property
    def times(self) -> tuple[str, ...]:
        """The times that it is true of, in EDTF: here one."""
        return (self.as_of,)

    @pydantic.model_validator(mode="after")
    def _fits_together(self) -> Self:
        if self.unit == "date":
            fields.edtf(fields.text_of(self.value))
        elif isinstance(self.value, str):
            what = f'the value "{self.value}" is text, but the unit is {self.unit}'
            raise fields.wrong(
                what, "write a bare number, without commas, signs or quotes", "value"
            )
        elif abs(self.value) >= LARGEST:
            what = f"the value {self.value} is too large to be meant"
            raise fields.wrong(what, "check its digits", "value")
        if self.check != "confirmed" and not self.caveat:
            what = f"check is {self.check} but there is no caveat"
            raise fields.wrong(what, "say in caveat what is doubtful", "check")
        return self


class Sum(Strict):
    formula: Annotated[Text, AfterValidator(_sum)] = Field(
        description="A sum of facts, such as 100 * boats / moorings"
    )
    round: Annotated[int, Field(ge=-9, le=6, description="Decimals; -2 is to the hundred")]


class Derivation(_Entry):
    """A fact that this site computes from others, before it is computed."""

    derived: Sum
    scope: Text | None = None
    as_of: Edtf | None = Field(None, description="Its time in EDTF, if not that of its facts")


class Derived(Derivation):
    """… and with what comes of it."""

    value: int | Decimal  # the result, rounded
    times: tuple[str, ...]  # of all its inputs (EDTF), unless it says its own
    check: Check  # that of the least sure of its inputs
    formula: pydantic.InstanceOf[sums.Formula]
    says: ClassVar[str] = "Our own sum"
    nature: ClassVar[str] = "derived"
    counts: ClassVar[None] = None
    source: ClassVar[None] = None
    where: ClassVar[None] = None
    review_by: ClassVar[None] = None


Fact = Given | Derived


class Unknown(Strict):
    """What nobody has published."""

    statement: Text
    why: Text = Field(description="Why it matters that this is missing")


class Change(Strict):
    """A number that was put right."""

    date: Day
    fact: fields.NumberId
    old: Amount
    new: Amount
    reason: Filled


class Withdrawal(Strict):
    """A number that was taken back; its id stays its own."""

    date: Day
    statement: Text = Field(description="What was counted, as the fact said it")
    value: Text = Field(description="What it was, in words: nearly 1,600")
    unit: Unit
    reason: Filled


AnyFact = Annotated[
    Annotated[Given, Tag("given")] | Annotated[Derivation, Tag("derived")],
    Discriminator(lambda raw: "derived" if isinstance(raw, dict) and "derived" in raw else "given"),
]


class FactsFile(Strict):
    """Numbers, each with where it comes from."""

    topics: dict[Id, Text] = Field(description="Headings of the numbers, in order")
    names: dict[Text, Text] = Field({}, description="Words with a numeral that are names, and why")
    doubts: dict[Id, Filled] = Field(
        {}, description="Words of caution for several numbers: {doubt its-id} in any text"
    )
    sources: dict[Id, Source]
    facts: dict[Id, AnyFact]
    unknown: dict[Id, Unknown] = Field({}, description="What nobody has published")
    searched: Edtf | None = Field(
        None, description="When newer facts were last looked for, in EDTF"
    )
    changes: list[Change] = Field([], description="Numbers that were put right, oldest first")
    withdrawn: dict[Id, Withdrawal] = Field({}, description="Numbers that were taken back, by id")
