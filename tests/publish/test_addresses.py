"""Addresses that never break: what was published once leads somewhere for ever."""

from __future__ import annotations

import json
from dataclasses import replace
from urllib.parse import urljoin, urlsplit

import pytest
from playwright.sync_api import Browser
from selectolax.lexbor import LexborHTMLParser

from explainer.content.ledger import Ledger
from explainer.content.problems import Problems
from explainer.publish import addresses
from explainer.publish.build import Build
from tests.publish.conftest import titles
from tests.serving import serving

EXIST = {"/new/", "/new/#x", "/other/#b", "/last/", "/last/#part"}


def with_ledger(build: Build, *old: str, **moved: str) -> Build:
    """The build with a ledger of these addresses; those of `moved` are written without slashes."""
    ledger = Ledger(addresses=list(old), moved={f"/{one}/": to for one, to in moved.items()})
    return replace(build, project=replace(build.project, ledger=ledger))


def page(build: Build, place: str) -> LexborHTMLParser:
    return LexborHTMLParser((build.folder / place / "index.html").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("old", "moved", "new"),
    [
        ("/old/#x", {"/old/": "/new/"}, "/new/#x"),
        ("/old/#a", {"/old/": "/new/", "/old/#a": "/other/#b"}, "/other/#b"),
        ("/old/", {"/old/": "/mid/", "/mid/": "/last/"}, "/last/"),
        ("/old/#y", {"/old/": "/last/#part"}, "/last/#part"),
        ("/new/", {"/new/": "/last/"}, "/new/"),  # it was brought back
        ("/here/", {}, "/here/"),
    ],
)
def test_an_address_is_followed_to_its_end_and_a_section_goes_with_its_page(
    old: str, moved: dict[str, str], new: str
):
    assert addresses.followed(old, moved, dict.fromkeys(EXIST, "")) == new


def test_a_circle_of_moves_leads_nowhere_and_is_said_so(small_build: Build):
    build = with_ledger(small_build, "/a/", a="/b/", b="/a/")
    with pytest.raises(Problems, match="/a/: this address was published and now leads nowhere"):
        addresses.leave_anchors(build)


def test_every_address_that_leads_nowhere_is_named_with_the_remedy(small_build: Build):
    build = with_ledger(small_build, "/watr/", "/water/#gone", "/s/gone/")
    with pytest.raises(Problems) as caught:
        addresses.leave_anchors(build)
    assert [one.subject for one in caught.value.found] == ["/watr/", "/water/#gone", "/s/gone/"]
    first = str(caught.value.found[0])
    assert "addresses.yml: /watr/:" in first and "under moved" in first and "/water/" in first


def test_pages_sections_charts_and_numbers_have_addresses_that_can_be_shared(small_build: Build):
    exist = addresses.existing(small_build)
    project = small_build.project
    for title, *found in (
        (small_build.articles["water.md"].title, "/water/"),
        (titles(small_build)["who-paid"], "/water/#who-paid", "/s/who-paid/"),
        (project.topics["water"], "/logbook/#numbers-water", "/s/numbers-water/"),
        (project.facts["moorings"].statement, "/logbook/#moorings", "/s/moorings/"),
        (project.chart_place("chart-ranges").title, "/water/#chart-ranges", "/s/chart-ranges/"),
    ):
        assert [exist[address] for address in found] == [title] * len(found)


def test_where_a_section_stood_a_line_leads_on(small_build: Build):
    addresses.leave_anchors(small_build)
    (line,) = LexborHTMLParser(small_build.articles["water.md"].html).css(".moved")
    assert line.id == "floods" and "data-generated" in line.attributes
    link = line.css_first("a")
    assert link.attributes["href"] == "/repo/water/#the-flood"
    assert link.text() == addresses.existing(small_build)["/water/#the-flood"]
    assert small_build.articles["water.md"].after.startswith("<div"), "before the notes"


def test_a_page_that_moved_leads_on_without_scripts_and_is_not_indexed(small_build: Build):
    addresses.write(small_build)
    tree = page(small_build, "tides")
    refresh = tree.css_first("noscript meta[http-equiv=refresh]").attributes["content"]
    link = tree.css_first("a").attributes["href"]
    assert refresh == f"0; url={link}" and urljoin("/repo/tides/", link) == "/repo/water/"
    assert tree.css_first("meta[name=robots]").attributes["content"] == "noindex"
    policy = tree.css_first("meta[http-equiv=Content-Security-Policy]").attributes["content"]
    assert "script-src 'sha256-" in policy and "'self'" not in policy
    share = page(small_build, "s/flood").css_first("a").attributes["href"]
    assert urljoin("/repo/s/flood/", share) == "/repo/s/the-flood/"


def test_the_fragment_goes_along_and_a_section_that_moved_by_itself_is_found(
    small_build: Build, browser: Browser
):
    moved = {"/old/": "/water/", "/old/#apart": "/logbook/#words", "/gone/": "/logbook/#changes"}
    ledger = Ledger(addresses=["/old/", "/old/#apart", "/gone/"], moved=moved)
    build = replace(small_build, project=replace(small_build.project, ledger=ledger))
    addresses.write(build)
    for place in ("water", "logbook"):
        build.write(f"{place}/index.html", "<!doctype html><title>Here</title><p>Here")
    opened = browser.new_page()
    with serving({"repo": build.folder}) as address:
        for old, new in {
            "/repo/old/": "/repo/water/",
            "/repo/old/#the-flood": "/repo/water/#the-flood",
            "/repo/old/#never-known": "/repo/water/#never-known",
            "/repo/old/#apart": "/repo/logbook/#words",
            "/repo/gone/": "/repo/logbook/#changes",
            "/repo/gone/#part": "/repo/logbook/#changes",
        }.items():
            opened.goto("about:blank")
            opened.goto(address + old)
            opened.wait_for_url(address + new)
    opened.close()


def test_the_page_for_a_missing_one_is_given_each_place_once(small_build: Build):
    addresses.write(small_build)
    listed = json.loads((small_build.folder / "addresses.json").read_text(encoding="utf-8"))
    places = [one["address"] for one in listed]
    assert len(places) == len(set(places)) and all(one["title"] for one in listed)
    assert {"", "water/", "water/#the-flood", "s/moorings/"} <= set(places)
    assert not {"s/the-flood/", "logbook/#moorings", "s/flood/", "tides/"} & set(places)
    exist = addresses.existing(small_build)
    assert all(f"/{place}" in exist and not urlsplit(place).scheme for place in places)
