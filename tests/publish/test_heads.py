"""What machines read in a page: where it is, what it is about, what it rests on."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from explainer.publish import heads
from explainer.publish.build import Build

BASE = "https://user.example/repo/"


def graph(build: Build, name: str) -> list[dict[str, Any]]:
    element = LexborHTMLParser(heads.head(build, name)["json_ld"]).css_first("script")
    assert element.attributes["type"] == "application/ld+json"
    return json.loads(element.text())["@graph"]


def test_the_head_of_a_page_is_absolute_and_in_its_own_words(small_build: Build):
    head = heads.head(small_build, "water.md")
    article = small_build.articles["water.md"]
    assert (
        head["title"] == small_build.project.pages["water.md"].title
        and head["description"] == article.description
    )
    assert head["canonical"] == f"{BASE}water/" and head["image"] == f"{BASE}cards/water.png"
    assert article.title in head["image_alt"] and small_build.project.site.name in head["image_alt"]
    assert heads.head(small_build, "index.md")["canonical"] == BASE


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
    files = [one["contentUrl"] for one in dataset["distribution"]]
    assert files == [f"{BASE}facts.json", f"{BASE}facts.csv"]
    assert dataset["variableMeasured"] == list(small_build.project.topics.values())


def test_no_title_can_end_the_element(small_build: Build):
    bad = "</script><!--"
    small_build.articles["water.md"] = replace(small_build.articles["water.md"], description=bad)
    assert graph(small_build, "water.md")[0]["description"] == bad
