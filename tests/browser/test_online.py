"""The ways to go online: the configuration of a server, in Debian's Caddy, and the workflow."""

from __future__ import annotations

import gzip
import http.client
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import yaml
from playwright.sync_api import Browser, expect

from tests import caddy
from tests.conftest import ROOT, navigation

WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))


@pytest.fixture(scope="module")
def server(site: Path) -> Iterator[str]:
    with caddy.serving(site) as address:
        yield address


@pytest.fixture(scope="module")
def shared(site: Path) -> str:
    """The address of something shared."""
    return f"/s/{min(folder.name for folder in (site / 's').iterdir())}/"


def get(address: str, path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and body; the path is sent as it is, the body left as it comes."""
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=20)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request("GET", path, headers=named)
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer.status, {name.lower(): value for name, value in answer.getheaders()}, body


def test_every_answer_carries_the_security_headers(server: str, shared: str):
    for path in ("/", navigation()[1], shared, "/facts.json", "/nowhere/"):
        _, headers, _ = get(server, path)
        assert headers["strict-transport-security"] == "max-age=31536000"
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "strict-origin-when-cross-origin"
        assert "camera=()" in headers["permissions-policy"]
        assert "default-src 'self'" in headers["content-security-policy"]
        assert headers["cache-control"] == "no-cache"
        assert not {"server", "set-cookie", "x-frame-options"} & headers.keys()


def test_share_pages_may_stand_in_frames_of_others_and_pages_may_not(server: str, shared: str):
    allowed = {shared: "*", "/": "'none'", navigation()[1]: "'none'", "/nowhere/": "'none'"}
    for path, ancestors in allowed.items():
        _, headers, _ = get(server, path)
        assert headers["content-security-policy"].endswith(f"frame-ancestors {ancestors}"), path


def test_a_reader_meets_no_violation_of_the_policy(browser: Browser, server: str, shared: str):
    page = browser.new_page()
    said: list[str] = []
    faults = ("error", "warning")  # not what a browser tells for information
    page.on("console", lambda one: said.append(one.text) if one.type in faults else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    for path in (shared, "/", navigation()[1]):
        page.goto(server + path)
    page.keyboard.press("/")
    page.keyboard.type("the")
    page.keyboard.type(" number", delay=20)
    expect(page.locator("#search-results a").first).to_be_visible()
    page.close()
    assert said == []


def test_text_comes_compressed_to_who_can_unpack_it(server: str, site: Path):
    for path in ("/", "/assets/site.js", "/facts.json", "/facts.csv", "/sitemap.xml"):
        file = (site / (path[1:] or "index.html")).read_bytes()
        _, headers, body = get(server, path, Accept_Encoding="gzip")
        assert headers["content-encoding"] == "gzip" and "Accept-Encoding" in headers["vary"], path
        assert gzip.decompress(body) == file and len(body) < len(file), path
        assert get(server, path, Accept_Encoding="zstd")[1]["content-encoding"] == "zstd", path
        _, headers, body = get(server, path, Accept_Encoding="identity")
        assert "content-encoding" not in headers and body == file, path


def test_what_was_compressed_beforehand_is_sent_as_it_is(small_site: Path, tmp_path: Path):
    shutil.copytree(small_site, tmp_path / "site")
    pack = ["make", "--no-print-directory", "-f", ROOT / "Makefile", "-o", "build", "pack"]
    subprocess.run(pack, cwd=tmp_path, check=True)
    with caddy.serving(tmp_path / "site") as address:
        for path in ("/", "/water/", "/facts.csv", "/assets/site.js", "/nowhere/"):
            status, headers, body = get(address, path, Accept_Encoding="gzip")
            file = "404.html" if status == 404 else path[1:]
            file = f"{file}index.html" if file.endswith("/") or not file else file
            assert body == (tmp_path / f"site/{file}.gz").read_bytes(), path
            assert gzip.decompress(body) == (small_site / file).read_bytes(), path
            assert headers["content-type"].startswith("text/"), path
            assert headers["content-encoding"] == "gzip" and "Accept-Encoding" in headers["vary"]
            plain = get(address, path, Accept_Encoding="identity")[2]
            assert plain == (small_site / file).read_bytes(), path


@pytest.mark.parametrize("coding", ["gzip", "identity"])
def test_what_has_not_changed_is_not_sent_again(server: str, coding: str):
    _, headers, _ = get(server, "/", Accept_Encoding=coding)
    again = get(server, "/", Accept_Encoding=coding, If_None_Match=headers["etag"])
    assert again[0] == 304 and not again[2]


def test_an_address_that_leads_nowhere_gets_the_sites_own_page_and_one_without_slash_is_mended(
    server: str, site: Path
):
    status, headers, body = get(server, "/nowhere/at/all")
    assert status == 404 and body == (site / "404.html").read_bytes()
    assert headers["content-type"].startswith("text/html")
    status, headers, _ = get(server, navigation()[1].rstrip("/"))
    assert status == 308 and headers["location"] == navigation()[1]


WAYS_OUT = [
    "/../mkdocs.yml",
    "/../../../../etc/passwd",
    "/%2e%2e/%2e%2e/etc/passwd",
    "/..%2f..%2fetc%2fpasswd",
    "/%252e%252e/etc/passwd",
    "/....//....//etc/passwd",
    "/..\\..\\etc\\passwd",
    "/..%5c..%5cetc%5cpasswd",
    "/assets/../../mkdocs.yml",
    "/assets/%2e%2e/%2e%2e/mkdocs.yml",
    "//etc/passwd",
    "/etc/passwd%00.html",
    "/%c0%ae%c0%ae/etc/passwd",
    "/s/..;/..;/etc/passwd",
    "/.git/config",
    "/.env",
    "//example.org/%2e%2e",
]


def test_no_path_leads_out_of_the_site(server: str):
    for path in WAYS_OUT:
        status, headers, body = get(server, path)
        assert status in (308, 400, 404, 500), (path, status, headers)
        # and to no other host
        assert status != 308 or re.fullmatch(r"/[a-z]*/?", headers["location"]), headers
        assert b"root:x:" not in body and b"site_name" not in body


def test_under_a_sub_path_all_is_the_same(site: Path, shared: str):
    with caddy.serving(site, SUBPATH="/below") as address:
        for path in ("", navigation()[1].rstrip("/")):
            status, headers, _ = get(address, f"/below{path}")
            assert status == 308 and headers["location"] == f"/below{path}/"
        status, headers, body = get(address, f"/below{shared}", Accept_Encoding="gzip")
        assert status == 200
        assert headers["content-security-policy"].endswith("frame-ancestors *")
        assert gzip.decompress(body) == (site / shared[1:] / "index.html").read_bytes()
        for outside in ("/", navigation()[1], "/belowx/", "/below/../mkdocs.yml"):
            assert get(address, outside)[0] == 404, outside


def test_beside_another_site_each_keeps_its_own_pages_and_its_own_missing_ones(
    sub_path_site: Path, tmp_path: Path
):
    ours, other = tmp_path / "our own", tmp_path / "an other"  # folders may have spaces
    shutil.copytree(sub_path_site, ours)
    other.mkdir()
    (other / "index.html").write_text("the other site", encoding="utf-8")
    with caddy.serving(ours, SUBPATH="/repo", BESIDE=str(other)) as address:
        assert get(address, "/")[2] == b"the other site"
        assert get(address, "/repo/")[2] == (sub_path_site / "index.html").read_bytes()
        missing = (sub_path_site / "404.html").read_bytes()
        for path, is_ours in ("/repo/nowhere/", True), ("/nowhere/", False):
            status, _, body = get(address, path)
            assert status == 404 and (body == missing) == is_ours, path


def test_a_name_gets_https_by_itself():
    command = [caddy.tool("caddy"), "adapt", "--adapter", "caddyfile"]
    adapted = subprocess.run(
        [*command, "--config", "deploy/Caddyfile"],
        cwd=ROOT,
        text=True,
        capture_output=True,
        check=True,
        env={"SITE": "example.org"},
    ).stdout
    config = yaml.safe_load(adapted)["apps"]["http"]["servers"]["srv0"]
    assert config["listen"] == [":443"] and "automatic_https" not in config


# The workflow


def test_the_workflow_passes_actionlint_and_pins_every_action_by_its_hash():
    done = subprocess.run(
        [Path(sys.executable).with_name("actionlint"), "-no-color", *WORKFLOWS],
        text=True,
        capture_output=True,
        check=False,
        cwd=ROOT,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    for workflow in WORKFLOWS:
        used = re.findall(r"uses: (.+)", workflow.read_text(encoding="utf-8"))
        assert used
        for action in used:
            assert re.fullmatch(r"actions/[a-z-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", action), action


def test_whoever_runs_the_tests_has_fetched_the_history_that_they_read():
    workflow = yaml.safe_load((ROOT / ".github/workflows/pages.yml").read_text(encoding="utf-8"))
    for name, job in workflow["jobs"].items():
        if any("make test" in step.get("run", "") for step in job["steps"]):
            (fetched,) = [step["with"] for step in job["steps"] if "checkout@" in str(step)]
            assert fetched["fetch-depth"] == 0, name


def test_only_the_job_that_publishes_may_write_and_it_runs_nothing_of_ours():
    workflow = yaml.safe_load((ROOT / ".github/workflows/pages.yml").read_text(encoding="utf-8"))
    assert workflow["permissions"] == {}
    for name, job in workflow["jobs"].items():
        writes = {right for right, level in job["permissions"].items() if level == "write"}
        assert writes == ({"pages", "id-token"} if name == "publish" else set()), name
    publish = workflow["jobs"]["publish"]
    assert publish["needs"] == ["test", "build"] and "refs/heads/main" in publish["if"]
    assert not any("run" in step for step in publish["steps"])
