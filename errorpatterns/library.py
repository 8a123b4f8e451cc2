"""The error library in this process: what every pattern is, found again whenever the generation
rises.

Who may see which pattern is asked of the database for the few that match; nothing of it is kept
here but what is active for everybody.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from uuid import UUID

from context.killswitch import unless_off
from context.models import Generation, LearnedItem, Standing, Status
from context.offers import Evidence, with_sample
from context.snapshot import Snapshot
from errorpatterns.matching import Index
from errorpatterns.models import ErrorPattern

# Rows equal in these are printed alike; the counts raise no version.
SHOWN = ("pk", "version", "success_count", "failure_count")
shown = attrgetter(*SHOWN)


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
    everybody, samples = active_for_everybody()
    tested, untested = served_order(everybody, patterns)
    return Library(patterns, index, everybody, tested, untested, samples)


def read_all() -> dict[UUID, ErrorPattern]:
    return {row.pk: row for row in ErrorPattern.objects.filter(merged_into=None).iterator()}


def changed(
    old: Mapping[UUID, ErrorPattern],
) -> tuple[dict[UUID, ErrorPattern], dict[UUID, ErrorPattern]]:
    """The patterns as they are now, and those of them that were read again."""
    rows = LearnedItem.objects.filter(kind=ErrorPattern.Kind.ERROR_PATTERN, merged_into=None)
    stored = {state[0]: state for state in rows.values_list(*SHOWN)}
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


def active_for_everybody() -> tuple[dict[UUID, Evidence], frozenset[UUID]]:
    """What is active for everybody, and what of it nobody but the sample accounts taught."""
    rows = unless_off(Standing.objects.before(None)).filter(
        status=Status.ACTIVE, item__kind=ErrorPattern.Kind.ERROR_PATTERN
    )
    columns = ("evidence_for", "evidence_against", "lower_bound", "reliability")
    found = {}
    samples = set()
    for pk, is_sample, *values in with_sample(rows).values_list("item_id", "is_sample", *columns):
        found[pk] = Evidence(*values)
        if is_sample:
            samples.add(pk)
    return found, frozenset(samples)


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
