"""Taking a link or a number along: one touch or key, a word that it worked, the right address."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

HEADING = "Copy link to Women"


@pytest.fixture
def reader(browser: Browser, address: str) -> Iterator[Page]:
    context = browser.new_context(base_url=address, permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    yield page
    context.close()


def clipboard(page: Page) -> str:
    return page.evaluate("navigator.clipboard.readText()")


@pytest.mark.parametrize("way", ["click", "key"])
def test_a_heading_gives_its_share_address(reader: Page, address: str, way: str):
    reader.goto("/women-and-children-in-prison/")
    control = reader.get_by_role("link", name=HEADING, exact=True)
    if way == "click":
        control.click()
    else:
        control.focus()
        reader.keyboard.press("Enter")
    expect(reader.get_by_role("status").filter(has_text="Link copied")).to_have_count(1)
    expect(reader.locator(".toast")).to_contain_text("Link copied")
    assert clipboard(reader) == f"{address}/s/women-in-prison/"


def test_every_section_and_every_entry_has_a_control_of_its_own_name(pages: dict):
    for url, page in pages.items():
        headings = page.all("article :is(h2, h3)[id]")
        controls = page.all("article a.take-link")
        assert [f"#{h.attributes['id']}" for h in headings] == [c.attributes["href"] for c in controls], url
        for heading, control in zip(headings, controls, strict=True):
            assert control.attributes["aria-label"] == f"Link to {' '.join(heading.text().split())}"
            assert control.parent.tag not in ("h1", "h2", "h3")


def test_a_number_is_taken_from_its_note_as_a_link_and_as_a_sentence(reader: Page, address: str):
    reader.goto("/informers/")
    reader.locator("button.number", has_text="about 70%").first.click()
    note = reader.locator("#note-informer-share")
    note.get_by_role("link", name="Copy link").click()
    assert clipboard(reader) == f"{address}/s/informer-share/"
    expect(reader.locator(".toast")).to_be_visible()
    note.get_by_role("button", name="Copy as a sentence").click()
    sentence = clipboard(reader)
    for part in ("Share of drug cases in which the police use informers: about 70% (2020).", "General Mok Chito",
                 "Khmer Times", f"{address}/s/informer-share/"):
        assert part in sentence, sentence


def test_an_entry_offers_the_citation_and_the_embed_code(reader: Page):
    reader.goto("/numbers-prisons/#prisoners-2020-04-02")
    entry = reader.locator("section.entry", has=reader.locator("#prisoners-2020-04-02"))
    entry.get_by_text("Cite or embed").click()
    entry.get_by_role("button", name="Copy the citation").click()
    citation = clipboard(reader)
    for part in ("38,990", "2\xa0April\xa02020", "Amnesty International", "https://www.amnesty.org/",
                 "/s/prisoners-2020-04-02/"):
        assert part in citation, citation
    entry.get_by_role("button", name="Copy the embed code").click()
    assert clipboard(reader).startswith('<iframe src="') and "/s/prisoners-2020-04-02/" in clipboard(reader)


def test_the_systems_share_sheet_is_offered_where_there_is_one(reader: Page, address: str):
    reader.add_init_script("navigator.share = async (what) => { window.shared = what; };")
    reader.goto("/women-and-children-in-prison/")
    reader.get_by_role("link", name=HEADING, exact=True).click()
    reader.get_by_role("button", name="Share …").click()
    assert reader.evaluate("window.shared") == {
        "title": "Women", "text": "Women", "url": f"{address}/s/women-in-prison/"}


def test_without_scripts_the_control_is_a_link_to_the_place(browser: Browser, address: str):
    page = browser.new_page(java_script_enabled=False, base_url=address)
    page.goto("/women-and-children-in-prison/")
    page.get_by_role("link", name="Link to Women", exact=True).click()
    assert page.url.endswith("/women-and-children-in-prison/#women-in-prison")
    expect(page.locator("button.take").first).to_be_hidden()
    page.close()


@pytest.mark.parametrize("width", [360, 1280])
def test_a_link_lands_on_its_place_marked_and_clear_of_the_header(browser: Browser, address: str, width: int):
    page = browser.new_page(viewport={"width": width, "height": 800}, base_url=address)
    for place in ("women-and-children-in-prison/#women-in-prison", "numbers-prisons/#prison-occupancy",
                  "numbers/#prison-occupancy", "corrections/#paragraph-e5", "all-sources/#source-khmer-times",
                  "glossary/#term-of-informer"):
        page.goto(f"/{place}")
        target = page.locator(f"#{place.partition('#')[2]}")
        expect(target).to_be_in_viewport()
        page.wait_for_timeout(300)
        header = page.locator(".md-header").bounding_box()
        assert target.bounding_box()["y"] >= header["y"] + header["height"], place
        assert target.evaluate("node => getComputedStyle(node).boxShadow") != "none", place
        assert page.url.endswith(place)  # and the address bar agrees
    page.close()


@pytest.mark.parametrize("width", [360, 1280])
def test_a_link_to_any_entry_of_a_long_page_lands_on_it_to_the_pixel(browser: Browser, address: str, width: int):
    page = browser.new_page(viewport={"width": width, "height": 800}, base_url=address)
    page.goto("/numbers-crackdown/")
    ids = page.evaluate("[...document.querySelectorAll('section.entry > h3')].map(({ id }) => id)")
    tops = []
    for id in ids[1:10] + ids[10::9]:
        page.goto("about:blank")
        page.goto(f"/numbers-crackdown/#{id}")
        page.wait_for_timeout(300)
        header = page.locator(".md-header").bounding_box()
        tops.append(page.locator(f"#{id}").bounding_box()["y"] - header["y"] - header["height"])
        assert page.url.endswith(f"#{id}")
    page.close()
    assert min(tops) >= 0 and max(tops) < 30 and max(tops) - min(tops) <= 2, tops


def test_the_address_bar_follows_the_section_that_is_read(reader: Page):
    reader.goto("/women-and-children-in-prison/")
    reader.locator("#children-in-prison").evaluate("node => node.scrollIntoView()")
    reader.wait_for_timeout(500)
    reader.mouse.wheel(0, 60)  # reads on
    reader.wait_for_url("**/#children-in-prison", timeout=5000)
