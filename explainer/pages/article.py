"""The HTML that Markdown made of a page → a checked article, with all that its marks stand for."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

from explainer.content.facts import Fact
from explainer.content.history import fingerprint
from explainer.content.pages import Page
from explainer.content.problems import Problem, Problems

from . import annotate, gate, unread
from .annotate import words
from .fragments import Fragments

Marks = list[tuple[LexborNode, str, str]]  # each place, the template that fills it, the entry's id

_OF_PAGE = ("used", "changed")  # lists that tell of the rest of their page
_SHORTEST = 60  # letters: a first paragraph that says less is followed by the next
_TITLE = "h1, h1 + .standfirst, h1 + .standfirst + .reading-time"
_NOT_TEXT = ".chart .timeline .timeline-key .numbers-index .filter .filter-off .age .changed .moved"
_NOT_TEXT += " .key .tally"
# Lists of what is found by itself, and what is not read as text.
_NOT_SEARCHED = annotate.within("[data-search-exclude] .mark noscript script style svg button")
_TOLD = (
    "h2[id], h3[id], figure.chart, [data-fact]:not(.numbers-index *), "
    f":is(p, li:not(:has(p))):not({annotate.within(_NOT_TEXT)})"
)


@dataclass
class Shown:
    """A section (heading of level 2 or 3) as the page shows it."""

    id: str
    title: str
    level: int
    address: str  # from the root of the site
    opening: str = ""  # the words that it begins with
    text: str = ""  # what it can be found by: not its lists of what is found by itself
    chart: str | None = None  # the id of the first chart in it
    facts: list[str] = field(default_factory=list)  # the ids of those told in it, and in its charts


@dataclass(frozen=True)
class Article:
    """The text of one page, checked and complete."""

    page: str  # the name of its file
    address: str  # from the root of the site
    title: str  # the words of its h1
    description: str
    opening: str  # the heading and what belongs to it; `body` begins with it
    body: str  # without the notes
    notes: dict[str, str]  # the cards by their ids, in the order of their first use
    after: str  # the notes as they stand below the body
    lede: Shown  # what stands before the first section; its id is empty
    sections: tuple[Shown, ...]
    facts: tuple[str, ...]  # the ids of those that it shows, in lists of numbers too
    fingerprint: str  # of all the words that a reader meets in it
    changed: str | None  # the day (EDTF) since which they are as they are, if known

    @property
    def html(self) -> str:
        """The whole, with its notes."""
        return self.body + self.after

    @property
    def rest(self) -> str:
        """The whole without its opening; a list of contents may stand between them."""
        return self.html.removeprefix(self.opening)


def make(html: str, page: Page, fragments: Fragments) -> Article:
    """Check the content of a page and fill in what its calls marked. Raises Problems."""
    tree = LexborHTMLParser(html)
    marks = []
    for node in tree.css("[data-fill]"):
        name, _, of = (node.attributes["data-fill"] or "").partition(" ")
        marks.append((node, name, of))
    # What is left of a lost call would be taken for typed numbers.
    problems = unread.check(tree, page, fragments.project)
    problems = problems or gate.check(tree, page, fragments.project)
    problems += [Problem(page.file, None, *one) for one in _mistakes(tree, marks, fragments)]
    if problems:
        raise Problems(problems)
    annotate.mark_terms(tree, fragments.project.glossary)
    annotate.set_tables(tree, fragments.project.facts)
    facts = _fill(tree, marks, page, fragments)
    annotate.set_large(tree, fragments.project.facts)
    annotate.add_controls(tree)
    notes = {id: fragments.card(id) for id in annotate.link_cards(tree)}
    after = fragments.render("notes", cards=notes) if notes else ""
    met = [one.body.text(separator=" ") for one in (tree, LexborHTMLParser(after))]
    seen = fingerprint([page.title, page.description, *met])
    changed = fragments.project.history.day(page.name, seen)
    for node in tree.css("[data-fill=day]"):
        _replace(node, fragments.render("day", day=changed))
    title, body = tree.css(_TITLE), tree.body.inner_html
    lede, *sections = _told(tree, page)
    return Article(
        page=page.name,
        address=page.address,
        title=words(title[0]),
        description=page.description,
        opening=body[: body.index(title[-1].html) + len(title[-1].html)],
        body=body,
        notes=notes,
        after=after,
        lede=lede,
        sections=tuple(sections),
        facts=tuple(fact.id for fact in facts),
        fingerprint=seen,
        changed=changed,
    )


def _mistakes(tree: LexborHTMLParser, marks: Marks, fragments: Fragments) -> Iterator[gate.Mistake]:
    """Marks for what does not exist or has no key, no title or more than one."""
    for node, name, of in marks:
        if of not in fragments.places.get(name, ()):
            yield f"<{node.tag}>", f'it marks a place for "{name} {of}"', "write a call, not HTML"
        elif name == "mark" and node.css_matches(annotate.NAMES):
            wrong = "a mark is a link, which cannot stand in a link or a heading"
            yield f'claim("{of}")', wrong, "put it after the sentence"
    yield from _key([name for _, name, _ in marks])
    if (count := len(tree.css("h1"))) != 1:
        yield "title", f"it has {count} headings with one #", "give a page exactly one: its title"


def _key(filled: list[str]) -> Iterator[gate.Mistake]:
    """A page whose marks nothing explains, or that explains marks in vain or twice.

    A tally has the words for each sign, too.
    """
    if filled.count("key") > 1:
        yield "key", "the key to the marks stands on the page twice", "leave one {{ key() }}"
    elif "mark" in filled and not {"key", "tally"} & set(filled):
        yield "claim", "the page has marks and no key to them", "write {{ key() }} before the first"
    elif "key" in filled and "mark" not in filled:
        wrong = "it explains marks, and the page has none"
        yield "key", wrong, 'remove {{ key() }}, or mark a claim with {{ claim("its-id") }}'


def _fill(tree: LexborHTMLParser, marks: Marks, page: Page, fragments: Fragments) -> list[Fact]:
    """Fill the marked places of a page and return the facts that it shows."""
    for node, name, of in marks:
        if name == "mark" and node.prev and node.prev.is_text_node:
            node.prev.replace_with(node.prev.text_content.rstrip())  # never alone on a line
        if name not in _OF_PAGE:
            _replace(node, fragments.render(name, id=of))
    annotate.add_reading_time(tree)
    ids = dict.fromkeys(node.attributes["data-fact"] for node in tree.css("[data-fact]"))
    facts = [fragments.project.facts[id] for id in ids]
    for node, name, _ in marks:
        if name in _OF_PAGE:
            _replace(node, fragments.render(name, page=page, facts=facts))
    return facts


def _replace(node: LexborNode, html: str) -> None:
    node.inner_html = html
    node.unwrap(delete_empty=True)


def _told(tree: LexborHTMLParser, page: Page) -> list[Shown]:
    """What stands before the first section, then the sections, each with what is told in it."""
    found = [Shown("", "", 1, page.address)]
    told, unsearched = ({node.mem_id for node in tree.css(of)} for of in (_TOLD, _NOT_SEARCHED))
    for node in tree.body.traverse(include_text=True):
        here = found[-1]
        if node.is_text_node and node.parent.mem_id not in unsearched:
            here.text += f" {node.text_content}"
        elif node.mem_id not in told:
            continue
        elif node.tag in ("h2", "h3"):
            address = f"{page.address}#{node.id}"
            found.append(Shown(node.id, words(node), int(node.tag[1]), address))
        elif node.tag == "figure":
            here.chart = here.chart or node.id
        elif "data-fact" in node.attributes:
            if node.attributes["data-fact"] not in here.facts:
                here.facts.append(node.attributes["data-fact"])
        elif len(here.opening) < _SHORTEST:
            here.opening = f"{here.opening} {_without_sources(node)}".strip()
    return found


def _without_sources(node: LexborNode) -> str:
    """The text without what stands behind a sentence: its sources in brackets, its mark."""
    text = words(node)
    for mark in map(words, node.css(".mark")):
        text = text.replace(f" {mark}", "", 1)
    for cited in map(words, node.css("cite")):
        text = text.replace(f"({cited}; ", "(").replace(f" ({cited})", "")
    return text
