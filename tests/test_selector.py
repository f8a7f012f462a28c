"""What a selector asks of a page: the sheet must lose no rule that a page needs."""

from __future__ import annotations

import pytest

from explainer import selector


@pytest.mark.parametrize(("text", "names"), [
    ("Main .a > p.b", {"main", ".a", "p", ".b"}),
    ("#c [hidden]", {"#c", "[hidden]"}),
    ('[dir="rtl"] i', {"[dir=rtl]", "i"}),
    ('[href^="https:"]', {"[href]"}),  # only an exact value can be looked up
    ("a:not(.b, .c):hover::after", {"a"}),
    ("a:is(.b, .c) > :where(p)", {"a"}),  # one of several will do, so none is demanded
])
def test_a_selector_demands_what_it_names_outside_of_its_alternatives(text: str, names: set[str]):
    assert selector.demands(text) == names


@pytest.mark.parametrize(("text", "forms"), [
    (".a p", [".a p"]),
    (".a::before", [".a"]),
    (".a > ::after", [".a >*"]),
    (".a:is(b, .c) d", ["b.a d", ".a.c d"]),
    ('[data-md-color-scheme="slate"] p', ["[data-md-color-scheme] p"]),  # a reader may choose it before the first paint
    (".js .a", [".no-js .a"]),  # the root has it as soon as scripts run
    (".a:hover", []), ("input:checked ~ p", []), (".a::-moz-focus-inner", []),  # wait for the reader, or a browser
    (".a:not(:hover)", [".a:not(:hover)"]),
])
def test_what_a_selector_matches_at_first_is_looked_up_in_a_form_that_parsers_know(text: str, forms: list[str]):
    assert selector.forms(text) == forms


def test_what_is_kept_of_selectors_is_what_was_read(tmp_path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("BUILD_CACHE", str(tmp_path))
    texts = [".a:is(b, .c)", "#d", ".a:hover"]
    first = selector.read(texts)
    assert selector.read(texts[::-1]) == first and first[".a:hover"].forms == () and set(first) == set(texts)
