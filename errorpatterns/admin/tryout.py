"""Two pages of the error library's admin: what it makes of a pasted error, and what an edit would
gain and lose. Nothing of either is stored.
"""

from typing import Any

from django import forms
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from unfold.decorators import action
from unfold.widgets import UnfoldAdminTextareaWidget, UnfoldAdminTextInputWidget

from context.curating import AsTyped
from errorpatterns.diagnostics import MAX_LOG
from errorpatterns.effects import effects
from errorpatterns.models import ErrorPattern
from errorpatterns.reviewing import PatternReview
from errorpatterns.tryout import tried
from intake.scrubbing import ScrubbingFailed, scrub
from projects.models import Account

MAX_SOURCE = 250_000
UNSCRUBBED = "It could not be freed of private text, so nothing of it is shown. Paste less of it."


class TryForm(forms.Form):
    """What is tried; `cleaned_data["account"]` is the account itself, or None."""

    log = AsTyped(
        max_length=MAX_LOG,
        error_messages={"required": "Paste an error or a log."},
        label="Error or log",
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 8, "spellcheck": "false"}),
        help_text="One error, or the whole output of a build, a linter or tests.",
    )
    file = forms.CharField(
        max_length=500,
        required=False,
        label="Name of the file",
        widget=UnfoldAdminTextInputWidget,
        help_text="As the error names it. Empty: the text below is of every error's file.",
    )
    source = AsTyped(
        max_length=MAX_SOURCE,
        required=False,
        label="Text of the file",
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 6, "spellcheck": "false"}),
        help_text="To see what the fix would do to it.",
    )
    line = forms.IntegerField(
        min_value=1,
        max_value=MAX_SOURCE,
        required=False,
        label="Line",
        widget=UnfoldAdminTextInputWidget(attrs={"inputmode": "numeric"}),
        help_text="Of an error that names none.",
    )
    column = forms.IntegerField(
        min_value=1,
        max_value=MAX_SOURCE,
        required=False,
        label="Column",
        widget=UnfoldAdminTextInputWidget(attrs={"inputmode": "numeric"}),
        help_text="From 1. Empty: where the only name of the message stands that the line has.",
    )
    account = forms.CharField(
        max_length=200,
        required=False,
        label="As account",
        widget=UnfoldAdminTextInputWidget,
        help_text="The name of an account, for what it would be served. Empty: the whole library.",
    )

    def clean_account(self) -> Account | None:
        name = self.cleaned_data["account"].strip()
        if not name:
            return None
        found = Account.objects.filter(name=name).first()
        if found is None:
            raise forms.ValidationError(f"There is no account “{name}”.")
        return found

    def scrubbed(self) -> "TryForm":
        """The same, to be shown again: bound to scrubbed texts, with what was wrong."""
        told = {name: scrub(self.data.get(name, "")) for name in ("log", "file", "source")}
        told |= {name: self.data.get(name, "") for name in ("line", "column", "account")}
        shown = TryForm(told)
        shown._errors = self.errors  # type: ignore[attr-defined]
        return shown


class TryOutPages:
    """The pages beside the list and the form of an error pattern, for those who may edit it."""

    admin_site: Any
    opts: Any

    def get_urls(self) -> list[URLPattern]:
        page = path(
            "<path:object_id>/try/",
            self.admin_site.admin_view(self.try_edit),
            name=f"{self.opts.app_label}_{self.opts.model_name}_try_edit",
        )
        urls: list[URLPattern] = super().get_urls()  # type: ignore[misc]
        return [page, *urls]

    @action(description="Try an error or a log", url_path="try-out", permissions=["change"])  # type: ignore[untyped-decorator]
    def try_out(self, request: HttpRequest) -> HttpResponse:
        """By POST, so that no log of addresses has what was pasted."""
        # No report of a failure is to have it either.
        request.sensitive_post_parameters = "__ALL__"  # type: ignore[attr-defined]
        form = TryForm(request.POST if request.method == "POST" else None, initial=asked(request))
        shown = {**self.admin_site.each_context(request), "title": "Try an error or a log"}
        shown |= {"opts": self.opts, "form": form}
        if form.is_bound:
            try:
                shown |= answered(form)
            except ScrubbingFailed:
                shown |= {"form": TryForm(), "refused": UNSCRUBBED}
        return TemplateResponse(request, "admin/errorpatterns/tryout.html", shown)

    def try_edit(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """What the edited form would come to, without saving: why it would be refused, and which
        errors it gains and loses. A part of the form's page, for its script.
        """
        if not self.has_change_permission(request):  # type: ignore[attr-defined]
            raise PermissionDenied
        item = self.get_object(request, unquote(object_id))  # type: ignore[attr-defined]
        if item is None:
            raise Http404
        if request.method != "POST":
            return redirect("admin:errorpatterns_errorpattern_change", object_id)
        form = self.get_form(request, item, change=True)(request.POST, instance=item)  # type: ignore[attr-defined]
        return TemplateResponse(request, "admin/errorpatterns/effects.html", judged(form))


def asked(request: HttpRequest) -> dict[str, str]:
    """An error of the pattern that the address names, if it does, none that was told."""
    try:
        pattern = ErrorPattern.objects.filter(pk=request.GET["of"]).first()
    except (KeyError, ValidationError):
        return {}
    examples = PatternReview().examples(pattern) if pattern else ()
    return {"log": examples[0].text} if examples else {}


def answered(form: TryForm) -> dict[str, Any]:
    """What the page says of a form that was sent."""
    if not form.is_valid():
        return {"form": form.scrubbed()}
    told = form.cleaned_data
    place = {name: told[name] for name in ("line", "column") if told[name]}
    answer = tried(told["log"], told["source"], told["file"], told["account"], place)
    return {"form": form.scrubbed(), "answer": answer, "account": told["account"]}


def judged(form: Any) -> dict[str, Any]:
    """Why saving would refuse the form, and what its regex gains and loses if it has one."""
    form.is_valid()
    refusals = [
        (form.fields[name].label or name if name in form.fields else "", text)
        for name, texts in form.errors.items()
        if name != "why"
        for text in texts
    ]
    told = form.cleaned_data
    shown: dict[str, Any] = {"refusals": refusals}
    if regex := told.get("error_regex"):
        given = (typed(form, name) for name in ("examples", "counter_examples"))
        shown["effects"] = effects(form.instance, regex, *given)
        if regex != form.data.get("error_regex"):
            shown["narrowed"] = regex
    return shown


def typed(form: Any, name: str) -> list[str]:
    """The texts of a field, also where they are refused for what the regex makes of them."""
    try:
        texts: list[str] = form.fields[name].clean(form.data.get(name, ""))
    except forms.ValidationError:
        return []
    return texts
