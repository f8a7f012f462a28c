"""A build of the small project without MkDocs: its articles, made as the hooks make them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from markdown import Markdown

from explainer.content.project import Project
from explainer.pages import answer, article
from explainer.publish.build import Build
from tests.conftest import SMALL, settings


def built(project: Project, folder: Path, **fields: object) -> Build:
    """A build with all its articles."""
    build = Build(project, folder, **{"preview": False} | fields)
    listed = settings(SMALL)["markdown_extensions"]
    names = [name if isinstance(name, str) else next(iter(name)) for name in listed]
    for name, page in project.pages.items():
        text, problems = answer.answer(page.text, page, project)
        assert not problems
        html = Markdown(extensions=names).convert(text)
        build.articles[name] = article.make(html, page, build.fragments)
    return build


def titles(build: Build) -> dict[str, str]:
    """The titles of all sections by their ids."""
    return {one.id: one.title for page in build.project.pages.values() for one in page.sections}


@pytest.fixture
def small_build(small: Project, tmp_path: Path) -> Build:
    """With the address of a site under a sub-path."""
    site = replace(small.site, address="https://user.example/repo/")
    return built(replace(small, site=site), tmp_path / "site")
