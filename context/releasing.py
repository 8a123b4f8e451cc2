"""What staff decide is carried out, by the rule of two.

Nobody activates what he edited last, or what he brought in that is flagged as long as it is; and
what was flagged is served once two have looked at it as it is: where there are so many who may.
Whoever is alone says why, and is never stuck.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.contrib.auth.models import User
from django.db.models import Q

from context.gist import text_of
from context.models import Approval, LearnedItem, Shipped, Standing, Status
from context.recalling import withdraw_all
from intake.screening import MOST_TOLD, Flag, screen
from projects.models import Account

# What flags call some columns.
FLAGGED_AS = {
    "error_regex": "message",
    "words": "message",
    "fix_template": "fix",
    "approach": "fix",
    "examples": "example",
    "counter_examples": "example",
}
# Up to a line break that no backslash takes back.
REST_OF_LINE = re.compile(r"(?:\\[\s\S]|[^\n])*")
# How the reason begins for which an edit held an item; `context.takingout` knows it by that.
HELD_BY_EDIT = "flagged when it was edited"
EDITED = "you edited it last or brought in what is flagged in it, so somebody else must activate it"
BARRED = "accounts would be served it again by that, and somebody else has to approve it first"


@dataclass(frozen=True)
class Rule:
    """Who may release which of some items: as it is now, so in the transaction that does it.

    `able` may do what is asked for, `flagged` has to be looked at by two of them, `approved` is
    before whom others did so already (None: everybody).
    """

    user_id: int
    able: frozenset[int]
    flagged: frozenset[UUID] = frozenset()
    approved: Mapping[UUID, Collection[UUID | None]] = field(default_factory=dict)

    def is_own(self, item: LearnedItem | Shipped) -> bool:
        """Whether the item is to be judged by somebody else, and there is somebody."""
        return item.last_edited_by_id == self.user_id and bool(self.able - {self.user_id})

    def needs_two(self, item: LearnedItem) -> bool:
        return item.pk in self.flagged and len(self.able - {item.last_edited_by_id}) > 1

    def allows(self, item: LearnedItem, account_id: UUID | None) -> bool:
        """Whether the item is served when this user approves it, or waits for another."""
        others = self.approved.get(item.pk, ())
        return not self.needs_two(item) or None in others or account_id in others


def rule_of(items: Iterable[LearnedItem], permission: str, user_id: int) -> Rule:
    """Three queries."""
    ids = [item.pk for item in items]
    able = able_to(permission)
    flagged = Standing.objects.filter(item__in=ids).flagged().values_list("item_id", flat=True)
    approved: dict[UUID, set[UUID | None]] = defaultdict(set)
    others = Approval.objects.in_force().filter(item__in=ids, user__in=able).exclude(user=user_id)
    for item_id, account_id in others.values_list("item_id", "account_id"):
        approved[item_id].add(account_id)
    return Rule(user_id, able, frozenset(flagged), approved)


def able_to(permission: str) -> frozenset[int]:
    """The staff who may do this."""
    users = User.objects.with_perm(f"context.{permission}").filter(is_staff=True)
    return frozenset(users.values_list("pk", flat=True))


def others_than(user_id: int | None, permission: str) -> frozenset[int]:
    """Who else may do this."""
    return able_to(permission) - {user_id}


def why_for_people(item: LearnedItem, permission: str) -> str:
    """Why people have to release it, and a key, which is nobody, may not; empty where it may."""
    rule = rule_of([item], permission, 0)
    if item.pk in rule.flagged and len(rule.able) > 1:
        return "It is flagged: two curators look at it, and release it in the admin."
    if item.last_edited_by_id is not None and rule.able - {item.last_edited_by_id}:
        return (
            "A curator edited it last, and a key does not say who asks: another curator "
            "releases it in the admin."
        )
    return ""


def barred(items: Iterable[LearnedItem]) -> set[UUID]:
    """Those that are quarantined before everybody, and so kept from the accounts where they are
    active too: deactivated there, they are released to these.
    """
    standings = Standing.objects.before(None).filter(status=Status.QUARANTINED)
    found = standings.filter(item__in=[item.pk for item in items])
    return set(found.values_list("item_id", flat=True))


def newly_flagged(edits: Mapping[str, tuple[Any, Any]]) -> list[str]:
    """Which rules of screening the columns break as edited, (before, after) by name, where they did
    not before.
    """
    found = set()
    for name, (before, after) in edits.items():
        field_name = FLAGGED_AS.get(name, name)
        known = flagged_texts(field_name, text_of(before))
        new = flagged_texts(field_name, text_of(after)) - known
        found |= {f"{field_name}: {rule}" for rule, _ in new}
    return sorted(found)


def flagged_texts(field_name: str, text: str) -> set[tuple[str, str]]:
    """Each rule that the text breaks, with the words that somebody has to look at for it."""
    flags = screen({field_name: text})
    times = Counter(flag.rule for flag in flags)
    # Of more than are told anything may come behind.
    return {
        (flag.rule, text if times[flag.rule] >= MOST_TOLD else looked_at(flag, text))
        for flag in flags
    }


def looked_at(flag: Flag, text: str) -> str:
    """An address, or an install to the end of its command, where that is the whole of it; else what
    fired from its line on: of `rm -rf` what matters is what follows.
    """
    if flag.rule == "url":
        return text[flag.start : flag.end]
    if flag.rule == "install":
        return REST_OF_LINE.match(text, flag.start)[0]  # type: ignore[index]
    return text[text.rfind("\n", 0, flag.start) + 1 :]


def hold_back(item: LearnedItem, flags: Sequence[str], user: Any) -> None:
    """Serve an item to nobody until somebody else has looked at what an edit brought in. Must be
    called in a transaction.
    """
    standings = Standing.objects.filter(item=item)
    if not standings.before(None).exists():
        # Where the flags stay for whoever is taught it later.
        Standing.objects.create(item=item, account=None, confidence=item.confidence)
    # What is proposed to everybody is served to nobody; quarantined, it would bar its accounts.
    served = standings.filter(
        Q(status=Status.ACTIVE) | Q(status=Status.PROPOSED, account__isnull=False)
    )
    reason = f"{HELD_BY_EDIT}: {', '.join(flags)}"
    how: dict[str, Any] = {"reason": reason, "user": user}
    served.move(Status.QUARANTINED, by=Standing.By.STAFF, flags=list(flags), **how)
    standings.flag(flags, **how)


@dataclass(frozen=True)
class Decision:
    """What somebody decided: the status, before everybody or before accounts that stand so far at
    one of `before`, and why.
    """

    status: Status
    before: tuple[Status, ...]
    for_everybody: bool
    permission: str
    reason: str
    user: User


@dataclass
class Done:
    """What came of it. `moved`: before whom (None is everybody); `approved`: what waits for another
    person now; `left`: what was not touched, and why.
    """

    moved: list[Account | None] = field(default_factory=list)
    approved: list[Approval] = field(default_factory=list)
    left: list[tuple[str, str]] = field(default_factory=list)


def carry_out(decision: Decision, items: Any, accounts: Iterable[Account] | None) -> Done:
    """Move what may be moved of `items` (rows of one kind), before these accounts or all.

    Must be called in a transaction.
    """
    locked = list(LearnedItem.objects.locked(items.values_list("pk", flat=True)))
    done = Done()
    rule = rule_of(locked, decision.permission, decision.user.pk)
    may = locked
    if decision.status == Status.ACTIVE:
        may = list(activable(items, locked, rule, done))
    elif decision.for_everybody and decision.status == Status.INACTIVE:
        may = list(deactivable(locked, rule, done))
    waiting: list[tuple[LearnedItem, Account | None]] = []
    if decision.for_everybody:
        waits = [item for item in may if not is_free(decision, rule, item, None)]
        waiting += [(item, None) for item in waits]
        may = [item for item in may if item not in waits]
        if move(decision, items, may, None):
            done.moved.append(None)
    if accounts is None:
        accounts = accounts_of(decision.before, may)
    for account in accounts:
        there = standing_before(account, decision.before, may)
        free = [
            item
            for item in there
            # Of an act for everybody it was asked already.
            if decision.for_everybody or is_free(decision, rule, item, account.pk)
        ]
        waiting += [(item, account) for item in there if item not in free]
        if move(decision, items, free, account):
            done.moved.append(account)
    done.approved = approve(decision, waiting)
    if decision.for_everybody and decision.status == Status.ACTIVE:
        withdraw_all([item.pk for item in may], decision.reason)
    return done


def is_free(decision: Decision, rule: Rule, item: LearnedItem, account_id: UUID | None) -> bool:
    return decision.status != Status.ACTIVE or rule.allows(item, account_id)


def activable(
    items: Any, locked: Sequence[LearnedItem], rule: Rule, done: Done
) -> Iterable[LearnedItem]:
    """Those that this user may activate, and that recognise what they should; notes the others."""
    unfit = items.filter(pk__in=[item.pk for item in locked]).unfit()
    for item in locked:
        if rule.is_own(item):
            done.left.append((item.name, EDITED))
        elif item.pk in unfit:
            done.left.append((item.name, unfit[item.pk]))
        else:
            yield item


def deactivable(items: Sequence[LearnedItem], rule: Rule, done: Done) -> Iterable[LearnedItem]:
    """Those that it releases to no account, or that this user may release; notes the others."""
    kept = barred(items)
    for item in items:
        if item.pk in kept and (rule.is_own(item) or not rule.allows(item, None)):
            done.left.append((item.name, BARRED))
        else:
            yield item


def accounts_of(before: Collection[Status], items: Iterable[LearnedItem]) -> Any:
    """Before whom any of the items stands so."""
    standings = Standing.objects.filter(
        item__in=[item.pk for item in items], status__in=before
    ).exclude(account=None)
    return Account.objects.filter(pk__in=standings.values("account_id"))


def standing_before(
    account: Account, before: Collection[Status], items: Sequence[LearnedItem]
) -> list[LearnedItem]:
    ids = [item.pk for item in items]
    standings = Standing.objects.before(account.pk).filter(item__in=ids, status__in=before)
    there = set(standings.values_list("item_id", flat=True))
    return [item for item in items if item.pk in there]


def move(
    decision: Decision, items: Any, chosen: Collection[LearnedItem], account: Account | None
) -> int:
    if not chosen:
        return 0
    moved: int = items.filter(pk__in=[item.pk for item in chosen]).judge(
        decision.status,
        account_id=account.pk if account else None,
        reason=decision.reason,
        user=decision.user,
    )
    return moved


def approve(
    decision: Decision, waiting: Iterable[tuple[LearnedItem, Account | None]]
) -> list[Approval]:
    """Remember that this user would serve these; of the versions that they have by now."""
    versions = dict(
        LearnedItem.objects.filter(pk__in=[item.pk for item, _ in waiting]).values_list(
            "pk", "version"
        )
    )
    found = []
    for item, account in waiting:
        approval, _ = Approval.objects.get_or_create(
            item=item,
            account=account,
            user=decision.user,
            version=versions[item.pk],
            is_withdrawn=False,
            defaults={"reason": decision.reason},
        )
        found.append(approval)
    return found
