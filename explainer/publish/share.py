"""The share pages `s/<id>/` of sections and charts: what a messenger shows of a link to one.

They forward a reader to the place in the text, and are the embed when they stand in a frame.
"""

import re
from dataclasses import dataclass

from explainer.content import wording
from explainer.content.quantities import capital
from explainer.pages.article import Article

from . import frame
from .build import Build
from .cards import Card
from .drawing import drawn

SHEET = ("tokens", "share")
_LONGEST = 200  # characters of a description; messengers cut what is longer
# A full stop after a word or a closing bracket or quote; not that of "Sherman v. United States".
_SENTENCE_END = re.compile(r"(?<=\w\w[.!?])\s+|(?<=[.!?][\"”’)])\s+|(?<=[\"”’)][.!?])\s+")


@dataclass(frozen=True)
class Share:
    """A section or chart as it looks from outside."""

    id: str
    page: Article  # that it is on
    description: str
    card: Card  # its largest words are the heading


def shares(build: Build) -> list[Share]:
    """The sections and charts, page by page."""
    found, project, site = [], build.project, build.project.site.name
    for article in build.articles.values():
        for one in article.sections:
            text = project.chart_place(one.chart).title if one.chart else article.title
            card = Card(
                one.title, text, site, "", *(drawn(one.chart, project) if one.chart else ())
            )
            found.append(Share(one.id, article, shorten(one.opening or article.description), card))
        for id in project.pages[article.page].called("chart"):
            description = wording.fill(project.charts[id].description, project.facts)
            card = Card(project.chart_place(id).title, "", site, "", *drawn(id, project))
            found.append(Share(id, article, capital(description), card))
    return found


def write(build: Build) -> dict[str, Card]:
    """Write the share pages. Returns their preview cards, by their places in the site."""
    inline = frame.names(build.preview, *SHEET, scripts=["share/forward.js"])
    found = shares(build)
    for share in found:
        url = f"{build.project.site.address}s/{share.id}/"
        html = build.render("share/section.html", build=build, share=share, url=url, **inline)
        build.write(f"s/{share.id}/index.html", html)
    return {f"s/{share.id}/card.png": share.card for share in found}


def shorten(text: str) -> str:
    """The first sentence, and more as long as they are whole and short enough."""
    first, *more = _SENTENCE_END.split(text)
    for sentence in more:
        if len(first) + len(sentence) >= _LONGEST:
            break
        first = f"{first} {sentence}"
    return first
