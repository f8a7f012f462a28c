"""What somebody sees who is sent a link to a section or a chart: the preview, and the way there."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from selectolax.lexbor import LexborHTMLParser

from explainer.publish import share
from explainer.publish.build import Build
from tests.publish.conftest import titles


class Crawler(HTMLParser):
    """What a messenger reads: the title and the tags of the head, nothing else."""

    def __init__(self, html: str):
        super().__init__()
        self.tags: dict[str, list[str]] = {}
        self.inside = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes, self.inside = dict(attrs), tag
        if tag == "meta" and (name := attributes.get("property") or attributes.get("name")):
            self.tags.setdefault(name, []).append(attributes["content"] or "")
        if tag == "link":
            self.tags.setdefault(attributes["rel"] or "", []).append(attributes["href"] or "")

    def handle_data(self, data: str) -> None:
        if self.inside == "title" and data.strip():
            self.tags.setdefault("title", []).append(data)


def html(build: Build, id: str) -> str:
    return (build.folder / "s" / id / "index.html").read_text(encoding="utf-8")


@pytest.fixture
def shared(small_build: Build) -> Build:
    share.write(small_build)
    return small_build


def test_every_section_and_every_chart_has_its_page(shared: Build):
    found = {folder.name for folder in (shared.folder / "s").iterdir()}
    sections = {one.id for article in shared.articles.values() for one in article.sections}
    assert found == sections | {*shared.project.charts}
    assert {*titles(shared)} - {
        page.sections[0].id for page in shared.project.pages.values()
    } <= found


def test_a_crawler_finds_every_tag_once_and_absolute(shared: Build):
    for one in share.shares(shared):
        tags = Crawler(html(shared, one.id)).tags
        more = {"theme-color", "icon"}
        tag = {name: values[0] for name, values in tags.items() if name not in more}
        assert all(len(tags[name]) == 1 for name in tag), one.id
        url = f"https://user.example/repo/s/{one.id}/"
        assert tag["canonical"] == tag["og:url"] == url and tag["og:image"] == f"{url}card.png"
        assert tag["title"] == tag["og:title"] == f"{one.card.large} · {one.page.title}"
        assert tag["description"] == tag["og:description"] == one.description
        assert tag["og:image:alt"] == one.card.alt and tag["robots"] == "noindex"
        assert tag["og:site_name"] == shared.project.site.name


def test_the_preview_of_a_section_is_its_title_and_how_it_begins(shared: Build):
    found = {one.id: one for one in share.shares(shared)}
    section = found["spring-and-neap"]
    assert section.card.large == titles(shared)["spring-and-neap"]
    assert section.page == shared.articles["water.md"]
    body = LexborHTMLParser(shared.articles["water.md"].html).body
    for mark in body.css(".mark"):  # one alone would puzzle who sees the preview
        mark.decompose()
    words = " ".join(body.text().split())
    assert section.description in words and re.search(r"[.!?][”)]?$", section.description)
    listed = found["numbers-water"]  # a list without a sentence before it
    assert listed.description == shared.articles["logbook.md"].description


def test_it_leads_to_its_place_under_any_sub_path_and_shows_its_picture(shared: Build):
    for id, pictured in {"spring-and-neap": 1, "the-flood": 0, "chart-ranges": 1}.items():
        tree = LexborHTMLParser(html(shared, id))
        assert tree.css_first("#place").attributes["href"] == f"/repo/water/#{id}"
        assert tree.css_first("base").attributes["target"] == "_top"
        assert len(tree.css("img")) == pictured and len(tree.css("h1")) == 1
        assert all(image.attributes["alt"] for image in tree.css("img"))


def test_a_page_runs_only_its_own_script_and_style(shared: Build):
    tree = LexborHTMLParser(html(shared, "the-flood"))
    policy = tree.css_first("meta[http-equiv]").attributes["content"]
    assert policy.startswith("default-src 'none'") and "unsafe" not in policy
    assert len(tree.css("style")) == len(tree.css("script")) == 1
    assert not tree.css("[src], [style], [onclick]")


def test_a_preview_has_no_policy_and_no_picture_that_is_not_there(small_build: Build):
    build = replace(small_build, preview=True)
    share.write(build)
    tree = LexborHTMLParser(html(build, "chart-ranges"))
    assert not tree.css("meta[http-equiv], img")


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Sherman v. United States was decided.", "Sherman v. United States was decided."),
        (f"One short sentence. {'Another that is long ' * 12}.", "One short sentence."),
        (f"He said “no.” {'Then he said more ' * 12}.", "He said “no.”"),
        (f"{'A long first sentence ' * 10}.", f"{'A long first sentence ' * 10}."),
    ],
)
def test_a_description_ends_where_a_sentence_ends(text: str, kept: str):
    assert share.shorten(text) == kept
