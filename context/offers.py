"""What learned items a project may be served, how far each goes, and on which evidence.

The rules are of one standing at a time. Error patterns have an index of their own and ask here for
the rules alone; of every other kind `offers` knows the best of everybody, and the account's own.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any
from uuid import UUID

from django.db.models import Case, Exists, IntegerField, OuterRef, Q, QuerySet, Value, When

from context.base import Left, Subject, get_sections
from context.killswitch import unless_off
from context.models import Generation, LearnedItem, Lesson, Standing, Status
from context.own_words import as_told
from context.snapshot import Snapshot
from projects.models import Sharing

TESTED_EVIDENCE = 3
TESTED_BOUND = 0.30
RELIABLE = 0.6
# Before everybody, these keep an item from every account.
BARRED = (Status.QUARANTINED, Status.REJECTED)
# Before an account, these keep an item from it.
WITHHELD = (Status.INACTIVE, *BARRED)
# How many of the best are looked at for each place: some stand aside for the account, language or
# limit.
CANDIDATES = 4
# How many of each kind are kept in a process: the highest limit, so often.
KEPT = 200 * CANDIDATES
# The error library keeps its own.
APART = LearnedItem.Kind.ERROR_PATTERN
# Checked JavaScript has TypeScript's errors, and what builds on React has React's.
LANGUAGES = {"javascript": "typescript", "tsx": "typescript", "jsx": "typescript"}
FRAMEWORKS = dict.fromkeys(("next", "nextjs", "next.js", "remix", "gatsby", "expo"), "react")


@dataclass(frozen=True)
class Evidence:
    """Of one standing: counts of its audience, and what is derived from them."""

    successes: int
    failures: int
    lower_bound: float
    reliability: float
    is_own: bool = False  # the account's own, not everybody's

    @property
    def total(self) -> int:
        return self.successes + self.failures

    @property
    def shown(self) -> dict[str, Any]:
        """As facts of what is served: how many for and against, and of what."""
        counted = "reports" if self.is_own else "accounts"
        return {"successes": self.successes, "failures": self.failures, "counted": counted}

    @property
    def is_tested(self) -> bool:
        return self.total >= TESTED_EVIDENCE and self.lower_bound >= TESTED_BOUND

    @property
    def is_unreliable(self) -> bool:
        return self.total >= TESTED_EVIDENCE and self.reliability < RELIABLE


def evidence_of(standing: Standing) -> Evidence:
    return Evidence(
        standing.evidence_for,
        standing.evidence_against,
        standing.lower_bound,
        standing.reliability,
        is_own=standing.account_id is not None,
    )


@dataclass(frozen=True)
class Grant:
    """That an account's project may be served an item: how far it goes, on which evidence, and if
    only as a trial.
    """

    audience: str
    evidence: Evidence
    is_own: bool = False
    is_trial: bool = False


def grant(before: Mapping[bool, Standing], reach: str | None) -> Grant | None:
    """By the standing before everybody (True) and before the account (False).

    `reach` is `own` where the project taught it, `account` where another of its account did.
    """
    everybody, account = before.get(True), before.get(False)
    if account and account.status in WITHHELD:
        return None
    strongest = strongest_evidence(everybody, account)
    if everybody and everybody.status == Status.ACTIVE:
        return Grant("global", strongest)
    if everybody and everybody.status in BARRED:
        return None
    if account and account.status == Status.ACTIVE:
        return Grant("account", evidence_of(account))
    if account and reach:
        own = reach == "own"
        return Grant("project", evidence_of(account), is_own=own, is_trial=not own)
    return None


def strongest_evidence(everybody: Standing | None, account: Standing | None) -> Evidence:
    """The account's own where it has enough of it, else everybody's."""
    if account and (account.evidence >= TESTED_EVIDENCE or everybody is None):
        return evidence_of(account)
    return evidence_of(everybody) if everybody else Evidence(0, 0, 0.0, 0.0)


def grant_of(everybody: Evidence | None, account: Any) -> Grant | None:
    """By what is known of an item active for everybody, and by a row of `before_account`."""
    if everybody is None:
        return grant({False: account}, "own" if account.taught else None) if account else None
    if account is None:
        return Grant("global", everybody)
    if account.status in WITHHELD:
        return None
    own = evidence_of(account)
    return Grant("global", own if own.total >= TESTED_EVIDENCE else everybody)


def before_account(subject: Subject) -> QuerySet[Any]:
    """Standings before the subject's account of what is barred from nobody; `taught`: its project
    taught it.
    """
    taught = Lesson.objects.filter(item=OuterRef("item"), project=subject.project)
    barred = Standing.objects.before(None).filter(item=OuterRef("item"), status__in=BARRED)
    rows = unless_off(Standing.objects.before(subject.account_id)).exclude(Exists(barred))
    return rows.annotate(taught=Exists(taught))


def first_of_account(rows: QuerySet[Any], best: Iterable[UUID], most: int) -> QuerySet[Any]:
    """The ids of `best` and of at most `most` others that the project may be served, best first."""
    known = list(best)
    place = Case(
        When(item_id__in=known, then=Value(0)), default=Value(1), output_field=IntegerField()
    )
    chosen = Q(item_id__in=known) | Q(status=Status.ACTIVE) | Q(status=Status.PROPOSED, taught=True)
    # Of equals the newest first: ids of version 7 sort by time.
    ordered = rows.filter(chosen).order_by(place, "-lower_bound", "-pk").values("pk")
    return ordered[: len(known) + most]


def grants(ids: Iterable[UUID], account_id: UUID, project_id: UUID | None) -> dict[UUID, Grant]:
    """Which of the items this caller may be offered, as a trial too: two queries."""
    wanted = list(ids)
    standings = unless_off(Standing.objects.filter(item_id__in=wanted)).filter(
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


def agrees(told: str, asked: str, families: Mapping[str, str]) -> bool:
    """Whether neither names another language (or framework) than the other."""
    if not told or not asked:
        return True
    told, asked = told.lower(), asked.lower()
    return families.get(told, told) == families.get(asked, asked)


def fits(item: Any, subject: Subject) -> bool:
    """Not of another language or framework than the request names."""
    language, framework = getattr(item, "language", ""), getattr(item, "framework", "")
    return agrees(language, subject.language, LANGUAGES) and agrees(
        framework, subject.framework, FRAMEWORKS
    )


@dataclass(frozen=True)
class Offer:
    """A learned item, as a row of its kind, that the subject may be served."""

    item: Any
    grant: Grant
    is_sample: bool

    @property
    def group(self) -> str:
        """How far it may be trusted: `own`, `proven` or `unproven`."""
        if self.grant.is_own:
            return "own"
        return "proven" if self.grant.evidence.is_tested else "unproven"

    @property
    def reason(self) -> str:
        return {
            "own": "taught by this project",
            "proven": f"proven, {self.grant.audience}",
            "unproven": f"untested, {self.grant.audience}",
        }[self.group]

    @property
    def value(self) -> float:
        """What it is worth in the budget: the tested before all others."""
        evidence = self.grant.evidence
        return evidence.lower_bound + 1 if evidence.is_tested else float(self.item.confidence)


@dataclass(frozen=True)
class Imagined:
    """An item as if it stood otherwise, for a preview: as a row of its kind, and what the subject
    would be granted; None: nothing.
    """

    item: Any
    grant: Grant | None
    is_sample: bool = False


@dataclass(frozen=True)
class Offers:
    """Of one kind: what may be served, best first, and what was left out as unreliable."""

    items: Sequence[Offer] = ()
    left: Sequence[Left] = ()


@dataclass(frozen=True)
class Known:
    """An item that is active for everybody."""

    item: Any
    evidence: Evidence
    is_sample: bool


def offers(subject: Subject, kind: str) -> Offers:
    """What of one kind the subject may be served, of its language and framework.

    One query, for all kinds of the sections of this installation together.
    """
    if "offers" not in subject.shared:
        subject.shared["offers"] = everything_for(subject)
    found: Mapping[str, Offers] = subject.shared["offers"]
    return found.get(kind, Offers())


def everything_for(subject: Subject) -> Mapping[str, Offers]:
    most = {
        section.kind: subject.limits.get(section.key, section.limit) * CANDIDATES
        for section in get_sections()
        if section.kind
    }
    kept = kept_best()
    best = {
        kind: list(islice((one for one in kept.get(kind, ()) if fits(one.item, subject)), count))
        for kind, count in most.items()
    }
    rows = {row.item_id: row for row in account_rows(subject, best, most)}
    chosen = {one.item.pk for of_kind in best.values() for one in of_kind}
    # What is everybody's without being among the best may be among the account's own best.
    known = {one.item.pk: one for of_kind in kept.values() for one in of_kind}
    found: dict[str, list[Offer]] = {kind: [] for kind in most}
    for one in subject.imagined.values():
        if one.grant is not None and one.item.kind in found and fits(one.item, subject):
            found[one.item.kind].append(Offer(one.item, one.grant, one.is_sample))
    for pk in (chosen | rows.keys()) - subject.imagined.keys():
        shared, own = known.get(pk), rows.get(pk)
        granted = grant_of(shared.evidence if shared else None, own)
        item, sample = (shared.item, shared.is_sample) if shared else told_by(own)
        item = as_told(item, own)
        if granted is not None and fits(item, subject):
            found[item.kind].append(Offer(item, granted, sample))
    return {kind: ordered(of_kind) for kind, of_kind in found.items()}


def told_by(row: Any) -> tuple[Any, bool]:
    return child_of(row.item), row.is_sample


def account_rows(
    subject: Subject, best: Mapping[str, Sequence[Known]], most: Mapping[str, int]
) -> Iterable[Any]:
    """How the best stand before the account, and the account's own best of each kind."""
    rows = before_account(subject).filter(item__merged_into=None)
    chosen = Q(pk__in=[])
    for kind, known in best.items():
        of_kind = rows.filter(item__kind=kind)
        ids = [one.item.pk for one in known]
        chosen |= Q(pk__in=first_of_account(of_kind, ids, most[kind]))
    return with_sample(rows.filter(chosen)).select_related(*children())


def ordered(found: Iterable[Offer]) -> Offers:
    """The tested by their lower bound, then the rest by confidence; ties by slug."""
    reliable = [one for one in found if not one.grant.evidence.is_unreliable]
    unreliable = sorted(one.item.ref for one in found if one.grant.evidence.is_unreliable)
    return Offers(
        sorted(reliable, key=lambda one: (-one.value, one.item.slug)),
        [Left(ref, "low_reliability") for ref in unreliable],
    )


def children() -> list[str]:
    """Paths from a standing to the rows of each kind, for `select_related`."""
    return [
        f"item__{each._meta.model_name}"
        for each in LearnedItem.__subclasses__()
        if kind_of(each) != APART
    ]


def kind_of(model: type[LearnedItem]) -> str:
    """The kind whose rows are in this table."""
    [kind] = [one for one in LearnedItem.Kind if one.replace("_", "") == model._meta.model_name]
    return kind


def child_of(item: LearnedItem) -> Any:
    """The row of its kind, which came with the item."""
    return getattr(item, item.kind.replace("_", ""))


def with_sample(rows: QuerySet[Any]) -> QuerySet[Any]:
    """With `is_sample`: nobody but the sample accounts taught it."""
    lessons = Lesson.objects.filter(item=OuterRef("item"))
    found: QuerySet[Any] = rows.annotate(
        is_sample=Exists(lessons.filter(account__is_sample=True))
        & ~Exists(lessons.filter(account__is_sample=False))
    )
    return found


def read_best() -> Mapping[str, Sequence[Known]]:
    active = unless_off(Standing.objects.before(None)).filter(
        status=Status.ACTIVE, item__merged_into=None
    )
    chosen = Q(pk__in=[])
    for kind in LearnedItem.Kind:
        if kind != APART:
            best = active.filter(item__kind=kind).order_by("-lower_bound", "-confidence", "pk")
            chosen |= Q(pk__in=best.values("pk")[:KEPT])
    found: dict[str, list[Known]] = {}
    rows = with_sample(active.filter(chosen)).select_related(*children())
    for row in rows.order_by("-lower_bound", "-confidence", "pk"):
        known = Known(child_of(row.item), evidence_of(row), row.is_sample)
        found.setdefault(row.item.kind, []).append(known)
    return found


# Not of error patterns: when these alone have changed, nothing of it has.
kept_best: Snapshot[Mapping[str, Sequence[Known]]] = Snapshot(read_best, Generation.Name.LIBRARY)
