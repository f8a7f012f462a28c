"""A reader searches for a number by what they remember of it, and lands on its entry."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect


@pytest.mark.parametrize(("words", "entry"), [
    ("38,990", "prisoners-2020-04-02"),  # the value, as it is shown
    ("38990", "prisoners-2020-04-02"),  # … and as one types it
    ("147%", "prison-occupancy"),
    ("61.4", "trade-high"),
    ("drug cases in which the police use informers", "informer-share"),  # the statement
    ("Exclusive footage reveals deplorable prison conditions", "prisoners-2020-04-02"),  # the source's title
    ("General Mok Chito", "informer-share"),  # who says so
    ("Cambodia's prisons in early April", "prisoners-2020-04-02"),  # with a typewriter's apostrophe, as one types it
])
def test_a_number_is_found_by_its_value_its_statement_and_its_source(
        browser: Browser, address: str, words: str, entry: str):
    page = browser.new_page(base_url=address)
    page.goto("/")
    page.locator(".md-search__input").click()
    page.keyboard.type(words)
    found = page.locator(f".md-search-result__link[href$='#{entry}']")
    expect(found).to_have_count(1)
    target = found.get_attribute("href")
    page.goto(target)
    expect(page.locator(f"section.entry:has(#{entry})")).to_be_in_viewport()
    page.close()


def test_what_is_pasted_or_dictated_is_searched_as_if_typed(browser: Browser, address: str):
    page = browser.new_page(base_url=address)
    page.goto("/informers/")
    page.keyboard.press("/")
    expect(page.locator(".md-search-result__meta")).to_have_text("Type to start searching")  # it is ready, and waits
    page.locator(".md-search__input").fill("prison")  # without a key
    expect(page.locator(".md-search-result__item").first).to_be_visible()
    page.close()
