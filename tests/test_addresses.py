"""Addresses that never break: what was published once leads somewhere for ever."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
import yaml
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

from explainer import addresses
from tests.conftest import ROOT, Page, Project

LEDGER = "data/addresses.yml"


def ledger(text: str) -> addresses.Ledger:
    content = yaml.safe_load(text)
    return addresses.Ledger(addresses=content["addresses"], moved=content.get("moved", {}))


def test_every_address_of_the_site_is_in_the_ledger(site: Path):
    known = set(addresses.load(ROOT / LEDGER).addresses)
    missing = [address for address in addresses.of_site(site) if address not in known]
    assert not missing, f"run `make addresses`: {missing[:5]}"


def test_no_address_was_ever_taken_out_of_the_ledger():
    def git(*arguments: str) -> str:
        return subprocess.run(["git", *arguments], cwd=ROOT, text=True, capture_output=True, check=True).stdout
    now = set(addresses.load(ROOT / LEDGER).addresses)
    for commit in git("log", "--format=%H", "--", LEDGER).split():
        before = set(ledger(git("show", f"{commit}:{LEDGER}")).addresses)
        assert before <= now, f"{sorted(before - now)[:5]} stood in {commit[:9]}: put them back, moved if need be"


def test_a_build_in_which_a_published_address_leads_nowhere_fails_with_the_remedy(project: Project):
    project.edit("docs/informers.md", "{ #false-demand }", "{ #illusion-of-demand }")
    project.edit("docs/index.md", "informers.md#false-demand", "informers.md#illusion-of-demand")
    text = (project.folder / "data/claims.yml").read_text(encoding="utf-8")
    text = text.replace("false-demand]", "illusion-of-demand]")
    (project.folder / "data/claims.yml").write_text(text, encoding="utf-8")
    done = project.build("--strict")
    assert done.returncode != 0 and "Traceback" not in done.stderr
    message = "data/addresses.yml: /informers/#false-demand: this address was published and now leads nowhere; "
    assert message in done.stderr and "under moved" in done.stderr
    assert not (project.site / "index.html").exists()


def move(project: Project, old: str, new: str) -> None:
    path = project.folder / LEDGER
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    content["moved"][old] = new
    content["addresses"] += [old] if old not in content["addresses"] else []
    path.write_text(yaml.safe_dump(content, default_style='"'), encoding="utf-8")


def test_a_moved_page_and_a_moved_section_keep_their_old_addresses(project: Project, browser: Browser):
    move(project, "/snitches/", "/informers/")
    move(project, "/informers/#old-section", "/entrapment/#sherman-case")
    move(project, "/s/old-number/", "/s/prisoners/")
    done = project.build("--strict")
    assert done.returncode == 0, done.stderr
    redirect = Page(project.site, project.site / "snitches/index.html")
    assert redirect.all("meta[http-equiv=refresh]")[0].attributes["content"] == "0; url=../informers/"
    assert redirect.all("a")[0].attributes["href"] == "../informers/"
    assert (project.site / "s/old-number/index.html").read_text(encoding="utf-8").count("../prisoners/") == 2
    page = browser.new_page(java_script_enabled=False)
    page.goto(f"file://{project.site}/informers/index.html#old-section")
    moved = page.locator("#old-section")
    expect(moved).to_be_visible()
    expect(moved).to_contain_text("This section has moved: A famous case: Sherman")
    assert moved.get_by_role("link").get_attribute("href") == "../entrapment/#sherman-case"
    page.close()


def test_a_reader_who_follows_the_address_of_a_moved_section_is_taken_on(browser: Browser, address: str):
    page = browser.new_page(base_url=address)
    page.goto("/crackdown/#the-burning")
    page.wait_for_url("**/drug-trade/#the-burning")
    page.goto("/crackdown/")
    page.evaluate("location.hash = 'arrest-figures'")
    page.wait_for_url("**/arrests/#arrest-figures")
    page.close()


def test_without_scripts_that_reader_lands_on_the_line_that_leads_on_and_no_other_shows(browser: Browser, address: str):
    page = browser.new_page(base_url=address, java_script_enabled=False, viewport={"width": 360, "height": 740})
    page.goto("/crackdown/#the-burning")
    assert page.locator(".moved").count() > 5
    line = page.locator(".moved:visible")
    expect(line).to_have_count(1)
    expect(line).to_be_in_viewport()
    line.get_by_role("link").click()
    expect(page.locator("#the-burning")).to_be_in_viewport()
    assert page.url.endswith("/drug-trade/#the-burning")
    page.goto("/crackdown/")
    expect(page.locator(".moved:visible")).to_have_count(0)
    page.close()


def test_a_section_goes_with_its_page():
    moved = {"/old/": "/new/", "/old/#a": "/other/#b", "/other/": "/last/"}
    assert addresses._followed("/old/#x", moved) == "/new/#x"
    assert addresses._followed("/old/#a", moved) == "/last/#b"
    assert addresses._followed("/here/", moved) == "/here/"


def test_a_circle_of_moves_leads_nowhere_and_is_said_so(tmp_path: Path):
    pages = {"": "<article><h1>Home</h1></article>"}
    circle = addresses.Ledger(addresses=["/a/"], moved={"/a/": "/b/", "/b/": "/a/"})
    with pytest.raises(addresses.Problems, match="/a/: this address was published and now leads nowhere"):
        addresses.keep(tmp_path, pages, {}, circle, LEDGER)


def test_a_missing_page_offers_the_closest_addresses(browser: Browser, address: str):
    page = browser.new_page(base_url=address)
    page.goto("/prison-overcrowdin/#women")
    expect(page.get_by_role("heading", name="This page is not here")).to_be_visible()
    closest = page.locator("#closest a")
    expect(closest.first).to_be_visible()
    assert any("/prison-overcrowding/" in link.get_attribute("href") for link in closest.all())
    assert [one["id"] for one in Axe().run(page).response["violations"]] == []
    page.close()


def test_a_missing_page_lists_all_pages_without_scripts(browser: Browser, address: str, pages: dict):
    page = browser.new_page(base_url=address, java_script_enabled=False)
    page.goto("/nowhere/deep/")
    listed = {link.get_attribute("href") for link in page.locator("article li a").all()}
    assert len(listed) == len([url for url in pages if not url.startswith("/s/")])
    page.close()
