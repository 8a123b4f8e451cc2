import logging
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command

from context import seeding, shipped
from context.models import AntiSlopRule, AppSoul, Generation, ProviderHint
from context.seeding import Resync, seed
from context.shipped import ShippedRule, ShippedSoul

pytestmark = pytest.mark.django_db


def reship(monkeypatch: pytest.MonkeyPatch, slug: str, **changes: Any) -> None:
    """As if the release had another text of this rule."""
    rules = [
        ShippedRule(**{**vars(rule), **(changes if rule.slug == slug else {})})
        for rule in shipped.load_rules()
    ]
    monkeypatch.setattr(seeding, "load_rules", lambda: rules)


def reship_soul(monkeypatch: pytest.MonkeyPatch, slug: str, **changes: Any) -> None:
    souls = [
        ShippedSoul(**{**vars(soul), **(changes if soul.slug == slug else {})})
        for soul in shipped.load_souls()
    ]
    monkeypatch.setattr(seeding, "load_souls", lambda: souls)


def test_a_migrated_database_has_all_that_is_shipped() -> None:
    assert set(AntiSlopRule.objects.values_list("slug", flat=True)) == {
        rule.slug for rule in shipped.load_rules()
    }
    stripe = ProviderHint.objects.get(slug="stripe")
    assert stripe.environment[0] == {
        "name": "STRIPE_SECRET_KEY",
        "note": stripe.environment[0]["note"],
    }
    souls = {soul.slug: soul for soul in shipped.load_souls()}
    gaming = AppSoul.objects.get(slug="gaming")
    assert set(AppSoul.objects.values_list("slug", flat=True)) == set(souls)
    assert (gaming.name, gaming.motion) == ("Gaming", list(souls["gaming"].motion))
    assert set(Generation.objects.values_list("name", flat=True)) >= {
        "library",
        "patterns",
        "shipped",
    }


def test_seeding_again_changes_nothing(django_assert_num_queries: Any) -> None:
    # Generations; savepoint, rules, hints, souls, release.
    with django_assert_num_queries(6):
        assert seed(apps) == Resync()


def test_a_text_that_staff_left_alone_follows_the_release(monkeypatch: pytest.MonkeyPatch) -> None:
    AntiSlopRule.objects.filter(slug="ban-todo").update(is_active=False)
    before = Generation.objects.get(name="shipped").value
    reship(monkeypatch, "ban-todo", text="Better words.")
    assert seed(apps).updated == ["ban-todo"]
    rule = AntiSlopRule.objects.get(slug="ban-todo")
    assert (rule.text, rule.version, rule.is_active) == ("Better words.", 2, False)
    assert Generation.objects.get(name="shipped").value > before
    assert seed(apps) == Resync()


def test_what_staff_edited_is_kept_and_reported(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    AntiSlopRule.objects.filter(slug="ban-todo").update(name="Ours")
    assert seed(apps) == Resync()
    reship(monkeypatch, "ban-todo", text="Better words.")
    with caplog.at_level(logging.WARNING):
        assert seed(apps).kept == ["ban-todo"]
    assert AntiSlopRule.objects.get(slug="ban-todo").name == "Ours"
    assert "ban-todo" in caplog.text


def test_a_soul_that_staff_left_alone_follows_the_release(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    AppSoul.objects.filter(slug="gaming").update(is_active=False)
    reship_soul(monkeypatch, "gaming", depth=("One light.",))
    assert seed(apps).updated == ["gaming"]
    soul = AppSoul.objects.get(slug="gaming")
    assert (soul.depth, soul.version, soul.is_active) == (["One light."], 2, False)
    assert seed(apps) == Resync()


def test_a_soul_that_staff_edited_is_kept_and_reported(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    soul = AppSoul.objects.get(slug="gaming")
    soul.depth = ["Ours."]
    soul.save()
    reship_soul(monkeypatch, "gaming", depth=("One light.",))
    with caplog.at_level(logging.WARNING):
        assert seed(apps).kept == ["gaming"]
    assert AppSoul.objects.get(slug="gaming").depth == ["Ours."]
    assert "gaming" in caplog.text


def test_what_was_deleted_is_inserted_again() -> None:
    AntiSlopRule.objects.filter(slug="ban-todo").delete()
    assert seed(apps).inserted == ["ban-todo"]


@pytest.mark.production
@pytest.mark.django_db(transaction=True)
def test_migrating_to_nothing_and_back_works() -> None:
    call_command("migrate", "errorpatterns", "zero", verbosity=0)
    call_command("migrate", "context", "zero", verbosity=0)
    call_command("migrate", verbosity=0)
    assert AntiSlopRule.objects.exists()
