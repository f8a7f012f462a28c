"""The Markdown extension of the pages: lets no number through that no fact backs, then puts in
what the macros only marked: openable numbers with their notes, entries, lists.

An extension and not a MkDocs hook, because Zensical runs the one and ignores the other.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from markdown import Extension, Markdown
from markdown.postprocessors import Postprocessor
from mkdocs.exceptions import BuildError

from . import facts, gate
from .fragments import Fragments
from .problems import Problem, Problems

# After raw HTML is back in the text (30) and ampersands are restored (20).
_PRIORITY = 5
_NUMBER = re.compile(r'<data value="([^"]*)" data-fact="([a-z0-9-]+)">(.*?)</data>', re.DOTALL)
_MARKER = re.compile(r'<div(?: id="[a-z0-9-]+")? data-(entry|big|list)="([a-z0-9-]+)"></div>')


class PageError(BuildError):
    """Raised for a page that holds a number nobody can trace; MkDocs prints it as plain lines."""


class ProseExtension(Extension):
    """`explainer.prose` in mkdocs.yml."""

    def __init__(self, **kwargs: Any):
        self.config = {
            "data": ["data/facts.yml", "The data file"],
            "site_url": ["/", "The address of the site: links to the Numbers page begin with its path"],
        }
        super().__init__(**kwargs)

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 (Markdown's own name)
        base = urlsplit(self.getConfig("site_url")).path.rstrip("/") + "/"
        md.postprocessors.register(_Prose(md, self.getConfig("data"), base), "explainer-prose", _PRIORITY)


class _Prose(Postprocessor):
    def __init__(self, md: Markdown, data: str, base: str):
        super().__init__(md)
        self.data, self.base = data, base

    def run(self, text: str) -> str:
        book = refuse_untraced(text, self._page(), self.data)
        return complete(text, Fragments(book, self.base))

    def _page(self) -> str:
        """The page's file: both builders leave it with the processor that rewrites its links."""
        for name in ("relpath", "zrelpath"):
            if name in self.md.treeprocessors:
                processor = self.md.treeprocessors[name]
                file = getattr(processor, "file", None)
                return f"docs/{file.src_uri}" if file else f"docs/{getattr(processor, 'path', '?')}"
        return "page"


def refuse_untraced(html: str, page: str, data: str, *, whole_page: bool = False) -> facts.Book:
    """Raise PageError for a page with a number that no fact in the data file backs."""
    try:
        book = facts.load(data)
    except Problems as problems:
        raise PageError(str(problems)) from None
    findings = gate.check(html, book, whole_page=whole_page)
    if findings:
        raise PageError("\n".join(str(Problem(page, f.line, f.subject, f.wrong, f.remedy)) for f in findings))
    return book


def complete(html: str, fragments: Fragments) -> str:
    """Checked content with the marked places filled and every number openable."""
    known = fragments.book.facts
    shown = dict.fromkeys(re.findall(r' data-(?:fact|big)="([a-z0-9-]+)"', html))

    def fill(match: re.Match[str]) -> str:
        kind, id = match.groups()
        if kind == "entry":
            return fragments.entry(known[id])
        if kind == "big":
            return fragments.big(known[id])
        if id == "used":
            return fragments.used(known[i] for i in shown)
        return {"unknown": fragments.unknown, "sources": fragments.sources}[id]()

    html = _MARKER.sub(fill, html)
    noted: dict[str, None] = {}

    def open_note(match: re.Match[str]) -> str:
        value, id, words = match.groups()
        noted[id] = None
        # The link is for browsers without popovers and is not rendered by others; it has no text
        # of its own, so that headings, the search index and copied text hold the number once.
        return (f'<data value="{value}" data-fact="{id}"><button type="button" class="number" '
                f'popovertarget="note-{id}">{words}</button><a class="number-link" '
                f'href="{fragments.base}numbers/#{id}" aria-label="Where this number comes from" '
                f"{gate.GENERATED}></a></data>")

    html = _NUMBER.sub(open_note, html)
    return html + "".join("\n" + fragments.note(known[id]) for id in noted)


def makeExtension(**kwargs: Any) -> ProseExtension:  # noqa: N802 (Markdown's own name)
    return ProseExtension(**kwargs)
