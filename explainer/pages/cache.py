"""What one build works out and the next takes over: compiled templates, drawn preview cards.

It lies in .cache, or in the folder that BUILD_CACHE names. Either may be deleted at any time; what
cannot be read or written costs time and never the build.
"""

import os
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket


def read(kind: str, source: str) -> bytes | None:
    """What an earlier build made of a source, if it left that whole."""
    with suppress(OSError):
        left = _file(kind, source).read_bytes()
        if sha256(left[32:]).digest() == left[:32]:
            return left[32:]
    return None


def write(kind: str, source: str, content: bytes) -> None:
    """Keep for the next build what was made of a source, which names all that it depends on."""
    with suppress(OSError):
        file = _file(kind, source)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(sha256(content).digest() + content)


def _file(kind: str, source: str) -> Path:
    kept = os.environ.get("BUILD_CACHE") or ".cache"
    return Path(kept, kind, sha256(source.encode()).hexdigest())


class Templates(BytecodeCache):
    """Templates as Jinja compiled them; it looks itself whether one has changed since."""

    def load_bytecode(self, bucket: Bucket) -> None:
        """What Jinja asks for before it compiles."""
        if kept := read("templates", bucket.key):
            bucket.bytecode_from_string(kept)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """What Jinja does when it has compiled."""
        write("templates", bucket.key, bucket.bytecode_to_string())
