"""Proven fixes, to be judged and edited; what was counted is counted by the job alone."""

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
    readonly_fields = (*COUNTED, *RECORDED)
    fieldsets = (
        (None, {"fields": ("name", "category", "confidence")}),
        ("Says", {"fields": ("words", "approach")}),
        ("Counted", {"fields": COUNTED}),
        RECORD,
        WHY_AND_MEANING,
    )

    @admin.display(description="Uses by level")
    def by_level(self, fix: ProvenFix) -> str:
        return ", ".join(f"{level}: {uses}" for level, uses in sorted(fix.levels.items()))
