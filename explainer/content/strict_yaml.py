"""YAML with the line of each entry and without surprises.

By default PyYAML reads `NO` as false and `12:30` as 750, and keeps the last of two equal keys in
silence. Here all of these, and an alias, a tag or a second document, are problems of their own.
"""

import re
from decimal import Decimal
from typing import Any

import yaml

from .problems import Problem

_NUMBER = re.compile(r"[-+]?(0|[1-9][0-9]{0,19})(\.[0-9]{1,10})?")
_OPENED = re.compile(r"""[:-] (["'])(?:(?!\1).)*$""")  # a quotation mark that is not closed
_WORDS = {"": None, "~": None, "null": None, "true": True, "false": False}
_SURPRISES = {"bool": "yes or no", "int": "a number", "float": "a number", "timestamp": "a date"}

Path = tuple[str | int, ...]


class _Text(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # libyaml is ten times faster
    """A loader that leaves every scalar as the text in the file: it has no tag but a typed one."""

    def resolve(self, *_: Any) -> str:
        return ""


def read(text: str, file: str) -> tuple[Any, dict[Path, int], list[Problem]]:
    """Read one document: its data, the line of every key and item, and what is wrong with it.

    Numbers come as `int` or, with a decimal point, as `Decimal`, which keeps them as written.
    """
    document = _Document(file)
    try:
        node = yaml.compose(text, Loader=_Text)
        data = None if node is None else document.build(node, ())
        return data, document.lines, document.problems
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        wrong = f"it is not valid YAML: {error.problem or error.context}"
        line, remedy = mark.line + 1 if mark else 1, "look at this line and the one above"
        above = enumerate(text.split("\n")[:line], 1)
        if opened := [number for number, one in above if _OPENED.search(one)]:
            line, remedy = opened[-1], "close the quotation mark on this line"
    except yaml.reader.ReaderError as error:
        line = text.encode()[: error.position].count(b"\n") + 1  # libyaml counts bytes
        wrong = "it holds a control character that YAML does not allow"
        remedy = "delete the invisible character"
    except RecursionError:
        line, wrong, remedy = 1, "it is nested too deeply", "write it flat"
    return None, document.lines, [Problem(file, line, "file", wrong, remedy)]


def subject(path: Path) -> str:
    """The id that a path in the file belongs to: ("facts", "moorings", "unit") → moorings."""
    return str(path[1]) if len(path) > 1 else str(path[0]) if path else "file"


class _Document:
    """YAML's nodes → data, with the lines and problems that come up on the way."""

    def __init__(self, file: str):
        self.file = file
        self.lines: dict[Path, int] = {}
        self.problems: list[Problem] = []
        self._seen: set[int] = set()

    def build(self, node: yaml.Node, path: Path) -> Any:
        if id(node) in self._seen:
            self._add(node, path, "an alias (*) repeats another value", "write the value out")
            return None
        self._seen.add(id(node))
        if node.tag:
            self._add(node, path, f"it has the tag {node.tag}", "write the value without a tag")
        if isinstance(node, yaml.MappingNode):
            return self._map(node, path)
        if isinstance(node, yaml.SequenceNode):
            for i, item in enumerate(node.value):
                self.lines[(*path, i)] = item.start_mark.line + 1
            return [self.build(item, (*path, i)) for i, item in enumerate(node.value)]
        return node.value if node.style else self._scalar(node, path)

    def _map(self, node: yaml.MappingNode, path: Path) -> dict[str, Any]:
        mapping: dict[str, Any] = {}
        for key_node, value in node.value:
            key = key_node.value
            if not isinstance(key_node, yaml.ScalarNode) or not key.strip():
                self._add(key_node, path, "a key is not a plain word", "give the entry a name")
            elif key in mapping:
                what = f"the key stands twice, first on line {self.lines[(*path, key)]}"
                self._add(key_node, (*path, key), what, "rename or remove one of the two")
            else:
                self.lines[(*path, key)] = key_node.start_mark.line + 1
                mapping[key] = self.build(value, (*path, key))
        return mapping

    def _scalar(self, node: yaml.ScalarNode, path: Path) -> Any:
        text = node.value
        if text in _WORDS:
            return _WORDS[text]
        if _NUMBER.fullmatch(text):
            return Decimal(text) if "." in text else int(text)
        for tag, pattern in yaml.SafeLoader.yaml_implicit_resolvers.get(text[:1], []):
            if pattern.match(text):
                taken = _SURPRISES.get(tag.rpartition(":")[2], "something else")
                what = f"some readers of YAML take a bare {text} for {taken}"
                self._add(node, path, what, "put it in quotes, or write a number in plain digits")
                break
        return text

    def _add(self, node: yaml.Node, path: Path, wrong: str, remedy: str) -> None:
        line = node.start_mark.line + 1
        self.problems.append(Problem(self.file, line, subject(path), wrong, remedy))
