"""Finds every quantity on a page that no fact backs.

Works on the parsed page, not on Markdown, so that it sees what a reader meets wherever it came
from. What claims to come from the data file is not believed but compared: `<data data-fact>`
must hold that fact's words, `<span data-fact>` its date, `<cite data-source>` its source's title
or publisher and date.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from explainer.content import calls, dates, quantities, wording
from explainer.content.pages import Page
from explainer.content.problems import Problem, Problems, did_you_mean
from explainer.content.project import Project

Mistake = tuple[str, str, str]  # subject, what is wrong, what to do
GENERATED = "data-generated"  # is on what fragments and templates write from the model
_UNREAD = "script, style, template, .footnote-ref, .footnote-backref"  # the numerals are Markdown's
_SPOKEN = ("alt", "title", "placeholder", "summary", "label", "srcdoc")
_SPOKEN += ("aria-label", "aria-description", "aria-valuetext", "aria-valuenow")
_DRAWN = ("start", "value", "min", "max", "low", "high", "optimum")  # of lists, fields and meters
_META = "meta:is([name$=description], [property$=description], [property$=title])"
_WORD = re.compile(r"\w+")
_IN_LINE = (
    "a, abbr, b, cite, code, data, del, em, i, ins, mark, q, s, small, span, strong, sub, sup"
)
_BLOCKS = f"title, body :not({_IN_LINE}, svg *)"
_UNBACKED = (
    "no fact backs this quantity",
    'put it into data/facts.yml and write {{ fact("its-id") }}, say it without a number, '
    "or list it under names if it is one",
)


def check(content: LexborHTMLParser, page: Page, project: Project) -> list[Problem]:
    """What is wrong in the content of a page; its tree stays as it is."""
    tree = content.clone()
    wrong = list(_forbidden(tree))
    _remove(tree, _UNREAD)
    backed = []
    for node in tree.css("[data-fact], [data-source]"):
        if mistake := _disbelief(node, project):
            wrong.append(mistake)
        else:
            backed.append((node, node.text()))
    for node, text in reversed(backed):  # what is inside of another comes first
        node.inner_html = quantities.BACKED * len(text)
    typed = [_without_calls(page.meta.get(key, "")) for key in ("title", "description")]
    letters = "".join(text for _, text in backed)
    found = quantities.find(_text(tree, typed), project.names, letters)
    problems = [Problem(page.file, None, *mistake) for mistake in wrong]
    return problems + [Problem(page.file, _line(one, page), str(one), *_UNBACKED) for one in found]


def check_frame(html: str, page: Page, project: Project) -> list[Problem]:
    """What is wrong in a whole page without its article, which has been checked.

    What carries `data-generated` is passed over: it was written from the model.
    """
    tree = LexborHTMLParser(html)
    _remove(tree, f"[{GENERATED}], {_UNREAD}")
    metas = [node.attributes["content"] for node in tree.css(_META)]
    text = _text(tree, [*metas, project.site.description])
    found = quantities.find(text, {*project.names, *_checked(page, project)})
    remedy = "write its words: only pages, their titles and descriptions can call"
    problems = [
        (text[one.start : one.end], "it stays as it is", remedy) for one in calls.find(text)
    ]
    problems += [(str(one), *_UNBACKED) for one in found]
    return [Problem("mkdocs.yml", None, *one) for one in problems]


def form(demanded: Any) -> Mapping[str, str]:
    """What each page of a kind has, as mkdocs.yml has it: a CSS selector, and what to do where it
    finds nothing. Raises Problems."""
    try:
        for selector, _ in demanded.items():
            LexborHTMLParser("").css(selector)
    except (AttributeError, TypeError, SelectolaxError):
        wrong, remedy = "it is no map of CSS selectors", 'write "h1 + p": what to do without it'
        raise Problems([Problem("mkdocs.yml", None, "each_part", wrong, remedy)]) from None
    return demanded


def check_form(html: str, page: Page, demanded: Mapping[str, str]) -> list[Problem]:
    """What a page lacks of what each of its kind has: by CSS selector, with what to do."""
    tree, wrong = LexborHTMLParser(html), 'it has no "%s", as each part of the story has'
    return [
        Problem(page.file, page.first_line, "form", wrong % selector, remedy)
        for selector, remedy in demanded.items()
        if not tree.css(selector)
    ]


def _remove(tree: LexborHTMLParser, what: str) -> None:
    for node in reversed(tree.css(what)):  # what is inside of another comes first
        node.decompose()


def _text(tree: LexborHTMLParser, more: list[str | None]) -> str:
    """All that a reader meets of a tree, with more beside it, a block on a line."""
    spoken = [node.attributes[name] for name in _SPOKEN for node in tree.css(f"[{name}]")]
    for name in _DRAWN:
        of = tree.css(f"[{name}]:not([data-fact])")
        spoken += [f"{name} {node.attributes[name]}" for node in of]
    for node in tree.css(_BLOCKS):  # words of different blocks are not one word
        node.insert_before("\n")
    return "\n".join([tree.root.text(), *filter(None, [*spoken, *more])])


def _forbidden(tree: LexborHTMLParser) -> Iterator[Mistake]:
    """What an author must not write."""
    for _ in tree.css(f"[{GENERATED}]"):
        yield GENERATED, "the page sets an attribute that is for generated parts", "remove it"
    for node in tree.css("script, style, [style]"):
        wrong = "the text of a page holds a script or style of its own, which its policy forbids"
        remedy = "put scripts and styles into explainer/theme/assets"
        if node.tag in ("th", "td"):
            remedy = "leave out the colons in the line under the head of a table"
        yield f"<{node.tag}>", wrong, remedy


def _disbelief(node: LexborNode, project: Project) -> Mistake | None:
    """What is wrong with an element that claims to come from the data file, if anything."""
    kind = "source" if "data-source" in node.attributes else "fact"
    known = project.sources if kind == "source" else project.facts
    id = node.attributes[f"data-{kind}"] or ""
    if id not in known:
        return f'{kind}("{id}")', f"there is no such {kind}", did_you_mean(id, known)
    right: tuple[str, ...] = ()
    match kind, node.tag:
        case "source", "cite":
            right = known[id].title, project.credit(id)
        case "source", "span":
            right = (dates.words(known[id].published),)
        case "fact", "span":
            right = (wording.as_of(known[id]),)
        case "fact", "data" if node.attributes.get("value") == str(known[id].value):
            right = wording.words(known[id]), wording.bare(known[id]), wording.figure(known[id])
    if node.text() in {*right, *map(quantities.capital, right)}:
        return None
    wrong = f"it claims to come from {id} and does not say what the data file says"
    return f'"{node.text()}"', wrong, "write it with the macro, not in HTML"


def _checked(page: Page, project: Project) -> list[str]:
    """What a frame repeats of texts with a quantity that are checked where they stand."""
    texts = [page.title, page.description, *(one.title for one in page.sections)]
    texts += [one.title for one in project.pages.values() if one.title != one.meta.get("title")]
    found = [text for text in texts if any(quantities.find(text, project.names))]
    return found + [" ".join(text.split()) for text in found]  # without unbreakable spaces


def _without_calls(text: str) -> str:
    """A text without the ids in its calls, which are no words of it, with the same lines."""

    def nothing(call: calls.Call) -> str:
        return " " + "\n" * text.count("\n", call.start, call.end)

    return calls.answer(text, calls.find(text), "", nothing)[0]


def _line(quantity: quantities.Quantity, page: Page) -> int | None:
    """The line of the file that holds a quantity; of several the one most like what is near it."""
    lines = [set(_WORD.findall(line)) for line in _without_calls(page.text).split("\n")]
    around = set(_WORD.findall(quantity.around))
    found = [n for n, line in enumerate(lines) if quantity.word in line]
    best = max(found, key=lambda n: len(lines[n] & around), default=None)
    return None if best is None else page.first_line + best
