"""Specialists to be promoted, and how what they advised went; never in which words."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import URLPattern, reverse
from simple_history.admin import SimpleHistoryAdmin
from unfold.decorators import action

from context.curation.history import HistoryPages
from context.curation.home import Line, many, page
from context.waiting import MOST_COUNTED
from intake.admin import ReadOnlyAdmin
from intake.lists import count_of, in_words
from projects.asking import ReasonForm, answer, ask
from shadowmodels.calibration import measure
from shadowmodels.drawing import drawn
from shadowmodels.models import ShadowInference, ShadowModel, StillTraining

METRICS = in_words("metrics")
PROPOSAL = "admin/shadowmodels/shadowmodel/proposal.html"
CALIBRATION = "admin/shadowmodels/shadowmodel/calibration.html"
PROMOTION = (
    "All projects of its account will be served what it advises with enough confidence. What is "
    "promoted now under this name becomes deprecated."
)


def proposed_models(now: datetime) -> Iterator[Line]:
    """What of them waits for a person, for the admin's first page."""
    rows = ShadowModel.objects.proposed().order_by("proposed_at")
    if count := count_of(rows, MOST_COUNTED):
        words = many(count, "shadow model is", "shadow models are")
        url = f"{page('shadowmodels_shadowmodel_changelist')}?proposed_at__isempty=0"
        first = rows.values_list("proposed_at", flat=True).first()
        yield Line(f"{words} better than what is promoted, by what was measured", url, first)


def measured(model: Any) -> dict[str, Any]:
    """What became of what it advised; one query, however many fields of a page ask."""
    if not hasattr(model, "measured"):
        model.measured = measure(model.inferences.all())
    found: dict[str, Any] = model.measured
    return found


def pictures(model: Any) -> str:
    """How well it knew and, beside it, the version that is promoted now; drawn once for a page."""
    if not hasattr(model, "pictures"):
        versions = [model, *ShadowModel.objects.promoted_beside(model)]
        figures = [
            {"model": each, "told": measured(each), **drawn(measured(each)["curve"])}
            for each in versions
        ]
        model.pictures = render_to_string(CALIBRATION, {"figures": figures})
    told: str = model.pictures
    return told


@admin.register(ShadowModel)
class ShadowModelAdmin(HistoryPages, SimpleHistoryAdmin, ReadOnlyAdmin):  # type: ignore[misc]
    list_display = (
        "name",
        "model_version",
        "account",
        "base_model",
        "status",
        "proposed_at",
        "promoted_at",
        "updated_at",
    )
    list_filter = ("status", ("proposed_at", admin.EmptyFieldListFilter), "account")
    list_select_related = ("account",)
    search_fields = ("name", "model_version", "base_model")
    ordering = ("-updated_at", "-id")
    object_history_template = "admin/changes.html"
    change_form_outer_before_template = PROPOSAL
    actions_detail = ("promote",)
    fieldsets = (
        (None, {"fields": ("account", "name", "model_version", "base_model", "status")}),
        ("Measured here", {"fields": ("counts", "success", "calibration")}),
        ("Told by its account", {"fields": (METRICS,)}),
        ("Times", {"fields": ("promoted_at", "created_at", "updated_at")}),
    )

    @admin.display(description="Inferences")
    def counts(self, model: ShadowModel) -> str:
        told = measured(model)
        return (
            f"{told['inferences']}: {told['used']} used, {told['successful']} successful, "
            f"{told['failed']} failed, {told['unknown']} unknown"
        )

    @admin.display(description="Success at least")
    def success(self, model: ShadowModel) -> str:
        return f"{measured(model)['lower_bound']:.2f} (Wilson, 95 %, of those that are known)"

    @admin.display(description="Calibration")
    def calibration(self, model: ShadowModel) -> str:
        return pictures(model)

    def has_promote_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("shadowmodels.promote_shadowmodel")

    @action(description="Promote", permissions=["promote"])  # type: ignore[untyped-decorator]
    def promote(self, request: HttpRequest, object_id: str) -> HttpResponse:
        model = self.get_object(request, unquote(object_id))
        if model is None:
            raise Http404
        page = reverse("admin:shadowmodels_shadowmodel_change", args=[model.pk])
        form = ReasonForm(answer(request))
        if not form.is_valid():
            return ask(
                self,
                request,
                form,
                title="Promote",
                notes=filter(
                    None, [PROMOTION, f"Inferences: {self.counts(model)}.", model.proposal]
                ),
                objects=[model],
                cancel=page,
            )
        try:
            with transaction.atomic():
                changed = model.promote(form.cleaned_data["reason"], request.user)
        except StillTraining as error:
            messages.error(request, f"Nothing was changed: {error}")
        else:
            if changed:
                messages.success(request, f"{model} is promoted.")
            else:
                messages.warning(request, "Nothing was changed: it is promoted already.")
        return redirect(page)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        if self.get_object(request, unquote(object_id)) is None:
            raise Http404
        page: HttpResponse = super().history_view(request, object_id, extra_context)
        return page

    def get_urls(self) -> list[URLPattern]:
        # Without simple_history's page that restores a version.
        urls: list[URLPattern] = super(SimpleHistoryAdmin, self).get_urls()
        return urls


@admin.register(ShadowInference)
class ShadowInferenceAdmin(ReadOnlyAdmin):
    """What was advised is an account's own text, which staff do not read; nor can they release what
    they have not read.
    """

    list_display = (
        "created_at",
        "model",
        "account",
        "project",
        "domain",
        "confidence",
        "was_used",
        "was_successful",
        "evidence",
        "flagged_by",
    )
    list_filter = ("is_flagged", "was_successful", "was_used", "model__status", "account")
    list_select_related = ("model", "account", "project")
    search_fields = ("model__name", "domain", "project__key")
    ordering = ("-id",)
    fieldsets = (
        (None, {"fields": ("model", "account", "project", "domain", "confidence", "created_at")}),
        ("How it went", {"fields": ("was_used", "was_successful", "evidence", "outcome_at")}),
        (
            "Flags",
            {
                "fields": ("flagged_by",),
                "description": "Which rule fired, and where. What is flagged is served to nobody, "
                "and stays so: its text is the account's own, and is not shown to staff.",
            },
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[ShadowInference]:
        found: QuerySet[ShadowInference] = super().get_queryset(request)
        return found.defer("input", "inference")

    @admin.display(description="Flagged by")
    def flagged_by(self, inference: ShadowInference) -> str:
        return ", ".join(inference.flags)
