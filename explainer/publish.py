"""What is done to a built site, in order: `python -m explainer.publish site`.

Works on the files alone, so it does the same for whichever builder made them. Under MkDocs a hook
calls it at the end of every build.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from . import addresses, compress, downloads, share, sitemap, structured
from .library import Library
from .problems import Problems

DEFAULT_ADDRESS = "http://127.0.0.1:8000/"


def publish(site: Path, library: Library, address: str, *, cards: bool = True) -> None:
    """Complete a built site that will stand at `address`; without `cards` and compressed copies, faster.

    Raises Problems.
    """
    address = address.rstrip("/") + "/"
    share.write(site, library, address, cards=cards)
    addresses.keep(site, library.addresses, "data/addresses.yml")  # once the share pages are there
    downloads.write(site, library, address)
    structured.complete_heads(site, library, address)
    sitemap.write(site, library, address)
    if cards:
        compress.write(site)  # last, for nothing may change after it


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
