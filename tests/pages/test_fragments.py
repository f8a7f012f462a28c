"""Cards and lists: what each says, where it leads, and that the data file's words stay words."""

from __future__ import annotations

from dataclasses import replace

from selectolax.lexbor import LexborHTMLParser

from explainer.content.project import Project
from explainer.pages.fragments import Fragments
from tests.pages.making import made, tree_of, words

LISTS = "unknown sources claims corrections coverage glossary changes reviews downloads timeline"


def card_of(id: str, project: Project):
    return LexborHTMLParser(Fragments(project).card(id)).css_first(f"div.note#{id}")


def said(card) -> dict[str, str]:
    return {words(row.css_first("dt")): words(row.css_first("dd")) for row in card.css("dl > div")}


def test_a_card_is_short_and_says_what_a_reader_needs_at_once(small: Project):
    card = card_of("note-neap-range", small)
    assert words(card.css_first(".note-value")) == "2 metres"
    assert words(card.css_first(".note-what")) == small.facts["neap-range"].statement
    beware = "The gauge was out of order for a part of the year; compare about 4.5 metres."
    assert list(said(card).items()) == [  # in this order: a tall card is cut at its foot
        ("Beware", beware),
        ("Who says so", "The harbour master (an estimate)"),
        ("As of", "2021"),
        ("Check", "True with a caveat"),
    ]


def test_a_card_opens_in_place_has_a_name_and_can_be_closed(small: Project):
    for id in ("note-neap-range", "term-neap-tide"):
        card = card_of(id, small)
        assert card.attributes["role"] == "group" and card.attributes["tabindex"] == "-1"
        assert "popover" in card.attributes
        assert card.css_first(f"#{card.attributes['aria-labelledby']}").text()
        (button,) = card.css("button.note-close")
        assert button.attributes["popovertarget"] == id and words(button) == "Close"


def test_a_card_leads_to_all_about_its_number_and_to_its_source(small: Project):
    card = card_of("note-neap-range", small)
    assert card.css_first("a.note-about").attributes["href"] == "/s/neap-range/"
    source = card.css_first("a.note-source")
    assert source.attributes["href"] == small.sources["harbour-report"].url
    assert words(source) == "Source: Sandwick Harbour, May 2021"


def test_a_card_carries_its_number_as_a_sentence(small: Project):
    sentence = card_of("note-neap-range", small).attributes["data-sentence"]
    assert small.facts["neap-range"].statement in sentence and "/s/neap-range/" in sentence


def test_the_card_of_a_sum_shows_the_sum_with_links_to_its_parts(small: Project):
    card = card_of("note-boats-per-mooring", small)
    assert said(card)["The sum"] == "100 × 1,240 ÷ 1,600 = about 78%"
    links = [(one.attributes["href"], one.attributes["title"]) for one in card.css(".sum a")]
    boats, moorings = (small.facts[id].statement for id in ("boats-counted", "moorings"))
    assert links == [("/s/boats-counted/", boats), ("/s/moorings/", moorings)]
    assert not card.css(".note-source") and said(card)["Who says so"] == "Our own sum"


def test_a_date_is_stated_and_a_term_leads_to_the_glossary(small: Project):
    assert said(card_of("note-flood-day", small))["Stated"] == "3 January 2022"
    term = card_of("term-neap-tide", small)
    assert small.glossary.terms["neap-tide"].meaning in words(term)
    assert term.css_first("a").attributes["href"] == "/logbook/#term-of-neap-tide"


def test_a_card_is_written_once(small: Project):
    fragments = Fragments(small)
    assert fragments.card("note-moorings") is fragments.card("note-moorings")


def test_markup_in_the_data_comes_out_as_text(small: Project):
    bad = '<b onclick="x">{neap-range}</b> & "more"'
    update = {"statement": bad, "caveat": bad, "says": bad, "scope": bad}
    facts = small.facts | {"moorings": small.facts["moorings"].model_copy(update=update)}
    project = replace(small, facts=facts)
    html = made('{{ fact("moorings") }} {{ numbers() }} {{ used() }}', project).html
    assert "<b" not in html.replace("<button", "").replace("<body", "")
    assert words(card_of("note-moorings", project).css_first(".note-what")) == bad


def test_all_numbers_stand_in_one_list_by_topic_each_leading_to_its_page(small: Project):
    tree = tree_of("{{ numbers() }}", small)
    assert [node.id for node in tree.css("h2")] == ["numbers-water", "numbers-harbour"]
    rows = tree.css("ul.numbers-index > li")
    ids = [fact.id for topic in small.topics for fact in small.by_topic[topic]]
    assert [row.id for row in rows] == ids and set(ids) == set(small.facts)
    for row in rows:
        link = row.css_first("a")
        assert link.attributes["href"] == f"/s/{row.id}/"
        assert link.css_first("data").attributes["data-fact"] == row.id
        assert small.facts[row.id].statement in words(row)
    assert not tree.css("a[data-note]:not(.term)")


def test_the_list_has_a_filter_and_says_so_without_scripts(small: Project):
    tree = tree_of("{{ numbers() }}", small)
    label = tree.css_first("p.filter.scripts-only label")
    assert tree.css_matches(f"input[type=search]#{label.attributes['for']}")
    assert "needs scripts" in words(tree.css_first("noscript"))


def test_a_topic_without_a_number_has_no_heading(small: Project):
    project = replace(small, topics=small.topics | {"birds": "The birds"})
    assert "numbers-birds" not in made("{{ numbers() }}", project).body


def test_sources_stand_by_who_published_them(small: Project):
    rows = tree_of("{{ sources() }}", small).css("ul.sources > li")
    assert [row.id for row in rows] == ["source-harbour-report", "source-town-account"]
    assert words(rows[1]) == (
        "Town of Sandwick, What the wall cost, 3 January 2022. News report. Read in part. "
        "Only the opening could be read."
    )


def test_each_claim_stands_under_its_speaker_with_its_check(small: Project):
    tree = tree_of("{{ claims() }}", small)
    assert [node.id for node in tree.css("h3")] == list(small.claims.speakers)
    assert [node.id for node in tree.css("li")] == list(small.claims.claims)
    cost = tree.css_first("#claim-cost")
    assert words(cost) == (
        "The wall was cheap. P2, P3 Other sources differ. The town names US$3.2 million. "
        "Town of Sandwick, 3 January 2022; Sandwick Harbour, May 2021"
    )
    assert [link.attributes["href"] for link in cost.css("a")] == [
        "/logbook/#paragraph-p2",
        "/logbook/#source-town-account",
        "/logbook/#source-harbour-report",
    ]
    who = [words(node) for node in tree.css(".speaker-who")]
    assert who == ["Head of the harbour (2021). He spoke in 2021.", "Several people (undated)."]


def test_corrections_and_coverage_lead_to_claims_and_sections(small: Project):
    tree = tree_of("{{ corrections() }}\n\n{{ coverage() }}", small)
    (dt,) = tree.css(".corrections dt")
    assert words(dt) == "The wall cost US$3.2 million"
    assert tree.css_first(".corrections dd a").attributes["href"] == "/logbook/#claim-cost"
    rows = tree.css(".coverage > li")
    assert [row.id for row in rows][-1] == "paragraph-caption-wall"
    assert words(rows[2]) == "P3 The water: The flood of 30 November 2019, The water: Who paid"
    assert words(rows[4].css_first("strong")) == "Caption of the wall"
    assert rows[0].css_first("a").attributes["href"] == "/water/#spring-and-neap"


def test_where_no_page_has_a_list_its_words_stand_without_a_link(small: Project):
    pages = {name: page for name, page in small.pages.items() if name != "logbook.md"}
    project = replace(small, pages=pages)
    tree = tree_of("{{ claims() }}\n\n{{ corrections() }}", project)
    assert [node.attributes["href"] for node in tree.css("a:not(.take-link)")] == []
    assert "P2, P3" in words(tree.css_first("#claim-cost"))
    assert not card_of("term-neap-tide", project).css("a")


def test_the_timeline_goes_from_the_oldest_to_the_newest(small: Project):
    rows = tree_of("{{ timeline() }}", small).css("ol.timeline > li")
    assert [words(row.css_first(".timeline-when")) for row in rows] == [
        "30 November 2019",
        "2 April 2021",
    ]
    assert words(rows[0].css_first(".timeline-what")) == (
        "The wall breaks, and repairs cost US$3.2 million. Told under The flood of 30 November 2019"
    )
    without_words = words(rows[1].css_first(".timeline-what"))
    assert without_words.startswith("Boats in the harbour. Told under ")
    assert rows[0].css("[data-fact=wall-cost] > a[data-note]")
    assert rows[0].css_first(".timeline-where a").attributes["href"] == "/water/#the-flood"


def test_glossary_changes_reviews_and_the_unknown_say_what_the_data_says(small: Project):
    tree = tree_of("\n\n".join(f"{{{{ {name}() }}}}" for name in LISTS.split()[5:8]), small)
    assert [words(node) for node in tree.css(".glossary dt")] == [
        "mooring (moorings)",
        "neap tide (neap tides)",
        "spring tide (spring tides, springs)",
    ]
    assert words(tree.css_first(".changes li")) == (
        "22 November 2026: Boats in the harbour, from 1,230 to 1,240. "
        "The report was read more exactly."
    )
    assert words(tree.css_first(".reviews li")).startswith("2027: Difference between")
    assert tree_of("{{ unknown() }}", small).css_first(".unknown #deaths dt").text()
    none = replace(small, changes=[])
    assert "No number has been changed" in made("{{ changes() }}", none).body


def test_the_downloads_are_named_as_the_site_says(small: Project):
    project = replace(small, site=replace(small.site, edition="tides", address="https://a.b/c/"))
    hrefs = [one.attributes["href"] for one in tree_of("{{ downloads() }}", project).css("a")]
    assert hrefs[0] == "/c/tides.html" and "/c/facts.csv" in hrefs
    assert all(href.startswith("/c/") for href in hrefs)


def test_links_stay_below_the_path_of_the_site(small: Project):
    project = replace(small, site=replace(small.site, address="https://a.b/c/"))
    text = "\n\n".join(f"{{{{ {name}() }}}}" for name in [*LISTS.split(), "numbers", "used"])
    tree = LexborHTMLParser(made(f'{text}\n\n{{{{ fact("wall-cost") }}}} neap tides', project).html)
    inside = [href for one in tree.css("a") if (href := one.attributes["href"])[0] == "/"]
    assert len(inside) > 30 and all(href.startswith("/c/") for href in inside)


def test_a_page_says_what_it_rests_on(small: Project):
    tree = tree_of('{{ fact("wall-cost") }} {{ fact("moorings") }}\n\n{{ used() }}', small)
    used = tree.css_first(".used")
    assert words(used.css_first(".provenance-line")).startswith("2 numbers, 1 with a caveat")
    assert [words(one) for one in used.css("details")[0].css("cite")] == [
        "What the wall cost",
        "Report of the harbour master",
    ]
    retold = used.css("details")[1]
    assert [words(one) for one in retold.css("li")] == [
        "Spring and neap paragraphs P1",
        "The flood of 30 November 2019 paragraphs P2, P3, caption-wall",
        "Who paid paragraphs P3",
    ]
    assert used.css_first(".one-by-one a").attributes["href"] == "#one-by-one"
