"""A site is whole or not there: whoever stops its build, and wherever it lies."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from explainer.content.problems import Problems
from explainer.publish import atomic
from explainer.publish.atomic import Replacement


def build(site: Path, words: str = "new", *more: str) -> Replacement:
    """A build of a site of one page and the further files named."""
    replacement = Replacement(site)
    for name in ("index.html", *more):
        file = replacement.folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(words)
    return replacement


def files(site: Path) -> dict[str, str]:
    return {
        path.relative_to(site).as_posix(): path.read_text()
        for path in site.rglob("*")
        if path.is_file()
    }


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A site that is there: two files, one of which no later build has."""
    build(tmp_path / "site", "old", "gone/index.html").finish()
    return tmp_path / "site"


def test_a_build_replaces_the_whole_site(site: Path):
    build(site).finish()
    assert files(site) == {"index.html": "new"}
    assert [path.name for path in site.parent.iterdir()] == ["site"]


def test_nothing_is_seen_of_a_build_before_its_end_nor_after_it_failed(site: Path):
    replacement = build(site)
    assert files(site) == {"index.html": "old", "gone/index.html": "old"}
    replacement.abandon()
    assert files(site) == {"index.html": "old", "gone/index.html": "old"}
    assert [path.name for path in site.parent.iterdir()] == ["site"]


def test_a_symbolic_link_stays_and_what_it_points_to_is_published(site: Path, tmp_path: Path):
    link = tmp_path / "elsewhere/current"
    link.parent.mkdir()
    link.symlink_to(site)
    build(link).finish()
    assert link.is_symlink() and files(site) == {"index.html": "new"}
    assert [path.name for path in link.parent.iterdir()] == ["current"]


def test_a_link_to_a_folder_that_is_not_there_yet_publishes_it(tmp_path: Path):
    (tmp_path / "current").symlink_to(tmp_path / "site")
    build(tmp_path / "current").finish()
    assert files(tmp_path / "site") == {"index.html": "new"}


@pytest.mark.parametrize("kind", ["a file", "a link to a file", "a link to itself"])
def test_what_is_no_folder_is_a_line_and_stays(tmp_path: Path, kind: str):
    site, file = tmp_path / "site", tmp_path / "file"
    file.write_text("precious")
    if kind == "a file":
        site.write_text("precious")
    else:
        site.symlink_to(file if kind == "a link to a file" else site)
    with pytest.raises(Problems, match="site: it is no folder; remove it, or give --site-dir a fo"):
        Replacement(site)
    assert file.read_text() == "precious" and {*tmp_path.iterdir()} == {site, file}


@pytest.mark.parametrize("steps", [["real"], ["other", "real"]], ids=["relative", "over another"])
def test_a_link_is_followed_however_it_leads(tmp_path: Path, steps: list[str]):
    (tmp_path / "real").mkdir()
    for name, to in zip(["site", *steps], steps, strict=False):
        (tmp_path / name).symlink_to(to)
    build(tmp_path / "site").finish()
    assert files(tmp_path / "real") == {"index.html": "new"} and (tmp_path / "site").is_symlink()


def mounted(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The site as a mount, which cannot be renamed."""
    rename = os.rename

    def refuse(old: Path, new: Path) -> None:
        if Path(old) == site or Path(new) == site:
            raise OSError(errno.EBUSY, "Device or resource busy")
        rename(old, new)

    monkeypatch.setattr(os, "rename", refuse)


def test_a_mount_gets_the_new_files_and_loses_those_that_are_gone(
    site: Path, monkeypatch: pytest.MonkeyPatch
):
    mounted(site, monkeypatch)
    there = site.stat().st_ino
    build(site, "new", "deep/er/index.html").finish()
    assert files(site) == {"index.html": "new", "deep/er/index.html": "new"}
    assert site.stat().st_ino == there and not (site / "gone").exists()
    assert [path.name for path in site.parent.iterdir()] == ["site"]


def test_a_mount_takes_a_file_where_a_folder_stood_and_writes_through_no_link(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    mounted(site, monkeypatch)
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "page.html").write_text("precious")
    (site / "index.html").unlink()
    (site / "index.html").symlink_to(outside / "page.html")
    (site / "linked").symlink_to(outside)
    (site / "file").write_text("old")
    (site / "folder").mkdir()
    (site / "folder/page.html").write_text("old")
    build(site, "new", "linked/page.html", "file/page.html", "folder").finish()
    wanted = ("index.html", "linked/page.html", "file/page.html", "folder")
    assert files(site) == dict.fromkeys(wanted, "new")
    assert files(outside) == {"page.html": "precious"}


def test_where_the_parent_takes_no_folder_the_site_is_built_elsewhere(
    site: Path, monkeypatch: pytest.MonkeyPatch
):
    mounted(site, monkeypatch)
    mkdir = os.mkdir

    def refuse(folder: str | Path, *arguments: object, **options: object) -> None:
        if Path(folder).parent == site.parent:
            raise PermissionError(errno.EACCES, "Permission denied")
        mkdir(folder, *arguments, **options)

    monkeypatch.setattr(os, "mkdir", refuse)
    replacement = build(site)
    assert site.parent not in replacement.folder.parents
    replacement.finish()
    assert files(site) == {"index.html": "new"} and not replacement.folder.exists()


def test_a_folder_that_takes_no_file_is_one_true_line(site: Path, monkeypatch: pytest.MonkeyPatch):
    mounted(site, monkeypatch)

    def refuse(*_: object) -> None:
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr(shutil, "copyfile", refuse)
    with pytest.raises(Problems, match=r"site: it cannot be replaced \(Read-only file system\)"):
        build(site).finish()
    assert files(site)["index.html"] == "old"


def test_a_build_stopped_between_the_two_renames_brings_the_old_site_back(
    site: Path, monkeypatch: pytest.MonkeyPatch
):
    replacement, rename = build(site), os.rename

    def stop(old: Path, new: Path) -> None:
        if old == replacement.folder:
            raise KeyboardInterrupt
        rename(old, new)

    monkeypatch.setattr(os, "rename", stop)
    with pytest.raises(KeyboardInterrupt):
        replacement.finish()
    assert files(site)["index.html"] == "old"


def test_what_a_killed_build_left_goes_with_the_next_one_but_nothing_of_one_that_runs(site: Path):
    running = build(site)
    code = (
        "import os, sys; from explainer.publish.atomic import Replacement\n"
        "Replacement(sys.argv[1]); os.kill(os.getpid(), 9)"
    )
    subprocess.run([sys.executable, "-c", code, str(site)], check=False)
    assert len([*site.parent.iterdir()]) == 3
    build(site).finish()
    assert {*site.parent.iterdir()} == {site, running.folder.parent}
    running.finish()
    assert [path.name for path in site.parent.iterdir()] == ["site"]


def test_two_builds_at_once_leave_one_whole_site(site: Path):
    code = (
        "import sys; from explainer.publish.atomic import Replacement\n"
        "for i in range(60):\n"
        "    r = Replacement(sys.argv[1])\n"
        "    (r.folder / 'index.html').write_text(sys.argv[2])\n"
        "    (r.folder / 'twin.html').write_text(sys.argv[2])\n"
        "    r.finish()\n"
    )
    running = [subprocess.Popen([sys.executable, "-c", code, str(site), name]) for name in "ab"]
    assert [one.wait(timeout=60) for one in running] == [0, 0]
    found = files(site)
    assert found.keys() == {"index.html", "twin.html"} and len(set(found.values())) == 1
    assert [path.name for path in site.parent.iterdir()] == ["site"]


def test_a_site_that_another_build_puts_there_at_the_last_moment_is_no_mount(
    site: Path, monkeypatch: pytest.MonkeyPatch
):
    shutil.rmtree(site, ignore_errors=True)
    ours, rename = build(site, "ours"), os.rename

    def overtaken(old: Path, new: Path) -> None:
        if new == site and not site.exists():
            site.mkdir()
            (site / "theirs.html").write_text("theirs")
            monkeypatch.setattr(os, "rename", rename)
        rename(old, new)

    monkeypatch.setattr(os, "rename", overtaken)
    monkeypatch.setattr(atomic, "_replace_files", lambda *_: pytest.fail("taken for a mount"))
    ours.finish()
    assert files(site) == {"index.html": "ours"}


def test_a_program_that_ends_early_leaves_nothing_beside_the_site(site: Path):
    code = "import sys; from explainer.publish.atomic import Replacement; Replacement(sys.argv[1])"
    subprocess.run([sys.executable, "-c", code, str(site)], check=True)
    assert [path.name for path in site.parent.iterdir()] == ["site"]
