"""What a reader sees first: large numbers, the chains of the story, charts true to their data."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser

from explainer.content.project import Project
from tests.browser.looking import look
from tests.conftest import Page, story


def test_the_front_page_sets_numbers_large_each_in_a_sentence_and_with_a_card(
    pages: dict[str, Page],
):
    large = pages["/"].all(".big-numbers li")
    assert 4 <= len(large) <= 6
    for line in large:
        number = line.css_first("data:first-child")
        assert number.css_first(f"a[href='#note-{number.attributes['data-fact']}']")
        assert len(line.text().split()) > 8 and re.search(r"[.●◐○◇]$", line.text().strip())


@pytest.mark.parametrize("width", [320, 1280])
def test_the_links_of_the_chains_do_not_overlap_and_stay_on_the_screen(
    browser: Browser, address: str, width: int
):
    page = browser.new_page(
        viewport={"width": width, "height": 900}, base_url=address, java_script_enabled=False
    )
    page.goto("/")
    boxes = [link.bounding_box() for link in page.locator(".chain li > a").all()]
    page.close()
    assert len(boxes) > 5
    assert all(box["x"] >= 0 and box["x"] + box["width"] <= width for box in boxes)
    for i, one in enumerate(boxes):
        for other in boxes[i + 1 :]:
            beside = (
                one["x"] + one["width"] <= other["x"] or other["x"] + other["width"] <= one["x"]
            )
            below = (
                one["y"] + one["height"] <= other["y"] or other["y"] + other["height"] <= one["y"]
            )
            assert beside or below, (one, other)


@pytest.mark.parametrize("width", [320, 1280])
def test_every_bar_of_every_chart_is_drawn_as_long_as_its_number_is_large(
    browser: Browser, address: str, pages: dict[str, Page], real: Project, width: int
):
    page = browser.new_page(viewport={"width": width, "height": 900}, base_url=address)
    seen = set()
    for url in [url for url, one in pages.items() if one.all("figure.chart")]:
        page.goto(url)
        for table in filter(None, look(page, "bars")):
            largest = max(table, key=lambda bar: bar["to"])
            for bar in table:
                wanted = largest["length"] * bar["to"] / largest["to"]
                assert abs(bar["length"] - wanted) <= 0.02, (url, bar, wanted)
                assert bar["drawn"], (url, bar)
        seen |= {figure.attributes["id"] for figure in pages[url].all("figure.chart")}
    page.close()
    assert seen == set(real.charts)


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_in_the_list_of_all_numbers_no_number_and_no_date_is_broken(
    browser: Browser, address: str, width: int
):
    page = browser.new_page(viewport={"width": width, "height": 900}, base_url=address)
    page.goto("/numbers/")
    links = page.locator(".numbers-index li > a:first-child > data")
    assert links.count() > 100
    broken = links.evaluate_all(
        """links => links.flatMap(({ firstChild: text }) => [...text.data.matchAll(/[^ ]+/g)]
             .filter(({ 0: word, index }) => {
               const range = new Range();
               range.setStart(text, index);
               range.setEnd(text, index + word.length);
               return range.getClientRects().length > 1;
             }).map(([word]) => word))"""
    )
    page.close()
    assert broken == []


def test_what_opens_a_list_at_the_end_of_a_page_shows_that_it_does(browser: Browser, address: str):
    page = browser.new_page(base_url=address)
    page.goto(story()[0])
    shown = "all => all.map(one => getComputedStyle(one).display)"
    found = page.locator(".used summary").evaluate_all(shown)
    page.close()
    assert found and set(found) == {"list-item"}  # which has a marker
