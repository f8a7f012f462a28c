"""Builds the site with Zensical: `python -m explainer.zensical_build site-zensical`.

Zensical runs no hooks and shows a page's mistake under a traceback, so this does for it what hooks.py
does for MkDocs: data first, then the build, each mistake as a line, and no half site left behind.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from . import publish
from .library import Library
from .problems import Problems
from .swap import Swap

_MISTAKE = re.compile(r"PageError: (.*?)(?:\nTraceback|\Z)", re.DOTALL)  # what Zensical makes of an exception


def build(site: Path) -> None:
    """Build into `site`, which keeps its last state when something is wrong. Raises Problems or SystemExit."""
    library = Library.open("data", "docs")
    for kept in Path(".cache").glob("[0-9]*"):  # it does not see changes of our code; its --clean takes the cards too
        kept.unlink()
    swap = Swap(site)
    try:
        done = subprocess.run([sys.executable, "-m", "zensical", "build", "--strict"], text=True, capture_output=True,
                              check=False, env={**os.environ, "NO_COLOR": "1",  # inside the project: it builds
                                                 "SITE_DIR": os.path.relpath(swap.new)})  # nowhere else
        if done.returncode:
            mistake = _MISTAKE.search(done.stderr)
            sys.exit(mistake[1] if mistake else done.stdout + done.stderr)
        publish.publish(swap.new, library, os.environ.get("SITE_URL", publish.DEFAULT_ADDRESS))
        swap.finish()
    finally:
        swap.abandon()


def main(arguments: list[str]) -> None:
    """Build into the folder named on the command line."""
    if len(arguments) != 1:
        sys.exit("explainer.zensical_build: name a folder, such as: python -m explainer.zensical_build site-zensical")
    try:
        build(Path(arguments[0]))
    except Problems as problems:
        sys.exit(str(problems))
    print(f"The site is in {arguments[0]}/")


if __name__ == "__main__":
    main(sys.argv[1:])
