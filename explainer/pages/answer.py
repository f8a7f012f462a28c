"""What a page may call, and what stands in the place of each call.

Each macro writes a short mark that `gate` checks and `article` fills. Its ids are those of entries
that exist: `answer` makes sure of that before it asks.
"""

import inspect
import re
from collections.abc import Callable

from markupsafe import Markup, escape

from explainer.content import calls, dates, wording
from explainer.content.facts import Fact
from explainer.content.pages import Page
from explainer.content.problems import Problem, did_you_mean
from explainer.content.project import Project
from explainer.content.quantities import capital

_MARKUP = re.compile(r'[\\`*_{}\[\]<>&~^=|"]')


def fact(
    project: Project, id: str, /, *, bare: bool = False, cap: bool = False, plain: bool = False
) -> str:
    """The words of a fact: `bare` of its qualifier, with a `cap`ital, `plain` without a card."""
    found = project.facts[id]
    return data(found, _said(wording.bare(found) if bare else wording.words(found), cap), plain)


def when(project: Project, id: str, /, *, cap: bool = False) -> str:
    """The date that a fact is true of."""
    return date("fact", id, _said(wording.as_of(project.facts[id]), cap))


def source(project: Project, id: str, /) -> str:
    """The title of a source, linked to it."""
    return _cited(project, id, project.sources[id].title)


def cite(project: Project, id: str, /, *more: str) -> str:
    """Where a sentence comes from, in brackets after it: who published it and when."""
    return f"({'; '.join(_cited(project, one, project.credit(one)) for one in (id, *more))})"


def published(project: Project, id: str, /) -> str:
    """The date of a source."""
    return date("source", id, _said(dates.words(project.sources[id].published)))


def chart(project: Project, id: str, /) -> str:
    """A picture that data/charts.yml describes."""
    return _mark(f"chart {id}")


def claim(project: Project, id: str, /) -> str:
    """The mark of a claim of the article, which opens how that checks out."""
    return f'<span data-fill="mark {id}"></span>'


def doubt(project: Project, id: str, /) -> str:
    """The words of caution that several numbers share."""
    return f'<span data-fill="doubt {id}"></span>'


def _list(name: str) -> Callable[[Project], str]:
    return lambda project: _mark(name)


# Of the page itself (what it rests on, the day it last changed, the key to its marks) and lists of
# the data files.
LISTS = ("used", "changed", "unknown", "sources", "claims", "corrections", "coverage", "glossary")
LISTS += ("changes", "reviews", "downloads", "timeline", "numbers", "searched", "report")
LISTS += ("key", "tally")
_MACROS = {"fact": (fact, when), "source": (source, cite, published), "chart": (chart,)}
_MACROS |= {"claim": (claim,), "doubt": (doubt,)}
# Each by its name, with the kind of entry whose ids it takes.
VOCABULARY: dict[str, tuple[str, Callable[..., str]]] = {
    **{macro.__name__: (kind, macro) for kind, macros in _MACROS.items() for macro in macros},
    **{name: ("", _list(name)) for name in LISTS},
}
_SIGNATURES = {name: inspect.signature(macro) for name, (_, macro) in VOCABULARY.items()}


def answer(text: str, page: Page, project: Project) -> tuple[str, list[Problem]]:
    """The Markdown of a page with every call answered, and what is wrong with the others."""
    found = page.calls if text == page.text else calls.find(text, page.file, page.first_line)
    return calls.answer(text, found, page.file, lambda call: _write(call, project))


def _write(call: calls.Call, project: Project) -> str:
    """What a call writes. Raises calls.Wrong."""
    name, see = call.name, "explainer/pages/answer.py"
    if name not in VOCABULARY:
        remedy = f"{did_you_mean(name, VOCABULARY)}; {see} has all it can"
        raise calls.Wrong((name, "a page cannot call this", remedy))
    try:
        _SIGNATURES[name].bind(project, *call.args, **call.kwargs)
    except TypeError as error:
        raise calls.Wrong((name, str(error), f"see {see} for what it takes")) from None
    kind, macro = VOCABULARY[name]
    known = project.claims.claims if kind == "claim" else getattr(project, f"{kind}s", ())
    if missing := [str(id) for id in call.args if id not in known]:
        what = f"there is no such {kind}"
        raise calls.Wrong(*((f'{kind}("{id}")', what, did_you_mean(id, known)) for id in missing))
    return macro(project, *call.args, **call.kwargs)


def data(fact: Fact, words: str, plain: bool = False) -> Markup:
    """The mark of a number, which `article` gives a card unless it is `plain`."""
    value, without = fact.value, " data-plain" if plain else ""
    return Markup(f'<data value="{value}" data-fact="{fact.id}"{without}>{escape(words)}</data>')


def date(kind: str, id: str, words: str) -> Markup:
    """The mark of a date in words, with the id of the fact or source (`kind`) it is of.

    No `<time>`, which reader views and crawlers leave out with its words.
    """
    return Markup(f'<span data-{kind}="{id}">{escape(words)}</span>')


def _mark(what: str) -> str:
    """A place that `article` fills."""
    return f'<div data-fill="{what}"></div>'


def _cited(project: Project, id: str, words: str) -> str:
    link = f'<a href="{_said(project.sources[id].url)}">{_said(words)}</a>'
    return f'<cite data-source="{id}">{link}</cite>'


def _said(text: str, cap: bool = False) -> Markup:
    """Text that neither HTML nor Markdown can take for markup; with a `cap`ital letter."""
    text = capital(text) if cap else text
    return Markup(_MARKUP.sub(lambda found: f"&#{ord(found[0])};", text))
