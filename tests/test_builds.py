"""A build is whole or not there, and the same twice, whoever stops it and wherever it is made."""

from __future__ import annotations

import hashlib
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

import pytest

from explainer.pages.answer import LISTS
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


def start(project: Copy, **environment: str) -> subprocess.Popen[bytes]:
    quiet = subprocess.DEVNULL
    return subprocess.Popen(
        project.command(),
        cwd=project.folder,
        env=project.environment(**environment),
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


@pytest.mark.long(8)
def test_two_builds_in_other_places_times_zones_and_languages_are_byte_identical(
    small_site: Path, tmp_path: Path
):
    other = Copy(tmp_path / "elsewhere" / "an other ទឹក folder, é")
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
    assert start(small_project).wait(timeout=120) == 0
    took = time.monotonic() - began
    old = files(small_project.site)
    small_project.append("docs/logbook.md", f"\n{MARK}\n")
    moments = random.Random(4711)
    for how in (signal.SIGINT, signal.SIGKILL, signal.SIGTERM, signal.SIGKILL):
        build = start(small_project)
        try:
            build.wait(timeout=moments.uniform(0.3, 1.0) * took)
        except subprocess.TimeoutExpired:
            os.killpg(build.pid, how)
            build.wait(timeout=60)
        if MARK not in small_project.read("site/logbook/index.html"):
            assert files(small_project.site) == old, f"a half site after {how.name}"
    assert small_project.build().returncode == 0
    assert MARK in small_project.read("site/logbook/index.html")
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


def test_of_a_build_that_is_killed_alone_no_worker_stays_and_the_next_one_clears_up(
    small_project: Copy, tmp_path: Path
):
    build = start(small_project, BUILD_CACHE=str(tmp_path / "cache"))
    while not list(tmp_path.glob("cache/cards/*")):  # the workers draw
        assert build.poll() is None
        time.sleep(0.005)
    build.kill()
    build.wait(timeout=60)
    end = time.monotonic() + 30
    with suppress(ProcessLookupError):
        while time.monotonic() < end:
            os.killpg(build.pid, 0)
            time.sleep(0.05)
        os.killpg(build.pid, signal.SIGKILL)
        pytest.fail("its workers stay")
    assert small_project.build().returncode == 0
    assert not list(small_project.folder.glob(".site*"))


def test_a_build_that_fails_late_keeps_the_old_site_whole(small_project: Copy, small_site: Path):
    shutil.copytree(small_site, small_project.site)
    old = files(small_project.site)
    # A warning: strict builds stop at their end.
    small_project.append("docs/logbook.md", f"\n{MARK} [Nowhere](nowhere.md)\n")
    assert start(small_project).wait(timeout=120) != 0
    assert files(small_project.site) == old
    assert not list(small_project.folder.glob(".site*"))


def fits(most: int) -> Callable[[], None]:
    """Lets a program write no file of more bytes, as a disk that is full at that point."""
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))


@pytest.mark.parametrize("most", [0, 60_000], ids=["no room", "nearly enough"])
def test_a_full_disk_is_a_line_and_keeps_the_old_site_whole(
    small_project: Copy, small_site: Path, most: int
):
    shutil.copytree(small_site, small_project.site)
    small_project.append("docs/logbook.md", f"\n{MARK}\n")
    done = subprocess.run(
        small_project.command(),
        cwd=small_project.folder,
        env=small_project.environment(),
        text=True,
        capture_output=True,
        timeout=120,
        preexec_fn=fits(most),
    )
    assert done.returncode != 0 and "Traceback" not in done.stderr
    assert "it cannot be read or written (File too large); make room, or see" in done.stderr
    assert different(small_project.site, small_site) == set()
    assert not list(small_project.folder.glob(".site*"))
    assert small_project.build().returncode == 0
    assert MARK in small_project.read("site/logbook/index.html")


def test_a_full_disk_takes_nothing_from_the_data_that_a_command_writes(small_project: Copy):
    before = files(small_project.folder / "data")
    correct = ("correct", "--", "moorings", "381", "Counted again.")
    done = command(small_project, *correct, preexec_fn=fits(300))
    assert done.returncode == 1 and len(done.stderr.splitlines()) == 1, done.stderr
    assert "file: it cannot be written (File too large); make room, or" in done.stderr
    assert files(small_project.folder / "data") == before


def test_two_builds_at_once_give_one_whole_site(small_project: Copy, small_site: Path):
    builds = [start(small_project), start(small_project)]
    assert [build.wait(timeout=120) for build in builds] == [0, 0]
    assert different(small_project.site, small_site) == set()
    assert not list(small_project.folder.glob(".site*"))


# As little as there can be


def test_a_project_of_numbers_and_two_pages_is_whole_without_any_other_data(small_project: Copy):
    for folder in ("data", "docs"):
        for file in (small_project.folder / folder).iterdir():
            if file.name != "facts.yml":
                file.unlink()
    small_project.write("docs/index.md", "# Tides { #tides }\n\nSee [the shore](shore.md).\n")
    listed = "\n\n".join(f"{{{{ {call}() }}}}" for call in LISTS if call != "key")
    text = f'# Shore {{ #shore }}\n\nIt is {{{{ fact("spring-range") }}}} high.\n\n{listed}\n'
    small_project.write("docs/shore.md", text)
    config = small_project.read("mkdocs.yml")
    start, end = config.index("  - The story:"), config.index("theme:")
    config = f"{config[:start]}  - Shore: shore.md\n\n{config[end:]}"
    small_project.write("mkdocs.yml", config.replace("logbook.md#every-number", "shore.md"))
    done = small_project.build()
    assert done.returncode == 0, done.stderr
    assert "about 4.5\N{NO-BREAK SPACE}metres" in small_project.read("site/shore/index.html")
    assert (small_project.site / "s/spring-range/index.html").is_file()
    assert command(small_project, "publish").returncode == 0
    remembered = {"facts.yml", "pages.yml", "published.yml", "addresses.yml"}
    assert {file.name for file in (small_project.folder / "data").iterdir()} == remembered


@pytest.mark.parametrize("units", ["metres", "[1]", "{metres: metre}"])
def test_units_that_are_no_list_of_words_are_a_line(small_project: Copy, units: str):
    small_project.edit("mkdocs.yml", "units: [metres]", f"units: {units}")
    done = small_project.build()
    assert done.returncode != 0 and "Traceback" not in done.stderr
    assert "mkdocs.yml: units: it is no list of words; write units: [metr" in done.stderr


# Whatever the files are called, and wherever it goes


def with_page(project: Copy, name: str, text: str, title: str = "Pools") -> None:
    """The project with one more page in its menu."""
    project.write(f"docs/{name}", text)
    project.edit("mkdocs.yml", "  - The logbook:", f"  - {title}: '{name}'\n  - The logbook:")


@pytest.mark.parametrize("name", ["more/pools.md", "more/ទឹក tide #1.md"])
def test_a_page_in_a_folder_is_built_whatever_it_is_called(small_project: Copy, name: str):
    text = (
        '# Pools { #pools }\n\n## Deep { #deep }\n\nOf {{ fact("moorings") }} [w](../water.md).\n'
    )
    with_page(small_project, name, text)
    done = small_project.build()
    assert done.returncode == 0, done.stderr
    head = small_project.read(f"site/{name.removesuffix('.md')}/index.html")
    address = quote(name.removesuffix(".md"))
    assert f'<link rel="canonical" href="https://tides.example/{address}/">' in head
    assert f'"og:image" content="https://tides.example/cards/{address}.png"' in head
    assert f"{address}/#deep" in small_project.read("site/s/deep/index.html")


@pytest.mark.parametrize("file", ["docs/notes.txt", "docs/water.md.orig", "docs/pools.markdown"])
def test_what_is_no_page_stops_a_build_in_a_line(small_project: Copy, file: str):
    small_project.write(file, "12 boats\n")
    done = small_project.build()
    assert done.returncode != 0 and "Traceback" not in done.stderr
    assert done.stderr.count("ERROR") == 1 and f"{file}: file: it would be pub" in done.stderr


def test_a_template_that_is_not_there_is_a_line(small_project: Copy):
    small_project.edit("docs/index.md", "template: home.html", "template: hone.html")
    done = small_project.build()
    assert done.returncode != 0 and "Traceback" not in done.stderr
    assert "docs/index.md: template: there is no hone.html; name one of" in done.stderr


@pytest.mark.parametrize("form", ["[h1]", "{'h1 +': write it}", "{3: write it}"])
def test_a_form_of_pages_that_is_no_map_of_selectors_is_a_line(small_project: Copy, form: str):
    small_project.edit("mkdocs.yml", "extra:\n", f"extra:\n  each_part: {form}\n")
    done = small_project.build()
    assert done.returncode != 0 and "Traceback" not in done.stderr
    assert done.stderr.count("mkdocs.yml: each_part: it is no map of CSS selectors; write") == 1


@pytest.mark.parametrize(
    ("file", "wrong", "said"),
    [
        ("partials/foot.html", "{% if %}", "Expected an expression"),
        ("fragments/used.html", "{{ nothing.there }}", "'nothing' is undefined"),
    ],
)
def test_a_template_that_is_wrong_is_told_at_its_own_line(
    small_project: Copy, file: str, wrong: str, said: str
):
    project, file = small_project, f"explainer/theme/{file}"
    compiled = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "explainer", project.folder / "explainer", ignore=compiled)
    project.write("mkdocs.yml", project.read("mkdocs.yml").replace(f"{ROOT}/", ""))
    project.append(file, f"{wrong}\n")
    line = project.read(file).count("\n")
    done = command(project, "check")
    assert done.returncode == 1 and "Traceback" not in done.stderr
    assert f"{file}:{line}: template: {said}" in done.stderr


def test_a_title_has_the_same_plain_words_wherever_it_stands(small_project: Copy):
    title, shown = 'Fish <b>& chips</b> "a &amp; b"', "Fish &lt;b&gt;&amp; chips&lt;/b&gt;"
    small_project.edit("docs/water.md", "title: The water", f"title: '{title}'")
    small_project.edit("mkdocs.yml", "- The water: water.md", "- water.md")
    assert small_project.build().returncode == 0
    for page in ("index", "water/index"):
        html = small_project.read(f"site/{page}.html")
        assert f'">{shown} &#34;a &amp;amp; b&#34;</a>' in html  # the menu
        assert "<b>& chips" not in html
    assert f"<title>{shown} " in html and f'"og:title" content="{shown} ' in html


def test_a_call_in_the_menu_is_one_line_for_all_pages(small_project: Copy):
    small_project.edit(
        "mkdocs.yml", "- The logbook: logbook", "- 'Of {{ fact(\"moorings\") }}': logbook"
    )
    done = small_project.build()
    assert done.returncode != 0 and done.stderr.count("ERROR") == 1
    assert 'mkdocs.yml: {{ fact("moorings") }}: it stays as it is; ' in done.stderr


@pytest.mark.parametrize(
    "address",
    ["", "ftp://tides.example/", "https://tides.example/?a", "https://tides.example/#a",
     "https://tides.example/a b/", "https://tides.example//a/"],
)  # fmt: skip
def test_a_site_has_an_address_that_links_can_begin_with(small_project: Copy, address: str):
    small_project.edit("mkdocs.yml", "site_url: https://tides.example/", "site_url: !ENV SITE_URL")
    done = small_project.build(SITE_URL=address)
    assert done.returncode != 0 and "Traceback" not in done.stderr
    assert f'mkdocs.yml: site_url: "{address}" is not the address of a site; ' in done.stderr


def test_files_with_the_line_ends_and_the_mark_of_another_system_are_the_same_site(
    small_project: Copy, small_site: Path
):
    for part in ("docs", "data"):
        for file in (small_project.folder / part).iterdir():
            file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes().replace(b"\n", b"\r\n"))
    assert small_project.build().returncode == 0
    assert different(small_site, small_project.site) == set()


def test_mkdocs_publishes_it_on_github_pages(small_project: Copy, tmp_path: Path):
    there = tmp_path / "there.git"
    own = {"GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CEILING_DIRECTORIES": str(tmp_path)}
    for name in ("AUTHOR", "COMMITTER"):
        own |= {f"GIT_{name}_NAME": "A", f"GIT_{name}_EMAIL": "a@tides.example"}

    def run(*command: str) -> str:
        done = subprocess.run(
            command,
            cwd=small_project.folder,
            env=small_project.environment(**own),
            text=True,
            capture_output=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    run("git", "init", "--quiet", "--bare", str(there))
    run("git", "init", "--quiet")
    run("git", "remote", "add", "origin", str(there))
    run("git", "commit", "--quiet", "--allow-empty", "-m", "Tides")
    run(sys.executable, "-m", "mkdocs", "gh-deploy", "--strict", "-d", "site")
    published = run("git", "--git-dir", str(there), "ls-tree", "-r", "--name-only", "gh-pages")
    assert {"index.html", "water/index.html", "facts.csv"} <= set(published.splitlines())


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


def command(
    project: Copy, *arguments: str, **more: Callable[[], None]
) -> subprocess.CompletedProcess[str]:
    """What an author does beside building."""
    program = [sys.executable, "-m", "explainer.cli", *arguments]
    there = {"cwd": project.folder, "env": project.environment(), **more}
    return subprocess.run(program, capture_output=True, text=True, timeout=120, **there)
