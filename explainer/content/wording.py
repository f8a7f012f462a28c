"""A fact → the words a reader sees: `nearly 40,000`, `28%`, `US$61.4 billion`, `2 April 2020`."""

import re
from collections import Counter
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from babel.lists import format_list

from . import dates
from .dates import NBSP
from .facts import COUNTED, Change, Fact, Source, Withdrawal
from .fields import REFERENCE

Project = Any  # that of project.py, which imports this module
_SPELLED = dict(
    zip("0123456789", "zero one two three four five six seven eight nine".split(), strict=True)
)
_IN_DIGITS = ("percent", "ratio", "usd", "kg", "tonnes", "date")
_SCALES = ((10**12, "trillion"), (10**9, "billion"), (10**6, "million"))
_WORDS_A_MINUTE = 200  # many read English as a second language
CHECKS = {
    "confirmed": "Matches the report cited",
    "nuance": "True with a caveat",
    "differs": "Other sources say otherwise",
    "unchecked": "Could not be checked",
}
SUM_CHECKS = {
    "confirmed": "Every part of the sum matches the report cited",
    "nuance": "A part of the sum carries a caveat",
    "differs": "Other sources put a part of the sum otherwise",
    "unchecked": "A part of the sum could not be checked",
}
CLAIM_CHECKS = {
    "confirmed": "confirmed",
    "nuance": "true with a caveat",
    "unchecked": "could not be checked",
    "differs": "other sources differ",
}
SIGNS = {"confirmed": "●", "nuance": "◐", "unchecked": "○", "differs": "◇"}  # differ in shape
NATURES = {
    "reported": "a reported figure",
    "estimate": "an estimate",
    "opinion": "one person’s word",
    "legal": "a point of law",
    "derived": "our own sum",
}
KINDS = {
    "news": "news report",
    "ngo": "publication of a non-governmental group",
    "government": "government document",
    "un": "United Nations document",
    "court": "court decision",
    "academic": "study",
    "reference": "reference work",
}
_MANY = {"study": "studies", KINDS["ngo"]: "publications of non-governmental groups"}


def words(fact: Fact) -> str:
    """The value as prose has it: whole numbers below ten spelled out, with the qualifier."""
    return _qualified(fact, bare(fact))


def figure(fact: Fact) -> str:
    """The value as a table has it: always in digits."""
    return _qualified(fact, number(fact))


def _qualified(fact: Fact, text: str) -> str:
    if fact.qualifier == "thousands":
        return "thousands"
    return f"{fact.qualifier} {text}" if fact.qualifier else text


def bare(fact: Fact) -> str:
    """The value without its qualifier, for a sentence that already says how exact it is."""
    if fact.unit in _IN_DIGITS or str(fact.value) not in _SPELLED:  # 2.0 is more than two
        return number(fact)
    return _SPELLED[str(fact.value)] + _unit(fact, " ")


def number(fact: Fact) -> str:
    """The value in digits with its unit and without its qualifier."""
    if fact.unit == "date":
        return dates.words(fact.value)
    sign, value = "−" if fact.value < 0 else "", abs(Decimal(fact.value))
    if fact.unit == "percent":
        return f"{sign}{value:,f}%"
    if fact.unit == "usd":
        return f"{sign}US${_scaled(value, cents=True)}"
    return sign + _scaled(value) + _unit(fact, NBSP)


def _scaled(value: Decimal, cents: bool = False) -> str:
    """From a million on in words if those are exact, `61.4 billion`; else every digit."""
    size, name = next((scale for scale in _SCALES if value >= scale[0]), (0, ""))
    if size and value * 100 % size == 0:
        return f"{(value / size).normalize():f}{NBSP}{name}"
    if cents and value.as_tuple().exponent == -1:
        return f"{value:,.2f}"
    return f"{value:,f}"  # with the decimals as the source has them: 2.0 stays 2.0


def _unit(fact: Fact, space: str) -> str:
    if fact.unit in (*COUNTED, "ratio"):
        return ""
    return space + (fact.unit.removesuffix("s") if abs(fact.value) == 1 else fact.unit)


def correction(entry: Change | Withdrawal, of: Fact | Withdrawal) -> str:
    """What became of a number: `from 1,230 to 1,240`, or that it was withdrawn and what it said."""
    if isinstance(entry, Withdrawal):
        return f"withdrawn (it said {entry.value})"
    old, new = (bare(of.model_copy(update={"value": one})) for one in (entry.old, entry.new))
    return f"from {old} to {new}" if old != new else "now in other words"


def as_of(fact: Fact) -> str:
    """When the value is true; for a sum the dates of all its parts."""
    return times(fact.times)


def times(dated: tuple[str, ...]) -> str:
    """Times (EDTF) in words, the oldest first, without a month of which a day is named."""
    exact = [when for when in dated if not any(other.startswith(f"{when}-") for other in dated)]
    said = [dates.words(when) for when in sorted(exact, key=dates.first_day)]
    return format_list(said, locale="en_GB")


def check(fact: Fact) -> str:
    """How well the fact checks out."""
    return (SUM_CHECKS if fact.formula else CHECKS)[fact.check]


def fill(text: str, facts: Mapping[str, Fact]) -> str:
    """A text of a data file with each {id} as that fact's words and each {when id} as its date."""
    return REFERENCE.sub(lambda found: (as_of if found[1] else words)(facts[found[2]]), text)


def gist(fact: Fact, facts: Mapping[str, Fact]) -> str:
    """The first sentence of what to beware of, or nothing."""
    caveat = fill(fact.caveat or "", facts)
    return re.match(r".*?(?<![A-Z])[.!?](?=\s|$)|.*", caveat)[0]


def sentence(fact: Fact, project: Project) -> str:
    """A number to pass on: what, value, when, who says it, the caveat's gist, its address."""
    source = project.sources.get(fact.source)
    who = f"according to {fact.says}" if source else f"by a sum of “{project.site.name}”"
    if source and source.producer.partition(",")[0] not in fact.says:
        who += f" (in {source.producer})"
    told = fact.unit == "date" or as_of(fact)[-4:] in fact.statement  # the year
    said = f"{fact.statement}: {figure(fact)}{'' if told else f' ({as_of(fact)})'}, {who}."
    address = f"{project.site.address}{project.fact_page(fact.id)}"
    return " ".join(filter(None, (said, gist(fact, project.facts), address)))


def summary(facts: list[Fact], sources: list[Source]) -> str:
    """One line on where the numbers of a page come from."""
    if not facts:
        return "This page rests on no number of its own."
    derived = sum(fact.formula is not None for fact in facts)
    doubted = sum(fact.check != "confirmed" for fact in facts)
    told = [_counted(len(facts), "number")]
    told += [f"{derived} of them our own {'sum' if derived == 1 else 'sums'}"] if derived else []
    told += [f"{doubted} with a caveat or in dispute"] if doubted else []
    kinds = Counter(KINDS[source.kind] for source in sources).most_common()
    listed = format_list([_counted(count, kind) for kind, count in kinds], locale="en_GB")
    told.append(f"from {_counted(len(sources), 'source')} ({listed})")
    oldest = min((when for fact in facts for when in fact.times), key=dates.first_day)
    return f"{', '.join(told)}. The oldest is of {dates.words(oldest)}."


def reading_time(words: int) -> str:
    """How long a text of so many words takes at a calm pace."""
    return f"About {_counted(max(1, round(words / _WORDS_A_MINUTE)), 'minute')} to read"


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun if count == 1 else _MANY.get(noun, f'{noun}s')}"
