"""A day of an author: each thing is one command, which says in lines when it went wrong."""

from __future__ import annotations

import json
import re
from functools import partial
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator
from selectolax.lexbor import LexborHTMLParser, LexborNode

from explainer import cli
from explainer.content.load import schemas
from tests.conftest import ROOT, Copy, read_yaml, settings

# What each part of the story has, as the real mkdocs.yml asks for it.
FORM = settings()["extra"]["each_part"]
EELS = """\
  eels:
    topic: water
    statement: 'Eels in the harbour, or "snakes"'
    value: 2
    unit: number
    counts: an eel
    as_of: "2021"
    scope: the harbour of Sandwick
    says: The harbour master
    source: eel-report
    where: page 3
    nature: reported
    check: confirmed
"""
EEL_REPORT = """\
  eel-report:
    title: Of eels
    producer: Sandwick Harbour
    kind: government
    published: "2021"
    url: https://harbour.example/eels
    read: whole
"""


class Author:
    """Somebody at work on a project."""

    def __init__(self, project: Copy) -> None:
        self.project = project

    def runs(self, *arguments: str) -> tuple[bool, str, str]:
        """Whether a command goes well, and what it says and tells of mistakes.

        As `python -m explainer.cli`, which test_make.py and test_builds.py run as it is.
        """
        done = self.project.within(lambda: cli.main(list(arguments)))
        return done.returncode == 0, done.stdout, done.stderr

    def does(self, *arguments: str) -> str:
        """What is said of a command that goes well."""
        well, said, told = self.runs(*arguments)
        assert well, said + told
        return said

    def is_told(self, *arguments: str) -> list[str]:
        """The lines of a command that goes wrong and so changes nothing."""
        before = self.files()
        well, _, told = self.runs(*arguments)
        assert not well and self.files() == before
        return [line for line in told.splitlines() if line and line[:7] != "Nothing"]

    def files(self) -> dict[str, bytes]:
        folders = (self.project.folder / part for part in ("data", "docs"))
        return {path.name: path.read_bytes() for one in folders for path in one.iterdir()}

    def place(self, file: str, text: str) -> str:
        """The place of the line that begins with, or holds, a text, as messages name it."""
        before, found, _ = self.project.read(file).partition(text)
        assert found, f"{file} does not hold {text!r}"
        return f"{file}:{before.count(chr(10)) + 1}"

    def writes_of_eels(self) -> None:
        """A number that nothing names, and a source of its own."""
        self.project.edit("data/facts.yml", "\nfacts:\n", f"{EEL_REPORT}\nfacts:\n{EELS}")


def words(node: LexborNode) -> str:
    return " ".join(node.text().split())


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small project, published as it is."""
    author = Author(Copy(tmp_path_factory.mktemp("published") / "project"))
    author.does("publish")
    return author.project.folder


@pytest.fixture
def author(published: Path, tmp_path: Path) -> Author:
    return Author(Copy(tmp_path / "project", published))


def test_a_correction_is_one_command_and_then_all_is_in_order(author: Author):
    project = author.project
    author.does("correct", "moorings", "381", "Counted\n  again.")
    assert "fact: moorings" in project.read("data/facts.yml")
    author.does("publish")
    author.does("check")
    assert project.build().returncode == 0
    assert "381" in project.read("site/s/moorings/index.html")
    assert "Counted again." in project.read("site/changes.xml")


def test_a_second_correction_comes_after_the_first_wherever_the_log_stands(author: Author):
    log = author.project.read("data/facts.yml")
    facts, changes = log[: log.index("\nchanges:")], log[log.index("\nchanges:") :]
    facts = facts.replace("\nunknown:", f"{changes}\n# What nobody knows.\nunknown:")
    author.project.write("data/facts.yml", facts)
    author.does("correct", "moorings", "381", "Counted again.")
    author.does("correct", "flood-day", "2019-12-01", "It broke after midnight: so the town says.")
    author.does("check")
    text = author.project.read("data/facts.yml")
    assert (
        text.index("fact: moorings") < text.index("fact: flood-day") < text.index("# What nobody")
    )


@pytest.mark.parametrize(
    ("id", "value", "said"),
    [
        ("mooring", "380", "did you mean moorings"),
        ("moorings", "1,500", "write a bare number, without commas"),
        ("moorings", "1600", "it is 1600 already"),
        ("boats-per-mooring", "3", "correct what goes into it"),
        ("flood-day", "soon", "is not a date"),
    ],
)
def test_a_correction_that_cannot_be_is_told_and_writes_nothing(
    author: Author, id: str, value: str, said: str
):
    told = author.is_told("correct", id, value, "Counted again.")
    assert said in told[0] and told[0].startswith("data/facts.yml")


def test_a_number_that_changed_in_silence_is_told_at_its_line_and_not_published(author: Author):
    author.project.edit("data/facts.yml", "value: 1600", "value: 1500")
    text = author.project.read("data/facts.yml")
    line = text[: text.index("value: 1500")].count("\n") + 1
    for command in ("check", "publish"):
        told = author.is_told(command)
        assert told[0].startswith(f"data/facts.yml:{line}: moorings: it was published as “nearly")
        assert "fact: moorings, old: 1600, new: 1500, reason: …}" in told[0]


def test_check_draws_no_cards_for_they_take_seconds(author: Author, tmp_path: Path):
    cache = tmp_path / "cache"
    author.project.environment = partial(author.project.environment, BUILD_CACHE=str(cache))
    author.does("check")
    assert list(cache.iterdir()) == [cache / "templates"]


def test_check_and_publish_tell_what_a_strict_build_refuses(author: Author):
    author.project.append("docs/harbour.md", "\nSee [the pier](pier.md).\n")
    for command in ("check", "publish"):
        assert "'pier.md'" in author.is_told(command)[0]


def test_a_section_that_went_elsewhere_is_one_command_for_both_its_addresses(author: Author):
    project = author.project
    assert "it is still there" in author.is_told("move", "/water/#who-paid", "/water/")[0]
    section = "### Who paid { #who-paid }"
    project.edit("docs/water.md", section, "### Who paid for it { #the-bill }")
    project.edit("data/claims.yml", "who-paid]", "the-bill]")
    assert (
        "did you mean /water/#the-bill"
        in author.is_told("move", "/water/#who-paid", "/water/#bill")[0]
    )
    assert "never published" in author.is_told("move", "/water/#who", "/water/#the-bill")[0]
    said = author.does("move", "/water/#who-paid", "/water/#the-bill")
    assert said.splitlines() == [
        "/water/#who-paid → /water/#the-bill",
        "/s/who-paid/ → /s/the-bill/",
    ]


def test_what_is_due_is_listed(author: Author):
    author.project.edit("data/facts.yml", 'review_by: "2027"', 'review_by: "2022-03"')
    assert "March 2022  neap-range: " in author.does("due")


# A number is withdrawn


def test_all_that_names_a_number_is_told_at_once_and_nothing_is_written(author: Author):
    told = author.is_told("withdraw", "spring-range", "The gauge was broken.")
    named = {
        "data/charts.yml": ["description: The bar for", "beware: Both", "values: [spring-range]"],
        "data/claims.yml": ["note: He spoke", "claim: The water rises"],
        "data/facts.yml": ["gauge: The gauge", 'caveat: "{doubt gauge}"'],
        "docs/index.md": ["description:", "The water at Sandwick", '- {{ fact("spring-range"'],
        "docs/water.md": ["At spring tides", "| Spring |"],
    }
    places = {author.place(file, text) for file, texts in named.items() for text in texts}
    assert {line.partition(": ")[0] for line in told} == places
    assert all("it names spring-range, which is to go; name another" in line for line in told)


def test_sums_comparisons_the_timeline_and_a_source_of_its_own_are_told_too(author: Author):
    places = {
        author.place("data/facts.yml", "derived: {formula: 100 * boats-counted"),
        author.place("data/timeline.yml", "fact: boats-counted"),
    }
    told = author.is_told("withdraw", "boats-counted", "Counted twice.")
    assert places <= {line.partition(": ")[0] for line in told}
    told = author.is_told("withdraw", "neap-range", "The gauge was broken.")
    place = author.place("data/facts.yml", "compare: [neap-range]")
    assert any(line.startswith(f"{place}: spring-range: it names neap-range") for line in told)
    author.writes_of_eels()
    author.project.append("docs/harbour.md", '\nEels? {{ cite("harbour-report", "eel-report") }}\n')
    (told,) = author.is_told("withdraw", "eels", "They were snakes.")
    assert told.startswith(f"{author.place('docs/harbour.md', 'Eels?')}: cite()")
    assert "eels or its source eel-report" in told


@pytest.fixture(scope="module")
def withdrawn(published: Path, tmp_path_factory: pytest.TempPathFactory) -> Author:
    """After a number that was published and once put right is withdrawn."""
    author = Author(Copy(tmp_path_factory.mktemp("withdrawn") / "project", published))
    author.writes_of_eels()
    author.does("publish")
    author.does("correct", "eels", "3", "Counted again.")
    author.does("publish")
    assert "/s/eels/ says so" in author.does("withdraw", "eels", "They were\n  snakes.")
    return author


def test_a_withdrawal_takes_its_entry_and_its_source_out_and_leaves_all_else(withdrawn: Author):
    before = (ROOT / "tests/small/data/facts.yml").read_text(encoding="utf-8")
    after = withdrawn.project.read("data/facts.yml")
    assert after.startswith(before.rstrip()) and "eel-report" not in after
    (entry,) = yaml.safe_load(after)["withdrawn"].items()
    assert entry[0] == "eels" and entry[1].pop("date")
    assert entry[1] == {
        "statement": 'Eels in the harbour, or "snakes"',
        "value": "3",
        "unit": "number",
        "reason": "They were snakes.",
    }
    assert "eels: 3 number" in withdrawn.project.read("data/published.yml")


def test_a_withdrawn_number_keeps_its_address_and_the_site_tells_that_and_why(withdrawn: Author):
    withdrawn.does("publish")
    project, statement = withdrawn.project, 'Eels in the harbour, or "snakes"'
    assert project.build().returncode == 0
    page = LexborHTMLParser(project.read("site/s/eels/index.html"))
    said = words(page.css_first("main"))
    assert page.css_first("h1").text() == statement and "Withdrawn on " in said
    assert "This site said: 3." in said and "They were snakes." in said
    assert page.css_first(".go").attributes["href"] == "/logbook/"
    assert page.css_first("meta[name=description]").attributes["content"] == "They were snakes."
    assert json.loads(project.read("site/s/eels/fact.json"))["withdrawn"]["value"] == "3"
    assert (project.site / "s/eels/card.png").exists()
    titles = re.findall("<title>(.*)</title>", project.read("site/changes.xml"))
    told = statement.replace('"', "&#34;")
    assert titles[1:3] == [f"{told}: withdrawn (it said 3)", f"{told}: from two to three"]
    about = LexborHTMLParser(project.read("site/logbook/index.html"))
    listed = [words(one).partition(": ")[2] for one in about.css(".changes li:not([id])")]
    assert listed[:2] == [
        f"{statement}, withdrawn (it said 3). They were snakes.",
        f"{statement}, from two to three. Counted again.",
    ]
    assert about.css_first("li#eels a").attributes["href"] == "/s/eels/"
    for file in ("facts.json", "facts.csv", "sitemap.xml"):
        assert "eels" not in project.read(f"site/{file}")


def test_an_id_that_was_withdrawn_is_never_used_again(withdrawn: Author, tmp_path: Path):
    withdrawn = Author(Copy(tmp_path / "project", withdrawn.project.folder))
    assert "is or was in use" in withdrawn.is_told("new", "fact", "eels")[0]
    withdrawn.writes_of_eels()
    place = withdrawn.place("data/facts.yml", "  eels:")
    assert withdrawn.is_told("check")[0].startswith(f"{place}: eels: a number with this id was")


def test_what_was_never_a_number_cannot_be_withdrawn(author: Author):
    assert "did you mean moorings" in author.is_told("withdraw", "mooring", "No.")[0]


# Something new is begun


@pytest.mark.parametrize(
    ("kind", "id", "file"),
    [
        ("fact", "eels", "data/facts.yml"),
        ("source", "eel-report", "data/facts.yml"),
        ("chart", "chart-eels", "data/charts.yml"),
        ("page", "eels", "docs/eels.md"),
    ],
)
def test_what_is_only_begun_cannot_be_published_and_each_gap_is_told(
    author: Author, kind: str, id: str, file: str
):
    said = author.does("new", kind, id)
    assert re.match(rf"{file}:\d+: {id}: the new {kind} stands here; fill it in", said)
    text = author.project.read(file)
    gaps = {f"{file}:{n}" for n, line in enumerate(text.split("\n"), 1) if "TO BE WRITTEN" in line}
    for command in ("check", "publish"):
        told = author.is_told(command)
        assert all("still to be written; " in line for line in told)
        assert {line.partition(": ")[0] for line in told} == gaps


def test_a_new_entry_has_all_that_it_must_have(author: Author):
    words = {"source": "eel-report", "unit": "number", "value": "2", "topic": "water"}
    words |= {"as_of": '"2021"', "nature": "reported", "check": "confirmed", "kind": "bars"}
    words |= {"published": '"2021"', "url": "https://a.example/", "values": '["2021"]'}
    words |= {"columns": "[Eels]", "read": "whole", "2021": "eels"}
    for kind, id in (("source", "eel-report"), ("fact", "eels"), ("chart", "chart-eels")):
        author.does("new", kind, id)
        file = "charts" if kind == "chart" else "facts"
        text = author.project.read(f"data/{file}.yml")
        kinds = words | ({"kind": "news"} if kind == "source" else {"values": "[eels]"})
        gap = re.compile(r'(\w+): \[?"\{\{ TO BE WRITTEN.*')
        text = gap.sub(lambda it, known=kinds: f"{it[1]}: {known.get(it[1], 'Eels')}", text)
        author.project.write(f"data/{file}.yml", text)
    author.project.append("docs/harbour.md", '\n{{ chart("chart-eels") }}\n')
    author.does("check")


@pytest.fixture
def eels_page(author: Author) -> Author:
    """After a new page is written and named in the menu."""
    author.writes_of_eels()
    author.does("new", "page", "eels-page")
    text = author.project.read("docs/eels-page.md").replace("{{ key() }}\n", "")
    text = re.sub(r'\{\{ TO BE WRITTEN.*(when|fact)\("its-id"\) \}\}', r'{{ \1("eels") }}', text)
    text = re.sub(r"\{\{ TO BE WRITTEN.*? \}\}", "Eels", text)
    author.project.write("docs/eels-page.md", text)
    assert "eels-page.md" in "".join(author.is_told("check"))  # not yet in the menu
    author.project.edit(
        "mkdocs.yml", "      - The water:", "      - Eels: eels-page.md\n      - The water:"
    )
    return author


def test_a_new_page_has_the_form_of_a_part_of_the_story_and_others_are_told_of_theirs(
    eels_page: Author,
):
    eels_page.does("check")
    form = f"  each_part: {json.dumps(FORM)}\n"
    eels_page.project.edit("mkdocs.yml", "  story: The story\n", f"  story: The story\n{form}")
    told = eels_page.is_told("check")
    assert {line.partition(":")[0] for line in told} == {"docs/harbour.md", "docs/water.md"}
    place = eels_page.place("docs/water.md", "# The *water*")
    selector, remedy = next(one for one in FORM.items() if ".now" in one[0])
    assert f'{place}: form: it has no "{selector}", as each part of the story has; {remedy}' in told
    assert not any("water.md" in line and "used" in line for line in told)


@pytest.mark.parametrize(
    ("kind", "id", "said"),
    [
        ("chapter", "eels", "use one of page, fact, source, chart"),
        ("fact", "Eels", "it is not kebab-case"),
        ("fact", "moorings", "is or was in use"),
        ("fact", "the-flood", "is or was in use"),
        ("source", "tides", "is or was in use"),  # a page that moved
        ("chart", "eels", "call it chart-eels"),
        ("page", "index", "is or was in use"),
    ],
)
def test_an_id_that_does_not_fit_or_was_ever_used_is_refused(
    author: Author, kind: str, id: str, said: str
):
    assert said in author.is_told("new", kind, id)[0]


# What an editor completes


def test_each_data_file_names_its_schema_which_is_up_to_date_and_which_it_fits():
    for file, text in schemas().items():
        assert (ROOT / "data" / file).read_text(encoding="utf-8") == text, "run make schema"
        data = (ROOT / "data" / file.replace(".schema.json", ".yml")).read_text(encoding="utf-8")
        assert data.startswith(f"# yaml-language-server: $schema={file}\n")
        assert Draft202012Validator(json.loads(text)).is_valid(read_yaml(data))
