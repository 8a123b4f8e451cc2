"""Shipped strategies: what they say, and how they come with each migration."""

from typing import Any

import pytest
from django.apps import apps

from context.models import Generation, Standing, Status
from context.seeding import digest_of
from intake.screening import screen
from learning import seeding
from learning.models import Strategy
from learning.shipped import ShippedStrategy, load_strategies
from learning.tests.teaching import judge, make_strategy
from projects.tests.factories import Caller

pytestmark = pytest.mark.django_db

SHIPPED = load_strategies()


class TestText:
    def test_there_are_those_that_were_promised(self) -> None:
        by_domain: dict[str, list[str]] = {}
        for each in SHIPPED:
            by_domain.setdefault(each.domain, []).append(each.slug)
        assert by_domain == {
            "code_generation": ["incremental", "component-first", "api-first"],
            "error_recovery": ["root-cause", "quick-targeted-fix", "controlled-rewrite"],
            "design_approach": ["soul-driven", "convention-based"],
        }

    @pytest.mark.parametrize("shipped", SHIPPED, ids=lambda each: each.slug)
    def test_each_is_whole_and_harmless(self, shipped: ShippedStrategy) -> None:
        assert len(shipped.description.splitlines()) >= 4
        assert len(shipped.description) <= 1500
        assert shipped.contexts
        assert shipped.anti_contexts
        assert not set(shipped.contexts) & set(shipped.anti_contexts)
        assert 0.6 <= shipped.confidence <= 0.9
        assert screen({"description": shipped.description}) == []


def seed() -> Any:
    return seeding.seed(apps)


@pytest.fixture
def strategy() -> Strategy:
    return Strategy.objects.get(slug="incremental")


class TestSeeding:
    def test_all_are_active_for_everybody(self) -> None:
        rows = Strategy.objects.filter(is_built_in=True)
        assert set(rows.values_list("slug", flat=True)) == {each.slug for each in SHIPPED}
        standings = Standing.objects.filter(item__in=rows)
        assert not standings.exclude(account=None).exists()
        assert set(standings.values_list("status", "moved_by")) == {("active", "release")}
        assert standings.get(item__slug="api-first").confidence == 0.7

    def test_again_changes_nothing(self) -> None:
        generation = Generation.objects.values_by_name()
        done = seed()
        assert (done.inserted, done.updated, done.kept) == ([], [], [])
        assert Generation.objects.values_by_name() == generation

    def test_what_is_missing_is_inserted(self, strategy: Strategy) -> None:
        strategy.delete()
        assert seed().inserted == ["incremental"]
        assert Standing.objects.get(item__slug="incremental").status == Status.ACTIVE

    def test_an_older_release_is_updated_and_keeps_its_counts(self, strategy: Strategy) -> None:
        shipped = seeding.item_of(SHIPPED[0])
        old = {**shipped.content, "description": "older"}
        Strategy.objects.filter(pk=strategy.pk).update(
            **old, shipped_digest=digest_of(old), success_count=7
        )
        assert seed().updated == ["incremental"]
        fresh = Strategy.objects.get(pk=strategy.pk)
        assert (fresh.description, fresh.success_count) == (strategy.description, 7)
        assert fresh.version == strategy.version + 1

    def test_what_staff_edited_stays_and_is_said(
        self, strategy: Strategy, caplog: pytest.LogCaptureFixture
    ) -> None:
        Strategy.objects.filter(pk=strategy.pk).update(description="ours", shipped_digest="older")
        assert seed().kept == ["incremental"]
        assert Strategy.objects.get(pk=strategy.pk).description == "ours"
        assert "incremental" in caplog.text

    def test_what_staff_switched_off_stays_off(self, strategy: Strategy) -> None:
        judge(strategy, Status.INACTIVE)
        seed()
        assert Standing.objects.get(item=strategy).status == Status.INACTIVE

    def test_taught_in_the_same_words_it_is_another(self, ours: Caller, strategy: Strategy) -> None:
        told = {"name": strategy.name, "description": strategy.description}
        assert make_strategy(ours, **told).pk != strategy.pk
        assert seed().inserted == []
