"""The data files → files to take away, at the root of the site: JSON, CSV, BibTeX, a feed of changes.

They hold what a reader of the site sees of each number, in the same words, so that anyone can check
the pages against them.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from pathlib import Path
from typing import Any, get_args
from urllib.parse import urljoin
from xml.etree import ElementTree

from . import dates, share, wording
from .built import Head, read_head
from .facts import Fact, Given, Qualifier, Source, Unit
from .fragments import Fragments
from .gate import capital
from .library import Library
from .reading import Strict

Row = dict[str, Any]

_ATOM = "http://www.w3.org/2005/Atom"
_LISTS = "several are separated by semicolons"
_LINK = {"format": "uri"}
_KEY = {"constraints": {"required": True, "unique": True}}


def write(site: Path, pages: dict[str, str], library: Library, address: str) -> None:
    """Write all downloads into a built site that will stand at `address`, which ends in a slash."""
    head = read_head(pages[""])
    fragments = Fragments.of(library, address)
    facts = {id: _fact(fact, fragments) for id, fact in library.book.facts.items()}
    sources = {id: {"id": id, **source.model_dump()} for id, source in library.book.sources.items()}
    files = {
        "facts.json": _by_line({"facts": facts, "sources": sources}),
        "facts.csv": _csv(FACT_FIELDS, facts),
        "sources.csv": _csv(SOURCE_FIELDS, sources),
        "datapackage.json": json.dumps(_package(head), indent=1, ensure_ascii=False) + "\n",
        "facts.bib": "\n".join(_bibtex(id, source) for id, source in library.book.sources.items()),
        "changes.xml": _feed(fragments, head),
    }
    for name, text in files.items():
        (site / name).write_text(text, encoding="utf-8", newline="")  # CSV has line ends of its own


def _fact(fact: Fact, fragments: Fragments) -> Row:
    """All that a reader sees of a fact."""
    book, f = fragments.book, fact.formula
    return {
        "id": fact.id, "topic": book.topics[fact.topic], "statement": fact.statement, "value": fact.value,
        "words": wording.words(fact), "figure": wording.figure(fact), "qualifier": fact.qualifier, "unit": fact.unit,
        "counts": fact.counts, "as_of": fact.as_of, "scope": fact.scope, "says": fact.says, "source": fact.source,
        "where": fact.where, "nature": fact.nature, "check": fact.check,
        "caveat": wording.filled(fact.caveat, book) if fact.caveat else None, "compare": fact.compare,
        "formula": f.text if f else None, "inputs": f.inputs if f else (),
        "sum": f"{f.shown(lambda id: wording.number(book.facts[id]))} = {wording.figure(fact)}" if f else None,
        "review_by": fact.review_by,
        "url": urljoin(fragments.address, fragments.link(fact.id)), "share": share.url(fact.id, fragments.address),
    }


def _field(model: type[Strict], name: str, description: str | None = None, **more: Any) -> Row:
    """A field of Table Schema, described in the words of the model unless others are given."""
    description = description or model.model_fields[name].description
    return {"name": name, "type": "string", "description": description, **more}


def _choice(model: type[Strict], name: str, meanings: dict[str, str]) -> Row:
    """A field that holds one of a few codes."""
    description = "; ".join(f"{code}: {meaning}" for code, meaning in meanings.items())
    return _field(model, name, description, constraints={"enum": list(meanings)})


FACT_FIELDS = [
    _field(Given, "id", "Its permanent id, part of its address", **_KEY),
    _field(Given, "topic"),
    _field(Given, "statement"),
    _field(Given, "value", type="any"),
    _field(Given, "words", "The value as it stands in a sentence, with its qualifier"),
    _field(Given, "figure", "The value as it stands in a table, with its qualifier"),
    _field(Given, "qualifier", constraints={"enum": list(get_args(Qualifier))}),
    _field(Given, "unit", "What the value is measured in; date for a date", constraints={"enum": list(get_args(Unit))}),
    _field(Given, "counts"),
    _field(Given, "as_of", f"The time it is true of, in EDTF; {_LISTS}"),
    _field(Given, "scope"),
    _field(Given, "says"),
    _field(Given, "source"),
    _field(Given, "where"),
    _choice(Given, "nature", wording.NATURES),
    _choice(Given, "check", wording.CHECKS),
    _field(Given, "caveat", "What to beware of"),
    _field(Given, "compare", f"The ids of facts in which others put the same thing; {_LISTS}"),
    _field(Given, "formula", "For a sum of our own: what is computed from which facts"),
    _field(Given, "inputs", f"The ids of the facts in the formula; {_LISTS}"),
    _field(Given, "sum", "The formula in figures"),
    _field(Given, "review_by"),
    _field(Given, "url", "Where it stands on the site, with all that is known about it", **_LINK),
    _field(Given, "share", "The address to share it by", **_LINK),
]
SOURCE_FIELDS = [
    _field(Source, "id", "Its id, which facts refer to", **_KEY),
    _field(Source, "title"),
    _field(Source, "producer"),
    _choice(Source, "kind", wording.KINDS),
    _field(Source, "published"),
    _field(Source, "url", **_LINK),
    _field(Source, "read", constraints={"enum": list(get_args(Source.model_fields["read"].annotation))}),
    _field(Source, "note"),
]


def _package(head: Head) -> Row:
    """The Frictionless description of the CSV files. No licence: the project states none."""
    to_sources = {"fields": "source", "reference": {"resource": "sources", "fields": "id"}}
    return {"profile": "tabular-data-package", "name": "cambodia-drug-policy", "title": head.site_name,
            "description": head.description, "homepage": head.canonical,
            "resources": [_resource("facts", FACT_FIELDS, foreignKeys=[to_sources]),
                          _resource("sources", SOURCE_FIELDS)]}


def _resource(name: str, fields: list[Row], **more: Any) -> Row:
    return {"name": name, "path": f"{name}.csv", "profile": "tabular-data-resource", "format": "csv",
            "mediatype": "text/csv", "encoding": "utf-8",
            "schema": {"fields": fields, "missingValues": [""], "primaryKey": "id", **more}}


def _by_line(groups: dict[str, dict[str, Row]]) -> str:
    """JSON with each entry on a line of its own: quick to write, to search and to compare."""
    def line(id: str, entry: Row) -> str:
        return f"{json.dumps(id)}: {json.dumps(entry, ensure_ascii=False, default=float)}"  # a Decimal is a number

    lines = {name: ",\n".join(line(id, entry) for id, entry in entries.items()) for name, entries in groups.items()}
    return "{" + ",\n".join(f"{json.dumps(name)}: {{\n{entries}\n}}" for name, entries in lines.items()) + "}\n"


def _csv(fields: list[Row], rows: dict[str, Row]) -> str:
    stream = io.StringIO()
    writer = csv.DictWriter(stream, [field["name"] for field in fields])
    writer.writeheader()
    for row in rows.values():
        writer.writerow({name: "; ".join(cell) if isinstance(cell, tuple) else cell for name, cell in row.items()})
    return stream.getvalue()


# The type of entry, and the field in which it has the producer. techreport: biblatex knows it too, as report.
_ENTRIES = {"news": ("article", "journal"), "academic": ("article", "journal"),
            "ngo": ("techreport", "institution"), "government": ("techreport", "institution"),
            "un": ("techreport", "institution"), "court": ("misc", "author"), "reference": ("misc", "author")}
# A brace counts for BibTeX even behind a backslash, so braces have names here.
_TEX = str.maketrans({
    **{sign: f"\\{sign}" for sign in "&%$#_"}, "\\": r"\textbackslash{}", "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"})
_VERBATIM = str.maketrans({"\\": "%5C", "{": "%7B", "}": "%7D"})  # an address is not typeset but must not unbalance


def _bibtex(id: str, source: Source) -> str:
    entry, producer = _ENTRIES[source.kind]
    dated = source.published != "XXXX"
    partly = "Read in part." if source.read == "opening" else ""
    fields = {
        producer: f"{{{_tex(source.producer)}}}",  # in braces of its own: one name, with whatever "and" is in it
        "title": f"{{{_tex(source.title)}}}",  # and here: capitals stay
        "type": _tex(capital(wording.KINDS[source.kind])) if entry == "techreport" else "",
        "year": source.published[:4] if dated else "",
        "date": source.published if dated else "",  # biblatex reads EDTF
        "url": source.url.translate(_VERBATIM),
        "note": _tex(f"{source.note or ''} {partly}".strip()),
    }
    lines = "".join(f"  {name} = {{{text}}},\n" for name, text in fields.items() if text)
    return f"@{entry}{{{id},\n{lines}}}\n"


def _tex(text: str) -> str:
    return re.sub(r"\s+", " ", text, flags=re.ASCII).translate(_TEX)


def _feed(fragments: Fragments, head: Head) -> str:
    """An Atom feed (RFC 4287) of the numbers that were put right, newest first."""
    book, here = fragments.book, f"{fragments.address}changes.xml"
    days = [change.date for change in book.changes]
    days = days or [page.changed for page in fragments.library.ledger.pages.values()]
    feed = ElementTree.Element("feed", {"xmlns": _ATOM, "xml:lang": "en"})
    _add(feed, "id", here)
    _add(feed, "title", f"Numbers that were put right: {head.site_name}")
    _add(feed, "updated", _instant(max(days, key=dates.first_day, default="1970")))
    _add(_add(feed, "author"), "name", head.site_name)
    _add(feed, "link", rel="self", type="application/atom+xml", href=here)
    _add(feed, "link", rel="alternate", type="text/html", href=f"{fragments.address}numbers/")
    nth: Counter[str] = Counter()
    entries = []
    for change in book.changes:
        fact = book.facts[change.fact]
        nth[fact.id] += 1
        old, new = wording.old_and_new(change, fact)
        entry = ElementTree.Element("entry")
        _add(entry, "id", f"{here}#{fact.id}-{nth[fact.id]}")  # the log only grows, so this stays
        _add(entry, "title", f"{fact.statement}: from {old} to {new}")
        _add(entry, "updated", _instant(change.date))
        _add(entry, "link", rel="alternate", type="text/html",
             href=urljoin(fragments.address, fragments.link(fact.id)))
        _add(entry, "content", wording.filled(change.reason, book), type="text")
        entries.append(entry)
    feed.extend(reversed(entries))
    ElementTree.indent(feed)
    return ElementTree.tostring(feed, encoding="utf-8", xml_declaration=True).decode() + "\n"


def _add(parent: ElementTree.Element, tag: str, text: str | None = None, **attributes: str) -> ElementTree.Element:
    element = ElementTree.SubElement(parent, tag, attributes)
    element.text = text
    return element


def _instant(edtf: str) -> str:
    return f"{dates.first_day(edtf).isoformat()}T00:00:00Z"
