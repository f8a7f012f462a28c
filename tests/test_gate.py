"""No number without a fact: what the gate refuses, and what it lets pass."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from markdown import Markdown
from mkdocs.config import load_config

from explainer import calls, facts, gate, prose
from explainer.library import Library
from tests.conftest import ROOT, Project

REFUSED = {
    "digits in prose": ("There were 12 arrests.", "12"),
    "digits in a heading": ("## The 12 arrests { #arrests }", "12"),
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
    "digits beside a fact": ('{{ fact }}0', "0"),
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
}
PASSED = {
    "ordered lists": "1. one\n1. two\n5. more",
    "link addresses": "[people](https://example.org/2020/12?page=3)",
    "image addresses": "![people](photo-12.png)",
    "ids": "## People { #people-2020 }",
    "footnote marks": "People.[^1]\n\n[^1]: They were many.",
    "names in the data file": "During COVID-19 and after COVID-19.",
    "one": "one of them, and only one",
    "two": "the two of them",
    "first and second": "first this, second that; the first and the second time",
    "words that hold a number word": "often, someone, weight, tenant, behalf, attention, freight, height",
    "facts": "{{ fact }} people",
    "a comment": "<!-- 12 -->\n\nPeople.",
}


@pytest.fixture(scope="module")
def markdown() -> Markdown:
    """The site's own Markdown, with tabs besides."""
    config = load_config(str(ROOT / "mkdocs.yml"))
    settings = dict(config.mdx_configs) | {"pymdownx.tabbed": {"alternate_style": True}}
    settings["explainer.prose"] = {"data": str(ROOT / "data"), "docs": str(ROOT / "docs"), "site_url": "/"}
    return Markdown(extensions=[*config.markdown_extensions, "pymdownx.tabbed"], extension_configs=settings)


def with_fact(text: str) -> str:
    return text.replace("{{ fact }}", '<data value="40000" data-fact="prisoners">nearly 40,000</data>')


@pytest.mark.parametrize("case", REFUSED)
def test_a_quantity_that_no_fact_backs_stops_the_page(markdown: Markdown, case: str):
    text, word = REFUSED[case]
    with pytest.raises(Exception, match=f'"{word}" in “.*: no fact backs this quantity; ') as caught:
        markdown.reset().convert(with_fact(text))
    assert "Traceback" not in str(caught.value)


@pytest.mark.parametrize("case", PASSED)
def test_what_is_no_quantity_passes(markdown: Markdown, case: str):
    assert markdown.reset().convert(with_fact(PASSED[case]))


@pytest.mark.parametrize(("html", "message"), [
    ('<data value="40000" data-fact="prisoners">nearly 50,000</data>', "does not say what the data file says"),
    ('<data value="50000" data-fact="prisoners">nearly 40,000</data>', "does not say what the data file says"),
    ('<data value="1" data-fact="nobody">1</data>', "there is no such fact"),
    ('<time data-fact="prisoners">2019</time>', "does not say what the data file says"),
    ('<cite data-source="khmer-times">12 lies</cite>', "does not say what the data file says"),
    ('<span data-fact="prisoners">nearly 40,000</span>', "does not say what the data file says"),
    ('<p data-generated>12 people</p>', "an attribute that is for generated parts"),
])
def test_a_page_cannot_pretend_that_a_fact_backs_its_number(markdown: Markdown, html: str, message: str):
    with pytest.raises(Exception, match=message):
        markdown.reset().convert(html)


def test_a_message_shows_the_words_around_and_the_remedy(book: facts.Book):
    (finding,) = gate.check("<p>The police took about twelve people away.</p><p>Next.</p>", book)
    assert finding.subject == '"twelve" in “The police took about twelve people away.”'
    assert 'write {{ fact("its-id") }}' in finding.remedy


def test_all_quantities_of_a_page_are_named_at_once(book: facts.Book):
    assert len(gate.check("<h2>Nine lives</h2><ul><li>12</li><li>dozens</li></ul>", book)) == 3


@pytest.mark.parametrize("strict", [[], ["--strict"]])
def test_a_build_stops_at_a_number_in_a_page_and_publishes_nothing(project: Project, strict: list[str]):
    project.append("docs/informers.md", "\nThere are 4711 of them.\n")
    done = project.build(*strict)
    assert done.returncode != 0
    assert 'docs/informers.md: "4711" in “There are 4711 of them.”: no fact backs this quantity' in done.stderr
    assert "Traceback" not in done.stderr + done.stdout
    assert not list(project.site.rglob("*.html"))


AROUND_THE_TEXT = {
    "4711": ("docs/informers.md", "title: Informers and set-ups", "title: The 4711 informers"),
    "4712": ("docs/informers.md", "description: Who", "description: The 4712 informers, who"),
    "4713": ("mkdocs.yml", "site_name: Cambodia", "site_name: 4713 Cambodia"),
    "4714": ("mkdocs.yml", "copyright: An", "copyright: 4714, an"),
    "4715": ("mkdocs.yml", "  - Informers: informers.md", "  - The 4715: informers.md"),
    "4716": ("mkdocs.yml", "  generator: false",
             "  generator: false\n"
             "  alternate: [{name: 4716 words, link: /, lang: en}, {name: English, link: /, lang: en}]"),
}


def test_every_number_in_title_or_configuration_stops_the_build(project: Project):
    for edit in AROUND_THE_TEXT.values():
        project.edit(*edit)
    done = project.build()
    assert done.returncode != 0
    assert [number for number in AROUND_THE_TEXT if f'"{number}" in “' not in done.stderr] == [], done.stderr
    assert "Traceback" not in done.stderr + done.stdout
    assert not list(project.site.rglob("*.html"))


def test_an_unknown_fact_stops_the_build_with_page_line_and_nearest_ids(project: Project):
    line = (project.folder / "docs/informers.md").read_text(encoding="utf-8").count("\n") + 2
    project.append("docs/informers.md", '\nThere are {{ fact("prisonrs") }} and {{ source("khmer-time") }}.\n')
    done = project.build()
    assert done.returncode != 0
    assert f'docs/informers.md:{line}: fact("prisonrs"): there is no such fact; did you mean prisoners' in done.stderr
    assert f'docs/informers.md:{line}: source("khmer-time"): there is no such source' in done.stderr
    assert "Traceback" not in done.stderr + done.stdout


BROKEN = ['{{ fcat("prisoners") }}', "{{ missing }}", "{{ fact() }}", "{{ fact( }}", "{% if %}",
          '{{ fact("prisoners", loud=True) }}', "{{ fact(prisoners) }}", "{{ fact(*[]) }}", "{{ fact(**{}) }}",
          '{{ fact(["prisoners"]) }}', '{{ fact(f"prisoners") }}', "{{ fact(7) }}", "{{ 7 * 7 }}", "{{ }}",
          "{{ fact(True) }}", "{{ cite() }}", "{{ big() }}", f"{{{{ {'-' * 9000}7 }}}}",
          "{{ __import__('os') }}", "{{ used().upper() }}", "{{ used() | upper }}",
          '{{ fact("prisoners")', '{{ fact("prisoners") {{ used() }}', '{{{ fact("prisoners") }}}', "{# people #}"]


@pytest.mark.parametrize("call", BROKEN)
def test_a_broken_call_is_told_with_page_line_and_remedy(call: str):
    library = Library.open(ROOT / "data", ROOT / "docs")
    _, problems = calls.filled(f"People.\n\nThere are {call}.\n{{{{ changed() }}}}\n", "nowhere.md", library)
    assert re.match(r"docs/nowhere\.md:3: [^:\s].*: \S.*; \S", str(problems[0]))


def test_broken_calls_stop_the_build_all_at_once_and_with_what_else_is_wrong(project: Project):
    line = (project.folder / "docs/informers.md").read_text(encoding="utf-8").count("\n") + 2
    project.append("docs/informers.md", f"\nThere are {' and '.join(BROKEN)}.\n\nThere are 4711.\n")
    done = project.build()
    assert done.returncode != 0
    assert done.stderr.count(f"docs/informers.md:{line}: ") >= len(BROKEN), done.stderr
    assert 'docs/informers.md: "4711" in “' in done.stderr
    assert "Traceback" not in done.stderr + done.stdout


def test_a_call_may_stand_on_several_lines_and_beside_others():
    library = Library.open(ROOT / "data", ROOT / "docs")
    text, problems = calls.filled('{{fact("prisoners")}}{{ fact(\n"prisoners",\nbare=True) }}\n', "nowhere.md", library)
    assert text == ('<data value="40000" data-fact="prisoners">nearly 40,000</data>'
                    '<data value="40000" data-fact="prisoners">40,000</data>\n') and problems == []


def test_every_page_of_the_site_passes_the_gate_as_a_whole(pages: dict, book: facts.Book):
    for url, page in pages.items():
        assert gate.check(page.html, book, whole_page=True) == [], url


def test_no_digit_is_typed_in_a_page():
    for path in Path(ROOT / "docs").glob("*.md"):
        text = path.read_text(encoding="utf-8")
        bare = re.sub(r"\{\{.*?\}\}|\]\([^)]*\)|\{ #[^}]*\}|^\d+\. ", "", text, flags=re.MULTILINE)
        assert not re.search(r"\d", bare.replace("COVID-19", "")), path


@pytest.mark.parametrize("kind", ["entry", "big", "index", "list", "chart"])
def test_a_mark_for_what_does_not_exist_is_told_in_a_line(kind: str):
    library = Library.open(ROOT / "data", ROOT / "docs")
    (problem,) = prose.untraced(f'<p>People.</p>\n<div data-{kind}="nothing-such"></div>', "about.md", library)
    assert re.fullmatch(rf'docs/about\.md: data-{kind}="nothing-such": it marks a place .*; .*', str(problem))
