"""As many dots and squares as the data say."""

from __future__ import annotations

from decimal import Decimal

import pytest

from explainer.content.project import Project
from explainer.pages import dots
from tests.pages.making import tree_of, words


def count(path) -> int:
    return path.attributes["d"].count("M")


def test_each_dot_is_drawn_by_itself_in_rows():
    assert dots.path(19, 21, 20) == "M19.5 0.5h0M0.5 1.5h0"


@pytest.mark.parametrize(
    ("values", "taken"),
    [([34.1, 36.5, 29.4], [34, 37, 29]), ([33.3, 33.3, 33.3], [34, 33, 33]), ([0, 100], [0, 100])],
)
def test_the_parts_of_a_whole_take_a_hundred_dots_in_all(values: list[float], taken: list[int]):
    found = dots.shares([Decimal(str(value)) for value in values])
    assert [last - first for first, last in found] == taken
    assert found[0][0] == 0 and found[-1][1] == 100


def test_a_frame_holds_a_hundred_dots_and_the_others_stand_outside(small: Project):
    figure = tree_of('{{ chart("chart-berths") }}', small).css_first("figure.chart-wide")
    spring, summer = figure.css(".frames svg.dots")
    assert [count(path) for path in spring.css("path")] == [78]
    assert [count(path) for path in summer.css("path")] == [100, 43]
    assert [words(one) for one in figure.css(".picture .large")] == ["78%", "143%"]


def test_parts_of_a_whole_are_told_apart_by_their_fills_with_a_legend(small: Project):
    figure = tree_of('{{ chart("chart-power") }}', small).css_first("figure.chart")
    square, *legend = figure.css(".picture svg.dots")
    drawn = [path for path in square.css("path") if path.attributes.get("class") != "hole"]
    assert [(path.attributes["class"], count(path)) for path in drawn] == [
        ("", 28), ("ring", 62), ("rest", 10),
    ]  # fmt: skip
    shown = [key.css_first("path").attributes["class"] for key in legend]
    assert shown == ["", "ring", "rest"]


def test_there_is_a_square_for_each_thing(small: Project):
    figure = tree_of('{{ chart("chart-piers") }}', small).css_first("figure.chart")
    squares = figure.css("svg.squares:not(.key) > rect")
    kinds = [square.attributes["class"] for square in squares]
    assert kinds == ["full"] * 11 + ["part"] * 9 + ["none"] * 2
    key = " ".join(words(figure.css_first(".picture-key")).split())
    assert key == "11 full 9 partly full 2 empty"
