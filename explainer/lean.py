"""Takes out of a built site what no reader's browser uses: spaces in the pages, files nobody asks for."""

from __future__ import annotations

import re
from pathlib import Path

# In these, spaces mean something or are not ours to judge.
_PART = re.compile(r"(<(script|style|pre|textarea)\b.*?</\2\s*>|<!--.*?-->|"
                   r"<[a-zA-Z/!](?:[^>\"']|\"[^\"]*\"|'[^']*')*>)", re.DOTALL)
_SPACES = re.compile(r"[ \t\r\n\f]+")  # not the space that holds a number and its unit together
_IN_TAG = re.compile(r"\"[^\"]*\"|'[^']*'|[ \t\r\n\f]+(?=/?>)|[ \t\r\n\f]+")
_FOR_THE_BUILD = re.compile(r" data-search-exclude(?:=\"\")?(?=[ >])")  # the search index has been made
# Maps for debugging the theme, word lists of languages in which the site is not written, the theme's own icon.
_UNUSED = ("**/*.map", "assets/javascripts/lunr/**/*", "assets/images/favicon.png")


def slim(site: Path) -> None:
    """Make the pages and the folder of a built site smaller, with nothing lost. Twice is as once."""
    for file in sorted(site.rglob("*.html")):
        html = file.read_text(encoding="utf-8")
        slimmed = without_spaces(html)
        if slimmed != html:
            file.write_text(slimmed, encoding="utf-8", newline="")
    for pattern in _UNUSED:
        for file in site.glob(pattern):
            if file.is_file():
                file.unlink()
    lunr = site / "assets/javascripts/lunr"
    for folder in (lunr / "min", lunr):
        if folder.is_dir():
            folder.rmdir()


def without_spaces(html: str) -> str:
    """A page with single spaces where it had many. None is taken away whole, so no words run together."""
    parts = []
    end = 0
    for found in _PART.finditer(html):
        parts.append(_SPACES.sub(" ", html[end:found.start()]))
        if found[1].startswith("<!--"):
            parts.append("")
        elif found[2]:
            parts.append(found[1])
        else:
            parts.append(_tag(found[1]))
        end = found.end()
    return "".join(parts) + _SPACES.sub(" ", html[end:])


def _tag(tag: str) -> str:
    """A tag with single spaces between its attributes, their values as they are."""
    def short(found: re.Match[str]) -> str:
        if found[0][0] in "\"'":
            return found[0]
        return "" if tag[found.end() : found.end() + 1] == ">" else " "
    return _FOR_THE_BUILD.sub("", _IN_TAG.sub(short, tag))
