"""JSON-LD: what a page or a number is, in schema.org's terms."""

from __future__ import annotations

import json
from decimal import Decimal
from functools import partial
from typing import Any
from urllib.parse import urljoin

from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup

from . import wording
from .facts import Fact, Source
from .fragments import Fragments
from .library import Library

_dumps = partial(json.dumps, ensure_ascii=False, separators=(",", ":"))


def script(data: dict[str, Any]) -> Markup:
    """The element that holds JSON-LD. Nothing in it, such as a <, can end it."""
    return Markup('<script type="application/ld+json">') + htmlsafe_json_dumps(data, _dumps) + Markup("</script>")


def page_data(page_address: str, title: str, description: str, facts: list[Fact], library: Library, address: str,
              site_name: str, changed: str | None) -> dict[str, Any]:
    """A page in schema.org's terms: an Article with its sources and numbers; on the Numbers page, a Dataset too.

    Sources and numbers are only named, by their addresses: each number's own page says what it is (`number_data`),
    and a reader's line is spared. `page_address` and `address` (of the site) are absolute; `changed` is a day in
    EDTF, if known.
    """
    fragments = Fragments.of(library, address)
    ids = dict.fromkeys(id for fact in facts for id in fragments.source_ids(fact))
    page = {"headline": title, "description": description, "url": page_address, "inLanguage": "en",
            "isPartOf": {"@type": "WebSite", "name": site_name, "url": address}}
    if facts:
        page |= {"citation": [{"@id": urljoin(address, fragments.source_link(id))} for id in ids],
                 "mentions": [{"@id": f"{address}s/{fact.id}/"} for fact in facts]}
    if changed:
        page["dateModified"] = changed
    if page_address != f"{address}numbers/":
        return {"@context": "https://schema.org", "@type": "Article", **page}
    dataset = {
        "@type": "Dataset", "@id": f"{page_address}#dataset", "name": f"{title}: {site_name}",
        "description": description, "url": page_address, "inLanguage": "en", "isAccessibleForFree": True,
        "distribution": [{"@type": "DataDownload", "encodingFormat": format, "contentUrl": f"{address}{name}"}
                         for format, name in (("application/json", "facts.json"), ("text/csv", "facts.csv"))],
        "variableMeasured": list(library.book.topics.values()),
    }
    return {"@context": "https://schema.org",
            "@graph": [{"@type": "Article", **page, "mainEntity": {"@id": dataset["@id"]}}, dataset]}


def number_data(fact: Fact, library: Library, address: str) -> dict[str, Any]:
    """A number or date in schema.org's terms, with its words, who says so, when, and the sources.

    A value alone would hide how exact it is.
    """
    fragments = Fragments.of(library, address)
    return {"@context": "https://schema.org", "@id": f"{address}s/{fact.id}/",
            "@type": "PropertyValue" if fact.unit == "date" else "QuantitativeValue", "name": fact.statement,
            "value": float(fact.value) if isinstance(fact.value, Decimal) else fact.value, "unitText": fact.unit,
            "description": f"{wording.figure(fact)} ({fact.says}; {wording.as_of(fact)})",
            "url": urljoin(address, fragments.link(fact.id)),
            "subjectOf": [_work(library.book.sources[id], urljoin(address, fragments.source_link(id)))
                          for id in fragments.source_ids(fact)]}


def _work(source: Source, id: str) -> dict[str, str]:
    """A source. Its producer may be "one paper, citing another", so it is a credit and not an organisation."""
    work = {"@type": "CreativeWork", "@id": id, "name": source.title, "creditText": source.producer, "url": source.url}
    if not set("~/X") & set(source.published):  # else EDTF says more than schema.org's Date can
        work["datePublished"] = source.published
    return work
