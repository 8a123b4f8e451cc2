"""What a project taught may go further, or not as far, once its sharing was changed.

A batch of it is marked in the transaction of the change, the rest by a job, however much it taught.
What reads the sharing itself, as a trial in another project of the account does, follows at once;
what was activated on what was shared is taken back when it is weighed.
"""

from collections import Counter
from collections.abc import Callable, Collection
from typing import Any
from uuid import UUID

from django.db import transaction

from context.models import Due, LearnedItem, Lesson, Resharing
from context.own_words import forget_own
from intake import outbox
from intake.jobs import REQUESTED
from projects.models import Project, Sharing

JOB = "reshare"
BATCH = 500


def reconsider(sender: type[Any], projects: Collection[Project], **kwargs: Any) -> None:
    """Receiver of `sharing_changed`."""
    asked = [Resharing(project=project, after=None) for project in projects]
    Resharing.objects.bulk_create(
        asked,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["project"],
        update_fields=["after"],
    )
    found = reconsider_some(asked[0].project_id) if asked else 0
    if len(asked) > 1 or found == BATCH:
        outbox.emit(REQUESTED, {"job": JOB, "reason": "the sharing was changed"})


def is_due() -> bool:
    return Resharing.objects.exists()


def reconsider_all(tell: Callable[..., None], *, dry_run: bool = False) -> dict[str, int]:
    """Mark all that is open, telling `tell(counts=…)` after each batch; then have it weighed."""
    if dry_run:
        return {"projects": Resharing.objects.count()}
    total = Counter(projects=0, items=0)
    while row := Resharing.objects.order_by("project").first():
        found = reconsider_some(row.project_id)
        total.update(projects=int(found < BATCH), items=found)
        tell(counts=dict(total))
    if total["items"]:
        with transaction.atomic():
            outbox.emit(REQUESTED, {"job": "weigh", "reason": "the sharing was changed"})
    return dict(total)


@transaction.atomic
def reconsider_some(project: UUID) -> int:
    """Mark the next BATCH of what it taught; how many there were. What was marked is kept, and
    begins anew with another change.
    """
    rows = Resharing.objects.select_for_update(of=("self",)).select_related("project__account")
    row = rows.filter(project=project).first()
    if row is None:
        return 0
    items = Lesson.objects.filter(project=project).order_by("item").values_list("item", flat=True)
    rest = items if row.after is None else items.filter(item__gt=row.after)
    ids = list(rest.distinct()[:BATCH])
    marked = LearnedItem.objects.locked(ids).values_list("pk", flat=True)
    LearnedItem.objects.filter(pk__in=list(marked)).update(due=Due.RECONSIDERING)
    if row.project.effective_sharing == Sharing.PROJECT:
        forget_own(row.project.account_id, ids)
    if len(ids) < BATCH:
        row.delete()
    else:
        row.after = ids[-1]
        row.save(update_fields=["after"])
    return len(ids)
