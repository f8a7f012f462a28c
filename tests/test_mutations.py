"""Whatever happens to a data file: the same site, or lines that say what to mend. Never a traceback, a hang or a hole.

Joins the table of known mistakes (test_data_file) with hundreds of accidents that nobody thought of. The same ones
on every run, so that a red build is about the change; HYPOTHESIS_SEED=7 takes others, MUTATIONS=5000 more.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import pytest
import yaml
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from markdown import Markdown
from mkdocs.exceptions import BuildError
from selectolax.lexbor import LexborHTMLParser

from explainer import downloads, share
from explainer.fragments import Fragments
from explainer.library import Library
from explainer.problems import Problems
from tests.conftest import ROOT
from tests.mutations import mutated

MANY = int(os.environ.get("MUTATIONS", "240"))
SECONDS = 20  # that nothing may take
ADDRESS = "https://example.org/drugs/"
FORM = re.compile(r"(?:\S+\.yml(?::\d+)?|docs/\S+): [^:\s].*: \S.*; \S.*")
# file:line: subject: what is wrong; what to do
LEFT = re.compile(r"\{[a-z][a-z0-9-]*\}")
WORDED = "data, time, cite, dd, dt, h2, h3, .note-value, .note-what, .big-what, .big-who, summary, .entry-value"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the data folder to break."""
    return Path(shutil.copytree(ROOT / "data", tmp_path_factory.mktemp("mutations") / "data"))


@contextmanager
def in_time() -> Iterator[None]:
    """Turn a hang into a failure."""
    def stop(*_: object) -> None:
        raise AssertionError(f"it took more than {SECONDS} s")
    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(SECONDS)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def hypothesis(examples: int):
    """The same examples on every run, or others for another seed."""
    chosen = os.environ.get("HYPOTHESIS_SEED")
    common = settings(max_examples=examples, deadline=None, derandomize=chosen is None, database=None,
                      phases=[Phase.generate],  # the difference to the good file is small enough as it is
                      suppress_health_check=list(HealthCheck))
    return (lambda test: seed(int(chosen))(common(test))) if chosen else common


class _Pages:
    """The pages of docs, converted as the build does, without the build around it."""

    def __init__(self, data: Path):
        config = yaml.load((ROOT / "mkdocs.yml").read_text(encoding="utf-8").replace("!ENV", ""), yaml.SafeLoader)
        named = [next(iter(one.items())) if isinstance(one, dict) else (one, {})
                 for one in config["markdown_extensions"]]
        configs = {name: options or {} for name, options in named}
        configs["explainer.prose"] = {"data": str(data), "docs": str(ROOT / "docs"), "site_url": ADDRESS}
        self.markdown = Markdown(extensions=[name for name, _ in named], extension_configs=configs)

    def html(self, name: str) -> str:
        whole = (ROOT / "docs" / name).read_text(encoding="utf-8")
        return self.markdown.reset().convert(re.sub(r"\A---\n.*?\n---\n", "", whole, flags=re.DOTALL))


FACTS = (ROOT / "data/facts.yml").read_text(encoding="utf-8") + """
changes:
  - date: "2026-11-01"
    fact: prisoners
    old: 38000
    new: 40000
    reason: The count was read more exactly; compare {prison-capacity}.
  - date: "2026-11-02"
    fact: article-year
    old: "2019"
    new: "2020"
    reason: The year was read wrongly.
"""
PAGES = sorted(path.name for path in (ROOT / "docs").glob("*.md"))


def assert_of_the_agreed_form(problems: str) -> None:
    assert problems
    for line in problems.split("\n"):
        assert FORM.fullmatch(line), line
        assert len(line) < 700, f"{len(line)} letters: {line[:200]} …"
        for inside in ("Traceback", "pydantic", "errors.", "object at 0x", "Decimal(", "PydanticUndefined"):
            assert inside not in line, line


def assert_whole(html: str, where: str | None) -> None:
    tree = LexborHTMLParser(html)
    for node in tree.css(WORDED):
        text = node.text().strip()
        assert re.search(r"[^\W_]|[^\w\s]", text), f"{where}: <{node.tag}> is empty: {node.parent.html[:300]}"
        if node.tag in ("data", "time") or "note-value" in (node.attributes.get("class") or ""):
            assert not re.search(r"None|nan\b|inf\b|Decimal|[{}<>]", text, re.IGNORECASE), f"{where}: {text}"
    ids = [node.attributes["id"] for node in tree.css("[id]")]
    twice = {id for id in ids if ids.count(id) > 1}
    assert not twice or where is None, f"{where}: {twice} stand twice"
    assert not LEFT.search(tree.root.text()), f"{where}: {LEFT.search(tree.root.text())[0]} was not filled"
    for link in tree.css("a[href]"):
        assert re.match(r"https?://|/|#|\.\.?/|[a-z0-9-]+(\.md|/)", link.attributes["href"] or ""), link.html


def site_or_lines(data: Path, pages: _Pages, page: str) -> None:
    """Everything that is made of the data: without a hole, or refused in the agreed form."""
    try:
        with in_time():
            library = Library.open(data, ROOT / "docs")
            fragments = Fragments(library, ADDRESS)
            facts = library.book.facts.values()
            written = [f(fact) for fact in facts for f in (fragments.note, fragments.entry, fragments.big)]
            written += [fragments.unknown(), fragments.sources(), fragments.claims(), fragments.corrections(),
                        fragments.coverage(), fragments.glossary(), fragments.changes(), fragments.reviews(),
                        fragments.used(list(facts), page), pages.html(page)]
            for fact in facts:
                shared = share._of_number(fact, library, "Numbers", "Site")
                assert shared.title and shared.description and shared.card.large, fact.id
            downloads._by_line({"facts": {fact.id: downloads._fact(fact, fragments) for fact in facts}})
            downloads._feed(fragments, SimpleNamespace(site_name="Site"))
            for id, source in library.book.sources.items():
                downloads._bibtex(id, source)
    except Problems as problems:
        assert_of_the_agreed_form(str(problems))
    except BuildError as error:  # a page that uses what the mutation took away
        assert_of_the_agreed_form(str(error))
    else:
        assert_whole(written.pop(), page)
        assert_whole("\n".join(written), None)


def _try(data: Path, name: str, content: bytes, page: str) -> None:
    path = data / name
    good = path.read_bytes()
    path.write_bytes(content)
    try:
        site_or_lines(data, _Pages(data), page)
    finally:
        path.write_bytes(good)


@pytest.mark.parametrize("page", PAGES)
def test_the_unbroken_files_give_whole_pages(data: Path, page: str):
    (data / "facts.yml").write_text(FACTS, encoding="utf-8")
    assert_whole(_Pages(data).html(page), page)


@pytest.mark.long(65)
@hypothesis(MANY)
@given(content=mutated(FACTS), page=st.sampled_from(PAGES))
def test_broken_facts_give_the_same_site_or_lines_to_mend(data: Path, content: bytes, page: str):
    _try(data, "facts.yml", content, page)


@pytest.mark.long(10)
@pytest.mark.parametrize(("name", "page"), [
    ("claims.yml", "sources.md"), ("glossary.yml", "glossary.md"), ("pages.yml", "glossary.md"),
    ("addresses.yml", "glossary.md"), ("charts.yml", "health-harms.md"), ("timeline.yml", "timeline.md")])
def test_the_other_broken_files_give_the_same_site_or_lines_to_mend(data: Path, name: str, page: str):
    @hypothesis(MANY // 6)
    @given(content=mutated((ROOT / "data" / name).read_text(encoding="utf-8")))
    def broken(content: bytes) -> None:
        _try(data, name, content, page)
    broken()
