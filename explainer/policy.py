"""The content security policy of every page, in the page itself, so that it needs no server's help.

Only scripts from the site run, and of the inline ones only those that the frame brings: they stand
letter for letter on every page. A script on a single page has come from somewhere else, a title or
the data, and is left without a hash: browsers do not run it.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

from selectolax.lexbor import LexborHTMLParser

from .problems import Problem, Problems
from .sections import FRAME

_POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy" content="[^"]*">')
_CHARSET = re.compile(r'<meta charset="utf-8">', re.IGNORECASE)
# Not parsed, because that takes long: a script or style that these overlook gets no hash, so it does nothing.
_SCRIPT = re.compile(r"<script\b([^>]*)>(.*?)</script>", re.DOTALL)
_STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)
_SRC = re.compile(r"<script\b[^>]*\ssrc=")
_DATA = re.compile(r"\stype=(?![\"']?(?:text/javascript|application/javascript|module)?[\"']?(?:\s|$))")  # never runs
_EMPTY_ICON = re.compile(r'<link [^>]*href="?data:')  # so that browsers ask for none
_ATTRIBUTE = re.compile(r"style\s*=")


def protect(site: Path) -> None:
    """Write the policy into every page, before anything that it rules over. Twice is as once. Raises Problems.

    Share pages come with theirs (see share.py).
    """
    files = sorted({*site.rglob("*.html")} - {*site.glob("s/*/index.html")})
    framed: list[set[str]] = []
    problems = []
    for file in files:
        html = file.read_text(encoding="utf-8")
        problems += [Problem(file.relative_to(site).as_posix(), None, f"<{tag}>",
                             "the text of a page holds a script or style of its own, which its policy forbids",
                             "put scripts and styles into explainer/theme/assets") for tag in _brought(html)]
        if FRAME in html:
            framed.append(scripts(html))
    if problems:
        raise Problems(problems)
    shared = set.intersection(*framed) if framed else set()
    for file in files:
        html = file.read_text(encoding="utf-8")
        rules = policy(html, shared if FRAME in html else set())
        meta = f'<meta http-equiv="Content-Security-Policy" content="{rules}">'
        ruled, found = _CHARSET.subn(lambda tag, meta=meta: tag[0] + meta, _POLICY.sub("", html, count=1), count=1)
        if not found:
            raise Problems([Problem(file.relative_to(site).as_posix(), None, "charset",
                                    "the page does not begin with its charset",
                                    'put <meta charset="utf-8"> first in its head')])
        if ruled != html:
            file.write_text(ruled, encoding="utf-8", newline="")


def _brought(html: str) -> Iterator[str]:
    """The tags of what only the text of a page can have brought."""
    lower = html.lower()
    article = lower[lower.find("<article") : lower.rfind("</article>")]
    if "<script" in article or "<style" in article or _ATTRIBUTE.search(lower):
        yield from (node.tag for node in LexborHTMLParser(html).css("article script, article style, [style]"))


def scripts(html: str) -> set[str]:
    """The inline scripts of a page that a browser would run."""
    return {text for attributes, text in _SCRIPT.findall(html)
            if " src=" not in attributes and not _DATA.search(attributes)}


def policy(html: str, scripts: set[str]) -> str:
    """What a page may do: what it does, and nothing else. Of its inline scripts only those given."""
    head = html.partition("<body")[0]
    styles = _STYLE.findall(head)[-1:]  # the last one is ours
    ours = "'self'" if _SRC.search(html) else ""
    rules = {
        "default-src": "'none'",
        "script-src": f"{ours} {_hashes(scripts)}".strip() or "'none'",
        "style-src": f"{ours} {_hashes(set(styles))}",
        "img-src": f"{ours} data:" if ours or _EMPTY_ICON.search(head) else "",
        "connect-src": ours,  # the search index and the list of addresses
        "worker-src": ours,  # the search
        "base-uri": "'none'",
        "form-action": ours or "'none'",
    }
    return "; ".join(f"{name} {' '.join(value.split())}" for name, value in rules.items() if value.strip())


def _hashes(texts: set[str]) -> str:
    digests = (hashlib.sha256(text.encode()).digest() for text in sorted(texts))
    return " ".join(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests)
