"""Finds the browser for the tests, or installs one: `python -m tests.browser`.

Chromium or Chrome of the system first, then Playwright's own, then Debian's package; when nothing
works the tests do not run, rather than being skipped.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Error, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
ON_A_MAC = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
# Behind each context stands a whole window, whose address bar loads two pages of its own to offer what one may have
# meant: half of what a context costs. The rest are Playwright's, whose list this replaces.
OFF = [
    "WebUIOmniboxPopup", "WebUIOmniboxAimPopup", "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose", "HttpsUpgrades", "HttpsFirstBalancedModeAutoEnable", "LensOverlay",
    "MediaRouter", "PaintHolding", "ThirdPartyStoragePartitioning", "AvoidCorsURLLoaderRestartOnRedirect",
    "OptimizationHints", "NetworkTimeServiceQuerying", "AimEnabled", "PreconnectToSearch",
]
# No sandbox: the tests may run as root; no background requests: the machine may be offline.
ARGUMENTS = ["--no-sandbox", "--disable-background-networking", "--disable-component-update",
             f"--disable-features={','.join(OFF)}"]
DOWNLOAD_SECONDS = 240  # a machine cut off from Playwright's host would retry for long


def find() -> str | None:
    """The path of a browser that is on this machine, if any."""
    chosen = os.environ.get("BROWSER_PATH")
    installed = next(filter(None, map(shutil.which, NAMES)), None)
    for path in (chosen, installed, ON_A_MAC, _of_playwright()):
        if path and Path(path).exists():
            return path
    return None


def install() -> str | None:
    """Install a browser, by Playwright or as Debian's package, and return its path."""
    print("No Chromium or Chrome found: trying `playwright install chromium` …", flush=True)
    try:
        subprocess.run([sys.executable, "-m", "playwright", "install", "--with-deps", "chromium"],
                       timeout=DOWNLOAD_SECONDS, capture_output=True, check=True)
        if path := find():
            return path
    except (subprocess.SubprocessError, OSError):
        pass
    if shutil.which("apt-get") and os.geteuid() == 0:
        print("… then Debian's package …", flush=True)
        quiet = {"env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}, "capture_output": True}
        subprocess.run(["apt-get", "update", "-qq"], check=False, **quiet)
        subprocess.run(["apt-get", "install", "-y", "-qq", "chromium"], check=False, **quiet)
    return find()


def _of_playwright() -> str | None:
    try:
        with sync_playwright() as playwright:
            return playwright.chromium.executable_path
    except Error:
        return None


if __name__ == "__main__":
    if not (find() or install()):
        sys.exit("No browser for the tests: install Chromium or Chrome, or set BROWSER_PATH to one.")
