"""The marks of claims, on the small site: opened, touched, read without scripts, chosen from."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.looking import barriers
from tests.serving import serving

MARK = "a.mark[data-claim=claim-cost]"
CARD = "#check-claim-cost"


@pytest.fixture(scope="module")
def small_address(small_site: Path) -> Iterator[str]:
    with serving({"": small_site}) as at:
        yield at


@pytest.fixture
def without_scripts(browser: Browser) -> Iterator[Page]:
    page = browser.new_page(java_script_enabled=False)
    yield page
    page.close()


def test_a_mark_opens_its_card_which_leads_to_the_claim(page: Page, small_address: str):
    page.goto(f"{small_address}/water/")
    page.click(MARK)
    assert page.is_visible(CARD) and "other sources differ" in page.inner_text(CARD).lower()
    page.keyboard.press("Escape")
    assert not page.is_visible(CARD)
    page.click(MARK)
    page.click(f"{CARD} .note-about")
    assert page.url.endswith("/logbook/#claim-cost")


def test_without_scripts_the_card_opens_in_place(without_scripts: Page, small_address: str):
    without_scripts.goto(f"{small_address}/water/")
    without_scripts.click(MARK)
    assert without_scripts.is_visible(CARD)


@pytest.mark.parametrize("width", [320, 1280])
def test_a_finger_finds_it_and_it_moves_no_line(page: Page, small_address: str, width: int):
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"{small_address}/water/")
    box = page.locator(MARK).bounding_box()
    assert box and box["width"] >= 24 and box["height"] >= 24
    height = f"document.querySelector('{MARK}').closest('p').offsetHeight"
    before = page.evaluate(height)
    page.evaluate("document.querySelectorAll('.mark').forEach(one => one.style.padding = 0)")
    assert page.evaluate(height) == before


def test_claims_are_chosen_by_verdict_without_scripts(without_scripts: Page, small_address: str):
    page = without_scripts
    page.goto(f"{small_address}/logbook/")
    assert page.locator(".claims li:visible").count() == 3
    page.check("input[value=differs]")
    shown = page.locator(":is(.claims li, .speaker h3):visible")
    assert [one.get_attribute("id") for one in shown.all()] == ["harbour-master", "claim-cost"]
    page.check("input[value=all]")
    assert page.locator(".claims li:visible").count() == 3
    page.check("input[value=differs]")
    page.goto(f"{small_address}/logbook/#claim-range")
    assert page.is_visible("#claim-range"), "who comes by its address sees it"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("place", ["water", "logbook"])
def test_nobody_is_kept_out(page: Page, small_address: str, place: str, scheme: str):
    page.emulate_media(color_scheme=scheme)
    page.goto(f"{small_address}/{place}/")
    assert barriers(page) == []
    if place == "water":
        page.click(MARK)
        assert barriers(page) == []
