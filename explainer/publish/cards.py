"""The preview cards: a few words, or a chart, on 1200×630 pixels; SVG → PNG, kept for next time.

Words are measured with the very fonts that draw them. These come as packages, so that a card is the
same to the byte on every machine.
"""

import functools
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

import font_source_sans_pro
import font_source_serif_pro
import resvg_py
from fontTools.ttLib import TTFont

from explainer.content.charts import Chart
from explainer.content.problems import Problem, Problems
from explainer.pages import cache

from .build import Build
from .drawing import Mark

SMALLEST = 34  # pixels of type; 8.5 where a phone shows the card 300 wide
ROOM, _HIGH = 1040, 408  # pixels for words, across and down
_MANY = 100  # cards, which take seconds on two cores
LEADING, GAP = 1.15, 30  # from line to line, of the type size; from block to block, in pixels
_SERIF = Path(font_source_serif_pro.__file__).parent / "files"
_SANS = Path(font_source_sans_pro.__file__).parent / "files"
_FONTS = {  # by the classes of the SVG
    "title": _SERIF / "SourceSerifPro-Semibold.ttf",
    "text": _SERIF / "SourceSerifPro-Regular.ttf",
    "foot": _SANS / "SourceSansPro-Regular.ttf",
    "site": _SANS / "SourceSansPro-Semibold.ttf",
}
_MAKERS = [version(f"font-source-{kind}-pro") for kind in ("serif", "sans")] + [version("resvg-py")]


class Card(NamedTuple):
    """What one card says, from large to small, and the chart that it shows."""

    large: str  # a number's value, the title of a section or page, the finding of a chart
    text: str  # what the number counts, the page that the section is on, what the page is about
    site: str
    foot: str = ""  # of a number: who says so and when
    marks: tuple[Mark, ...] = ()
    picture: Chart | None = None  # one that stands above its table

    @property
    def alt(self) -> str:
        """The words of the card, for those who do not see it."""
        drawn = "; ".join(f"{mark.label}: {mark.words}" for mark in self.marks if mark.words)
        parts = (self.large, self.text, drawn, self.foot, self.site)
        return ". ".join(part.rstrip(".") for part in parts if part)


class Block(NamedTuple):
    """Lines of one face and size."""

    face: str
    size: int
    lines: list[str]

    @property
    def height(self) -> float:
        """From the top of the first line to the foot of the last, in pixels."""
        return self.size * (0.94 + (len(self.lines) - 1) * LEADING)


def write(build: Build, cards: dict[str, Card]) -> None:
    """Write each card to its place: as it was kept, or drawn on all cores."""
    drawings = {place: svg(card, build) for place, card in cards.items()}
    sources = {place: f"{_MAKERS}{drawing}" for place, drawing in drawings.items()}
    # Of those of a check nothing counts but that links lead there.
    pngs = {place: b"" if build.check else cache.read("cards", s) for place, s in sources.items()}
    lacking = [place for place, png in pngs.items() if png is None]
    for place, png in zip(lacking, _drawn([drawings[place] for place in lacking]), strict=True):
        cache.write("cards", sources[place], png)
        pngs[place] = png
    for place, png in pngs.items():
        build.write(place, png)


def of_page(build: Build, name: str) -> tuple[str, Card]:
    """The preview card of a page of docs: its place in the site, and what it says."""
    article = build.articles[name]
    said = Card(article.title, article.description, build.project.site.name)
    return f"cards/{name.removesuffix('.md')}.png", said


def _drawn(drawings: list[str]) -> Iterator[bytes]:
    """Each SVG as PNG; the same bytes for the same SVG."""
    if not drawings:
        return
    if len(drawings) > _MANY:
        told = f"Drawing {len(drawings)} preview cards (the next build finds them in .cache) …"
        print(told, file=sys.stderr, flush=True)
    # Workers inherit that Ctrl-C is held back: one that ended on it could leave the rest waiting.
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    pool = ProcessPoolExecutor(initializer=_end_with_the_build)
    try:
        pngs = pool.map(_draw, drawings, chunksize=8)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
        yield from pngs
    finally:
        pool.shutdown(cancel_futures=True)


def _end_with_the_build() -> None:
    """A worker whose build was killed would wait for ever, and hold the lock of its folder."""
    build = multiprocessing.parent_process()
    threading.Thread(target=lambda: build.join() or os._exit(1), daemon=True).start()


def _draw(svg: str) -> bytes:
    fonts = {"skip_system_fonts": True, "font_files": [*map(str, _FONTS.values())]}
    return resvg_py.svg_to_bytes(svg, **fonts)


def svg(card: Card, build: Build) -> str:
    """The card as SVG. Raises Problems for a letter that cannot be drawn."""
    site = fit(card.site, "site", range(38, SMALLEST - 1, -2), 1)
    sizes = {"leading": LEADING, "gap": GAP, "fit": fit, "width": width}
    shown = {"blocks": layout(card), "marks": card.marks, "picture": card.picture, "site": site}
    return build.render("share/card.svg", **sizes, **shown)


def layout(card: Card) -> list[Block]:
    """The card's blocks, as large as they fit."""
    sizes, below = range(36 if card.marks else 48, SMALLEST - 1, -2), []
    if card.text:
        below.append(fit(card.text, "text", sizes, 2 if card.foot else 3))
    if card.foot:
        below.append(fit(card.foot, "foot", range(42, SMALLEST - 1, -2), 2))
    high = _HIGH - sum(block.height + GAP for block in below)
    if card.marks:  # which take the rest
        high = 101 if card.picture else 190
    sizes = range(56 if card.marks else 216 if card.foot else 148, SMALLEST + 1, -2)
    return [fit(card.large, "title", sizes, 1 if card.foot else 3, high=high), *below]


def fit(text: str, face: str, sizes: Sequence[int], most: int, wide=ROOM, high=_HIGH) -> Block:
    """The text in at most so many lines and pixels, at the first of the sizes at which it fits.

    Where it fits at none it is cut and ends in …
    """
    for size in sizes:
        block = Block(face, size, _lines(text, face, wide / size))
        broad = any(size * width(line, face) > wide for line in block.lines)
        if len(block.lines) <= most and block.height <= high and not broad:
            return block
    shorter = text.removesuffix(" …").rpartition(" ")[0]
    return fit(f"{shorter} …", face, sizes[-1:], most, wide, high) if shorter else block


def _lines(text: str, face: str, wide: float) -> list[str]:
    """Broken at spaces, each with as many words as go in; `wide` is of type of size 1."""
    lines: list[str] = []
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width(longer, face) <= wide:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


@functools.cache  # lines are broken alike at many sizes
def width(text: str, face: str, size: float = 1) -> float:
    """The width of a line in pixels, without kerning. Raises Problems for a letter it lacks."""
    letters = _letters(face)
    if lacking := sorted(set(text) - letters.keys()):
        wrong = f"the font of the cards has no {' '.join(lacking)}"
        raise Problems([Problem("card", None, f'"{text}"', wrong, "write it in Latin letters")])
    return size * sum(map(letters.__getitem__, text))


@functools.cache
def _letters(face: str) -> dict[str, float]:
    """The width of each letter that a font has, at size 1."""
    font = TTFont(_FONTS[face], lazy=True)
    widths, units = font["hmtx"].metrics, font["head"].unitsPerEm
    return {chr(code): widths[glyph][0] / units for code, glyph in font.getBestCmap().items()}
