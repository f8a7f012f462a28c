"""A day of an author: each thing is one command, which says in lines when it went wrong."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import Copy


class Author:
    """Somebody at work on a project."""

    def __init__(self, project: Copy) -> None:
        self.project = project

    def runs(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "explainer.cli", *arguments]
        there = {"cwd": self.project.folder, "env": self.project.environment()}
        return subprocess.run(command, capture_output=True, text=True, timeout=120, **there)

    def does(self, *arguments: str) -> str:
        """What is said of a command that goes well."""
        done = self.runs(*arguments)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def is_told(self, *arguments: str) -> list[str]:
        """The lines of a command that goes wrong and so changes nothing."""
        before = self.files()
        done = self.runs(*arguments)
        assert done.returncode == 1 and "Traceback" not in done.stderr
        assert self.files() == before
        return done.stderr.splitlines()

    def files(self) -> dict[str, bytes]:
        data = self.project.folder / "data"
        return {path.name: path.read_bytes() for path in data.iterdir()}


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small project, published as it is."""
    author = Author(Copy(tmp_path_factory.mktemp("published") / "project"))
    author.does("publish")
    return author.project.folder


@pytest.fixture
def author(published: Path, tmp_path: Path) -> Author:
    return Author(Copy(tmp_path / "project", published))


def test_a_correction_is_one_command_and_then_all_is_in_order(author: Author):
    project = author.project
    author.does("correct", "moorings", "381", "Counted\n  again.")
    assert "fact: moorings" in project.read("data/facts.yml")
    author.does("publish")
    author.does("check")
    assert project.build().returncode == 0
    assert "381" in project.read("site/s/moorings/index.html")
    assert "Counted again." in project.read("site/changes.xml")


def test_a_second_correction_comes_after_the_first_wherever_the_log_stands(author: Author):
    log = author.project.read("data/facts.yml")
    facts, changes = log[: log.index("\nchanges:")], log[log.index("\nchanges:") :]
    facts = facts.replace("\nunknown:", f"{changes}\n# What nobody knows.\nunknown:")
    author.project.write("data/facts.yml", facts)
    author.does("correct", "moorings", "381", "Counted again.")
    author.does("correct", "flood-day", "2019-12-01", "It broke after midnight: so the town says.")
    author.does("check")
    text = author.project.read("data/facts.yml")
    assert (
        text.index("fact: moorings") < text.index("fact: flood-day") < text.index("# What nobody")
    )


@pytest.mark.parametrize(
    ("id", "value", "said"),
    [
        ("mooring", "380", "did you mean moorings"),
        ("moorings", "1,500", "write a bare number, without commas"),
        ("moorings", "1600", "it is 1600 already"),
        ("boats-per-mooring", "3", "correct what goes into it"),
        ("flood-day", "soon", "is not a date"),
    ],
)
def test_a_correction_that_cannot_be_is_told_and_writes_nothing(
    author: Author, id: str, value: str, said: str
):
    told = author.is_told("correct", id, value, "Counted again.")
    assert said in told[0] and told[0].startswith("data/facts.yml")


def test_a_number_that_changed_in_silence_is_told_at_its_line_and_not_published(author: Author):
    author.project.edit("data/facts.yml", "value: 1600", "value: 1500")
    text = author.project.read("data/facts.yml")
    line = text[: text.index("value: 1500")].count("\n") + 1
    for command in ("check", "publish", "dates", "addresses"):
        told = author.is_told(command)
        assert told[0].startswith(f"data/facts.yml:{line}: moorings: it was published as “nearly")
        assert "fact: moorings, old: 1600, new: 1500, reason: …}" in told[0]


def test_check_and_publish_tell_what_a_strict_build_refuses(author: Author):
    author.project.append("docs/harbour.md", "\nSee [the pier](pier.md).\n")
    for command in ("check", "publish"):
        assert "'pier.md'" in author.is_told(command)[0]


def test_a_section_that_went_elsewhere_is_one_command_for_both_its_addresses(author: Author):
    project = author.project
    assert "it is still there" in author.is_told("move", "/water/#who-paid", "/water/")[0]
    section = "### Who paid { #who-paid }"
    project.edit("docs/water.md", section, "### Who paid for it { #the-bill }")
    project.edit("data/claims.yml", "who-paid]", "the-bill]")
    assert (
        "did you mean /water/#the-bill"
        in author.is_told("move", "/water/#who-paid", "/water/#bill")[0]
    )
    assert "never published" in author.is_told("move", "/water/#who", "/water/#the-bill")[0]
    said = author.does("move", "/water/#who-paid", "/water/#the-bill")
    assert said.splitlines() == [
        "/water/#who-paid → /water/#the-bill",
        "/s/who-paid/ → /s/the-bill/",
    ]


def test_what_is_due_is_listed(author: Author):
    author.project.edit("data/facts.yml", 'review_by: "2027"', 'review_by: "2022-03"')
    assert "March\u00a02022  neap-range: " in author.does("due")
