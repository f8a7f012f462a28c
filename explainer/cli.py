"""What an author does beside building: `python -m explainer.cli COMMAND`, or make COMMAND."""

import argparse
import inspect
import logging
import re
import sys
import tempfile
from collections.abc import Callable
from datetime import date

from mkdocs.commands.build import build as build_site
from mkdocs.config import load_config
from mkdocs.exceptions import MkDocsException

from explainer.content import dates, facts, history, ledger, published
from explainer.content.facts import Fact
from explainer.content.problems import Problem, Problems, did_you_mean
from explainer.content.project import Project
from explainer.hooks import load
from explainer.publish.addresses import existing
from explainer.publish.build import Build


def _built() -> Build:
    """A strict build, thrown away. Raises Problems or what MkDocs raises."""
    with tempfile.TemporaryDirectory() as folder:
        config = load_config(site_dir=f"{folder}/site", strict=True)
        build_site(config)
        return config.extra["build"]


def check() -> None:
    """Say whether a strict build would pass, and change nothing."""
    project = _built().project
    print(f"All is well: {len(project.pages)} pages, {len(project.facts)} numbers")


def note_dates() -> None:
    """Note in the data which pages have changed today, and what each number says."""
    _note(load(load_config()))


def _note(project: Project) -> None:
    today = history.text(history.refresh(project, date.today()))
    (project.data / "pages.yml").write_text(today, encoding="utf-8")
    (project.data / "published.yml").write_text(published.text(project), encoding="utf-8")


def add_addresses() -> None:
    """Add the addresses of the site as it is now to the ledger, which never forgets one."""
    _add(_built())


def _add(build: Build) -> None:
    new = ledger.add(build.project, existing(build))
    print(f"{new} new addresses in {build.project.data}/addresses.yml")


def publish() -> None:
    """Bring dates and addresses up to date if all would build; else change nothing."""
    build = _built()
    _note(build.project)
    _add(build)


def correct(id: str, value: str, reason: str) -> None:
    """Change the value of a number and log why; nothing is written if that is a mistake."""
    project = load(load_config())
    path, fact = project.data / "facts.yml", project.facts.get(id)
    if fact is None:
        remedy = did_you_mean(id, project.facts)
        raise Problems([Problem(str(path), None, id, "there is no such fact", remedy)])
    if fact.formula or value == str(fact.value):
        what = "it is a sum" if fact.formula else f"it is {value} already"
        remedy = "correct what goes into it" if fact.formula else "give the value that is right"
        raise Problems([Problem(str(path), None, id, what, remedy)])
    old = path.read_text(encoding="utf-8")
    try:
        path.write_text(_corrected(old, fact, value, reason), encoding="utf-8")
        note_dates()
    except Problems:
        path.write_text(old, encoding="utf-8")
        raise
    print(f"{id}: {fact.value} → {value}, logged in {path}; see what says so, then make publish")


def _corrected(text: str, fact: Fact, value: str, reason: str) -> str:
    """The text of facts.yml with another value and its entry, last in the log."""
    quote = '"{}"'.format if fact.unit == "date" else str
    place = re.compile(rf"(^  {fact.id}:\n(?:    .*\n)*?    value: ).*", re.MULTILINE)
    text = place.sub(lambda found: found[1] + quote(value), text, count=1).rstrip() + "\n"
    if not (log := re.search(r"^changes:\n(?: .*\n|\n)*", text, re.MULTILINE)):
        text += "\nchanges:\n"
    entry = f'  - date: "{date.today()}"\n    fact: {fact.id}\n    old: {quote(fact.value)}\n'
    entry += f"    new: {quote(value)}\n    reason: >-\n      {' '.join(reason.split())}\n"
    before, after = (text[: log.end()], text[log.end() :]) if log else (text, "")
    return before.rstrip() + "\n" + entry + ("\n" + after if after else "")


def move(old: str, new: str) -> None:
    """Say where readers of an old address find what they came for, by its short address, too."""
    lines = ledger.move(load(load_config()), old, new)
    print("\n".join(f"{old} → {new}" for old, new in lines.items()))


def list_due() -> None:
    """List the numbers that are to be looked at again by today."""
    for fact in load(load_config()).facts.values():
        if fact.review_by and dates.first_day(fact.review_by) <= date.today():
            print(f"{dates.words(fact.review_by)}  {fact.id}: {fact.statement}")


def print_schema() -> None:
    """Print the JSON Schema of the data file, for the completion that an editor offers."""
    print(facts.schema(), end="")


COMMANDS: dict[str, Callable[..., None]] = {
    **{"check": check, "dates": note_dates, "addresses": add_addresses, "publish": publish},
    **{"correct": correct, "move": move, "due": list_due, "schema": print_schema},
}


def main(arguments: list[str]) -> None:
    """Run the command that is named. A mistake ends with its lines."""
    parser = argparse.ArgumentParser(prog="explainer.cli", description=__doc__)
    parser.add_argument("command", choices=COMMANDS)
    parser.add_argument("arguments", nargs="*", help="ID VALUE REASON, or OLD NEW")
    told = parser.parse_args(arguments)
    takes = inspect.signature(COMMANDS[told.command]).parameters
    if len(told.arguments) != len(takes) or not all(told.arguments):
        parser.error(f"{told.command} takes {', '.join(takes) or 'nothing more'}")
    logging.getLogger("mkdocs").addHandler(logging.StreamHandler())  # tells the lines of a build
    try:
        COMMANDS[told.command](*told.arguments)
    except (Problems, MkDocsException) as mistake:
        sys.exit(str(mistake))


if __name__ == "__main__":
    main(sys.argv[1:])
