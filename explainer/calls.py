"""The calls in the Markdown of a page, such as {{ fact("prisoners") }}: what macros.py writes takes their place.

Nothing that stands in a page is run: a call is a name of that vocabulary with plain arguments, or a mistake.
"""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Callable
from pathlib import Path

from . import macros
from .library import Library
from .problems import Problem
from .reading import nearest

_CALL = re.compile(r"\{\{([^{}]*)\}\}|\{[{%#]")
_SIGNATURES = {name: inspect.signature(macro) for name, macro in macros.VOCABULARY.items()}
_FRONT_MATTER = re.compile(r"-{3}[ \t]*\n.*?\n(?:-{3}|\.{3})[ \t]*\n+", re.DOTALL)


def filled(text: str, page: str, library: Library, kept: Callable[[str], str] = str) -> tuple[str, list[Problem]]:
    """The Markdown of a page, below its front matter, with every call answered, and what is wrong with the others.

    What a call writes is put in as `kept` gives it.
    """
    problems: list[Problem] = []

    def answer(found: re.Match[str]) -> str:
        try:
            return kept(_answer(found, library))
        except macros.Wrong as wrong:
            line = text.count("\n", 0, found.start()) + 1 + _front_matter_lines(library.docs / page)
            problems.extend(Problem(f"docs/{page}", line, *mistake) for mistake in wrong.mistakes)
            return ""
    return _CALL.sub(answer, text), problems


def _answer(found: re.Match[str], library: Library) -> str:
    """What a call writes. Raises Wrong."""
    subject = " ".join(found[0].split())
    if found[1] is None:
        raise macros.Wrong((subject, "it opens a call that does not end, or a language that pages do not have",
                            'write a call as {{ fact("its-id") }}, an id as { #its-id }, the sign itself as &#123;'))
    try:
        call = ast.parse(found[1].strip(), mode="eval").body
        name, values = call.func.id, [*call.args, *(keyword.value for keyword in call.keywords)]
    except (SyntaxError, ValueError, AttributeError, RecursionError, MemoryError):
        raise macros.Wrong((subject, "it is no call", 'write it as {{ fact("its-id") }}')) from None
    if name not in macros.VOCABULARY:
        raise macros.Wrong((subject, "a page cannot call this",
                            f"{nearest(name, macros.VOCABULARY)}; explainer/macros.py has all that it can"))
    if not all(isinstance(value, ast.Constant) and isinstance(value.value, str | bool) for value in values):
        raise macros.Wrong((subject, "an argument is neither a text nor True nor False", "put texts in quotes"))
    positional = [value.value for value in call.args]
    named = {keyword.arg or "**": keyword.value.value for keyword in call.keywords}
    try:
        _SIGNATURES[name].bind(library, *positional, **named)
    except TypeError as error:
        raise macros.Wrong((subject, str(error), "see explainer/macros.py for what it takes")) from None
    return macros.VOCABULARY[name](library, *positional, **named)


def _front_matter_lines(page: Path) -> int:
    """The lines above the text of a page, which its Markdown no longer has."""
    found = _FRONT_MATTER.match(page.read_text(encoding="utf-8-sig")) if page.is_file() else None
    return found[0].count("\n") if found else 0
