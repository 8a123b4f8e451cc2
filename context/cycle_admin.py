"""Cycles, to be looked at: how far one is, what it made, and what became of what is served."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from unfold.decorators import action

from context.cycle import get_steps, progress
from context.models import Cycle
from intake.admin import ReadOnlyAdmin, counted

METRICS = {
    "error_pattern": "Error patterns served beyond who taught them",
    "learned_pattern": "Learned patterns, likewise",
    "strategy": "Strategies, likewise",
    "proven_fix": "Proven fixes, likewise",
    "tested": "Of these tested (evidence of 3 or more)",
    "success_rate": "Success rate of what is served",
    "reliability": "Mean reliability of what was reported on",
    "contexts_succeeded": "Generations that were given a context and succeeded",
}
# What is a share, to be shown in percent.
SHARES = ("success_rate", "reliability", "contexts_succeeded")


@dataclass(frozen=True)
class StepRow:
    title: str
    state: str
    counts: str


@admin.register(Cycle)
class CycleAdmin(ReadOnlyAdmin):
    list_display = ("number", "state", "started_at", "seconds", "made", "improved")
    ordering = ("-number",)
    actions_list = ("run_now",)
    fieldsets = (
        (None, {"fields": ("number", "state", "started_at", "finished_at", "reason", "error")}),
        ("Steps", {"fields": ("steps",)}),
        ("What is served", {"fields": ("metrics",)}),
    )
    readonly_fields = ("state", "steps", "metrics")

    class Media:
        js = ("context/refresh.js",)

    @admin.display(description="State")
    def state(self, cycle: Cycle) -> str:
        if cycle.finished_at:
            return "done"
        share = f"{progress(cycle):.0%}"
        return f"stands still at {share}: {cycle.error}" if cycle.error else f"at {share}"

    @admin.display(description="Seconds")
    def seconds(self, cycle: Cycle) -> str:
        until = cycle.finished_at or timezone.now()
        # Of another worker, whose clock may be behind.
        return f"{max(0.0, (until - cycle.started_at).total_seconds()):.1f}"

    @admin.display(description="Made")
    def made(self, cycle: Cycle) -> str:
        counts = [said(each) for each in cycle.counts.values()]
        return "; ".join(filter(None, counts)) or "nothing"

    @admin.display(description="Success rate of what is served", ordering="improvement")
    def improved(self, cycle: Cycle) -> str:
        if cycle.improvement is None:
            return "not known"
        return f"{cycle.improvement * 100:+.1f} points"

    @admin.display(description="")
    def steps(self, cycle: Cycle) -> str:
        shown = {"rows": list(step_rows(cycle)), "percent": round(progress(cycle) * 100)}
        if cycle.finished_at:
            shown["percent"] = 100
        return render_to_string(
            "admin/cycle_steps.html", {**shown, "is_running": not cycle.finished_at}
        )

    @admin.display(description="")
    def metrics(self, cycle: Cycle) -> str:
        rows = [
            (title, shown(name, cycle.before), shown(name, cycle.after or {}))
            for name, title in METRICS.items()
        ]
        context = {"rows": rows, "improved": self.improved(cycle), "cycle": cycle}
        return render_to_string("admin/cycle_metrics.html", context)

    def has_run_job_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("intake.run_job")

    @action(description="Run a cycle now", permissions=["run_job"])  # type: ignore[untyped-decorator]
    def run_now(self, request: HttpRequest) -> HttpResponse:
        return redirect(f"{reverse('admin:intake_jobrun_run_now')}?job=cycle")


def step_rows(cycle: Cycle) -> Iterator[StepRow]:
    for step in get_steps():
        counts = cycle.counts.get(step.key)
        state = "done" if step.key in cycle.done else "waits"
        if step.key == cycle.step:
            state = "at work"
        yield StepRow(step.title, state, said(counts or {}))


def said(counts: Mapping[str, int]) -> str:
    return ", ".join(counted(count, name) for name, count in counts.items() if count)


def shown(name: str, metrics: Mapping[str, Any]) -> str:
    """As a person reads it; what is not known is a dash."""
    value = metrics.get(name)
    if value is None:
        return "–"
    return f"{value:.1%}" if name in SHARES else str(value)
