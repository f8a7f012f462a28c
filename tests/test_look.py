"""What a reader sees first: the front page, the opening of a page, the way through the story."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from explainer import facts
from tests.conftest import Page
from tests.test_site import navigation, section

CHAINS = [  # as the article draws them
    ["/crackdown/#anti-drug-campaign", "/informers/#set-ups", "/informers/#false-demand",
     "/crackdown/#who-is-arrested", "/crackdown/#who-is-arrested", "/informers/#after-a-seizure",
     "/informers/#after-a-seizure", "/prison-growth/#why-prisons-filled"],
    ["/abuse-and-stigma/#how-stigma-works", "/health-harms/#fear-keeps-people-away", "/health-harms/#hiv"],
]


def test_the_front_page_sets_numbers_large_each_with_who_says_so_and_a_note(pages: dict[str, Page], book: facts.Book):
    large = pages["/"].all("figure.big-number")
    assert 4 <= len(large) <= 6
    for figure in large:
        fact = book.facts[figure.css_first("data").attributes["data-fact"]]
        assert fact.statement in figure.text() and fact.says in figure.text()
        assert figure.css_first("button").attributes["popovertarget"] == f"note-{fact.id}"


def test_the_loop_is_a_list_of_links_in_the_articles_order(pages: dict[str, Page]):
    chains = pages["/"].all(".loop > div > ol")
    assert [[f"/{a.attributes['href']}" for a in chain.css("li > a")] for chain in chains] == CHAINS


@pytest.mark.parametrize("width", [320, 1280])
def test_the_loops_boxes_do_not_overlap_and_stay_on_the_screen(browser: Browser, address: str, width: int):
    page = browser.new_page(viewport={"width": width, "height": 900}, base_url=address, java_script_enabled=False)
    page.goto("/")
    boxes = [link.bounding_box() for link in page.locator(".loop a").all()]
    page.close()
    assert all(box["x"] >= 0 and box["x"] + box["width"] <= width for box in boxes)
    for i, one in enumerate(boxes):
        for other in boxes[i + 1:]:
            apart = (one["x"] + one["width"] <= other["x"] or other["x"] + other["width"] <= one["x"]
                     or one["y"] + one["height"] <= other["y"] or other["y"] + other["height"] <= one["y"])
            assert apart, (one, other)


def test_every_part_of_the_story_opens_with_its_place_a_standfirst_and_the_time_it_takes(pages: dict[str, Page]):
    for url in section("The story") + section("Since then"):
        page = pages[url]
        assert len(page.all("nav.parts [aria-current=page]")) == 1, url
        assert len(page.all("p.standfirst")) == 1, url
        (time,) = page.all("p.reading-time")
        minutes = int(re.search(r"About (\d+) minutes? to read", time.text())[1])
        words = sum(len(node.text(separator=" ").split()) for node in page.all("article :is(p, li, td)")
                    if not node.css_matches(".note *, .used *, .chart *"))
        assert 0.5 < words / (200 * minutes) < 2, url


def test_one_page_leads_to_the_next_and_back(pages: dict[str, Page]):
    order = navigation()
    for url, following in zip(order, order[1:], strict=False):
        (link,) = pages[url].all(".turn [rel=next]")
        (back,) = pages[following].all(".turn [rel=prev]")
        assert link.attributes["href"].strip("./") == following.strip("/")
        assert back.attributes["href"].strip("./") == url.strip("/")


def test_no_line_of_text_is_longer_than_the_eye_follows(browser: Browser, address: str):
    page = browser.new_page(viewport={"width": 1280, "height": 900}, base_url=address)
    for url in ("/", "/crackdown/", "/about/"):
        page.goto(url)
        # Letters to the line, in the widest paragraph of more than one line.
        widest = page.evaluate("""() => Math.max(
            ...[...document.querySelectorAll("article p:not(.chart p)")].map((p) => {
              const style = getComputedStyle(p), canvas = document.createElement("canvas").getContext("2d");
              if (p.clientHeight < 1.8 * parseFloat(style.lineHeight)) return 0;
              canvas.font = `${style.fontSize} ${style.fontFamily}`;
              return p.clientWidth / (canvas.measureText("the quick brown fox jumps over it ").width / 34);
            }))""")
        assert 40 < widest < 82, (url, widest)
    page.close()


def test_no_page_carries_a_style_attribute(site: Path, pages: dict[str, Page]):
    for url, page in pages.items():
        assert not page.all("[style]"), url
