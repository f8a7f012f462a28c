"""What an author does beside building: `python -m explainer.cli COMMAND`, or make COMMAND."""

import argparse
import inspect
import re
import sys
import tempfile
from collections.abc import Callable
from datetime import date

from mkdocs.commands.build import build as build_site
from mkdocs.config import load_config
from mkdocs.exceptions import MkDocsException

from explainer.content import dates, facts, history, ledger, published
from explainer.content.problems import Problem, Problems, did_you_mean
from explainer.content.reading import replace
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
    project = load(load_config())
    today = history.text(history.refresh(project, date.today()))
    replace(project.data / "pages.yml", today)
    replace(project.data / "published.yml", published.text(project))


def add_addresses() -> None:
    """Add the addresses of the site as it is now to the ledger, which never forgets one."""
    build = _built()
    new = ledger.add(build.project, existing(build))
    print(f"{new} new addresses in {build.project.data}/addresses.yml")


def publish() -> None:
    """Bring dates and addresses up to date, so that what is built can be published."""
    note_dates()
    add_addresses()
    check()


def correct(id: str, value: str, reason: str) -> None:
    """Change the value of a number and log why; nothing is written if that is a mistake."""
    project = load(load_config())
    path, fact = project.data / "facts.yml", project.facts.get(id)
    if fact is None or fact.formula:
        what = "it is a sum; correct what goes into it" if fact else "there is no such fact"
        remedy = f"see {path}" if fact else did_you_mean(id, project.facts)
        raise Problems([Problem("correct", None, id, what, remedy)])
    quote = '"{}"'.format if fact.unit == "date" else str
    old = path.read_text(encoding="utf-8")
    place = re.compile(rf"(^  {id}:\n(?:    .*\n)*?    value: ).*", re.MULTILINE)
    new = place.sub(lambda found: found[1] + quote(value), old, count=1).rstrip() + "\n"
    new += "" if re.search(r"^changes:", old, re.MULTILINE) else "\nchanges:\n"
    new += f'  - date: "{date.today()}"\n    fact: {id}\n    old: {quote(fact.value)}\n'
    new += f"    new: {quote(value)}\n    reason: >-\n      {reason}\n"
    try:
        replace(path, new)
        note_dates()
    except Problems:
        replace(path, old)
        raise
    print(
        f"{id}: {fact.value} → {value}, logged in {path}; see which pages say so, then make publish"
    )


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
    **{"correct": correct, "due": list_due, "schema": print_schema},
}


def main(arguments: list[str]) -> None:
    """Run the command that is named. A mistake ends with its lines."""
    parser = argparse.ArgumentParser(prog="explainer.cli", description=__doc__)
    parser.add_argument("command", choices=COMMANDS)
    parser.add_argument("arguments", nargs="*", help="of correct: an id, its value, a reason")
    told = parser.parse_args(arguments)
    takes = inspect.signature(COMMANDS[told.command]).parameters
    if len(told.arguments) != len(takes) or not all(told.arguments):
        parser.error(f"{told.command} takes {', '.join(takes) or 'nothing more'}")
    try:
        COMMANDS[told.command](*told.arguments)
    except (Problems, MkDocsException) as mistake:
        sys.exit(str(mistake))


if __name__ == "__main__":
    main(sys.argv[1:])
