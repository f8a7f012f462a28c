"""One build: the project, the articles made of its pages, and the folder that becomes the site."""

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from explainer.content.problems import Problem
from explainer.content.project import Project
from explainer.pages.article import Article
from explainer.pages.fragments import Fragments


@dataclass
class Build:
    """What the steps of publishing work on. Each reads it and writes files into its folder."""

    project: Project
    folder: Path
    preview: bool  # no cards and no policies, which would forbid the script that reloads a page
    check: bool = False  # the site is thrown away: pictures, which take seconds, are not drawn
    order: list[str] = field(default_factory=list)  # names of the pages as a reader turns them
    problems: list[Problem] = field(default_factory=list)
    articles: dict[str, Article] = field(default_factory=dict)  # by the names of their pages

    @cached_property
    def fragments(self) -> Fragments:
        """What writes cards and lists; one for all pages."""
        return Fragments(self.project)

    def render(self, template: str, **variables: Any) -> str:
        """A file of the site, by the template that has this path in theme/."""
        return self.fragments.templates.get_template(template).render(variables)

    def write(self, place: str, content: str | bytes) -> None:
        """Write a file of the site."""
        path = self.folder / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
