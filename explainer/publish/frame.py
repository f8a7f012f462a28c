"""What every page is built into has in common: the style sheet and the content security policy.

The sheet is inlined whole, and the policy allows just that sheet and those inline scripts, by their
hashes. Nothing is computed from built pages, so a page cannot widen its own policy.
"""

import base64
import hashlib
from collections.abc import Iterable
from pathlib import Path

import rcssmin

_THEME = Path(__file__).parents[1] / "theme"
_SCHEME = "partials/scheme.js"
_PAGES = ("tokens", "frame", "article", "front", "number", "marks", "chart", "register", "print")


def sheet(*parts: str) -> str:
    """The style sheet, minified: the parts of theme/css that are named, or all that pages need."""
    return rcssmin.cssmin("\n".join(source(f"css/{part}.css") for part in parts or _PAGES))


def source(name: str) -> str:
    """The text of a file of theme/."""
    return (_THEME / name).read_text(encoding="utf-8").strip()


def policy(*, styles: Iterable[str] = (), scripts: Iterable[str] = (), own: bool = False) -> str:
    """What a document may do: these inline styles and scripts, and nothing else.

    own: also scripts, pictures and data of the site itself; a document that stands alone has none.
    """
    site = ["'self'"] if own else []
    rules = {
        "default-src": ["'none'"],
        "script-src": [*site, *map(_hash, scripts)] or ["'none'"],
        "style-src": [*map(_hash, styles)] or ["'none'"],
        "img-src": [*site, "data:"],
        "connect-src": site,  # the search index and the list of addresses
        "base-uri": ["'none'"],
        "form-action": ["'none'"],
    }
    return "; ".join(f"{name} {' '.join(sources)}" for name, sources in rules.items() if sources)


def names(preview: bool, *parts: str, scripts: Iterable[str] = (_SCHEME,)) -> dict[str, str]:
    """What stands inline in a page, and its policy; none in a preview, which a script reloads."""
    css, script = sheet(*parts), "".join(map(source, scripts))
    allowed = "" if preview else policy(styles=[css], scripts=[script], own=True)
    return {"sheet": css, "script": script, "policy": allowed}


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
