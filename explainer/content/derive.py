"""Computes the derived facts, and checks what single entries of data/facts.yml cannot show."""

import graphlib
from decimal import ROUND_HALF_UP, Decimal
from typing import get_args

from .facts import LARGEST, Check, Derivation, Derived, Fact, FactsFile, Given
from .reading import Reading


def check(reading: Reading, file: FactsFile) -> dict[str, Fact]:
    """All facts in the file's order, the derived ones computed; complains of what cannot be."""
    statements: dict[str, str] = {}
    for id, entry in file.facts.items():
        entry._id = id
        if id in entry.compare:
            reading.complain(("facts", id, "compare"), "compare names the fact itself", "remove it")
        if (first := statements.setdefault(entry.statement.casefold(), id)) != id:
            what = f"it has the same statement as {first}"
            remedy = "say in the statement how the two differ"
            reading.complain(("facts", id, "statement"), what, remedy)
    for id in file.facts.keys() & file.withdrawn.keys():
        remedy = "give it an id of its own: this one says for good that it was withdrawn"
        reading.complain(("facts", id), "a number with this id was withdrawn", remedy)
    raw = (reading.section("facts") or {}).values()
    used = {str(fact.get("source")) for fact in raw if isinstance(fact, dict)}
    for id in file.sources.keys() - used:
        remedy = "remove it, or name it in a fact"
        reading.complain(("sources", id), "no fact uses this source", remedy)
    facts = _computed(reading, file)
    _check_changes(reading, file, facts)
    return facts


def _check_changes(reading: Reading, file: FactsFile, facts: dict[str, Fact]) -> None:
    """The log of changes must end at what the file says now."""
    latest = {change.fact: change for change in file.changes}
    for i, change in enumerate(file.changes):
        fact = facts.get(change.fact)  # one with a problem of its own is missing
        number = fact or file.withdrawn.get(change.fact)
        for key, value in (("old", change.old), ("new", change.new)):
            if number and isinstance(value, str) != (number.unit == "date"):
                what = f'its {key} value "{value}" is not of the unit of {change.fact}'
                remedy = "write a bare number, or an EDTF date in quotes"
                reading.complain(("changes", i, key), what, remedy)
        if fact and latest[change.fact] is change and fact.value != change.new:
            what = f"its new value is {change.new}, but {change.fact} is {fact.value}"
            reading.complain(("changes", i, "new"), what, "add the change that is missing")


def _computed(reading: Reading, file: FactsFile) -> dict[str, Fact]:
    done: dict[str, Fact] = {id: one for id, one in file.facts.items() if isinstance(one, Given)}
    sums = {id: one for id, one in file.facts.items() if isinstance(one, Derivation)}
    for id in _inputs_first(reading, sums):
        inputs = [done.get(input) for input in sums[id].derived.formula.inputs]
        try:
            if all(inputs):
                done[id] = _derived(sums[id], inputs)
        except ValueError as error:
            reading.complain(("facts", id, "derived", "formula"), *error.args)
    return {id: done[id] for id in file.facts if id in done}


def _inputs_first(reading: Reading, sums: dict[str, Derivation]) -> list[str]:
    graph = {id: set(one.derived.formula.inputs) & sums.keys() for id, one in sums.items()}
    try:
        return list(graphlib.TopologicalSorter(graph).static_order())
    except graphlib.CycleError as error:
        circle = error.args[1]
        what = f"it is computed from itself: {' → '.join(reversed(circle))}"
        remedy = "derive it from facts that do not depend on it"
        reading.complain(("facts", circle[0], "derived", "formula"), what, remedy)
        return []


def _derived(entry: Derivation, inputs: list[Fact]) -> Derived:
    """A fact with its result. Raises ValueError with what is wrong and what to do."""
    formula, decimals = entry.derived.formula, entry.derived.round
    if date := next((input for input in inputs if input.unit == "date"), None):
        raise ValueError(f"{date.id} is a date, not a quantity", "use only numbers in a sum")
    try:
        exact = formula.compute({input.id: Decimal(input.value) for input in inputs})
        value = exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
        if abs(value) >= LARGEST:
            raise ArithmeticError
    except ArithmeticError:
        what = "the sum has no result (a division by zero, or too large a number)"
        raise ValueError(what, f"check the values of {', '.join(formula.inputs)}") from None
    inexact = "about" if any(input.qualifier for input in inputs) else None
    inherited = tuple(dict.fromkeys(when for input in inputs for when in input.times))
    fact = Derived.model_construct(
        **dict(entry) | {"qualifier": entry.qualifier or inexact},
        value=value if decimals > 0 else int(value),
        times=(entry.as_of,) if entry.as_of else inherited,
        # A sum is no surer than the least sure of the figures in it.
        check=max((input.check for input in inputs), key=get_args(Check).index),
        formula=formula,
    )
    fact._id = entry.id
    return fact
