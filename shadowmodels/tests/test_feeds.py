"""What pipeline status is told of specialists and of their advice."""

from typing import Any

import pytest

from context.base import Counts, get_feeds
from projects.tests.factories import make_account, make_project
from shadowmodels.feeds import ShadowInferences, ShadowModels
from shadowmodels.tests.factories import make_inference, make_model, make_promoted

pytestmark = pytest.mark.django_db


def test_models(django_assert_num_queries: Any) -> None:
    account, feed = make_account(), ShadowModels()
    assert feed.counts(account.pk) == Counts(0, 0)
    assert feed.last_fed_at(account.pk) is None
    make_model(account, status="training")
    make_model(account)
    make_promoted(account)
    last = make_promoted(make_account())
    with django_assert_num_queries(2):
        assert feed.counts(account.pk) == Counts(3, 1, proposed=1)
        assert feed.last_fed_at(None) == last.updated_at
    assert feed.counts(None) == Counts(4, 2, proposed=1)


def test_inferences(django_assert_num_queries: Any) -> None:
    account, feed = make_account(), ShadowInferences()
    project = make_project(account)
    promoted, other = make_promoted(account), make_model(account)
    assert feed.last_fed_at(account.pk) is None
    make_inference(promoted, project)
    make_inference(promoted, confidence=0.2)
    make_inference(other, project)
    make_inference(other)
    last = make_inference(promoted, is_flagged=True)
    foreign = make_inference(make_promoted(make_account()))
    with django_assert_num_queries(2):
        assert feed.counts(account.pk) == Counts(5, 1, proposed=1, quarantined=1)
        assert feed.last_fed_at(account.pk) == last.created_at
    assert feed.counts(None) == Counts(6, 2, proposed=1, quarantined=1)
    assert feed.last_fed_at(None) == foreign.created_at


def test_both_are_listed() -> None:
    feeds = {feed.key: feed for feed in get_feeds()}
    assert not feeds["shadow_models"].is_event
    assert feeds["shadow_inferences"].is_event
