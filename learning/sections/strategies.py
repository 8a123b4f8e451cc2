"""Section 9 (strategies): how to go about work, one way for each domain."""

from collections.abc import Iterable, Iterator
from typing import Any

from context.base import Found, Item, Left, Section, Stability, Subject
from context.offers import Offer, offers
from learning.models import Strategy


class Strategies(Section):
    """The best of each domain and, on trial in the project that proposed it, one more."""

    number = 9
    key = "strategies"
    title = "Active strategies"
    kind = Strategy.Kind.STRATEGY
    stability = Stability.ACCOUNT
    limit = 20
    splits = True

    def items(self, subject: Subject, limit: int) -> Found:
        found = offers(subject, self.kind)
        own = [one for one in found.items if one.grant.is_own]
        shared = [one for one in found.items if not one.grant.is_own]
        chosen = [*best_of_each(shared), *best_of_each(own)]
        refs = {one.item.ref for one in chosen}
        others = [one.item.ref for one in found.items if one.item.ref not in refs]
        return Found(
            [strategy_item(one) for one in chosen],
            [*found.left, *(Left(ref, "limit") for ref in others)],
        )


def best_of_each(found: Iterable[Offer]) -> Iterator[Offer]:
    """The first of each domain: they come best first."""
    seen: set[str] = set()
    for one in found:
        if one.item.domain not in seen:
            seen.add(one.item.domain)
            yield one


def strategy_item(offer: Offer) -> Item:
    strategy = offer.item
    return Item(
        ref=strategy.ref,
        version=strategy.version,
        title=strategy.name,
        facts=facts(strategy, offer),
        value=offer.value,
        group=offer.group,
        sort=(strategy.domain, strategy.slug),
        tail=offer.grant.is_own,
        reason="on trial in this project" if offer.grant.is_own else offer.reason,
        item_id=strategy.pk,
        is_sample=offer.is_sample,
    )


def facts(strategy: Any, offer: Offer) -> dict[str, Any]:
    return {
        "domain": strategy.domain,
        "name": strategy.name,
        "description": strategy.description,
        "contexts": strategy.contexts,
        "anti_contexts": strategy.anti_contexts,
        **offer.grant.evidence.shown,
        "proven": offer.group == "proven",
        "shipped": strategy.is_built_in,
        "experimental": offer.grant.is_own,
    }
