"""Private and closed: pages keep nothing but a chosen scheme, and run no script but their own."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from playwright.sync_api import Browser, expect

from tests.browser.conftest import DARK, LIGHT, NOWHERE, Watched
from tests.browser.test_every_reader import NUMBER, OPEN
from tests.conftest import SMALL, Copy, Page, navigation
from tests.serving import serving

SCRIPT = '</p>"><script>owned = true</script><img src=x onerror=owned=true>'


def test_reading_searching_sharing_and_changing_the_scheme_stay_within_the_policy(
    watched: Watched, rich: str
):
    page = watched.open(rich)
    page.wait_for_load_state("networkidle")
    assert not [url for url in watched.asked if "search" in url], "fetched before it is used"
    page.keyboard.press("/")
    page.keyboard.type("number", delay=10)
    expect(page.locator("#search-results a").first).to_be_visible()
    page.keyboard.press("Escape")
    page.locator(".take-link").first.click()
    page.locator(NUMBER).first.click()
    page.locator(OPEN).get_by_role("button", name="Copy as a sentence").click()
    page.locator(OPEN).get_by_role("button", name="Close").click()
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    watched.assert_closed()
    opened = page.evaluate("""() => [...document.querySelectorAll(".note")].map((note) => {
        note.showPopover();
        const height = note.getBoundingClientRect().height;
        note.hidePopover();
        return height;
    })""")
    assert min(opened) > 40
    page.locator(".scheme-button").click()
    watched.assert_closed(kept=("colour-scheme",))


def test_every_share_page_stays_within_its_policy_and_keeps_nothing(
    site: Path, watched: Watched, address: str
):
    # Those that lead on would open whole pages in their frames.
    stay = [
        one for one in (site / "s").iterdir() if "refresh" not in (one / "index.html").read_text()
    ]
    ids = sorted(folder.name for folder in stay)[::7]
    page = watched.context.new_page()
    for start in range(0, len(ids), 40):  # in frames, where they stay and can be asked
        frames = (f'<iframe src="{address}/s/{id}/"></iframe>' for id in ids[start : start + 40])
        page.set_content("".join(frames))
        page.wait_for_load_state("networkidle")
        for frame in page.frames[1:]:
            assert frame.evaluate("window.violations") == [], frame.url
            assert frame.evaluate("document.body.innerText.length") > 20, frame.url
    assert watched.wrong == []


def test_light_or_dark_is_as_the_system_has_it_until_a_reader_chooses(watched: Watched):
    page = watched.open("/")
    body, button = page.locator("body"), page.locator(".scheme-button")

    def shows(scheme: str) -> None:
        ground = {"dark": DARK, "light": LIGHT}[scheme]
        expect(body).to_have_css("background-color", ground)
        expect(button).to_have_attribute("aria-pressed", str(scheme == "dark").lower())
        # what the browser draws itself: its scroll bar, and the bar of a phone
        drawn = page.evaluate("getComputedStyle(document.documentElement).colorScheme")
        assert drawn.split()[-1] == scheme or drawn == "light dark"
        (bar,) = page.evaluate("""[...document.querySelectorAll("meta[name=theme-color]")]
            .filter(({ media }) => matchMedia(media).matches).map(({ content }) => content)""")
        assert f"rgb({', '.join(str(int(bar[i : i + 2], 16)) for i in (1, 3, 5))})" == ground

    shows("light")
    page.emulate_media(color_scheme="dark")
    shows("dark")
    watched.assert_closed()
    button.click()
    shows("light")
    page.emulate_media(color_scheme="light")
    page.emulate_media(color_scheme="dark")
    shows("light")
    page.route("**/site.js", lambda route: route.abort())  # before any script that comes later
    for url in (navigation()[1], NOWHERE):
        page.goto(watched.address + url)
        expect(body).to_have_css("background-color", LIGHT)
    page.unroute("**/site.js")
    page.goto(watched.address + navigation()[2])
    button.press("Enter")
    shows("dark")


def test_a_script_in_an_address_does_not_run(watched: Watched):
    for address in ("/?q={}", "/about/?q={}#{}", "/not/a/page/{}"):
        for script in ("<script>owned = true</script>", "\"><svg onload='owned = true'>"):
            page = watched.open(address.replace("{}", script))
            page.wait_for_timeout(200)
            assert page.evaluate("window.owned") is None
            assert page.locator("article :is(script, img), #search-results *").count() == 0
    watched.assert_closed()


# What somebody may have put into the data


@pytest.fixture(scope="module")
def hostile(built_once: Callable[..., Path]) -> Path:
    """The small site, with a script in its data, titles and name."""

    def build(project: Copy):
        data = yaml.safe_load(project.read("data/facts.yml"))
        for source in data["sources"].values():
            source |= {"title": SCRIPT, "producer": SCRIPT, "note": SCRIPT}
        for n, fact in zip("abcdefghijklmnop", data["facts"].values(), strict=False):
            fact |= {"statement": f"{SCRIPT} {n}", "caveat": SCRIPT}
            if "derived" not in fact:
                fact |= {"says": SCRIPT, "counts": SCRIPT}
        project.write("data/facts.yml", yaml.safe_dump(data, allow_unicode=True, sort_keys=False))
        project.edit("docs/water.md", "title: ", f"title: {json.dumps(SCRIPT)} # ")
        project.edit("docs/water.md", "description: ", f"description: {json.dumps(SCRIPT)} # ")
        project.edit(
            "mkdocs.yml", "site_description: ", f"site_description: {json.dumps(SCRIPT)} # "
        )
        return project.build(NO_CARDS="1")

    return built_once("hostile", SMALL, build)


def test_a_script_in_the_data_or_a_title_is_text(hostile: Path, small_site: Path):
    for file in small_site.rglob("*.html"):
        page, spoilt = Page(small_site, file), Page(hostile, hostile / file.relative_to(small_site))
        for kind in ("script", "img", "iframe"):
            assert len(spoilt.all(kind)) == len(page.all(kind)), (file, kind)
        assert not spoilt.all("[onerror]"), file
    water = Page(hostile, hostile / "water/index.html")
    assert "owned" in water.one("title").text()
    assert "owned" in water.one("meta[name=description]").attributes["content"]


def test_a_script_in_the_data_or_a_title_does_not_run(browser: Browser, hostile: Path):
    context = browser.new_context()
    with serving({"": hostile}) as address:
        watched = Watched(context, address)
        for file in hostile.rglob("index.html"):
            page = watched.open(f"/{file.parent.relative_to(hostile)}/".replace("/./", "/"))
            assert page.evaluate("window.owned") is None, file
        page = watched.open("/")
        page.keyboard.press("/")
        page.keyboard.type("owned", delay=10)
        expect(page.locator("#search-results a").first).to_be_visible()
        assert page.evaluate("window.owned") is None
        watched.assert_closed()
    context.close()
