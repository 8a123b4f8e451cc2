"""The database of a process of the tests, after a test that commits."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from config.tests.databases import restore
from context.models import AntiSlopRule
from projects.models import Account
from projects.tests.factories import make_account

pytestmark = pytest.mark.django_db(transaction=True)


def test_is_what_it_was_when_it_had_been_migrated() -> None:
    shipped = set(AntiSlopRule.objects.values_list("pk", "slug"))
    assert shipped
    make_account()
    AntiSlopRule.objects.all().delete()
    restore()
    assert set(AntiSlopRule.objects.values_list("pk", "slug")) == shipped
    assert not Account.objects.exists()


def test_may_be_open_elsewhere_when_it_is_restored() -> None:
    with ThreadPoolExecutor(1) as other:
        other.submit(make_account).result()
        restore()
        assert not Account.objects.exists()
