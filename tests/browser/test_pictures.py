"""The pictures as a reader sees them: every dot is there, words overlap at no width, no barrier."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from explainer.content.project import Project
from tests import conftest
from tests.browser.looking import barriers
from tests.serving import serving

WIDTHS = [320, 360, 768, 1280]
# How many patches of ink a picture has: each is found once and then wiped out.
PATCHES = """async (source) => {
  const image = new Image();
  image.src = source;
  await image.decode();
  const {width, height} = image;
  const canvas = Object.assign(document.createElement("canvas"), {width, height});
  const context = canvas.getContext("2d");
  context.drawImage(image, 0, 0);
  const {data} = context.getImageData(0, 0, width, height);
  const ink = Array.from({length: width * height}, (_, n) =>
    [0, 1, 2].some((part) => Math.abs(data[4 * n + part] - data[part]) > 70));
  let found = 0;
  for (let n = 0; n < ink.length; n += 1) {
    if (!ink[n]) continue;
    found += 1;
    const next = [n];
    while (next.length) {
      const at = next.pop();
      if (!ink[at]) continue;
      ink[at] = false;
      const beside = [at - width, at + width];
      if (at % width) beside.push(at - 1);
      if ((at + 1) % width) beside.push(at + 1);
      next.push(...beside.filter((one) => ink[one]));
    }
  }
  return found;
}"""
# The boxes of all words in the pictures that are to be seen.
WORDS = """() => [...document.querySelectorAll(".chart:has(.picture)")].map((chart) =>
  [...chart.querySelectorAll(".chart-caption, .picture :is(text, .event-words, .group)")]
    .filter((one) => one.checkVisibility() && one.getBoundingClientRect().width)
    .map((one) => {
      const range = document.createRange();
      range.selectNodeContents(one);
      const {left, right, top, bottom} = range.getBoundingClientRect();
      return {words: one.textContent, left, right, top, bottom};
    }))"""

# Of a wide picture with an empty quarter the finding, the picture and its columns.
LOW = ".front .chart-low :is(.chart-caption, .picture, .plot rect[class]:not(.hatch))"


@pytest.fixture(scope="module")
def harbour(small_site: Path) -> Iterator[str]:
    """The address of the small site, which has a picture of each kind."""
    with serving({"": small_site}) as at:
        yield at


def dots(page: Page, blank: Page) -> list[int]:
    """How many dots are to be seen in each picture of dots on a page."""
    page.evaluate("document.querySelectorAll('svg .frame').forEach((one) => one.remove())")
    found = []
    for picture in page.locator("svg.dots:not(.parts *)").all():
        # A margin of paper, so that the first pixel is of it.
        box = picture.bounding_box()
        clip = {"x": box["x"] - 2, "y": box["y"] - 1, "width": box["width"] + 4}
        png = page.screenshot(clip={**clip, "height": box["height"] + 2}, full_page=True)
        found.append(
            blank.evaluate(PATCHES, f"data:image/png;base64,{base64.b64encode(png).decode()}")
        )
    return found


@pytest.mark.parametrize("width", WIDTHS)
def test_every_dot_that_is_said_is_to_be_seen(
    browser: Browser, address: str, harbour: str, pages: dict[str, conftest.Page], width: int
):
    context = browser.new_context(viewport={"width": width, "height": 900}, device_scale_factor=2)
    page, blank = context.new_page(), context.new_page()
    for url in (f"{harbour}/harbour/", f"{harbour}/water/"):
        page.goto(url)
        assert dots(page, blank) == ([78, 143, 100] if "harbour/" in url[-9:] else [100])
    for url in [url for url, one in pages.items() if one.all(".chart svg.dots")]:
        page.goto(f"{address}{url}")
        said = [
            round(float(node.css_first("data").attributes["value"])) if "frames" in kind else 100
            for node, kind in said_on(pages[url])
        ]
        assert dots(page, blank) == said, url
    context.close()


def said_on(page: conftest.Page) -> list[tuple]:
    """What holds each picture of dots, in order: a cell, a frame or a square of parts."""
    pictures = [one for one in page.all(".chart svg.dots") if not _within(one, "parts")]
    return [(one.parent, one.parent.parent.attributes.get("class") or "") for one in pictures]


def _within(node, name: str) -> bool:
    while node := node.parent:
        if name in (node.attributes.get("class") or "").split():
            return True
    return False


@pytest.mark.parametrize("size", ["100%", "200%"])
@pytest.mark.parametrize("width", WIDTHS)
def test_words_in_pictures_do_not_overlap_and_stay_on_the_screen(
    browser: Browser,
    address: str,
    harbour: str,
    pages: dict[str, conftest.Page],
    real: Project,
    width: int,
    size: str,
):
    above = [url for url, one in pages.items() if one.all(".chart .picture")]
    page = browser.new_page(viewport={"width": width, "height": 900})
    for url in [f"{harbour}/harbour/", *(f"{address}{one}" for one in above)]:
        page.goto(url)
        page.evaluate(f"document.documentElement.style.fontSize = '{size}'")
        for boxes in page.evaluate(WORDS):
            assert all(box["left"] >= 0 and box["right"] <= width for box in boxes), boxes
            for one, other in combinations(boxes, 2):
                beside = one["right"] <= other["left"] + 1 or other["right"] <= one["left"] + 1
                # Letters are lower than their lines.
                below = one["bottom"] <= other["top"] + 5 or other["bottom"] <= one["top"] + 5
                assert beside or below, (url, one, other)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, url
    page.close()


def test_the_finding_stands_in_the_empty_quarter_of_a_wide_picture_and_over_no_column(
    browser: Browser, address: str
):
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(address)
    caption, picture, *columns = (
        one.bounding_box() for one in page.locator(LOW).all() if one.is_visible()
    )
    assert picture["y"] <= caption["y"] + 20 < caption["y"] + caption["height"]
    over = [one for one in columns if one["x"] < caption["x"] + caption["width"]]
    assert over and all(caption["y"] + caption["height"] < one["y"] - 20 for one in over)
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_axe_finds_no_barrier_in_a_picture_of_each_kind(
    browser: Browser, harbour: str, width: int, scheme: str
):
    page = browser.new_page(
        viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True
    )
    page.goto(f"{harbour}/harbour/")
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    assert barriers(page) == []
    page.close()


def test_the_edition_of_one_file_has_the_pictures_too(browser: Browser, harbour: str):
    page = browser.new_page(viewport={"width": 360, "height": 900})
    page.goto(f"{harbour}/tides.html")
    assert page.locator(".picture .plot rect.part").bounding_box()["height"] > 100
    assert page.locator(".picture .group:visible").count() == 2
    page.close()
