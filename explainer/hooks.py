"""MkDocs events as one-line calls; Zensical ignores this file, so nothing else may live here."""

from __future__ import annotations

import gc
import logging
import os
import re
from datetime import date
from pathlib import Path
from typing import Any

from mkdocs import __version__
from mkdocs.exceptions import Abort
from mkdocs.plugins import CombinedEvent, event_priority
from mkdocs.utils import CountHandler
from selectolax.lexbor import LexborHTMLParser

from explainer import dates, jinja, plain, prose, publish
from explainer.built import NOTE
from explainer.library import Library
from explainer.problems import Problems
from explainer.swap import Swap

log = logging.getLogger("mkdocs.explainer")
# None of them holds a heading or parts words, and the search keeps none of them.
_IDLE_TAG = re.compile(r"</?(?:a|abbr|b|button|cite|data|dd|dl|dt|em|figcaption|figure|i|path|small|span|strong|svg|"
                       r"table|tbody|td|th|thead|time|tr)(?![\w-])(?:[^>\"]|\"[^\"]*\")*>")
_swap: Swap | None = None  # on_shutdown is told nothing
_previewing = False  # nor is on_post_build told whether this is a preview


def on_startup(command: str, **_: Any) -> None:
    """Remember whether this is a preview."""
    global _previewing
    _previewing = command == "serve" or "PREVIEW" in os.environ  # mkdocs serve, make serve


def _spare(config: Any) -> None:
    """The theme makes its templates ready more than once, and wants its files listed before any other event."""
    theme, made = config.theme, config.theme.get_env
    theme.get_env = lambda: jinja.spare(made(), theme.dirs, __version__)


def _check(config: Any) -> None:
    """Nothing is built from a data file with a mistake in it."""
    global _swap
    jinja.environment.cache_clear()
    try:
        library = Library.hold(config.extra["data"], config.docs_dir)
    except Problems as problems:
        for problem in problems.found:
            log.error(problem)
        raise Abort("The data file has mistakes; nothing was built.") from None
    for fact in library.book.facts.values():
        if fact.review_by and dates.first_day(fact.review_by) < date.today():
            log.info("%s was to be reviewed by %s", fact.id, dates.words(fact.review_by))
    plain.as_html(config, ("site_name", "site_description", "site_author"))
    if not _previewing:
        gc.freeze()  # what has been read stays to the end, and need not be looked through for what may go
        _swap = Swap(config.site_dir)
        config.site_dir = str(_swap.new)


on_config = CombinedEvent(event_priority(100)(_spare), _check)


def on_nav(nav: Any, **_: Any) -> None:
    """Titles of the navigation are plain text."""
    plain.navigation_as_html(nav.items)


def on_page_content(html: str, page: Any, **_: Any) -> None:
    """So are a page's own title and description. Only now: the text of the page has been made from them."""
    plain.as_html(page.meta)


def _hide(context: Any, page: Any, **_: Any) -> Any:
    """The search is spared what it leaves out, the notes above all, and tags that say nothing to it; to read them
    takes it longer than all the rest."""
    tree = LexborHTMLParser(page.content.partition(NOTE)[0])
    for node in tree.css("[data-search-exclude]"):
        node.decompose()
    page.whole_content, page.content = page.content, _IDLE_TAG.sub("", tree.body.inner_html)
    return context


def _show(context: Any, page: Any, **_: Any) -> Any:
    page.content = page.whole_content
    return context


on_page_context = CombinedEvent(event_priority(100)(_hide), event_priority(-100)(_show))


def on_post_build(config: Any) -> None:
    """What is done to a built site, in the preview too; there without the cards, which take time, and without
    the policies, which would forbid the script by which MkDocs reloads a page that was changed."""
    library = prose.open_library(config.extra["data"], config.docs_dir)
    try:
        publish.publish(Path(config.site_dir), library, config.site_url, cards=not _previewing,
                        closed=not _previewing)
        if _swap and not _warned():
            _swap.finish()
    except Problems as problems:
        raise prose.PageError(str(problems)) from None


def _warned() -> bool:
    """Whether a strict build has had a warning, at which MkDocs stops only after the last event."""
    handlers = logging.getLogger("mkdocs").handlers
    return any(isinstance(handler, CountHandler) and handler.get_counts() for handler in handlers)


def on_shutdown() -> None:
    """A build that failed or was stopped leaves the last good site as it is."""
    if _swap:
        _swap.abandon()
