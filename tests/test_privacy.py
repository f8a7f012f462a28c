"""Private and closed: the pages ask nobody else, keep nothing but the chosen theme, and run no script but their own."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import yaml
from playwright.sync_api import Browser, BrowserContext, expect
from playwright.sync_api import Page as Tab
from selectolax.lexbor import LexborHTMLParser

from explainer import policy, prose, publish
from explainer.library import Library
from tests.compressing import serving
from tests.conftest import ROOT, Page, Project
from tests.test_site import navigation

SCRIPT = '</title></p>"><script>window.owned = true</script><img src=x onerror="window.owned = true">'
WATCH = """
  window.violations = [];
  document.addEventListener("securitypolicyviolation", (event) =>
    violations.push(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile} ${event.sample}`));
"""


class Watched:
    """A browser's context that remembers what it asked for and what was forbidden to it."""

    def __init__(self, context: BrowserContext, address: str):
        self.context, self.address = context, address
        self.asked: list[str] = []
        self.complaints: list[str] = []
        context.add_init_script(WATCH)
        context.on("request", lambda request: self.asked.append(request.url))
        context.on("console", lambda message: self.complaints.append(message.text)
                   if "ontent Security Policy" in message.text or "ontent-Security-Policy" in message.text else None)

    def open(self, url: str, scheme: str = "light") -> Tab:
        page = self.context.pages[0] if self.context.pages else self.context.new_page()
        page.emulate_media(color_scheme=scheme)
        page.goto(self.address + url)
        page.wait_for_load_state("networkidle")
        return page

    def assert_closed(self, page: Tab, kept: int = 0) -> None:
        """No violation, nobody else asked, no cookie, nothing kept but a chosen theme."""
        assert page.evaluate("window.violations") == [] and self.complaints == [], page.url
        elsewhere = [url for url in self.asked if not url.startswith((self.address, "data:"))]
        assert elsewhere == [], page.url
        assert self.context.cookies() == [] and page.evaluate("document.cookie") == ""
        stored = page.evaluate("[...Object.keys(localStorage), ...Object.keys(sessionStorage)]")
        assert [key.rpartition(".")[2] for key in stored] == ["__palette"] * kept, page.url


@pytest.fixture
def watched(browser: Browser, address: str) -> Iterator[Watched]:
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    yield Watched(context, address)
    context.close()


def every_html(site: Path) -> dict[str, LexborHTMLParser]:
    return {file.relative_to(site).as_posix(): LexborHTMLParser(file.read_text(encoding="utf-8"))
            for file in sorted(site.rglob("*.html"))}


# The policy

def test_every_page_states_its_policy_before_anything_that_it_rules_over(site: Path):
    found = every_html(site)
    assert len(found) > 400 and "404.html" in found and "s/prisoners/index.html" in found
    for name, tree in found.items():
        head = [node for node in tree.css("head > *")]
        assert "charset" in head[0].attributes, name
        assert head[1].attributes.get("http-equiv") == "Content-Security-Policy", name
        rules = head[1].attributes["content"]
        assert rules.startswith("default-src 'none'; script-src "), name
        assert not re.search(r"unsafe|\*|https?:|strict-dynamic", rules), name


def test_a_policy_lets_only_what_the_page_holds_run(site: Path):
    for name, tree in every_html(site).items():
        (meta,) = tree.css("meta[http-equiv=Content-Security-Policy]")
        hashes = re.findall(r"'sha256-[^']+'", meta.attributes["content"])
        inline = [node.text() for node in tree.css("script:not([src]), style")
                  if (node.attributes.get("type") or "") not in ("application/json", "application/ld+json")]
        assert sorted(hashes) == sorted(policy._hashes({text}) for text in set(inline)), name
        assert not tree.css("[style], [onclick], [onload], [onerror]"), name


def test_a_script_on_one_page_only_gets_no_hash():
    frame = '<meta charset="utf-8"><div data-md-component="container"></div><script>ours()</script>'
    page = f"<html><head>{frame}<script>theirs()</script>"
    assert "'self'" not in policy.policy(page, {"ours()"})
    assert policy._hashes({"ours()"}) in policy.policy(page, {"ours()"})
    assert policy._hashes({"theirs()"}) not in policy.policy(page, {"ours()"})


@pytest.mark.parametrize("text", [
    "<script>x()</script>", "<STYLE>p {color: red}</STYLE>", '<p STYLE="color: red">x</p>'])
def test_a_page_that_brings_a_script_or_style_of_its_own_stops_the_build(text: str):
    (problem,) = prose.untraced(f"<h1>Title</h1>{text}", "about.md", Library.open(ROOT / "data", ROOT / "docs"))
    assert re.match(r"docs/about.md: <\w+>: the text of a page holds a script or style of its own, .*; ", str(problem))


def test_publishing_twice_changes_nothing(project: Project, site: Path):
    library = Library.open(ROOT / "data", ROOT / "docs")
    before = {path: path.read_bytes() for path in site.rglob("*.*") if path.suffix not in (".png", ".gz")}
    for path, content in before.items():
        copy = project.site / path.relative_to(site)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(content)
    publish.publish(project.site, library, publish.DEFAULT_ADDRESS, cards=False)
    for path, content in before.items():
        assert (project.site / path.relative_to(site)).read_bytes() == content, path


# In the browser

@pytest.mark.parametrize("url", [*navigation(), "/this/is/not/here/"])
def test_every_page_opens_within_its_policy_and_so_does_every_note(watched: Watched, url: str):
    for scheme, ground in (("dark", "rgb(20, 23, 28)"), ("light", "rgb(251, 249, 244)")):
        page = watched.open(url, scheme)
        page.evaluate("scrollTo(0, document.body.scrollHeight)")
        page.wait_for_timeout(200)
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == ground
        watched.assert_closed(page)
    opened = page.evaluate("""() => [...document.querySelectorAll(".note")].map((note) => {
        note.showPopover();
        const box = note.getBoundingClientRect();
        note.hidePopover();
        return box.height > 40;
    })""")
    assert all(opened)
    # Lists, which show what they have without notes.
    assert opened or url.startswith("/numbers") or url in (
        "/sources/", "/corrections/", "/all-sources/", "/glossary/", "/this/is/not/here/")
    watched.assert_closed(page)


@pytest.mark.long(35)
def test_every_share_page_stays_within_its_policy_and_keeps_nothing(site: Path, watched: Watched, address: str):
    ids = sorted(folder.name for folder in (site / "s").iterdir())
    page = watched.context.new_page()
    for start in range(0, len(ids), 60):  # in frames, where they stay and can be asked
        page.set_content("".join(f'<iframe src="{address}/s/{id}/"></iframe>' for id in ids[start : start + 60]))
        page.wait_for_load_state("networkidle")
        for frame in page.frames[1:]:
            assert frame.evaluate("window.violations") == [], frame.url
            assert frame.evaluate("getComputedStyle(document.body).maxWidth") == "600px", frame.url
    assert len(watched.asked) == len(ids) > 400
    page = watched.open("/s/set-ups/")  # by itself it forwards
    page.wait_for_url("**/informers/#set-ups")
    watched.assert_closed(page)


def test_searching_sharing_and_changing_the_theme_stay_within_the_policy(watched: Watched):
    page = watched.open("/women-and-children-in-prison/")
    assert not [url for url in watched.asked if "search" in url], "the search is not fetched before it is used"
    page.get_by_role("textbox", name="Search").click()
    page.keyboard.type("women", delay=20)
    expect(page.locator(".md-search-result__item").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    page.get_by_role("link", name="Copy link to Women", exact=True).click()
    expect(page.locator(".toast")).to_contain_text("Link copied")
    page.locator("button.number").first.click()
    page.locator(".note:popover-open").get_by_role("button", name="Copy as a sentence").click()
    page.locator(".note:popover-open").get_by_role("button", name="Close").click()
    page.get_by_role("button", name="Dark mode").click()
    expect(page.locator("body")).to_have_attribute("data-md-color-scheme", "slate")
    page.evaluate("location.reload()")
    page.wait_for_load_state("networkidle")
    expect(page.locator("body")).to_have_attribute("data-md-color-scheme", "slate")
    watched.assert_closed(page, kept=1)


def test_the_chosen_theme_is_there_on_every_page_before_it_is_drawn(watched: Watched):
    page = watched.open("/")
    page.get_by_role("button", name="Dark mode").click()
    page.route("**/*.js", lambda route: route.abort())  # the theme's script could only come later
    for url in ("/informers/", "/numbers/", "/not/here/"):
        page.goto(watched.address + url, wait_until="domcontentloaded")
        assert page.locator("body").get_attribute("data-md-color-scheme") == "slate", url


def test_light_or_dark_is_as_the_system_has_it_until_a_reader_chooses(watched: Watched):
    page = watched.open("/informers/")
    body, button = page.locator("body"), page.get_by_role("button", name="Dark mode")

    def shows(scheme: str) -> None:
        expect(body).to_have_attribute("data-md-color-scheme", {"dark": "slate", "light": "default"}[scheme])
        expect(button).to_have_attribute("aria-pressed", str(scheme == "dark").lower())
        # what the browser draws itself: its scroll bar, and the bar of a phone
        assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == scheme
        (bar,) = page.evaluate("""[...document.querySelectorAll("meta[name=theme-color]")]
            .filter(({ media }) => matchMedia(media).matches).map(({ content }) => content)""")
        channels = ", ".join(str(int(bar[i : i + 2], 16)) for i in (1, 3, 5))
        expect(body).to_have_css("background-color", f"rgb({channels})")

    shows("light")
    page.emulate_media(color_scheme="dark")
    shows("dark")
    watched.assert_closed(page, kept=0)
    button.click()
    shows("light")
    page.emulate_media(color_scheme="light")
    page.emulate_media(color_scheme="dark")
    shows("light")
    page.goto(f"{watched.address}/entrapment/")
    shows("light")
    button.press("Enter")
    shows("dark")
    watched.assert_closed(page, kept=1)


@pytest.mark.parametrize("address_of", ["/?q={}", "/informers/?q={}#{}", "/{}"])
def test_a_script_in_an_address_does_not_run(watched: Watched, address_of: str):
    for script in ("<script>window.owned = true</script>", "<img src=x onerror='window.owned = true'>",
                   "\"><svg onload='window.owned = true'>"):
        page = watched.open(address_of.replace("{}", script))
        page.wait_for_timeout(500)
        assert page.evaluate("window.owned") is None
        assert page.locator("article script, article img, .md-search img, .md-search script").count() == 0
        if "?q" in address_of:
            assert page.locator(".md-search__input").input_value() == script
        watched.assert_closed(page)


@pytest.fixture(scope="module")
def hostile(built_once: Callable[..., Path]) -> Path:
    """A site into whose data, titles and name somebody has put a script; its preview cards are cut away."""
    def build(project: Project) -> subprocess.CompletedProcess[str]:
        path = project.folder / "data/facts.yml"
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
        data["sources"]["khmer-times"] |= {"title": SCRIPT, "producer": SCRIPT, "note": SCRIPT}
        data["facts"]["prisoners"] |= {"statement": f"Prisoners {SCRIPT}", "says": SCRIPT, "counts": SCRIPT,
                                       "caveat": SCRIPT}
        path.write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False), encoding="utf-8")
        project.edit("docs/informers.md", "title: ", f"title: {json.dumps(SCRIPT)} # ")
        project.edit("docs/informers.md", "description: ", f"description: {json.dumps(SCRIPT)} # ")
        project.edit("mkdocs.yml", "Entrapment: entrapment.md", f"{json.dumps(SCRIPT)}: entrapment.md")
        project.edit("mkdocs.yml", "site_description: ", f"site_description: {json.dumps(SCRIPT)} # ")
        return project.build("--strict")
    return built_once("hostile", build)


def test_a_script_in_the_data_or_a_title_is_text(hostile: Path, pages: dict[str, Page]):
    for url, page in pages.items():
        spoilt = Page(hostile, hostile / url.strip("/") / "index.html")
        assert len(spoilt.all("script")) == len(page.all("script")), url
        assert len(spoilt.all("img")) == len(page.all("img")) and not spoilt.all("[onerror]"), url
    informers = Page(hostile, hostile / "informers/index.html")
    assert informers.all("title")[0].text().startswith(SCRIPT)
    assert informers.all("meta[name=description]")[0].attributes["content"] == SCRIPT
    assert SCRIPT in informers.all("[data-md-component=header-topic]")[0].text()
    entrapment = Page(hostile, hostile / "entrapment/index.html")
    assert SCRIPT in entrapment.all("[aria-current=page]")[0].text()
    overview = Page(hostile, hostile / "prison-overcrowding/index.html")
    assert SCRIPT in overview.all("#note-prisoners .note-what")[0].text()


@pytest.mark.long(20)
def test_a_script_in_the_data_or_a_title_does_not_run(browser: Browser, hostile: Path):
    context = browser.new_context()
    with serving({"": hostile}) as address:
        watched = Watched(context, address)
        for url in ("/", "/informers/", "/entrapment/", "/prison-overcrowding/", "/numbers/", "/numbers-prisons/",
                    "/sources/", "/s/prisoners/", "/no/such/page/"):
            page = watched.open(url)
            assert page.evaluate("window.owned") is None, url
            watched.assert_closed(page)
        page = watched.open("/")
        page.get_by_role("textbox", name="Search").click()
        page.keyboard.type("window owned onerror", delay=20)
        expect(page.locator(".md-search-result__item").first).to_be_visible()
        assert page.evaluate("window.owned") is None
        watched.assert_closed(page)
    context.close()
