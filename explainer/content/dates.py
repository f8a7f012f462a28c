"""Dates with just the exactness that a source gives, written in EDTF (ISO 8601-2), as words.

The subset: "2020", "2020-04", "2020-04-02", each also with "~" (approximately), "XXXX" (undated),
and an interval of two of them, the end of which may be open: "2020-01/2020-05", "2011-12/..".
"""

import re
from datetime import date
from functools import cache

from babel import Locale
from babel.dates import format_date

LOCALE = Locale("en", "GB")
NBSP = "\N{NO-BREAK SPACE}"
_PART = re.compile(r"(?a)(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?(~?)")


@cache
def words(edtf: str) -> str:
    """`"2020-01/2020-05"` → `January to May 2020`. Raises ValueError for what is no date."""
    if edtf == "XXXX":
        return "undated"
    start, slash, end = edtf.partition("/")
    if not slash:
        return _one(start)
    if end == "..":
        return f"since {_one(start)}"
    first, last = _parse(start)[0], _parse(end)[0]
    if first > last:
        raise ValueError(f'"{edtf}" ends before it begins')
    if start[:4] == end[:4] and len(start) == len(end) == 7:
        return f"{format_date(first, 'MMMM', locale=LOCALE)} to {_one(end)}"
    return f"{_one(start)} to {_one(end)}"


def first_day(edtf: str) -> date:
    """The earliest day that the text can mean, to sort by; the last of all days when undated."""
    return date.max if edtf == "XXXX" else _parse(edtf.partition("/")[0])[0]


def _parse(text: str) -> tuple[date, int, bool]:
    match = _PART.fullmatch(text)
    if not match:
        raise ValueError(f'"{text}" is not a date such as "2020", "2020-04" or "2020-04-02"')
    year, month, day, about = match.groups()
    try:
        when = date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        raise ValueError(f'"{text}" is not a day of the calendar') from None
    return when, 1 + bool(month) + bool(day), bool(about)


def _one(text: str) -> str:
    when, exactness, about = _parse(text)
    pattern = {1: "y", 2: f"MMMM{NBSP}y", 3: f"d{NBSP}MMMM{NBSP}y"}[exactness]
    written = format_date(when, pattern, locale=LOCALE)
    return f"about{NBSP}{written}" if about else written
