"""Templates: what is missing is an error, and what is compiled is kept for the next build."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import jinja2
import pytest

from explainer import jinja


@pytest.fixture
def compiling(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The templates that are compiled, with a cache of one's own; grows as they are."""
    monkeypatch.setenv("BUILD_CACHE", str(tmp_path))
    jinja.environment.cache_clear()
    names: list[str] = []
    compile = jinja2.Environment.compile

    def noted(self: jinja2.Environment, source: str, name: str | None = None, *rest: object, **named: object) -> object:
        names.append(str(name))
        return compile(self, source, name, *rest, **named)
    monkeypatch.setattr(jinja2.Environment, "compile", noted)
    yield names
    jinja.environment.cache_clear()


def test_a_template_is_compiled_once_for_all_builds(compiling: list[str]):
    given = {"up": "../", "head": {"title": "Words"}, "image": "card.png", "width": 2, "height": 1}
    given["head"] |= dict.fromkeys(("site_name", "canonical", "description"), "")
    one = jinja.environment().get_template("head.html").render(given)
    jinja.environment.cache_clear()
    assert jinja.environment().get_template("head.html").render(given) == one
    assert compiling == ["head.html"]


def test_a_template_is_compiled_again_when_our_code_has_changed(compiling: list[str], monkeypatch: pytest.MonkeyPatch):
    """For Jinja compiles in what a filter makes of a constant."""
    jinja.environment("share").get_template("card.svg")
    jinja.environment.cache_clear()
    monkeypatch.setattr(jinja, "_code", lambda: b"other")
    jinja.environment("share").get_template("card.svg")
    assert compiling == ["card.svg"] * 2


def test_of_a_theme_all_is_listed_but_what_is_hidden_and_nothing_else_changes(tmp_path: Path):
    """MkDocs passes over what is hidden, such as the theme's icons; to list those takes as long as some pages."""
    for name in ("own/main.html", "theme/main.html", "theme/assets/a.js", "theme/.icons/b.svg", "theme/c/.d/e.js"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name, encoding="utf-8")
    folders = [str(tmp_path / "own"), str(tmp_path / "theme")]
    spared = jinja.spare(jinja2.Environment(loader=jinja2.FileSystemLoader(folders)), folders, "1")
    assert spared.list_templates() == ["assets/a.js", "main.html"]
    assert spared.get_template("main.html").render() == "own/main.html"
    assert spared.get_template(".icons/b.svg").render() == "theme/.icons/b.svg"


def test_what_a_template_is_not_given_is_an_error_and_what_it_is_given_is_escaped():
    templates = jinja.environment()
    assert templates.from_string("{{ words }}").render(words="<b>") == "&lt;b&gt;"
    with pytest.raises(jinja2.UndefinedError):
        templates.from_string("{{ words }}").render()
