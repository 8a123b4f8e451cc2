"""The flywheel: one cycle after the other turns what was captured into what is known.

The steps are those of CYCLE_STEPS, in order, each done in batches. A batch, the place that it
reached and its counts are one transaction: a cycle that was killed goes on where it was, and does
nothing twice.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Any, ClassVar

from django.conf import settings
from django.db import transaction
from django.db.models import Avg, Count, F, Max, Q, QuerySet, Sum
from django.utils import timezone
from django.utils.module_loading import import_string

from context.models import Cycle, LearnedItem, Outcome, Standing, Status
from intake import outbox

COMPLETED = "cycle.completed"
# Evidence from which on an item is called tested.
TESTED = 3
# With nothing new, calibration, pruning and metrics are looked at once a day all the same.
AT_LEAST = timedelta(days=1)
DIGITS = 4
MAX_ERROR = 2000

Metrics = dict[str, int | float | None]


class Overtaken(Exception):
    """Another process goes on with the cycle: this one was silent for too long."""


@dataclass(frozen=True)
class Batch:
    """What one batch came to: `counts` by the step's own names, and the `cursor` from which to go
    on, None where the step is done.
    """

    counts: Mapping[str, int]
    cursor: str | None = None


class Step:
    """One step of a cycle; an app supplies it by listing it in CYCLE_STEPS.

    `plan` looks, outside of any transaction, at what the batch from this cursor on is to do;
    `batch` does it, within the transaction that keeps its cursor and counts, and must bear that
    what was planned has gone meanwhile. The first cursor of a step is empty.
    """

    key: ClassVar[str]
    title: ClassVar[str]

    def is_due(self) -> bool:
        """Whether there is anything new for which a cycle should begin."""
        return False

    def pending(self) -> Mapping[str, int]:
        """What a cycle that began now would begin with; for a dry run, changing nothing."""
        return {}

    def plan(self, cycle: int, cursor: str) -> Any:
        return None

    def batch(self, cycle: int, cursor: str, plan: Any) -> Batch:
        raise NotImplementedError


@cache
def _steps(paths: tuple[str, ...]) -> tuple[Step, ...]:
    return tuple(import_string(path)() for path in paths)


def get_steps() -> tuple[Step, ...]:
    """The steps of CYCLE_STEPS, in order; imported once. Raises ImportError for what is not
    there.
    """
    return _steps(tuple(settings.CYCLE_STEPS))


def is_due() -> bool:
    """Whether a cycle is to be gone on with or begun: something is new, or the last is a day
    old.
    """
    last = Cycle.objects.order_by("-number").first()
    if last is None or last.finished_at is None:
        return True
    age = timezone.now() - last.started_at
    return age >= AT_LEAST or any(step.is_due() for step in get_steps())


def pending() -> dict[str, int]:
    """What a cycle would find now, as `step.count`."""
    return {
        f"{step.key}.{name}": count
        for step in get_steps()
        for name, count in step.pending().items()
    }


def turn(tell: Callable[..., None], *, reason: str = "") -> dict[str, int]:
    """Go on with the unfinished cycle, or begin one, and finish it; its counts as `step.count`.

    Tells `tell(done, counts=…)` after each batch. What a step raises is kept with the cycle, which
    stays unfinished: the next turn goes on from there. Raises Overtaken.
    """
    cycle = Cycle.objects.filter(finished_at=None).first() or begin(reason)
    try:
        while (step := current(cycle)) is not None:
            advance(cycle, step)
            tell(progress(cycle), counts=cycle.flat_counts)
        finish(cycle)
    except Overtaken:
        raise
    except Exception as error:
        told = f"{type(error).__name__}: {error}".replace("\x00", "�")[:MAX_ERROR]
        Cycle.objects.filter(pk=cycle.pk, finished_at=None).update(error=told)
        raise
    return cycle.flat_counts


def begin(reason: str) -> Cycle:
    """The next cycle. Of two that begin at once, one fails: `number` is unique."""
    last = Cycle.objects.aggregate(last=Max("number"))["last"] or 0
    return Cycle.objects.create(
        number=last + 1, started_at=timezone.now(), reason=reason[:200], before=measure()
    )


def current(cycle: Cycle) -> Step | None:
    """The step at work, else the first that is not done; None where all are."""
    left = [step for step in get_steps() if step.key not in cycle.done]
    at_work = [step for step in left if step.key == cycle.step]
    return next(iter([*at_work, *left]), None)


def progress(cycle: Cycle) -> float:
    steps = [step.key for step in get_steps()]
    return sum(key in cycle.done for key in steps) / len(steps) if steps else 1.0


def advance(cycle: Cycle, step: Step) -> None:
    """One batch of the step, its counts and the place it reached: all or nothing."""
    cursor = cycle.cursor if cycle.step == step.key else ""
    plan = step.plan(cycle.number, cursor)
    with transaction.atomic():
        row = Cycle.objects.select_for_update().get(pk=cycle.pk)
        if (row.step, row.cursor, row.finished_at) != (cycle.step, cycle.cursor, None):
            raise Overtaken(f"cycle {cycle.number} is gone on with by another process")
        batch = step.batch(cycle.number, cursor, plan)
        counts = Counter(row.counts.get(step.key, {}))
        counts.update(batch.counts)
        row.counts = {**row.counts, step.key: dict(counts)}
        row.step, row.cursor, row.error = step.key, batch.cursor or "", ""
        if batch.cursor is None:
            row.step, row.done = "", [*row.done, step.key]
        row.save(update_fields=["counts", "done", "step", "cursor", "error"])
    for name in ("counts", "done", "step", "cursor"):
        setattr(cycle, name, getattr(row, name))


@transaction.atomic
def finish(cycle: Cycle) -> None:
    row = Cycle.objects.select_for_update().get(pk=cycle.pk)
    if row.finished_at is not None:
        raise Overtaken(f"cycle {cycle.number} was finished by another process")
    row.after = measure()
    row.improvement = improvement(row.before, row.after)
    row.finished_at = timezone.now()
    row.error = ""
    row.save(update_fields=["after", "improvement", "finished_at", "error"])
    outbox.emit(COMPLETED, {"cycle": row.number})


def measure() -> Metrics:
    """What is served and how well that goes, now. A rate is None where nothing was reported.

    By kind, the items that are served beyond who taught them; `tested`, the standings among them
    with evidence of TESTED or more; `success_rate` and `reliability`, of the evidence of all that
    is served; `contexts_succeeded`, of the outcomes of whole contexts that are kept.
    """
    active = Standing.objects.filter(status=Status.ACTIVE, item__merged_into=None)
    kinds: QuerySet[Any] = active.values("item__kind").annotate(items=Count("item", distinct=True))
    served: dict[str, int] = {row["item__kind"]: row["items"] for row in kinds.order_by()}
    reports = F("evidence_for") + F("evidence_against")
    reported: QuerySet[Any] = active.alias(reports=reports).filter(reports__gt=0)
    of_served = reported.aggregate(
        successes=Sum("evidence_for"),
        failures=Sum("evidence_against"),
        reliability=Avg("reliability"),
        tested=Count("pk", filter=Q(reports__gte=TESTED)),
    )
    contexts = Outcome.objects.filter(item=None).aggregate(
        successes=Count("pk", filter=Q(success=True)), failures=Count("pk", filter=Q(success=False))
    )
    return {
        **{kind.value: served.get(kind.value, 0) for kind in LearnedItem.Kind},
        "tested": of_served["tested"],
        "success_rate": rate(of_served["successes"], of_served["failures"]),
        "reliability": rounded(of_served["reliability"]),
        "contexts_succeeded": rate(contexts["successes"], contexts["failures"]),
    }


def rate(successes: int | None, failures: int | None) -> float | None:
    total = (successes or 0) + (failures or 0)
    return rounded((successes or 0) / total) if total else None


def rounded(value: float | None) -> float | None:
    return None if value is None else round(value, DIGITS)


def improvement(before: Metrics, after: Metrics) -> float | None:
    """By how much the success rate of what is served rose; None where either is unknown."""
    was, is_now = before["success_rate"], after["success_rate"]
    return None if was is None or is_now is None else rounded(is_now - was)
