"""Finds every quantity in a piece of HTML that no fact backs.

Works on HTML, not on Markdown, so that it sees what a reader meets wherever it came from. What
claims to come from the data file is not believed but compared with it: `<data data-fact>` must
hold that fact's words, `<time data-fact>` its date, `<cite data-source>` its source's title or
publisher and date.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode

from . import dates, wording
from .facts import Book
from .reading import nearest

# `two` and below count for nothing here (see the design): "one", "both", "second" are grammar.
_UNITS = "three four five six seven eight nine ten eleven twelve".split()
_TEENS = [f"{n}teen" for n in "thir four fif six seven eigh nine".split()]
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_LARGE = "hundred thousand million billion trillion dozen".split()
_ORDINALS = ("third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth twentieth thirtieth "
             "fortieth fiftieth sixtieth seventieth eightieth ninetieth hundredth thousandth millionth "
             "billionth").split() + [f"{n}th" for n in _TEENS]
_SHARES = ("half halves halve halved halving quarter quarters double doubled doubles doubling triple tripled "
           "triples tripling treble trebled quadruple quadrupled quintuple quintupled twice thrice "
           "twofold").split()
_PLURALS = [f"{w}s" for w in _LARGE + _ORDINALS + _UNITS] + [f"{w[:-1]}ies" for w in _TENS]
_FOLDS = [f"{w}fold" for w in _UNITS + _TEENS + _TENS + _LARGE]
SPELLED = frozenset(_UNITS + _TEENS + _TENS + _LARGE + _ORDINALS + _SHARES + _PLURALS + _FOLDS)

_WORD = re.compile(r"\w+")  # \w takes in every digit and numeral of every script
_AROUND = 45  # characters of context on each side in a message

# Text that no reader meets, or that the page's own machinery numbers.
_SKIPPED = {"script", "style", "template"}
_FOOTNOTE = {"footnote-ref", "footnote-backref"}  # numbered by the footnotes extension
_BLOCKS = {"p", "li", "h1", "h2", "h3", "h4", "h5", "h6", "td", "th", "dt", "dd", "caption", "figcaption", "div",
           "section", "article", "aside", "nav", "header", "footer", "label", "summary", "title", "br", "hr",
           "blockquote", "pre", "table", "tr", "ul", "ol", "button", "option", "body", "main", "form"}
_SPOKEN = ("alt", "title", "aria-label", "placeholder", "summary", "label")
_META = {"description", "og:title", "og:description", "twitter:title", "twitter:description"}
GENERATED = "data-generated"  # set on what fragments and templates write from the model


@dataclass(frozen=True)
class Finding:
    """A quantity without a fact, or a claim to be one that is not: what is wrong, what to do."""

    subject: str
    wrong: str
    remedy: str


def check(html: str, book: Book, *, whole_page: bool = False) -> list[Finding]:
    """All findings in a page's content, or in a whole built page with its head and its frame.

    In a whole page what carries `data-generated` is passed over: it was written from the model
    after the content was checked. In the content an author could have typed it, so there it is
    a finding itself.
    """
    tree = LexborHTMLParser(html)
    collected = _Text(book, whole_page)
    collected.visit(tree.root)
    return collected.findings + list(quantities(collected.shown, collected.scanned, book))


class _Text:
    """The text of a page twice, in equal length: as shown, and with what facts back blanked out."""

    def __init__(self, book: Book, whole_page: bool):
        self.book, self.whole_page = book, whole_page
        self.findings: list[Finding] = []
        self._shown: list[str] = []
        self._scanned: list[str] = []

    @property
    def shown(self) -> str:
        return "".join(self._shown)

    @property
    def scanned(self) -> str:
        return "".join(self._scanned)

    def add(self, text: str, *, backed: bool = False) -> None:
        self._shown.append(text)
        self._scanned.append("·" * len(text) if backed else text)

    def visit(self, node: LexborNode) -> None:
        tag, attributes = node.tag, node.attributes
        if tag in _SKIPPED or not _FOOTNOTE.isdisjoint((attributes.get("class") or "").split()):
            return
        if GENERATED in attributes:
            if self.whole_page:
                return
            self.findings.append(Finding(
                GENERATED, "the page sets an attribute that is for generated parts", "remove it"))
        for name, value in attributes.items():
            if value and name in _SPOKEN:
                self.add(f"\n{value}\n")
        if tag == "meta" and (attributes.get("name") or attributes.get("property")) in _META:
            self.add(f"\n{attributes.get('content') or ''}\n")
        if "data-fact" in attributes or "data-source" in attributes:
            finding = self.disbelieve(node)
            if finding is None:
                self.add(node.text(), backed=True)
                return
            self.findings.append(finding)
        block = tag in _BLOCKS
        if block:
            self.add("\n")
        for child in node.iter(include_text=True):
            if child.tag == "-text":
                self.add(child.text_content or "")
            else:
                self.visit(child)
        if block:
            self.add("\n")

    def disbelieve(self, node: LexborNode) -> Finding | None:
        """What is wrong with an element that claims to come from the data file, if anything."""
        attributes, text = node.attributes, node.text()
        if "data-source" in attributes:
            id = attributes["data-source"] or ""
            source = self.book.sources.get(id)
            if source is None:
                return Finding(f'source("{id}")', "there is no such source", nearest(id, self.book.sources))
            right = {"cite": {source.title, wording.credit(source, self.book)}, "time": {dates.words(source.published)}}
        else:
            id = attributes["data-fact"] or ""
            fact = self.book.facts.get(id)
            if fact is None:
                return Finding(f'fact("{id}")', "there is no such fact", nearest(id, self.book.facts))
            forms = {wording.words(fact), wording.bare(fact), wording.figure(fact)}
            right = {"data": forms if attributes.get("value") == wording.machine_value(fact) else set(),
                     "time": {wording.as_of(fact)}}
        if text in {form for each in right.get(node.tag, ()) for form in (each, capital(each))}:
            return None
        return Finding(f'"{text}"', f"it claims to come from {id} and does not say what the data file says",
                       "write it with the macro instead of in HTML")


def capital(text: str) -> str:
    """The text with its first letter large, for the beginning of a sentence."""
    return text[:1].upper() + text[1:]


def quantities(shown: str, scanned: str, book: Book) -> Iterator[Finding]:
    for name in sorted(book.names, key=len, reverse=True):
        scanned = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", lambda m: "·" * len(m.group()), scanned)
    words = set(_WORD.findall(scanned))
    wrong = {word for word in words if word.casefold() in SPELLED or any(map(str.isnumeric, word))}
    for match in _WORD.finditer(scanned) if wrong else ():
        if (word := match.group()) in wrong:
            start, end = match.span()
            left = shown.rfind("\n", 0, start) + 1
            right = shown.find("\n", end)
            right = len(shown) if right < 0 else right
            around = " ".join(shown[max(left, start - _AROUND) : min(right, end + _AROUND)].split())
            yield Finding(f'"{word}" in “{around}”', "no fact backs this quantity",
                          'put it into data/facts.yml and write {{ fact("its-id") }}, say it without a number, '
                          "or list it under names if it is one")
