"""A reader program is told of each number that was put right, once."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

from explainer.content import wording
from explainer.content.facts import Change
from explainer.content.project import Project
from explainer.publish import downloads
from explainer.publish.build import Build

ATOM = "{http://www.w3.org/2005/Atom}"


def written(project: Project, folder: Path) -> ElementTree.Element:
    """The feed, with what RFC 4287 demands of it."""
    downloads.write(Build(project, folder, preview=False))
    root = ElementTree.fromstring((folder / "changes.xml").read_bytes())
    assert root.tag == f"{ATOM}feed" and root.findtext(f"{ATOM}author/{ATOM}name")
    for element in (root, *root.findall(f"{ATOM}entry")):
        demanded = [element.findall(ATOM + tag) for tag in ("id", "title", "updated")]
        assert [len(found) for found in demanded] == [1, 1, 1]
        updated = element.findtext(f"{ATOM}updated") or ""
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT00:00:00Z", updated)
    ids = all_ids(root)
    assert len(set(ids)) == len(ids)
    return root


def all_ids(root: ElementTree.Element) -> list[str]:
    return [element.text or "" for element in root.iter(f"{ATOM}id")]


def with_changes(project: Project, *more: Change) -> Project:
    return replace(project, changes=[*project.changes, *more])


def change(**fields: object) -> Change:
    known = {"date": "2098-11-30", "fact": "boats-counted", "old": 1240, "new": 1240}
    return Change.model_construct(**known | {"reason": "Counted again."} | fields)


def test_the_feed_has_an_entry_for_each_change_the_newest_first(small: Project, tmp_path: Path):
    later = change(date="2099-12-01", old=1230, reason="Now with {moorings} & more.")
    root = written(with_changes(small, change(), later), tmp_path)
    newest, *others = root.findall(f"{ATOM}entry")
    fact = small.facts["boats-counted"]
    number = wording.bare(fact)
    assert newest.findtext(f"{ATOM}title") == f"{fact.statement}: from 1,230 to {number}"
    same = others[0].findtext(f"{ATOM}title")
    assert same == f"{fact.statement}: now in other words"  # such as a qualifier alone
    said = f"Now with {wording.words(small.facts['moorings'])} & more."
    assert newest.findtext(f"{ATOM}content") == said
    assert newest.find(f"{ATOM}link").get("href") == f"{small.site.address}s/{fact.id}/"
    assert root.findtext(f"{ATOM}updated") == newest.findtext(f"{ATOM}updated")
    assert len(others) == len(small.changes) + 1


def test_a_site_that_moves_does_not_send_its_corrections_again(small: Project, tmp_path: Path):
    moved = replace(small, site=replace(small.site, address="https://elsewhere.example/x/"))
    ids = all_ids(written(small, tmp_path))
    assert all_ids(written(moved, tmp_path)) == ids
    assert all(re.fullmatch(r"tag:[a-z-]+,\d{4}:[a-z0-9-]+", id) for id in ids)


def test_a_later_change_leaves_the_ids_of_the_earlier_ones(small: Project, tmp_path: Path):
    before = all_ids(written(small, tmp_path))
    assert set(before) < set(all_ids(written(with_changes(small, change()), tmp_path)))


def test_without_a_change_the_feed_is_valid_and_empty(small: Project, tmp_path: Path):
    root = written(replace(small, changes=[]), tmp_path)
    assert root.findall(f"{ATOM}entry") == []
