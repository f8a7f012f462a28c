"""Finds every quantity in a piece of plain text, in digits or in words."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache

BACKED = "\uf8ff"  # stands for a letter of what facts back; no letter of any script
_SPELLED = re.compile(  # `two` and below count for nothing: "one", "both", "second" are grammar
    r"""
    (three|four|five|six|seven|eight|nine|ten|eleven|twelve)(s|fold)?
    |(hundred|thousand|([mb]|tr|quadr)illion|dozen)(s|fold|ths?)?|scores|(three|four)score
    |thirds?|(four|fif|six|seven|eigh|nin|ten|eleven|twelf)ths?
    |(thir|four|fif|six|seven|eigh|nine)teen(fold|ths?)?
    |(twen|thir|for|fif|six|seven|eigh|nine)t(y|ies|yfold|ieths?)
    |half|halved?|halves|halving|quarters?|(doubl|trebl|tripl|quadrupl|quintupl|sextupl)(e|ed|es|ing)
    |zero(e?s)?|nil|nought|twofold|twice|thrice
    """,
    re.VERBOSE | re.IGNORECASE,
)
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
    for found in filter(lambda found: _counts(found[0]), _WORD.finditer(scanned)):
        start, end = found.span()
        left = max(text.rfind("\n", 0, start) + 1, start - _AROUND)
        right = min(text.find("\n", end) % (len(text) + 1), end + _AROUND)
        letters = iter(backed[text.count(BACKED, 0, left) :])
        around = (next(letters, "") if letter == BACKED else letter for letter in text[left:right])
        yield Quantity(found[0], " ".join("".join(around).split()))


@cache  # texts have most of their words in common
def _counts(word: str) -> bool:
    return bool(_SPELLED.fullmatch(word)) or any(map(str.isnumeric, word))


def capital(text: str) -> str:
    """The text with its first letter large, for the beginning of a sentence."""
    return text[:1].upper() + text[1:]
