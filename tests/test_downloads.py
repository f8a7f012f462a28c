"""Taking it all: the files at the site's root and the heads of its pages say what the pages say."""

from __future__ import annotations

import csv
import json
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit
from xml.etree import ElementTree

import bibtexparser
import frictionless
import pytest
import yaml
from bibtexparser.middlewares import LatexDecodingMiddleware
from bibtexparser.middlewares.middleware import Middleware
from schema_org.registry import CLASS_METADATA, PROPERTY_BY_SCHEMA  # schema.org's own definitions, as a package
from selectolax.lexbor import LexborHTMLParser

from explainer import built, dates, downloads, structured, wording
from explainer.library import Library
from explainer.problems import Problems
from tests.conftest import ROOT, Page, Project
from tests.conftest import SUB_PATH as ADDRESS

ATOM = "{http://www.w3.org/2005/Atom}"
# What breaks HTML, scripts, JSON, CSV, XML or TeX, if a writer is careless.
AWKWARD = 'A </script><!-- <script>"quoted"</script> & \'so\' on\nnext line; {open 5% $ # _ ~ ^ \\ é “ok”'
ONE_LINE = AWKWARD.replace("\n", " ")


@dataclass(frozen=True)
class Published:
    """A built site with everything in it that this file is about."""

    site: Path
    library: Library

    @property
    def pages(self) -> dict[str, Page]:
        """The pages written in docs, by their address on the site."""
        found = [Page(self.site, self.site / file) for file in ("index.html", *(
            f"{path.stem}/index.html" for path in sorted(self.library.docs.glob("*.md")) if path.stem != "index"))]
        return {page.url: page for page in found}

    def text(self, name: str) -> str:
        return (self.site / name).read_bytes().decode("utf-8")

    def json(self) -> Any:
        return json.loads(self.text("facts.json"), parse_float=Decimal)

    def rows(self, name: str) -> list[dict[str, str]]:
        with (self.site / name).open(encoding="utf-8", newline="") as stream:
            return list(csv.DictReader(stream))

    def bibliography(self, *middleware: Middleware) -> bibtexparser.Library:
        return bibtexparser.parse_string(self.text("facts.bib"), append_middleware=middleware)


def publish(project: Project) -> Published:
    done = project.build("--strict", SITE_URL=ADDRESS)
    assert done.returncode == 0, done.stderr
    return Published(project.site, open_library(project))


def open_library(project: Project) -> Library:
    return Library.open(project.folder / "data", project.folder / "docs")


def rewrite(project: Project, change: Callable[[dict[str, Any]], object]) -> None:
    """Change the copy's data file."""
    path = project.folder / "data/facts.yml"
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    change(data)
    path.write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False), encoding="utf-8")


@pytest.fixture(scope="module")
def published(sub_path_site: Path) -> Published:
    return Published(sub_path_site, Library.open(ROOT / "data", ROOT / "docs"))


def json_ld(page: Page) -> dict[str, Any]:
    (script,) = page.all("body > script[type='application/ld+json']")
    return json.loads(script.text(), parse_float=Decimal)


def meta(page: Page, name: str) -> str:
    (node,) = page.all(f"head meta[property='{name}'], head meta[name='{name}']")
    return node.attributes["content"]


# The check that anyone can run: it needs nothing but what is published.

def test_every_number_on_every_page_agrees_with_facts_json(published: Published):
    facts, checked = published.json()["facts"], set()
    for file in published.site.rglob("*.html"):
        for node in Page(published.site, file).all("data[data-fact]"):
            fact = facts[node.attributes["data-fact"]]
            value, shown = node.attributes["value"], node.text().strip().casefold()
            assert value == fact["value"] or Decimal(value) == fact["value"], (file, fact["id"])
            forms = {fact["words"], fact["figure"]}
            forms |= {form.removeprefix(f"{fact['qualifier']} ") for form in forms}  # where the sentence has it already
            assert shown in {form.casefold() for form in forms}, (file, fact["id"])
            checked.add(fact["id"])
    assert checked == set(facts)


# facts.json, facts.csv, sources.csv

def test_facts_json_holds_every_fact_with_what_a_reader_sees_of_it(published: Published):
    book, facts = published.library.book, published.json()["facts"]
    assert list(facts) == list(book.facts)
    for id, fact in book.facts.items():
        row = facts[id]
        for name in ("id", "statement", "value", "qualifier", "unit", "counts", "scope", "says", "source", "where",
                     "nature", "check", "review_by"):
            assert row[name] == getattr(fact, name), (id, name)
        assert row["words"] == wording.words(fact) and row["figure"] == wording.figure(fact)
        assert row["as_of"] == list(fact.as_of) and row["compare"] == list(fact.compare)
        assert row["caveat"] == (fact.caveat and wording.filled(fact.caveat, book)) and "{" not in (row["caveat"] or "")
        assert row["topic"] == book.topics[fact.topic]
        assert row["url"] == f"{ADDRESS}{published.library.place(fact)}" and row["share"] == f"{ADDRESS}s/{id}/"


def test_facts_json_shows_how_a_sum_was_done(published: Published):
    book, facts = published.library.book, published.json()["facts"]
    sums = [row for row in facts.values() if row["sum"]]
    assert {row["id"] for row in sums} == {fact.id for fact in book.facts.values() if fact.nature == "derived"}
    for row in sums:
        assert row["inputs"] and row["sum"].endswith(f" = {row['figure']}")
        for input in row["inputs"]:
            assert input in row["formula"] and wording.number(book.facts[input]) in row["sum"]


def test_facts_json_holds_every_source_whole(published: Published):
    book, sources = published.library.book, published.json()["sources"]
    assert sources == {id: {"id": id, **source.model_dump()} for id, source in book.sources.items()}


def cell(value: Any) -> str:
    return "; ".join(value) if isinstance(value, list) else "" if value is None else str(value)


def test_the_csv_files_have_the_rows_of_facts_json(published: Published):
    for name, rows in published.json().items():
        assert published.rows(f"{name}.csv") == [{key: cell(value) for key, value in row.items()}
                                                for row in rows.values()], name


def test_the_csv_files_end_their_lines_as_rfc_4180_says(published: Published):
    for name in ("facts", "sources"):
        assert published.text(f"{name}.csv").count("\r\n") == len(published.json()[name]) + 1


def test_frictionless_finds_the_data_package_valid(published: Published):
    report = frictionless.validate(str(published.site / "datapackage.json"))
    assert report.valid, report.flatten()
    assert [task.name for task in report.tasks] == ["facts", "sources"]
    assert [task.stats["rows"] for task in report.tasks] == [len(rows) for rows in published.json().values()]


@pytest.mark.parametrize(("old", "new", "error"), [
    (",khmer-times,", ",nobody,", "foreign-key"), (",people,", ",persons,", "constraint-error"),
    ("\r\ndrug-trade-effects,", "\r\narticle-year,", "primary-key"),
])
def test_the_data_package_describes_the_facts_well_enough_to_find_a_mistake(
        published: Published, tmp_path: Path, old: str, new: str, error: str):
    for name in ("datapackage.json", "facts.csv", "sources.csv"):
        text = published.text(name)
        assert old in text or name != "facts.csv"
        (tmp_path / name).write_bytes((text.replace(old, new, 1) if name == "facts.csv" else text).encode())
    report = frictionless.validate(str(tmp_path / "datapackage.json"))
    assert error in {found for (found,) in report.flatten(["type"])}


def test_every_field_of_the_data_package_is_described(published: Published):
    for resource in json.loads(published.text("datapackage.json"))["resources"]:
        assert all(field["description"] for field in resource["schema"]["fields"])


# facts.bib

def test_every_source_is_in_the_bibliography_and_reads_back_as_it_was(published: Published):
    raw, typeset = published.bibliography(), published.bibliography(LatexDecodingMiddleware())
    sources = published.library.book.sources
    assert not raw.failed_blocks and [entry.key for entry in raw.entries] == list(sources)
    for id, source in sources.items():
        seen, fields = typeset.entries_dict[id], raw.entries_dict[id]
        assert seen["title"] == source.title
        assert source.producer in [seen.get(name) and seen[name] for name in ("journal", "institution", "author")]
        assert fields["url"] == source.url
        assert source.published == (fields["date"] if "date" in fields else "XXXX")
        assert source.published[:4] == (fields["year"] if "year" in fields else "XXXX")


# changes.xml

def feed(published: Published) -> ElementTree.Element:
    """The feed, with what RFC 4287 demands of it."""
    root = ElementTree.fromstring(published.text("changes.xml").encode())
    assert root.tag == f"{ATOM}feed" and root.findtext(f"{ATOM}author/{ATOM}name")
    links = {link.get("rel"): link.get("href") for link in root.findall(f"{ATOM}link")}
    assert links == {"self": f"{ADDRESS}changes.xml", "alternate": f"{ADDRESS}numbers/"}
    ids = []
    for element in (root, *root.findall(f"{ATOM}entry")):
        assert [len(element.findall(ATOM + tag)) for tag in ("id", "title", "updated")] == [1, 1, 1]
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT00:00:00Z", element.findtext(f"{ATOM}updated"))
        ids.append(element.findtext(f"{ATOM}id"))
    assert all(urlsplit(id).netloc for id in ids) and len(set(ids)) == len(ids)
    return root


def test_the_feed_has_an_entry_for_each_change(published: Published):
    book, root = published.library.book, feed(published)
    assert len(root.findall(f"{ATOM}entry")) == len(book.changes)
    days = [change.date for change in book.changes] or [
        page.changed for page in published.library.ledger.pages.values()]
    assert root.findtext(f"{ATOM}updated") == f"{max(map(dates.first_day, days))}T00:00:00Z"


def test_a_changed_number_appears_in_the_feed_with_old_new_and_reason(project: Project, published: Published):
    log = [{"date": day, "fact": "prisoners", "old": old, "new": new, "reason": f"{AWKWARD} {day}, see {{{fact}}}"}
           for day, old, new, fact in (("2098-11-30", 39000, 39100, "prison-occupancy"),
                                       ("2099-12-01", 39100, 40000, "prison-capacity"))]
    rewrite(project, lambda data: data.setdefault("changes", []).extend(log))
    project.site.mkdir()
    changed = Published(project.site, open_library(project))
    downloads.write(project.site, built.read(published.site), changed.library, ADDRESS)
    root = feed(changed)
    second, first = root.findall(f"{ATOM}entry")[:2]
    statement = changed.library.book.facts["prisoners"].statement
    assert first.findtext(f"{ATOM}title") == f"{statement}: from 39,000 to 39,100"
    assert second.findtext(f"{ATOM}title") == f"{statement}: from 39,100 to 40,000"
    capacity = wording.words(changed.library.book.facts["prison-capacity"])
    assert second.findtext(f"{ATOM}content") == f"{ONE_LINE} 2099-12-01, see {capacity}"
    assert second.find(f"{ATOM}link").get("href") == f"{ADDRESS}numbers-prisons/#prisoners"
    assert root.findtext(f"{ATOM}updated") == second.findtext(f"{ATOM}updated") == "2099-12-01T00:00:00Z"


# What machines read in the pages

FORMS: dict[str, Callable[[Any], object]] = {  # schema.org's data types
    "Text": lambda value: isinstance(value, str),
    "URL": lambda value: isinstance(value, str) and urlsplit(value).scheme in ("http", "https"),
    "Date": lambda value: isinstance(value, str) and re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", value),
    "Number": lambda value: isinstance(value, int | Decimal) and not isinstance(value, bool),
    "Boolean": lambda value: isinstance(value, bool),
}


def kinds(type: str) -> set[str]:
    """A type of schema.org and all that it is a kind of."""
    return {type}.union(*map(kinds, CLASS_METADATA[type].parents))


def misuses(node: dict[str, Any]) -> Iterator[str]:
    """Where JSON-LD says what schema.org has no words for, or gives a property the wrong kind of value."""
    for name, values in node.items():
        if name.startswith("@"):
            continue
        term = PROPERTY_BY_SCHEMA.get(name)
        if not term or term.superseded_by or not kinds(node["@type"]) & set(term.domains):
            yield f"{node['@type']} has no property {name}"
            continue
        for value in values if isinstance(values, list) else [values]:
            if isinstance(value, dict):
                if "@type" in value:  # else it names a node that stands elsewhere
                    yield from misuses(value)
                    if not kinds(value["@type"]) & set(term.ranges):
                        yield f"{name} cannot be a {value['@type']}"
            elif not any(FORMS[range](value) for range in term.ranges if range in FORMS):
                yield f"{name} cannot be {value!r}"


def nodes(data: dict[str, Any]) -> list[dict[str, Any]]:
    return data.get("@graph", [data])


def test_json_ld_on_every_page_uses_only_terms_of_schema_org(published: Published):
    for url, page in published.pages.items():
        data = json_ld(page)
        assert data["@context"] == "https://schema.org"
        assert not list(chain.from_iterable(map(misuses, nodes(data)))), url


@pytest.mark.parametrize("node", [
    {"@type": "Article", "heading": "x"}, {"@type": "Article", "distribution": []}, {"@type": "Article", "url": "x"},
    {"@type": "Article", "dateModified": "2018~"}, {"@type": "Article", "isPartOf": {"@type": "Place"}},
    {"@type": "Dataset", "variableMeasured": [{"@type": "PropertyValue", "maxValue": "9"}]},
])
def test_the_check_of_json_ld_finds_a_term_that_schema_org_lacks(node: dict[str, Any]):
    assert list(misuses(node))


def test_json_ld_of_a_page_has_its_title_numbers_and_sources(published: Published):
    facts = published.json()["facts"]
    for url, page in published.pages.items():
        article = nodes(json_ld(page))[0]
        assert article["@type"] == "Article"
        assert page.all("title")[0].text().startswith(article["headline"])
        assert article["url"] == page.all("link[rel=canonical]")[0].attributes["href"] == ADDRESS + url[1:]
        assert article.get("dateModified") == published.library.changed("index.md" if url == "/" else f"{url[1:-1]}.md")
        shown = {node.attributes["data-fact"] for node in page.all("data[data-fact]")}
        assert {value["@id"] for value in article.get("mentions", [])} == {facts[id]["share"] for id in shown}
        read = {f"{ADDRESS}all-sources/#source-{facts[id]['source']}" for id in shown if facts[id]["source"]}
        assert read <= {work["@id"] for work in article.get("citation", [])}


def test_json_ld_of_a_number_says_what_it_is_and_where_it_was_read(published: Published):
    book = published.library.book
    for id, fact in published.json()["facts"].items():
        html = published.text(f"s/{id}/index.html")
        (script,) = LexborHTMLParser(html).css("script[type='application/ld+json']")
        data = json.loads(script.text(), parse_float=Decimal)
        assert not list(misuses(data)), id
        assert (data["@id"], data["url"], data["value"]) == (fact["share"], fact["url"], fact["value"])
        assert data["@type"] == ("PropertyValue" if fact["unit"] == "date" else "QuantitativeValue")
        assert data["name"] == fact["statement"] and fact["says"] in data["description"]
        if fact["source"]:
            (work,) = data["subjectOf"]
            assert work["url"] == book.sources[fact["source"]].url
            assert work["@id"] == f"{ADDRESS}all-sources/#source-{fact['source']}"
        assert data["subjectOf"]


def test_the_numbers_page_is_a_dataset_of_all_facts_that_can_be_downloaded(published: Published):
    article, dataset = nodes(json_ld(published.pages["/numbers/"]))
    assert dataset["@type"] == "Dataset" and article["mainEntity"]["@id"] == dataset["@id"]
    assert dataset["variableMeasured"] == list(published.library.book.topics.values())
    for download in dataset["distribution"]:
        assert (published.site / download["contentUrl"].removeprefix(ADDRESS)).is_file()


def test_the_head_of_every_page_links_the_downloads_under_the_sub_path(published: Published):
    expected = {"application/json": "facts.json", "text/csv": "facts.csv", "application/atom+xml": "changes.xml"}
    for url, page in published.pages.items():
        links = {node.attributes["type"]: urljoin(ADDRESS + url[1:], node.attributes["href"])
                 for node in page.all("head link[rel=alternate]")}
        assert links == {type: ADDRESS + name for type, name in expected.items()}, url
        assert all((published.site / name).is_file() for name in expected.values())


def test_a_crawler_that_runs_no_scripts_can_show_a_preview_of_every_page(published: Published):
    for url, page in published.pages.items():
        title = page.all("title")[0].text()
        assert f"{meta(page, 'og:title')} - {meta(page, 'og:site_name')}" == title
        assert meta(page, "og:description") == meta(page, "description")
        assert meta(page, "og:url") == ADDRESS + url[1:]
        assert meta(page, "og:type") == ("website" if url == "/" else "article")
        assert meta(page, "og:image") == f"{ADDRESS}cards/{url.strip('/') or 'index'}.png"
        assert (meta(page, "og:image:width"), meta(page, "og:image:height")) == ("1200", "630")
        assert meta(page, "og:title") in meta(page, "og:image:alt")
        assert meta(page, "twitter:card") == "summary_large_image"


def test_completing_a_site_twice_changes_nothing(published: Published, tmp_path: Path):
    site = Path(shutil.copytree(published.site, tmp_path / "site", ignore=shutil.ignore_patterns("*.png")))

    def contents() -> dict[Path, bytes]:
        return {path: path.read_bytes() for path in site.rglob("*") if path.is_file()}
    before = contents()
    pages = built.read(site)
    downloads.write(site, pages, published.library, ADDRESS)
    structured.complete_heads(pages, published.library, ADDRESS)
    built.write(site, pages)
    assert contents() == before


def test_each_page_is_completed_once_and_the_404_page_not_at_all(published: Published):
    assert "og:title" not in published.text("404.html")
    for url, page in published.pages.items():
        assert page.html.count("</head>") == page.html.count("og:title") == 1, url


def test_a_site_that_was_built_for_another_address_is_refused(published: Published):
    with pytest.raises(Problems, match=r"index.html: canonical: it was built for .*; set the same SITE_URL"):
        structured.complete_heads(built.read(published.site), published.library, "https://other.example/")


@pytest.mark.long(20)
def test_awkward_text_from_the_data_file_does_no_harm(project: Project, published: Published):
    def spoil(data: dict[str, Any]) -> None:
        data["sources"]["khmer-times"] |= {"title": AWKWARD, "producer": AWKWARD, "note": AWKWARD}
        data["facts"]["prisoners"] |= {"statement": ONE_LINE, "says": ONE_LINE, "counts": AWKWARD, "caveat": AWKWARD}
    rewrite(project, spoil)
    project.edit("docs/informers.md", "title: ", "title: 'The \"informers\" & co' # ")
    project.edit("docs/informers.md", "description: ", "description: '</head></script>&' # ")
    spoilt = publish(project)
    for url, page in spoilt.pages.items():
        assert len(page.all("script")) == len(published.pages[url].all("script")), url
        assert json_ld(page)["@context"]
    (script,) = LexborHTMLParser(spoilt.text("s/prisoners/index.html")).css("script[type='application/ld+json']")
    number = json.loads(script.text())
    assert number["name"] == ONE_LINE and ONE_LINE in [work["name"] for work in number["subjectOf"]]
    informers = spoilt.pages["/informers/"]
    assert json_ld(informers)["headline"] == meta(informers, "og:title") == 'The "informers" & co'
    assert json_ld(informers)["description"] == meta(informers, "og:description") == "</head></script>&"
    assert meta(informers, "description") == "</head></script>&"
    (row,) = (row for row in spoilt.rows("facts.csv") if row["id"] == "prisoners")
    for fact in (row, spoilt.json()["facts"]["prisoners"]):
        assert fact["statement"] == fact["counts"] == fact["caveat"] == ONE_LINE
    assert frictionless.validate(str(spoilt.site / "datapackage.json")).valid
    bibliography = spoilt.bibliography(LatexDecodingMiddleware())
    entry = bibliography.entries_dict["khmer-times"]
    # TeX draws two hyphens as a dash, and the decoder of the tests knows no names of braces and of the circumflex.
    title, expected = re.sub("[–ˆ]", "", entry["title"]), re.sub(r"--|[{^]", "", ONE_LINE)
    assert title == expected and entry["title"] == entry["journal"]
    assert not bibliography.failed_blocks and len(bibliography.entries) == len(spoilt.library.book.sources)
