"""One strict way to read a data file: YAML → a pydantic model, every mistake a `Problem`.

Shared by all data files of the project, so that their mistakes look alike and are found alike:
all of a file at once, each with its line, what is wrong and what to do.
"""

from __future__ import annotations

import difflib
import json
import re
import unicodedata
from pathlib import Path
from typing import Annotated, Any, TypeVar, get_args

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, ValidationError
from pydantic_core import PydanticCustomError

from . import dates, strict_yaml
from .problems import Problem, Problems

ID = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_REFERENCE = re.compile(rf"\{{{ID.pattern}\}}")
_TURNS = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"  # write what follows backwards
_TAGS = ("given", "derived")  # how pydantic names the alternatives of a fact in an error's path


def wrong(what: str, remedy: str) -> PydanticCustomError:
    """An error that already knows its remedy (see `_explain`)."""
    return PydanticCustomError("project", "{what}; {remedy}", {"what": what, "remedy": remedy})


def text_of(value: Any) -> str:
    if isinstance(value, dict | list):
        raise wrong("it is a list or a map, not text", "write plain text, in quotes if it begins with [ or {")
    if value is not None and not isinstance(value, str):
        raise wrong(f"{value} is not text", f'put it in quotes: "{value}"')
    text = " ".join((value or "").split())  # a folded line of YAML must not reach a card or a feed
    if not text.isprintable() and (unseen := next((letter for letter in text if _unseen(letter)), None)):
        raise wrong(f"it holds the invisible character U+{ord(unseen):04X}", "delete that character")
    if not any(unicodedata.category(letter)[0] in "LNPS" for letter in text):  # spaces without width are not text
        raise wrong("it is empty", "fill it in or remove the key")
    return text


def _unseen(letter: str) -> bool:
    """Whether no reader can see it and it is no part of writing: control codes, turned directions, non-characters."""
    return unicodedata.category(letter) in ("Cc", "Cn", "Co", "Cs") or letter in _TURNS


def _id(value: str) -> str:
    if not ID.fullmatch(value):
        raise wrong(f'the id "{value}" is not kebab-case',
                     "use small letters a-z, digits and single hyphens, beginning with a letter")
    return value


def edtf(value: str) -> str:
    try:
        dates.words(value)
    except ValueError as error:
        raise wrong(str(error), "write the date in EDTF, in quotes") from None
    return value


def _address(value: str) -> str:
    if not re.fullmatch(r"https?://[^\s/]+\.[^\s/]+(/\S*)?", value):
        raise wrong(f'"{value}" is not a web address', "write it in full, beginning with https://")
    return value


Text = Annotated[str, BeforeValidator(text_of)]
Id = Annotated[Text, AfterValidator(_id)]
Edtf = Annotated[Text, AfterValidator(edtf)]
Address = Annotated[Text, AfterValidator(_address)]


class Strict(BaseModel):
    """The base of every entry: no unknown key, no conversion of types."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


Model = TypeVar("Model", bound=Strict)


class Reading:
    """One reading of one data file: collects problems, of the schema and of whoever checks further."""

    def __init__(self, path: Path | str):
        self.file = str(path)
        try:
            text = Path(path).read_bytes().decode("utf-8-sig")
        except OSError as error:
            raise Problems([Problem(self.file, None, "file", f"it cannot be read ({error.strerror})",
                                    "put the data file there, or name another folder in mkdocs.yml")]) from None
        except UnicodeDecodeError as error:
            line = error.object[: error.start].count(b"\n") + 1
            raise Problems([Problem(self.file, line, "file", "it holds bytes that are not UTF-8",
                                    "save the file as UTF-8")]) from None
        self.raw, self.lines, self.problems = strict_yaml.read(text, self.file)

    def complain(self, path: strict_yaml.Path, wrong: str, remedy: str) -> None:
        """Note a mistake at a place in the file, or at the nearest place above it that has a line."""
        at = next((self.lines[path[:n]] for n in range(len(path), 0, -1) if path[:n] in self.lines), 1)
        self.problems.append(Problem(self.file, at, strict_yaml.subject(path), wrong, remedy))

    def stop_if_wrong(self) -> None:
        """Raise Problems if any was noted."""
        if self.problems:
            raise Problems(self.problems)

    def validated(self, model: type[Model]) -> Model | None:
        """The file as a model, without the entries that do not fit it; None if nothing fits.

        Dropping them lets whoever checks further find the mistakes of the others too.
        """
        names = ", ".join(model.model_fields)
        if self.raw is None and not self.problems:
            self.complain((), "it is empty", f"it needs {names}")
        if not isinstance(self.raw, dict):
            if not self.problems:
                self.complain((), "it is not a map", f"it needs {names}")
            return None
        try:
            return model.model_validate(self.raw)
        except ValidationError as error:
            rest = {k: dict(v) if isinstance(v, dict) else v for k, v in self.raw.items()}
            for one in error.errors():
                path = tuple(p for i, p in enumerate(one["loc"]) if not (i == 2 and p in _TAGS))
                self.complain(path, *_explain(one, path, model))
                if len(path) > 1 and isinstance(rest.get(path[0]), dict):
                    rest[path[0]].pop(path[1], None)
        try:
            return model.model_validate(rest)
        except ValidationError:
            return None

    def refuse_references(self, filled: tuple[str, ...]) -> None:
        """Complain of each {fact} in a text that is not `filled` with facts: it would be printed as it is."""
        def walk(value: Any, path: strict_yaml.Path) -> None:
            if isinstance(value, dict | list):
                for key, below in value.items() if isinstance(value, dict) else enumerate(value):
                    walk(below, (*path, key))
            elif isinstance(value, str) and path and path[-1] not in filled and (found := _REFERENCE.search(value)):
                self.complain(path, f"{found[0]} would stay as it is here",
                              f"write its words; only {' and '.join(filled)} can name a fact")
        walk(self.raw, ())

    def section(self, name: str) -> dict[str, dict[str, Any]]:
        """One map of the raw file, without entries that are no maps themselves."""
        raw = self.raw.get(name) if isinstance(self.raw, dict) else None
        return {id: e for id, e in raw.items() if isinstance(e, dict)} if isinstance(raw, dict) else {}


def read_whole(path: Path | str, model: type[Model]) -> Model:
    """A data file that needs no check but its schema. Raises Problems."""
    reading = Reading(path)
    found = reading.validated(model)
    reading.stop_if_wrong()
    assert found
    return found


def nearest(wanted: str, known: Any) -> str:
    """The ids most like one that does not exist, for an error message."""
    found = difflib.get_close_matches(wanted, list(known), n=3, cutoff=0.5)
    return f"did you mean {' or '.join(found)}?" if found else "no id is like it"


def _models(model: type[Strict]) -> list[type[Strict]]:
    """All models that are defined beside one: those of the same data file."""
    def below(base: type[Strict]) -> list[type[Strict]]:
        return [m for sub in base.__subclasses__() for m in (sub, *below(sub))]
    return [m for m in below(Strict) if m.__module__ == model.__module__]


def _explain(error: Any, path: strict_yaml.Path, model: type[Strict]) -> tuple[str, str]:
    """Pydantic's error as what is wrong and what to do."""
    kind, value, context = error["type"], error["input"], error.get("ctx", {})
    field = next((p for p in reversed(path) if isinstance(p, str) and p != "[key]"), "file")
    if kind == "project":
        return f"{field}: {context['what']}" if len(path) > 2 else context["what"], context["remedy"]
    if kind == "missing":
        return f"{field} is missing", _describe(field, model)
    if kind == "extra_forbidden":
        known = [name for one in _models(model) for name in one.model_fields]
        if field in known:
            return f'the key "{field}" does not belong here', "remove it, or move it to the entry it belongs to"
        near = difflib.get_close_matches(field, known, n=1)
        return f'there is no key "{field}"', f"did you mean {near[0]}?" if near else "remove it"
    if kind == "literal_error":
        return f'{field} is "{value}"', f"use one of {context['expected']}"
    if kind.endswith(("_type", "_instance_of")) or kind.startswith(("model", "dict", "list", "int")):
        shown = "nothing" if value is None else json.dumps(value, default=str)[:60]
        return f"{field} is {shown}, which does not fit", _describe(field, model)
    return f"{field}: {error['msg']}", _describe(field, model)


def _describe(field: str, model: type[Strict]) -> str:
    """What belongs into a field: its description in the schema."""
    for one in _models(model):
        if field in one.model_fields:
            info = one.model_fields[field]
            options = get_args(info.annotation)
            plain = all(isinstance(option, str) for option in options) and options
            return info.description or (f"use one of {', '.join(options)}" if plain else f"give it its {field}")
    return "give it what the other entries have"
