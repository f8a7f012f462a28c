"""The prose: plain enough to read, fair in its words, with every abbreviation explained."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import textstat
from selectolax.lexbor import LexborHTMLParser

from explainer import facts, glossary
from explainer.problems import Problems
from tests.conftest import ROOT, Page
from tests.test_site import navigation

HIGHEST_GRADE = 9.0

# What is written instead of what, and why: the fact-check's table of terms.
AVOIDED = {
    r"drug users?|users? of drugs": "people who use drugs",
    r"addict(s|ed|ion|ions|ive)?|junkies?|drug abus\w+|substance abus\w+": "drug dependence, people who use drugs",
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
    """The paragraphs and list items that a person wrote, without notes, citations and what is made from data."""
    for node in page.all("article :is(p, li)"):
        parents, at = [], node
        while at is not None:
            parents.append(at)
            at = at.parent
        if not any("data-generated" in parent.attributes for parent in parents if parent.tag != "-document"):
            text = " ".join(node.text().split())
            for cited in node.css("cite"):  # the names of publishers
                text = text.replace(" ".join(cited.text().split()), "")
            yield text


@pytest.mark.parametrize("url", navigation())
def test_a_page_reads_at_ninth_grade_or_below(pages: dict[str, Page], url: str):
    sentences = [text for text in prose(pages[url]) if re.search(r"[.!?]\)?$", text)]
    grade = textstat.flesch_kincaid_grade(" ".join(sentences))
    hardest = sorted((s for text in sentences for s in re.split(r"(?<=[.!?]) ", text)),
                     key=lambda s: -textstat.flesch_kincaid_grade(s) if len(s.split()) > 8 else 0)[:4]
    assert grade <= HIGHEST_GRADE, f"grade {grade:.1f}; the hardest sentences: {hardest}"


def test_apostrophes_and_quotation_marks_are_a_printers_not_a_typewriters(site: Path):
    for file in [*site.rglob("index.html"), site / "cambodia-drug-policy.html"]:
        tree = LexborHTMLParser(file.read_text(encoding="utf-8"))
        for node in tree.css("script, style, code"):
            node.decompose()
        shown = [tree.body.text(separator=" "), *(
            node.attributes.get(name) or "" for node in tree.css("title, meta, img, [aria-label], [title]")
            for name in ("aria-label", "title", "alt", "content") if "http-equiv" not in node.attributes)]
        assert not [found[0] for text in shown for found in re.finditer(r".{0,20}[\"'].{0,20}", text)], file


@pytest.mark.parametrize("url", navigation())
def test_words_for_people_are_fair(pages: dict[str, Page], url: str):
    for text in prose(pages[url]):
        unquoted = re.sub(r"[\"“][^\"”]*[\"”]", "", text)
        unquoted = unquoted if "(" not in text else re.sub(r"\([^)]*\)", "", unquoted)  # titles of sources
        for avoided, better in AVOIDED.items():
            found = re.search(rf"\b({avoided})\b", unquoted, re.IGNORECASE)
            assert not found, f"{url}: “{found[0]}” in “{text}”: write {better}"


def test_words_for_people_are_fair_in_the_data_file_too(book: facts.Book):
    for fact in book.facts.values():
        for text in filter(None, (fact.statement, fact.counts, fact.caveat, fact.scope)):
            unquoted = re.sub(r"[\"“][^\"”]*[\"”]", "", text)
            for avoided, better in AVOIDED.items():
                found = re.search(rf"\b({avoided})\b", unquoted, re.IGNORECASE)
                assert not found, f"{fact.id}: “{found[0]}”: write {better}"


def test_every_abbreviation_on_a_page_is_explained(pages: dict[str, Page], book: facts.Book):
    known = set(glossary.load(ROOT / "data/glossary.yml", book).forms) | set(book.names)
    known |= {part for name in known for part in re.findall(r"\w+", name)}
    for url, page in pages.items():
        for text in prose(page):
            for word in re.findall(r"\b[A-Z]{2,}[A-Za-z]*\b(?!\$)", text):
                assert word in known, f"{url}: {word} in “{text}” is in neither the glossary nor names"


def test_an_empty_glossary_explains_nothing():
    assert not glossary.Glossary({}).pattern.search("Some words, and a number: 12.")


@pytest.mark.parametrize(("old", "new", "message"), [
    ("meaning: A statement", "meaning: It is grave. A statement", "allegation: it is more than one sentence"),
    ("meaning: A statement", "meaning: Twelve words that say", '"Twelve" in “'),
    ("also: [allegations]", "also: [allegations, AFP]", '"AFP" is also a form of afp'),
    ("also: [allegations]", "also: [allegations]\n    see: AFP", 'there is no key "see"'),
])
def test_a_mistake_in_the_glossary_is_named(tmp_path: Path, book: facts.Book, old: str, new: str, message: str):
    text = (ROOT / "data/glossary.yml").read_text(encoding="utf-8")
    assert old in text
    (tmp_path / "glossary.yml").write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(Problems) as caught:
        glossary.load(tmp_path / "glossary.yml", book)
    assert message in str(caught.value) and "glossary.yml:" in str(caught.value)


def test_a_term_can_be_opened_where_a_page_first_uses_it(pages: dict[str, Page]):
    page = pages["/informers/"]
    first = page.all("button.term[popovertarget=term-informer]")
    assert len(first) == 1
    assert page.ids().count("term-informer") == 1


def test_a_term_too_long_for_a_button_leads_to_the_glossary(pages: dict[str, Page]):
    links = [link for link in pages["/since-2020/"].all("a.term")
             if link.text() == "National Authority for Combating Drugs"]
    assert len(links) == 1
    assert links[0].attributes["href"].partition("#")[2] in pages["/glossary/"].ids()


def test_quotations_stay_short():
    for path in Path(ROOT / "docs").glob("*.md"):
        text = re.sub(r"^---.*?---", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        text = re.sub(r"\{\{.*?\}\}|\]\([^)]*\)", "", text)
        for quotation in re.findall(r"[\"“]([^\"”\n]+)[\"”]", text):
            assert len(quotation.split()) < 8, f"{path.name}: “{quotation}”"
