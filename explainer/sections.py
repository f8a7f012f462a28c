"""What stands on which page, sections and calls: read from the files of docs/, so that both builders agree."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from .problems import Problem, Problems

_CALL = re.compile(r"\{\{\s*(\w+)\(([^{}]*)\)\s*\}\}")
_QUOTED = re.compile(r"[\"']([^\"']*)[\"']")
_HEADING = re.compile(r"^(#{1,3}) (.+?) \{ #([a-z0-9-]+) \}$", re.MULTILINE)


@dataclass(frozen=True)
class Section:
    """A heading of a page: what a reader links to."""

    id: str
    title: str
    level: int
    page: str  # "informers.md"

    @property
    def address(self) -> str:
        """Where it is, from the root of the site: `informers/#set-ups`."""
        return f"{page_address(self.page)}#{self.id}"


def page_address(page: str) -> str:
    """The address of a page from the root of the site, which is that of index.md."""
    return "" if page == "index.md" else f"{page.removesuffix('.md')}/"


def pages(docs: Path | str) -> list[Path]:
    """The files of the pages, by name; like MkDocs without what is hidden, such as an editor's lock."""
    return sorted(Path(docs).glob("[!.]*.md"))


def text(page: Path) -> str:
    """What stands in the file of a page. Raises Problems."""
    try:
        return page.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise Problems([Problem(f"docs/{page.name}", None, "file", "it cannot be read as UTF-8",
                                "save it as UTF-8")]) from None


def calls(text: str) -> Iterator[tuple[int, str, list[str]]]:
    """What a page calls: the line of each call, its name, the texts in its brackets."""
    for found in _CALL.finditer(text):
        yield text.count("\n", 0, found.start()) + 1, found[1], _QUOTED.findall(found[2])


def read(docs: Path | str) -> dict[str, Section]:
    """All sections by id, page by page in the order of the files' names."""
    found = {}
    for path in pages(docs):
        for marks, title, id in _HEADING.findall(text(path)):
            found[id] = Section(id, title, len(marks), path.name)
    return found
