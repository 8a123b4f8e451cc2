"""A curator's first act, in a real browser: look at what waits, and release it with a reason."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import expect

from context.models import Standing, Status
from context.tests.factories import make_lesson, make_standing
from errorpatterns.models import ErrorPattern
from projects.tests.factories import make_account, make_project
from projects.tests.staff import person

if TYPE_CHECKING:
    from playwright.sync_api import Page, Request
    from pytest_django.live_server_helper import LiveServer

# Serialized, as the rows that came with the release are gone after a test that commits.
pytestmark = [
    pytest.mark.once,
    pytest.mark.django_db(transaction=True),
]

# Where the pictures of the documentation are renewed: SCREENSHOTS=docs
SCREENSHOTS = os.environ.get("SCREENSHOTS")


def make_library() -> ErrorPattern:
    atelier = make_account(name="Atelier")
    harbour = make_account(name="Harbour")
    shop, blog = make_project(atelier, key="shop"), make_project(harbour, key="blog")
    flagged = ErrorPattern.objects.create(
        slug="learned-cannot-find-module-3f2a9c01",
        name="Cannot find module '$1'",
        category="import",
        error_regex=r"Cannot find module '([^']+)'",
        words="Cannot find module '$1'",
        tool="tsc",
        language="typescript",
        code="TS2307",
        fix_type="multi_file",
        fix_template="Run npm install $1 and import it again.",
        explanation="Mended by a change of several files.",
        examples=["Cannot find module 'zod' or its corresponding type declarations."],
        counter_examples=["Cannot find name 'zod'."],
        success_count=3,
        failure_count=1,
    )
    make_standing(flagged, atelier, Status.QUARANTINED, flags=["fix: install"], evidence_for=1)
    make_standing(flagged, harbour, Status.QUARANTINED, flags=["fix: install"], evidence_for=2)
    make_lesson(flagged, shop, example="Cannot find module 'zod'", flags=["fix: install"])
    make_lesson(flagged, blog, example="Cannot find module 'clsx'", flags=["fix: install"])
    promising = ErrorPattern.objects.create(
        slug="learned-property-does-not-exist-77b0d1e4",
        name="Property '$1' does not exist on type '$2'",
        category="type",
        error_regex=r"Property '([^']+)' does not exist on type '([^']+)'",
        tool="tsc",
        fix_type="replace",
        fix_template="Spell $1 as the type does.",
    )
    make_standing(promising, harbour, Status.PROPOSED, evidence_for=1)
    make_lesson(promising, blog, example="Property 'lenght' does not exist on type 'string'")
    return flagged


def picture(page: "Page", name: str, height: int = 800) -> None:
    if SCREENSHOTS:
        page.set_viewport_size({"width": 1360, "height": height})
        page.screenshot(path=Path(SCREENSHOTS, f"{name}.png"))


def test_a_curator_releases_what_waits(live_server: "LiveServer", browser_page: "Page") -> None:
    pattern, page = make_library(), browser_page
    curator = person("curator", "mira")
    curator.set_password("a long password")
    curator.save()
    foreign: list[str] = []

    def note(request: "Request") -> None:
        if not request.url.startswith((live_server.url, "data:")):
            foreign.append(request.url)

    page.on("request", note)
    page.goto(f"{live_server.url}/admin/")
    page.fill("#id_username", "mira")
    page.fill("#id_password", "a long password")
    page.click("button[type=submit]")
    page.click("text=quarantined items wait")
    queues = page.locator("#content h2")
    expect(queues).to_have_text(
        [
            "Doing harm",
            "Quarantined",
            "Built-in and failing",
            "Proposed, with evidence",
            "Rules, hints and souls",
        ]
    )
    page.goto(f"{live_server.url}/admin/context/standing/")
    picture(page, "waiting", height=900)

    row = page.locator("li", has_text="Atelier")
    row.get_by_text("Activate here").click()
    expect(page.get_by_label("Atelier")).to_be_checked()
    expect(page.get_by_label("Harbour")).not_to_be_checked()
    page.fill("textarea[name=reason]", "The package is the one that the error names.")
    page.get_by_role("button", name="Activate for its accounts").click()
    page.wait_for_selector("text=done for 1 account.")
    expect(page.locator("li", has_text="Harbour")).to_have_count(2)
    expect(page.locator("li", has_text="Atelier")).to_have_count(0)

    page.locator("li", has_text="Harbour").first.get_by_role("link").first.click()
    page.wait_for_selector("text=How it stands")
    page.goto(f"{live_server.url}/admin/errorpatterns/errorpattern/{pattern.pk}/history/")
    page.wait_for_selector("text=The package is the one that the error names.")

    released = Standing.objects.get(item=pattern, account__name="Atelier")
    assert released.status == Status.ACTIVE
    assert Standing.history.latest().history_user == User.objects.get(username="mira")
    assert foreign == []
