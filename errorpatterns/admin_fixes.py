"""Proven fixes, to be judged and edited; what was counted is counted by the job alone."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import admin

from context.item_admin import (
    HOW_IT_STANDS,
    RECORD,
    RECORDED,
    WHY_AND_MEANING,
    ItemForm,
    LearnedItemAdmin,
)
from context.judging import SampleFilter, StatusFilter, WaitingFilter
from errorpatterns.models import ProvenFix
from errorpatterns.reviewing import FixReview

COUNTED = (
    "uses",
    "projects",
    "users",
    "by_level",
    "first_seen",
    "last_seen",
    "language",
    "framework",
)


class FixForm(ItemForm):
    meaning = frozenset({"words", "approach"})


@admin.register(ProvenFix)
class ProvenFixAdmin(LearnedItemAdmin):
    form = FixForm
    reviewed = FixReview()
    list_display = ("name", "category", "uses", "projects", "by_level", *HOW_IT_STANDS)
    list_filter = (StatusFilter, WaitingFilter, "category", "language", SampleFilter)
    search_fields = ("slug", "name", "words", "approach")
    quoted_columns = frozenset({"words"})
    readonly_fields = (*COUNTED, *RECORDED)
    fieldsets = (
        (None, {"fields": ("name", "category", "confidence")}),
        ("Says", {"fields": ("words", "approach")}),
        ("Counted", {"fields": COUNTED}),
        RECORD,
        WHY_AND_MEANING,
    )

    def refuse_new(self, items: Sequence[Any]) -> Mapping[str, str]:
        why = "A proven fix is made of resolved incidents, and of nothing else."
        return {item.slug: why for item in items}

    @admin.display(description="Uses by level")
    def by_level(self, fix: ProvenFix) -> str:
        return ", ".join(f"{level}: {uses}" for level, uses in sorted(fix.levels.items()))
