"""The calls in a page, such as {{ fact("its-id") }}: found and read here, answered elsewhere.

Nothing that stands in a page is run: a call is a name with plain arguments, or a mistake.
"""

import ast
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from .problems import UNWRITTEN, Problem

_CALL = re.compile(r"\{\{([^{}]*)\}\}|\{[{%#]")


@dataclass(frozen=True)
class Call:
    """A call, where it stands in the text, and what is wrong with it if it cannot be read."""

    name: str
    args: tuple[str | bool, ...]
    kwargs: dict[str, str | bool]
    start: int
    end: int
    line: int
    problem: Problem | None = None


class Wrong(Exception):
    """A call that cannot be answered. Its arguments: (subject, what is wrong, remedy), or more."""


def find(text: str, file: str = "", first_line: int = 1) -> list[Call]:
    """All calls in a text that begins on a line of a file, in order."""
    found = []
    for match in _CALL.finditer(text):
        place = match.start(), match.end(), text.count("\n", 0, match.start()) + first_line
        try:
            found.append(Call(*_read(match[1]), *place))
        except ValueError as error:
            problem = Problem(file, place[2], match[0], *error.args)
            found.append(Call("", (), {}, *place, problem))
    return found


def answer(
    text: str, found: Iterable[Call], file: str, say: Callable[[Call], str]
) -> tuple[str, list[Problem]]:
    """The text with what `say` says (or raises as Wrong) in place of the calls found in it."""
    parts, problems, end = [], [], 0
    for call in found:
        parts.append(text[end : call.start])
        end = call.end
        if call.problem:
            problems.append(call.problem)
            continue
        try:
            parts.append(say(call))
        except Wrong as wrong:
            problems += [Problem(file, call.line, *mistake) for mistake in wrong.args]
    return "".join([*parts, text[end:]]), problems


def _read(text: str | None) -> tuple[str, tuple[Any, ...], dict[str, Any]]:
    """Name and arguments. Raises ValueError with what is wrong and what to do."""
    if text is None:
        what = "it opens a call that does not end, or a language that pages do not have"
        remedy = 'write a call as {{ fact("id") }}, an id as { #its-id }, the sign as &#123;'
        raise ValueError(what, remedy)
    if UNWRITTEN in text:
        raise ValueError("this is still to be written", "write it, or take out its lines")
    try:
        call = ast.parse(text.strip(), mode="eval").body
        name, args, named = call.func.id, call.args, {one.arg: one.value for one in call.keywords}
    except (SyntaxError, ValueError, AttributeError, RecursionError, MemoryError):
        raise ValueError("it is no call", 'write it as {{ fact("its-id") }}') from None
    values = [getattr(value, "value", None) for value in (*args, *named.values())]
    if None in named or not all(isinstance(value, str | bool) for value in values):
        raise ValueError("an argument is neither a text nor True nor False", "put texts in quotes")
    return name, tuple(values[: len(args)]), dict(zip(named, values[len(args) :], strict=True))
