"""The page of a number: all that is known about it, the way into the text, what to take along."""

from __future__ import annotations

import gzip
import json
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote

import pytest
from selectolax.lexbor import LexborHTMLParser

from explainer.content import dates, wording
from explainer.content.facts import Given
from explainer.content.project import Project
from explainer.publish import downloads, number_page
from explainer.publish.build import Build
from tests.conftest import Page
from tests.publish.conftest import titles

BASE = "https://user.example/repo/"


@pytest.fixture
def written(small_build: Build) -> Build:
    number_page.write(small_build)
    return small_build


def page(build: Build, id: str) -> Page:
    return Page(build.folder, build.folder / "s" / id / "index.html")


def words(page: Page, selector: str = "main") -> str:
    return " ".join(page.one(selector).text(separator=" ").split())


def test_every_number_has_a_page_with_its_data_beside_it(written: Build):
    for id, fact in written.project.facts.items():
        folder = written.folder / "s" / id
        assert {file.name for file in folder.iterdir()} == {
            "index.html", "fact.json", "oembed.json"}  # fmt: skip
        data = page(written, id).one("data")
        assert data.attributes["value"] == str(fact.value)
        assert data.text() == wording.figure(fact)
        record = json.loads((folder / "fact.json").read_text(encoding="utf-8"))
        told = json.loads(json.dumps(downloads.record(fact, written.project), default=float))
        assert record == told and record["url"] == f"{BASE}s/{id}/"


def test_it_says_all_that_is_known(written: Build):
    project = written.project
    for id, fact in project.facts.items():
        text = words(page(written, id))
        source = project.sources.get(fact.source)
        for one in (
            wording.figure(fact), fact.statement, fact.says, wording.as_of(fact), fact.scope,
            fact.counts, wording.check(fact), wording.fill(fact.caveat or "", project.facts),
            wording.sentence(fact, project), fact.where, source and source.title,
            source and source.note, source and dates.words(source.published),
            *(project.facts[other].statement for other in fact.compare),
        ):  # fmt: skip
            assert " ".join((one or "").split()) in text, (id, one)


def test_a_citation_holds_what_is_needed_to_find_a_number_again(written: Build):
    cited = page(written, "wall-cost").one("#citation").text()
    assert cited == (
        "Cost of the repair of the wall: US$3.2\xa0million. As of 2020, the sea wall. Source: The "
        "town. Read in Town of Sandwick, 3\xa0January 2022. “What the wall cost”, "
        "https://town.example/wall. Check: other sources say otherwise. "
        f"{BASE}s/wall-cost/"
    )
    ours = page(written, "boats-per-mooring").one("#citation").text()
    assert " By: Our own sum. Check: " in ours


def test_a_sum_links_what_goes_into_it_and_its_parts_link_to_the_sum(written: Build):
    links = [one.attributes["href"] for one in page(written, "boats-per-mooring").all("dl a")]
    assert {"/repo/s/boats-counted/", "/repo/s/moorings/"} <= set(links)
    links = [one.attributes["href"] for one in page(written, "moorings").all("aside a")]
    assert "/repo/s/boats-per-mooring/" in links


def test_it_leads_to_every_section_that_tells_it_and_to_the_page_itself_above_them(written: Build):
    for id in written.project.facts:
        told = [
            f"/repo/{article.address}{'#' if one.id else ''}{one.id}"
            for article in sorted(written.articles.values(), key=lambda one: not one.address)
            for one in (article.lede, *article.sections)
            if id in one.facts
        ]
        links = [one.attributes["href"] for one in page(written, id).all("ul.told a")]
        assert links[: len(told)] == told
    told = words(page(written, "spring-range"), "aside")
    assert f"{titles(written)['spring-and-neap']} , Who paid The water and the wall" in told


def test_a_number_that_no_page_tells_says_so_and_leads_to_the_others_of_its_topic(
    small_build: Build,
):
    for name, article in small_build.articles.items():
        sections = tuple(replace(one, facts=[]) for one in article.sections)
        lede = replace(article.lede, facts=[])
        small_build.articles[name] = replace(article, lede=lede, sections=sections)
    number_page.write(small_build)
    assert words(page(small_build, "moorings"), "aside").startswith(
        "Where it is told No page tells"
    )
    (link,) = page(small_build, "moorings").all("aside > p a")
    assert link.attributes["href"] == "/repo/logbook/#numbers-harbour"


def test_what_a_page_tells_above_its_first_section_the_page_itself_tells(small_build: Build):
    article, id = small_build.articles["water.md"], "moorings"
    lede = replace(article.lede, facts=[id])
    small_build.articles["water.md"] = replace(article, lede=lede)
    number_page.write(small_build)
    links = {one.attributes["href"]: one.text() for one in page(small_build, id).all("ul.told a")}
    assert links["/repo/water/"] == article.title


@pytest.mark.parametrize(
    ("producer", "says", "kind", "read", "short", "wanted"),
    [
        ("Sandwick Harbour", "Sandwick Harbour, from its log", "government", "whole",
         "First-hand, read whole.", "First-hand, from a government document, read whole."),
        ("Sandwick News", "The harbour master", "news", "opening",
         "Second-hand, read in part.",
         "Second-hand, through a news report, of which only the opening could be read."),
    ],
)  # fmt: skip
def test_the_check_says_how_near_to_its_origin_a_number_was_read(
    small_build: Build, producer: str, says: str, kind: str, read: str, short: str, wanted: str
):
    project = small_build.project
    source = project.sources["harbour-report"]
    fact = project.facts["moorings"].model_copy(update={"says": says})
    fact._id = "moorings"
    changed = source.model_copy(update={"producer": producer, "kind": kind, "read": read})
    made = replace(
        project,
        facts=project.facts | {"moorings": fact},
        sources=project.sources | {"harbour-report": changed},
    )
    build = replace(small_build, project=made)
    number_page.write(build)
    assert f"{wording.check(fact)}. {wanted}" in words(page(build, "moorings"), ".facts")
    assert words(page(build, "moorings"), ".hero .check") == f"{wording.check(fact)}. {short}"


def test_a_frame_shows_the_first_sentence_of_what_to_beware_of(written: Build):
    facts = written.project.facts
    assert any(fact.caveat for fact in facts.values())
    for id, fact in facts.items():
        framed = [one.text() for one in page(written, id).all(".beware.framed-only")]
        assert framed == [f"Beware: {wording.gist(fact, facts)}"] * bool(fact.caveat)


@pytest.mark.parametrize(
    ("as_of", "unit", "words"),
    [
        ("2024", "people", "for 2024"),
        ("2024", "date", "stated 2024"),
        ("2024-03/2024-05", "people", "for March to May 2024"),
        ("2024-03", "people", "as of March 2024"),
        ("2024~", "people", "as of around 2024"),
        ("2024/..", "people", "since 2024"),
    ],
)
def test_a_year_or_a_span_is_what_a_number_is_for(
    small: Project, as_of: str, unit: str, words: str
):
    fact = small.facts["moorings"].model_copy(update={"as_of": as_of, "unit": unit})
    assert number_page.when(fact) == words


@pytest.mark.parametrize(
    ("producer", "url", "host"),
    [
        ("Sandwick Times", "https://www.sandwicktimes.example/1", None),
        ("Harbour Office of Sandwick", "https://hos.example/", None),
        ("National Office, in a news report", "https://ads.example/a", "ads.example"),
    ],
)
def test_the_host_is_said_where_the_name_would_not_make_one_expect_it(
    small: Project, producer: str, url: str, host: str | None
):
    source = small.sources["town-account"].model_copy(update={"producer": producer, "url": url})
    assert number_page.other_host(source) == host


def test_it_is_found_by_search_engines_under_its_own_address(written: Build):
    made = page(written, "moorings")
    assert made.one("link[rel=canonical]").attributes["href"] == f"{BASE}s/moorings/"
    assert not made.all("meta[name=robots]")
    title = made.one("title").text()
    fact = written.project.facts["moorings"]
    assert title == f"Nearly 1,600: {fact.statement}" == made.one("h1").text().join(
        ("Nearly 1,600: ", ""))  # fmt: skip
    description = made.one("meta[name=description]").attributes["content"]
    assert description.startswith(f"{fact.says}, as of {wording.as_of(fact)}.")
    data = json.loads(made.one("script[type='application/ld+json']").text())
    assert data["@id"] == f"{BASE}s/moorings/" and data["value"] == 1600
    assert data["@type"] == "QuantitativeValue" and data["subjectOf"][0]["name"]


def test_the_sitemap_lists_the_pages_and_every_number(small_site: Path, small: Project):
    sitemap = (small_site / "sitemap.xml").read_text(encoding="utf-8")
    address = "https://tides.example/"
    for fact in small.facts:
        assert f"<url><loc>{address}s/{fact}/</loc></url>" in sitemap
    for one in small.pages.values():
        assert f"<loc>{address}{one.address}</loc>" in sitemap
    assert "the-flood" not in sitemap and "#" not in sitemap


def test_it_can_be_embedded_and_found_by_who_pastes_its_address(written: Build):
    made = page(written, "moorings")
    link = made.one("link[type='application/json+oembed']").attributes["href"]
    place = link.removeprefix(BASE)
    oembed = json.loads((written.folder / place).read_text(encoding="utf-8"))
    assert oembed["version"] == "1.0" and oembed["type"] == "rich"
    assert oembed["html"] == made.one("#embed").text()
    frame = LexborHTMLParser(oembed["html"]).css_first("iframe").attributes
    fact = written.project.facts["moorings"]
    assert frame["src"] == f"{BASE}s/moorings/" and frame["title"] == fact.statement
    assert 200 < int(frame["height"]) == oembed["height"] < 500


@pytest.mark.parametrize(
    ("report", "link"),
    [
        ("", None),
        ("tide@harbour.example", "mailto:tide@harbour.example?subject=moorings"),
        ("https://t.example/new", "https://t.example/new?title=moorings"),
        ("https://t.example/new?a=b", "https://t.example/new?a=b&title=moorings"),
        ("https://t.example/new?title=In+{id}", "https://t.example/new?title=In+moorings"),
    ],
)
def test_a_mistake_is_reported_to_a_tracker_or_a_mailbox_with_the_id(
    small_build: Build, report: str, link: str | None
):
    project = small_build.project
    project = replace(project, site=replace(project.site, report=report))
    number_page.write(replace(small_build, project=project))
    links = {one.text(): one.attributes["href"] for one in page(small_build, "moorings").all("a")}
    assert links.get("Report a mistake") == link


def test_a_title_or_name_with_markup_in_it_is_text(small_build: Build):
    bad = "</script><script>alert(1)</script>"
    project = small_build.project
    fact: Given = project.facts["moorings"].model_copy(update={"statement": bad, "says": bad})
    fact._id = "moorings"
    build = replace(small_build, project=replace(project, facts=project.facts | {fact.id: fact}))
    number_page.write(build)
    made = page(build, "moorings")
    assert made.one("h1").text() == bad
    kinds = [one.attributes.get("type") or one.attributes.get("src") for one in made.all("script")]
    assert kinds == [None, "/repo/assets/number.js", "application/ld+json"]
    assert json.loads(made.all("script")[2].text())["name"] == bad


def test_it_is_small_asks_for_little_and_stays_within_its_policy(written: Build):
    for id in written.project.facts:
        made = page(written, id)
        assert len(gzip.compress(made.html.encode())) < 8192, id
        policy = made.one("meta[http-equiv]").attributes["content"]
        assert "script-src 'self' 'sha256-" in policy and "unsafe" not in policy
        assert not made.all("[style], [onclick], img, iframe, link[rel=stylesheet]")
        assert made.one("base").attributes["target"] == "_top"


def test_all_links_inside_lead_somewhere(small_site: Path, small: Project):
    for id in small.facts:
        for link in Page(small_site, small_site / "s" / id / "index.html").all("a[href]"):
            href = unquote(link.attributes["href"])
            if not href.startswith("http"):
                place, _, fragment = href.partition("#")
                file = small_site / (place[1:] if place.startswith("/") else f"s/{id}/{place}")
                file = file / "index.html" if file.is_dir() else file
                assert file.is_file(), href
                assert not fragment or fragment in Page(small_site, file).ids(), href
