"""A number that was published does not change in silence."""

from __future__ import annotations

import pytest

from explainer.content import published
from tests.content.conftest import Tides

CHANGE = """
changes:
  - date: "2030-01-02"
    fact: moorings
    old: 400
    new: 380
    reason: The harbour counted again.
"""


@pytest.fixture
def known(tides: Tides) -> Tides:
    """The small project, published as it is."""
    project = tides.load()
    (project.data / "published.yml").write_text(published.text(project), encoding="utf-8")
    return tides


def value_of(tides: Tides, id: str) -> object:
    return tides.load().facts[id].value


def test_what_was_published_and_is_the_same_is_no_matter(known: Tides):
    assert known.load().published.facts["moorings"].endswith("places | 0")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("value: {}", "value: 380"),
        ("unit: places", "unit: sites"),
        ("qualifier: nearly", "qualifier: about"),
    ],
    ids=["value", "unit", "qualifier"],
)
def test_a_change_that_is_not_logged_is_refused_with_the_entry_to_write(
    known: Tides, old: str, new: str
):
    path = known.folder / "data/facts.yml"
    before, here, after = path.read_text("utf-8").partition("\n  moorings:\n")
    old = old.format(value_of(known, "moorings"))
    path.write_text(before + here + after.replace(f"    {old}", f"    {new}", 1), encoding="utf-8")
    told = [line for line in known.refused() if "published" in line]
    assert len(told) == 1 and "moorings: it was published as “" in told[0]
    assert "add under changes: - {date:" in told[0] and "fact: moorings" in told[0]


def test_with_its_entry_it_passes_and_the_memory_learns_it(known: Tides):
    was = value_of(known, "moorings")
    path = known.folder / "data/facts.yml"
    before, here, after = path.read_text("utf-8").partition("\n  moorings:\n")
    path.write_text(before + here + after.replace(f"value: {was}", "value: 380", 1), "utf-8")
    text = path.read_text("utf-8")
    entry = CHANGE.replace("400", str(was))
    entry = entry.split("changes:\n")[1] if "\nchanges:\n" in text else entry
    path.write_text(text.rstrip() + "\n" + entry.lstrip("\n"), encoding="utf-8")
    project = known.load()
    assert published.text(project).count("moorings: nearly 380 places | 1") == 1


def test_a_sum_may_follow_its_numbers_but_not_be_computed_otherwise_in_silence(known: Tides):
    sums = [fact for fact in known.load().facts.values() if fact.formula]
    known.edit("data/facts.yml", f"formula: {sums[0].formula.text}", "formula: moorings * 2")
    assert any(f"{sums[0].id}: it was published as" in line for line in known.refused())
