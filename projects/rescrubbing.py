"""What else changes when the text of a project is scrubbed anew."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from projects.models import Project, ProjectRule
from projects.ruling import digest_of


def follow(sender: Any, ids: Sequence[UUID], **kwargs: object) -> None:
    """Receiver of `rescrubbed`: the projects whose rows these are have changed."""
    rows = sender._base_manager.filter(pk__in=ids)
    if sender is ProjectRule:
        follow_rules(ids)
        Project.objects.filter(user__in=rows.values("user")).touch()
    if any(field.name == "project" for field in sender._meta.get_fields()):
        Project.objects.filter(pk__in=rows.values("project")).touch()


def follow_rules(ids: Sequence[UUID]) -> None:
    """The same text is the same rule: what has become equal to another is dropped."""
    for rule in ProjectRule.objects.filter(pk__in=ids):
        digest = digest_of(rule.text)
        whose = {"project": rule.project_id, "user": rule.user_id}
        if ProjectRule.objects.filter(**whose, digest=digest).exclude(pk=rule.pk).exists():
            rule.delete()
        else:
            ProjectRule.objects.filter(pk=rule.pk).update(digest=digest)
