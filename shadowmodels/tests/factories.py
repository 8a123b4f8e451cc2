"""Specialists and what they advised, as a test wants them."""

from itertools import count
from typing import Any

from django.db import transaction

from projects.models import Account, Project
from projects.tests.factories import Caller
from shadowmodels.models import ShadowInference, ShadowModel

numbers = count(1)


def event() -> str:
    return f"event-{next(numbers)}"


def make_model(account: Account, **fields: Any) -> ShadowModel:
    given = {"name": "code_specialist", "model_version": f"v{next(numbers)}", "status": "ready"}
    return ShadowModel.objects.create(account=account, **{**given, **fields})


def make_promoted(account: Account, **fields: Any) -> ShadowModel:
    return make_model(account, **{"status": "promoted", **fields})


def make_inference(
    model: ShadowModel, project: Project | None = None, **fields: Any
) -> ShadowInference:
    given = {"domain": "checkout", "inference": "Keep it on the server.", "confidence": 0.9}
    return ShadowInference.objects.create(
        model=model,
        account_id=model.account_id,
        project=project,
        scrub_version=1,
        **{**given, **fields},
    )


def promote(model: ShadowModel, reason: str = "measured") -> bool:
    with transaction.atomic():
        return model.promote(reason)


def recommended(caller: Caller, project: str | None = "shop", **fields: Any) -> dict[str, str]:
    """Of section 16: each ref with the part that it stands in, in the order of the manifest."""
    asked = {"sections": ["shadow_recommendations"], "max_tokens": 100_000, **fields}
    answer = caller.post("context/", {**asked, **({"project": project} if project else {})})
    assert answer.status_code == 200, answer.content
    sections = answer.json()["sections"]
    assert "failed" not in {part["status"] for part in sections}
    return {item["ref"]: part["part"] for part in sections for item in part["items"]}


def make_outcomes(
    model: ShadowModel, successes: int, failures: int = 0, evidence: str = "test"
) -> None:
    for number in range(successes + failures):
        make_inference(model, was_successful=number < successes, evidence=evidence)
