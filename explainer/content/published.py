"""What readers were told: a number that was published does not change without being logged.

data/published.yml remembers of each fact what it said and how many changes of it were logged then.
`text` brings it up to date; a build only reads it, and refuses what changed in silence.
"""

from datetime import date
from typing import Any

import yaml
from pydantic import Field

from .facts import Change, Derived, Fact
from .fields import Id, Strict, Text
from .reading import Reading

Project = Any  # that of project.py, which imports this module
_HEADER = "# What each number said when it was last published: `make publish`.\n"


class Published(Strict):
    """All facts that were ever published."""

    facts: dict[Id, Text] = Field({}, description="Id: what it said, and its changes then")


def _said(fact: Fact, changes: list[Change]) -> tuple[str, int]:
    """The words of a value, unit and qualifier (of a sum how it is computed), and the count."""
    sum_ = fact.derived if isinstance(fact, Derived) else None
    value = f"{sum_.formula.text}, to {sum_.round} decimals" if sum_ else fact.value
    words = f"{fact.qualifier or ''} {value} {fact.unit}".strip()
    return words, sum(change.fact == fact.id for change in changes)


def check(reading: Reading, file: Published, facts: dict[str, Fact], changes: list[Change]) -> None:
    """Complain of a fact that says something else and the log does not say why."""
    for id, fact in facts.items():
        before, _, count = file.facts.get(id, "").rpartition(" | ")
        words, _ = _said(fact, changes)
        if not before or before == words:
            continue
        # A value and a unit are a word each; of a sum the memory has how, not how much.
        was = "…" if fact.formula else before.split()[-2]
        since = [change for change in changes if change.fact == id][int(count) :]
        if not since or (not fact.formula and str(since[0].old) != was):
            what = f"it was published as “{before}” and is now “{words}”, and no change says so"
            old, new = (f'"{one}"' if fact.unit == "date" else one for one in (was, fact.value))
            entry = f'date: "{date.today()}", fact: {id}, old: {old}, new: {new}, reason: …'
            remedy = f"add under changes: - {{{entry}}}"
            reading.complain(("facts", id, "derived" if fact.formula else "value"), what, remedy)


def text(project: Project) -> str:
    """The file as of today. What is no longer a fact stays remembered."""
    now = {
        id: " | ".join(map(str, _said(fact, project.changes))) for id, fact in project.facts.items()
    }
    content = {"facts": dict(sorted((project.published.facts | now).items()))}
    return _HEADER + yaml.safe_dump(content, sort_keys=False, width=200, allow_unicode=True)
