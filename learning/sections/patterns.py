"""Section 8 (learned patterns): problems of a kind and what solves them."""

from collections.abc import Iterator
from typing import Any

from context.assembly import TAIL_PART
from context.base import Found, Item, Section, Stability, Subject
from context.offers import Offer, offers
from learning.models import LearnedPattern
from learning.wording import is_relevant, topic

# In this order they are printed.
GROUPS = ("relevant", "own", "proven", "unproven")


class LearnedPatterns(Section):
    """What may be served, best first. What no longer finds room there and is about the task stands
    in the tail.
    """

    number = 8
    key = "learned_patterns"
    title = "Learned patterns"
    kind = LearnedPattern.Kind.LEARNED_PATTERN
    stability = Stability.ACCOUNT
    limit = 10
    splits = True

    def items(self, subject: Subject, limit: int) -> Found:
        found = offers(subject, self.kind)
        own = [one for one in found.items if one.grant.is_own]
        shared = [one for one in found.items if not one.grant.is_own]
        # As many may stand in the stable part, whatever the task.
        rest = shared[limit - -(-limit // TAIL_PART) :]
        items = [
            *relevant(rest, subject),
            *(pattern_item(one, one.group) for one in [*shared, *own]),
        ]
        items.sort(key=lambda item: GROUPS.index(item.group))
        return Found(items, found.left)


def relevant(found: list[Offer], subject: Subject) -> Iterator[Item]:
    task = topic(subject.task)
    for one in found:
        if task and is_relevant(task, one.item.name, one.item.problem, *one.item.conditions):
            yield pattern_item(one, "relevant")


def pattern_item(offer: Offer, group: str) -> Item:
    pattern = offer.item
    return Item(
        ref=pattern.ref,
        version=pattern.version,
        title=pattern.name,
        facts={**facts(pattern, offer), "relevant": group == "relevant"},
        value=offer.value,
        group=group,
        sort=(pattern.slug,),
        tail=group in ("relevant", "own"),
        reason="relevant to the task" if group == "relevant" else offer.reason,
        item_id=pattern.pk,
        is_sample=offer.is_sample,
    )


def facts(pattern: Any, offer: Offer) -> dict[str, Any]:
    return {
        "name": pattern.name,
        "category": pattern.category,
        "problem": pattern.problem,
        "solution": pattern.solution,
        "conditions": pattern.conditions,
        "anti_conditions": pattern.anti_conditions,
        "code": pattern.code_template,
        "language": pattern.language,
        **offer.grant.evidence.shown,
        "proven": offer.group == "proven",
    }
