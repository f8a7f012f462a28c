"""The one-file edition: the whole site as one HTML file that asks for nothing, to pass on.

Every article is a part of it, in the order in which a reader turns the pages, under the same ids.
After them stands the card of every number and term once, which a link opens by `:target`: no script
and no popover is needed, so it works on an old phone, too. A number adds 1 to 2 kB.
"""

from urllib.parse import urljoin

from selectolax.lexbor import LexborHTMLParser

from . import frame
from .build import Build
from .downloads import newest_day

# What needs a script, an address of its own, or the page around it; the sources of each page.
_LEFT_OUT = "script, noscript, button, .take-link, .take, .filter, .filter-off, .moved"
_LEFT_OUT += ", .used details:has(cite)"
_IDLE = "data-generated data-sentence data-search-exclude data-source data-fact data-claim tabindex"
_OF_CARDS = ("popover", "role", "aria-labelledby")  # what a card opened by scripts needs


def write(build: Build) -> None:
    """Write the edition at the root of the site, under its name."""
    project, css = build.project, frame.sheet() + frame.sheet("edition")
    articles = [build.articles[name] for name in build.order]
    cards = dict.fromkeys(id for article in articles for id in article.notes)
    cards |= {f"note-{id}": None for id in project.facts}
    page = build.templates.get_template("edition.html").render(
        articles=articles,
        cards=map(build.fragments.card, cards),
        sheet=css,
        policy=frame.policy(styles=[css]),
        changed=newest_day(project),
    )
    tree = LexborHTMLParser(page)
    for node in tree.css(_LEFT_OUT):
        node.decompose()
    tree.unwrap_tags(["data"])  # a number's link names its card, which stands in the same file
    idle = [(f"[{name}]", name) for name in _IDLE.split()]
    idle += [*((f".note[{name}]", name) for name in _OF_CARDS), (".note [id]", "id")]
    for selector, name in idle:
        for node in tree.css(selector):
            del node.attrs[name]
    _lead_inside(tree, build, {id: str(n) for n, id in enumerate(cards, 1)})
    build.write(f"{project.site.edition}.html", tree.html)


def _lead_inside(tree: LexborHTMLParser, build: Build, numerals: dict[str, str]) -> None:
    """Lead links to pages, numbers and sources to their places in the edition, so that they can be
    followed without a connection, all others to whole addresses; number the links to cards."""
    project, site = build.project, build.project.site.address
    parts = {site + build.articles[name].address: f"part-{n}" for n, name in enumerate(build.order)}
    places = parts | {f"{site}{project.fact_page(id)}": f"note-{id}" for id in project.facts}
    listed = ((source.url, project.listed("sources", id)) for id, source in project.sources.items())
    sources = {url: f"{site}{place}" for url, place in listed if place}
    for part, start in zip(tree.css("main > article > .text"), [*parts, site], strict=True):
        for link in part.css("a[href]"):
            target = urljoin(start, link.attributes["href"] or "")
            if not link.css_matches(".sources a"):  # which leads to the source itself
                target = sources.get(target, target)
            page, _, id = target.partition("#")
            # The number's page tells more than its card.
            if page in places and (id or not link.css_matches(".note-about")):
                target = f"#{id or places[page]}"
            link.attrs["href"] = target
            if "data-note" in link.attributes:
                link.attrs["data-note"] = numerals[target[1:]]
