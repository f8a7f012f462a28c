"""MkDocs' events, a few lines each: what happens at each stands in the rooms below.

All that a build knows hangs on its configuration, in `extra`; nothing stays for the next one.
"""

import logging
import os
import re
import traceback
from pathlib import Path
from typing import Any

import click
from jinja2 import TemplateError, TemplateNotFound
from mkdocs.exceptions import Abort
from mkdocs.utils import CountHandler

from explainer.content import pages
from explainer.content.problems import Problem, Problems
from explainer.content.project import Project, Site
from explainer.pages import answer, article, gate
from explainer.publish import addresses, cards, frame, links
from explainer.publish.atomic import Replacement
from explainer.publish.build import Build
from explainer.publish.steps import publish

_ADDRESS = re.compile(r"(?i)https?://[^\s?#/]+/([^\s?#/]+/)*")
log = logging.getLogger("mkdocs.explainer")


def load(config: Any) -> Project:
    """The project that MkDocs' configuration names. Raises Problems."""
    address, described = (config.site_url or "").rstrip("/") + "/", config.site_description or ""
    if not _ADDRESS.fullmatch(address):
        remedy = "unset SITE_URL, or set it to an address such as https://example.org/"
        wrong = f'"{config.site_url or ""}" is not the address of a site'
        raise Problems([Problem("mkdocs.yml", None, "site_url", wrong, remedy)])
    extra = config.extra
    edition, report = extra.get("edition", "edition"), extra.get("report", "")
    units = extra.get("units", [])
    if not isinstance(units, list) or {*map(type, units)} - {str}:
        what = "units", "it is no list of words", "write units: [metres, hours]"
        raise Problems([Problem("mkdocs.yml", None, *what)])
    site = Site(address, config.site_name, described, edition, report, units)
    return Project.load(*folders(config), site)


def folders(config: Any) -> tuple[Path, Path]:
    """Where the data files and the pages are, as lines about them name it."""
    data = Path(config.config_file_path).parent / config.extra.get("data", "data")
    return Path(os.path.relpath(data)), Path(os.path.relpath(config.docs_dir))


def on_config(config: Any) -> None:
    """Read all data. The new site is made beside the old one, which stays until it is whole."""
    project = load(config)
    context, extra = click.get_current_context(silent=True), config.extra
    extra["each_part"] = gate.form(extra.get("each_part") or {})
    preview = context is not None and context.info_name == "serve"
    if not preview:
        extra["replacement"] = Replacement(config.site_dir)
        config.site_dir = str(extra["replacement"].folder)
    extra["build"] = Build(project, Path(config.site_dir), preview, extra.get("check", False))


def on_files(files: Any, config: Any) -> Any:
    """Of the themes' files only our own assets go into the site, of docs/ pages and assets."""
    own = [file for file in files if file.src_dir == config.docs_dir]
    served = {file.src_uri: file.url for file in own if file.inclusion.is_included()}
    if problems := list(pages.misplaced(config.extra["build"].project.pages, served)):
        raise Problems(problems)
    for file in [file for file in files if file.src_dir in config.theme.dirs]:
        if file.src_dir != config.theme.custom_dir or not file.src_uri.startswith("assets/"):
            files.remove(file)
    return files


def on_nav(nav: Any, config: Any, **_: Any) -> None:
    """The pages in the order in which a reader turns them."""
    config.extra["build"].order = [page.file.src_uri for page in nav.pages]


def on_page_markdown(markdown: str, page: Any, config: Any, **_: Any) -> str:
    """Answer the calls. What is wrong with them is told with what is wrong on all other pages."""
    build = config.extra["build"]
    source = build.project.pages[page.file.src_uri]
    page.meta |= {"title": source.title, "description": source.description}
    text, problems = answer.answer(markdown, source, build.project)
    build.problems += problems
    return text


def on_page_content(html: str, page: Any, config: Any, **_: Any) -> str:
    """The checked article of a page, or what is wrong with it."""
    build = config.extra["build"]
    source, extra = build.project.pages[page.file.src_uri], config.extra
    if any(one.title == extra.get("story") for one in page.ancestors):
        build.problems += gate.check_form(html, source, extra["each_part"])
    try:
        build.articles[source.name] = made = article.make(html, source, build.fragments)
        page.meta["changed"] = made.changed
        page.update_date = made.changed or "1970-01-01"  # never the day of the build
    except Problems as problems:
        build.problems += problems.found
    return html


def on_env(env: Any, config: Any, **_: Any) -> Any:
    """All articles are there and nothing is written yet: the place to stop or to go on."""
    build = config.extra["build"]
    for page in build.project.pages.values():
        try:
            env.get_template(page.meta.get("template", "main.html"))
        except TemplateNotFound as error:
            wrong, remedy = f"there is no {error.name}", "name one of explainer/theme"
            build.problems.append(Problem(page.file, None, "template", wrong, remedy))
    if build.problems:
        raise Problems(build.problems)
    addresses.leave_anchors(build)
    env.globals.update(frame.names(build.preview), site=build.project.site, build=build)
    return env


def on_page_context(context: Any, page: Any, config: Any, **_: Any) -> Any:
    """What the frame shows besides MkDocs' own."""
    build, name = config.extra["build"], page.file.src_uri
    place, card = cards.of_page(build, name)
    return context | {"article": build.articles[name], "card": card, "image": place}


def on_post_page(output: str, page: Any, config: Any) -> str:
    """Numbers in the frame, title and description are held to the data, too."""
    build = config.extra["build"]
    source = build.project.pages[page.file.src_uri]
    checked = build.articles[source.name]
    around = output.replace(checked.opening, "", 1).replace(checked.rest, "", 1)
    build.problems += gate.check_frame(around, source, build.project)
    return output


def on_post_build(config: Any) -> None:
    """Write what stands beside the pages, then put the new site in the place of the old one."""
    build = config.extra["build"]
    if build.problems:
        raise Problems(build.problems)
    publish(build)
    links.check(build)
    replacement = config.extra.get("replacement")
    # MkDocs stops a strict build that has had a warning only after this, its last event.
    counters = [
        one for one in logging.getLogger("mkdocs").handlers if isinstance(one, CountHandler)
    ]
    if replacement and not any(one.get_counts() for one in counters):
        replacement.finish()
        config.site_dir = str(replacement.site)  # where `mkdocs gh-deploy` looks for it


def on_build_error(error: Exception, **_: Any) -> None:
    """What data, pages, a template or the disk got wrong is told as lines; the old site stays."""
    if isinstance(error, Problems):
        found = error.found
    elif isinstance(error, OSError):
        file = str(error.filename2 or error.filename or "site")
        wrong = f"it cannot be read or written ({error.strerror})"
        remedy = "make room, or see who may do that; the old site is as it was"
        found = [Problem(file, None, "disk", wrong, remedy)]
    elif isinstance(error, TemplateError):
        wrong = error.message or "it cannot be written"
        found = [Problem(*_place(error), "template", wrong, "mend it there")]
    else:
        return
    for problem in found:
        log.error(problem)
    raise Abort("Nothing was built: mend what the lines above name.")


def _place(error: TemplateError) -> tuple[str, int | None]:
    """The file and line of a template at which it went wrong, as Jinja's traceback has them."""
    theme = str(Path(__file__).parent / "theme")
    frames = traceback.extract_tb(error.__traceback__)
    inside = [frame for frame in frames if os.path.abspath(frame.filename).startswith(theme)]
    if not inside:  # a template that is asked for by name and not there
        return os.path.relpath(theme), None
    return os.path.relpath(inside[-1].filename), inside[-1].lineno
