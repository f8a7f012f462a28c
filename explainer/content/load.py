"""Reads all data files and all pages, checks each against the others, and tells all mistakes."""

import json
from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

from . import charts, claims, derive, drawable, glossary, history, pages, published, timeline
from .facts import FactsFile
from .fields import Known
from .ledger import Ledger
from .problems import Problem, Problems
from .reading import Reading

MODELS = {
    "facts": FactsFile,
    "claims": claims.ClaimsFile,
    "glossary": glossary.Glossary,
    "charts": charts.ChartsFile,
    "timeline": timeline.TimelineFile,
    "pages": history.History,
    "addresses": Ledger,
    "published": published.Published,
}
_MEMORY = ("pages", "published")  # written by commands alone


def schemas() -> dict[str, str]:
    """The JSON Schemas of the data files that are written by hand, by their file names."""
    return {
        f"{name}.schema.json": json.dumps(model.model_json_schema(), indent=1, ensure_ascii=False)
        + "\n"
        for name, model in MODELS.items()
        if name not in _MEMORY
    }


def read(data: Path) -> dict[str, Reading]:
    """All data files, not yet checked; only that of the facts must be there."""
    return {name: Reading(data / f"{name}.yml", name != "facts") for name in MODELS}


def load(data: Path, docs: Path, units: Collection[str]) -> dict[str, Any]:
    """The parts of a Project. Raises Problems with every mistake in all files."""
    typed, problems = pages.read(docs)
    readings = read(data)
    known = references(readings, typed) | {"units": units}
    files = {name: readings[name].validated(MODELS[name], known) for name in MODELS}

    def checked(name: str, check: Callable[..., Any], *others: Any) -> Any:
        return check(readings[name], files[name], *others) if files[name] else None

    facts = checked("facts", derive.check) or {}
    parts = dict(files["facts"] or ()) | {"facts": facts, "pages": typed}
    if files["facts"] and not readings["facts"].problems:
        entries = {"fact": facts, "source": parts["sources"]}
        for name, page in typed.items():
            typed[name], found = pages.answered(page, entries)
            problems += found
    parts["claims"] = checked("claims", claims.check)
    parts["glossary"] = checked("glossary", glossary.check)
    parts["charts"] = checked("charts", drawable.check, facts, typed)
    parts["timeline"] = checked("timeline", timeline.check, facts)
    parts["published"] = files["published"]
    if files["published"]:  # a mistake is one of the facts, not of the memory
        changes = parts.get("changes", [])
        published.check(readings["facts"], files["published"], facts, changes)
    parts["history"], parts["ledger"] = files["pages"], files["addresses"]
    problems += [problem for reading in readings.values() for problem in reading.problems]
    problems += _same_ids(typed, known)
    if problems:
        raise Problems(problems)
    return parts


def references(readings: Mapping[str, Reading], typed: Mapping[str, pages.Page]) -> Known:
    """What references can lead to, from the raw files: an entry with another mistake counts."""
    facts, claimed = readings["facts"], readings["claims"]
    kinds = ("facts", "withdrawn", "sources", "topics", "names", "doubts")
    known: Known = {kind: facts.section(kind) for kind in kinds}
    ever = (known["facts"], known["withdrawn"])
    known["numbers"] = None if None in ever else {id for ids in ever for id in ids}
    return known | {
        "charts": readings["charts"].section("charts"),
        "sections": {one.id for page in typed.values() for one in page.sections},
        "speakers": claimed.section("speakers"),
        "paragraphs": claims.paragraphs(claimed.raw),
    }


def _same_ids(typed: Mapping[str, pages.Page], known: Known) -> Iterator[Problem]:
    """An id is an address, /s/its-id/, so that only one thing can have it."""
    kinds = {"withdrawn": "a number withdrawn", "facts": "a fact", "charts": "a chart"}
    kinds["speakers"] = "a speaker"
    taken = {id: name for kind, name in kinds.items() for id in known[kind] or ()}
    for page in typed.values():
        for one in page.sections:
            if one.id in taken:
                what = f'the id "{one.id}" is also that of {taken[one.id]}'
                remedy = "give the heading another, which will be its permanent address"
                yield Problem(page.file, one.line, one.title, what, remedy)
            taken[one.id] = f"a heading in {page.file}"
