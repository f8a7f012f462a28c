"""What the built site promises: every page is there, is reached, says what the data file says."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
import yaml

from explainer import dates, facts, publish, sections, wording
from explainer.library import Library
from explainer.problems import Problems
from tests.conftest import ROOT, SUB_PATH, Page, Project


def navigation() -> list[str]:
    """The addresses of the pages that mkdocs.yml lists."""
    return _addresses(_menu())


def section(title: str) -> list[str]:
    """The addresses of the pages in one section of the menu, such as the parts of the story."""
    (pages,) = [item[title] for item in _menu() if title in item]
    return _addresses(pages)


def _menu() -> list:
    class Loader(yaml.SafeLoader):
        pass
    Loader.add_multi_constructor("!", lambda loader, suffix, node: None)
    return yaml.load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"), Loader)["nav"]


def _addresses(items: list) -> list[str]:
    def files(items: list) -> list[str]:
        return [file for item in items for value in (item.values() if isinstance(item, dict) else [item])
                for file in (files(value) if isinstance(value, list) else [value])]
    return ["/" if file == "index.md" else f"/{file.removesuffix('.md')}/" for file in files(items)]


def links(page: Page) -> list[str]:
    return [urljoin(page.url, node.attributes["href"]) for node in page.all("a[href]")
            if not urlsplit(node.attributes["href"]).scheme]


@pytest.mark.parametrize("url", navigation())
def test_every_page_of_the_navigation_is_built(pages: dict[str, Page], url: str):
    assert url in pages
    assert len(pages[url].all("h1")) == 1
    assert len(pages[url].all("article")[0].text().split()) > 150


def test_a_hidden_file_among_the_pages_is_none_and_one_in_another_encoding_is_told(tmp_path: Path):
    """An editor leaves a lock, a dangling link, beside the page that is open."""
    (tmp_path / "a.md").write_text("# A page { #a }\n", encoding="utf-8-sig")
    (tmp_path / ".#a.md").symlink_to("somebody@somewhere")
    assert list(sections.read(tmp_path)) == ["a"]
    (tmp_path / "b.md").write_bytes("# Café { #b }\n".encode("latin-1"))
    with pytest.raises(Problems, match="docs/b.md: file: it cannot be read as UTF-8; save it as UTF-8"):
        sections.read(tmp_path)


def test_a_page_that_the_builder_left_out_and_a_site_without_an_address_are_told(site: Path, project: Project):
    (project.folder / "docs/README.md").write_text("# Of the pages { #of-the-pages }\n", encoding="utf-8")
    library = Library.open(project.folder / "data", project.folder / "docs")
    for address, told in (("", "mkdocs.yml: site_url: it is empty; unset SITE_URL"),
                          ("http://127.0.0.1:8000/", "docs/README.md: page: the builder made no page of it; rename")):
        with pytest.raises(Problems, match=told):
            publish.publish(site, library, address)


def test_every_page_in_docs_is_in_the_navigation():
    written = {path.name for path in (ROOT / "docs").glob("*.md")}
    assert written == {"index.md" if url == "/" else f"{url.strip('/')}.md" for url in navigation()}


def test_every_page_is_reached_from_the_front_page(pages: dict[str, Page]):
    reached, waiting = set(), ["/"]
    while waiting:
        url = waiting.pop()
        if url in reached:
            continue
        reached.add(url)
        waiting += [urldefrag(link).url for link in links(pages[url]) if urldefrag(link).url in pages]
    assert reached == set(pages)


def test_every_internal_link_and_fragment_leads_somewhere(pages: dict[str, Page], site: Path):
    ids = {url: set(page.ids()) for url, page in pages.items()}
    for url, page in pages.items():
        for link in links(page):
            target, fragment = urldefrag(link)
            if target in ids:
                assert not fragment or fragment in ids[target], f"{url} links to {link}"
            else:
                assert (site / target.strip("/")).is_file(), f"{url} links to {link}"


def test_no_page_asks_another_host_for_anything(pages: dict[str, Page], site: Path):
    for url, page in pages.items():
        fetched = [node.attributes.get("src") or node.attributes.get("href")
                   for node in page.all("script[src], img[src], iframe[src], link[rel=stylesheet], link[rel=icon]")]
        assert not [address for address in fetched if urlsplit(address or "").netloc], url
    for sheet in site.rglob("*.css"):
        assert not re.search(r"url\(['\"]?(https?:)?//", sheet.read_text(encoding="utf-8")), sheet


@pytest.mark.parametrize("selector", ["title", "meta[name=description]", "h1"])
def test_titles_and_descriptions_are_unique(pages: dict[str, Page], selector: str):
    found = Counter()
    for url, page in pages.items():
        (node,) = page.all(selector)
        text = node.attributes.get("content") or node.text().strip()
        assert text, url
        found[text] += 1
    assert max(found.values()) == 1, found.most_common(1)


def test_ids_are_unique_on_a_page_and_sections_over_the_site(pages: dict[str, Page]):
    sections = Counter()
    for url, page in pages.items():
        ids = Counter(page.ids())
        assert max(ids.values()) == 1, (url, ids.most_common(2))
        sections.update(node.attributes["id"] for node in page.all("article :is(h1, h2, h3)[id]"))
    assert max(sections.values()) == 1, sections.most_common(2)


def test_every_heading_has_an_id_that_its_author_wrote():
    for path in (ROOT / "docs").glob("*.md"):
        for line in path.read_text(encoding="utf-8").splitlines():
            if re.match(r"#{1,3} ", line):
                assert re.search(r" \{ #[a-z][a-z0-9]*(-[a-z0-9]+)* \}$", line), f"{path.name}: {line}"


def test_every_number_shown_says_what_the_data_file_says(pages: dict[str, Page], book: facts.Book):
    shown = Counter()
    for url, page in pages.items():
        for node in page.all("data[data-fact]"):
            fact = book.facts[node.attributes["data-fact"]]
            shown[fact.id] += 1
            assert node.attributes["value"] == str(fact.value), url
            forms = {wording.words(fact), wording.bare(fact), wording.figure(fact)}
            assert node.text().lower() in {form.lower() for form in forms}, url
    assert sum(shown.values()) > 300


def test_the_pages_of_numbers_show_every_fact_with_its_provenance(pages: dict[str, Page], book: facts.Book):
    holders = [page for url, page in pages.items() if url.startswith("/numbers-")]
    entries = {entry.css_first("h3").attributes["id"]: entry.text(separator=" ")
               for page in holders for entry in page.all("section.entry")}
    assert entries.keys() == book.facts.keys()
    for id, fact in book.facts.items():
        expected = [fact.statement, wording.figure(fact), fact.says, wording.as_of(fact), wording.check(fact)]
        expected += [fact.counts, fact.scope, wording.filled(fact.caveat or "", book)]
        expected += [book.facts[other].statement for other in fact.compare]
        if fact.source:
            source = book.sources[fact.source]
            expected += [source.title, source.producer, dates.words(source.published), fact.where]
        if fact.formula:
            expected += [wording.number(book.facts[input]) for input in fact.formula.inputs]
        for text in filter(None, expected):
            assert " ".join(text.split()) in " ".join(entries[id].split()), (id, text)


def test_the_list_of_all_numbers_leads_from_each_to_its_entry(pages: dict[str, Page], book: facts.Book):
    rows = {row.attributes["id"]: row for row in pages["/numbers/"].all(".numbers-index li")}
    assert list(rows) == sorted(book.facts, key=lambda id: list(book.topics).index(book.facts[id].topic))
    for id, fact in book.facts.items():
        assert " ".join(rows[id].text().split()) == " ".join(f"{wording.figure(fact)} {fact.statement}".split())
        place, _, fragment = rows[id].css_first("a").attributes["href"].partition("#")
        assert fragment == id and pages[place].all(f".entry > h3#{id}")


def test_what_nobody_has_published_is_listed_with_why_it_matters(pages: dict[str, Page], book: facts.Book):
    text = pages["/all-sources/"].all("dl.unknown")[0].text()
    assert len(book.unknown) >= 5
    for one in book.unknown.values():
        assert one.statement in text and one.why in text


def test_every_page_says_in_a_line_where_its_numbers_come_from(pages: dict[str, Page], book: facts.Book):
    for url, page in pages.items():
        (line,) = page.all("p.provenance-line")
        shown = {node.attributes["data-fact"] for node in page.all("[data-fact]")}
        shown |= {row.attributes["id"] for row in page.all(".numbers-index li")}
        words = line.text()
        if url in ("/glossary/", "/all-sources/", "/corrections/"):
            assert words == "This page rests on no number of its own."
        elif url != "/sources/":  # where they stand in the claims
            assert words.startswith(f"{len(shown)} number"), (url, words)
            assert " source" in words and "The oldest is of" in words
    assert f"{sum(fact.formula is not None for fact in book.facts.values())} of them our own sums" in (
        pages["/numbers/"].all("p.provenance-line")[0].text())


def test_every_part_of_the_story_says_how_old_it_is_and_links_to_what_came_since(pages: dict[str, Page]):
    since = section("Since then")
    for url in section("The story"):
        lines = pages[url].all("p.age")
        assert lines and re.search("What has been reported since|What else was not found", lines[0].text()), url
        assert any(urldefrag(urljoin(url, link.attributes["href"])).url in since for link in lines[0].css("a")), url
    for url in since:
        (line, *_) = pages[url].all("p.age")
        assert "Each section says how new its own figures are." in line.text(), url


@pytest.mark.long(20)
def test_a_changed_value_changes_every_page_that_shows_it_and_a_passed_review_is_listed(
        project: Project, pages: dict[str, Page]):
    project.edit("data/facts.yml", "value: 38990", "value: 38123")
    project.edit("data/facts.yml", 'review_by: "2027-06"', 'review_by: "2001-02"')
    done = project.build("--strict")
    assert done.returncode == 0, done.stderr  # for all that
    changed = {page.url: page for file in project.site.rglob("index.html") for page in [Page(project.site, file)]}
    for url, page in pages.items():
        before = [node.text() for node in page.all("data[data-fact]")]
        after = [node.text() for node in changed[url].all("data[data-fact]")]
        assert after.count("38,123") == before.count("38,990")
        assert "38,990" not in "".join(after)
    assert "about 143%" in changed["/prison-overcrowding/"].html  # 100 * 38123 / 26593, computed anew
    assert "about 147%" not in changed["/prison-overcrowding/"].html
    assert "was to be reviewed by February\xa02001" in done.stderr
    assert changed["/about/"].all("ul.reviews li")[0].text().strip().startswith("February\xa02001")


def test_the_search_index_holds_each_number_once_and_no_notes(site: Path):
    index = (site / "search/search_index.json").read_text(encoding="utf-8")
    assert "Close" not in index and "All about this number" not in index
    assert "nearly 40,000 people" in index


def test_headings_and_contents_stay_clean_of_notes(pages: dict[str, Page]):
    for url, page in pages.items():
        for node in page.all("nav .md-nav__link"):
            assert "Where this number" not in node.html, url


def test_the_same_fact_twice_on_a_page_opens_the_same_note(pages: dict[str, Page]):
    page = pages["/prison-overcrowding/"]
    targets = [node.attributes["popovertarget"] for node in page.all("button.number")]
    assert targets.count("note-prisoners-2020-04-02") > 1
    assert page.ids().count("note-prisoners-2020-04-02") == 1


def test_a_site_under_a_sub_path_links_within_it(sub_path_site: Path):
    page = Page(sub_path_site, sub_path_site / "informers/index.html")
    (canonical,) = page.all("link[rel=canonical]")
    assert canonical.attributes["href"] == f"{SUB_PATH}informers/"
    rooted = [node.attributes["href"] for node in page.all("a[href^='/']")]
    assert rooted and all(address.startswith("/repo/") for address in rooted)


def test_the_foot_of_a_page_names_the_next_and_the_last_by_their_own_titles(pages: dict[str, Page]):
    for url, page in pages.items():
        for link in page.all(".turn a"):
            title = pages[urljoin(url, link.attributes["href"])].all("title")[0].text().rpartition(" - ")[0]
            assert " ".join(link.text().split()).removeprefix("Next ").removeprefix("Before this ") == title, url
