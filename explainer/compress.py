"""Compressed copies beside the text files of a site, so that a server sends them without work: .gz and .br.

The same bytes for the same file: no time, no name. The last step of `publish`, for whatever changed
afterwards would be served as it was before.
"""

from __future__ import annotations

import gzip
import hashlib
import os
import tempfile
from pathlib import Path

import brotli

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
    """A small form takes seconds for a site, so it is kept from build to build, beside the cards."""
    name = hashlib.sha256(f"{brotli.__version__} {_QUALITY} ".encode() + content).hexdigest()
    kept = Path(os.environ.get("CARD_CACHE", ".cache/cards")).with_name("brotli") / name
    if not kept.exists():
        kept.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=kept.parent, delete=False) as file:
            file.write(brotli.compress(content, quality=_QUALITY))
        os.replace(file.name, kept)  # at one stroke, because another build may be doing the same
    return kept.read_bytes()
