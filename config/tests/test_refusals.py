"""What staff are told where a page is not for them, or not there."""

import pytest
from django.test import Client
from django.urls import reverse

from projects.tests.staff import assert_loads_nothing_foreign, staff

pytestmark = pytest.mark.django_db


def test_staff_keep_the_menu_and_are_told_what_to_do() -> None:
    viewer = staff("viewer")
    refused = viewer.get(reverse("admin:context_contextbuild_preview"))
    absent = viewer.get(reverse("admin:index") + "no/such/page/")
    for page, status, said in (
        (refused, 403, "<em>Roles</em> says what each may do"),
        (absent, 404, "There is nothing under this address"),
    ):
        assert_loads_nothing_foreign(page)
        html = page.content.decode()
        assert page.status_code == status
        assert said in html
        assert 'id="nav-sidebar"' in html
        assert reverse("admin:errorpatterns_errorpattern_changelist") in html


def test_others_are_shown_no_menu() -> None:
    stranger = Client()
    for path in ("/no/such/page", "/admin/no/such/page/"):
        assert "nav-sidebar" not in stranger.get(path).content.decode()
    assert "nav-sidebar" not in staff("viewer").get("/no/such/page").content.decode()
