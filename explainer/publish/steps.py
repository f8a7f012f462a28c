"""What is done once the pages are written: a plain list."""

from . import addresses, cards, downloads, edition, number_page, search, share
from .build import Build


def publish(build: Build) -> None:
    """Write all that stands beside the pages; no step looks for what another wrote."""
    for step in (addresses, downloads, search, edition):
        step.write(build)
    of_pages = dict(cards.of_page(build, name) for name in build.articles)
    shown = of_pages | share.write(build) | number_page.write(build)
    if not build.preview:
        cards.write(build, shown)
