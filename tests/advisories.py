"""`make advisories`: asks PyPI's advisories whether a pinned dependency has a known hole.

Fails when it cannot ask.
"""

from __future__ import annotations

import re
import subprocess
import sys

AUDIT = [
    "uv",
    "tool",
    "run",
    "--quiet",
    "pip-audit",
    "--strict",
    "--progress-spinner=off",
    "--require-hashes",
    "--disable-pip",
]


def verdict(output: str, status: int) -> str | None:
    """What stands in the way, in one line; None if all were asked about and none has a hole."""
    if found := re.search(r"Found \d+ known vulnerabilit.*", output):
        return f"{found[0]}: raise these versions in pyproject.toml, then make lock"
    if status or "No known vulnerabilities found" not in output or "could not be audited" in output:
        why = (output.strip().splitlines() or ["no answer"])[-1][-200:]
        return (
            f"The dependencies were NOT audited: {why}; "
            "run make advisories on a machine that reaches PyPI's advisories"
        )
    return None


def main() -> None:
    """Audit the site's and the tests' dependencies, which the one file holds."""
    done = subprocess.run(
        [sys.executable, "-m", *AUDIT, "-r", "requirements-test.txt"],
        text=True,
        check=False,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    wrong = verdict(done.stdout, done.returncode)
    if wrong and "Found" in wrong:
        print(done.stdout)
    sys.exit(wrong)


if __name__ == "__main__":
    main()
