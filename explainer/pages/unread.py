"""What an author wrote and a page would not show: calls, cells and headings that Markdown loses.

It drops them in silence, or reads them as something else; here each is a line.
"""

import re
from collections import Counter
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser

from explainer.content.pages import Page
from explainer.content.problems import Problem
from explainer.content.project import Project

from . import answer
from .annotate import words

_MARKS = {"data-fact", "data-source", "data-claim", "data-fill"}
_MARKED = ", ".join(f"[{name}]" for name in sorted(_MARKS))
_BORDERS = re.compile(r"^[ >]*\|?|(?<!\\)\|? *$|`[^`]*`")  # … and code, in which a | is a letter
_PIPE = re.compile(r"(?<!\\)\|")
_RULE = re.compile(r"[ >]*[|:-][ |:-]*")  # the line under the head of a table


def check(tree: LexborHTMLParser, page: Page, project: Project) -> list[Problem]:
    """What the content of a page, not yet filled, lacks of its source."""
    return [*_calls(tree, page, project), *_cells(page), *_headings(tree, page)]


def _calls(tree: LexborHTMLParser, page: Page, project: Project) -> Iterator[Problem]:
    """Calls that came out as no element."""
    marks = (node.attributes for node in tree.css(_MARKED))
    shown = Counter(
        (one[name] or "").split(" ")[-1] for one in marks for name in _MARKS & one.keys()
    )
    wanted = [(id, call) for call in page.calls for id in call.args or (call.name,)]
    lost = Counter(id for id, _ in wanted) - shown
    for id, call in reversed(wanted):
        refused = lost[id] and answer.answer(page.text[call.start : call.end], page, project)[1]
        if lost[id] and not refused:
            lost[id] -= 1
            what = "it cannot stand in code, in a comment, in the address or title of a link"
            yield Problem(
                page.file, call.line, f'{call.name}("{id}")', what, "write it in the text"
            )


def _cells(page: Page) -> Iterator[Problem]:
    """Cells beyond the last column of the head."""
    columns = None
    for n, line in enumerate(page.text.split("\n"), page.first_line):
        pipes = len(_PIPE.findall(_BORDERS.sub("", line)))
        if "|" in line and _RULE.fullmatch(line):
            columns = pipes
        elif not line.strip(" >"):
            columns = None
        elif columns is not None and pipes > columns:
            what = "this row has more cells than the head of its table, and they are not shown"
            remedy = r"give the head more cells, or write \| for a line that parts none"
            yield Problem(page.file, n, line.strip(), what, remedy)


def _headings(tree: LexborHTMLParser, page: Page) -> Iterator[Problem]:
    """Headings shown but not found in the text, found but not shown, or shown otherwise."""
    shown = {node.id: words(node) for node in tree.css("h2, h3, h4, h5, h6")}
    found = {one.id: one for one in page.sections if one.level > 1}
    for id in shown.keys() - found.keys():
        what = "it is shown as a heading, but is none of the page's own, with an id to link to"
        remedy = "write it at the beginning of a line, as ## Title { #its-id }"
        yield Problem(page.file, None, shown[id], what, remedy)
    for id, one in found.items():
        if id not in shown:
            what = "this heading is not shown, as in a comment or in code"
            yield Problem(
                page.file, one.line, one.title, what, "remove it, or write it in the text"
            )
        elif shown[id] != " ".join(one.title.split()):
            what = f"the page shows this heading as “{shown[id]}”"
            yield Problem(page.file, one.line, one.title, what, "write it in plain words and calls")
