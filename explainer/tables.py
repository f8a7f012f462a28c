"""Tables that a phone can show as stacked rows, each cell with its column's heading in front.

The style sheet lays them out; here each cell learns its column's heading and a row's first cell
becomes its heading. Roles are not written out, which HTML forbids where they are the element's own;
assets/explainer.js sets them for browsers that forget them when `display` changes. Tables with a
class (charts) are left alone.
"""

from __future__ import annotations

import re
from html import escape, unescape

_TABLE = re.compile(r"<table>.*?</table>", re.DOTALL)  # no class: written in Markdown
_ROW = re.compile(r"<tr>(.*?)</tr>", re.DOTALL)
_CELL = re.compile(r"<(th|td)( style=\"[^\"]*\")?>(.*?)</\1>", re.DOTALL)
_TAG = re.compile(r"<[^>]+>")


def stackable(html: str) -> str:
    """The content of a page with its plain tables ready to be stacked."""
    return _TABLE.sub(lambda table: _stackable(table[0]), html)


def _stackable(table: str) -> str:
    head, _, body = table.partition("</thead>")
    headings = [" ".join(unescape(_TAG.sub("", cell[3])).split()) for cell in _CELL.finditer(head)]

    def row(match: re.Match[str]) -> str:
        cells = [_cell(cell, heading, first=i == 0)
                 for i, (cell, heading) in enumerate(zip(_CELL.finditer(match[1]), headings, strict=False))]
        return f"<tr>{''.join(cells)}</tr>"

    head = _CELL.sub(lambda cell: f'<th scope="col"{cell[2] or ""}>{cell[3]}</th>', head)
    return f"{head}</thead>{_ROW.sub(row, body)}"


def _cell(cell: re.Match[str], heading: str, *, first: bool) -> str:
    style, content = cell[2] or "", cell[3]
    if first:
        return f'<th scope="row"{style}>{content}</th>'
    return f'<td data-label="{escape(heading)}"{style}>{content}</td>'
