"""The day MkDocs is no more: Zensical makes the same site of the same tree, without MkDocs installed."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urljoin

import pytest

from explainer import edition
from tests.conftest import ROOT, Page, Project

# All that may differ. Everything else on every page must be the same.
OWN_WORDS = {  # of each builder's own theme, around the page; on the 404 only Zensical has a link of its own to skip by
    "MkDocs": ["Skip to content", "Initializing search", "Table of contents", "Table of contents"],
    "Zensical": [*2 * ["Skip to content"], "Navigation", *2 * ["Search"], *2 * ["On this page"]],
}
SKIP = "__skip"  # where "skip to content" leads: with MkDocs to the first heading, with Zensical to this mark before it
# The themes' own files, and those that are compared by what they say.
OWN_FILES = re.compile(r"assets/(stylesheets|javascripts|images)/|assets/site\.|search[./]|sitemap\.xml|"
                       r".*\.html(\.gz|\.br)?$")


def build(project: Project) -> subprocess.CompletedProcess[str]:
    """Build as `make zensical` does, into `site`, where nothing of MkDocs can be imported."""
    gone = project.folder / "gone"
    gone.mkdir(exist_ok=True)
    for module in ("mkdocs", "material"):
        (gone / f"{module}.py").write_text("raise ModuleNotFoundError(f'{__name__} is gone')\n", encoding="utf-8")
    return subprocess.run([sys.executable, "-m", "explainer.zensical_build", "site"], cwd=project.folder, text=True,
                          capture_output=True, timeout=120, check=False,
                          env={**os.environ, "PYTHONPATH": str(gone), "BUILD_CACHE": str(ROOT / ".cache")})


@pytest.fixture(scope="module")
def other(built_once: Callable[..., Path]) -> Path:
    """The folder of the site that Zensical built."""
    return built_once("zensical", build)


def files(site: Path) -> dict[str, Path]:
    return {path.relative_to(site).as_posix(): path for path in site.rglob("*") if path.is_file()}


def every_page(site: Path) -> dict[str, Page]:
    return {name: Page(site, path) for name, path in files(site).items() if name.endswith(".html")}


def words(page: Page, own: list[str]) -> list[str]:
    """What a reader can read, piece by piece, without the words of the builder's own theme."""
    page.tree.strip_tags(["script", "style"], recursive=True)
    found = [" ".join(piece.split()) for piece in page.tree.body.text(separator="\n").split("\n") if piece.strip()]
    for word in own:
        if word in found:
            found.remove(word)
    return found


def targets(page: Page) -> list[str]:
    """Where the links of a page lead, whichever way they are written; skipping leads to the content."""
    return [urljoin(page.url, link.attributes["href"] or "") for link in page.all("body a[href]:not(.md-skip)")]


@pytest.mark.long(20)
def test_both_builders_write_the_same_files_but_for_their_themes(site: Path, other: Path):
    ours, theirs = files(site), files(other)
    assert set(every_page(site)) == set(every_page(other))
    compared = {name for name in ours if not OWN_FILES.match(name)}
    assert compared == {name for name in theirs if not OWN_FILES.match(name)}
    assert {"facts.json", "facts.csv", "facts.bib", "changes.xml", "addresses.json", "cards/index.png"} <= compared
    assert [name for name in sorted(compared) if ours[name].read_bytes() != theirs[name].read_bytes()] == []


def test_every_page_says_the_same_has_the_same_ids_facts_and_links_with_both_builders(site: Path, other: Path):
    theirs = every_page(other)
    for name, ours in every_page(site).items():
        for what, got, wanted in [
            ("ids", [id for id in theirs[name].ids() if id != SKIP], ours.ids()),
            ("facts", *([node.html for node in page.all("data")] for page in (theirs[name], ours))),
            ("dates", *([node.html for node in page.all("time")] for page in (theirs[name], ours))),
            ("links", targets(theirs[name]), targets(ours)),
            ("head", *([node.html for node in page.all("title, meta[name=description], meta[property], "
                                                       "link[rel=canonical], script[type='application/ld+json']")]
                       for page in (theirs[name], ours))),
            ("words", words(theirs[name], OWN_WORDS["Zensical"]), words(ours, OWN_WORDS["MkDocs"])),
        ]:
            difference = {"only with Zensical": Counter(got) - Counter(wanted),
                          "only with MkDocs": Counter(wanted) - Counter(got)}
            assert got == wanted, f"{name}: {what} differ: {difference}"


def test_the_list_of_allowed_differences_holds_nothing_that_no_longer_differs(site: Path, other: Path):
    for builder, folder in (("MkDocs", site), ("Zensical", other)):
        shown = " ".join(word for page in every_page(folder).values() for word in words(page, []))
        assert all(word in shown for word in OWN_WORDS[builder]), builder
    assert all(SKIP in page.ids() for name, page in every_page(other).items()
               if not name.startswith("s/") and name != edition.NAME)


def test_both_maps_of_the_site_list_the_same_pages(site: Path, other: Path):
    ours, theirs = (set(re.findall(r"<loc>(.*?)</loc>", (folder / "sitemap.xml").read_text(encoding="utf-8")))
                    for folder in (site, other))
    assert ours == theirs and len(ours) > 10


def test_the_search_of_both_holds_each_number_once_and_no_notes(other: Path):
    index = json.loads((other / "search.json").read_text(encoding="utf-8"))
    text = json.dumps(index, ensure_ascii=False)
    assert "nearly 40,000 people" in text
    assert "All about this number" not in text and "Close" not in text


@pytest.mark.parametrize(("file", "old", "new", "message"), [
    ("docs/informers.md", "## ", "There are 4711 of them.\n\n## ",
     'docs/informers.md: "4711" in “There are 4711 of them.”: no fact backs this quantity; '),
    ("docs/informers.md", "\n## ", '\n{{ fact("prisonrs") }}\n\n## ',
     'docs/informers.md:{line}: fact("prisonrs"): there is no such fact; did you mean prisoners'),
    ("docs/informers.md", "\n## ", "\n{{ missing }}\n\n## ", "docs/informers.md:{line}: {{{{ missing }}}}: it is "),
    ("docs/informers.md", "\n## ", "\n{{ fact( }}\n\n## ", "docs/informers.md:{line}: {{{{ fact( }}}}: it is "),
    ("docs/informers.md", "title: Informers", "title: 4711 informers", 'docs/informers.md: "4711" in “4711 informers'),
    ("data/facts.yml", "value: 38990", "value: many", 'data/facts.yml:'),
])
def test_a_mistake_is_told_in_a_line_and_the_last_site_stays(project: Project, file: str, old: str, new: str,
                                                             message: str):
    project.site.mkdir()
    (project.site / "index.html").write_text("the last site", encoding="utf-8")
    project.edit(file, old, new)
    text = (project.folder / file).read_text(encoding="utf-8")
    line = text[: text.index(new) + 1].count("\n") + 1
    done = build(project)
    told = done.stdout + done.stderr
    assert done.returncode != 0 and told.startswith(message.format(line=line)), told
    assert len(set(told.splitlines())) <= 2 and "Traceback" not in told, told
    assert [path.read_text(encoding="utf-8") for path in project.site.rglob("*.html")] == ["the last site"]
