"""A reader finds a page, a section or a number by what they remember, however they write it."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from explainer.content import wording
from explainer.content.project import Project
from tests.conftest import settings

# What is typed → where the first result must lead: a page (with whatever is in it), a section, a
# number. Where two are as good, both. {fact} stands for that fact's value as the site shows it,
# {fact:digits} for its digits in full, {fact:whole} for those it shows before the point.
PRISONS = "prison-overcrowding/"
TORTURE = "abuse-and-stigma/"
TREATMENT = ("alternatives/", "abuse-and-stigma/#compulsory-centres")
HIV = "health-harms/"
QUERIES: list[tuple[str, str | tuple[str, ...]]] = [
    # what readers typed in November 2026
    ("overcrowding", PRISONS),
    ("prison overcrowding", PRISONS),
    ("{prisoners-2020-04-02}", "s/prisoners-2020-04-02/"),
    ("women", "women-and-children-in-prison/"),
    ("how many prisoners now", PRISONS),
    ("drug arrests 2025", ("crackdown/", "s/suspects-jan-oct-2025/")),
    ("torture", TORTURE),
    ("prison capacity", PRISONS),
    ("{prison-occupancy-un}", "s/prison-occupancy-un/"),
    ("rehab", TREATMENT),
    ("sources", "all-sources/"),
    ("informer", "informers/"),
    ("HIV", HIV),
    ("entrapment law", "entrapment/"),
    # numbers, as they are shown and as one types them
    ("{prisoners-2020-04-02:digits}", "s/prisoners-2020-04-02/"),
    ("{trade-high}", ("s/trade-article/", "s/trade-high/")),
    ("{informer-share}", "s/informer-share/"),
    ("{informer-share:digits} informers", "s/informer-share/"),
    ("prisoners {prisoners-2020-04-02}", "s/prisoners-2020-04-02/"),
    ("${trade-high:whole} billion", ("s/trade-article/", "s/trade-high/")),
    ("{trade-high:whole} billion", ("s/trade-article/", "s/trade-high/")),
    ("{women-drug-share:digits} percent", ("s/women-drug-share/", "s/women-drug-share-2022/")),
    ("{prison-rise:digits} per cent", ("s/prison-rise/", "s/prison-rise-amnesty/")),
    # other forms and spellings
    ("informers:", "informers/"),
    ("set-up", "informers/"),
    ("setup", "informers/"),
    ("set ups", "informers/"),
    ("HIV/AIDS", HIV),
    ("arrests 2019/2020", ("crackdown/", "s/suspects-rise/")),
    ("decriminalization", "glossary/#term-of-decriminalisation"),
    ("rehabilitation centers", TREATMENT),
    ("was seized", ("drug-trade/", "glossary/#term-of-seizure", "informers/#after-a-seizure")),
    ("Cambodia's prisons", PRISONS),
    # slips of one letter
    ("entrapmnet", "entrapment/"),
    ("prisin", PRISONS),
    ("arests", "crackdown/"),
    ("overcrwding", PRISONS),
    # other words for it
    ("jail", PRISONS),
    ("AIDS", HIV),
    ("snitch", "informers/"),
    ("meth", "glossary/#term-of-methamphetamine"),
    ("yaba", "glossary/#term-of-methamphetamine"),
    ("ya ba", "glossary/#term-of-methamphetamine"),
    ("kids", "women-and-children-in-prison/"),
    ("remand", "glossary/#term-of-pre-trial-detention"),
    ("war on drugs", "crackdown/"),
    ("mistakes", "corrections/"),
    # whole titles and names
    ("Sherman v. United States", "entrapment/#sherman-case"),
    ("General Mok Chito", "sources/#general-mok-chito"),
    ("harm reduction", "glossary/#term-of-harm-reduction"),
    ("exclusive footage deplorable conditions", "all-sources/#source-amnesty-2020-04"),
    ("glossary", "glossary/"),
    ("how to cite", "about/"),
    # what readers typed later
    ("arrests 2019", "s/suspects-2019/"),
    ("how many people in prison", PRISONS),
    ("40 methods torture", TORTURE),  # a part of it stands nowhere
    ("drug law", "alternatives/"),
    ("children in prison", "women-and-children-in-prison/"),
    ("hiv drug users", HIV),
    ("UN", "glossary/#term-of-un"),
]


def filled(query: str, project: Project) -> str:
    """A query with the values of facts as they are now."""
    if "{" not in query:
        return query
    before, _, rest = query.partition("{")
    name, _, after = rest.partition("}")
    id, _, form = name.partition(":")
    fact = project.facts[id]
    shown = wording.number(fact)
    whole = "".join(sign for sign in shown.partition(".")[0] if sign.isdigit())
    return before + {"": shown, "digits": str(fact.value), "whole": whole}[form] + after


@pytest.fixture(scope="module")
def find(browser: Browser, address: str) -> Iterator[Callable[[str], list[dict]]]:
    """Finds, as the site's own script does with its own index, without a field."""
    page = browser.new_page(base_url=address)
    page.goto("/")
    page.evaluate("""async () => {
      const { open } = await import("/assets/search.js");
      window.find = open(await (await fetch("/search.json")).json());
    }""")
    yield lambda query: page.evaluate("query => find(query).hits", query)
    page.close()


@pytest.mark.parametrize(("query", "first"), QUERIES)
def test_what_a_reader_wants_comes_first(
    find: Callable, real: Project, query: str, first: str | tuple[str, ...]
):
    hits = find(filled(query, real))
    found = [f"{hit['address']} {hit['title']}" for hit in hits[:5]]
    assert found and found[0].startswith(first), found


def test_the_table_has_forty_queries_and_every_place_in_it_exists(real: Project):
    assert len(QUERIES) >= 40
    places = {page.address for page in real.pages.values()}
    places |= {one.address for page in real.pages.values() for one in page.sections}
    places |= {real.fact_page(id) for id in real.facts}
    places |= {real.listed("sources", id) for id in real.sources}
    places |= {real.listed("glossary", id) for id in real.glossary.terms}
    places |= {f"{real.pages_with.get('claims')}#{id}" for id in real.claims.speakers}
    wanted = [
        first for _, firsts in QUERIES for first in ([firsts] if firsts == str(firsts) else firsts)
    ]
    assert [place for place in wanted if place not in places] == []


def test_an_exact_number_comes_before_all_then_what_tells_it(find: Callable, real: Project):
    first, second, *_ = find(wording.number(real.facts["prisoners-2020-04-02"]))
    assert first["address"] == real.fact_page("prisoners-2020-04-02") and first["exact"]
    assert second["place"] in first["above"]


def test_a_page_comes_before_its_sections_and_a_section_before_the_numbers_it_tells(
    find: Callable, real: Project
):
    for query in ("women", "informers", "entrapment", "prisons", "seizures", "HIV", "treatment"):
        hits = {hit["place"]: order for order, hit in enumerate(find(query))}
        for hit in find(query):
            for above in hit["above"]:
                is_in_itself = above in hits and find(query)[hits[above]]["inItself"]
                if is_in_itself and not hit["exact"]:
                    assert hits[above] < hits[hit["place"]], (query, hit["address"])


def test_a_number_asked_for_by_all_that_it_says_is_among_the_first_two(
    find: Callable, real: Project
):
    missed = []
    for id, fact in real.facts.items():
        query = f"{fact.statement} {wording.as_of(fact)}"
        if fact.unit != "date" and real.fact_page(id) not in [
            hit["address"] for hit in find(query)[:2]
        ]:
            missed.append(query)
    assert missed == []


def test_a_word_and_a_year_find_a_number_of_that_year_before_what_only_tells_of_it(
    find: Callable, real: Project
):
    years = {fact.as_of for fact in real.facts.values() if "arrested in" in fact.statement}
    for year in sorted(year for year in years if year.isdigit()):
        first = [hit for hit in find(f"arrests {year}")[:2] if hit["kind"] == "number"]
        said = [f"{hit['title']} {hit['below']}" for hit in first]
        assert any(year in one and "arrest" in one for one in said), (year, first)


def test_search_weighs_less_than_60_kb_and_nothing_before_its_first_use(
    browser: Browser, address: str, site: Path
):
    weights = [
        len(gzip.compress((site / name).read_bytes(), 9))
        for name in ("search.json", "assets/search.js")
    ]
    assert sum(weights) < 60_000, weights
    page = browser.new_page(base_url=address)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/informers/", wait_until="networkidle")
    assert not [url for url in asked if "search" in url]
    page.keyboard.press("/")
    page.keyboard.type("prison")
    expect(page.locator("#search-results a").first).to_be_visible()
    assert sorted(url.rpartition("/")[2] for url in asked if "search" in url) == [
        "search.js",
        "search.json",
    ]
    page.close()


# The field and the list


@pytest.fixture
def searching(browser: Browser, address: str) -> Iterator[Page]:
    page = browser.new_page(base_url=address)
    page.goto("/informers/")
    page.keyboard.press("/")
    expect(page.locator("#search")).to_be_focused()
    yield page
    page.close()


def focused(page: Page) -> str | None:
    return page.evaluate("document.activeElement.getAttribute('href')")


def test_the_keyboard_goes_through_the_results_and_back_to_the_field(searching: Page):
    page, links = searching, searching.locator("#search-results a")
    page.keyboard.type("entrapment")
    expect(links.first).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(links.nth(0)).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(links.nth(1)).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(page.locator("#search")).to_be_focused()
    page.keyboard.press("Enter")  # as good as the first
    page.wait_for_url("**/entrapment/")


def test_escape_closes_the_results(searching: Page):
    page = searching
    page.keyboard.type("entrapment")
    expect(page.locator("#search-results a").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    expect(page.locator("#search-results a").first).to_be_hidden()
    assert page.url.endswith("/informers/")


def test_a_result_on_the_same_page_is_shown(searching: Page):
    page = searching
    page.keyboard.type("set-up")
    page.locator("#search-results a[href$='#set-ups']").click()
    expect(page.locator("#set-ups")).to_be_in_viewport()
    expect(page.locator("#search")).to_be_hidden()


def test_the_words_that_were_found_are_marked_in_at_most_two_lines(searching: Page):
    page = searching
    page.set_viewport_size({"width": 360, "height": 740})
    page.locator("#search").fill("informers")  # pasted or dictated, without a key
    first = page.locator("#search-results a").first
    expect(first).to_be_visible()
    assert "Informers" in first.locator("mark").all_inner_texts()
    for link in page.locator("#search-results a").all():
        assert link.locator("b").count() == link.locator("span").count() == 1
        lines = page.evaluate(
            """link => [...link.querySelectorAll("b, span")].map(part =>
                 Math.round(part.offsetHeight / parseFloat(getComputedStyle(part).lineHeight)))""",
            link.element_handle(),
        )
        assert sum(lines) <= 2, (lines, link.inner_text())


def test_of_a_source_and_an_opening_the_words_that_were_found_are_in_sight_on_a_phone(
    searching: Page,
):
    page, seen = searching, 0
    page.set_viewport_size({"width": 360, "height": 740})
    for query in ("overdose", "torture", "children", "stigma"):
        page.locator("#search").fill(query)
        expect(page.locator("#search-results a").first).to_be_visible()
        for one in page.locator(".search-source b, .search-section span, .search-term span").all():
            if one.locator("mark").count():
                line, mark = one.bounding_box(), one.locator("mark").first.bounding_box()
                where, colon, _ = one.inner_text().partition(": ")
                named = colon and one.evaluate("part => part.localName") == "span"
                seen += 1
                if not named or len(where) < 20:  # a long name of a page may take the line
                    end = mark["x"] + mark["width"]
                    assert end <= line["x"] + line["width"], one.inner_text()
    assert seen > 10


def test_what_is_not_found_is_said_with_what_to_try(searching: Page):
    page = searching
    page.keyboard.type("xyzzy")
    status = page.locator("#search-results [role=status]")
    expect(status).to_contain_text("Nothing found for “xyzzy”. Try")
    page.locator("#search").fill("glossary")
    expect(status).to_contain_text("found")
    page.locator("#search").fill("")
    expect(status).to_be_empty()
    expect(page.locator("#search-results a")).to_have_count(0)


def test_what_is_shown_for_a_slip_is_said_and_a_short_word_is_taken_for_no_other(searching: Page):
    page = searching
    status = page.locator("#search-results [role=status]")
    page.keyboard.type("entrapmnet")
    expect(status).to_have_text("Nothing found for “entrapmnet”; shown instead: “entrapment”")
    page.locator("#search").fill("rape")
    expect(status).to_contain_text("Nothing found for “rape”. Try")
    expect(page.locator("#search-results a")).to_have_count(0)
    page.locator("#search").fill("entrapment")
    expect(status).not_to_contain_text("Nothing")


def test_the_site_names_no_search_of_its_theme():
    assert settings()["plugins"] == []
