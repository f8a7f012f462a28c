"""How the cost of a build grows: `make bench`. A measurement, not a test.

Makes a site of so many pages, each with ten facts, from a seed; builds it; builds the same pages
with MkDocs and its stock theme and search alone, the words of the facts typed in; and prints
seconds (of the processor) and memory a page. Each build is a process of its own. What the plain
site has not at all is measured apart: the pages of numbers and sections, the one-file edition, the
check of every link, and the preview cards.
"""

from __future__ import annotations

import json
import os
import random
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml

from tests.conftest import QUIET, ROOT, SMALL

# Pages, and how often each site of so many is built, by turns: the fastest counts, for what else
# runs on a machine can only slow one down, and that is the easier missed the shorter a build is.
SIZES = {10: 6, 100: 5, 1000: 2}
FACTS = 10  # on each page
SECTIONS, PARAGRAPHS, SENTENCES = 6, 3, 4  # of each page, section, paragraph: as long as our own
TOPICS = 10
SEED = 20200713
OVERHEAD, LOADING = 20, 2.0  # aims: percent of the plain build; seconds for ten thousand facts
APART = {
    "shared": "share pages",
    "edition": "edition",
    "links": "link check",
}  # what a plain site has not
URL = "https://example.org/"

_CALL = re.compile(r"\{\{ (\w+)\((?:\"([a-z0-9-]+)\")?\) \}\}")


def _sentences() -> list[str]:
    """The sentences of our own pages that hold neither calls nor links."""
    files = sorted((ROOT / "docs").rglob("*.md"))
    text = "\n".join(path.read_text(encoding="utf-8") for path in files)
    lines = [line for line in text.splitlines() if re.match(r"[A-Z]", line)]
    plain = re.compile(r"[A-Z][A-Za-z ,;'’-]{40,}[.?!]")
    said = (one for line in lines for one in re.split(r"(?<=[.?!]) ", line))
    return [one for one in said if plain.fullmatch(one)]


def _facts(pages: int, chance: random.Random) -> dict[str, Any]:
    """Of ten facts one is a sum, four have a caveat with another, three have others beside them."""
    sources, facts = {}, {}
    for page in range(pages):
        for n in range(2):
            sources[f"source-{page}-{n}"] = {
                "title": f"Report {n} on the matter of page {page}",
                "producer": f"Producer {chance.randrange(50)}",
                "kind": "news",
                "published": f"20{chance.randrange(10, 25)}-04",
                "read": "whole",
                "url": f"https://reports.example/{page}/{n}",
            }
        for n in range(FACTS):
            facts[f"fact-{page}-{n}"] = _fact(page, n, chance)
    letters = "abcdefghij"
    return {
        "topics": {f"topic-{n}": f"Districts of the group {letters[n]}" for n in range(TOPICS)},
        "names": {"COVID-19": "the name of a disease"},
        "sources": sources,
        "facts": facts,
    }


def _fact(page: int, n: int, chance: random.Random) -> dict[str, Any]:
    fact: dict[str, Any] = {
        "topic": f"topic-{page % TOPICS}",
        "statement": f"People counted in place {n} of district {page}",
    }
    if n == FACTS - 1:
        sum = {"formula": f"100 * fact-{page}-0 / fact-{page}-1", "round": 0}
        return fact | {"unit": "percent", "derived": sum}
    fact |= {
        "unit": "people",
        "value": chance.randrange(10, 90_000),
        "counts": "a person, tried or not",
        "as_of": f"20{chance.randrange(10, 25)}-0{chance.randrange(1, 10)}-02",
        "scope": "all districts of the country",
        "says": f"Producer {chance.randrange(50)}",
        "source": f"source-{page}-{n % 2}",
        "where": "paragraph four",
        "nature": "reported",
        "check": "nuance" if n < 4 else "confirmed",
    }
    if n < 4:
        fact["caveat"] = f"The count of the year before was {{fact-{page}-{n + 1}}}."
    if n % 3 == 1:
        fact["compare"] = [f"fact-{page}-{n - 1}"]
    return fact


def _page(page: int, pages: int, sentences: list[str], chance: random.Random) -> str:
    """A page of our kind, with all of its facts called once or twice."""

    def call(name: str, id: str) -> str:
        return f'{{{{ {name}("{id}") }}}}'

    ids = [f"fact-{page}-{n}" for n in range(FACTS)]
    calls = [
        f"In {call('when', id)} there were {call('fact', id)} of them. "
        f"({call('source', f'source-{page}-{n % 2}')})"
        for n, id in enumerate(ids)
    ]
    calls += [f"That is {call('fact', id)} in all." for id in ids[::2]]
    name = f"The district of {_letters(page)}"
    parts = [
        f"---\ntitle: {name}\ndescription: What is known of {_letters(page)}.\n---\n",
        f"# {name} {{ #p{page} }}",
        "{{ changed() }}",
    ]
    for section in range(SECTIONS):
        parts.append(f"## Of the district of {_letters(page)} {{ #p{page}-s{section} }}")
        for _ in range(PARAGRAPHS):
            said = chance.sample(sentences, SENTENCES)
            if calls:
                said.insert(1, calls.pop())
            said.append(f"See [the next](page-{chance.randrange(pages)}.md).")
            parts.append(" ".join(said))
    return "\n\n".join([*parts, f"## Its sources {{ #p{page}-numbers }}", "{{ used() }}"]) + "\n"


def _letters(number: int) -> str:
    return "".join("abcdefghij"[int(digit)] for digit in str(number)).capitalize()


LISTS = {
    "index": ("Districts", "all", "Here."),
    "numbers": ("All the numbers", "all-numbers", "{{ numbers() }}"),
    "glossary": ("Glossary", "glossary", "{{ glossary() }}"),
    "all-sources": ("All sources", "all-sources", "{{ sources() }}"),
}


def make(folder: Path, pages: int) -> None:
    """Write the project into `folder`/ours and the plain one into `folder`/plain."""
    from explainer.content.project import Project, Site

    chance, sentences = random.Random(SEED), _sentences()
    ours, plain = folder / "ours", folder / "plain"
    for path in (ours / "docs", ours / "data", plain / "docs"):
        path.mkdir(parents=True)
    content = {
        f"{name}.md": f"---\ntitle: {title}\ndescription: Of {name}.\n---\n\n"
        f"# {title} {{ #{id} }}\n\n{text}\n"
        for name, (title, id, text) in LISTS.items()
    }
    content |= {f"page-{n}.md": _page(n, pages, sentences, chance) for n in range(pages)}
    for name, text in content.items():
        (ours / "docs" / name).write_text(text, encoding="utf-8")
    for name, data in _data(pages, chance).items():
        written = yaml.dump(data, Dumper=_Quoted, sort_keys=False, width=1000)
        (ours / f"data/{name}.yml").write_text(written, encoding="utf-8")
    site = Site(URL, "Districts", "All of them.", "districts")
    project = Project.load(ours / "data", ours / "docs", site)
    typed = Typed(project)
    for name, text in content.items():
        (plain / "docs" / name).write_text(typed.page(text), encoding="utf-8")
    _configure(ours, plain, pages)


def _data(pages: int, chance: random.Random) -> dict[str, Any]:
    glossary = yaml.safe_load((SMALL / "data/glossary.yml").read_text(encoding="utf-8"))
    shared = [f"/s/fact-{page}-{n}/" for page in range(pages) for n in range(FACTS)]
    places = [f"/page-{page}/#p{page}-s{n}" for page in range(pages) for n in range(SECTIONS)]
    return {
        "facts": _facts(pages, chance),
        "pages": {"pages": {}},
        "glossary": glossary,
        "charts": {"charts": {}},
        "timeline": {"events": []},
        "claims": {
            "article": {"parts": {"A": 1}, "captions": {}},
            "speakers": {},
            "claims": {},
            "coverage": {"A1": ["p0-s0"]},
        },
        "addresses": {"addresses": ["/", "/numbers/", *shared, *places]},
    }


class _Quoted(getattr(yaml, "CSafeDumper", yaml.SafeDumper)):
    """Dates and other text in quotes, as the data file wants them."""


def _quoted(dumper: Any, text: str) -> Any:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style='"')


_Quoted.add_representer(str, _quoted)


class Typed:
    """Pages with the words of all calls typed in, as somebody without the project would have to."""

    def __init__(self, project: Any) -> None:
        self.project = project

    def page(self, text: str) -> str:
        from explainer.content import wording

        facts = self.project.facts
        listed = [
            facts[id]
            for id in dict.fromkeys(i for kind, i in _CALL.findall(text) if kind == "fact")
        ]
        sources = {fact.source: self.project.sources[fact.source] for fact in listed if fact.source}
        self.words = {
            "fact": lambda id: wording.words(facts[id]),
            "when": lambda id: wording.as_of(facts[id]),
            "source": lambda id: self._source(self.project.sources[id]),
            "changed": lambda _: wording.summary(listed, list(sources.values())),
            "used": lambda _: self._list(
                [*map(self._of, listed), *map(self._source, sources.values())]
            ),
            "glossary": lambda _: "\n\n".join(
                f"{term.term}\n:   {term.meaning}" for term in self.project.glossary.terms.values()
            ),
            "sources": lambda _: self._list(map(self._source, self.project.sources.values())),
            "numbers": lambda _: "\n\n".join(map(self._topic, self.project.topics)),
        }
        return _CALL.sub(lambda found: self.words[found[1]](found[2]), text)

    def _of(self, fact: Any) -> str:
        from explainer.content import wording

        return f"{wording.figure(fact)} {fact.statement} ({fact.says}, {wording.as_of(fact)})"

    def _source(self, source: Any) -> str:
        return f"[{source.title}]({source.url}), {source.producer}"

    def _topic(self, topic: str) -> str:
        rows = self._list(map(self._of, self.project.by_topic[topic]))
        return f"## {self.project.topics[topic]} {{ #numbers-{topic} }}\n\n{rows}"

    def _list(self, lines: Any) -> str:
        return "\n".join(f"- {line}" for line in lines)


def _configure(ours: Path, plain: Path, pages: int) -> None:
    """Our configuration, the menu in groups; the plain one without our code, with stock search."""
    config = yaml.safe_load((SMALL / "mkdocs.yml").read_text(encoding="utf-8"))
    groups: list[Any] = [
        {f"Group {_letters(i)}": [f"page-{n}.md" for n in range(i, min(i + 10, pages))]}
        for i in range(0, pages, 10)
    ]
    menu = [{title: f"{name}.md"} for name, (title, _, _) in LISTS.items()]
    # Hundreds of groups would be most of every page: a menu as large as ours, the rest unlisted.
    common = {
        "site_name": "Districts",
        "site_description": "All of them.",
        "site_url": URL,
        "nav": [*menu, *groups[:10]],
        "markdown_extensions": config["markdown_extensions"],
    }
    own = {
        "theme": {**config["theme"], "custom_dir": str(ROOT / "explainer/theme")},
        "extra": {
            "data": "data",
            "story": "Group A",
            "report": "",
            "foot": [],
            "edition": "districts",
        },
        "plugins": [],
        "hooks": [str(ROOT / "explainer/hooks.py")],
    }
    stock = {"theme": {"name": "material", "font": False}, "plugins": ["search"]}
    for folder, more in ((ours, own), (plain, stock)):
        text = yaml.safe_dump({**common, **more}, sort_keys=False, width=1000)
        (folder / "mkdocs.yml").write_text(text, encoding="utf-8")


def build(folder: str) -> None:
    """Build the project in `folder` and print what it took; in a process of its own."""
    took: dict[str, float] = dict.fromkeys(APART, 0.0)
    os.chdir(folder)
    start = time.process_time()
    if Path("data").exists():
        from explainer.publish import links, steps

        steps.cards.write = lambda *_: None
        for name, module in (
            ("shared", steps.share),
            ("shared", steps.number_page),
            ("edition", steps.edition),
        ):
            module.write = _timed(module.write, name, took)
        links.check = _timed(links.check, "links", took)
    from mkdocs.commands.build import build as mkdocs_build
    from mkdocs.config import load_config

    config = load_config("mkdocs.yml")
    config.plugins.on_startup(command="build", dirty=False)
    mkdocs_build(config)
    print(json.dumps({**took, "all": time.process_time() - start, "memory": _peak()}))


def _timed(function: Callable[..., Any], name: str, took: dict[str, float]) -> Callable[..., Any]:
    def run(*arguments: Any, **named: Any) -> Any:
        start = time.process_time()
        try:
            return function(*arguments, **named)
        finally:
            took[name] += time.process_time() - start

    return run


def _peak() -> float:
    """The most memory that this process has held, in megabytes."""
    import resource

    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (2**20 if sys.platform == "darwin" else 2**10)


def load(folder: str) -> None:
    """Print how long the data of a project takes to load."""
    from explainer.content.project import Project, Site

    start = time.process_time()
    project = Project.load(f"{folder}/data", f"{folder}/docs", Site(URL, "Districts"))
    print(json.dumps({"facts": len(project.facts), "all": time.process_time() - start}))


def _run(task: str, folder: Path) -> dict[str, float]:
    # Where PYTHONDONTWRITEBYTECODE is set, our modules alone would be compiled every time.
    kept = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    environment = {**kept, **QUIET, "BUILD_CACHE": f"{folder}/cache", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "tests.bench", task, str(folder)]
    done = subprocess.run(
        command, cwd=ROOT, env=environment, text=True, capture_output=True, check=False
    )
    if done.returncode:
        sys.exit(done.stdout + done.stderr)
    return json.loads(done.stdout.splitlines()[-1])


def main() -> None:
    """Measure all sizes and print a table."""
    print(
        f"{'':>7} | {'plain MkDocs':^21} | {'with the project':^21} |          | besides, s a page"
    )
    each = f"{'s a page':>9} {'MB a page':>11}"
    columns = " ".join(f"{name:>11}" for name in APART.values())
    print(f"{'pages':>7} | {each} | {each} | overhead | {columns}")
    over = 0.0
    with tempfile.TemporaryDirectory() as temporary:
        for pages, times in SIZES.items():
            folder = Path(temporary) / str(pages)
            make(folder, pages)
            over = measure(folder, pages, times)
        loaded = _run("load", folder / "ours")
    met = over <= OVERHEAD and loaded["all"] <= LOADING
    print(f"{loaded['facts']:,.0f} facts and their pages load in {loaded['all']:.2f} s.")
    print(
        f"Aims: at most {OVERHEAD}% more at the largest size, loading at most {LOADING:.0f} s: "
        f"{'met' if met else 'NOT met'}."
    )


def measure(folder: Path, pages: int, times: int) -> float:
    """Print the line of one size; how many percent more than the plain build ours takes."""
    runs = [(_run("build", folder / "plain"), _run("build", folder / "ours")) for _ in range(times)]
    plain, ours = runs[-1]
    took = min(one["all"] for one, _ in runs)
    own = min(one["all"] - sum(one[part] for part in APART) for _, one in runs)
    over = 100 * (own / took - 1)
    apart = " ".join(f"{ours[part] / pages:>11.4f}" for part in APART)
    print(
        f"{pages:>7} | {took / pages:>9.4f} {plain['memory'] / pages:>11.2f} "
        f"| {own / pages:>9.4f} {ours['memory'] / pages:>11.2f} | {over:>7.0f}% | {apart}",
        flush=True,
    )
    return over


if __name__ == "__main__":
    if len(sys.argv) == 3:
        {"build": build, "load": load}[sys.argv[1]](sys.argv[2])
    else:
        main()
