"""Dates that cannot lie: a page has changed when its text or what it shows of the data has.

data/pages.yml remembers, for each page, a fingerprint of both and the day it was first seen so.
`refresh` brings it up to date; a build only reads it.
"""

import hashlib
import re
from datetime import date
from typing import Any

import yaml

from . import wording
from .facts import Fact
from .fields import Edtf, Strict, Text, named
from .pages import Page

Project = Any  # that of project.py, which imports this module
_HEADER = (
    "# When each page last changed, by a fingerprint of its text and facts: see `make dates`.\n"
)
_ID = re.compile(r"['\"{ ]([a-z][a-z0-9-]*)['\"}]")


class Entry(Strict):
    """A page as it was last seen."""

    fingerprint: Text
    changed: Edtf


class History(Strict):
    """All pages, by file name."""

    pages: dict[str, Entry]

    def changed(self, page: str, fingerprint: str) -> str | None:
        """The day (EDTF) since which a page is as it is now; None if it is not known so."""
        entry = self.pages.get(page)
        return entry.changed if entry and entry.fingerprint == fingerprint else None


def fingerprint(page: Page, project: Project) -> str:
    """What a reader of the page would see change: its text, its facts and sources, its lists."""
    told = [page.title, page.description, *(one.title for one in page.sections), str(page.meta)]
    told += [page.text, *_lists(page, project)]
    told += [repr(chart) for id, chart in project.charts.items() if id in _ids(told)]
    terms = project.glossary.terms.values()
    told += [repr(term) for term in terms if any(form in page.text for form in term.forms)]
    ids = _ids(told)
    told += [_told(project.facts[id], project) for id in sorted(ids & project.facts.keys())]
    for id in sorted(ids & project.sources.keys()):
        told += [project.credit(id), repr(project.sources[id])]
    return hashlib.sha256("\n".join(told).encode()).hexdigest()[:16]


def _ids(told: list[str]) -> set[str]:
    """What may be an id in calls, in texts of data files and in how Python shows entries."""
    return {id for text in told for id in _ID.findall(text)}


def _lists(page: Page, project: Project) -> list[str]:
    """What the page's lists show."""
    lists = {
        "numbers": lambda: [project.topics, *project.facts],
        "reviews": lambda: [fact.id for fact in project.facts.values() if fact.review_by],
        "timeline": lambda: [(one.fact.id, one.words, one.section) for one in project.timeline],
        "claims": lambda: (project.claims.speakers, project.claims.claims),
        "corrections": lambda: project.claims.claims,
        "coverage": lambda: (project.claims.coverage, project.claims.paragraphs),
        "used": lambda: project.claims.retold_on(page.name),
        "glossary": lambda: project.glossary.terms,
        "changes": lambda: project.changes,
        "unknown": lambda: project.unknown,
        "sources": lambda: project.sources,
    }
    called = {call.name for call in page.calls}
    return [repr(shown()) for name, shown in lists.items() if name in called]


def _told(fact: Fact, project: Project) -> str:
    """All that a page says of a fact, on its card too."""
    inputs = fact.formula.inputs if fact.formula else ()
    others = [project.facts[id] for id in (*inputs, *fact.compare, *named(fact.caveat or ""))]
    shown = [f"{one.statement} {wording.figure(one)} {one.says}" for one in others]
    sources = [repr(project.sources[id]) for id in project.source_ids(fact)]
    return "|".join([fact.id, repr(fact), wording.figure(fact), *shown, *sources])


def refresh(project: Project, today: date) -> History:
    """The history of today: a page keeps its day while it is as it was."""
    pages = {}
    for name, page in sorted(project.pages.items()):
        now = project.fingerprint(page)
        changed = project.history.changed(name, now)
        pages[name] = Entry(fingerprint=now, changed=changed or today.isoformat())
    return History(pages=pages)


def text(history: History) -> str:
    """The history as its file has it."""
    return _HEADER + yaml.safe_dump(history.model_dump(), default_style='"', sort_keys=True)
