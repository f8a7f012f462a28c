"""A build is whole or not there, and the same twice: whoever stops it, whenever and wherever it is made."""

from __future__ import annotations

import hashlib
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests import advisories
from tests.conftest import ROOT, Project

QUIET = {"NO_MKDOCS_2_WARNING": "1", "DISABLE_MKDOCS_2_WARNING": "true", "BUILD_CACHE": str(ROOT / ".cache")}
MARK = "A sentence of the new edition."


def start(project: Project) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", "mkdocs", "build", "--strict"], cwd=project.folder,
                            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={**os.environ, **QUIET},
                            start_new_session=True)


def files(site: Path) -> dict[str, str]:
    """Every file of a site by its path, as a hash of its bytes."""
    return {str(path.relative_to(site)): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(site.rglob("*")) if path.is_file()}


def edition(project: Project) -> str:
    return "new" if MARK in (project.site / "about/index.html").read_text(encoding="utf-8") else "old"


@pytest.mark.long(100)
def test_a_build_that_is_stopped_at_any_moment_leaves_the_old_site_whole(project: Project):
    started = time.monotonic()
    assert project.build("--strict").returncode == 0
    took = time.monotonic() - started
    old = files(project.site)
    project.append("docs/about.md", f"\n{MARK}\n")
    moments = random.Random(4711)
    for how in (signal.SIGINT, signal.SIGKILL, signal.SIGTERM, signal.SIGKILL, signal.SIGINT, signal.SIGKILL):
        build = start(project)
        try:
            build.wait(timeout=moments.uniform(0.3, 1.0) * took)
        except subprocess.TimeoutExpired:
            os.killpg(build.pid, how)
            build.wait(timeout=60)
        if edition(project) == "old":
            assert files(project.site) == old, f"a half site after {how.name}"
    assert project.build("--strict").returncode == 0
    whole = files(project.site)
    assert edition(project) == "new" and whole.keys() == old.keys()
    assert not list(project.folder.glob(".site-*")), "a stopped build's leavings stay"


def test_a_first_build_that_is_killed_leaves_no_site(project: Project):
    build = start(project)
    while not list(project.folder.glob(".site-new-*/index.html")):  # its first page is there
        assert build.poll() is None
        time.sleep(0.02)
    os.killpg(build.pid, signal.SIGKILL)
    build.wait(timeout=60)
    assert not project.site.exists()


def test_a_build_that_fails_late_keeps_the_old_site_whole(project: Project, site: Path):
    shutil.copytree(site, project.site)
    old = files(project.site)
    project.append("docs/about.md", f"\n{MARK} [Nowhere](nowhere.md)\n")  # a warning: strict builds stop at their end
    assert project.build("--strict").returncode != 0
    assert files(project.site) == old and not list(project.folder.glob(".site-*"))


@pytest.mark.long(25)
def test_two_builds_at_once_give_one_whole_site(project: Project, site: Path):
    builds = [start(project), start(project)]
    assert [build.wait(timeout=300) for build in builds] == [0, 0]
    assert files(project.site) == files(site) and not list(project.folder.glob(".site-*"))


@pytest.mark.long(50)
def test_two_builds_in_other_places_times_zones_and_languages_are_byte_identical(site: Path, tmp_path: Path):
    other = Project(tmp_path / "elsewhere" / "an other folder")
    for page in (other.folder / "docs").glob("*.md"):
        os.utime(page, (1_000_000_000, 1_000_000_000))
    (tmp_path / "no").mkdir()
    (tmp_path / "no/brotli").symlink_to(ROOT / ".cache/brotli")  # what a library packs; the cards are drawn anew
    done = other.build("--strict", PYTHONHASHSEED="2", TZ="Pacific/Pago_Pago", LC_ALL="C", LANG="km_KH.UTF-8",
                       SOURCE_DATE_EPOCH="86400", BUILD_CACHE=str(tmp_path / "no"))
    assert done.returncode == 0, done.stderr
    one, two = files(site), files(other.site)  # the first where days begin first
    assert {name for name in one.keys() | two.keys() if one.get(name) != two.get(name)} == set()
    assert {"index.html.br", "index.html.gz", "sitemap.xml", "sitemap.xml.gz", "cards/index.png"} <= one.keys()


def test_the_sitemap_has_the_true_date_of_each_page(site: Path, pages: dict):
    sitemap = (site / "sitemap.xml").read_text(encoding="utf-8")
    for url in pages:
        assert f"<loc>http://127.0.0.1:8000{url}</loc><lastmod>20" in sitemap, url


@pytest.mark.parametrize(("output", "status", "wanted"), [
    ("No known vulnerabilities found", 0, None),
    ("Found 2 known vulnerabilities in 1 package\n…", 1, "in 1 package: raise these versions"),
    ("No known vulnerabilities found, 1 skipped\nfoo could not be audited: foo (1.0)", 0, "NOT audited"),
    ("requests.exceptions.ConnectionError: no route", 1, "NOT audited: requests.exceptions.ConnectionError: no route"),
    ("", 1, "NOT audited: no answer"),
])
def test_an_audit_that_could_not_ask_is_not_taken_for_a_clean_one(output: str, status: int, wanted: str | None):
    said = advisories.verdict(output, status)
    assert said is None if wanted is None else wanted in said and len(said.splitlines()) == 1
