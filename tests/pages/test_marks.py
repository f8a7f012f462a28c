"""A sentence wears a mark: it says how a claim of the article checks out, and opens why."""

from __future__ import annotations

from dataclasses import replace

import pytest
from selectolax.lexbor import LexborHTMLParser

from explainer.content import wording
from explainer.content.problems import Problems
from explainer.content.project import Project
from explainer.pages.answer import answer
from explainer.pages.fragments import Fragments
from tests.pages.making import made, page_of, tree_of, words

RANGE, COST, FISH = (f'{{{{ claim("claim-{id}") }}}}' for id in ("range", "cost", "fish"))
KEY = "\n\n{{ key() }}"


def card(text: str, project: Project):
    (html,) = made(text, project).notes.values()
    return LexborHTMLParser(html).css_first(".note")


def judged(project: Project, **fields: object) -> Project:
    """The project with another check of the claim on fish."""
    claims = dict(project.claims.claims)
    claims["claim-fish"] = claims["claim-fish"].model_copy(update=fields)
    return replace(project, claims=project.claims.model_copy(update={"claims": claims}))


def test_a_mark_is_a_sign_in_a_link_that_has_a_name_to_be_read_aloud(small: Project):
    (mark,) = tree_of(f"It rises.{RANGE} It falls.{KEY}", small).css("a.mark")
    assert mark.attributes == {
        "class": "mark sign confirmed", "data-claim": "claim-range", "data-note": "1",
        "href": "#check-claim-range", "aria-label": "Confirmed: how this claim checks out",
        "data-generated": "",
    }  # fmt: skip
    assert words(mark) == "●"


@pytest.mark.parametrize("between", ["", " ", "\n"])
def test_no_line_breaks_between_a_sentence_and_its_mark(small: Project, between: str):
    body = made(f"It rises.{between}{RANGE} It falls.{KEY}", small).body
    assert "<p>It rises.<a " in body and ">\u202f●</a> It falls.</p>" in body


def test_the_signs_differ_and_each_has_its_words(small: Project):
    rows = tree_of(f"It rises.{RANGE}{KEY}", small).css(".key li")
    assert [words(row) for row in rows] == [
        "● confirmed", "◐ true with a caveat", "○ could not be checked", "◇ other sources differ",
    ]  # fmt: skip
    alleged = Fragments(small).templates.globals["alleged"]
    assert set(wording.SIGNS) == set(wording.CLAIM_CHECKS) == set(alleged)


def test_its_card_says_verdict_claim_reason_and_who_and_leads_to_its_place(small: Project):
    found = card(f"Cheap.{COST}{KEY}", small)
    assert found.id == "check-claim-cost" and "popover" in found.attributes
    assert [words(node) for node in found.css("p, dd")] == [
        "Other sources differ",
        "The wall was cheap.",
        "The town names US$3.2 million.",
        "The harbour master, 2021",
        "Town of Sandwick, 3 January 2022; Sandwick Harbour, May 2021",
        "This claim among all Close",
    ]
    assert found.css_first(".note-about").attributes["href"] == "/logbook/#claim-cost"


def test_the_same_claim_twice_has_one_card(small: Project):
    article = made(f"Cheap.{COST}\n\nStill cheap.{COST}{KEY}", small)
    assert list(article.notes) == ["check-claim-cost"] and article.body.count("data-claim") == 2


@pytest.mark.parametrize("check", ["confirmed", "nuance", "unchecked"])
def test_an_accusation_is_never_confirmed_by_having_been_made(small: Project, check: str):
    project = judged(small, check=check, alleged=True)
    assert words(tree_of(f"Gone.{FISH}{KEY}", project).css_first(".mark")) == "○"
    said = [words(node) for node in card(f"Gone.{FISH}{KEY}", project).css("p")]
    assert said[0] == "Could not be checked" and said[2].startswith("This is an accusation")
    assert said[2].endswith("whether it happened could not be checked.")
    assert ("made is confirmed" in said[2]) == (check == "confirmed")
    listed = tree_of("{{ claims() }}", project).css_first("#claim-fish")
    assert listed.css(".check-unchecked") and said[2] in words(listed)


def test_an_accusation_that_others_dispute_says_so(small: Project):
    project = judged(small, check="differs", alleged=True)
    assert words(tree_of(f"Gone.{FISH}{KEY}", project).css_first(".mark")) == "◇"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (f"Cheap.{COST}", "claim: the page has marks and no key to them; write {{ key() }}"),
        (
            f"Cheap.{COST}{KEY}{KEY}",
            "key: the key to the marks stands on the page twice; leave one",
        ),
        (f"Cheap.{KEY}", "key: it explains marks, and the page has none; remove {{ key() }}"),
        (f"[Cheap{COST}](index.md){KEY}", 'claim("claim-cost"): a mark is a link, which cannot'),
        (f"[**Cheap{COST}**](index.md){KEY}", 'claim("claim-cost"): a mark is a link, which'),
        (f"{KEY}\n\n### Cheap{COST} {{ #x }}", 'claim("claim-cost"): a mark is a link, which'),
    ],
    ids=[
        "no key",
        "two keys",
        "a key to nothing",
        "in a link",
        "in words in a link",
        "in a heading",
    ],
)
def test_a_mark_out_of_place_or_without_its_key_is_told_in_one_line(
    small: Project, text: str, line: str
):
    with pytest.raises(Problems) as caught:
        made(text, small)
    (told,) = str(caught.value).splitlines()
    assert told.startswith(f"docs/water.md: {line}")


def test_a_tally_is_key_enough(small: Project):
    assert made(f"Cheap.{COST}\n\n{{{{ tally() }}}}", small).notes


def test_a_claim_that_is_none_is_told_with_the_one_that_was_meant(small: Project):
    text = '{{ claim("claim-cots") }}'
    _, (problem,) = answer(text, page_of(text, small), small)
    assert problem.subject == 'claim("claim-cots")' and "no such claim" in problem.wrong
    assert problem.remedy.startswith("did you mean claim-cost")


def test_what_is_taken_from_a_section_for_elsewhere_leaves_its_marks(small: Project):
    text = f"{KEY}\n\n## Cost {{ #cost }}\n\nIt was cheap.{COST} It rises.{RANGE} ● stays."
    (section,) = made(text, small).sections
    assert section.opening == "It was cheap. It rises. ● stays."


def test_the_tally_counts_and_draws_every_claim(small: Project):
    tree = tree_of("{{ tally() }}", small)
    assert words(tree.css_first(".tally-head")) == "Of 3 claims in the article, 1 holds up"
    counts = [words(node) for node in tree.css(".tally-count")]
    assert counts == ["1", "0", "1", "1"]
    assert [words(row).replace(" ", "") for row in tree.css(".tally-row")] == ["●", "", "○", "◇"]


def test_the_claims_can_be_chosen_by_verdict_without_scripts(small: Project):
    tree = tree_of("{{ claims() }}", small)
    choices = [one.attributes["value"] for one in tree.css("input[name=verdict]")]
    assert choices == ["all", *wording.SIGNS] and tree.css("input[value=all][checked]")
    assert {row.attributes["class"] for row in tree.css("li")} <= {f"is-{one}" for one in choices}
