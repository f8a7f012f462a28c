"""The pages of docs/: front matter, headings and calls, as they stand in the files."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

from markdown import markdown
from selectolax.lexbor import LexborHTMLParser

from . import calls, dates, strict_yaml, wording
from .facts import Fact, Source
from .problems import UNWRITTEN, Problem, did_you_mean
from .quantities import capital

Entries = Mapping[str, Mapping[str, Fact | Source]]  # "fact" and "source": each by id
_FRONT_MATTER = re.compile(r"---[ \t]*\n(.*?\n)(?:---|\.\.\.)[ \t]*(?:\n+|\Z)", re.DOTALL)
_FENCED = re.compile(r"^ {0,3}(```|~~~).*?^ {0,3}\1", re.DOTALL | re.MULTILINE)
_HEADING = re.compile(  # with hashes before it, or underlined at the beginning of a block
    r"^(#{1,6}) *(.*?) *#* *$|(?:\A|(?<=\n\n))(\S.*)\n(=+|-+) *$", re.MULTILINE
)
_ATTRIBUTES = re.compile(r" *\{:?([^{}\n]*)\}$")  # { #its-id }
_SECTION_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_KEYS = ("title", "description", "template")
_MARKUP = re.compile(r"[\\`*_\[\]<>&!]")


@dataclass(frozen=True)
class Section:
    """A heading of a page: what a reader links to."""

    id: str
    title: str  # plain words, as the page shows them
    level: int
    page: str  # the name of its file
    line: int = field(default=0, compare=False, repr=False)

    @property
    def address(self) -> str:
        """Where it is, from the root of the site: `water/#the-flood`."""
        return f"{page_address(self.page)}#{self.id}"


@dataclass(frozen=True, eq=False)
class Page:
    """One file of docs/."""

    name: str  # of its file, from docs: "index.md"
    address: str  # from the root of the site: "water/", "" for index.md
    file: str  # as messages name it: "docs/index.md"
    meta: dict[str, Any]
    title: str  # plain words, as the description and the titles of sections
    description: str
    text: str  # Markdown below the front matter
    first_line: int  # … of the text in the file
    calls: tuple[calls.Call, ...]
    sections: tuple[Section, ...]

    def called(self, name: str) -> list[str]:
        """The ids that its calls of a name begin with: for `chart` of the charts it shows."""
        return [str(call.args[0]) for call in self.calls if call.name == name and call.args]


def page_address(name: str) -> str:
    """The address of a page from the root of the site, which is that of index.md."""
    path = f"{name.removesuffix('.md')}/"
    return quote(path.removesuffix("index/") if f"/{path}".endswith("/index/") else path)


def read(docs: Path) -> tuple[dict[str, Page], list[Problem]]:
    """All pages by name, the calls in titles and headings as typed, and what is wrong."""
    pages, problems = {}, []
    names = sorted(path.relative_to(docs).as_posix() for path in docs.rglob("*.md"))
    for name in (name for name in names if "/." not in f"/{name}"):  # what is hidden is no page
        file = f"{docs.name}/{name}"
        try:
            text = (docs / name).read_text(encoding="utf-8-sig")
            pages[name] = _page(name, file, text, problems)
        except (OSError, UnicodeDecodeError):
            wrong = "it cannot be read as UTF-8"
            problems.append(Problem(file, None, "file", wrong, "save it as UTF-8"))
    return pages, problems


def _page(name: str, file: str, text: str, problems: list[Problem]) -> Page:
    front = _FRONT_MATTER.match(text)
    meta = _meta(front[1], file, problems) if front else {}
    if not front and text.startswith("---\n"):
        problems.append(Problem(file, 1, "file", "its front matter has no end", "end it with ---"))
    text, first_line = (text[front.end() :], front[0].count("\n") + 1) if front else (text, 1)
    sections = []
    for line, level, title, id in _headings(text, first_line):
        if _SECTION_ID.fullmatch(id):
            sections.append(Section(id, _shown(title), level, name, line))
            continue
        what = f'the id "{id}" is not kebab-case' if id else "the heading has no id"
        remedy = f"write {'#' * level} {title} {{ #its-id }}, which will be its permanent address"
        problems.append(Problem(file, line, title or "heading", what, remedy))
    found = calls.find(text, file, first_line)
    problems += [one.problem for one in found if one.problem and UNWRITTEN in one.problem.subject]
    told = meta, meta.get("title", ""), meta.get("description", ""), text, first_line
    return Page(name, page_address(name), file, *told, tuple(found), tuple(sections))


def _meta(text: str, file: str, problems: list[Problem]) -> dict[str, Any]:
    meta, lines, found = strict_yaml.read(f"\n{text}", file)  # below a line of hyphens
    problems += found
    meta = meta if isinstance(meta, dict) else {}
    for key in list(meta):
        if key not in _KEYS:
            remedy = f"remove it; a page has {', '.join(_KEYS)}"
            problems.append(Problem(file, lines[key,], key, "nothing would show this", remedy))
        elif not isinstance(meta[key], str):
            what = f"{meta.pop(key)} is not text"
            problems.append(Problem(file, lines[key,], key, what, "put it in quotes"))
    return meta


def _headings(text: str, first_line: int) -> Iterator[tuple[int, int, str, str]]:
    """The headings of a text: line, level, title as typed, id or nothing."""
    text = _FENCED.sub(lambda code: "\n" * code[0].count("\n"), text)
    for found in _HEADING.finditer(text):
        hashes, title, underlined, line = found.groups()
        title = title if hashes else underlined.rstrip()
        attributes = _ATTRIBUTES.search(title)
        words = attributes[1].split() if attributes else ()
        id = next((word[1:] for word in words if word[0] == "#"), "")
        level = len(hashes) if hashes else "=-".index(line[0]) + 1
        at = first_line + text.count("\n", 0, found.start())
        yield at, level, _ATTRIBUTES.sub("", title), id


def _shown(title: str) -> str:
    """The words of a heading without their markup, as Markdown itself reads it."""
    return LexborHTMLParser(markdown(title)).body.text().strip() if _MARKUP.search(title) else title


def misplaced(pages: Mapping[str, Page], served: Mapping[str, str]) -> Iterator[Problem]:
    """What of docs/ would be published unchecked, elsewhere than its page says, or not at all.

    `served` has the address of every file that will be published, by its name from docs.
    """
    folder = next((page.file.partition("/")[0] for page in pages.values()), "docs")
    for name, address in served.items():
        if name not in pages and not name.startswith("assets/"):
            what = "it would be published unchecked, as it is neither a page (.md) nor in assets/"
            remedy = f"move it out of {folder}, or into {folder}/assets/"
            yield Problem(f"{folder}/{name}", None, "file", what, remedy)
        elif name in pages and address.removeprefix("./") != pages[name].address:
            what = f"MkDocs would put it at {address}, not at {pages[name].address or './'}"
            remedy = "name it index.md if it is a README, and leave use_directory_urls as it is"
            yield Problem(pages[name].file, None, "file", what, remedy)
        elif name.startswith("s/"):
            what = "the pages of numbers and sections stand in s/"
            yield Problem(f"{folder}/{name}", None, "file", what, "move it to another folder")
    for page in (page for name, page in pages.items() if name not in served):
        what = "MkDocs leaves it out (exclude_docs, draft_docs, or a folder named templates)"
        yield Problem(page.file, None, "file", what, f"let it in, or move it out of {folder}")


def answered(page: Page, entries: Entries) -> tuple[Page, list[Problem]]:
    """A page whose title, description and headings are the words that a reader sees."""
    problems = []

    def words(text: str, line: int) -> str:
        found = calls.find(text, page.file, line)
        said, wrong = calls.answer(text, found, page.file, lambda call: _words(call, entries))
        problems.extend(wrong)
        return said

    sections = tuple(replace(one, title=words(one.title, one.line)) for one in page.sections)
    title = words(page.title, 2) or next((one.title for one in sections), page.name)
    page = replace(page, title=title, description=words(page.description, 3), sections=sections)
    return page, problems


def _fact(fact: Fact, bare: bool = False, cap: bool = False, plain: bool = False) -> str:
    words = wording.bare(fact) if bare else wording.words(fact)
    return capital(words) if cap else words


def _when(fact: Fact, cap: bool = False) -> str:
    return capital(wording.as_of(fact)) if cap else wording.as_of(fact)


# What can be said where no markup can stand, each of an entry of its kind.
_PLAIN = {
    "fact": ("fact", _fact),
    "when": ("fact", _when),
    "source": ("source", lambda source: source.title),
    "published": ("source", lambda source: dates.words(source.published)),
}


def _words(call: calls.Call, entries: Entries) -> str:
    if call.name not in _PLAIN:
        remedy = f"write {', '.join(_PLAIN)}, or the words themselves"
        raise calls.Wrong((call.name, "it has no plain words, which stand here", remedy))
    kind, say = _PLAIN[call.name]
    id, *more = call.args or ("",)
    subject = f'{call.name}("{id}")'
    if id not in entries[kind]:
        what, remedy = f"there is no such {kind}", did_you_mean(str(id), entries[kind])
        raise calls.Wrong((subject, what, remedy))
    try:
        return say(entries[kind][id], *more, **call.kwargs)
    except TypeError:
        remedy = f"write it as {{{{ {subject} }}}}"
        raise calls.Wrong((subject, "it takes no such argument", remedy)) from None
