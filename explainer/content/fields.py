"""The types of the data files' fields: text, ids, dates, and references to what stands elsewhere.

A reference is checked where it stands, by pydantic, against what the other files hold: `Known` is
the context of a validation. It maps facts, numbers (also withdrawn ones), sources, topics,
sections, speakers, paragraphs to their ids (None where a file is too broken to tell), `names` to
words with a numeral that are names, and `doubts` to their texts.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, ValidationInfo
from pydantic_core import PydanticCustomError

from . import dates, quantities
from .problems import did_you_mean

Known = dict[str, Any]

ID = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
REFERENCE = re.compile(r"\{(when )?([^{}]*)\}")  # {fact-id}: its words; {when fact-id}: its date
_DOUBT = re.compile(r"\{doubt ([^{}]*)\}")  # words that several texts share
_UNSEEN = {"Cc", "Cn", "Co", "Cs"}  # control codes, and what is no letter
_TURNS = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"  # write what follows backwards


class Strict(BaseModel):
    """The base of every entry: no unknown key, no conversion of types."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


def named(text: str) -> list[str]:
    """The ids of the facts that a text names."""
    return [id for _, id in REFERENCE.findall(text)]


def is_id(value: str | None) -> bool:
    """Whether a cell of a chart names a fact; else it holds words."""
    return bool(value and ID.fullmatch(value))


def wrong(what: str, remedy: str, *at: str) -> PydanticCustomError:
    """An error that knows its remedy, said with the name of the field before it, `at` its line."""
    return PydanticCustomError("field", "wrong", {"mistakes": [(what, remedy)], "at": at})


def refuse(found: Iterable[tuple[str, str]]) -> None:
    """Raise all mistakes that were found, each what is wrong (which says enough) and its remedy."""
    if found := list(found):
        raise PydanticCustomError("whole", "wrong", {"mistakes": found})


def refuse_unknown(kind: str, ids: Iterable[str], info: ValidationInfo, what: str = "") -> None:
    """Raise for those ids that do not exist; `what` has %s for the id."""
    known = info.context.get(kind)
    what = what or f'there is no {kind[:-1]} "%s"'
    first = "add it under sources; " if kind == "sources" else ""
    unknown = (id for id in ids if known is not None and id not in known)
    refuse((what % id, first + did_you_mean(id, known)) for id in unknown)


def edtf(value: str) -> str:
    """A date in EDTF. Raises an error that pydantic collects."""
    try:
        dates.words(value)
    except ValueError as error:
        raise wrong(str(error), "write the date in EDTF, in quotes") from None
    return value


def _day(value: str) -> str:
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        raise wrong(f'"{value}" is not one day', 'write it in full: "2026-11-22"')
    return value


def text_of(value: Any) -> str:
    """A value as text in one line. Raises an error that pydantic collects."""
    if isinstance(value, dict | list):
        remedy = "write plain text, in quotes if it begins with [ or {"
        raise wrong("it is a list or a map, not text", remedy)
    if value is not None and not isinstance(value, str):
        raise wrong(f"{value} is not text", f'put it in quotes: "{value}"')
    text = " ".join((value or "").split())  # a folded line of YAML must not reach a card or a feed
    for letter in "" if text.isprintable() else text:
        if unicodedata.category(letter) in _UNSEEN or letter in _TURNS:
            what = f"it holds the invisible character U+{ord(letter):04X}"
            raise wrong(what, "delete that character")
    if not any(unicodedata.category(letter)[0] in "LNPS" for letter in text):  # no width is no text
        raise wrong("it is empty", "fill it in or remove the key")
    return text


def _unfilled(text: str) -> str:
    found = REFERENCE.finditer(text)
    refuse((f"{one[0]} would stay as it is here", "write its words") for one in found)
    return text


def _id(value: str) -> str:
    if not is_id(value):
        remedy = "use small letters a-z, digits and single hyphens, beginning with a letter"
        raise wrong(f'the id "{value}" is not kebab-case', remedy)
    return value


def _address(value: str) -> str:
    if not re.fullmatch(r"https?://[^\s/]+\.[^\s/]+(/\S*)?", value):
        raise wrong(f'"{value}" is not a web address', "write it in full, beginning with https://")
    return value


def _one_of(kind: str) -> Callable[[str, ValidationInfo], str]:
    def check(id: str, info: ValidationInfo) -> str:
        refuse_unknown(kind, [id], info)
        return id

    return check


def _fills(text: str, info: ValidationInfo) -> str:
    doubts = info.context.get("doubts")
    refuse_unknown("doubts", _DOUBT.findall(text), info)
    text = _DOUBT.sub(lambda found: text_of((doubts or {}).get(found[1], "?")), text)
    what = f"the {info.field_name} names {{%s}}, which does not exist"
    refuse_unknown("facts", named(text), info, what)
    return text


def _counts_nothing(text: str, info: ValidationInfo) -> str:
    names = info.context.get("names", ())
    if names is None:  # the file that lists them cannot be read, and says so
        return text
    found = quantities.find(REFERENCE.sub("·", text), names)
    refuse((f"{one}: no fact backs this quantity", "write the number as {its-id}") for one in found)
    return text


def _cell(text: str, info: ValidationInfo) -> str:
    return (_one_of("facts") if is_id(text) else _counts_nothing)(text, info)


def _one_sentence(text: str) -> str:
    if re.search(r"[.!?] \S", text):
        refuse([("it is more than one sentence", "say it in one")])
    return text


def _three_sentences(text: str) -> str:
    if len(re.findall(r"(?:\w\w|[}”’)])[.!?]”? \S", text)) > 2:
        refuse([("it is more than three sentences", "keep to what the check rests on")])
    return text


Text = Annotated[str, BeforeValidator(text_of), AfterValidator(_unfilled)]
Id = Annotated[Text, AfterValidator(_id)]
Edtf = Annotated[Text, AfterValidator(edtf)]
Day = Annotated[Edtf, AfterValidator(_day)]
Address = Annotated[Text, AfterValidator(_address)]
FactId = Annotated[Text, AfterValidator(_one_of("facts"))]
NumberId = Annotated[Text, AfterValidator(_one_of("numbers"))]  # of one withdrawn, too
SourceId = Annotated[Text, AfterValidator(_one_of("sources"))]
TopicId = Annotated[Text, AfterValidator(_one_of("topics"))]
SectionId = Annotated[Text, AfterValidator(_one_of("sections"))]
SpeakerId = Annotated[Text, AfterValidator(_one_of("speakers"))]
ParagraphCode = Annotated[Text, AfterValidator(_one_of("paragraphs"))]
Filled = Annotated[str, BeforeValidator(text_of), AfterValidator(_fills)]  # may hold {fact-id}
Prose = Annotated[Filled, AfterValidator(_counts_nothing)]  # … and holds no typed quantity
Cell = Annotated[Filled, AfterValidator(_cell)]  # a fact's id, or such words
Sentence = Annotated[Prose, AfterValidator(_one_sentence)]
Reason = Annotated[Prose, AfterValidator(_three_sentences)]
