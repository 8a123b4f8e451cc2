"""What pipeline status is told of the sources that generators feed."""

from typing import Any

import pytest
from django.utils import timezone

from context.base import Counts, Feed, get_feeds
from learning.feeds import capture
from learning.tests.bodies import BODIES, KINDS
from learning.tests.factories import INTERACTION, JUDGMENT, make_pair, told
from projects.models import EndUser, Project, UserPreference
from projects.tests.factories import Caller

pytestmark = [pytest.mark.django_db, pytest.mark.by_turns]

FEEDS: list[Feed] = [
    capture.Decisions(),
    capture.CodeArtifacts(),
    capture.DesignChoices(),
    capture.ErrorRecoveries(),
    capture.Judgments(),
    capture.Interactions(),
    capture.Preferences(),
    capture.PreferencePairs(),
]


def feed_everything(caller: Caller) -> None:
    told(caller, "experiences/", [BODIES["post", "experiences/"], *KINDS])
    told(caller, "judgments/", JUDGMENT | {"recommendations": ["Do."]})
    told(caller, "interactions/", INTERACTION)
    UserPreference.objects.create(user=EndUser.objects.get(account=caller.account, key="u-7"))
    make_pair(Project.objects.get(account=caller.account, key="shop"))


def test_all_are_in_the_settings() -> None:
    keys = [feed.key for feed in get_feeds()]
    assert [feed.key for feed in FEEDS] == [key for key in keys if key in {f.key for f in FEEDS}]


@pytest.mark.parametrize("feed", FEEDS, ids=lambda feed: str(feed.key))
class TestFeed:
    def test_counts_the_accounts_own_or_all(
        self, feed: Feed, ours: Caller, theirs: Caller, django_assert_num_queries: Any
    ) -> None:
        assert feed.counts(ours.account.pk) == Counts(0, 0)
        feed_everything(ours)
        feed_everything(theirs)
        own = 2 if feed.key == "decisions" else 1  # the pair was made from one
        with django_assert_num_queries(1):
            assert feed.counts(ours.account.pk) == Counts(own, own)
        with django_assert_num_queries(1):
            assert feed.counts(None) == Counts(2 * own, 2 * own)

    def test_knows_when_it_was_fed_last(
        self, feed: Feed, ours: Caller, theirs: Caller, django_assert_num_queries: Any
    ) -> None:
        before = timezone.now()
        feed_everything(ours)
        between = timezone.now()
        assert feed.last_fed_at(theirs.account.pk) is None
        feed_everything(theirs)
        with django_assert_num_queries(1):
            own = feed.last_fed_at(ours.account.pk)
        with django_assert_num_queries(1):
            last = feed.last_fed_at(None)
        assert own
        assert last
        assert before <= own <= between <= last


def test_judgments_are_served_where_they_recommend(ours: Caller) -> None:
    told(ours, "judgments/", [JUDGMENT, JUDGMENT | {"recommendations": ["Do."]}])
    assert capture.Judgments().counts(ours.account.pk) == Counts(2, 1)
