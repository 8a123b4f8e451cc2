"""What pipeline status is told of what is shipped and of what is stated of projects."""

from collections.abc import Mapping
from typing import Any

import pytest

from context import feeds
from context.base import Counts, Feed, get_feeds
from context.models import AntiSlopRule
from context.tests.test_project_sections import make_everything, make_intent, make_result
from projects.models import TournamentResult
from projects.tests.factories import make_account, make_project

pytestmark = pytest.mark.django_db

KEYS = [
    *("intent", "app_souls", "anti_slop_rules", "phases", "verification", "tournaments"),
    *("analysis", "rules", "provider_hints"),
]


def ours() -> Mapping[str, Feed]:
    return {feed.key: feed for feed in get_feeds() if type(feed).__module__ == feeds.__name__}


def test_the_sources_are_these() -> None:
    assert list(ours()) == KEYS


def test_only_the_accounts_own_rows_are_counted() -> None:
    project = make_everything(make_project())
    make_intent(project)
    make_result(project, "error_checker", feature="cart", is_latest=False)
    project.tournaments.update(status=TournamentResult.Status.RUNNING)
    project.rules.filter(priority=10).update(is_active=False)
    make_everything(make_project())
    AntiSlopRule.objects.filter(slug="ban-todo").update(is_active=False)
    counted = {key: feed.counts(project.account_id) for key, feed in ours().items()}
    assert counted == {
        "intent": Counts(2, 1),
        "app_souls": Counts(8, 8),
        "anti_slop_rules": Counts(16, 15),
        "phases": Counts(1, 1),
        "verification": Counts(5, 4),
        "tournaments": Counts(2, 0),
        "analysis": Counts(1, 1),
        "rules": Counts(4, 3),
        "provider_hints": Counts(9, 9),
    }
    everybody = {key: feed.counts(None) for key, feed in ours().items()}
    assert everybody["rules"] == Counts(8, 7)
    assert everybody["verification"] == Counts(9, 8)


def test_when_it_was_fed_last() -> None:
    project = make_everything(make_project())
    stranger = make_account()
    for key, feed in ours().items():
        assert feed.last_fed_at(project.account_id), key
        assert feed.last_fed_at(None), key
        assert bool(feed.last_fed_at(stranger.pk)) == feed.is_shipped, key


def test_what_was_told_last_is_the_newest() -> None:
    project = make_everything(make_project())
    newest = make_result(project, "ours")
    assert ours()["verification"].last_fed_at(project.account_id) == newest.created_at
    rule = project.rules.get(priority=10)
    rule.save()
    assert ours()["rules"].last_fed_at(project.account_id) == rule.updated_at


@pytest.mark.parametrize("key", KEYS)
def test_each_takes_one_query(key: str, django_assert_num_queries: Any) -> None:
    account, feed = make_account(), ours()[key]
    for account_id in (account.pk, None):
        with django_assert_num_queries(1):
            feed.counts(account_id)
        with django_assert_num_queries(1):
            feed.last_fed_at(account_id)
