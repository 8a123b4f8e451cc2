"""Staff's walk in a real browser: stop what was learned, look at what an edit changed and take it
back, recall what is bad, and see what a context would be.
"""

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import expect

from context.models import BuildItem, BuildServed, ContextBuild, KillSwitch, Recall
from context.tests.factories import make_lesson, make_standing
from errorpatterns.models import ErrorPattern
from projects.models import Project
from projects.tests.factories import make_account, make_project
from projects.tests.staff import person

if TYPE_CHECKING:
    from playwright.sync_api import Page, Request
    from pytest_django.live_server_helper import LiveServer

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.once,
    pytest.mark.timeout(300),
]

# Where pictures are left to be looked at: LOOK=/tmp/pictures
LOOK = os.environ.get("LOOK")
# Where the pictures of the documentation are renewed: SCREENSHOTS=docs
SCREENSHOTS = os.environ.get("SCREENSHOTS")
# Of these, how high each is.
DOCUMENTED = {"killswitch": 560, "preview": 900, "compare": 1000, "history": 900, "recall": 420}
SHAPES = {"": (1360, 900), "-phone": (390, 844)}
WIDER = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


def picture(page: "Page", name: str) -> None:
    """A look at the page at each width, of which none scrolls sideways."""
    for shape, (width, height) in SHAPES.items():
        page.set_viewport_size({"width": width, "height": height})
        assert not page.evaluate(WIDER), f"{name}{shape} is wider than the screen"
        if LOOK:
            page.screenshot(path=Path(LOOK, f"{name}{shape}.png"), full_page=True)
    page.set_viewport_size({"width": 1360, "height": DOCUMENTED.get(name, 900)})
    if SCREENSHOTS and name in DOCUMENTED:
        page.screenshot(path=Path(SCREENSHOTS, f"{name}.png"))
    if LOOK:
        page.evaluate("document.documentElement.classList.add('dark')")
        page.screenshot(path=Path(LOOK, f"{name}-dark.png"), full_page=True)
        page.evaluate("document.documentElement.classList.remove('dark')")


def login(page: "Page", url: str, role: str) -> None:
    user = person(role, role)
    user.set_password("a long password")
    user.save()
    page.context.clear_cookies()
    page.goto(f"{url}/admin/")
    page.fill("#id_username", role)
    page.fill("#id_password", "a long password")
    page.click("button[type=submit]")
    # Whoever goes elsewhere before that breaks off the login.
    page.wait_for_url(f"{url}/admin/")


def make_library() -> tuple[Project, ErrorPattern]:
    project = make_project(make_account(name="Atelier"), key="shop", language="typescript")
    make_project(make_account(name="Harbour"), key="blog", language="python")
    pattern = ErrorPattern.objects.create(
        slug="learned-cannot-find-name-3f2a9c01",
        name="Cannot find name '$1'",
        category="type",
        error_regex=r"Cannot find name '([^']+)'",
        words="Cannot find name '$1'",
        language="typescript",
        fix_type="insert",
        fix_template="Declare $1 above its first use.\nThen build again.",
        examples=["Cannot find name 'x'"],
    )
    make_standing(pattern, None)
    make_lesson(pattern, project)
    for number in range(3):
        build = ContextBuild.objects.create(
            id=f"ctx_{number:040}", account=project.account, project=project, tokens=900
        )
        BuildItem.objects.create(build=build, ref=pattern.ref, version=1, item=pattern)
        BuildServed.objects.create(build=build, minute=build.created_at, count=1)
    return project, pattern


def test_staff_stop_look_compare_restore_and_recall(
    live_server: "LiveServer", browser_page: "Page"
) -> None:
    project, pattern = make_library()
    page, url = browser_page, live_server.url
    foreign: list[str] = []

    def note(request: "Request") -> None:
        if not request.url.startswith((url, "data:")):
            foreign.append(request.url)

    page.on("request", note)
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))

    # An admin stops what was learned, and lets it be served again.
    login(page, url, "admin")
    page.goto(f"{url}/admin/context/killswitch/turn")
    page.fill("textarea[name=reason]", "A lesson was poisoned; we look into it.")
    picture(page, "turn")
    page.get_by_role("button", name="Switch learned content off").click()
    page.wait_for_selector("#learned-off")
    page.goto(f"{url}/admin/")
    expect(page.locator("#learned-off")).to_contain_text("A lesson was poisoned")
    picture(page, "killswitch")
    page.get_by_role("link", name="Switch it on again").click()
    page.fill("textarea[name=reason]", "It was none of ours.")
    page.get_by_role("button", name="Switch learned content on again").click()
    page.wait_for_selector("text=Learned content is on.")
    expect(page.locator("#learned-off")).to_have_count(0)
    picture(page, "turns")
    assert [row.is_off for row in KillSwitch.objects.all()] == [False, True]

    # A curator looks at what the project is served, and what rejecting an item would make of it.
    login(page, url, "curator")
    page.goto(f"{url}/admin/context/contextbuild/preview?project={project.pk}")
    page.wait_for_selector(".curation-document h4")
    picture(page, "preview")
    for summary in page.locator("summary", has_text="Its items").all():
        summary.click()
    expect(page.get_by_role("link", name="Cannot find name '$1'")).to_have_count(1)
    picture(page, "items")
    page.get_by_text("What is asked for").click()
    page.fill("textarea[name=task]", "Declare a name")
    page.fill("input[name=max_tokens]", "6000")
    with page.expect_navigation():
        page.get_by_role("button", name="Preview").click()
    page.get_by_role("button", name="Compare it").click()
    # What was previewed, and in no address.
    page.wait_for_url("**/compare/")
    expect(page.locator("textarea[name=task]")).to_have_value("Declare a name")
    expect(page.locator("input[name=max_tokens]")).to_have_value("6000")
    expect(page.locator("select[name=account]")).to_have_value(str(project.account_id))
    expect(page.locator("[role=alert]")).to_have_count(0)
    page.fill("input[name=item]", pattern.ref)
    page.select_option("select[name=act]", "reject")
    page.get_by_role("button", name="Compare").click()
    page.wait_for_selector("text=goes out")
    expect(page.locator("del", has_text="Declare $1 above")).to_have_count(1)
    picture(page, "compare")

    # The same curator edits it, sees the difference, and restores what it said.
    change = f"{url}/admin/errorpatterns/errorpattern/{pattern.pk}"
    page.goto(f"{change}/change/")
    page.fill("textarea[name=fix_template]", "Declare $1 at the top.\nThen build again.")
    page.check("input[name=same_meaning]")
    page.fill("input[name=why]", "It reads better.")
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_selector("text=was changed successfully")
    page.goto(f"{change}/history/")
    expect(page.locator("ins", has_text="Declare $1 at the top.")).to_have_count(1)
    page.get_by_role("link", name="Restore version 1").click()
    page.wait_for_selector("text=The form holds the text of version 1")
    picture(page, "restore")
    page.check("input[name=same_meaning]")
    page.fill("input[name=why]", "It was right.")
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_selector("text=was changed successfully")
    pattern.refresh_from_db()
    assert pattern.fix_template.startswith("Declare $1 above its first use.")
    assert pattern.version == 3

    # It was bad after all: who was given it, and that they are told.
    page.goto(f"{change}/recall")
    page.fill("textarea[name=reason]", "It hides the error.")
    picture(page, "why")
    page.get_by_role("button", name="Recall").click()
    page.wait_for_selector("text=It hides the error.")
    picture(page, "recalled")
    page.goto(f"{change}/contexts")
    expect(page.locator("tbody tr", has_text="recalled")).to_have_count(3)
    picture(page, "recall")
    page.get_by_role("link", name="compare with now").first.click()
    page.get_by_role("button", name="Compare").click()
    page.wait_for_selector("text=is not stored, so it cannot be compared")
    picture(page, "served")
    assert Recall.objects.get().by == User.objects.get(username="curator")

    # It was another one: the recall is taken back, and the history tells it all.
    page.goto(f"{change}/history/")
    expect(page.get_by_role("link", name="Let it stand so again")).to_have_count(1)
    picture(page, "history")
    page.get_by_role("link", name="Undo that").click()
    page.fill("textarea[name=reason]", "It was another one.")
    picture(page, "undo")
    page.get_by_role("button", name="Undo").click()
    page.wait_for_selector("text=It was another one.")
    assert Recall.objects.get().withdrawn_why == "It was another one."

    # A viewer may look at the history, and at nothing of an account.
    login(page, url, "viewer")
    page.goto(f"{change}/history/")
    expect(page.get_by_text("It was another one.").first).to_be_visible()
    expect(page.locator("text=Restore version")).to_have_count(0)
    for forbidden in ("context/contextbuild/preview", "context/contextbuild/compare"):
        answer = page.goto(f"{url}/admin/{forbidden}")
        assert answer is not None
        assert answer.status == 403
    assert foreign == []
    assert errors == []
