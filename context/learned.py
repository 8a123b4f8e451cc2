"""How a learned item comes to be trusted: its evidence is weighed, and its standings move by it.

Weighing is a job, never part of a request. An account's evidence is what its projects reported;
everybody's counts one for each account, by the majority of its reports. The rules are those of
`docs/trust.md`.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from django.db import transaction
from django.db.models import F

from context.evidence import RATE_TO_KEEP, Everybody, Reports, Rules, rules_of, wilson
from context.models import (
    Due,
    Generation,
    LearnedItem,
    Lesson,
    Source,
    Standing,
    Status,
    Tally,
)
from intake.jobs import Finding, ignore
from projects.models import Account, Sharing

# Items of one transaction, so that nobody waits long for SQLite's one writer.
BATCH = 100


def weigh_due(limit: int = BATCH) -> dict[str, int]:
    """Weigh up to `limit` items whose evidence changed; how many weighed, changed and moved."""
    due = list(LearnedItem.objects.filter(due__gt=Due.NOTHING).values_list("pk", flat=True)[:limit])
    return {"weighed": len(due), **(weigh(due) if due else {"moved": 0, "changed": 0})}


def is_due() -> bool:
    """Whether any item waits to be weighed."""
    return LearnedItem.objects.filter(due__gt=Due.NOTHING).exists()


def weigh_all(
    tell: Callable[..., None], *, dry_run: bool = False, find: Callable[[Finding], None] = ignore
) -> dict[str, int]:
    """Weigh all that is due, in batches, telling `tell(counts=…)` after each.

    A dry run changes nothing; it tells `find` each move, and counts them by their names too.
    """
    if dry_run:
        return would_weigh(tell, find)
    total = Counter(weighed=0, moved=0, changed=0)
    while (counts := weigh_due())["weighed"]:
        total.update(counts)
        tell(counts=dict(total))
    return dict(total)


def would_weigh(tell: Callable[..., None], find: Callable[[Finding], None]) -> dict[str, int]:
    total = Counter(dict.fromkeys(("weighed", "moved", "changed", *Move.NAMES), 0))
    due = LearnedItem.objects.filter(due__gt=Due.NOTHING).order_by("pk")
    batch = list(due[:BATCH])
    while batch:
        items = {item.pk: item for item in batch}
        reports, standings = reports_of(items), standings_of(items)
        while items:
            found = weighing(items, reports, standings)
            total.update({"weighed": len(items), **found.counts})
            total.update(move.name for move in found.moves)
            tell_moves(items, found.moves, find)
            items = found.pretend(items)
        tell()
        batch = list(due.filter(pk__gt=batch[-1].pk)[:BATCH])
    return dict(total)


@transaction.atomic
def weigh(ids: Collection[UUID]) -> dict[str, int]:
    """Recompute the standings of these items from tallies and lessons, and move those that the
    rules move.
    """
    items = {item.pk: item for item in LearnedItem.objects.locked(ids)}
    found = weighing(items, reports_of(items), standings_of(items))
    save(found.made, found.changed)
    if found.made or found.changed or found.moves:
        # Of all of them, and so before that of those that move.
        Generation.objects.raise_for(Generation.of(items.values()))
    moves: dict[tuple[str, str], list[UUID]] = defaultdict(list)
    for move in found.moves:
        moves[move.status, move.reason].append(move.standing.pk)
    for (status, reason), chosen in moves.items():
        Standing.objects.filter(pk__in=chosen).move(status, by=Standing.By.JOB, reason=reason)
    LearnedItem.objects.filter(pk__in=items).update(due=Due.NOTHING)
    LearnedItem.objects.filter(pk__in=found.due_again).update(due=Due.WEIGHING)
    return found.counts


@dataclass(frozen=True)
class Move:
    """That the evidence gives a standing this status, and why."""

    NAMES: ClassVar = ("to_account", "to_everybody", "taken_back", "proposed_again")

    standing: Standing
    status: str
    reason: str

    @property
    def name(self) -> str:
        if self.status == Status.ACTIVE:
            return "to_account" if self.standing.account_id else "to_everybody"
        return "taken_back" if self.standing.status == Status.ACTIVE else "proposed_again"


@dataclass(frozen=True)
class Weighing:
    """What weighing some items comes to: standings to write, and which of them move."""

    made: list[Standing]
    changed: list[Standing]
    moves: list[Move]

    @property
    def counts(self) -> dict[str, int]:
        return {"moved": len(self.moves), "changed": len(self.made) + len(self.changed)}

    @property
    def due_again(self) -> set[UUID]:
        """What is proposed again may stand on enough to be more than that."""
        return {move.standing.item_id for move in self.moves if move.status == Status.PROPOSED}

    def pretend(self, items: Mapping[UUID, LearnedItem]) -> dict[UUID, LearnedItem]:
        """Of `items` those that would be due again; moves are made on the objects alone."""
        for move in self.moves:
            move.standing.status, move.standing.moved_by = move.status, Standing.By.JOB
        again = {pk: items[pk] for pk in self.due_again}
        for item in again.values():
            item.due = Due.WEIGHING
        return again


Standings = Mapping[UUID, dict[UUID | None, Standing]]


def standings_of(ids: Iterable[UUID]) -> Standings:
    """By item and account; everybody is None."""
    found: dict[UUID, dict[UUID | None, Standing]] = defaultdict(dict)
    for standing in Standing.objects.filter(item_id__in=list(ids)):
        found[standing.item_id][standing.account_id] = standing
    return found


def weighing(
    items: Mapping[UUID, LearnedItem],
    reports: Mapping[UUID, Mapping[UUID, Reports]],
    standings: Standings,
) -> Weighing:
    """Writes nothing: the evidence is set on the objects of `standings`, to which the missing are
    added.
    """
    found = Weighing([], [], [])
    for pk, item in items.items():
        for standing in weighed(item, reports[pk], standings[pk]):
            (found.made if standing._state.adding else found.changed).append(standing)
        found.moves.extend(Move(*move) for move in decided(item, reports[pk], standings[pk]))
    return found


def tell_moves(
    items: Mapping[UUID, LearnedItem], moves: Collection[Move], find: Callable[[Finding], None]
) -> None:
    accounts = Account.objects.in_bulk({move.standing.account_id for move in moves} - {None})
    for move in moves:
        audience = accounts.get(move.standing.account_id) if move.standing.account_id else None
        find(told(items[move.standing.item_id], move, audience))


def told(item: LearnedItem, move: Move, account: Account | None) -> Finding:
    """A move as a dry run names it."""
    return {
        "ref": item.ref,
        "audience": f"account {account}" if account else "everybody",
        "from": move.standing.status,
        "to": move.status,
        "reason": move.reason,
        "evidence_for": move.standing.evidence_for,
        "evidence_against": move.standing.evidence_against,
    }


def save(made: list[Standing], changed: list[Standing]) -> None:
    Standing.objects.bulk_create(made)
    Standing.objects.bulk_update(
        changed, ["evidence_for", "evidence_against", "lower_bound", "confidence"]
    )


def reports_of(ids: Iterable[UUID]) -> Mapping[UUID, dict[UUID, Reports]]:
    """By item and account, from two queries."""
    found: dict[UUID, dict[UUID, Reports]] = defaultdict(lambda: defaultdict(Reports))
    tallies = Tally.objects.filter(item_id__in=list(ids)).values_list(
        "item_id",
        "account_id",
        "project_id",
        "source",
        F("successes") + F("base_successes"),
        F("failures") + F("base_failures"),
    )
    for item, account, project, source, successes, failures in tallies:
        reports = found[item][account]
        reports.successes += successes
        reports.failures += failures
        reports.refuted |= bool(failures) and source != Source.TOOL
        if successes and source != Source.TOOL:
            reports.strong = True
            if project:
                reports.succeeded.add(project)
    add_lessons(found, ids)
    return found


def add_lessons(found: Mapping[UUID, dict[UUID, Reports]], ids: Iterable[UUID]) -> None:
    """Who taught, in order; quarantined and rejected accounts' lessons say nothing."""
    barred = Standing.objects.filter(
        item_id__in=list(ids), status__in=[Status.QUARANTINED, Status.REJECTED]
    )
    silent = set(barred.values_list("item_id", "account_id"))
    lessons = Lesson.objects.filter(item_id__in=list(ids)).order_by("created_at", "id")
    for item, account, project, source, words, sharing, default in lessons.values_list(
        "item_id",
        "account_id",
        "project_id",
        "source",
        "taught_as",
        "project__sharing",
        "account__sharing",
    ):
        if (item, account) in silent:
            continue
        reports = found[item][account]
        if project not in reports.taught:
            reports.taught.append(project)
        reports.strong |= source != Source.TOOL
        reach = sharing or default
        if reach != Sharing.PROJECT:
            reports.shared.add(project)
        if reach == Sharing.GLOBAL:
            reports.shared_with_all.add(project)
            # What was merged into it taught other words.
            reports.same_words |= words is None


def everybody(reports: Mapping[UUID, Reports]) -> Everybody:
    verdicts = [account.verdict for account in reports.values()]
    return Everybody(
        accounts_for=verdicts.count(1),
        accounts_against=verdicts.count(-1),
        accounts_teaching=sum(account.same_words for account in reports.values()),
    )


def weighed(
    item: LearnedItem,
    reports: Mapping[UUID, Reports],
    standings: dict[UUID | None, Standing],
) -> list[Standing]:
    """The standings whose evidence is not what the reports say, made right; missing ones are added
    to `standings`.
    """
    total = everybody(reports)
    right: dict[UUID | None, tuple[int, int]] = {
        account: (said.evidence_for, said.failures) for account, said in reports.items()
    }
    if None in standings or len(reports) > 1:
        right[None] = (total.accounts_for, total.accounts_against)
    for account in standings.keys() - right.keys():
        right[account] = (0, 0)
    return [
        standing
        for account, evidence in right.items()
        if (standing := reweighed(item, account, evidence, standings)) is not None
    ]


def reweighed(
    item: LearnedItem,
    account: UUID | None,
    evidence: tuple[int, int],
    standings: dict[UUID | None, Standing],
) -> Standing | None:
    """One standing with this evidence, or None where it has it already."""
    standing = standings.get(account)
    if standing is None:
        standing = standings[account] = Standing(item=item, account_id=account)
    elif (standing.evidence_for, standing.evidence_against, standing.confidence) == (
        *evidence,
        item.confidence,
    ):
        return None
    standing.evidence_for, standing.evidence_against = evidence
    standing.confidence = item.confidence
    standing.lower_bound = wilson(evidence[0], sum(evidence))
    return standing


def decided(
    item: LearnedItem,
    reports: Mapping[UUID, Reports],
    standings: Mapping[UUID | None, Standing],
) -> Iterable[tuple[Standing, str, str]]:
    """Which standings the evidence moves: (standing, new status, reason). Flagged and shipped ones
    stay.
    """
    if item.is_built_in:
        return
    shared = standings.get(None)
    flagged = shared is not None and (shared.status == Status.QUARANTINED or bool(shared.flags))
    rules = rules_of(item.kind)
    for account, standing in standings.items():
        if account is None:
            is_proven, reason = rules.to_everybody(everybody(reports))
        else:
            is_proven, reason = rules.to_account(reports.get(account, Reports()))
        if standing.status == Status.PROPOSED and is_proven and not flagged and not standing.flags:
            yield standing, Status.ACTIVE, reason
        elif item.due == Due.RECONSIDERING and lost(standing, is_proven):
            yield standing, Status.PROPOSED, f"no longer enough: {reason or 'it was erased'}"
        elif recovered(standing, rules):
            yield standing, Status.PROPOSED, "the evidence is in its favour again"


def lost(standing: Standing, is_proven: bool) -> bool:
    """Whether the job had activated it on evidence that is gone."""
    return (
        standing.status == Status.ACTIVE and standing.moved_by == Standing.By.JOB and not is_proven
    )


def recovered(standing: Standing, rules: Rules) -> bool:
    """Whether it was pruned and its evidence no longer says so. What staff withdrew stays
    withdrawn, and what is flagged waits for them.
    """
    needed = rules.rate_to_keep if standing.account_id else RATE_TO_KEEP
    return (
        standing.status == Status.INACTIVE
        and standing.moved_by == Standing.By.JOB
        and not standing.flags
        and standing.evidence_for >= needed * standing.evidence
    )
