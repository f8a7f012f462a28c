"""A fact → the words a reader sees: `nearly 40,000`, `28%`, `US$61.4 billion`, `2 April 2020`."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from decimal import Decimal
from functools import cache

from babel.numbers import format_compact_decimal, format_decimal

from . import dates
from .dates import LOCALE, NBSP
from .facts import REFERENCE, Book, Change, Fact, Source

_SPELLED = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_SPELL_UNITS = {"people", "cases", "places", "prisons", "sites", "number", "years", "months"}
_WORDS_A_MINUTE = 200  # many read English as a second language
CHECKS = {
    "confirmed": "Confirmed in the source",
    "nuance": "True with a caveat",
    "differs": "Other sources say otherwise",
    "unchecked": "Could not be checked",
}
SUM_CHECKS = {
    "confirmed": "Every part of the sum is confirmed in its source",
    "nuance": "A part of the sum carries a caveat",
    "differs": "Other sources put a part of the sum otherwise",
    "unchecked": "A part of the sum could not be checked",
}
CLAIM_CHECKS = {
    "confirmed": "confirmed",
    "nuance": "true with a caveat",
    "differs": "differs",
    "unchecked": "could not be checked",
}
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
KINDS_MANY = {
    "news": "news reports",
    "ngo": "publications of non-governmental groups",
    "government": "government documents",
    "un": "United Nations documents",
    "court": "court decisions",
    "academic": "studies",
    "reference": "reference works",
}


def words(fact: Fact) -> str:
    """The value as prose has it: whole numbers below ten spelled out, with the qualifier."""
    return _qualified(fact, _spelled(fact) or number(fact))


def figure(fact: Fact) -> str:
    """The value as a table has it: always in digits."""
    return _qualified(fact, number(fact))


def bare(fact: Fact) -> str:
    """The value without its qualifier, for a sentence that already says how exact it is."""
    return _spelled(fact) or number(fact)


def old_and_new(change: Change, fact: Fact) -> list[str]:
    """Both values of a change, worded as the fact's own are."""
    return [bare(replace(fact, value=value)) for value in (change.old, change.new)]


def number(fact: Fact) -> str:
    """The value in digits with its unit and without its qualifier."""
    return dates.words(fact.value) if isinstance(fact.value, str) else _number(str(fact.value), fact.unit)


@cache
def _number(digits: str, unit: str) -> str:
    """Kept, because a page says the same number many times. Takes digits, because 2 and 2.0 are equal."""
    value = Decimal(digits)
    if unit == "usd":
        return f"US${_scaled(value)}"
    text = f"{value:,f}"  # with the decimals as the source has them: 2.0 stays 2.0
    if unit == "percent":
        return f"{text}%"
    if value >= 1_000_000:
        return _scaled(value)
    if unit in ("kg", "riel", "tonnes", "years", "months"):
        return f"{text}{NBSP}{_singular(unit, value)}"
    return text


def as_of(fact: Fact) -> str:
    """When the value is true; for a sum the dates of all its parts."""
    return times(tuple(fact.as_of))


@cache
def times(dated: tuple[str, ...]) -> str:
    """Times (EDTF) in words, the oldest first, without a month of which a day is named."""
    exact = [when for when in dated if not any(other.startswith(f"{when}-") for other in dated)]
    return _listed([dates.words(when) for when in sorted(exact, key=dates.first_day)])


def machine_value(fact: Fact) -> str:
    """The value for the `value` attribute of `<data>`."""
    return str(fact.value)


def check(fact: Fact) -> str:
    """How well the fact checks out; a sum is as sure as the least sure of its parts."""
    return (SUM_CHECKS if fact.formula else CHECKS)[fact.check]


def filled(text: str, book: Book) -> str:
    """A caveat with each {id} replaced by that fact's words."""
    return REFERENCE.sub(lambda match: words(book.facts[match.group(1)]), text)


def citation(fact: Fact, source: Source | None, address: str) -> str:
    """A number with all that a careful reader needs to find it again."""
    title = f" “{source.title}”, {source.url}." if source else ""
    return (f"{fact.statement}: {figure(fact)}. As of {as_of(fact)}{f', {fact.scope}' if fact.scope else ''}. "
            f"{_origin(fact, source)}{title} Check: {check(fact).lower()}. {address}")


def _origin(fact: Fact, source: Source | None) -> str:
    read = f" Read in {source.producer}, {dates.words(source.published)}." if source else ""
    return f"{'Source' if source else 'By'}: {fact.says}.{read}"


def credit(source: Source, book: Book) -> str:
    """Who published a source, and when: enough to know what a sentence rests on; else with its title."""
    title = f" “{source.title}”," if (source.producer, source.published) in book.published_alike else ""
    return f"{source.producer},{title} {dates.words(source.published)}"


def summary(facts: list[Fact], sources: list[Source]) -> str:
    """One line on where the numbers of a page come from."""
    if not facts:
        return "This page rests on no number of its own."
    kinds = Counter(source.kind for source in sources)
    derived = sum(fact.formula is not None for fact in facts)
    doubted = sum(fact.check != "confirmed" for fact in facts)
    oldest = min((when for fact in facts for when in fact.as_of), key=dates.first_day, default="XXXX")
    listed = [f"{count} {(KINDS_MANY if count > 1 else KINDS)[kind]}" for kind, count in kinds.most_common()]
    asides = [f"{derived} of them our own {_plural('sum', derived)}"] if derived else []
    asides += [f"{doubted} with a caveat or in dispute"] if doubted else []
    return (f"{len(facts)} {_plural('number', len(facts))} from {len(sources)} {_plural('source', len(sources))} "
            f"({_listed(listed or ['none'])}){'; ' if asides else ''}{', '.join(asides)}. "
            f"The oldest is of {dates.words(oldest)}.")


def reading_time(words: int) -> str:
    """How long a text of so many words takes at a calm pace."""
    minutes = max(1, round(words / _WORDS_A_MINUTE))
    return f"About {minutes} {_plural('minute', minutes)} to read"


def _plural(noun: str, count: int) -> str:
    return noun if count == 1 else f"{noun}s"


def _qualified(fact: Fact, text: str) -> str:
    if fact.qualifier == "thousands":
        return "thousands"
    return f"{fact.qualifier} {text}" if fact.qualifier else text


def _spelled(fact: Fact) -> str | None:
    if fact.unit not in _SPELL_UNITS or fact.value not in range(10):
        return None
    word = _SPELLED[int(fact.value)]
    return f"{word} {_singular(fact.unit, fact.value)}" if fact.unit in ("years", "months") else word


def _singular(unit: str, value: int | Decimal) -> str:
    return unit[:-1] if value == 1 and unit.endswith("s") else unit


def _scaled(value: int | Decimal) -> str:
    if value < 1_000_000:
        return format_decimal(value, locale=LOCALE)
    return format_compact_decimal(value, format_type="long", locale=LOCALE, fraction_digits=1).replace(" ", NBSP)


def _listed(items: list[str]) -> str:
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}"
