"""What callers tell of their specialists: which there are, what they advise, and how it went.

Every text is scrubbed before it is stored. What is served of an advice is screened when it is told.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from context.ledger import event_digest, remember, seen
from intake import outbox
from intake.problems import Conflict
from intake.screening import screen
from intake.scrubbing import SCRUB_VERSION, scrub
from projects.models import Project
from shadowmodels.models import ShadowInference, ShadowModel

LONGEST = {
    field.name: field.max_length
    for model in (ShadowModel, ShadowInference)
    for field in model._meta.fields
    if field.name in ("name", "model_version", "base_model", "domain")
}


def scrubbed(name: str, text: str) -> str:
    """Without private text, which may have grown by it, within its column."""
    return scrub(text)[: LONGEST[name]]


def register(account_id: UUID, told: Mapping[str, Any]) -> tuple[ShadowModel, bool]:
    """The account's model of this name and version, and whether it is new.

    What is told of a known one is changed where it differs. Its status only goes from training to
    ready: what is promoted or deprecated stays so. Must be called in a transaction.
    """
    facts: dict[str, Any] = {}
    if "base_model" in told:
        facts["base_model"] = scrubbed("base_model", told["base_model"])
    if "metrics" in told:
        facts["metrics"] = {scrub(name): value for name, value in told["metrics"].items()}
    if "status" in told:
        facts["status"] = told["status"]
    model, created = ShadowModel.objects.select_for_update(no_key=True).get_or_create(
        account_id=account_id,
        name=scrubbed("name", told["name"]),
        model_version=scrubbed("model_version", told["version"]),
        defaults=facts,
    )
    if not created:
        change(model, facts)
    return model, created


def change(model: ShadowModel, facts: Mapping[str, Any]) -> None:
    changes = {name: fact for name, fact in facts.items() if getattr(model, name) != fact}
    if model.status != ShadowModel.Status.TRAINING:
        changes.pop("status", None)
    if not changes:
        return
    row = ShadowModel.objects.filter(pk=model.pk)
    row.update(**changes, updated_at=timezone.now())
    model.refresh_from_db()
    # The history keeps no metrics: where these alone changed there is nothing to write.
    if changes.keys() - {"metrics"}:
        ShadowModel.history.bulk_history_create([model], update=True)


def capture(
    model: ShadowModel, project: Project | None, told: Mapping[str, Any]
) -> ShadowInference:
    """Keep what the model advised. What is flagged is kept as well, and never served.

    Conflict where the project was erased meanwhile. Must be called in a transaction.
    """
    if project:
        Project.objects.hold(project.pk)
        Project.objects.filter(pk=project.pk).touch()
    domain, advice = scrubbed("domain", told["domain"]), scrub(told["inference"])
    flags = screen({"domain": domain, "inference": advice})
    rules = sorted({f"{flag.field}: {flag.rule}" for flag in flags})
    inference = ShadowInference.objects.create(
        model=model,
        account_id=model.account_id,
        project=project,
        domain=domain,
        input=scrub(told.get("input", "")),
        inference=advice,
        confidence=told["confidence"],
        flags=rules,
        is_flagged=bool(rules),
        scrub_version=SCRUB_VERSION,
    )
    if rules:
        outbox.emit(
            "item.quarantined",
            {"ref": inference.ref, "reason": f"flagged: {', '.join(rules)}"},
            account=model.account_id,
        )
    return inference


@transaction.atomic
def tell_outcome(inference: ShadowInference, told: Mapping[str, Any]) -> bool:
    """How it went, once: the first event counts, and the same result told by another is no news.

    Whether it was news. Conflict for the opposite of what is known, and where the project was
    erased meanwhile.
    """
    if inference.project_id:
        Project.objects.hold(inference.project_id)
    event = event_digest("inference", told["event_id"])
    row = ShadowInference.objects.select_for_update(no_key=True).get(pk=inference.pk)
    if seen(row.account_id, [event], [row.pk]):
        return False
    if row.was_successful is not None:
        if row.was_successful != told["success"]:
            raise Conflict(
                "The opposite was told of it before, by another event; the first counts."
            )
        return False
    ShadowInference.objects.filter(pk=row.pk).update(
        was_successful=told["success"],
        was_used=told.get("used"),
        evidence=told["evidence"],
        outcome_at=timezone.now(),
    )
    remember(row.account_id, [event], [row.pk])
    if row.project_id:
        Project.objects.filter(pk=row.project_id).touch()
    outbox.emit(
        "outcome.recorded",
        {"refs": [row.ref], "success": told["success"]},
        account=row.account_id,
    )
    return True
