"""Taking a link or a number along: one touch or key, a word that it worked, the right address."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Watched
from tests.browser.test_every_reader import NUMBER, OPEN

SHEET = "navigator.share = async (what) => { window.shared = what; };"


@pytest.fixture
def reader(watched: Watched, rich: str) -> Iterator[Page]:
    """The page with most of what there can be; at the end nothing may have gone wrong."""
    yield watched.open(rich)
    watched.assert_closed()


def clipboard(page: Page) -> str:
    return page.evaluate("navigator.clipboard.readText()")


def id_of(page: Page, selector: str) -> str:
    return page.locator(selector).first.evaluate("one => one.hash.slice(1)")


def fact_of(page: Page) -> str:
    return page.locator(NUMBER).first.evaluate("one => one.parentElement.dataset.fact")


@pytest.mark.parametrize("way", ["click", "key"])
def test_a_heading_gives_its_share_address(reader: Page, address: str, way: str):
    control = reader.locator(".take-link").first
    if way == "click":
        control.click()
    else:
        control.focus()
        reader.keyboard.press("Enter")
    expect(reader.get_by_role("status").filter(has_text="Link copied")).to_have_count(1)
    expect(reader.locator(".toast")).to_contain_text("Link copied")
    assert clipboard(reader) == f"{address}/s/{id_of(reader, '.take-link')}/"
    reader.locator(".chart .take").first.click()
    assert clipboard(reader) == f"{address}/s/{id_of(reader, '.chart .take')}/"


def test_a_number_is_taken_from_its_card_as_a_link_and_as_a_sentence(reader: Page, address: str):
    fact = fact_of(reader)
    reader.locator(NUMBER).first.click()
    card = reader.locator(OPEN)
    card.get_by_role("button", name="Copy link").click()
    assert clipboard(reader) == f"{address}/s/{fact}/"
    card.get_by_role("button", name="Copy as a sentence").click()
    sentence = clipboard(reader)
    for part in (".note-value", f"/s/{fact}/"):
        text = card.locator(part).inner_text() if part[0] == "." else part
        assert text in sentence, sentence


def test_the_systems_share_sheet_is_used_where_there_is_one(watched: Watched, rich: str):
    watched.context.add_init_script(SHEET)
    page = watched.open(rich)
    control = page.locator(".take-link").first
    assert control.get_attribute("aria-label").startswith("Share")
    control.click()
    assert page.evaluate("window.shared.url").endswith(f"/s/{id_of(page, '.take-link')}/")
    fact = fact_of(page)
    page.locator(NUMBER).first.click()
    page.locator(OPEN).get_by_role("button", name="Share").click()
    assert page.evaluate("window.shared.url").endswith(f"/s/{fact}/")
    watched.open(f"/s/{fact}/")
    page.get_by_role("button", name="Share").click()
    assert page.evaluate("window.shared.url").endswith(f"/s/{fact}/")
    watched.assert_closed()


def test_the_page_of_a_number_gives_it_as_a_sentence_a_citation_and_an_embed(
    watched: Watched, real
):
    fact = next(one for one in real.facts.values() if one.source)
    page = watched.open(f"/s/{fact.id}/")
    expect(page.locator("h1")).to_have_text(fact.statement)
    page.get_by_role("button", name="Copy as a sentence").click()
    assert clipboard(page) == page.locator("#sentence").inner_text()
    assert f"/s/{fact.id}/" in clipboard(page)
    for part in ("#citation", "#embed"):
        page.locator(f".take:has({part}) button").click()
        assert clipboard(page) == page.locator(part).inner_text()
    assert clipboard(page).startswith("<iframe")
    watched.assert_closed()


def test_without_scripts_the_control_is_a_link_to_the_place_and_a_number_can_be_copied_by_hand(
    browser: Browser, address: str, rich: str
):
    page = browser.new_page(java_script_enabled=False, base_url=address)
    page.goto(rich)
    id = id_of(page, ".take-link")
    page.locator(".take-link").first.click()
    assert page.url.endswith(f"{rich}#{id}")
    page.goto(f"/s/{fact_of(page)}/")
    for part in ("#sentence", "#citation", "#embed"):
        expect(page.locator(part)).to_be_visible()
    expect(page.locator("button:visible")).to_have_count(0)
    page.close()


@pytest.mark.parametrize("width", [360, 1280])
def test_a_link_lands_on_its_place_marked_clear_of_everything_and_the_address_stays(
    watched: Watched, kinds: list[str], pages: dict, width: int
):
    for url in kinds:
        ids = [
            node.attributes["id"] for node in pages[url].all("article .text :is(h2, li, dt)[id]")
        ]
        for id in ids[1 :: max(1, len(ids) // 2)]:
            watched.page().set_viewport_size({"width": width, "height": 800})
            page = watched.open(f"{url}#{id}")
            page.wait_for_timeout(200)
            target = page.locator(f"[id='{id}']")
            expect(target).to_be_in_viewport()
            look = "one => getComputedStyle(one).boxShadow + getComputedStyle(one).outlineStyle"
            assert target.evaluate(look) != "nonenone", (url, id)
            assert page.url.endswith(f"{url}#{id}")


def test_the_address_bar_and_the_contents_follow_the_section_that_is_read(
    watched: Watched, rich: str, pages: dict
):
    page = watched.open(rich)
    id = [node.attributes["id"] for node in pages[rich].all(".text > h2[id]")][2]
    page.locator(f"#{id}").evaluate("node => node.scrollIntoView()")
    page.mouse.wheel(0, 40)  # reads on
    page.wait_for_url(f"**#{id}", timeout=5000)
    expect(page.locator(f".contents-side a[href='#{id}']")).to_have_attribute(
        "aria-current", "true"
    )
    watched.assert_closed()


@pytest.mark.parametrize("cut", ["", "%E1%9E"])
def test_a_missing_page_offers_the_closest_addresses_even_for_a_cut_off_one(
    watched: Watched, cut: str
):
    page = watched.open(f"/not/a/page/../../{'abuot'}/{cut}")
    page.goto(f"{watched.address}/abuot/{cut}")
    expect(page.locator("#closest a").first).to_have_attribute("href", f"{watched.address}/about/")
