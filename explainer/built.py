"""The pages of a built site: read once, changed in memory by one step after the other, and written at the end.

A step takes them as a dict: the HTML of each page that wears the theme's frame by its place in the
site, such as "", "informers/" and "404.html". What is left of a page that moved is none of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from selectolax.lexbor import LexborHTMLParser

FRAME = 'data-md-component="container"'  # what every page in the theme's frame has
NOTE = '<div class="note"'  # the first begins what follows the text of a page, and holds no section


@dataclass(frozen=True)
class Head:
    """What a built page says of itself."""

    title: str  # without the name of the site
    description: str
    canonical: str
    site_name: str


def read(site: Path) -> dict[str, str]:
    """The pages of the site, by their places."""
    found = {}
    for file in sorted([*site.glob("*.html"), *site.glob("*/index.html")]):
        html = file.read_text(encoding="utf-8")
        if FRAME in html:
            found[file.relative_to(site).as_posix().removesuffix("index.html")] = html
    return found


def write(site: Path, pages: dict[str, str]) -> None:
    """Write them back."""
    for place, html in pages.items():
        file(site, place).write_text(html, encoding="utf-8", newline="")


def file(site: Path, place: str) -> Path:
    """The file of the page at a place."""
    return site / place / "index.html" if place.endswith("/") or not place else site / place


def parts(html: str) -> tuple[str, str, str]:
    """A page as what stands before its article, the article, and what stands after it."""
    start, end = html.find("<article"), html.rfind("</article>") + len("</article>")
    return (html[:start], html[start:end], html[end:]) if 0 <= start < end else (html, "", "")


def text(html: str) -> LexborHTMLParser:
    """The article of a page without the notes at its end, parsed."""
    return LexborHTMLParser(parts(html)[1].partition(NOTE)[0])


def read_head(html: str) -> Head:
    """The title, description and addresses of a page, whichever builder wrote it."""
    tree = LexborHTMLParser(parts(html)[0])
    site_name = " ".join(tree.css_first(".md-header__topic").text().split())
    return Head(title=" ".join(tree.css_first("title").text().split()).removesuffix(f" - {site_name}"),
                description=tree.css_first("meta[name=description]").attributes["content"] or "",
                canonical=tree.css_first("link[rel=canonical]").attributes["href"] or "", site_name=site_name)
