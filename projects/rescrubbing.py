"""What else changes when the text of a project is scrubbed anew."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from projects.models import Project, ProjectRule, UserPreference
from projects.ruling import digest_of


def follow(sender: Any, ids: Sequence[UUID], **kwargs: object) -> None:
    """Receiver of `rescrubbed`: the projects whose rows these are have changed."""
    rows = sender._base_manager.filter(pk__in=ids)
    names = {field.name for field in sender._meta.get_fields()}
    if sender is ProjectRule:
        follow_rules(ids)
    if sender is Project:
        Project.objects.filter(pk__in=ids).touch()
    elif "project" in names:
        Project.objects.filter(pk__in=rows.values("project")).touch()
    elif "account" in names:
        Project.objects.filter(account__in=rows.values("account")).touch()
    if sender in (ProjectRule, UserPreference):
        Project.objects.filter(user__in=rows.values("user")).touch()


def follow_rules(ids: Sequence[UUID]) -> None:
    """The same text is the same rule: what has become equal to another is dropped."""
    for rule in ProjectRule.objects.filter(pk__in=ids):
        digest = digest_of(rule.text)
        whose = {"project": rule.project_id, "user": rule.user_id}
        if ProjectRule.objects.filter(**whose, digest=digest).exclude(pk=rule.pk).exists():
            rule.delete()
        else:
            ProjectRule.objects.filter(pk=rule.pk).update(digest=digest)
