"""The page of each number, `s/<id>/`: all that is known about it, and how to take it along.

It is complete without scripts, leads into the text, and shrinks to the embed in a frame.
"""

import re
from collections import defaultdict
from urllib.parse import urlsplit

from explainer.content import wording
from explainer.content.facts import Fact, Source
from explainer.content.project import Project
from explainer.content.quantities import capital

from . import downloads, frame
from .build import Build
from .cards import Card
from .share import SHEET, shorten

_SCRIPTS = ("partials/scheme.js", "share/framed.js")


def write(build: Build) -> dict[str, Card]:
    """Write the page of each number, and beside it fact.json and oembed.json.

    Returns their preview cards, by their places in the site.
    """
    project = build.project
    common = frame.names(build.preview, *SHEET, scripts=_SCRIPTS)
    common |= {"build": build, "when": when, "host": other_host}
    page, oembed = map(build.templates.get_template, ("share/number.html", "share/oembed.json"))
    cards, told = {}, defaultdict(dict)
    # The front page tells the same in short, so it comes last.
    for article in sorted(build.articles.values(), key=lambda one: not one.address):
        for one in (article.lede, *article.sections):
            for id in one.facts:
                told[id].setdefault(article.page, []).append(one)
    for fact in project.facts.values():
        caveat, place = wording.fill(fact.caveat or "", project.facts), project.fact_page(fact.id)
        cards[f"{place}card.png"] = card(fact, project)
        about = common | {
            "fact": fact,
            "url": f"{project.site.address}{place}",
            "title": f"{capital(wording.figure(fact))}: {fact.statement}",
            "description": shorten(f"{fact.says}, {when(fact)}. {caveat}".strip()),
            "told": told[fact.id],
            "alt": cards[f"{place}card.png"].alt,
        }
        record = downloads.as_json(downloads.record(fact, project), indent=1)
        build.write(f"{place}index.html", page.render(about))
        build.write(f"{place}oembed.json", oembed.render(about))
        build.write(f"{place}fact.json", f"{record}\n")
    return cards


def card(fact: Fact, project: Project) -> Card:
    """The preview card of a number."""
    foot = f"{fact.says}, {when(fact)}"
    return Card(wording.figure(fact), fact.statement, project.site.name, foot)


def when(fact: Fact) -> str:
    """The date as it follows the name of who says so: `as of 2 April 2020`, `for 2020`."""
    words, (first, *more) = wording.as_of(fact), fact.times
    if first == "XXXX" or first.endswith(".."):
        return words  # undated; since 2017
    if more or "/" in first or (len(first) == 4 and fact.unit != "date"):
        return f"for {words}"
    return f"stated {words}" if fact.unit == "date" else f"as of {words}"


def other_host(source: Source) -> str | None:
    """The host that a source's address leads to, where its name would not make one expect it."""
    host = (urlsplit(source.url).hostname or "").removeprefix("www.")
    words = re.findall(r"[\w’]+", source.producer)
    initials = "".join(word[0] for word in words if word[0].isupper()).casefold()
    named = any(word.casefold() in host for word in words if len(word) > 3)
    return None if named or (len(initials) > 2 and initials in host) else host
