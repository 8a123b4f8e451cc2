"""What erasing a project takes back: its lessons, its outcomes, and what they alone proved."""

from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet

from context.merging import hand_on, part, wordless
from context.models import Due, Generation, LearnedItem, Lesson, Outcome, Tally
from intake.models import JobRun, OutboxEvent
from projects.models import Project


def withdraw(sender: type[Project], project: Project, **kwargs: Any) -> None:
    """Receiver of `project_erasing`.

    Reports are taken out of the counts, items that nobody else taught go with their history, and
    the rest is due for reconsidering. Shipped items stay.
    """
    touched = LearnedItem.objects.filter(
        Q(lessons__project=project) | Q(tallies__project=project)
    ).values_list("pk", flat=True)
    merged = LearnedItem.objects.filter(merged_into__in=list(touched)).values_list("pk", flat=True)
    ids = [item.pk for item in LearnedItem.objects.locked([*touched, *merged])]
    uncount(project, ids)
    for rows in (Lesson, Outcome, Tally):
        rows.objects.filter(project=project).delete()
    heirs = take_out(ids)
    LearnedItem.objects.filter(pk__in=[*ids, *heirs], merged_into=None).update(
        due=Due.RECONSIDERING
    )
    Generation.objects.raise_for(Generation.Name.LIBRARY)


def take_out(ids: list[UUID]) -> list[UUID]:
    """Forget the items whose words nobody teaches any more; what takes the place of such ones."""
    gone = list(wordless(ids))
    for item in gone:
        if item.merged_into_id:
            part(item)
    heirs = [heir for item in gone if item.merged_into_id is None and (heir := hand_on(item))]
    forget(LearnedItem.objects.filter(pk__in=[item.pk for item in gone]))
    return heirs


def reconsider(sender: type[Project], project: Project, **kwargs: Any) -> None:
    """Receiver of `sharing_changed`: what the project taught may go further, or not as far."""
    LearnedItem.objects.filter(lessons__project=project).update(due=Due.RECONSIDERING)


def uncount(project: Project, ids: list[UUID]) -> None:
    rows = Tally.objects.filter(project=project, item_id__in=ids).values_list(
        "item_id", F("successes") + F("base_successes"), F("failures") + F("base_failures")
    )
    for item, successes, failures in rows:
        LearnedItem.objects.filter(pk=item).update(
            success_count=F("success_count") - successes,
            failure_count=F("failure_count") - failures,
        )


def forget(items: QuerySet[LearnedItem]) -> None:
    """Delete items with their history, which has no foreign key that would do it."""
    ids = list(items.values_list("pk", flat=True))
    ids += LearnedItem.objects.filter(merged_into__in=ids).values_list("pk", flat=True)
    silence(LearnedItem.objects.filter(pk__in=ids))
    LearnedItem.objects.filter(pk__in=ids).delete()
    # Only now: deleting writes history too.
    for child in LearnedItem.__subclasses__():
        child.history.filter(id__in=ids).delete()  # type: ignore[attr-defined]


def silence(items: QuerySet[LearnedItem]) -> None:
    """Delete the events that name these items: a slug is made of what was told. Dry runs, which
    name items too, forget what they found.
    """
    JobRun.objects.exclude(found=[]).update(found=[])
    for item in items:
        # No event is older than what it is about, and ids follow the time.
        events = OutboxEvent.objects.filter(pk__gte=item.pk)
        named = Q(payload__ref=item.ref) | Q(payload__refs__icontains=item.ref)
        events.filter(named).delete()
