"""The project's data → HTML, by the templates of theme/; those of pages are in theme/fragments/."""

import os.path
import re
from collections.abc import Collection
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from explainer.content import charts, dates, wording
from explainer.content.fields import REFERENCE
from explainer.content.project import Project

from . import answer, cache, figures, pictures

_FOLDER = Path(__file__).parent.parent / "theme"


class Fragments:
    """The templates of one project, and what they make. Made once for all pages: it keeps cards."""

    def __init__(self, project: Project):
        self.project = project
        # What a page can have a place for: by template the ids of the entries it shows, or "".
        self.places: dict[str, Collection[str]] = {
            **dict.fromkeys(answer.LISTS, ("",)),
            **{"chart": project.charts, "mark": project.claims.claims},
            "doubt": project.doubts,
        }
        self._cards: dict[str, str] = {}
        self.templates = Environment(
            # Named from here, so that what is compiled serves the next copy of the project, too.
            loader=FileSystemLoader(os.path.relpath(_FOLDER)),
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
            undefined=StrictUndefined,
            auto_reload=False,
            bytecode_cache=cache.Templates(),
        )
        self.templates.policies["json.dumps_kwargs"] = {"ensure_ascii": False}
        said = ("figure", "number", "as_of", "check")
        self.templates.filters |= {name: getattr(wording, name) for name in said}
        self.templates.filters |= {"date": dates.words, "fact": project.facts.__getitem__}
        self.templates.globals |= {
            "project": project,
            "base": project.site.base,
            "wording": wording,
            "cells": figures.cells,
            "columns": pictures.columns,
            "pieces": figures.pieces,
            "dots": figures.dots,
            "period": charts.period,
            "sources_of": lambda facts: [project.sources[id] for id in project.source_ids(*facts)],
            "link": lambda id: f"{project.site.base}{project.fact_page(id)}",
            "filled": lambda text: wording.fill(text or "", project.facts),
            "rich": self._rich,
            "number": lambda fact, plain=False: answer.data(fact, wording.figure(fact), plain),
            "day": lambda fact: answer.date("fact", fact.id, wording.as_of(fact)),
        }
        pieces = self.templates.get_template("fragments/pieces.html").module
        self.templates.globals |= {"to": pieces.to, "sum": pieces.sum, "alleged": pieces.ALLEGED}

    def card(self, id: str) -> str:
        """The card of a number (`note-its-id`), a term (`term-…`) or a claim (`check-…`)."""
        if id not in self._cards:
            kind, _, of = id.partition("-")
            self._cards[id] = self.render(kind, id=of)
        return self._cards[id]

    def render(self, name: str, **variables: object) -> str:
        """A template of theme/fragments, on one line."""
        html = self.templates.get_template(f"fragments/{name}.html").render(variables)
        return " ".join(filter(None, map(str.strip, html.splitlines())))

    def _rich(self, text: str, plain: bool = False) -> Markup:
        """A text of a data file, with {fact} as its number and {when fact} as its date."""

        def fill(found: re.Match[str]) -> str:
            fact = self.project.facts[found[2]]
            if found[1]:
                return answer.date("fact", fact.id, wording.as_of(fact))
            return answer.data(fact, wording.words(fact), plain)

        return Markup(REFERENCE.sub(fill, str(escape(text))))
