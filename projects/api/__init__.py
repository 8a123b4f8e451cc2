"""`/api/v1/projects/` and `/api/v1/users/`: what is being generated and for whom, and what is known
of both.
"""

from projects.api.projects import ProjectDetail, ProjectList, project_of, put_project
from projects.api.results import TournamentResults, VerificationResults
from projects.api.rules import ProjectRules, UserRules
from projects.api.state import AnalysisView, BuildPhaseView, IntentLockView
from projects.api.users import PreferencesView

__all__ = [
    "AnalysisView",
    "BuildPhaseView",
    "IntentLockView",
    "PreferencesView",
    "ProjectDetail",
    "ProjectList",
    "ProjectRules",
    "TournamentResults",
    "UserRules",
    "VerificationResults",
    "project_of",
    "put_project",
]
