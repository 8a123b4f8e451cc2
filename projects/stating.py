"""What is stated of one project or user, in place of what was stated before.

The same content again changes nothing. The project or the user is held first, so that of two at
once the second finds what the first has written.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any, TypeVar
from uuid import UUID

from django.db import transaction
from django.db.models import F, Model
from django.utils import timezone

from intake.scrubbing import SCRUB_VERSION
from projects.models import (
    BuildPhase,
    EndUser,
    IntentLock,
    Project,
    ProjectAnalysis,
    UserPreference,
)

Content = Mapping[str, Any]
State = TypeVar("State", BuildPhase, ProjectAnalysis)


def digest_of(content: Content) -> str:
    """SHA-256, hex; the same in whatever order the names were told."""
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def stamped(content: Content, digest: str) -> dict[str, Any]:
    return {**content, "digest": digest, "scrub_version": SCRUB_VERSION}


def revise(row: Model, **changes: Any) -> None:
    """Rewrite a row and raise its version."""
    type(row)._default_manager.filter(pk=row.pk).update(
        version=F("version") + 1, updated_at=timezone.now(), **changes
    )
    row.refresh_from_db()


@transaction.atomic
def state_intent(project_id: UUID, content: Content, *, locked: bool) -> tuple[IntentLock, bool]:
    """The newest intent, and whether its row is new: a draft is rewritten, a locked one followed
    by another.
    """
    project = Project.objects.hold(project_id)
    digest = digest_of({**content, "locked": locked})
    newest = project.intents.order_by("-created_at", "-pk").first()
    if newest is not None and newest.digest == digest:
        return newest, False
    stated = stamped(content, digest) | {"locked_at": timezone.now() if locked else None}
    if newest is None or newest.locked:
        intent, is_new = IntentLock.objects.create(project=project, **stated), True
    else:
        intent, is_new = newest, False
        revise(intent, **stated)
    # A draft is served only where nothing is locked; it then follows on no other row.
    if locked or project.intent_id is None:
        project.intent = intent
    intent.project = project
    Project.objects.filter(pk=project_id).touch(intent=project.intent_id)
    return intent, is_new


@transaction.atomic
def state(model: type[State], project_id: UUID, content: Content) -> tuple[State, bool]:
    """The project's one row of the model, and whether it is new."""
    project = Project.objects.hold(project_id)
    digest = digest_of(content)
    row = model.objects.filter(project=project).first()
    if row is not None and row.digest == digest:
        return row, False
    is_new = row is None
    if row is None:
        row = model.objects.create(project=project, **stamped(content, digest))
    else:
        revise(row, **stamped(content, digest))
    Project.objects.filter(pk=project_id).touch()
    return row, is_new


@transaction.atomic
def prefer(account_id: UUID, key: str, content: Content) -> tuple[UserPreference, bool]:
    """What the user of this name has set, and whether the row is new; what was observed stays."""
    user = EndUser.objects.hold(account_id, key)
    row, is_new = UserPreference.objects.get_or_create(user=user, defaults=content)
    if not is_new and all(getattr(row, name) == value for name, value in content.items()):
        return row, False
    if not is_new:
        revise(row, **content)
    row.user = user
    Project.objects.filter(user=user).touch()
    return row, is_new
