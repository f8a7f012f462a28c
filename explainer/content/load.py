"""Reads all data files and all pages, checks each against the others, and tells all mistakes."""

import gc
from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

from . import (
    charts,
    claims,
    derive,
    drawable,
    glossary,
    history,
    ledger,
    pages,
    published,
    timeline,
)
from .facts import FactsFile
from .fields import Known
from .problems import Problem, Problems
from .reading import Reading

MODELS = {
    "facts": FactsFile,
    "claims": claims.ClaimsFile,
    "glossary": glossary.Glossary,
    "charts": charts.ChartsFile,
    "timeline": timeline.TimelineFile,
    "pages": history.History,
    "addresses": ledger.Ledger,
    "published": published.Published,
}
_OF_FACTS = ("topics", "names", "sources", "unknown", "searched", "changes")


def load(data: Path, docs: Path, units: Collection[str]) -> dict[str, Any]:
    """The parts of a Project. Raises Problems with every mistake in all files."""
    gc.disable()  # it would look through the growing data again and again, and free nothing
    try:
        return _load(data, docs, units)
    finally:
        gc.enable()


def _load(data: Path, docs: Path, units: Collection[str]) -> dict[str, Any]:
    typed, problems = pages.read(docs)
    readings = {name: Reading(data / f"{name}.yml", name != "facts") for name in MODELS}
    known = _known(readings, typed) | {"units": units}
    files = {name: readings[name].validated(MODELS[name], known) for name in MODELS}

    def checked(name: str, check: Callable[..., Any], *others: Any) -> Any:
        return check(readings[name], files[name], *others) if files[name] else None

    parts = {"facts": checked("facts", derive.check) or {}, "pages": typed}
    if files["facts"]:
        parts |= {name: getattr(files["facts"], name) for name in _OF_FACTS}
    if files["facts"] and not readings["facts"].problems:
        entries = {"fact": parts["facts"], "source": parts["sources"]}
        for name, page in typed.items():
            typed[name], found = pages.answered(page, entries)
            problems += found
    sections = {one.id: one for page in typed.values() for one in page.sections}
    parts["claims"] = checked("claims", claims.check, sections)
    parts["glossary"] = checked("glossary", glossary.check)
    parts["charts"] = checked("charts", drawable.check, parts["facts"], _shown(typed))
    parts["timeline"] = checked("timeline", timeline.check, parts["facts"], sections)
    changes = parts.get("changes", [])
    parts["published"] = checked("published", published.check, parts["facts"], changes)
    parts["history"], parts["ledger"] = files["pages"], files["addresses"]
    problems += [problem for reading in readings.values() for problem in reading.problems]
    problems += _same_ids(typed, {**known, "charts": readings["charts"].section("charts")})
    if problems:
        raise Problems(problems)
    return parts


def _known(readings: Mapping[str, Reading], typed: Mapping[str, pages.Page]) -> Known:
    """What references can lead to, from the raw files: an entry with another mistake counts."""
    facts, claimed = readings["facts"], readings["claims"]
    return {kind: facts.section(kind) for kind in ("facts", "sources", "topics", "names")} | {
        "sections": {one.id for page in typed.values() for one in page.sections},
        "speakers": claimed.section("speakers"),
        "paragraphs": claims.paragraphs(claimed.raw),
    }


def _shown(typed: Mapping[str, pages.Page]) -> dict[str, list[str]]:
    """For each chart the names of the pages that show it."""
    found: dict[str, list[str]] = {}
    for page in typed.values():
        for id in page.charts:
            found.setdefault(id, []).append(page.name)
    return found


def _same_ids(typed: Mapping[str, pages.Page], known: Known) -> Iterator[Problem]:
    """An id is an address, /s/its-id/, so that only one thing can have it."""
    kinds = ("facts", "charts", "speakers")
    taken = {id: f"a {kind[:-1]}" for kind in kinds for id in known[kind] or ()}
    for page in typed.values():
        for one in page.sections:
            if one.id in taken:
                what = f'the id "{one.id}" is also that of {taken[one.id]}'
                remedy = "give the heading another, which will be its permanent address"
                yield Problem(page.file, one.line, one.title, what, remedy)
            taken[one.id] = f"a heading in {page.file}"
