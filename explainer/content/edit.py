"""What an author's commands change in the data files: the text around it stays as it is.

Entries are found as they are written by hand: under their section, indented by two spaces.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from . import calls, fields, pages, wording
from .facts import Fact
from .load import MODELS, read, references
from .problems import Problem, Problems
from .reading import Reading

Project = Any  # that of project.py, which reads what is changed here

# Of each kind of entry that can be made anew the file, and the section in it.
KINDS = {"fact": ("facts", "facts"), "source": ("facts", "sources"), "chart": ("charts", "charts")}


def corrected(text: str, fact: Fact, value: str, reason: str) -> str:
    """The text of facts.yml with another value of a fact, and its entry in the log."""
    quote = '"{}"'.format if fact.unit == "date" else str
    place = re.compile(rf"(^  {fact.id}:\n(?:    .*\n)*?    value: ).*", re.MULTILINE)
    text = place.sub(lambda found: found[1] + quote(value), text, count=1)
    entry = f'  - date: "{date.today()}"\n    fact: {fact.id}\n    old: {quote(fact.value)}\n'
    return _with(text, "changes", f"{entry}    new: {quote(value)}\n{_reason(reason)}")


def withdrawn(text: str, project: Project, fact: Fact, reason: str) -> str:
    """The text of facts.yml without a fact and a source of it alone, with an entry that says so."""
    gone = {"facts": fact.id, "sources": only_source(project, fact)}
    for section, id in gone.items():
        place = rf"^({section}:.*\n(?:[ #].*\n|\n)*?)  {id}:.*\n(?:    .*\n|\n(?=    ))*"
        text = re.sub(place, r"\1", text, count=1, flags=re.MULTILINE)
    said = {"date": str(date.today()), "statement": fact.statement, "value": wording.figure(fact)}
    lines = [f"    {key}: {json.dumps(one, ensure_ascii=False)}\n" for key, one in said.items()]
    entry = f"  {fact.id}:\n{''.join(lines)}    unit: {fact.unit}\n{_reason(reason)}"
    return _with(text, "withdrawn", entry)


def _reason(words: str) -> str:
    return f"    reason: >-\n      {' '.join(words.split())}\n"


def _with(text: str, section: str, entry: str) -> str:
    """The text of a data file with one more entry, the last of a section."""
    text = text.rstrip() + "\n"
    if not re.search(rf"^{section}:", text, re.MULTILINE):
        text += f"\n{section}:\n"
    found = re.search(rf"^{section}:.*\n(?: .*\n|\n|#.*\n(?=\n* ))*", text, re.MULTILINE)
    before, after = text[: found.end()].rstrip(), text[found.end() :]
    before = re.sub(r": *(\{\}|\[\])$", ":", before)  # it was empty
    return f"{before}\n{entry}" + (f"\n{after}" if after else "")


def only_source(project: Project, fact: Fact) -> str | None:
    """The source of a fact that no other fact uses, and which so goes with it."""
    others = (one.source for one in project.facts.values() if one is not fact)
    return None if fact.source in others else fact.source


def uses(project: Project, fact: Fact, kinds: Mapping[str, str]) -> list[Problem]:
    """Every place that names a fact, or the source that goes with it.

    `kinds` has for each call of a page the kind of entry whose ids it takes.
    """
    source, readings = only_source(project, fact), read(project.data)
    known = references(readings, project.pages) | {"units": project.site.units}
    known["facts"] = known["facts"].keys() - {fact.id}
    known["sources"] = known["sources"].keys() - {source}
    for name, reading in readings.items():
        reading.validated(MODELS[name], known)
    found = [problem for reading in readings.values() for problem in reading.problems]
    own = readings["facts"].file, fact.id
    found = [problem for problem in found if (problem.file, problem.subject) != own]
    gone = {"fact": fact.id, "source": source}
    for page in project.pages.values():
        in_front = calls.find("\n".join(page.meta.values()), first_line=2)
        for call in (*in_front, *page.calls):
            if gone.get(kinds.get(call.name, "")) in call.args:
                found.append(Problem(page.file, call.line, f"{call.name}()", "", ""))
    what = f"it names {fact.id}{f' or its source {source}' if source else ''}, which is to go"
    return [replace(one, wrong=what, remedy="name another, or take it out") for one in found]


def new(data: Path, docs: Path, kind: str, id: str) -> Problem:
    """Write a page or an entry of which all is still to be written.

    Returns where it is and what is to be done. Raises Problems.
    """
    if wrong := list(_unfit(data, docs, kind, id)):
        raise Problems(Problem("make new", None, id, *one) for one in wrong)
    skeleton = _skeleton(kind, id)
    if kind == "page":
        path, line, todo = docs / f"{id}.md", 1, f"fill it in, and add {id}.md to nav in mkdocs.yml"
        path.write_text(skeleton, encoding="utf-8")
    else:
        file, section = KINDS[kind]
        path, todo = data / f"{file}.yml", "fill it in"
        path.write_text(
            _with(path.read_text(encoding="utf-8"), section, skeleton), encoding="utf-8"
        )
        line = Reading(path).lines[section, id]
    return Problem(str(path), line, id, f"the new {kind} stands here", todo)


def _skeleton(kind: str, id: str) -> str:
    (path,) = (Path(__file__).parent / "skeletons").glob(f"{kind}.*")
    return path.read_text(encoding="utf-8").replace("$id", id)


def _unfit(data: Path, docs: Path, kind: str, id: str) -> Iterator[tuple[str, str]]:
    """What speaks against a new entry: what is wrong, and what to do."""
    if kind not in (*KINDS, "page"):
        yield f'KIND is "{kind}"', f"use one of page, {', '.join(KINDS)}"
    elif not fields.is_id(id):
        yield "it is not kebab-case", "use small letters, digits and single hyphens"
    elif kind == "chart" and not id.startswith("chart-"):
        yield "the id of a chart begins with chart-", f"call it chart-{id}"
    else:
        readings, (typed, _) = read(data), pages.read(docs)
        if broken := [one.file for one in readings.values() if not isinstance(one.raw, dict)]:
            yield f"{broken[0]} cannot be read", "mend first what make check names"
            return
        addresses = map(str, readings["addresses"].raw.get("addresses") or ())
        taken = {name.removesuffix(".md") for name in typed}
        taken.update(address.strip("/").rpartition("/")[2] for address in addresses)
        taken.update(*(ids or () for ids in references(readings, typed).values()))
        for one in dict.fromkeys([id, *re.findall(r"\{ #([\w-]+)", _skeleton(kind, id))]):
            if one in taken:
                yield f'the id "{one}" is or was in use', "choose one that was never used"
