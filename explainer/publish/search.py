"""search.json: the index that assets/search.js answers from, a record for each thing to be found.

A section stands below its page, a number below the sections that tell it. The other words of a
page are its address; of a number, its digits, if it shows them otherwise; of a section, all that
its first words and its numbers leave.
"""

import json
import re
import string
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from textwrap import shorten
from typing import Any

from explainer.content import dates, wording
from explainer.content.facts import Fact
from explainer.content.project import Project
from explainer.pages.article import Article

from .build import Build

Record = list[Any]

# What a record says: its kind, place, title, the line below it, other words, and the places of the
# records above it. The file holds a column for each, which weighs less than rows.
_COLUMNS = ("kind", "address", "title", "below", "words", "above")

_SHOWN = 96  # characters of a section's opening; the line that shows it has room for no more
_MARKS = string.punctuation.replace("%", "") + "“”‘’…·–—"
# Words that say too little to be looked for, unless a reader types nothing else.
_IGNORED = (
    "a an and are as at be been by can did do does for from had has have how i in is it its many "
    "much me of on or so than that the their them there these they this to was were what when "
    "where which who why will with you"
).split()


def write(build: Build) -> None:
    """Write search.json at the root of the site."""
    project, articles = build.project, [build.articles[name] for name in build.order]
    told = defaultdict(list)  # by a number, where; a list of what has records of its own tells none
    for page in articles:
        for one in (page.lede, *page.sections):
            for id in one.facts if one.text.strip() else ():
                told[id].append(one.address)
    numbers = [_number(project, fact, told[fact.id]) for fact in project.facts.values()]
    said = defaultdict(str)  # by its numbers, of each section
    for *_, title, below, digits, above in numbers:
        for address in above:
            said[address] += f" {title} {below} {digits}"
    records = [
        ["page", one.address, one.title, one.description, one.address, []] for one in articles
    ]
    records += [*_sections(articles, said, project.topics), *numbers, *_entries(project)]
    places = {record[1]: place for place, record in enumerate(records)}
    for record in records:
        record[-1] = [places[address] for address in record[-1] if address in places]
    index = dict(zip(_COLUMNS, zip(*records, strict=True), strict=True))
    index |= {"synonyms": project.glossary.synonyms, "ignored": _IGNORED}
    build.write("search.json", json.dumps(index, ensure_ascii=False, separators=(",", ":")))


def _sections(
    articles: list[Article], said: dict[str, str], topics: Iterable[str]
) -> Iterator[Record]:
    listed = {f"numbers-{topic}" for topic in topics}
    titles = Counter(section.title for page in articles for section in page.sections)
    for page in articles:
        # What stands under the topic of a list of numbers has records of its own.
        for section in (one for one in page.sections if one.id not in listed):
            opening = shorten(section.opening, _SHOWN, placeholder=" …")
            others = _words(section.text) - _words(f"{section.title} {opening}")
            if others or titles[section.title] == 1:  # else it is on every page: its sources
                words = " ".join(sorted(others - _words(said[section.address]) - {*_IGNORED}))
                yield ["section", section.address, section.title, opening, words, [page.address]]


def _words(text: str) -> set[str]:
    """The words of a text in small letters, without the marks around them and a genitive's ’s."""
    plain = re.sub(r"[’'](s\b)?", "", text.lower())
    return {word.strip(_MARKS) for word in plain.split()} - {""}


def _number(project: Project, fact: Fact, above: list[str]) -> Record:
    kind = "date" if fact.unit == "date" else "number"
    title = f"{wording.figure(fact)}: {fact.statement}"
    below = f"{fact.says}, {wording.as_of(fact)}"
    # As somebody may type it, where it is shown otherwise: 61400000000 for 61.4 billion.
    value, shown = str(fact.value), re.sub(r"[^\d.]", "", wording.number(fact))
    digits = "" if kind == "date" or value == shown else value
    return [kind, project.fact_page(fact.id), title, below, digits, above]


def _entries(project: Project) -> Iterator[Record]:
    """The terms, sources and claims, where a page lists them."""
    for id, term in project.glossary.terms.items():
        if place := project.listed("glossary", id):
            yield ["term", place, term.term, term.meaning, " ".join(term.also), []]
    for id, source in project.sources.items():
        if place := project.listed("sources", id):
            below = f"{source.producer}, {dates.words(source.published)}"
            yield ["source", place, source.title, below, "", []]
    for id, claim in project.claims.claims.items():
        if place := project.listed("claims", id):
            who = project.claims.speakers[claim.speaker].name
            below = f"{who}: {wording.CLAIM_CHECKS[claim.verdict]}"
            yield ["claim", place, wording.fill(claim.claim, project.facts), below, "", []]
