"""The picture in the README, of the built site: `python -m tests.picture site front-page.png`."""

from __future__ import annotations

import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests import browsers
from tests.serving import serving


def main(site: str, picture: str) -> None:
    if not (Path(site) / "index.html").is_file():
        sys.exit(f"tests.picture: there is no built site in {site}; build it with: make build")
    with serving({"": Path(site)}) as address, sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=browsers.chromium(), args=browsers.ARGUMENTS
        )
        page = chromium.new_page(viewport={"width": 1280, "height": 860}, color_scheme="light")
        page.goto(address)
        page.screenshot(path=picture)
        chromium.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
