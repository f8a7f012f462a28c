"""Pages as they stand in the files: front matter, headings, calls, and what is wrong with them."""

from __future__ import annotations

from pathlib import Path

import pytest

from explainer.content import pages
from explainer.content.pages import page_address
from explainer.content.project import Project
from tests.content.conftest import Tides


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("index.md", ""),
        ("water.md", "water/"),
        ("more/index.md", "more/"),
        ("more/deep water.md", "more/deep%20water/"),
        ("my-index.md", "my-index/"),
    ],
)
def test_a_page_has_the_address_that_it_will_be_served_at(name: str, address: str):
    assert page_address(name) == address


def test_calls_in_title_and_description_are_answered_as_plain_words(tides: Tides):
    tides.edit(
        "docs/water.md", "title: The water", 'title: Up {{ fact ("spring-range", cap=True) }}'
    )
    tides.edit(
        "docs/water.md",
        "description: Spring and neap tides, and",
        "description: >-\n  {{ source('town-account') }} of {{ published('town-account') }}\n  on"
        " {{ when('boats-counted') }} and",
    )
    page = tides.load().pages["water.md"]
    assert page.title == "Up About 4.5\xa0metres"
    assert page.description == (
        "What the wall cost of 3\xa0January 2022 on 2\xa0April 2021 and when the great flood was."
    )


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("The *water* and `code`", "The water and code"),
        ("A [link](logbook.md) and **more**", "A link and more"),
        ("Fish & chips &amp; a\\*b", "Fish & chips & a*b"),
        ("snake_case stays, _this_ goes", "snake_case stays, this goes"),
        ("It is {{ fact('wall-cost') }}", "It is US$3.2\xa0million"),
        ("From {{ source('town-account') }} *on*", "From What [it] * _cost_ on"),
        ("A <b>bold</b> word", "A bold word"),
    ],
)
def test_the_words_of_a_heading_are_those_that_the_page_shows(tides: Tides, typed: str, shown: str):
    tides.edit("data/facts.yml", "title: What the wall cost", "title: What [it] * _cost_")
    tides.edit("docs/water.md", "### Who paid {", f"### {typed} {{")
    titles = {one.id: one.title for one in tides.load().pages["water.md"].sections}
    assert titles["who-paid"] == shown


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "### Who paid { #who-paid }",
            "### Who paid",
            "docs/water.md:30: Who paid: the heading has no",
        ),
        (
            "### Who paid { #who-paid }",
            "Who paid\n---",
            "Who paid: the heading has no id; write ## Who",
        ),
        (
            "{ #who-paid }",
            "{ #Who_Paid }",
            'the id "Who_Paid" is not kebab-case; write ### Who paid',
        ),
        (
            "{ #who-paid }",
            "{ #logbook }",
            'the id "logbook" is also that of a heading in docs/logbook',
        ),
        ("{ #who-paid }", "{ #moorings }", 'Who paid: the id "moorings" is also that of a fact'),
        (
            "title: The water",
            'title: Water: and "tides',
            "docs/water.md:2: file: it is not valid YAML",
        ),
        ("title: The water", "title: 2020", "docs/water.md:2: title: 2020 is not text; put it in"),
        (
            "title: The water",
            "title: \"{{ fact('moring') }}\"",
            'water.md:2: fact("moring"): there is',
        ),
        (
            "title: The water",
            "title: The water\nsubtitle: 12",
            "docs/water.md:3: subtitle: nothing",
        ),
        ("description: Spr", "descripton: Spr", "docs/water.md:3: descripton: nothing would show"),
        ("title: The water", "template: 12\ntitle: The", "water.md:2: template: 12 is not text"),
        ("title: The water", "title: \"{{ cite('moorings') }}\"", "cite: it has no plain words"),
        (
            "title: The water",
            "title: \"{{ fact('moorings', x=True) }}\"",
            "it takes no such argument",
        ),
        ("title: The water", 'title: "{{ fact( }}"', "it is no call"),
        (
            "### Who paid",
            "### {{ when('x') }}",
            'docs/water.md:30: when("x"): there is no such fact',
        ),
    ],
)
def test_a_mistake_in_a_page_is_named(tides: Tides, old: str, new: str, message: str):
    tides.edit("docs/water.md", old, new)
    lines = tides.refused()
    assert any(message in line for line in lines), lines


def test_headings_are_found_where_markdown_finds_them(tmp_path: Path):
    (tmp_path / "a.md").write_text(
        "# One { #one }\n```\n# a comment\n```\n##Two {: .x #two } ##\n\nThree { #three }\n=====\n"
        "    # code\n\nwords\n\nmore\nwords\n---\n\n| a |\n|---|\n",
        encoding="utf-8",
    )
    found, problems = pages.read(tmp_path)
    assert problems == []
    assert [(one.id, one.level, one.line) for one in found["a.md"].sections] == [
        ("one", 1, 1), ("two", 2, 5), ("three", 1, 7),
    ]  # fmt: skip


def test_pages_are_found_below_docs_but_not_what_is_hidden(tides: Tides):
    (tides.folder / "docs/more").mkdir()
    for name in ("more/tide pools.md", ".hidden.md", "more/.#lock.md"):
        (tides.folder / "docs" / name).write_text(f"# Pools {{ #{len(name)} }}\n", encoding="utf-8")
    found = tides.load().pages
    assert list(found) == ["harbour.md", "index.md", "logbook.md", "more/tide pools.md", "water.md"]
    page = found["more/tide pools.md"]
    assert (page.address, page.title, page.file) == (
        "more/tide%20pools/", "Pools", "docs/more/tide pools.md",
    )  # fmt: skip


PAGE = "docs/water.md: file: "


@pytest.mark.parametrize(
    ("served", "line"),
    [
        ({"notes.txt": "notes.txt"}, "docs/notes.txt: file: it would be published unchecked"),
        ({"water.md.orig": "water.md.orig"}, "docs/water.md.orig: file: it would be published un"),
        ({"facts.json": "facts.json"}, "docs/facts.json: file: it would be published unchecked"),
        ({"pools.markdown": "pools/"}, "docs/pools.markdown: file: it would be published unch"),
        ({"water.md": "water.html"}, PAGE + "MkDocs would put it at water.html, not at water/"),
        ({"water.md": None}, PAGE + "MkDocs leaves it out (exclude_docs, draft_docs, or a folder"),
        ({"assets/boat.png": "assets/boat.png", "index.md": "./"}, None),
    ],
)
def test_what_lies_in_docs_and_is_neither_page_nor_asset_is_a_line(
    project: Project, served: dict, line: str | None
):
    all_pages = {name: page.address for name, page in project.pages.items()} | served
    there = {name: address for name, address in all_pages.items() if address is not None}
    told = [str(problem) for problem in pages.misplaced(project.pages, there)]
    assert len(told) == bool(line) and all(one.startswith(line) for one in told)


def test_a_page_where_those_of_numbers_stand_is_a_line(tides: Tides):
    (tides.folder / "docs/s").mkdir()
    (tides.folder / "docs/s/moorings.md").write_text("# Boats { #boats }\n", encoding="utf-8")
    found = tides.load().pages
    (told,) = pages.misplaced(found, {name: page.address for name, page in found.items()})
    assert str(told).startswith("docs/s/moorings.md: file: the pages of numbers and sections stand")


def test_a_page_in_another_encoding_is_named(tides: Tides):
    (tides.folder / "docs/water.md").write_bytes(b"\xff\xfe")
    lines = tides.refused()
    assert "docs/water.md: file: it cannot be read as UTF-8; save it as UTF-8" in lines
