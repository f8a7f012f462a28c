"""Dates that cannot lie: a page has changed when its text or what it shows of the data has.

data/pages.yml remembers, for each page, a fingerprint of both and the day it was first seen so.
`text` brings it up to date; a build only reads it.
"""

import hashlib
import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import yaml

from . import wording
from .facts import Fact
from .fields import Day, Strict, Text, named
from .pages import Page

Project = Any  # that of project.py, which imports this module
_HEADER = "# When each page last changed, by a fingerprint of its text and facts: `make publish`.\n"
_ID = re.compile(r"['\"{ ]([a-z][a-z0-9-]*)['\"}]")


class Entry(Strict):
    """A page as it was last seen."""

    fingerprint: Text
    changed: Day


class History(Strict):
    """All pages, by file name."""

    pages: dict[str, Entry] = {}


def fingerprint(page: Page, project: Project) -> str:
    """What a reader of the page would see change: its text, its facts and sources, its lists."""
    told = [page.text, *map(repr, _shown(page, project))]
    ids = set(_ID.findall("\n".join(told)))
    facts = [project.facts[id] for id in sorted(ids & project.facts.keys())]
    sources = set(project.source_ids(*facts))
    told += [_told(fact, project) for fact in facts]
    for id in sorted(sources | ids & project.sources.keys()):
        told += [project.credit(id), repr(project.sources[id])]
    return hashlib.sha256("\n".join(told).encode()).hexdigest()[:16]


def _shown(page: Page, project: Project) -> Iterator[Any]:
    """What of the data a page shows by its lists and charts and explains of its words."""
    called, claims = {call.name for call in page.calls}, project.claims
    terms = project.glossary.terms.values()
    yield page.title, page.description, page.sections, page.meta
    yield [project.charts.get(id) for id in page.called("chart")]
    yield [one for one in terms if "glossary" in called or any(f in page.text for f in one.forms)]
    for name in sorted(called & {"changes", "searched", "sources", "timeline", "unknown"}):
        yield getattr(project, name)
    if project.withdrawn and called & {"changes", "numbers"}:
        yield project.withdrawn
    if "numbers" in called:
        yield project.topics, list(project.facts)
    if "reviews" in called:
        yield [fact.id for fact in project.facts.values() if fact.review_by]
    if marked := [claims.claims[id] for id in page.called("claim") if id in claims.claims]:
        yield marked, [claims.speakers.get(claim.speaker) for claim in marked]
    if called & {"claims", "corrections", "tally"}:
        yield claims.speakers, claims.claims
    if "coverage" in called:
        yield project.coverage, claims.article.paragraphs
    if "used" in called:
        yield project.retold_on(page.name)


def _told(fact: Fact, project: Project) -> str:
    """A fact, with what its card says of the others that it names."""
    inputs = fact.formula.inputs if fact.formula else ()
    others = [project.facts[id] for id in (*inputs, *fact.compare, *named(fact.caveat or ""))]
    cited = [f"{one.statement} {wording.figure(one)} {one.says}" for one in others]
    if "{" in (fact.caveat or ""):
        cited.append(wording.fill(fact.caveat, project.facts))  # the date of another, too
    return "|".join([fact.id, repr(fact), *cited])


def text(project: Project, today: date) -> str:
    """The file as of today: a page keeps its day while it is as it was."""
    pages = {
        name: {
            "fingerprint": project.fingerprints[name],
            "changed": project.changed(page) or f"{today}",
        }
        for name, page in project.pages.items()
    }
    return _HEADER + yaml.safe_dump({"pages": pages}, default_style='"')
