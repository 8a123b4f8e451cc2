"""Standings to be judged, and what was served to be looked at."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from unfold.admin import TabularInline

from context import shipped_admin  # noqa: F401 - registers its own
from context.curation import switching  # noqa: F401 - registers its own
from context.curation.comparing import ComparingPage
from context.curation.places import PAGE
from context.curation.review import ReviewPages
from context.cycle_admin import CycleAdmin as CycleAdmin
from context.models import (
    BuildItem,
    ContextBuild,
    Lesson,
    Outcome,
    Standing,
)
from context.preview import PipelinePages
from context.recalling import with_recall
from context.waiting import sections, shipped_rows
from intake.admin import ReadOnlyAdmin
from intake.lists import in_words

MOST_TOLD = 10


class ReadOnlyInline(TabularInline):  # type: ignore[misc]
    extra = 0
    per_page = 20
    can_delete = False
    hide_title = True

    @admin.display(description="Flags")
    def flagged(self, row: Any) -> str:
        return ", ".join(row.flags)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class StandingInline(ReadOnlyInline):
    model = Standing
    verbose_name_plural = "How it stands"
    fields = (
        "audience",
        "served",
        "evidence",
        "reliable",
        "flagged",
        "reason",
        "moved_by",
        "moved_at",
    )
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[Standing]:
        found: QuerySet[Standing] = super().get_queryset(request)
        return found.select_related("account").order_by("account__name")

    @admin.display(description="Before")
    def audience(self, standing: Standing) -> str:
        return str(standing.account or "everybody")

    @admin.display(description="Status")
    def served(self, standing: Standing) -> str:
        return standing.status

    @admin.display(description="For / against")
    def evidence(self, standing: Standing) -> str:
        return f"{standing.evidence_for} / {standing.evidence_against}"

    @admin.display(description="Reliability")
    def reliable(self, standing: Standing) -> str:
        return f"{standing.reliability:.2f}"


class LessonInline(ReadOnlyInline):
    """Who taught it; in which words is nobody's business outside the account."""

    model = Lesson
    fk_name = "item"
    verbose_name_plural = "Who taught it"
    fields = ("account", "source", "flagged", "created_at")
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[Lesson]:
        found: QuerySet[Lesson] = super().get_queryset(request)
        return (
            found.select_related("account")
            .only("item_id", "account__name", "source", "flags", "created_at")
            .order_by("created_at", "id")
        )


@admin.register(Standing)
class WaitingAdmin(ReviewPages, ReadOnlyAdmin):
    """Standings are looked at with their items; as a list there is only what waits for a person."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return obj is None and bool(super().has_view_permission(request))

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),
            "title": "Waiting for you",
            "sections": sections(request.user),
            "shipped": shipped_rows(request.user),
            "review_url": reverse(PAGE),
        }
        return TemplateResponse(request, "admin/waiting.html", context)


class BuildItemInline(ReadOnlyInline):
    model = BuildItem
    verbose_name_plural = "What it carried"
    fields = readonly_fields = ("ref", "version", "recalled")
    ordering = ("ref",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        found: QuerySet[BuildItem] = super().get_queryset(request)
        return with_recall(found)

    @admin.display(description="Recalled")
    def recalled(self, row: Any) -> str:
        return f"{row.recalled_at:%Y-%m-%d}: {row.recalled_why}" if row.recalled_at else ""


@admin.register(ContextBuild)
class ContextBuildAdmin(ComparingPage, PipelinePages, ReadOnlyAdmin):
    actions_list = (*PipelinePages.actions_list, "compare")
    list_display = ("id", "account", "project", "tokens", "items", "created_at")
    list_filter = ("account",)
    list_select_related = ("account", "project")
    search_fields = ("id", "project__key")
    fields = ("id", "account", "project", "tokens", "template_digest", "release", "created_at")
    inlines = (BuildItemInline,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[ContextBuild]:
        found: QuerySet[ContextBuild] = super().get_queryset(request)
        return found.annotate(items_carried=Count("items"))

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        *args: Any,
        obj: Any = None,
        **kwargs: Any,
    ) -> HttpResponse:
        if obj is not None:
            bad = with_recall(obj.items.all()).exclude(recalled_at=None).order_by("ref")[:MOST_TOLD]
            for row in bad:
                messages.error(request, f"It carried {row.ref}, recalled: {row.recalled_why}")
        page: HttpResponse = super().render_change_form(request, context, *args, obj=obj, **kwargs)
        return page

    @admin.display(description="Items", ordering="items_carried")
    def items(self, build: Any) -> int:
        carried: int = build.items_carried
        return carried


@admin.register(Outcome)
class OutcomeAdmin(ReadOnlyAdmin):
    list_display = (
        "created_at",
        "success",
        "source",
        "item",
        "version",
        "account",
        "project",
        "consumer",
        "context",
    )
    list_filter = ("success", "source", "account")
    list_select_related = ("item", "account", "project")
    search_fields = ("item__slug", "item__name", "project__key", "build__id")
    ordering = ("-created_at",)
    exclude = ("versions",)
    readonly_fields = (in_words("versions"),)

    @admin.display(description="Context", ordering="build")
    def context(self, outcome: Outcome) -> str:
        """Enough of its id to tell it from others, and no more than the list has room for."""
        return f"{outcome.build_id[:12]}…" if outcome.build_id else ""
