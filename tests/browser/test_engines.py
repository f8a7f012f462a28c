"""What a number and its card do in three engines: Chromium, Firefox and WebKit.

A number is words: it is found, selected, copied and translated with its sentence; a link opens
its card.
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

import pytest

from tests import browsers
from tests.browser import engines
from tests.browser.engines import Engine
from tests.browser.looking import LOOKS
from tests.conftest import Page, story

# The first number with words before and behind it.
LINK = """[...document.querySelectorAll('.text p > data > a[data-note]')].find((one) =>
  [one.parentElement.previousSibling, one.parentElement.nextSibling].every(it =>
    it?.data?.length > 20))
"""
OPEN = "document.querySelector('.note:popover-open')?.id"
TARGET = "document.querySelector('.note:target')"


def started(name: str, request: pytest.FixtureRequest, *, scripts: bool = True) -> Engine:
    """An engine's window. An engine that is not here is not tried, unless all have to be."""
    if not browsers.FIND[name]():
        (why,) = [line for line in browsers.missing() if name in line]
        pytest.fail(why) if browsers.required() else pytest.skip(why)
    if name == "chromium":
        return engines.Chromium(request.getfixturevalue("browser"), scripts)
    return {"firefox": engines.Firefox, "webkit": engines.WebKit}[name](scripts)


@pytest.fixture
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    one = started(request.param, request)
    yield one
    one.quit()


@pytest.fixture
def without_scripts(request: pytest.FixtureRequest) -> Iterator[Engine]:
    one = started(request.param, request, scripts=False)
    yield one
    one.quit()


@pytest.fixture(scope="module")
def url(address: str, pages: dict[str, Page]) -> str:
    """The part of the story with most numbers in its paragraphs."""
    numbers = ".text p > data > a[data-note]"
    return address + max(story(), key=lambda one: len(pages[one].all(numbers)))


def middle(engine: Engine, node: str = LINK) -> tuple[float, float]:
    """Where to click on a link: the middle of its first line, scrolled to the middle."""
    x, y = engine.js(
        f"const one = {node}; one.scrollIntoView({{block: 'center'}});"
        "const box = one.getClientRects()[0];"
        "return [box.x + box.width / 2, box.y + box.height / 2]"
    )
    return x, y


def sentence(engine: Engine) -> str:
    """The words around the first number of a paragraph: some before it, itself, some behind it."""
    return engine.js(f"""
      const link = {LINK}, before = document.createRange(), after = document.createRange();
      const text = (range) => range.toString().replace(/\\s+/g, " ");
      before.setStart(link.closest("p"), 0); before.setEndBefore(link.parentElement);
      after.setStartAfter(link.parentElement); after.setEndAfter(link.closest("p").lastChild);
      return text(before).split(" ").slice(-4).join(" ") + link.textContent
        + text(after).match(/^.(\\S* ?){{3}}/)[0].trimEnd();""")


def a_click_opens_the_card_at_the_number_a_second_and_escape_close_it(engine: Engine, url: str):
    engine.goto(url)
    card = engine.js(f"return {LINK}.hash.slice(1)")
    engine.click(*middle(engine))
    assert engine.until(OPEN) == card
    assert engine.js(f"return {LINK}.getAttribute('aria-expanded')") == "true"
    assert engine.js("return document.activeElement.id") == card, "the focus is in the card"
    # Beside the number, not over it.
    assert engine.js(f"""const a = {LINK}.getClientRects()[0], b = document.getElementById('{card}')
        .getBoundingClientRect(); return a.bottom <= b.top || a.top >= b.bottom""")
    engine.click(*middle(engine))
    assert engine.until(f"!{OPEN}"), "the same number again closes it"
    engine.click(*middle(engine))
    assert engine.until(OPEN) == card
    engine.key("Escape")
    assert engine.until(f"!{OPEN}")
    assert engine.js(f"return document.activeElement === {LINK}"), "the focus comes back"
    engine.key("Enter")
    assert engine.until(OPEN) == card
    engine.click(3, 400)  # beside the card
    assert engine.until(f"!{OPEN}")


def a_second_place_of_the_same_number_opens_the_same_card_there(engine: Engine, url: str):
    engine.goto(url)
    twice = engine.js("""const seen = {};
      for (const link of document.querySelectorAll("article .text a[data-note]")) {
        if (!link.closest(".note, figure, .used, details")) (seen[link.hash] ??= []).push(link);
      }
      const found = Object.values(seen).find((links) => links.length > 1);
      if (found) found[1].id = "second";
      return found?.[1].hash.slice(1)""")
    assert twice, "no number stands twice on this page"
    second = "document.getElementById('second')"
    engine.click(*middle(engine, second))
    assert engine.until(OPEN) == twice
    assert engine.js(f"return {second}.getAttribute('aria-expanded')") == "true"


def a_number_is_marked_as_what_can_be_opened(engine: Engine, url: str):
    engine.goto(url)
    style = f"getComputedStyle({LINK})"
    assert "underline" in engine.js(f"return {style}.textDecorationLine")
    assert engine.js(f"return {style}.textDecorationStyle") == "dotted"
    assert engine.js(f"return {style}.display") == "inline", "it breaks over lines"


def find_in_page_and_a_link_to_a_passage_go_across_a_number(engine: Engine, url: str):
    engine.goto(url)
    words = sentence(engine)
    engine.js("getSelection().removeAllRanges()")
    assert engine.js(f"return find({words!r})"), words
    engine.goto(f"{url}#:~:text={quote(words, safe='')}")
    shown = (
        f"const box = {LINK}.getBoundingClientRect(); return box.top > 0 && box.top < innerHeight"
    )
    engine.until(f"(() => {{ {shown} }})()")
    assert engine.js(shown), words


def a_selection_across_a_number_holds_it(engine: Engine, url: str):
    engine.goto(url)
    middle(engine)
    x, y, to_x = engine.js(f"""
      const range = document.createRange(), text = {LINK}.parentElement.previousSibling;
      range.setStart(text, text.length - 6); range.setEnd(text, text.length - 5);
      const from = range.getBoundingClientRect(), after = {LINK}.parentElement.nextSibling;
      range.setStart(after, 4); range.setEnd(after, 5);
      const to = range.getBoundingClientRect();
      return [from.x, from.y + from.height / 2, Math.abs(to.y - from.y) < 5 ? to.x : 0]""")
    number = engine.js(f"return {LINK}.textContent")
    if to_x:
        engine.drag(x, y, to_x, y)
    else:  # the number ends its line
        engine.js(f"getSelection().selectAllChildren({LINK}.closest('p'))")
    assert number in engine.js("return getSelection().toString()")


def on_a_translated_page_a_number_opens_and_copies_as_it_was_written(engine: Engine, url: str):
    engine.goto(url)
    card = engine.js(f"{LINK}.id = 'it'; return {LINK}.hash.slice(1)")
    written = engine.js(f"return document.getElementById('{card}').dataset.sentence")
    engine.js("navigator.clipboard.writeText = async (text) => { window.copied = text; };")
    engine.js(f"{LOOKS} translated()")
    engine.click(*middle(engine, "document.getElementById('it')"))
    assert engine.until(OPEN) == card
    engine.js("document.querySelectorAll('.note:popover-open button.take')[1].click()")
    assert engine.until("window.copied") == written


CHECKS = (
    a_click_opens_the_card_at_the_number_a_second_and_escape_close_it,
    a_second_place_of_the_same_number_opens_the_same_card_there,
    a_number_is_marked_as_what_can_be_opened,
    find_in_page_and_a_link_to_a_passage_go_across_a_number,
    a_selection_across_a_number_holds_it,
    on_a_translated_page_a_number_opens_and_copies_as_it_was_written,
)


@pytest.mark.long(25)
@pytest.mark.parametrize("engine", engines.NAMES, indirect=True)
def test_a_number_is_words_that_open_its_card(engine: Engine, url: str):
    """One window for all that is tried: to start an engine takes longer than any of it."""
    for check in CHECKS:
        check(engine, url)


@pytest.mark.parametrize("without_scripts", ["chromium", "webkit"], indirect=True)
def test_without_scripts_a_number_opens_in_place_and_a_touch_beside_it_closes_it(
    without_scripts: Engine, url: str
):
    engine = without_scripts
    engine.goto(url)
    card = engine.js(f"return {LINK}.hash.slice(1)")
    x, y = middle(engine)
    engine.click(x, y)
    assert engine.until(f"{TARGET}?.id") == card
    assert engine.js(f"return {TARGET}.offsetHeight") > 40
    box = f"const box = {LINK}.getClientRects()[0]; return box.y + box.height / 2"
    assert abs(engine.js(box) - y) < 2, "what the reader sees has moved"
    engine.click(3, 400)
    assert engine.until(f"!{TARGET}")


@pytest.mark.parametrize("without_scripts", ["firefox"], indirect=True)
def test_so_it_does_in_firefox_where_nothing_can_be_asked_then(without_scripts: Engine, url: str):
    engine = without_scripts
    engine.goto(url)
    assert engine.nodes("html.cards") == [] == engine.nodes(".note:target")
    engine.click_on(engine.nodes(".text p > data > a[data-note]")[0])
    assert len(engine.nodes(".note:target")) == 1
    engine.click(3, 400)
    assert engine.nodes(".note:target") == []
