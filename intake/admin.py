"""Jobs and events: to be looked at, and jobs to be run now."""

import re
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import reverse
from unfold.decorators import action
from unfold.widgets import (
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldBooleanWidget,
)

from intake.jobs import MOST_FOUND, REQUESTED, jobs
from intake.lists import BoundedAdmin, in_words, mark
from intake.models import JobRun, OutboxEvent
from intake.outbox import emit
from intake.reasons import ReasonField
from intake.schedule import advice, failing_since, first_line, seconds, states

MOST_ASKED_FOR = 20
DRY = mark("dry_run", "dry run")


# The first of these endings that a word has, and what stands there of one.
SINGULAR = [
    (re.compile(ending), one)
    for ending, one in (
        (r"ies$", "y"),
        (r"yses$", "ysis"),
        (r"(x|ch|sh|ss)es$", r"\1"),
        (r"(?<!s)s$", ""),
    )
]


class ReadOnlyAdmin(BoundedAdmin):
    """Rows that only the service writes."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class RunForm(forms.Form):
    """Which job, whether it may change anything, and why."""

    job = forms.ChoiceField(
        choices=lambda: [(name, name) for name in jobs()], widget=UnfoldAdminSelectWidget
    )
    dry_run = forms.BooleanField(
        required=False,
        label="Only say what it would do",
        help_text="A dry run changes nothing.",
        widget=UnfoldBooleanWidget,
    )
    reason = ReasonField(
        max_length=150,
        help_text="Kept with the run, with your name.",
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 3}),
    )


@admin.register(JobRun)
class JobRunAdmin(ReadOnlyAdmin):
    list_display = ("job", "started_at", "seconds", "state", "counted", DRY, "reason")
    list_filter = ("job", "dry_run", ("finished_at", admin.EmptyFieldListFilter))
    search_fields = ("job", "error", "reason")
    ordering = ("-started_at",)
    actions_list = ("jobs", "run_now")
    fields = (
        "job",
        "reason",
        DRY,
        "started_at",
        "finished_at",
        "seconds",
        "counted",
        "failure",
        "changes",
    )
    readonly_fields = (DRY, "seconds", "counted", "failure", "changes")

    def get_queryset(self, request: HttpRequest) -> QuerySet[JobRun]:
        found: QuerySet[JobRun] = super().get_queryset(request)
        return found.defer("found")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        """Without what says nothing of this run."""
        empty = {"failure": obj and not obj.error, "changes": obj and not obj.dry_run}
        return [name for name in self.fields if name is DRY or not empty.get(str(name))]

    @admin.display(description="Seconds")
    def seconds(self, run: JobRun) -> str:
        return f"{seconds(run):.1f}" if run.finished_at else ""

    @admin.display(description="State", ordering="error")
    def state(self, run: JobRun) -> str:
        if run.finished_at is None:
            return "running"
        return first_line(run) or "done"

    @admin.display(description="Counts")
    def counted(self, run: JobRun) -> str:
        return said(run) or "nothing"

    @admin.display(description="Error, and what to do")
    def failure(self, run: JobRun) -> str:
        shown = {"error": run.error, "advice": advice(run)}
        return render_to_string("admin/job_error.html", shown)

    @admin.display(description="What it would change")
    def changes(self, run: JobRun) -> str:
        """The first things that a dry run found."""
        if run.finished_at is None:
            return "It is listed when the run is done."
        return render_to_string("admin/job_found.html", {"found": run.found, "most": MOST_FOUND})

    def has_run_job_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("intake.run_job")

    @action(description="Jobs", url_path="jobs", permissions=["view"])  # type: ignore[untyped-decorator]
    def jobs(self, request: HttpRequest) -> HttpResponse:
        """How every job stands, and the runs that staff asked for last."""
        told = states()
        failing = failing_since(told)
        asked_for = JobRun.objects.exclude(reason="").order_by("-started_at", "-id")
        shown = {
            **self.admin_site.each_context(request),
            "title": "Jobs",
            "jobs": [
                (
                    job,
                    said(job.last) if job.last else "",
                    job.real and advice(job.real),
                    failing.get(job.name),
                )
                for job in told
            ],
            "asked_for": [
                (run, said(run), seconds(run)) for run in asked_for.defer("found")[:MOST_ASKED_FOR]
            ],
            "is_moving": any(job.is_running or job.asked for job in told),
            "may_run": self.has_run_job_permission(request),
        }
        return TemplateResponse(request, "admin/jobs.html", shown)

    # By name, not "intake.run_job": unfold looks dotted ones up in the database at every check.
    @action(description="Run a job now", url_path="run", permissions=["run_job"])  # type: ignore[untyped-decorator]
    def run_now(self, request: HttpRequest) -> HttpResponse:
        answered = request.method == "POST" and "confirmed" in request.POST
        form = RunForm(request.POST if answered else None, initial=chosen(request))
        if answered and form.is_valid():
            request_job(form.cleaned_data, request)
            return redirect("admin:intake_jobrun_jobs")
        shown = {
            **self.admin_site.each_context(request),
            "title": "Run a job now",
            "form": form,
            "notes": ["It begins within half a minute, unless it runs already."],
            "cancel": reverse("admin:intake_jobrun_jobs"),
        }
        return TemplateResponse(request, "admin/ask.html", shown)


def chosen(request: HttpRequest) -> dict[str, str]:
    """What the link to the page chose."""
    return {name: request.GET[name] for name in ("job", "dry_run") if name in request.GET}


def said(run: JobRun) -> str:
    """The counts of a run in words; what it counted none of is left out."""
    return ", ".join(named(name, count) for name, count in run.counts.items() if count)


def named(name: str, count: int) -> str:
    """`step.what` as so many what (step)."""
    step, _, what = name.replace("_", " ").rpartition(".")
    return f"{counted(count, what)} ({step})" if step else counted(count, what)


def counted(count: int, what: str) -> str:
    """“2 fixes”, “1 fix”; what is no plural stays."""
    if count == 1:
        for ending, one in SINGULAR:
            if ending.search(what):
                return f"1 {ending.sub(one, what)}"
    return f"{count} {what}"


def request_job(asked: dict[str, Any], request: HttpRequest) -> None:
    reason = f"{request.user.get_username()[:40]}: {asked['reason']}"
    with transaction.atomic():
        emit(REQUESTED, {"job": asked["job"], "dry_run": asked["dry_run"], "reason": reason})
    messages.success(request, f"{asked['job']} was asked for; it starts within half a minute.")


@admin.register(OutboxEvent)
class OutboxEventAdmin(ReadOnlyAdmin):
    list_display = ("position", "type", "account", "created_at", "closed_at", "attempts")
    list_filter = ("type", ("closed_at", admin.EmptyFieldListFilter))
    search_fields = ("id", "type")
    ordering = ("-id",)
    exclude = ("payload",)
    readonly_fields = (in_words("payload"),)
