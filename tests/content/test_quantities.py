"""What counts as a quantity in a text."""

from __future__ import annotations

import pytest

from explainer.content import quantities
from explainer.content.quantities import BACKED


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("About 12 of them", ["12"]),
        ("three in ten, twice", ["three", "ten", "twice"]),
        ("one of two, both, the second", []),
        ("Fifties, fourfold, a quarter", ["Fifties", "fourfold", "quarter"]),
        ("៣ and ½ and H2O", ["៣", "½", "H2O"]),
        ("COVID-19 in B12", ["B12"]),
        ("COVID-190", ["190"]),
        ("zero arrests, scores of boats, a nil return", ["zero", "scores", "nil"]),
        ("quadrupling, trebles, a quadrillion", ["quadrupling", "trebles", "quadrillion"]),
        ("threescore and a millionth", ["threescore", "millionth"]),
        ("a score in a test, nilly, zeroed in on", []),
        ("no number at all", []),
    ],
)
def test_quantities_are_found_but_not_in_names(text: str, found: list[str]):
    assert [one.word for one in quantities.find(text, ["COVID-19"])] == found


def test_a_quantity_is_shown_with_what_facts_back_around_it():
    (one,) = quantities.find(f"It was {BACKED * 4} in 12 places\nand more", (), "4.5m")
    assert str(one) == '"12" in “It was 4.5m in 12 places”'
