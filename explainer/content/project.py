"""Everything that a site is made of, read and checked together: the data files and the pages."""

import gc
from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from urllib.parse import urlsplit

from . import dates, wording
from .charts import Chart
from .claims import ClaimsFile
from .facts import Change, Fact, Source, Unknown, Withdrawal
from .glossary import Glossary
from .history import History
from .ledger import Ledger
from .load import load
from .pages import Page, Section
from .published import Published
from .quantities import capital
from .timeline import Event

# What stands before an entry's id in each list, if it is not the id alone.
_ANCHORS = {"glossary": "term-of-", "sources": "source-", "coverage": "paragraph-"}


@dataclass(frozen=True)
class Site:
    """What mkdocs.yml says of the site."""

    address: str  # absolute, ends in "/": https://user.example/repo/
    name: str
    description: str = ""
    edition: str = "edition"  # file name of the one-file edition, name of the data package
    report: str = ""  # where a mistake is reported: the address of a tracker, or a mailbox
    units: Collection[str] = ()  # of its own, as they stand after a number: metres

    @property
    def base(self) -> str:
        """The path that the site is served from: "/" or "/repo/"."""
        return urlsplit(self.address).path


@dataclass(frozen=True, eq=False)
class Project:
    """The data files and the pages of one site. Addresses are from the root of the site."""

    site: Site
    data: Path
    docs: Path
    topics: dict[str, str]
    names: dict[str, str]
    doubts: dict[str, str]
    sources: dict[str, Source]
    facts: dict[str, Fact]
    unknown: dict[str, Unknown]
    searched: str | None
    changes: list[Change]
    withdrawn: dict[str, Withdrawal]
    claims: ClaimsFile
    glossary: Glossary
    charts: dict[str, Chart]
    timeline: list[tuple[Fact, Event]]
    ledger: Ledger
    published: Published
    history: History
    pages: dict[str, Page]

    @classmethod
    def load(cls, data: Path | str, docs: Path | str, site: Site) -> "Project":
        """Read a folder of data files and one of pages. Raises Problems with every mistake."""
        gc.disable()  # it would look through the growing data again and again, and free nothing
        try:
            return cls(site, Path(data), Path(docs), **load(Path(data), Path(docs), site.units))
        finally:
            gc.enable()

    def fact_page(self, id: str) -> str:
        """The address of a number's own page."""
        return f"s/{id}/"

    def source_ids(self, *facts: Fact) -> list[str]:
        """The sources of facts, each once; of a sum those of everything that goes into it."""
        found: dict[str, None] = {}
        for fact in facts:
            inputs = [self.facts[id] for id in fact.formula.inputs] if fact.formula else []
            found |= dict.fromkeys(self.source_ids(*inputs) if inputs else [fact.source])
        return list(found)

    def credit(self, source_id: str) -> str:
        """Who published a source, and when; with its title where only that tells two apart."""
        source = self.sources[source_id]
        alike = self._published_alike[source.producer, source.published] > 1
        title = f" “{source.title}”," if alike else ""
        return f"{source.producer},{title} {dates.words(source.published)}"

    def chart_place(self, id: str) -> Section:
        """A chart as a place that a reader can be sent to, of level 0."""
        page = next(page for page in self.pages.values() if id in page.called("chart"))
        caption = capital(wording.fill(self.charts[id].caption, self.facts))
        return Section(id, caption, 0, page.name)

    def listed(self, call: str, id: str) -> str | None:
        """Where an entry stands in the list that a call makes: `about/#source-its-id`."""
        page = self.pages_with.get(call)
        return None if page is None else f"{page}#{_ANCHORS.get(call, '')}{id.lower()}"

    @cached_property
    def sections(self) -> dict[str, Section]:
        """All sections by id, page by page in the order of the files' names."""
        return {one.id: one for page in self.pages.values() for one in page.sections}

    @cached_property
    def retold(self) -> dict[str, list[str]]:
        """By the id of any section the paragraphs of the article that it retells, in order."""
        found = defaultdict(list)
        for code in self.claims.article.paragraphs:
            for id in self.claims.coverage[code]:
                found[id].append(code)
        return found

    @cached_property
    def ever(self) -> dict[str, Fact | Withdrawal]:
        """All numbers that have an address: the facts, and what was withdrawn."""
        return {**self.facts, **self.withdrawn}

    @cached_property
    def log(self) -> list[tuple[str, str, Change | Withdrawal]]:
        """What was put right or withdrawn, newest first: an id that stays, the number's, what."""
        nth, found = Counter(), []
        for change in self.changes:
            nth[change.fact] += 1  # the log only grows
            found.append((f"{change.fact}-{nth[change.fact]}", change.fact, change))
        found += [(f"{id}-withdrawn", id, one) for id, one in self.withdrawn.items()]
        return sorted(found, key=lambda one: one[2].date)[::-1]

    @cached_property
    def by_topic(self) -> dict[str, list[Fact]]:
        """The facts of each topic, from the oldest to the newest."""
        facts = sorted(self.facts.values(), key=lambda one: min(map(dates.first_day, one.times)))
        return {topic: [one for one in facts if one.topic == topic] for topic in self.topics}

    @cached_property
    def uses(self) -> dict[str, list[Fact]]:
        """By the id of any fact the derived facts that are computed from it."""
        found = defaultdict(list)
        for fact in self.facts.values():
            for id in fact.formula.inputs if fact.formula else ():
                found[id].append(fact)
        return found

    @cached_property
    def _published_alike(self) -> Counter[tuple[str, str]]:
        return Counter((one.producer, one.published) for one in self.sources.values())

    @cached_property
    def pages_with(self) -> dict[str, str]:
        """By the name of a call such as `glossary` the address of the first page that makes it."""
        pages = reversed(self.pages.values())
        return {call.name: page.address for page in pages for call in page.calls}
