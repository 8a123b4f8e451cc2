"""The error library in this process: what every pattern is, found again whenever the generation
rises.

Who may see which pattern is asked of the database for the few that match; nothing of it is kept
here but what is active for everybody.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from context.models import Generation, Lesson, Standing, Status
from context.offers import Evidence, Grant, grant
from context.snapshot import Snapshot
from errorpatterns.matching import Index
from errorpatterns.models import ErrorPattern
from projects.models import Sharing

# Rows equal in these are printed alike; the counts raise no version.
SHOWN = ("version", "success_count", "failure_count")


@dataclass(frozen=True)
class Library:
    """One state of it: patterns by id, their index, and what is active for everybody in the order
    served.
    """

    patterns: Mapping[UUID, ErrorPattern]
    index: Index[UUID]
    everybody: Mapping[UUID, Evidence]
    tested: Sequence[UUID]
    untested: Sequence[UUID]
    samples: frozenset[UUID]


class Shelf(Snapshot[Library]):
    """The library of this process; when the generation rises, changed rows are read again."""

    def __init__(self) -> None:
        super().__init__(Generation.Name.LIBRARY, self.read_changes)
        self.last: Library | None = None

    def read_changes(self) -> Library:
        self.last = load(self.last)
        return self.last

    def forget(self) -> None:
        super().forget()
        self.last = None


library = Shelf()


def load(known: Library | None) -> Library:
    old = known.patterns if known else {}
    patterns, fresh = changed(old) if known else (read_all(), {})
    if known is None:
        index = Index((pk, pattern.error_regex) for pk, pattern in patterns.items())
    else:
        index = known.index
        refresh(index, old, fresh, patterns)
    everybody = active_for_everybody()
    tested, untested = served_order(everybody, patterns)
    return Library(patterns, index, everybody, tested, untested, only_samples())


def shown(pattern: ErrorPattern) -> tuple[int, ...]:
    return tuple(getattr(pattern, name) for name in SHOWN)


def read_all() -> dict[UUID, ErrorPattern]:
    return {row.pk: row for row in ErrorPattern.objects.filter(merged_into=None).iterator()}


def changed(
    old: Mapping[UUID, ErrorPattern],
) -> tuple[dict[UUID, ErrorPattern], dict[UUID, ErrorPattern]]:
    """The patterns as they are now, and those of them that were read again."""
    rows = ErrorPattern.objects.filter(merged_into=None)
    stored = {pk: tuple(state) for pk, *state in rows.values_list("pk", *SHOWN)}
    ids = [pk for pk, state in stored.items() if pk not in old or shown(old[pk]) != state]
    fresh: dict[UUID, ErrorPattern] = {}
    for start in range(0, len(ids), 500):
        fresh.update(ErrorPattern.objects.in_bulk(ids[start : start + 500]))
    return {pk: fresh.get(pk) or old[pk] for pk in stored if pk in fresh or pk in old}, fresh


def refresh(
    index: Index[UUID],
    old: Mapping[UUID, ErrorPattern],
    fresh: Mapping[UUID, ErrorPattern],
    patterns: Mapping[UUID, ErrorPattern],
) -> None:
    for pk in old.keys() - patterns.keys():
        index.remove(pk)
    for pk, pattern in fresh.items():
        if pk not in old or old[pk].error_regex != pattern.error_regex:
            index.add(pk, pattern.error_regex)


def active_for_everybody() -> dict[UUID, Evidence]:
    rows = Standing.objects.before(None).filter(
        status=Status.ACTIVE, item__kind=ErrorPattern.Kind.ERROR_PATTERN
    )
    return {
        pk: Evidence(*values)
        for pk, *values in rows.values_list(
            "item_id", "evidence_for", "evidence_against", "lower_bound", "reliability"
        )
    }


def only_samples() -> frozenset[UUID]:
    """What nobody but the sample accounts taught."""
    lessons = Lesson.objects.order_by().values_list("item_id", flat=True)
    taught = lessons.filter(account__is_sample=True)
    return frozenset(taught.difference(lessons.filter(account__is_sample=False)))


def served_order(
    everybody: Mapping[UUID, Evidence], patterns: Mapping[UUID, ErrorPattern]
) -> tuple[list[UUID], list[UUID]]:
    """The tested by their lower bound, the rest by confidence; ties by slug."""
    known = [pk for pk in everybody if pk in patterns]
    tested = [pk for pk in known if everybody[pk].is_tested]
    rest = [pk for pk in known if not everybody[pk].is_tested]
    tested.sort(key=lambda pk: (-everybody[pk].lower_bound, patterns[pk].slug))
    rest.sort(key=lambda pk: (-patterns[pk].confidence, patterns[pk].slug))
    return tested, rest


def grants(ids: Iterable[UUID], account_id: UUID, project_id: UUID | None) -> dict[UUID, Grant]:
    """Which of the patterns this caller may be offered, by two queries whatever their number."""
    wanted = list(ids)
    standings = Standing.objects.filter(item_id__in=wanted).filter(
        Q(account=None) | Q(account_id=account_id)
    )
    before: dict[UUID, dict[bool, Standing]] = {}
    for standing in standings:
        before.setdefault(standing.item_id, {})[standing.account_id is None] = standing
    reach = lessons_reach(wanted, account_id, project_id) if project_id else {}
    found = {pk: grant(both, reach.get(pk)) for pk, both in before.items()}
    return {pk: granted for pk, granted in found.items() if granted is not None}


def lessons_reach(ids: Sequence[UUID], account_id: UUID, project_id: UUID) -> dict[UUID, str]:
    """`own` where the project taught it, `account` where another one did that shares with its
    account.
    """
    found: dict[UUID, str] = {}
    lessons = Lesson.objects.of(account_id).filter(item_id__in=ids)
    for item, project, sharing, default in lessons.values_list(
        "item_id", "project_id", "project__sharing", "account__sharing"
    ):
        if project == project_id:
            found[item] = "own"
        elif (sharing or default) != Sharing.PROJECT:
            found.setdefault(item, "account")
    return found
