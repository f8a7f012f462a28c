"""YAML with the YAML 1.2 reading of scalars, line numbers, and none of YAML's surprises.

YAML 1.1 (what PyYAML builds by default) reads `NO` as false, `12:30` as 750 and keeps the last
of two equal keys in silence. Here these stay text, and an equal key, an anchor, an alias, a tag
or a second document is a problem of its own.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import yaml

from .problems import Problem

# libyaml's parser where the wheel has it: ten times faster, the same nodes.
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_NUMBER = re.compile(r"[-+]?(0|[1-9][0-9]{0,19})(\.[0-9]{1,10})?")
_TAGS = {kind: f"tag:yaml.org,2002:{name}" for kind, name in (
    (yaml.ScalarNode, "str"), (yaml.MappingNode, "map"), (yaml.SequenceNode, "seq"))}
_PLAIN_TAGS = set(_TAGS.values())
_WORDS = {"": None, "~": None, "null": None, "true": True, "false": False}
_SURPRISES = {  # what YAML 1.1 takes a bare word for
    "bool": "yes or no", "int": "a number", "float": "a number",
    "timestamp": "a date", "merge": "a merge", "value": "a value", "null": "nothing",
}

Path = tuple[str | int, ...]


class _Text(_Loader):  # type: ignore[misc, valid-type]
    """A loader that leaves every scalar as the text that stands in the file, and so need not look at it."""

    def resolve(self, kind: type[yaml.Node], value: Any, implicit: Any) -> str:
        return _TAGS[kind]

    def descend_resolver(self, *_: Any) -> None:
        pass

    ascend_resolver = descend_resolver


def read(text: str, file: str) -> tuple[Any, dict[Path, int], list[Problem]]:
    """Read one document: its data, the line of every key and item, and what is wrong with it.

    Numbers come as `int` or, with a decimal point, as `Decimal`, which keeps them as written.
    """
    problems: list[Problem] = []
    lines: dict[Path, int] = {}
    seen: set[int] = set()

    def complain(line: int, path: Path, wrong: str, remedy: str) -> None:
        problems.append(Problem(file, line, subject(path), wrong, remedy))

    def build(node: yaml.Node, path: Path) -> Any:
        line = node.start_mark.line + 1
        if id(node) in seen:
            complain(line, path, "an alias (*) repeats another value", "write the value out")
            return None
        seen.add(id(node))
        if node.tag not in _PLAIN_TAGS:
            complain(line, path, f"it has the tag {node.tag}", "write the value without a tag")
        if isinstance(node, yaml.ScalarNode):
            if node.style not in (None, ""):
                return node.value
            if surprise := _surprise(node.value):
                complain(line, path, f"some readers of YAML take a bare {node.value} for {surprise}",
                         "put it in quotes, or write a number in plain digits")
            return _scalar(node.value)
        if isinstance(node, yaml.SequenceNode):
            items = []
            for i, item in enumerate(node.value):
                lines[(*path, i)] = item.start_mark.line + 1
                items.append(build(item, (*path, i)))
            return items
        mapping: dict[str, Any] = {}
        for key_node, value_node in node.value:
            at = key_node.start_mark.line + 1
            if not isinstance(key_node, yaml.ScalarNode) or not key_node.value.strip():
                complain(at, path, "a key is not a plain word", "give the entry a name")
                continue
            key = key_node.value
            if key in mapping:
                first = lines[(*path, key)]
                complain(at, (*path, key), f"the key stands twice, first on line {first}",
                         "rename or remove one of the two")
                continue
            lines[(*path, key)] = at
            mapping[key] = build(value_node, (*path, key))
        return mapping

    try:
        node = yaml.compose(text, Loader=_Text)
        return (None if node is None else build(node, ())), lines, problems
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        wrong = f"it is not valid YAML: {error.problem or error.context}"
        return None, lines, [Problem(file, line, "file", wrong, "look at this line and the one above")]
    except yaml.reader.ReaderError as error:
        line = text.encode()[: error.position].count(b"\n") + 1  # libyaml counts bytes
        wrong = "it holds a control character that YAML does not allow"
        return None, lines, [Problem(file, line, "file", wrong, "delete the invisible character")]
    except RecursionError:
        return None, lines, [Problem(file, 1, "file", "it is nested too deeply", "write it flat")]


def subject(path: Path) -> str:
    """The id that a path in the file belongs to: ("facts", "prisoners", "unit") → prisoners."""
    return str(path[1]) if len(path) > 1 else str(path[0]) if path else "file"


def _scalar(text: str) -> Any:
    if text in _WORDS:
        return _WORDS[text]
    if _NUMBER.fullmatch(text):
        return Decimal(text) if "." in text else int(text)
    return text


def _surprise(text: str) -> str | None:
    """What YAML 1.1 makes of a bare word that is only text here, if anything."""
    if text in _WORDS or _NUMBER.fullmatch(text):
        return None
    for tag, pattern in yaml.SafeLoader.yaml_implicit_resolvers.get(text[:1], []):
        if pattern.match(text):
            return _SURPRISES.get(tag.rpartition(":")[2], "something else")
    return None
