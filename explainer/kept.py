"""What one build leaves for the next: whatever takes long to make and is the same each time.

It lies in .cache, or in the folder that BUILD_CACHE names. Either may be deleted at any time.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable
from pathlib import Path


def kept(kind: str, version: str, source: bytes, make: Callable[[], bytes]) -> bytes:
    """What `make` gives for a source, read back where an earlier build has left it.

    `version` names what `make` rests on: with another one it is made anew.
    """
    file = place(kind, version, source)
    if not file.exists():
        put(file, make())
    return file.read_bytes()


def place(kind: str, version: str, source: bytes) -> Path:
    """Where the result for a source is kept, or would be."""
    name = hashlib.sha256(f"{version}\n".encode() + source).hexdigest()
    return Path(os.environ.get("BUILD_CACHE", ".cache")) / kind / name


def put(file: Path, content: bytes) -> None:
    """Write a file at one stroke, because another build may be doing the same."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=file.parent, delete=False) as unfinished:
        unfinished.write(content)
    os.replace(unfinished.name, file)
