"""The admin in a real browser that runs no scripts."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from config.tests.curation import make_flagged, stands
from context.models import Status
from projects.tests.factories import make_account
from projects.tests.staff import person

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page
    from pytest_django.live_server_helper import LiveServer

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.once,
]


@pytest.fixture
def plain_page(launched_browser: "Browser") -> Iterator["Page"]:
    context = launched_browser.new_context(java_script_enabled=False)
    yield context.new_page()
    context.close()


def test_staff_log_in_read_and_judge(live_server: "LiveServer", plain_page: "Page") -> None:
    first = make_flagged(make_account(name="Atelier"))
    mira = person("curator", "mira")
    mira.set_password("a long password")
    mira.save()
    page, url = plain_page, f"{live_server.url}/admin"
    page.goto(f"{url}/login/?next=/admin/context/standing/review/")
    page.fill("#id_username", "mira")
    page.fill("#id_password", "a long password")
    page.click("button[type=submit]")
    page.wait_for_selector("#item-name")
    expect(page.locator("#prompt")).to_be_visible()
    page.fill("#reason", "It installs what nobody asked for")
    page.click("button:has-text('Reject')")
    page.wait_for_selector("text=done for everybody")
    assert stands(first)[None] == Status.REJECTED
    page.goto(f"{url}/intake/jobrun/jobs")
    expect(page.get_by_text("Run now").first).to_be_visible()
    page.goto(f"{url}/errorpatterns/errorpattern/{first.pk}/change/")
    expect(page.get_by_label("Error regex")).to_be_visible()
    page.click("button:has-text('Log out')")
    page.get_by_text("Logged out").first.wait_for()
