"""The whole site in one file: all of it, each card once, and every link inside leads somewhere.

How it reads on a phone, without scripts and on paper is tried in a browser.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

import pytest

from explainer.content.project import Project
from explainer.publish import frame
from tests.conftest import SMALL, Page, navigation, settings

ADDRESS = settings(SMALL)["site_url"]
NAME = f"{settings(SMALL)['extra']['edition']}.html"

# Controls, the frame, and cards, of which each stands there once.
_OF_THE_PAGE = ".notes *, noscript *, .filter, .filter *, .moved, nav *, .kicker"


@pytest.fixture(scope="module")
def whole(small_site: Path) -> Page:
    return Page(small_site, small_site / NAME)


def hrefs(whole: Page) -> list[str]:
    return [link.attributes["href"] or "" for link in whole.all("a[href]")]


def test_every_sentence_of_every_page_is_in_it_in_the_order_of_the_menu(
    whole: Page, small_site: Path
):
    text, titles = " ".join(whole.tree.body.text().split()), []
    for url in navigation(SMALL):
        page = Page(small_site, small_site / url[1:] / "index.html")
        titles.append(page.one("h1").text())
        for control in page.all(".take, .take-link"):
            control.decompose()
        for node in page.all("article :is(p, h2, h3, td)"):
            if not node.css_matches(_OF_THE_PAGE):
                assert " ".join(node.text().split()) in text, (url, node.html)
    assert [node.text() for node in whole.all("h1")] == titles
    assert [link.text() for link in whole.all("#contents a")] == titles


def test_it_is_one_article_for_a_reader_view_takes_the_first_of_several_for_the_whole(whole: Page):
    parts = whole.one("main > article").css("section[id^=part-]")
    assert [part.id for part in parts] == [f"part-{n}" for n in range(len(navigation(SMALL)))]


def test_every_number_and_term_has_its_card_once(whole: Page, small: Project):
    cards = [node.id for node in whole.all(".note")]
    assert max(Counter(cards).values()) == 1
    assert {f"note-{id}" for id in small.facts} <= set(cards)
    opened = {link.attributes["href"][1:] for link in whole.all("a[data-note]")}
    assert opened <= set(cards)


def test_the_numeral_of_a_number_is_that_of_its_card_on_paper(whole: Page):
    order = {f"#{node.id}": str(place) for place, node in enumerate(whole.all(".note"), 1)}
    for link in whole.all("a[data-note]"):
        assert link.attributes["data-note"] == order[link.attributes["href"]]


def test_ids_are_unique_and_every_link_inside_leads_somewhere(whole: Page):
    ids = whole.ids()
    assert len(ids) == len(set(ids))
    assert {href[1:] for href in hrefs(whole) if href[0] == "#"} - set(ids) == {"_"}


def test_a_link_to_a_page_stays_inside_and_any_other_is_whole(whole: Page, small: Project):
    outward = [href for href in hrefs(whole) if href[0] != "#"]
    assert all(href.startswith(("https://", ADDRESS)) for href in outward)
    site = [href.removeprefix(ADDRESS) for href in outward if href.startswith(ADDRESS)]
    inside = {page.address for page in small.pages.values()} - {""}
    assert not {href.partition("#")[0] for href in site} & inside
    assert {"facts.csv", small.fact_page("spring-range")} <= set(site)
    assert "#spring-and-neap" in hrefs(whole)  # written as water.md#spring-and-neap


def test_the_list_of_numbers_is_their_cards_each_opened_by_its_number(whole: Page, small: Project):
    assert not whole.all(".numbers-index")
    opener = whole.one("#note-spring-range .note-what > a")
    assert opener.attributes["href"] == "#note-spring-range"
    for topic, facts in small.by_topic.items():
        for heading in whole.all(f"h3[id=numbers-{topic}]"):
            nodes, node = [], heading.next
            while node and node.tag != "h3" and len(nodes) < len(facts):
                nodes += [node.id] if node.tag == "div" else []
                node = node.next
            assert nodes == [f"note-{one.id}" for one in facts]
    assert len(whole.all("h3[id^=numbers-]")) == sum(map(bool, small.by_topic.values()))
    to_list = [link.parent.text() for link in whole.all("section > p > a[href='#one-by-one']")]
    assert "All the numbers, one by one stand at the end of this file." in to_list


def test_it_asks_for_nothing_and_its_policy_allows_its_sheet_alone(whole: Page):
    assert not whole.all(
        "script, button, img, iframe, object, [src], [style], link[rel=stylesheet]"
    )
    sheet = whole.one("style").text()
    assert not re.findall(r"""url\((?!["']?data:)|@import""", sheet)
    policy = whole.one("meta[http-equiv]").attributes["content"]
    assert policy == frame.policy(styles=[sheet]) and "script-src 'none'" in policy


def test_an_open_card_can_be_closed_without_a_script(whole: Page):
    last = whole.all(".notes > *")[-1]
    assert last.css_matches("a.note-shut[href='#_'][aria-label]")


def test_it_says_where_it_comes_from_and_is_no_duplicate_for_search_engines(
    whole: Page, small_site: Path
):
    assert whole.one("link[rel=canonical]").attributes["href"] == ADDRESS
    assert whole.one("meta[name=robots]").attributes["content"] == "noindex"
    assert NAME not in (small_site / "sitemap.xml").read_text(encoding="utf-8")
    assert NAME not in json.dumps((small_site / "addresses.json").read_text(encoding="utf-8"))


def test_a_mark_opens_its_card_there_and_that_leads_to_the_claim_in_the_same_file(whole: Page):
    mark = whole.one("a.mark[href='#check-claim-cost']")
    assert mark.text().strip() == "◇" and mark.attributes["aria-label"]
    card = whole.one("#check-claim-cost")
    assert card.css_first(".note-about").attributes["href"] == "#claim-cost"
    assert whole.one("#claim-cost").tag == "li"
