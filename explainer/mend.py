"""Mends the theme's HTML where no block of its templates can be overridden, after the build.

Each mend says what is wrong and must find its place: when the theme changes, the build stops.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from .built import parts
from .problems import Problem, Problems


@dataclass(frozen=True)
class Mend:
    """One fault of the theme: what stands there, what stands there instead, how to tell it is mended."""

    fault: str
    old: re.Pattern[str]
    new: str
    done: str | None  # a text of the mended page; None for a fault that only some pages have


_MENDS = (
    Mend("HTML knows no autocomplete on a checkbox",
         re.compile(r'(<input class="md-toggle"[^>]*?) autocomplete="off">'), r"\1>", '<input class="md-toggle"'),
    Mend("an empty tabindex is no number; and the menu's parts do not fold here, so there is nothing to reach",
         re.compile(r'(<label class="md-nav__link"[^>]*?) tabindex="0?">'), r"\1>", None),
    Mend("a script for tabs in the text, of which there are none; each page would also name it in its policy",
         re.compile(r"<script>var target=document[^<]*__tabbed_[^<]*</script>"), "", None),
    Mend("parts that no reader and no script of ours has a use for", re.compile(
        r'<meta name="generator"[^>]*>\s*|<div data-md-component="announce">\s*</div>\s*'), "", None),
    # The menu opens by a label, which no keyboard reaches. A popover needs no script, closes with Escape
    # and gives the focus back.
    Mend("the button of the menu", re.compile(
        r'<label class="md-header__button md-icon" for="__drawer">(.*?)</label>', re.DOTALL),
        r'<button type="button" class="md-header__button md-icon menu-button" popovertarget="menu" '
        r'aria-label="Menu">\1</button>', 'popovertarget="menu"'),
    Mend("the menu", re.compile(r'<div class="md-sidebar md-sidebar--primary"'),
         '<div id="menu" popover class="md-sidebar md-sidebar--primary"', 'id="menu" popover'),
    # So does the search on a phone. Its label stays, unseen: Material's script listens to the first one.
    Mend("the button of the search", re.compile(
        r'<label class="md-header__button md-icon" for="__search">(.*?)</label>', re.DOTALL),
        r'<label class="md-header__button md-icon" for="__search" hidden></label>'
        r'<button type="button" class="md-header__button md-icon search-button" aria-label="Search">\1</button>',
        "search-button"),
)


def theme(pages: dict[str, str]) -> None:
    """Mend the frame of every page. Twice is as once. Raises Problems."""
    problems = []
    for place, html in pages.items():
        before, article, after = parts(html)
        for mend in _MENDS:
            before, after = mend.old.sub(mend.new, before), mend.old.sub(mend.new, after)
            if mend.done and mend.done not in before:
                problems.append(Problem(f"/{place}", None, "the theme", "it is no longer made as "
                                        f"explainer/mend.py expects ({mend.fault})", "look at both and adapt the mend"))
        pages[place] = before + article + after
    if problems:
        raise Problems(problems)
