"""Dates with just the exactness that a source gives, written in EDTF (ISO 8601-2), as words.

The subset: "2020", "2020-04", "2020-04-02", each also with "~" (approximately), "XXXX" (undated),
and an interval of two of them, the end of which may be open: "2020-01/2020-05", "2011-12/..".
"""

import re
from collections.abc import Iterable
from datetime import date, timedelta
from functools import cache

from babel.dates import format_date

NBSP = "\N{NO-BREAK SPACE}"
_DATE = re.compile(r"(?a)(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?~?")
_FORMS = {4: "y", 7: "MMMM y", 10: f"d{NBSP}MMMM y"}  # by the length of a date


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
    if _day(start) > _day(end):
        raise ValueError(f'"{edtf}" ends before it begins')
    if start[:4] == end[:4] and len(start) == len(end) == 7:
        return f"{format_date(_day(start), 'MMMM', locale='en_GB')} to {_one(end)}"
    return f"{_one(start)} to {_one(end)}"


def first_day(edtf: str) -> date:
    """The earliest day that a text can mean, to sort by; the last of all when undated or open."""
    return date.max if edtf in ("XXXX", "..") else _day(edtf.partition("/")[0])


def middle(times: Iterable[str]) -> date | None:
    """The day halfway through all that the texts can mean; None when one is undated or open."""
    times = list(times)
    if any(time.endswith(("XXXX", "..")) for time in times):
        return None
    first, last = min(map(first_day, times)), max(map(_last_day, times))
    return first + (last - first) / 2


def _last_day(edtf: str) -> date:
    end = edtf.rpartition("/")[2].removesuffix("~")
    if len(end) == 10:
        return _day(end)
    longer = _day(end) + timedelta(days={4: 366, 7: 31}[len(end)])  # into the next
    return longer.replace(day=1) - timedelta(days=1)


def _day(text: str) -> date:
    if not (match := _DATE.fullmatch(text)):
        raise ValueError(f'"{text}" is not a date such as "2020", "2020-04" or "2020-04-02"')
    try:
        return date(*(int(part or 1) for part in match.groups()))
    except ValueError:
        raise ValueError(f'"{text}" is not a day of the calendar') from None


def _one(text: str) -> str:
    day, exact = _day(text), text.removesuffix("~")
    written = format_date(day, _FORMS[len(exact)], locale="en_GB")
    return written if exact == text else f"around {written}"
