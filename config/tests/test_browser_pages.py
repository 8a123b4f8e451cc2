"""What pages show first, to who looks at them on a phone or goes by the keyboard."""

from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from config.tests.test_browser_curation import make_library
from config.tests.test_browser_home import enter
from errorpatterns.models import ErrorPattern

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from pytest_django.live_server_helper import LiveServer

pytestmark = [
    pytest.mark.once,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]

LEFT_OUT = "element => element.getBoundingClientRect().right - innerWidth"


def test_the_menu_is_skipped(live_server: "LiveServer", browser_page: "Page") -> None:
    page = browser_page
    enter(page, "curator", live_server.url)
    page.goto(f"{live_server.url}/admin/errorpatterns/errorpattern/")
    skip = page.get_by_role("link", name="Skip to the content")
    assert skip.evaluate("element => element.getBoundingClientRect().bottom") < 0
    page.keyboard.press("Tab")
    assert skip.evaluate("element => element === document.activeElement")
    assert skip.evaluate("element => element.getBoundingClientRect().top") >= 0
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('#content') !== null")
