"""The rooms of the house: arrows only downwards, no circle, nothing too long or of the subject.

Part of `make lint`, so it reads the code and runs none of it.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parent.parent
HOUSE = ROOT / "explainer"
ROOMS = {
    "content": 0,
    "pages": 1,
    "publish": 2,
    "hooks": 3,
    "cli": 3,
}  # what may import what is below
LONGEST = 220  # lines of a file, as ruff formats it
ALL = 4953  # of all, as it is; the aim is 3,000, so this may only shrink
# Words of the subject's menu that are everybody's.
EVERYBODYS = set(
    "alternatives before behind built children counting earlier filled full growth instead itself "
    "newspaper plain policy said says since then time trade what with women years".split()
)


def modules() -> dict[str, Path]:
    """Every module of the house by its name."""
    return {
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
        for path in sorted(HOUSE.rglob("*.py"))
    }


def imported(name: str, path: Path) -> Iterator[str]:
    """The modules of the house that a module imports, wherever in it."""
    known = modules()
    package = name if path.name == "__init__.py" else name.rpartition(".")[0]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (one.name for one in node.names if one.name in known)
        elif isinstance(node, ast.ImportFrom):
            up = package.split(".")[: len(package.split(".")) - node.level + 1]
            base = ".".join([*(up if node.level else []), *filter(None, [node.module])])
            for one in node.names:
                whole = f"{base}.{one.name}"
                yield from [whole] if whole in known else [base] if base in known else []


def room(name: str) -> int:
    parts = name.split(".")
    return ROOMS.get(parts[1], 0) if len(parts) > 1 else 0


def test_every_module_is_in_a_room():
    outside = [
        name for name in modules() if name != "explainer" and name.split(".")[1] not in ROOMS
    ]
    assert outside == []


def test_an_arrow_goes_only_downwards():
    for name, path in modules().items():
        upwards = [other for other in imported(name, path) if room(other) > room(name)]
        assert upwards == [], name


def test_no_module_imports_itself_over_others():
    graph = {name: set(imported(name, path)) - {name} for name, path in modules().items()}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(f"a circle: {' → '.join(error.args[1])}")


def test_nothing_is_imported_by_name_at_run_time_and_no_module_remembers():
    for name, path in modules().items():
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"\bimport_module\b|__import__", text), name
        assert not any(isinstance(node, ast.Global) for node in ast.walk(ast.parse(text))), name


def test_no_file_and_not_the_whole_is_too_long():
    lines = {name: len(path.read_text("utf-8").splitlines()) for name, path in modules().items()}
    assert {name: count for name, count in lines.items() if count > LONGEST} == {}
    assert sum(lines.values()) <= ALL


# Not about the subject


def words(text: str) -> set[str]:
    return set(re.findall(r"[a-z]{4,}", text.lower()))


def text_of(folder: Path, *suffixes: str) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(folder.rglob("*"))
        if path.suffix in suffixes and not path.is_relative_to(folder / "site")
    }


def subject() -> set[str]:
    """The words of the real site's name, menu, pages and topics that a site on tides has not."""
    config = re.sub(r"#.*|!ENV.*", "", (ROOT / "mkdocs.yml").read_text(encoding="utf-8"))
    parts = [
        config[: config.index("validation:")],
        config[config.index("nav:") : config.index("theme:")],
    ]
    named = yaml.safe_load(config)["extra"]["edition"]
    facts = (ROOT / "data/facts.yml").read_text(encoding="utf-8")
    topics = yaml.load(facts, getattr(yaml, "CSafeLoader", yaml.SafeLoader))["topics"]
    other = " ".join(text_of(ROOT / "tests/small", ".md", ".yml").values())
    ours = words(" ".join([*parts, named, *topics, *map(str, topics.values())]))
    return ours - words(other) - EVERYBODYS


def test_the_house_knows_nothing_of_the_subject():
    unwanted = subject()
    assert len(unwanted) > 15
    for file, text in text_of(HOUSE, ".py", ".html", ".css", ".js", ".svg", ".xml").items():
        assert words(text) & unwanted == set(), file


def test_the_project_on_tides_shares_no_page_but_the_first_and_names_a_unit_of_its_own():
    def read(folder: Path) -> dict:
        text = (folder / "mkdocs.yml").read_text(encoding="utf-8").replace("!ENV", "")
        return yaml.safe_load(text)["extra"]

    pages = [{*text_of(folder / "docs", ".md")} for folder in (ROOT, ROOT / "tests/small")]
    assert pages[0] & pages[1] == {"index.md"}
    units, code = read(ROOT / "tests/small")["units"], text_of(HOUSE, ".py")
    assert units and not {*units} & {*read(ROOT)["units"]}
    for unit in (*units, *read(ROOT)["units"]):
        assert not [file for file, text in code.items() if re.search(rf"[\"\']{unit}\b", text)]


def test_the_house_knows_no_paragraph_and_no_page_but_the_first():
    parts = yaml.safe_load((ROOT / "data/claims.yml").read_text(encoding="utf-8"))["article"][
        "parts"
    ]
    code = re.compile(rf"[\"'(]([{''.join(parts)}]\d\d?)\b")
    for file, text in text_of(HOUSE, ".py", ".html", ".js").items():
        assert code.findall(text) == [], file
        assert set(re.findall(r"[\"']([a-z0-9-]+\.md)\b", text)) <= {"index.md"}, file
