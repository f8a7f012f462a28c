"""Compressed copies beside the text files of a site, so that a server sends them without work: .gz and .br.

The same bytes for the same file: no time, no name. The last step of `publish`, for whatever changed
afterwards would be served as it was before.
"""

from __future__ import annotations

import gzip
from pathlib import Path

import brotli

from . import kept

KINDS = {".html", ".css", ".js", ".json", ".xml", ".svg", ".csv", ".bib", ".txt"}
_QUALITY = 10  # of 11: the last step makes a site 3% smaller and takes twice as long
SMALLEST = 1000  # bytes; less than this fits into one packet as it is


def write(site: Path) -> None:
    """Make all compressed copies anew, and remove those of files that are gone or small now."""
    for old in sorted(path for path in site.rglob("*") if path.suffix in (".gz", ".br")):
        old.unlink()
    for file in sorted(path for path in site.rglob("*") if path.suffix in KINDS and path.is_file()):
        content = file.read_bytes()
        if len(content) >= SMALLEST:
            file.with_name(f"{file.name}.gz").write_bytes(gzip.compress(content, 9, mtime=0))
            file.with_name(f"{file.name}.br").write_bytes(_brotli(content))


def _brotli(content: bytes) -> bytes:
    """A small form takes seconds for a site, so it is kept from build to build."""
    return kept.kept("brotli", f"{brotli.__version__} {_QUALITY}", content,
                     lambda: brotli.compress(content, quality=_QUALITY))
