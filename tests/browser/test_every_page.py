"""Every page in every state: light and dark, on a phone and a desktop, with scripts and without.

WCAG 2.2 AA is the floor: axe-core looks at each, and what it cannot see is asserted beside it, in
the same visit: targets, sideways scrolling, large text, what a page asks for.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import DARK, DESKTOP, LIGHT, NOWHERE, PHONE, Watched
from tests.browser.looking import COLOURS, barriers, look
from tests.conftest import navigation

PAGES = [*navigation(), NOWHERE]
Found = Callable[[str, object], None]


@pytest.mark.long(60)
@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
@pytest.mark.parametrize("width", [PHONE, DESKTOP])
def test_no_page_has_a_barrier_a_fault_or_too_little_room_in_any_state(
    browser: Browser, address: str, width: int, scripts: bool
):
    context = browser.new_context(
        viewport={"width": width, "height": 800}, java_script_enabled=scripts
    )
    watched = Watched(context, address)
    found: dict[tuple[str, str], object] = {}
    for url in PAGES:

        def note(what: str, wrong: object, url: str = url) -> None:
            if wrong:
                found[url, what] = wrong

        page = watched.open(url)
        expect(page.locator("h1")).to_be_visible()
        look_at(page, url, scripts=scripts, note=note)
        page.set_viewport_size({"width": width, "height": 800})
        note("complaints", watched.wrong.copy())
        watched.wrong.clear()
    context.close()
    assert found == {}


def look_at(page: Page, url: str, *, scripts: bool, note: Found) -> None:
    """All that is looked at on one page; the last of it changes its text and its window."""
    whole = page.viewport_size["width"] == PHONE and scripts  # in other states one of each make
    if not whole:
        look(page, "thin")
    note("light", barriers(page, scripts=scripts))
    if page.viewport_size["width"] == PHONE:
        note("small targets", look(page, "small"))
        note("tables wider than the screen", look(page, "wide"))
    if whole:
        look(page, "thin")
    before = look(page, "shown")
    darken(page, scripts=scripts)
    # All is where it was, so that no rule but those of colours can find more.
    note("moved in the dark", look(page, "shown") != before)
    note("dark", barriers(page, scripts=scripts, only=None if url == NOWHERE else COLOURS))
    if scripts:
        note("policy", page.evaluate("window.violations"))
        look(page, "larger")
        note("large text scrolls sideways", look(page, "over"))
        note("large text is cut", look(page, "cut"))
        page.evaluate("document.documentElement.style.fontSize = ''")
    page.set_viewport_size({"width": 320, "height": 256})  # 1280 by 1024 at 400%, a small phone
    note("scrolls sideways", look(page, "over"))
    note("what stands still leaves no room", look(page, "still"))


def darken(page: Page, *, scripts: bool) -> None:
    """From the light scheme to the dark: by its button, or the system's where scripts are off."""
    expect(page.locator("body")).to_have_css("background-color", LIGHT)
    if scripts:
        page.locator(".scheme-button").evaluate("button => button.click()")
    else:
        page.emulate_media(color_scheme="dark")
    expect(page.locator("body")).to_have_css("background-color", DARK)
    page.evaluate("document.getAnimations().forEach(one => one.finish())")
    page.evaluate("localStorage.clear()")  # else the next page would be dark from the start
