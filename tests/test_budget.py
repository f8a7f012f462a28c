"""Fast on a slow line: what a real browser fetches on a first view, how soon it shows, and that nothing jumps."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from playwright.sync_api import Page as Tab

from explainer import critical
from tests.compressing import serving
from tests.test_site import navigation

SCREENS = {"phone": {"width": 360, "height": 740}, "desktop": {"width": 1280, "height": 900}}
HTML, ALL, REQUESTS = 20_000, 75_000, 7  # bytes as sent, headers and all
FIRST_ROUND_TRIP = 14_600 - 200  # ten packets, less the answer's headers
SHIFTS = """
  window.shifts = [];
  new PerformanceObserver((list) => shifts.push(...list.getEntries().map((entry) =>
    [entry.value, ...entry.sources.map(({ node }) => node?.outerHTML?.slice(0, 80))])))
    .observe({ type: "layout-shift", buffered: true });
"""


@pytest.fixture(scope="module")
def server(site: Path) -> Iterator[str]:
    with serving({"": site}) as address:
        yield address


class Fetched:
    """What a browser with an empty cache fetches for one page, in bytes on the line."""

    def __init__(self, page: Tab, url: str):
        self.addresses: dict[str, str] = {}
        self.bytes: dict[str, int] = {}
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.on("Network.requestWillBeSent", self._asked)
        session.on("Network.loadingFinished", self._came)
        page.goto(url)
        page.wait_for_load_state("networkidle")
        page.wait_for_timeout(300)

    def _asked(self, event: dict) -> None:
        if not event["request"]["url"].startswith("data:"):
            self.addresses[event["requestId"]] = event["request"]["url"]

    def _came(self, event: dict) -> None:
        if address := self.addresses.get(event["requestId"]):
            self.bytes[address] = self.bytes.get(address, 0) + int(event["encodedDataLength"])


@pytest.mark.parametrize("url", navigation())
def test_a_first_view_stays_within_its_bytes_and_requests(browser: Browser, server: str, url: str):
    page = browser.new_page(viewport=SCREENS["phone"])
    fetched = Fetched(page, server + url)
    page.close()
    html = fetched.bytes[server + url]
    assert all(address.startswith(server) for address in fetched.addresses.values())
    assert len(fetched.addresses) <= REQUESTS, fetched.addresses
    assert len(fetched.bytes) >= 5, "the styles, the scripts and the icon are counted too"
    assert html <= HTML, html
    assert sum(fetched.bytes.values()) <= ALL, fetched.bytes


def test_a_missing_page_is_as_light(browser: Browser, server: str):
    page = browser.new_page()
    fetched = Fetched(page, f"{server}/nowhere/")
    page.close()
    assert sum(fetched.bytes.values()) <= ALL
    assert len(fetched.addresses) <= REQUESTS + 1  # with the list of addresses, to offer the closest


def traced(browser: Browser, page: Tab, act: Callable[[], object]) -> list[dict]:
    """What the browser was busy with while something was done with a page."""
    browser.start_tracing(page=page, categories=["devtools.timeline"])
    act()
    page.wait_for_timeout(300)
    return json.loads(browser.stop_tracing())["traceEvents"]


def elements(events: Iterable[dict]) -> int:
    """How many elements the browser gave their style, one after the other."""
    return sum(event["args"].get("elementCount", 0) for event in events if event["name"] == "UpdateLayoutTree")


@pytest.mark.parametrize("url", ["/", "/alternatives/", "/sources/", "/numbers-prisons/"])
def test_a_page_is_not_styled_anew_for_each_thing_that_a_script_changes(browser: Browser, server: str, url: str):
    """Once at first, once for the whole sheet, and what parts of it need: more is what keeps a phone busy."""
    page = browser.new_page(viewport=SCREENS["phone"])
    count = elements(traced(browser, page, lambda: page.goto(server + url, wait_until="networkidle")))
    drawn = page.evaluate("""[...document.querySelectorAll("*")]
        .filter((one) => one.checkVisibility({ contentVisibilityAuto: true })).length""")
    page.close()
    assert drawn < count < 5 * drawn


def test_a_class_that_a_script_changes_styles_no_other_part_of_the_page(browser: Browser, server: str):
    page = browser.new_page(viewport=SCREENS["phone"])
    page.goto(f"{server}/alternatives/")
    page.wait_for_load_state("networkidle")
    count = elements(traced(browser, page, lambda: page.evaluate("""() => {
        document.documentElement.classList.add("unknown");
        document.body.classList.add("unknown");
    }""")))
    page.close()
    assert 0 < count < 100  # of some 1,500


def test_the_page_is_laid_out_before_the_theme_begins_so_that_a_tap_does_not_wait_for_both(browser: Browser,
                                                                                           server: str):
    page = browser.new_page(viewport=SCREENS["phone"])
    sheet = """{ const sheet = new CSSStyleSheet();  // as if the whole sheet came now
        sheet.replaceSync("article * { letter-spacing: 0.01em }");
        document.adoptedStyleSheets = [sheet]; }"""
    page.route("**/later.js", lambda route: route.fulfill(body=sheet + route.fetch().text(),
                                                          content_type="text/javascript"))
    events = traced(browser, page, lambda: page.goto(f"{server}/numbers-health/", wait_until="networkidle"))
    page.close()
    scripts = [one for one in events if one["name"] == "EvaluateScript"]
    later, theme = (next(one for one in scripts if name in one["args"]["data"]["url"])
                    for name in ("/later.", "/bundle."))
    assert later["ts"] < theme["ts"]
    assert elements(one for one in events if later["ts"] <= one["ts"] <= later["ts"] + later["dur"]) > 1000


def test_the_whole_sheet_is_asked_for_after_the_text_and_before_the_scripts(site: Path):
    for url in navigation():
        html = (site / url[1:] / "index.html").read_text(encoding="utf-8")
        assert html.index("</article>") < html.index('id="__sheet"') < html.index("<script src="), url


@pytest.mark.long(50)
@pytest.mark.parametrize(("screen", "scheme"), [("phone", "light"), ("desktop", "dark")])
def test_nothing_moves_while_a_page_loads(browser: Browser, site: Path, screen: str, scheme: str):
    context = browser.new_context(viewport=SCREENS[screen], color_scheme=scheme)
    context.add_init_script(SHIFTS)
    # The sheet and the scripts come late, as on a slow line: what the inlined rules leave out would show.
    with serving({"": site}, late=0.15) as slow:
        page = context.new_page()
        for url in navigation():
            page.goto(slow + url)  # until all that the page asks for is there
            page.wait_for_timeout(400)
            assert page.evaluate("shifts.filter(([value]) => value > 0.0001)") == [], url
    context.close()


@pytest.mark.parametrize("screen", SCREENS)
def test_a_link_lands_on_its_place_before_the_style_sheet_comes_and_stays_there(browser: Browser, site: Path,
                                                                                screen: str):
    page = browser.new_page(viewport=SCREENS[screen])
    with serving({"": site}, late=0.5) as slow:
        for place in ("numbers-prisons/#prison-shortfall", "arrests/#arrest-figures"):
            page.goto("about:blank")
            page.goto(f"{slow}/{place}", wait_until="commit")
            page.wait_for_timeout(300)
            assert page.evaluate("document.getElementById('__sheet').sheet") is None, "it is not there yet"
            header, target = page.locator(".md-header"), page.locator(f"#{place.partition('#')[2]}")
            at_first = target.bounding_box()["y"]
            assert 0 <= at_first - header.bounding_box()["height"] < 60, place
            page.wait_for_load_state("networkidle")
            assert page.evaluate("document.getElementById('__sheet').sheet.cssRules.length") > 100
            assert abs(target.bounding_box()["y"] - at_first) <= 2, place
    page.close()


@pytest.mark.parametrize("screen", SCREENS)
def test_what_the_header_covers_is_not_what_a_browser_keeps_in_its_place(browser: Browser, server: str, screen: str):
    """Else a place that a link has led to moves under the header when what stands before it changes its height."""
    page = browser.new_page(viewport=SCREENS[screen])
    page.goto(f"{server}/numbers-prisons/#prison-shortfall")
    heading, header = page.locator("#prison-shortfall"), page.locator(".md-header").bounding_box()
    assert page.evaluate("parseFloat(getComputedStyle(document.documentElement).scrollPaddingTop)") == pytest.approx(
        header["height"], abs=2)
    before = heading.bounding_box()["y"]
    page.evaluate("""document.querySelectorAll(".entry-source").forEach(one => one.style.height = "9rem")""")
    page.wait_for_timeout(200)
    assert heading.bounding_box()["y"] == pytest.approx(before, abs=1)
    page.close()


@pytest.mark.long(50)
@pytest.mark.parametrize(("screen", "scheme"), [("phone", "light"), ("desktop", "dark")])
def test_the_first_round_trip_paints_the_first_screen(browser: Browser, server: str, site: Path, screen: str,
                                                      scheme: str):
    context = browser.new_context(viewport=SCREENS[screen], color_scheme=scheme, java_script_enabled=False)
    looker = browser.new_page()
    with serving({"": site}, stall_after=FIRST_ROUND_TRIP) as stalled:
        for url in navigation():
            page = context.new_page()
            page.goto(stalled + url, wait_until="commit")
            expect(page.locator("h1")).to_be_visible()
            expect(page.locator("article p").first).to_be_visible()
            page.wait_for_timeout(200)
            beginning = seen(page)
            page.goto(server + url)
            whole = seen(page)
            page.goto("about:blank")
            assert different(looker, beginning, whole) <= 50, url  # pixels
            page.close()
    looker.close()
    context.close()


def seen(page: Tab) -> str:
    """The first screen as it is painted, in base64; also of a page that is still loading."""
    session = page.context.new_cdp_session(page)
    return session.send("Page.captureScreenshot", {"format": "png"})["data"]


def different(looker: Tab, one: str, other: str) -> int:
    """How many pixels of two pictures differ."""
    if base64.b64decode(one) == base64.b64decode(other):
        return 0
    return looker.evaluate("""async (pictures) => {
        const [one, other] = await Promise.all(pictures.map(async (data) => {
            const image = await createImageBitmap(await (await fetch(`data:image/png;base64,${data}`)).blob());
            const context = new OffscreenCanvas(image.width, image.height).getContext("2d");
            context.drawImage(image, 0, 0);
            return context.getImageData(0, 0, image.width, image.height).data;
        }));
        if (one.length !== other.length) return Infinity;
        let count = 0;
        for (let i = 0; i < one.length; i += 4) {
            count += Math.abs(one[i] - other[i]) + Math.abs(one[i + 1] - other[i + 1]) > 8;
        }
        return count;
    }""", [one, other])


def test_the_site_holds_no_file_that_nobody_asks_for(site: Path):
    assert not list(site.rglob("*.map")) and not list(site.rglob("lunr*"))
    assert [sheet.name[:5] for sheet in site.rglob("*.css")] == ["site."]


def test_of_many_pages_alike_each_brings_its_first_rules(tmp_path: Path):
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets/a.css").write_text(".near > p{color:blue}.far > p{color:red}.no > p{top:0}", encoding="utf-8")
    page = ('<html><head><link rel="stylesheet" href="../assets/a.css"></head><body><article class="{}">'
            '<p class="near far">Words</p></article></body></html>')
    pages = {f"{n}/": page.format("far" if n == 1 else "near") for n in range(40)}  # all with the same names
    critical.inline(tmp_path, pages)
    assert all(".near > p{color:blue}" in html and ".no " not in html for place, html in pages.items() if place != "1/")
    assert ".far > p{color:red}" in pages["1/"] and ".far > p" not in pages["0/"]
