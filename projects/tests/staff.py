"""Staff of each role, logged in."""

import re
from typing import Any

from django.contrib.auth.models import Group, User
from django.test import Client

ROLES = ("viewer", "curator", "admin")


def person(role: str, name: str = "") -> User:
    user = User.objects.create_user(name or f"a-{role}", is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    return user


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def staff(role: str) -> Client:
    return client_of(person(role))


def assert_loads_nothing_foreign(page: Any) -> None:
    """No picture, script, style or form of the page is at another address."""
    html = page.content.decode()
    sources = re.findall(r"""(?:src|action)=["']?(https?:)?//""", html)
    styles = re.findall(r"""<link[^>]+href=["']?(?:https?:)?//""", html)
    assert not sources
    assert not styles
