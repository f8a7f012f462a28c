"""The addresses that were ever published, as data/addresses.yml has them."""

from collections.abc import Iterable
from typing import Any

import yaml
from pydantic import Field

from .fields import Strict, Text
from .reading import replace

Project = Any  # that of project.py, which imports this module
_HEADER = """\
# Every address that was ever published, from the root of the site. Never remove one: when a page or
# section moves or goes, say under `moved` where its readers shall find what they came for.
# `make addresses` adds the new ones.
"""


class Ledger(Strict):
    """All addresses, and where the moved ones went."""

    addresses: list[Text] = Field([], description="Such as /water/, /water/#the-flood, /s/")
    moved: dict[Text, Text] = Field({}, description="Old address: the one that takes its place")


def add(project: Project, existing: Iterable[str]) -> int:
    """Add to the file what exists and is not in it; how many that were."""
    content = project.ledger.model_dump()
    known = set(content["addresses"])
    new = [address for address in existing if address not in known]
    content["addresses"] += new
    text = yaml.safe_dump(content, default_style='"', sort_keys=False, width=200)
    replace(project.data / "addresses.yml", _HEADER + text)
    return len(new)
