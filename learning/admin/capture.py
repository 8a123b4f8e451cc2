"""Experiences, judgments, interactions and pairs: what kinds there are, when, and how they went.

What a caller told stays within the account: no page shows its texts.
"""

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import F, QuerySet
from django.http import HttpRequest

from intake.admin import ReadOnlyAdmin
from intake.lists import mark
from learning.models import (
    CodeArtifact,
    Decision,
    DesignChoice,
    ErrorRecovery,
    Interaction,
    Judgment,
    PreferencePair,
)


class CaptureAdmin(ReadOnlyAdmin):
    """Lists and pages of the columns that hold no text of an account; the others are not read.

    `shown` are those columns, `named` the relations shown by their keys, `account_of` the lookup
    of whose the row is.
    """

    shown: ClassVar[tuple[str, ...]] = ()
    # Of these, what is said in a word.
    marked: ClassVar[dict[str, Any]] = {}
    account_of: ClassVar[str] = "project__account"
    named: ClassVar[tuple[str, ...]] = ("project",)
    list_per_page = 50
    ordering = ("-pk",)
    search_fields: tuple[str, ...] = ("project__key",)
    search_help_text = "The key of a project"

    def get_list_display(self, request: HttpRequest) -> tuple[Any, ...]:
        shown = (self.marked.get(name, name) for name in self.shown)
        return ("created_at", "whose", "project", *shown)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[Any, ...]:
        return self.get_list_display(request)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[Any, ...]:
        return self.get_list_display(request)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows: QuerySet[Any] = super().get_queryset(request)
        rows = rows.annotate(account_name=F(f"{self.account_of}__name"))
        keys = [f"{name}__key" for name in self.named]
        return rows.select_related(*self.named).only("created_at", *keys, *self.shown)

    @admin.display(description="Account")
    def whose(self, row: Any) -> str:
        name: str = row.account_name
        return name


class ExperienceAdmin(CaptureAdmin):
    """What the pages of the kinds share."""

    outcome = ("result", "satisfaction", "required_fixes", "in_production", "cycle")
    list_filter: tuple[str, ...] = ("result", "in_production")


@admin.register(Decision)
class DecisionAdmin(ExperienceAdmin):
    shown = ("phase", "type", "confidence", *ExperienceAdmin.outcome)
    list_filter = ("phase", "result", "in_production")


@admin.register(CodeArtifact)
class CodeArtifactAdmin(ExperienceAdmin):
    shown = ("language", *ExperienceAdmin.outcome)


@admin.register(DesignChoice)
class DesignChoiceAdmin(ExperienceAdmin):
    shown = ("soul", *ExperienceAdmin.outcome)


@admin.register(ErrorRecovery)
class ErrorRecoveryAdmin(ExperienceAdmin):
    shown = ("tool", "code", "fix_level", *ExperienceAdmin.outcome)
    list_filter = ("fix_level", "result")


@admin.register(Judgment)
class JudgmentAdmin(CaptureAdmin):
    shown = ("type", "model", "overall", "verdict", "failed", "recommends")
    marked: ClassVar[dict[str, Any]] = {"failed": mark("failed", "failed")}
    list_filter = ("verdict", "failed", "recommends")


@admin.register(Interaction)
class InteractionAdmin(CaptureAdmin):
    shown = ("user", "action", "task", "model", "rating", "is_counted")
    account_of = "account"
    named = ("project", "user")
    list_filter = ("action", "is_counted")
    search_fields = ("project__key", "user__key")
    search_help_text = "The key of a project or user"


@admin.register(PreferencePair)
class PreferencePairAdmin(CaptureAdmin):
    shown = ("domain", "margin", "part")
    list_filter = ("domain",)
