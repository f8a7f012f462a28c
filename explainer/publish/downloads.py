"""The data to take away: facts.json, facts.csv, sources.csv, and datapackage.json about them; the
sources as facts.bib, for BibTeX; and changes.xml, an Atom feed (RFC 4287) of numbers put right or
withdrawn, newest first.

They hold what a reader of the site sees of each number, in the same words, so that anyone can check
the pages against them. CSV is also opened by spreadsheets, which take "2020-04" for a day, and by
pandas, to which a column is of numbers only when nothing else stands in it. What its columns are,
theme/downloads/datapackage.json says.
"""

import csv
import hashlib
import io
import json
from collections.abc import Callable, Iterable
from typing import Any

from explainer.content import dates, wording
from explainer.content.facts import UNITS, Fact, Given, Source
from explainer.content.project import Project
from explainer.content.quantities import capital

from .build import Build

Row = dict[str, Any]

# Columns whose names in the JSON are methods of a table in pandas.
_RENAMED = {"place_in_source": "where", "compare_with": "compare", "calculation": "sum"}
_DATES = ("date", "as_of", "review_by", "published")
# A brace counts for BibTeX even behind a backslash, so braces have names there.
_NAMES = "backslash braceleft braceright asciitilde asciicircum".split()
_TEX = {ord(sign): f"\\{sign}" for sign in "&%$#_"}
_TEX |= {ord(sign): rf"\text{name}{{}}" for sign, name in zip("\\{}~^", _NAMES, strict=True)}
# An address is not typeset, but must not unbalance the braces.
_VERBATIM = str.maketrans({"\\": "%5C", "{": "%7B", "}": "%7D"})


def write(build: Build) -> None:
    """Write the files at the root of the site."""
    project = build.project
    rows = {
        "facts": {id: record(fact, project) for id, fact in project.facts.items()},
        "sources": {id: {"id": id, **one.model_dump()} for id, one in project.sources.items()},
    }
    build.write("facts.json", f"{_by_line(rows, _by_line)}\n")
    day = newest_day(build)
    description = build.render(
        "downloads/datapackage.json",
        day=day and dates.first_day(day),
        units=[*UNITS, *project.site.units],
        fact=Given.model_json_schema()["properties"],
        source=Source.model_json_schema()["properties"],
    )
    package = json.loads(description)
    for file in package["resources"]:
        columns = [field["name"] for field in file["schema"]["fields"]]
        content = _csv(columns, rows[file["name"]].values())
        file["bytes"], file["hash"] = len(content), f"sha256:{hashlib.sha256(content).hexdigest()}"
        build.write(file["path"], content)
    build.write("datapackage.json", f"{as_json(package, indent=1)}\n")
    days = [one.date for _, _, one in project.log] or [day or "1970"]  # the feed needs one
    newest = max(map(dates.first_day, days))
    feed = build.render("downloads/changes.xml", newest=newest, first_day=dates.first_day)
    build.write("changes.xml", f"{feed}\n")
    # Among the braces of BibTeX, a template's own would not be seen.
    signs = {"variable_start_string": "<<", "variable_end_string": ">>"}
    templates = build.fragments.templates.overlay(**signs, autoescape=False)
    template = templates.get_template("downloads/facts.bib")
    text = template.render(tex=_TEX, verbatim=_VERBATIM, capital=capital)
    build.write("facts.bib", f"{text.strip()}\n")


def record(fact: Fact, project: Project) -> Row:
    """All that a reader sees of a fact, as JSON has it: the fields of the data file and more."""
    shown, formula = wording.figure(fact), fact.formula
    address = f"{project.site.address}{project.fact_page(fact.id)}"
    calculation = formula and formula.shown(lambda id: wording.number(project.facts[id]))
    return {
        "id": fact.id,
        **{name: getattr(fact, name) for name in Given.model_fields},
        "topic": project.topics[fact.topic],
        "words": wording.words(fact),
        "figure": shown,
        "as_of": fact.times,
        "caveat": wording.fill(fact.caveat, project.facts) if fact.caveat else None,
        "formula": formula.text if formula else None,
        "inputs": formula.inputs if formula else (),
        "sum": f"{calculation} = {shown}" if formula else None,
        "url": address,
        "share": address,  # the two differed when numbers stood in lists; programs may know either
    }


def as_json(data: Any, indent: int | None = None) -> str:
    """JSON as it is taken along: signs as they are, decimals as numbers."""
    return json.dumps(data, indent=indent, ensure_ascii=False, default=float)


def newest_day(build: Build) -> str | None:
    """The day (EDTF) on which a page last changed, if that is known."""
    days = (article.changed for article in build.articles.values() if article.changed)
    return max(days, key=dates.first_day, default=None)


def _by_line(entries: Row, inner: Callable[[Any], str] = as_json) -> str:
    """JSON with each entry on its own line, to be searched and compared by lines."""
    lines = (f"{as_json(name)}: {inner(entry)}" for name, entry in entries.items())
    return "{\n" + ",\n".join(lines) + "\n}"


def _csv(columns: list[str], rows: Iterable[Row]) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, extrasaction="ignore")
    writer.writeheader()
    writer.writerows(map(_cells, rows))
    return text.getvalue().encode("utf-8-sig")  # with a byte-order mark


def _cells(row: Row) -> Row:
    """A row for spreadsheets and pandas: dates are text and stand apart, spaces are plain ones."""
    row = row | {column: row.get(name) for column, name in _RENAMED.items()}
    if row.get("unit") == "date":
        row |= {"value": None, "date": row["value"], "words": None, "figure": None}
    return {column: _cell(column, value) for column, value in row.items()}


def _cell(column: str, value: Any) -> Any:
    if isinstance(value, tuple | list):
        return "; ".join(_cell(column, one) for one in value)
    if not isinstance(value, str):
        return value
    if column in _DATES and "/" not in value and value != "XXXX":
        return f"{value}/{value}"
    return value.replace(dates.NBSP, " ")
