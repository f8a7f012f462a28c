"""The ways to go online: the server's configuration, in the distribution's Caddy, and the workflow for GitHub Pages."""

from __future__ import annotations

import gzip
import http.client
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import brotli
import pytest
import yaml
from playwright.sync_api import Page

from tests import caddy
from tests.conftest import ROOT


@pytest.fixture(scope="module")
def server(site: Path) -> Iterator[str]:
    with caddy.serving(site) as address:
        yield address


def get(address: str, path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and body; the path is sent as it is, the body left as it comes."""
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=20)
    connection.request("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer.status, {name.lower(): value for name, value in answer.getheaders()}, body


@pytest.mark.parametrize("path", ["/", "/informers/", "/s/set-ups/", "/facts.json", "/nowhere/"])
def test_every_answer_carries_the_security_headers(server: str, path: str):
    _, headers, _ = get(server, path)
    assert headers["strict-transport-security"] == "max-age=31536000"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "strict-origin-when-cross-origin"
    assert "camera=()" in headers["permissions-policy"]
    assert "default-src 'self'" in headers["content-security-policy"]
    assert "server" not in headers and "set-cookie" not in headers


def test_share_pages_may_stand_in_frames_of_others_and_pages_may_not(server: str):
    for path, allowed in (("/s/set-ups/", "*"), ("/", "'none'"), ("/informers/", "'none'"), ("/nowhere/", "'none'")):
        _, headers, _ = get(server, path)
        assert headers["content-security-policy"].endswith(f"frame-ancestors {allowed}"), path
        assert "x-frame-options" not in headers


def test_a_reader_meets_no_violation_of_the_policy(server: str, page: Page):
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    for path in ("/", "/informers/", "/numbers/"):
        page.goto(server + path)
    page.keyboard.press("/")
    page.keyboard.type("informer")
    page.locator(".md-search-result__item").first.wait_for()
    assert not said


@pytest.mark.parametrize(("coding", "unpacked"), [("br", brotli.decompress), ("gzip", gzip.decompress)])
@pytest.mark.parametrize("path", ["/", "/assets/explainer.js", "/facts.json", "/facts.csv", "/sitemap.xml"])
def test_text_comes_compressed_from_the_copies_of_the_build(server: str, site: Path, path: str, coding: str, unpacked):
    _, headers, body = get(server, path, Accept_Encoding=coding)
    assert headers["content-encoding"] == coding and "Accept-Encoding" in headers["vary"]
    file = site / (path[1:] or "index.html")
    assert unpacked(body) == file.read_bytes()
    assert body == file.with_name(file.name + {"br": ".br", "gzip": ".gz"}[coding]).read_bytes()


def test_who_cannot_unpack_gets_the_file_itself(server: str, site: Path):
    _, headers, body = get(server, "/", Accept_Encoding="identity")
    assert "content-encoding" not in headers and body == (site / "index.html").read_bytes()


def test_only_names_with_a_hash_are_kept_for_long(server: str, site: Path):
    hashed = [f"/{file.relative_to(site)}" for file in site.glob("assets/**/*") if file.suffix in (".js", ".css")]
    hashed = [path for path in hashed if re.search(r"\.[0-9a-f]{8}\.", path)]
    assert {file.rpartition(".")[2] for file in hashed} == {"css", "js"}
    for path in hashed:
        assert get(server, path)[1]["cache-control"] == "public, max-age=31536000, immutable", path
    for path in ("/", "/s/set-ups/", "/assets/explainer.js", "/cards/index.png", "/nowhere/"):
        assert get(server, path)[1]["cache-control"] == "no-cache", path


def test_what_has_not_changed_is_not_sent_again(server: str):
    _, headers, _ = get(server, "/informers/", Accept_Encoding="br")
    status, _, body = get(server, "/informers/", Accept_Encoding="br", If_None_Match=headers["etag"])
    assert status == 304 and not body


def test_an_address_that_leads_nowhere_gets_the_sites_own_page(server: str):
    status, headers, body = get(server, "/nowhere/at/all")
    assert status == 404 and b"This page is not here" in body and headers["content-type"].startswith("text/html")


def test_a_page_without_its_slash_is_sent_there(server: str):
    status, headers, _ = get(server, "/informers")
    assert status == 308 and headers["location"] == "/informers/"


@pytest.mark.parametrize("path", [
    "/../mkdocs.yml", "/../../../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/..%2f..%2fetc%2fpasswd",
    "/%252e%252e/etc/passwd", "/....//....//etc/passwd", "/..\\..\\etc\\passwd", "/..%5c..%5cetc%5cpasswd",
    "/assets/../../mkdocs.yml", "/assets/%2e%2e/%2e%2e/mkdocs.yml", "//etc/passwd", "/etc/passwd%00.html",
    "/%c0%ae%c0%ae/etc/passwd", "/s/..;/..;/etc/passwd", "/.git/config", "/.env", "//example.org/%2e%2e",
])
def test_no_path_leads_out_of_the_site(server: str, path: str):
    status, headers, body = get(server, path)
    assert status in (308, 400, 404, 500), (path, status, headers)
    assert status != 308 or re.fullmatch(r"/[a-z]*/?", headers["location"]), headers  # and to no other host
    assert b"root:" not in body and b"site_name" not in body


def test_under_a_sub_path_all_is_the_same(site: Path):
    with caddy.serving(site, SUBPATH="/drugs") as address:
        status, headers, _ = get(address, "/drugs")
        assert status == 308 and headers["location"] == "/drugs/"
        status, headers, _ = get(address, "/drugs/informers")
        assert status == 308 and headers["location"] == "/drugs/informers/"
        status, headers, body = get(address, "/drugs/s/set-ups/", Accept_Encoding="br")
        assert status == 200 and headers["content-security-policy"].endswith("frame-ancestors *")
        assert brotli.decompress(body) == (site / "s/set-ups/index.html").read_bytes()
        for outside in ("/", "/informers/", "/drugsx/", "/drugs/../mkdocs.yml"):
            status, _, body = get(address, outside)
            assert status == 404 and b"This page is not here" in body, outside


def test_a_name_gets_https_by_itself():
    adapted = subprocess.run([caddy.tool("caddy"), "adapt", "--adapter", "caddyfile", "--config", "deploy/Caddyfile"],
                             cwd=ROOT, text=True, capture_output=True, check=True, env={"SITE": "example.org"}).stdout
    config = yaml.safe_load(adapted)["apps"]["http"]["servers"]["srv0"]
    assert config["listen"] == [":443"] and "automatic_https" not in config


WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))


def test_the_workflow_passes_actionlint():
    done = subprocess.run([Path(sys.executable).with_name("actionlint"), "-no-color", *WORKFLOWS], text=True,
                          capture_output=True, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_action_is_pinned_by_its_hash_with_the_version_beside_it():
    for workflow in WORKFLOWS:
        used = re.findall(r"uses: (.+)", workflow.read_text(encoding="utf-8"))
        assert used
        for action in used:
            assert re.fullmatch(r"actions/[a-z-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", action), action


def test_only_the_job_that_publishes_may_write_and_it_runs_nothing_of_ours():
    workflow = yaml.safe_load((ROOT / ".github/workflows/pages.yml").read_text(encoding="utf-8"))
    assert workflow["permissions"] == {}
    for name, job in workflow["jobs"].items():
        writes = {right for right, level in job["permissions"].items() if level == "write"}
        assert writes == ({"pages", "id-token"} if name == "publish" else set()), name
    publish = workflow["jobs"]["publish"]
    assert publish["needs"] == ["test", "build"] and "refs/heads/main" in publish["if"]
    assert not any("run" in step for step in publish["steps"])
