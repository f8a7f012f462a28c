"""The commands of the README, as a newcomer types them."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from tests.conftest import ROOT, Project


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def serve(project: Project, port: int | str) -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, "-m", "explainer.serve"], cwd=project.folder, text=True,
                            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                            env={**os.environ, "PORT": str(port), "NO_MKDOCS_2_WARNING": "1",
                                 "DISABLE_MKDOCS_2_WARNING": "true"})


@pytest.fixture
def served(project: Project) -> Iterator[tuple[Project, int]]:
    port = free_port()
    server = serve(project, port)
    yield project, port
    server.terminate()
    server.wait(timeout=20)


def get(port: int, path: str, wanted: str, status: int = 200, seconds: float = 120) -> str:
    """What the server answers, once it answers with what is wanted."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            answered, answer = 200, asked(port, path)
        except urllib.error.HTTPError as error:
            answered, answer = error.code, error.read().decode()
        except OSError:
            answered, answer = 0, ""
        if answered == status and wanted in answer:
            return answer
        time.sleep(0.2)
    raise AssertionError(f"{wanted!r} did not appear within {seconds} s")


@pytest.mark.long(25)
def test_serve_shows_the_site_and_follows_changes_of_pages_and_data(served: tuple[Project, int]):
    project, port = served
    get(port, "/informers/", "Informers and set-ups")
    project.edit("docs/informers.md", "# Informers and set-ups", "# Informers and their handlers")
    get(port, "/informers/", "Informers and their handlers")
    project.edit("data/facts.yml", "value: 38990", "value: 38123")
    get(port, "/prison-overcrowding/", "38,123")


def test_serve_prints_its_address_first(project: Project):
    port = free_port()
    server = serve(project, port)
    assert f"http://127.0.0.1:{port}/" in server.stdout.readline()
    server.terminate()
    server.communicate(timeout=20)


@pytest.mark.parametrize("port", ["taken", "0", "70000", "eight", "-1", ""])
def test_serve_refuses_a_port_it_cannot_use_in_one_line_with_a_remedy(project: Project, port: str):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        server = serve(project, other.getsockname()[1] if port == "taken" else port)
        output, _ = server.communicate(timeout=30)
    assert server.returncode != 0
    assert len(output.splitlines()) == 1 and "PORT=" in output and "make serve" in output


def test_make_alone_lists_the_targets():
    done = subprocess.run(["make"], cwd=ROOT, text=True, capture_output=True, check=True)
    listed = {line.split()[0] for line in done.stdout.splitlines()}
    assert {"serve", "build", "test", "lock", "schema", "clean"} <= listed


def test_what_is_set_up_is_not_installed_again():
    for target in ("serve", "build", "test"):
        done = subprocess.run(["make", "--dry-run", target], cwd=ROOT, text=True, capture_output=True, check=True)
        assert "pip install" not in done.stdout, done.stdout


def test_lock_files_pin_everything_by_hash_and_name_no_registry():
    for name in ("requirements.txt", "requirements-test.txt"):
        text = (ROOT / name).read_text(encoding="utf-8")
        entries = re.split(r"\n(?=[a-z0-9])", re.sub(r"^#.*\n", "", text, flags=re.MULTILINE))
        assert len(entries) > 15
        for entry in entries:
            assert re.match(r"[a-z0-9._\[\]-]+==\S+", entry) and "--hash=sha256:" in entry, entry
        assert "://" not in text  # no registry's address in any form


def test_make_build_keeps_the_last_good_site_when_a_build_fails(project: Project):
    """`make build` itself, in a copy that borrows this environment."""
    for name in ("Makefile", "requirements.txt"):
        (project.folder / name).write_bytes((ROOT / name).read_bytes())
    (project.folder / ".venv/bin").mkdir(parents=True)
    (project.folder / ".venv/bin/python").symlink_to(sys.executable)
    (project.folder / ".venv/.site").touch()

    def make_build() -> subprocess.CompletedProcess[str]:
        return subprocess.run(["make", "build"], cwd=project.folder, text=True, capture_output=True, check=False,
                              env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
                                   "BUILD_CACHE": str(ROOT / ".cache")})

    assert make_build().returncode == 0
    before = (project.site / "index.html").read_bytes()
    project.append("docs/about.md", "\nA typed 4711.\n")
    assert make_build().returncode != 0
    assert (project.site / "index.html").read_bytes() == before


def asked(port: int, path: str) -> str:
    """What the server answers at once."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as response:
        return response.read().decode()


MISTAKES = [
    ("docs/informers.md", "There are 4711 of them.", "“There are 4711 of them.”: no fact backs this quantity"),
    ("docs/informers.md", "There are {{ nothing }} of them.", "docs/informers.md:"),
    ("data/facts.yml", "broken: [", "data/facts.yml:"),
    ("docs/informers.md", "# A second title", "docs/informers.md: title: it has 2"),
    ("explainer/wording.py", "not python", "explainer/wording.py"),
]


@pytest.mark.long(130)
def test_serve_keeps_the_last_good_site_through_each_mistake_names_it_and_recovers_when_it_is_mended(
        served: tuple[Project, int], page: Page):
    project, port = served
    get(port, "/informers/", "Informers and set-ups")
    page.goto(f"http://127.0.0.1:{port}/informers/")
    for file, mistake, told in MISTAKES:
        project.append(file, f"\n{mistake}\n")
        page.get_by_role("alert").get_by_text(told).wait_for(timeout=120_000)  # by itself, over the last good site
        assert page.locator("h1").all_inner_texts() == ["Informers and set-ups"]
        for path in ("/", "/informers/", "/assets/explainer.js", "/s/set-ups/"):
            assert asked(port, path)  # and no request hangs
        project.edit(file, mistake, "")
        page.wait_for_function("!document.querySelector('[data-preview-mistake]')", timeout=120_000)
        assert page.locator("h1").all_inner_texts() == ["Informers and set-ups"]


def test_serve_starts_with_a_broken_tree_says_what_is_wrong_and_waits(project: Project):
    project.append("data/facts.yml", "broken: [\n")
    port = free_port()
    server = serve(project, port)
    try:
        while "data/facts.yml:" not in (line := server.stdout.readline()):
            assert "Traceback" not in line and server.poll() is None
        get(port, "/informers/", "data/facts.yml:", status=503)
        project.edit("data/facts.yml", "broken: [\n", "")
        get(port, "/informers/", "Informers and set-ups")
    finally:
        server.terminate()
        server.communicate(timeout=20)


def test_serve_stays_inside_the_site_and_shows_its_own_404(served: tuple[Project, int]):
    _, port = served
    get(port, "/", "</html>")
    for path in ("/nowhere/", "/../mkdocs.yml", "/%2e%2e/mkdocs.yml", "/assets/../../1/../../etc/passwd"):
        with socket.create_connection(("127.0.0.1", port), timeout=5) as raw:
            raw.sendall(f"GET {path} HTTP/1.0\r\n\r\n".encode())
            answer = b"".join(iter(lambda: raw.recv(65536), b"")).decode()
        assert answer.startswith("HTTP/1.0 404") and "This page is not here" in answer
