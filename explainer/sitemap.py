"""The sitemap: each page with the day it last changed, which is in data/pages.yml and not on the clock."""

from __future__ import annotations

from html import escape
from pathlib import Path

from .library import Library
from .sections import page_address, pages


def write(site: Path, library: Library, address: str) -> None:
    """Write the sitemap of a built site that will stand at `address`, which ends in a slash."""
    entries = []
    for path in pages(library.docs):
        changed = library.changed(path.name)
        day = f"<lastmod>{changed}</lastmod>" if changed else ""
        entries.append(f"<url><loc>{escape(address + page_address(path.name))}</loc>{day}</url>\n")
    (site / "sitemap.xml").write_text(
        '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
        f"{''.join(entries)}</urlset>\n", encoding="utf-8", newline="")
    (site / "sitemap.xml.gz").unlink(missing_ok=True)  # the builder's, which holds the time; compress makes it anew
