"""Two pages of the admin: how the whole pipeline stands, and what a project would be served now."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.template.response import TemplateResponse
from unfold.decorators import action
from unfold.widgets import (
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
)

from context.api.serving import subject_of
from context.assembly import Context, Options, assemble
from context.curation.linking import pages_of
from context.curation.pretty import pretty
from context.offers import Imagined
from context.pipeline import status_of
from context.snapshot import look
from projects.models import Account, Project

MOST_TOKENS = 200_000
COUNTS = {
    "error_patterns": "active error patterns",
    "learned_patterns": "active learned patterns",
    "active_strategies": "active strategies",
    "shadow_models": "promoted shadow models",
    "total_learning_events": "learning events",
}
REASONS = {
    "budget": "no room in the budget",
    "limit": "beyond the section's limit",
    "low_reliability": "fails too often",
    "duplicate": "said elsewhere",
    "excluded": "left out by the request",
    "not_relevant": "has nothing to do with the task",
    "held_out": "held out, to measure what it is worth",
    "scope": "not for this project",
    "status": "not active",
}


class PreviewForm(forms.Form):
    """Whose context, and how it is asked for; `cleaned_data["project"]` is the project itself."""

    project = forms.CharField(max_length=200, label="Project", widget=UnfoldAdminTextInputWidget)
    account = forms.ModelChoiceField(
        Account.objects.all(),
        required=False,
        empty_label="any",
        widget=UnfoldAdminSelectWidget,
        help_text="Where several accounts have a project of this key.",
    )
    task = forms.CharField(
        max_length=100_000,
        required=False,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 2}),
        help_text="What is about to be done. It is not stored.",
    )
    user = forms.CharField(
        max_length=200,
        required=False,
        widget=UnfoldAdminTextInputWidget,
        help_text="By the account's own key. Empty: the project's.",
    )
    language = forms.CharField(
        max_length=40,
        required=False,
        widget=UnfoldAdminTextInputWidget,
        help_text="Empty: the project's.",
    )
    max_tokens = forms.IntegerField(
        min_value=256,
        max_value=MOST_TOKENS,
        initial=8_000,
        label="Tokens at most",
        widget=UnfoldAdminIntegerFieldWidget,
    )
    form = forms.ChoiceField(
        choices=[("full", "full"), ("summary", "summary: one line a section")],
        widget=UnfoldAdminSelectWidget,
    )
    order = forms.ChoiceField(
        choices=[("cache", "cache: the lasting part first"), ("number", "number: by section")],
        widget=UnfoldAdminSelectWidget,
    )

    def groups(self) -> Iterator[tuple[str, list[Any]]]:
        """Its fields, below what they are about."""
        yield "", list(self)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors:
            cleaned["project"] = self.find(cleaned["project"], cleaned["account"])
        return cleaned

    def find(self, key: str, account: Account | None) -> Project:
        rows = Project.objects.whole().filter(key=key)
        found = list((rows.filter(account=account) if account else rows)[:2])
        if not found:
            raise ValidationError({"project": "There is no such project."})
        if len(found) > 1:
            raise ValidationError({"account": "Several accounts have such a project: choose one."})
        return found[0]


def filled_for(project_id: str) -> dict[str, Any] | None:
    """What the form is filled with for one project; None where there is no such project."""
    try:
        project = Project.objects.filter(pk=UUID(project_id)).first()
    except ValueError:
        return None
    if project is None:
        return None
    empty = PreviewForm()
    shown = {name: empty[name].value() for name in empty.fields}
    shown |= {"form": "full", "order": "cache"}
    return {**shown, "project": project.key, "account": project.account_id}


def made(
    asked: dict[str, Any],
    project: Project | None = None,
    imagined: Mapping[UUID, Imagined] | None = None,
) -> Context:
    """The context that the project, or another one instead, would be served; nothing of it is kept,
    and nobody counts it.

    With items as if they stood otherwise: told to the sections of this one context, so that
    nothing is written and no other process or thread can see it.
    """
    project = project or asked["project"]
    wish = {"task": asked["task"], "language": asked["language"], "framework": "", "providers": []}
    wish["user"] = asked["user"] or None
    options = Options(max_tokens=asked["max_tokens"], order=asked["order"], form=asked["form"])
    look()
    subject = subject_of(project.account_id, project, wish)
    return assemble(replace(subject, imagined=imagined or {}), options)


def bars(context: Context, pages: Mapping[str, str]) -> list[dict[str, Any]]:
    """Each part of a section that says something or failed, in the order of print, with its tokens
    in percent of the largest, and its items with the address of their pages.
    """
    told = [section for section in context.sections if section["status"] != "empty"]
    most = max((section["tokens"] for section in told), default=0) or 1
    return [
        {
            **section,
            "share": 100 * section["tokens"] // most,
            "items": [{**item, "url": pages.get(item["ref"], "")} for item in section["items"]],
        }
        for section in told
    ]


def silent(context: Context) -> list[tuple[str, list[str]]]:
    """The titles of the sections that say nothing, after why."""
    empty = [told for told in context.sections if told["status"] == "empty"]
    crowded, mute = (
        [told["title"] for told in empty if (told["key"] in context.crowded) == is_crowded]
        for is_crowded in (True, False)
    )
    return [
        (why, found) for why, found in (("No room", crowded), ("Nothing to say", mute)) if found
    ]


def omissions(context: Context, pages: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """What was considered and left out, why, and the address of its page if it has one."""
    return [
        (
            left.get("ref") or left["key"],
            "and more of this section" if left.get("more") else REASONS[left["reason"]],
            pages.get(left.get("ref", ""), ""),
        )
        for left in context.omitted
    ]


def refs_of(context: Context) -> set[str]:
    served = {item["ref"] for section in context.sections for item in section["items"]}
    return served | {left["ref"] for left in context.omitted if "ref" in left}


class PipelinePages:
    """The two pages beside a list of the admin, each with a permission of its own.

    Whoever previews reads what a project's account told: its rules, intent and errors. Viewers do
    not.
    """

    admin_site: Any
    actions_list: tuple[str, ...] = ("pipeline", "preview")

    def has_pipeline_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("context.view_standing")

    def has_preview_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("context.preview_context")

    @action(description="Pipeline", url_path="pipeline", permissions=["pipeline"])  # type: ignore[untyped-decorator]
    def pipeline(self, request: HttpRequest) -> TemplateResponse:
        status = status_of(None)
        shown = {
            **self.admin_site.each_context(request),
            "title": "Pipeline",
            "pipeline": status,
            "counts": [(title, getattr(status, name)) for name, title in COUNTS.items()],
        }
        return TemplateResponse(request, "admin/pipeline.html", shown)

    @action(description="Preview a context", url_path="preview", permissions=["preview"])  # type: ignore[untyped-decorator]
    def preview(self, request: HttpRequest) -> TemplateResponse:
        """By POST, so that no log of addresses has the task; by GET for a project as it is."""
        asked = request.method == "POST"
        form = PreviewForm(request.POST if asked else filled_for(request.GET.get("project", "")))
        shown = {**self.admin_site.each_context(request), "title": "Preview a context"}
        shown["form"] = form
        if form.is_bound and form.is_valid():
            context = made(form.cleaned_data)
            project = form.cleaned_data["project"]
            pages = pages_of(refs_of(context), project)
            shown |= {
                "project": project,
                "context": context,
                "max_tokens": form.cleaned_data["max_tokens"],
                "bars": bars(context, pages),
                "pretty": pretty(context.markdown),
                "silent": silent(context),
                "omissions": omissions(context, pages),
            }
        return TemplateResponse(request, "admin/preview.html", shown)
