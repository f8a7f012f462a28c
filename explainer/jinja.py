"""Jinja as this project wants it: what is missing is an error, what is given is escaped, templates stay compiled."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import jinja2

from . import kept

_HERE = Path(__file__).parent


@cache
def environment(folder: str = "") -> jinja2.Environment:
    """For the templates of templates/, or of a folder in it, read once until `cache_clear()`."""
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(_HERE / "templates" / folder), undefined=jinja2.StrictUndefined, autoescape=True,
        trim_blocks=True, lstrip_blocks=True, auto_reload=False, bytecode_cache=compiled())


def spare(theme: jinja2.Environment, folders: list[str], version: str) -> jinja2.Environment:
    """The environment of a theme in some folders, spared what it need not do in every build.

    Its templates stay compiled, and its icons are not listed: MkDocs looks through all that a theme holds for
    files to copy, and passes over what is hidden, which are fourteen thousand icons.
    """
    theme.loader, theme.bytecode_cache = _Unhidden(folders), compiled(version)
    return theme


class _Unhidden(jinja2.FileSystemLoader):
    """Lists only what stands in no folder with a dot before its name."""

    def list_templates(self) -> list[str]:
        return sorted({name for folder in self.searchpath for name in _unhidden(folder)})


def _unhidden(top: str) -> Iterator[str]:
    for folder, inner, files in os.walk(top):
        inner[:] = [name for name in inner if not name.startswith(".")]
        yield from (Path(folder, name).relative_to(top).as_posix() for name in files)


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
