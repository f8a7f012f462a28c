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
from functools import cache

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

# Text that no reader meets, or that the footnotes extension numbers.
_SKIPPED = "script, style, template, .footnote-ref, .footnote-backref"
_BLOCK = re.compile(
    r"<(?=/?(?:p|li|h[1-6]|td|th|dt|dd|caption|figcaption|div|section|article|aside|nav|header|footer|label|summary|"
    r"title|br|hr|blockquote|pre|table|tr|ul|ol|button|option|body|main|form)\b)", re.IGNORECASE)
_SPOKEN = ("alt", "title", "aria-label", "placeholder", "summary", "label")
_SPEAKING = ", ".join(f"[{name}]" for name in _SPOKEN)
_META = ("meta[name=description], [property='og:title'], [property='og:description'], [name='twitter:title'], "
         "[name='twitter:description']")
_BACKED = "\uf8ff"  # stands for a letter of what facts back; no letter of any script
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
    tree = LexborHTMLParser(_BLOCK.sub("\n<", html))  # words of different blocks are not one word
    findings = []
    if whole_page:
        _remove(tree, f"[{GENERATED}], script, style")
    else:
        findings += [Finding(GENERATED, "the page sets an attribute that is for generated parts", "remove it")
                     for _ in tree.css(f"[{GENERATED}]")]
        findings += [Finding(f"<{node.tag}>", "the text of a page holds a script or style of its own, which its policy "
                             "forbids", "put scripts and styles into explainer/theme/assets")
                     for node in tree.css("script, style, [style]")]
    _remove(tree, _SKIPPED)
    claims = [(node, _disbelief(node, book)) for node in tree.css("[data-fact], [data-source]")]
    findings += [finding for _, finding in claims if finding]
    spoken = [value for node in tree.css(_SPEAKING) for name, value in node.attributes.items()
              if value and name in _SPOKEN]
    spoken += [node.attributes.get("content") or "" for node in tree.css(_META)]
    backed = [(node, node.text()) for node, finding in claims if not finding]
    for node, text in reversed(backed):  # what is inside of another comes first
        node.inner_html = _BACKED * len(text)
    text = "\n".join([tree.root.text(separator=""), *spoken])
    return findings + list(quantities(text, book, "".join(text for _, text in backed)))


def _remove(tree: LexborHTMLParser, selector: str) -> None:
    for node in reversed(tree.css(selector)):  # what is inside of another comes first
        node.decompose()


def _disbelief(node: LexborNode, book: Book) -> Finding | None:
    """What is wrong with an element that claims to come from the data file, if anything."""
    attributes, text = node.attributes, node.text().strip("\n")  # those before and after a button
    if "data-source" in attributes:
        id = attributes["data-source"] or ""
        source = book.sources.get(id)
        if source is None:
            return Finding(f'source("{id}")', "there is no such source", nearest(id, book.sources))
        right = {"cite": lambda: (source.title, wording.credit(source, book)),
                 "time": lambda: (dates.words(source.published),)}
    else:
        id = attributes["data-fact"] or ""
        fact = book.facts.get(id)
        if fact is None:
            return Finding(f'fact("{id}")', "there is no such fact", nearest(id, book.facts))
        right = {"time": lambda: (wording.as_of(fact),)}
        if attributes.get("value") == wording.machine_value(fact):
            right["data"] = lambda: (wording.words(fact), wording.bare(fact), wording.figure(fact))
    if node.tag in right and any(text in (form, capital(form)) for form in right[node.tag]()):
        return None
    return Finding(f'"{text}"', f"it claims to come from {id} and does not say what the data file says",
                   "write it with the macro instead of in HTML")


def capital(text: str) -> str:
    """The text with its first letter large, for the beginning of a sentence."""
    return text[:1].upper() + text[1:]


def quantities(text: str, book: Book, backed: str = "") -> Iterator[Finding]:
    """The quantities in a text in which a sign stands for each letter of what is `backed` by facts, in its order."""
    scanned = text
    for name in sorted((name for name in book.names if name in text), key=len, reverse=True):
        scanned = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", lambda found: _BACKED * len(found[0]), scanned)
    if not any(map(_counts, set(scanned.split()))):
        return
    for found in _WORD.finditer(scanned):
        if _counts(found[0]):
            start, end = found.span()
            left = max(text.rfind("\n", 0, start) + 1, start - _AROUND)
            right = min(text.find("\n", end) % (len(text) + 1), end + _AROUND)
            letters = iter(backed[text.count(_BACKED, 0, left) :])
            around = "".join(next(letters, "") if letter == _BACKED else letter for letter in text[left:right])
            yield Finding(f'"{found[0]}" in “{" ".join(around.split())}”', "no fact backs this quantity",
                          'put it into data/facts.yml and write {{ fact("its-id") }}, say it without a number, '
                          "or list it under names if it is one")


@cache  # pages have most of what stands between spaces in common
def _counts(text: str) -> bool:
    """Whether a quantity stands in a text."""
    return any(word.casefold() in SPELLED or any(map(str.isnumeric, word)) for word in _WORD.findall(text))
