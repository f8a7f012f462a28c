"""Two projects for the tests: a small one on another subject, and the real one, built once.

The small project (tests/small: a few pages, eight facts) carries most tests; a test may break a
copy of it. The real site is built by the real command, once for all workers, and never broken.
"""

from __future__ import annotations

import contextlib
import io
import logging
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from unittest import mock

import click
import pytest
import yaml
from filelock import FileLock
from mkdocs.commands import build
from mkdocs.config import load_config
from selectolax.lexbor import LexborHTMLParser, LexborNode

from tests import browsers
from tests.serving import serving

if TYPE_CHECKING:
    from explainer.content.project import Project

ROOT = Path(__file__).parent.parent
SMALL = ROOT / "tests/small"
SITE_URL = "http://127.0.0.1:8000/"
SUB_PATH = "https://user.example/repo/"
# Where the day begins first; another build of the same site is made where it ends last.
FIRST = {"TZ": "Pacific/Kiritimati", "PYTHONHASHSEED": "1", "LC_ALL": "C.UTF-8", "LANG": "C.UTF-8"}
QUIET = {"NO_MKDOCS_2_WARNING": "1", "DISABLE_MKDOCS_2_WARNING": "true"}
UNASKED = ("PREVIEW", "SITE_DIR", "SITE_URL", "PYTHONSAFEPATH")  # would make another site


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "browser: needs a real browser (set by itself)")


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Iterator[None]:
    """Mark what needs a browser, before some are chosen by it; then the long ones first.

    So none is begun when the other workers have nothing left to do.
    """
    for item in items:
        if {"browser", "engine", "without_scripts"} & set(getattr(item, "fixturenames", ())):
            item.add_marker("browser")
    yield
    items.sort(key=_turn)


def _turn(item: pytest.Item) -> tuple[bool, bool, float]:
    """Of the long ones such as need no site stand first: meanwhile another worker builds it."""
    mark = item.get_closest_marker("long")
    return not mark, "site" in getattr(item, "fixturenames", ()), -mark.args[0] if mark else 0


class Copy:
    """A copy of a project that a test may break."""

    def __init__(self, folder: Path, original: Path = SMALL) -> None:
        self.folder = folder
        if original == ROOT:
            for part in ("docs", "data", "explainer"):
                ignored = shutil.ignore_patterns("__pycache__")
                shutil.copytree(ROOT / part, folder / part, ignore=ignored)
            shutil.copy(ROOT / "mkdocs.yml", folder)
        else:
            shutil.copytree(original, folder)
            config = folder / "mkdocs.yml"  # names the code by where it lies from the original
            text = config.read_text(encoding="utf-8").replace("../../", f"{ROOT}/")
            config.write_text(text, encoding="utf-8")

    @property
    def site(self) -> Path:
        return self.folder / "site"

    def read(self, file: str) -> str:
        return (self.folder / file).read_text(encoding="utf-8")

    def write(self, file: str, text: str) -> None:
        path = self.folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def edit(self, file: str, old: str, new: str) -> None:
        """Replace text that must be there."""
        text = self.read(file)
        assert old in text, f"{file} no longer holds {old!r}"
        self.write(file, text.replace(old, new, 1))

    def append(self, file: str, text: str) -> None:
        self.write(file, self.read(file) + text)

    def command(self, *options: str, program: str = "mkdocs") -> list[str]:
        return [sys.executable, "-m", program, "build", "--strict", "-d", "site", *options]

    def environment(self, **more: str) -> dict[str, str]:
        """What a build gets to see; cards are drawn once for all copies."""
        shielded = {name: value for name, value in os.environ.items() if name not in UNASKED}
        own = {"BUILD_CACHE": str(ROOT / ".cache"), "PYTHONPATH": str(ROOT)}
        if (self.folder / "explainer").is_dir():
            own["PYTHONPATH"] = str(self.folder)
        return {**shielded, **QUIET, **own, **more}

    def build(
        self, *options: str, program: str = "mkdocs", **environment: str
    ) -> subprocess.CompletedProcess[str]:
        """Build as `make build` does, into `site`."""
        own = options or environment.keys() - {"SITE_URL"} or (self.folder / "explainer").exists()
        if not own:
            return self.within(_build, **environment)
        return subprocess.run(
            self.command(*options, program=program),
            cwd=self.folder,
            env=self.environment(**environment),
            text=True,
            capture_output=True,
            timeout=120,
            check=False,
        )

    def within(
        self, command: Callable[[], None], **environment: str
    ) -> subprocess.CompletedProcess[str]:
        """Do something in this process, which has loaded all that it needs: half of its time."""
        said, told, log = io.StringIO(), io.StringIO(), logging.getLogger("mkdocs")
        handlers, status = log.handlers[:], 0
        with (
            contextlib.chdir(self.folder),
            mock.patch.dict(os.environ, self.environment(**environment), clear=True),
            contextlib.redirect_stdout(said),
            contextlib.redirect_stderr(told),
        ):
            try:
                command()
            except SystemExit as end:
                status = 1
                told.write(str(end))
        log.handlers = handlers
        return subprocess.CompletedProcess((), status, said.getvalue(), told.getvalue())


def _build() -> None:
    """What the command does but for one thing: to tell no line twice, even of later builds."""
    telling = logging.StreamHandler()
    telling.setFormatter(logging.Formatter("%(levelname)s - %(message)s"))
    logging.getLogger("mkdocs").addHandler(telling)
    try:
        build.build(load_config("mkdocs.yml", strict=True, site_dir="site"))
    except click.ClickException as mistake:
        sys.exit(mistake.format_message())


Building = Callable[[Copy], subprocess.CompletedProcess[str]]


class Page:
    """One built page, parsed as a browser parses it."""

    def __init__(self, site: Path, file: Path) -> None:
        self.url = "/" + str(file.relative_to(site)).removesuffix("index.html")
        self.html = file.read_text(encoding="utf-8")
        self.tree = LexborHTMLParser(self.html)

    def all(self, selector: str) -> list[LexborNode]:
        return self.tree.css(selector)

    def one(self, selector: str) -> LexborNode:
        """The only one of its kind."""
        (node,) = self.tree.css(selector)
        return node

    def ids(self) -> list[str]:
        return [node.attributes["id"] or "" for node in self.all("[id]")]


# The small project


@pytest.fixture(scope="session")
def small() -> Project:
    """The small project, loaded; not to be changed."""
    return loaded(SMALL)


@pytest.fixture
def small_project(tmp_path: Path) -> Copy:
    return Copy(tmp_path / "project")


@pytest.fixture(scope="session")
def small_site(built_once: Callable[..., Path]) -> Path:
    return built_once("small", SMALL, lambda copy: copy.build(**FIRST))


# The real one


@pytest.fixture(scope="session")
def real() -> Project:
    """The real project, loaded; no test holds a value of it."""
    return loaded(ROOT)


@pytest.fixture(scope="session")
def site(built_once: Callable[..., Path]) -> Path:
    """The folder of the built site."""
    return built_once("built", ROOT, lambda copy: copy.build(**FIRST))


@pytest.fixture(scope="session")
def sub_path_site(built_once: Callable[..., Path]) -> Path:
    """The folder of the small site as it is built for the address SUB_PATH."""
    return built_once("sub-path", SMALL, _under_a_sub_path)


def _under_a_sub_path(copy: Copy) -> subprocess.CompletedProcess[str]:
    copy.edit("mkdocs.yml", f"site_url: {settings(SMALL)['site_url']}", f"site_url: {SUB_PATH}")
    return copy.build()


@pytest.fixture(scope="session")
def pages(site: Path) -> dict[str, Page]:
    """Every page of the real site's menu by its address."""
    return {url: Page(site, site / url[1:] / "index.html") for url in navigation()}


@pytest.fixture(scope="session")
def address(site: Path) -> Iterator[str]:
    """The address of a server of the real site."""
    with serving({"": site}) as at:
        yield at


def loaded(folder: Path) -> Project:
    from explainer.content.project import Project, Site

    config = settings(folder)
    about = Site(
        address=SITE_URL,
        name=config["site_name"],
        description=config["site_description"],
        edition=config["extra"]["edition"],
        units=config["extra"]["units"],
    )
    return Project.load(folder / "data", folder / "docs", about)


def read_yaml(text: str) -> dict:
    """What a data file says; libyaml is ten times faster than the rest of PyYAML."""
    return yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))


def settings(folder: Path = ROOT) -> dict:
    """What a project's mkdocs.yml says, without the environment."""

    class Loader(yaml.SafeLoader):
        pass

    Loader.add_multi_constructor("!", lambda loader, suffix, node: None)
    return yaml.load((folder / "mkdocs.yml").read_text(encoding="utf-8"), Loader)


def navigation(folder: Path = ROOT) -> list[str]:
    """The addresses of the pages of the menu, in its order."""
    return _addresses(settings(folder)["nav"])


def story() -> list[str]:
    """The addresses of the parts of the real site's story."""
    config = settings()
    (parts,) = [
        one[config["extra"]["story"]] for one in config["nav"] if config["extra"]["story"] in one
    ]
    return _addresses(parts)


def _addresses(items: object) -> list[str]:
    if isinstance(items, str):
        return ["/" if items == "index.md" else f"/{items.removesuffix('.md')}/"]
    values = items.values() if isinstance(items, dict) else items
    return [url for one in values for url in _addresses(one)]  # type: ignore[union-attr]


@pytest.fixture(scope="session")
def built_once(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Callable[..., Path]:
    """A site that is built of a copy: once for all workers, by whichever comes first."""
    base = tmp_path_factory.getbasetemp()
    shared = base if worker_id == "master" else base.parent

    def built(name: str, original: Path, build: Building) -> Path:
        folder, failed = shared / name, shared / f"{name}.failed"
        with FileLock(shared / f"{name}.lock"):
            if not (folder / "site").exists() and not failed.exists():
                done = build(Copy(folder, original))
                if done.returncode:
                    failed.write_text(done.stdout + done.stderr, encoding="utf-8")
        if failed.exists():  # once is enough
            pytest.fail(failed.read_text(encoding="utf-8"), pytrace=False)
        return folder / "site"

    return built


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict:
    return {"executable_path": browsers.chromium(), "args": browsers.ARGUMENTS}
