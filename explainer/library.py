"""Everything that pages draw on, opened together: facts, claims, glossary, dates and addresses."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, field
from os.path import abspath
from pathlib import Path

from . import addresses, charts, claims, entries, facts, glossary, history, sections, timeline
from .sections import page_address

_opened: dict[tuple[str, str], tuple[float, Library]] = {}  # and until when that is recent


@dataclass(frozen=True, eq=False)  # each is itself, so that what is made of one can be kept for it
class Library:
    """The data files of the project, each read once and again only when it changes."""

    book: facts.Book
    claims: claims.Claims
    glossary: glossary.Glossary
    ledger: history.Ledger
    addresses: addresses.Ledger
    charts: charts.Charts
    timeline: tuple[timeline.Moment, ...]
    entries: dict[str, str]  # for each topic, the page that holds its entries
    docs: Path
    _fingerprints: dict[str, str] = field(default_factory=dict, repr=False)  # several steps ask for each

    @classmethod
    def open(cls, data: Path | str, docs: Path | str) -> Library:
        """Open the files in the folder `data` for the pages in `docs`. Raises Problems."""
        data, docs = Path(data), Path(docs)
        book, known = facts.load(data / "facts.yml"), sections.read(docs)
        return cls(book, claims.load(data / "claims.yml", book, known), glossary.load(data / "glossary.yml", book),
                   history.load(data / "pages.yml"), addresses.load(data / "addresses.yml"),
                   charts.load(data / "charts.yml", book, docs), timeline.load(data / "timeline.yml", book, known),
                   entries.pages(docs, book), docs)

    @classmethod
    def hold(cls, data: Path | str, docs: Path | str) -> Library:
        """The same for a whole build, whose pages shall all be made of one: `recent` will give it. Raises Problems."""
        _opened.clear()
        _opened[abspath(data), abspath(docs)] = math.inf, (held := cls.open(data, docs))
        return held

    @classmethod
    def recent(cls, data: Path | str, docs: Path | str) -> Library:
        """The one that is held; else of a second ago, or more if it took long: looking at files costs little."""
        now, key = time.monotonic(), (abspath(data), abspath(docs))
        until, found = _opened.get(key, (0, None))
        if found is None or now > until:
            found = cls.open(data, docs)
            _opened[key] = now + max(1, 20 * (time.monotonic() - now)), found
        return found

    def place(self, fact: facts.Fact) -> str:
        """Where the entry of a fact is, from the root of the site: `numbers-prisons/#prisoners`."""
        return f"{page_address(self.entries[fact.topic])}#{fact.id}"

    def fingerprint(self, page: str) -> str:
        """The fingerprint of a page of `docs` (see history)."""
        if page not in self._fingerprints:
            self._fingerprints[page] = history.fingerprint(
                sections.text(self.docs / page), self.book, self.claims, self.glossary,
                self.charts.charts, self.timeline)
        return self._fingerprints[page]

    def changed(self, page: str) -> str | None:
        """The day (EDTF) since which a page of `docs` is as it is now, if known."""
        return self.ledger.changed(page, self.fingerprint(page)) if (self.docs / page).exists() else None
