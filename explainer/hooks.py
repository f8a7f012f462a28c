"""MkDocs events as one-line calls; Zensical ignores this file, so nothing else may live here."""

from __future__ import annotations

import logging
from typing import Any

from mkdocs.exceptions import Abort
from mkdocs.plugins import event_priority
from mkdocs.utils import clean_directory

from explainer import facts, prose
from explainer.problems import Problems

log = logging.getLogger("mkdocs.explainer")
_site_dir: str | None = None  # on_build_error is not told it


@event_priority(100)  # before the macros, which would stop at the same problem less politely
def on_config(config: Any) -> None:
    """Nothing is built from a data file with a mistake in it."""
    global _site_dir
    try:
        facts.load(config.extra["data_file"])
    except Problems as problems:
        for problem in problems.found:
            log.error(problem)
        raise Abort("The data file has mistakes; nothing was built.") from None
    _site_dir = config.site_dir  # set only now: bad data leaves the last site as it is


def on_post_page(output: str, page: Any, config: Any) -> str:
    """What the content's own check does not see: title, description, frame, configuration."""
    prose.refuse_untraced(output, f"docs/{page.file.src_uri}", config.extra["data_file"], whole_page=True)
    return output


def on_build_error(error: Exception, **_: Any) -> None:
    """A build that failed leaves no half site behind."""
    if _site_dir:
        clean_directory(_site_dir)
