"""changes.xml: an Atom feed (RFC 4287) of numbers put right or withdrawn, newest first."""

from explainer.content import dates

from .build import Build
from .downloads import newest_day


def write(build: Build) -> None:
    """Write changes.xml at the root of the site."""
    days = [one.date for _, _, one in build.project.log] or [newest_day(build.project) or "1970"]
    text = build.templates.get_template("downloads/changes.xml").render(
        newest=max(map(dates.first_day, days)),
        first_day=dates.first_day,
    )
    build.write("changes.xml", f"{text}\n")
