"""The styles of a built site: what the first screen needs stands in each page, the rest in one sheet.

Three steps on the files alone. The linked sheets become one, without the rules that can match no
page and nothing that a script makes, under a name that is its own fingerprint. Each page gets,
inlined, the rules that match what it shows at first. The whole sheet follows after the text, where
it holds up nothing that stands before it, with and without scripts; and before the scripts, so that
a browser does not have to lay the page out in the midst of one.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import astuple, dataclass, replace
from functools import cache
from pathlib import Path

import tinycss2
from selectolax.lexbor import LexborHTMLParser, SelectolaxError

from . import kept
from .built import NOTE, parts
from .problems import Problem, Problems

_LINK = re.compile(r'<link rel="stylesheet" href="([^"]+)">\s*')
_HEAD_ENDS = re.compile(r"</head>(?=\s*<body)")  # a description may hold a </head> of its own
# Asked for as if for paper, so that browsers fetch it after all else and wait for it with nothing.
_WHOLE = ('<link rel="stylesheet" media="print" id="__sheet" href="{href}">'
          '<script>document.getElementById("__sheet").media="all";'
          # A browser goes to the place that a link names when the scripts have run, which on a slow line is late.
          'performance.getEntriesByType("navigation")[0]?.type=="navigate"&&'
          'document.getElementById(location.hash.slice(1))?.scrollIntoView()</script>'
          '<noscript><link rel="stylesheet" href="{href}"></noscript>')
_SPACES = re.compile(r"\s+")
_WORD = re.compile(r"[A-Za-z_][\w-]*")
_NESTING = ("media", "supports")
# What the rules rest on that are kept from build to build: the library, and how this file makes rules of what it gives.
_READER = f"{tinycss2.__version__} {hashlib.sha256(Path(__file__).read_bytes()).hexdigest()}"
# Not to be seen at first, wherever the screen ends: cards that open, the drawer's and the search's
# insides, what stands below. Their frames stay, since it is these that hide them or give them room.
_LATER = (".note, .md-footer, .md-search__output > *, .md-sidebar--primary .md-sidebar__scrollwrap, .md-dialog > *, "
          ".used, article .entry ~ .entry, script, style")
# A reader has to do something first, or it is only drawn by one kind of browser, or on paper.
_STATES = re.compile(r":(hover|focus|focus-visible|focus-within|active|checked|target|valid|disabled|selection|"
                     r"popover-open)\b|::-")
_PSEUDO_ELEMENT = re.compile(r"::?(before|after|placeholder|marker)\b")
_SCHEME = re.compile(r"\[data-md-color-scheme=[^\]]*\]")  # the reader's choice, made before the first paint
_GROUP = re.compile(r":(?:is|where|not|has|nth-[\w-]+)\(")  # lists of alternatives; passed over, so nothing is lost
_READS = re.compile(r"var\(\s*(--[\w-]+)")
# What does not show until the reader does something. A transition would even make the whole sheet's arrival seen.
_UNSEEN = re.compile(r"transition|animation|outline|cursor|scroll-(?:snap|behavior|margin-block)|-webkit-tap|"
                     r"-webkit-print|color-adjust|print-color|backface|scrollbar-gutter|container-type|pointer-events|"
                     r"touch-action|scrollbar-color|will-change|-moz-osx")
# The theme knows the table of a text by its having no class. A rule that asks for the attribute makes browsers
# style the whole page anew whenever any class changes, such as that of the root; a rule that asks for a class does not.
_TEXT_TABLE = ("table:not([class])", "table:not(.chart-table)")
_ENOUGH = 20  # pages of a kind without anything new, after which the next is taken to be like them
_IS = re.compile(r":(?:is|where)\(([^()]*)\)")
_TAG = re.compile(r"<([a-z][\w-]*)")
_CLASS = re.compile(r'class="([^"]*)"')
_NAME = re.compile(r'\[\s*([\w-]+)\s*(?:[~|^$*]?=\s*"?([^"\]]*)"?\s*)?\]|([.#]?)(-?[A-Za-z_][\w-]*)')


@dataclass(frozen=True)
class Rule:
    """One rule with the @media and @supports around it; @keyframes and the like have no selectors."""

    around: tuple[str, ...]
    selectors: tuple[str, ...]
    declarations: tuple[tuple[str, str], ...]  # name and value; of what is no plain rule, its text without a name

    def css(self) -> str:
        body = ";".join(f"{name}:{value}" if name else value for name, value in self.declarations)
        return f"{','.join(self.selectors)}{{{body}}}"


def inline(site: Path, pages: dict[str, str]) -> None:
    """Give every page its first rules and the site its one sheet. Twice is as once."""
    linking = {place: linked for place, html in pages.items() if (linked := _linked(html))}
    if not linking:
        return
    sheets = _sheets(site, linking)
    css = "\n".join(sheet.read_text(encoding="utf-8") for sheet in sheets)
    first = _First(_rules(css.replace(*_TEXT_TABLE)))
    known: set[str] = set()
    shown: dict[str, frozenset[str]] = {}
    for place in linking:
        before, article, after = parts(pages[place])
        text, _, notes = article.partition(NOTE)
        visible = f"{before}{text}</article>{after}"
        there = names(visible)
        shown[place] = first.shown(visible, there, notes)
        known |= there | names(notes)
    known |= first.met
    words: set[str] = set()
    for script in site.glob("assets/**/*.js"):
        found = set(_WORD.findall(script.read_text(encoding="utf-8")))
        words |= found
        known |= {f".{word}" for word in found if _made(word, known, script.parent == site / "assets")}

    def may_match(selector: str) -> bool:
        return all(name in known or (name[0] != "." and name.rpartition("=")[2].strip("[]#") in words)
                   for name in demands(selector))
    rules = without_idle(list(_kept(first.rules, may_match)), words)
    whole = written(rules)
    sheet = site / "assets" / f"site.{hashlib.sha256(whole.encode()).hexdigest()[:8]}.css"
    sheet.write_text(whole, encoding="utf-8", newline="")
    styles = {selectors: written(first_rules(rules, selectors)) for selectors in set(shown.values())}
    for place, selectors in shown.items():
        up = linking[place][0].rpartition("assets/")[0]
        html = _HEAD_ENDS.sub(lambda end, first=styles[selectors]: f"<style>{first}</style>{end[0]}",
                              _LINK.sub("", pages[place]), count=1)
        scripts = f'<script src="{up}assets/later.js"'
        before, end, after = html.rpartition(scripts if scripts in html else "</body>")
        pages[place] = before + _WHOLE.format(href=f"{up}assets/{sheet.name}") + end + after
    for old in sheets:
        old.unlink()


def _linked(html: str) -> list[str]:
    """The sheets that the head of a page links."""
    return _LINK.findall(html.partition("</head>")[0])


def _sheets(site: Path, linking: dict[str, list[str]]) -> list[Path]:
    """The sheets that all pages link. Raises Problems for a page that links others."""
    # Both the theme's sheets and ours lie in assets/; what stands before is the way there from the page.
    names = {place: [href.rpartition("assets/")[2] for href in linked] for place, linked in linking.items()}
    first = next(iter(names.values()))
    if others := [place for place, named in names.items() if named != first]:
        raise Problems([Problem(f"/{others[0]}", None, "stylesheet", "it links other style sheets than the first page",
                                "list them in mkdocs.yml, for all")])
    return [site / "assets" / name for name in first]


def _made(word: str, known: set[str], ours: bool) -> bool:
    """Whether a word in a script may become a class here. The theme's scripts know many parts that this
    site has not; its classes are named part__piece--state, and a part in use stands on a page."""
    return ours or word in ("js", "focus-visible") or (
        word.startswith("md-") and f".{re.split('__|--', word)[0]}" in known)


def _rules(css: str) -> list[Rule]:
    """The rules of some sheets; kept from build to build, for to read the theme's takes as long as ten pages."""
    def read() -> bytes:
        rules = _flat(tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True), ())
        return json.dumps([astuple(rule) for rule in rules]).encode()

    found = json.loads(kept.kept("styles", _READER, css.encode(), read))
    return [Rule(tuple(around), tuple(selectors), tuple(map(tuple, declarations)))
            for around, selectors, declarations in found]


def _flat(nodes: list, around: tuple[str, ...]) -> Iterator[Rule]:
    for node in nodes:
        if node.type == "qualified-rule":
            yield Rule(around, tuple(_split(_short(node.prelude))), tuple(_declarations(node.content)))
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


def _split(selectors: str) -> Iterator[str]:
    """A list of selectors at its own commas, not at those inside brackets."""
    depth, start = 0, 0
    for i, letter in enumerate(selectors):
        depth += (letter in "([") - (letter in ")]")
        if letter == "," and not depth:
            yield selectors[start:i].strip()
            start = i + 1
    yield selectors[start:].strip()


def names(html: str) -> set[str]:
    """The tags and classes in some HTML, each as a selector names it; browsers add a tbody where there is none."""
    return {"tbody", *_TAG.findall(html), *(f".{name}" for name in " ".join(set(_CLASS.findall(html))).split())}


@cache
def _as_html(name: str) -> str:
    """An id or attribute as it stands in a page: #a, [b] and [c=d] are id="a", b and c="d". A word may look like b."""
    attribute, _, value = (f"id={name[1:]}" if name[0] == "#" else name[1:-1]).partition("=")
    return f' {attribute}="{value}"' if value else f" {attribute}"


def _elements(selector: str) -> frozenset[str]:
    """The tags and classes that a selector demands."""
    return frozenset(name for name in demands(selector) if name[0] not in "[#")


def _asked(selectors: Iterable[str]) -> set[str]:
    """The ids and attributes that selectors demand."""
    return {name for one in selectors for name in demands(one) if name[0] in "[#"}


@cache
def demands(selector: str) -> frozenset[str]:
    """What a selector demands by name, outside of its lists of alternatives: without it, it matches nothing."""
    found = set()
    for attribute, value, sign, name in _NAME.findall(_without_groups(selector)):
        if attribute:
            exact = value and re.search(rf'\[{attribute}="?{re.escape(value)}', selector)
            found.add(f"[{attribute}={value}]" if exact else f"[{attribute}]")
        else:
            found.add(f"{sign}{name}" if sign else name.lower())
    return frozenset(found)


def _without_groups(selector: str) -> str:
    """A selector without its lists of alternatives and its pseudo-classes."""
    while found := _GROUP.search(selector):
        depth, end = 1, found.end()
        while depth and end < len(selector):
            depth += (selector[end] == "(") - (selector[end] == ")")
            end += 1
        selector = selector[: found.start()] + selector[end:]
    return re.sub(r"::?[\w-]+(\([^)]*\))?", "", selector)


class _First:
    """Finds the selectors that match what a page shows before its reader does anything."""

    def __init__(self, rules: Iterable[Rule]):
        self.rules = list(rules)
        selectors = {one for rule in self.rules for one in rule.selectors if not one.startswith("@")}
        self._forms = {selector: forms for selector in selectors if (forms := _forms(selector))}
        self._demands = {selector: _elements(_plain(selector)) for selector in self._forms}
        self._asked = _asked(selectors | set(map(_plain, selectors)))
        self.met: set[str] = set()  # of the ids and attributes asked for, those on the pages looked at
        self._found: dict[frozenset[str], set[str]] = {}
        self._idle: Counter[frozenset[str]] = Counter()  # pages of a kind, one after another, that brought nothing new

    def shown(self, html: str, there: set[str], unseen: str) -> frozenset[str]:
        """The selectors. `there` are the names in the page, but for those in its `unseen` part.

        Pages with the same names share what is found on any of them, and are asked for the rest at once.
        """
        possible = frozenset(selector for selector, wanted in self._demands.items() if wanted <= there)
        found = self._found.setdefault(possible, set())
        if self._idle[possible] < _ENOUGH:
            self.met |= {name for name in self._asked - self.met if _as_html(name) in html or _as_html(name) in unseen}
            tree = LexborHTMLParser(html)
            for node in reversed(tree.css(_LATER)):  # what is inside of another comes first
                node.decompose()
            rest = [selector for selector in possible if selector not in found]
            forms = ",".join(form for one in rest for form in self._forms[one])
            new = bool(forms) and (not found or tree.css_first(forms) is not None)
            found.update(one for one in rest if new and _stands(tree, self._forms[one]))
            self._idle[possible] = 0 if new else self._idle[possible] + 1
        return frozenset(found)


def first_rules(rules: list[Rule], shown: frozenset[str]) -> list[Rule]:
    """The rules that have one of the selectors: not on paper, nor those for browsers that lack something."""
    rules = [rule for rule in rules if not re.search(r"@media print|@supports .*selector\(", " ".join(rule.around))]
    return without_idle(list(_declaring(list(_kept(rules, shown.__contains__, first=True)),
                                        lambda name: not _UNSEEN.match(name))))


def matching(tree: LexborHTMLParser, sheet: str, own: str) -> str:
    """A sheet for a page that has no script and stands alone: the rules that match it, in whatever state,
    then its own. Nothing fetched, nothing that moves; light or dark is always as the system has it."""
    def matches(selector: str) -> bool:
        plain = _plain(_STATES.sub("", selector))
        return not re.search("::-|slate", selector) and _elements(plain) <= there and _stands(tree, _forms(plain))
    alone = [replace(rule, around=tuple(name.replace("(scripting: none) and ", "") for name in rule.around))
             for rule in _rules(sheet) if not rule.selectors[0].startswith("@")]
    there = names(tree.html or "")
    rules = [*_kept(alone, matches), *_rules(own)]
    return written(without_idle(list(_declaring(rules, lambda name: not re.match("transition|animation", name)))))


def _plain(selector: str) -> str:
    """A selector without what depends on the reader's choice or draws beside an element."""
    plain = _SCHEME.sub("[data-md-color-scheme]", _PSEUDO_ELEMENT.sub("", selector))
    return plain.replace(".js ", ".no-js ") if plain.startswith(".js ") else plain


def _forms(selector: str) -> list[str]:
    """What to look for on a page for a selector; nothing if it waits for the reader to do something."""
    if _STATES.search(re.sub(r":not\([^)]*\)", "", selector)):
        return []
    return [re.sub(r"(^|[\s>+~])$", r"\1*", one.strip()) for one in _spelled_out(_plain(selector))]


def _stands(tree: LexborHTMLParser, forms: list[str]) -> bool:
    try:
        return any(tree.css_first(form) is not None for form in forms)
    except SelectolaxError:
        return True  # a selector newer than the parser


def _spelled_out(selector: str) -> Iterator[str]:
    """A selector once for each alternative in its :is(); the parser overlooks what stands inside of those."""
    found = _IS.search(selector)
    if not found:
        yield selector
        return
    for one in _split(found[1]):
        before, after = selector[: found.start()], selector[found.end() :]
        tag = re.match(r"[a-z]", one) and re.search(r"[\w\])-]$", before)  # a tag's name stands first: .a:is(b) is b.a
        yield from _spelled_out(f"{before[: -len(_last(before))]}{one}{_last(before)}{after}" if tag
                                else f"{before}{one}{after}")


def _last(selector: str) -> str:
    """The end of a selector after its last space or combinator."""
    return re.split(r"[\s>+~]", selector)[-1]


def _kept(rules: Iterable[Rule], matches, *, first: bool = False) -> Iterator[Rule]:
    """The rules with the selectors that match; of what has none, everything, but at first only pages' own."""
    for rule in rules:
        if rule.selectors[0].startswith("@"):
            if not first:
                yield rule
        elif kept := tuple(selector for selector in rule.selectors if matches(selector)):
            yield replace(rule, selectors=kept)


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
        for name in _READS.findall(waiting.pop()):
            if name not in read:
                read.add(name)
                waiting += custom.get(name, ())
    return list(_declaring(rules, lambda name: not name.startswith("--") or name in read))


def _declaring(rules: list[Rule], wanted: Callable[[str], bool]) -> Iterator[Rule]:
    """The rules with the declarations that are wanted."""
    for rule in rules:
        if kept := tuple((name, value) for name, value in rule.declarations if wanted(name)):
            yield replace(rule, declarations=kept)


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
