"""Dates that cannot lie: a page's date follows its words and facts, not the clock or the file."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace

import pytest
import yaml

from explainer import facts, history
from explainer.library import Library
from tests.conftest import ROOT, Page, Project


def changed(project: Project) -> dict[str, str]:
    ledger = yaml.safe_load((project.folder / "data/pages.yml").read_text(encoding="utf-8"))
    return {page: entry["changed"] for page, entry in ledger["pages"].items()}


def make_dates(project: Project) -> dict[str, str]:
    subprocess.run([sys.executable, "-m", "explainer.history"], cwd=project.folder, check=True, timeout=60)
    return changed(project)


def backdate(project: Project) -> None:
    path = project.folder / "data/pages.yml"
    ledger = yaml.safe_load(path.read_text(encoding="utf-8"))
    for entry in ledger["pages"].values():
        entry["changed"] = "2001-02-03"
    path.write_text(yaml.safe_dump(ledger, default_style='"'), encoding="utf-8")


def test_the_dates_of_all_pages_are_up_to_date():
    library = Library.open(ROOT / "data", ROOT / "docs")
    for page in sorted((ROOT / "docs").glob("*.md")):
        assert library.changed(page.name), f"docs/{page.name} or its facts have changed: run `make dates`"


def test_every_page_shows_the_day_it_last_changed(pages: dict[str, Page]):
    for url, page in pages.items():
        (line,) = page.all("p.changed")
        assert line.text().startswith("This page last changed on "), url


def test_a_rebuild_changes_no_date_and_shows_none_for_a_page_that_the_ledger_does_not_know_so(project: Project):
    backdate(project)
    for page in (project.folder / "docs").glob("*.md"):
        os.utime(page)  # a new file time, as a fresh clone gives it
    assert set(make_dates(project).values()) == {"2001-02-03"}
    project.append("docs/informers.md", "\nOne more sentence.\n")
    assert project.build("--strict").returncode == 0
    assert set(changed(project).values()) == {"2001-02-03"}
    assert "3\xa0February\xa02001" in (project.site / "entrapment/index.html").read_text(encoding="utf-8")
    assert "last changed on" not in (project.site / "informers/index.html").read_text(encoding="utf-8")


def test_a_changed_word_changes_the_date_of_its_page_alone(project: Project):
    backdate(project)
    project.append("docs/informers.md", "\nOne more sentence.\n")
    after = make_dates(project)
    assert {page for page, day in after.items() if day != "2001-02-03"} == {"informers.md"}


@pytest.mark.parametrize(("file", "old", "new", "pages"), [
    ("claims.yml", "correction: Sherman’s case turned on an informer", "correction: An informer made the case",
     {"corrections.md", "sources.md"}),
    ("facts.yml", "title: Prisons department gets", "title: The department gets", {"all-sources.md"}),
    ("facts.yml", "counts: the informer met Sherman", "counts: the man met Sherman", {"numbers-crackdown.md"}),
])
def test_a_page_has_changed_when_what_its_lists_tell_has(project: Project, file: str, old: str, new: str,
                                                        pages: set[str]):
    make_dates(project)  # else a page whose fingerprint is made in another way would have changed as well
    backdate(project)
    project.edit(f"data/{file}", old, new)
    assert {page for page, day in make_dates(project).items() if day != "2001-02-03"} >= pages


def test_a_call_counts_however_it_is_written(book: facts.Book):
    library = Library.open(ROOT / "data", ROOT / "docs")
    fingerprints = [history.fingerprint(text, changed, library.claims, library.glossary, {}, ())
                    for text in ("{{ fact('prisoners') }}", '{{ fact(\n "prisoners") }}')
                    for changed in (book, replace(book, facts={**book.facts, "prisoners": replace(
                        book.facts["prisoners"], says="Somebody else")}))]
    assert len(set(fingerprints)) == 4


def test_a_changed_number_changes_the_dates_of_the_pages_that_show_it(project: Project):
    backdate(project)
    project.edit("data/facts.yml", "value: 38990", "value: 38123")
    after = make_dates(project)
    dated = {page for page, day in after.items() if day != "2001-02-03"}
    assert {"index.md", "prison-overcrowding.md", "numbers.md"} <= dated
    assert "informers.md" not in dated and "glossary.md" not in dated
