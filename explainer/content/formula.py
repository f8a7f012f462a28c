"""Sums over facts: `100 * boats / moorings`, read as a grammar and never run as code."""

import ast
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from operator import add, mul, sub, truediv

# Ids have hyphens, so a minus sign needs a space on its right: `a-b` is an id, `a - b` a sum.
_ID = re.compile(r"(?<![a-z0-9.])[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_ALPHABET = re.compile(r"[-a-z0-9 +*/().]{1,400}")  # no longer than a reader can be shown
_OPERATORS = {ast.Add: add, ast.Sub: sub, ast.Mult: mul, ast.Div: truediv}
_GRAMMAR = (ast.BinOp, ast.Constant, ast.Name, ast.Load, *_OPERATORS)
_SIGNS = {"*": "×", "-": "−", "/": "÷"}


@dataclass(frozen=True)
class Formula:
    """A parsed sum and the ids of the facts in it, in the order of their first appearance."""

    text: str
    inputs: tuple[str, ...]
    _tree: ast.expr = field(repr=False)

    def compute(self, values: Mapping[str, Decimal]) -> Decimal:
        """The result for the inputs' values. Raises ArithmeticError, as for a division by zero."""

        def result(node: ast.expr) -> Decimal:
            match node:
                case ast.BinOp(left, sign, right):
                    return _OPERATORS[type(sign)](result(left), result(right))
                case ast.Name(name):
                    return values[self.inputs[int(name[1:])]]
            return Decimal(str(node.value))

        return result(self._tree)

    def shown(self, words: Callable[[str], str]) -> str:
        """The sum as a reader sees it, each id replaced by what `words` makes of it."""
        part = rf"{_ID.pattern}|[-*/]"
        return re.sub(part, lambda found: _SIGNS.get(found[0]) or words(found[0]), self.text)


def parse(text: str) -> Formula:
    """Read a sum. Raises ValueError with what is wrong, for anything but + - * / ( ) on facts."""
    inputs = tuple(dict.fromkeys(_ID.findall(text)))
    # Python's own grammar does the parsing, on names that cannot mean anything to it.
    renamed = _ID.sub(lambda found: f"_{inputs.index(found[0])}", text)
    try:
        tree = ast.parse(renamed.strip(), mode="eval").body if _ALPHABET.fullmatch(text) else None
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        tree = None
    if tree is None or not all(isinstance(node, _GRAMMAR) for node in ast.walk(tree)):
        what = f'"{text[:60]}" is not a sum of facts and numbers with + - * / and brackets'
        raise ValueError(what)
    if not inputs:
        raise ValueError("the formula names no fact")
    return Formula(text, inputs, tree)
