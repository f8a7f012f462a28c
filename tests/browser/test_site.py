"""What the built site promises: every page is there, reached, and says what the data says."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import subprocess
from base64 import b64encode
from collections import Counter
from itertools import pairwise
from pathlib import Path
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest

from explainer.content import wording
from explainer.content.project import Project
from tests.conftest import ROOT, SITE_URL, Page, navigation, read_yaml, story

LEDGER = "data/addresses.yml"
HEADING = r'\{ ?#[a-z][a-z0-9]*(-[a-z0-9]+)*( data-when="[^"]+")? ?\}$'
SHARED = {"number": 8_192, "section": 4_096}  # bytes of a share page, gzipped
SEARCH = 60_000  # bytes of what the search fetches, gzipped


@pytest.fixture(scope="module")
def shared(site: Path) -> dict[str, Page]:
    """Every share page by the id of what it shares."""
    return {one.parent.name: Page(site, one) for one in sorted((site / "s").glob("*/index.html"))}


def links(page: Page) -> list[str]:
    """Where a page's links lead within the site."""
    found = (node.attributes["href"] or "" for node in page.all("a[href]"))
    return [urljoin(page.url, link) for link in found if not urlsplit(link).scheme]


def words(text: str) -> str:
    return " ".join(text.split())


# Every page is there and reached


def test_every_page_of_the_menu_has_a_title_a_description_and_something_to_say(
    pages: dict[str, Page],
):
    seen = Counter()
    for url, page in pages.items():
        title, heading = page.one("title").text().strip(), page.one("h1").text().strip()
        told = page.one("meta[name=description]").attributes["content"]
        assert title and heading and told, url
        seen.update({("title", title): 1, ("h1", heading): 1, ("description", told): 1})
        assert len(page.one("article").text().split()) > 150, url
    assert seen.most_common(1)[0][1] == 1, seen.most_common(1)


def test_every_page_in_docs_is_in_the_menu_and_every_heading_has_an_id_of_its_own():
    written = {path.relative_to(ROOT / "docs") for path in (ROOT / "docs").rglob("*.md")}
    assert {f"/{one.with_suffix('')}/".replace("/index/", "/") for one in written} == {
        *navigation()
    }
    for path in written:
        for line in (ROOT / "docs" / path).read_text(encoding="utf-8").splitlines():
            if re.match(r"#{1,3} ", line):
                assert re.search(HEADING, line), f"{path}: {line}"


def test_every_page_is_reached_from_the_front_page_and_turned_to_in_order(pages: dict[str, Page]):
    reached, waiting = set(), ["/"]
    while waiting:
        url = waiting.pop()
        if url not in reached:
            reached.add(url)
            waiting += [
                urldefrag(link).url for link in links(pages[url]) if urldefrag(link).url in pages
            ]
    assert reached == set(pages)
    order = navigation()
    for url, following in pairwise(order):
        forth, back = pages[url].one(".turn [rel=next]"), pages[following].one(".turn [rel=prev]")
        assert urljoin(url, forth.attributes["href"]) == following
        assert urljoin(following, back.attributes["href"]) == url
        heading = pages[following].one("title").text().rpartition(" - ")[0] or pages[following].url
        assert heading in words(forth.text()), url


def test_every_link_and_fragment_within_the_site_leads_somewhere(
    site: Path, pages: dict[str, Page], shared: dict[str, Page]
):
    missing = Page(site, site / "404.html")
    assert all(link.startswith(("/", "http")) for link in links(missing))
    all_pages = [*pages.values(), *shared.values(), missing]
    ids = {page.url: set(page.ids()) for page in all_pages}
    for page in all_pages:
        for link in links(page):
            target, fragment = urldefrag(link)
            if target in ids:
                assert fragment in {*ids[target], "", "_"}, f"{page.url} links to {link}"
            else:
                assert (site / target.strip("/")).is_file(), f"{page.url} links to {link}"


def test_an_id_stands_once_on_a_page_and_a_section_once_on_the_site(pages: dict[str, Page]):
    sections = Counter()
    for url, page in pages.items():
        ((id, most),) = Counter(page.ids()).most_common(1)
        assert most == 1, (url, id)
        sections.update(node.attributes["id"] for node in page.all("article :is(h1, h2, h3)[id]"))
    assert max(sections.values()) == 1, sections.most_common(2)


# Every number is as the data file has it


def test_every_number_shown_says_what_the_data_file_says(pages: dict[str, Page], real: Project):
    shown = Counter()
    for url, page in pages.items():
        for node in page.all("data[data-fact]"):
            fact = real.facts[node.attributes["data-fact"]]
            shown[fact.id] += 1
            assert node.attributes["value"] == str(fact.value), (url, fact.id)
            forms = {
                wording.words(fact),
                wording.bare(fact),
                wording.figure(fact),
                wording.number(fact),
            }
            assert words(node.text()).lower() in {words(form).lower() for form in forms}, url
    assert set(shown) == {id for id, fact in real.facts.items() if fact.unit != "date"} | set(shown)


def test_the_list_of_all_numbers_leads_from_each_to_its_page(
    pages: dict[str, Page], shared: dict[str, Page], real: Project
):
    (holder,) = [page for page in pages.values() if page.all(".numbers-index")]
    rows = {row.attributes["id"]: row for row in holder.all(".numbers-index li")}
    assert rows.keys() == real.facts.keys()
    for id, fact in real.facts.items():
        assert fact.statement in words(rows[id].text()), id
        (link,) = rows[id].css("a")
        assert urljoin(holder.url, link.attributes["href"]) == f"/s/{id}/"
        assert words(fact.statement) in words(shared[id].one("main").text()), id


def test_a_number_in_the_text_is_a_link_to_its_card_which_leads_to_its_page(pages: dict[str, Page]):
    seen = 0
    for url, page in pages.items():
        for link in page.all("article data > a[data-note]"):
            seen += 1
            (card,) = page.all(f".note{link.attributes['href']}")
            fact = link.parent.attributes["data-fact"]
            about = card.css_first(".note-about").attributes["href"]
            assert urljoin(url, about) == f"/s/{fact}/", url
        for number in page.all("article :is(h1, h2, h3, summary, a[href]:not([data-note])) data"):
            assert not number.css("a"), (url, number.html)
    assert seen > 100


def test_every_page_says_where_its_numbers_come_from_and_when_it_last_changed(
    pages: dict[str, Page],
):
    for url, page in pages.items():
        assert page.one("p.provenance-line").text().strip(), url
        (changed,) = page.all("p.changed") or pytest.fail(f"{url}: run `make publish`")
        assert changed.text().startswith("This page last changed on "), url


def test_every_part_of_the_story_opens_with_its_place_a_standfirst_and_the_time_it_takes(
    pages: dict[str, Page],
):
    for url in story():
        page = pages[url]
        assert page.one(".kicker").text().split()[0] == "Part", url
        assert page.one("p.standfirst"), url
        minutes = int(
            re.search(r"About (\d+) minutes? to read", page.one("p.reading-time").text())[1]
        )
        counted = sum(
            len(node.text(separator=" ").split())
            for node in page.all("article :is(p, li, td)")
            if not node.css_matches(".note *, .used *, .chart *, nav *")
        )
        assert 0.5 < counted / (200 * minutes) < 2, url


# What is shared


def test_every_section_every_chart_and_every_number_has_its_share_page_and_its_card(
    site: Path, pages: dict[str, Page], shared: dict[str, Page], real: Project
):
    places = {
        node.attributes["id"]
        for page in pages.values()
        for node in page.all("article :is(h2[id], h3[id], figure.chart[id])")
        if node.attributes["id"] != "end-notes"
    }
    assert set(shared) >= places | set(real.facts)
    for id, page in shared.items():
        if page.all("meta[http-equiv=refresh]"):  # what moved leads on
            continue
        card = (site / "s" / id / "card.png").read_bytes()
        assert card.startswith(b"\x89PNG") and len(card) < 120_000, id
        tags = {
            node.attributes.get("property") or node.attributes.get("name"): node.attributes[
                "content"
            ]
            for node in page.all("meta[content]")
        }
        assert tags["og:image"] == f"{SITE_URL}s/{id}/card.png", id
        assert tags["og:url"] == page.one("link[rel=canonical]").attributes["href"], id
        assert 10 < len(tags["og:title"]) < 160 and 10 < len(tags["og:description"]) < 400, id
    for number in real.facts:
        own = shared[number].one("link[rel=canonical]").attributes["href"]
        assert own == f"{SITE_URL}s/{number}/", number


def test_a_share_page_is_small_and_the_sitemap_has_the_pages_and_the_numbers_with_their_days(
    site: Path, pages: dict[str, Page], shared: dict[str, Page], real: Project
):
    for id, page in shared.items():
        most = SHARED["number" if id in real.facts else "section"]
        assert len(gzip.compress(page.html.encode())) <= most, id
    sitemap = (site / "sitemap.xml").read_text(encoding="utf-8")
    for url in [*pages, *(f"/s/{id}/" for id in real.facts)]:
        assert f"<loc>{SITE_URL}{url[1:]}</loc>" in sitemap, url
    for url in pages:
        assert re.search(rf"<loc>{SITE_URL}{url[1:]}</loc>\s*<lastmod>20", sitemap), url


# Addresses that never break


def test_every_address_of_the_site_is_in_the_ledger(site: Path):
    known = {*read_yaml((ROOT / LEDGER).read_text(encoding="utf-8"))["addresses"]}
    listed = json.loads((site / "addresses.json").read_text(encoding="utf-8"))
    new = [one["address"] for one in listed if f"/{one['address']}" not in known]
    assert new == [], "run `make publish`"


def test_no_address_was_ever_taken_out_of_the_ledger():
    def git(*arguments: str) -> str:
        command = ["git", *arguments]
        done = subprocess.run(command, cwd=ROOT, text=True, capture_output=True, check=False)
        return done.stdout if done.returncode == 0 else ""

    if git("rev-parse", "--is-shallow-repository").strip() != "false":
        pytest.skip("no history here to compare the ledger with: clone all of it (--unshallow)")
    now = {*read_yaml((ROOT / LEDGER).read_text(encoding="utf-8"))["addresses"]}
    for commit in git("log", "--format=%H", "--", LEDGER).split():
        before = {*read_yaml(git("show", f"{commit}:{LEDGER}"))["addresses"]}
        taken = sorted(before - now)[:5]
        assert taken == [], f"they stood in {commit[:9]}: put them back, moved if need be"


# Light, closed, and nobody else is asked


def test_nothing_on_a_page_comes_from_another_host_and_nothing_is_left_lying_about(site: Path):
    for file in site.rglob("*.html"):
        page = Page(site, file)
        loaded = page.all("[src], link[rel=stylesheet], link[rel=icon], link[rel=preload]")
        addresses = [one.attributes.get("src") or one.attributes.get("href") for one in loaded]
        own = [one for one in addresses if urlsplit(one or "").netloc]
        assert own == [], file
        assert not page.all("[style], [onclick], [onload], [onerror]"), file
    assert [*site.rglob("*.css")] == [] and [*site.rglob("*.map")] == []  # the sheet is inlined
    assert "material" not in " ".join(str(file) for file in site.rglob("*.js"))


def test_every_page_states_first_of_all_a_policy_that_lets_only_what_it_holds_run(site: Path):
    for file in site.rglob("*.html"):
        page = Page(site, file)
        head = page.all("head > *")
        assert "charset" in head[0].attributes, file
        assert head[1].attributes.get("http-equiv") == "Content-Security-Policy", file
        rules = head[1].attributes["content"] or ""
        assert rules.startswith("default-src 'none'; "), file
        assert not re.search(r"unsafe|\*|https?:|strict-dynamic", rules), file
        hashes = set(re.findall(r"'sha256-([^']+)'", rules))
        assert {hash_of(node.text()) for node in page.all("style")} <= hashes, file
        running = page.all("script:not([src]):not([type*=json])")
        assert {hash_of(node.text()) for node in running} <= hashes, file
        assert len(hashes) <= 3, file


def hash_of(text: str) -> str:
    return b64encode(hashlib.sha256(text.encode()).digest()).decode()


def test_the_search_is_light(site: Path):
    fetched = [site / "search.json", site / "assets/search.js"]
    assert sum(len(gzip.compress(file.read_bytes())) for file in fetched) <= SEARCH
