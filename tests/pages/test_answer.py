"""Calls are answered where they stand; what is wrong with them is told in lines."""

from __future__ import annotations

import re

import pytest

from explainer.content.project import Project
from explainer.pages.answer import LISTS, VOCABULARY, answer
from tests.pages.making import html_of, page_of, tree_of, words

BROKEN = [
    '{{ fcat("moorings") }}', "{{ missing }}", "{{ fact() }}", "{{ fact( }}", "{% if %}",
    '{{ fact("moorings", loud=True) }}', "{{ fact(moorings) }}", "{{ fact(*[]) }}",
    "{{ fact(**{}) }}", '{{ fact(["moorings"]) }}', '{{ fact(f"moorings") }}', "{{ fact(7) }}",
    "{{ 7 * 7 }}", "{{ }}", "{{ fact(True) }}", "{{ cite() }}", "{{ claim() }}",
    f"{{{{ {'-' * 9000}7 }}}}", "{{ __import__('os') }}", "{{ used().upper() }}",
    "{{ used() | upper }}", '{{ fact("moorings")', '{{ fact("moorings") {{ used() }}',
    '{{{ fact("moorings") }}}', "{# moorings #}", '{{ numbers("water") }}',
    '{{ chart("chart-none") }}', '{{ source("harbour-reprot") }}', '{{ published("moorings") }}',
]  # fmt: skip


def answered(text: str, project: Project) -> str:
    words, problems = answer(text, page_of(text, project), project)
    assert problems == []
    return words


@pytest.mark.parametrize("call", BROKEN)
def test_a_broken_call_is_told_with_page_line_and_remedy(small: Project, call: str):
    text = f"Boats.\n\nThere are {call}.\n{{{{ changed() }}}}\n"
    _, problems = answer(text, page_of(text, small), small)
    assert re.match(r"\S*docs/water\.md:7: [^:\s].*: \S.*; \S", str(problems[0]))


def test_all_broken_calls_of_a_page_are_told_at_once(small: Project):
    text = '{{ fact("mooring") }} and\n{{ cite("x", "harbour-report", "y") }} and {{ none() }}'
    _, problems = answer(text, page_of(text, small), small)
    assert [(one.line, one.subject) for one in problems] == [
        (5, 'fact("mooring")'), (6, 'source("x")'), (6, 'source("y")'), (6, "none"),
    ]  # fmt: skip
    assert problems[0].remedy.startswith("did you mean moorings")


def test_calls_stand_on_several_lines_with_spaces_and_beside_others(small: Project):
    text = '{{fact("moorings")}}{{ fact(\n"moorings",\nbare=True) }}{{ chart ("chart-ranges") }}'
    assert answered(text, small) == (
        '<data value="1600" data-fact="moorings">nearly 1,600</data>'
        '<data value="1600" data-fact="moorings">1,600</data>'
        '<div data-fill="chart chart-ranges"></div>'
    )


def test_a_shared_doubt_is_told_with_its_numbers(small: Project):
    tree = tree_of('It is so. {{ doubt("gauge") }}', small)
    assert words(tree.css_first("p")).startswith("It is so. The gauge was out of order")
    assert tree.css_first("p data").attributes["data-fact"] == "spring-range"


def test_text_that_is_not_the_pages_own_is_answered_too(small: Project):
    page = page_of("Other text.", small)
    assert answer('A {{ when("moorings") }}', page, small)[0].startswith("A <span data-fact=")


@pytest.mark.parametrize(
    ("call", "shown"),
    [
        ('fact("moorings")', "nearly 1,600"),
        ('fact("moorings", cap=True)', "Nearly 1,600"),
        ('fact("neap-range")', "two metres"),
        ('fact("neap-range", cap=True)', "Two metres"),
        ('fact("moorings", bare=True, plain=True)', "1,600"),
        ('when("boats-counted")', "2\xa0April 2021"),
        ('source("harbour-report")', "Report of the harbour master"),
        ('published("harbour-report")', "May 2021"),
        ('cite("harbour-report")', "(Sandwick Harbour, May 2021)"),
        (
            'cite("town-account", "harbour-report")',
            "(Town of Sandwick, 3\xa0January 2022; Sandwick Harbour, May 2021)",
        ),
    ],
)
def test_each_call_says_what_the_data_file_says(small: Project, call: str, shown: str):
    html = html_of(answered(f"It is {{{{ {call} }}}}.", small))
    assert re.sub("<[^>]*>", "", html) == f"It is {shown}."


def test_no_word_of_the_data_file_is_taken_for_markup(small: Project):
    title = '*Stars*, _lines_ & [brackets](x) <b>`code`</b> "marks" {{ x }} a^b ~c~ |d| 1=2'
    source = small.sources["harbour-report"].model_copy(
        update={"title": title, "url": 'https://harbour.example/a_b_c"d*e*'}
    )
    html = _with_source(small, source)
    assert (
        html.count("<a ") == 1
        and 'href="https://harbour.example/a&#95;b&#95;c&#34;d&#42;e&#42;"' in html
    )
    assert not re.search("<(em|strong|b|code|sub|sup)>", html)


def _with_source(small: Project, source) -> str:
    from dataclasses import replace

    changed = replace(small, sources=small.sources | {"harbour-report": source})
    return html_of(answered('See {{ source("harbour-report") }}.', changed))


def test_every_word_of_the_vocabulary_is_explained():
    assert all(name in LISTS or macro.__doc__ for name, (_, macro) in VOCABULARY.items())
