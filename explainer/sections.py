"""Which section stands on which page: read from the headings of docs/, so that both builders agree."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

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


def read(docs: Path | str) -> dict[str, Section]:
    """All sections by id, page by page in the order of the files' names."""
    found = {}
    for path in sorted(Path(docs).glob("*.md")):
        for marks, title, id in _HEADING.findall(path.read_text(encoding="utf-8")):
            found[id] = Section(id, title, len(marks), path.name)
    return found
