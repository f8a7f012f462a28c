"""changes.xml: an Atom feed (RFC 4287) of the numbers that were put right, newest first."""

from collections import Counter

from explainer.content import dates

from .build import Build
from .downloads import newest_day


def write(build: Build) -> None:
    """Write changes.xml at the root of the site."""
    project, nth, changes = build.project, Counter(), []
    for change in project.changes:
        nth[change.fact] += 1  # the log only grows, so this stays
        changes.append((f"{change.fact}-{nth[change.fact]}", change))
    days = [change.date for change in project.changes] or [newest_day(project) or "1970"]
    text = build.templates.get_template("downloads/changes.xml").render(
        newest=max(map(dates.first_day, days)),
        first_day=dates.first_day,
        changes=changes[::-1],
    )
    build.write("changes.xml", f"{text}\n")
