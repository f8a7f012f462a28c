"""One strict way to read a data file: YAML → a pydantic model, every mistake a `Problem`.

Shared by all data files, so that their mistakes look alike and are found alike: all of a file at
once, each with its line, what is wrong and what to do.
"""

import difflib
import json
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from . import strict_yaml
from .fields import Known, Strict
from .problems import UNWRITTEN, Problem, Problems

_TAGS = ("given", "derived")  # how pydantic names the alternatives of a fact in an error's path
Model = TypeVar("Model", bound=Strict)


class Reading:
    """One reading of one data file: collects problems, also of whoever checks further."""

    def __init__(self, path: Path | str, optional: bool = False):
        self.file, self.raw = str(path), None
        self.lines: dict[strict_yaml.Path, int] = {}
        self.problems: list[Problem] = []
        if optional and not Path(path).exists():
            self.raw = {}
            return
        try:
            text = Path(path).read_bytes().decode("utf-8-sig")
            self.raw, self.lines, self.problems = strict_yaml.read(text, self.file)
        except OSError as error:
            remedy = "put the data file there, or name another folder in mkdocs.yml"
            wrong = f"it cannot be read ({error.strerror})"
            self.problems.append(Problem(self.file, None, "file", wrong, remedy))
        except UnicodeDecodeError as error:
            line = error.object[: error.start].count(b"\n") + 1
            wrong, remedy = "it holds bytes that are not UTF-8", "save the file as UTF-8"
            self.problems.append(Problem(self.file, line, "file", wrong, remedy))

    def complain(self, path: strict_yaml.Path, wrong: str, remedy: str) -> None:
        """Note a mistake at a place in the file, or at the nearest above that has a line."""
        lines = (self.lines.get(path[:n]) for n in range(len(path), 0, -1))
        line, subject = next(filter(None, lines), 1), strict_yaml.subject(path)
        self.problems.append(Problem(self.file, line, subject, wrong, remedy))

    def section(self, name: str) -> dict[str, Any] | None:
        """One map of the raw file; None if the file is too broken to tell."""
        found = self.raw.get(name, {}) if isinstance(self.raw, dict) else None
        return found if isinstance(found, dict) else None

    def validated(self, model: type[Model], known: Known) -> Model | None:
        """The file as a model, without the entries that do not fit it; None if nothing fits.

        Dropping them lets whoever checks further find the mistakes of the others too.
        """
        if not isinstance(self.raw, dict):
            if not self.problems:
                what = "it is empty" if self.raw is None else "it is not a map"
                self.complain((), what, f"it needs {', '.join(model.model_fields)}")
            return None
        try:
            return model.model_validate(self.raw, context=known)
        except ValidationError as error:
            mistakes = error.errors()
        rest = {k: dict(v) if isinstance(v, dict) else v for k, v in self.raw.items()}
        for one in mistakes:
            path = tuple(p for i, p in enumerate(one["loc"]) if i != 2 or p not in _TAGS)
            for what, remedy in _explained(one, path, model):
                self.complain((*path, *one.get("ctx", {}).get("at", ())), what, remedy)
            if len(path) > 1 and isinstance(rest.get(path[0]), dict):
                rest[path[0]].pop(path[1], None)
        with suppress(ValidationError):
            return model.model_validate(rest, context=known)


def replace(path: Path, text: str) -> None:
    """Write a data file anew, whole or not at all. Raises Problems."""
    new = path.with_suffix(".new")
    try:
        new.write_text(text, encoding="utf-8")
        new.replace(path)
    except OSError as error:
        wrong = f"it cannot be written ({error.strerror})"
        remedy = "make room, or write where you may; it is as it was"
        raise Problems([Problem(str(path), None, "file", wrong, remedy)]) from None
    finally:
        with suppress(OSError):
            new.unlink()


def _explained(error: Any, path: strict_yaml.Path, model: type[Strict]) -> list[tuple[str, str]]:
    """Pydantic's error as what is wrong and what to do; one can stand for several mistakes."""
    kind, value, context = error["type"], error["input"], error.get("ctx", {})
    field = next((p for p in reversed(path) if isinstance(p, str) and p != "[key]"), "file")
    known = _known(model)
    remedy = known.get(field) or f"give it its {field}"
    if isinstance(value, str) and UNWRITTEN in value:
        return [(f"{field} is still to be written", value.strip("{ }").partition(": ")[2])]
    if "mistakes" in context:
        prefix = f"{field}: " if kind == "field" and len(path) > 2 else ""
        return [(prefix + what, remedy) for what, remedy in context["mistakes"]]
    if kind == "missing":
        return [(f"{field} is missing", remedy)]
    if kind == "extra_forbidden" and field in known:
        remedy = "remove it, or move it to the entry it belongs to"
        return [(f'the key "{field}" does not belong here', remedy)]
    if kind == "extra_forbidden":
        near = difflib.get_close_matches(field, known, n=1)
        remedy = f"did you mean {near[0]}?" if near else "remove it"
        return [(f'there is no key "{field}"', remedy)]
    if kind == "literal_error":
        return [(f'{field} is "{value}"', f"use one of {context['expected']}")]
    shown = "nothing" if value is None else json.dumps(value, default=str)[:60]
    return [(f"{field} is {shown}, which does not fit", remedy)]


@cache
def _known(model: type[Strict]) -> dict[str, str]:
    """All fields of a data file, each with what belongs there: its description, or its choices."""
    schema, found = model.model_json_schema(), {}
    for part in (schema, *schema.get("$defs", {}).values()):
        for name, info in part.get("properties", {}).items():
            choices = f"use one of {', '.join(info['enum'])}" if "enum" in info else ""
            found[name] = found.get(name) or info.get("description", choices)
    return found
