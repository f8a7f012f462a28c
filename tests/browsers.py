"""Finds the browsers for the tests, or installs them: `python -m tests.browsers`.

Chromium (or Chrome) is needed by most tests that look at pages: the system's first, then
Playwright's own, then Debian's package; without it the tests do not run. Firefox and WebKit try
what a number and its card do in other engines: Debian's packages, where they are or may be
installed. Where they are not, the tests' last lines say so; with ENGINES=all, as in continuous
integration, that is a failure.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
ON_A_MAC = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
PACKAGES = {
    "chromium": ["chromium"],
    "firefox": ["firefox-esr"],
    "webkit": ["webkit2gtk-driver", "xvfb"],
}
# Behind each context stands a whole window, whose address bar loads two pages of its own to offer
# what one may have meant: half of what a context costs. The rest are Playwright's, whose list
# this replaces.
OFF = [
    "WebUIOmniboxPopup",
    "WebUIOmniboxAimPopup",
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsUpgrades",
    "HttpsFirstBalancedModeAutoEnable",
    "LensOverlay",
    "MediaRouter",
    "PaintHolding",
    "ThirdPartyStoragePartitioning",
    "AvoidCorsURLLoaderRestartOnRedirect",
    "OptimizationHints",
    "NetworkTimeServiceQuerying",
    "AimEnabled",
    "PreconnectToSearch",
]
# No sandbox: the tests may run as root; no background requests: the machine may be offline.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    f"--disable-features={','.join(OFF)}",
]
DOWNLOAD_SECONDS = 240  # a machine cut off from Playwright's host would retry for long


def chromium() -> str | None:
    """The path of Chromium or Chrome, if it is on this machine."""
    installed = next(filter(None, map(shutil.which, CHROMIUM)), None)
    for path in (os.environ.get("BROWSER_PATH"), installed, ON_A_MAC, _of_playwright()):
        if path and Path(path).exists():
            return path
    return None


def firefox() -> str | None:
    """The path of Firefox, driven by WebDriver BiDi, which needs no other program."""
    return shutil.which("firefox-esr") or shutil.which("firefox")


def webkit() -> tuple[str, str, str] | None:
    """The paths of WebKit's driver, of its smallest browser and of a display without a screen."""
    driver, display = shutil.which("WebKitWebDriver"), shutil.which("Xvfb")
    browsers = sorted(Path("/usr").glob("lib*/*/webkit2gtk-4.*/MiniBrowser"))
    return (driver, str(browsers[-1]), display) if driver and display and browsers else None


FIND = {"chromium": chromium, "firefox": firefox, "webkit": webkit}


def required() -> bool:
    """Whether every engine must be tried."""
    return os.environ.get("ENGINES") == "all"


def missing() -> list[str]:
    """A line for each engine that is not here, with what would bring it."""
    return [
        f"NOT TRIED in {name}: install it (on Debian: apt-get install {' '.join(packages)})"
        for name, packages in PACKAGES.items()
        if not FIND[name]()
    ]


def install() -> None:
    """Install what is missing where that may be done; says what it does."""
    if not chromium():
        print("No Chromium or Chrome found: trying `playwright install chromium` …", flush=True)
        _run([sys.executable, "-m", "playwright", "install", "--with-deps", "chromium"])
    packages = [package for name in FIND if not FIND[name]() for package in PACKAGES[name]]
    if packages and shutil.which("apt-get") and os.geteuid() == 0:
        print(f"Installing for the tests (once): {' '.join(packages)} …", flush=True)
        _run(["apt-get", "update", "-qq"])
        for package in packages:  # one that cannot be had keeps no other away
            _run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", package])


def _run(command: list[str]) -> None:
    try:
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(
            command, timeout=DOWNLOAD_SECONDS, capture_output=True, check=False, env=environment
        )
    except (subprocess.SubprocessError, OSError):
        pass  # whether it worked is seen by whether the browser is there


def _of_playwright() -> str | None:
    from playwright.sync_api import Error, sync_playwright

    try:
        with sync_playwright() as playwright:
            return playwright.chromium.executable_path
    except Error:
        return None


if __name__ == "__main__":
    if missing():
        install()
    if not chromium():
        sys.exit("No browser for the tests: install Chromium, or set BROWSER_PATH to one.")
    if required() and missing():
        sys.exit("\n".join(missing()))
