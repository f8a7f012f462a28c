"""The list of steps: what stands beside the pages."""

from __future__ import annotations

from dataclasses import replace

from explainer.publish import steps
from explainer.publish.build import Build


def test_everything_beside_the_pages_is_written_and_in_a_preview_no_cards(small_build: Build):
    build = replace(small_build, preview=True)
    steps.publish(build)
    names = {path.relative_to(build.folder).as_posix() for path in build.folder.rglob("*.*")}
    assert {"addresses.json", "tides/index.html", "s/moorings/index.html", "facts.csv"} <= names
    assert not [name for name in names if name.endswith(".png")]
