"""The page of each number, `s/<id>/`: all that is known about it, and how to take it along.

It is complete without scripts, leads into the text, and shrinks to the embed in a frame.
"""

import re
from collections import defaultdict
from urllib.parse import urlsplit

from explainer.content import dates, wording
from explainer.content.facts import Fact, Source, Withdrawal
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
    cards, told = {}, defaultdict(dict)
    # The front page tells the same in short, so it comes last.
    for article in sorted(build.articles.values(), key=lambda one: not one.address):
        for one in (article.lede, *article.sections):
            for id in one.facts:
                told[id].setdefault(article.page, []).append(one)
    for id, number in project.ever.items():
        place, gone = project.fact_page(id), isinstance(number, Withdrawal)
        cards[f"{place}card.png"] = preview = card(number, project)
        said = number.reason if gone else f"{number.says}, {when(number)}. {number.caveat or ''}"
        about = common | {
            "fact": number,
            "url": f"{project.site.address}{place}",
            "title": f"{capital(preview.large)}: {number.statement}",
            "description": shorten(wording.fill(said.strip(), project.facts)),
            "told": told[id],
            "alt": preview.alt,
        }
        record = {"id": id, "withdrawn": number.model_dump()} if gone else None
        record = downloads.as_json(record or downloads.record(number, project), indent=1)
        if not gone:
            about["high"] = build.render("share/height.html", **about)
            about["embed"] = build.render("share/embed.html", **about)
            build.write(f"{place}oembed.json", build.render("share/oembed.json", **about))
        html = build.render(f"share/{'withdrawn' if gone else 'number'}.html", **about)
        build.write(f"{place}index.html", html)
        build.write(f"{place}fact.json", f"{record}\n")
    return cards


def card(number: Fact | Withdrawal, project: Project) -> Card:
    """The preview card of a number."""
    if isinstance(number, Withdrawal):
        return Card("Withdrawn", number.statement, project.site.name, dates.words(number.date))
    foot = f"{number.says}, {when(number)}"
    return Card(wording.figure(number), number.statement, project.site.name, foot)


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
