"""Sums over facts: `100 * prisoners / prison-capacity`, read as a grammar and never run as code."""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

# Ids have hyphens, so a minus sign needs a space on its right: `a-b` is an id, `a - b` a sum.
_ID = re.compile(r"(?<![a-z0-9.])[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_ALPHABET = re.compile(r"[-a-z0-9 +*/().]+")
_OPERATORS: dict[type[ast.operator], Callable[[Decimal, Decimal], Decimal]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
_SIGNS = str.maketrans("*-/", "×−÷")
_LONGEST = 400  # characters: a sum that a reader is shown


@dataclass(frozen=True)
class Formula:
    """A parsed sum and the ids of the facts in it, in the order of their first appearance."""

    text: str
    inputs: tuple[str, ...]
    _tree: ast.expr

    def compute(self, values: dict[str, Decimal]) -> Decimal:
        """The result for the inputs' values. Raises ArithmeticError, as for a division by zero."""
        return _compute(self._tree, values, self.inputs)

    def shown(self, words: Callable[[str], str]) -> str:
        """The sum as a reader sees it, each id replaced by what `words` makes of it."""
        parts = re.split(rf"({_ID.pattern})", self.text)
        return "".join(words(part) if i % 2 else part.translate(_SIGNS) for i, part in enumerate(parts))


def parse(text: str) -> Formula:
    """Read a sum. Raises ValueError with what is wrong, for anything but + - * / ( ) on facts."""
    refused = ValueError(f'"{text[:60]}" is not a sum of facts and numbers with + - * / and brackets')
    if len(text) > _LONGEST or not _ALPHABET.fullmatch(text):
        raise refused
    inputs = tuple(dict.fromkeys(_ID.findall(text)))
    if not inputs:
        raise ValueError("the formula names no fact")
    # Python's own grammar does the parsing, on names that cannot mean anything to it.
    renamed = _ID.sub(lambda m: f"_{inputs.index(m.group())}", text)
    try:
        tree = ast.parse(renamed.strip(), mode="eval").body
        _check(tree)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise refused from None
    return Formula(text, inputs, tree)


def _check(node: ast.expr) -> None:
    match node:
        case ast.BinOp(left, op, right) if type(op) in _OPERATORS:
            _check(left)
            _check(right)
        case ast.Constant(int() | float()):
            pass
        case ast.Name(name) if re.fullmatch(r"_\d+", name):
            pass
        case _:
            raise ValueError(ast.dump(node))


def _compute(node: ast.expr, values: dict[str, Decimal], inputs: tuple[str, ...]) -> Decimal:
    match node:
        case ast.BinOp(left, op, right):
            return _OPERATORS[type(op)](_compute(left, values, inputs), _compute(right, values, inputs))
        case ast.Constant(value):
            return Decimal(str(value))
        case ast.Name(name):
            return values[inputs[int(name[1:])]]
    raise AssertionError(f"_check lets {node!r} through")
