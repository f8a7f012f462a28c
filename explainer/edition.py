"""The one-file edition: the whole site as one HTML file that asks for nothing, to pass on and to read offline.

Made of the built pages alone. Every page's article is a part of it, under the same ids. There is one
note for each number, and it is the number's entry in the list of all numbers: a popover that stands
in its place in the list until a number in the text lifts it out as a card. So it needs no script, and
nothing stands in it twice. The lists of numbers and terms come last, because what follows an entry
moves up while it is open.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import urljoin

from selectolax.lexbor import LexborHTMLParser, LexborNode

from . import critical, dates, jinja, policy, sections
from .built import parts, read_head, text
from .library import Library
from .problems import Problem, Problems

NAME = "cambodia-drug-policy.html"
_TEMPLATES = Path(__file__).parent / "templates"
# Controls that need scripts or an address of their own, what a page sums up of itself, notes (the entries are these),
# the list of all numbers and what points to it.
_LEFT_OUT = ("noscript, .parts, .reading-time, .take-link, .take, .note-link, .used, .changed, .note, .end-notes, "
             ".numbers-index, .to-the-list, .moved, .entry-uses, .entry-cite, [hidden], [id^='__'], script, style")
_IDLE = ("data-generated", "data-plain", "data-search-exclude", "data-source", "type", "title")  # attributes
_ENTRY = re.compile(r'<section class="entry"[^>]*>\s*<h3 id="([^"]+)".*?</section>', re.DOTALL)
_CLASS = re.compile(r' class=(?:"([^"]*)"|([\w-]+))')
_NUMBER = re.compile(r'<data value=(?:"[^"]*"|[^ ]+) data-fact=[^ >]+><button class=number([^>]*>.*?</button>)</data>')
_TERM = re.compile(r"<button class=term (popovertarget=term-)")
# What their attributes tell as well, these need no class for.
_RULES = {re.compile(r"\.number(?![\w-])"): "button[data-note]",
          re.compile(r"\.term(?![\w-])"): ":is(.term,[popovertarget|=term])",
          re.compile(r"\.check(?![\w-])"): ":is(.check,[class|=check])"}
# Names that stand in many rules or on many elements.
_SHORTER = {"md-typeset": "t", "md-content__inner": "i", "md-content": "c", "claim-where": "w", "claim-check": "k",
            "timeline-where": "y", "timeline-when": "n", "timeline-what": "h", "provenance-line": "l"}
_LONG = re.compile(rf"\.({'|'.join(_SHORTER)})(?![\w-])")
_TAG = re.compile(r"<[a-z](?:[^>\"]|\"[^\"]*\")*>")
_VALUE = re.compile(r'="([^\s"\'=<>`]+)"|=""')
_SPACE = r"[ \t\r\n\f]*"  # not the one that holds a number and its unit together
_BLOCK = "article|div|dl|dt|dd|figure|figcaption|h[1-6]|li|ol|p|section|table|tbody|td|th|thead|tr|ul"
_AROUND_BLOCKS = re.compile(rf"{_SPACE}(</?(?:{_BLOCK})\b(?:[^>\"]|\"[^\"]*\")*>){_SPACE}")
_MAY_STAY_OPEN = re.compile(
    r"</(?:li|dt|dd|tr|td|th|tbody|thead)>|"
    r"</p>(?=<(?:p|div|dl|figure|h[1-6]|ol|section|table|ul)\b|</?(?:li|dt|dd|td|th|div|section)\b)")


def write(site: Path, built_pages: dict[str, str], library: Library, address: str) -> None:
    """Write the edition of a built site that stands at `address`, which ends in a slash. Raises Problems.

    Takes the styles from the site's one sheet, so it comes after that has been made.
    """
    pages = _in_order(built_pages)
    trees = {place: text(html).css_first("article") for place, html in pages.items()}
    for article in trees.values():
        for node in article.css(_LEFT_OUT):
            node.decompose()
        for heading in article.css("h2:last-child"):  # of what is left out; its address leads to what stands there
            _before(heading).attrs["id"] = heading.attributes["id"]
            heading.decompose()
    landing = {place: article.css_first("h1").attributes["id"] for place, article in trees.items()}
    entries = [entry.css_first("h3").attributes["id"] for article in trees.values() for entry in article.css(".entry")]
    numerals = {id: place for place, id in enumerate(entries, 1)}
    sources = _Sources(trees.values())
    parts = []
    for place, article in trees.items():
        _lead_inside(article, urljoin(address, place), address, landing)
        _open_cards(article, numerals)
        cards = {entry.css_first("h3").attributes["id"]: _entry(entry, sources) for entry in article.css(".entry")}
        sources.point(article)
        html = "".join(node.html or "" for node in article.iter(include_text=True))
        html = _ENTRY.sub(lambda found, cards=cards: cards[found[1]], html)
        parts.append({"id": landing[place], "title": " ".join(article.css_first("h1").text().split()),
                      "cards": 'popover=""' in html, "html": short(html)})
    parts.sort(key=lambda part: part["cards"])
    head, days = read_head(pages[""]), [library.changed(path.name) for path in sections.pages(library.docs)]
    page = jinja.environment().get_template("edition.html").render(
        head=head, address=address, parts=parts, styles="",
        changed=dates.words(max(filter(None, days))) if any(days) else "")
    tree = LexborHTMLParser(page)
    _refuse_broken(tree)
    styles = _styles(site, tree)
    # A button names its fact, whose entry stands in the same file, so nothing needs to be said around it.
    page = _CLASS.sub(lambda found: _with_rules(found, styles), _NUMBER.sub(r"<button\1", page))
    page = re.sub(r'class="check (check-\w+)"', r"class=\1", _TERM.sub(r"<button \1", page))
    styles = _LONG.sub(lambda name: f".{_SHORTER[name[1]]}", styles)
    for rule, other in _RULES.items():
        styles = rule.sub(other, styles)
    page = page.replace("<style></style>", f"<style>{styles}</style>", 1)
    (site / NAME).write_text(policy.stated(page, set()), encoding="utf-8", newline="")


def _in_order(built_pages: dict[str, str]) -> dict[str, str]:
    """Every page by its place below the site's root, in the order in which a reader turns them."""
    pages: dict[str, str] = {}
    place: str | None = ""
    while place is not None and place not in pages:
        pages[place] = built_pages[place]
        onward = LexborHTMLParser(parts(pages[place])[2]).css_first(".turn a[rel=next]")
        place = urljoin(f"/{place}", onward.attributes["href"])[1:] if onward else None
    return pages


def _before(node: LexborNode) -> LexborNode:
    """The element that stands before a node."""
    before = node.prev
    while before.tag == "-text":
        before = before.prev
    return before


def _lead_inside(article: LexborNode, here: str, address: str, landing: dict[str, str]) -> None:
    """Links to pages lead to their parts, links to anything else of the site to where it stands online."""
    for link in article.css("a[href]"):
        target, _, fragment = urljoin(here, link.attributes["href"] or "").partition("#")
        place = target.removeprefix(address)
        if target.startswith(address) and place in landing:
            link.attrs["href"] = f"#{fragment or landing[place]}"
        else:
            link.attrs["href"] = target + (f"#{fragment}" if fragment else "")


def _open_cards(article: LexborNode, numerals: dict[str, int]) -> None:
    """Buttons open entries and terms; for paper, each number carries its entry's numeral."""
    for button in article.css("button[popovertarget]"):
        kind, _, id = (button.attributes["popovertarget"] or "").partition("-")
        button.attrs["popovertarget"] = id if kind == "note" else f"term-of-{id}"
        if kind == "note":
            button.attrs["data-note"] = str(numerals[id])
        else:
            del button.attrs["data-note"]
    for card in article.css(".glossary > div, .sources > li"):
        card.attrs["popover"] = ""
    article.unwrap_tags(["time"])
    for node in article.css(".chart-description data, .kept"):
        node.unwrap()
    for node in article.css("*"):
        for name in _IDLE:
            if name in node.attributes:
                del node.attrs[name]


class _Sources:
    """The sources as the site lists them, to be pointed at from wherever one is named."""

    def __init__(self, articles: Iterable[LexborNode]):
        self._ids: dict[tuple[str, str], str] = {}
        self._of: dict[str, list[str]] = {}
        for item in (item for article in articles for item in article.css(".sources > li")):
            link = item.css_first("a")
            url, id = link.attributes["href"] or "", item.attributes["id"] or ""
            self._ids[url, link.text()] = id
            self._of.setdefault(url, []).append(id)

    def of(self, link: LexborNode) -> str | None:
        """The id of the source that a link leads to, if that is sure."""
        url = link.attributes["href"] or ""
        named, ids = self._ids.get((url, link.text())), self._of.get(url, [])
        return named or (ids[0] if len(ids) == 1 else None)

    def point(self, article: LexborNode) -> None:
        """Let citations lead to the list, which says more of a source and has its address."""
        for link in article.css(":not(.sources) > :not(li) cite a, p > cite a"):
            if id := self.of(link):
                link.attrs["href"] = f"#{id}"
                link.parent.unwrap()


def _entry(entry: LexborNode, sources: _Sources) -> str:
    """An entry as a card. A link in it would lead away behind the card, so a button opens the other entry on top."""
    id = entry.css_first("h3").attributes["id"]
    rows = re.sub(r"</?div>", "", entry.css_first("dl").inner_html or "")
    rows = re.sub(r'<a href="#([^"]+)">(.*?)</a>', r'<button popovertarget="\1">\2</button>', rows)
    read = ""
    if where := entry.css_first(".entry-source"):
        source = sources.of(where.css_first("a"))
        place = (where.inner_html or "").partition("</span>")[2].partition(").")[0]  # a note stands in the list
        read = (f'<p>Read in <button popovertarget="{source}">{where.css_first("span").inner_html}</button>'
                f"{place}).</p>")
    return (f'<div class="entry" id="{id}" popover=""><h3>{entry.css_first("h3").inner_html}</h3>'
            f'<p>{entry.css_first("data").inner_html}</p><dl>{rows}</dl>{read}</div>')


def short(html: str) -> str:
    """HTML without the spaces, quotation marks and end tags that the standard lets one leave out."""
    html = re.sub(r"[ \t\r\n\f]+", " ", html).replace("&nbsp;", "\xa0")
    html = _AROUND_BLOCKS.sub(r"\1", html)
    html = _MAY_STAY_OPEN.sub("", html)
    return _TAG.sub(lambda tag: _VALUE.sub(lambda value: f"={value[1]}" if value[1] else "", tag[0]), html)


def _styles(site: Path, tree: LexborHTMLParser) -> str:
    """The site's rules that match the edition, and after them its own."""
    (sheet,) = (site / "assets").glob("site.*.css")
    own = (_TEMPLATES / "edition.css").read_text(encoding="utf-8")
    return critical.matching(tree, sheet.read_text(encoding="utf-8"), own)


def _with_rules(found: re.Match[str], styles: str) -> str:
    """A class attribute without the names that no rule asks for."""
    names = [_SHORTER.get(name, name) for name in (found[1] or found[2]).split()
             if re.search(rf"\.{name}(?![\w-])", styles)]
    return short(f'<a class="{" ".join(names)}">')[2:-1] if names else ""


def _refuse_broken(tree: LexborHTMLParser) -> None:
    """An id that stands twice, or a link that leads nowhere. Raises Problems."""
    ids = Counter(node.attributes["id"] for node in tree.css("[id]"))
    wanted = {(node.attributes["href"] or "")[1:] for node in tree.css('a[href^="#"]')}
    wanted |= {node.attributes["popovertarget"] or "" for node in tree.css("[popovertarget]")}
    wrong = [(id, "it stands twice", "give one of the two places another id") for id, count in ids.items() if count > 1]
    wrong += [(id, "a link leads to it, but it is not there", "let it lead to an id that a page has")
              for id in sorted(wanted - ids.keys())]
    if wrong:
        raise Problems([Problem(NAME, None, f"#{id}", what, remedy) for id, what, remedy in wrong])
