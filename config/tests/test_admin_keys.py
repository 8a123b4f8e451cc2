"""Whatever key an address of the admin holds, nothing fails: there is no such row."""

from collections.abc import Iterator

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.test import Client
from django.urls import URLPattern, URLResolver
from django.urls.resolvers import RoutePattern

pytestmark = [pytest.mark.django_db, pytest.mark.by_turns]

# A NUL, as the address and as the admin itself quotes it; a number that no database holds.
KEYS = {"get": ["%00", "_00", "9" * 400], "post": ["%00"]}


def patterns(found: list[URLPattern | URLResolver], before: str = "") -> Iterator[str]:
    """Each address of the admin, its key within <…>."""
    for each in found:
        route = before + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from patterns(each.url_patterns, route)
        elif isinstance(each.pattern, RoutePattern):
            yield route


def with_key(route: str, key: str) -> str:
    head, _, rest = route.partition("<")
    while rest:
        _, _, tail = rest.partition(">")
        middle, _, rest = tail.partition("<")
        head += key + middle
    return head


def failed(client: Client, method: str, address: str) -> str:
    """What went wrong; empty where nothing did."""
    answer = getattr(client, method)(address)
    return "" if answer.status_code < 500 else f"{method} {address[:150]}: {answer.status_code}"


@pytest.fixture
def client() -> Client:
    found = Client(raise_request_exception=False)
    found.force_login(User.objects.create_superuser("root"))
    return found


@pytest.mark.urls("config.tests.refusals")
@pytest.mark.parametrize("method", KEYS)
def test_a_key_that_no_row_has(client: Client, method: str) -> None:
    routes = [route for route in patterns(admin.site.urls[0], "/admin/") if "<" in route]
    assert len(routes) > 60
    asked = [with_key(route, key) for route in routes for key in KEYS[method]]
    assert not [said for address in asked if (said := failed(client, method, address))]


def test_a_text_that_no_key_is(client: Client) -> None:
    for name in ("contextbuild", "antisloprule"):
        address = f"/admin/context/{name}/%00/change/"
        assert client.get(address).status_code == 404, address
