"""Preference pairs from experience: of two answers to one prompt the better and the worse (RLAIF).

Pure functions of one experience. What was never tried is never the better one, and what cannot be
told apart is no pair.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from learning.models import (
    CodeArtifact,
    Decision,
    ErrorRecovery,
    Experience,
    PreferencePair,
)
from learning.wording import folded

LEAST_MARGIN = 20
LEAST_RISE = 10
OF_RESULT = {
    Experience.Result.SUCCESS: 40,
    Experience.Result.PARTIAL: 20,
    Experience.Result.FAILURE: 0,
}
DOMAIN = PreferencePair.Domain
# By the type of a decision; other types, the callers' own among them, are of code.
DOMAINS: Mapping[str, str] = {
    "architecture_choice": DOMAIN.ARCHITECTURE,
    "component_structure": DOMAIN.ARCHITECTURE,
    "api_design": DOMAIN.ARCHITECTURE,
    "styling_approach": DOMAIN.DESIGN,
    "design_choice": DOMAIN.DESIGN,
    "motion_implementation": DOMAIN.DESIGN,
    "error_recovery": DOMAIN.ERROR_FIX,
}
DID_NOT_WORK = ("failed", "new_error")


@dataclass(frozen=True)
class Pair:
    """`part` says which pair of its experience it is; `margin` is 20 to 100, of code 11 to 100."""

    part: str
    domain: str
    prompt: str
    chosen: str
    rejected: str
    margin: int


def pairs_of(experience: Experience) -> list[Pair]:
    """What the experience, a row of its kind, shows; `part` is unique among them, and so is what
    they say.
    """
    same: Callable[[str], str] = folded
    match experience:
        case Decision():
            found = of_decision(experience)
        case CodeArtifact():
            # Case and white space of code say something.
            found, same = of_versions(experience), str.strip
        case ErrorRecovery():
            found = of_recovery(experience)
        case _:
            found = iter(())
    told: dict[tuple[str, str], Pair] = {}
    for pair in found:
        told.setdefault((same(pair.chosen), same(pair.rejected)), pair)
    return [pair for (chosen, rejected), pair in told.items() if chosen != rejected]


def margin_of(experience: Experience, result: str) -> int:
    """How much better what came to this result is than what was not taken, 0 to 100: success 40,
    partial 20; the mean score / 5; 20 in production; -5 a required fix; 10 · (satisfaction - 3).
    """
    scores = list(experience.scores.values())
    points: float = OF_RESULT[Experience.Result(result)]
    points += sum(scores) / len(scores) / 5 if scores else 0
    points += 20 if experience.in_production else 0
    points -= 5 * (experience.required_fixes or 0)
    points += 10 * (experience.satisfaction - 3) if experience.satisfaction else 0
    return min(100, max(0, round(points)))


def of_decision(decision: Decision) -> Iterator[Pair]:
    if not decision.result:
        return
    margin = margin_of(decision, decision.result)
    if margin < LEAST_MARGIN:
        return
    domain = DOMAINS.get(decision.type, DOMAIN.CODE)
    for place, rejected in enumerate(decision.rejected):
        yield Pair(f"rejected {place}", domain, asked(decision), decision.chosen, rejected, margin)


def asked(decision: Decision) -> str:
    """The question that was decided: its type in words, and the situation."""
    subject = decision.type.replace("_", " ").capitalize()
    return f"{subject}: {decision.context}" if decision.context else f"{subject}?"


def of_versions(artifact: CodeArtifact) -> Iterator[Pair]:
    """Of each two judged versions one after the other of which the later is much better."""
    judged = [
        (place, version)
        for place, version in enumerate(artifact.versions)
        if version.get("quality") is not None
    ]
    language = f" in {artifact.language}" if artifact.language else ""
    for (first, worse), (second, better) in pairwise(judged):
        rise = better["quality"] - worse["quality"]
        if rise > LEAST_RISE and better["code"].strip():
            yield Pair(
                f"version {first} to {second}",
                DOMAIN.CODE,
                f"Write {artifact.path}{language}.",
                better["code"],
                worse["code"],
                rise,
            )


def of_recovery(recovery: ErrorRecovery) -> Iterator[Pair]:
    """What mended it, before each attempt that did not; nothing where the mend failed later."""
    if recovery.fix is None or recovery.result == Experience.Result.FAILURE:
        return
    margin = margin_of(recovery, recovery.result or Experience.Result.SUCCESS)
    if margin < LEAST_MARGIN:
        return
    for place, step in enumerate(recovery.journey):
        if step["result"] in DID_NOT_WORK and step.get("fix"):
            yield Pair(
                f"attempt {place}",
                DOMAIN.ERROR_FIX,
                failed_with(recovery),
                mend_of(recovery),
                step["fix"],
                margin,
            )


def failed_with(recovery: ErrorRecovery) -> str:
    """The error as a tool prints it."""
    where = f"{recovery.file}: " if recovery.file else ""
    code = f" [{recovery.code}]" if recovery.code else ""
    return f"Mend this error: {where}{recovery.message}{code}"


def mend_of(recovery: ErrorRecovery) -> str:
    """What mended it, told as the attempts are where it can be."""
    fixed: list[Any] = [
        step["fix"] for step in recovery.journey if step["result"] == "fixed" and step.get("fix")
    ]
    return str(fixed[-1]) if fixed else recovery.fix_description or recovery.fix_diff
