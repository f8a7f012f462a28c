"""On the parsed tree of a page: numbers and terms get their cards, headings and tables theirs."""

import re
from collections.abc import Mapping

from selectolax.lexbor import LexborHTMLParser, LexborNode

from explainer.content import wording
from explainer.content.facts import Fact
from explainer.content.glossary import Glossary

from .gate import GENERATED


def within(names: str) -> str:
    """A selector of several and of all inside them, for which `:is(…) *` finds children only."""
    return ", ".join(f"{name}, {name} *" for name in names.split())


# Where a term is explained: in running text.
_RUNNING = f":is({within('p li td dd')}):not({within('a button cite code data pre')})"
# Where a link would break another, or the name of what it stands in.
NAMES = within("a h1 h2 h3 h4 h5 h6 summary caption label button .sr")
_CARDS = f"data[data-fact]:not([data-plain], {NAMES}), a.term, a.mark"
# In one of these a number that was just shown needs no second link.
_BLOCKS = {"p", "li", "td", "th", "dt", "dd", "figcaption", "figure", "blockquote", "div", "body"}


def mark_terms(tree: LexborHTMLParser, glossary: Glossary) -> None:
    """Link the first use of each term of the glossary in running text to its card."""
    running = {node.mem_id for node in tree.css(_RUNNING)}
    seen: set[str] = set()
    for text in list(tree.body.traverse(include_text=True)):
        if not text.is_text_node or text.parent.mem_id not in running:
            continue
        value, end = text.text_content, 0
        for found in glossary.pattern.finditer(value):
            if (id := glossary.forms[found[0]]) not in seen:
                seen.add(id)
                link = element(tree, "a", {"class": "term", "href": f"#term-{id}"}, found[0])
                text.insert_before(value[end : found.start()])
                text.insert_before(link, move=True)
                end = found.end()
        if end:
            text.replace_with(value[end:])


def link_cards(tree: LexborHTMLParser) -> list[str]:
    """Link each number to its card, once in a paragraph, and number all that opens a card.

    Returns the ids of the cards in the order in which they are first used.
    """
    numerals: dict[str, int] = {}
    linked: set[tuple[int, str]] = set()  # paragraph and card
    for node in tree.css(_CARDS):
        if node.tag == "a":
            link, card = node, node.attributes["href"].removeprefix("#")
        else:
            card, block = f"note-{node.attributes['data-fact']}", node
            while block.tag not in _BLOCKS:
                block = block.parent
            if (here := (block.mem_id, card)) in linked:
                continue
            linked.add(here)
            link = element(tree, "a", {"href": f"#{card}"})
            link.inner_html, node.inner_html = node.inner_html, ""
            node.insert_child(link, move=True)
        link.attrs["data-note"] = str(numerals.setdefault(card, len(numerals) + 1))
    for node in tree.css("[data-plain]"):
        del node.attrs["data-plain"]
    return list(numerals)


def add_controls(tree: LexborHTMLParser) -> None:
    """A link to each section beside its heading, whose own name so stays clean of it."""
    for heading in tree.css("h2[id], h3[id]"):
        attributes = {"class": "take-link", "href": f"#{heading.id}"}
        attributes |= {"aria-label": f"Link to {words(heading)}", GENERATED: ""}
        heading.insert_after(element(tree, "a", attributes), move=True)


def add_reading_time(tree: LexborHTMLParser) -> None:
    """How long a page takes, under the standfirst of one that says itself in short first."""
    for short in tree.css("p.standfirst + :is(div.now, div.in-short)"):
        time = wording.reading_time(len(tree.body.text(separator=" ").split()))
        line = element(tree, "p", {"class": "reading-time", GENERATED: ""}, time)
        short.insert_before(line, move=True)


def set_tables(tree: LexborHTMLParser, facts: Mapping[str, Fact]) -> None:
    """Put each table without a class into a box that can scroll, and tell what heads what in it.

    A number that stands alone in a cell is in digits, as those above and below it.
    """
    for number in tree.css("table:not([class]) td > data:only-child"):
        if words(number) == words(number.parent) and not re.search(r"\d", number.text()):
            number.inner_html = wording.figure(facts[number.attributes["data-fact"]])
    for table in tree.css("table:not([class])"):
        box = element(tree, "div", {"class": "table"})
        table.insert_before(box, move=True)
        box.insert_child(table, move=True)
        for cell in table.css("thead th"):
            cell.attrs["scope"] = "col"
        rows = () if table.css("[rowspan]") else table.css("thead ~ tbody > tr > :first-child")
        for cell in rows:
            heading = element(tree, "th", {"scope": "row", **cell.attributes})
            for node in list(cell.iter(include_text=True)):  # not copied: others know these nodes
                heading.insert_child(node, move=True)
            cell.replace_with(heading, move=True)


def set_large(tree: LexborHTMLParser, facts: Mapping[str, Fact]) -> None:
    """Of a number that is set large set what qualifies it small, as the `about` of about 1,600."""
    for number in tree.css(":is(.large, .big-numbers li) > data[data-fact]:first-child"):
        small, text = facts[number.attributes["data-fact"]].qualifier, number.text()
        if small and text.startswith(f"{small} "):
            number.inner_html = f"<small>{small} </small>{text.removeprefix(f'{small} ')}"


def words(node: LexborNode) -> str:
    """The text of a node on one line."""
    return " ".join(node.text().split())


def element(tree: LexborHTMLParser, tag: str, attributes: dict, text: str = "") -> LexborNode:
    """A new element of a tree, not yet in its place."""
    made = tree.create_node(tag)
    for name, value in attributes.items():
        made.attrs[name] = value or ""
    made.insert_child(text)
    return made
