"""One real build of the site, served by a real server, shared by all tests and both workers."""

from __future__ import annotations

import http.server
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from filelock import FileLock
from selectolax.lexbor import LexborHTMLParser

from explainer import edition, facts
from tests import browser

ROOT = Path(__file__).parent.parent
# Where the day begins first; another build of the same site is made where it ends last, to be the same.
FIRST = {"TZ": "Pacific/Kiritimati", "PYTHONHASHSEED": "1", "LC_ALL": "C.UTF-8", "LANG": "C.UTF-8"}
SUB_PATH = "https://user.example/repo/"
PARTS = ("docs", "data", "explainer", "mkdocs.yml")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest first, so that none is begun when the other workers have nothing left to do."""
    def seconds(item: pytest.Item) -> float:
        mark = item.get_closest_marker("long")
        return mark.args[0] if mark else 0
    items.sort(key=seconds, reverse=True)


class Project:
    """A copy of the project that a test may break."""

    def __init__(self, folder: Path):
        self.folder = folder
        for part in PARTS:
            if (ROOT / part).is_dir():
                shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(ROOT / part, folder / part)

    def edit(self, file: str, old: str, new: str) -> None:
        """Replace text that must be there."""
        path = self.folder / file
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{file} no longer holds {old!r}"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    def append(self, file: str, text: str) -> None:
        with (self.folder / file).open("a", encoding="utf-8") as stream:
            stream.write(text)

    def build(self, *options: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Build as `make build` does, into `site`."""
        return subprocess.run(
            [sys.executable, "-m", "mkdocs", "build", "--site-dir", "site", *options],
            cwd=self.folder, text=True, capture_output=True, timeout=120, check=False,
            env={**os.environ, "NO_MKDOCS_2_WARNING": "1", "DISABLE_MKDOCS_2_WARNING": "true",
                 "BUILD_CACHE": str(ROOT / ".cache"), **environment})  # cards are drawn once for all copies

    @property
    def site(self) -> Path:
        return self.folder / "site"


class Page:
    """One built page, parsed as a browser parses it."""

    def __init__(self, site: Path, file: Path):
        self.url = "/" + str(file.relative_to(site)).removesuffix("index.html")
        self.html = file.read_text(encoding="utf-8")
        self.tree = LexborHTMLParser(self.html)

    def all(self, selector: str):
        return self.tree.css(selector)

    def ids(self) -> list[str]:
        return [node.attributes["id"] for node in self.all("[id]")]


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path / "project")


@pytest.fixture(scope="session")
def built_once(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Callable[..., Path]:
    """A site that `build` makes of a copy of the project: once for all workers, by whichever comes first."""
    base = tmp_path_factory.getbasetemp()
    shared = base if worker_id == "master" else base.parent

    def built(name: str, build: Callable[[Project], subprocess.CompletedProcess[str]]) -> Path:
        with FileLock(shared / f"{name}.lock"):
            if not (shared / name / "site").exists():
                done = build(Project(shared / name))
                assert done.returncode == 0, done.stdout + done.stderr
        return shared / name / "site"
    return built


@pytest.fixture(scope="session")
def site(built_once: Callable[..., Path]) -> Path:
    """The folder of the built site."""
    return built_once("built", lambda project: project.build("--strict", **FIRST))


@pytest.fixture(scope="session")
def sub_path_site(built_once: Callable[..., Path]) -> Path:
    """The folder of the site as it is built for the address SUB_PATH."""
    return built_once("sub-path", lambda project: project.build("--strict", SITE_URL=SUB_PATH))


@pytest.fixture(scope="session")
def pages(site: Path) -> dict[str, Page]:
    """Every page of the built site by its address, without the share pages, the 404 and the one-file edition."""
    found = [Page(site, file) for file in sorted(site.rglob("*.html"))
             if file.name not in ("404.html", edition.NAME) and file.relative_to(site).parts[0] != "s"]
    return {page.url: page for page in found}


@pytest.fixture(scope="session")
def book() -> facts.Book:
    return facts.load(ROOT / "data" / "facts.yml")


class _Handler(http.server.SimpleHTTPRequestHandler):
    """Serves files, and the site's own page for an address that is not there."""

    def send_error(self, code: int, *arguments: object) -> None:
        if code != 404:
            return super().send_error(code, *arguments)
        body = (Path(self.directory) / "404.html").read_bytes()
        self.send_response(404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        pass


def serve_folder(folder: Path) -> str:
    """Serve a folder until the program ends; its address."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.server_port}"


@pytest.fixture(scope="session")
def address(site: Path) -> str:
    """The address of a server that serves the built site."""
    return serve_folder(site)


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict:
    return {"executable_path": browser.find(), "args": browser.ARGUMENTS}
