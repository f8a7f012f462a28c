"""The addresses that were ever published, as data/addresses.yml has them."""

from collections.abc import Iterable
from typing import Any

import yaml
from pydantic import Field

from .fields import Strict, Text
from .problems import Problem, Problems, did_you_mean
from .reading import replace

Project = Any  # that of project.py, which imports this module
_HEADER = """\
# yaml-language-server: $schema=addresses.schema.json
# Every address that was ever published, from the root of the site. Never remove one: when a page or
# section moves or goes, say under `moved` where its readers shall find what they came for.
# `make publish` adds the new ones, `make move OLD=… NEW=…` says where one went.
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
    _write(project, content)
    return len(new)


def move(project: Project, old: str, new: str) -> dict[str, str]:
    """Write where an address went, and its short one; what was written. Raises Problems."""
    content, file = project.ledger.model_dump(), str(project.data / "addresses.yml")
    exist = {f"/{one.address}" for one in (*project.pages.values(), *project.sections.values())}
    places = {old: (content["addresses"], "it was never published"), new: (exist, "it is nowhere")}
    wrong = [
        (one, what, did_you_mean(one, known))
        for one, (known, what) in places.items()
        if one not in known
    ]
    if old in exist:
        wrong.append((old, "it is still there", "move the heading first"))
    if wrong:
        raise Problems(Problem(file, None, *one) for one in wrong)
    short = {one: f"/s/{one.partition('#')[2]}/" if "#" in one else one for one in (old, new)}
    moves = {old: new}
    if short[old] != short[new] and short[old] in content["addresses"]:
        moves[short[old]] = short[new]
    _write(project, content | {"moved": content["moved"] | moves})
    return moves


def _write(project: Project, content: dict[str, Any]) -> None:
    text = yaml.safe_dump(content, default_style='"', sort_keys=False, width=200)
    replace(project.data / "addresses.yml", _HEADER + text)
