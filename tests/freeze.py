"""What readers have, written down so that two builds can be compared: pages, links, downloads.

    python -m tests.freeze SITE > frozen.json
    python -m tests.freeze compare OLD.json NEW.json

Reads sites from before and after numbers became links: a number's control and its card, and what
copies, are no text of a page.
"""

from __future__ import annotations

import csv
import difflib
import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urldefrag, urljoin, urlsplit
from xml.etree import ElementTree

from selectolax.lexbor import LexborHTMLParser, LexborNode

# Neither words nor links of a page: what opens, closes, copies and leads around.
CONTROLS = (
    "script, style, noscript, template, svg, .note, .note-link, .note-shut, .take-link, "
    ".take, .toast, .turn, .parts, .kicker, .contents, .end-notes, .filter, .filter-off"
)
BLOCKS = (
    "address article aside blockquote caption dd details div dl dt fieldset figcaption figure "
    "footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section summary table tbody td "
    "th thead tr ul"
).split()
SHOWN = 12  # differences of one kind on one page


def words(text: str) -> str:
    """Text as it is read: one space where there are several, breakable or not."""
    return " ".join(text.replace("\u00a0", " ").split())


def blocks(node: LexborNode) -> list[str]:
    """The text of a tree, a line for each block."""
    lines, line = [], ""
    for one in _walk(node):
        if isinstance(one, str):
            line += one
        elif text := words(line):
            lines.append(text)
            line = ""
    return [*lines, *filter(None, [words(line)])]


def _walk(node: LexborNode) -> Iterator[str | None]:
    """Text, and None wherever a block begins or ends."""
    for child in node.iter(include_text=True):
        if child.tag == "-text":
            yield child.text_content or ""
        elif child.tag != "-comment":
            edge = [None] if child.tag in BLOCKS else [" "] if child.tag == "br" else []
            yield from edge
            yield from _walk(child)
            yield from edge


def parse(file: Path) -> LexborHTMLParser:
    return LexborHTMLParser(file.read_text(encoding="utf-8"))


def meta(tree: LexborHTMLParser, name: str) -> str | None:
    node = tree.css_first(f"meta[name='{name}'], meta[property='{name}']")
    return node.attributes.get("content") if node else None


def address(url: str, link: str) -> str:
    """Where a link leads, from the root of the site."""
    return link if urlsplit(link).scheme else urljoin(url, link)


def page(tree: LexborHTMLParser, url: str) -> dict[str, Any]:
    """A page of the menu."""
    article = tree.css_first("article")
    ids = [node.attributes["id"] for node in article.css("[id]")]
    cards = [node.attributes.get("id") for node in article.css(".note")]
    for control in tree.css(CONTROLS):
        control.decompose()
    links = [
        [words(a.text()), address(url, a.attributes["href"])]
        for a in article.css("a[href]:not([data-note])")
    ]
    title = tree.css_first("title").text()
    return {
        "title": title.removesuffix(f" - {meta(tree, 'og:site_name')}"),
        "description": meta(tree, "description"),
        "text": blocks(article),
        "ids": ids,
        "cards": cards,
        "numbers": [_number(node) for node in article.css("[data-fact], [data-source]")],
        "links": links,
    }


def _number(node: LexborNode) -> list[str | None]:
    a = node.attributes
    return [
        a.get("data-fact") or a.get("data-source"),
        a.get("value") or a.get("datetime"),
        words(node.text()),
    ]


def share(tree: LexborHTMLParser, url: str) -> dict[str, Any]:
    """The page of a share address: its preview, its words, and where it leads."""
    main = tree.css_first("main") or tree.body
    place = tree.css_first("#place")
    for control in main.css(CONTROLS):
        if "kicker" not in (control.attributes.get("class") or ""):  # there, the name of a page
            control.decompose()
    return {
        "title": tree.css_first("title").text(),
        "description": meta(tree, "description"),
        "canonical": _path(tree),
        "heading": words(" ".join(node.text() for node in main.css("h1"))),
        "text": blocks(main),
        "number": bool(tree.css_first("main data[data-fact]")),
        "leads": address(url, place.attributes["href"]) if place else None,
    }


def _path(tree: LexborHTMLParser) -> str | None:
    node = tree.css_first("link[rel=canonical]")
    return urlsplit(node.attributes["href"]).path if node else None


def forwarded(tree: LexborHTMLParser, url: str) -> str | None:
    """Where a page that only leads on leads."""
    node = tree.css_first("meta[http-equiv=refresh]")
    if node and (found := re.search(r"url=(.+)", node.attributes["content"], re.IGNORECASE)):
        return address(url, found[1].strip("'\" "))
    return None


def frozen(site: Path) -> dict[str, Any]:
    """Everything that readers have of a built site."""
    found: dict[str, Any] = {"pages": {}, "shared": {}, "forwards": {}, "ids": {}}
    for file in sorted(site.rglob("index.html")):
        url = f"/{file.relative_to(site).parent.as_posix()}/".replace("/./", "/")
        tree = parse(file)
        found["ids"][url] = [node.attributes["id"] for node in tree.css("[id]")]
        if leads := forwarded(tree, url):
            found["forwards"][url] = leads
        elif url.startswith("/s/"):
            found["shared"][url] = share(tree, url)
        else:
            found["pages"][url] = page(tree, url)
    found["files"] = sorted(
        file.relative_to(site).as_posix()
        for file in site.rglob("*.*")
        if file.is_file() and file.suffix not in (".html", ".br", ".gz", ".png")
    )
    found["cards"] = len(list(site.rglob("*.png")))
    return found | {"downloads": downloads(site), "addresses": addresses(found)}


def addresses(found: dict[str, Any]) -> list[str]:
    """Every address that a reader may have: pages, their places, what is shared or leads on."""
    places = [f"{url}#{id}" for url, one in found["pages"].items() for id in _own(one["ids"])]
    return [*found["pages"], *places, *found["shared"], *found["forwards"]]


def downloads(site: Path) -> dict[str, dict[str, Any]]:
    """Each download as keys and what stands under them."""
    found: dict[str, dict[str, Any]] = {}
    data = json.loads((site / "facts.json").read_text(encoding="utf-8-sig"))
    for name, part in data.items():
        held = part if isinstance(part, dict) else {str(i): one for i, one in enumerate(part)}
        found[f"facts.json {name}"] = held
    for name in ("facts.csv", "sources.csv"):
        if (site / name).is_file():
            with (site / name).open(encoding="utf-8-sig", newline="") as stream:
                found[name] = {row["id"]: row for row in csv.DictReader(stream)}
    bib = (site / "facts.bib").read_text(encoding="utf-8")
    entries = re.findall(r"^@(\w+)\{([^,]+),\n(.*?)^\}", bib, re.MULTILINE | re.DOTALL)
    fields = re.compile(r"^\s*(\w+) = (.*?),?$", re.MULTILINE)
    found["facts.bib"] = {
        key: {"type": kind, **dict(fields.findall(body))} for kind, key, body in entries
    }
    feed = ElementTree.parse(site / "changes.xml").getroot()
    found["changes.xml"] = {
        entry.findtext("{*}title"): {
            one.tag.split("}")[1]: words("".join(one.itertext())) for one in entry
        }
        for entry in feed.iterfind("{*}entry")
    }
    package = json.loads((site / "datapackage.json").read_bytes())
    found["datapackage.json"] = {
        f"{one['path']} {field['name']}": field
        for one in package["resources"]
        for field in one["schema"]["fields"]
    }
    return found


# The comparison


def compared(old: dict[str, Any], new: dict[str, Any]) -> Iterator[str]:
    """The differences, as lines."""
    for part in ("pages", "shared"):
        yield f"\n#### {part}: {len(old[part])} before, {len(new[part])} now"
        yield from _lost_and_gained("", old[part], new[part])
        for url in sorted(old[part].keys() & new[part].keys()):
            compare = _page if part == "pages" else _shared
            if lines := list(compare(old[part][url], new[part][url])):
                yield f"\n== {url}"
                yield from lines
    yield "\n#### addresses that lead nowhere now"
    yield from (one for one in old["addresses"] if not resolves(one, new))
    yield "\n#### downloads"
    for name in old["downloads"] | new["downloads"]:
        yield from _download(name, old["downloads"].get(name, {}), new["downloads"].get(name, {}))
    yield f"\n#### files ({old['cards']} pictures before, {new['cards']} now)"
    yield from _lost_and_gained("", old["files"], new["files"])


def resolves(link: str, site: dict[str, Any]) -> bool:
    """Whether an address still leads to its place, at most over a few others."""
    for _ in range(5):
        url, fragment = urldefrag(link)
        if url not in site["forwards"]:
            break
        target, own = urldefrag(site["forwards"][url])
        link = f"{target}#{fragment or own}"
    return url in site["ids"] and (not fragment or fragment in site["ids"][url])


def _page(old: dict[str, Any], new: dict[str, Any]) -> Iterator[str]:
    yield from _single(old, new, ("title", "description"))
    yield from _text(old["text"], new["text"])
    yield from _lost_and_gained("id ", _own(old["ids"]), _own(new["ids"]))
    yield from _lost_and_gained("number ", _lines(old["numbers"]), _lines(new["numbers"]))
    yield from _lost_and_gained("link ", _lines(old["links"]), _lines(new["links"]))


def _own(ids: Iterable[str]) -> list[str]:
    """Ids without those of cards, whose names say what they are."""
    return [id for id in ids if not re.match(r"(note|term)-", id)]


def _shared(old: dict[str, Any], new: dict[str, Any]) -> Iterator[str]:
    yield from _single(old, new, ("title", "description", "canonical", "heading"))
    if not old["number"]:
        yield from _single(old, new, ("leads",))
        yield from _text(old["text"], new["text"])
        return
    told = " ".join(new["text"])  # a number's page says more than it said: only what is lost counts
    yield from (f"  - text {line}" for line in old["text"] if line not in told)


def _single(old: dict[str, Any], new: dict[str, Any], names: Iterable[str]) -> Iterator[str]:
    for name in names:
        if old[name] != new[name]:
            yield f"  {name}: {old[name]!r}\n       → {new[name]!r}"


def _text(old: list[str], new: list[str]) -> Iterator[str]:
    differ = difflib.unified_diff(old, new, n=0, lineterm="")
    lines = [line for line in differ if not re.match(r"(---|\+\+\+|@@)", line)]
    moved = Counter(line[1:] for line in lines)
    lines = [line for line in lines if moved[line[1:]] == 1]  # what only stands elsewhere is there
    yield from _some([f"  {line[0]} text {line[1:]}" for line in lines], 4 * SHOWN)


def _lines(rows: Iterable[Iterable[str | None]]) -> list[str]:
    return [" | ".join(str(one) for one in row) for row in rows]


def _lost_and_gained(what: str, old: Iterable[str], new: Iterable[str]) -> Iterator[str]:
    before, now = Counter(list(old)), Counter(list(new))
    yield from _some([f"  - {what}{one}" for one in (before - now).elements()])
    yield from _some([f"  + {what}{one}" for one in (now - before).elements()])


def _some(lines: list[str], most: int = SHOWN) -> list[str]:
    return (
        lines
        if len(lines) <= most
        else [*lines[:most], f"{lines[most][:4]}… {len(lines) - most} more"]
    )


def _download(name: str, old: dict[str, Any], new: dict[str, Any]) -> Iterator[str]:
    yield f"\n== {name}: {len(old)} before, {len(new)} now"
    yield from _lost_and_gained("", old, new)
    changed: dict[str, list[str]] = {}
    for key in old.keys() & new.keys():
        before, now = (one if isinstance(one, dict) else {"": one} for one in (old[key], new[key]))
        for field in before | now:
            if before.get(field) != now.get(field):
                example = f"{key}: {before.get(field)!r} → {now.get(field)!r}"
                changed.setdefault(field, []).append(example)
    for field, examples in changed.items():
        yield f"  {field or 'value'} differs in {len(examples)}, such as {examples[0][:400]}"


def main(arguments: list[str]) -> None:
    if len(arguments) == 3 and arguments[0] == "compare":
        old, new = (json.loads(Path(name).read_bytes()) for name in arguments[1:])
        print("\n".join(compared(old, new)))
    elif len(arguments) == 1 and (Path(arguments[0]) / "index.html").is_file():
        json.dump(frozen(Path(arguments[0])), sys.stdout, ensure_ascii=False, indent=1)
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])
