"""Looks at a page: by the functions of looks.js, and by axe-core, with or without scripts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from axe_playwright_python.base import AXE_FILE_PATH
from playwright.sync_api import Frame, Page

LOOKS = Path(__file__).with_name("looks.js").read_text(encoding="utf-8")
COLOURS = ["color-contrast", "link-in-text-block"]  # the rules of axe that read colours

# With scripts off the browser calls nothing back but promises, and axe waits with timers.
_TIMERS = """() => {
  window.setTimeout = (call, wait, ...rest) => {
    Promise.resolve().then(() => call(...rest));
    return 0;
  };
  window.requestAnimationFrame = window.setTimeout;
}"""
_RUN = """(only) => axe.run({resultTypes: ["violations"],
  ...(only ? {runOnly: only} : {rules: {"target-size": {enabled: true}}})}).then(found =>
  found.violations.map(one =>
    [one.id, one.nodes.slice(0, 3).map(node => node.html.slice(0, 140))]))"""


def look(page: Page | Frame, what: str) -> Any:
    """What a function of looks.js finds."""
    return page.evaluate(f"() => {{ {LOOKS}\nreturn {what}(); }}")


def barriers(page: Page, *, scripts: bool = True, only: list[str] | None = None) -> list[Any]:
    """What axe-core finds on a page, by its usual rules and best practices, or by some."""
    if not page.evaluate("'axe' in window"):
        if not scripts:
            page.evaluate(_TIMERS)
        page.evaluate(Path(AXE_FILE_PATH).read_text(encoding="utf-8"))
    return page.evaluate(_RUN, only)
