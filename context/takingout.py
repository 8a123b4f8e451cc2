"""Flags go with the text that they were of: once an edit has taken it out, the item stands as it
did before it was brought in.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Max

from context.models import Lesson, Standing, Status
from context.querysets import FAILING
from context.releasing import HELD_BY_EDIT

AS_IT_WAS = "as it was before the edit that follows"

# How a standing is to stand: status, and who had moved it there.
Way = tuple[str, str]


def keep_text(item: Any, columns: Collection[str]) -> None:
    """Have the history of an item hold what its row says: what lessons refine, they write there
    without a record. Before an edit is written; must be called in a transaction.
    """
    kind = type(item)
    row = kind.objects.get(pk=item.pk)
    known = kind.history.filter(id=item.pk).order_by("-history_id").first()
    if known is None or not says_the_same(known, row, columns):
        kind.history.bulk_history_create([row], update=True, default_change_reason=AS_IT_WAS)


def says_the_same(one: Any, other: Any, columns: Collection[str]) -> bool:
    return all(getattr(one, name) == getattr(other, name) for name in columns)


def take_out(
    item: Any, broken: Collection[str], columns: Collection[str], *, why: str, user: Any
) -> bool:
    """Drop the flags that this item, as edited, no longer has a text for: neither does it break
    their rule (`broken` are those that it breaks) nor has a lesson told it so. What was quarantined
    for these alone stands as it did before: active only where `columns` say to the letter what they
    said then and nobody has decided about it since, else proposed. Whether any is active again.
    Must be called in a transaction.
    """
    flagged = list(Standing.objects.filter(item=item).exclude(flags=[]))
    told = Lesson.objects.filter(item=item).exclude(flags=[]).values_list("flags", flat=True)
    stay = {*broken, *FAILING, *(flag for flags in told for flag in flags)}
    gone = {flag for standing in flagged for flag in standing.flags} - stay
    if not gone:
        return False
    reason = f"taken out again ({', '.join(sorted(gone))}): {why}"
    free = [one for one in flagged if one.status == Status.QUARANTINED and gone >= {*one.flags}]
    moves: dict[Way, list[Any]] = defaultdict(list)
    for standing, way in ways_back(item, free, columns):
        moves[way].append(standing.pk)
    for (status, by), chosen in moves.items():
        rows = Standing.objects.filter(pk__in=chosen)
        rows.move(status, by=by, reason=reason, user=user, flags=[])
    Standing.objects.filter(item=item).unflag(gone, reason=reason, user=user)
    return any(status == Status.ACTIVE for status, _ in moves)


def ways_back(
    item: Any, standings: Sequence[Standing], columns: Collection[str]
) -> Iterator[tuple[Standing, Way]]:
    """Of these quarantined standings those that an edit had quarantined, with how they stood."""
    records = Standing.history.filter(item=item, id__in=[one.pk for one in standings])
    moves: dict[Any, list[Any]] = defaultdict(list)
    for record in records.order_by("history_id"):
        moves[record.id].append(record)
    held = {one: holding(moves[one.pk]) for one in standings}
    decided = last_decided(item)
    texts = texts_at(item, {hold.history_date for hold, _ in filter(None, held.values())})
    for standing, found in held.items():
        if found is None:
            continue
        hold, before = found
        if before is None or before.status == Status.PROPOSED:
            yield standing, (Status.PROPOSED, Standing.By.LEARNING)
        elif before.status == Status.ACTIVE:
            text = texts.get(hold.history_date)
            is_same = text is not None and says_the_same(text, item, columns)
            is_back = is_same and (decided is None or decided < hold.history_date)
            yield standing, (Status.ACTIVE if is_back else Status.PROPOSED, before.moved_by)


def holding(records: Sequence[Any]) -> tuple[Any, Any] | None:
    """Of the records of a quarantined standing, the oldest first, that by which an edit quarantined
    it and the one before, if any: what is proposed has no record before it is moved. None where
    something else did.
    """
    start = len(records)
    while start and records[start - 1].status == Status.QUARANTINED:
        start -= 1
    if start == len(records):
        return None
    hold, before = records[start], records[start - 1] if start else None
    # What an account is taught while what an edit brought in waits, waits too.
    is_taught = hold.history_type == "+" and hold.account_id is not None
    is_held = (hold.history_change_reason or "").startswith(HELD_BY_EDIT)
    return (hold, before) if is_taught or is_held else None


def last_decided(item: Any) -> datetime | None:
    """When somebody moved the item before anybody, other than by an edit: whatever was decided
    since an edit was held is not undone by the next one.
    """
    moved = Standing.objects.filter(item=item, moved_by=Standing.By.STAFF)
    found: datetime | None = moved.exclude(reason__startswith=HELD_BY_EDIT).aggregate(
        last=Max("moved_at")
    )["last"]
    return found


def texts_at(item: Any, moments: Collection[datetime]) -> dict[datetime, Any]:
    """What its history says that the item said at each of these moments: two queries."""
    records = type(item).history.filter(id=item.pk)
    known = list(records.order_by("history_id").values_list("history_id", "history_date"))
    last = {
        moment: max((pk for pk, made in known if made <= moment), default=0) for moment in moments
    }
    found = records.in_bulk(set(last.values()), field_name="history_id")
    return {moment: found[pk] for moment, pk in last.items() if pk in found}
