"""The Markdown extension of the pages: lets no number through that no fact backs, then puts in
what the macros only marked: openable numbers with their notes, entries, lists; and explains each
term of the glossary where a page first uses it. Before all else it answers the page's calls.

An extension and not a MkDocs hook, because Zensical runs the one and ignores the other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from markdown import Extension, Markdown
from markdown.postprocessors import Postprocessor
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor

from . import calls, gate, macros, tables, wording
from .fragments import Fragments
from .glossary import Glossary
from .library import Library
from .problems import Problem, Problems
from .reading import nearest

try:
    from mkdocs.exceptions import BuildError
except ImportError:  # Zensical needs no MkDocs
    from click import ClickException as BuildError

_BEFORE_BLOCKS = 28  # after white space is put right (30), before blocks of HTML are found (20)
# After raw HTML is back in the text (30) and ampersands are restored (20).
_AFTER_EVERYTHING = 5
_LAST = -10  # after whatever else works on the tree of a page
_MARKS = r"([.,;:!?)]*)"  # a line may break behind a button, even before a comma, so these stay with it
_NUMBER = re.compile(rf'<data value="([^"]*)" data-fact="([a-z0-9-]+)">(.*?)</data>{_MARKS}', re.DOTALL)
_TAG = re.compile(r"<!--.*?-->|<(/?)(\w*)[^>]*>", re.DOTALL)
_VOID = {"br", "hr", "img", "input", "wbr"}
_RUNNING = {"p", "li", "td", "dd"}  # where a term is explained, unless it stands in one of these:
_NOT_RUNNING = {"a", "button", "cite", "code", "data", "pre", "time"}
_LONGEST_BUTTON = 24  # letters: a button cannot break across lines, so a longer term is a link
_TERM = re.compile(rf'<span data-term="([a-z0-9-]+)">(.*?)</span>{_MARKS}')
_UNDATED = re.compile(r"<time data-\w+=\"[^\"]*\">(.*?)</time>")  # HTML knows no time without a date
_HEADING = re.compile(r'<h([23]) id="([a-z0-9-]+)"(.*?)>(.*?)</h\1>', re.DOTALL)
_STANDFIRST = re.compile(r'<p class="standfirst">.*?</p>(?=\s*<div class="in-short">)', re.DOTALL)
_CHART = re.compile(r'<div(?: id="[^"]*")? data-(?:chart="([^"]*)"|list="timeline")></div>')
_MARK = re.compile(r'<div(?: id="[^"]*")? data-(entry|big|list|index|chart)="([^"]*)"></div>')


class PageError(BuildError):
    """Raised for a page that holds a number nobody can trace; MkDocs prints it as plain lines."""


class ProseExtension(Extension):
    """`explainer.prose` in mkdocs.yml."""

    def __init__(self, **kwargs: Any):
        self.config = {
            "data": ["data", "The folder of the data files"],
            "docs": ["docs", "The folder of the pages"],
            "site_url": ["/", "The address at which the site will stand"],
        }
        super().__init__(**kwargs)

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 (Markdown's own name)
        address = (self.getConfig("site_url") or "").rstrip("/") + "/"
        prose = _Prose(md, self.getConfig("data"), self.getConfig("docs"), address)
        md.preprocessors.register(_Calls(md, prose), "explainer-calls", _BEFORE_BLOCKS)
        md.postprocessors.register(prose, "explainer-prose", _AFTER_EVERYTHING)
        md.treeprocessors.register(_Finished(md, prose), "explainer-finished", _LAST)


def open_library(data: str, docs: str) -> Library:
    """The data files, or a PageError that names what is wrong with them."""
    try:
        return Library.recent(data, docs)
    except Problems as problems:
        raise PageError(str(problems)) from None


def untraced(html: str, page: str, library: Library, *, whole_page: bool = False) -> list[Problem]:
    """The numbers of a page that no fact in the data file backs, and marks for what does not exist."""
    findings = gate.check(html, library.book, whole_page=whole_page) + list(_empty_marks(html, library))
    return [Problem(f"docs/{page}", None, f.subject, f.wrong, f.remedy) for f in findings]


def _empty_marks(html: str, library: Library) -> Iterator[gate.Finding]:
    """Marks that cannot be filled. A call writes none, but an author can write HTML."""
    book = library.book
    known = {"entry": book.facts, "big": book.facts, "index": book.topics, "list": macros.LISTS,
             "chart": library.charts.charts}
    for kind, id in _MARK.findall(html):
        if id not in known[kind]:
            yield gate.Finding(f'data-{kind}="{id}"', "it marks a place for what does not exist",
                               nearest(id, known[kind]))


class _Prose(Postprocessor):
    """Checks the finished HTML of a page's content, then completes it."""

    def __init__(self, md: Markdown, data: str, docs: str, address: str):
        super().__init__(md)
        self.data, self.docs, self.address = data, docs, address
        self.problems: list[Problem] = []  # with the calls of the page
        self.whole = False  # else it is a heading, for which the table of contents runs all postprocessors too

    def library(self) -> Library:
        return open_library(self.data, self.docs)

    def run(self, text: str) -> str:
        if not self.whole:
            return text
        self.whole = False
        library, page = self.library(), _page(self.md)
        if problems := self.problems + untraced(text, page, library):
            raise PageError(str(Problems(problems)))
        if not re.search('data-(entry|list="glossary")', text):  # lists, in which a reader looks one thing up
            text = mark_terms(text, library.glossary)
        return tables.stackable(complete(text, Fragments.of(library, self.address), page))


class _Calls(Preprocessor):
    """Puts in what the calls of a page write; what is wrong with them is told with all else that is wrong."""

    def __init__(self, md: Markdown, prose: _Prose):
        super().__init__(md)
        self.prose = prose

    def run(self, lines: list[str]) -> list[str]:
        def kept(html: str) -> str:
            """Markdown need not look into what stands inside of a line."""
            return html if html.startswith(("<div", "#")) else self.md.htmlStash.store(html)

        text, self.prose.problems = calls.filled("\n".join(lines), _page(self.md), self.prose.library(), kept)
        return text.split("\n")


class _Finished(Treeprocessor):
    """Tells the check that what comes next is the whole page."""

    def __init__(self, md: Markdown, prose: _Prose):
        super().__init__(md)
        self.prose = prose

    def run(self, root: Any) -> None:
        self.prose.whole = True


def mark_terms(html: str, glossary: Glossary) -> str:
    """Mark the first use of each term of the glossary in running text, for `complete` to make openable."""
    open_tags: list[str] = []
    seen: set[str] = set()

    def mark(match: re.Match[str]) -> str:
        id = glossary.forms[match.group()]
        if id in seen:
            return match.group()
        seen.add(id)
        return f'<span data-term="{id}">{match.group()}</span>'

    parts, end = [], 0
    running = barred = 0  # how many of the open tags hold running text, and how many are to be left alone
    for tag in _TAG.finditer(html):
        text, end = html[end : tag.start()], tag.end()
        parts += (glossary.pattern.sub(mark, text) if running and not barred else text, tag[0])
        slash, name = tag.groups()
        if name and not slash and name not in _VOID:
            open_tags.append(name)
            running, barred = running + (name in _RUNNING), barred + (name in _NOT_RUNNING)
        while slash and name in open_tags:
            closed = open_tags.pop()
            running, barred = running - (closed in _RUNNING), barred - (closed in _NOT_RUNNING)
            if closed == name:
                break
    return "".join(parts) + html[end:]


def complete(html: str, fragments: Fragments, page: str) -> str:
    """Checked content with the marked places filled and every number and term openable."""
    # First of all, because a page rests on what its charts show too.
    html = _CHART.sub(lambda found: fragments.chart(found[1]) if found[1] else fragments.timeline(), html)
    facts = fragments.library.book.facts
    shown = dict.fromkeys(re.findall(r' data-(?:fact|big|entry)="([a-z0-9-]+)"', html))
    if 'data-list="claims"' in html:
        shown |= dict.fromkeys(fragments.library.claims.facts())
    for topic in re.findall(r' data-index="([a-z0-9-]+)"', html):
        shown |= dict.fromkeys(fact.id for fact in fragments.library.book.by_topic[topic])
    shown_facts = [facts[id] for id in shown if id in facts]
    lists = {name: getattr(fragments, name) for name in macros.LISTS} | {
        "used": lambda: fragments.used(shown_facts, page), "changed": lambda: fragments.changed(shown_facts, page)}

    def fill(match: re.Match[str]) -> str:
        kind, id = match.groups()
        if kind == "list":
            return lists[id]()
        if kind == "index":
            return fragments.index(id)
        return (fragments.entry if kind == "entry" else fragments.big)(facts[id])

    notes: dict[str, int] = {}

    def openable(note: str, css: str, words: str, link: str, about: str) -> str:
        """A button that opens a note. The link is for browsers without popovers and is not rendered by
        others; it has no text of its own, so that headings, the index and copied text hold the words once."""
        place = notes.setdefault(note, len(notes) + 1)  # print shows it, and the note under it at the end
        return (f'<button class="{css}" popovertarget="{note}" data-note="{place}">{words}</button>'
                f'<a class="note-link" href="{link}" aria-label="{about}" {gate.GENERATED}></a>')

    def open_number(match: re.Match[str]) -> str:
        value, id, words, marks = match.groups()
        inside = openable(f"note-{id}", "number", words, fragments.link(id), "Where this number comes from")
        return kept(f'<data value="{value}" data-fact="{id}">{inside}</data>', marks)

    def open_term(match: re.Match[str]) -> str:
        id, words, marks = match.groups()
        if len(words) > _LONGEST_BUTTON:
            return f'<a class="term" href="{fragments.term_link(id)}">{words}</a>{marks}'
        return kept(openable(f"term-{id}", "term", words, fragments.term_link(id), "What this means"), marks)

    def kept(html: str, marks: str) -> str:
        return f'<span class="kept">{html}{marks}</span>' if marks else html

    def with_time(standfirst: re.Match[str]) -> str:
        minutes = wording.reading_time(len(_TAG.sub(" ", html).split()))
        return f'{standfirst[0]}<p class="reading-time" {gate.GENERATED}>{minutes}</p>'

    html = _STANDFIRST.sub(with_time, html)
    # The control stands beside its heading, so that the heading's own name stays clean of it.
    html = _HEADING.sub(lambda found: found[0] + fragments.take_link(found[2], found[4]), html)
    filled = _TERM.sub(open_term, _NUMBER.sub(open_number, _MARK.sub(fill, html)))
    if notes:
        filled += (f'\n<p class="end-notes" id="one-by-one" {gate.GENERATED} data-search-exclude>'
                   "Numbers and words on this page</p>")
    for note in notes:
        kind, _, id = note.partition("-")
        filled += "\n" + (fragments.note(facts[id]) if kind == "note" else fragments.meaning(id))
    return _UNDATED.sub(r"<span>\1</span>", filled)


def _page(md: Markdown) -> str:
    """The page's file: MkDocs leaves it with the processor that rewrites its links, Zensical with one of its own."""
    if "relpath" in md.treeprocessors:
        return md.treeprocessors["relpath"].file.src_uri
    return md.preprocessors["rendering_context"].page.path if "rendering_context" in md.preprocessors else "page"


def makeExtension(**kwargs: Any) -> ProseExtension:  # noqa: N802 (Markdown's own name)
    return ProseExtension(**kwargs)
