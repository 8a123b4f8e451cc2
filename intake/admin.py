"""Jobs and events: to be looked at, and jobs to be run now."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import BadRequest
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from unfold.decorators import action

from intake.jobs import REQUESTED, jobs
from intake.lists import BoundedAdmin
from intake.models import JobRun, OutboxEvent
from intake.outbox import emit


class ReadOnlyAdmin(BoundedAdmin):
    """Rows that only the service writes."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(JobRun)
class JobRunAdmin(ReadOnlyAdmin):
    list_display = ("job", "started_at", "seconds", "state", "progress", "counts", "dry_run")
    list_filter = ("job", "dry_run", ("finished_at", admin.EmptyFieldListFilter))
    search_fields = ("job", "error", "reason")
    ordering = ("-started_at",)
    actions_list = ("run_now",)

    @admin.display(description="Seconds")
    def seconds(self, run: JobRun) -> str:
        return (
            f"{(run.finished_at - run.started_at).total_seconds():.1f}" if run.finished_at else ""
        )

    @admin.display(description="State", ordering="error")
    def state(self, run: JobRun) -> str:
        if run.finished_at is None:
            return "running"
        return run.error.split("\n")[0][:80] or "done"

    # By name, not "intake.run_job": unfold looks dotted ones up in the database at every check.
    def has_run_job_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("intake.run_job")

    @action(description="Run a job now", url_path="run", permissions=["run_job"])  # type: ignore[untyped-decorator]
    def run_now(self, request: HttpRequest) -> HttpResponse:
        if request.method == "POST":
            request_job(request.POST.get("job", ""), request)
            return redirect("admin:intake_jobrun_changelist")
        context = {**self.admin_site.each_context(request), "title": "Run a job now"}
        context |= {"opts": self.opts, "jobs": list(jobs())}
        return TemplateResponse(request, "admin/intake/jobrun/run.html", context)


def request_job(name: str, request: HttpRequest) -> None:
    if name not in jobs():
        raise BadRequest("There is no such job.")
    asked = {"job": name, "dry_run": "dry_run" in request.POST}
    with transaction.atomic():
        emit(REQUESTED, {**asked, "reason": f"asked for by {request.user.get_username()}"})
    messages.success(request, f"{name} was asked for; it starts within half a minute.")


@admin.register(OutboxEvent)
class OutboxEventAdmin(ReadOnlyAdmin):
    list_display = ("position", "type", "account", "created_at", "closed_at", "attempts")
    list_filter = ("type", ("closed_at", admin.EmptyFieldListFilter))
    search_fields = ("id", "type")
    ordering = ("-id",)
