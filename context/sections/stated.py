"""What is stated of a project: the sections 1 (intent lock), 4 (build phase), 10 (project analysis)
and 11 (project rules).
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from context.base import Found, Item, Left, Section, Stability, Subject
from context.sections.findings import findings
from context.sections.shipped import folded
from projects.models import BuildPhase, IntentLock, ProjectAnalysis, ProjectRule

# In this order they are told; databases keep the names of an object in orders of their own.
PHASES = ("intent_lock", "initialization", "build", "integration", "verification", "demo")
PATTERNS = ("state", "styling", "routing", "api_client", "testing")
CONVENTIONS = ("indent", "quotes", "semicolons", "component_style")
LOOKS = ("primary_emotion", "depth", "motion")
LONGEST_TITLE = 120


class Intent(Section):
    """The definition of done."""

    number = 1
    key = "intent_lock"
    title = "Intent lock"
    scope = "project"
    stability = Stability.PROJECT
    limit = 1
    priority = 10.0
    reserved = True

    def items(self, subject: Subject, limit: int) -> Found:
        intent = subject.project.intent if subject.project else None
        facts = intent_facts(intent) if intent else {}
        if intent is None or not any(facts.values()):
            return Found()
        return Found([intent_item(intent, facts)])


def intent_item(intent: IntentLock, facts: Mapping[str, Any]) -> Item:
    title = intent.core_value or intent.app_type or "Intent"
    return Item(
        ref=intent.ref,
        version=intent.version,
        title=title[:LONGEST_TITLE],
        facts={**facts, "locked": intent.locked},
        reason="the project's intent, locked" if intent.locked else "the project's intent, a draft",
    )


def intent_facts(intent: IntentLock) -> Mapping[str, Any]:
    """The prompt is told only where it is all that there is."""
    facts = {
        "app_type": intent.app_type,
        "app_soul": intent.app_soul,
        "core_value": intent.core_value,
        "criteria": [
            {
                "description": one["description"],
                "verification": one.get("verification") or "",
                "passed": bool(one.get("passed")),
            }
            for one in intent.success_criteria
        ],
        "workflows": [
            {
                "name": one["name"],
                "steps": one.get("steps") or [],
                "success": one.get("success") or "",
                "verified": bool(one.get("verified")),
            }
            for one in intent.user_workflows
        ],
        "looks": looks(intent),
        "anti_patterns": intent.anti_patterns,
    }
    return {**facts, "prompt": "" if any(facts.values()) else intent.original_prompt}


def looks(intent: IntentLock) -> Sequence[tuple[str, str]]:
    """The visual identity; its soul only where it is not the app's."""
    told = intent.visual_identity
    soul = told.get("soul") or ""
    own = [("soul", soul)] if soul and folded(soul) != folded(intent.app_soul) else []
    return [*own, *named(told, LOOKS)]


def named(told: Mapping[str, Any], names: Iterable[str]) -> Sequence[tuple[str, str]]:
    """What is told of these, each by its name in words; false is told, and nothing is not."""
    found = ((name.replace("_", " "), told.get(name)) for name in names)
    return [(name, said(value)) for name, value in found if value not in (None, "")]


def said(value: str | bool) -> str:
    return value if isinstance(value, str) else "yes" if value else "no"


class Phase(Section):
    """Where the build stands, and what blocks it."""

    number = 4
    key = "build_phase"
    title = "Build phase"
    scope = "project"
    stability = Stability.TAIL
    limit = 1
    priority = 2.0

    def items(self, subject: Subject, limit: int) -> Found:
        phase = getattr(subject.project, "build_phase", None)
        return Found([phase_item(phase)] if phase else [])


def phase_item(phase: BuildPhase) -> Item:
    return Item(
        ref=phase.ref,
        version=phase.version,
        title=phase.current_phase,
        facts={
            "phase": phase.current_phase,
            "overall": phase.overall_progress,
            "progress": sorted(phase.phase_progress.items(), key=in_order_of_phases),
            "blocker": phase.blocking_error,
        },
        reason="where the build stands",
    )


def in_order_of_phases(progress: tuple[str, int]) -> tuple[int, str]:
    name, _ = progress
    return PHASES.index(name) if name in PHASES else len(PHASES), name


class Analysis(Section):
    """How the project's code is written."""

    number = 10
    key = "project_analysis"
    title = "Project analysis"
    scope = "project"
    stability = Stability.PROJECT
    limit = 1

    def items(self, subject: Subject, limit: int) -> Found:
        analysis = getattr(subject.project, "analysis", None)
        facts = analysis_facts(analysis) if analysis else {}
        if analysis is None or not any(facts.values()):
            return Found()
        return Found([analysis_item(analysis, facts)])


def analysis_item(analysis: ProjectAnalysis, facts: Mapping[str, Any]) -> Item:
    return Item(
        ref=analysis.ref,
        version=analysis.version,
        title="How the code is written",
        facts=facts,
        reason="the project's analysis",
    )


def analysis_facts(analysis: ProjectAnalysis) -> Mapping[str, Any]:
    stack = [("framework", analysis.framework), ("language", analysis.language)]
    return {
        "stack": [(name, value) for name, value in stack if value],
        "patterns": named(analysis.patterns, PATTERNS),
        "conventions": named(analysis.conventions, CONVENTIONS),
        "issues": findings(analysis.issues, "description") if analysis.issues else None,
    }


class Rules(Section):
    """The user's own words about this project, and about all of the user's projects."""

    number = 11
    key = "project_rules"
    title = "Project rules"
    scope = "project"
    stability = Stability.PROJECT
    limit = 200
    priority = 9.0
    reserved = True

    def items(self, subject: Subject, limit: int) -> Found:
        if subject.project_id is None and subject.user_id is None:
            return Found()
        rules = ProjectRule.objects.active().for_subject(subject.project_id, subject.user_id)
        # All are read, as there are few: of equal priority the project's own come first.
        ordered = sorted(rules, key=lambda rule: (-rule.priority, rule.project_id is None))
        items = [text_item(rule, place) for place, rule in enumerate(ordered)]
        return Found(items[:limit], [Left(item.ref, "limit") for item in items[limit:]])


def text_item(rule: ProjectRule, place: int) -> Item:
    return Item(
        ref=rule.ref,
        version=rule.version,
        title=rule.text.partition("\n")[0][:LONGEST_TITLE],
        facts={"text": rule.text},
        value=1.0 / (1 + place),
        sort=(place,),
        reason="rule of the project" if rule.project_id else "rule of the user",
    )
