"""Something of everything that is known of a project and its user, for tests that need rows."""

from projects.models import (
    BuildPhase,
    EndUser,
    IntentLock,
    Project,
    ProjectAnalysis,
    ProjectRule,
    TournamentResult,
    UserPreference,
    VerificationResult,
)
from projects.tests.factories import make_project, numbers


def make_state(project: Project | None = None) -> Project:
    """The project, or a new one, with one row of each kind and a user of its own."""
    project = project or make_project()
    user = EndUser.objects.create(account=project.account, key=f"u-{next(numbers)}")
    stamps = {"digest": "d", "scrub_version": 1}
    intent = IntentLock.objects.create(project=project, app_soul="ecommerce", **stamps)
    Project.objects.filter(pk=project.pk).update(user=user, intent=intent)
    BuildPhase.objects.create(
        project=project, current_phase="demo", blocking_error="It fails", **stamps
    )
    ProjectAnalysis.objects.create(project=project, language="typescript", **stamps)
    VerificationResult.objects.create(
        project=project, agent="code_quality", passed=False, scrub_version=1
    )
    TournamentResult.objects.create(project=project, feature="cart", scrub_version=1)
    ProjectRule.objects.create(project=project, text="Test it.", **stamps)
    ProjectRule.objects.create(user=user, text="Test it.", **stamps)
    UserPreference.objects.create(user=user, code_threshold=75)
    return project
