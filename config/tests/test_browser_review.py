"""The review queue in a real browser, with the keyboard alone."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import expect

from config.tests.curation import make_flagged, stands
from config.tests.test_accessible import axe, wrong_with
from context.models import Outcome, Standing, Status
from errorpatterns.models import ErrorPattern
from errorpatterns.tests.factories import error, learned
from projects.tests.factories import Caller, make_account, make_project
from projects.tests.staff import client_of, person

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page
    from pytest_django.live_server_helper import LiveServer

# Serialized, as the rows that came with the release are gone after a test that commits.
pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.once,
]

# Where the pictures of the documentation are renewed: SCREENSHOTS=docs
SCREENSHOTS = os.environ.get("SCREENSHOTS")
PHONE = {"width": 390, "height": 844}


class Desk:
    """The queue as one person has it open."""

    def __init__(self, browser: "Browser", url: str, user: User) -> None:
        self.url = f"{url}/admin/context/standing/review/"
        self.context = browser.new_context(viewport={"width": 1360, "height": 1000})
        session = client_of(user).cookies["sessionid"].value
        self.context.add_cookies([{"name": "sessionid", "value": session, "url": url}])
        self.page: Page = self.context.new_page()
        self.foreign: list[str] = []
        self.page.on("request", lambda sent: self.note(url, sent.url))
        self.page.goto(self.url)

    def note(self, url: str, asked: str) -> None:
        if not asked.startswith((url, "data:")):
            self.foreign.append(asked)

    @property
    def name(self) -> str:
        return self.page.locator("#item-name").inner_text()

    def press(self, *keys: str) -> None:
        """Once the page listens."""
        self.page.wait_for_selector("#review[data-keys]")
        for key in keys:
            self.page.keyboard.press(key)

    def go(self, *keys: str) -> str:
        """Press keys of which the last leads to another page; the item that is then shown."""
        self.press(*keys[:-1])
        with self.page.expect_navigation():
            self.press(keys[-1])
        return self.name

    def picture(self, name: str) -> None:
        if SCREENSHOTS:
            self.page.screenshot(path=Path(SCREENSHOTS, f"{name}.png"))


def make_queue() -> list[ErrorPattern]:
    account = make_account(name="Atelier")
    told = [
        ("Module that is not there", "- import $1\n+ npm install evil"),
        ("Module of another name", "- import $1\n+ import $1.js // npm install other"),
        ("Module that moved", "- from $1 import x\n+ os.system('npm install moved')"),
    ]
    counts: dict[str, Any] = {"success_count": 3, "failure_count": 1}
    made = [make_flagged(account, name=name, fix_template=fix, **counts) for name, fix in told]
    project = made[0].lessons.get().project
    for success in (True, True, True, False):
        Outcome.objects.create(
            account=account, project=project, item=made[0], success=success, source="build"
        )
    return made


def test_the_keyboard_is_enough(live_server: "LiveServer", launched_browser: "Browser") -> None:
    first, second, third = make_queue()
    mira, jo, vera = person("curator", "mira"), person("curator", "jo"), person("viewer", "vera")
    desk = Desk(launched_browser, live_server.url, mira)

    desk.press("?")
    expect(desk.page.get_by_text("undo your last judgement")).to_be_visible()
    desk.press("Escape")
    expect(desk.page.get_by_text("undo your last judgement")).to_be_hidden()
    assert desk.name == first.name
    desk.press("a")
    expect(desk.page.locator("#reason")).to_be_focused()
    expect(desk.page.get_by_text("Activate for its accounts: why?")).to_be_visible()
    desk.picture("review")
    desk.press("1")
    expect(desk.page.get_by_text("Enter sends “It is right, and general enough.”")).to_be_visible()
    assert desk.go("Enter") == second.name
    expect(desk.page.get_by_text("one of two").first).to_be_visible()
    assert stands(first) == {"Atelier": Status.QUARANTINED}

    assert desk.go("s") == third.name
    assert desk.go("k") == second.name
    desk.press("r")
    desk.page.keyboard.type("It installs what nobody asked for")
    assert desk.go("Enter") == third.name
    assert stands(second)[None] == Status.REJECTED
    assert desk.go("u") == second.name
    assert stands(second)["Atelier"] == Status.QUARANTINED
    assert Standing.history.filter(item=second.pk).latest().history_user == mira

    assert desk.go("j") == third.name
    with desk.page.expect_navigation():
        desk.press("o")
    desk.page.fill("[name=name]", "Module that went elsewhere")
    desk.page.fill("[name=why]", "It is clearer")
    with desk.page.expect_navigation():
        desk.page.keyboard.press("Enter")
    assert desk.name == "Module that went elsewhere"
    # She brought in nothing that is flagged, so it is hers to approve.
    expect(desk.page.locator("button[data-key=a]")).to_be_enabled()

    other = Desk(launched_browser, live_server.url, jo)
    expect(other.page.get_by_text("mira approved it for Atelier")).to_be_visible()
    assert other.go("a", "2", "Enter") == second.name
    assert stands(first) == {"Atelier": Status.ACTIVE}

    viewer = Desk(launched_browser, live_server.url, vera)
    viewer.page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    viewer.press("a", "1", "Enter", "r", "1", "Enter")
    assert viewer.name == second.name
    assert viewer.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert stands(second)["Atelier"] == Status.QUARANTINED
    assert desk.foreign == other.foreign == viewer.foreign == []
    for each in (desk, other, viewer):
        each.context.close()


def test_what_is_typed_judges_nothing_but_what_is_seen(
    live_server: "LiveServer", launched_browser: "Browser"
) -> None:
    first, second, third = make_queue()
    desk = Desk(launched_browser, live_server.url, person("curator", "mira"))
    desk.press("r")
    desk.page.keyboard.type("4 projects say it is bad")
    assert desk.name == first.name
    expect(desk.page.locator("#reason")).to_have_value("4 projects say it is bad")
    # On a busy machine the hand of a test is slow: the next page waits longer too.
    desk.page.add_init_script(
        "const later = setTimeout; globalThis.setTimeout = (call, ms) => later(call, 20 * ms);"
    )
    with desk.page.expect_navigation(wait_until="commit"):
        desk.page.keyboard.press("Enter")
    # What a hasty hand had typed for the page before.
    desk.page.wait_for_selector("#review")
    desk.page.keyboard.type("area 1\nr1\n")
    expect(desk.page.get_by_text("came before this could be read")).to_be_visible()
    assert desk.name == second.name
    expect(desk.page.locator("#reason")).to_have_value("")
    assert stands(first)[None] == Status.REJECTED
    assert stands(second) == stands(third) == {"Atelier": Status.QUARANTINED}
    said = Standing.history.filter(item=first.pk).latest().history_change_reason
    assert "4 projects say it is bad" in said
    # The number of a ready reason, and the button by hand.
    desk.press("r", "3")
    with desk.page.expect_navigation():
        desk.page.click("button[data-key=r]")
    said = Standing.history.filter(item=second.pk).latest().history_change_reason
    assert "It is not safe." in said
    desk.context.close()


def test_enter_presses_no_button_that_was_not_chosen(
    live_server: "LiveServer", launched_browser: "Browser"
) -> None:
    first, *_ = make_queue()
    desk = Desk(launched_browser, live_server.url, person("curator", "mira"))
    desk.page.fill("#reason", "It is bad")
    desk.page.press("#reason", "Enter")
    expect(desk.page.get_by_text("Which of these?")).to_be_visible()
    assert desk.name == first.name
    assert stands(first) == {"Atelier": Status.QUARANTINED}
    desk.context.close()


def test_keys_work_after_an_account_was_unchecked(
    live_server: "LiveServer", launched_browser: "Browser"
) -> None:
    _, second, _ = make_queue()
    desk = Desk(launched_browser, live_server.url, person("curator", "mira"))
    desk.page.uncheck("[name=accounts]")
    assert desk.go("s") == second.name
    desk.page.uncheck("[name=accounts]")
    desk.press("r")
    expect(desk.page.locator("#reason")).to_be_focused()
    desk.context.close()


def make_pair() -> tuple[ErrorPattern, ErrorPattern]:
    """Two kinds of one error, in the queue, which no lesson made one."""
    caller = Caller(make_account(name="Atelier"), ("ingest:write",))
    told = {
        "shop": "The component 'Menu' expected a controlled value.",
        "blog": "The component 'List' unexpected a controlled value.",
    }
    for key in told:
        make_project(caller.account, key=key)
    fix = {"template": "- <$1 defaultValue={value} />\n+ <$1 value={value} />", "type": "replace"}
    one, other = (
        learned(caller, key, error=error(text, tool="react", code=""), fix=fix)
        for key, text in told.items()
    )
    Standing.objects.filter(item__in=[one, other]).update(evidence_for=1)
    return one, other


def test_two_become_one(live_server: "LiveServer", launched_browser: "Browser") -> None:
    older, younger = make_pair()
    mira, vera = person("curator", "mira"), person("viewer", "vera")
    viewer = Desk(launched_browser, live_server.url, vera)
    expect(viewer.page.get_by_text("This one")).to_be_visible()
    expect(viewer.page.get_by_text("Merge the two")).to_have_count(0)

    desk = Desk(launched_browser, live_server.url, mira)
    desk.page.get_by_text("Merge the two").click()
    for said in ("stays, as it is the older", "What the older becomes", "Gains: 1", "Loses: 0"):
        expect(desk.page.get_by_text(said)).to_be_visible()
    desk.page.fill("[name=reason]", "One word tells them apart, and one change mends both")
    desk.picture("merge")
    desk.page.evaluate(axe())
    assert wrong_with(desk.page) == []
    desk.page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    assert wrong_with(desk.page) == []
    with desk.page.expect_navigation():
        desk.page.click("button[type=submit]:has-text('Merge')")
    expect(desk.page.get_by_text(f"“{younger.name}” is now part of")).to_be_visible()
    younger.refresh_from_db()
    assert younger.merged_into_id == older.pk
    assert desk.foreign == viewer.foreign == []
    for each in (desk, viewer):
        each.context.close()
