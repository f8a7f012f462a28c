"""What machines read in a page: where it is, what it is about, what it rests on."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser

from explainer.content.project import Project
from explainer.publish.build import Build
from tests.conftest import SUB_PATH

BASE = "https://user.example/repo/"


def graph(build: Build, name: str) -> list[dict[str, Any]]:
    html = build.render("share/page.jsonld", article=build.articles[name])
    element = LexborHTMLParser(html).css_first("script")
    assert element.attributes["type"] == "application/ld+json"
    return json.loads(element.text())["@graph"]


@pytest.mark.parametrize("name", ["water.md", "index.md"])
def test_the_head_of_a_page_is_absolute_and_in_its_own_words(
    sub_path_site: Path, small: Project, name: str
):
    page, card = small.pages[name], f"cards/{name.removesuffix('.md')}.png"
    html = (sub_path_site / page.address / "index.html").read_text(encoding="utf-8")
    tree = LexborHTMLParser(html)
    named = {
        node.attributes.get("property") or node.attributes.get("name"): node.attributes["content"]
        for node in tree.css("meta[property], meta[name]")
    }
    assert named["og:title"] == page.title
    assert named["description"] == named["og:description"] == page.description
    url = tree.css_first("link[rel=canonical]").attributes["href"]
    assert url == named["og:url"] == f"{SUB_PATH}{page.address}"
    assert named["og:image"] == f"{SUB_PATH}{card}"
    assert tree.css_first("h1").text() in named["og:image:alt"]
    assert small.site.name in named["og:image:alt"]
    (data,) = tree.css("script[type='application/ld+json']")
    assert json.loads(data.text())["@graph"][0]["url"] == url


def test_an_article_names_its_numbers_and_sources_by_their_addresses(small_build: Build):
    (article,) = graph(small_build, "water.md")
    assert article["@type"] == "Article" and article["url"] == f"{BASE}water/"
    shown = small_build.articles["water.md"].facts
    assert article["mentions"] == [{"@id": f"{BASE}s/{id}/"} for id in shown]
    assert {"@id": f"{BASE}logbook/#source-harbour-report"} in article["citation"]
    assert article["isPartOf"]["url"] == BASE


def test_the_page_of_all_numbers_is_about_a_data_set(small_build: Build):
    article, dataset = graph(small_build, "logbook.md")
    assert article["mainEntity"]["@id"] == dataset["@id"] == f"{BASE}logbook/#dataset"
    assert not {"mentions", "citation"} & article.keys()  # its files have them
    files = [one["contentUrl"] for one in dataset["distribution"]]
    assert files == [f"{BASE}facts.json", f"{BASE}facts.csv"]
    assert dataset["variableMeasured"] == list(small_build.project.topics.values())


def test_no_title_can_end_the_element(small_build: Build):
    bad = "</script><!--"
    small_build.articles["water.md"] = replace(small_build.articles["water.md"], description=bad)
    assert graph(small_build, "water.md")[0]["description"] == bad
