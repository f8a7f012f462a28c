"""What a page may call. Thin: each macro writes the shortest HTML that `gate` can verify and
`prose` can complete."""

from __future__ import annotations

import re
import sys
from html import escape
from pathlib import Path
from typing import Any, NoReturn

from explainer import calls, dates, facts, wording
from explainer.gate import capital
from explainer.prose import PageError, open_library

try:
    from mkdocs_macros.errors import format_error
except ImportError:  # Zensical has macros of its own, and prose tells of their failures
    format_error = None

_MARKUP = re.compile(r"[\\`*_{}\[\]<>&~^=|]")


def define_env(env: Any) -> None:
    """Called by mkdocs-macros with its environment."""
    def book() -> facts.Book:
        return open_library(env.variables["data"], env.conf["docs_dir"]).book

    def missing(tag: str, kind: str, id: str) -> str:
        """An id that does not exist, with its line, for `gate` to report with all else on the page."""
        page = env.page.file.src_uri if hasattr(env.page, "file") else env.page.path
        line = _template_line() + calls.front_matter_lines(Path(env.conf["docs_dir"]) / page)
        return f'<{tag} data-{kind}="{escape(str(id))}" data-line="{line}"></{tag}>'

    @env.macro
    def fact(id: str, bare: bool = False, cap: bool = False) -> str:
        """The words of a fact; `bare` leaves out its qualifier, `cap` begins with a capital."""
        found = book().facts.get(id)
        if found is None:
            return missing("data", "fact", id)
        words = wording.bare(found) if bare else wording.words(found)
        return f'<data value="{escape(wording.machine_value(found))}" data-fact="{id}">{_inline(words, cap)}</data>'

    @env.macro
    def when(id: str, cap: bool = False) -> str:
        """The date that a fact is true of."""
        found = book().facts.get(id)
        if found is None:
            return missing("time", "fact", id)
        return dates.element("fact", id, found.as_of[-1], _inline(wording.as_of(found), cap))

    @env.macro
    def source(id: str) -> str:
        """The title of a source, linked to it."""
        found = book().sources.get(id)
        if found is None:
            return missing("cite", "source", id)
        return f'<cite data-source="{id}"><a href="{escape(found.url)}">{_inline(found.title)}</a></cite>'

    @env.macro
    def cite(*ids: str) -> str:
        """Where a sentence comes from, in brackets after it: who published it and when."""
        def named(id: str) -> str:
            found = book().sources.get(id)
            if found is None:
                return missing("cite", "source", id)
            return (f'<cite data-source="{id}"><a href="{escape(found.url)}">{_inline(wording.credit(found, book()))}'
                    "</a></cite>")
        return f"({'; '.join(named(id) for id in ids)})"

    @env.macro
    def published(id: str) -> str:
        """The date of a source."""
        found = book().sources.get(id)
        if found is None:
            return missing("time", "source", id)
        return dates.element("source", id, found.published, _inline(dates.words(found.published)))

    @env.macro
    def big(*ids: str) -> str:
        """Numbers set large, side by side."""
        marks = [f'<div data-big="{id}"></div>' if id in book().facts else missing("data", "fact", id) for id in ids]
        return f'<div class="big-numbers">{"".join(marks)}</div>'

    @env.macro
    def chart(id: str) -> str:
        """A picture that data/charts.yml describes; with its line, in case it does not."""
        return missing("div", "chart", id)

    @env.macro
    def numbers(*topics: str) -> str:
        """The entries of the facts of some topics, with everything known; without topics, all facts in short."""
        parts = []
        for topic in topics or book().topics:
            heading, facts = book().topics[topic], book().by_topic[topic]
            if facts:
                parts.append(f"## {_inline(heading)} {{ #{'entries' if topics else 'numbers'}-{topic} }}")
                parts += [f'<div id="{f.id}" data-entry="{f.id}"></div>' for f in facts] if topics else [
                    f'<div data-index="{topic}"></div>']
        return "\n\n".join(parts)

    # Lists that prose puts in: what this page rests on, the day it last changed, and the data files' own.
    for name in ("used", "changed", "unknown", "sources", "claims", "corrections", "coverage", "glossary", "changes",
                 "reviews", "downloads", "timeline"):
        env.macro(lambda name=name: f'<div data-list="{name}"></div>', name)


def _inline(text: str, cap: bool = False) -> str:
    """Text that neither HTML nor Markdown can take for markup."""
    return _MARKUP.sub(lambda m: f"&#{ord(m.group())};", capital(text) if cap else text)


def _template_line() -> int:
    """The line of the page from which the macro now running was called."""
    frame = sys._getframe(1)
    while "__jinja_template__" not in frame.f_globals:
        frame = frame.f_back
    return frame.f_globals["__jinja_template__"].get_corresponding_lineno(frame.f_lineno)


def _one_line(error: Exception, markdown: str, page: Any) -> NoReturn:
    """A call that fails, as one line; raised, because mkdocs-macros itself would end the preview too."""
    page = Path(page.file.abs_src_path)
    raise PageError(calls.complaint(error, page.parent, page.name))


for failure in calls.FAILURES if format_error else ():
    format_error.register(failure, _one_line)
