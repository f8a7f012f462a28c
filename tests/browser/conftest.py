"""What the tests in a browser share: a page in a browser of the wished kind, and which pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests import conftest
from tests.serving import serving

Opener = Callable[..., Page]
NOWHERE = "/not/a/page/"  # is answered with the 404 page
PHONE, DESKTOP = 360, 1280
LIGHT, DARK = "rgb(251, 249, 244)", "rgb(20, 23, 28)"
WATCH = """
  window.violations = [];
  document.addEventListener("securitypolicyviolation", (event) =>
    violations.push(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`));
"""


class Watched:
    """A browser's context that remembers what went wrong in it and what it asked for."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.context, self.address = context, address
        self.asked: list[str] = []
        self.wrong: list[str] = []
        context.add_init_script(WATCH)
        context.on("request", self._asked)
        context.on("console", self._said)
        context.on("weberror", lambda error: self.wrong.append(str(error.error)))
        context.on("response", self._answered)

    def _asked(self, request) -> None:
        self.asked.append(request.url)
        if urlsplit(request.url).scheme in ("http", "https") and not self._ours(request.url):
            self.wrong.append(f"asked {request.url}")

    def _ours(self, url: str) -> bool:
        return url.startswith(self.address)

    def _said(self, message) -> None:
        expected = NOWHERE in message.location["url"] or "preload assets" in message.text  # of axe
        if message.type in ("error", "warning") and not expected:
            self.wrong.append(message.text)

    def _answered(self, response) -> None:
        if response.status >= 400 and NOWHERE not in response.url:
            self.wrong.append(f"{response.status} {response.url}")

    def page(self) -> Page:
        return self.context.pages[0] if self.context.pages else self.context.new_page()

    def open(self, url: str, scheme: str = "light") -> Page:
        page = self.page()
        page.emulate_media(color_scheme=scheme)
        page.goto("about:blank")  # else another #place of the same page would keep its state
        page.goto(self.address + url)
        return page

    def assert_closed(self, kept: tuple[str, ...] = ()) -> None:
        """Nothing went wrong, nobody else was asked, nothing is kept but a chosen scheme."""
        page = self.page()
        assert self.wrong == [] and page.evaluate("window.violations ?? []") == [], page.url
        assert self.context.cookies() == [] and page.evaluate("document.cookie") == ""
        stored = page.evaluate("[...Object.keys(localStorage), ...Object.keys(sessionStorage)]")
        assert tuple(stored) == kept, page.url


@pytest.fixture(scope="module")
def opened(browser: Browser, address: str) -> Iterator[Opener]:
    """A page in a browser of the wished kind; each kind of browser is opened once."""
    kinds: dict[tuple, Page] = {}

    def open_(
        url: str,
        *,
        width: int = DESKTOP,
        height: int = 800,
        scripts: bool = True,
        scheme: str = "light",
        **more: object,
    ) -> Page:
        kind = (width, height, scripts, *sorted(more.items()))
        if kind not in kinds:
            context = browser.new_context(
                viewport={"width": width, "height": height},
                base_url=address,
                java_script_enabled=scripts,
                **more,
            )
            kinds[kind] = context.new_page()
        page = kinds[kind]
        page.emulate_media(color_scheme=scheme, media="screen")  # whatever the last test made of it
        page.set_viewport_size({"width": width, "height": height})
        page.goto("about:blank")
        page.goto(url)
        return page

    yield open_
    for page in kinds.values():
        page.context.close()


@pytest.fixture
def watched(browser: Browser, address: str) -> Iterator[Watched]:
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    yield Watched(context, address)
    context.close()


@pytest.fixture(scope="session")
def rich(pages: dict[str, conftest.Page]) -> str:
    """The page with most of what there can be: charts, tables, numbers, terms, sections."""
    kinds = ("figure.chart", ".text table:not(.chart table)", "a[data-note]", "a.term", "h2[id]")

    def wealth(url: str) -> tuple[int, int]:
        found = [len(pages[url].all(kind)) for kind in kinds]
        return sum(map(bool, found)), sum(found)

    return max(conftest.story(), key=wealth)


@pytest.fixture(scope="session")
def kinds(pages: dict[str, conftest.Page], rich: str) -> list[str]:
    """A page of each kind, for what hangs on the frame: the others have the same."""
    marks = (".timeline", ".numbers-index", ".claims", ".glossary", ".sources")
    listed = [next((url for url in pages if pages[url].all(mark)), "/") for mark in marks]
    return [*dict.fromkeys(["/", rich, *listed])]


@pytest.fixture(scope="module")
def slow(site) -> Iterator[str]:
    """A server from which all but the pages themselves comes late, one after the other."""
    with serving({"": site}, late=0.15) as at:
        yield at
