"""Nothing of the article is lost: each paragraph is retold, each claim weighed, each correction shown."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from explainer import claims, facts, sections, wording
from explainer.problems import Problems
from tests.conftest import ROOT, Page

CORRECTED = ("26 June", "methamphetamine", "every year|year by year", "entrapment|defence", "psychoactive",
             "informer", "Defenders", "HIV", "seizures")


@pytest.fixture(scope="module")
def known() -> claims.Claims:
    return claims.load(ROOT / "data/claims.yml", facts.load(ROOT / "data/facts.yml"), sections.read(ROOT / "docs"))


def test_every_paragraph_and_caption_of_the_article_is_retold(known: claims.Claims):
    assert list(known.coverage) == list(claims.PARAGRAPHS) and len(known.coverage) == 53
    assert all(known.coverage.values())


def test_a_reader_goes_from_a_paragraph_to_its_sections_and_back(known: claims.Claims, pages: dict[str, Page]):
    listed = pages["/corrections/"]
    for code, retelling in known.coverage.items():
        (entry,) = listed.all(f"#paragraph-{code.lower()}")
        links = [node.attributes["href"] for node in entry.css("a")]
        assert links == [f"/{section.address}" for section in retelling]
        for section in retelling:
            page = pages["/" + section.address.partition("#")[0]]
            assert section.id in page.ids()
            if page.all(".used"):
                assert f"/corrections/#paragraph-{code.lower()}" in page.html, (code, page.url)


def test_each_claim_is_shown_with_its_speaker_its_check_and_its_reason(known: claims.Claims, pages: dict[str, Page],
                                                                       book: facts.Book):
    page = pages["/sources/"]
    for id, claim in known.claims.items():
        (entry,) = page.all(f"#{id}")
        text = " ".join(entry.text(separator=" ").split())
        assert wording.CLAIM_CHECKS[claim.check].capitalize() in text
        for part in (claim.claim, claim.reason):
            assert " ".join(wording.filled(part, book).split()) in text
        assert [node.attributes["href"] for node in entry.css("cite a")] == [
            f"/all-sources/#source-{source}" for source in claim.sources]
        assert all(pages["/all-sources/"].all(f"#source-{source} a[href]") for source in claim.sources)
        where = entry.css_first(".claim-where")
        assert where.text() == ", ".join(claim.paragraphs)
        assert where.attributes["href"] == f"/corrections/#paragraph-{claim.paragraphs[0].lower()}"
    for id, speaker in known.speakers.items():
        (heading,) = page.all(f"h3#{id}")
        assert heading.text() == speaker.name


def test_a_claim_that_differs_from_its_sources_is_among_the_corrections(known: claims.Claims):
    for id, claim in known.claims.items():
        assert claim.correction or claim.check != "differs", id


def test_the_known_mistakes_of_the_article_are_corrected(pages: dict[str, Page]):
    text = pages["/corrections/"].all("dl.corrections")[0].text(separator=" ").replace("\xa0", " ")
    for wanted in CORRECTED:
        assert re.search(wanted, text), wanted


@pytest.mark.parametrize(("old", "new", "message"), [
    ("  L1: [", "  L0: [", 'L0: the article has no such paragraph'),
    ("  L1: [", "  L1: [no-such-section, ", 'L1: there is no section "no-such-section"'),
    ("check: unchecked", "check: maybe", 'check is "maybe"'),
    ("paragraphs: [", "paragraphs: [Z9, ", 'the article has no paragraph "Z9"'),
    ("    reason: ", "    reason: Twelve people said so. ", '"Twelve" in “'),
    ("    claim: ", "    claim: Some {nobody} said. ", "it names {nobody}, which does not exist"),
    ("    sources: [", "    sources: [nowhere, ", 'there is no source "nowhere"'),
])
def test_a_mistake_in_the_claims_is_named(tmp_path: Path, old: str, new: str, message: str):
    shutil.copytree(ROOT / "data", tmp_path / "data")
    path = tmp_path / "data/claims.yml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(Problems) as caught:
        claims.load(path, facts.load(tmp_path / "data/facts.yml"), sections.read(ROOT / "docs"))
    assert message in str(caught.value) and "claims.yml:" in str(caught.value)
