"""Titles, descriptions and the site's name are plain text. MkDocs' templates print them as HTML, so they
are made into HTML first: a `<` in a title is then seen and does nothing."""

from __future__ import annotations

from collections.abc import Iterable, MutableMapping
from typing import Any

from markupsafe import escape

_TEXTS = ("title", "description", "author")


def as_html(texts: MutableMapping[str, Any], names: Iterable[str] = _TEXTS) -> None:
    """Escape the texts of these names, in place. What is escaped already stays as it is."""
    for name in names:
        if isinstance(texts.get(name), str):
            texts[name] = escape(texts[name])


def navigation_as_html(items: Iterable[Any]) -> None:
    """Escape the titles that the navigation gives to its pages and sections."""
    for item in items:
        as_html(vars(item))
        navigation_as_html(item.children or ())
