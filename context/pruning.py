"""What fails before its audience is withdrawn; of what is shipped it is flagged for a person."""

from collections import Counter
from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.db.models import Case, F, Q, QuerySet, Value, When

from context.evidence import FEW_SUCCESSES, ORDINARY, OUTVOTED, RULES
from context.learned import BATCH, Move, told
from context.models import Generation, LearnedItem, Standing, Status
from intake.jobs import Finding, ignore

FAILING = "failing"


def failing() -> QuerySet[Any]:
    """Standings that fail by the rules of their kind, with `why`."""
    ordinary = Q(account__isnull=False) & ~Q(item__kind__in=list(RULES))
    fails, why = OUTVOTED | FEW_SUCCESSES & ordinary, []
    for kind, rules in RULES.items():
        of_kind = Q(account__isnull=False, item__kind=kind)
        fails |= rules.fails & of_kind
        why.append(When(of_kind, then=Value(rules.why)))
    # Which all of them imply: an index knows these.
    outdone = Standing.objects.filter(evidence_for__lt=F("evidence_against"))
    return outdone.filter(fails).annotate(why=Case(*why, default=Value(ORDINARY.why)))


def doomed() -> QuerySet[Any]:
    """Standings that are to be withdrawn."""
    served = [Status.PROPOSED, Status.ACTIVE]
    return failing().filter(status__in=served, item__is_built_in=False)


def suspect() -> QuerySet[Any]:
    """Standings of shipped items that fail as badly, and are not flagged yet."""
    # From the few shipped items on, not from all that fails.
    shipped = LearnedItem.objects.filter(is_built_in=True)
    return failing().filter(item__in=shipped.values("pk"), flags=[])


def is_failing() -> bool:
    """Whether there is anything to prune."""
    return doomed().exists() or suspect().exists()


def prune(
    tell: Callable[..., None] = ignore,
    *,
    dry_run: bool = False,
    find: Callable[[Finding], None] = ignore,
) -> dict[str, int]:
    """Withdraw what fails before its audience; flag shipped items that fail as badly.

    In batches, telling `tell(counts=…)` after each; a dry run tells `find` each standing.
    """
    if dry_run:
        return would_prune(find)
    total = Counter(pruned=0, flagged=0)
    while any((counts := prune_some()).values()):
        total.update(counts)
        tell(counts=dict(total))
    return dict(total)


def would_prune(find: Callable[[Finding], None]) -> dict[str, int]:
    counts = Counter(pruned=0, flagged=0)
    for name, status, rows in (
        ("pruned", Status.INACTIVE, doomed()),
        ("flagged", FAILING, suspect()),
    ):
        standings = rows.select_related("item", "account").order_by("pk")
        for standing in standings.iterator(chunk_size=BATCH):
            counts[name] += 1
            find(told(standing.item, Move(standing, status, standing.why), standing.account))
    return dict(counts)


@transaction.atomic
def prune_some() -> dict[str, int]:
    """One batch of that."""
    batch = list(doomed().values_list("pk", "why", "item_id")[:BATCH])
    pruned = 0
    # All of them, before those of each reason are locked and what is raised for them.
    if items := LearnedItem.objects.locked(item for *_, item in batch):
        Generation.objects.raise_for(Generation.of(items))
    for why in sorted({why for _, why, _ in batch}):
        chosen = Standing.objects.filter(pk__in=[pk for pk, said, _ in batch if said == why])
        pruned += chosen.move(Status.INACTIVE, by=Standing.By.JOB, reason=why)
    failing_built_ins = list(suspect().values_list("pk", flat=True)[:BATCH])
    flagged = Standing.objects.filter(pk__in=failing_built_ins).update(flags=[FAILING])
    return {"pruned": pruned, "flagged": flagged}
