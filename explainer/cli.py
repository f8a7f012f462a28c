"""What an author does beside building: `python -m explainer.cli dates | addresses | schema`."""

import argparse
import sys
import tempfile
from datetime import date
from pathlib import Path

from mkdocs.commands.build import build as build_site
from mkdocs.config import load_config
from mkdocs.exceptions import MkDocsException

from explainer.content import facts, history, ledger
from explainer.content.problems import Problems
from explainer.hooks import load
from explainer.publish.addresses import existing


def note_dates() -> None:
    """Note in the data which pages have changed today."""
    project = load(load_config())
    path = Path(project.data) / "pages.yml"
    path.write_text(history.text(history.refresh(project, date.today())), encoding="utf-8")


def add_addresses() -> None:
    """Add the addresses of the site as it is now to the ledger, which never forgets one."""
    with tempfile.TemporaryDirectory() as folder:
        config = load_config(site_dir=f"{folder}/site", strict=True)
        build_site(config)
        build = config.extra["build"]
    new = ledger.add(build.project, existing(build))
    print(f"{new} new addresses in {build.project.data}/addresses.yml")


def print_schema() -> None:
    """Print the JSON Schema of the data file, for the completion that an editor offers."""
    print(facts.schema(), end="")


COMMANDS = {"dates": note_dates, "addresses": add_addresses, "schema": print_schema}


def main(arguments: list[str]) -> None:
    """Run the command that is named. A mistake ends with its lines."""
    parser = argparse.ArgumentParser(prog="explainer.cli", description=__doc__)
    parser.add_argument("command", choices=COMMANDS)
    try:
        COMMANDS[parser.parse_args(arguments).command]()
    except (Problems, MkDocsException) as mistake:
        sys.exit(str(mistake))


if __name__ == "__main__":
    main(sys.argv[1:])
