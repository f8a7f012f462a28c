"""Addresses never break: data/addresses.yml lists every one that was ever published.

The build fails when one leads nowhere, unless the file says where it moved; then the old address
keeps working, without scripts. `make addresses` (python -m explainer.addresses site) adds new ones.
"""

from __future__ import annotations

import json
import sys
from html import escape
from os.path import relpath
from pathlib import Path

import yaml
from pydantic import Field

from . import policy
from .built import NOTE, read, text
from .problems import Problem, Problems
from .reading import Strict, Text, nearest, read_whole

_HEADER = """\
# Every address that was ever published, from the root of the site. Never remove one: when a page or
# section moves or goes, say under `moved` where its readers shall find what they came for.
# `make addresses` adds the new ones.
"""


class Ledger(Strict):
    """All addresses, and where the moved ones went."""

    addresses: list[Text] = Field(description="Such as /informers/, /informers/#set-ups, /s/set-ups/")
    moved: dict[Text, Text] = Field({}, description="Old address: the address that takes its place")


def load(path: Path | str) -> Ledger:
    """Read the ledger. Raises Problems."""
    return read_whole(path, Ledger)


def published(pages: dict[str, str], shared: dict[str, str]) -> dict[str, str]:
    """Every address of a built site that a reader can share, with its title: pages, sections, charts, numbers.

    `shared` has the headings of the share pages by their ids.
    """
    found: dict[str, str] = {}
    for place, html in pages.items():
        if place.endswith(".html"):  # the 404
            continue
        article = text(html)
        found[f"/{place}"] = " ".join(article.css_first("h1").text().split())
        for one in article.css("h2[id], h3[id], .chart, .numbers-index li"):
            title = one.css_first(".chart-caption") or one
            found[f"/{place}#{one.attributes['id']}"] = " ".join(title.text().split())
    return found | {f"/s/{id}/": heading for id, heading in shared.items()}


def of_site(site: Path) -> list[str]:
    """The same for a site that has been published: also what leads on from share pages that moved."""
    return list(published(read(site), {folder.name: "" for folder in sorted(site.glob("s/*"))}))


def keep(site: Path, pages: dict[str, str], shared: dict[str, str], ledger: Ledger, file: str) -> None:
    """Make every address of the ledger work in a built site. Raises Problems for those that lead nowhere."""
    exist = published(pages, shared)
    problems = []
    for old in [*ledger.addresses, *(old for old in ledger.moved if old not in ledger.addresses)]:
        if old in exist:
            continue
        new = _followed(old, ledger.moved)
        if new not in exist:
            problems.append(Problem(file, None, old, "this address was published and now leads nowhere",
                                    f"bring it back, or add a line under moved; {nearest(old, exist)}"))
        elif "#" in old:
            _leave_anchor(pages, old, new, exist[new])
        else:
            _write_redirect(site, old, new, exist[new])
    if problems:
        raise Problems(problems)
    # A number stands in the list of all and at its entry, which comes later and is what to offer.
    listing = {address.partition("#")[2] or address: {"address": address[1:], "title": title}
               for address, title in sorted(exist.items()) if not address.startswith("/s/")}
    (site / "addresses.json").write_text(
        json.dumps(list(listing.values()), ensure_ascii=False, indent=0) + "\n", encoding="utf-8")


def _followed(old: str, moved: dict[str, str]) -> str:
    """Where an address leads in the end; a section goes with its page unless it moved by itself."""
    seen: set[str] = set()
    while old not in seen:
        seen.add(old)
        page, mark, id = old.partition("#")
        old = moved.get(old) or (moved[page] + mark + id if mark and page in moved else old)
    return old


def _from(folder: str, to: str) -> str:
    """A relative link from a page's folder to an address, right under any sub-path."""
    page, mark, id = to.partition("#")
    return f"{relpath(page, folder)}/{mark}{id}"


def _leave_anchor(pages: dict[str, str], old: str, new: str, title: str) -> None:
    """Where a section stood, a line that says where it went; on a page that moved, its redirect does.

    A line for each, since a reader without scripts shall land on the one that leads on and see no other.
    """
    folder, _, id = old.partition("#")
    html = pages.get(folder[1:])
    if html and f'id="{id}"' not in html:
        note = (f'<p class="moved" id="{escape(id)}" data-generated data-search-exclude>This section has moved: '
                f'<a href="{escape(_from(folder, new))}">{escape(title)}</a></p>')
        end = NOTE if NOTE in html else "</article>"
        pages[folder[1:]] = html.replace(end, note + end, 1)


def _write_redirect(site: Path, old: str, new: str, title: str) -> None:
    target = escape(_from(old, new))
    path = site / old[1:] / "index.html"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(policy.stated(f"""<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="robots" content="noindex">
<meta http-equiv="refresh" content="0; url={target}">
<title>Moved: {escape(title)}</title>
<body data-moved>
<p>This page has moved: <a href="{target}">{escape(title)}</a></p>
</body>
</html>
""", set()), encoding="utf-8")


def add_new(site: Path, path: Path) -> int:
    """Add the addresses of a built site that the ledger does not have; how many they were."""
    ledger = load(path) if path.exists() else Ledger(addresses=[])
    new = [address for address in of_site(site) if address not in ledger.addresses]
    content = {"addresses": [*ledger.addresses, *new], "moved": dict(ledger.moved)}
    path.write_text(_HEADER + yaml.safe_dump(content, default_style='"', sort_keys=False, width=200), encoding="utf-8")
    return len(new)


def main(arguments: list[str]) -> None:
    """Add what is new in the site named on the command line."""
    if len(arguments) != 1 or not (Path(arguments[0]) / "index.html").is_file():
        sys.exit("explainer.addresses: name the folder of a built site, such as: python -m explainer.addresses site")
    try:
        print(f"{add_new(Path(arguments[0]), Path('data/addresses.yml'))} new addresses in data/addresses.yml")
    except Problems as problems:
        sys.exit(str(problems))


if __name__ == "__main__":
    main(sys.argv[1:])
