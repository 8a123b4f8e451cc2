"""Learned patterns and strategies, to be judged and edited."""

from typing import Any

from django import forms
from django.contrib import admin
from unfold.widgets import UnfoldAdminExpandableTextareaWidget

from context.item_admin import (
    HOW_IT_STANDS,
    RECORD,
    RECORDED,
    WHY_AND_MEANING,
    ItemForm,
    LearnedItemAdmin,
)
from context.judging import SampleFilter, StatusFilter, WaitingFilter
from learning.models import LearnedPattern, Strategy
from learning.reviewing import LearnedPatternReview, StrategyReview
from learning.teaching import LONGEST_CONDITION, MOST_CONDITIONS


class LinesField(forms.CharField):
    """A list of texts, each a line."""

    widget = UnfoldAdminExpandableTextareaWidget

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, help_text="One a line.", **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[str]:
        told = [line for each in super().clean(value).splitlines() if (line := each.strip())]
        if len(told) > MOST_CONDITIONS:
            raise forms.ValidationError(f"There are more than {MOST_CONDITIONS}.")
        if any(len(line) > LONGEST_CONDITION for line in told):
            raise forms.ValidationError(f"One is longer than {LONGEST_CONDITION} characters.")
        return told

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return self.clean(data) != (initial or [])
        except forms.ValidationError:
            return True


class PatternForm(ItemForm):
    meaning = frozenset({"problem", "solution", "code_template"})

    conditions = LinesField(label="When")
    anti_conditions = LinesField(label="Not when")


class StrategyForm(ItemForm):
    meaning = frozenset({"description"})

    contexts = LinesField(label="Where")
    anti_contexts = LinesField(label="Not where")


@admin.register(LearnedPattern)
class LearnedPatternAdmin(LearnedItemAdmin):
    form = PatternForm
    reviewed = LearnedPatternReview()
    list_display = ("name", "category", "language", *HOW_IT_STANDS)
    list_filter = (StatusFilter, WaitingFilter, "category", "language", "origin", SampleFilter)
    search_fields = ("slug", "name", "problem", "solution")
    fieldsets = (
        (None, {"fields": ("name", "category", "confidence")}),
        ("Says", {"fields": ("problem", "solution", "code_template")}),
        ("Applies", {"fields": ("conditions", "anti_conditions", "language", "framework")}),
        RECORD,
        WHY_AND_MEANING,
    )


@admin.register(Strategy)
class StrategyAdmin(LearnedItemAdmin):
    form = StrategyForm
    reviewed = StrategyReview()
    list_display = ("name", "domain", *HOW_IT_STANDS)
    list_filter = (StatusFilter, WaitingFilter, "domain", "is_built_in", SampleFilter)
    search_fields = ("slug", "name", "domain", "description")
    readonly_fields = ("domain", *RECORDED)
    fieldsets = (
        (None, {"fields": ("name", "domain", "confidence")}),
        ("Says", {"fields": ("description",)}),
        ("Applies", {"fields": ("contexts", "anti_contexts")}),
        RECORD,
        WHY_AND_MEANING,
    )
