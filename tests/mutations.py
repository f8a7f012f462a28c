"""What can happen to a data file: the slips of an author, the traps of YAML, the accidents of a disk.

`mutated` draws a few of them and does them to the text of a real file, line by line, as an editor
would; the last ones work on its bytes.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable

from hypothesis import strategies as st

# What stands where a value should: words and numbers that YAML reads in its own way, wrong kinds,
# odd letters, and text that something further on could take for markup, code or a reference.
VALUES = (  # by kind, so that each kind is tried as often as any other
    ("", "~", "null", "None", '""', '" "', '"\\n\\n"', '"\\u200B"', '"\\u00A0"', "'", '"', "|", ">-", "#"),
    ("NO", "yes", "true", "on", "12:30", "2020-04-02", "2020", "0x1F", "0o17", "0400", "40_000", "40,000", "1e3",
     ".inf", ".nan", "<<", "="),
    ("-1", "-0", "0", "0.0", "1.50", "+7", "7.", ".5", "1", "2", "9", "10", "999999", "1000000", "999999999999999",
     "1000000000000000",
     "99999999999999999999", "123456789.0123456789", "0.0000000001", "-38990", "three", "½", "៣", "1e999", '"38990"'),
    ('"2020"', '"2020-13"', '"2020-02-30"', '"2020-04/2020-01"', '"2020/.."', '"../2020"', '"XXXX"', '"XXXX/2020"',
     '"2020/XXXX"',
     '"2020~/2021~"', '"0000"', '"0001"', '"9999-12-31"', '"២០២០"', '"2020-04-02T10:00"', '"2020-04-02/2020-04-02"',
     '"-2020"'),
    ("[]", "{}", "[a, b]", "{a: b}", "[[1]]", "[~]", '[""]', "[prisoners, prisoners]", "&a x", "*a", "!!str x",
     "!!python/object:os.system x",
     "@x", "`x`", "%x", "a: b", "? a", "- a"),
    ("{prisoners}", '"{prisoners}"', '"See {prisoners}."', '"{nobody}"', '"{prisoners"', '"{}"', '"{ prisoners }"',
     '"{{prisoners}}"',
     '"{{ 7 * 7 }}"', '"{% raw %}"', "'{{ fact(\"prisoners\") }}'"),
    ('"<script>alert(1)</script>"', '"</aside></dl>"', '"&amp; &lt; ]]>"', '"<!--"', '"**x** _y_ `z`"', '"# x"',
     '"[x](y)"', '"\\\\"',
     '"<data data-fact=x>"', "javascript:alert(1)", "https://[", "http://a.b:x/", "https://a.b/\"onclick=x",
     '"https://a.b/<script>"'),
    ("prisoners", "prison-occupancy", "khmer-times", "prisons", "women-children", "nobody", "date", "percent",
     "people", "usd", "years",
     "thousands", "nearly", "derived", "given", "reported", "opinion", "unchecked", "confirmed", "differs", "news",
     "court", "whole"),
    ("100 * prisoners", '"((((1))))"', '"prisoners / 0"', '"1 / prisoners"', '"prison-occupancy + 1"', '"9" * 300',
     '"prisoners - prisoners"',
     '"article-year + 1"', '"prisoners * prisoners * prisoners"', '"-prisoners"', '"0 * prisoners"', '"prisoners / 3"'),
    ("ខ្មែរ", "Ｄｒｕｇ", "e\u0301", "\u00a0", "\ufeff", "\U0001F600", '"\\0"', '"\\uD800"', '"\\uFFFE"',
     '"\\u202E abc"',
     '"\\uE000"',
     '"a\\nb"', '"\\t"', "a" * 5000, '"' + "a b " * 900 + '"', "x\u0300" * 40, '"\\u2028"', '"\\x7f"', "…", "-", "x"),
)
KEYS = ("", "~", "NO", "1", "?", "[a]", "{a: b}", '""', "topic", "value", "derived", "formula", "facts", "sources",
"changes",
        "names", "a b", "Prisoners", "prisonérs", "ខ្មែរ", "prisoners", "khmer-times", "check", "[key]", "given",
        "__class__",
        "a" * 300, "value ", "-", "--", "a--b", "2a", "con", "index", "s", "..", "a/b", "a#b", "%2e%2e", "<b>",
        '"a\\nb"')
NOISE = (b"\0", b"\r", b"\t", b"\xff", b"\xc3", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xef\xbb\xbf", b"\xc2\x85",
b"\xe2\x80\xa8", b"\x1b",
         b"\x7f", b"\n---\n", b"\n...\n", b"  ", b":", b"-", b"#", b"'", b'"', b"[", b"{", b"\r\n", b"%YAML 9.9\n",
         b"? ")

FREE = {"statement", "value", "counts", "as_of", "scope", "says", "where", "caveat", "title", "producer", "published",
"url", "note",
        "why", "formula", "round", "unit", "qualifier", "compare", "reason", "old", "review_by", "claim", "who",
        "name", "when",
        "correction", "term", "also", "meaning", "changed", '"changed"'}
_ENTRY = re.compile(r"( *)(- )?([^:#]+?)(:)(?: (.*))?")
Lines = list[str]


def _end(lines: Lines, at: int) -> int:
    """The end of the block that begins on a line: before the next that is not indented more."""
    def indent(line: str) -> int:
        return len(line) - len(line.lstrip())
    end = at + 1
    while end < len(lines) and (not lines[end].strip() or indent(lines[end]) > indent(lines[at])):
        end += 1
    return end


def _value(line: str, value: str) -> str:
    found = _ENTRY.fullmatch(line)
    return f"{line[: found.end(4)]} {value}" if found else value


def _key(line: str, key: str) -> str:
    found = _ENTRY.fullmatch(line)
    return f"{line[: found.start(3)]}{key}{line[found.end(3):]}" if found else f"{key}: {line.strip()}"


def _swap_values(lines: Lines, at: int, other: int) -> None:
    a, b = _ENTRY.fullmatch(lines[at]), _ENTRY.fullmatch(lines[other])
    if a and b:
        lines[at], lines[other] = _value(lines[at], b[5] or ""), _value(lines[other], a[5] or "")


def _borrow(lines: Lines, at: int, other: int) -> None:
    """Give a key the value that the next such key has: what fits where it stands and is wrong all the same."""
    found = _ENTRY.fullmatch(lines[at])
    same = [i for i, line in enumerate(lines) if found and (match := _ENTRY.fullmatch(line)) and match[3] == found[3]]
    if same:
        _swap_values(lines, at, min(same, key=lambda i: (i < other, i)))


def _move_block(lines: Lines, at: int, other: int, keep: bool) -> None:
    block = lines[at : _end(lines, at)]
    if not keep:
        del lines[at : at + len(block)]
    lines[min(other, len(lines)) : min(other, len(lines))] = block


def _set(lines: Lines, at: int, line: str) -> None:
    lines[at] = line


def _replace_block(lines: Lines, at: int, value: str) -> None:
    lines[at : _end(lines, at)] = [_value(lines[at], value)]


class Broken(bytes):
    """The bytes of a broken file, shown as what differs from the good one."""

    good: str

    def __repr__(self) -> str:
        text = self.decode("utf-8", "backslashreplace")
        lines = difflib.unified_diff(self.good.split("\n"), text.split("\n"), lineterm="", n=1)
        return "\n".join(ascii(line)[1:-1] for line in list(lines)[2:40])


@st.composite
def mutated(draw: Callable, text: str) -> Broken:
    """The bytes of a file after one to three accidents."""
    broken = Broken(_mutated(draw, text))
    broken.good = text
    return broken


def _accident(draw: Callable, lines: Lines, place: st.SearchStrategy[int], free: list[int]) -> None:
    """Do one thing to the lines of a file."""
    values, keys = st.one_of(*map(st.sampled_from, VALUES)), st.sampled_from(KEYS)
    at = min(draw(place), len(lines) - 1)
    other = min(draw(place), len(lines) - 1)
    if draw(st.booleans()):  # half of all accidents: a value that might be taken for a good one
        at = min(draw(st.sampled_from(free)), len(lines) - 1)
        _borrow(lines, at, other) if draw(st.booleans()) else _set(lines, at, _value(lines[at], draw(values)))
        return
    draw(st.sampled_from((
        lambda: _set(lines, at, _value(lines[at], draw(values))),
        lambda: _borrow(lines, at, other),
        lambda: _set(lines, at, _value(lines[at], draw(values))),
        lambda: _replace_block(lines, at, draw(values)),
        lambda: _set(lines, at, _key(lines[at], draw(keys))),
        lambda: _swap_values(lines, at, other),
        lambda: lines.__delitem__(slice(at, at + 1)),
        lambda: lines.__delitem__(slice(at, _end(lines, at))),
        lambda: lines.insert(other, lines[at]),
        lambda: _move_block(lines, at, other, keep=True),
        lambda: _move_block(lines, at, other, keep=False),
        lambda: _set(lines, at, "  " + lines[at]),
        lambda: _set(lines, at, lines[at].removeprefix("  ")),
        lambda: _set(lines, at, lines[at] + draw(st.text(max_size=8))),
        lambda: _set(lines, at, lines[at].replace("-", "_")),
        lambda: _set(lines, at, lines[at].upper()),
    )))()


def _mutated(draw: Callable, text: str) -> bytes:
    lines = text.split("\n")
    # Headings and keys of a file's first entries are few among thousands of lines, so they get a share of their own.
    shallow = [i for i, line in enumerate(lines) if line and not line.startswith(("   ", "#"))]
    # Where nearly anything may be written a mistake is likeliest to get through.
    free = [i for i, line in enumerate(lines) if (found := _ENTRY.fullmatch(line)) and found[3] in FREE] or shallow
    place = st.one_of(st.integers(0, len(lines) - 1), st.sampled_from(shallow), st.sampled_from(free))
    for _ in range(draw(st.sampled_from((1, 1, 1, 2, 3)))):
        _accident(draw, lines, place, free)
        lines = lines or [""]
    data = "\n".join(lines).encode("utf-8", "surrogatepass")
    accident = draw(st.sampled_from(("none",) * 9 + ("noise", "truncated", "bytes")))
    spot = draw(st.integers(0, len(data)))
    if accident == "noise":
        return data[:spot] + draw(st.sampled_from(NOISE)) + data[spot:]
    if accident == "bytes":
        return data[:spot] + draw(st.binary(min_size=1, max_size=6)) + data[spot + 3 :]
    return data[:spot] if accident == "truncated" else data
