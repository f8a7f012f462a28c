"""What machines read in the head of a page: its description, its preview, schema.org's terms."""

from urllib.parse import quote

from markupsafe import Markup

from .build import Build
from .cards import Card


def head(build: Build, name: str) -> dict[str, str]:
    """What the head of a page of docs, such as water.md, says; addresses are absolute."""
    article, project = build.articles[name], build.project
    page, (place, preview) = project.pages[name], card(build, name)
    sources = project.source_ids(*(project.facts[id] for id in article.facts))
    json_ld = build.render("share/page.jsonld", article=article, page=page, sources=sources)
    return {
        "title": page.title,
        "description": article.description,
        "canonical": f"{project.site.address}{article.address}",
        "image": f"{project.site.address}{quote(place)}",
        "image_alt": preview.alt,
        "json_ld": Markup(json_ld),
    }


def card(build: Build, name: str) -> tuple[str, Card]:
    """The preview card of a page of docs: its place in the site, and what it says."""
    article = build.articles[name]
    said = Card(article.title, article.description, build.project.site.name)
    return f"cards/{name.removesuffix('.md')}.png", said
