"""Proven fixes: resolved incidents of all projects, grouped by error signature and canonical fix.

Resolving an incident owes it to its group. A job gives it to the group, with a lesson of its
project, and counts again each group that changed; how far a fix is served follows from the lessons,
by the rules of every learned item.
"""

import logging
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import CharField, Count, F, Max, Min, QuerySet
from django.db.models.functions import Cast, Greatest
from django.utils.text import slugify

from context import teaching
from context.ledger import event_digest
from context.models import Due, Generation, LearnedItem, Lesson, Source
from errorpatterns.fixes import fill, infer_category
from errorpatterns.flags import flags_of
from errorpatterns.induction import Template, induce
from errorpatterns.models import ErrorEscalation, ProvenFix
from intake.problems import Conflict
from projects.models import Project

logger = logging.getLogger(__name__)

BATCH = 200
# Of a fix, what its incidents say; the rest is as the first of them told it.
COUNTED = (
    "uses",
    "projects",
    "users",
    "levels",
    "first_seen",
    "last_seen",
    "only_account_id",
    "language",
    "framework",
)
SHOWN = ("language", "framework")

# What makes a proven fix one: error signature and digest of the canonical fix.
Identity = tuple[str, str]


def is_due() -> bool:
    """Whether any incident or fix waits to be counted."""
    return ErrorEscalation.objects.owed().exists() or ProvenFix.objects.stale().exists()


def aggregate(tell: Callable[..., None], *, dry_run: bool = False) -> dict[str, int]:
    """Give what was resolved to its fixes and count these, in batches, telling `tell(counts=…)`.

    Returns how many incidents were given, and how many fixes changed by it. What was done stays
    done if it is killed, and nothing is counted twice.
    """
    owed, stale = ErrorEscalation.objects.owed(), ProvenFix.objects.stale()
    if dry_run:
        return {"incidents": owed.count(), "fixes": stale.count()}
    counts = {"incidents": 0, "fixes": 0}
    while some := some_owed():
        counts["incidents"] += give(*some)
        tell(counts=counts)
    while ids := some_stale():
        counts["fixes"] += count(ids)
        tell(counts=counts)
    return counts


def some_owed() -> tuple[UUID, list[UUID]] | None:
    """A project and the first of its incidents that are owed to fixes; None where none are."""
    owed = ErrorEscalation.objects.owed().order_by("pk")
    project = owed.values_list("project_id", flat=True).first()
    if project is None:
        return None
    return project, list(owed.filter(project=project).values_list("pk", flat=True)[:BATCH])


def some_stale() -> list[UUID]:
    return list(ProvenFix.objects.stale().order_by("pk").values_list("pk", flat=True)[:BATCH])


def recount(tell: Callable[..., None], *, dry_run: bool = False) -> dict[str, int]:
    """Compare every fix with its incidents, from scratch; mend what differs, and say how much.

    There is nothing to mend but `users`, which moves with the projects' owners, unless something
    is wrong.
    """
    lost = ErrorEscalation.objects.lost()
    counts = {"incidents": lost.count() if dry_run else lost.update(is_counted=False), "fixes": 0}
    if counts["incidents"]:
        logger.error("%d incidents were held for counted, and were not", counts["incidents"])
    if not dry_run:
        aggregate(tell)
    for ids in batches(ProvenFix.objects.order_by("pk")):
        counts["fixes"] += len(differing(ids)) if dry_run else count(ids)
        tell(counts=counts)
    return counts


def batches(fixes: QuerySet[ProvenFix]) -> Iterator[list[UUID]]:
    """The ids of all `fixes`, which are ordered by them."""
    ids = list(fixes.values_list("pk", flat=True)[:BATCH])
    while ids:
        yield ids
        ids = list(fixes.filter(pk__gt=ids[-1]).values_list("pk", flat=True)[:BATCH])


def count_without(sender: type[Project], project: Project, **kwargs: Any) -> None:
    """Receiver of `project_erasing`: what its incidents were counted in is to be counted again."""
    ProvenFix.objects.filter(incidents__project=project).update(is_stale=True)


@transaction.atomic
def give(project_id: UUID, ids: Collection[UUID]) -> int:
    """Give incidents of one project to their fixes; how many were still owed.

    One project at a time, and its fixes in the order of their ids: nobody who locks like this can
    wait for us in a circle.
    """
    try:
        project = Project.objects.hold(project_id)
    except Conflict:
        return 0  # and its incidents went with it
    owed = ErrorEscalation.objects.owed().filter(pk__in=ids).order_by("pk")
    found = {incident.pk: case_of(incident) for incident in owed}
    forget_fix([pk for pk, case in found.items() if case is None])
    cases = by_identity(filter(None, found.values()))
    fixes = hold(cases)
    for identity, mine in cases.items():
        teach(project, fixes[identity], mine)
        given = ErrorEscalation.objects.filter(pk__in=[case.incident.pk for case in mine])
        given.update(proven=fixes[identity], is_counted=True)
    touched = [fix.pk for fix in fixes.values()]
    ProvenFix.objects.filter(pk__in=touched).update(is_stale=True)
    LearnedItem.objects.filter(pk__in=touched).update(due=Greatest(F("due"), Due.WEIGHING.value))
    Generation.objects.raise_for(Generation.Name.LIBRARY)
    Project.objects.filter(pk=project.pk).touch()
    return len(found)


@dataclass(frozen=True)
class Case:
    """An incident, what its error shares with its kin, and the fix as it was made there."""

    incident: ErrorEscalation
    template: Template
    filled: str

    @property
    def identity(self) -> Identity:
        return self.incident.signature, self.incident.fix_digest

    @property
    def flags(self) -> list[str]:
        """Which rules of screening it breaks: those that a lesson to the library is held to."""
        told = self.incident
        captures = [hole.text for hole in self.template.captured]
        is_edit = bool(told.final_diff)
        return flags_of(told, self.filled, told.final_fix, captures, is_edit=is_edit)


def case_of(incident: ErrorEscalation) -> Case | None:
    """None where nothing more is made of such a message or fix: it was resolved by older rules."""
    try:
        template = induce(incident.message)
        captures = [hole.text for hole in template.captured]
        return Case(incident, template, fill(incident.approach, captures))
    except ValueError:
        return None


def forget_fix(ids: Collection[UUID]) -> None:
    """These are no use of any fix."""
    ErrorEscalation.objects.filter(pk__in=ids).update(fix_digest="", approach="", is_counted=True)


def by_identity(cases: Iterable[Case]) -> dict[Identity, list[Case]]:
    found: dict[Identity, list[Case]] = defaultdict(list)
    for case in cases:
        found[case.identity].append(case)
    return found


def hold(cases: Mapping[Identity, Sequence[Case]]) -> dict[Identity, ProvenFix]:
    """The fix of each identity, found or made, and locked."""
    held: dict[Identity, ProvenFix] = {}
    # What is found may be erased with another project, until it is locked.
    while missing := sorted(cases.keys() - held.keys()):
        held |= {identity: find_or_make(cases[identity][0]) for identity in missing}
        items = LearnedItem.objects.locked([fix.pk for fix in held.values()])
        there = {item.pk for item in items}
        held = {identity: fix for identity, fix in held.items() if fix.pk in there}
    return held


def find_or_make(case: Case) -> ProvenFix:
    """The fix of a case. What it says is derived: the template's words, the canonical fix."""
    told, words = case.incident, case.template.words
    identity = event_digest(*case.identity)
    fix, _ = ProvenFix.objects.get_or_create(
        signature=told.signature,
        fix_digest=told.fix_digest,
        defaults={
            "slug": f"fix-{slugify(words)[:60].strip('-')}-{identity.hex[:8]}".replace("--", "-"),
            "name": words[:120],
            "confidence": teaching.CONFIDENCE,
            "words": words[:1000],
            "approach": told.approach,
            "category": infer_category(
                told.message, told.code or None, told.tool or None, told.error_type or None
            ),
            "language": told.language,
            "framework": told.framework,
        },
    )
    return fix


def teach(project: Project, fix: ProvenFix, cases: Sequence[Case]) -> None:
    """The project's one lesson about the fix: told by the first case, on the best evidence of
    any.
    """
    best = min((case.incident.evidence for case in cases), key=Source.values.index)
    known = Lesson.objects.filter(item=fix, project=project).first()
    if known is None:
        add_lesson(project, fix, cases[0], best)
    elif Source.values.index(best) < Source.values.index(known.source):
        Lesson.objects.filter(pk=known.pk).update(source=best)


def add_lesson(project: Project, fix: ProvenFix, case: Case, source: str) -> None:
    flags = case.flags
    try:
        _, is_new = teaching.stand(project, fix, flags)
    except teaching.Rejected:
        is_new = False  # it may be used, and is served to nobody
    Lesson.objects.create(
        item=fix,
        account_id=project.account_id,
        project=project,
        example=case.incident.message,
        explanation=case.incident.final_fix,
        diff=case.incident.final_diff,
        flags=flags,
        source=source,
        scrub_version=case.incident.scrub_version,
    )
    if is_new and flags:
        teaching.tell(project, fix, fix.category, flagged=True)


@transaction.atomic
def count(ids: Collection[UUID]) -> int:
    """Make the counts of these fixes those of their incidents; how many were others."""
    # Whoever gives an incident or erases one holds these too.
    held = [item.pk for item in LearnedItem.objects.locked(ids)]
    found = differing(held)
    for fix, right in found:
        for name, value in right.items():
            setattr(fix, name, value)
    fixes = [fix for fix, _ in found]
    ProvenFix.objects.bulk_update(fixes, [name.removesuffix("_id") for name in COUNTED])
    ProvenFix.objects.filter(pk__in=held).update(is_stale=False)
    if fixes:
        Generation.objects.raise_for(Generation.Name.LIBRARY)
    return len(fixes)


def differing(ids: Collection[UUID]) -> list[tuple[ProvenFix, Mapping[str, Any]]]:
    """Those of the fixes whose counts are not those of their incidents, with what is right."""
    right = totals(ids)
    fixes = ProvenFix.objects.filter(pk__in=ids)
    return [
        (fix, right[fix.pk])
        for fix in fixes
        if right[fix.pk] != {name: getattr(fix, name) for name in COUNTED}
    ]


def totals(ids: Collection[UUID]) -> Mapping[UUID, dict[str, Any]]:
    """What the incidents of each fix come to: two queries, whatever their number."""
    found: dict[UUID, dict[str, Any]] = {
        pk: {"uses": 0, "projects": 0, "users": 0, "levels": {}, "language": "", "framework": ""}
        | dict.fromkeys(("first_seen", "last_seen", "only_account_id"))
        for pk in ids
    }
    incidents = ErrorEscalation.objects.filter(proven__in=ids).order_by()
    account = Cast("project__account", CharField())
    rows: Iterable[Mapping[str, Any]] = incidents.values("proven").annotate(
        uses=Count("pk"),
        projects=Count("project", distinct=True),
        users=Count("project__user", distinct=True),
        first_seen=Min("resolved_at"),
        last_seen=Max("resolved_at"),
        one=Min(account),
        another=Max(account),
        **{f"{end}_{name}": of(name) for name in SHOWN for end, of in (("min", Min), ("max", Max))},
    )
    for row in rows:
        told = found[row["proven"]]
        for name in ("uses", "projects", "users", "first_seen", "last_seen"):
            told[name] = row[name]
        # What its incidents do not agree on is the matter of one of them.
        for name in SHOWN:
            told[name] = row[f"min_{name}"] if row[f"min_{name}"] == row[f"max_{name}"] else ""
        told["only_account_id"] = UUID(row["one"]) if row["one"] == row["another"] else None
    levels = incidents.values_list("proven", "project__account", "resolved_at_level")
    by_account = defaultdict[tuple[UUID, UUID], Counter[int]](Counter)
    for proven, whose, level, uses in levels.annotate(uses=Count("pk")):
        by_account[proven, whose][level] = uses
    for (proven, _), uses_at in by_account.items():
        told = found[proven]
        if told["only_account_id"]:
            told["levels"] = {str(level): uses for level, uses in uses_at.items()}
        else:
            # Else one account would tell all others at which it mends.
            usual = str(min(uses_at, key=lambda level: (-uses_at[level], level)))
            told["levels"][usual] = told["levels"].get(usual, 0) + 1
    return found
