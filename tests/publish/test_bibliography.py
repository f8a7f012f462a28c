"""The sources for a reference manager: entries that classic styles and biblatex both take."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import bibtexparser
import pytest
from bibtexparser.middlewares import LatexDecodingMiddleware
from bibtexparser.middlewares.middleware import Middleware
from bibtexparser.model import Entry

from explainer.content.facts import Source
from explainer.content.project import Project
from explainer.publish import downloads
from explainer.publish.build import Build

SOURCE = {
    "title": "A title",
    "producer": "A paper, and another",
    "kind": "news",
    "published": "2020-04",
    "url": "https://paper.example/",
    "read": "whole",
}


def parsed(text: str, *middleware: Middleware) -> bibtexparser.Library:
    return bibtexparser.parse_string(text, append_middleware=middleware)


@pytest.fixture
def entry(small: Project, tmp_path: Path) -> Callable[..., Entry]:
    """What becomes of a source in which these fields are other ones."""

    def made(**changed: str) -> Entry:
        one = replace(small, sources=small.sources | {"the-id": Source(**SOURCE | changed)})
        downloads.write(Build(one, tmp_path, preview=False))
        library = parsed((tmp_path / "facts.bib").read_text(encoding="utf-8"))
        assert not library.failed_blocks
        return library.entries_dict["the-id"]

    return made


def test_every_source_reads_back_as_it_was(small: Project, tmp_path: Path):
    downloads.write(Build(small, tmp_path, preview=False))
    text = (tmp_path / "facts.bib").read_text(encoding="utf-8")
    plain, typeset = parsed(text), parsed(text, LatexDecodingMiddleware())
    assert not plain.failed_blocks and [one.key for one in plain.entries] == list(small.sources)
    for id, source in small.sources.items():
        fields, seen = plain.entries_dict[id], typeset.entries_dict[id]
        assert (seen["title"], seen["author"]) == (source.title, source.producer)
        assert (fields["url"], fields["date"]) == (source.url, source.published)
        assert fields["year"] == source.published[:4]


@pytest.mark.parametrize("kind", ["news", "ngo", "government", "un", "court", "academic"])
def test_every_kind_has_what_its_type_demands_in_classic_styles(
    entry: Callable[..., Entry], kind: str
):
    demanded = {"misc": {"author", "title", "year"}}
    demanded["techreport"] = demanded["misc"] | {"institution", "type"}
    made = entry(kind=kind)
    assert demanded[made.entry_type] <= made.fields_dict.keys()


def test_news_is_no_article_in_a_journal(entry: Callable[..., Entry]):
    made = entry(kind="news")
    assert made.entry_type == "misc" and "journal" not in made.fields_dict
    assert made["howpublished"] == "News report"


def test_an_undated_source_says_so_and_has_no_date(entry: Callable[..., Entry]):
    made = entry(published="XXXX")
    assert made["year"] == "n.d." and "date" not in made.fields_dict


def test_signs_of_tex_are_typeset_and_braces_stay_in_balance(entry: Callable[..., Entry]):
    made = entry(title="50% {of $5 & #1_~^", url="https://paper.example/{A\\b")
    assert made["title"] == (
        r"{50\% \textbraceleft{}of \$5 \& \#1\_\textasciitilde{}\textasciicircum{}}"
    )
    assert made["url"] == "https://paper.example/%7BA%5Cb"
