"""What a learned pattern and a strategy show to whoever reviews them."""

from collections.abc import Iterator, Sequence
from typing import Any, ClassVar

from context.base import Item
from context.curation.diffs import Line
from context.curation.pieces import visible
from context.curation.showing import Reviewed, Similar, diff_lines, listed, short
from context.offers import Grant, Offer
from learning.models import LearnedPattern, Strategy
from learning.sections.patterns import pattern_item
from learning.sections.strategies import strategy_item
from learning.similarity import prepare, similarity

MOST = 3
# Of one category, so many of the newest are compared.
COMPARED = 200
# Similarity from which two are shown side by side.
NEAR = 0.3


class TextReview(Reviewed):
    """Kinds told in words. `category` tells items apart, `texts` say what they say."""

    category: ClassVar[str]
    texts: ClassVar[Sequence[str]]

    def similar(self, item: Any) -> Sequence[Similar]:
        """The most similar of those of its category, among the newest: one query."""
        same = {self.category: getattr(item, self.category), "merged_into": None}
        rows = type(item).objects.filter(**same).exclude(pk=item.pk).order_by("-pk")[:COMPARED]
        own = self.prepared(item)
        found = [(similarity(own, self.prepared(row)), row) for row in rows]
        near = sorted((one for one in found if one[0] >= NEAR), key=lambda one: -one[0])
        return [Similar(row, f"shares {share:.0%} of its words") for share, row in near[:MOST]]

    def prepared(self, item: Any) -> Any:
        return prepare(*(getattr(item, name) for name in self.texts))


class LearnedPatternReview(TextReview):
    section = "learned_patterns"
    fix_title = "The solution"
    category = "category"
    texts = ("problem", "solution")

    def plain(self, item: LearnedPattern) -> Iterator[str]:
        yield f"Is about {item.category.replace('_', ' ')}: “{short(item.problem)}”."
        yield f"Advises “{short(item.solution)}”."
        where = " with ".join(filter(None, (item.language, item.framework)))
        when = f" when {listed(map(visible, item.conditions))}" if item.conditions else ""
        never = f", not when {listed(map(visible, item.anti_conditions))}"
        yield (
            f"Applies {f'to {where}' if where else 'to any language'}{when}"
            f"{never if item.anti_conditions else ''}."
        )

    def fix(self, item: LearnedPattern) -> Sequence[Line]:
        code = item.code_template
        return [*diff_lines(item.solution), *(diff_lines(code, is_added=True) if code else ())]

    def printed(self, item: LearnedPattern, grant: Grant, *, is_sample: bool) -> Item:
        offer = Offer(item, grant, is_sample)
        return pattern_item(offer, offer.group)


class StrategyReview(TextReview):
    section = "strategies"
    fix_title = "What to do"
    category = "domain"
    texts = ("description",)

    def plain(self, item: Strategy) -> Iterator[str]:
        yield f"Is a way of going about {item.domain.replace('_', ' ')}."
        yield f"Advises “{short(item.description)}”."
        where = listed(map(visible, item.contexts)) if item.contexts else "anywhere"
        never = f", not where {listed(map(visible, item.anti_contexts))}"
        yield f"Works where: {where}{never if item.anti_contexts else ''}."

    def fix(self, item: Strategy) -> Sequence[Line]:
        return diff_lines(item.description)

    def printed(self, item: Strategy, grant: Grant, *, is_sample: bool) -> Item:
        return strategy_item(Offer(item, grant, is_sample))
