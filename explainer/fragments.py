"""Facts → pieces of HTML: a number's note, its entry on the Numbers page, the lists of a page.

The templates lie in theme/fragments/ and escape whatever comes from the data file.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from html import escape
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from . import dates, wording
from .facts import Book, Fact, Source

_TEMPLATES = Path(__file__).parent / "theme" / "fragments"


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(loader=FileSystemLoader(_TEMPLATES), autoescape=True, trim_blocks=True,
                              lstrip_blocks=True, undefined=StrictUndefined)
    environment.filters |= {
        "words": wording.words, "figure": wording.figure, "as_of": wording.as_of, "date": dates.words,
        "value": wording.machine_value, "check": wording.check,
    }
    environment.globals |= {"natures": wording.NATURES, "kinds": wording.KINDS}
    return environment


@dataclass(frozen=True)
class Fragments:
    """Renders facts of one book, with links under the path that the site is served from."""

    book: Book
    base: str  # "/" or "/repo/"

    def note(self, fact: Fact) -> str:
        """The index card that opens at a number."""
        return self._render("note", fact=fact)

    def entry(self, fact: Fact) -> str:
        """The fact with everything known about it, for the Numbers page."""
        return self._render("entry", fact=fact, uses=self.uses.get(fact.id, []))

    def big(self, fact: Fact) -> str:
        """A number set large: the value, what it counts, who says so and when."""
        return self._render("big", fact=fact)

    def used(self, facts: Iterable[Fact]) -> str:
        """The numbers of one page and the sources that they come from."""
        facts = list(facts)
        ids = dict.fromkeys(id for fact in facts for id in self.source_ids(fact))
        sources = [self.book.sources[id] for id in ids]
        return self._render("used", facts=facts, sources=sources, summary=wording.summary(facts, sources))

    def unknown(self) -> str:
        """What nobody has published."""
        return self._render("unknown", unknown=self.book.unknown)

    def sources(self) -> str:
        """Every source, by title."""
        found = sorted(self.book.sources.items(), key=lambda item: (item[1].producer.casefold(), item[1].published))
        return self._render("sources", sources=found)

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

    def _render(self, name: str, **variables: object) -> str:
        html = _environment().get_template(f"{name}.html").render(
            book=self.book, base=self.base, link=self._link, sum=self._sum, caveat=self._caveat,
            source_of=self._source_of, **variables)
        # One line: a blank line would end an HTML block if this ever passed through Markdown.
        return "".join(line.strip() + " " if line.strip() else "" for line in html.splitlines()).strip()

    def _link(self, id: str) -> str:
        return f"{self.base}numbers/#{id}"

    def _source_of(self, fact: Fact) -> Source | None:
        return self.book.sources[fact.source] if fact.source else None

    def _caveat(self, fact: Fact) -> str:
        return wording.filled(fact.caveat or "", self.book)

    def _sum(self, fact: Fact) -> Markup:
        """A derived fact's sum, with each input's value linked to its entry."""
        assert fact.formula
        def linked(id: str) -> str:
            of = self.book.facts[id]
            return (f'<a href="{escape(self._link(id))}" title="{escape(of.statement)}">'
                    f"{escape(wording.number(of))}</a>")
        return Markup(f"{fact.formula.shown(linked)} = {escape(wording.figure(fact))}")
