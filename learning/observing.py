"""What interactions show of a user: per kind of task how well it goes, by which model, and what the
user changes.

Of the events of one task, what was accepted, or rated 4 or 5, counts as a success; what was
rejected, retried, abandoned, undone, or rated 1 or 2, as a failure; what was edited, or rated 3, as
half of each. The raw events are kept, so that a recount is possible at any time.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery

from context.evidence import wilson
from context.merging import lock
from learning.models import Interaction
from projects.models import EndUser, Project, UserPreference

BATCH = 200
# Fewer events of a kind of task, or of a model with it, show nothing.
ENOUGH = 5
# A modification made once is no habit.
OFTEN = 2
MOST_TASKS = 10
MOST_MODIFICATIONS = 3
# In which words a context tells how many events there were, from which number on.
SIZES = ((100, "hundreds of"), (10, "tens of"), (0, "a few"))

GOOD = Q(action=Interaction.Action.ACCEPTED) | Q(rating__gte=4)
HALF = Q(action=Interaction.Action.EDITED) | Q(rating=3)

Observed = list[dict[str, Any]]


def is_due() -> bool:
    """Whether any interaction is not counted yet."""
    return Interaction.objects.uncounted().exists()


def observe(tell: Callable[..., None], *, dry_run: bool = False) -> dict[str, int]:
    """Count what is not counted, in batches, telling `tell(counts=…)` after each.

    Counts `interactions`, `users`, and the users of whom something else is shown than before.
    """
    waiting = Interaction.objects.uncounted()
    if dry_run:
        due = waiting.aggregate(interactions=Count("pk"), users=Count("user", distinct=True))
        return dict(due)
    total: Counter[str] = Counter(interactions=0, users=0, changed=0)
    while batch := list(waiting.order_by("pk").values_list("pk", "user_id")[:BATCH]):
        users = {user for _, user in batch}
        changed = count([row for row, _ in batch], users)
        total.update(interactions=len(batch), users=len(users), changed=changed)
        tell(counts=dict(total))
    return dict(total)


@transaction.atomic
def count(interactions: Collection[UUID], users: Collection[UUID]) -> int:
    """Mark the interactions as counted and recount their users; of how many something changed.

    Marked first: what comes in meanwhile may be counted, but stays to be counted again.
    """
    lock(EndUser.objects.filter(pk__in=users))
    Interaction.objects.filter(pk__in=interactions).update(is_counted=True)
    return keep(shown(users))


def shown(users: Collection[UUID]) -> dict[UUID, Observed]:
    """What all interactions of each of these users show, by three queries."""
    events = Interaction.objects.filter(user__in=users)
    models = best_models(events)
    habits = common_modifications(events)
    found: dict[UUID, Observed] = {user: [] for user in users}
    for row in tallied(events, "task"):
        user, task = row["user_id"], row["task"]
        entry = {
            "task": task,
            "events": row["events"],
            "rate": round((row["good"] + row["half"] / 2) / row["events"], 3),
            "model": models.get((user, task), ""),
            "modifications": habits[user, task][:MOST_MODIFICATIONS],
        }
        found[user].append(entry)
    return {user: entries[:MOST_TASKS] for user, entries in found.items()}


def tallied(events: QuerySet[Interaction], *by: str) -> Iterable[Mapping[str, Any]]:
    """Of each user and group with enough events: how many, how many good, half; most events first.

    Those that are neither good nor half are bad.
    """
    rows: Iterable[Mapping[str, Any]] = (
        events.values("user_id", *by)
        .annotate(events=Count("pk"), good=Count("pk", filter=GOOD), half=Count("pk", filter=HALF))
        .filter(events__gte=ENOUGH)
        .order_by("-events", *by)
    )
    return rows


def best_models(events: QuerySet[Interaction]) -> dict[tuple[UUID, str], str]:
    """By user and task, the model of which success is surest; one that never succeeded is not."""
    found: dict[tuple[UUID, str], tuple[float, str]] = {}
    for row in tallied(events.exclude(model=""), "task", "model"):
        bound = wilson(row["good"] + row["half"] // 2, row["events"])
        place = (row["user_id"], row["task"])
        if bound > found.get(place, (0.0, ""))[0]:
            found[place] = (bound, row["model"])
    return {place: model for place, (_, model) in found.items()}


def common_modifications(events: QuerySet[Interaction]) -> Mapping[tuple[UUID, str], list[str]]:
    """By user and task, the kinds of modification that were made often, the commonest first."""
    rows = (
        events.exclude(modification="")
        .values("user_id", "task", "modification")
        .annotate(times=Count("pk"))
        .filter(times__gte=OFTEN)
        .order_by("-times", "modification")
    )
    found: dict[tuple[UUID, str], list[str]] = defaultdict(list)
    for row in rows:
        found[row["user_id"], row["task"]].append(row["modification"])
    return found


def keep(shown: Mapping[UUID, Observed]) -> int:
    """Write down what is shown now; of how many users the context says something else by it.

    `updated_at` stays: it says when the user, not this job, last set something.
    """
    known = set(UserPreference.objects.filter(user__in=shown).values_list("pk", flat=True))
    UserPreference.objects.bulk_create(
        [UserPreference(pk=user) for user, now in shown.items() if now and user not in known],
        ignore_conflicts=True,
    )
    rows = [
        row
        for row in UserPreference.objects.filter(user__in=shown).only("observed")
        if row.observed != shown[row.pk]
    ]
    changed = [row.pk for row in rows if said(row.observed) != said(shown[row.pk])]
    for row in rows:
        row.observed = shown[row.pk]
    UserPreference.objects.bulk_update(rows, ["observed"])
    raise_version(UserPreference.objects.filter(pk__in=changed))
    return len(changed)


def raise_version(preferences: QuerySet[UserPreference]) -> None:
    """Of what is served otherwise now, and of the state of the projects that it stands in."""
    Project.objects.filter(user__preference__in=preferences).touch()
    preferences.update(version=F("version") + 1)


def said(observed: Observed) -> dict[str, dict[str, Any]]:
    """What a context says, by task: rates to 5 %, sizes in words, so that bytes change seldom."""
    return {
        entry["task"]: {
            "task": entry["task"],
            "size": next(word for least, word in SIZES if entry["events"] >= least),
            "percent": round(entry["rate"] * 20) * 5,
            "model": entry["model"],
            "modifications": entry["modifications"],
        }
        for entry in observed
    }


def forget(sender: type[Project], project: Project, **kwargs: Any) -> None:
    """Receiver of `project_erasing`: who did something in the project is counted again without it.

    One interaction left of each user is marked for the job; where none is left, nothing is shown.
    """
    erased = Interaction.objects.filter(project=project, user=OuterRef("pk"))
    users = EndUser.objects.filter(Exists(erased), account_id=project.account_id)
    lock(users)
    left = Interaction.objects.filter(user=OuterRef("pk")).exclude(project=project)
    newest = users.annotate(newest=Subquery(left.order_by("-pk").values("pk")[:1]))
    Interaction.objects.filter(pk__in=newest.values("newest")).update(is_counted=False)
    alone = UserPreference.objects.filter(user__in=users.filter(~Exists(left))).exclude(observed=[])
    raise_version(alone)
    alone.update(observed=[])
