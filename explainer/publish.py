"""What is done to a built site, in order: `python -m explainer.publish site`.

Works on the files alone, so it does the same for whichever builder made them. Under MkDocs a hook
calls it at the end of every build, under Zensical zensical_build does.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from . import (
    addresses,
    built,
    compress,
    critical,
    downloads,
    edition,
    lean,
    mend,
    policy,
    prose,
    sections,
    share,
    sitemap,
    structured,
)
from .library import Library
from .problems import Problem, Problems
from .sections import page_address

DEFAULT_ADDRESS = "http://127.0.0.1:8000/"


def publish(site: Path, library: Library, address: str, *, cards: bool = True, closed: bool = True) -> None:
    """Complete a built site that will stand at `address`. Raises Problems.

    Without `cards`, and the compressed copies, it is faster; if not `closed`, pages get no policy.
    """
    if not address:
        raise Problems([Problem("mkdocs.yml", None, "site_url", "it is empty",
                                "unset SITE_URL, or set it to an address such as https://example.org/")])
    address = address.rstrip("/") + "/"
    pages = built.read(site)
    if gone := [path.name for path in sections.pages(library.docs) if page_address(path.name) not in pages]:
        raise Problems([Problem(f"docs/{name}", None, "page", "the builder made no page of it",
                                "rename it, or move it out of docs") for name in gone])
    refuse_untraced(pages, library)
    shared = share.write(site, pages, library, address, cards=cards)
    addresses.keep(site, pages, shared, library.addresses, "data/addresses.yml")
    downloads.write(site, pages, library, address)
    structured.complete_heads(pages, library, address)
    sitemap.write(site, library, address)
    mend.theme(pages)
    lean.slim(site, pages)
    critical.inline(site, pages)
    edition.write(site, pages, library, address)  # of the pages and the sheet as they are now
    if closed:
        policy.protect(pages)  # after all that changes a page: it fingerprints what the pages hold
    built.write(site, pages)
    if cards:
        compress.write(site)  # last, for nothing may change after it


def refuse_untraced(pages: dict[str, str], library: Library) -> None:
    """What the check of a page's content does not see: title, description, frame, configuration. Raises Problems."""
    problems = []
    for path in sections.pages(library.docs):
        before, _, after = built.parts(pages[page_address(path.name)])
        problems += prose.untraced(before + after, path.name, library, whole_page=True)
    if problems:
        raise Problems(problems)


def main(arguments: list[str]) -> None:
    """Publish the folder named on the command line for the address in SITE_URL."""
    if len(arguments) != 1 or not (Path(arguments[0]) / "index.html").is_file():
        sys.exit("explainer.publish: name the folder of a built site, such as: python -m explainer.publish site")
    try:
        publish(Path(arguments[0]), Library.open("data", "docs"), os.environ.get("SITE_URL", DEFAULT_ADDRESS))
    except Problems as problems:
        sys.exit(str(problems))


if __name__ == "__main__":
    main(sys.argv[1:])
