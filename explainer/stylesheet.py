"""A style sheet as rules, to be taken apart, thinned out and written again."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import astuple, dataclass, replace
from functools import cache
from pathlib import Path

import tinycss2

from . import kept
from .selector import split

_SPACES = re.compile(r"\s+")
_NESTING = ("media", "supports")
_READS = re.compile(r"var\(\s*(--[\w-]+)")
# What the rules that are kept rest on: the library, and how this project makes rules of what it gives.
_READER = f"{tinycss2.__version__} {hashlib.sha256(Path(__file__).read_bytes()).hexdigest()}"


@dataclass(frozen=True)
class Rule:
    """One rule with the @media and @supports around it; @keyframes and the like have no selectors."""

    around: tuple[str, ...]
    selectors: tuple[str, ...]
    declarations: tuple[tuple[str, str], ...]  # name and value; of what is no plain rule, its text without a name

    @property
    def at(self) -> bool:
        """Whether it is no plain rule, but such as @keyframes."""
        return self.selectors[0].startswith("@")

    def css(self) -> str:
        body = ";".join(f"{name}:{value}" if name else value for name, value in self.declarations)
        return f"{','.join(self.selectors)}{{{body}}}"


def read(css: str) -> list[Rule]:
    """The rules of a sheet; kept from build to build, for to read the theme's takes as long as ten pages."""
    def read() -> bytes:
        rules = _flat(tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True), ())
        return json.dumps([astuple(rule) for rule in rules]).encode()

    found = json.loads(kept.kept("styles", _READER, css.encode(), read))
    return [Rule(tuple(around), tuple(selectors), tuple(map(tuple, declarations)))
            for around, selectors, declarations in found]


def _flat(nodes: list, around: tuple[str, ...]) -> Iterator[Rule]:
    for node in nodes:
        if node.type == "qualified-rule":
            yield Rule(around, tuple(split(_short(node.prelude))), tuple(_declarations(node.content)))
        elif node.type == "at-rule" and node.lower_at_keyword != "charset":
            name = f"@{node.lower_at_keyword} {_short(node.prelude)}".strip()
            if node.lower_at_keyword in _NESTING:
                inner = tinycss2.parse_rule_list(node.content, skip_comments=True, skip_whitespace=True)
                yield from _flat(inner, (*around, name))
            elif node.content is not None:
                yield Rule(around, (name,), (("", _short(node.content)),))


def _short(tokens: list) -> str:
    """Tokens as text, without comments and with single spaces."""
    text = tinycss2.serialize([token for token in tokens if token.type != "comment"]).strip()
    return text if '"' in text or "url(" in text else _SPACES.sub(" ", text)  # in a string they mean something


def _declarations(tokens: list) -> Iterator[tuple[str, str]]:
    """The declarations of a rule. A rule with others inside stays as it is."""
    found = tinycss2.parse_blocks_contents(tokens, skip_comments=True, skip_whitespace=True)
    if any(one.type != "declaration" for one in found):
        yield "", _short(tokens)
    else:
        yield from ((one.name, f"{_short(one.value)}{'!important' if one.important else ''}") for one in found)


def selecting(rules: Iterable[Rule], wanted: Callable[[str], bool]) -> Iterator[Rule]:
    """The rules with the selectors that are wanted, and all that have none."""
    for rule in rules:
        left = rule.selectors if rule.at else tuple(filter(wanted, rule.selectors))
        if left:
            yield rule if len(left) == len(rule.selectors) else replace(rule, selectors=left)


def without_idle(rules: list[Rule], words: set[str] = frozenset()) -> list[Rule]:
    """Rules without the custom properties that neither another declaration nor a script reads."""
    read: set[str] = {f"--{word}" for word in words}
    waiting = [value for rule in rules for name, value in rule.declarations if not name.startswith("--")]
    custom: dict[str, list[str]] = {}
    for rule in rules:
        for name, value in rule.declarations:
            if name.startswith("--"):
                custom.setdefault(name, []).append(value)
    waiting += [value for name in read & custom.keys() for value in custom[name]]
    while waiting:
        for name in _reads(waiting.pop()):
            if name not in read:
                read.add(name)
                waiting += custom.get(name, ())
    return list(declaring(rules, lambda name: not name.startswith("--") or name in read))


@cache
def _reads(value: str) -> list[str]:
    """The custom properties that a value reads; kept, because the first rules of many pages hold the same values."""
    return _READS.findall(value)


def declaring(rules: Iterable[Rule], wanted: Callable[[str], bool]) -> Iterator[Rule]:
    """The rules with the declarations that are wanted, by their names."""
    for rule in rules:
        if left := tuple(one for one in rule.declarations if wanted(one[0])):
            yield rule if len(left) == len(rule.declarations) else replace(rule, declarations=left)


def written(rules: list[Rule]) -> str:
    """Rules as a sheet, those that stand in the same @media one after the other under one."""
    parts: list[str] = []
    open_: tuple[str, ...] = ()
    for rule in rules:
        shared = 0
        while shared < min(len(open_), len(rule.around)) and open_[shared] == rule.around[shared]:
            shared += 1
        parts.append("}" * (len(open_) - shared) + "".join(f"{name}{{" for name in rule.around[shared:]) + rule.css())
        open_ = rule.around
    return "".join(parts) + "}" * len(open_)
