"""Nobody is shut out: by eyes, hands, screen, colours, motion, paper or missing scripts."""

from __future__ import annotations

import itertools

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, NOWHERE, PHONE, Opener
from tests.browser.looking import barriers, look
from tests.conftest import navigation

NUMBER = "article .text p > data > a[data-note]"
OPEN = ".note:popover-open"


def open_card(page: Page, kind: str = NUMBER, *, scripts: bool = True) -> None:
    page.locator(kind).first.click()
    expect(page.locator(OPEN if scripts else ".note:target")).to_be_visible()


@pytest.mark.long(20)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_barrier_in_what_opens(opened: Opener, rich: str, scheme: str):
    found = {}
    for width, scripts in itertools.product((PHONE, DESKTOP), (True, False)):
        page = opened(rich, width=width, scripts=scripts, scheme=scheme)
        open_card(page, scripts=scripts)
        found["number", width, scripts] = barriers(page, scripts=scripts)
        if not scripts:
            continue
        page.keyboard.press("Escape")
        open_card(page, "article a.term")
        found["term", width] = barriers(page)
        page.keyboard.press("Escape")
        page.keyboard.press("/")
        page.keyboard.type("the number", delay=10)
        expect(page.locator("#search-results a").first).to_be_visible()
        found["search", width] = barriers(page)
    for scripts in (True, False):
        page = opened(rich, width=PHONE, scripts=scripts, scheme=scheme)
        page.get_by_role("button", name="Menu").click()
        expect(page.locator("#menu")).to_be_visible()
        page.locator("#menu summary").first.click()
        found["menu", scripts] = barriers(page, scripts=scripts)
    page = opened(rich, width=DESKTOP, scheme=scheme)
    page.locator("#menu summary").first.click()
    found["menu", DESKTOP] = barriers(page)
    assert {what: one for what, one in found.items() if one} == {}


def test_on_a_phone_a_number_stays_in_sight_above_its_card(opened: Opener, rich: str):
    page = opened(rich, width=PHONE)
    for number in page.locator(NUMBER).all()[:12:3]:
        number.evaluate("one => one.scrollIntoView({ block: 'end', behavior: 'instant' })")
        number.click()
        last = "one => [...one.getClientRects()].at(-1).bottom"
        top = page.locator(OPEN).bounding_box()["y"]
        assert 0 < number.evaluate(last) <= top, number.text_content()
        page.keyboard.press("Escape")


# By keyboard


def walk(page: Page, key: str, most: int = 1_000) -> list[dict]:
    """Every stop of the focus, from the top of a page to its end."""
    stops = []
    for _ in range(most):
        page.keyboard.press(key)
        stop = look(page, "stop")
        if stop is None:
            return stops
        stops.append(stop)
    raise AssertionError(f"the focus never leaves the page: {stops[-3:]}")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
@pytest.mark.parametrize("width", [PHONE, DESKTOP])
def test_the_keyboard_reaches_all_in_order_and_the_focus_is_always_seen(
    opened: Opener, rich: str, width: int, scripts: bool
):
    page = opened(rich, width=width, scripts=scripts, reduced_motion="reduce")
    there = look(page, "focusable")
    stops = walk(page, "Tab")
    assert 'class="skip"' in stops[0]["what"]
    for quality in ("outlined", "inside", "seen", "order"):
        assert [stop["what"] for stop in stops if not stop[quality]] == [], quality
    reached = {stop["key"] for stop in stops}
    assert [html for key, html in there if key not in reached] == []
    page.locator("footer a").last.focus()
    page.evaluate("window.last = null")
    back = walk(page, "Shift+Tab")
    assert len(back) > 30
    assert [stop["what"] for stop in back if not (stop["seen"] and stop["outlined"])] == []


def test_the_skip_link_leads_past_the_header(opened: Opener, rich: str):
    for url in (rich, NOWHERE):
        page = opened(url)
        page.keyboard.press("Tab")
        expect(page.locator(".skip")).to_be_focused()
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.closest('main') !== null"), url


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_the_menu_opens_by_keyboard_lists_every_page_and_gives_the_focus_back(
    opened: Opener, scripts: bool
):
    page = opened(navigation()[1], width=PHONE, scripts=scripts)
    button, menu = page.get_by_role("button", name="Menu"), page.locator("#menu")
    expect(menu).to_be_hidden()
    button.focus()
    page.keyboard.press("Enter")
    expect(menu).to_be_visible()
    links = page.locator("header a[href]").evaluate_all("all => all.map(one => one.pathname)")
    assert set(navigation()) <= set(links)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('#menu') !== null")
    page.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    expect(button).to_be_focused()
    button.click()
    folded = menu.locator("details:not([open])").first.evaluate_handle("one => one").as_element()
    folded.query_selector("summary").click()
    link = folded.query_selector("li:nth-child(2) a")
    target = link.evaluate("one => one.pathname")
    link.click()
    page.wait_for_url(f"**{target}")


def test_the_contents_of_a_page_lead_to_its_sections_on_a_phone_and_a_desktop(
    opened: Opener, rich: str
):
    for width, scripts in itertools.product((PHONE, DESKTOP), (True, False)):
        page = opened(rich, width=width, scripts=scripts)
        if width == PHONE:
            page.locator(".contents-fold summary").click()
        link = page.locator(".contents a:visible").nth(2)
        id = link.evaluate("one => one.hash")
        link.click()
        expect(page.locator(id)).to_be_in_viewport()
        assert page.url.endswith(id)


def test_the_search_opens_by_keyboard_leads_by_keyboard_and_gives_the_focus_back(
    opened: Opener, rich: str
):
    page = opened(rich, width=PHONE)
    button = page.locator(".search-button")
    button.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#search")).to_be_focused()
    page.keyboard.press("Escape")
    expect(button).to_be_focused()
    page.keyboard.press("/")
    expect(page.locator("#search")).to_be_focused()
    page.keyboard.type("number", delay=10)
    expect(page.locator("#search-results a").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    here = page.url
    page.keyboard.press("Enter")
    page.wait_for_function("address => location.href !== address", arg=here)
    # Pasted or dictated, without a key.
    page = opened(rich)
    page.keyboard.press("/")
    page.locator("#search").fill("number")
    expect(page.locator("#search-results a").first).to_be_visible()
    page.locator("#search").fill("xqzwv")
    expect(page.locator("#search-results")).not_to_be_empty()
    expect(page.locator("#search-results a")).to_have_count(0)  # but it says what to try


# By touch, on any screen, at any size of text


def test_no_comma_or_full_stop_falls_onto_a_line_of_its_own_behind_a_number(
    opened: Opener, rich: str
):
    seen = 0
    for width in (320, 360, 390, 412):
        page = opened(rich, width=width)
        alone = look(page, "alone")
        seen += len(alone)
        assert [one for one in alone if one] == [], width
    assert seen > 10


def test_text_may_be_spaced_out(opened: Opener, rich: str):
    page = opened(rich, width=PHONE)
    look(page, "spaced")
    assert look(page, "over") == 0
    assert look(page, "cut") == []


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_on_a_phone_a_table_fits_and_is_still_a_table(opened: Opener, pages: dict, scripts: bool):
    of_markdown = ".text table:not(.chart table)"
    for url in [url for url, page in pages.items() if page.all(of_markdown)][:2]:
        page = opened(url, width=PHONE, scripts=scripts)
        table = page.locator(of_markdown).first
        assert table.bounding_box()["width"] <= PHONE
        assert table.evaluate("table => table.scrollWidth <= table.clientWidth")
        heard = table.aria_snapshot()
        for part in ("columnheader", "rowheader", "- row", "- cell"):
            assert part in heard, (url, heard)


def test_no_line_of_text_is_longer_than_the_eye_follows(opened: Opener, rich: str):
    for url in ("/", rich, navigation()[-1]):
        widest = look(opened(url), "widest")
        assert 40 < widest < 84, (url, widest)


# Colours, motion, paper


def test_with_the_readers_own_colours_numbers_links_and_focus_stay_visible(
    opened: Opener, rich: str
):
    page = opened(rich, forced_colors="active")
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    number = page.locator(NUMBER).first
    assert number.evaluate("one => getComputedStyle(one).textDecorationLine") == "underline"
    assert number.evaluate("one => getComputedStyle(one).textDecorationColor") != ground
    take = page.locator(".take-link").first
    assert take.evaluate("one => getComputedStyle(one, '::before').backgroundColor") != ground
    page.keyboard.press("Tab")
    number.focus()
    assert number.evaluate("one => getComputedStyle(one).outlineStyle") == "solid"
    open_card(page)
    border = "one => getComputedStyle(one).borderTopStyle"
    assert page.locator(OPEN).evaluate(border) == "solid"


def test_nothing_moves_for_a_reader_who_wants_less_motion(opened: Opener, kinds: list[str]):
    for url in kinds:
        page = opened(url, width=PHONE, reduced_motion="reduce")
        assert look(page, "moving") == [], url


def test_paper_shows_the_source_of_every_number_in_light_ink_and_no_controls(
    opened: Opener, rich: str
):
    for url in (rich, "/"):
        page = opened(url, scheme="dark")
        page.emulate_media(media="print")
        left = (
            "button, input, summary, .take-link, .contents, .skip, .turn, .note-shut, .scripts-off"
        )
        assert (
            page.locator(left).evaluate_all("all => all.filter(one => one.checkVisibility())") == []
        )
        assert page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
        assert look(page, "unprinted") == [], url
        # A label and its value follow each other; they do not lie over one another.
        assert look(page, "scrambled") == [], url


# Without scripts


def test_without_scripts_a_line_says_what_is_missing_and_nothing_shown_is_dead(
    opened: Opener, kinds: list[str]
):
    for url, width in itertools.product((*kinds, NOWHERE), (PHONE, DESKTOP)):
        page = opened(url, width=width, scripts=False)
        expect(page.locator(".scripts-off")).to_contain_text("scripts, which are off here")
        dead = page.locator("button:visible, input:visible").evaluate_all(
            # What a sheet can answer by itself: a popover, a choice among the lines of a list.
            "all => all.filter(one => !one.hasAttribute('popovertarget') && one.type !== 'radio')"
            ".map(one => one.outerHTML)"
        )
        assert dead == [], url
    with_scripts = opened(rich_of(kinds))
    expect(with_scripts.locator(".scripts-off")).to_have_count(0)


def rich_of(kinds: list[str]) -> str:
    return kinds[1]


def test_without_scripts_a_number_opens_in_place_closes_and_leads_to_its_own_page(
    opened: Opener, rich: str
):
    for width in (PHONE, DESKTOP):
        page = opened(rich, width=width, scripts=False)
        number = page.locator(NUMBER).first
        number.scroll_into_view_if_needed()
        before = number.bounding_box()
        open_card(page, scripts=False)
        assert number.bounding_box() == before, "what the reader sees has moved"
        page.mouse.click(4, 120)  # beside it, above the tallest
        expect(page.locator(".note:target")).to_have_count(0)
        assert number.bounding_box() == before
        number.click()
        card = page.locator(".note:target")
        statement = card.locator(".note-what").inner_text()
        card.locator(".note-about").click()
        expect(page.locator("h1")).to_have_text(statement)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_the_numbers_of_a_page_can_be_read_one_by_one_as_a_list(
    opened: Opener, rich: str, scripts: bool
):
    page = opened(rich, scripts=scripts)
    notes = page.locator(".note")
    expect(notes.first).to_be_hidden()
    page.locator("a[href='#one-by-one']").first.click()
    expect(page.locator("#one-by-one")).to_be_in_viewport()
    assert notes.count() > 5
    for note in notes.all():
        expect(note).to_be_visible()
        expect(note.locator(".note-close")).to_be_hidden()
