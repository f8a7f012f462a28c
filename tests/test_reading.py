"""A reader in a real browser: opens pages, opens numbers, by keyboard and touch, with and without scripts."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.test_site import navigation

WIDTHS = {"phone": {"width": 360, "height": 740}, "desktop": {"width": 1280, "height": 900}}


@pytest.fixture(params=["with scripts", "without scripts"])
def scripts(request: pytest.FixtureRequest) -> bool:
    return request.param == "with scripts"


def test_no_comma_or_full_stop_falls_onto_a_line_of_its_own_behind_a_number(browser: Browser, address: str):
    page = browser.new_page(base_url=address)
    seen = 0
    for width in (320, 360, 390, 412):
        page.set_viewport_size({"width": width, "height": 800})
        page.goto("/arrests/")
        alone = page.evaluate("""() => [...document.querySelectorAll("article p :is(.number, .term)")].map(button => {
            const walker = document.createTreeWalker(document.querySelector("article"), NodeFilter.SHOW_TEXT);
            walker.currentNode = button.lastChild;
            const text = walker.nextNode();
            if (!text || !/^[.,;:]/.test(text.data)) return null;
            const range = document.createRange();
            range.setStart(text, 0);
            range.setEnd(text, 1);
            const [mark, number] = [range.getBoundingClientRect(), button.getBoundingClientRect()];
            return mark.top >= number.bottom ? button.textContent + text.data.slice(0, 20) : "";
        }).filter(one => one !== null)""")
        seen += len(alone)
        assert [one for one in alone if one] == [], width
    assert seen > 25
    page.close()


def test_a_stacked_cell_keeps_its_words_and_numbers_together(browser: Browser, address: str):
    page = browser.new_page(base_url=address, viewport={"width": 360, "height": 800})
    page.goto("/drug-trade/")
    cell = page.locator("td[data-label='The article']", has_text="reported on")
    label, number = cell.bounding_box(), cell.locator("button").bounding_box()
    assert number["x"] > label["x"] + 0.35 * label["width"], "the number stands in the column of the headings"
    page.close()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_the_numbers_of_a_page_can_be_read_one_by_one_as_a_list(browser: Browser, address: str, scripts: bool):
    page = browser.new_page(java_script_enabled=scripts, base_url=address)
    page.goto("/informers/")
    notes = page.locator(".note")
    expect(notes.first).to_be_hidden()
    page.get_by_role("link", name="The numbers, one by one").click()
    expect(page.get_by_text("Numbers and words on this page")).to_be_in_viewport()
    assert notes.count() > 10
    for note in notes.all():
        expect(note).to_be_visible()
        expect(note.locator(".note-close")).to_be_hidden()
    page.locator("button.number", has_text="about 70%").first.click()  # and still open in place
    expect(page.locator("#note-informer-share:popover-open")).to_be_in_viewport()
    page.close()


@pytest.fixture(params=WIDTHS)
def reader(request: pytest.FixtureRequest, browser: Browser, scripts: bool, address: str) -> Iterator[Page]:
    """A page in a browser of a phone's or a desktop's width; at the end no error may have been logged."""
    context = browser.new_context(viewport=WIDTHS[request.param], has_touch=request.param == "phone",
                                  java_script_enabled=scripts, base_url=address)
    page = context.new_page()
    errors: list[str] = []
    page.on("console", lambda message: errors.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("request", lambda request: errors.append(f"asked {request.url}")
            if urlsplit(request.url).scheme in ("http", "https") and not request.url.startswith(address) else None)
    page.on("response", lambda response: errors.append(f"{response.status} {response.url}")
            if response.status >= 400 else None)
    yield page
    context.close()
    assert errors == []


@pytest.mark.long(10)
def test_every_page_opens_without_an_error(reader: Page):
    for url in navigation():
        reader.goto(url)
        expect(reader.locator("h1")).to_be_visible()


def test_a_number_opens_by_keyboard_and_gives_the_focus_back(reader: Page):
    reader.goto("/informers/")
    number = reader.locator("button.number", has_text="about 70%").first
    note = reader.locator("#note-informer-share")
    expect(note).to_be_hidden()
    number.focus()
    reader.keyboard.press("Enter")
    expect(note).to_be_visible()
    expect(note).to_contain_text("General Mok Chito")
    reader.keyboard.press("Tab")
    expect(note.get_by_role("link", name="All about this number")).to_be_focused()
    reader.keyboard.press("Escape")
    expect(note).to_be_hidden()
    expect(number).to_be_focused()


def test_a_number_opens_by_touch_or_mouse_inside_the_screen_and_closes(reader: Page):
    reader.goto("/prison-overcrowding/")
    note = reader.locator("#note-prisoners-2020-04-02")
    for number in reader.locator("button[popovertarget=note-prisoners-2020-04-02]").all()[:2]:
        number.scroll_into_view_if_needed()
        number.tap() if reader.viewport_size["width"] < 500 else number.click()
        expect(note).to_be_visible()
        expect(note).to_contain_text("2 April 2020")
        box, screen = note.bounding_box(), reader.viewport_size
        assert box["x"] >= 0 and box["y"] >= 0
        assert box["x"] + box["width"] <= screen["width"] + 1 and box["y"] + box["height"] <= screen["height"] + 1
        note.get_by_role("button", name="Close").click()
        expect(note).to_be_hidden()


def test_a_note_leads_to_the_entry_of_its_number(reader: Page):
    reader.goto("/informers/")
    reader.locator("button.number", has_text="about 70%").first.click()
    reader.locator("#note-informer-share").get_by_role("link", name="All about this number").click()
    reader.wait_for_url("**/numbers-crackdown/#informer-share")
    expect(reader.locator("#informer-share")).to_be_in_viewport()


def test_no_page_scrolls_sideways_on_a_small_phone_without_scripts(browser: Browser, address: str):
    page = browser.new_page(viewport={"width": 320, "height": 640}, base_url=address, java_script_enabled=False)
    for url in navigation():
        page.goto(url)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, url
    page.close()


def test_the_scheme_follows_the_system_with_and_without_scripts(browser: Browser, address: str, scripts: bool):
    grounds = {}
    for scheme in ("light", "dark"):
        page = browser.new_page(color_scheme=scheme, java_script_enabled=scripts, base_url=address)
        page.goto("/")
        grounds[scheme] = page.locator("body").evaluate("body => getComputedStyle(body).backgroundColor")
        page.close()
    assert grounds == {"light": "rgb(251, 249, 244)", "dark": "rgb(20, 23, 28)"}
