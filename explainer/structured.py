"""What machines read in a page: schema.org's terms as JSON-LD, preview tags, links to the downloads."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from jinja2 import Environment, StrictUndefined
from selectolax.lexbor import LexborHTMLParser

from . import wording
from .cards import HEIGHT, WIDTH
from .facts import Fact, Source
from .fragments import Fragments
from .library import Library
from .problems import Problem, Problems
from .sections import page_address
from .share import page_card_url

_END_OF_HEAD = re.compile(r"(?=</head>\s*<body)")  # a description may hold a </head> of its own
_SHOWN = re.compile(r'<data [^<>]*?data-fact="([a-z0-9-]+)"')
_END_OF_BODY = re.compile(r"(?=</body>\s*</html>\s*$)")
_ENVIRONMENT = Environment(autoescape=True, undefined=StrictUndefined)
# tojson leaves no < in the script.
_ENVIRONMENT.policies["json.dumps_kwargs"] = {"ensure_ascii": False, "separators": (",", ":")}
_HEAD = _ENVIRONMENT.from_string("""\
<link rel="alternate" type="application/json" title="All numbers, as JSON" href="{{ up }}facts.json">
<link rel="alternate" type="text/csv" title="All numbers, as CSV" href="{{ up }}facts.csv">
<link rel="alternate" type="application/atom+xml" title="Numbers that were put right" href="{{ up }}changes.xml">
<meta property="og:type" content="{{ 'article' if up else 'website' }}">
<meta property="og:site_name" content="{{ head.site_name }}">
<meta property="og:url" content="{{ head.canonical }}">
<meta property="og:title" content="{{ head.title }}">
<meta property="og:description" content="{{ head.description }}">
<meta property="og:image" content="{{ image }}">
<meta property="og:image:width" content="{{ width }}">
<meta property="og:image:height" content="{{ height }}">
<meta property="og:image:alt" content="{{ head.title }}. {{ head.description }}">
<meta name="twitter:card" content="summary_large_image">
""")
# Not needed to draw the page, so it comes last.
_END = _ENVIRONMENT.from_string("""<script type="application/ld+json">{{ data|tojson }}</script>\n""")


@dataclass(frozen=True)
class Head:
    """What a built page says of itself."""

    title: str  # without the name of the site
    description: str
    canonical: str
    site_name: str


def read_head(html: str) -> Head:
    """The title, description and addresses of a page, whichever builder wrote it."""
    tree = LexborHTMLParser(html.partition("<article")[0])  # the content is long
    site_name = " ".join(tree.css_first(".md-header__topic").text().split())
    return Head(title=" ".join(tree.css_first("title").text().split()).removesuffix(f" - {site_name}"),
                description=tree.css_first("meta[name=description]").attributes["content"] or "",
                canonical=tree.css_first("link[rel=canonical]").attributes["href"] or "", site_name=site_name)


def complete_heads(site: Path, library: Library, address: str) -> None:
    """Add to each built page what machines read. `address` ends in a slash. Twice is as once.

    Raises Problems when the pages were built for another address.
    """
    for path in sorted(library.docs.glob("*.md")):
        place = page_address(path.name)
        file = site / place / "index.html"
        html = file.read_text(encoding="utf-8")
        head = read_head(html)
        if head.canonical != address + place:
            raise Problems([Problem(f"{place}index.html", None, "canonical", f"it was built for {head.canonical}, "
                                    f"not for {address}{place}", "set the same SITE_URL for all steps of a build")])
        shown = dict.fromkeys(_SHOWN.findall(html))
        data = json_ld(head.canonical, head.title, head.description, [library.book.facts[id] for id in shown],
                       library, address, head.site_name, library.changed(path.name))
        extra = _HEAD.render(up="../" * place.count("/"), head=head, image=page_card_url(path.name, address),
                             width=WIDTH, height=HEIGHT)
        last = _END.render(data=data)
        if last not in html:
            html = _END_OF_HEAD.sub(lambda _, extra=extra: extra, html, count=1)
            html = _END_OF_BODY.sub(lambda _, last=last: last, html, count=1)
            file.write_text(html, encoding="utf-8", newline="")


def json_ld(page_address: str, title: str, description: str, facts: list[Fact], library: Library, address: str,
            site_name: str, changed: str | None) -> dict[str, Any]:
    """A page in schema.org's terms: an Article with its sources and numbers; on the Numbers page, a Dataset too.

    `page_address` and `address` (of the site) are absolute; `changed` is a day in EDTF, if known.
    """
    fragments = Fragments(library, address)
    ids = dict.fromkeys(id for fact in facts for id in fragments.source_ids(fact))
    sources = [library.book.sources[id] for id in ids]
    page = {"headline": title, "description": description, "url": page_address, "inLanguage": "en",
            "isPartOf": {"@type": "WebSite", "name": site_name, "url": address},
            "citation": [_work(source) for source in sources]}
    if changed:
        page["dateModified"] = changed
    if page_address != f"{address}numbers/":
        # Just enough to recognise each; whoever follows its address finds the whole on the Numbers page.
        values = [{name: value for name, value in _value(
                      "PropertyValue" if fact.unit == "date" else "QuantitativeValue", fact, fragments).items()
                   if name != "description"} for fact in facts]
        return {"@context": "https://schema.org", "@type": "Article", **page, "mentions": values}
    dataset = {
        "@type": "Dataset", "@id": f"{page_address}#dataset", "name": f"{title}: {site_name}",
        "description": description, "url": page_address, "inLanguage": "en", "isAccessibleForFree": True,
        "distribution": [{"@type": "DataDownload", "encodingFormat": format, "contentUrl": f"{address}{name}"}
                         for format, name in (("application/json", "facts.json"), ("text/csv", "facts.csv"))],
        "variableMeasured": [_value("PropertyValue", fact, fragments) for fact in facts],
    }
    return {"@context": "https://schema.org",
            "@graph": [{"@type": "Article", **page, "mainEntity": {"@id": dataset["@id"]}}, dataset]}


def _work(source: Source) -> dict[str, str]:
    """A source. Its producer may be "one paper, citing another", so it is a credit and not an organisation."""
    work = {"@type": "CreativeWork", "name": source.title, "creditText": source.producer, "url": source.url}
    if not set("~/X") & set(source.published):  # else EDTF says more than schema.org's Date can
        work["datePublished"] = source.published
    return work


def _value(type: str, fact: Fact, fragments: Fragments) -> dict[str, Any]:
    """A number or date, with its words, who says so and when: a value alone would hide how exact it is."""
    return {"@type": type, "name": fact.statement,
            "value": float(fact.value) if isinstance(fact.value, Decimal) else fact.value, "unitText": fact.unit,
            "description": f"{wording.figure(fact)} ({fact.says}; {wording.as_of(fact)})",
            "url": urljoin(fragments.address, fragments.link(fact.id))}
