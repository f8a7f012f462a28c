"""The whole article of a page: what it holds, in which order, and what it tells of itself."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from explainer.content.history import Entry, History
from explainer.content.project import Project
from explainer.pages import answer, article
from explainer.pages.article import Article, Shown
from explainer.pages.fragments import Fragments
from tests.content.conftest import Tides
from tests.pages.making import html_of, made, page_of, refusals, words

OPENED = "# The *water* { #water }\n\nAbout tides.\n{ .standfirst }\n\n"


def all_of(project: Project) -> dict[str, Article]:
    fragments = Fragments(project)
    found = {}
    for name, page in project.pages.items():
        text, problems = answer.answer(page.text, page, project)
        assert problems == []
        found[name] = article.make(html_of(text), page, fragments)
    return found


@pytest.fixture(scope="module")
def articles(small: Project) -> dict[str, Article]:
    return all_of(small)


def test_every_page_becomes_an_article_with_its_title_and_address(
    small: Project, articles: dict[str, Article]
):
    water = articles["water.md"]
    assert (water.page, water.address) == ("water.md", "water/")
    assert water.title == "The water and the wall"
    assert water.description == small.pages["water.md"].description
    assert "{{" not in "".join(one.html for one in articles.values())
    assert "data-fill" not in "".join(one.html for one in articles.values())


def test_what_it_shows_is_listed_once_with_its_charts_and_lists(
    small: Project, articles: dict[str, Article]
):
    assert articles["water.md"].facts == (
        "spring-range", "neap-range", "crew-share", "flood-day", "wall-cost", "boats-counted",
    )  # fmt: skip
    assert set(articles["logbook.md"].facts) == set(small.facts)
    assert set(made("{{ claims() }}", small).facts) == {"spring-range", "wall-cost"}
    assert made('{{ when("moorings") }}', small).facts == ("moorings",)


def test_each_section_knows_the_numbers_that_are_told_in_it(small: Project):
    fact, chart = '{{ fact("moorings") }}', '{{ chart("chart-ranges") }}'
    text = f"{fact}\n\n## One {{ #one }}\n\n{chart}\n\n## Two {{ #two }}\n\n{fact} {fact}"
    article = made(f"{text}\n\n## All {{ #all }}\n\n{{{{ numbers() }}}}", small)
    told = {one.id: one.facts for one in (article.lede, *article.sections)}
    assert told[""] == told["two"] == ["moorings"]
    assert set(told["one"]) == set(small.charts["chart-ranges"].facts())
    assert told["all"] == told["numbers-water"] == []


def test_opening_and_rest_are_the_whole(articles: dict[str, Article]):
    for one in articles.values():
        assert one.opening + one.rest == one.html and one.body.startswith(one.opening)


@pytest.mark.parametrize(
    ("text", "last"),
    [
        (OPENED + "A boat.", "About tides.</p>"),
        (OPENED + '<div class="in-short">Short.</div>', "1 minute to read</p>"),
        ("# The water { #water }\n\nA boat.", "</h1>"),
    ],
)
def test_the_opening_is_the_title_with_what_belongs_to_it(small: Project, text: str, last: str):
    found = made(text, small, title="")
    assert found.opening.startswith('<h1 id="water">The ') and found.opening.strip().endswith(last)


def test_notes_follow_the_body_each_once_and_the_last_link_closes_them(
    articles: dict[str, Article],
):
    for one in articles.values():
        tree = LexborHTMLParser(one.after)
        assert [node.id for node in tree.css(".notes > .note")] == list(one.notes)
        assert one.html == one.body + one.after and 'class="note"' not in one.body
        if one.notes:
            assert tree.css_first(".notes > .end-notes#one-by-one")
            assert tree.css_first(".notes > :last-child").css_matches("a.note-shut[href='#_']")
        linked = {
            node.attributes["href"][1:] for node in LexborHTMLParser(one.body).css("[data-note]")
        }
        assert linked == set(one.notes)


def test_an_article_without_numbers_has_no_notes(small: Project):
    assert made("A boat.", small).after == ""


def test_a_body_can_be_added_to(articles: dict[str, Article]):
    water = articles["water.md"]
    more = replace(water, body=f"{water.body}<p>More.</p>")
    assert more.html == f"{water.body}<p>More.</p>{water.after}"
    assert more.opening + more.rest == more.html


def test_sections_are_told_with_their_opening_words_and_their_chart(articles: dict[str, Article]):
    sections = {one.id: one for one in articles["water.md"].sections}
    assert [(one.title, one.level) for one in sections.values()] == [
        ("Spring and neap", 2),
        ("The flood of 30 November 2019", 2),
        ("Who paid", 3),
        ("What happened when", 2),
    ]
    assert sections["spring-and-neap"].chart == "chart-ranges"
    assert sections["the-flood"].opening == (
        "On 30 November 2019 the wall broke. Repairs cost US$3.2 million, by the town’s account."
    )
    assert sections["who-paid"].chart is None


@pytest.mark.parametrize(
    ("text", "opening"),
    [
        ("Short.\n\n- A point.\n- A point that is long enough for all that is wanted.\n\nMore.",
         "Short. A point. A point that is long enough for all that is wanted."),
        ('{{ chart("chart-ranges") }}\n\nAfter the chart.', "After the chart."),
        ('At {{ fact("neap-range") }} ({{ source("town-account") }}), '
         '{{ cite("harbour-report") }}', "At two metres,"),
        ("Old words.\n{ .age }\n\nNew words.", "New words."),
        ("{{ timeline() }}\n\n{{ numbers() }}", ""),
        ("", ""),
    ],
)  # fmt: skip
def test_the_opening_words_of_a_section_are_its_text(small: Project, text: str, opening: str):
    (section, *_) = made(f"Before.\n\n## Here {{ #here }}\n\n{text}", small).sections
    assert (
        section.opening == opening.replace("sixty", "sixty") or section.opening == opening.strip()
    )


def test_speakers_are_sections_too(small: Project):
    sections = made("## All { #all }\n\n{{ claims() }}", small).sections
    assert [one.id for one in sections] == ["all", *small.claims.speakers]
    title, address = "The harbour master", "water/#harbour-master"
    opening, text, told = sections[1].opening, "", ["spring-range", "wall-cost"]
    assert sections[1] == Shown("harbour-master", title, 3, address, opening, text, facts=told)
    assert sections[1].opening.startswith("Head of the harbour (2021). He spoke in 2021.")


def test_a_page_needs_one_title(small: Project):
    page = page_of("", small)
    with pytest.raises(article.Problems, match="title: it has 0 headings with one #; give a page"):
        article.make("<p>Boats.</p>", page, Fragments(small))
    assert refusals("<p>12</p><h1>More</h1>", small)[1].endswith("exactly one: its title")


def test_what_an_author_wrote_stays(small: Project):
    text = (
        "A *b* [c](index.md#d){ .e } `f` &lt;g&gt; &amp; H<sub>i</sub>\nj[^k]\n\n"
        '<video controls="controls"><source src="a.mp4"></video>\n\n'
        "*[NACD]: a body\n\nThe NACD.\n\n[^k]: Note."
    )
    before, after = LexborHTMLParser(html_of(text)), LexborHTMLParser(made(text, small).body)
    after.css_first("h1").decompose()
    assert words(after.body) == words(before.body)
    assert [node.attributes for node in after.css("a, video, source, abbr, sup")] == [
        node.attributes for node in before.css("a, video, source, abbr, sup")
    ]


# Dates that cannot lie


def prints(project: Project) -> dict[str, str]:
    return {name: one.fingerprint for name, one in all_of(project).items()}


@pytest.mark.parametrize(
    ("file", "old", "new", "pages"),
    [
        ("docs/water.md", "the wall broke", "the old wall broke", "water"),
        ("docs/water.md", "and when the great", "and on which day the great", "water"),
        ("docs/water.md", "### Who paid", "### Who pays", "water logbook"),
        ("docs/index.md", "## In one minute", "## In a minute", "index water"),
        ("data/facts.yml", "value: 4.5", "value: 4.6", "index water logbook"),
        ("data/facts.yml", "value: 1600", "value: 1700", "index logbook"),
        ("data/facts.yml", "qualifier: nearly", "qualifier: about", "index logbook"),
        ("data/facts.yml", "says: The harbour master", "says: Her deputy", "index water"),
        ("data/facts.yml", "names a lower", "names a much lower", "water"),
        ("data/facts.yml", "compare {spring", "compare {when spring", "water"),
        ("data/facts.yml", "title: What the wall cost", "title: A wall", "water logbook"),
        ("data/facts.yml", "statement: How many", "statement: How very many", "index"),
        ("data/facts.yml", "read more exactly", "read again", "logbook"),
        ("data/charts.yml", "caption: Most boats", "caption: Many boats", "harbour"),
        ("data/charts.yml", "label: with oars", "label: with an oar", "harbour"),
        ("data/claims.yml", "reason: The report says", "reason: It says", "water logbook"),
        ("data/claims.yml", "check: confirmed", "check: nuance", "water logbook"),
        ("data/claims.yml", "name: People of", "name: Folk of", "logbook"),
        ("data/claims.yml", "caption-wall: Caption", "caption-wall: Words", "logbook"),
        ("data/glossary.yml", "meaning: ", "meaning: In short, ", "index water logbook"),
        ("data/facts.yml", "where: page 3", "where: page 4", ""),  # on the number's page alone
        ("data/facts.yml", "url: https://town", "url: https://the-town", ""),
        ("docs/water.md", "On {{ fact", "On\n{{ fact", ""),
    ],
)  # fmt: skip
def test_a_page_has_changed_when_words_that_its_readers_meet_have(
    small: Project, tmp_path: Path, file: str, old: str, new: str, pages: str
):
    before, tides = prints(small), Tides(tmp_path / "tides")
    tides.edit(file, old, new)
    after = prints(tides.load())
    changed = {name.removesuffix(".md") for name in before if before[name] != after[name]}
    assert changed == {*pages.split()}


def test_a_page_has_not_changed_where_the_site_or_the_memory_of_its_day_is_another(
    small: Project, tmp_path: Path
):
    other = replace(small.site, address="https://user.example/repo/")
    assert prints(replace(small, site=other)) == prints(small)
    assert prints(replace(small, history=History())) == prints(small)


@pytest.mark.parametrize("call", ["used", "changed"])
def test_a_page_says_when_it_changed_if_that_is_known(small: Project, call: str):
    text = f"A boat.\n\n{{{{ {call}() }}}}"
    seen = Entry(fingerprint=made(text, small).fingerprint, changed="2026-11-20")
    for entries, day in ({}, None), ({"water.md": seen}, "2026-11-20"):
        found = made(text, replace(small, history=History(pages=entries)))
        shown = "changed on 20 November 2026." in words(LexborHTMLParser(found.body).body)
        assert (found.changed, shown) == (day, bool(day))


def test_the_same_page_is_made_the_same_each_time(small: Project, articles: dict[str, Article]):
    again = all_of(small)
    assert {name: one.html for name, one in again.items()} == {
        name: one.html for name, one in articles.items()
    }


def test_every_page_of_the_real_site_is_made(real: Project):
    assert set(all_of(real)) == set(real.pages)


def test_a_reader_view_keeps_every_paragraph_with_a_number_whole(small: Project, real: Project):
    trafilatura = pytest.importorskip("trafilatura")
    for one in [*all_of(small).values(), *all_of(real).values()]:
        page = f"<html><body><main><article>{one.html}</article></main></body></html>"
        read = " ".join(trafilatura.extract(page, favor_recall=True).replace("|", " ").split())
        for node in LexborHTMLParser(one.body).css(
            ":is(p, li, dd, td):has(data):not(:has(p, li, td))"
            # … which it takes for buttons of social networks:
            ":not([id*=share], [id*=share] *)"
        ):
            assert words(node) in read, one.page
