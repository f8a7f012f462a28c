"""Taking the numbers along: JSON, CSV and their description say what the pages say."""

from __future__ import annotations

import csv
import json
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import frictionless
import pytest

from explainer.content import wording
from explainer.content.project import Project
from explainer.publish import downloads
from tests.conftest import Copy, loaded
from tests.publish.conftest import built

# What breaks HTML, JSON, CSV, XML or TeX, if a writer is careless.
AWKWARD = "A </script> \"quoted\", & 'so'; {open 50% $ # _ ~ ^ \\ é “ok”"
# Names that a table of pandas has already; a column of that name cannot be had as table.name.
OF_PANDAS = {"where", "sum", "compare", "count", "values", "size", "rank", "mode", "min", "max"}
OF_PANDAS |= {"filter", "items", "keys", "index", "columns", "dtypes", "query", "round", "sample"}
# What Excel takes for a day: 2020-04, 2020-04-02, 4/2020, April 2020, 2 April 2020, April 2.
MONTH = "(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
DAY = re.compile(rf"(?i)\d{{1,4}}[-/]\d{{1,2}}([-/]\d{{1,4}})?|(\d{{1,2}} )?{MONTH} \d{{1,4}}")


class Written:
    """The files of a project, read as those who take them along would."""

    def __init__(self, project: Project, folder: Path) -> None:
        self.project, self.folder = project, folder
        self.build = built(project, folder)
        downloads.write(self.build)

    def json(self) -> Any:
        return json.loads(self.text("facts.json"), parse_float=Decimal)

    def text(self, name: str) -> str:
        return (self.folder / name).read_bytes().decode("utf-8-sig")

    def rows(self, name: str) -> dict[str, dict[str, str]]:
        rows = csv.DictReader(self.text(f"{name}.csv").splitlines(keepends=True))
        return {row["id"]: row for row in rows}

    def package(self) -> Any:
        return json.loads(self.text("datapackage.json"))


@pytest.fixture(scope="module")
def written(small: Project, tmp_path_factory: pytest.TempPathFactory) -> Written:
    return Written(small, tmp_path_factory.mktemp("downloads"))


# JSON


def test_facts_json_holds_every_fact_with_what_a_reader_sees_of_it(written: Written):
    facts = written.json()["facts"]
    assert list(facts) == list(written.project.facts)
    for id, fact in written.project.facts.items():
        row = facts[id]
        for name in ("statement", "value", "unit", "scope", "says", "source", "where", "check"):
            assert row[name] == getattr(fact, name), (id, name)
        assert (row["words"], row["figure"]) == (wording.words(fact), wording.figure(fact))
        assert row["as_of"] == list(fact.times)
        assert row["url"] == row["share"] == f"{written.project.site.address}s/{id}/"


def test_facts_json_shows_how_a_sum_was_done(written: Written):
    row = written.json()["facts"]["boats-per-mooring"]
    assert row["inputs"] == ["boats-counted", "moorings"]
    assert row["sum"].endswith(f" = {row['figure']}") and "×" in row["sum"]


def test_the_record_of_one_number_is_that_of_facts_json(written: Written):
    one = downloads.record(written.project.facts["wall-cost"], written.project)
    assert json.loads(json.dumps(one)) == written.json()["facts"]["wall-cost"]


def test_facts_json_has_each_fact_and_source_on_a_line_of_its_own(written: Written):
    lines = written.text("facts.json").splitlines()
    for part in written.json().values():
        for id, row in part.items():
            assert [line for line in lines if line.startswith(f'"{id}": ')] == [
                f'"{id}": {json.dumps(row, ensure_ascii=False, default=float)}'
                + ("," if id != list(part)[-1] else "")
            ]


# CSV


@pytest.mark.parametrize("name", ["facts", "sources"])
def test_a_csv_file_begins_with_a_byte_order_mark_and_ends_its_lines_as_rfc_4180_says(
    written: Written, name: str
):
    content = (written.folder / f"{name}.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.count(b"\r\n") == content.count(b"\n") == len(written.rows(name)) + 1


def test_no_cell_has_an_unbreakable_space(real: Project, tmp_path: Path):
    written = Written(real, tmp_path)
    for name in ("facts", "sources"):
        assert "\xa0" not in written.text(f"{name}.csv") and written.rows(name)


def test_no_cell_is_taken_for_a_day_by_a_spreadsheet(real: Project, tmp_path: Path):
    written = Written(real, tmp_path)
    rows = [row for name in ("facts", "sources") for row in written.rows(name).values()]
    assert [cell for row in rows for cell in row.values() if DAY.fullmatch(cell)] == []


def test_only_numbers_stand_in_the_column_of_values_and_a_date_has_its_own(written: Written):
    rows = written.rows("facts")
    for id, fact in written.project.facts.items():
        if fact.unit == "date":
            assert (rows[id]["value"], rows[id]["date"]) == ("", f"{fact.value}/{fact.value}")
        else:
            assert (Decimal(rows[id]["value"]), rows[id]["date"]) == (fact.value, "")
    assert rows["boats-per-mooring"]["as_of"] == "2021-04-02/2021-04-02; 2021-04/2021-04"


def test_no_column_hides_behind_a_method_of_a_table_in_pandas(written: Written):
    for name in ("facts", "sources"):
        (row, *_) = written.rows(name).values()
        assert OF_PANDAS.isdisjoint(row)


# The data package


def test_the_data_package_has_a_column_for_every_field_and_no_other(written: Written):
    names = {"place_in_source": "where", "compare_with": "compare", "calculation": "sum"}
    for resource in written.package()["resources"]:
        (row, *_) = written.json()[resource["name"]].values()
        columns = [field["name"] for field in resource["schema"]["fields"]]
        assert columns == list(written.rows(resource["name"])[row["id"]])
        held = {names.get(column, column) for column in columns}
        assert held - {"date"} == row.keys() - {"share"}


def test_frictionless_finds_the_data_package_valid(written: Written):
    report = frictionless.validate(str(written.folder / "datapackage.json"))
    assert report.valid, report.flatten()
    assert [task.stats["rows"] for task in report.tasks] == [
        len(rows) for rows in written.json().values()
    ]


@pytest.mark.parametrize(
    ("old", "new", "error"),
    [
        (",harbour-report,", ",nobody,", "foreign-key"),
        (",places,", ",spots,", "constraint-error"),
        (",1240,", ",many,", "type-error"),
        ("\r\nmoorings,", "\r\nflood-day,", "primary-key"),
    ],
)
def test_the_data_package_describes_the_facts_well_enough_to_find_a_mistake(
    written: Written, tmp_path: Path, old: str, new: str, error: str
):
    for name in ("datapackage.json", "facts.csv", "sources.csv"):
        text = written.text(name)
        if name == "facts.csv":
            assert old in text
            text = text.replace(old, new, 1)
        (tmp_path / name).write_bytes(text.encode())
    report = frictionless.validate(str(tmp_path / "datapackage.json"))
    assert error in {found for (found,) in report.flatten(["type"])}


def test_the_data_package_has_a_version_and_a_date_and_describes_every_column(written: Written):
    package = written.package()
    assert package["name"] == written.project.site.edition
    day = downloads.newest_day(written.build)
    assert day == max(page.changed for page in written.build.articles.values())
    assert package["created"] == f"{day}T00:00:00Z"
    assert [*map(int, package["version"].split("."))] == [*map(int, day.split("-"))]
    for resource in package["resources"]:
        assert all(field["description"] for field in resource["schema"]["fields"])
        assert resource["bytes"] == (written.folder / resource["path"]).stat().st_size


# What a careless writer would break


def test_awkward_text_from_the_data_file_does_no_harm(small_project: Copy, tmp_path: Path):
    for old in ("Report of the harbour master", "Boats in the harbour"):
        new = json.dumps(AWKWARD, ensure_ascii=False)
        small_project.edit("data/facts.yml", f": {old}", f": {new}")
    written = Written(loaded(small_project.folder), tmp_path)
    assert written.json()["facts"]["boats-counted"]["statement"] == AWKWARD
    assert written.rows("facts")["boats-counted"]["statement"] == AWKWARD
    assert written.rows("sources")["harbour-report"]["title"] == AWKWARD
    assert frictionless.validate(str(written.folder / "datapackage.json")).valid
