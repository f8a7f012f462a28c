"""Dates that cannot lie: a page has changed when the words that its readers meet have.

data/pages.yml remembers, for each page, a fingerprint of them and the day it was first seen so. An
author's command brings it up to date; a build only reads it.
"""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import date

import yaml

from .fields import Day, Strict, Text

_HEADER = "# When each page last changed, by a fingerprint of its words: `make publish`.\n"


class Entry(Strict):
    """A page as it was last seen."""

    fingerprint: Text
    changed: Day


class History(Strict):
    """All pages, by file name."""

    pages: dict[str, Entry] = {}

    def day(self, page: str, fingerprint: str) -> str | None:
        """The day (EDTF) since which a page has been as its fingerprint says, if known."""
        entry = self.pages.get(page)
        return entry.changed if entry and entry.fingerprint == fingerprint else None

    def text(self, seen: Mapping[str, str], today: date) -> str:
        """The file as of today, by each page's fingerprint, with which it keeps its day."""
        pages = {
            page: {"fingerprint": one, "changed": self.day(page, one) or f"{today}"}
            for page, one in seen.items()
        }
        return _HEADER + yaml.safe_dump({"pages": pages}, default_style='"')


def fingerprint(texts: Iterable[str]) -> str:
    """What tells texts from all others; how they are spaced makes no difference."""
    return hashlib.sha256(" ".join(" ".join(texts).split()).encode()).hexdigest()[:16]
