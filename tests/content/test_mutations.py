"""Whatever happens to a file: a whole project, or lines that say what to mend. Never a traceback.

The same accidents on every run, so that a red build is about the change; thousands of others with
`python -m tests.content.mutations 5000`.
"""

from __future__ import annotations

import pytest

from tests.content import mutations
from tests.content.conftest import Tides


def test_the_base_that_is_broken_is_whole_and_holds_what_can_be_broken(tides: Tides):
    assert mutations.whole_or_lines(tides.folder) == "whole"
    project = tides.load()
    assert project.changes and project.unknown and project.names and project.ledger.moved
    kinds = {type(fact).__name__ for fact in project.facts.values()}
    assert kinds == {"Given", "Derived"}


@pytest.mark.parametrize("first", range(0, 80, 20))
def test_a_broken_file_gives_a_whole_project_or_lines_to_mend(tides: Tides, first: int):
    found = [mutations.try_one(tides.folder, number) for number in range(first, first + 20)]
    assert {"whole", "refused"} == set(found)
