"""No number without a fact: what the gate refuses, and what it lets pass."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from selectolax.lexbor import LexborHTMLParser

from explainer.content.project import Project
from explainer.pages import gate
from tests.pages.making import html_of, page_of, refusals

REFUSED = {
    "digits in prose": ("There were 12 arrests.", "12"),
    "digits in a heading": ("## The 12 boats { #boats }", "12"),
    "digits in a table cell": ("| A | B |\n|---|---|\n| x | 12 |", "12"),
    "digits in a table head": ("| A | 12 |\n|---|---|\n| x | y |", "12"),
    "digits in a list item": ("- 12 people", "12"),
    "digits in a numbered list item": ("1. one\n1. 12 people", "12"),
    "digits in an admonition title": ('!!! note "12 people"\n    Text.', "12"),
    "digits in an admonition": ("!!! note\n    12 people", "12"),
    "digits in a tab title": ('=== "12 people"\n\n    Text.', "12"),
    "digits in link text": ("[12 people](index.md)", "12"),
    "digits in a link title": ('[people](index.md "12 people")', "12"),
    "digits in an image's alt text": ("![12 people](people.png)", "12"),
    "digits in a footnote": ("People.[^n]\n\n[^n]: There were 12.", "12"),
    "digits in a definition": ("People\n:   There were 12.", "12"),
    "digits in an abbreviation": ("*[NACD]: founded 1995\n\nThe NACD said so.", "1995"),
    "digits in code": ("`12`", "12"),
    "digits in a code block": ("```\n12\n```", "12"),
    "digits in a quotation": ("> 12 people", "12"),
    "digits in raw HTML": ("<p>12 people</p>", "12"),
    "digits in a label for screen readers": ('<p aria-label="12 people">People</p>', "12"),
    "digits written as an entity": ("&#49;&#50; people", "12"),
    "digits in emphasis": ("**1**2 people", "12"),
    "digits beside a fact": ("{{ fact }}0", "0"),
    "digits in a fact that is none": ('<data data-fact="moorings">12</data>', "12"),
    "thousands with a space": ("1 200 people", "1"),
    "thousands with a comma": ("1,200 people", "1"),
    "a percentage": ("12% of people", "12"),
    "an age": ("a 50-year sentence", "50"),
    "a decade": ("in the 2020s", "2020s"),
    "an ordinal in digits": ("the 3rd time", "3rd"),
    "Khmer digits": ("មាន ១២ នាក់", "១២"),
    "Arabic-Indic digits": ("١٢ people", "١٢"),
    "full-width digits": ("１２ people", "１２"),
    "a fraction sign": ("½ of them", "½"),
    "superscript digits": ("m² of floor", "m²"),
    "a Roman numeral sign": ("part Ⅳ", "Ⅳ"),
    "a spelled number": ("twelve people", "twelve"),
    "a capital": ("Twelve people", "Twelve"),
    "a compound": ("forty-two people", "forty"),
    "three": ("three people", "three"),
    "half": ("half of them", "half"),
    "half at the end of a cell": ("<table><tr><td>half</td><td>of it</td></tr></table>", "half"),
    "half before a line break": ("half<br>a loaf", "half"),
    "two-thirds": ("two-thirds of them", "thirds"),
    "a third": ("a third of them", "third"),
    "a quarter": ("a quarter of them", "quarter"),
    "doubled": ("the number doubled", "doubled"),
    "twice": ("twice as many", "twice"),
    "tenfold": ("a tenfold rise", "tenfold"),
    "dozens": ("dozens of people", "dozens"),
    "hundreds": ("hundreds of people", "hundreds"),
    "a million": ("a million people", "million"),
    "the nineties": ("in the nineties", "nineties"),
    "an ordinal": ("the fourth year", "fourth"),
    "a multiplier after a fact": ("{{ fact }} million", "million"),
    "zero": ("zero arrests", "zero"),
    "scores": ("scores of boats", "scores"),
    "the first numeral of a list": ('<ol start="12"><li>boats</li></ol>', "12"),
    "the numeral of a list item": ('<ol><li value="12">boats</li></ol>', "12"),
    "a meter": ('<meter min="0" max="9" value="4"></meter>', "4"),
    "the end of a meter": ('<meter max="4711"></meter>', "4711"),
    "a progress": ('<progress max="9" value="4"></progress>', "9"),
    "a filled field": ('<input value="12 boats">', "12"),
    "a button": ('<input type="button" value="dozens">', "dozens"),
    "a value for machines": ('<data value="12">many</data>', "12"),
    "a value for screen readers": ('<p aria-valuetext="12 boats">Boats</p>', "12"),
    "a description for screen readers": ('<p aria-description="12 boats">Boats</p>', "12"),
    "a page in a frame": ('<iframe srcdoc="12 boats"></iframe>', "12"),
    "a name with more to it": ("Pier 7a", "7a"),
}
PASSED = {
    "ordered lists": "1. one\n1. two\n5. more",
    "link addresses": "[people](https://example.org/2020/12?page=3)",
    "image addresses": "![people](photo-12.png)",
    "ids": "## People { #people-2020 }",
    "footnote marks": "People.[^1]\n\n[^1]: They were many.",
    "names in the data file": "At Pier 7 and past the buoy B12.",
    "one": "one of them, and only one",
    "two": "the two of them",
    "first and second": "first this, second that; the first and the second time",
    "words that hold a number word": "often, someone, weight, tenant, behalf, freight, height",
    "number words over two cells": "<table><tr><td>for</td><td>tyre</td></tr></table>",
    "facts": "{{ fact }} people",
    "a fact in bold": "**{{ fact }}** people",
    "a comment": "<!-- 12 -->\n\nPeople.",
}
FACT = '<data value="1600" data-fact="moorings">nearly 1,600</data>'


@pytest.mark.parametrize("case", REFUSED)
def test_a_quantity_that_no_fact_backs_stops_the_page(small: Project, case: str):
    text, word = REFUSED[case]
    text = text.replace("{{ fact }}", FACT)
    html = html_of(text, "pymdownx.tabbed")
    lines = [
        line for line in refusals(html, small, text) if "no fact backs this quantity; " in line
    ]
    assert any(f'"{word}" in “' in line for line in lines), lines


@pytest.mark.parametrize("case", PASSED)
def test_what_is_no_quantity_passes(small: Project, case: str):
    text = PASSED[case].replace("{{ fact }}", FACT)
    assert refusals(html_of(text), small, text) == []


@pytest.mark.parametrize(
    ("html", "message"),
    [
        (FACT.replace("nearly 1,600", "nearly 1,700"), "does not say what the data file says"),
        (FACT.replace('"1600"', '"1700"'), "does not say what the data file says"),
        (FACT.replace("moorings", "nobody"), "there is no such fact"),
        ('<span data-fact="moorings">2019</span>', "does not say what the data file says"),
        ('<span data-source="harbour-report">2019</span>', "does not say what the data file"),
        ('<cite data-source="harbour-report">12 lies</cite>', "does not say what the data file"),
        ('<cite data-source="nobody">A book</cite>', "there is no such source"),
        ('<span data-fact="moorings">nearly 1,600</span>', "does not say what the data file says"),
        ('<data value="1600" data-fact>1</data>', "there is no such fact"),
        ("<p data-generated>12 people</p>", "an attribute that is for generated parts"),
        ("<p><script>let a</script></p>", "a script or style of its own"),
        ('<p style="color: red">People</p>', "a script or style of its own"),
        (
            '<table><tr><td style="text-align: right">a</td></tr></table>',
            "leave out the colons in the line under the head of a table",
        ),
        ('<div data-fill="chart chart-none"></div>', 'it marks a place for "chart chart-none"'),
        ('<div data-fill="note"></div>', 'it marks a place for "note '),
        ("<h1>Another</h1>", "it has 2 headings with one #; give a page exactly one"),
    ],
)
def test_a_page_cannot_pretend(small: Project, html: str, message: str):
    lines = refusals(html, small)
    assert any(message in line for line in lines), lines
    assert all(re.match(r"\S*docs/water\.md(:\d+)?: .+: .+; .+", line) for line in lines)


def test_a_message_shows_the_words_around_and_the_remedy(small: Project):
    html = "<p>The harbour master took about twelve boats away.</p><p>Next.</p>"
    (problem,) = gate.check(LexborHTMLParser(html), page_of("", small), small)
    assert problem.subject == '"twelve" in “The harbour master took about twelve boats away.”'
    assert 'write {{ fact("its-id") }}' in problem.remedy


def test_a_message_shows_the_words_of_facts_that_stand_near(small: Project):
    (problem,) = gate.check(
        LexborHTMLParser(f"<p>Of {FACT} half sank.</p>"), page_of("", small), small
    )
    assert problem.subject == '"half" in “Of nearly 1,600 half sank.”'


def test_all_mistakes_of_a_page_are_told_at_once(small: Project):
    html = "<h2>Nine lives</h2><ul><li>12</li><li>dozens</li></ul><p data-generated>x</p>"
    assert len(gate.check(LexborHTMLParser(html), page_of("", small), small)) == 4


def test_a_message_names_the_line_of_the_quantity(small: Project):
    text = (
        "One thing.\n\n"
        'At {{ fact("moorings") }} of 40 it\nstood at 40 metres.\n\n'
        "| A | B |\n|---|---|\n| x | 40 boats sank |\n\nThe *other* `40` are whole.\n"
    )
    answered = text.replace('{{ fact("moorings") }}', FACT)
    lines = refusals(html_of(answered), small, text)
    assert [int(line.split(":")[1]) for line in lines] == [7, 8, 12, 14]


def test_a_quantity_that_the_page_does_not_spell_out_has_no_line(small: Project):
    (line,) = refusals(html_of("&#52;&#48; boats"), small, "&#52;&#48; boats")
    assert 'docs/water.md: "40" in “' in line


def test_checking_leaves_the_tree_as_it_is(small: Project):
    tree = LexborHTMLParser(f"<p>{FACT}</p><p>12</p><script>1</script>")
    before = tree.html
    gate.check(tree, page_of("", small), small)
    assert tree.html == before


FRAME = """<!doctype html><html><head><title>{title}</title>
<meta name="description" content="{description}"><meta property="og:title" content="{card}">
<style>p {{ margin: 12px }}</style></head><body><nav><a href="/12/">{menu}</a></nav>
<h1>Water</h1><p data-generated>12 words of the model</p><form><input placeholder="{field}"></form>
<footer>{foot}</footer><script>let a = 12</script></body></html>"""
PLAIN = dict.fromkeys(("title", "description", "card", "menu", "field", "foot"), "Water")


@pytest.mark.parametrize("place", PLAIN)
def test_every_number_in_the_frame_of_a_page_is_told(small: Project, place: str):
    html = FRAME.format(**PLAIN | {place: "The 4711"})
    (problem,) = gate.check_frame(html, page_of("", small), small)
    assert problem.subject.startswith('"4711" in “') and problem.line is None


@pytest.mark.parametrize("place", ["menu", "foot"])
def test_a_call_in_the_frame_is_told_with_the_file_that_holds_it(small: Project, place: str):
    html = FRAME.format(**PLAIN | {place: "{{ fact('moorings') }} boats"})
    (problem,) = gate.check_frame(html, page_of("", small), small)
    assert str(problem).startswith("mkdocs.yml: {{ fact('moorings') }}: it stays as it is; write")


@pytest.mark.parametrize("words", ["The 4711", "The {{ fact('moorings') }}"])
def test_the_description_of_the_site_is_held_to_the_data_too(small: Project, words: str):
    told = replace(small, site=replace(small.site, description=words))
    (problem,) = gate.check_frame(FRAME.format(**PLAIN), page_of("", small), told)
    assert problem.file == "mkdocs.yml"


@pytest.mark.parametrize("key", ["title", "description"])
def test_what_is_typed_in_the_front_matter_is_told_and_what_is_called_passes(
    small: Project, key: str
):
    page = page_of("", small)
    typed = replace(page, meta={**page.meta, key: 'The 12 boats, {{ fact("moorings") }} in 2021'})
    told = [
        problem.subject for problem in gate.check(LexborHTMLParser("<h1>Water</h1>"), typed, small)
    ]
    assert [one.partition(" in “")[0] for one in told] == ['"12"', '"2021"']
    called = replace(page, meta={**page.meta, key: 'Of {{ fact("moorings") }} places'})
    assert gate.check(LexborHTMLParser("<h1>Water</h1>"), called, small) == []


@pytest.mark.parametrize("place", PLAIN)
def test_a_frame_may_repeat_titles_and_descriptions_with_facts(small: Project, place: str):
    """They are held to the data where they stand."""
    index, water = small.pages["index.md"], small.pages["water.md"]
    flood = next(section for section in water.sections if section.id == "the-flood")
    for page, text in (index, index.description), (water, flood.title):
        for shown in (text, " ".join(text.split()), f"{text} · Tides"):
            html = FRAME.format(**PLAIN | {place: shown})
            assert gate.check_frame(html, page, small) == []
        html = FRAME.format(**PLAIN | {place: f"{text} 12"})
        (problem,) = gate.check_frame(html, page, small)
        assert problem.subject.startswith('"12" in “')


def test_a_frame_without_numbers_passes(small: Project):
    assert gate.check_frame(FRAME.format(**PLAIN), page_of("", small), small) == []
