"""The share pages: `s/<id>/` of each section and number, what a messenger shows before the link is opened.

Reads the built pages, so that a section is shared under the title and the words that stand there,
whichever builder wrote them. A share page forwards a reader to the place in the text, and is the
embed when it stands in a frame (templates/share/page.html).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup
from selectolax.lexbor import LexborNode

from . import built, charts, dates, jinja, policy, sections, wording
from .built import read_head
from .cards import HEIGHT, WIDTH, Card
from .cards import write as write_cards
from .facts import Fact
from .fragments import Fragments
from .gate import capital
from .library import Library
from .linked_data import number_data, script
from .problems import Problem, Problems
from .sections import Section, page_address

_LONGEST = 200  # characters of a description; messengers cut what is longer
_SHORTEST = 60  # a first paragraph that says less is followed by the next, or by the first point of a list
# A full stop after a word or a closing bracket or quote; not that of "Sherman v. United States".
_SENTENCE_END = re.compile(r"(?<=\w\w[.!?])\s+|(?<=[.!?][\"”’)])\s+|(?<=[\"”’)][.!?])\s+")
# Cards that open, the entries of the Numbers page, lines about the page itself, controls.
_NOT_TEXT = (".note, .end-notes, .entry, .numbers-index, .chart, .timeline, .age, .changed, .moved, "
             "button:not(.number, .term), script, style")


@dataclass(frozen=True)
class Share:
    """A section or a number as it looks from outside."""

    id: str
    page: str  # the title of the page that it is on
    place: str  # where it is, from the root of the site: informers/#set-ups
    title: str
    description: str
    card: Card
    fact: Fact | None = None
    read_on: str = "Read this section"

    @property
    def heading(self) -> str:
        """What its page says first of what it is."""
        return self.fact.statement if self.fact else self.card.large


@dataclass(frozen=True)
class Page:
    """What a built page says of itself, and its sections with the words that each begins with."""

    title: str
    description: str
    site_name: str
    openings: dict[Section, str]


def url(id: str, address: str) -> str:
    """The share address of a section or number on the site at `address`."""
    return f"{address}s/{id}/"


def page_card_url(page: str, address: str) -> str:
    """The address of the preview card of a page of docs, such as informers.md."""
    return f"{address}{_page_card(page)}"


def write(site: Path, built_pages: dict[str, str], library: Library, address: str, *, cards: bool = True
          ) -> dict[str, str]:
    """Write a share page for every section (levels 2 and 3) and number of a built site that will stand
    at `address`, which ends with "/", and, unless told otherwise, the preview cards of these and of
    the pages. Returns the headings of all by their ids. Raises Problems."""
    pages = read(built_pages, library)
    found = shares(pages, library)
    template = jinja.environment("share").get_template("page.html")
    # Of the template's own script and style, before anything is filled in; they are the same on all these pages.
    bare = Path(template.filename).read_text(encoding="utf-8")
    rules = Markup(policy.policy(bare, policy.scripts(bare)))
    for share in found:
        folder = site / "s" / share.id
        folder.mkdir(parents=True, exist_ok=True)
        html = template.render(share=share, policy=rules, url=url(share.id, address), site_name=share.card.site,
                               width=WIDTH, height=HEIGHT, **_provenance(share.fact, library, address))
        (folder / "index.html").write_text(html, encoding="utf-8", newline="")
    if cards:
        of_pages = {site / _page_card(name): Card(page.title, page.description, "", page.site_name)
                    for name, page in pages.items()}
        write_cards(of_pages | {site / "s" / share.id / "card.png": share.card for share in found})
    return {share.id: share.heading for share in found}


def read(built_pages: dict[str, str], library: Library) -> dict[str, Page]:
    """The built pages by the names of their files in docs."""
    names = [path.name for path in sections.pages(library.docs)]
    return {name: _read(built_pages[page_address(name)], name) for name in names}


def _page_card(page: str) -> str:
    return f"cards/{page.removesuffix('.md')}.png"


def _read(html: str, name: str) -> Page:
    head = read_head(html)
    article = built.text(html)
    for node in article.css(_NOT_TEXT):
        node.decompose()
    openings: dict[Section, str] = {}
    for node in article.css("h1, h2[id], h3[id], p, li:not(:has(p))"):
        if node.tag in ("h1", "h2", "h3"):
            section = Section(node.attributes.get("id") or "", _text(node), int(node.tag[1]), name)
            openings[section] = ""
        elif openings and len(openings[section]) < _SHORTEST:
            openings[section] = f"{openings[section]} {_prose(node)}".strip()
    titles = [section.title for section in openings if section.level == 1]
    if len(titles) != 1:
        raise Problems([Problem(f"docs/{name}", None, "title", f"it has {len(titles)} headings with one #",
                                "give a page exactly one: its title")])
    return Page(titles[0], head.description, head.site_name,
                 {section: text for section, text in openings.items() if section.level > 1})


def shares(pages: dict[str, Page], library: Library) -> list[Share]:
    """Everything that has a share address. Raises Problems where two would have the same."""
    site_name = pages["index.md"].site_name
    found = {fact.id: _of_number(fact, library, pages[library.entries[fact.topic]].title, site_name)
             for fact in library.book.facts.values()}
    problems = []
    for id, chart in library.charts.charts.items():
        page, caption = pages[library.charts.pages[id]].title, charts.plain(chart.caption, library.book)
        found[id] = Share(id, page, library.charts.place(id), f"{caption} · {page}",
                          charts.plain(chart.description, library.book), Card(caption, page, "", site_name),
                          read_on="See the chart with its numbers and sources")
    for page in pages.values():
        for section, opening in page.openings.items():
            if other := found.get(section.id):
                problems.append(Problem(f"docs/{section.page}", None, f"#{section.id}",
                                        f'{"number" if other.fact else "section"} "{other.title}" has this id too',
                                        "give the newer of the two another"))
            found[section.id] = Share(section.id, page.title, section.address, f"{section.title} · {page.title}",
                                      _shortened(opening or page.description),
                                      Card(section.title, page.title, "", site_name))
    if problems:
        raise Problems(problems)
    return list(found.values())


def _of_number(fact: Fact, library: Library, page: str, site_name: str) -> Share:
    figure, attribution = wording.figure(fact), f"{fact.says}, {_when(fact)}"
    caveat = wording.filled(fact.caveat or "", library.book)
    return Share(fact.id, page, library.place(fact), f"{capital(figure)}: {fact.statement}",
                 _shortened(f"{attribution}. {caveat}".strip()),
                 Card(figure, fact.statement, attribution, site_name, number=True), fact)


def _when(fact: Fact) -> str:
    """The date as it follows the name of who says so: `as of 2 April 2020`, `for January to May 2020`."""
    words, (first, *more) = wording.as_of(fact), fact.as_of
    if first == "XXXX" or first.endswith(".."):
        return words  # undated; since 2017
    if more or "/" in first:
        return f"for {words}"
    return f"stated {words}" if fact.unit == "date" else f"as of {words}"


def _provenance(fact: Fact | None, library: Library, address: str) -> dict[str, object]:
    """What the page of a number shows besides what the fact itself holds."""
    if fact is None:
        return {}
    book = library.book
    return {
        "figure": wording.figure(fact), "value": wording.machine_value(fact),
        "as_of": wording.as_of(fact), "check": wording.check(fact), "caveat": wording.filled(fact.caveat or "", book),
        "sum": fact.formula.shown(lambda id: wording.number(book.facts[id])) if fact.formula else None,
        "data": script(number_data(fact, library, address)),
        "sources": [(source, dates.words(source.published))
                    for source in map(book.sources.get, Fragments.of(library, address).source_ids(fact))],
    }


def _shortened(text: str) -> str:
    """The first sentence, and more as long as they are whole and short enough."""
    first, *more = _SENTENCE_END.split(text)
    for sentence in more:
        if len(first) + len(sentence) >= _LONGEST:
            break
        first = f"{first} {sentence}"
    return first


def _prose(node: LexborNode) -> str:
    """The text without the sources that stand in brackets behind a sentence."""
    text = _text(node)
    for cite in node.css("cite"):
        text = text.replace(f" ({_text(cite)})", "")
    return text


def _text(node: LexborNode) -> str:
    return " ".join(node.text().split())
