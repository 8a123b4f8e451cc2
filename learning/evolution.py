"""Which strategy to use: Thompson sampling over what is known of each."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from uuid import UUID

from context.models import PRIOR_WEIGHT
from context.offers import Evidence, grants
from learning.models import Strategy
from learning.wording import meet
from projects.models import Project

# Of one domain so many are looked at.
MOST = 200
# That a strategy names the context at hand is worth so many successes.
FAVOUR = 2.0
# No parameter of a Beta distribution is 0.
LEAST = 0.01


class NoStrategy(Exception):
    """There is none to choose from. `excluded`: there are some, none of them for these contexts."""

    def __init__(self, *, excluded: bool) -> None:
        super().__init__()
        self.excluded = excluded


@dataclass(frozen=True)
class Choice:
    """The strategy to use, the success rate that was drawn for it, and among how many."""

    strategy: Strategy
    sampled: float
    candidates: int


def select(
    account_id: UUID,
    project: Project | None,
    domain: str,
    contexts: Sequence[str],
    seed: int | None = None,
) -> Choice:
    """The best draw among the strategies of the domain that the caller may be served, those on
    trial in the project's account included; the same for the same seed. Raises NoStrategy.

    Drawn is from the Beta posterior of each success rate (Thompson 1933), whose prior is the
    confidence.
    """
    rows = Strategy.objects.known_to(account_id).filter(domain=domain).order_by("slug")[:MOST]
    known = {row.pk: row for row in rows}
    views = grants(known, account_id, project.pk if project else None)
    served = [(row, views[row.pk].evidence) for row in known.values() if row.pk in views]
    fitting = [(row, evidence) for row, evidence in served if not meet(contexts, row.anti_contexts)]
    if not fitting:
        raise NoStrategy(excluded=bool(served))
    rng = Random(seed)  # noqa: S311 - a choice, no secret
    draws = [(drawn(rng, row, evidence, contexts), row) for row, evidence in fitting]
    sampled, strategy = max(draws, key=lambda draw: draw[0])
    return Choice(strategy, sampled, len(fitting))


def drawn(rng: Random, strategy: Strategy, evidence: Evidence, contexts: Sequence[str]) -> float:
    favour = FAVOUR if meet(contexts, strategy.contexts) else 0.0
    successes = PRIOR_WEIGHT * strategy.confidence + evidence.successes + favour
    failures = PRIOR_WEIGHT * (1 - strategy.confidence) + evidence.failures
    return rng.betavariate(max(LEAST, successes), max(LEAST, failures))
