"""Shipped content to be edited, standings to be judged, and what was served to be looked at."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count, QuerySet
from django.forms.fields import InvalidJSONInput
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from unfold.admin import TabularInline
from unfold.decorators import action
from unfold.widgets import UnfoldAdminExpandableTextareaWidget

from context.curating import WHY, CuratedAdmin, WhyForm
from context.curation import switching  # noqa: F401 - registers its own
from context.curation.comparing import ComparingPage
from context.curation.places import PAGE
from context.curation.review import ReviewPages
from context.cycle_admin import CycleAdmin as CycleAdmin
from context.models import (
    AntiSlopRule,
    AppSoul,
    BuildItem,
    ContextBuild,
    Generation,
    Lesson,
    Outcome,
    ProviderHint,
    Shipped,
    Standing,
)
from context.preview import PipelinePages
from context.recalling import with_recall
from context.seeding import digest_of, shipped_part
from context.shipped import ShippedHint, ShippedRule, ShippedSoul
from context.waiting import sections
from intake.admin import ReadOnlyAdmin
from intake.strict import unstorable
from projects.asking import ShortReasonForm, answer, ask

MOST_TOLD = 10
# Of a list that is served; the longest shipped one has 4 points of 157 characters.
MOST_POINTS = 20
LONGEST_POINT = 500


class RuleForm(WhyForm):
    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        kind, value = cleaned.get("kind"), cleaned.get("value")
        if (kind == AntiSlopRule.Kind.BAN) != bool(cleaned.get("pattern")):
            self.add_error("pattern", "A ban, and nothing else, has a pattern.")
        if (kind == AntiSlopRule.Kind.THRESHOLD) != (value is not None):
            self.add_error("value", "A threshold, and nothing else, has a value.")
        if value is not None and value > 100:
            self.add_error("value", "A threshold lies between 0 and 100.")
        return cleaned


class TypedJSONField(forms.JSONField):
    """Shown again as it was typed: what was parsed may hold what no page can."""

    def bound_data(self, data: Any, initial: Any) -> Any:
        return data if data is None else InvalidJSONInput(data)


class HintForm(WhyForm):
    class Meta:
        field_classes = {"install": TypedJSONField, "environment": TypedJSONField}

    def clean_install(self) -> list[str]:
        names = self.cleaned_data["install"]
        if not isinstance(names, list) or not all(map(is_storable, names)):
            raise forms.ValidationError('A list of package names is expected: ["…", "…"]')
        return bounded(names)

    def clean_environment(self) -> list[dict[str, str]]:
        variables = self.cleaned_data["environment"]
        if not isinstance(variables, list) or not all(map(is_variable, variables)):
            raise forms.ValidationError('A list is expected: [{"name": "…", "note": "…"}]')
        bounded([text for variable in variables for text in variable.values()], 2 * MOST_POINTS)
        return variables


def bounded(texts: list[str], most: int = MOST_POINTS) -> list[str]:
    if len(texts) > most:
        raise forms.ValidationError(f"There are more than {MOST_POINTS}: keep what matters most.")
    if any(len(text) > LONGEST_POINT for text in texts):
        raise forms.ValidationError(f"One is longer than {LONGEST_POINT} characters: shorten it.")
    return texts


def is_variable(value: object) -> bool:
    return (
        isinstance(value, dict)
        and value.keys() == {"name", "note"}
        and all(map(is_storable, value.values()))
    )


def is_storable(value: object) -> bool:
    return isinstance(value, str) and not unstorable(value)


class PointsField(forms.CharField):
    """A list of texts, edited as a line each."""

    def __init__(self) -> None:
        super().__init__(
            required=False,
            widget=UnfoldAdminExpandableTextareaWidget,
            help_text=f"A point a line, {MOST_POINTS} at most.",
        )

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> Any:
        return bounded(points_in(super().clean(value)))

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(points_in(data or "") != initial)


def points_in(text: str) -> list[str]:
    return [point for line in text.splitlines() if (point := line.strip())]


class SoulForm(WhyForm):
    typography = PointsField()
    colour = PointsField()
    motion = PointsField()
    depth = PointsField()
    layout = PointsField()
    anti_patterns = PointsField()


class ShippedAdmin(CuratedAdmin):
    """Content that came with the release: edited, switched, and compared with what was shipped."""

    generation = Generation.Name.SHIPPED
    shipped_as: type[Any]
    actions_detail = ("switch_on", "switch_off")
    actions = (*actions_detail, *CuratedAdmin.exports)

    def prepare_new(self, request: HttpRequest, item: Any) -> None:
        item.is_active = False

    def withhold(self, request: HttpRequest, item: Any, flags: Sequence[str], why: str) -> None:
        rows = self.model.objects.filter(pk=item.pk)
        rows.switch(False, reason=f"imported: {why}", user=request.user)

    @admin.display(description="Text")
    def shipped(self, row: Shipped) -> str:
        same = digest_of(shipped_part(row, self.shipped_as)) == row.shipped_digest
        return "as shipped" if same else "edited"

    @action(description="Activate", permissions=["change"])  # type: ignore[untyped-decorator]
    def switch_on(
        self, request: HttpRequest, queryset: Any = None, object_id: str = ""
    ) -> HttpResponse | None:
        return self.switch(request, True, queryset, object_id)

    @action(description="Deactivate", permissions=["change"])  # type: ignore[untyped-decorator]
    def switch_off(
        self, request: HttpRequest, queryset: Any = None, object_id: str = ""
    ) -> HttpResponse | None:
        return self.switch(request, False, queryset, object_id)

    def switch(
        self, request: HttpRequest, is_active: bool, queryset: Any, object_id: str
    ) -> HttpResponse | None:
        if queryset is None:
            row = self.get_object(request, unquote(object_id))
            if row is None:
                raise Http404
            queryset = self.model.objects.filter(pk=row.pk)
        form = ShortReasonForm(answer(request))
        if not form.is_valid():
            title = "Activate" if is_active else "Deactivate"
            return ask(self, request, form, title=title, objects=queryset)
        with transaction.atomic():
            changed = queryset.switch(
                is_active, reason=form.cleaned_data["reason"], user=request.user
            )
        messages.success(request, f"{changed} changed; every process serves it so within seconds.")
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_change"
        return redirect(name, object_id) if object_id else None


@admin.register(AntiSlopRule)
class AntiSlopRuleAdmin(ShippedAdmin):
    form = RuleForm
    shipped_as = ShippedRule
    list_display = (
        "name",
        "kind",
        "pattern",
        "value",
        "is_active",
        "version",
        "shipped",
        "updated_at",
    )
    list_filter = ("kind", "is_active")
    search_fields = ("slug", "name", "pattern", "text")
    readonly_fields = ("slug", "version", "is_active", "shipped", "updated_at")
    fieldsets = (
        (None, {"fields": ("name", "kind", "pattern", "text", "value", "position")}),
        ("Served", {"fields": ("slug", "is_active", "version", "shipped", "updated_at")}),
        WHY,
    )


@admin.register(ProviderHint)
class ProviderHintAdmin(ShippedAdmin):
    form = HintForm
    shipped_as = ShippedHint
    list_display = ("name", "slug", "category", "is_active", "version", "shipped", "updated_at")
    list_filter = ("category", "is_active")
    search_fields = ("slug", "name", "usage", "notes")
    readonly_fields = ("slug", "version", "is_active", "shipped", "updated_at")
    fieldsets = (
        (
            None,
            {"fields": ("name", "category", "install", "imports", "environment", "usage", "notes")},
        ),
        ("Served", {"fields": ("slug", "is_active", "version", "shipped", "updated_at")}),
        WHY,
    )


@admin.register(AppSoul)
class AppSoulAdmin(ShippedAdmin):
    form = SoulForm
    shipped_as = ShippedSoul
    list_display = ("name", "slug", "is_active", "version", "shipped", "updated_at")
    list_filter = ("is_active",)
    search_fields = ("slug", "name", "description")
    readonly_fields = ("slug", "version", "is_active", "shipped", "updated_at")
    fieldsets = (
        (None, {"fields": ("name", "description")}),
        (
            "The design system",
            {"fields": ("typography", "colour", "motion", "depth", "layout", "anti_patterns")},
        ),
        ("Served", {"fields": ("slug", "is_active", "version", "shipped", "updated_at")}),
        WHY,
    )


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
        "build",
    )
    list_filter = ("success", "source", "account")
    list_select_related = ("item", "account", "project", "build")
    search_fields = ("item__slug", "item__name", "project__key", "build__id")
    ordering = ("-created_at",)
