"""What is shipped is kept in the process, read at once and read rightly."""

from collections.abc import Iterable
from typing import Any

import pytest

from context import snapshot
from context.models import AntiSlopRule, AppSoul, Generation, ProviderHint, Shipped
from context.snapshot import served_fields

pytestmark = pytest.mark.django_db


def contents(rows: Iterable[Any]) -> list[dict[str, Any]]:
    return [
        {field.name: getattr(row, field.name) for field in served_fields(type(row))} for row in rows
    ]


def rewrite(model: type[Shipped], slug: str, **fields: Any) -> None:
    row = model._default_manager.get(slug=slug)
    for name, value in fields.items():
        setattr(row, name, value)
    row.save()


def test_all_is_read_at_once(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(2):  # the generations, and what is shipped
        assert snapshot.rules()
        assert snapshot.hints()
        assert snapshot.souls()
    Generation.objects.raise_for(Generation.Name.SHIPPED)
    snapshot.look()
    with django_assert_num_queries(1):
        snapshot.souls()
        snapshot.hints()
        snapshot.rules()


def test_rows_are_as_they_are_stored() -> None:
    odd = 'Zażółć "gęślą"\\ \n\t{jaźń} 🎲 %s'
    rewrite(AppSoul, "gaming", name=odd[:40], depth=[odd, odd], motion=[])
    rewrite(ProviderHint, "stripe", environment=[{"name": odd, "note": ""}])
    rewrite(AntiSlopRule, "threshold-code", value=0, text=odd)
    for kept, model in (
        (snapshot.rules(), AntiSlopRule),
        (snapshot.hints().values(), ProviderHint),
        (snapshot.souls().values(), AppSoul),
    ):
        rows = {row["slug"]: row for row in contents(kept)}
        assert rows == {row["slug"]: row for row in contents(model._default_manager.all())}


def test_rules_come_by_kind_and_position() -> None:
    assert [rule.slug for rule in snapshot.rules()] == [
        rule.slug for rule in AntiSlopRule.objects.all()
    ]


@pytest.mark.parametrize(
    ("model", "slug"), [(AntiSlopRule, "ban-todo"), (ProviderHint, "stripe"), (AppSoul, "gaming")]
)
def test_what_is_switched_off_is_not_kept(model: type[Shipped], slug: str) -> None:
    model._default_manager.filter(slug=slug).update(is_active=False)
    kept = [*snapshot.rules(), *snapshot.hints().values(), *snapshot.souls().values()]
    assert slug not in {row.slug for row in kept}
    assert len(kept) == 16 + 9 + 8 - 1
