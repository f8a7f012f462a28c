"""The pictures: true to the data, from zero, whole on a small phone, explained, traceable; and the timeline."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import textstat
from playwright.sync_api import Browser, expect
from playwright.sync_api import Page as Tab

from explainer import charts, dates, facts, history, sections, timeline, wording
from explainer.fragments import Fragments
from explainer.library import Library
from explainer.problems import Problems
from tests.conftest import ROOT, Page, Project
from tests.test_words import AVOIDED

LIBRARY = Library.open(ROOT / "data", ROOT / "docs")
CHARTS = LIBRARY.charts.charts
IDS = list(CHARTS)
LARGEST = 3000  # bytes, gzipped
WHOLE = 0.006  # of a percent: widths are written with two decimals


@pytest.fixture(scope="module")
def figures(pages: dict[str, Page]) -> dict[str, tuple[str, object]]:
    """Each figure by its id, with the address of its page."""
    return {node.attributes["id"]: (url, node) for url, page in pages.items() for node in page.all("figure.chart")}


def words(node) -> str:
    return " ".join(node.text().split())


def drawn_cells(figure) -> Iterator[tuple[object, object]]:
    """Each cell that holds a picture, with the rectangle that is its bar."""
    for cell in figure.css("td:has(svg.bar)"):
        yield cell, cell.css_first("rect")


# What a figure holds

def test_every_chart_stands_on_the_page_that_asks_for_it(figures: dict):
    assert set(figures) == set(IDS) and len(IDS) >= 8
    for id, (url, _) in figures.items():
        assert url == f"/{LIBRARY.charts.place(id).partition('#')[0]}"


@pytest.mark.parametrize("id", IDS)
def test_a_chart_is_a_table_whose_numbers_are_those_of_the_data_file(figures: dict, book: facts.Book, id: str):
    figure, chart = figures[id][1], CHARTS[id]
    tables = figure.css("table")
    assert len(tables) == len(chart.panels)
    for table, panel in zip(tables, chart.panels, strict=True):
        rows = table.css("tbody tr:not(.chart-under)")
        assert len(rows) == len(panel.rows)
        for tr, row in zip(rows, panel.rows, strict=True):
            wanted = [v for v in (*row.values, row.beside) if v in book.facts]
            shown = tr.css("td data[data-fact]")
            assert [node.attributes["data-fact"] for node in shown] == wanted
            for node in shown:
                fact = book.facts[node.attributes["data-fact"]]
                assert node.attributes["value"] == str(fact.value)
                assert words(node.css_first("button.number")) == " ".join(wording.figure(fact).split())
                assert ("our sum" in words(node.parent)) == bool(fact.formula)  # who says so, where it is us
        assert len(table.css("thead th[scope=col]")) == len(rows[0].css("td")) + 1
        assert all(tr.css_first("th[scope=row]") for tr in rows)


@pytest.mark.parametrize("id", IDS)
def test_a_bar_begins_at_zero_and_is_as_long_as_its_number_says(figures: dict, book: facts.Book, id: str):
    by_unit: dict[str, list[tuple[float, float]]] = {}
    for cell, rect in drawn_cells(figures[id][1]):
        of = [book.facts[node.attributes["data-fact"]] for node in cell.css("data")]
        start, length = (float((rect.attributes.get(name) or "0").rstrip("%")) for name in ("x", "width"))
        unit = {"places": "people"}.get(of[0].unit, of[0].unit)  # set against each other one to one
        if len(of) == 2:
            assert of[0].value < of[1].value and start > 0
            by_unit.setdefault(unit, []).append((start, float(of[0].value)))
        else:
            assert start == 0
        by_unit.setdefault(unit, []).append((start + length, float(of[-1].value)))
    for unit, ends in by_unit.items():
        top = max(value for _, value in ends)
        for end, value in ends:
            assert abs(end - 100 * value / top) < 2 * WHOLE, (unit, value)


def test_a_hundred_dots_are_filled_to_the_share(figures: dict, book: facts.Book):
    def count(path: str) -> int:
        return sum(int(length) // 10 + 1 for length in re.findall(r"h(\d+)", path))
    cells = figures["chart-women-drug-share"][1].css("td:has(svg.dots)")
    assert len(cells) == 2
    for cell in cells:
        every, empty = (path.attributes["d"] for path in cell.css("path"))
        assert count(every) == 100
        assert 100 - count(empty) == round(book.facts[cell.css_first("data").attributes["data-fact"]].value)


def test_dollars_and_kilograms_never_share_a_table(figures: dict, book: facts.Book):
    for id, (_, figure) in figures.items():
        for table in figure.css("table"):
            units = {book.facts[node.attributes["data-fact"]].unit for node in table.css("td:has(svg) data")}
            assert len(units) == 1 or units == {"people", "places"}, id
    trade = [{book.facts[n.attributes["data-fact"]].unit for n in table.css("td data")}
             for table in figures["chart-trade-and-burning"][1].css("table")]
    assert trade == [{"usd"}, {"kg"}]
    assert "cannot be divided" in words(figures["chart-trade-and-burning"][1].css_first(".chart-beware"))


def test_two_authorities_have_columns_of_their_own_and_are_told_apart_without_colour(figures: dict):
    for id in ("chart-arrests-by-year", "chart-arrests-before-article", "chart-cases-and-suspects"):
        for row in figures[id][1].css("tbody tr"):
            for column, cell in enumerate(row.css("td")):
                for rect in cell.css("rect"):
                    assert ("hollow" in (rect.attributes.get("class") or "")) == (column == 1), id
        for head in figures[id][1].css("thead"):
            assert words(head.css("th")[1]).startswith("Police") and words(head.css("th")[2]) == "Drug authority"


@pytest.mark.parametrize("id", IDS)
def test_a_chart_says_its_finding_its_description_its_sources_its_age_and_offers_its_link(
        figures: dict, book: facts.Book, id: str):
    url, figure = figures[id]
    chart, text = CHARTS[id], words(figure)
    caption = words(figure.css_first("figcaption .chart-caption"))
    description = words(figure.css_first("figcaption .chart-description"))
    assert figure.attributes["aria-labelledby"] == figure.css_first(".chart-caption").attributes["id"]
    assert caption == " ".join(charts.plain(chart.caption, book).split())
    assert description == " ".join(charts.plain(chart.description, book).split())
    assert len(re.findall(r"[.!?](?:\s|$)", description)) == 1 and description.endswith(".")
    assert text.count(description) == 1  # read once, not twice
    assert not figure.css(".chart-description[hidden], .chart-description[aria-hidden], figcaption[aria-hidden]")
    shown = {book.facts[i].id for i in chart.facts()}
    named = {book.facts[i].source for i in shown if book.facts[i].source}
    links = {node.attributes["href"] for node in figure.css(".chart-foot cite a")}
    assert {book.sources[source].url for source in named} <= links
    assert re.search(r"As of [^.]*\d{4}", words(figure.css_first(".chart-foot")))
    (control,) = figure.css("a.take")
    assert control.attributes["href"] == f"#{id}"


@pytest.mark.parametrize("id", IDS)
def test_a_chart_is_light_and_holds_no_style_of_its_own(figures: dict, id: str):
    html = figures[id][1].html
    assert len(gzip.compress(html.encode())) < LARGEST
    assert " style=" not in html and not re.search(r" on\w+=", html) and "<script" not in html
    assert all(node.attributes.get("aria-hidden") == "true" for node in figures[id][1].css("svg"))


def test_a_page_rests_on_the_numbers_of_its_charts_too(pages: dict[str, Page]):
    page, fact = pages["/health-harms/"], LIBRARY.book.facts["hiv-general-1999"]
    assert page.all("#note-hiv-general-1999")
    assert " ".join(LIBRARY.book.sources[fact.source].title.split()) in words(page.all(".used")[0])
    assert "prison-capacity-spokesman-2020" in pages["/prison-overcrowding/"].html


def test_a_chart_and_its_figures_set_the_date_of_its_page():
    page = (ROOT / "docs/health-harms.md").read_text(encoding="utf-8")

    def fingerprint(text: str) -> str:
        return history.fingerprint(text, LIBRARY.book, LIBRARY.claims, LIBRARY.glossary, LIBRARY.charts.charts,
                                   LIBRARY.timeline)
    assert fingerprint(page) == LIBRARY.fingerprint("health-harms.md")
    assert fingerprint(page) != fingerprint(page.replace('chart("chart-hiv")', 'chart("chart-prison-growth")'))


def test_the_words_of_charts_and_timeline_are_plain_and_fair(book: facts.Book):
    texts = [charts.plain(text, book) for chart in CHARTS.values() for _, text in chart.texts()]
    texts += [wording.filled(moment.words, book) for moment in LIBRARY.timeline]
    for text in texts:
        for avoided, better in AVOIDED.items():
            assert not re.search(rf"\b(?:{avoided})\b", text, re.IGNORECASE), f"{text}: say {better}"
    running = [charts.plain(chart.beware or "", book) for chart in CHARTS.values()]
    running += [f"{wording.filled(moment.words, book)}." for moment in LIBRARY.timeline]
    assert textstat.flesch_kincaid_grade(" ".join(running)) <= 9.0


# What a browser draws

@pytest.mark.parametrize("width", [320, 360, 1280])
def test_the_drawn_lengths_are_in_proportion_and_all_columns_have_one_scale(
        browser: Browser, address: str, book: facts.Book, width: int):
    page = browser.new_page(viewport={"width": width, "height": 800}, base_url=address)
    for name in dict.fromkeys(LIBRARY.charts.pages.values()):
        page.goto(f"/{name.removesuffix('.md')}/")
        for figure in page.locator("figure.chart").all():
            drawn = figure.evaluate("""figure => [...figure.querySelectorAll("td:has(.bar)")].map(cell => {
                const svg = cell.querySelector(".bar").getBoundingClientRect();
                const bar = cell.querySelector("rect").getBBox();
                return [[...cell.querySelectorAll("data")].map(d => d.dataset.fact), bar.x, bar.width, svg.width,
                        svg.height]})""")
            scales: dict[str, list[float]] = {}
            for ids, start, length, whole, height in drawn:
                last = book.facts[ids[-1]]
                assert 5 <= height <= 14 and start + length <= whole + 0.5
                if len(ids) == 1:
                    assert start == 0
                    if length > 20:
                        scales.setdefault(last.unit, []).append(length / float(last.value))
            for unit, scale in scales.items():
                assert max(scale) / min(scale) < 1.03, (figure.get_attribute("id"), unit)
    page.close()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
@pytest.mark.parametrize("width", [320, 1280])
def test_no_label_is_cut_or_broken_and_nothing_stands_out_of_the_figure(
        browser: Browser, address: str, width: int, scripts: bool):
    page = browser.new_page(viewport={"width": width, "height": 800}, base_url=address, java_script_enabled=scripts)
    for name in dict.fromkeys(LIBRARY.charts.pages.values()):
        page.goto(f"/{name.removesuffix('.md')}/")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        wrong = page.evaluate("""() => [...document.querySelectorAll("figure.chart")].flatMap(figure => {
            const box = figure.getBoundingClientRect(), out = [];
            for (const part of figure.querySelectorAll("th, td, p, figcaption, data, table")) {
              const at = part.getBoundingClientRect();
              const cut = part.clientWidth && part.scrollWidth > part.clientWidth + 1;
              if (at.left < box.left - 1 || at.right > box.right + 1 || cut)
                out.push(part.textContent.trim().slice(0, 60));
            }
            // A word that stands on two lines has two boxes.
            for (const cell of figure.querySelectorAll("th, td")) {
              const walk = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
              for (let node; node = walk.nextNode();)
                for (const word of node.data.matchAll(/\\S+/g)) {
                  const range = document.createRange();
                  range.setStart(node, word.index);
                  range.setEnd(node, word.index + word[0].length);
                  if (range.getClientRects().length > 1) out.push(word[0]);
                }
            }
            return out;
        })""")
        assert wrong == [], name
    page.close()


def address_of(kind: str) -> str:
    """The page with the first chart that is drawn in this way and, if of bars, has outlines too."""
    charts = LIBRARY.charts.charts
    id = next(id for id, chart in charts.items() for panel in chart.panels
              if panel.kind == kind and (kind != "bars" or len(panel.columns) > 1))
    return f"/{LIBRARY.charts.pages[id].removesuffix('.md')}/"


@pytest.mark.parametrize("mode", ["light", "dark", "forced", "print"])
def test_bars_rings_and_outlines_are_seen_in_every_colour_scheme(browser: Browser, address: str, mode: str):
    page = browser.new_page(color_scheme="dark" if mode == "dark" else "light", base_url=address,
                            forced_colors="active" if mode == "forced" else "none")
    if mode == "print":
        page.emulate_media(media="print")
    page.goto(address_of("bars"))
    colour = """([selector, name]) => getComputedStyle(document.querySelector(selector))[name]"""
    full, outline, inside, ground = [page.evaluate(colour, one) for one in (
        [".chart .bar rect:not(.hollow)", "fill"], [".chart .bar .hollow", "stroke"], [".chart .bar .hollow", "fill"],
        ["body", "backgroundColor"])]
    page.goto(address_of("dots"))
    dot, hole = (page.evaluate(colour, [f".chart .dots {one}", "stroke"]) for one in ("path", ".hole"))
    assert full == outline == dot != ground and inside != full and hole == ground
    page.close()


def test_a_number_in_a_chart_opens_its_note(page: Tab, address: str):
    page.goto(f"{address}/drug-trade/")
    page.locator("#chart-trade-and-burning button.number", has_text="477.7").click()
    expect(page.locator("#note-burned")).to_be_visible()
    expect(page.locator("#note-burned")).to_contain_text("Officials at the ceremony")


# Passing it on

def test_a_chart_has_a_share_page_with_its_finding_and_description(site: Path, book: facts.Book):
    for id, chart in CHARTS.items():
        folder = site / "s" / id
        share = Page(site, folder / "index.html")
        assert (folder / "card.png").is_file()
        (title,) = share.all("meta[property='og:title']")
        (description,) = share.all("meta[property='og:description']")
        assert title.attributes["content"].startswith(charts.plain(chart.caption, book))
        assert description.attributes["content"] == charts.plain(chart.description, book)
        (link,) = share.all("a#place")
        assert link.attributes["href"] == f"../../{LIBRARY.charts.place(id)}"


def test_the_link_of_a_chart_is_copied_and_leads_to_it(browser: Browser, address: str):
    context = browser.new_context(base_url=address, permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto("/health-harms/")
    page.locator("#chart-hiv a.take").click()
    expect(page.get_by_role("status")).to_have_text("Link copied")
    assert page.evaluate("navigator.clipboard.readText()") == f"{address}/s/chart-hiv/"
    page.goto("/s/chart-hiv/")
    page.wait_for_url("**/health-harms/#chart-hiv")
    expect(page.locator("#chart-hiv .chart-caption")).to_be_in_viewport()
    context.close()


# What stops the build

MISTAKES = {
    "a fact that does not exist": ("values: [hiv-pwid-2012]", "values: [hiv-pwid-2013]",
                                   'chart-hiv: there is no fact "hiv-pwid-2013"; did you mean hiv-pwid-2017'),
    "a fact of another unit": ("values: [hiv-pwid-2012]", "values: [sample-2012]",
                               "chart-hiv: sample-2012 is in people, but this picture is in percent; draw it"),
    "a date as a length": ("values: [hiv-pwid-2012]", "values: [campaign-start]",
                           "chart-hiv: campaign-start is in date, but this picture is in percent"),
    "a fact without a definite value": ("values: [prisoners-2013]", "values: [ucan-users-locked-up]",
                                        "ucan-users-locked-up has no length that could be drawn; name another fact"),
    "a number in a caption": ("caption: HIV was far more common", "caption: HIV is 25 times as common",
                              'chart-hiv: "25" in “HIV is 25 times as common'),
    "a number word in a description": ("The bars stand at", "Four bars stand at", '"Four" in “Four bars stand at'),
    "a number in a label": ("label: Methamphetamine", "label: Methamphetamine in 12 countries", '"12" in “Metham'),
    "a number in a column heading": ("columns: [With HIV]", "columns: [With HIV in 100]", '"100" in “With HIV in'),
    "a number in words of a cell": ("beside: national estimate", "beside: estimate of 12", '"12" in “estimate of 12'),
    "a caption that names no fact": ("fell in {when suspects-2021-police}", "fell in {when suspects-2031}",
                                     "it names {suspects-2031}, which does not exist"),
    "a description of more than a sentence": ("The bars stand at", "Bars. The bars stand at",
                                              "it is more than one sentence; say it in one"),
    "no description": ("    description: >-\n      The bars stand at", "    beware: >-\n      The bars stand at",
                       "description is missing"),
    "too few values": ("values: [suspects-2017-police, not found]", "values: [suspects-2017-police]",
                       "it has not one value for each column; name a fact for each, or say in words"),
    "a range that runs backwards": ("values: [trade-low, trade-high]", "values: [trade-high, trade-low]",
                                    "a range goes from a low to a high value; name the fact with the low value, then"),
    "a range with words": ("values: [trade-low, trade-high]", "values: [trade-low, not found]",
                           "a range goes from a low to a high value"),
    "a cell without a column": ("            values: [prison-capacity-spokesman-2020]\n",
                                "            values: [prison-capacity-spokesman-2020]\n            beside: not found\n",
                                "there is no column for it; give the panel a heading under beside"),
    "an unknown kind": ("kind: dots", "kind: pie", "kind is \"pie\"; use one of 'bars', 'dots' or 'range'"),
    "an unknown key": ("hollow: true", "hallow: true", 'there is no key "hallow"; did you mean hollow?'),
    "an id of another form": ("  chart-hiv:", "  hiv-chart:",
                              "the id does not begin with chart-; call it chart-hiv-chart"),
}


def refusal(tmp_path: Path, old: str, new: str) -> list[str]:
    text = (ROOT / "data/charts.yml").read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "charts.yml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(Problems) as caught:
        charts.load(path, facts.load(ROOT / "data/facts.yml"), ROOT / "docs")
    return str(caught.value).splitlines()


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_in_a_chart_is_one_line_with_place_and_remedy(tmp_path: Path, mistake: str):
    old, new, message = MISTAKES[mistake]
    lines = refusal(tmp_path, old, new)
    matching = [line for line in lines if message in line]
    assert len(matching) == 1, lines
    assert re.match(rf"{re.escape(str(tmp_path))}/charts\.yml:\d+: ", matching[0])


def test_a_chart_of_words_alone_shows_them_with_the_facts_that_they_name():
    chart = charts.Chart.model_validate({
        "caption": "What is known", "description": "A row of words.", "panels": [{
            "kind": "bars", "unit": "people", "first": "Who", "columns": ["People"],
            "rows": [{"label": "Nobody", "values": ["as {prisoners}, not found"]}]}]})
    library = Library.open(ROOT / "data", ROOT / "docs")
    shown = replace(library, charts=charts.Charts({"chart-words": chart}, {"chart-words": "about.md"}))
    html = Fragments(shown, "http://127.0.0.1:8000/").chart("chart-words")
    assert re.search(r"<td>as <data [^>]*>nearly 40,000</data>, not found</td>", html), html


@pytest.mark.parametrize(("times", "words"), [
    (["2017", "2018-04/..", "2016"], "since 2016"),
    (["2017", "2018-04", "2016"], "2016 to April\xa02018"),
    (["XXXX"], "undated"),
])
def test_the_times_of_a_chart_go_from_the_oldest_to_the_newest(book: facts.Book, times: list[str], words: str):
    shown = [replace(book.facts["prisoners"], as_of=(time,)) for time in times]
    assert charts.period(shown) == words


def test_a_chart_that_no_page_shows_or_that_two_show_is_refused(project: Project):
    def load() -> None:
        charts.load(project.folder / "data/charts.yml", facts.load(project.folder / "data/facts.yml"),
                    project.folder / "docs")
    project.append("docs/about.md", '\n{{ chart("chart-hiv") }}\n')
    with pytest.raises(Problems, match="chart-hiv: it stands more than once, in about.md and health-harms.md; show it"):
        load()
    for page in ("about.md", "health-harms.md"):
        project.edit(f"docs/{page}", '{{ chart("chart-hiv") }}', "")
    with pytest.raises(Problems, match="chart-hiv: no page shows this chart; write"):
        load()


def test_a_build_stops_at_a_chart_of_another_unit_and_publishes_nothing(project: Project):
    project.edit("data/charts.yml", "values: [hiv-pwid-2012]", "values: [sample-2012]")
    done = project.build()
    assert done.returncode != 0 and "Traceback" not in done.stderr
    assert "data/charts.yml:" in done.stderr and "is in people, but this picture is in percent" in done.stderr
    assert not list(project.site.rglob("*.html"))


def test_a_build_stops_at_an_unknown_chart_with_page_line_and_nearest_id(project: Project):
    project.edit("docs/about.md", "## What it is { #what-this-is }", '{{ chart("chart-hif") }}')
    done = project.build()
    assert done.returncode != 0 and "Traceback" not in done.stderr
    lines = (project.folder / "docs/about.md").read_text(encoding="utf-8").splitlines()
    place = lines.index('{{ chart("chart-hif") }}') + 1
    assert f'docs/about.md:{place}: chart("chart-hif"): there is no such chart; did you mean' in done.stderr


# What happened when

def test_the_timeline_is_in_order_and_each_event_leads_to_where_it_is_told(pages: dict[str, Page], book: facts.Book):
    items = pages["/timeline/"].all("ol.timeline > li")
    assert len(items) == len(LIBRARY.timeline) >= 20
    days = [dates.first_day(moment.when) for moment in LIBRARY.timeline]
    assert days == sorted(days)
    for item, moment in zip(items, LIBRARY.timeline, strict=True):
        date = item.css_first(".timeline-when [data-fact]")
        assert date.attributes["data-fact"] == moment.fact.id
        assert date.text() == (wording.figure(moment.fact) if date.tag == "data" else wording.as_of(moment.fact))
        assert bool(date.css("button.number")) == (moment.fact.unit == "date")
        assert " ".join(wording.filled(moment.words, book).split()) in words(item)
        (link,) = item.css("a:not(.note-link)")
        assert link.attributes["href"] == f"/{moment.section.address}" and words(link) == moment.section.title
        assert item.css("button.number"), moment.fact.id  # a date or a number whose provenance opens


def test_a_section_that_tells_of_an_event_rests_on_its_fact(pages: dict[str, Page]):
    for moment in LIBRARY.timeline:
        page = pages["/" + moment.section.address.partition("#")[0]]
        assert f'data-fact="{moment.fact.id}"' in page.html, (moment.fact.id, moment.section.page)


@pytest.mark.parametrize(("old", "new", "message"), [
    ("fact: campaign-start", "fact: campaign-begin", 'there is no fact "campaign-begin"; did you mean campaign'),
    ("section: the-burning", "section: the-burnings", 'there is no section "the-burnings"; did you mean the-burning?'),
    ("words: The campaign begins", "words: The campaign begins for 6 months", '"6" in “The campaign begins for 6'),
    ("fact: campaign-start", "fact: sherman-decided", "sherman-decided stands here twice; remove one"),
    ("fact: campaign-start", "fact: treatment-sites", "treatment-sites has no one date; name a fact that has"),
])
def test_a_mistake_in_the_timeline_is_one_line_with_place_and_remedy(tmp_path: Path, old: str, new: str, message: str):
    text = (ROOT / "data/timeline.yml").read_text(encoding="utf-8")
    assert old in text
    (tmp_path / "timeline.yml").write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(Problems) as caught:
        timeline.load(tmp_path / "timeline.yml", facts.load(ROOT / "data/facts.yml"), sections.read(ROOT / "docs"))
    (line,) = str(caught.value).splitlines()
    assert message in line and re.match(r".*/timeline\.yml:\d+: ", line)
