"""`make audit`: Lighthouse on every page, as on a phone with a slow line, beside two references.

A report and no test: times differ from run to run. A page that misses is measured four times
more, and the medians count, as Lighthouse's makers advise. The references hold the same text and
come from the same server: bare HTML without a style, which is the limit, and the theme as it
comes (with its web font off, since that asks another host).
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import yaml
from selectolax.lexbor import LexborHTMLParser

from tests import browsers
from tests.conftest import navigation
from tests.serving import compressed, serving

LIGHTHOUSE = "12.8.2"  # the last that runs on Node 18 and 20
TOOLS = Path(".cache/lighthouse")
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
METRICS = (
    "first-contentful-paint",
    "largest-contentful-paint",
    "total-blocking-time",
    "cumulative-layout-shift",
)
PAGE_SECONDS = 120
MINUTES = float(os.environ.get("AUDIT_MINUTES", "40"))
RUNS = 5
ACCEPTED = 1.2  # first contentful paint, times that of bare HTML


def lighthouse() -> list[str]:
    """The command of Lighthouse, installed into the cache if need be. Exits with a line."""
    for name in ("node", "npm"):
        if not shutil.which(name):
            sys.exit(f"make audit needs {name}: install Node.js 18.20 or newer, then try again")
    script = TOOLS / "node_modules/lighthouse/cli/index.js"
    package = TOOLS / "node_modules/lighthouse/package.json"
    if (
        not package.exists()
        or json.loads(package.read_text(encoding="utf-8"))["version"] != LIGHTHOUSE
    ):
        print(f"Installing Lighthouse {LIGHTHOUSE} into {TOOLS} (once) …", flush=True)
        TOOLS.mkdir(parents=True, exist_ok=True)
        try:
            subprocess.run(
                [
                    "npm",
                    "install",
                    "--prefix",
                    str(TOOLS),
                    "--no-audit",
                    "--no-fund",
                    "--ignore-scripts",
                    "--silent",
                    f"lighthouse@{LIGHTHOUSE}",
                ],
                check=True,
                timeout=300,
                capture_output=True,
            )
        except (subprocess.SubprocessError, OSError) as error:
            sys.exit(f"make audit: npm could not install Lighthouse {LIGHTHOUSE} ({error})")
    return ["node", str(script)]


def run(command: list[str], url: str, chrome: str, *, whole: bool) -> dict | None:
    """What it finds on a page; of a reference only how soon it paints. None when it gave up."""
    wanted = (
        [f"--only-categories={','.join(CATEGORIES)}"] if whole else [f"--only-audits={METRICS[0]}"]
    )
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "found.json"
        try:
            process = subprocess.Popen(
                [
                    *command,
                    url,
                    "--quiet",
                    "--output=json",
                    f"--output-path={out}",
                    *wanted,
                    "--chrome-flags=--headless=new --no-sandbox --disable-dev-shm-usage",
                ],
                env={**os.environ, "CHROME_PATH": chrome},
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            try:
                process.wait(PAGE_SECONDS)
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGINT)  # so that it ends the browser that it started
                process.wait(30)
            return json.loads(out.read_text(encoding="utf-8"))
        except (subprocess.SubprocessError, OSError, ValueError):
            return None


def bare(site: Path, to: Path) -> None:
    """The text of every page as HTML alone: no style, no script, no picture, nothing around it."""
    for url in navigation():
        tree = LexborHTMLParser((site / url[1:] / "index.html").read_text(encoding="utf-8"))
        for node in tree.css("script, style, .note"):
            node.decompose()
        title, text = tree.css_first("title").html, tree.css_first("article").html
        file = to / url[1:] / "index.html"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(
            '<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" '
            f'content="width=device-width,initial-scale=1">{title}</head><body>{text}</body></html>',
            encoding="utf-8",
        )


def stock(site: Path, to: Path) -> None:
    """The text of every page in the theme as it comes."""
    with tempfile.TemporaryDirectory() as folder:
        docs = Path(folder) / "docs"
        for url in navigation():
            tree = LexborHTMLParser((site / url[1:] / "index.html").read_text(encoding="utf-8"))
            for node in tree.css("script, style, .note"):
                node.decompose()
            text = re.sub(r"\s*\n\s*", " ", tree.css_first("article").inner_html or "")
            file = docs / (url.strip("/") or "index")
            file.parent.mkdir(parents=True, exist_ok=True)
            file.with_suffix(".md").write_text(f"<div>{text}</div>\n", encoding="utf-8")
        config = {
            "site_name": "Stock",
            "docs_dir": str(docs),
            "theme": {"name": "material", "font": False},
        }
        (Path(folder) / "mkdocs.yml").write_text(yaml.safe_dump(config), encoding="utf-8")
        subprocess.run(
            [
                sys.executable,
                "-m",
                "mkdocs",
                "build",
                "-q",
                "-f",
                f"{folder}/mkdocs.yml",
                "-d",
                str(to),
            ],
            check=True,
            capture_output=True,
            env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        )


def main(arguments: list[str]) -> None:
    """Audit the site in a folder; further arguments choose pages, such as /about/."""
    if not arguments or not (Path(arguments[0]) / "index.html").is_file():
        sys.exit(
            "tests.audit: name the folder of a built site, such as: python -m tests.audit site"
        )
    site, pages = Path(arguments[0]).resolve(), arguments[1:] or navigation()
    command, chrome = lighthouse(), browsers.chromium()
    if not chrome:
        sys.exit("make audit needs Chromium or Chrome: install it, or set BROWSER_PATH to it")
    end = time.monotonic() + 60 * MINUTES
    with tempfile.TemporaryDirectory() as folder:
        references = {"bare": Path(folder) / "bare", "stock": Path(folder) / "stock"}
        bare(site, references["bare"])
        stock(site, references["stock"])
        with serving({"": site, **references}) as address:
            audit(command, chrome, site, address, pages, end)


@dataclass
class Found:
    """What it finds on a page and its references: scores of a hundred, times in milliseconds."""

    scores: list[float]
    metrics: list[float]  # in the order of METRICS
    references: list[float]  # first contentful paint of bare HTML and of the stock theme
    weak: set[str]  # the audits that cost points

    def misses(self) -> list[str]:
        """What is not as it should be, each in a few words."""
        found = [
            f"{category} {score:.0f}, for {', '.join(sorted(self.weak))}"
            for category, score in zip(CATEGORIES, self.scores, strict=True)
            if score < 100
        ]
        times = self.metrics[0] / self.references[0]
        if times > ACCEPTED:
            found.append(
                f"first paint takes {times:.2f} times as long as bare HTML, not {ACCEPTED}"
            )
        return found


def once(command: list[str], chrome: str, address: str, url: str) -> Found | None:
    """One run over a page and its references; None where Lighthouse gave up on any."""
    found = run(command, address + url, chrome, whole=True)
    others = [
        run(command, f"{address}/{name}{url}", chrome, whole=False) for name in ("bare", "stock")
    ]
    if not found or not all(others):
        return None
    categories, audits = found["categories"], found["audits"]
    weak = {
        one["id"]
        for name in CATEGORIES
        for one in categories[name]["auditRefs"]
        if one["weight"]
        and (audits[one["id"]]["score"] or 0) < 1
        and (categories[name]["score"] or 0) < 1
    }
    return Found(
        [100 * (categories[name]["score"] or 0) for name in CATEGORIES],
        [audits[name]["numericValue"] for name in METRICS],
        [other["audits"][METRICS[0]]["numericValue"] for other in others],
        weak,
    )


def median(runs: list[Found]) -> Found:
    """The runs as one, figure by figure."""

    def middle(figures: str) -> list[float]:
        return [
            statistics.median(values)
            for values in zip(*(getattr(one, figures) for one in runs), strict=True)
        ]

    return Found(
        middle("scores"),
        middle("metrics"),
        middle("references"),
        set().union(*(one.weak for one in runs)),
    )


def audit(
    command: list[str], chrome: str, site: Path, address: str, pages: list[str], end: float
) -> None:
    """Measure the pages and print a line for each, then what is missed."""
    print(
        "perf a11y best  seo |  FCP ms  bare stock  ×bare ×stock |   LCP   TBT    CLS | HTML kB |"
        " runs, page"
    )
    missed: list[str] = []
    for url in pages:
        if time.monotonic() > end:
            missed.append(f"Stopped before {url}, after {MINUTES:g} minutes; give AUDIT_MINUTES=60")
            break
        runs: list[Found] = []
        for _ in range(RUNS):
            if one := once(command, chrome, address, url):
                runs.append(one)
            if len(runs) == 1 and not runs[0].misses():
                break
        if not runs:
            missed.append(f"{url}: no answer from Lighthouse")
            continue
        found = median(runs)
        fcp, lcp, tbt, cls = found.metrics
        bare, stock = found.references
        size = len(compressed(site / url[1:] / "index.html")) / 1000
        print(
            "".join(f"{score:5.0f}" for score in found.scores)[1:],
            f"|{fcp:8.0f}{bare:6.0f}{stock:6.0f}{fcp / bare:7.2f}{stock / bare:7.2f} "
            f"|{lcp:6.0f}{tbt:6.0f}{cls:7.3f} |{size:8.1f} | {len(runs)} {url}",
            flush=True,
        )
        missed += (f"{url}: {one}" for one in found.misses())
    print("\n".join(missed) or "Everything is as it should be.")


if __name__ == "__main__":
    main(sys.argv[1:])
