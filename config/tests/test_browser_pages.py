"""What pages show first, to who looks at them on a phone or goes by the keyboard."""

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from config.tests.test_browser_curation import LOOK, make_library
from config.tests.test_browser_home import enter

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from pytest_django.live_server_helper import LiveServer

pytestmark = [
    pytest.mark.once,
    pytest.mark.django_db(transaction=True),
]

LEFT_OUT = "element => element.getBoundingClientRect().right - innerWidth"


def test_the_menu_is_skipped(live_server: "LiveServer", browser_page: "Page") -> None:
    page = browser_page
    enter(page, "curator", live_server.url)
    page.goto(f"{live_server.url}/admin/errorpatterns/errorpattern/")
    skip = page.get_by_role("link", name="Skip to the content")
    expect(skip).not_to_be_in_viewport()
    page.keyboard.press("Tab")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.wait_for_url("**#content")
    page.keyboard.press("Tab")
    page.wait_for_function("document.activeElement.closest('#content') !== null")


def test_a_phone_shows_what_history_and_preview_are_for(
    live_server: "LiveServer", browser_page: "Page"
) -> None:
    project, pattern = make_library()
    pattern.fix_template = "Declare $1 at the top.\nThen build again."
    pattern.version = 2
    pattern.save()
    page, url = browser_page, f"{live_server.url}/admin"
    page.set_viewport_size({"width": 390, "height": 844})
    enter(page, "curator", live_server.url)
    page.goto(f"{url}/errorpatterns/errorpattern/{pattern.pk}/history/")
    for shown in (page.locator(".diff").first, page.get_by_text("Restore version 1")):
        assert shown.evaluate(LEFT_OUT) <= 0
        assert shown.evaluate("element => element.getBoundingClientRect().width") > 100
    page.goto(f"{url}/context/contextbuild/preview?project={project.pk}")
    bar = page.locator("td svg[aria-hidden] rect").first
    assert bar.evaluate("element => element.getBoundingClientRect().left") < 100
    assert bar.evaluate(LEFT_OUT) <= 0
    assert page.get_by_text("Its items").first.evaluate(LEFT_OUT) <= 0
    if LOOK:
        page.screenshot(path=f"{LOOK}/preview-phone.png", full_page=True)
        page.goto(f"{url}/errorpatterns/errorpattern/{pattern.pk}/history/")
        page.screenshot(path=f"{LOOK}/history-phone.png", full_page=True)
