"""What one build works out and the next takes over: never more than a saving of time."""

from __future__ import annotations

from pathlib import Path

import jinja2
import pytest

from explainer.content.project import Project
from explainer.pages import cache
from explainer.pages.fragments import Fragments


@pytest.fixture(autouse=True)
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("BUILD_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def shown(project: Project) -> str:
    return Fragments(project).card("note-moorings")


def test_what_was_made_of_a_source_is_had_again_and_of_another_it_is_not():
    cache.write("cards", "a drawing", b"its picture")
    assert cache.read("cards", "a drawing") == b"its picture"
    assert cache.read("cards", "another") is cache.read("templates", "a drawing") is None


def test_a_template_is_compiled_once(small: Project, monkeypatch: pytest.MonkeyPatch):
    before = shown(small)
    monkeypatch.setattr(jinja2.Environment, "compile", None)
    assert shown(small) == before


def test_a_template_that_has_changed_is_compiled_again(small: Project):
    def said(text: str) -> str:
        templates = Fragments(small).templates.overlay(loader=jinja2.DictLoader({"a.html": text}))
        return templates.get_template("a.html").render()

    assert [said("High water"), said("Low water")] == ["High water", "Low water"]


@pytest.mark.parametrize("left", [b"", b"j2 cut off", None])
def test_of_damaged_templates_nothing_is_believed(small: Project, kept: Path, left: bytes | None):
    before = shown(small)
    files = list((kept / "templates").iterdir())
    for file in files:
        file.write_bytes(file.read_bytes()[:-3] + b"???" if left is None else left)
    assert files and shown(small) == before


def test_a_cache_that_cannot_be_written_costs_time_alone(small: Project, kept: Path):
    kept.write_text("a file")
    assert shown(small)
