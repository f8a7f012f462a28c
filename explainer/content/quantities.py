"""Finds every quantity in a piece of plain text, in digits or in words."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache

# `two` and below count for nothing here: "one", "both", "second" are grammar.
_UNITS = "three four five six seven eight nine ten eleven twelve".split()
_TEENS = [f"{n}teen" for n in "thir four fif six seven eigh nine".split()]
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_LARGE = "hundred thousand million billion trillion dozen".split()
_ORDINALS = (
    "third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth twentieth thirtieth "
    "fortieth fiftieth sixtieth seventieth eightieth ninetieth hundredth thousandth millionth "
    "billionth"
).split() + [f"{n}th" for n in _TEENS]
_SHARES = (
    "half halves halve halved halving quarter quarters double doubled doubles doubling triple "
    "tripled triples tripling treble trebled quadruple quadrupled quintuple quintupled twice "
    "thrice twofold"
).split()
_PLURALS = [f"{w}s" for w in _LARGE + _ORDINALS + _UNITS] + [f"{w[:-1]}ies" for w in _TENS]
_FOLDS = [f"{w}fold" for w in _UNITS + _TEENS + _TENS + _LARGE]
SPELLED = frozenset(_UNITS + _TEENS + _TENS + _LARGE + _ORDINALS + _SHARES + _PLURALS + _FOLDS)

BACKED = "\uf8ff"  # stands for a letter of what facts back; no letter of any script
_WORD = re.compile(r"\w+")  # \w takes in every digit and numeral of every script
_AROUND = 45  # characters of context on each side in a message


@dataclass(frozen=True)
class Quantity:
    """A quantity that no fact backs, and the words around it."""

    word: str
    around: str

    def __str__(self) -> str:
        return f'"{self.word}" in “{self.around}”'


def find(text: str, names: Collection[str], backed: str = "") -> Iterator[Quantity]:
    """The quantities in a text, except in `names` (words with a numeral that are names).

    The text has `BACKED` for each letter of what facts back, and `backed` those letters in order.
    """
    scanned = text
    for name in sorted((name for name in names if name in text), key=len, reverse=True):
        whole = rf"(?<!\w){re.escape(name)}(?!\w)"
        scanned = re.sub(whole, lambda found: BACKED * len(found[0]), scanned)
    if not any(map(_counts, set(scanned.split()))):
        return
    for found in filter(lambda found: _counts(found[0]), _WORD.finditer(scanned)):
        start, end = found.span()
        left = max(text.rfind("\n", 0, start) + 1, start - _AROUND)
        right = min(text.find("\n", end) % (len(text) + 1), end + _AROUND)
        letters = iter(backed[text.count(BACKED, 0, left) :])
        around = (next(letters, "") if letter == BACKED else letter for letter in text[left:right])
        yield Quantity(found[0], " ".join("".join(around).split()))


def capital(text: str) -> str:
    """The text with its first letter large, for the beginning of a sentence."""
    return text[:1].upper() + text[1:]


@cache  # texts have most of what stands between spaces in common
def _counts(text: str) -> bool:
    """Whether a quantity stands in a text."""
    return any(
        word.casefold() in SPELLED or any(map(str.isnumeric, word)) for word in _WORD.findall(text)
    )
