"""What the tests of this room share: a page of any text in a project, made as a build makes it."""

from __future__ import annotations

from dataclasses import replace

from markdown import Markdown
from selectolax.lexbor import LexborHTMLParser

from explainer.content import pages
from explainer.content.pages import Page
from explainer.content.problems import Problems
from explainer.content.project import Project
from explainer.pages import answer, article
from explainer.pages.article import Article
from explainer.pages.fragments import Fragments

EXTENSIONS = "abbr admonition attr_list def_list footnotes md_in_html tables toc fenced_code"
TITLE = "# The water { #water }\n\n"


def page_of(text: str, project: Project, name: str = "water.md") -> Page:
    """A page of the project with another text, which begins on the fifth line of its file."""
    page, entries = project.pages[name], {"fact": project.facts, "source": project.sources}
    with_text = pages._page(name, page.file, f"---\na:\nb:\n---\n{text}", [])
    found = pages.answered(with_text, entries)[0]
    return replace(page, text=text, first_line=5, calls=found.calls, sections=found.sections)


def html_of(text: str, *extensions: str) -> str:
    return Markdown(extensions=[*EXTENSIONS.split(), *extensions]).convert(text)


def made(text: str, project: Project, name: str = "water.md", title: str = TITLE) -> Article:
    """The article of a page with this Markdown below its title."""
    page = page_of(title + text, project, name)
    answered, problems = answer.answer(page.text, page, project)
    assert problems == []
    return article.make(html_of(answered), page, Fragments(project))


def tree_of(text: str, project: Project, **more: str) -> LexborHTMLParser:
    """The body of that article, parsed."""
    return LexborHTMLParser(made(text, project, **more).body)


def refusals(html: str, project: Project, text: str = "") -> list[str]:
    """The lines that tell what is wrong with a page of this HTML below its title."""
    page = page_of(text, project)
    try:
        article.make(f"<h1>The water</h1>{html}", page, Fragments(project))
    except Problems as problems:
        return str(problems).splitlines()
    return []


def words(node) -> str:
    return " ".join(node.text().split())
