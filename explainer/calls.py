"""Where a macro call in a page went wrong, told in a line, whichever builder ran it."""

from __future__ import annotations

import re
import traceback
from pathlib import Path

import jinja2

FAILURES = (jinja2.UndefinedError, jinja2.TemplateSyntaxError, TypeError)

_FRONT_MATTER = re.compile(r"-{3}[ \t]*\n.*?\n(?:-{3}|\.{3})[ \t]*\n+", re.DOTALL)


def complaint(error: Exception, docs: Path | str, page: str) -> str:
    """The page, the line and what is wrong with the call on it."""
    frames = traceback.extract_tb(error.__traceback__)
    line = getattr(error, "lineno", None) or next(
        (f.lineno for f in reversed(frames) if f.filename == "<template>"), 0)
    return (f"docs/{page}:{line + front_matter_lines(Path(docs) / page)}: {error}; "
            "see explainer/macros.py for what a page may call")


def front_matter_lines(page: Path) -> int:
    """The lines above the text of a page that macros do not see."""
    found = _FRONT_MATTER.match(page.read_text(encoding="utf-8-sig"))
    return found[0].count("\n") if found else 0
