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
from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from pathlib import Path

from selectolax.lexbor import LexborHTMLParser, SelectolaxError

from . import kept, selector
from .built import NOTE, parts
from .problems import Problem, Problems
from .stylesheet import Rule, declaring, read, selecting, without_idle, written

_LINK = re.compile(r'<link rel="stylesheet" href="([^"]+)">\s*')
_HEAD_ENDS = re.compile(r"</head>(?=\s*<body)")  # a description may hold a </head> of its own
# Asked for as if for paper, so that browsers fetch it after all else and wait for it with nothing.
_WHOLE = ('<link rel="stylesheet" media="print" id="__sheet" href="{href}">'
          '<script>document.getElementById("__sheet").media="all";'
          # A browser goes to the place that a link names when the scripts have run, which on a slow line is late.
          'performance.getEntriesByType("navigation")[0]?.type=="navigate"&&'
          'document.getElementById(location.hash.slice(1))?.scrollIntoView()</script>'
          '<noscript><link rel="stylesheet" href="{href}"></noscript>')
_PIECE = re.compile("__|--")
_WORD = re.compile(r"[A-Za-z_][\w-]*")
# Not to be seen at first, wherever the screen ends: cards that open, the drawer's and the search's
# insides, what stands below. Their frames stay, since it is these that hide them or give them room.
_LATER = (".note, .md-footer, .md-search__output > *, .md-sidebar--primary .md-sidebar__scrollwrap, .md-dialog > *, "
          ".used, article .entry ~ .entry, script, style")
_PAPER = re.compile(r"@media print|@supports .*selector\(")  # or a browser that lacks something
# What does not show until the reader does something. A transition would even make the whole sheet's arrival seen.
_UNSEEN = re.compile(r"transition|animation|outline|cursor|scroll-(?:snap|behavior|margin-block)|-webkit-tap|"
                     r"-webkit-print|color-adjust|print-color|backface|scrollbar-gutter|container-type|pointer-events|"
                     r"touch-action|scrollbar-color|will-change|-moz-osx")
# The theme knows the table of a text by its having no class. A rule that asks for the attribute makes browsers
# style the whole page anew whenever any class changes, such as that of the root; a rule that asks for a class does not.
_TEXT_TABLE = ("table:not([class])", "table:not(.chart-table)")
_ENOUGH = 20  # pages of a kind without anything new, after which the next is taken to be like them
_TAG = re.compile(r"<([a-z][\w-]*)")
_CLASS = re.compile(r'class="([^"]*)"')


def inline(site: Path, pages: dict[str, str]) -> None:
    """Give every page its first rules and the site its one sheet. Twice is as once."""
    linking = {place: linked for place, html in pages.items() if (linked := _linked(html))}
    if not linking:
        return
    sheets = _sheets(site, linking)
    css = "\n".join(sheet.read_text(encoding="utf-8") for sheet in sheets)
    first = _First(read(css.replace(*_TEXT_TABLE)))
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
    words, made = set(), set()  # of all scripts; those that may become classes
    for script in site.glob("assets/**/*.js"):
        words |= (found := _words(script))
        made |= found if script.parent == site / "assets" else _made(found, known)

    def may_match(text: str) -> bool:
        return all(name in known or (name[1:] in made if name[0] == "." else _value(name) in words)
                   for name in first.selectors[text].demands)
    rules = without_idle(list(selecting(first.rules, may_match)), words)
    whole = written(rules)
    sheet = site / "assets" / f"site.{hashlib.sha256(whole.encode()).hexdigest()[:8]}.css"
    sheet.write_text(whole, encoding="utf-8", newline="")
    at_once = _at_once(rules)
    styles = {selectors: written(without_idle(list(selecting(at_once, selectors.__contains__))))
              for selectors in set(shown.values())}
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


def _words(script: Path) -> frozenset[str]:
    """Whatever may be a name in a script; kept from build to build, for the theme's are long."""
    text = script.read_text(encoding="utf-8")
    found = kept.kept("words", _WORD.pattern, text.encode(),
                      lambda: json.dumps(sorted(set(_WORD.findall(text)))).encode())
    return frozenset(json.loads(found))


def _made(words: frozenset[str], known: set[str]) -> set[str]:
    """Which words in a script of the theme may become classes here. The scripts know many parts that this
    site has not; their classes are named part__piece--state, and a part in use stands on a page."""
    return words & {"js", "focus-visible"} | {
        word for word in words if word.startswith("md-") and f".{_PIECE.split(word)[0]}" in known}


def _value(name: str) -> str:
    """The word in what a selector names: b of #b, [b] and [a=b]."""
    return name.rpartition("=")[2].strip("[]#")


def names(html: str) -> set[str]:
    """The tags and classes in some HTML, each as a selector names it; browsers add a tbody where there is none."""
    return {"tbody", *_TAG.findall(html), *(f".{name}" for name in " ".join(set(_CLASS.findall(html))).split())}


@cache
def _as_html(name: str) -> str:
    """An id or attribute as it stands in a page: #a, [b] and [c=d] are id="a", b and c="d". A word may look like b."""
    attribute, _, value = (f"id={name[1:]}" if name[0] == "#" else name[1:-1]).partition("=")
    return f' {attribute}="{value}"' if value else f" {attribute}"


class _First:
    """Finds the selectors that match what a page shows before its reader does anything."""

    def __init__(self, rules: list[Rule]):
        self.rules = rules
        self.selectors = selector.read(one for rule in rules if not rule.at for one in rule.selectors)
        self._forms = {text: one.forms for text, one in self.selectors.items() if one.forms}
        self._demands = {text: selector.elements(self.selectors[text].at_first) for text in self._forms}
        self._asked = {name for one in self.selectors.values() for name in one.demands | one.at_first
                       if name[0] in "[#"}
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
            new = {text for text in possible - found if _stands(tree, self._forms[text])}
            found |= new
            self._idle[possible] = 0 if new else self._idle[possible] + 1
        return frozenset(found)


def _at_once(rules: list[Rule]) -> list[Rule]:
    """The rules for a screen, without what does not show before a reader does something."""
    screen = [rule for rule in rules if not rule.at and not _PAPER.search(" ".join(rule.around))]
    return list(declaring(screen, lambda name: not _UNSEEN.match(name)))


def matching(tree: LexborHTMLParser, sheet: str, own: str) -> str:
    """A sheet for a page that has no script and stands alone: the rules that match it, in whatever state,
    then its own. Nothing fetched, nothing that moves; light or dark is always as the system has it."""
    def matches(text: str) -> bool:
        plain = selector.plain(selector.STATES.sub("", text))
        return (not re.search("::-|slate", text) and selector.elements(selector.demands(plain)) <= there
                and _stands(tree, selector.forms(plain)))
    alone = [replace(rule, around=tuple(name.replace("(scripting: none) and ", "") for name in rule.around))
             for rule in read(sheet) if not rule.at]
    there = names(tree.html or "")
    rules = [*selecting(alone, matches), *read(own)]
    return written(without_idle(list(declaring(rules, lambda name: not re.match("transition|animation", name)))))


def _stands(tree: LexborHTMLParser, forms: Iterable[str]) -> bool:
    try:
        return any(tree.css_first(form) is not None for form in forms)
    except SelectolaxError:
        return True  # a selector newer than the parser
