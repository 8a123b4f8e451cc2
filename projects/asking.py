"""The page that asks why before staff change anything, and says what will change."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.contrib.admin import helpers
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.urls import reverse
from unfold.admin import ModelAdmin
from unfold.widgets import UnfoldAdminTextareaWidget

from intake.reasons import ReasonField


def reason_field(max_length: int) -> forms.CharField:
    return ReasonField(max_length=max_length, widget=UnfoldAdminTextareaWidget(attrs={"rows": 3}))


class ReasonForm(forms.Form):
    reason = reason_field(500)


class ShortReasonForm(ReasonForm):
    """Of what is kept in the history of a row alone, which has room for so much."""

    reason = reason_field(100)


def answer(request: HttpRequest) -> Any:
    """What the page sent back; None where it is only to be shown. Nothing changes without it."""
    return request.POST if request.method == "POST" and "confirmed" in request.POST else None


def ask(
    admin: ModelAdmin,
    request: HttpRequest,
    form: forms.Form,
    *,
    title: str,
    notes: Iterable[str] = (),
    objects: Iterable[Any] = (),
    parts: Mapping[Any, Iterable[Any]] | None = None,
    cancel: str = "",
) -> TemplateResponse:
    """The page for one object or, from a list, for those that were selected there.

    Below an object stand its `parts`, by primary key: what it says that has to be read before
    (`title`, `visible`, and the `rules` that flagged it). Who cancels goes to the address
    `cancel`, or else to the list.
    """
    changelist = f"admin:{admin.opts.app_label}_{admin.opts.model_name}_changelist"
    context = {
        **admin.admin_site.each_context(request),
        "title": title,
        "form": form,
        "notes": list(notes),
        "objects": [(each, (parts or {}).get(each.pk, ())) for each in objects],
        "cancel": cancel or reverse(changelist),
        "action": request.POST.get("action", ""),
        "selected": request.POST.getlist(helpers.ACTION_CHECKBOX_NAME),
        "is_across": request.POST.get("select_across") == "1",
        "selected_name": helpers.ACTION_CHECKBOX_NAME,
    }
    return TemplateResponse(request, "admin/ask.html", context)
