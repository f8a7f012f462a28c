"""What an author of data/facts.yml can rely on: every mistake is named, with its line and remedy."""

from __future__ import annotations

import dataclasses
import re
from decimal import Decimal
from pathlib import Path

import pytest

from explainer import facts, wording
from explainer.library import Library
from explainer.problems import Problems
from tests.conftest import Project

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


def load(tmp_path: Path, text: str | bytes) -> facts.Book:
    path = tmp_path / "facts.yml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return facts.load(path)


def refusal(tmp_path: Path, text: str | bytes) -> list[str]:
    with pytest.raises(Problems) as caught:
        load(tmp_path, text)
    return str(caught.value).splitlines()


def line_of(text: str, wanted: str) -> int:
    return text[: text.index(wanted)].count("\n") + 1


# What an author writes instead of what; the line that must be named is that of the second text.
MISTAKES = {
    "an unknown key": ("    counts: a person\n", "    count: a person\n    counts: a person\n",
                       'people-inside: there is no key "count"; did you mean counts?'),
    "a missing key": ("    says: The prison department\n    source: paper\n    where: opening part\n"
                      "    nature: reported\n    check: confirmed\n",
                      "    source: paper\n    where: opening part\n    nature: reported\n    check: confirmed\n",
                      "people-inside: says is missing; Who asserts it"),
    "empty provenance": ("says: The prison department", 'says: ""', "people-inside: says: it is empty"),
    "blank provenance": ("says: The prison department", 'says: "  "', "people-inside: says: it is empty"),
    "nothing after a key": ("says: The prison department", "says:", "people-inside: says: it is empty"),
    "a source that is not there": ("source: paper", "source: papers",
                                   'people-inside: there is no source "papers"; add it under sources; '
                                   "did you mean paper?"),
    "a topic that is not there": ("topic: prisons", "topic: jails", 'people-inside: there is no topic "jails"'),
    "a list for a source": ("source: paper", "source: []", "people-inside: source: it is a list or a map, not text"),
    "a fact where none can be named": ("statement: Places", 'statement: "{people-inside}"',
                                       "places: {people-inside} would stay as it is here; write its words"),
    "a text that nobody can see": ("counts: a place", 'counts: "\\u200b"', "places: counts: it is empty"),
    "a control code": ("counts: a place", 'counts: "a\\0place"', "it holds the invisible character U+0000"),
    "text that runs backwards": ("counts: a place", 'counts: "a \\u202eplace"', "the invisible character U+202E"),
    "a key of another entry": ("counts: a place", "counts: a place\n    producer: me",
                               'places: the key "producer" does not belong here; remove it'),
    "an empty key": ("    counts: a place", '    "": a place', "places: a key is not a plain word"),
    "an id twice": ("  places:\n", "  people-inside:\n", "people-inside: the key stands twice, first on line 14"),
    "a key twice": ("    counts: a person\n", "    counts: a person\n    counts: somebody\n",
                    "people-inside: the key stands twice"),
    "an id with capitals": ("  places:\n", "  Places:\n", 'Places: the id "Places" is not kebab-case'),
    "an id with an underscore": ("  places:\n", "  free_places:\n", "is not kebab-case"),
    "an id that begins with a digit": ("  places:\n", "  2places:\n", "is not kebab-case"),
    "an id in another script": ("  places:\n", "  កន្លែង:\n", "is not kebab-case"),
    "NO for a number": ("value: 40000", "value: NO", "some readers of YAML take a bare NO for yes or no"),
    "a clock for a number": ("value: 40000", "value: 12:30", "some readers of YAML take a bare 12:30 for a number"),
    "a comma in a number": ("value: 40000", "value: 40,000", 'the value "40,000" is text, but the unit is people'),
    "an underscore in a number": ("value: 40000", "value: 40_000", "take a bare 40_000 for a number"),
    "a number in quotes": ("value: 40000", 'value: "40000"', "write a bare number, without commas, signs or quotes"),
    "a leading nought": ("value: 40000", "value: 0400", "take a bare 0400 for a number"),
    "yes for a number": ("value: 40000", "value: true", "true is not a number"),
    "a list for a number": ("value: 40000", "value: [1, 2]", "is not a number"),
    "an unquoted day": ('as_of: "2020-04-02"', "as_of: 2020-04-02", "take a bare 2020-04-02 for a date"),
    "an unquoted year": ('as_of: "2020-04-02"', "as_of: 2020", 'as_of: 2020 is not text; put it in quotes: "2020"'),
    "a day that no calendar has": ('as_of: "2020-04-02"', 'as_of: "2020-04-31"', "is not a day of the calendar"),
    "a date in words": ('as_of: "2020-04-02"', "as_of: April 2020", "is not a date such as"),
    "a period that ends before it begins": ('as_of: "2020-04-02"', 'as_of: "2020-05/2020-01"',
                                            "ends before it begins"),
    "not a number": ("value: 40000", "value: .nan", "take a bare .nan for a number"),
    "infinity": ("value: 40000", "value: .inf", "take a bare .inf for a number"),
    "a number beyond sense": ("value: 40000", "value: 4000000000000000000", "is too large to be meant"),
    "an unknown qualifier": ("qualifier: nearly", "qualifier: almost",
                             "people-inside: qualifier is \"almost\"; use one of 'nearly'"),
    "an unknown unit": ("unit: people", "unit: humans", "people-inside: unit is \"humans\"; use one of 'people'"),
    "a doubt without a caveat": ("check: confirmed", "check: unchecked",
                                 "check is unchecked but there is no caveat"),
    "a caveat that names no fact": ("compare {people-inside}", "compare {people-outside}",
                                    "places: the caveat names {people-outside}, which does not exist; did you mean"),
    "a compare that leads nowhere": ("compare: [people-inside]", "compare: [people-outside]",
                                     'places: compare names "people-outside", which does not exist'),
    "a compare with itself": ("compare: [people-inside]", "compare: [places]", "compare names the fact itself"),
    "a compare that is not a list": ("compare: [people-inside]", "compare: people-inside", "compare is"),
    "the same statement twice": ("statement: Places", "statement: People inside",
                                 "places: it has the same statement as people-inside"),
    "an unknown input": ("100 * people-inside / places", "100 * people-inside / spaces",
                         'how-full: there is no fact "spaces"; did you mean places?'),
    "a sum of itself": ("100 * people-inside / places", "100 * how-full / places",
                        "how-full: it is computed from itself: how-full → how-full"),
    "a division by zero": ("100 * people-inside / places", "places / (places - places)",
                           "how-full: the sum has no result (a division by zero"),
    "a formula that calls": ("100 * people-inside / places", "abs(places)",
                             "how-full: \"abs(places)\" is not a sum of facts and numbers"),
    "a formula that imports": ("100 * people-inside / places", "__import__('os').getcwd()", "is not a sum of facts"),
    "a formula with a power": ("100 * people-inside / places", "places ** 9", "is not a sum of facts"),
    "a formula without facts": ("100 * people-inside / places", "2 + 2", "the formula names no fact"),
    "an unfinished formula": ("100 * people-inside / places", "100 * (places", "is not a sum of facts"),
    "a rounding that is none": ("round: 0", "round: yes please", "round is \"yes please\", which does not fit"),
    "an address that is none": ("url: https://news.example/report", "url: javascript:alert(1)",
                                "paper: url: \"javascript:alert(1)\" is not a web address"),
    "an unused source": ("sources:\n", "sources:\n  other:\n    title: B\n    producer: B\n    kind: news\n"
                         '    published: "2020"\n    url: https://b.example/\n    read: whole\n',
                         "other: no fact uses this source"),
    "broken YAML": ("qualifier: nearly", "qualifier: nearly: so", "it is not valid YAML"),
    "an alias": ("    value: 26593\n", "    value: &n 26593\n    note: *n\n", "an alias (*) repeats another value"),
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


@pytest.mark.parametrize(("text", "message"), [
    ("", "it is empty"),
    ("# only a comment\n", "it is empty"),
    ("- a\n- list\n", "it is not a map"),
    ("just words", "it is not a map"),
    (GOOD.encode().replace(b"A report", b"A r\xe9port"), "facts.yml:7: file: it holds bytes that are not UTF-8"),
    (GOOD.replace("A report", "A \x07 report"), "facts.yml:7: file: it holds a control character"),
    (f"# {'’' * 60}\n" + GOOD.replace("A report", "A \x07 report"), "facts.yml:8: file: it holds a control character"),
    ("a: " + "[" * 5000, "file: it is not valid YAML"),
    (f"a: {'[' * 1500}{']' * 1500}", "file: it is nested too deeply; write it flat"),
])
def test_a_file_that_is_not_a_data_file_is_refused_in_one_line(tmp_path: Path, text: str | bytes, message: str):
    lines = refusal(tmp_path, text)
    assert len(lines) == 1 and message in lines[0]


def test_a_missing_file_is_named(tmp_path: Path):
    told = r"nowhere\.yml: file: it cannot be read \(No such file.*\); put the data file there"
    with pytest.raises(Problems, match=told):
        facts.load(tmp_path / "nowhere.yml")


def test_the_line_named_is_the_line_of_the_mistake(tmp_path: Path):
    wrong = GOOD.replace("unit: places", "unit: acres")
    assert refusal(tmp_path, wrong)[0].startswith(f"{tmp_path}/facts.yml:{line_of(wrong, 'unit: acres')}: places: ")


def test_all_mistakes_of_a_file_are_named_at_once(tmp_path: Path):
    wrong = (GOOD.replace("unit: people", "unit: humans").replace("compare: [people-inside]", "compare: [nobody]")
             .replace("  places:\n", "  places:\n    colour: red\n").replace("* people-inside", "* prisoners"))
    subjects = [line.split(": ")[1] for line in refusal(tmp_path, wrong)]
    assert subjects == ["people-inside", "places", "places", "how-full"]


def test_circles_of_sums_are_shown(tmp_path: Path):
    circle = GOOD + ("  a:\n    topic: prisons\n    statement: A\n    unit: number\n"
                     "    derived: {formula: b + 1, round: 0}\n"
                     "  b:\n    topic: prisons\n    statement: B\n    unit: number\n"
                     "    derived: {formula: a + 1, round: 0}\n")
    assert "→" in refusal(tmp_path, circle)[0]


CHANGE = """changes:
  - date: "2026-11-22"
    fact: places
    old: 26500
    new: 26593
    reason: The estimate was read more exactly.
"""


@pytest.mark.parametrize(("old", "new", "message"), [
    ("fact: places", "fact: spaces", 'it names "spaces", which does not exist; did you mean places?'),
    ("new: 26593", "new: 27000", "its new value is 27000, but places is 26593; add the change that is missing"),
    ("old: 26500", 'old: "2020"', 'its old value "2020" is not of the unit of places'),
    ("more exactly", "like {nobody}", "its reason names {nobody}, which does not exist"),
    ("    reason: The estimate was read more exactly.\n", "", "reason is missing"),
])
def test_the_log_of_changes_cannot_contradict_the_numbers(tmp_path: Path, old: str, new: str, message: str):
    assert load(tmp_path, GOOD + CHANGE).changes[0].new == 26593
    assert any(message in line for line in refusal(tmp_path, GOOD + CHANGE.replace(old, new)))


def test_a_good_file_gives_its_facts_in_order(tmp_path: Path):
    book = load(tmp_path, GOOD)
    assert list(book.facts) == ["people-inside", "places", "how-full"]


def test_a_sum_is_computed_and_is_about_when_a_part_is_inexact(tmp_path: Path):
    fact = load(tmp_path, GOOD).facts["how-full"]
    assert fact.value == 150 and wording.words(fact) == "about 150%"
    assert fact.check == "nuance"  # no surer than its least sure part
    assert wording.as_of(fact).replace("\xa0", " ") == "2 April 2020"  # which lies in April 2020


def test_a_sum_of_parts_of_different_times_names_them_all(tmp_path: Path):
    fact = load(tmp_path, GOOD.replace('as_of: "2020-04"\n', 'as_of: "2019"\n')).facts["how-full"]
    assert wording.as_of(fact).replace("\xa0", " ") == "2019 and 2 April 2020"


def test_a_sum_that_gives_the_figure_of_an_earlier_time_says_which(tmp_path: Path, book: facts.Book):
    fact = load(tmp_path, GOOD.replace("round: 0}\n", 'round: 0}\n    as_of: "2019"\n')).facts["how-full"]
    assert wording.as_of(fact) == "2019"
    for fact in book.facts.values():
        stated = set(re.findall(r"\b20\d\d\b", fact.statement)) if fact.formula else set()
        assert not stated or stated & set(re.findall(r"\d{4}", wording.as_of(fact))), fact.id


def test_a_sum_of_exact_parts_is_exact(tmp_path: Path):
    exact = GOOD.replace("    qualifier: nearly\n", "").replace("round: 0", "round: 1")
    assert wording.words(load(tmp_path, exact).facts["how-full"]) == "150.4%"


def test_a_sum_rounds_to_hundreds_when_told(tmp_path: Path):
    book = load(tmp_path, GOOD.replace("100 * people-inside / places", "people-inside - places").replace(
        "unit: percent", "unit: people").replace("round: 0", "round: -2"))
    assert wording.words(book.facts["how-full"]) == "about 13,400"


def test_a_changed_file_is_read_again(tmp_path: Path):
    assert load(tmp_path, GOOD).facts["places"].value == 26593
    assert load(tmp_path, GOOD.replace("26593", "126593")).facts["places"].value == 126593


@pytest.mark.parametrize(("fields", "words"), [
    ({"value": 40000, "qualifier": "nearly"}, "nearly 40,000"),
    ({"value": 3}, "three"),
    ({"value": 12}, "12"),
    ({"value": 28, "unit": "percent"}, "28%"),
    ({"value": Decimal("2.0"), "unit": "percent"}, "2.0%"),
    ({"value": Decimal("477.7"), "unit": "kg"}, "477.7\xa0kg"),
    ({"value": 61_400_000_000, "unit": "usd", "qualifier": "up to"}, "up to US$61.4\xa0billion"),
    ({"value": 20_000_000_000, "unit": "usd"}, "US$20\xa0billion"),
    ({"value": 300, "unit": "usd"}, "US$300"),
    ({"value": 12_000_000, "qualifier": "more than"}, "more than 12\xa0million"),
    ({"value": 1750, "unit": "riel"}, "1,750\xa0riel"),
    ({"value": 6, "unit": "months"}, "six months"),
    ({"value": 1, "unit": "years"}, "one year"),
    ({"value": 1000, "qualifier": "thousands"}, "thousands"),
    ({"value": "2020-06-26", "unit": "date"}, "26\xa0June\xa02020"),
    ({"value": "2020-01/2020-05", "unit": "date"}, "January to May\xa02020"),
    ({"value": "2011-12/..", "unit": "date"}, "since December\xa02011"),
    ({"value": "2009~", "unit": "date"}, "about\xa02009"),
])
def test_a_value_reads_as_a_person_would_write_it(book: facts.Book, fields: dict, words: str):
    some = book.facts["prisoners"]
    assert wording.words(dataclasses.replace(some, **({"qualifier": None, "unit": "people"} | fields))) == words


def test_the_schema_for_editors_is_the_models_own():
    schema = Path(__file__).parent.parent / "data" / "facts.schema.json"
    assert schema.read_text(encoding="utf-8") == facts.schema(), "run `make schema`"


@pytest.mark.parametrize("mistake", ["an unknown key", "an id twice", "an unknown input", "broken YAML"])
def test_a_build_with_bad_data_prints_the_mistake_and_publishes_nothing(project: Project, mistake: str):
    old, new, _ = MISTAKES[mistake]
    (project.folder / "data/facts.yml").write_text(GOOD.replace(old, new, 1), encoding="utf-8")
    done = project.build()
    assert done.returncode != 0
    assert "data/facts.yml:" in done.stderr and "Traceback" not in done.stderr + done.stdout
    assert not project.site.exists()


@pytest.mark.parametrize("content", [None, b"", b"\xff\xfe"])
def test_a_build_without_readable_data_says_so_and_publishes_nothing(project: Project, content: bytes | None):
    path = project.folder / "data/facts.yml"
    path.unlink() if content is None else path.write_bytes(content)
    done = project.build()
    assert done.returncode != 0 and "data/facts.yml" in done.stderr
    assert "Traceback" not in done.stderr + done.stdout
    assert not project.site.exists()


def test_markup_in_the_data_file_comes_out_as_text(project: Project):
    attack = "<script>alert(1)</script><b>*x*</b> [x](javascript:y)"
    project.edit("data/facts.yml", "    title: Drug policy in Kingdom sees mixed success",
                 f"    title: '{attack} {{{{ 7 * 7 }}}}'")
    path = project.folder / "data/facts.yml"
    text = path.read_text(encoding="utf-8")
    for key in ("statement", "caveat", "says", "scope", "counts", "where"):
        line = re.compile(rf"(?<=^  prisoners:\n)((?:    .*\n)*?    {key}: ).*", re.MULTILINE)
        text = line.sub(rf"\g<1>'{key} {attack}'", text)
    path.write_text(text, encoding="utf-8")
    done = project.build("--strict")
    assert done.returncode == 0, done.stderr
    for page in project.site.rglob("*.html"):
        html = page.read_text(encoding="utf-8")
        assert "<script>alert" not in html and "<b>*x*" not in html and "javascript:y\"" not in html
    numbers = (project.site / "numbers-prisons/index.html").read_text(encoding="utf-8")
    for key in ("statement", "caveat", "says", "scope", "counts", "where"):
        assert f"{key} &lt;script&gt;alert(1)" in numbers


@pytest.mark.parametrize(("call", "message"), [
    ('{{ numbers("abuse", "helth") }}', r'docs/numbers-health.md:\d+: numbers\("helth"\): there is no such topic; did '
                                        r"you mean .*health"),
    ('{{ numbers("abuse") }}', r"data/facts.yml: topics, health: no page holds its entries; write .*numbers\(\"health"),
    ('{{ numbers("abuse", "health", "trade") }}', r'numbers\("trade"\): docs/numbers-health.md holds these entries'),
])
def test_each_topic_has_its_entries_on_one_page(project: Project, call: str, message: str):
    project.edit("docs/numbers-health.md", '{{ numbers("abuse", "health") }}', call)
    with pytest.raises(Problems, match=message):
        Library.open(project.folder / "data", project.folder / "docs")
