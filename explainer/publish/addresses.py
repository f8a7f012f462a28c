"""Addresses never break: the ledger lists every one that was ever published.

A build in which one leads nowhere stops, unless the ledger says where it moved. Then the old
address keeps working: with its fragment, and without scripts.
"""

import json
from collections.abc import Mapping
from dataclasses import replace

from explainer.content.problems import Problem, Problems, did_you_mean

from . import frame
from .build import Build


def existing(build: Build) -> dict[str, str]:
    """Every address that a reader can share, from the root (/water/), with a title."""
    places, numbers = _places(build), build.project.ever
    shared = {f"/s/{to.partition('#')[2]}/": title for to, title in places.items() if "#" in to}
    page = build.project.pages_with.get("numbers")
    listed = {} if page is None else {f"/{page}#{id}": one.statement for id, one in numbers.items()}
    return places | listed | shared


def _places(build: Build) -> dict[str, str]:
    """The pages, their sections, the charts and the pages of numbers, withdrawn ones too."""
    project, found = build.project, {}
    for article in build.articles.values():
        found[f"/{article.address}"] = article.title
        found |= {f"/{one.address}": one.title for one in article.sections}
    found |= {f"/{one.address}": one.title for one in map(project.chart_place, project.charts)}
    return found | {f"/{project.fact_page(id)}": one.statement for id, one in project.ever.items()}


def moved(build: Build) -> dict[str, str]:
    """For each old address that the site no longer has the new one. Raises Problems."""
    exist, ledger = existing(build), build.project.ledger
    old = [one for one in dict.fromkeys([*ledger.addresses, *ledger.moved]) if one not in exist]
    found = {one: followed(one, ledger.moved, exist) for one in old}
    file = str(build.project.data / "addresses.yml")
    problems = []
    for one in old:
        if found[one] not in exist:
            wrong = "this address was published and now leads nowhere"
            remedy = f"bring it back, or add a line under moved; {did_you_mean(one, exist)}"
            problems.append(Problem(file, None, one, wrong, remedy))
    if problems:
        raise Problems(problems)
    return found


def followed(old: str, moved: Mapping[str, str], exist: Mapping[str, str]) -> str:
    """Where an address leads in the end; a section goes with its page unless it moved by itself."""
    for _ in moved:  # no chain is longer
        page, _, id = old.partition("#")
        if old in exist:
            break
        if old in moved:
            old = moved[old]
        elif page in moved:
            new = moved[page]
            along = f"{new.partition('#')[0]}#{id}"
            old = along if along in exist or "#" not in new else new
    return old


def leave_anchors(build: Build) -> None:
    """Where a section stood, a line that leads on, without scripts, too. Raises Problems."""
    titles = existing(build)
    pages = {f"/{article.address}": name for name, article in build.articles.items()}
    for old, new in moved(build).items():
        page, _, id = old.partition("#")
        if id and page in pages:
            article = build.articles[pages[page]]
            left = build.render("share/moved.html", id=id, address=new[1:], title=titles[new])
            build.articles[article.page] = replace(article, body=article.body + left)


def write(build: Build) -> None:
    """Where a page stood, one that leads on; and the list of all addresses."""
    script = frame.source("share/redirect.js")
    policy = "" if build.preview else frame.policy(scripts=[script])
    titles, gone = existing(build), moved(build)
    for old, new in gone.items():
        if "#" not in old:
            parts = {
                key.partition("#")[2]: to for key, to in gone.items() if key.startswith(f"{old}#")
            }
            html = build.render(
                "share/redirect.html",
                to=new,
                titles=titles,
                apart={id: to for id, to in parts.items() if to not in (new, f"{new}#{id}")},
                up="../" * (old.count("/") - 1),  # right under any sub-path
                policy=policy,
                script=script,
            )
            build.write(f"{old[1:]}index.html", html)
    # From it the page for a missing one offers the closest.
    listed = [{"address": to[1:], "title": title} for to, title in _places(build).items()]
    build.write("addresses.json", json.dumps(listed, ensure_ascii=False, indent=0) + "\n")
