"""What an author does beside building: `python -m explainer.cli COMMAND`, or make COMMAND."""

import argparse
import inspect
import logging
import sys
import tempfile
from collections.abc import Callable
from datetime import date

from mkdocs.commands.build import build as build_site
from mkdocs.config import load_config
from mkdocs.exceptions import MkDocsException

from explainer.content import dates, edit, ledger, published
from explainer.content.facts import Fact
from explainer.content.load import schemas
from explainer.content.problems import Problem, Problems, did_you_mean
from explainer.content.project import Project
from explainer.content.reading import replace
from explainer.hooks import folders, load
from explainer.pages.answer import VOCABULARY
from explainer.publish.addresses import existing
from explainer.publish.build import Build


def _built() -> Build:
    """A strict build, thrown away. Raises Problems or what MkDocs raises."""
    with tempfile.TemporaryDirectory() as folder:
        config = load_config(site_dir=f"{folder}/site", strict=True)
        config.extra["check"] = True
        build_site(config)
        return config.extra["build"]


def check() -> None:
    """Say whether a strict build would pass, and change nothing."""
    project = _built().project
    print(f"All is well: {len(project.pages)} pages, {len(project.facts)} numbers")


def note_dates(build: Build) -> None:
    """Note in the data which pages have changed today, and what each number says."""
    project = build.project
    seen = {name: article.fingerprint for name, article in build.articles.items()}
    replace(project.data / "pages.yml", project.history.text(seen, date.today()))
    replace(project.data / "published.yml", published.text(project))


def publish() -> None:
    """Bring dates and addresses up to date if all would build; else change nothing."""
    build = _built()
    note_dates(build)
    new = ledger.add(build.project, existing(build))
    print(f"{new} new addresses in {build.project.data}/addresses.yml")


def correct(id: str, value: str, reason: str) -> None:
    """Change the value of a number and log why; nothing is written if that is a mistake."""
    project = load(load_config())
    fact = _fact(project, id)
    if fact.formula or value == str(fact.value):
        what = "it is a sum" if fact.formula else f"it is {value} already"
        remedy = "correct what goes into it" if fact.formula else "give the value that is right"
        raise Problems([Problem(f"{project.data}/facts.yml", None, id, what, remedy)])
    _rewrite(project, lambda text: edit.corrected(text, fact, value, reason))
    print(f"{id}: {fact.value} → {value}; see what else says so, then make publish")


def withdraw(id: str, reason: str) -> None:
    """Take a number back, once nothing names it; its address stays and says why."""
    project = load(load_config())
    fact, kinds = _fact(project, id), {name: kind for name, (kind, _) in VOCABULARY.items()}
    if uses := edit.uses(project, fact, kinds):
        raise Problems(uses)
    _rewrite(project, lambda text: edit.withdrawn(text, project, fact, reason))
    print(f"{id} is withdrawn; /{project.fact_page(id)} says so, after make publish")


def _fact(project: Project, id: str) -> Fact:
    if fact := project.facts.get(id):
        return fact
    what, remedy = "there is no such fact", did_you_mean(id, project.facts)
    raise Problems([Problem(f"{project.data}/facts.yml", None, id, what, remedy)])


def _rewrite(project: Project, change: Callable[[str], str]) -> None:
    """Change the text of facts.yml, and note it; back to what it was if that is a mistake."""
    path = project.data / "facts.yml"
    old = path.read_text(encoding="utf-8")
    try:
        replace(path, change(old))
        note_dates(_built())
    except (Problems, MkDocsException):
        replace(path, old)
        raise


def new(kind: str, id: str) -> None:
    """Write a page, fact, source or chart of which all is still to be written."""
    print(edit.new(*folders(load_config()), kind, id))


def move(old: str, new: str) -> None:
    """Say where readers of an old address find what they came for, by its short address, too."""
    lines = ledger.move(load(load_config()), old, new)
    print("\n".join(f"{old} → {new}" for old, new in lines.items()))


def due() -> None:
    """List the numbers that are to be looked at again by today."""
    for fact in load(load_config()).facts.values():
        if fact.review_by and dates.first_day(fact.review_by) <= date.today():
            print(f"{dates.words(fact.review_by)}  {fact.id}: {fact.statement}")


def schema() -> None:
    """Write the JSON Schemas of the data files, for the completion that an editor offers."""
    for name, text in schemas().items():
        (folders(load_config())[0] / name).write_text(text, encoding="utf-8")


COMMANDS: dict[str, Callable[..., None]] = {
    command.__name__: command
    for command in (check, publish, correct, withdraw, move, new, due, schema)
}


def main(arguments: list[str]) -> None:
    """Run the command that is named. A mistake ends with its lines."""
    parser = argparse.ArgumentParser(prog="explainer.cli", description=__doc__)
    parser.add_argument("command", choices=COMMANDS)
    parser.add_argument("arguments", nargs="*", help="in its order")
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
