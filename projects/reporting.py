"""Results of a project, which are added and never rewritten."""

from collections.abc import Mapping, Sequence
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from intake.scrubbing import SCRUB_VERSION
from projects.models import Project, TournamentResult, VerificationResult

Told = Sequence[Mapping[str, Any]]


@transaction.atomic
def report_verifications(project_id: UUID, told: Told) -> list[VerificationResult]:
    """The results as they are stored; of an agent and feature the last one told counts."""
    project = Project.objects.hold(project_id)
    last = {(one["agent"], one["feature"]): place for place, one in enumerate(told)}
    superseded = reduce(or_, (Q(agent=agent, feature=feature) for agent, feature in last))
    project.verifications.filter(superseded, is_latest=True).update(is_latest=False)
    rows = VerificationResult.objects.bulk_create(
        VerificationResult(
            project=project,
            is_latest=last[one["agent"], one["feature"]] == place,
            scrub_version=SCRUB_VERSION,
            **one,
        )
        for place, one in enumerate(told)
    )
    Project.objects.filter(pk=project_id).touch()
    return rows


@transaction.atomic
def report_tournaments(project_id: UUID, told: Told) -> list[TournamentResult]:
    """The results as they are stored."""
    project = Project.objects.hold(project_id)
    rows = TournamentResult.objects.bulk_create(
        TournamentResult(project=project, scrub_version=SCRUB_VERSION, **one) for one in told
    )
    Project.objects.filter(pk=project_id).touch()
    return rows
