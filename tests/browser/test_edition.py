"""The whole site in one file, as one gets it from a friend: silent, and as good to read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import DARK, LIGHT
from tests.browser.looking import barriers, look
from tests.conftest import Page, settings

NUMBER = "p > a[data-note]:not(.term)"


@pytest.fixture(scope="module")
def file(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    friend = tmp_path_factory.mktemp("friend") / "a file from a friend.html"
    friend.write_bytes((site / f"{settings()['extra']['edition']}.html").read_bytes())
    return friend


@pytest.fixture
def opened(browser: Browser, file: Path) -> Iterator:
    contexts, complaints, asked = [], [], []

    def open_(width: int = 360, **options: object):
        size = {"width": width, "height": 800}
        context = browser.new_context(viewport=size, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(file.as_uri())
        return page

    yield open_
    for context in contexts:
        context.close()
    assert complaints == [] and {url.partition("#")[0] for url in asked} == {file.as_uri()}


def test_every_word_of_every_page_is_in_it_and_it_is_light_enough_to_be_sent(
    file: Path, pages: dict[str, Page]
):
    assert file.stat().st_size < 1_100_000  # a number is about 0.75 kB
    whole = Page(file.parent, file)
    text, missing, seen = re.sub(r"\s", "", whole.tree.body.text()), [], 0
    for page in pages.values():
        for node in page.all("article .text > p, article :is(h1, h2, h3), figure td"):
            if node.css_matches(
                ".note *, .used *, [data-generated]:not(figure), details *, .moved"
            ):
                continue
            seen += 1
            if re.sub(r"\s", "", node.text()) not in text:
                missing.append((page.url, node.text()))
    assert missing == [] and seen > 300
    ids = whole.ids()
    assert len(ids) == len(set(ids))
    inside = [link.attributes["href"] or "" for link in whole.all("a[href^='#']")]
    assert {link[1:] for link in inside} - {*ids, "_", ""} == set()
    assert not whole.all(
        "img[src], iframe, object, video, audio, link[rel=stylesheet], script[src]"
    )


@pytest.mark.parametrize(("width", "scripts"), [(360, True), (360, False), (1280, False)])
def test_a_touch_opens_a_numbers_card_and_a_touch_beside_it_closes_it(
    opened, width: int, scripts: bool
):
    page = opened(width, has_touch=True, java_script_enabled=scripts)
    link = page.locator(NUMBER).first
    card = page.locator(link.get_attribute("href"))
    link.scroll_into_view_if_needed()
    before = link.bounding_box()
    link.tap()
    expect(card).to_be_in_viewport()
    box = card.bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= width and box["height"] < 700
    assert link.bounding_box() == before, "what the reader sees has moved"
    page.touchscreen.tap(4, 4)
    expect(card).not_to_be_in_viewport()
    assert link.bounding_box() == before


@pytest.mark.parametrize("width", [360, 1280])
def test_its_large_numbers_have_room_beside_each_other(opened, width: int):
    numbers = opened(width).locator(".big-numbers li").all()
    boxes = [number.bounding_box() for number in numbers]
    assert len(boxes) >= 4 and all(box["width"] > 150 > box["height"] / 3 for box in boxes), boxes


@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (1280, "dark")])
def test_axe_finds_no_barrier_in_it_closed_or_open(opened, width: int, scheme: str):
    page = opened(width, color_scheme=scheme, bypass_csp=True)
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert ground == {"light": LIGHT, "dark": DARK}[scheme]
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.locator(NUMBER).first.click()
    look(page, "thin")
    assert barriers(page) == []


def test_it_prints_with_the_source_of_each_number_and_without_controls(opened):
    page = opened(1280, color_scheme="dark")
    page.emulate_media(media="print")
    assert page.locator("button:visible").count() == 0
    pdf = page.pdf(format="A4", prefer_css_page_size=True)
    assert 20 < len(re.findall(rb"/Type\s*/Page\b", pdf)) < 160
    assert pdf.count(b"/URI (https://") > 50  # the sources can be followed from it
