"""The content security policy of every page, in the page itself, so that it needs no server's help.

Only scripts from the site run, and of the inline ones only those that the frame brings: they stand
letter for letter on every page. A script on a single page has come from somewhere else, a title or
the data, and is left without a hash: browsers do not run it.
"""

from __future__ import annotations

import base64
import hashlib
import re

from .problems import Problem, Problems

_POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy" content="[^"]*">')
_CHARSET = re.compile(r'<meta charset="utf-8">', re.IGNORECASE)
# Not parsed, because that takes long: a script or style that these overlook gets no hash, so it does nothing.
_SCRIPT = re.compile(r"<script\b([^>]*)>(.*?)</script>", re.DOTALL)
_STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)
_SRC = re.compile(r"<script\b[^>]*\ssrc=")
_DATA = re.compile(r"\stype=(?![\"']?(?:text/javascript|application/javascript|module)?[\"']?(?:\s|$))")  # never runs
_EMPTY_ICON = re.compile(r'<link [^>]*href="?data:')  # so that browsers ask for none


def protect(pages: dict[str, str]) -> None:
    """Write its policy into every page of the frame. Twice is as once. Raises Problems.

    What else there is comes with its own: share pages, the edition, what is left of pages that moved.
    """
    if problems := [Problem(f"/{place}", None, "charset", "the page does not begin with its charset",
                            'put <meta charset="utf-8"> first in its head')
                    for place, html in pages.items() if not _CHARSET.search(html)]:
        raise Problems(problems)
    shared = set.intersection(*map(scripts, pages.values())) if pages else set()
    pages |= {place: stated(html, shared) for place, html in pages.items()}


def stated(html: str, scripts: set[str]) -> str:
    """A page with its policy, before anything that it rules over. Of its inline scripts only those given run."""
    meta = f'<meta http-equiv="Content-Security-Policy" content="{policy(html, scripts)}">'
    return _CHARSET.sub(lambda charset: charset[0] + meta, _POLICY.sub("", html, count=1), count=1)


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
