"""The data files → pieces of HTML: notes, entries of the Numbers page, the lists of a page.

The templates lie in templates/fragments/ and escape whatever comes from the data file.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from html import escape, unescape
from urllib.parse import urlsplit

from jinja2 import Environment
from markupsafe import Markup

from . import charts, dates, jinja, wording
from .claims import CAPTIONS
from .facts import REFERENCE, Book, Fact, Source
from .library import Library

_TAG = re.compile(r"<[^>]*>")
_TAKE_LINK = Markup('<a class="take-link" href="#{}" aria-label="Link to {}" data-generated data-search-exclude></a>')


@dataclass(frozen=True)
class Fragments:
    """Renders what one library holds, with links under the path that the site is served from."""

    library: Library
    address: str  # of the site, ending in "/": https://user.example/repo/
    _cards: dict[tuple[str, str], str] = field(default_factory=dict, repr=False)  # the same on every page

    @classmethod
    @lru_cache(maxsize=1)
    def of(cls, library: Library, address: str) -> Fragments:
        """The one for all pages of a library."""
        return cls(library, address)

    @property
    def base(self) -> str:
        """The path that the site is served from: "/" or "/repo/"."""
        return urlsplit(self.address).path

    @property
    def book(self) -> Book:
        return self.library.book

    def note(self, fact: Fact) -> str:
        """The index card that opens at a number."""
        return self._card("note", fact.id, fact=fact)

    def entry(self, fact: Fact) -> str:
        """The fact with everything known about it."""
        return self._render("entry", fact=fact, uses=self.uses.get(fact.id, []))

    def index(self, topic: str) -> str:
        """The numbers of a topic in short, each leading to its entry."""
        return self._render("index", facts=self.book.by_topic[topic])

    def big(self, fact: Fact) -> str:
        """A number set large: the value, what it counts, who says so and when."""
        return self._render("big", fact=fact)

    def chart(self, id: str) -> str:
        """A figure with a table that is the chart."""
        chart = self.library.charts.charts[id]
        named = [self.book.facts[id] for id in chart.facts()]
        in_cells = [self.book.facts[id] for _, _, id, _ in chart.values()]
        return self._render("chart", id=id, chart=chart, dots=charts.dots,
                            cells=lambda panel, row: charts.cells(chart, panel, row, self.book),
                            period=charts.period(in_cells), sources=self._sources(named))

    def timeline(self) -> str:
        """What happened when, oldest first."""
        return self._render("timeline", moments=self.library.timeline)

    def used(self, facts: list[Fact], page: str) -> str:
        """What a page rests on: its numbers, their sources, the article's paragraphs, its date."""
        sources = self._sources(facts)
        return self._render("used", facts=facts, sources=sources, summary=wording.summary(facts, sources),
                            retold=self.library.claims.retold_on(page), changed=self.library.changed(page))

    def changed(self, facts: list[Fact], page: str) -> str:
        """Where a page's numbers come from, in a line, and the day on which it last changed."""
        return self._render("changed", summary=wording.summary(facts, self._sources(facts)),
                            changed=self.library.changed(page))

    def _sources(self, facts: list[Fact]) -> list[Source]:
        return [self.book.sources[id] for id in dict.fromkeys(id for fact in facts for id in self.source_ids(fact))]

    def unknown(self) -> str:
        """What nobody has published."""
        return self._render("unknown", unknown=self.book.unknown)

    def sources(self) -> str:
        """Every source, by producer."""
        found = sorted(self.book.sources.items(), key=lambda item: (item[1].producer.casefold(), item[1].published))
        return self._render("sources", sources=found)

    def claims(self) -> str:
        """Each speaker with what they claim and how it checks out."""
        return self._render("claims", claims=self.library.claims)

    def corrections(self) -> str:
        """Where the article is wrong or too absolute."""
        found = {id: claim for id, claim in self.library.claims.claims.items() if claim.correction}
        return self._render("corrections", found=found)

    def coverage(self) -> str:
        """Each paragraph of the article with the sections that retell it."""
        return self._render("coverage", coverage=self.library.claims.coverage, captions=CAPTIONS)

    def glossary(self) -> str:
        """Every term with its meaning, by term."""
        terms = sorted(self.library.glossary.terms.items(), key=lambda item: item[1].term.casefold())
        return self._render("glossary", terms=terms)

    def meaning(self, id: str) -> str:
        """The card that opens at a term."""
        return self._card("meaning", id, id=id, term=self.library.glossary.terms[id])

    def changes(self) -> str:
        """The log of numbers that were put right, newest first."""
        return self._render("changes", changes=self.book.changes[::-1])

    def reviews(self) -> str:
        """The facts that somebody should look at again, soonest first."""
        found = [fact for fact in self.book.facts.values() if fact.review_by]
        return self._render("reviews", facts=sorted(found, key=lambda fact: dates.first_day(fact.review_by)))

    def take_link(self, id: str, heading: str) -> str:
        """The control beside a heading that copies its share address; without scripts a link to the place."""
        return str(_take_link(id, " ".join(unescape(_TAG.sub("", heading)).split())))

    def downloads(self) -> str:
        """Where to take all of this from."""
        return self._render("downloads")

    def link(self, id: str) -> str:
        """The entry of a fact."""
        return f"{self.base}{self.library.place(self.book.facts[id])}"

    def term_link(self, id: str) -> str:
        """The entry of a term in the glossary."""
        return f"{self.base}glossary/#term-of-{id}"

    def source_link(self, id: str) -> str:
        """The line of a source in the list of all sources."""
        return f"{self.base}all-sources/#source-{id}"

    def source_ids(self, fact: Fact) -> list[str]:
        """The sources of a fact; for a sum, of everything that goes into it."""
        if fact.source:
            return [fact.source]
        inputs = fact.formula.inputs if fact.formula else ()
        return list(dict.fromkeys(id for i in inputs for id in self.source_ids(self.book.facts[i])))

    @cached_property
    def uses(self) -> dict[str, list[str]]:
        """For each fact, the ids of the derived facts that are computed from it."""
        found: dict[str, list[str]] = {}
        for fact in self.book.facts.values():
            for input in fact.formula.inputs if fact.formula else ():
                found.setdefault(input, []).append(fact.id)
        return found

    def _card(self, name: str, of: str, **variables: object) -> str:
        if (name, of) not in self._cards:
            self._cards[name, of] = self._render(name, **variables)
        return self._cards[name, of]

    def _render(self, name: str, **variables: object) -> str:
        html = self._templates.get_template(f"{name}.html").render(self._context | variables)
        # One line: a blank line would end an HTML block if this ever passed through Markdown.
        return " ".join(filter(None, map(str.strip, html.splitlines())))

    @cached_property
    def _templates(self) -> Environment:
        templates = jinja.environment("fragments")
        templates.filters |= {
            "figure": wording.figure, "number": wording.number, "as_of": wording.as_of,
            "date": dates.words, "value": wording.machine_value, "check": wording.check,
        }
        templates.globals |= {"natures": wording.NATURES, "kinds": wording.KINDS,
                              "take_link": _take_link, "marks": wording.CLAIM_CHECKS}
        return templates

    @cached_property
    def _context(self) -> dict[str, object]:
        """What every template may call."""
        return {"book": self.book, "base": self.base, "link": self.link, "term_link": self.term_link,
                "source_link": self.source_link, "sum": self._sum, "citation": self._citation, "embed": self._embed,
                "rich": self._rich, "number": _number, "time": _time, "source_of": self._source_of,
                "provenance": lambda fact: Markup(self._card("provenance", fact.id, fact=fact)),
                "old_and_new": lambda change: wording.old_and_new(change, self.book.facts[change.fact]),
                "filled": lambda text: wording.filled(text or "", self.book)}

    def _rich(self, text: str, openable: bool = True) -> Markup:
        """A text of a data file, with {fact} as its number and {when fact} as its date."""
        def fill(match: re.Match[str]) -> str:
            when, _, id = match[1].rpartition(" ")
            fact = self.book.facts[id]
            return _time(fact) if when else _number(fact, wording.words(fact), openable)
        return Markup(REFERENCE.sub(fill, str(escape(text, quote=False))))

    def _citation(self, fact: Fact) -> str:
        return wording.citation(fact, self._source_of(fact), f"{self.address}s/{fact.id}/")

    def _embed(self, fact: Fact) -> str:
        return (f'<iframe src="{self.address}s/{fact.id}/" title="{escape(fact.statement)}" '
                'width="100%" height="540" loading="lazy"></iframe>')

    def _source_of(self, fact: Fact) -> Source | None:
        return self.book.sources[fact.source] if fact.source else None

    def _sum(self, fact: Fact) -> Markup:
        """A derived fact's sum, with each input's value linked to its entry."""
        assert fact.formula
        def linked(id: str) -> str:
            of = self.book.facts[id]
            return (f'<a href="{escape(self.link(id))}" title="{escape(of.statement)}">'
                    f"{escape(wording.number(of))}</a>")
        return Markup(f"{fact.formula.shown(linked)} = {escape(wording.figure(fact))}")


def _take_link(id: str, title: str) -> Markup:
    return _TAKE_LINK.format(id, title)


def _number(fact: Fact, words: str | None = None, openable: bool = True) -> Markup:
    """A number that `prose` makes openable unless told otherwise: in digits, or in the words given."""
    plain = "" if openable else " data-plain"
    return Markup(f'<data value="{escape(wording.machine_value(fact))}" data-fact="{fact.id}"{plain}>'
                  f"{escape(words or wording.figure(fact))}</data>")


def _time(fact: Fact) -> Markup:
    return Markup(dates.element("fact", fact.id, fact.as_of[-1], escape(wording.as_of(fact))))
