"""The whole site in one file: small, complete, silent, and as good to read as the site, on paper too."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from playwright.sync_api import Page as Tab
from selectolax.lexbor import LexborHTMLParser

from explainer import built, edition, facts, history, policy, wording
from explainer.library import Library
from explainer.problems import Problems
from explainer.wording import words
from tests.conftest import ROOT, Page
from tests.test_every_reader import barriers

WIDTHS = {360: 740, 1280: 900}


@pytest.fixture(scope="module")
def whole(site: Path) -> Page:
    return Page(site, site / edition.NAME)


class Opened:
    """The edition as somebody got it by messenger: a lone file, with a log of all it asks for and complains of."""

    def __init__(self, browser: Browser, file: Path, **options: object):
        self.context = browser.new_context(**options)
        self.page = self.context.new_page()
        self.asked: list[str] = []
        self.complaints: list[str] = []
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.goto(file.as_uri())


@pytest.fixture
def opened(browser: Browser, site: Path, tmp_path: Path) -> Iterator:
    contexts = []
    file = tmp_path / "a file from a friend.html"
    file.write_bytes((site / edition.NAME).read_bytes())

    def open_(width: int = 360, **options: object) -> Opened:
        one = Opened(browser, file, viewport={"width": width, "height": WIDTHS[width]}, **options)
        contexts.append(one.context)
        return one
    yield open_
    for context in contexts:
        context.close()


def number(page: Tab, id: str):
    """The first place in the text that shows a number."""
    return page.locator(f'main button[popovertarget="{id}"]').first


# What is in it

def test_it_is_smaller_than_500_kb(site: Path):
    assert (site / edition.NAME).stat().st_size < 500_000


def test_every_place_of_every_page_has_its_anchor_once(whole: Page, pages: dict[str, Page]):
    ids = Counter(whole.ids())
    assert [id for id, count in ids.items() if count > 1] == []
    places = {node.attributes["id"] for page in pages.values() for node in page.all("article [id]")
              if not node.css_matches(".note, .note *, .end-notes")}
    assert len(places) > 700 and not any(id.startswith("note-") for id in places)
    assert {"prisoners", "term-of-informer", "source-khmer-times", "paragraph-a1", "chart-people-and-places"} <= places
    assert sorted(places - ids.keys()) == []


def test_every_link_inside_leads_somewhere_and_every_other_is_absolute(whole: Page):
    ids = set(whole.ids())
    links = [link.attributes["href"] or "" for link in whole.all("a")]
    assert len(links) > 500
    assert [link for link in links if link[0] == "#" and link[1:] not in ids] == []
    assert [link for link in links if link[0] != "#" and not link.startswith(("https://", "http://"))] == []
    assert [link for link in links if re.match(r"http://127\.0\.0\.1:8000/[a-z-]+/", link)] == []  # pages are inside
    assert "http://127.0.0.1:8000/facts.csv" in links
    assert {button.attributes["popovertarget"] for button in whole.all("[popovertarget]")} <= {
        node.attributes["id"] for node in whole.all("[popover]")}


def test_every_sentence_of_every_page_is_in_it(whole: Page, pages: dict[str, Page]):
    text, missing, seen = close(whole.tree.body.text()), [], 0
    for page in pages.values():
        article = LexborHTMLParser(page.html).css_first("article")
        for node in article.css(f"{edition._LEFT_OUT}, .entry-source"):
            node.decompose()
        for heading in article.css("h2:last-child"):  # of what is left out
            heading.decompose()
        for node in article.css("p, h1, h2, h3, li, dt, dd, th, td, figcaption"):
            seen += 1
            missing += [(page.url, node.text())] if close(node.text()) not in text else []
    assert missing == [] and seen > 3000


def close(text: str) -> str:
    """A text without its spaces, of which the edition leaves out those that nobody sees."""
    return re.sub(r"\s", "", text)


def test_every_number_is_as_the_data_file_has_it_and_every_fact_has_its_note(whole: Page, book: facts.Book):
    shown = whole.all("main button[data-note]")
    assert len(shown) > 300
    for button in shown:
        fact = book.facts[button.attributes["popovertarget"]]
        said = " ".join(button.text().split()).casefold()
        forms = {" ".join(form.split()).casefold() for form in (words(fact), wording.figure(fact))}
        assert any(said in (form, form.removeprefix(f"{fact.qualifier} ")) for form in forms), (fact.id, said)
    entries = {entry.attributes["id"]: entry for entry in whole.all(".entry")}
    assert entries.keys() == book.facts.keys()
    for id, entry in entries.items():
        fact, said = book.facts[id], " ".join(entry.text(separator=" ").split())
        assert " ".join(entry.css_first("h3 + p").text().split()) == " ".join(wording.figure(fact).split())
        for what in (fact.says, fact.counts, fact.scope):
            assert " ".join((what or "").split()) in said, id
        assert not fact.source or entry.css(f'[popovertarget="source-{fact.source}"]'), id


def test_every_chart_is_drawn_in_it(whole: Page, pages: dict[str, Page], opened):
    charts = {node.attributes["id"] for page in pages.values() for node in page.all(".chart")}
    assert {node.attributes["id"] for node in whole.all(".chart")} == charts and len(charts) > 5
    assert opened(1280).page.evaluate("""() => [...document.querySelectorAll(".chart rect")].every(
        one => one.getBoundingClientRect().height > 3 && getComputedStyle(one).fill !== "none")""")


def test_it_says_where_it_comes_from_and_is_no_duplicate_for_search_engines(whole: Page, site: Path):
    assert whole.tree.css_first("link[rel=canonical]").attributes["href"] == "http://127.0.0.1:8000/"
    assert whole.tree.css_first("meta[name=robots]").attributes["content"] == "noindex"
    assert whole.tree.css_first("header a").attributes["href"] == "http://127.0.0.1:8000/"
    assert edition.NAME not in (site / "sitemap.xml").read_text(encoding="utf-8")


def test_it_leaves_out_the_day_when_that_of_no_page_is_known(site: Path, tmp_path: Path):
    shutil.copytree(site / "assets", tmp_path / "assets")
    library = replace(Library.open(ROOT / "data", ROOT / "docs"), ledger=history.Ledger(pages={}))
    edition.write(tmp_path, built.read(site), library, "http://127.0.0.1:8000/")
    assert "when its newest page changed; look there" in (tmp_path / edition.NAME).read_text(encoding="utf-8")


def test_the_about_page_and_the_numbers_page_offer_it(pages: dict[str, Page]):
    for url in ("/about/", "/numbers/"):
        assert f"/{edition.NAME}" in [link.attributes["href"] for link in pages[url].all("article a[download]")]


def test_an_anchor_that_stands_twice_or_leads_nowhere_is_told():
    with pytest.raises(Problems, match="#a: it stands twice") as told:
        edition._refuse_broken(LexborHTMLParser('<p id=a>x<p id=a>x<a href="#gone">x</a>'))
    assert "#gone: a link leads to it, but it is not there" in str(told.value)


# That it asks for nothing

@pytest.mark.parametrize("scripts", [True, False])
def test_opened_from_a_file_it_asks_for_nothing_and_breaks_no_policy(opened, whole: Page, scripts: bool):
    one = opened(java_script_enabled=scripts)
    number(one.page, "prisoners").click()
    expect(one.page.locator("#prisoners")).to_be_in_viewport()
    assert len(one.asked) == 1 and one.complaints == []
    assert not whole.all("script, img, iframe, object, embed, video, audio, [src], [style], link[rel=stylesheet]")
    (style,) = whole.all("style")
    assert "url(" not in style.text() and "@import" not in style.text()
    assert policy._hashes({style.text()}) in whole.all("meta")[1].attributes["content"]


def test_served_by_a_server_it_asks_for_nothing_else(browser: Browser, address: str):
    page = browser.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{address}/{edition.NAME}", wait_until="networkidle")
    assert asked == [f"{address}/{edition.NAME}"]
    page.close()


# Its notes

@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("scripts", [True, False])
def test_a_touch_opens_a_numbers_note_and_a_touch_beside_it_closes_it(opened, width: int, scripts: bool):
    page = opened(width, has_touch=True, java_script_enabled=scripts).page
    button, note = number(page, "prisoners"), page.locator("#prisoners")
    button.scroll_into_view_if_needed()
    before = button.bounding_box()
    button.tap()
    expect(page.locator("#prisoners:popover-open")).to_be_in_viewport()
    expect(note).to_contain_text("Amnesty International, as the article reports")
    box = note.bounding_box()
    assert box["width"] == (360 if width == 360 else 480) and box["y"] + box["height"] <= WIDTHS[width] + 1
    assert button.bounding_box() == before, "nothing that the reader sees has moved"
    page.touchscreen.tap(4, 4)
    expect(page.locator(":popover-open")).to_have_count(0)
    assert button.bounding_box() == before


def test_the_keyboard_opens_a_note_and_escape_closes_it_and_gives_the_focus_back(opened):
    page = opened(1280).page
    button = number(page, "prisoners")
    button.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#prisoners:popover-open")).to_be_visible()
    page.keyboard.press("Tab")  # into the card, to the first of those who say otherwise
    assert page.evaluate("document.activeElement.closest(':popover-open').id") == "prisoners"
    page.keyboard.press("Enter")  # which opens on top
    expect(page.locator(":popover-open")).to_have_count(2)
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(page.locator(":popover-open")).to_have_count(0)
    expect(button).to_be_focused()


def test_a_card_leads_to_its_source_and_a_word_to_its_meaning(opened):
    page = opened().page
    number(page, "prisoners").click()
    page.locator("#prisoners").get_by_role("button", name="Khmer Times").click()
    expect(page.locator("#source-khmer-times:popover-open")).to_be_in_viewport()
    assert page.locator("#source-khmer-times a").get_attribute("href").startswith("https://www.khmertimeskh.com/")
    page.reload()
    page.locator("main [popovertarget=term-of-informer]").first.click()
    expect(page.locator("#term-of-informer:popover-open")).to_be_in_viewport()


def test_a_closed_note_stands_in_its_list_and_opens_those_beside_it(opened):
    page = opened().page
    page.goto(page.url + "#prisoners")
    expect(page.locator("#prisoners")).to_be_in_viewport()
    page.locator("#prisoners dl button").first.click()
    expect(page.locator("#prisoners-2020-04-02:popover-open h3")).to_be_in_viewport()


def test_no_card_takes_its_place_above_what_a_reader_reads(whole: Page):
    # What follows an entry moves up while it is open, so none may stand before a number in the text.
    order = [node for node in whole.tree.body.traverse()]
    last = max(place for place, node in enumerate(order)
               if node.tag == "button" and not node.css_matches("[popover] *"))
    first = min(place for place, node in enumerate(order) if "popover" in node.attributes)
    assert last < first


# For every reader

@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (1280, "dark")])
def test_axe_finds_no_barrier_in_it_closed_or_open(opened, width: int, scheme: str):
    page = opened(width, color_scheme=scheme, bypass_csp=True).page
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == (
        "rgb(251, 249, 244)" if scheme == "light" else "rgb(20, 23, 28)")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    number(page, "prisoners").click()
    assert barriers(page, scripts=True, thin=True) == []
    page.keyboard.press("Escape")
    assert barriers(page, scripts=True, thin=False) == []


# On paper

def test_on_paper_every_number_has_the_numeral_of_its_entry_and_no_control_is_left(opened):
    page = opened(1280).page
    page.emulate_media(media="print")
    wrong = page.evaluate("""() => {
        const numerals = new Map([...document.querySelectorAll(".entry")].map((one, place) => [one.id, place + 1]));
        return [...document.querySelectorAll("main button[data-note]")].filter(one =>
            Number(one.dataset.note) !== numerals.get(one.getAttribute("popovertarget"))
            || getComputedStyle(one, "::after").content !== `"${one.dataset.note}"`).map(one => one.outerHTML);
    }""")
    assert wrong == []
    assert page.evaluate("""[...document.querySelectorAll(".entry, .sources li, .glossary > div")].every(
        one => one.checkVisibility() && getComputedStyle(one).position === "static")""")
    assert page.evaluate("getComputedStyle(document.querySelector('#source-khmer-times a'), '::after').content") == (
        '" https://www.khmertimeskh.com/744334/drug-policy-in-kingdom-sees-mixed-success/"')
    expect(page.locator(".to-contents:visible")).to_have_count(0)


def test_it_prints_as_a_pdf_with_each_part_on_a_sheet_of_its_own(opened, whole: Page):
    page = opened(1280, color_scheme="dark").page
    pdf = page.pdf(format="A4", prefer_css_page_size=True)
    sheets = len(re.findall(rb"/Type\s*/Page\b", pdf))
    assert len(whole.all("main article")) * 2 < sheets < 140, sheets
    assert pdf.count(b"/URI (https://") > 90  # the sources can be followed from it
