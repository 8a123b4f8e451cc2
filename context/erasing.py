"""What erasing a project takes back: its lessons, its outcomes, and what they alone proved."""

from collections import Counter
from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import F, QuerySet

from context.learned import weigh_due
from context.merging import hand_on, part, wordless
from context.models import ContextBuild, Due, Generation, LearnedItem, Lesson, Outcome, Tally
from context.own_words import forget_own
from context.silencing import ask_for_silence
from intake.models import JobRun
from projects.models import Project

# Of one transaction: what comes with an item is a handful of rows, with a context a hundred.
BATCH = 50
BUILDS = 5


def withdraw(
    sender: type[Project],
    project: Project,
    touched: set[UUID],
    **kwargs: Any,
) -> None:
    """Receiver of `project_erasing`.

    Reports are taken out of the counts, items that nobody else taught go with their history, and
    the rest is due for reconsidering. Shipped items stay.
    """
    take_back(project, touched_by(project), touched)
    Outcome.objects.filter(project=project).delete()


def withdraw_some(
    sender: type[Project], project: Project, touched: set[UUID], **kwargs: Any
) -> Mapping[str, int]:
    """Receiver of `project_clearing`: the same for BATCH items; behind these, served contexts.

    What a batch leaves due is weighed before the next, which would look at it again; in another
    transaction, as weighing holds the library's counter and whoever holds an item waits for that.
    """
    if some_items := touched_by(project, BATCH):
        transaction.on_commit(weigh_due)
        return take_back(project, some_items, touched)
    builds = ContextBuild.objects.filter(project=project).values_list("pk", flat=True)
    if some := list(builds[:BUILDS]):
        ContextBuild.objects.filter(pk__in=some).delete()
        return {"served contexts": len(some)}
    return {}


def touched_by(project: Project, most: int | None = None) -> list[UUID]:
    """The items that the project taught or reported on; `most` of each."""
    taught = Lesson.objects.filter(project=project).order_by().values_list("item", flat=True)
    reported = Tally.objects.filter(project=project).order_by().values_list("item", flat=True)
    return sorted({*taught.distinct()[:most], *reported.distinct()[:most]})


def take_back(project: Project, found: Collection[UUID], touched: set[UUID]) -> Counter[str]:
    """What the project taught and reported of these items; how much of what went.

    What is left of them, or takes their place, is added to `touched`. Where items went, the events
    that name them follow.
    """
    merged = LearnedItem.objects.filter(merged_into__in=list(found)).values_list("pk", flat=True)
    ids = [item.pk for item in LearnedItem.objects.locked([*found, *merged])]
    # Before that of the heirs.
    Generation.objects.raise_for(Generation.Name.LIBRARY)
    uncount(project, ids)
    lessons = Lesson.objects.filter(project=project, item__in=ids)
    taught = set(lessons.values_list("item", flat=True))
    counts: Counter[str] = Counter()
    for model in (Lesson, Outcome, Tally):
        rows = model._default_manager.filter(project=project, item_id__in=ids)
        counts[str(model._meta.verbose_name_plural)] = rows.delete()[0]
    # Which of it other projects of the account told, too, is not known.
    forget_own(project.account_id, taught)
    before = LearnedItem.objects.filter(pk__in=ids).count()
    heirs = take_out(ids)
    if gone := before - LearnedItem.objects.filter(pk__in=ids).count():
        counts["learned items"] = gone
        ask_for_silence()
    left = LearnedItem.objects.filter(pk__in=[*ids, *heirs], merged_into=None)
    touched.update(left.values_list("pk", flat=True))
    left.update(due=Due.RECONSIDERING)
    return +counts


def take_out(ids: list[UUID]) -> list[UUID]:
    """Forget the items whose words nobody teaches any more; what takes the place of such ones."""
    gone = list(wordless(ids))
    for item in gone:
        if item.merged_into_id:
            part(item)
    # Asked for all of them at once: most have nothing that was merged into them.
    merged = LearnedItem.objects.filter(merged_into__in=[item.pk for item in gone])
    joined = set(merged.values_list("merged_into", flat=True))
    heirs = [heir for item in gone if item.pk in joined and (heir := hand_on(item))]
    forget(LearnedItem.objects.filter(pk__in=[item.pk for item in gone]))
    return heirs


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
    """Delete items with their history and the log of staff, which have no foreign key that would do
    it.
    """
    ids = list(items.values_list("pk", flat=True))
    ids += LearnedItem.objects.filter(merged_into__in=ids).values_list("pk", flat=True)
    # Dry runs name items too; they forget what they found.
    JobRun.objects.exclude(found=[]).update(found=[])
    kinds = (LearnedItem, *LearnedItem.__subclasses__())
    types = ContentType.objects.get_for_models(*kinds, for_concrete_models=False).values()
    LogEntry.objects.filter(content_type__in=types, object_id__in=map(str, ids)).delete()
    LearnedItem.objects.filter(pk__in=ids).delete()
    # Only now: deleting writes history too.
    for child in LearnedItem.__subclasses__():
        child.history.filter(id__in=ids).delete()  # type: ignore[attr-defined]
