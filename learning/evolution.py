"""How strategies come to be, of decisions that went well, and which of them to use: Thompson
sampling over what is known of each.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from random import Random
from uuid import UUID

from context.models import PRIOR_WEIGHT, Source
from context.offers import Evidence, grants
from context.rendering import truncated
from learning.models import Experience, Strategy
from learning.similarity import Prepared, are_alike, prepare
from learning.teaching import LONGEST_CONDITION, LONGEST_NAME, STRATEGY, Told
from learning.wording import folded, meet
from projects.models import Project

# Of one domain so many are looked at.
MOST = 200
# That a strategy names the context at hand is worth so many successes.
FAVOUR = 2.0
# No parameter of a Beta distribution is 0.
LEAST = 0.01
# Decisions alike, that went well so often and so surely, make a strategy.
DECISIONS_TO_EVOLVE = 3
RELIABILITY_TO_EVOLVE = 0.7
CONFIDENCE_BEFORE = 0.7
# So many of the newest decisions of an account and type are looked at.
MOST_DECISIONS = 5000
MOST_CONTEXTS = 5
SELECTION = "strategy_selection"
# Halves of a decision's result that are for and against what was chosen.
WORTH = {
    Experience.Result.SUCCESS: (1.0, 0.0),
    Experience.Result.PARTIAL: (0.5, 0.5),
    Experience.Result.FAILURE: (0.0, 1.0),
}
STRATEGY_DOMAINS = {
    "styling_approach": "design_approach",
    "design_choice": "design_approach",
    "motion_implementation": "design_approach",
    "error_recovery": "error_recovery",
}
CODE_GENERATION = "code_generation"


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


@dataclass(frozen=True)
class Made:
    """A decision, as far as evolution reads it."""

    project_id: UUID
    chosen: str
    context: str
    result: str
    source: str


def alike(decisions: Iterable[Made]) -> list[list[Made]]:
    """The decisions grouped by what was chosen, in their order: each joins the first group whose
    first it is alike.
    """
    groups: list[tuple[Prepared, list[Made]]] = []
    by_text: dict[str, list[Made]] = {}
    for made in decisions:
        text = folded(made.chosen)
        if text not in by_text:
            ready = prepare(made.chosen)
            known = next((group for first, group in groups if are_alike(first, ready)), None)
            if known is None:
                groups.append((ready, known := []))
            by_text[text] = known
        by_text[text].append(made)
    return [group for _, group in groups]


def reliability(group: Sequence[Made]) -> float:
    """The mean of a Beta posterior, as of learned items; a partial success counts half."""
    worth = [WORTH[Experience.Result(made.result)] for made in group]
    successes, failures = (sum(each) for each in zip(*worth, strict=True))
    total = PRIOR_WEIGHT + successes + failures
    return float((PRIOR_WEIGHT * CONFIDENCE_BEFORE + successes) / total)


def evolved(type: str, group: Sequence[Made]) -> dict[UUID, Told]:
    """What the projects that chose so with success teach, by project; empty where there is too
    little for it.
    """
    if len(group) < DECISIONS_TO_EVOLVE or reliability(group) < RELIABILITY_TO_EVOLVE:
        return {}
    worked = [made for made in group if made.result != Experience.Result.FAILURE]
    failed = [made for made in group if made.result == Experience.Result.FAILURE]
    where = situations(worked)
    columns = {
        "domain": STRATEGY_DOMAINS.get(type, CODE_GENERATION),
        "name": name_of(type, group[0].chosen),
        "description": group[0].chosen[:4096],
        "contexts": where[:MOST_CONTEXTS],
        "anti_contexts": [one for one in situations(failed) if one not in where][:MOST_CONTEXTS],
    }
    best: dict[UUID, str] = {}
    for made in worked:
        known = best.get(made.project_id, made.source)
        best[made.project_id] = min(known, made.source, key=Source.values.index)
    return {project: Told(STRATEGY, columns, source) for project, source in best.items()}


def name_of(type: str, chosen: str) -> str:
    words = " ".join(chosen.split())
    return truncated(f"{type.replace('_', ' ').capitalize()}: {words}", LONGEST_NAME)


def situations(group: Iterable[Made]) -> list[str]:
    """The situations of these decisions that are short enough to be told, each once, the commonest
    first.
    """
    told = [" ".join(made.context.split()) for made in group]
    counted = Counter(text for text in told if 0 < len(text) <= LONGEST_CONDITION)
    return [text for text, _ in counted.most_common()]
