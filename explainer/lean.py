"""Takes out of a built site what no reader's browser uses: spaces in the pages, files nobody asks for."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

# In these, spaces mean something or are not ours to judge.
_KEPT = re.compile(r"(<(script|style|pre|textarea)\b.*?</\2\s*>)", re.DOTALL)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_LINE_END = re.compile(r"\n[ \t\r\n\f]*")
# Lines of a script with nothing else on them, and what indents the others.
_SCRIPT_COMMENT = re.compile(r"^[ \t]*(?://.*|/\*[^*]*\*/)?\n|^[ \t]+", re.MULTILINE)
_FOR_THE_BUILD = re.compile(r" data-search-exclude(?:=\"\")?(?=[ >])")  # the search index has been made
_UNUSED = ("**/*.map", "assets/images/favicon.png")  # maps for debugging the theme, the theme's own icon


def slim(site: Path, pages: dict[str, str]) -> None:
    """Make the pages and the folder of a built site smaller, with nothing lost. Twice is as once."""
    for place, html in pages.items():
        pages[place] = without_spaces(html)
    for script in (site / "assets").glob("*.js"):  # ours, which have comments for those who read the code
        text = script.read_text(encoding="utf-8")
        script.write_text(_SCRIPT_COMMENT.sub("", text), encoding="utf-8", newline="")
    for file in [file for pattern in _UNUSED for file in site.glob(pattern)]:
        file.unlink()
    shutil.rmtree(site / "assets/javascripts/lunr", ignore_errors=True)  # word lists of other languages


def without_spaces(html: str) -> str:
    """A page with single spaces where it had many. None is taken away whole, so no words run together."""
    pieces = _KEPT.split(html)  # text, what is kept, the name of its tag, text, …
    pieces[::3] = map(_single, pieces[::3])
    del pieces[2::3]
    return "".join(pieces)


def _single(html: str) -> str:
    html = _LINE_END.sub(" ", _COMMENT.sub("", html)).replace("\t", " ")
    while "  " in html:
        html = html.replace("  ", " ")
    return _FOR_THE_BUILD.sub("", html.replace(" >", ">").replace(" />", "/>"))  # in a text it is written &gt;
