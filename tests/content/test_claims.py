"""Nothing of the article is lost: each paragraph is retold, each mistake in the claims is named."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from explainer.content.project import Project

CLAIM = """  claim-range:
    speaker: harbour-master
    paragraphs: [P1]
    claim: """


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("  P1: [", "  P0: [", 'P0: there is no paragraph "P0"; did you mean P'),
        ("  P1: [", "  P1: [no-such-section, ", 'P1: there is no section "no-such-section"'),
        ("  P1: [spring-and-neap]", "  P1: []", "P1: no section retells this paragraph; name"),
        ("check: unchecked", "check: maybe", 'check is "maybe"'),
        ("paragraphs: [", "paragraphs: [Z9, ", 'there is no paragraph "Z9"'),
        ("paragraphs: [P1]", "paragraphs: []", "paragraphs is [], which does not fit"),
        ("    reason: ", "    reason: Twelve people said so. ", '"Twelve" in “'),
        (
            "    claim: ",
            "    claim: Some {nobody} said. ",
            "the claim names {nobody}, which does not",
        ),
        ("    who: ", "    who: All 12 ", 'harbour-master: "12" in “All 12'),
        ("    name: ", "    name: '{spring-range}' # ", "{spring-range} would stay as it is here"),
        (
            "says the same.",
            "does. So does he. So does she. And all.",
            "claim-range: it is more than three",
        ),
        ("sources: [harbour-report]", "sources: [nowhere]", 'there is no source "nowhere"'),
        (
            "speaker: townsfolk",
            "speaker: townfolk",
            'no speaker "townfolk"; did you mean townsfolk?',
        ),
        ("speaker: townsfolk", "speaker: harbour-master", "nothing is claimed by this speaker"),
        ("  parts: {P: 4}", "  parts: {P: 5}", "P5: no section retells this paragraph"),
        ("  parts: {P: 4}", "  parts: {P: 0}", "parts: P is 0, which does not fit"),
        (
            "  parts: {P: 4}",
            "  part: {P: 4}",
            'part: there is no key "part"; did you mean parts?',
        ),
    ],
)
def test_a_mistake_in_the_claims_is_named(
    broken: Callable[[str, str, str], list[str]], old: str, new: str, message: str
):
    lines = broken("data/claims.yml", old, new)
    assert any(message in line for line in lines), lines
    assert all(line.startswith("data/claims.yml:") for line in lines), lines


def test_the_paragraphs_come_from_the_data_in_their_order(project: Project):
    assert project.claims.article.paragraphs == {
        "P1": "P1", "P2": "P2", "P3": "P3", "P4": "P4", "caption-wall": "Caption of the wall",
    }  # fmt: skip


def test_a_section_knows_what_it_retells_in_the_order_of_the_article(project: Project):
    retold = project.retold.items()
    assert {id: codes for id, codes in retold if project.sections[id].page == "water.md"} == {
        "spring-and-neap": ["P1"],
        "the-flood": ["P2", "P3", "caption-wall"],
        "who-paid": ["P3"],
    }


def test_every_claim_of_the_article_wears_its_mark(real: Project):
    worn = {id for page in real.pages.values() for id in page.called("claim")}
    assert real.claims.claims.keys() - worn == set()


def test_a_mark_weighs_the_event_and_not_that_somebody_spoke_of_it(project: Project):
    claim = project.claims.claims["claim-range"]
    for check, verdict in {"confirmed": "unchecked", "nuance": "unchecked"}.items():
        accused = claim.model_copy(update={"check": check, "alleged": True})
        assert accused.verdict == verdict
    assert claim.verdict == "confirmed"
    assert claim.model_copy(update={"check": "differs", "alleged": True}).verdict == "differs"


@pytest.mark.parametrize(
    ("old", "new", "file"),
    [
        ("## Spring and neap", '## Spring and neap{{ claim("claim-range") }}', "water.md:11"),
        ("title: The water", "title: 'The water{{ claim(\"claim-range\") }}'", "water.md:2"),
    ],
    ids=["heading", "title"],
)
def test_a_mark_cannot_stand_where_there_is_no_markup(
    broken: Callable[[str, str, str], list[str]], old: str, new: str, file: str
):
    (line,) = broken("docs/water.md", old, new)
    assert line.startswith(f"docs/{file}: claim: it has no plain words, which stand here; write")
