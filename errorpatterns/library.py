"""The error library in this process: what every pattern is, found again whenever the generation
rises.

Who may see which pattern is asked of the database for the few that match; nothing of it is kept
here but what is active for everybody.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import Any
from uuid import UUID

from django.db.models import CharField
from django.db.models.functions import Cast

from context.killswitch import unless_off
from context.models import Generation, LearnedItem, Standing, Status
from context.offers import Evidence, with_sample
from context.snapshot import Snapshot
from errorpatterns.matching import Index
from errorpatterns.models import ErrorPattern

# Rows equal in these are printed alike. Ids are texts: of very many rows most are only compared.
ID = Cast("pk", CharField())
SHOWN = ("version",)
EVIDENCE = ("evidence_for", "evidence_against", "lower_bound", "reliability")
States = frozenset[tuple[Any, ...]]


@dataclass(frozen=True)
class Library:
    """One state of it: patterns by id, their index, and what is active for everybody in the order
    served. `rows` and `active` are what of the database it was made of.
    """

    rows: States
    active: States
    patterns: Mapping[UUID, ErrorPattern]
    index: Index[UUID]
    everybody: Mapping[UUID, Evidence]
    tested: Sequence[UUID]
    taught: Sequence[UUID]
    shipped: Sequence[UUID]
    samples: frozenset[UUID]


class Shelf(Snapshot[Library]):
    """The library of this process; when a generation rises, changed rows are read again."""

    def __init__(self) -> None:
        super().__init__(self.read_changes, Generation.Name.LIBRARY, Generation.Name.PATTERNS)
        self.last: Library | None = None

    def read_changes(self) -> Library:
        self.last = load(self.last)
        return self.last

    def forget(self) -> None:
        super().forget()
        self.last = None


library = Shelf()


def load(known: Library | None) -> Library:
    active = active_for_everybody()
    if known is None:
        patterns, rows = read_all()
        index = Index((pk, pattern.error_regex) for pk, pattern in patterns.items())
        fresh: Mapping[UUID, ErrorPattern] = patterns
        everybody: dict[UUID, Evidence] = {}
    else:
        index, everybody = known.index, dict(known.everybody)
        # Before the patterns themselves: what is written in between is read again, never missed.
        rows = pattern_states()
        patterns, fresh = changed(known, rows)
    for pk in ids_of(known.active - active if known else ()):
        del everybody[pk]
    come = active - known.active if known else active
    everybody |= {UUID(pk): Evidence(*values) for pk, _, *values in come}
    if known and active == known.active and not everybody.keys() & fresh.keys():
        return replace(known, rows=rows, patterns=patterns)
    samples = frozenset(UUID(pk) for pk, is_sample, *_ in active if is_sample)
    return Library(
        rows, active, patterns, index, everybody, *served_order(everybody, patterns), samples
    )


def pattern_states() -> States:
    rows = LearnedItem.objects.filter(kind=ErrorPattern.Kind.ERROR_PATTERN, merged_into=None)
    return frozenset(rows.values_list(ID, *SHOWN))


def ids_of(states: Iterable[tuple[Any, ...]]) -> set[UUID]:
    return {UUID(state[0]) for state in states}


def read_all() -> tuple[dict[UUID, ErrorPattern], States]:
    found = ErrorPattern.objects.filter(merged_into=None).annotate(told_id=ID)
    patterns = {row.pk: row for row in found.iterator()}
    told = attrgetter("told_id", *SHOWN)
    return patterns, frozenset(map(told, patterns.values()))


def changed(
    known: Library, rows: States
) -> tuple[dict[UUID, ErrorPattern], dict[UUID, ErrorPattern]]:
    """The patterns as they are now, and those of them that were read again; the index follows."""
    ids = sorted(ids_of(rows - known.rows))
    fresh: dict[UUID, ErrorPattern] = {}
    for start in range(0, len(ids), 500):
        fresh |= ErrorPattern.objects.in_bulk(ids[start : start + 500])
    patterns = dict(known.patterns)
    for pk in ids_of(known.rows - rows).difference(ids):
        patterns.pop(pk, None)
        known.index.remove(pk)
    for pk, pattern in fresh.items():
        old = patterns.get(pk)
        if old is None or old.error_regex != pattern.error_regex:
            known.index.add(pk, pattern.error_regex)
        patterns[pk] = pattern
    return patterns, fresh


def active_for_everybody() -> States:
    """Of what is active for everybody: its id, whether nobody but the sample accounts taught it,
    and its evidence.
    """
    rows = unless_off(Standing.objects.before(None)).filter(
        status=Status.ACTIVE, item__kind=ErrorPattern.Kind.ERROR_PATTERN
    )
    item = Cast("item_id", CharField())
    return frozenset(with_sample(rows).values_list(item, "is_sample", *EVIDENCE))


def served_order(
    everybody: Mapping[UUID, Evidence], patterns: Mapping[UUID, ErrorPattern]
) -> tuple[list[UUID], list[UUID], list[UUID]]:
    """The tested by their lower bound, the rest by confidence, what was taught apart from what is
    shipped, so that neither keeps the other out; ties by slug.
    """
    known = [pk for pk in everybody if pk in patterns]
    tested = [pk for pk in known if everybody[pk].is_tested]
    rest = [pk for pk in known if not everybody[pk].is_tested]
    tested.sort(key=lambda pk: (-everybody[pk].lower_bound, patterns[pk].slug))
    rest.sort(key=lambda pk: (-patterns[pk].confidence, patterns[pk].slug))
    taught = [pk for pk in rest if not patterns[pk].is_built_in]
    return tested, taught, [pk for pk in rest if patterns[pk].is_built_in]
