"""Learned patterns from experience, without a model: what worked the first time, what was scored
well, and what mended an error.

Pure functions of one experience. The words are those that were told, put together so that projects
that experienced the same say the same; one's own text is before everybody only when three accounts
said it.
"""

from collections.abc import Iterator
from pathlib import PurePosixPath
from statistics import fmean
from typing import Any

from context.models import Source
from learning.models import CodeArtifact, DesignChoice, ErrorRecovery, Experience, LearnedPattern
from learning.teaching import LONGEST_CONDITION, PATTERN, Told

GOOD_DESIGN = 70
# Lengths of the columns, which `Told` is to fit.
LONGEST = {"name": 120, "problem": 2048, "solution": 4096}
LONGEST_TEMPLATE = 2000
ASPECTS = ("typography", "colour", "motion", "layout")
Category = LearnedPattern.Category


def patterns_of(experience: Experience) -> list[Told]:
    """What the experience, a row of its kind, teaches; nothing where it failed in the end."""
    if experience.result == Experience.Result.FAILURE:
        return []
    match experience:
        case CodeArtifact():
            found = of_artifact(experience)
        case DesignChoice():
            found = of_design(experience)
        case ErrorRecovery():
            found = of_recovery(experience)
        case _:
            found = iter(())
    return list({told.digest: told for told in found}.values())


def evidence_of(experience: Experience, least: str = Source.TOOL.value) -> str:
    """Who says that it went well: the strongest of what its outcome names, at least `least`."""
    said = {
        Source.HUMAN: experience.satisfaction is not None and experience.satisfaction >= 4,
        Source.BUILD: bool(experience.in_production),
        Source.VERIFIER: bool(experience.scores),
    }
    found = [source.value for source, holds in said.items() if holds]
    return min([*found, least], key=Source.values.index)


def told(experience: Experience, category: str, source: str, **columns: Any) -> Told:
    project = experience.project
    filled = {
        "conditions": [],
        "anti_conditions": [],
        "code_template": "",
        "language": project.language,
        "framework": project.framework,
        **columns,
    }
    cut = {name: text[: LONGEST[name]] for name, text in filled.items() if name in LONGEST}
    short = [text[:LONGEST_CONDITION] for text in filled["conditions"]]
    return Told(
        PATTERN,
        {**filled, **cut, "category": category, "conditions": short},
        source,
        origin=experience.kind,
    )


def of_artifact(artifact: CodeArtifact) -> Iterator[Told]:
    """Each pattern of the file that worked at the first attempt."""
    language = artifact.language or artifact.project.language
    for used in artifact.patterns_used:
        if not used.get("first_attempt_success"):
            continue
        subject = (used.get("category") or "code").replace("_", " ")
        yield told(
            artifact,
            Category.CODE,
            evidence_of(artifact),
            name=used["name"],
            problem=f"{subject} in {language}".strip() if language else subject,
            solution=used["name"],
            conditions=kind_of_file(artifact.path),
            language=language,
        )


def kind_of_file(path: str) -> list[str]:
    """`*.tsx` of a path that ends so."""
    suffix = PurePosixPath(path).suffix
    return [f"*{suffix} files"] if suffix else []


def of_design(design: DesignChoice) -> Iterator[Told]:
    """What the page looked like, if it was scored well."""
    scores = design.visual_scores
    overall = scores.get("overall", fmean(scores.values()) if scores else None)
    chosen = {aspect: text for aspect in ASPECTS if (text := getattr(design, aspect).strip())}
    if overall is None or overall < GOOD_DESIGN or not chosen:
        return
    soul = design.soul.replace("_", " ")
    yield told(
        design,
        Category.DESIGN,
        evidence_of(design, Source.VERIFIER.value),
        name=f"Look of {soul} pages" if soul else "Look of pages",
        problem=f"How {soul} pages should look" if soul else "How pages should look",
        solution="\n".join(f"{aspect.capitalize()}: {text}" for aspect, text in chosen.items()),
        conditions=[f"app soul {soul}"] if soul else [],
        language="",
        framework="",
    )


def of_recovery(recovery: ErrorRecovery) -> Iterator[Told]:
    """The error and what mended it."""
    if recovery.fix is None:
        return
    first_line = recovery.message.strip().split("\n", 1)[0]
    words = recovery.fix_description.strip()
    names = " ".join(filter(None, (recovery.tool, recovery.code)))
    yield told(
        recovery,
        Category.ERROR_FIX,
        evidence_of(recovery),
        name=first_line,
        problem=recovery.message,
        solution=words or "Make the change that the code shows.",
        conditions=[names] if names else [],
        code_template="" if words else recovery.fix_diff[:LONGEST_TEMPLATE],
    )
