"""What each role is shown of all of curation, in a real browser: the pages, and of what may be done
there only what the role may do.
"""

from typing import TYPE_CHECKING

import pytest
from django.conf import settings

from config.tests.test_admin_pages import make_everything
from errorpatterns.models import ErrorPattern
from projects.models import ApiKey, Project
from projects.tests.staff import ROLES, client_of, person

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from pytest_django.live_server_helper import LiveServer

pytestmark = [
    pytest.mark.once,
    pytest.mark.timeout(300),
    pytest.mark.django_db(transaction=True),
]

PATTERN = "/admin/errorpatterns/errorpattern/{pattern}"
# Page, what everybody reads there who may see it, and what may be done there by whom: v, c, a for
# viewer, curator, admin.
PAGES = {
    "/admin/": ("Needs you now", {"svg[role=img]": "vca"}),
    "/admin/context/standing/review/": (
        "A pattern",
        {
            "button[data-key=a]:enabled": "ca",
            "button[data-key=r]:enabled": "ca",
        },
    ),
    "/admin/errorpatterns/errorpattern/": (
        "A pattern",
        {
            "text=Try an error or a log": "ca",
            "a[href*='errorpattern/import']": "ca",
            "option[value=export_csv]": "ca",
            "option[value=activate_for_accounts]": "ca",
        },
    ),
    f"{PATTERN}/change/": ("A pattern", {"[name=why]": "ca", "button:has-text('Try')": "ca"}),
    f"{PATTERN}/history/": ("Why", {"text=Restore version": "ca"}),
    f"{PATTERN}/contexts": ("contexts", {}),
    "/admin/context/contextbuild/pipeline": ("Pipeline", {}),
    "/admin/context/killswitch/": ("Kill switch", {"text=Turn the kill switch": "a"}),
    "/admin/projects/project/{project}/change/": ("shop", {"a:has-text('Erase')": "a"}),
    "/admin/projects/erasure/": ("gone", {}),
    "/admin/intake/jobrun/jobs/": ("weigh", {"text=Run now": "ca", "text=Dry run": "ca"}),
    "/admin/projects/apikey/": ("ci", {"text=Make a key": "a"}),
    "/admin/projects/apikey/{key}/change/": ("ci", {"a:has-text('Revoke')": "a"}),
    "/admin/auth/group/roles/": ("(yours)", {}),
}
# Whole pages, by who may see them.
CLOSED = {
    "/admin/errorpatterns/errorpattern/try-out": "ca",
    "/admin/context/contextbuild/preview": "ca",
    "/admin/context/contextbuild/compare": "ca",
    f"{PATTERN}/recall": "ca",
    "/admin/errorpatterns/errorpattern/import": "ca",
    "/admin/context/killswitch/turn": "a",
    "/admin/projects/project/{project}/erase": "a",
    "/admin/projects/apikey/make/": "a",
    "/admin/auth/user/": "a",
}


@pytest.mark.parametrize("role", ROLES)
def test_a_role_is_offered_what_it_may_do(
    role: str, live_server: "LiveServer", browser_page: "Page"
) -> None:
    make_everything()
    pattern = ErrorPattern.objects.get(slug="a-pattern")
    pattern.explanation = "It is said in more words."
    pattern.save()
    ids = {
        "pattern": pattern.pk,
        "project": Project.objects.get(key="shop").pk,
        "key": ApiKey.objects.get(name="ci").pk,
    }
    page, url = browser_page, live_server.url
    session = client_of(person(role, f"mira-{role}")).cookies[settings.SESSION_COOKIE_NAME]
    page.context.add_cookies([{"name": session.key, "value": session.value, "url": url}])
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("request", lambda sent: wrong.append(sent.url) if foreign(url, sent.url) else None)
    for address, (said, acts) in PAGES.items():
        answer = page.goto(url + address.format(**ids))
        if answer is None or answer.status != 200:
            wrong.append(f"{address}: {answer and answer.status}")
        elif said not in page.locator("body").inner_text():
            wrong.append(f"{address} does not say “{said}”")
        for selector, who in acts.items():
            shown = page.locator(selector).count() > 0
            if shown != (role[0] in who):
                wrong.append(f"{address}: {selector} is {'' if shown else 'not '}there")
    for address, who in CLOSED.items():
        answer = page.goto(url + address.format(**ids))
        if answer is None or answer.status != (200 if role[0] in who else 403):
            wrong.append(f"{address}: {answer and answer.status}")
    assert not wrong, "\n".join(wrong)


def foreign(own: str, asked: str) -> bool:
    return not asked.startswith((own, "data:"))
