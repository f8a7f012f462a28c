"""What an author of data/facts.yml can rely on: every mistake is named, with line and remedy."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from explainer.content import derive, facts, wording
from explainer.content.fields import Known
from explainer.content.load import schemas
from explainer.content.problems import Problems
from explainer.content.reading import Reading

GOOD = """\
topics:
  prisons: Prisons
names:
  COVID-19: the name of a disease
sources:
  paper:
    title: A report
    producer: A newspaper
    kind: news
    published: "2020-05"
    url: https://news.example/report
    read: opening
facts:
  people-inside:
    topic: prisons
    statement: People inside
    value: 40000
    qualifier: nearly
    unit: people
    counts: a person
    as_of: "2020-04-02"
    scope: all prisons
    says: The prison department
    source: paper
    where: opening part
    nature: reported
    check: confirmed
  places:
    topic: prisons
    statement: Places
    value: 26593
    unit: places
    counts: a place
    as_of: "2020-04"
    scope: all prisons
    says: The prison department
    source: paper
    where: opening part
    nature: reported
    check: nuance
    caveat: An estimate; compare {people-inside}.
    compare: [people-inside]
  how-full:
    topic: prisons
    statement: People for every hundred places
    unit: percent
    derived: {formula: 100 * people-inside / places, round: 0}
"""


def read(tmp_path: Path, text: str | bytes) -> tuple[facts.FactsFile, dict[str, facts.Fact]]:
    path = tmp_path / "facts.yml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    reading = Reading(path)
    kinds = ("facts", "sources", "topics", "doubts")
    known = Known(
        numbers=reading.section("facts"), **{kind: reading.section(kind) for kind in kinds}
    )
    file = reading.validated(facts.FactsFile, known)
    found = derive.check(reading, file) if file else {}
    if reading.problems:
        raise Problems(reading.problems)
    return file, found


def load(tmp_path: Path, text: str | bytes) -> dict[str, facts.Fact]:
    return read(tmp_path, text)[1]


def refusal(tmp_path: Path, text: str | bytes) -> list[str]:
    with pytest.raises(Problems) as caught:
        load(tmp_path, text)
    return str(caught.value).splitlines()


def line_of(text: str, wanted: str) -> int:
    return text[: text.index(wanted)].count("\n") + 1


# What an author writes instead of what; the line that must be named is that of the second text.
MISTAKES = {
    "an unknown key": (
        "    counts: a person\n",
        "    count: a person\n    counts: a person\n",
        'people-inside: there is no key "count"; did you mean counts?',
    ),
    "a missing key": (
        "    says: The prison department\n    source: paper\n    where: opening part\n"
        "    nature: reported\n    check: confirmed\n",
        "    source: paper\n    where: opening part\n    nature: reported\n    check: confirmed\n",
        "people-inside: says is missing; Who asserts it",
    ),
    "empty provenance": (
        "says: The prison department",
        'says: ""',
        "people-inside: says: it is empty",
    ),
    "blank provenance": (
        "says: The prison department",
        'says: "  "',
        "people-inside: says: it is empty",
    ),
    "nothing after a key": (
        "says: The prison department",
        "says:",
        "people-inside: says: it is empty",
    ),
    "a source that is not there": (
        "source: paper",
        "source: papers",
        'people-inside: there is no source "papers"; add it under sources; did you mean paper?',
    ),
    "a topic that is not there": (
        "topic: prisons",
        "topic: jails",
        'people-inside: there is no topic "jails"',
    ),
    "a list for a source": (
        "source: paper",
        "source: []",
        "people-inside: source: it is a list or a map, not text",
    ),
    "a fact where none can be named": (
        "statement: Places",
        'statement: "{people-inside}"',
        "places: {people-inside} would stay as it is here; write its words",
    ),
    "a text that nobody can see": (
        "counts: a place",
        'counts: "\\u200b"',
        "places: counts: it is empty",
    ),
    "a control code": (
        "counts: a place",
        'counts: "a\\0place"',
        "it holds the invisible character U+0000",
    ),
    "text that runs backwards": (
        "counts: a place",
        'counts: "a \\u202eplace"',
        "the invisible character U+202E",
    ),
    "a key of another entry": (
        "counts: a place",
        "counts: a place\n    producer: me",
        'places: the key "producer" does not belong here; remove it',
    ),
    "an empty key": ("    counts: a place", '    "": a place', "places: a key is not a plain word"),
    "an id twice": (
        "  places:\n",
        "  people-inside:\n",
        "people-inside: the key stands twice, first on line 14",
    ),
    "a key twice": (
        "    counts: a person\n",
        "    counts: a person\n    counts: somebody\n",
        "people-inside: the key stands twice",
    ),
    "an id with capitals": (
        "  places:\n",
        "  Places:\n",
        'Places: the id "Places" is not kebab-case',
    ),
    "an id with an underscore": ("  places:\n", "  free_places:\n", "is not kebab-case"),
    "an id that begins with a digit": ("  places:\n", "  2places:\n", "is not kebab-case"),
    "an id in another script": ("  places:\n", "  កន្លែង:\n", "is not kebab-case"),
    "NO for a number": (
        "value: 40000",
        "value: NO",
        "some readers of YAML take a bare NO for yes or no",
    ),
    "a clock for a number": (
        "value: 40000",
        "value: 12:30",
        "some readers of YAML take a bare 12:30 for a number",
    ),
    "a comma in a number": (
        "value: 40000",
        "value: 40,000",
        'the value "40,000" is text, but the unit is people',
    ),
    "an underscore in a number": (
        "value: 40000",
        "value: 40_000",
        "take a bare 40_000 for a number",
    ),
    "a number in quotes": (
        "value: 40000",
        'value: "40000"',
        "write a bare number, without commas, signs or quotes",
    ),
    "a leading nought": ("value: 40000", "value: 0400", "take a bare 0400 for a number"),
    "yes for a number": ("value: 40000", "value: true", "true is not a number"),
    "a year for a number": (
        "unit: places",
        "unit: date",
        'places: 26593 is not text; put it in quotes: "26593"',
    ),
    "a list for a number": ("value: 40000", "value: [1, 2]", "is not a number"),
    "an unquoted day": (
        'as_of: "2020-04-02"',
        "as_of: 2020-04-02",
        "take a bare 2020-04-02 for a date",
    ),
    "an unquoted year": (
        'as_of: "2020-04-02"',
        "as_of: 2020",
        'as_of: 2020 is not text; put it in quotes: "2020"',
    ),
    "a day that no calendar has": (
        'as_of: "2020-04-02"',
        'as_of: "2020-04-31"',
        "is not a day of the calendar",
    ),
    "a date in words": ('as_of: "2020-04-02"', "as_of: April 2020", "is not a date such as"),
    "a period that ends before it begins": (
        'as_of: "2020-04-02"',
        'as_of: "2020-05/2020-01"',
        "ends before it begins",
    ),
    "not a number": ("value: 40000", "value: .nan", "take a bare .nan for a number"),
    "infinity": ("value: 40000", "value: .inf", "take a bare .inf for a number"),
    "a number beyond sense": (
        "value: 40000",
        "value: 4000000000000000000",
        "is too large to be meant",
    ),
    "an unknown qualifier": (
        "qualifier: nearly",
        "qualifier: almost",
        "people-inside: qualifier is \"almost\"; use one of 'nearly'",
    ),
    "an unknown unit": (
        "unit: people",
        "unit: humans",
        "people-inside: unit is \"humans\"; use one of 'people'",
    ),
    "a doubt without a caveat": (
        "check: confirmed",
        "check: unchecked",
        "check is unchecked but there is no caveat",
    ),
    "a caveat that names no fact": (
        "compare {people-inside}",
        "compare {people-outside}",
        "places: the caveat names {people-outside}, which does not exist; did you mean",
    ),
    "a doubt that is not said": (
        "compare {people-inside}",
        "{doubt of-all}",
        'places: there is no doubt "of-all"',
    ),
    "a compare that leads nowhere": (
        "compare: [people-inside]",
        "compare: [people-outside]",
        'places: there is no fact "people-outside"; did you mean people-inside',
    ),
    "a compare with itself": (
        "compare: [people-inside]",
        "compare: [places]",
        "compare names the fact itself",
    ),
    "a compare that is not a list": (
        "compare: [people-inside]",
        "compare: people-inside",
        "compare is",
    ),
    "the same statement twice": (
        "statement: Places",
        "statement: People inside",
        "places: it has the same statement as people-inside",
    ),
    "an unknown input": (
        "100 * people-inside / places",
        "100 * people-inside / spaces",
        'how-full: there is no fact "spaces"; did you mean places?',
    ),
    "a sum of itself": (
        "100 * people-inside / places",
        "100 * how-full / places",
        "how-full: it is computed from itself: how-full → how-full",
    ),
    "a division by zero": (
        "100 * people-inside / places",
        "places / (places - places)",
        "how-full: the sum has no result (a division by zero",
    ),
    "a formula that calls": (
        "100 * people-inside / places",
        "abs(places)",
        'how-full: "abs(places)" is not a sum of facts and numbers',
    ),
    "a formula that imports": (
        "100 * people-inside / places",
        "__import__('os').getcwd()",
        "is not a sum of facts",
    ),
    "a formula with a power": (
        "100 * people-inside / places",
        "places ** 9",
        "is not a sum of facts",
    ),
    "a formula without facts": (
        "100 * people-inside / places",
        "2 + 2",
        "the formula names no fact",
    ),
    "an unfinished formula": (
        "100 * people-inside / places",
        "100 * (places",
        "is not a sum of facts",
    ),
    "a rounding that is none": (
        "round: 0",
        "round: yes please",
        'round is "yes please", which does not fit',
    ),
    "an address that is none": (
        "url: https://news.example/report",
        "url: javascript:alert(1)",
        'paper: url: "javascript:alert(1)" is not a web address',
    ),
    "an unused source": (
        "sources:\n",
        "sources:\n  other:\n    title: B\n    producer: B\n    kind: news\n"
        '    published: "2020"\n    url: https://b.example/\n    read: whole\n',
        "other: no fact uses this source",
    ),
    "broken YAML": ("qualifier: nearly", "qualifier: nearly: so", "it is not valid YAML"),
    "an alias": (
        "    value: 26593\n",
        "    value: &n 26593\n    note: *n\n",
        "an alias (*) repeats another value",
    ),
    "a tag": ("value: 40000", "value: !!python/name:os.system 1", "has the tag"),
    "a second document": ("facts:\n", "facts:\n---\nfacts:\n", "it is not valid YAML"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_named_with_its_line_and_remedy(tmp_path: Path, mistake: str):
    old, new, message = MISTAKES[mistake]
    assert old in GOOD
    lines = refusal(tmp_path, GOOD.replace(old, new, 1))
    assert any(message in line for line in lines), lines
    for line in lines:  # each: file:line: id: what is wrong; what to do
        place, _, rest = line.removeprefix(f"{tmp_path}/facts.yml").partition(": ")
        assert place[0] == ":" and place[1:].isdigit(), line
        assert ": " in rest and "; " in rest, line


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "it is empty"),
        ("# only a comment\n", "it is empty"),
        ("- a\n- list\n", "it is not a map"),
        ("just words", "it is not a map"),
        (
            GOOD.encode().replace(b"A report", b"A r\xe9port"),
            "facts.yml:7: file: it holds bytes that are not UTF-8",
        ),
        (
            GOOD.replace("A report", "A \x07 report"),
            "facts.yml:7: file: it holds a control character",
        ),
        (
            f"# {'’' * 60}\n" + GOOD.replace("A report", "A \x07 report"),
            "facts.yml:8: file: it holds a control character",
        ),
        ("a: " + "[" * 5000, "file: it is not valid YAML"),
        (f"a: {'[' * 1500}{']' * 1500}", "file: it is nested too deeply; write it flat"),
    ],
)
def test_a_file_that_is_not_a_data_file_is_refused_in_one_line(
    tmp_path: Path, text: str | bytes, message: str
):
    lines = refusal(tmp_path, text)
    assert len(lines) == 1 and message in lines[0]


def test_the_line_named_is_the_line_of_the_mistake(tmp_path: Path):
    wrong = GOOD.replace("unit: places", "unit: acres")
    place = f"{tmp_path}/facts.yml:{line_of(wrong, 'unit: acres')}: places: "
    assert refusal(tmp_path, wrong)[0].startswith(place)


def test_all_mistakes_of_a_file_are_named_at_once(tmp_path: Path):
    wrong = GOOD.replace("unit: people", "unit: humans")
    wrong = wrong.replace("compare: [people-inside]", "compare: [nobody]")
    wrong = wrong.replace("  places:\n", "  places:\n    colour: red\n")
    wrong = wrong.replace("* people-inside", "* prisoners")
    subjects = [line.split(": ")[1] for line in refusal(tmp_path, wrong)]
    assert subjects == ["people-inside", "places", "places", "how-full"]


def test_all_mistakes_of_a_field_are_named_at_once(tmp_path: Path):
    wrong = GOOD.replace("compare {people-inside}", "compare {nobody} and {somebody}")
    wrong = wrong.replace("people-inside / places", "people / rooms")
    assert len(refusal(tmp_path, wrong)) == 4


def test_circles_of_sums_are_shown(tmp_path: Path):
    entry = (
        "  {0}:\n    topic: prisons\n    statement: {0}\n    unit: number\n"
        "    derived: {{formula: {1} + 1, round: 0}}\n"
    )
    circle = GOOD + entry.format("a", "b") + entry.format("b", "a")
    assert "→" in refusal(tmp_path, circle)[0]


CHANGE = """changes:
  - date: "2026-11-22"
    fact: places
    old: 26500
    new: 26593
    reason: The estimate was read more exactly.
"""


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "fact: places",
            "fact: spaces",
            'there is no number "spaces"; did you mean places?',
        ),
        (
            "new: 26593",
            "new: 27000",
            "its new value is 27000, but places is 26593; add the change that is missing",
        ),
        ("old: 26500", 'old: "2020"', 'its old value "2020" is not of the unit of places'),
        ("more exactly", "like {nobody}", "the reason names {nobody}, which does not exist"),
        ("    reason: The estimate was read more exactly.\n", "", "reason is missing"),
        ("new: 26593", 'new: "2020-13"', '"2020-13" is not a day of the calendar'),
    ],
)
def test_the_log_of_changes_cannot_contradict_the_numbers(
    tmp_path: Path, old: str, new: str, message: str
):
    assert read(tmp_path, GOOD + CHANGE)[0].changes[0].new == 26593
    assert any(message in line for line in refusal(tmp_path, GOOD + CHANGE.replace(old, new)))


def test_a_good_file_gives_its_facts_in_order(tmp_path: Path):
    found = load(tmp_path, GOOD)
    assert list(found) == [fact.id for fact in found.values()]
    assert list(found) == ["people-inside", "places", "how-full"]


def test_facts_of_both_kinds_have_the_same_attributes(tmp_path: Path):
    names = (
        "id topic statement unit qualifier caveat compare value times scope says nature check "
        "counts source where review_by formula"
    ).split()
    for fact in load(tmp_path, GOOD).values():
        for name in names:
            getattr(fact, name)
    assert (fact.says, fact.nature, fact.source) == ("Our own sum", "derived", None)


def test_a_sum_is_computed_and_is_about_when_a_part_is_inexact(tmp_path: Path):
    fact = load(tmp_path, GOOD)["how-full"]
    assert fact.value == 150 and wording.words(fact) == "about 150%"
    assert fact.check == "nuance"  # no surer than its least sure part
    assert wording.as_of(fact) == "2\xa0April 2020"  # which lies in April 2020


def test_a_sum_of_parts_of_different_times_names_them_all(tmp_path: Path):
    fact = load(tmp_path, GOOD.replace('as_of: "2020-04"\n', 'as_of: "2019"\n'))["how-full"]
    assert wording.as_of(fact) == "2019 and 2\xa0April 2020"


def test_a_sum_that_gives_the_figure_of_an_earlier_time_says_which(tmp_path: Path):
    text = GOOD.replace("round: 0}\n", 'round: 0}\n    as_of: "2019"\n')
    assert wording.as_of(load(tmp_path, text)["how-full"]) == "2019"


def test_a_sum_of_exact_parts_is_exact(tmp_path: Path):
    exact = GOOD.replace("    qualifier: nearly\n", "").replace("round: 0", "round: 1")
    assert wording.words(load(tmp_path, exact)["how-full"]) == "150.4%"


def test_a_sum_rounds_to_hundreds_when_told(tmp_path: Path):
    text = GOOD.replace("100 * people-inside / places", "people-inside - places")
    text = text.replace("unit: percent", "unit: people").replace("round: 0", "round: -2")
    assert wording.words(load(tmp_path, text)["how-full"]) == "about 13,400"


def test_a_changed_file_is_read_again(tmp_path: Path):
    assert load(tmp_path, GOOD)["places"].value == 26593
    assert load(tmp_path, GOOD.replace("26593", "126593"))["places"].value == 126593


def test_the_schema_for_editors_names_the_fields_of_both_kinds_and_nothing_computed():
    schema = schemas()["facts.schema.json"]
    assert '"as_of"' in schema and '"derived"' in schema and '"times"' not in schema


@pytest.mark.parametrize("unit", ["usd", "percent", "date", "kg"])
def test_thousands_of_what_would_lose_its_unit_is_refused(
    broken: Callable[[str, str, str], list[str]], unit: str
):
    new = f"unit: {unit}\n    qualifier: thousands"
    lines = broken("data/facts.yml", "unit: usd", new)
    wanted = f"wall-cost: qualifier thousands would hide that it is in {unit}; write at least, or"
    assert any(wanted in line for line in lines), lines


@pytest.mark.parametrize("day", ["2026", "2026-11", "XXXX", "2026-11-22/..", "2009/2010~"])
def test_a_correction_was_made_on_one_day(broken: Callable[[str, str, str], list[str]], day: str):
    """A feed has no other dates."""
    (line,) = broken("data/facts.yml", 'date: "2026-11-22"', f'date: "{day}"')
    assert f'"{day}" is not one day; write it in full: "2026-11-22"' in line
