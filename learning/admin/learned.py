"""Learned patterns and strategies, to be judged and edited."""

from collections.abc import Mapping, Sequence
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
from context.item_filters import SampleFilter, StatusFilter, WaitingFilter
from learning.models import LearnedPattern, Strategy
from learning.reviewing import LearnedPatternReview, StrategyReview
from learning.teaching import (
    LONGEST_CONDITION,
    MOST_CONDITIONS,
    PATTERN,
    STRATEGY,
    Kind,
    Told,
)


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


class TaughtAdmin(LearnedItemAdmin):
    """Of items that are the same where their words are."""

    told_as: Kind

    def refuse_new(self, items: Sequence[Any]) -> Mapping[str, str]:
        for item in items:
            same = {name: getattr(item, name) for name in self.told_as.identity}
            item.digest = Told(self.told_as, same).digest
        stored = self.model.objects.filter(digest__in=[item.digest for item in items])
        known = dict(stored.values_list("digest", "slug"))
        refused = {}
        for item in items:
            if item.digest in known:
                refused[item.slug] = f"It says the same as {known[item.digest]}."
            known.setdefault(item.digest, item.slug)
        return refused


@admin.register(LearnedPattern)
class LearnedPatternAdmin(TaughtAdmin):
    form = PatternForm
    reviewed = LearnedPatternReview()
    told_as = PATTERN
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
class StrategyAdmin(TaughtAdmin):
    form = StrategyForm
    reviewed = StrategyReview()
    told_as = STRATEGY
    identifying = ("slug", "domain")
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
