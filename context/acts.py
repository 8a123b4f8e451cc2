"""What staff may decide about learned items."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from context.models import Standing, Status
from context.releasing import Decision

ANYTHING_BUT_ACTIVE = (Status.PROPOSED, Status.QUARANTINED, Status.INACTIVE, Status.REJECTED)


@dataclass(frozen=True)
class Act:
    """A status that items get before everybody, or before their accounts only.

    Of the accounts it reaches those where an item stands at one of `before`. `short` is what it
    is called beside one standing.
    """

    title: str
    short: str
    permission: str
    status: Status
    before: tuple[Status, ...]
    for_everybody: bool
    note: str
    # Who was served it is told not to use it.
    is_announced: bool = False

    def decided(self, reason: str, user: Any) -> Decision:
        return Decision(self.status, self.before, self.for_everybody, self.permission, reason, user)


ACTS: Mapping[str, Act] = {
    "activate_for_accounts": Act(
        "Activate for its accounts",
        "Activate here",
        "activate_for_account",
        Status.ACTIVE,
        ANYTHING_BUT_ACTIVE,
        for_everybody=False,
        note="All projects of these accounts will be served it. Flags are taken as looked at.",
    ),
    "activate_for_everybody": Act(
        "Activate for everybody",
        "Activate for all",
        "activate_for_everybody",
        Status.ACTIVE,
        (Status.QUARANTINED,),
        for_everybody=True,
        note="Every project will be served it, also of accounts for which it was quarantined. "
        "Flags are taken as looked at.",
    ),
    "deactivate_for_accounts": Act(
        "Deactivate for its accounts",
        "Deactivate here",
        "activate_for_account",
        Status.INACTIVE,
        (Status.PROPOSED, Status.ACTIVE, Status.QUARANTINED),
        for_everybody=False,
        note="These accounts will not be served it, even where it is active for everybody.",
    ),
    "deactivate_for_everybody": Act(
        "Deactivate for everybody",
        "Deactivate for all",
        "activate_for_everybody",
        Status.INACTIVE,
        (),
        for_everybody=True,
        note="Only accounts where it is active, and projects that taught it, will be served it.",
    ),
    "reject": Act(
        "Reject",
        "Reject",
        "activate_for_everybody",
        Status.REJECTED,
        (Status.PROPOSED, Status.ACTIVE, Status.INACTIVE, Status.QUARANTINED),
        for_everybody=True,
        note="Nobody will be served it, and it may not be taught again.",
    ),
    "recall": Act(
        "Recall",
        "Recall",
        "activate_for_everybody",
        Status.REJECTED,
        (Status.PROPOSED, Status.ACTIVE, Status.INACTIVE, Status.QUARANTINED),
        for_everybody=True,
        note="Nobody will be served it, it may not be taught again, and the accounts that were "
        "served it are told by the event item.recalled not to use it, with your reason. “Contexts "
        "that carried it” lists them.",
        is_announced=True,
    ),
}


def acts_upon(standing: Standing) -> list[str]:
    """The names of the acts that make sense for a standing that waits."""
    if standing.status in (Status.QUARANTINED, Status.PROPOSED):
        account = ["activate_for_accounts"] if standing.account_id else []
        return [*account, "activate_for_everybody", "reject"]
    return ["deactivate_for_accounts" if standing.account_id else "deactivate_for_everybody"]


def act_to(status: str, now: str, *, for_everybody: bool) -> str:
    """The name of the act by which what stands at `now` gets this status; empty where none does."""
    return next(
        (
            name
            for name, act in ACTS.items()
            if act.status == status != now
            and act.for_everybody == for_everybody
            and (for_everybody or now in act.before)
        ),
        "",
    )
