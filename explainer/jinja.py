"""Jinja as this project wants it: what is missing is an error, what is given is escaped, templates stay compiled."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import jinja2

from . import kept

_HERE = Path(__file__).parent


def environment(folder: str = "") -> jinja2.Environment:
    """For the templates of templates/, or of a folder in it."""
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(_HERE / "templates" / folder), undefined=jinja2.StrictUndefined, autoescape=True,
        trim_blocks=True, lstrip_blocks=True, auto_reload=False, bytecode_cache=compiled())


def compiled(version: str = "") -> jinja2.BytecodeCache:
    """Keeps templates compiled from build to build: for a dozen pages, to compile takes longer than to fill in.

    Jinja sees when a template has changed, but not when a filter has, whose result for a constant it compiles in.
    Ours are known here; `version` tells those of others apart.
    """
    folder = kept.place("templates", f"{jinja2.__version__} {version}", _code())
    folder.mkdir(parents=True, exist_ok=True)
    return jinja2.FileSystemBytecodeCache(str(folder))


@cache
def _code() -> bytes:
    return b"".join(path.read_bytes() for path in sorted(_HERE.glob("*.py")))
