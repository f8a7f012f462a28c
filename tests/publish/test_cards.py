"""The preview cards: whole words, large enough, the same bytes each time; a chart as a picture."""

from __future__ import annotations

import struct
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest

from explainer.content.problems import Problems
from explainer.content.project import Project
from explainer.publish import cards, drawing, number_page, share
from explainer.publish.build import Build
from explainer.publish.cards import ROOM, Card, width
from tests.publish.conftest import titles

SITE = "The name of the site"
FILLS = ("bar", "bar part", "bar hollow")


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("BUILD_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def build(small: Project, tmp_path: Path) -> Build:
    return Build(small, tmp_path / "site", preview=False)


def size(png: bytes) -> tuple[int, int]:
    """The width and height that a PNG's header states."""
    assert png[:8] == b"\x89PNG\r\n\x1a\n" and png.endswith(b"IEND\xaeB`\x82")
    return struct.unpack(">II", png[16:24])


def drawn(build: Build, card: Card, kind: str) -> list[ElementTree.Element]:
    """The elements of a kind in the SVG of a card."""
    svg = cards.svg(card, build)
    return list(ElementTree.fromstring(svg).iter(f"{{http://www.w3.org/2000/svg}}{kind}"))


def with_chart(project: Project, **changed: object) -> Project:
    chart = project.charts["chart-ranges"].model_copy(update=changed)
    return replace(project, charts={"chart-ranges": chart})


def test_every_page_section_chart_and_number_has_a_card(small_site: Path, small: Project):
    places = [f"cards/{name.removesuffix('.md')}.png" for name in small.pages]
    shared = [
        *(one.id for page in small.pages.values() for one in page.sections),
        *small.charts,
        *small.facts,
    ]
    places += [f"s/{id}/card.png" for id in shared if (small_site / "s" / id).exists()]
    for place in places:
        png = (small_site / place).read_bytes()
        assert size(png) == (1200, 630) and len(png) < 120_000, place
    assert len(places) > len(small.facts) + len(small.charts) + len(small.pages)


def test_a_card_made_again_from_nothing_is_the_same_to_the_byte(build: Build, small_site: Path):
    found = {
        f"s/{id}/card.png": number_page.card(fact, build.project)
        for id, fact in build.project.facts.items()
    }
    cards.write(build, found)
    for place in found:
        assert (build.folder / place).read_bytes() == (small_site / place).read_bytes(), place


def test_a_card_is_drawn_once_and_then_kept(build: Build, monkeypatch: pytest.MonkeyPatch):
    card = Card("5", "Words", SITE)
    cards.write(build, {"first.png": card})
    monkeypatch.setattr(cards.resvg_py, "svg_to_bytes", lambda *_, **__: b"nothing")
    cards.write(build, {"second.png": card})
    one, two = (build.folder / name for name in ("first.png", "second.png"))
    assert one.read_bytes() == two.read_bytes()


@pytest.mark.parametrize("left", [b"", b"\x89PNG cut off", None])
def test_what_is_left_of_a_card_but_not_whole_is_drawn_again(
    build: Build, cache: Path, left: bytes | None
):
    cards.write(build, {"card.png": Card("5", "Words", SITE)})
    (kept,) = (cache / "cards").iterdir()  # and nothing unfinished beside it
    kept.write_bytes(kept.read_bytes()[:-3] + b"???" if left is None else left)
    cards.write(build, {"card.png": Card("5", "Words", SITE)})
    assert size((build.folder / "card.png").read_bytes()) == (1200, 630)


def test_a_first_build_says_what_it_is_doing_and_the_next_has_nothing_to_say(
    build: Build, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setattr(cards, "_MANY", 1)
    drawn = {f"{n}.png": Card(f"Pier {n}", "", "Tides") for n in "abc"}
    cards.write(build, drawn)
    assert capsys.readouterr().err.startswith("Drawing 3 preview cards (the next build ")
    cards.write(build, drawn)
    assert capsys.readouterr().err == ""


def test_a_cache_that_cannot_be_written_costs_time_and_not_the_build(build: Build, cache: Path):
    cache.write_text("a file")
    cards.write(build, {"card.png": Card("5", "Words", SITE)})
    assert size((build.folder / "card.png").read_bytes()) == (1200, 630)


def test_an_empty_name_of_the_cache_is_none(
    build: Build, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("BUILD_CACHE", "")
    monkeypatch.chdir(tmp_path)
    cards.write(build, {"card.png": Card("5", "Words", SITE)})
    assert {path.name for path in tmp_path.iterdir()} == {".cache", "site"}


@pytest.mark.parametrize("which", ["small", "real"])
def test_no_card_of_a_number_cuts_a_word_or_prints_too_small(
    which: str, request: pytest.FixtureRequest
):
    project = request.getfixturevalue(which)
    for place, fact in project.facts.items():
        card = number_page.card(fact, project)
        blocks = cards.layout(card)
        said = [" ".join(block.lines) for block in blocks]
        assert said == [card.large, card.text, card.foot], place
        for block in blocks:
            assert block.size >= cards.SMALLEST, place
            assert all(width(line, block.face, block.size) <= ROOM for line in block.lines), place
        assert blocks[0].size > max(block.size for block in blocks[1:]), place


def test_the_card_of_a_number_says_what_it_is_and_who_says_so_and_when(build: Build):
    fact = build.project.facts["boats-counted"]
    card = number_page.card(fact, build.project)
    words = [node.text for node in drawn(build, card, "text")]
    assert words[0] == card.large and " ".join(words[1:-2]).startswith(fact.statement)
    assert words[-2].startswith(fact.says) and words[-1] == build.project.site.name
    assert card.alt.startswith(f"{card.large}. {fact.statement}. {fact.says}")


def test_the_card_of_a_chart_draws_its_bars_to_scale_with_their_words(build: Build):
    project = build.project
    marks = drawing.marks("chart-ranges", project)
    card = Card("The finding", "", SITE, marks=marks)
    bars = [one for one in drawn(build, card, "rect") if "bar" in one.get("class", "")]
    low, high = (project.facts[id].value for id in ("neap-range", "spring-range"))
    lengths = [float(bar.get("width")) for bar in bars]
    assert lengths[1] / lengths[0] == pytest.approx(float(low) / float(high), abs=0.01)
    assert ["hollow" in bar.get("class") for bar in bars] == [False, True]
    words = [node.text for node in drawn(build, card, "text")]
    for mark in marks:
        assert mark.label in words and mark.words in words and f"{mark.label}: " in card.alt


def test_a_picture_of_dots_has_a_hundred_and_fills_as_many_as_the_number(build: Build):
    panels = build.project.charts["chart-ranges"].panels
    project = with_chart(build.project, panels=panels[::-1])
    marks = drawing.marks("chart-ranges", project)
    paths = drawn(build, Card("The finding", "", SITE, marks=marks), "path")
    rest, filled = (path.get("d").count("M") for path in paths)
    assert filled == project.facts["crew-share"].value and rest + filled == 100


def test_a_picture_too_large_for_a_card_is_cut_to_what_can_be_read(build: Build):
    panel = build.project.charts["chart-ranges"].panels[0]
    wide = panel.model_copy(
        update={
            "columns": ["One", "Two"],
            "rows": [row.model_copy(update={"values": row.values * 2}) for row in panel.rows * 3],
        }
    )
    marks = drawing.marks("chart-ranges", with_chart(build.project, panels=[wide]))
    assert len(marks) == 6 and all(mark.label.endswith(", One") for mark in marks)


def test_a_heading_over_rows_stands_over_its_bars_and_never_last(build: Build):
    panel = build.project.charts["chart-ranges"].panels[0]
    first, second = panel.rows
    under = first.model_copy(update={"under": "By the gauge"})
    for rows, labels in (
        ([second, under], ["Neap", "By the gauge", "Spring"]),
        ([second] * 7 + [under], ["Neap"] * 7),  # there is no room for its bar
        ([under.model_copy(update={"values": ["not found"]})], []),
    ):
        panels = [panel.model_copy(update={"rows": rows})]
        marks = drawing.marks("chart-ranges", with_chart(build.project, panels=panels))
        assert [mark.label for mark in marks] == labels


def card_of(build: Build, id: str) -> Card:
    return Card("The finding", "", SITE, "", *drawing.drawn(id, build.project))


def test_the_card_of_columns_draws_them_to_scale_with_the_line_of_their_event(build: Build):
    card = card_of(build, "chart-harbour")
    bars = [one for one in drawn(build, card, "rect") if one.get("class")]
    heights = [float(bar.get("height")) for bar in bars]
    values = [build.project.facts[f"boats-{one}"].value for one in ("2016", "2018", "2020")]
    for height, value in zip(heights, values, strict=False):
        assert height / heights[2] == pytest.approx(float(value / values[2]), abs=0.01)
    assert [bar.get("class") for bar in bars] == [
        "before",
        "before",
        "bar",
        "bar",
        "bar",
    ]  # the key
    words = [node.text for node in drawn(build, card, "text")]
    assert {"1,180", "June 2022, at the new pier: more than 1,100", "410", "2016"} <= set(words)
    assert "1\xa0January 2019: the new pier opens" in words
    assert len(drawn(build, card, "circle")) == 1


@pytest.mark.parametrize(
    ("id", "counts"), [("chart-berths", [78, 100, 43]), ("chart-power", [28, 1, 62, 1, 10, 1])]
)
def test_the_card_of_dots_has_as_many_as_the_picture(build: Build, id: str, counts: list[int]):
    paths = [one for one in drawn(build, card_of(build, id), "path") if "h0" in one.get("d")]
    shown = [path for path in paths if "paper" not in path.get("class")]
    assert [path.get("d").count("M") for path in shown] == counts


def test_the_card_of_squares_has_one_for_each_thing_and_one_in_the_legend(build: Build):
    squares = [one for one in drawn(build, card_of(build, "chart-piers"), "rect")]
    counts = [sum(one.get("class") == kind for one in squares) for kind in FILLS]
    assert counts == [11 + 1, 9 + 1, 2 + 1]


def test_the_card_of_a_section_with_a_chart_shows_it(small_build: Build):
    found = {one.id: one.card for one in share.shares(small_build)}
    assert found["spring-and-neap"].marks == found["chart-ranges"].marks != ()
    assert not found["the-flood"].marks
    assert found["spring-and-neap"].large == titles(small_build)["spring-and-neap"]


def test_what_is_too_long_ends_in_dots_and_stays_on_the_card():
    card = Card("A title that goes on and on " * 20, "Words " * 90, SITE, "A very long name " * 9)
    for block in cards.layout(card):
        assert block.lines[-1].endswith(" …") and block.size >= cards.SMALLEST
        assert all(width(line, block.face, block.size) <= ROOM for line in block.lines)


def test_a_letter_that_the_cards_cannot_draw_is_an_error_and_not_a_gap():
    with pytest.raises(Problems, match="the font of the cards has no ក; write it in Latin letters"):
        cards.layout(Card("ក", "", SITE))
