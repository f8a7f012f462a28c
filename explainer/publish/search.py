"""search.json: the index that assets/search.js answers from, a record for each thing to be found.

A record is [kind, address, title, the line below it, other words, places of the records above it].
A section stands below its page, a number below the sections that tell it. The other words of a
page are its address; of a number, its digits; of a section, all that its first words leave.
"""

import json
import re
import string
from collections import Counter, defaultdict
from collections.abc import Iterable
from textwrap import shorten
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from explainer.content import dates, wording
from explainer.content.project import Project
from explainer.pages.article import Article

from .build import Build

Record = list[Any]

_SHOWN = 96  # characters of a section's opening; the line that shows it has room for no more
# Lists of what has records of its own, and what is not read as text.
_NOT_TEXT = "[data-search-exclude], .mark, .moved, noscript, script, style, svg, button"
_MARKS = string.punctuation.replace("%", "") + "“”‘’…·–—"


def write(build: Build) -> None:
    """Write search.json at the root of the site."""
    articles = [build.articles[name] for name in build.order]
    texts, told = _read(articles)
    records = [["page", one.address, one.title, one.description, one.address] for one in articles]
    records += _sections(articles, texts, build.project.topics)
    places = {record[1]: place for place, record in enumerate(records)}
    above = {id: [places[one] for one in told[id] if one in places] for id in told}
    records += _entries(build.project, above)
    index = {"synonyms": build.project.glossary.synonyms, "records": records}
    build.write("search.json", json.dumps(index, ensure_ascii=False, separators=(",", ":")))


def _read(articles: list[Article]) -> tuple[dict[str, str], dict[str, dict[str, None]]]:
    """The text of each section by its address, and the sections that show a fact by its id."""
    texts, told = defaultdict(str), defaultdict(dict)
    for page in articles:
        tree = LexborHTMLParser(page.body)
        for node in tree.css(_NOT_TEXT):
            node.decompose()
        here, ids = page.address, {section.id for section in page.sections}
        for node in tree.body.traverse(include_text=True):
            if node.is_text_node:
                texts[here] += f" {node.text_content}"
            elif node.id in ids:
                here = f"{page.address}#{node.id}"
            elif fact := node.attributes.get("data-fact"):
                told[fact][here] = None
    return texts, told


def _sections(
    articles: list[Article], texts: dict[str, str], topics: Iterable[str]
) -> list[Record]:
    found = []
    listed = {f"numbers-{topic}" for topic in topics}
    titles = Counter(section.title for page in articles for section in page.sections)
    for place, page in enumerate(articles):
        # What stands under the topic of a list of numbers has records of its own.
        for section in (one for one in page.sections if one.id not in listed):
            address = f"{page.address}#{section.id}"
            opening = shorten(section.opening, _SHOWN, placeholder=" …")
            others = _words(texts[address]) - _words(f"{section.title} {opening}")
            if others or titles[section.title] == 1:  # else it is on every page: its sources
                words = " ".join(sorted(others))
                found.append(["section", address, section.title, opening, words, [place]])
    return found


def _words(text: str) -> set[str]:
    """The words of a text in small letters, without the marks around them."""
    return {word.strip(_MARKS) for word in text.lower().split()} - {""}


def _entries(project: Project, above: dict[str, list[int]]) -> list[Record]:
    """The numbers; terms, sources and claims, where a page lists them."""
    found = []
    for id, fact in project.facts.items():
        title = f"{wording.figure(fact)}: {fact.statement}"
        below = f"{fact.says}, {wording.as_of(fact)}"
        # As somebody may type it: 38990; 443% and 443; 61.4 and 61400000000.
        digits = re.sub(r"[^\d.%]", "", wording.number(fact))
        typed = dict.fromkeys([digits, digits.rstrip("%"), wording.machine_value(fact)])
        words = "" if fact.unit == "date" else " ".join(typed)
        found.append(["number", project.fact_page(id), title, below, words, above.get(id, [])])
    for id, term in project.glossary.terms.items():
        place, also = project.listed("glossary", id), " ".join(term.also)
        found.append(["term", place, term.term, term.meaning, also])
    for id, source in project.sources.items():
        below = f"{source.producer}, {dates.words(source.published)}"
        found.append(["source", project.listed("sources", id), source.title, below, ""])
    for id, claim in project.claims.claims.items():
        title = wording.fill(claim.claim, project.facts)
        who = project.claims.speakers[claim.speaker].name
        below = f"{who}: {wording.CLAIM_CHECKS[claim.verdict]}"
        found.append(["claim", project.listed("claims", id), title, below, ""])
    return [record for record in found if record[1]]
