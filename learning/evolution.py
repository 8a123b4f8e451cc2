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
from context.own_words import told_to
from context.rendering import truncated
from learning.models import Experience, Strategy
from learning.similarity import alike_pairs, prepare
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
MOST_DECISIONS = 1000
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
    known = told_to(account_id, {row.pk: row for row in rows})
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
    """The decisions grouped by what was chosen, in their order: what says the same, and what says
    the same as that.
    """
    by_text: dict[str, list[Made]] = {}
    for made in decisions:
        by_text.setdefault(folded(made.chosen), []).append(made)
    texts = {text: prepare(group[0].chosen) for text, group in by_text.items()}
    first = {text: text for text in texts}
    for one, other, _ in alike_pairs(texts, texts):
        earlier, later = sorted((first[one], first[other]), key=list(texts).index)
        first = {text: earlier if found == later else found for text, found in first.items()}
    groups: dict[str, list[Made]] = {}
    for text, found in first.items():
        groups.setdefault(found, []).extend(by_text[text])
    return list(groups.values())


def reliability(group: Sequence[Made]) -> float:
    """The mean of a Beta posterior, as of learned items; a partial success counts half."""
    worth = [WORTH[Experience.Result(made.result)] for made in group]
    successes, failures = (sum(each) for each in zip(*worth, strict=True))
    total = PRIOR_WEIGHT + successes + failures
    return float((PRIOR_WEIGHT * CONFIDENCE_BEFORE + successes) / total)


def evolved(type: str, group: Sequence[Made]) -> dict[UUID, Told]:
    """What the projects that chose so with success teach, by project, each in its own words; empty
    where there is too little for it.
    """
    if len(group) < DECISIONS_TO_EVOLVE or reliability(group) < RELIABILITY_TO_EVOLVE:
        return {}
    made: dict[UUID, list[Made]] = {}
    for each in group:
        made.setdefault(each.project_id, []).append(each)
    return {
        project: told_by(type, worked, own)
        for project, own in made.items()
        if (worked := [each for each in own if each.result != Experience.Result.FAILURE])
    }


def told_by(type: str, worked: Sequence[Made], own: Sequence[Made]) -> Told:
    """What one project says of its decisions, with the situations in which they did not go well."""
    failed = [made for made in own if made.result == Experience.Result.FAILURE]
    where = situations(worked)
    columns = {
        "domain": STRATEGY_DOMAINS.get(type, CODE_GENERATION),
        "name": name_of(type, worked[0].chosen),
        "description": worked[0].chosen[:4096],
        "contexts": where[:MOST_CONTEXTS],
        "anti_contexts": [one for one in situations(failed) if one not in where][:MOST_CONTEXTS],
    }
    return Told(STRATEGY, columns, min((made.source for made in worked), key=Source.values.index))


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
