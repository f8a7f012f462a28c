"""Nobody is shut out: not by eyes, hands, screen, colours, motion, paper or a browser without scripts.

WCAG 2.2 AA is the floor: axe-core looks at every page in eight states (light and dark, on a phone and on a
desktop, with and without scripts), and what it cannot see is asserted below it.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_FILE_PATH
from playwright.sync_api import Browser, Page, expect

from tests.test_site import navigation

PAGES = [*navigation(), "/not/a/page/"]  # the last is answered with the 404 page
ENTRIES = "/numbers-prisons/"
STORY = "/prison-overcrowding/"  # a page with all there is: parts, tables, numbers, terms, sources

# With scripts off the browser calls nothing back but promises, and axe waits with timers.
_TIMERS = """() => {
  window.setTimeout = (call, wait, ...rest) => { Promise.resolve().then(() => call(...rest)); return 0; };
  window.requestAnimationFrame = window.setTimeout;
}"""
# Of each make of entry, item, paragraph or row, one: hundreds are alike but for their words. Pictures stay whole.
_THIN = """() => {
  const seen = new Set();
  for (const one of document.querySelectorAll("article :is(.entry, li, dl > div, p, tr, .take-link)")) {
    if (one.closest(".chart, .timeline")) continue;
    const parts = [...new Set([one, ...one.querySelectorAll("*")].map(n => n.tagName + n.className))].sort().join();
    const make = one.parentElement.tagName + one.parentElement.className + parts;
    if (seen.has(make)) one.remove();
    seen.add(make);
  }
}"""
_AXE = """(only) => axe.run({resultTypes: ["violations"],
  ...(only ? {runOnly: only} : {rules: {"target-size": {enabled: true}}})}).then(
  found => found.violations.map(one => [one.id, one.nodes.slice(0, 3).map(node => node.html.slice(0, 140))]))"""
LIGHT, DARK = "rgb(251, 249, 244)", "rgb(20, 23, 28)"
COLOURS = ["color-contrast", "link-in-text-block"]  # the rules of axe that read colours
# What is shown, where and how large.
_SHOWN = """() => [...document.body.querySelectorAll("*")].map(one => {
  const shown = one.checkVisibility({visibilityProperty: true, opacityProperty: true});
  const box = one.getBoundingClientRect();
  return `<${one.localName} class=${one.getAttribute("class")}> ${[shown, box.x, box.y, box.width, box.height]}`;
})"""

Opener = Callable[..., Page]


@pytest.fixture(scope="module")
def opened(browser: Browser, address: str) -> Iterator[Opener]:
    """A page in a browser of the wished kind; each kind of browser is opened once."""
    kinds: dict[tuple, Page] = {}

    def open_(url: str, *, width: int = 1280, height: int = 800, scripts: bool = True, scheme: str = "light",
              **more: object) -> Page:
        kind = (width, height, scripts, *sorted(more.items()))
        if kind not in kinds:
            context = browser.new_context(viewport={"width": width, "height": height}, base_url=address,
                                          java_script_enabled=scripts, **more)
            kinds[kind] = context.new_page()
        page = kinds[kind]
        page.emulate_media(color_scheme=scheme, media="screen")  # whatever the last test made of it
        page.set_viewport_size({"width": width, "height": height})
        page.goto("about:blank")  # else another #place of the same page would keep its state
        page.goto(url)
        return page

    yield open_
    for page in kinds.values():
        page.context.close()


def barriers(page: Page, *, scripts: bool, thin: bool, only: list[str] | None = None) -> list:
    """What axe-core finds on a page, by its usual rules and best practices, or by some."""
    if thin:
        page.evaluate(_THIN)
    if not page.evaluate("'axe' in window"):
        if not scripts:
            page.evaluate(_TIMERS)
        page.evaluate(Path(AXE_FILE_PATH).read_text(encoding="utf-8"))
    return page.evaluate(_AXE, only)


def darken(page: Page, *, scripts: bool) -> None:
    """Change a page from the light scheme to the dark one: by its button, or by the system where that needs scripts."""
    expect(page.locator("body")).to_have_css("background-color", LIGHT)
    if scripts:
        page.locator(".scheme-button").evaluate("button => button.click()")
    else:
        page.emulate_media(color_scheme="dark")
    expect(page.locator("body")).to_have_css("background-color", DARK)
    page.evaluate("document.getAnimations().forEach(one => one.finish())")  # of one colour into the other
    page.evaluate("localStorage.clear()")  # else the next page would be dark from the start


@pytest.mark.long(60)
@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_no_barrier_on_any_page_light_or_dark(opened: Opener, width: int, scripts: bool):
    """In the dark all is shown in the same place and size, so that no rule but those of colours can find more."""
    found = {}
    for url in PAGES:
        page = opened(url, width=width, scripts=scripts)
        if width == 360 and scripts:  # whole; in the other states, one of each make
            found[url, "whole"] = barriers(page, scripts=scripts, thin=False)
            page.evaluate(_THIN)
        else:
            found[url, "light"] = barriers(page, scripts=scripts, thin=True)
        light = page.evaluate(_SHOWN)
        darken(page, scripts=scripts)
        assert page.evaluate(_SHOWN) == light, url
        every = url in (STORY, PAGES[-1])  # and of the button that is pressed now
        found[url, "dark"] = barriers(page, scripts=scripts, thin=False, only=None if every else COLOURS)
    assert {where: one for where, one in found.items() if one} == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("what", "width", "scripts"), [
    ("note", 360, True), ("note", 1280, False), ("term", 360, False), ("search", 360, True), ("search", 1280, True),
    ("menu", 360, True), ("menu", 360, False), ("menu", 1000, True)])
def test_axe_finds_no_barrier_in_what_opens(opened: Opener, what: str, width: int, scripts: bool, scheme: str):
    page = opened("/informers/", width=width, scripts=scripts, scheme=scheme)
    if what == "note":
        page.locator("button.number").first.click()
        expect(page.locator(".note:popover-open")).to_be_visible()
    elif what == "term":
        page.locator("button.term").first.click()
        expect(page.locator(".note:popover-open")).to_be_visible()
    elif what == "menu":
        page.get_by_role("button", name="Menu").click()
        expect(page.locator("#menu")).to_be_visible()
    else:
        page.keyboard.press("/")
        page.locator(".md-search__input").fill("prison")
        expect(page.locator(".md-search-result__item").first).to_be_visible(timeout=20_000)
        page.wait_for_timeout(400)  # until it has faded in
    assert barriers(page, scripts=scripts, thin=False) == []


# By keyboard


_STOP = """() => {
  const at = document.activeElement;
  if (!at || at === document.body) return null;
  const seen = [];  // the stops in the order in which they were met
  window.stops = [...(window.stops || []), at];
  const style = getComputedStyle(at);
  const box = at.getClientRects()[0] || at.getBoundingClientRect();
  const last = window.stops.at(-2);
  const spots = [[.5, .5], [.1, .5], [.9, .5], [.5, .15], [.5, .85]].map(([x, y]) =>
    document.elementFromPoint(box.x + box.width * x, box.y + box.height * y));
  return {
    what: at.outerHTML.slice(0, 120),
    key: at.dataset.stop,
    outlined: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
    seen: spots.some(spot => spot && (at.contains(spot) || spot.contains(at))),
    inside: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
    order: !last || last === at || Boolean(last.compareDocumentPosition(at) & Node.DOCUMENT_POSITION_FOLLOWING),
  };
}"""
_FOCUSABLE = """() => [...document.querySelectorAll("a[href], button, summary, input, [tabindex='0']")].filter(one =>
  one.checkVisibility({visibilityProperty: true}) && one.getClientRects().length && one.tabIndex >= 0
  && !one.closest("[popover]:not(:popover-open)"))
  .map((one, i) => [one.dataset.stop = String(i), one.outerHTML.slice(0, 120)])"""


def walk(page: Page, key: str, most: int = 400) -> list[dict]:
    """Every stop of the focus, from the top of a page to its end."""
    stops = []
    for _ in range(most):
        page.keyboard.press(key)
        stop = page.evaluate(_STOP)
        if stop is None:
            return stops
        if not stop["seen"]:  # the search opens when it gets the focus, a moment later
            page.wait_for_timeout(500)
            stop = page.evaluate(_STOP) | {"order": stop["order"]}
        stops.append(stop)
    raise AssertionError(f"the focus never leaves the page: {stops[-3:]}")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("url", [STORY, "/"])
def test_the_keyboard_reaches_all_in_order_and_the_focus_is_always_seen(
        opened: Opener, url: str, width: int, scripts: bool):
    page = opened(url, width=width, scripts=scripts, reduced_motion="reduce")
    there = page.evaluate(_FOCUSABLE)
    stops = walk(page, "Tab")
    assert "md-skip" in stops[0]["what"]
    for quality in ("outlined", "inside", "seen", "order"):
        assert [stop["what"] for stop in stops if not stop[quality]] == [], quality
    reached = {stop["key"] for stop in stops}
    assert [html for key, html in there if key not in reached] == []


def test_going_back_by_keyboard_the_header_covers_nothing(opened: Opener):
    page = opened(STORY, width=360, reduced_motion="reduce")
    page.locator(".md-footer a").last.focus()
    stops = walk(page, "Shift+Tab")
    assert len(stops) > 30
    assert [stop["what"] for stop in stops if not (stop["seen"] and stop["outlined"])] == []


@pytest.mark.parametrize("url", [STORY, "/not/a/page/"])
def test_the_skip_link_leads_past_the_header(opened: Opener, url: str):
    page = opened(url)
    page.keyboard.press("Tab")
    expect(page.locator(".md-skip")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('article') !== null")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_the_menu_opens_by_keyboard_lists_every_page_and_gives_the_focus_back(opened: Opener, scripts: bool):
    page = opened("/informers/", width=360, scripts=scripts)
    button, menu = page.get_by_role("button", name="Menu"), page.locator("#menu")
    expect(menu).to_be_hidden()
    button.focus()
    page.keyboard.press("Enter")
    expect(menu).to_be_visible()
    links = menu.locator(".md-nav__link[href]:visible").evaluate_all("all => all.map(one => one.pathname)")
    assert set(navigation()) <= set(links)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('#menu') !== null")
    page.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    expect(button).to_be_focused()
    button.click()
    menu.get_by_role("link", name="What a set-up is").click()
    if scripts:
        expect(menu).to_be_hidden()
    assert page.url.endswith("/informers/#set-ups")


def test_the_search_opens_by_keyboard_on_a_phone_and_gives_the_focus_back(opened: Opener):
    page = opened("/informers/", width=360)
    button = page.get_by_role("button", name="Search", exact=True)
    button.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".md-search__input")).to_be_focused()
    page.keyboard.press("Escape")
    expect(button).to_be_focused()


# By touch, on any screen, at any size of text


_SMALL = """() => {
  const inSentence = one => one.closest(".number, .term, p, li, dd, td, th, figcaption, cite")
    && getComputedStyle(one).display.startsWith("inline")
    && [...(one.closest("p, li, dd, td, th, figcaption, h3") || one).childNodes].some(
      node => node.nodeType === 3 && node.textContent.trim());
  const all = [...document.querySelectorAll("a[href], button, summary, input:not(.md-toggle), label[for]")]
    .filter(one => one.checkVisibility({visibilityProperty: true, opacityProperty: true})
      && one.getBoundingClientRect().width > 1 && !one.closest("[popover]:not(:popover-open)")
      && !one.matches(".md-skip, .md-overlay, .md-search__overlay"));
  const boxes = all.map(one => one.getBoundingClientRect());
  const wrong = [];
  for (const [i, one] of all.entries()) {
    const box = boxes[i];
    if ((box.width >= 23.9 && box.height >= 23.9) || inSentence(one)) continue;
    // A small one needs a circle of 24 px around its middle that meets no other target.
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    const near = all.find((other, j) => i !== j && !other.contains(one) && !one.contains(other) && Math.hypot(
      Math.max(boxes[j].left - x, 0, x - boxes[j].right), Math.max(boxes[j].top - y, 0, y - boxes[j].bottom)) < 12);
    if (near) wrong.push([one.outerHTML.slice(0, 100), near.outerHTML.slice(0, 60),
      Math.round(box.width), Math.round(box.height)]);
  }
  return wrong;
}"""

_WIDE = """() => [...document.querySelectorAll("article table")].filter(table => { const frame = table.parentElement;
  return table.getBoundingClientRect().right > innerWidth || frame.scrollWidth > frame.clientWidth + 1;
}).map(table => table.innerText.slice(0, 60))"""


@pytest.mark.long(15)
@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_on_a_phone_every_target_is_24_pixels_large_or_has_that_room_and_no_table_scrolls_sideways(
        opened: Opener, scripts: bool):
    for url in PAGES:
        page = opened(url, width=360, scripts=scripts)
        assert page.evaluate(_SMALL) == [], url
        assert page.evaluate(_WIDE) == [], url
    page = opened("/informers/", width=360, scripts=scripts)
    page.locator("button.number").first.click()
    assert page.evaluate(_SMALL) == [], "with a note open"


_CUT = """() => [...document.querySelectorAll("article *, .md-tabs *, .md-footer *")]
  .filter(one => one.checkVisibility() && !one.closest("[popover]:not(:popover-open), thead, .parts")
    && /hidden|clip/.test(getComputedStyle(one).overflow) && getComputedStyle(one).clipPath === "none"
    && one.innerText?.trim() && (one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 4))
  .map(one => one.outerHTML.slice(0, 120))"""


@pytest.mark.long(15)
def test_on_a_small_phone_and_at_400_percent_nothing_scrolls_sideways_and_the_header_leaves_room(opened: Opener):
    for url in PAGES:
        page = opened(url, width=320, height=640)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, url
        page.set_viewport_size({"width": 320, "height": 256})  # 1280 by 1024 at 400%
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, url
        assert page.locator(".md-header").bounding_box()["height"] < 256 / 3


@pytest.mark.long(15)
@pytest.mark.parametrize("width", [360, 1280])
def test_text_of_twice_the_size_is_neither_cut_nor_wider_than_the_screen(opened: Opener, width: int):
    for url in PAGES:
        page = opened(url, width=width)
        page.evaluate("() => { const root = document.documentElement;"
                      " root.style.fontSize = 2 * parseFloat(getComputedStyle(root).fontSize) + 'px'; }")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, url
        assert page.evaluate(_CUT) == [], url


def test_text_may_be_spaced_out(opened: Opener):
    page = opened(STORY, width=360)
    page.evaluate("""() => { const sheet = new CSSStyleSheet(); // which the page's policy does not forbid
        sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: .12em !important;
            word-spacing: .16em !important } p { margin-bottom: 2em !important }`);
        document.adoptedStyleSheets = [sheet]; }""")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert page.evaluate(_CUT) == []


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_on_a_phone_tables_are_stacked_rows_and_still_tables(opened: Opener, scripts: bool):
    page = opened("/crackdown/", width=360, scripts=scripts)
    table = page.locator("table:not([class])").first
    box = table.bounding_box()
    assert box["width"] <= 360
    assert table.evaluate("table => table.scrollWidth <= table.clientWidth")
    row = table.locator("tbody tr").first
    tops = row.locator("th, td").evaluate_all("cells => cells.map(cell => cell.getBoundingClientRect().top)")
    assert tops == sorted(set(tops)), "each cell stands under the one before"
    label = row.locator("td").first.evaluate("cell => getComputedStyle(cell, '::before').content")
    assert label == '"Trafficking and the like" / ""'  # shown, not spoken: the real heading is
    heard = table.aria_snapshot()
    for part in ('columnheader "Trafficking and the like"', "rowheader", "- row", "- cell"):
        assert part in heard, heard


# Colours, motion, paper


def test_with_the_readers_own_colours_numbers_links_and_focus_stay_visible(opened: Opener):
    page = opened("/informers/", forced_colors="active")
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    number = page.locator("button.number").first
    assert number.evaluate("one => getComputedStyle(one).textDecorationLine") == "underline"
    assert number.evaluate("one => getComputedStyle(one).textDecorationColor") != ground
    take = page.locator(".take-link").first
    assert take.evaluate("one => getComputedStyle(one, '::before').backgroundColor") != ground
    page.keyboard.press("Tab")
    number.focus()
    assert number.evaluate("one => getComputedStyle(one).outlineStyle") == "solid"
    number.click()
    assert page.locator(".note:popover-open").evaluate("one => getComputedStyle(one).borderTopStyle") == "solid"
    current = page.locator(".parts [aria-current]")
    assert current.evaluate("one => getComputedStyle(one).borderBottomStyle") == "solid"


def test_nothing_moves_for_a_reader_who_wants_less_motion(opened: Opener):
    for url in ("/", STORY):
        page = opened(url, width=360, reduced_motion="reduce")
        moving = page.evaluate("""() => [...document.querySelectorAll("*")].flatMap(one => [null, "::before", "::after"]
          .map(part => getComputedStyle(one, part)).filter(style =>
            style.transitionDuration.split(", ").some(time => parseFloat(time) > 0)
            || (style.animationName !== "none" && parseFloat(style.animationDuration) > 0)
            || style.scrollBehavior === "smooth").map(() => one.outerHTML.slice(0, 80)))""")
        assert moving == [], url


def test_print_shows_the_source_of_every_number_and_no_controls(opened: Opener):
    for url in (STORY, "/", ENTRIES):
        page = opened(url, scheme="dark")
        page.emulate_media(media="print")
        for gone in (".md-header", ".md-tabs", ".md-footer", ".md-sidebar", ".take-link", ".take", ".note-close",
                     ".parts", "summary", "input", ".md-skip"):
            assert page.locator(gone).evaluate_all("all => all.filter(one => one.checkVisibility())") == [], gone
        assert page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
        notes = page.locator(".note")
        for number in page.locator("button.number").all():
            key = int(number.get_attribute("data-note"))  # the numeral that print sets after the number
            assert number.evaluate("one => getComputedStyle(one, '::after').content") == f'"{key}"'
            note = notes.nth(key - 1)  # notes are counted from the first
            assert note.get_attribute("id") == number.get_attribute("popovertarget")
            expect(note).to_be_visible()
        for text in notes.all_inner_texts():
            if "Check" in text:  # a number, not a word that the glossary explains
                assert "Who says so" in text, text
                assert "Source: " in text or "The sum" in text, text
        if url == ENTRIES:
            assert page.locator(".entry-source").first.is_visible()


# Without scripts


def test_without_scripts_a_line_says_what_is_missing_and_nothing_shown_is_dead(opened: Opener):
    for url, width in itertools.product(("/", STORY, "/not/a/page/"), (360, 1280)):
        page = opened(url, width=width, scripts=False)
        expect(page.locator(".scripts-off")).to_contain_text("scripts, which are off here")
        for dead in (".md-search", ".search-button", ".md-header__option", "button.take"):
            assert page.locator(dead).evaluate_all("all => all.filter(one => one.checkVisibility()).length") == 0, dead
        deaf = page.locator("button:visible").evaluate_all(
            "all => all.filter(one => !one.hasAttribute('popovertarget')).map(one => one.outerHTML)")
        assert deaf == []
        focusable = page.locator("input").evaluate_all("all => all.filter(one => one.checkVisibility()).length")
        assert focusable == 0


def test_without_scripts_a_number_can_be_followed_and_cited(opened: Opener):
    page = opened("/informers/", scripts=False)
    page.locator("button.number", has_text="about 70%").first.click()
    page.locator("#note-informer-share").get_by_role("link", name="All about this number").click()
    entry = page.locator(".entry", has=page.locator("#informer-share"))
    entry.get_by_text("Cite or embed").click()
    expect(entry.locator(".entry-cite p").first).to_contain_text("/s/informer-share/")
    expect(entry.locator("code")).to_contain_text("<iframe")


def test_with_scripts_no_line_speaks_of_missing_ones(opened: Opener):
    expect(opened("/").locator(".scripts-off")).to_have_count(0)
