"""The small project on tides, in a copy that a test may break."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from explainer.content.problems import Problems
from explainer.content.project import Project, Site

SMALL = Path(__file__).parent.parent / "small"


class Tides:
    """A copy of the small project."""

    def __init__(self, folder: Path):
        self.folder = folder
        for part in ("data", "docs"):
            shutil.copytree(SMALL / part, folder / part)

    def edit(self, file: str, old: str, new: str) -> None:
        """Replace text that must be there."""
        path = self.folder / file
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{file} does not hold {old!r}"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    def append(self, file: str, text: str) -> None:
        with (self.folder / file).open("a", encoding="utf-8") as stream:
            stream.write(text)

    def load(self) -> Project:
        site = Site("https://tides.example/", "Tides", units=["metres"])
        return Project.load(self.folder / "data", self.folder / "docs", site)

    def refused(self) -> list[str]:
        """The lines that name what is wrong."""
        with pytest.raises(Problems) as caught:
            self.load()
        return [line.removeprefix(f"{self.folder}/") for line in str(caught.value).splitlines()]


@pytest.fixture
def tides(tmp_path: Path) -> Tides:
    return Tides(tmp_path / "tides")


@pytest.fixture
def broken(tides: Tides) -> Callable[[str, str, str], list[str]]:
    """What is said of the small project after one text of a file is replaced by another."""

    def refused(file: str, old: str, new: str) -> list[str]:
        tides.edit(file, old, new)
        return tides.refused()

    return refused


@pytest.fixture(scope="session")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The small project as it is."""
    return Tides(tmp_path_factory.mktemp("small") / "tides").load()
