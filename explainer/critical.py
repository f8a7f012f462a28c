"""The styles of a built site: what the first screen needs stands in each page, the rest in one sheet.

Three steps on the files alone. The linked sheets become one, without the rules that can match no
page and nothing that a script makes, under a name that is its own fingerprint. Each page gets,
inlined, the rules that match what it shows at first. The whole sheet follows at the end of the
body, where it holds up nothing that stands before it; with and without scripts.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import tinycss2
from selectolax.lexbor import LexborHTMLParser, SelectolaxError

from .problems import Problem, Problems

_LINK = re.compile(r'<link rel="stylesheet" href="([^"]+)">\s*')
_HEAD_ENDS = re.compile(r"(?=</head>\s*<body)")  # a description may hold a </head> of its own
# Asked for as if for paper, so that browsers fetch it after all else and wait for it with nothing.
_WHOLE = ('<link rel="stylesheet" media="print" id="__sheet" href="{href}">'
          '<script>document.getElementById("__sheet").media="all"</script>'
          '<noscript><link rel="stylesheet" href="{href}"></noscript>')
_WORD = re.compile(r"[A-Za-z_][\w-]*")
_NESTING = ("media", "supports")
# Not to be seen at first, wherever the screen ends: cards that open, the drawer's and the search's
# insides, what stands below. Their frames stay, since it is these that hide them or give them room.
_LATER = (".note, .md-footer, .md-search__output > *, .md-sidebar--primary .md-sidebar__scrollwrap, .md-dialog > *, "
          ".used, .entry-cite, article .entry ~ .entry, script, style")
# A reader has to do something first, or it is only drawn by one kind of browser, or on paper.
_STATES = re.compile(r":(hover|focus|focus-visible|focus-within|active|checked|target|valid|disabled|selection|"
                     r"popover-open)\b|::-")
_PSEUDO_ELEMENT = re.compile(r"::?(before|after|placeholder|marker)\b")
_SCHEME = re.compile(r"\[data-md-color-scheme=[^\]]*\]")  # the reader's choice, made before the first paint
_GROUP = re.compile(r":(?:is|where|not|has|nth-[\w-]+)\(")  # lists of alternatives; passed over, so nothing is lost
_READS = re.compile(r"var\(\s*(--[\w-]+)")
# What does not show until the reader does something. A transition would even make the whole sheet's arrival seen.
_UNSEEN = re.compile(r"transition|animation|outline|cursor|scroll-margin|-webkit-tap|-webkit-print|color-adjust|"
                     r"print-color|backface|scrollbar-gutter|container-type|pointer-events|touch-action|scrollbar-color|will-change|-moz-osx")
_IS = re.compile(r":(?:is|where)\(([^()]*)\)")
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


def inline(site: Path) -> None:
    """Give every page its first rules and the site its one sheet. Twice is as once."""
    pages = {file: file.read_text(encoding="utf-8") for file in sorted(site.rglob("*.html"))}
    linked = {file: _LINK.findall(html) for file, html in pages.items() if _head_links(html)}
    if not linked:
        return
    # Both the theme's sheets and ours lie in assets/; what stands before is the way there from the page.
    sheets = {file: tuple(site / "assets" / href.rpartition("assets/")[2] for href in hrefs)
              for file, hrefs in linked.items()}
    rules = list(_rules(_read(site, sheets)))
    trees = {file: LexborHTMLParser(pages[file]) for file in linked}
    known = Names.of(trees.values())
    for script in site.glob("assets/**/*.js"):
        words = set(_WORD.findall(script.read_text(encoding="utf-8")))
        known.words |= words
        known.classes |= {word for word in words if _made(word, known.classes, script.parent == site / "assets")}
    rules = without_idle(list(_kept(rules, known.may_match)), known.words)
    whole = written(rules)
    sheet = site / "assets" / f"site.{hashlib.sha256(whole.encode()).hexdigest()[:8]}.css"
    sheet.write_text(whole, encoding="utf-8", newline="")
    for file, tree in trees.items():
        html, first = pages[file], written(first_rules(tree, rules))
        up = linked[file][0].rpartition("assets/")[0]
        html = _LINK.sub("", html)
        html = _HEAD_ENDS.sub(lambda _, first=first: f"<style>{first}</style>\n", html, count=1)
        before, end, after = html.rpartition("</body>")
        file.write_text(before + _WHOLE.format(href=f"{up}assets/{sheet.name}") + end + after,
                        encoding="utf-8", newline="")
    for old in {path for paths in sheets.values() for path in paths}:
        old.unlink()


def _head_links(html: str) -> bool:
    return bool(_LINK.search(html.partition("</head>")[0]))


def _read(site: Path, sheets: dict[Path, tuple[Path, ...]]) -> str:
    """The sheets that all pages link, as one."""
    (first, *others) = dict.fromkeys(sheets.values())
    if others:
        one = next(file for file, paths in sheets.items() if paths == others[0])
        raise Problems([Problem(one.relative_to(site).as_posix(), None, "stylesheet",
                                "it links other style sheets than the first page", "list them in mkdocs.yml, for all")])
    return "\n".join(path.read_text(encoding="utf-8") for path in first)


def _made(word: str, classes: set[str], ours: bool) -> bool:
    """Whether a word in a script may become a class here. The theme's scripts know many parts that this
    site has not; its classes are named part__piece--state, and a part in use stands on a page."""
    return ours or word in ("js", "focus-visible") or (
        word.startswith("md-") and re.split("__|--", word)[0] in classes)


def _rules(css: str) -> Iterator[Rule]:
    yield from _flat(tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True), ())


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
    tokens = [token for token in tokens if token.type != "comment"]
    return re.sub(r"\s+", " ", tinycss2.serialize(tokens)).strip() if not _has_string(tokens) else (
        tinycss2.serialize(tokens).strip())


def _has_string(tokens: list) -> bool:
    return any(token.type in ("string", "url") or _has_string(getattr(token, "content", None) or
               getattr(token, "arguments", None) or []) for token in tokens)


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


@dataclass
class Names:
    """The tags, classes, ids and attributes in some pages, and words that scripts may make into such."""

    tags: set[str]
    classes: set[str]
    ids: set[str]
    attributes: set[str]
    values: set[tuple[str, str]]
    words: set[str]

    @classmethod
    def of(cls, trees: Iterable[LexborHTMLParser]) -> Names:
        found = cls(set(), set(), set(), set(), set(), set())
        for tree in trees:
            for node in tree.root.traverse():
                found.tags.add(node.tag)
                for name, value in node.attributes.items():
                    found.attributes.add(name)
                    found.values.add((name, value or ""))
                    if name == "class":
                        found.classes.update((value or "").split())
                    elif name == "id":
                        found.ids.add(value or "")
        return found

    def may_match(self, selector: str) -> bool:
        """Whether everything that a selector demands by name exists; when in doubt, yes."""
        for attribute, value, sign, name in _NAME.findall(_without_groups(selector)):
            if attribute:
                known = attribute in self.attributes or attribute in self.words
                if value and "=" in selector and re.search(rf'\[{attribute}="?{re.escape(value)}', selector):
                    known = (attribute, value) in self.values or value in self.words
            elif sign == ".":
                known = name in self.classes
            elif sign == "#":
                known = name in self.ids or name in self.words
            else:
                known = name.lower() in self.tags or name.lower() in self.words
            if not known:
                return False
        return True


def _without_groups(selector: str) -> str:
    """A selector without its lists of alternatives and its pseudo-classes."""
    while found := _GROUP.search(selector):
        depth, end = 1, found.end()
        while depth and end < len(selector):
            depth += (selector[end] == "(") - (selector[end] == ")")
            end += 1
        selector = selector[: found.start()] + selector[end:]
    return re.sub(r"::?[\w-]+(\([^)]*\))?", "", selector)


def first_rules(tree: LexborHTMLParser, rules: list[Rule]) -> list[Rule]:
    """The rules that match what a page shows before its reader does anything. Empties the page of the rest."""
    for node in tree.css(_LATER):
        node.decompose()
    names = Names.of([tree])
    seen: dict[str, bool] = {}

    def matches(selector: str) -> bool:
        if selector not in seen:
            seen[selector] = _matches(tree, names, selector)
        return seen[selector]
    # Not on paper; and what asks for a selector is for browsers that lack something.
    rules = [rule for rule in rules if not re.search(r"@media print|@supports .*selector\(", " ".join(rule.around))]
    shown = _kept(rules, matches, first=True)
    return without_idle(list(_declaring(list(shown), lambda name: not _UNSEEN.match(name))))


def matching(tree: LexborHTMLParser, sheet: str, own: str) -> str:
    """A sheet for a page that has no script and stands alone: the rules that match it, in whatever state,
    then its own. Nothing fetched, nothing that moves; light or dark is always as the system has it."""
    names = Names.of([tree])

    def matches(selector: str) -> bool:
        return not re.search("::-|slate", selector) and _matches(tree, names, _STATES.sub("", selector))
    alone = [replace(rule, around=tuple(name.replace("(scripting: none) and ", "") for name in rule.around))
             for rule in _rules(sheet) if not rule.selectors[0].startswith("@")]
    rules = [*_kept(alone, matches), *_rules(own)]
    return written(without_idle(list(_declaring(rules, lambda name: not re.match("transition|animation", name)))))


def _matches(tree: LexborHTMLParser, names: Names, selector: str) -> bool:
    if _STATES.search(re.sub(r":not\([^)]*\)", "", selector)):
        return False
    plain = _SCHEME.sub("[data-md-color-scheme]", _PSEUDO_ELEMENT.sub("", selector))
    plain = plain.replace(".js ", ".no-js ") if plain.startswith(".js ") else plain
    if not names.may_match(plain):
        return False
    try:
        ended = (re.sub(r"(^|[\s>+~])$", r"\1*", one.strip()) for one in _spelled_out(plain))
        return any(tree.css_first(one) is not None for one in ended)
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
