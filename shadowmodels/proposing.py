"""Which version of a specialist is proposed for promotion: the one that is measurably better.

Measured is the lower bound of its success (Wilson, 95 %) over the outcomes that are known. A
proposal is for a person to read, and nothing is served by it.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from context.evidence import wilson
from shadowmodels.models import ShadowModel

Status = ShadowModel.Status
# Whose it is, and how it is called.
Name = tuple[UUID, str]
# A version, and what is said for promoting it.
Change = tuple[ShadowModel, str]

OUTCOMES_TO_PROPOSE = 10
# Where nothing is promoted under the name: rather right than wrong.
BOUND_TO_PROPOSE = 0.5


@dataclass(frozen=True)
class Record:
    """What is known of one version: outcomes, successes among them, and `strong` ones of these, not
    told by a tool alone.
    """

    known: int
    successes: int
    strong: int

    @property
    def bound(self) -> float:
        return wilson(self.successes, self.known)

    @property
    def is_enough(self) -> bool:
        return self.known >= OUTCOMES_TO_PROPOSE and self.strong > 0

    def __str__(self) -> str:
        return f"{self.bound:.3f} ({self.successes} of {self.known} outcomes successful)"


def names_after(name: Name | None, most: int) -> list[Name]:
    """The next (account, name) pairs, in order, of which a version is ready."""
    ready = ShadowModel.objects.ready()
    if name is not None:
        account_id, last = name
        later = Q(account_id=account_id, name__gt=last)
        ready = ready.filter(Q(account_id__gt=account_id) | later)
    pairs = ready.order_by("account_id", "name").values_list("account_id", "name")
    return list(pairs.distinct()[:most])


def measure_names(names: Collection[Name]) -> dict[UUID, Record]:
    """What is known of the ready and the promoted versions of these names; one query."""
    measured = ShadowModel.objects.named(names).filter(status__in=[Status.READY, Status.PROMOTED])
    return {pk: Record(*counts) for pk, *counts in measured.records()}


def propose(names: Collection[Name], records: Mapping[UUID, Record]) -> dict[str, int]:
    """Propose the better versions of these names, and withdraw what no longer holds; how many.

    Must be called in a transaction.
    """
    versions = ShadowModel.objects.named(names).order_by("pk").select_for_update(no_key=True)
    changes = list(changed(versions, records))
    counts = counted(changes)
    for model, proposal in changes:
        model.proposal = proposal
        model.proposed_at = (model.proposed_at or timezone.now()) if proposal else None
    rows = [model for model, _ in changes]
    ShadowModel.objects.bulk_update(rows, ["proposed_at", "proposal"])
    return counts


def preview(names: Collection[Name], records: Mapping[UUID, Record]) -> dict[str, int]:
    """What `propose` would count, changing nothing."""
    return counted(changed(ShadowModel.objects.named(names), records))


def counted(changes: Iterable[Change]) -> dict[str, int]:
    """New proposals and those withdrawn; one that stands with other figures is neither."""
    counts = {"proposed": 0, "withdrawn": 0}
    for model, proposal in changes:
        counts["proposed"] += not model.proposal
        counts["withdrawn"] += not proposal
    return counts


def changed(versions: Iterable[ShadowModel], records: Mapping[UUID, Record]) -> Iterator[Change]:
    """The versions whose proposal changes, each with the new one, empty where it is withdrawn."""
    named: dict[Name, list[ShadowModel]] = defaultdict(list)
    for model in versions:
        named[model.account_id, model.name].append(model)
    for group in named.values():
        yield from decided(group, records)


def decided(versions: Sequence[ShadowModel], records: Mapping[UUID, Record]) -> Iterator[Change]:
    """The same of all versions of one name."""
    promoted = next((each for each in versions if each.status == Status.PROMOTED), None)
    if promoted and promoted.pk not in records:
        return  # promoted while the others were measured: the next cycle compares them with it
    best = best_of(versions, records)
    for model in versions:
        proposal = reason(model, promoted, records) if model == best else ""
        if proposal != model.proposal:
            yield model, proposal


def best_of(versions: Iterable[ShadowModel], records: Mapping[UUID, Record]) -> ShadowModel | None:
    """The ready version with the highest bound of those of which enough is known; of equals the
    newest.
    """
    ready = [each for each in versions if each.status == Status.READY and each.pk in records]
    fit = [model for model in ready if records[model.pk].is_enough]
    return max(fit, key=lambda model: (records[model.pk].bound, model.pk), default=None)


def reason(model: ShadowModel, promoted: ShadowModel | None, records: Mapping[UUID, Record]) -> str:
    """Why it is to be promoted, with both figures; empty where it is no better."""
    record = records[model.pk]
    if promoted is None:
        needed = BOUND_TO_PROPOSE
        against = f"nothing is promoted under this name, where more than {needed} is asked for"
    elif not records[promoted.pk].known:
        needed = BOUND_TO_PROPOSE
        against = (
            f"of {promoted.model_version}, promoted now, nothing is known, where more than "
            f"{needed} is asked for"
        )
    else:
        needed = records[promoted.pk].bound
        against = f"that of {promoted.model_version}, promoted now, is {records[promoted.pk]}"
    if record.bound <= needed:
        return ""
    return f"The lower bound of its success is {record}; {against}."
