"""Projects that staff have erased: asked for on a page, done by a job, batch by batch."""

from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING

from django.apps import apps
from django.contrib.admin.models import DELETION, LogEntry
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from intake.jobs import REQUESTED
from intake.outbox import emit
from projects.models import Erasure, Project
from projects.signals import project_clearing

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser, User

JOB = "erase"


def ask_for(project: Project, reason: str, user: "User | AnonymousUser") -> Erasure:
    """Have the project erased, once; the job begins as soon as a worker hears of it."""
    with transaction.atomic():
        erasure, is_new = Erasure.objects.get_or_create(
            project=project,
            finished_at=None,
            defaults={
                "account_id": project.account_id,
                "key": project.key,
                "reason": reason,
                "asked_by_id": user.pk,
            },
        )
        if is_new:
            LogEntry.objects.log_actions(user.pk or 0, [project], DELETION, change_message=reason)
            emit(REQUESTED, {"job": JOB, "reason": f"asked for by {user.get_username()}"})
    return erasure


def open_ones() -> QuerySet[Erasure]:
    return Erasure.objects.filter(finished_at=None).order_by("pk")


def is_due() -> bool:
    return open_ones().exists()


def erase_all(tell: Callable[..., None]) -> dict[str, int]:
    """Do all that was asked for; what went, by what it is."""
    total: Counter[str] = Counter(projects=0)
    for erasure in open_ones().select_related("project"):
        erase(erasure, tell)
        total.update(projects=1)
    return dict(total)


def erase(erasure: Erasure, tell: Callable[..., None]) -> None:
    """A batch a transaction, which keeps what it took away; what is begun is gone on with."""
    if erasure.project:
        while clear_some(erasure, erasure.project):
            tell()
    with transaction.atomic():
        gone = erasure.project.erase() if erasure.project else {}
        note(erasure, {named(label): count for label, count in gone.items() if count})
        Erasure.objects.filter(pk=erasure.pk).update(finished_at=timezone.now())


def erase_now(project: Project) -> None:
    """The same for whoever waits for it; what is begun is gone on with when asked for again."""
    while clear(project):
        pass
    project.erase()


@transaction.atomic
def clear_some(erasure: Erasure, project: Project) -> bool:
    """Whether there was anything left to take out."""
    found = clear(project)
    note(erasure, found)
    return bool(found)


@transaction.atomic
def clear(project: Project) -> Counter[str]:
    """Take a part of it out; how much of what."""
    found: Counter[str] = Counter()
    for _, counts in project_clearing.send(sender=Project, project=project, touched=set()):
        found.update(counts or {})
    return found


def note(erasure: Erasure, counts: dict[str, int]) -> None:
    erasure.counts = dict(Counter(erasure.counts) + Counter(counts))
    Erasure.objects.filter(pk=erasure.pk).update(counts=erasure.counts)


def named(label: str) -> str:
    """What a model's rows are called."""
    return str(apps.get_model(label)._meta.verbose_name_plural)
