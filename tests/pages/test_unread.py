"""What Markdown would lose in silence is a line: calls, cells of tables, headings."""

from __future__ import annotations

import pytest

from explainer.content.project import Project
from tests.pages.making import html_of, made, refusals

FACT, CHART = '{{ fact("moorings") }}', '{{ chart("chart-ranges") }}'
LOST = {
    "the title of a link": f'[boats](index.md "{FACT}")',
    "the address of a link": f"[boats]({FACT})",
    "an image's alt text": f"![{FACT}](boats.png)",
    "an image's title": f'![boats](boats.png "{FACT}")',
    "a reference": f'[boats][b]\n\n[b]: index.md "{FACT}"',
    "a reference that nothing uses": f"Boats.\n\n[{FACT}]: index.md",
    "code": f"`{FACT}`",
    "a block of code": f"```\n{FACT}\n```",
    "an indented block of code": f"Boats:\n\n    {FACT}",
    "a comment": f"<!-- {FACT} -->",
    "an attribute": f"<p title='{FACT}'>Boats</p>",
    "an abbreviation": f"*[NACD]: {FACT}\n\nThe NACD.",
}
KEPT = {
    "a link": f"[boats, {FACT}](index.md)",
    "emphasis": f"**{FACT}** and *{FACT}*",
    "a footnote": f"Boats.[^b]\n\n[^b]: {FACT}",
    "a definition": f"Boats\n:   {FACT}",
    "the title of an admonition": f'!!! note "{FACT}"\n    Boats.',
    "a cell": f"| Boats | Moorings |\n|---|---|\n| {FACT} | {FACT} |",
    "a quotation in a list": f"- > {FACT}",
}


def told(text: str, project: Project) -> list[str]:
    """What is said of a page of such Markdown."""
    with pytest.raises(Exception, match=r"docs/water\.md") as caught:
        made(text, project)
    return str(caught.value).splitlines()


@pytest.mark.parametrize("place", LOST)
def test_a_call_where_no_number_can_stand_is_one_clear_line(small: Project, place: str):
    (line,) = told(LOST[place], small)
    assert 'fact("moorings"): it cannot stand in code, in a comment, in the address or' in line
    number = 7 + LOST[place][: LOST[place].index("{{")].count("\n")
    assert line.split("water.md:")[1].startswith(f"{number}: ")


@pytest.mark.parametrize("place", KEPT)
def test_a_call_where_words_can_stand_is_shown(small: Project, place: str):
    assert "nearly 1,600" in made(KEPT[place], small).body


def test_a_chart_or_list_that_is_commented_out_is_told(small: Project):
    for call, name in (
        (CHART, 'chart("chart-ranges")'),
        ("{{ glossary() }}", 'glossary("glossary")'),
    ):
        assert f": {name}: it cannot stand in" in told(f"<!-- {call} -->", small)[0]


def test_a_call_that_is_shown_once_and_lost_once_is_told(small: Project):
    assert len(told(f"Of {FACT}.\n\n`{FACT}`", small)) == 1


TABLES = {
    "with borders": "| A | B |\n|---|---|\n| a | b | c |",
    "without borders": "A | B\n--|--\na | b | c",
    "of one column": "| A |\n|---|\n| a | b |",
    "aligned": "| A | B |\n| :-- | :-: |\n| a | b | c |",
    "in a list": "- Words\n\n    | A | B |\n    |---|---|\n    | a | b | c |",
    "in a quotation": "> | A | B |\n> |---|---|\n> | a | b | c |",
    "with an empty cell before": "| A | B |\n|---|---|\n| | b | c |",
}
WHOLE = {
    "a line that parts none": "| A | B |\n|---|---|\n| a \\| b | c |",
    "a line in code": "| A | B |\n|---|---|\n| `a|b` | c |",
    "fewer cells": "| A | B |\n|---|---|\n| a |",
    "a line in prose": "| A | B |\n|---|---|\n| a | b |\n\nWords | with | lines | in them.",
    "a table without rows": "| A | B |\n|---|---|",
}  # fmt: skip


@pytest.mark.parametrize("table", TABLES)
def test_a_row_with_more_cells_than_the_head_is_told_with_its_line(small: Project, table: str):
    rows = [line for line in told(TABLES[table], small) if "this row has more cells" in line]
    number = 7 + TABLES[table].count("\n")
    assert len(rows) == 1 and f"docs/water.md:{number}: " in rows[0]


@pytest.mark.parametrize("table", WHOLE)
def test_a_row_that_is_whole_passes(small: Project, table: str):
    assert "<" in made(WHOLE[table], small).body


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("> ## Boats { #boats }", "Boats: it is shown as a heading, but is none of the page's own"),
        ("- ## Boats { #boats }", "Boats: it is shown as a heading, but is none of the page's own"),
        ('<h2 id="moorings">Boats</h2>', "none of the page's own, with an id to link to; write it"),
        ("<h3>Boats</h3>", "it is shown as a heading, but is none of the page's own"),
        ("<!--\n## Boats { #boats }\n-->", ":8: Boats: this heading is not shown, as in a comment"),
        ("## Boats[^b] { #boats }\n\n[^b]: B.", ":7: Boats[^b]: the page shows this heading as "),
    ],
)  # fmt: skip
def test_a_heading_has_the_words_and_the_place_that_the_page_shows(
    small: Project, text: str, message: str
):
    assert any(message in line for line in told(text, small))


def test_a_mistake_in_a_call_is_not_told_twice(small: Project):
    text = '{{ fact("mooring") }} and {{ fact("moorings", loud=True) }} and {{ fact( }}'
    assert refusals(html_of("Boats."), small, text) == []
