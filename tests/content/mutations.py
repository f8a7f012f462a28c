"""What can happen to a file: the slips of an author, the traps of YAML, the accidents of a disk.

`python -m tests.content.mutations 5000` breaks the small project so many times, each in another
way, and says what came of it when that is neither a whole project nor lines that say what to mend.
"""

from __future__ import annotations

import difflib
import re
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

from explainer.content import charts, wording
from explainer.content.problems import Problems
from explainer.content.project import Project, Site

SMALL = Path(__file__).parent.parent / "small"
SECONDS = 20  # that nothing may take
FORM = re.compile(r"(?:data/\S+\.yml|docs/[^:]+)(?::\d+)?: (?!: )\S.*: \S.*; \S.*")
# file:line: subject: what is wrong; what to do
LEFT = re.compile(r"\{(?:when )?[a-z][a-z0-9-]*\}|None|nan\b|Decimal|\{\{|\}\}")
FILES = (
    "data/facts.yml", "data/facts.yml", "data/facts.yml", "data/claims.yml", "data/charts.yml",
    "data/timeline.yml", "data/glossary.yml", "data/pages.yml", "data/addresses.yml",
    "docs/index.md", "docs/water.md", "docs/logbook.md",
)  # fmt: skip

# What stands where a value should: words and numbers that YAML reads in its own way, wrong kinds,
# odd letters, and text that something further on could take for markup, code or a reference.
VALUES = (  # by kind, so that each kind is tried as often as any other
    (
        "",
        "~",
        "null",
        "None",
        '""',
        '" "',
        '"\\n\\n"',
        '"\\u200B"',
        '"\\u00A0"',
        "'",
        '"',
        "|",
        ">-",
    ),
    ("NO", "yes", "true", "on", "12:30", "2020-04-02", "2020", "0x1F", "0o17", "0400", "40_000"),
    ("40,000", "1e3", ".inf", ".nan", "<<", "=", "#"),
    ("-1", "-0", "0", "0.0", "1.50", "+7", "7.", ".5", "1", "2", "9", "10", "999999", "1000000"),
    ("999999999999999", "1000000000000000", "99999999999999999999", "123456789.0123456789"),
    ("0.0000000001", "-38990", "three", "½", "៣", "1e999", '"38990"'),
    (
        '"2020"',
        '"2020-13"',
        '"2020-02-30"',
        '"2020-04/2020-01"',
        '"2020/.."',
        '"../2020"',
        '"XXXX"',
    ),
    ('"XXXX/2020"', '"2020/XXXX"', '"2020~/2021~"', '"0000"', '"0001"', '"9999-12-31"', '"២០២០"'),
    ('"2020-04-02T10:00"', '"2020-04-02/2020-04-02"', '"-2020"'),
    ("[]", "{}", "[a, b]", "{a: b}", "[[1]]", "[~]", '[""]', "[moorings, moorings]", "&a x", "*a"),
    ("!!str x", "!!python/object:os.system x", "@x", "`x`", "%x", "a: b", "? a", "- a"),
    ("{moorings}", '"{moorings}"', '"See {moorings}."', '"{nobody}"', '"{moorings"', '"{}"'),
    ('"{ moorings }"', '"{when moorings}"', '"{{moorings}}"', '"{{ 7 * 7 }}"', '"{% raw %}"'),
    ("'{{ fact(\"moorings\") }}'", "'{{ fact(\"nobody\") }}'", "'{{ source(\"moorings\") }}'"),
    ('"<script>alert(1)</script>"', '"</aside></dl>"', '"&amp; &lt; ]]>"', '"<!--"', '"# x"'),
    ('"**x** _y_ `z`"', '"[x](y)"', '"\\\\"', '"<data data-fact=x>"', "javascript:alert(1)"),
    ("https://[", "http://a.b:x/", 'https://a.b/"onclick=x', '"https://a.b/<script>"'),
    ("moorings", "boats-per-mooring", "harbour-report", "harbour", "water", "nobody", "date"),
    ("percent", "people", "usd", "years", "thousands", "nearly", "derived", "given", "reported"),
    ("opinion", "unchecked", "confirmed", "differs", "news", "court", "whole", "XXXX"),
    ("100 * moorings", '"((((1))))"', '"moorings / 0"', '"1 / moorings"', '"9" * 300'),
    ('"boats-per-mooring + 1"', '"moorings - moorings"', '"flood-day + 1"', '"-moorings"'),
    ('"moorings * moorings * moorings * moorings"', '"0 * moorings"', '"moorings / 3"', "1j * a"),
    (
        "ខ្មែរ",
        "Ｄｒｕｇ",
        "e\u0301",
        "\u00a0",
        "\ufeff",
        "\U0001f600",
        '"\\0"',
        '"\\uD800"',
        '"\\uFFFE"',
    ),
    ('"\\u202E abc"', '"\\uE000"', '"a\\nb"', '"\\t"', "a" * 5000, '"' + "a b " * 900 + '"'),
    ("x\u0300" * 40, '"\\u2028"', '"\\x7f"', "…", "-", "x"),
)
KEYS = (
    "", "~", "NO", "1", "?", "[a]", "{a: b}", '""', "topic", "value", "derived", "formula", "facts",
    "sources", "changes", "names", "a b", "Moorings", "moorîngs", "ខ្មែរ", "moorings", "check",
    "harbour-report", "[key]", "given", "__class__", "a" * 300, "value ", "-", "--", "a--b", "2a",
    "con", "index", "s", "..", "a/b", "a#b", "%2e%2e", "<b>", '"a\\nb"', "id", "times", "_id",
)  # fmt: skip
NOISE = (
    b"\0", b"\r", b"\t", b"\xff", b"\xc3", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xef\xbb\xbf",
    b"\xc2\x85", b"\xe2\x80\xa8", b"\x1b", b"\x7f", b"\n---\n", b"\n...\n", b"  ", b":", b"-", b"#",
    b"'", b'"', b"[", b"{", b"\r\n", b"%YAML 9.9\n", b"? ", b"{{", b"}}", b"\n# x\n", b"```\n",
)  # fmt: skip
_ENTRY = re.compile(r"( *)(- )?([^:#]+?)(:)(?: (.*))?")
Lines = list[str]


def mutated(random: Random, text: str) -> bytes:
    """The bytes of a file after one to three accidents."""
    lines = text.split("\n")
    for _ in range(random.choice((1, 1, 1, 2, 3))):
        _accident(random, lines)
        lines = lines or [""]
    data = "\n".join(lines).encode("utf-8", "surrogatepass")
    spot = random.randint(0, len(data))
    match random.choice(("none",) * 9 + ("noise", "truncated", "bytes")):
        case "noise":
            return data[:spot] + random.choice(NOISE) + data[spot:]
        case "truncated":
            return data[:spot]
        case "bytes":
            return data[:spot] + random.randbytes(random.randint(1, 6)) + data[spot + 3 :]
    return data


def _accident(random: Random, lines: Lines) -> None:
    """Do one thing to the lines of a file."""
    at, other = random.randrange(len(lines)), random.randrange(len(lines))
    value, key = random.choice(random.choice(VALUES)), random.choice(KEYS)
    letters = "".join(chr(random.randrange(0x3000)) for _ in range(random.randint(1, 8)))
    if random.random() < 0.5:  # half of all: a value that might be taken for a good one
        _borrow(lines, at, other) if random.random() < 0.5 else _set(lines, at, value)
        return
    line, end = lines[at], _end(lines, at)
    block = lines[at:end]
    gone = (
        max(at, other - len(block)) if other > at else other
    )  # where `other` is without the block
    random.choice(
        (
            lambda: lines.__setitem__(slice(at, end), [_with_value(line, value)]),
            lambda: lines.__setitem__(at, _with_key(line, key)),
            lambda: _swap_values(lines, at, other),
            lambda: lines.__delitem__(at),
            lambda: lines.__delitem__(slice(at, end)),
            lambda: lines.insert(other, line),
            lambda: lines.__setitem__(slice(other, other), block),
            lambda: lines.__setitem__(slice(None), _moved(lines, at, end, gone)),
            lambda: lines.__setitem__(at, f"  {line}"),
            lambda: lines.__setitem__(at, line.removeprefix("  ")),
            lambda: lines.__setitem__(at, line + letters),
            lambda: lines.__setitem__(at, random.choice((line.upper(), line.replace("-", "_")))),
        )
    )()


def _moved(lines: Lines, at: int, end: int, to: int) -> Lines:
    rest = lines[:at] + lines[end:]
    return rest[:to] + lines[at:end] + rest[to:]


def _end(lines: Lines, at: int) -> int:
    """The end of the block that begins on a line: before the next that is not indented more."""

    def indent(line: str) -> int:
        return len(line) - len(line.lstrip())

    end = at + 1
    while end < len(lines) and (not lines[end].strip() or indent(lines[end]) > indent(lines[at])):
        end += 1
    return end


def _set(lines: Lines, at: int, value: str) -> None:
    lines[at] = _with_value(lines[at], value)


def _with_value(line: str, value: str) -> str:
    found = _ENTRY.fullmatch(line)
    return f"{line[: found.end(4)]} {value}" if found else value


def _with_key(line: str, key: str) -> str:
    found = _ENTRY.fullmatch(line)
    return f"{line[: found.start(3)]}{key}{line[found.end(3) :]}" if found else f"{key}: {line}"


def _swap_values(lines: Lines, at: int, other: int) -> None:
    a, b = _ENTRY.fullmatch(lines[at]), _ENTRY.fullmatch(lines[other])
    if a and b:
        _set(lines, at, b[5] or "")
        _set(lines, other, a[5] or "")


def _borrow(lines: Lines, at: int, other: int) -> None:
    """Give a key the value of the next such key: what fits there and is wrong all the same."""
    found = _ENTRY.fullmatch(lines[at])
    entries = [(i, match) for i, line in enumerate(lines) if (match := _ENTRY.fullmatch(line))]
    if same := [i for i, match in entries if found and match[3] == found[3]]:
        _swap_values(lines, at, min(same, key=lambda i: (i < other, i)))


@contextmanager
def in_time() -> Iterator[None]:
    """Turn a hang into a failure."""

    def stop(*_: object) -> None:
        raise AssertionError(f"it took more than {SECONDS} s")

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(SECONDS)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def said(project: Project) -> Iterator[str]:
    """All that the room makes of a project in words."""
    for page in project.pages.values():
        yield from (page.address, page.title, *(section.title for section in page.sections))
    for id, fact in project.facts.items():
        yield from (wording.words(fact), wording.figure(fact), wording.as_of(fact))
        yield from (wording.sentence(fact, project), wording.check(fact))
        yield fact.formula.shown(id.__add__) if fact.formula else ""
        yield from map(project.credit, project.source_ids(fact))
    for id, chart in project.charts.items():
        yield charts.period([project.facts[id] for _, _, id, _ in chart.cells()])
        yield project.chart_place(id).title
    for _, id, change in project.log:
        yield wording.correction(change, project.ever[id])
        yield wording.fill(change.reason, project.facts)
    for _, event in project.timeline:
        yield wording.fill(event.words or "", project.facts)
        yield project.sections[event.section].address
    for claim in project.claims.claims.values():
        yield wording.fill(f"{claim.claim} {claim.reason}", project.facts)
    yield from (wording.fill(one.meaning, project.facts) for one in project.glossary.terms.values())
    yield wording.summary(list(project.facts.values()), list(project.sources.values()))


def whole_or_lines(folder: Path) -> str:
    """Read a project and say all it says: without a hole, or refused in the agreed form."""
    try:
        with in_time():
            site = Site("https://x.example/", "x", units=["metres"])
            project = Project.load(folder / "data", folder / "docs", site)
            typed = " ".join(path.read_text("utf-8-sig") for path in folder.glob("*/*"))
            for text in said(project):
                assert not (left := LEFT.search(text)) or left[0] in typed, text
            return "whole"
    except Problems as problems:
        for line in str(problems).replace(f"{folder}/", "").split("\n"):
            assert FORM.fullmatch(line), line
            assert len(line) < 700, f"{len(line)} letters: {line[:200]} …"
            for inside in ("Traceback", "pydantic", "errors.", "object at 0x", "Decimal("):
                assert inside not in line, line
        return "refused"


def try_one(folder: Path, number: int) -> str:
    """Break one file of the small project at `folder` in the way of that number; mend it again."""
    random = Random(number)
    path = folder / random.choice(FILES)
    good = path.read_text(encoding="utf-8")
    path.write_bytes(broken := mutated(random, good))
    try:
        return whole_or_lines(folder)
    except Exception as error:
        text = broken.decode("utf-8", "backslashreplace")
        lines = difflib.unified_diff(good.split("\n"), text.split("\n"), lineterm="", n=1)
        shown = "\n".join(ascii(line)[1:200] for line in list(lines)[2:40])
        raise AssertionError(f"example {number}, {path.name}:\n{shown}") from error
    finally:
        path.write_text(good, encoding="utf-8")


def main(arguments: list[str]) -> None:
    many, first = int(arguments[0]), int((arguments[1:] or ["0"])[0])
    with tempfile.TemporaryDirectory() as folder:
        small = Path(folder)
        for part in ("data", "docs"):
            shutil.copytree(SMALL / part, small / part)
        assert whole_or_lines(small) == "whole"
        found = [try_one(small, number) for number in range(first, first + many)]
    print(f"{many} mutations: {found.count('whole')} whole, {found.count('refused')} refused")


if __name__ == "__main__":
    main(sys.argv[1:] or ["1000"])
