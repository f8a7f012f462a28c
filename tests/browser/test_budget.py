"""Fast on a slow line: what a first view fetches, how soon it shows, and that nothing jumps."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Error, Page, expect

from tests.browser.conftest import NOWHERE
from tests.conftest import navigation
from tests.serving import serving

SCREENS = {"phone": {"width": 360, "height": 740}, "desktop": {"width": 1280, "height": 900}}
# Bytes as sent, headers and all. A theme is cut by sense: the largest holds some 130 numbers.
ALL, REQUESTS = 60_000, 4
FIRST_ROUND_TRIP = 14_600 - 200  # ten packets, less the answer's headers
SHIFTS = """
  window.shifts = [];
  new PerformanceObserver((list) => shifts.push(...list.getEntries().map((entry) =>
    [entry.value, ...entry.sources.map(({ node }) => node?.outerHTML?.slice(0, 80))])))
    .observe({ type: "layout-shift", buffered: true });
"""


@pytest.fixture(scope="module")
def stalled(site: Path) -> Iterator[str]:
    with serving({"": site}, stall_after=FIRST_ROUND_TRIP) as at:
        yield at


class Fetched:
    """What a browser with an empty cache fetches for one page, in bytes on the line."""

    def __init__(self, browser: Browser, url: str) -> None:
        self.addresses: dict[str, str] = {}
        self.bytes: dict[str, int] = {}
        context = browser.new_context(viewport=SCREENS["phone"])
        page = context.new_page()
        session = context.new_cdp_session(page)
        session.send("Network.enable")
        session.on("Network.requestWillBeSent", self._asked)
        session.on("Network.loadingFinished", self._came)
        page.goto(url)
        page.wait_for_load_state("networkidle")
        context.close()

    def _asked(self, event: dict) -> None:
        if not event["request"]["url"].startswith("data:"):
            self.addresses[event["requestId"]] = event["request"]["url"]

    def _came(self, event: dict) -> None:
        if address := self.addresses.get(event["requestId"]):
            self.bytes[address] = self.bytes.get(address, 0) + int(event["encodedDataLength"])


@pytest.mark.long(25)
def test_a_first_view_of_any_page_stays_within_its_bytes_and_requests(
    browser: Browser, address: str
):
    heavy = {}
    for url in [*navigation(), NOWHERE]:
        fetched = Fetched(browser, address + url)
        assert len(fetched.bytes) >= 2, "the script and the icon are counted too"
        # A missing page offers the closest addresses: a script more, and their list.
        more = 2 if url == NOWHERE else 0
        if sum(fetched.bytes.values()) > ALL or len(fetched.addresses) > REQUESTS + more:
            heavy[url] = fetched.bytes
    assert heavy == {}


@pytest.mark.long(25)
@pytest.mark.parametrize(("screen", "scheme"), [("phone", "light"), ("desktop", "dark")])
def test_nothing_moves_while_a_page_loads(browser: Browser, slow: str, screen: str, scheme: str):
    context = browser.new_context(viewport=SCREENS[screen], color_scheme=scheme)
    context.add_init_script(SHIFTS)
    page = context.new_page()
    moved = {}
    for url in navigation():
        page.goto(slow + url)  # until all that the page asks for is there
        page.wait_for_timeout(150)
        if shifts := page.evaluate("shifts.filter(([value]) => value > 0.0001)"):
            moved[url] = shifts
    context.close()
    assert moved == {}


@pytest.mark.long(20)
@pytest.mark.parametrize(("screen", "scheme"), [("phone", "light"), ("desktop", "dark")])
def test_the_first_round_trip_paints_the_first_screen(
    browser: Browser, address: str, stalled: str, kinds: list[str], screen: str, scheme: str
):
    context = browser.new_context(
        viewport=SCREENS[screen], color_scheme=scheme, java_script_enabled=False
    )
    looker = browser.new_page()
    found = {}
    for url in kinds:
        page = context.new_page()
        page.goto(stalled + url, wait_until="commit")
        expect(page.locator("h1")).to_be_visible()
        page.wait_for_timeout(200)
        beginning = seen(page)
        page.goto(address + url)
        found[url] = different(looker, beginning, seen(page))
        page.goto("about:blank")
        page.close()
    looker.close()
    context.close()
    assert {url: pixels for url, pixels in found.items() if pixels > 50} == {}


def seen(page: Page) -> str:
    """The first screen as it is painted, in base64; also of a page that is still loading."""
    session = page.context.new_cdp_session(page)
    for _ in range(20):  # on a busy machine Chromium may not have a frame to give yet
        with suppress(Error):
            return session.send("Page.captureScreenshot", {"format": "png"})["data"]
        page.wait_for_timeout(100)
    raise AssertionError(f"{page.url} was never painted")


def different(looker: Page, one: str, other: str) -> int:
    """How many pixels of two pictures differ."""
    if base64.b64decode(one) == base64.b64decode(other):
        return 0
    return looker.evaluate(
        """async (pictures) => {
        const [one, other] = await Promise.all(pictures.map(async (data) => {
            const picture = await fetch(`data:image/png;base64,${data}`);
            const image = await createImageBitmap(await picture.blob());
            const context = new OffscreenCanvas(image.width, image.height).getContext("2d");
            context.drawImage(image, 0, 0);
            return context.getImageData(0, 0, image.width, image.height).data;
        }));
        if (one.length !== other.length) return 1e9;
        let count = 0;
        for (let i = 0; i < one.length; i += 4) {
            count += Math.abs(one[i] - other[i]) + Math.abs(one[i + 1] - other[i + 1]) > 8;
        }
        return count;
    }""",
        [one, other],
    )
