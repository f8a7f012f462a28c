"""The sheet that every page holds, and the policy that allows it."""

from __future__ import annotations

import base64
import gzip
import hashlib

from explainer.publish import frame

KB = 1024


def test_the_sheet_is_whole_and_small():
    sheet = frame.sheet()
    for part in (".wrap", "h1", ".big-numbers", "[data-note]", ".chart", ".timeline", "print{"):
        assert part in sheet
    assert "/*" not in sheet and "<" not in sheet, "nothing that would end its element"
    assert len(sheet.encode()) <= 36 * KB
    assert len(gzip.compress(sheet.encode(), 9)) <= 9 * KB


def test_parts_can_be_had_by_themselves():
    tokens = frame.sheet("tokens")
    assert tokens.startswith(":root{") and "--accent" in tokens
    assert len(tokens) < len(frame.sheet("tokens", "print")) < len(frame.sheet())


def test_a_policy_names_the_hashes_of_what_stands_in_the_page_and_nothing_else():
    digest = base64.b64encode(hashlib.sha256(b"p{}").digest()).decode()
    policy = frame.policy(styles=["p{}"])
    assert policy == (
        f"default-src 'none'; script-src 'none'; style-src 'sha256-{digest}'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
    own = frame.policy(styles=["p{}"], scripts=["a", "b"], own=True)
    assert own.startswith("default-src 'none'; script-src 'self' 'sha256-")
    assert own.count("sha256-") == 3
    assert "connect-src 'self'" in own and "img-src 'self' data:" in own


def test_a_page_allows_its_own_sheet_and_script_and_a_preview_has_no_policy():
    names = frame.names(False)
    assert names["policy"] == frame.policy(
        styles=[names["sheet"]], scripts=[names["script"]], own=True
    )
    assert names["script"] == names["script"].strip() and "<" not in names["script"]
    assert frame.names(True) == {**names, "policy": ""}
