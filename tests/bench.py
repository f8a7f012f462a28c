"""How the cost of a build grows: `make bench`. A measurement, not a test; nothing fails when it is slow.

Makes a site of so many pages, each with ten facts, from a seed; builds it; builds the same pages with
MkDocs alone, the words of the facts typed in; and prints seconds (of the processor) and memory a page. Each build is a
process of its own. Both have the same theme, menu, extensions and search. What the plain site has not at
all is measured apart, each in a column of its own: the share pages, the one-file edition (also its memory),
the compressed copies, which are made anew, and the preview cards. Everything else counts as overhead.

A start that takes the same time for a site of any size (modules, style sheets, templates) weighs on small
ones, so the last lines part it from what each further page costs. They also say what the very first build
takes more: it finds nothing kept, neither templates nor style rules, and the others find what it leaves.
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

ROOT = Path(__file__).parent.parent
# Pages, and how often each site of so many is built, by turns: the fastest counts, for what else runs on a machine can
# only slow one down, and that is the easier missed the shorter a build is.
SIZES = {10: 15, 100: 10, 1000: 3}
FACTS = 10  # on each page
SECTIONS, PARAGRAPHS, SENTENCES = 6, 3, 4  # of each page, section and paragraph: about as long as our own pages
TOPICS = 10
SEED = 20200713
OVERHEAD, LOADING = 35, 2.0  # what is aimed at: percent of the plain build; seconds for ten thousand facts
APART = {"share": "share pages", "edition": "edition", "compress": "compressed"}  # what a plain site has not
CARDS = 100  # are drawn, to know what one takes

_CALL = re.compile(r"\{\{ (\w+)\((?:\"([a-z0-9-]+)\")?\) \}\}")


def _sentences() -> list[str]:
    """The sentences of our own pages that hold neither calls nor links."""
    text = "\n".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "docs").glob("*.md")))
    lines = [line for line in text.splitlines() if re.match(r"[A-Z]", line)]
    return [s for line in lines for s in re.split(r"(?<=[.?!]) ", line)
            if re.fullmatch(r"[A-Z][A-Za-z ,;'’-]{40,}[.?!]", s)]


def _facts(pages: int, chance: random.Random) -> dict[str, Any]:
    """A data file: of ten facts one is a sum, four carry a caveat that names another, three have others beside them."""
    sources, facts = {}, {}
    for page in range(pages):
        for n in range(2):
            sources[f"source-{page}-{n}"] = {
                "title": f"Report {n} on the matter of page {page}", "producer": f"Producer {chance.randrange(50)}",
                "kind": "news", "published": f"20{chance.randrange(10, 25)}-04", "read": "whole",
                "url": f"https://example.org/reports/{page}/{n}"}
        for n in range(FACTS):
            entry: dict[str, Any] = {
                "topic": f"topic-{page % TOPICS}", "statement": f"People counted in place {n} of district {page}",
                "unit": "people"}
            if n == FACTS - 1:
                entry |= {"unit": "percent", "derived": {"formula": f"100 * fact-{page}-0 / fact-{page}-1", "round": 0}}
            else:
                entry |= {
                    "value": chance.randrange(10, 90_000), "counts": "a person, tried or not",
                    "as_of": f"20{chance.randrange(10, 25)}-0{chance.randrange(1, 10)}-02",
                    "scope": "all districts of the country", "says": f"Producer {chance.randrange(50)}",
                    "source": f"source-{page}-{n % 2}", "where": "paragraph four", "nature": "reported",
                    "check": "nuance" if n < 4 else "confirmed"}
            if n < 4:
                entry["caveat"] = f"The count of the year before was {{fact-{page}-{n + 1}}}, by another method."
            if n % 3 == 1:
                entry["compare"] = [f"fact-{page}-{n - 1}"]
            facts[f"fact-{page}-{n}"] = entry
    return {"topics": {f"topic-{n}": f"Districts of the group {'abcdefghij'[n]}" for n in range(TOPICS)},
            "names": {"COVID-19": "the name of a disease"}, "sources": sources, "facts": facts}


def _page(page: int, pages: int, sentences: list[str], chance: random.Random) -> str:
    """A page of our kind, with all of its facts called once or twice."""
    calls = [f'In {{{{ when("fact-{page}-{n}") }}}} there were {{{{ fact("fact-{page}-{n}") }}}} of them. '
             f'({{{{ source("source-{page}-{n % 2}") }}}})' for n in range(FACTS)]
    calls += [f'That is {{{{ fact("fact-{page}-{n}") }}}} in all.' for n in range(0, FACTS, 2)]
    letters = _letters(page)
    parts = [f"---\ntitle: The district of {letters}\ndescription: What is known of the district of {letters}.\n---\n",
             f"# The district of {letters} {{ #p{page} }}", "{{ changed() }}"]
    for section in range(SECTIONS):
        parts.append(f"## Of the district of {letters} {{ #p{page}-s{section} }}")
        for _ in range(PARAGRAPHS):
            said = chance.sample(sentences, SENTENCES)
            if calls:
                said.insert(1, calls.pop())
            said.append(f"See [the next](page-{chance.randrange(pages)}.md).")
            parts.append(" ".join(said))
    return "\n\n".join([*parts, f"## Numbers and sources {{ #p{page}-numbers }}", "{{ used() }}"]) + "\n"


def _letters(number: int) -> str:
    return "".join("abcdefghij"[int(digit)] for digit in str(number)).capitalize()


def make(folder: Path, pages: int) -> None:
    """Write the project into `folder`/ours and the plain one into `folder`/plain."""
    from explainer import claims, facts, history, library
    chance, sentences, ours, plain = random.Random(SEED), _sentences(), folder / "ours", folder / "plain"
    for path in (ours / "docs", ours / "data", plain / "docs"):
        path.mkdir(parents=True)
    (ours / "explainer").symlink_to(ROOT / "explainer")
    content = {"index.md": "---\ntitle: Districts\ndescription: All districts.\n---\n\n"
                           "# All districts { #all }\n\nHere.\n",
               "numbers.md": "---\ntitle: All the numbers\ndescription: All of them.\n---\n\n"
                             "# All the numbers { #all-numbers }\n\n{{ numbers() }}\n",
               "glossary.md": "---\ntitle: Glossary\ndescription: Words.\n---\n\n"
                              "# Glossary { #glossary }\n\n{{ glossary() }}\n",
               "all-sources.md": "---\ntitle: Sources\ndescription: All of them.\n---\n\n"
                             "# All sources { #all-sources }\n\n{{ sources() }}\n"}
    content |= {f"numbers-{n}.md": f"---\ntitle: Group {_letters(n)}\ndescription: Its entries.\n---\n\n"
                                   f"# Group {_letters(n)} {{ #group-{n} }}\n\n{{{{ numbers(\"topic-{n}\") }}}}\n"
                for n in range(TOPICS)}
    content |= {f"page-{n}.md": _page(n, pages, sentences, chance) for n in range(pages)}
    for name, text in content.items():
        (ours / "docs" / name).write_text(text, encoding="utf-8")
    data = {
        "facts": _facts(pages, chance), "pages": {"pages": {}},
        "glossary": yaml.safe_load((ROOT / "data/glossary.yml").read_text(encoding="utf-8")),
        "charts": {"charts": {}}, "timeline": {"events": []},
        "claims": {"speakers": {}, "claims": {}, "coverage": {code: ["p0-s0"] for code in claims.PARAGRAPHS}},
        "addresses": {"addresses": [
            "/", "/numbers/", "/glossary/", "/all-sources/",
            *(f"{place}fact-{p}-{n}{end}" for p in range(pages) for n in range(FACTS)
              for place, end in (("/s/", "/"), ("/numbers/#", ""), (f"/numbers-{p % TOPICS}/#", ""))),
            *(f"/page-{p}/{mark}" for p in range(pages) for mark in ("", *(f"#p{p}-s{s}" for s in range(SECTIONS))))]},
    }
    for name, text in data.items():
        (ours / f"data/{name}.yml").write_text(yaml.dump(text, Dumper=_Quoted, sort_keys=False, width=1000), "utf-8")
    history.main(str(ours / "data"), str(ours / "docs"))
    book = facts.load(ours / "data/facts.yml")
    opened = library.Library.open(ours / "data", ours / "docs")
    terms = list(opened.glossary.terms.values())
    for name, text in content.items():
        (plain / "docs" / name).write_text(_typed(text, book, terms, opened.changed(name) or ""), encoding="utf-8")
    _configure(ours, plain, pages)


class _Quoted(getattr(yaml, "CSafeDumper", yaml.SafeDumper)):
    """Dates and other text in quotes, as the data file wants them."""


_Quoted.add_representer(str, lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", text, style='"'))


def _typed(text: str, book: Any, terms: list[Any], changed: str) -> str:
    """A page with the words of all calls typed in, as somebody without the project would have to."""
    from explainer import wording
    shown = dict.fromkeys(id for kind, id in _CALL.findall(text) if kind == "fact")
    listed = [book.facts[id] for id in shown]
    sources = {fact.source: book.sources[fact.source] for fact in listed if fact.source}

    def of(fact: Any) -> str:
        return f"{wording.figure(fact)} {fact.statement} ({fact.says}, {wording.as_of(fact)})"

    def entry(fact: Any) -> str:
        source = book.sources.get(fact.source)
        said = {"Who says so": fact.says, "As of": wording.as_of(fact), "Counts": fact.counts, "Of": fact.scope,
                "Check": wording.check(fact), "Beware": wording.filled(fact.caveat or "", book),
                "Others say": "; ".join(of(book.facts[id]) for id in fact.compare)}
        return "\n\n".join([f"### {fact.statement} {{ #{fact.id} }}", f"**{wording.figure(fact)}**",
                            *(f"{term}\n:   {words}" for term, words in said.items() if words),
                            f"Read in [{source.title}]({source.url}), {source.producer}." if source else "",
                            wording.citation(fact, source, f"https://example.org/s/{fact.id}/")])

    def words(match: re.Match[str]) -> str:
        kind, id = match.groups()
        return {
            "fact": lambda: wording.words(book.facts[id]),
            "when": lambda: wording.as_of(book.facts[id]),
            "source": lambda: f"[{book.sources[id].title}]({book.sources[id].url})",
            "changed": lambda: f"{wording.summary(listed, list(sources.values()))} Last changed on {changed}.",
            "used": lambda: "\n".join([*(f"- {of(fact)}" for fact in listed), "", "Sources:", "",
                                       *(f"- {s.producer}, [{s.title}]({s.url})" for s in sources.values())]),
            "glossary": lambda: "\n\n".join(f"{term.term}\n:   {term.meaning}" for term in terms),
            "sources": lambda: "\n".join(f"- {s.producer}, [{s.title}]({s.url}), {s.published}"
                                         for s in book.sources.values()),
            "numbers": lambda: "\n\n".join(part for topic, heading in book.topics.items() if id in (None, "", topic)
                                           for part in [f"## {heading} {{ #numbers-{topic} }}", *(
                                               entry(fact) if id else f"- {wording.figure(fact)} {fact.statement}"
                                               for fact in book.by_topic[topic])]),
        }[kind]()

    return _CALL.sub(words, text)


def _configure(ours: Path, plain: Path, pages: int) -> None:
    """Our own configuration, with a menu that stays small on each page; the plain one without our code."""
    text = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    text = re.sub(r"^nav:\n(?:[ #].*\n)+", "", text, flags=re.MULTILINE)
    text = text.replace("  features:\n", "  features:\n    - navigation.prune\n")
    tree = [{f"Group {_letters(i)}": [{f"Part {_letters(j)}": [f"page-{n}.md" for n in range(j, min(j + 10, pages))]}
                                      for j in range(i, min(i + 100, pages), 10)]} for i in range(0, pages, 100)]
    text += yaml.safe_dump({"nav": [{"Districts": "index.md"}, {"Numbers": "numbers.md"},
                                    {"Glossary": "glossary.md"}, {"Sources": "all-sources.md"},
                                    {"Entries": [f"numbers-{n}.md" for n in range(TOPICS)]}, *tree]}, width=1000)
    (ours / "mkdocs.yml").write_text(text, encoding="utf-8")
    for part in (r"^  (custom_dir|icon):.*\n", r"^  - explainer\.prose:.*\n(?:      .*\n)+",
                 r"^(hooks|watch|extra_css|extra_javascript):.*\n"):
        text, found = re.subn(part, "", text, flags=re.MULTILINE)
        assert found, f"mkdocs.yml no longer has {part}"
    (plain / "mkdocs.yml").write_text(text, encoding="utf-8")


def build(folder: str) -> None:
    """Build the project in `folder` and print what it took; in a process of its own."""
    took: dict[str, float] = {}
    os.chdir(folder)
    sys.path.insert(0, folder)
    start = time.process_time()
    if Path("data").exists():
        from explainer import compress, edition, share
        share.write_cards = lambda cards: None
        for part in (share, edition, compress):
            part.write = _timed(part.write, part.__name__.rpartition(".")[2], took)
        edition.write = _after(lambda: took.setdefault("memory", _peak()), edition.write)
    from mkdocs.commands.build import build as mkdocs_build
    from mkdocs.config import load_config
    config = load_config("mkdocs.yml")
    config.plugins.on_startup(command="build", dirty=False)
    mkdocs_build(config)
    took["all"] = time.process_time() - start
    took["peak"] = _peak()
    print(json.dumps({"memory": took["peak"], **took}))


def _timed(function: Callable[..., Any], name: str, took: dict[str, float]) -> Callable[..., Any]:
    def run(*arguments: Any, **named: Any) -> Any:
        start = time.process_time()
        try:
            return function(*arguments, **named)
        finally:
            took[name] = time.process_time() - start
    return run


def _after(first: Callable[[], Any], function: Callable[..., Any]) -> Callable[..., Any]:
    def run(*arguments: Any, **named: Any) -> Any:
        first()
        return function(*arguments, **named)
    return run


def _peak() -> float:
    """The most memory that this process has held, in megabytes."""
    import resource
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (2**20 if sys.platform == "darwin" else 2**10)


def load(folder: str) -> None:
    """Print how long the data file of a project takes to load."""
    from explainer import facts
    start = time.process_time()
    book = facts.load(f"{folder}/data/facts.yml")
    print(json.dumps({"facts": len(book.facts), "all": time.process_time() - start}))


def draw(folder: str) -> None:
    """Print how long a hundred cards take, drawn for the first time."""
    os.environ["BUILD_CACHE"] = f"{folder}/nothing-yet"
    from explainer import cards
    start = time.perf_counter()
    cards.write({Path(folder) / f"drawn/{n}.png": cards.Card(f"{n:,}", "People counted in a place", "An office, 2020",
                                                             "Districts", number=True) for n in range(CARDS)})
    print(json.dumps({"all": time.perf_counter() - start}))


def _run(task: str, folder: Path) -> dict[str, float]:
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1", "DISABLE_MKDOCS_2_WARNING": "true",
                   "BUILD_CACHE": f"{folder}/cache", "PYTHONPATH": str(ROOT), "SITE_URL": "https://example.org/"}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # where it is set, our modules alone would be compiled every time
    done = subprocess.run([sys.executable, "-m", "tests.bench", task, str(folder)], cwd=ROOT, env=environment,
                          text=True, capture_output=True, check=False)
    if done.returncode:
        sys.exit(done.stdout + done.stderr)
    return json.loads(done.stdout.splitlines()[-1])


def main() -> None:
    """Measure all sizes and print a table."""
    print(f"{'':>7} | {'plain MkDocs':^21} | {'with the project':^21} | {'':>8} | besides, s a page")
    print(f"{'pages':>7} | {'s a page':>9} {'MB a page':>11} | {'s a page':>9} {'MB a page':>11} | overhead | "
          + " ".join(f"{name:>11}" for name in APART.values()))
    sums: list[tuple[int, float, float]] = []  # pages, and seconds of the plain site and of ours
    overheads, first = [], []  # percent; seconds that a first build takes more
    with tempfile.TemporaryDirectory() as temporary:
        for pages, times in SIZES.items():
            folder = Path(temporary) / str(pages)
            make(folder, pages)
            runs = [(_run("build", folder / "plain"), _run("build", folder / "ours")) for _ in range(times)]
            plain, ours = runs[0]  # only the first makes the compressed copies anew
            took = min(one["all"] for one, _ in runs)
            all_own = [one["all"] - sum(one[part] for part in APART) for _, one in runs]
            own = min(all_own)
            first.append(all_own[0] - own)
            overheads.append(over := 100 * (own / took - 1))
            sums.append((pages, took, own))
            print(f"{pages:>7} | {took / pages:>9.4f} {plain['memory'] / pages:>11.2f} | {own / pages:>9.4f} "
                  f"{ours['memory'] / pages:>11.2f} | {over:>7.0f}% | "
                  + " ".join(f"{ours[part] / pages:>11.4f}" for part in APART), flush=True)
        loaded, drawn = _run("load", folder / "ours"), _run("draw", folder)
    (fewer, plain_fewer, own_fewer), (more, plain_more, own_more) = sums[-2:]
    plain_page, own_page = (plain_more - plain_fewer) / (more - fewer), (own_more - own_fewer) / (more - fewer)
    start = own_more - own_page * more - (plain_more - plain_page * more)
    print(f"Each further page takes {1000 * own_page:.1f} ms, plain {1000 * plain_page:.1f} ms: "
          f"{100 * (own_page / plain_page - 1):.0f}%; the start, whatever the size, {start:.1f} s more, "
          f"of a first build {start + first[0]:.1f} s. "
          f"The edition holds {ours['peak'] - ours['memory']:.0f} MB more.")
    met = max(overheads) <= OVERHEAD and loaded["all"] <= LOADING
    print(f"{loaded['facts']:,.0f} facts load in {loaded['all']:.2f} s; "
          f"a preview card takes {drawn['all'] / CARDS:.3f} s on {os.cpu_count()} cores, once.")
    print(f"Aims: overhead at most {OVERHEAD}% at every size, loading at most {LOADING:.0f} s: "
          f"{'met' if met else 'NOT met'}.")


if __name__ == "__main__":
    if len(sys.argv) == 3:
        {"build": build, "load": load, "draw": draw}[sys.argv[1]](sys.argv[2])
    else:
        main()
