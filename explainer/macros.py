"""What a page may call. Thin: each macro writes the shortest HTML that `gate` can verify and
`prose` can complete."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from html import escape
from typing import TypeVar

from . import dates, wording
from .facts import Fact, Source
from .gate import capital
from .library import Library
from .reading import nearest

_MARKUP = re.compile(r"[\\`*_{}\[\]<>&~^=|]")
_Entry = TypeVar("_Entry")


class Wrong(Exception):
    """A call that cannot be answered: of each mistake its subject, what is wrong and what to do."""

    def __init__(self, *mistakes: tuple[str, str, str]):
        super().__init__(*mistakes)
        self.mistakes = mistakes


def fact(library: Library, id: str, bare: bool = False, cap: bool = False) -> str:
    """The words of a fact; `bare` leaves out its qualifier, `cap` begins with a capital."""
    (found,) = _facts(library, id)
    words = wording.bare(found) if bare else wording.words(found)
    return f'<data value="{escape(wording.machine_value(found))}" data-fact="{id}">{_inline(words, cap)}</data>'


def when(library: Library, id: str, cap: bool = False) -> str:
    """The date that a fact is true of."""
    (found,) = _facts(library, id)
    return dates.element("fact", id, found.as_of[-1], _inline(wording.as_of(found), cap))


def source(library: Library, id: str) -> str:
    """The title of a source, linked to it."""
    (found,) = _sources(library, id)
    return _cited(id, found, found.title)


def cite(library: Library, id: str, *more: str) -> str:
    """Where a sentence comes from, in brackets after it: who published it and when."""
    ids = (id, *more)
    found = zip(ids, _sources(library, *ids), strict=True)
    return f"({'; '.join(_cited(id, source, wording.credit(source, library.book)) for id, source in found)})"


def published(library: Library, id: str) -> str:
    """The date of a source."""
    (found,) = _sources(library, id)
    return dates.element("source", id, found.published, _inline(dates.words(found.published)))


def big(library: Library, id: str, *more: str) -> str:
    """Numbers set large, side by side."""
    marks = "".join(f'<div data-big="{fact.id}"></div>' for fact in _facts(library, id, *more))
    return f'<div class="big-numbers">{marks}</div>'


def chart(library: Library, id: str) -> str:
    """A picture that data/charts.yml describes."""
    _found("chart", library.charts.charts, id)
    return f'<div data-chart="{id}"></div>'


def numbers(library: Library, *topics: str) -> str:
    """The entries of the facts of some topics, with everything known; without topics, all facts in short."""
    book, parts = library.book, []
    _found("topic", book.topics, *topics)
    for topic in topics or book.topics:
        if facts := book.by_topic[topic]:
            parts.append(f"## {_inline(book.topics[topic])} {{ #{'entries' if topics else 'numbers'}-{topic} }}")
            parts += [f'<div id="{fact.id}" data-entry="{fact.id}"></div>' for fact in facts] if topics else [
                f'<div data-index="{topic}"></div>']
    return "\n\n".join(parts)


def _list(name: str) -> Callable[[Library], str]:
    return lambda library: f'<div data-list="{name}"></div>'


# Lists that prose puts in: what this page rests on, the day it last changed, the data files' own.
LISTS = ("used", "changed", "unknown", "sources", "claims", "corrections", "coverage", "glossary", "changes",
         "reviews", "downloads", "timeline")
VOCABULARY: dict[str, Callable[..., str]] = {
    **{macro.__name__: macro for macro in (fact, when, source, cite, published, big, chart, numbers)},
    **{name: _list(name) for name in LISTS}}


def _facts(library: Library, *ids: str) -> list[Fact]:
    return _found("fact", library.book.facts, *ids)


def _sources(library: Library, *ids: str) -> list[Source]:
    return _found("source", library.book.sources, *ids)


def _found(kind: str, known: Mapping[str, _Entry], *ids: str) -> list[_Entry]:
    """The entries with these ids. Raises Wrong."""
    if missing := [id for id in ids if id not in known]:
        raise Wrong(*((f'{kind}("{id}")', f"there is no such {kind}", nearest(str(id), known)) for id in missing))
    return [known[id] for id in ids]


def _cited(id: str, source: Source, words: str) -> str:
    return f'<cite data-source="{id}"><a href="{escape(source.url)}">{_inline(words)}</a></cite>'


def _inline(text: str, cap: bool = False) -> str:
    """Text that neither HTML nor Markdown can take for markup."""
    return _MARKUP.sub(lambda m: f"&#{ord(m.group())};", capital(text) if cap else text)
