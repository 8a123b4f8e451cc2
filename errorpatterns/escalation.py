"""Incidents: opened by an error, worked on in attempts, resolved with evidence, and then taught."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Greatest
from django.utils import timezone

from context.ledger import event_digest, remember, seen
from context.teaching import Rejected
from errorpatterns.fixes import CanonicalFix, canonical_fix
from errorpatterns.induction import induce
from errorpatterns.models import Attempt, ErrorEscalation
from errorpatterns.teaching import (
    FACTS,
    Told,
    diff_of,
    facts_of_fix,
    scrubbed_fact,
    teach,
)
from intake.problems import Conflict
from intake.scrubbing import SCRUB_VERSION, scrub
from projects.models import Project

LONGEST_MODEL = Attempt._meta.get_field("model").max_length


def open_incident(
    project: Project, error: Mapping[str, Any], given: Mapping[str, Any]
) -> tuple[ErrorEscalation, bool]:
    """The open incident of this error in the project, and whether it was opened just now.

    Raises ValueError where the message says too little to be recognised again, Conflict where the
    project was erased meanwhile.
    """
    message = scrub(str(error["message"]))
    signature = induce(message).signature
    whose = ErrorEscalation.objects.filter(project=project, signature=signature).open()
    said = {
        **{name: error.get(name) or "" for name in ("code", "tool", "file")},
        "error_type": error.get("type") or "",
        "language": given.get("language") or project.language,
        "framework": given.get("framework") or project.framework,
    }
    with transaction.atomic():
        # Of two who open it at once the second waits here, and finds the other's.
        Project.objects.hold(project.pk)
        if found := whose.first():
            return found, False
        row = ErrorEscalation.objects.create(
            project=project,
            signature=signature,
            message=message,
            line=error.get("line"),
            current_level=given.get("level", 0),
            scrub_version=SCRUB_VERSION,
            **{name: scrubbed_fact(name, said[name]) for name in FACTS},
        )
        Project.objects.filter(pk=project.pk).touch()
        return row, True


@transaction.atomic
def add_attempt(incident: ErrorEscalation, given: dict[str, Any]) -> bool:
    """Add an attempt, once for each event; False where it was told before. Conflict where it is
    resolved.
    """
    project = Project.objects.hold(incident.project_id)
    event = [event_digest("attempt", given.pop("event_id"))]
    if seen(project.account_id, event, [incident.pk]):
        return False
    level = given["level"]
    rows = ErrorEscalation.objects.filter(pk=incident.pk).open()
    if not rows.update(
        total_attempts=F("total_attempts") + 1,
        current_level=Greatest(F("current_level"), level),
        updated_at=timezone.now(),
    ):
        raise Conflict("This incident is resolved; open a new one for a new occurrence.")
    remember(project.account_id, event, [incident.pk])
    given["fix"] = scrub(given.get("fix") or "")
    given["model"] = scrub(given.get("model") or "")[:LONGEST_MODEL]
    Attempt.objects.create(incident=incident, **given)
    Project.objects.filter(pk=project.pk).touch()
    return True


def resolve(incident: ErrorEscalation, given: dict[str, Any]) -> None:
    """Close the incident and teach its fix, once for each event. Conflict where another event
    resolved it.
    """
    account = incident.project.account_id
    event = event_digest("resolve", given["event_id"])
    fix = given.get("fix") or {}
    told = told_of(incident, fix, given)
    kept = told.scrubbed()
    mended = mend_of(kept)
    with transaction.atomic():
        Project.objects.hold(incident.project_id)
        if seen(account, [event], [incident.pk]):
            return
        rows = ErrorEscalation.objects.filter(pk=incident.pk).open()
        if not rows.update(
            resolved_at=timezone.now(),
            resolved_at_level=given.get("level", incident.current_level),
            current_level=given.get("level", incident.current_level),
            final_fix=kept.template or kept.explanation,
            final_diff=diff_of(kept),
            fix_digest=mended.digest if mended else "",
            approach=mended.text if mended else "",
            is_counted=mended is None,
            evidence=given["evidence"],
            was_rebuilt_from_intent=given["was_rebuilt_from_intent"],
            updated_at=timezone.now(),
        ):
            raise Conflict("This incident is resolved already.")
        remember(account, [event], [incident.pk])
        Project.objects.filter(pk=incident.project_id).touch()
        if fix:
            learn_from(incident, told, given["event_id"])


def told_of(incident: ErrorEscalation, fix: Mapping[str, Any], given: Mapping[str, Any]) -> Told:
    return Told(
        message=incident.message,
        error_type=incident.error_type,
        code=incident.code,
        tool=incident.tool,
        file=incident.file,
        language=incident.language,
        framework=incident.framework,
        **facts_of_fix(fix),
        source=given["evidence"],
        versions=given.get("versions", {}),
    )


def mend_of(kept: Told) -> CanonicalFix | None:
    """Its fix as the library would keep it; None where there is none, or it changes nothing."""
    try:
        captures = [hole.text for hole in induce(kept.message).captured]
        return canonical_fix(
            kept.before, kept.after, kept.diff or None, kept.template or None, captures
        )
    except ValueError:
        return None


def learn_from(incident: ErrorEscalation, told: Told, event: str) -> None:
    """Teach the library. What staff have rejected, or what changes nothing, resolves and teaches
    nothing, and proves nothing.
    """
    rows = ErrorEscalation.objects.filter(pk=incident.pk)
    try:
        with transaction.atomic():
            taught = teach(incident.project, told, event, kind="resolve")
    except (Rejected, ValueError):
        rows.update(fix_digest="", approach="", is_counted=True)
        return
    rows.update(taught=taught.pattern)
