"""Proven fixes, to be judged and edited; what was counted is counted by the job alone."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.contrib import admin

from context.item_admin import (
    HOW_IT_STANDS,
    RECORD,
    RECORDED,
    WHY_AND_MEANING,
    ItemForm,
    LearnedItemAdmin,
)
from context.item_filters import SampleFilter, StatusFilter, WaitingFilter
from errorpatterns.models import ProvenFix
from errorpatterns.reviewing import FixReview
from errorpatterns.silencing import comes_to_silence

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


class MendingAdmin(LearnedItemAdmin):
    """Of items that say in one column what mends."""

    mends: ClassVar[str]

    def flagged(self, row: Any, edits: Mapping[str, tuple[Any, Any]]) -> list[str]:
        found = super().flagged(row, edits)
        fix, code = getattr(row, self.mends), getattr(row, "code", "")
        before = edits.get(self.mends, (fix, fix))[0] or ""
        if "code" in edits and not comes_to_silence("", before, edits["code"][0] or ""):
            before = ""  # By another check all of the fix may be about it.
        if comes_to_silence(before, fix, code):
            found.append("fix: silencing")
        return sorted(found)


class FixForm(ItemForm):
    meaning = frozenset({"words", "approach"})


@admin.register(ProvenFix)
class ProvenFixAdmin(MendingAdmin):
    form = FixForm
    mends = "approach"
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

    def refuse_new(self, items: Sequence[Any]) -> Mapping[str, str]:
        why = "A proven fix is made of resolved incidents, and of nothing else."
        return {item.slug: why for item in items}

    @admin.display(description="Uses by level, or accounts")
    def by_level(self, fix: ProvenFix) -> str:
        return ", ".join(f"{level}: {uses}" for level, uses in sorted(fix.levels.items()))
