"""The prose: plain enough to read, fair in its words, with every abbreviation explained."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import textstat
from selectolax.lexbor import LexborHTMLParser, LexborNode

from explainer.content.project import Project
from tests.conftest import ROOT, Page, navigation

HIGHEST_GRADE = 9.0
# What is written instead of what, and why: the fact-check's table of terms.
AVOIDED = {
    r"drug users?|users? of drugs": "people who use drugs",
    r"addict(s|ed|ion|ions|ive)?|junkies?|drug abus\w+|substance abus\w+": "drug dependence",
    r"opioid (substitution|replacement)": "opioid agonist therapy",
    r"needle exchange": "needle and syringe programme",
    r"rehab\w*": "treatment, or compulsory drug centre",
    r"inmates?|convicts?": "prisoner, person in prison",
    r"drug epidemic|scourge|menace|narcos?": "say what is meant",
    r"war on drugs": "the anti-drug campaign",
    r"clean (needle|syringe)s?": "sterile",
    r"lock(s|ed|ing)? up": "hold, put in prison",
    r"\d% (full|capacity)|\d% of over": "% of capacity, or % over capacity",
}


def prose(page: Page) -> Iterator[str]:
    """The paragraphs and list items that a person wrote, not what is made from data."""
    for node in page.all("article :is(p, li)"):
        if not any("data-generated" in one.attributes for one in _upwards(node)):
            text = " ".join(node.text().split())
            for cited in node.css("cite"):  # the names of publishers
                text = text.replace(" ".join(cited.text().split()), "")
            yield text


def _upwards(node: LexborNode) -> Iterator[LexborNode]:
    while node is not None and node.tag != "-document":
        yield node
        node = node.parent


def unfair(text: str) -> str | None:
    """The first word outside quotations and brackets that is not to be used of people."""
    unquoted = re.sub(r"[\"“][^\"”]*[\"”]|\([^)]*\)", "", text)
    for avoided, better in AVOIDED.items():
        if found := re.search(rf"\b({avoided})\b", unquoted, re.IGNORECASE):
            return f"“{found[0]}” in “{text}”: write {better}"
    return None


@pytest.mark.parametrize("url", navigation())
def test_a_page_reads_at_ninth_grade_or_below_and_its_words_for_people_are_fair(
    pages: dict[str, Page], url: str
):
    paragraphs = list(prose(pages[url]))
    assert [wrong for text in paragraphs if (wrong := unfair(text))] == []
    sentences = [text for text in paragraphs if re.search(r"[.!?]\)?$", text)]
    grade = textstat.flesch_kincaid_grade(" ".join(sentences))
    long = [
        one for text in sentences for one in re.split(r"(?<=[.!?]) ", text) if one.count(" ") > 8
    ]
    hardest = sorted(long, key=textstat.flesch_kincaid_grade)[-4:]
    assert grade <= HIGHEST_GRADE, f"grade {grade:.1f}; the hardest sentences: {hardest}"


def test_words_for_people_are_fair_in_the_data_file_too(real: Project):
    for fact in real.facts.values():
        for text in filter(None, (fact.statement, fact.counts, fact.caveat, fact.scope)):
            assert unfair(text) is None, fact.id


def test_every_abbreviation_on_a_page_is_explained(pages: dict[str, Page], real: Project):
    known = {*real.glossary.forms, *real.names}
    known |= {part for name in known for part in re.findall(r"\w+", name)}
    for url, page in pages.items():
        for text in prose(page):
            for word in re.findall(r"\b[A-Z]{2,}[A-Za-z]*\b(?!\$)", text):
                assert word in known, f"{url}: {word} in “{text}” is in neither glossary nor names"


def test_apostrophes_and_quotation_marks_are_a_printers_not_a_typewriters(site: Path):
    attributes = ("aria-label", "title", "alt", "content")
    for file in site.rglob("*.html"):
        tree = LexborHTMLParser(file.read_text(encoding="utf-8"))
        for node in tree.css("script, style, code, pre, textarea"):
            node.decompose()
        told = tree.css("title, meta:not([http-equiv]), img, [aria-label], [title]")
        shown = [node.attributes.get(name) or "" for node in told for name in attributes]
        text = "\n".join([tree.body.text(separator=" "), *shown])
        assert [found[0] for found in re.finditer(r".{0,20}[\"'].{0,20}", text)] == [], file


def test_quotations_stay_short():
    for path in (ROOT / "docs").rglob("*.md"):
        text = re.sub(r"^---.*?---", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        text = re.sub(r"\{\{.*?\}\}|\]\([^)]*\)", "", text)
        for quotation in re.findall(r"[\"“]([^\"”\n]+)[\"”]", text):
            assert len(quotation.split()) < 8, f"{path.name}: “{quotation}”"
