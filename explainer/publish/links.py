"""Every link of the written site leads somewhere, whether a page, a template or a setting wrote it.

The files are read as a browser reads them, so that nothing which wrote them has to be known here.
"""

from collections import Counter
from collections.abc import Iterator
from functools import cache
from urllib.parse import quote, unquote, urljoin

from selectolax.lexbor import LexborHTMLParser

from explainer.content.problems import Problem, Problems, did_you_mean

from .build import Build

_LINKS = "[href]:not([href='']), [src]"
_WHOLE = ("/", "http:", "https:")


def check(build: Build) -> None:
    """Raises Problems: each address that leads nowhere, once, and each id that stands twice."""
    if problems := list(_broken(build)):
        raise Problems(problems)


def _broken(build: Build) -> Iterator[Problem]:
    root, exist, leading, join = build.project.site.address, set(), {}, cache(urljoin)
    for file in sorted(build.folder.rglob("*.html")):
        name = file.relative_to(build.folder).as_posix()
        tree, place = LexborHTMLParser(file.read_text("utf-8")), name.removesuffix("index.html")
        ids = Counter(f"#{node.id}" for node in tree.css("[id]"))
        exist |= {place, *(place + id for id in ids)}
        for id in (id for id, count in ids.items() if count > 1):
            yield Problem(name, None, id, "it stands twice", "give one of the two another id")
        here = root + quote(place)
        for to in {node.attrs.get("href") or node.attrs.get("src") for node in tree.css(_LINKS)}:
            # What begins at the root leads to the same place from every page.
            start = root if to.startswith(_WHOLE) else here
            leading.setdefault(here + to if to.startswith("#") else join(start, to), name)
    for to, name in leading.items():
        address = unquote(to.removeprefix(root)).removesuffix("#_")  # which closes an open card
        if to.startswith(root) and address not in exist and not (build.folder / address).is_file():
            remedy = f"mend the page, template or setting with it; {did_you_mean(address, exist)}"
            yield Problem(name, None, f"/{address}", "a link leads there, but nothing is", remedy)
