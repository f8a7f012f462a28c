"""The one parser of calls."""

from __future__ import annotations

import pytest

from explainer.content import calls


@pytest.mark.parametrize(
    "text",
    [
        '{{ fact("a", bare=True) }}',
        "{{fact('a',bare=True)}}",
        '{{ fact ( "a" , bare = True ) }}',
        '{{ fact(\n "a",\n bare=True) }}',
    ],
)
def test_a_call_is_the_same_however_it_is_written(text: str):
    (call,) = calls.find(f"Words\n{text} and more", "docs/a.md", 5)
    assert (call.name, call.args, call.kwargs) == ("fact", ("a",), {"bare": True})
    assert call.line == 6 and call.problem is None
    assert (call.start, call.end) == (6, 6 + len(text))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{{ fact(id) }}", "{{ fact(id) }}: an argument is neither a text nor True nor False; put"),
        ("{{ fact(12) }}", "an argument is neither a text"),
        ('{{ fact(*"ab") }}', "an argument is neither a text"),
        ('{{ fact(**"ab") }}', "an argument is neither a text"),
        ("{{ 7 * 7 }}", "{{ 7 * 7 }}: it is no call; write it as"),
        ('{{ a.b("x") }}', "it is no call"),
        ('{{ fact("a" }}', "it is no call"),
        ("{{ fact }}", "it is no call"),
        ("{{ }}", "it is no call"),
        (
            "{% if x %}",
            "{%: it opens a call that does not end, or a language that pages do not have",
        ),
        ("{# x #}", "{#: it opens a call"),
        ('{{ fact("a")', "{{: it opens a call that does not end"),
        ("{{ f" + "(" * 999 + " }}", "it is no call"),
    ],
)
def test_what_is_no_call_is_one_line(text: str, message: str):
    (call,) = calls.find(f"one\ntwo {text}", "docs/a.md")
    assert str(call.problem).startswith("docs/a.md:2: ") and message in str(call.problem)


def test_an_attribute_list_is_no_call():
    assert calls.find("## Words { #words }\n\n{ .standfirst } {: #x }") == []
