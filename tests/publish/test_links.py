"""No link of the site leads nowhere, whoever wrote it: a page, a template or a setting."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from explainer.content.problems import Problems
from explainer.content.project import Project
from explainer.publish import links
from explainer.publish.build import Build
from tests.conftest import Copy

PAGE = '<a id="top" href="/repo/water/#wall">x</a><a href="#_">x</a><img src="../a.png">'
OTHER = '<p id="wall"><a href="../#top">x</a><a href="https://user.example/">x</a>'


def told(small: Project, folder: Path, page: str, other: str = OTHER) -> list[str]:
    """What is said of a site of two pages and a picture, under a sub-path."""
    site = replace(small.site, address="https://user.example/repo/")
    build = Build(replace(small, site=site), folder, preview=False)
    for name, html in {"index.html": page, "water/index.html": other, "a.png": ""}.items():
        build.write(name, html)
    try:
        links.check(build)
    except Problems as problems:
        return str(problems).splitlines()
    return []


def test_links_to_pages_places_and_files_are_right_however_they_are_written(
    small: Project, tmp_path: Path
):
    assert told(small, tmp_path, PAGE.replace("../a.png", "a.png")) == []


@pytest.mark.parametrize(
    ("link", "address"),
    [("gone/", "/gone/"), ("/repo/water/#well", "/water/#well"), ("#well", "/#well"),
     ("https://user.example/repo/gone.png", "/gone.png"), ("water/%20/", "/water/ /")],
)  # fmt: skip
def test_a_link_that_leads_nowhere_is_one_line_however_often_it_stands(
    small: Project, tmp_path: Path, link: str, address: str
):
    page = f'<a id="top" href="{link}">x</a><a href="{link}">y</a>'
    (line,) = told(small, tmp_path, page)
    assert line.startswith(f"index.html: {address}: a link leads there, but nothing is; mend the ")


def test_an_id_that_stands_twice_is_one_line(small: Project, tmp_path: Path):
    (line,) = told(small, tmp_path, '<p id="top">x</p>', OTHER + '<p id="wall">')
    assert line == "water/index.html: #wall: it stands twice; give one of the two another id"


@pytest.mark.parametrize(
    ("link", "address"),
    [("gone.md", "/gone/"), ("logbook.md#every-numbr", "/logbook/#every-numbr")],
)
def test_a_link_of_the_foot_that_leads_nowhere_stops_the_build_in_one_line(
    small_project: Copy, link: str, address: str
):
    small_project.edit("mkdocs.yml", "logbook.md#every-number", link)
    done = small_project.build()
    assert done.returncode != 0 and not small_project.site.exists()
    assert done.stderr.count("ERROR") == 1 and "Traceback" not in done.stderr
    assert (
        f"404.html: {address}: a link leads there, but nothing is; mend the page, " in done.stderr
    )
