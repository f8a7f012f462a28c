"""Dates that cannot lie: a page has changed when its text or its facts have, not when a file was touched.

data/pages.yml remembers, for each page, a fingerprint of both and the day it was first seen.
`make dates` (python -m explainer.history) brings it up to date; a build only reads it.
"""

from __future__ import annotations

import hashlib
import sys
from datetime import date
from pathlib import Path

import yaml

from . import sections, wording
from .charts import Chart
from .claims import Claims
from .facts import Book, Fact
from .glossary import Glossary
from .problems import Problems
from .reading import Edtf, Strict, Text, read_whole
from .timeline import Moment

_HEADER = "# When each page last changed, by a fingerprint of its text and facts. Written by `make dates`.\n"


class Entry(Strict):
    """A page as it was last seen."""

    fingerprint: Text
    changed: Edtf


class Ledger(Strict):
    """All pages, by file name."""

    pages: dict[str, Entry]

    def changed(self, page: str, fingerprint: str) -> str | None:
        """The day (EDTF) since which a page is as it is now; None if the ledger does not know it so."""
        entry = self.pages.get(page)
        return entry.changed if entry and entry.fingerprint == fingerprint else None


def load(path: Path | str) -> Ledger:
    """Read the ledger. Raises Problems."""
    return read_whole(path, Ledger)


def fingerprint(text: str, book: Book, claims: Claims, glossary: Glossary, charts: dict[str, Chart],
                timeline: tuple[Moment, ...]) -> str:
    """What a reader of the page would see change: its text, its facts and sources, its lists."""
    calls = [(name, texts) for _, name, texts in sections.calls(text)]
    called, named = {name for name, _ in calls}, {one for _, texts in calls for one in texts}
    everything = ("numbers", []) in calls
    drawn = [chart for id, chart in charts.items() if id in named]
    events = timeline if "timeline" in called else ()
    if "numbers" in called:
        named |= {fact.id for topic in named & book.topics.keys() for fact in book.by_topic[topic]}
    if called & {"claims", "corrections"}:
        named |= set(claims.facts())
    named |= {id for chart in drawn for id in chart.facts()} | {moment.fact.id for moment in events}
    told = book.places if everything else sorted(named & book.places.keys(), key=book.places.__getitem__)
    parts = [text]
    parts += [_told(book.facts[id], book) for id in told if id in book.facts]
    parts += [repr(book.sources[id]) for id in told if id in book.sources]
    parts += [repr(chart) for chart in drawn] + [f"{moment.words}|{moment.section.title}" for moment in events]
    lists = {"claims": claims, "corrections": claims.claims, "coverage": claims.coverage, "glossary": glossary.terms,
             "changes": book.changes, "unknown": book.unknown, "sources": book.sources}
    parts += [repr(content) for name, content in lists.items() if name in called]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def _told(fact: Fact, book: Book) -> str:
    return "|".join([fact.id, fact.statement, wording.figure(fact), wording.as_of(fact), fact.says, fact.check,
                     fact.scope or "", fact.counts or "", fact.nature, fact.where or "",
                     wording.filled(fact.caveat or "", book)])


def main(data: str = "data", docs: str = "docs") -> None:
    """Bring the ledger up to date, keeping the date of every page that is as it was."""
    from .library import Library  # which reads the ledger itself
    path = Path(data) / "pages.yml"
    if not path.exists():
        path.write_text("pages: {}\n", encoding="utf-8")
    try:
        library = Library.open(data, docs)
    except Problems as problems:
        sys.exit(str(problems))
    pages = {}
    for page in sections.pages(docs):
        now = library.fingerprint(page.name)
        changed = library.ledger.changed(page.name, now) or date.today().isoformat()
        pages[page.name] = {"fingerprint": now, "changed": changed}
    quoted = yaml.safe_dump({"pages": pages}, default_style='"', sort_keys=True)
    path.write_text(_HEADER + quoted, encoding="utf-8")


if __name__ == "__main__":
    main()
