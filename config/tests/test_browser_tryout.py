"""A curator tries an error and an edit, and takes rows out and in again, in a real browser."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from config.tests.test_browser_admin import picture
from context.models import AntiSlopRule
from errorpatterns.models import ErrorPattern
from projects.tests.staff import person

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from pytest_django.live_server_helper import LiveServer

pytestmark = [
    pytest.mark.once,
    pytest.mark.django_db(transaction=True),
]

LOG = "src/price.ts(1,12): error TS2552: Cannot find name 'pirce'. Did you mean 'price'?"
LIBRARY = "/admin/errorpatterns/errorpattern/"
RULES = "/admin/context/antisloprule/"


def test_a_curator_tries_exports_and_imports(
    live_server: "LiveServer", browser_page: "Page", tmp_path: Path
) -> None:
    curator, page = person("curator", "mira"), browser_page
    curator.set_password("a long password")
    curator.save()
    foreign: list[str] = []
    wrong: list[str] = []
    page.on("request", lambda told: foreign.append(told.url))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto(f"{live_server.url}/admin/")
    page.fill("#id_username", "mira")
    page.fill("#id_password", "a long password")
    page.click("button[type=submit]")
    page.wait_for_url(f"{live_server.url}/admin/")

    tries_an_error(page, live_server.url + LIBRARY)
    tries_an_edit(page, live_server.url + LIBRARY)
    brings_rules(page, live_server.url + RULES, tmp_path / "rules.jsonl")
    assert wrong == []
    assert not [url for url in foreign if not url.startswith((live_server.url, "data:"))]


def tries_an_error(page: "Page", library: str) -> None:
    page.goto(library)
    page.get_by_role("link", name="Try an error or a log").click()
    page.get_by_label("Error or log").fill(LOG)
    page.get_by_label("Text of the file").fill("return sum(pirce, 2);\n")
    page.get_by_role("button", name="Try", exact=True).press("Enter")
    page.wait_for_selector("text=Error 1")
    found = page.get_by_role("heading", name="Error 1")
    expect(page.get_by_label("Error or log")).to_be_hidden()
    expect(page.locator("mark.piece-hole").first).to_have_text("pirce")
    expect(page.locator(".diff ins").first).to_have_text("+ return sum(price, 2);")
    # The page goes there by itself.
    handle = found.element_handle()
    page.wait_for_function(
        "element => element.getBoundingClientRect().bottom < innerHeight / 2", arg=handle
    )
    picture(page, "tryout", height=620)


def tries_an_edit(page: "Page", library: str) -> None:
    before = list(ErrorPattern.objects.order_by("pk").values())
    pattern = ErrorPattern.objects.get(slug="ts-name-misspelled")
    page.goto(f"{library}{pattern.pk}/change/")
    page.get_by_label("Error regex").fill("Cannot find module '([^']+)'")
    page.get_by_role("button", name="Try", exact=True).press("Enter")
    tried = page.locator("#tried")
    for said in ("Saving would refuse it", "The regex does not match", "Loses", "stored texts"):
        expect(tried).to_contain_text(said)
    assert list(ErrorPattern.objects.order_by("pk").values()) == before


def brings_rules(page: "Page", rules: str, file: Path) -> None:
    page.goto(rules)
    page.locator("#action-toggle").check(force=True)
    page.select_option("select[name=action]", "export_jsonl")
    with page.expect_download() as download:
        page.locator("#changelist-form").evaluate("form => form.submit()")
    rows = [json.loads(line) for line in download.value.path().read_text().splitlines()]
    slug, rows[0]["text"] = rows[0]["slug"], "Said by us."
    rows.append({**rows[1], "slug": "no slug!"})
    file.write_text("".join(json.dumps(row) + "\n" for row in rows))
    page.get_by_role("link", name="Import").click()
    page.locator("#id_file").set_input_files(file)
    page.get_by_label("Why?").fill("Agreed with the team.")
    page.get_by_role("button", name="Preview").click()
    page.wait_for_selector(f"text=0 new, 1 changed, {len(rows) - 2} equal, 1 refused")
    picture(page, "import", height=1150)
    assert AntiSlopRule.objects.get(slug=slug).is_active
    page.get_by_role("button", name="Import 1 row").click()
    page.wait_for_selector("text=1 of 1 rows were imported")
    rule = AntiSlopRule.objects.get(slug=slug)
    assert (rule.text, rule.is_active) == ("Said by us.", True)
    last = AntiSlopRule.history.filter(slug=slug).latest()
    assert last.history_change_reason == "Agreed with the team."
