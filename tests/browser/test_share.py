"""What one sees who is sent a link to a section or a number: the page, the place, the embed."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from explainer.content.project import Project
from tests.browser.conftest import DARK, LIGHT, Opener
from tests.browser.looking import barriers
from tests.conftest import Page


@pytest.fixture(scope="module")
def section(pages: dict[str, Page], rich: str) -> str:
    """The id of a section."""
    return pages[rich].all(".text > h2[id]")[1].attributes["id"] or ""


@pytest.fixture(scope="module")
def numbers(real: Project) -> list[str]:
    """A few numbers: a sum, the longest statement, word and caveat, one that others doubt."""
    facts = list(real.facts.values())
    told = "".join(page.text for page in real.pages.values())
    chosen = [
        next(fact for fact in facts if fact.formula and f'"{fact.id}"' in told),
        max(facts, key=lambda fact: len(fact.statement)),
        max(facts, key=lambda fact: max(map(len, fact.statement.split()))),
        max(facts, key=lambda fact: len(fact.compare or ())),
        max(facts, key=lambda fact: len(fact.caveat or "")),
    ]
    return list(dict.fromkeys(fact.id for fact in chosen))


def test_a_shared_section_forwards_at_once_and_back_leads_to_where_one_came_from(
    browser: Browser, address: str, rich: str, section: str
):
    page = browser.new_page()
    page.goto(f"{address}/about/")
    page.evaluate("address => { location.href = address }", f"{address}/s/{section}/")
    page.wait_for_url(f"{address}{rich}#{section}")
    expect(page.locator(f"#{section}")).to_be_in_viewport()
    page.go_back()
    page.wait_for_url(f"{address}/about/")
    page.wait_for_timeout(300)  # no loop: nothing sends the reader away again
    assert page.url == f"{address}/about/"
    page.close()


def test_the_page_of_a_number_stays_and_leads_into_the_story(
    opened: Opener, real: Project, numbers: list[str]
):
    for scripts in (True, False):
        page = opened(f"/s/{numbers[0]}/", scripts=scripts)
        expect(page.locator("h1")).to_have_text(real.facts[numbers[0]].statement)
        page.wait_for_timeout(200)
        assert page.url.endswith(f"/s/{numbers[0]}/")
        told = page.locator(".told a").first
        place = told.evaluate("one => one.hash")
        told.click()
        expect(page.locator(place or "h1")).to_be_in_viewport()


@pytest.mark.parametrize(("width", "scheme"), [(320, "light"), (640, "dark")])
def test_in_a_frame_a_number_is_an_embed_and_asks_for_little(
    browser: Browser, address: str, real: Project, numbers: list[str], width: int, scheme: str
):
    page = browser.new_page(viewport={"width": 1000, "height": 800}, color_scheme=scheme)
    for id in numbers:
        page.set_content(f'<iframe src="{address}/s/{id}/" width="{width}" height="420"></iframe>')
        frame = page.frame_locator("iframe")
        expect(frame.get_by_role("heading", level=1)).to_have_text(real.facts[id].statement)
        page.wait_for_timeout(100)
        assert page.frames[1].url == f"{address}/s/{id}/"
        box = "document.documentElement.scrollWidth <= innerWidth"
        assert page.frames[1].evaluate(box), id
        ground = page.frames[1].evaluate("getComputedStyle(document.body).backgroundColor")
        assert ground == {"light": LIGHT, "dark": DARK}[scheme]
        assert not any(one.is_visible() for one in frame.locator(".whole").all())
    frame.get_by_role("link", name="All about this number").click()
    page.wait_for_url(f"{address}/s/{id}/")  # the whole window went there, not the frame
    expect(page.locator("h1")).to_be_visible()
    page.close()


def test_a_section_in_a_frame_and_without_scripts_reads_and_links(
    browser: Browser, opened: Opener, address: str, rich: str, section: str, pages: dict[str, Page]
):
    title = pages[rich].one(f"#{section}").text().strip()
    embedding = browser.new_page()
    embedding.set_content(f'<iframe src="{address}/s/{section}/"></iframe>')
    expect(embedding.frame_locator("iframe").get_by_role("heading", name=title)).to_be_visible()
    embedding.close()
    page = opened(f"/s/{section}/", scripts=False, width=320)
    expect(page.get_by_role("heading", name=title)).to_be_visible()
    page.locator("#place").click()
    assert page.url == f"{address}{rich}#{section}"


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_the_page_of_a_number_has_no_barrier_in_any_state_and_does_not_scroll_sideways(
    opened: Opener, numbers: list[str], section: str, scripts: bool
):
    found = {}
    for id in [*numbers, *([] if scripts else [section])]:
        for width, scheme in ((320, "light"), (1280, "dark")):
            page = opened(f"/s/{id}/", width=width, scripts=scripts, scheme=scheme)
            found[id, width] = barriers(page, scripts=scripts)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, id
    assert {where: one for where, one in found.items() if one} == {}
