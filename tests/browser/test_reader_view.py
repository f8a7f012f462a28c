"""Reader views and crawlers take the words of a page: every paragraph with a number is whole."""

from __future__ import annotations

from pathlib import Path

import pytest
import trafilatura
from selectolax.lexbor import LexborHTMLParser

from tests.conftest import Page, navigation, settings


def words(text: str) -> str:
    return "".join(text.split())


def with_numbers(tree: LexborHTMLParser, inside: str) -> list[str]:
    """The paragraphs that somebody wrote and in which a number or a term can be opened."""
    found = tree.css(f"{inside} p:has(a[data-note])")
    return [
        node.text() for node in found if not node.css_matches(".note *, figure *, [data-generated]")
    ]


@pytest.mark.parametrize("url", navigation())
def test_a_reader_view_keeps_every_paragraph_with_a_number_whole(pages: dict[str, Page], url: str):
    seen = words(trafilatura.extract(pages[url].html, favor_recall=True) or "")
    paragraphs = with_numbers(pages[url].tree, "article")
    assert [text for text in paragraphs if words(text) not in seen] == []


@pytest.mark.long(8)
def test_so_does_a_reader_view_of_the_edition(site: Path):
    html = (site / f"{settings()['extra']['edition']}.html").read_text(encoding="utf-8")
    seen = words(trafilatura.extract(html, favor_recall=True) or "")
    paragraphs = with_numbers(LexborHTMLParser(html), "body")
    assert len(paragraphs) > 50
    assert [text for text in paragraphs if words(text) not in seen] == []
