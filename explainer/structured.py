"""What machines read in a page: preview tags, links to the downloads, schema.org's terms."""

from __future__ import annotations

import re

from . import jinja, sections
from .built import read_head
from .cards import HEIGHT, WIDTH
from .library import Library
from .linked_data import page_data, script
from .problems import Problem, Problems
from .sections import page_address
from .share import page_card_url

_END_OF_HEAD = re.compile(r"</head>(?=\s*<body)")  # a description may hold a </head> of its own
_SHOWN = re.compile(r'<data [^<>]*?data-fact="([a-z0-9-]+)"')


def complete_heads(pages: dict[str, str], library: Library, address: str) -> None:
    """Add to each page what machines read. `address`, of the site, ends in a slash. Twice is as once.

    Raises Problems when the pages were built for another address.
    """
    template = jinja.environment().get_template("head.html")
    for path in sections.pages(library.docs):
        place = page_address(path.name)
        html = pages[place]
        head = read_head(html)
        if head.canonical != address + place:
            raise Problems([Problem(f"{place}index.html", None, "canonical", f"it was built for {head.canonical}, "
                                    f"not for {address}{place}", "set the same SITE_URL for all steps of a build")])
        shown = dict.fromkeys(_SHOWN.findall(html))
        data = page_data(head.canonical, head.title, head.description, [library.book.facts[id] for id in shown],
                       library, address, head.site_name, library.changed(path.name))
        extra = template.render(up="../" * place.count("/"), head=head, image=page_card_url(path.name, address),
                                width=WIDTH, height=HEIGHT)
        last = str(script(data))  # not needed to draw the page
        if last not in html:
            html = _END_OF_HEAD.sub(lambda end, extra=extra: extra + end[0], html, count=1)
            before, end, after = html.rpartition("</body>")
            pages[place] = before + last + end + after
