"""Finds the web server and the load generator for the tests, or installs them from Debian.

`python -m tests.caddy load` is `make load`: how many requests a second the server answers here.
"""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock

from tests.conftest import ROOT, navigation

SECONDS = 5  # of load on each


def tool(name: str) -> str:
    """The path of a program, installed from Debian if need be. Exits with a line otherwise."""
    if not shutil.which(name) and shutil.which("apt-get") and os.geteuid() == 0:
        quiet = {
            "env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
            "capture_output": True,
            "check": False,
        }
        with FileLock(
            Path(tempfile.gettempdir(), f"{name}.lock")
        ):  # of several workers one at once
            if not shutil.which(name):
                install = ["apt-get", "-o", "DPkg::Lock::Timeout=120", "install", "-y", "-qq"]
                subprocess.run(["apt-get", "update", "-qq"], **quiet)
                subprocess.run([*install, "--no-install-recommends", name], **quiet)
    if found := shutil.which(name):
        return found
    sys.exit(
        f"{name} is needed and not here: install it (on Debian: apt-get install {name}), try again"
    )


@contextmanager
def serving(site: Path, **environment: str) -> Iterator[str]:
    """A server of the distribution's Caddy with deploy/Caddyfile on a free port; its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{probe.getsockname()[1]}"
    server = subprocess.Popen(
        [tool("caddy"), "run", "--adapter", "caddyfile", "--config", ROOT / "deploy/Caddyfile"],
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env={**os.environ, "SITE": address, "ROOT": str(site), "ADMIN": "off", **environment},
    )
    try:
        for line in server.stdout:
            if "serving initial configuration" in line:
                break
        else:
            raise AssertionError("Caddy did not start")
        yield address
    finally:
        server.terminate()
        server.communicate(timeout=20)


def paths(site: Path) -> list[str]:
    """One address of each kind."""
    shared = sorted(folder.name for folder in (site / "s").iterdir())
    return ["/", navigation()[1], f"/s/{shared[0]}/", "/facts.json"]


def load(site: Path) -> None:
    """Ask for each kind of page as fast as the server answers; exit with a line if a request fails.

    Beside them an empty page of the same server, which no page can outdo.
    """
    with tempfile.TemporaryDirectory() as empty:
        (Path(empty) / "index.html").write_text("<!doctype html><title>x</title>", encoding="utf-8")
        with serving(Path(empty)) as address:
            most = rate(f"{address}/")
    print(f"{most:7,} requests a second for an empty page, none failed")
    with serving(site) as address:
        for path in paths(site):
            here = rate(address + path)
            print(f"{here:7,} requests a second, {here / most:.2f} of that, none failed: {path}")


def rate(url: str) -> int:
    """How many requests for an address are answered in a second. Exits if one fails."""
    command = [tool("wrk"), "-t2", "-c32", f"-d{SECONDS}s", "-H", "Accept-Encoding: gzip", url]
    told = subprocess.run(command, text=True, capture_output=True, check=True).stdout
    if failed := re.findall(r"(?:Socket errors|Non-2xx).*", told):
        sys.exit(f"Requests for {url} failed under load: {'; '.join(failed)}")
    return int(re.search(r"Requests/sec: +(\d+)", told)[1])


if __name__ == "__main__":
    if sys.argv[1:] != ["load"] or not (ROOT / "site/index.html").is_file():
        sys.exit("tests.caddy: build the site first, then: python -m tests.caddy load")
    load(ROOT / "site")
