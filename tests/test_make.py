"""The commands of the README, as a newcomer types them."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from tests.conftest import ROOT, SMALL, Copy


@pytest.fixture
def made(small_project: Copy) -> Copy:
    """A copy of the small project with the Makefile, which borrows this environment."""
    for name in ("Makefile", "requirements.txt", "requirements-test.txt"):
        (small_project.folder / name).write_bytes((ROOT / name).read_bytes())
    (small_project.folder / "explainer").symlink_to(ROOT / "explainer")
    bin = small_project.folder / ".venv/bin"
    bin.mkdir(parents=True)
    small_project.write(".venv/bin/python", f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    (bin / "python").chmod(0o755)
    for stamp in (".site", ".test"):
        (small_project.folder / ".venv" / stamp).touch()
    return small_project


def make(project: Copy, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["make", "--no-print-directory", *arguments],  # `make test` may be above it
        cwd=project.folder,
        text=True,
        capture_output=True,
        timeout=120,
        check=False,
        env={**os.environ, "BUILD_CACHE": str(ROOT / ".cache"), **environment},
    )


def test_make_alone_lists_the_targets():
    done = subprocess.run(["make"], cwd=ROOT, text=True, capture_output=True, check=True)
    listed = {line.split()[0] for line in done.stdout.splitlines()}
    assert {"serve", "build", "test", "quick", "lint", "lock", "schema", "clean"} <= listed


def test_lock_files_pin_everything_by_hash_and_name_no_registry():
    for name in ("requirements.txt", "requirements-test.txt"):
        text = (ROOT / name).read_text(encoding="utf-8")
        entries = re.split(r"\n(?=[a-z0-9])", re.sub(r"^#.*\n", "", text, flags=re.MULTILINE))
        assert len(entries) > 15
        for entry in entries:
            assert re.match(r"[a-z0-9._\[\]-]+==\S+", entry) and "--hash=sha256:" in entry, entry
        assert "://" not in text  # no registry's address in any form


def test_another_subject_begins_as_the_readme_says(made: Copy):
    text = (SMALL / "mkdocs.yml").read_text(encoding="utf-8")
    made.write("mkdocs.yml", text.replace("../../", ""))
    done = make(made, "build")
    assert done.returncode == 0 and "The site is in site/" in done.stdout, done.stderr
    assert "Tides of Sandwick" in made.read("site/index.html")


def test_make_build_keeps_the_last_good_site_when_a_build_fails(made: Copy):
    assert make(made, "build").returncode == 0
    before = made.read("site/index.html")
    made.append("docs/harbour.md", "\nA typed 4711.\n")
    failed = make(made, "build")
    assert failed.returncode != 0 and "“A typed 4711.”" in failed.stderr
    assert "Traceback" not in failed.stderr
    assert made.read("site/index.html") == before


def test_what_stands_in_the_environment_neither_breaks_nor_changes_a_build(made: Copy):
    assert make(made, "build").returncode == 0
    before = made.read("site/index.html")
    (made.folder / ".cache").symlink_to(ROOT / ".cache")  # where it is without a BUILD_CACHE
    spoilt = {"PIP_USER": "1", "PYTHONSAFEPATH": "1", "PREVIEW": "1", "SITE_DIR": "elsewhere"}
    spoilt |= {"PYTHONWARNINGS": "error", "PYTHONHOME": "/nowhere", "PYTHONINSPECT": "1"}
    spoilt |= {"BUILD_CACHE": "", "PYTHONOPTIMIZE": "2", "PYTHONIOENCODING": "ascii"}
    done = make(made, "build", **spoilt, PYTHONPATH="/nowhere")
    assert done.returncode == 0, done.stderr
    assert made.read("site/index.html") == before and "Content-Security-Policy" in before
    assert not (made.folder / "elsewhere").exists() and not (made.folder / "cards").exists()


def test_a_checkout_that_would_turn_line_ends_leaves_those_that_a_shell_needs(tmp_path: Path):
    def git(*arguments: str) -> None:
        turned = ["git", "-c", "core.autocrlf=true", "-c", "core.safecrlf=false", *arguments]
        subprocess.run(turned, cwd=tmp_path, check=True)

    names = (".gitattributes", ".ci/run", "Makefile")
    (tmp_path / ".ci").mkdir()
    for name in names:
        (tmp_path / name).write_bytes((ROOT / name).read_bytes())
    git("init", "--quiet")
    git("add", *names)
    for name in names:
        (tmp_path / name).unlink()
    git("checkout", "--", ".gitattributes")
    git("checkout", "--", ".")
    assert [name for name in names if b"\r" in (tmp_path / name).read_bytes()] == []


# The preview


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def serving(project: Copy, port: int | str, host: str = "127.0.0.1") -> Iterator[Callable[[], str]]:
    """`make serve`; what it has said so far."""
    said = project.folder / "said"
    with said.open("w") as log:
        server = subprocess.Popen(
            ["make", "serve", f"PORT={port}"],
            cwd=project.folder,
            stdout=log,
            stderr=log,
            env={
                **os.environ,
                "PYTHONUNBUFFERED": "1",
                "HOST": host,
                "TMPDIR": str(project.folder.parent),  # one that is stopped leaves its pages there
                "BUILD_CACHE": str(ROOT / ".cache"),
            },
            start_new_session=True,
        )
    try:
        yield lambda: said.read_text(encoding="utf-8")
    finally:
        with suppress(ProcessLookupError):
            os.killpg(server.pid, signal.SIGTERM)
        server.wait(timeout=20)


def until(what: Callable[[], bool], seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end, f"it did not come within {seconds} s"
        time.sleep(0.1)


def shows(port: int, path: str, wanted: str, host: str = "127.0.0.1") -> bool:
    try:
        with urllib.request.urlopen(f"http://{host}:{port}{path}", timeout=5) as answer:
            return wanted in answer.read().decode()
    except OSError:
        return False


@pytest.mark.long(12)
def test_serve_follows_changes_names_a_mistake_in_a_line_and_recovers_when_it_is_mended(made: Copy):
    port = free_port()
    with serving(made, port) as said:
        until(lambda: shows(port, "/harbour/", "</html>"))
        time.sleep(1)  # a file that changes before it is watched is not seen to change
        made.append("docs/harbour.md", "\nThe harbour is deep.\n")
        until(lambda: shows(port, "/harbour/", "The harbour is deep."))
        for file, mistake in (
            ("docs/harbour.md", "A typed 4711."),
            ("data/facts.yml", "broken: ["),
        ):
            made.append(file, f"\n{mistake}\n")
            until(lambda file=file: f"{file}:" in said())
            made.edit(file, f"\n{mistake}\n", "\n# mended\n" if "data" in file else "\nMended.\n")
            made.append("docs/harbour.md", f"\nMended is {file.partition('/')[0]}.\n")
            until(
                lambda file=file: shows(port, "/harbour/", f"Mended is {file.partition('/')[0]}.")
            )
        assert "Traceback" not in said()


def test_serve_lets_others_in_where_it_is_told_to(made: Copy):
    port = free_port()
    with serving(made, port, host="0.0.0.0"):  # what a container needs
        until(lambda: shows(port, "/", "</html>", host="127.0.0.2"))


def test_serve_with_a_mistake_at_the_start_ends_with_its_line(made: Copy):
    made.append("data/facts.yml", "\nbroken: [\n")
    done = make(made, "serve", f"PORT={free_port()}")
    assert done.returncode != 0
    assert "data/facts.yml:" in done.stderr and "Traceback" not in done.stderr


@pytest.mark.parametrize("port", ["taken", "eight"])
def test_serve_refuses_a_port_that_it_cannot_use_in_one_line(made: Copy, port: str):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1]) if port == "taken" else port
        done = make(made, "serve", f"PORT={port}")
    assert done.returncode != 0
    assert (
        done.stdout.count("\n") == 1 and f"Port {port} of 127.0.0.1 cannot be used" in done.stdout
    )
    assert "Traceback" not in done.stderr
