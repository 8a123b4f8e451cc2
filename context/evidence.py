"""What was reported of a learned item, and what it takes to be trusted: the rules of
`docs/trust.md`.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from django.conf import settings
from django.db.models import F, Q
from django.db.models.lookups import GreaterThanOrEqual, LessThan

from context.models import LearnedItem

RATE_TO_CONFIRM = 0.6
FAILURES_TO_PRUNE = 3
RATE_TO_KEEP = 0.5
# Of strategies, which are tried rather than confirmed: as many uses, then by their rate.
USES_TO_DECIDE = 10
RATE_TO_PROMOTE = 0.7
RATE_TO_RETIRE = 0.4


def wilson(successes: int, total: int, z: float = 1.96) -> float:
    """Lower bound of the 95 % score interval of a rate (Wilson 1927); 0 without evidence."""
    if total == 0:
        return 0.0
    p = successes / total
    centre = p + z * z / (2 * total)
    spread = z * math.sqrt(p * (1 - p) / total + z * z / (4 * total * total))
    return (centre - spread) / (1 + z * z / total)


@dataclass
class Reports:
    """What one account says of one item: counts, and which of its projects stand behind them."""

    successes: int = 0
    failures: int = 0
    succeeded: set[UUID] = field(default_factory=set)
    taught: list[UUID] = field(default_factory=list)
    shared: set[UUID] = field(default_factory=set)
    shared_with_all: set[UUID] = field(default_factory=set)
    same_words: bool = False
    strong: bool = False
    refuted: bool = False

    @property
    def evidence_for(self) -> int:
        """Successes, and each project after the first that taught the same."""
        return self.successes + max(0, len(self.taught) - 1)

    @property
    def confirmers(self) -> set[UUID]:
        """Projects other than the first teacher that taught the same or succeeded with it."""
        return (self.succeeded | set(self.taught)) - set(self.taught[:1])

    @property
    def verdict(self) -> int:
        """1 for, -1 against, 0 undecided or standing on what tools alone say: for it that is never
        enough, against it where it withdraws the item from the account.
        """
        balance = self.successes + len(self.shared_with_all) - self.failures
        if balance < 0:
            return -int(self.refuted or self.failures >= FAILURES_TO_PRUNE)
        return int(balance > 0 and self.strong)

    @property
    def uses(self) -> int:
        return self.successes + self.failures

    @property
    def may_be_shared(self) -> bool:
        """Whether any project that taught it shares with the account; so may what none taught."""
        return bool(self.shared or not self.taught)


@dataclass(frozen=True)
class Everybody:
    """What the accounts say of one item, one voice each."""

    accounts_for: int
    accounts_against: int
    accounts_teaching: int


# Whether the reports move a standing on, and what is to be said of it.
Verdict = tuple[bool, str]


def confirmed(said: Reports) -> Verdict:
    """By two other projects that taught the same or succeeded with it, six reports in ten."""
    return (
        len(said.confirmers) >= settings.PROJECTS_TO_CONFIRM
        and said.may_be_shared
        and said.evidence_for >= RATE_TO_CONFIRM * (said.evidence_for + said.failures)
    ), (
        f"confirmed by {len(said.confirmers)} other projects, "
        f"{said.evidence_for} for and {said.failures} against"
    )


def agreed(total: Everybody) -> Verdict:
    """At least three accounts for and a quarter against; and as many teach it, so that nothing in
    it is one's own.
    """
    needed = settings.ACCOUNTS_TO_CONFIRM
    return (
        total.accounts_for >= needed
        and total.accounts_against * 4 <= total.accounts_for + total.accounts_against
        and total.accounts_teaching >= needed
    ), f"{total.accounts_for} accounts for, {total.accounts_against} against"


def proved_itself(said: Reports) -> Verdict:
    """In ten uses, seven of ten successful; fallen-silent tools alone prove nothing."""
    return (
        said.uses >= USES_TO_DECIDE
        and said.successes >= RATE_TO_PROMOTE * said.uses
        and said.strong
        and said.may_be_shared
    ), f"used {said.uses} times, {said.successes} for and {said.failures} against"


def by_staff_only(total: Everybody) -> Verdict:
    return False, ""


USES = F("evidence_for") + F("evidence_against")
FEW_SUCCESSES = Q(evidence_against__gte=FAILURES_TO_PRUNE, evidence_for__lt=F("evidence_against"))
# Before everybody, where each counts one: nobody switches off alone what others use.
OUTVOTED = Q(
    GreaterThanOrEqual(USES, FAILURES_TO_PRUNE),
    account=None,
    evidence_for__lt=F("evidence_against"),
)
RETIRED = Q(
    GreaterThanOrEqual(USES, USES_TO_DECIDE), LessThan(F("evidence_for"), RATE_TO_RETIRE * USES)
)


@dataclass(frozen=True)
class Rules:
    """By which evidence the standings of a kind move.

    `to_account` and `to_everybody` say what is activated. `fails` are the standings before an
    account that are withdrawn, or of shipped items flagged; what was withdrawn and reaches
    `rate_to_keep` again is proposed again. Before everybody all kinds fail by `OUTVOTED`.
    """

    to_account: Callable[[Reports], Verdict] = confirmed
    to_everybody: Callable[[Everybody], Verdict] = agreed
    fails: Q = FEW_SUCCESSES
    why: str = "more failures than successes"
    rate_to_keep: float = RATE_TO_KEEP


ORDINARY = Rules()
RULES: Mapping[str, Rules] = {
    LearnedItem.Kind.STRATEGY: Rules(
        to_account=proved_itself,
        to_everybody=by_staff_only,
        fails=RETIRED,
        why=f"fewer than {RATE_TO_RETIRE:.0%} of its uses succeeded",
        rate_to_keep=RATE_TO_RETIRE,
    ),
}


def rules_of(kind: str) -> Rules:
    return RULES.get(kind, ORDINARY)
