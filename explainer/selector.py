"""What a selector of a style sheet asks of a page, told from its text alone."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from . import kept

# A reader has to do something first, or it is only drawn by one kind of browser, or on paper.
STATES = re.compile(r":(hover|focus|focus-visible|focus-within|active|checked|target|valid|disabled|selection|"
                    r"popover-open)\b|::-")
_PSEUDO_ELEMENT = re.compile(r"::?(before|after|placeholder|marker)\b")
_PSEUDO = re.compile(r"::?[\w-]+(\([^)]*\))?")
_SCHEME = re.compile(r"\[data-md-color-scheme=[^\]]*\]")  # the reader's choice, made before the first paint
_GROUP = re.compile(r":(?:is|where|not|has|nth-[\w-]+)\(")  # lists of alternatives; passed over, so nothing is lost
_NOT = re.compile(r":not\([^)]*\)")
_IS = re.compile(r":(?:is|where)\(([^()]*)\)")
_NAME = re.compile(r'\[\s*([\w-]+)\s*(?:[~|^$*]?=\s*"?([^"\]]*)"?\s*)?\]|([.#]?)(-?[A-Za-z_][\w-]*)')
_THIS_FILE = hashlib.sha256(Path(__file__).read_bytes()).hexdigest()


@dataclass(frozen=True)
class Selector:
    """What a page must hold for a selector to match, and what to look for on it."""

    demands: frozenset[str]  # tags, classes, ids and attributes by name: without all of them, it matches nothing
    at_first: frozenset[str]  # the same for what it matches before a reader does anything, which may be less
    forms: tuple[str, ...]  # what it matches at first, as a parser understands it; none if it waits for the reader


def read(texts: Iterable[str]) -> dict[str, Selector]:
    """The selectors by their texts; kept from build to build, since the theme has many and they seldom change."""
    texts = sorted(set(texts))

    def taken_apart() -> bytes:
        parts = [[sorted(demands(text)), sorted(demands(plain(text))), forms(text)] for text in texts]
        return json.dumps(parts).encode()

    found = json.loads(kept.kept("selectors", _THIS_FILE, "\n".join(texts).encode(), taken_apart))
    return {text: Selector(frozenset(always), frozenset(at_first), tuple(forms))
            for text, (always, at_first, forms) in zip(texts, found, strict=True)}


def demands(selector: str) -> frozenset[str]:
    """What a selector demands by name, outside of its lists of alternatives: `a`, `.b`, `#c`, `[d]`, `[d=e]`."""
    found = set()
    for attribute, value, sign, name in _NAME.findall(_without_groups(selector)):
        if attribute:
            exact = value and re.search(rf'\[{attribute}="?{re.escape(value)}', selector)
            found.add(f"[{attribute}={value}]" if exact else f"[{attribute}]")
        else:
            found.add(f"{sign}{name}" if sign else name.lower())
    return frozenset(found)


def elements(demands: Iterable[str]) -> frozenset[str]:
    """The tags and classes among what is demanded."""
    return frozenset(name for name in demands if name[0] not in "[#")


def _without_groups(selector: str) -> str:
    """A selector without its lists of alternatives and its pseudo-classes."""
    while found := _GROUP.search(selector):
        depth, end = 1, found.end()
        while depth and end < len(selector):
            depth += (selector[end] == "(") - (selector[end] == ")")
            end += 1
        selector = selector[: found.start()] + selector[end:]
    return _PSEUDO.sub("", selector)


def plain(selector: str) -> str:
    """A selector without what depends on the reader's choice or draws beside an element."""
    selector = _SCHEME.sub("[data-md-color-scheme]", _PSEUDO_ELEMENT.sub("", selector))
    return selector.replace(".js ", ".no-js ") if selector.startswith(".js ") else selector


def forms(selector: str) -> list[str]:
    """What to look for on a page for a selector; nothing if it waits for the reader to do something."""
    if STATES.search(_NOT.sub("", selector)):
        return []
    return [re.sub(r"(^|[\s>+~])$", r"\1*", one.strip()) for one in _spelled_out(plain(selector))]


def _spelled_out(selector: str) -> Iterator[str]:
    """A selector once for each alternative in its :is(); the parser overlooks what stands inside of those."""
    found = _IS.search(selector)
    if not found:
        yield selector
        return
    for one in split(found[1]):
        before, after = selector[: found.start()], selector[found.end() :]
        tag = re.match(r"[a-z]", one) and re.search(r"[\w\])-]$", before)  # a tag's name stands first: .a:is(b) is b.a
        yield from _spelled_out(f"{before[: -len(_last(before))]}{one}{_last(before)}{after}" if tag
                                else f"{before}{one}{after}")


def _last(selector: str) -> str:
    """The end of a selector after its last space or combinator."""
    return re.split(r"[\s>+~]", selector)[-1]


def split(selectors: str) -> Iterator[str]:
    """A list of selectors at its own commas, not at those inside brackets."""
    depth, start = 0, 0
    for i, letter in enumerate(selectors):
        depth += (letter in "([") - (letter in ")]")
        if letter == "," and not depth:
            yield selectors[start:i].strip()
            start = i + 1
    yield selectors[start:].strip()
