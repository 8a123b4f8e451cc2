"""What is known of one project or user: that it is, since when, and how it went.

Lists and no pages: the words are an account's own, which staff do not read.
"""

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from intake.admin import ReadOnlyAdmin
from intake.lists import mark
from projects.models import (
    BuildPhase,
    IntentLock,
    ProjectAnalysis,
    ProjectRule,
    TournamentResult,
    UserPreference,
    VerificationResult,
)


class ListAdmin(ReadOnlyAdmin):
    """A list without pages, which asks the database for no column that it does not show."""

    list_display_links = None
    list_select_related: ClassVar[tuple[str, ...]] = ("project__account",)
    search_fields: ClassVar[tuple[str, ...]] = ("project__key",)
    # Columns of the model that no list shows.
    texts: ClassVar[tuple[str, ...]] = ()

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        found: QuerySet[Any] = super().get_queryset(request)
        return found.defer(*self.texts)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return obj is None and bool(super().has_view_permission(request))

    @admin.display(description="Account", ordering="project__account__name")
    def account(self, row: Any) -> str:
        return str(row.project.account)


@admin.register(IntentLock)
class IntentLockAdmin(ListAdmin):
    list_display = (
        "created_at",
        "app_type",
        "app_soul",
        "version",
        "locked_at",
        "project",
        "account",
    )
    list_filter = (("locked_at", admin.EmptyFieldListFilter), "project__account")
    ordering = ("-created_at",)
    texts = (
        "core_value",
        "success_criteria",
        "user_workflows",
        "visual_identity",
        "anti_patterns",
        "original_prompt",
    )


@admin.register(BuildPhase)
class BuildPhaseAdmin(ListAdmin):
    list_display = (
        "updated_at",
        "current_phase",
        "overall_progress",
        mark("is_blocked", "blocked"),
        "version",
        "project",
        "account",
    )
    list_filter = (("blocking_error", admin.EmptyFieldListFilter), "project__account")
    ordering = ("-updated_at",)
    texts = ("phase_progress", "blocking_error")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = super().get_queryset(request).annotate(is_blocked=~Q(blocking_error=""))
        found: QuerySet[Any] = rows
        return found


@admin.register(ProjectAnalysis)
class ProjectAnalysisAdmin(ListAdmin):
    list_display = ("updated_at", "language", "framework", "version", "project", "account")
    list_filter = ("project__account",)
    ordering = ("-updated_at",)
    texts = ("patterns", "conventions", "issues")


@admin.register(VerificationResult)
class VerificationResultAdmin(ListAdmin):
    list_display = (
        "created_at",
        "agent",
        "passed",
        mark("blocking", "blocking"),
        "score",
        "anti_slop_score",
        "soul_match_score",
        "is_latest",
        "project",
        "account",
    )
    list_filter = ("passed", "blocking", "is_latest", "project__account")
    ordering = ("-id",)
    texts = ("feature", "violations", "reasoning")


@admin.register(TournamentResult)
class TournamentResultAdmin(ListAdmin):
    list_display = ("created_at", "status", mark("is_hybrid", "hybrid"), "project", "account")
    list_filter = ("status", "is_hybrid", "project__account")
    ordering = ("-id",)
    texts = ("feature", "winner", "verdicts")


@admin.register(ProjectRule)
class ProjectRuleAdmin(ListAdmin):
    list_display = ("updated_at", "priority", "is_active", "version", "project", "user", "account")
    list_filter = ("is_active", ("user", admin.EmptyFieldListFilter))
    list_select_related = ("project__account", "user__account")
    search_fields = ("project__key", "user__key")
    ordering = ("-updated_at",)
    texts = ("text",)

    @admin.display(description="Account")
    def account(self, row: Any) -> str:
        return str((row.project or row.user).account)


@admin.register(UserPreference)
class UserPreferenceAdmin(ListAdmin):
    list_display = (
        "updated_at",
        "design_threshold",
        "code_threshold",
        "tournament_mode",
        "extended_thinking",
        "security_scan",
        "placeholder_check",
        "version",
        "user",
        "account",
    )
    list_filter = ("user__account",)
    list_select_related = ("user__account",)
    search_fields = ("user__key",)
    ordering = ("-updated_at",)
    texts = ("preferred_model", "observed")

    @admin.display(description="Account", ordering="user__account__name")
    def account(self, row: Any) -> str:
        return str(row.user.account)
