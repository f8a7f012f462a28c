"""The one-file edition: the whole site as one HTML file that asks for nothing, to pass on.

Every article is a part of it, in the order in which a reader turns the pages, under the same ids.
After them stands the card of every number, claim and term once, which a link opens by `:target`: no
script and no popover is needed, so it works on an old phone, too. Closed, the cards of the numbers
are the list of all numbers. A number adds about 0.75 kB.
"""

from urllib.parse import urljoin

from selectolax.lexbor import LexborHTMLParser

from . import frame
from .build import Build
from .downloads import newest_day
from .number_page import when

# What needs a script, an address of its own, or the page around it; the sources of each page.
_LEFT_OUT = "script, noscript, button, .take-link, .take, .filter, .filter-off, .moved"
_LEFT_OUT += ", .used details:has(cite), .numbers-index"
_IDLE = "data-generated data-sentence data-search-exclude data-source data-fact data-claim tabindex"
_OF_CARDS = ("popover", "role", "aria-labelledby", "title")  # of a popover, and of a pointer


def write(build: Build) -> None:
    """Write the edition at the root of the site, under its name."""
    project, css = build.project, frame.sheet() + frame.sheet("edition")
    articles = [build.articles[name] for name in build.order]
    cards = dict.fromkeys(id for article in articles for id in article.notes)  # in the order of use
    page = build.render(
        "edition.html",
        articles=articles,
        cards=[build.fragments.card(id) for id in cards if not id.startswith("note-")],
        when=when,
        sheet=css,
        policy=frame.policy(styles=[css]),
        changed=newest_day(build),
    )
    tree = LexborHTMLParser(page)
    topics = [f"section #numbers-{topic}" for topic, facts in project.by_topic.items() if facts]
    for node in tree.css(", ".join([_LEFT_OUT, *topics])):
        node.decompose()
    tree.unwrap_tags(["data"])  # a number's link names its card, which stands in the same file
    idle = [(f"[{name}]", name) for name in _IDLE.split()] + [(".note [id]", "id")]
    idle += [(f".note[{name}], .note [{name}]", name) for name in _OF_CARDS]
    for selector, name in idle:
        for node in tree.css(selector):
            del node.attrs[name]
    _lead_inside(tree, build)
    build.write(f"{project.site.edition}.html", tree.html)


def _lead_inside(tree: LexborHTMLParser, build: Build) -> None:
    """Lead links to pages, numbers and sources to their places in the edition, so that they can be
    followed without a connection, all others to whole addresses; number the links to cards."""
    project, site = build.project, build.project.site.address
    parts = {site + build.articles[name].address: f"part-{n}" for n, name in enumerate(build.order)}
    places = parts | {f"{site}{project.fact_page(id)}": f"note-{id}" for id in project.facts}
    places |= {f"{site}{project.listed('numbers', id)}": f"note-{id}" for id in project.facts}
    numerals = {node.id: str(n) for n, node in enumerate(tree.css(".note"), 1)}
    listed = ((source.url, project.listed("sources", id)) for id, source in project.sources.items())
    sources = {url: f"{site}{place}" for url, place in listed if place}
    for part, start in zip(tree.css("main > article > .text"), [*parts, site], strict=True):
        for link in part.css("a[href]"):
            target = urljoin(start, link.attributes["href"] or "")
            if not link.css_matches(".sources a"):  # which leads to the source itself
                target = sources.get(target, target)
            page, _, id = target.partition("#")
            # The links below a card lead on from it: to the number's page, which tells more.
            if target in places and not link.css_matches(".note-links > *"):
                target = f"#{places[target]}"
            elif id and page in places:
                target = f"#{id}"
            link.attrs["href"] = target
            if "data-note" in link.attributes:
                link.attrs["data-note"] = numerals[target[1:]]
