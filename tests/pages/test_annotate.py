"""A number is words in a link to its card, a term too; a heading has its control."""

from __future__ import annotations

import pytest

from explainer.content.project import Project
from tests.pages.making import made, tree_of, words

MOORINGS = '{{ fact("moorings") }}'
BARE = '<data value="1600" data-fact="moorings">nearly 1,600</data>'
LINKED = (
    '<data value="1600" data-fact="moorings">'
    '<a href="#note-moorings" data-note="1">nearly 1,600</a></data>'
)


def test_a_number_is_words_in_a_link_to_its_card(small: Project):
    assert f"<p>There are {LINKED}.</p>" in made(f"There are {MOORINGS}.", small).body


@pytest.mark.parametrize(
    "text",
    [
        f"Of {MOORINGS} and again {MOORINGS}.",
        f"- Of {MOORINGS} and again {MOORINGS}.",
        f"| A | B |\n|---|---|\n| x | Of {MOORINGS} and again {MOORINGS} |",
        f"> Of {MOORINGS} and again *{MOORINGS}*.",
    ],
    ids=["paragraph", "list item", "cell", "quotation"],
)
def test_the_same_number_again_in_a_paragraph_needs_no_second_link(small: Project, text: str):
    body = made(text, small).body
    assert body.count(LINKED) == 1 and body.count(BARE) == 1


@pytest.mark.parametrize(
    "text",
    [
        f"Of {MOORINGS}.\n\nOf {MOORINGS}.",
        f"- Of {MOORINGS}.\n- Of {MOORINGS}.",
        f"| A | B |\n|---|---|\n| {MOORINGS} | {MOORINGS} |",
    ],
    ids=["paragraphs", "list items", "cells"],
)
def test_in_another_paragraph_it_opens_the_same_card_again(small: Project, text: str):
    article = made(text, small)
    assert article.body.count(LINKED) == 2 and list(article.notes) == ["note-moorings"]


@pytest.mark.parametrize(
    "text",
    [
        f"See [the {MOORINGS} moorings](index.md).",
        f"See [the **{MOORINGS} moorings**](index.md).",
        f"## Of {MOORINGS} {{ #moorings-there }}",
        f"<details markdown><summary>Of {MOORINGS}</summary>\n\nMore.\n\n</details>",
        f"<table class='x'><caption>Of {MOORINGS}</caption><tr><td>a</td></tr></table>",
        'There are {{ fact("moorings", plain=True) }}.',
    ],
    ids=["link", "words in a link", "heading", "summary", "caption", "plain"],
)
def test_where_a_card_would_be_in_the_way_a_number_is_words_alone(small: Project, text: str):
    article = made(text, small)
    assert BARE in article.body and article.notes == {}
    assert "data-plain" not in article.html


def test_a_link_with_a_number_leads_where_it_did(small: Project):
    (link,) = tree_of(f"[All {MOORINGS} of them](index.md)", small).css("p a")
    assert words(link) == "All nearly 1,600 of them" and link.attributes["href"] == "index.md"


def test_a_number_set_large_keeps_its_small_qualifier(small: Project):
    text = '<div class="big-numbers" markdown>\n\n- {{ fact("moorings") }} lie there.\n\n</div>'
    (data,) = tree_of(text, small).css(".big-numbers li > data")
    assert data.inner_html == (
        '<a href="#note-moorings" data-note="1"><small>nearly </small>1,600</a>'
    )


def test_dates_are_words_without_a_card(small: Project):
    article = made('In {{ when("moorings") }}, {{ published("harbour-report") }}.', small)
    assert (
        article.notes == {}
        and (
            '<p>In <span data-fact="moorings">April 2021</span>, '
            '<span data-source="harbour-report">May 2021</span>.</p>'
        )
        in article.body
    )


def test_numerals_count_numbers_and_terms_in_the_order_of_the_text(small: Project):
    article = made(f'At neap tides {MOORINGS}, {{{{ fact("wall-cost") }}}}.\n\n{MOORINGS}', small)
    assert list(article.notes) == ["term-neap-tide", "note-moorings", "note-wall-cost"]
    tree = tree_of(f'At neap tides {MOORINGS}, {{{{ fact("wall-cost") }}}}.\n\n{MOORINGS}', small)
    assert [node.attributes["data-note"] for node in tree.css("[data-note]")] == [*"1232"]


def test_the_first_use_of_a_term_opens_its_meaning(small: Project):
    tree = tree_of("Neap tides are low. At neap tides, a mooring holds.", small)
    assert [link.html for link in tree.css("a.term")] == [
        '<a class="term" href="#term-neap-tide" data-note="1">Neap tides</a>',
        '<a class="term" href="#term-mooring" data-note="2">mooring</a>',
    ]
    assert words(tree.css_first("p")) == "Neap tides are low. At neap tides, a mooring holds."


@pytest.mark.parametrize(
    "text",
    [
        "## Neap tides { #neap-tides }",
        "[At neap tides](index.md)",
        "[At *neap tides*](index.md)",
        "`neap tides`",
        "<cite>At neap tides</cite> and more",
        "### Neap tides { #neap-tides }",
        "A neap-tides-like flow, and unneap tides.",
    ],
)
def test_a_term_is_left_alone_where_it_is_no_running_text(small: Project, text: str):
    assert made(text, small).notes == {}


def test_a_term_is_found_in_lists_definitions_and_emphasis(small: Project):
    tree = tree_of("- *neap tides*\n\nWhat\n:   A mooring, and <b>spring</b> tides.", small)
    assert [words(link) for link in tree.css("a.term")] == ["neap tides", "mooring"]


def test_words_beside_a_term_stay_text(small: Project):
    body = made("Less & more &lt;b&gt; at neap tides &amp; *after*.", small).body
    assert "<p>Less &amp; more &lt;b&gt; at <a class" in body
    assert "</a> &amp; <em>after</em>.</p>" in body


def test_each_section_has_a_link_beside_its_heading(small: Project):
    tree = tree_of("## The *sea* { #sea }\n\n### Its floor { #floor }\n\n#### Mud { #mud }", small)
    controls = tree.css("a.take-link")
    assert [one.html for one in controls] == [
        f'<a class="take-link" href="#{id}" aria-label="Link to {title}" data-generated=""></a>'
        for id, title in (("sea", "The sea"), ("floor", "Its floor"))
    ]
    assert [one.prev.tag for one in controls] == ["h2", "h3"]


SHORT = 'About boats.\n{ .standfirst }\n\n<div class="in-short" markdown>\n\nBoats.\n\n</div>\n\n'


@pytest.mark.parametrize(("count", "minutes"), [(10, "1 minute"), (900, "5 minutes")])
def test_a_page_that_is_told_in_short_says_how_long_it_takes(small, count: int, minutes: str):
    (line,) = tree_of(SHORT + "word " * count, small).css("p.standfirst + p.reading-time")
    assert words(line) == f"About {minutes} to read"
    assert not tree_of(f"No standfirst.\n\n{'word ' * count}", small).css(".reading-time")


TABLE = "| Tide | At *most* |\n|---|---|\n| Spring | high |\n| Neap | low |"
ODD = {
    "more cells than headings": "<tr><td>a</td><td>b</td><td>c</td><td>d</td></tr>",
    "fewer cells than headings": "<tr><td>a</td></tr>",
    "a cell over two columns": '<tr><td>a</td><td colspan="2">b</td><td>c</td></tr>',
    "a cell over two rows": '<tr><td rowspan="2">a</td><td>b</td></tr><tr><td>c</td></tr>',
    "a cell over so many columns": '<tr><td colspan="x">a</td><td colspan="0">b</td></tr>',
}
HEAD = '<thead><tr><th>x</th><th colspan="2">y</th><th>z</th></tr></thead>'


def test_a_table_can_scroll_and_tells_what_heads_its_rows_and_columns(small: Project):
    (table,) = tree_of(TABLE, small).css("div.table > table")
    assert [cell.attributes["scope"] for cell in table.css("thead th")] == ["col", "col"]
    headings = table.css("tbody tr > th[scope=row]:first-child")
    assert [words(cell) for cell in headings] == ["Spring", "Neap"]


def test_a_row_keeps_what_stands_in_its_first_cell(small: Project):
    body = made(TABLE.replace("Neap", '*At* {{ fact("neap-range") }} & more'), small).body
    number = '<data value="2" data-fact="neap-range"><a href="#note-neap-range" data-note="1">'
    assert f'<th scope="row"><em>At</em> {number}two metres</a></data> &amp; more</th>' in body


@pytest.mark.parametrize("head", [HEAD, ""], ids=["with a head", "without a head"])
@pytest.mark.parametrize("rows", ODD.values(), ids=ODD)
def test_no_cell_vanishes_and_none_heads_what_is_not_its_own(small: Project, rows: str, head: str):
    tree = tree_of(f"<table>{head}<tbody>{rows}</tbody></table>", small)
    shown = [words(cell) for cell in tree.css("tbody :is(td, th)")]
    assert shown == [letter for letter in "abcd" if f">{letter}<" in rows]
    assert bool(tree.css("tbody th")) == (bool(head) and "rowspan" not in rows)


@pytest.mark.parametrize("call", ["used()", 'chart("chart-ranges")'])
def test_what_a_call_draws_in_a_first_cell_is_drawn(small: Project, call: str):
    tree = tree_of(f"| A | B |\n|---|---|\n| {{{{ {call} }}}} | b |", small)
    assert not tree.css("[data-fill]") and tree.css("tbody th[scope=row] [data-generated]")


def test_a_number_alone_in_a_cell_is_in_digits_and_in_a_sentence_in_words(small: Project):
    neap = '{{ fact("neap-range") }}'
    tree = tree_of(f"| Tide | Range |\n|---|---|\n| Neap | {neap} |\n| Both | at {neap} |\n", small)
    assert [words(cell) for cell in tree.css("td")] == ["2 metres", "at two metres"]
    assert len(tree.css("td a[data-note]")) == 2


def test_what_qualifies_a_large_number_is_small(small: Project):
    tree = tree_of('{{ fact("moorings") }}\n{ .large }\n\nIt is {{ fact("moorings") }}.', small)
    assert [words(node) for node in tree.css("data small")] == ["nearly"]
    assert words(tree.css_first(".large")) == "nearly 1,600"


def test_a_table_in_a_cell_is_set_too_and_keeps_its_cells(small: Project):
    inner = "<table><thead><tr><th>x</th></tr></thead><tbody><tr><td>in</td></tr></tbody></table>"
    tree = tree_of(inner.replace("in<", f"{inner}<"), small)
    assert len(tree.css("div.table > table")) == 2
    assert [words(cell) for cell in tree.css("table table th")] == ["x", "in"]


def test_bodies_feet_and_captions_of_a_table_stay(small: Project):
    rows = "<tbody><tr><td>a</td><td>b</td></tr></tbody>"
    head = "<caption>c</caption><thead><tr><th>x</th><th>y</th></tr></thead>"
    foot = "<tfoot><tr><td>f</td><td>g</td></tr></tfoot>"
    tree = tree_of(f"<table>{head}{rows}{rows}{foot}</table>", small)
    assert [words(cell) for cell in tree.css("caption, th, td")] == list("cxyababfg")
    assert len(tree.css("th[scope=row]")) == 2 and not tree.css("tfoot th")


def test_a_table_with_a_class_is_left_alone(small: Project):
    table = '<table class="own"><tbody><tr><td>a</td></tr></tbody></table>'
    assert table in made(table, small).body
