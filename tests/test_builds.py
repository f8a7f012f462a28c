"""A build is whole or not there, and the same twice, whoever stops it and wherever it is made."""

from __future__ import annotations

import hashlib
import os
import random
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests import advisories
from tests.conftest import ROOT, Copy

MARK = "A sentence of the new edition."
LAST = {  # where the day ends last, by another clock and in another tongue
    "TZ": "Pacific/Pago_Pago",
    "PYTHONHASHSEED": "2",
    "LC_ALL": "C",
    "LANG": "km_KH.UTF-8",
    "SOURCE_DATE_EPOCH": "86400",
}


def start(project: Copy) -> subprocess.Popen[bytes]:
    quiet = subprocess.DEVNULL
    return subprocess.Popen(
        project.command(),
        cwd=project.folder,
        env=project.environment(),
        stdout=quiet,
        stderr=quiet,
        start_new_session=True,
    )


def files(site: Path) -> dict[str, str]:
    """Every file of a site by its path, as a hash of its bytes."""
    return {
        str(path.relative_to(site)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(site.rglob("*"))
        if path.is_file()
    }


def different(one: Path, other: Path) -> set[str]:
    first, second = files(one), files(other)
    return {name for name in first.keys() | second.keys() if first.get(name) != second.get(name)}


# The same bytes


def test_two_builds_in_other_places_times_zones_and_languages_are_byte_identical(
    small_site: Path, tmp_path: Path
):
    other = Copy(tmp_path / "elsewhere" / "an other folder")
    for page in (other.folder / "docs").rglob("*.md"):
        os.utime(page, (1_000_000_000, 1_000_000_000))
    done = other.build(**LAST, BUILD_CACHE=str(tmp_path / "nothing kept"))
    assert done.returncode == 0, done.stderr
    assert different(small_site, other.site) == set()
    assert {"index.html", "sitemap.xml", "sitemap.xml.gz", "search.json"} <= files(
        small_site
    ).keys()


@pytest.mark.long(15)
def test_the_continuation_of_mkdocs_builds_the_real_site_to_the_byte_in_another_place_too(
    site: Path, tmp_path: Path
):
    other = Copy(tmp_path / "an other folder", ROOT)
    done = other.build("-f", "mkdocs.yml", program="properdocs", **LAST)
    assert done.returncode == 0, done.stdout + done.stderr
    assert different(site, other.site) == set()


def test_building_again_over_a_site_changes_nothing(small_project: Copy, small_site: Path):
    for _ in range(2):
        assert small_project.build().returncode == 0
    assert different(small_site, small_project.site) == set()


# Whole, or not there


def test_a_build_that_is_stopped_at_any_moment_leaves_the_old_site_whole(small_project: Copy):
    began = time.monotonic()
    assert small_project.build().returncode == 0
    took = time.monotonic() - began
    old = files(small_project.site)
    small_project.append("docs/about.md", f"\n{MARK}\n")
    moments = random.Random(4711)
    for how in (signal.SIGINT, signal.SIGKILL, signal.SIGTERM, signal.SIGKILL):
        build = start(small_project)
        try:
            build.wait(timeout=moments.uniform(0.3, 1.0) * took)
        except subprocess.TimeoutExpired:
            os.killpg(build.pid, how)
            build.wait(timeout=60)
        if MARK not in small_project.read("site/about/index.html"):
            assert files(small_project.site) == old, f"a half site after {how.name}"
    assert small_project.build().returncode == 0
    assert MARK in small_project.read("site/about/index.html")
    assert files(small_project.site).keys() == old.keys()
    assert not list(small_project.folder.glob(".site*")), "a stopped build's leavings stay"


def test_a_first_build_that_is_killed_leaves_no_site(small_project: Copy):
    build = start(small_project)
    while not list(small_project.folder.glob(".site*/**/index.html")):  # its first page is there
        assert build.poll() is None
        time.sleep(0.005)
    os.killpg(build.pid, signal.SIGKILL)
    build.wait(timeout=60)
    assert not small_project.site.exists()


def test_a_build_that_fails_late_keeps_the_old_site_whole(small_project: Copy, small_site: Path):
    shutil.copytree(small_site, small_project.site)
    old = files(small_project.site)
    # A warning: strict builds stop at their end.
    small_project.append("docs/about.md", f"\n{MARK} [Nowhere](nowhere.md)\n")
    assert small_project.build().returncode != 0
    assert files(small_project.site) == old
    assert not list(small_project.folder.glob(".site*"))


def test_two_builds_at_once_give_one_whole_site(small_project: Copy, small_site: Path):
    builds = [start(small_project), start(small_project)]
    assert [build.wait(timeout=120) for build in builds] == [0, 0]
    assert different(small_project.site, small_site) == set()
    assert not list(small_project.folder.glob(".site*"))


@pytest.mark.parametrize(
    ("output", "status", "wanted"),
    [
        ("No known vulnerabilities found", 0, None),
        ("Found 2 known vulnerabilities in 1 package\n…", 1, "in 1 package: raise these versions"),
        (
            "No known vulnerabilities found, 1 skipped\nfoo could not be audited: foo (1.0)",
            0,
            "NOT audited",
        ),
        ("requests.exceptions.ConnectionError: no", 1, "NOT audited: requests.exceptions.Connec"),
        ("", 1, "NOT audited: no answer"),
    ],
)
def test_an_audit_that_could_not_ask_is_not_taken_for_a_clean_one(
    output: str, status: int, wanted: str | None
):
    said = advisories.verdict(output, status)
    assert said is None if wanted is None else wanted in said and len(said.splitlines()) == 1
