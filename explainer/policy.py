"""The content security policy of every page, in the page itself, so that it needs no server's help.

Only scripts from the site run, and of the inline ones only those that the frame brings: they stand
letter for letter on every page of their kind. A script on a single page has come from somewhere
else, a title or the data, and is left without a hash: browsers do not run it.
"""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path

from selectolax.lexbor import LexborHTMLParser

from .problems import Problem, Problems

_POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy" content="[^"]*">')
_CHARSET = re.compile(r'<meta charset="utf-8">', re.IGNORECASE)
_CODE = {None, "", "text/javascript", "application/javascript", "module"}  # other types hold data and never run


def protect(site: Path) -> None:
    """Write the policy into every page, before anything that it rules over. Twice is as once. Raises Problems."""
    kinds: dict[str, dict[Path, LexborHTMLParser]] = {}
    problems = []
    for file in sorted(site.rglob("*.html")):
        tree = LexborHTMLParser(file.read_text(encoding="utf-8"))
        kinds.setdefault(_kind(tree), {})[file] = tree
        for node in tree.css("article script, article style, [style]"):
            problems.append(Problem(file.relative_to(site).as_posix(), None, f"<{node.tag}>",
                                    "the text of a page holds a script or style of its own, which its policy forbids",
                                    "put scripts and styles into explainer/theme/assets"))
    if problems:
        raise Problems(problems)
    for pages in kinds.values():
        scripts = [{node.text() for node in tree.css("script:not([src])") if node.attributes.get("type") in _CODE}
                   for tree in pages.values()]
        shared = set.intersection(*scripts)
        for file, tree in pages.items():
            html = file.read_text(encoding="utf-8")
            meta = f'<meta http-equiv="Content-Security-Policy" content="{policy(tree, shared)}">'
            bare = _POLICY.sub("", html, count=1)
            ruled, found = _CHARSET.subn(lambda tag, meta=meta: tag[0] + meta, bare, count=1)
            if not found:
                raise Problems([Problem(file.relative_to(site).as_posix(), None, "charset",
                                        "the page does not begin with its charset",
                                        'put <meta charset="utf-8"> first in its head')])
            if ruled != html:
                file.write_text(ruled, encoding="utf-8", newline="")


def _kind(tree: LexborHTMLParser) -> str:
    """Pages in the frame of the site; share pages; the one-file edition; what is left of a page that moved."""
    if tree.css_first("body[data-moved]"):
        return "moved"
    if tree.css_first("body.edition"):
        return "edition"
    return "framed" if tree.css_first("[data-md-component=container]") else "shared"


def policy(tree: LexborHTMLParser, scripts: set[str]) -> str:
    """What a page may do: what it does, and nothing else. Of its inline scripts only those given."""
    styles = [node.text() for node in tree.css("head > style")][-1:]  # the last one is ours
    ours = "'self'" if tree.css_first("script[src]") else ""
    icon = tree.css_first('link[rel=icon][href^="data:"]')  # an empty one, so that browsers ask for none
    rules = {
        "default-src": "'none'",
        "script-src": f"{ours} {_hashes(scripts)}".strip() or "'none'",
        "style-src": f"{ours} {_hashes(set(styles))}",
        "img-src": f"{ours} data:" if ours or icon else "",
        "connect-src": ours,  # the search index and the list of addresses
        "worker-src": ours,  # the search
        "base-uri": "'none'",
        "form-action": ours or "'none'",
    }
    return "; ".join(f"{name} {' '.join(value.split())}" for name, value in rules.items() if value.strip())


def _hashes(texts: set[str]) -> str:
    digests = (hashlib.sha256(text.encode()).digest() for text in sorted(texts))
    return " ".join(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests)
