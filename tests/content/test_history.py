"""Dates that cannot lie: a page keeps its day while its words are as they were."""

from __future__ import annotations

from datetime import date

import pytest
import yaml

from explainer.content.history import Entry, History, fingerprint
from tests.content.conftest import Tides

SEEN = History(pages={"a.md": Entry(fingerprint="1", changed="2001-02-03")})


def test_the_day_of_a_page_is_known_only_while_it_is_as_it_was_seen():
    assert SEEN.day("a.md", "1") == "2001-02-03"
    assert SEEN.day("a.md", "2") is None
    assert SEEN.day("b.md", "1") is None


def test_what_is_new_or_other_than_it_was_gets_the_day_of_today_and_the_rest_keeps_its_own():
    today = date(2030, 1, 2)
    for prints, day in (("1", "2001-02-03"), ("2", "2030-01-02")):
        written = yaml.safe_load(SEEN.text({"a.md": prints, "b.md": "9"}, today))["pages"]
        assert written == {
            "a.md": {"fingerprint": prints, "changed": day},
            "b.md": {"fingerprint": "9", "changed": "2030-01-02"},
        }
        assert History.model_validate({"pages": written}).day("a.md", prints) == day


def test_a_fingerprint_tells_words_apart_and_not_the_space_between_them():
    assert fingerprint(["the water", "rises"]) == fingerprint(["the  water\n", " rises"])
    assert fingerprint(["the water", "rises"]) != fingerprint(["the water", "falls"])


@pytest.mark.parametrize(
    "text",
    [
        "pages: []",
        "pages: {a.md: {}}",
        'pages: {a.md: {fingerprint: "1", changed: soon}}',
        'pages: {a.md: {fingerprint: "1", changed: "2020-01"}}',
    ],
)
def test_a_broken_history_is_named(tides: Tides, text: str):
    (tides.folder / "data/pages.yml").write_text(text, encoding="utf-8")
    assert all(line.startswith("data/pages.yml:1: ") for line in tides.refused())
