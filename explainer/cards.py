"""The preview cards: a few words laid out on 1200×630 pixels, SVG → PNG, kept from build to build.

resvg draws them with fonts that come as packages and with no others, so that a card is the same to
the byte on every machine, and a line is as wide as it was measured to be. (vl-convert would take
whatever serif font the machine happens to have.)
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.metadata import version
from pathlib import Path

import font_source_sans_pro
import font_source_serif_pro
import resvg_py

from . import jinja, kept
from .problems import Problem, Problems

WIDTH, HEIGHT = 1200, 630  # pixels: what Facebook, Telegram and the others crop to
MARGIN = 80
SMALLEST = 34  # pixels of type; 8.5 where a phone shows the card 300 wide

_TOP, _BOTTOM = 112, 520  # the words stand between the accent and the rule above the site's name
_ASCENT, _DESCENT = 0.70, 0.24  # of the type size: what rises above a baseline and hangs below it
_WORTH_A_POOL = 12  # cards; starting processes takes as long as drawing about so many
_PACKAGES = ("resvg-py", "font-source-serif-pro", "font-source-sans-pro")


@dataclass(frozen=True)
class Card:
    """What one card says, from large to small."""

    large: str  # a number's value, or the title of a section or page
    text: str  # what the number counts, the page that the section is on, or what the page is about
    foot: str  # who says so and when; empty for sections and pages
    site: str
    number: bool = False

    @property
    def alt(self) -> str:
        """The words of the card, for those who do not see it."""
        return ". ".join(part.rstrip(".") for part in (self.large, self.text, self.foot, self.site) if part)


@dataclass(frozen=True)
class Face:
    """A font of the cards: what the SVG calls it, and the very file that draws it."""

    css: str
    file: Path
    leading: float  # of the type size
    above: int = 0  # pixels between it and what stands over it

    def width(self, text: str, size: float) -> float:
        """The width of a line in pixels, without kerning. Raises Problems for a letter the font lacks."""
        return _width(text, self.file) * size


@lru_cache(maxsize=100_000)  # the same words are tried at many sizes
def _width(text: str, font: Path) -> float:
    """The width of a line in type sizes."""
    glyphs, advances, units = _metrics(font)
    if lacking := sorted({letter for letter in text if ord(letter) not in glyphs}):
        raise Problems([Problem("card", None, f'"{text}"', f"the font of the cards has no {' '.join(lacking)}",
                                "write it in Latin letters")])
    return sum(advances[glyphs[ord(letter)]][0] for letter in text) / units


def _file(package: object, name: str) -> Path:
    return Path(package.__file__).parent / "files" / f"{name}.ttf"


TITLE = Face("title", _file(font_source_serif_pro, "SourceSerifPro-Semibold"), 1.08)
TEXT = Face("text", _file(font_source_serif_pro, "SourceSerifPro-Regular"), 1.2, above=34)
FOOT = Face("foot", _file(font_source_sans_pro, "SourceSansPro-Regular"), 1.25, above=26)
SITE = Face("site", _file(font_source_sans_pro, "SourceSansPro-Semibold"), 1.25)


@cache
def _metrics(file: Path) -> tuple[dict[int, str], dict[str, tuple[int, int]], int]:
    from fontTools.ttLib import TTFont  # only here: a preview of the site has no cards and need not wait

    font = TTFont(file, lazy=True)
    return font.getBestCmap(), font["hmtx"].metrics, font["head"].unitsPerEm


@dataclass(frozen=True)
class Block:
    """Lines of one face and size."""

    face: Face
    size: int
    lines: tuple[str, ...]

    @property
    def height(self) -> float:
        """From the top of the first line to the foot of the last, in pixels."""
        return self.size * (_ASCENT + _DESCENT + (len(self.lines) - 1) * self.face.leading)

    @property
    def width(self) -> float:
        return max(self.face.width(line, self.size) for line in self.lines)


def layout(card: Card) -> list[Block]:
    """The card's blocks, as large as they fit. Raises Problems for words that do not fit whole."""
    text = _fitted(card.text, TEXT, _sizes(56, 40, 2) if card.number else _sizes(48, 40, 3))
    foot = _fitted(card.foot, FOOT, _sizes(42, 36, 1) + _sizes(40, SMALLEST, 2), cut=True)
    below = [block for block in (text, foot) if block]
    room = _BOTTOM - _TOP - sum(block.height + block.face.above for block in below)
    sizes = _sizes(216, 72, 1) if card.number else _sizes(148, 112, 1) + _sizes(136, 92, 2) + _sizes(104, 60, 3)
    return [_fitted(card.large, TITLE, sizes, room), *below]


def svg(card: Card) -> str:
    """The card as SVG."""
    blocks = layout(card)
    y = (_TOP + _BOTTOM - sum(block.height + block.face.above for block in blocks)) / 2
    lines = []
    for block in blocks:
        y += block.face.above
        for i, line in enumerate(block.lines):
            baseline = round(y + block.size * (_ASCENT + i * block.face.leading), 1)
            lines.append({"css": block.face.css, "size": block.size, "y": baseline, "words": line})
        y += block.height
    site = _fitted(card.site, SITE, _sizes(38, SMALLEST, 1))
    return jinja.environment("share").get_template("card.svg").render(
        lines=lines, site=site, width=WIDTH, height=HEIGHT, margin=MARGIN)


def png(svg: str) -> bytes:
    """A card's SVG as PNG; the same bytes for the same SVG."""
    return resvg_py.svg_to_bytes(svg_string=svg, skip_system_fonts=True,
                                 font_files=[str(face.file) for face in (TITLE, TEXT, FOOT, SITE)])


def write(cards: Mapping[Path, Card]) -> None:
    """Write each card to its path; draw only what no earlier build has left."""
    drawings = {path: svg(card) for path, card in cards.items()}
    drawn = {path: kept.place("cards", _renderer(), drawing.encode()) for path, drawing in drawings.items()}
    missing = {drawn[path]: drawing for path, drawing in drawings.items() if not drawn[path].is_file()}
    if len(missing) < _WORTH_A_POOL:
        for file, drawing in missing.items():
            _draw(file, drawing)
    elif missing:
        import multiprocessing  # only here, as above
        from concurrent.futures import ProcessPoolExecutor

        # Spawned, not forked: `mkdocs serve` has threads, which do not survive a fork.
        with ProcessPoolExecutor(os.cpu_count(), multiprocessing.get_context("spawn")) as pool:
            list(pool.map(_draw, missing, missing.values(), chunksize=8))
    for path in cards:
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(drawn[path], path)


def _draw(file: Path, drawing: str) -> None:
    kept.put(file, png(drawing))


@cache
def _renderer() -> str:
    return " ".join(f"{name} {version(name)}" for name in _PACKAGES)


def _sizes(largest: int, smallest: int, lines: int) -> list[tuple[int, int]]:
    """Sizes of type to try, in this order, each with the lines it may take."""
    return [(size, lines) for size in range(largest, smallest - 1, -2)]


def _fitted(text: str, face: Face, sizes: list[tuple[int, int]], room: float = HEIGHT, *,
            cut: bool = False) -> Block | None:
    """The text at the first size at which it keeps to the lines and the room; `cut` lets it end in …"""
    if not text:
        return None
    for size, lines in sizes:
        block = Block(face, size, _wrapped(text, face, size))
        if len(block.lines) <= lines and block.height <= room and block.width <= WIDTH - 2 * MARGIN:
            return block
    if cut and " " in text.removesuffix(" …"):
        return _fitted(f"{text.removesuffix(' …').rpartition(' ')[0]} …", face, sizes[-1:], room, cut=True)
    raise Problems([Problem("card", None, f'"{text}"', "it is too long for its preview card", "shorten it")])


def _wrapped(text: str, face: Face, size: int) -> tuple[str, ...]:
    """As few lines as there can be, of about the same width, so that no word stands alone."""
    width = WIDTH - 2 * MARGIN
    best = lines = _filled(text, face, size, width)
    while len(lines) == len(best) and width > 0:
        best, width = lines, width - MARGIN / 2
        lines = _filled(text, face, size, width)
    return best


@lru_cache(maxsize=10_000)
def _filled(text: str, face: Face, size: int, width: float) -> tuple[str, ...]:
    """Lines broken at spaces, each with as many words as go in."""
    lines = [""]
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and face.width(longer, size) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return tuple(lines)
