"""Every kind of page of the admin, in a real browser: no serious finding of axe-core, in light on a
desk and in dark on a phone, nothing wider than the phone, and nothing fetched from elsewhere.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from config.tests.test_admin_pages import READ, make_everything, pages, table
from errorpatterns.tests.proofs.tools import packages
from projects.tests.staff import person

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from pytest_django.live_server_helper import LiveServer

pytestmark = [
    pytest.mark.once,
    pytest.mark.timeout(300),
    pytest.mark.django_db(transaction=True),
]

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}
# Of what every model has, these; of what only some have, each once.
USUAL = (
    "auth_user_",
    "context_antisloprule_",
    "context_contextbuild_",
    "errorpatterns_errorpattern_",
    "shadowmodels_shadowmodel_",
)
FINDINGS = """
() => axe.run(document, {resultTypes: ["violations"]}).then(found => found.violations
  .filter(one => ["serious", "critical"].includes(one.impact))
  .map(one => one.id + ": " + one.nodes.map(node => node.html.slice(0, 200)).join(" | ")))
"""
# What a table that is wider than its frame hides is not wider than the page.
TOO_WIDE = "() => document.documentElement.scrollWidth > innerWidth"


def looked_at() -> Iterator[tuple[str, str]]:
    """(name, address) of the pages that an admin sees, who sees all that anybody does; what several
    models have in common once.
    """
    seen = set[str]()
    for name, address in pages():
        usual = name.startswith(USUAL)
        own = name.split("_", 2)[2]
        if "a" in table()[name][0] and (usual or own not in {*READ, *seen}):
            yield name, address
        seen.add(own)


def axe() -> str:
    """The script of axe-core."""
    folder = packages()
    assert folder, "the npm packages are missing: python3 dev.py test installs them"
    return (folder / "node_modules/axe-core/axe.min.js").read_text()


def wrong_with(page: "Page") -> list[str]:
    found: list[str] = page.evaluate(FINDINGS)
    return [*found, "wider than the window"] if page.evaluate(TOO_WIDE) else found


def test_anybody_can_use_the_admin(live_server: "LiveServer", browser_page: "Page") -> None:
    script = axe()
    make_everything()
    admin = person("admin", "mira")
    admin.set_password("a long password")
    admin.save()
    page, fetched = browser_page, list[str]()
    wrong: list[str] = []
    page.on("request", lambda told: fetched.append(told.url))
    page.goto(f"{live_server.url}/admin/login/")
    page.fill("#id_username", "mira")
    page.fill("#id_password", "a long password")
    page.click("button[type=submit]")
    shown = [("index", "/admin/"), *looked_at()]
    for name, address in shown:
        page.goto(live_server.url + address)
        page.evaluate(script)
        for scheme, size in (("light", DESK), ("dark", PHONE)):
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            page.set_viewport_size(size)  # type: ignore[arg-type]
            wrong += [f"{name}, {scheme}: {finding}" for finding in wrong_with(page)]
    assert not wrong, "\n".join(wrong)
    assert [url for url in fetched if not url.startswith((live_server.url, "data:"))] == []
