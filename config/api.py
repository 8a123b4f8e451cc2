"""Every address under `/api/v1/`."""

from django.urls import path, register_converter
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerView

from context.api import ContextView, EventList, OutcomeList, PipelineView
from errorpatterns.api import escalations, learning, matching, outcomes, patterns
from intake.strict import KEY_PATTERN
from learning.api import experiences, interactions, judgments, pairs, strategies
from learning.api import patterns as learned_patterns
from projects import api as projects
from shadowmodels.api import inferences
from shadowmodels.api import models as shadow_models


class KeyConverter:
    """The caller's own key of a project or user, which may have slashes in it."""

    regex = KEY_PATTERN

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(KeyConverter, "key")

urlpatterns = [
    path("context/", ContextView.as_view(), name="context"),
    path("outcomes/", OutcomeList.as_view(), name="outcomes"),
    path("pipeline/status/", PipelineView.as_view(), name="pipeline-status"),
    path("events/", EventList.as_view(), name="events"),
    path("projects/", projects.ProjectList.as_view(), name="projects"),
    # Before the project's own address, as its key may have slashes in it.
    path("projects/<key:key>/intent-lock/", projects.IntentLockView.as_view(), name="intent-lock"),
    path("projects/<key:key>/build-phase/", projects.BuildPhaseView.as_view(), name="build-phase"),
    path("projects/<key:key>/analysis/", projects.AnalysisView.as_view(), name="analysis"),
    path(
        "projects/<key:key>/verification-results/",
        projects.VerificationResults.as_view(),
        name="verification-results",
    ),
    path(
        "projects/<key:key>/tournament-results/",
        projects.TournamentResults.as_view(),
        name="tournament-results",
    ),
    path("projects/<key:key>/rules/", projects.ProjectRules.as_view(), name="project-rules"),
    path("projects/<key:key>/", projects.ProjectDetail.as_view(), name="project"),
    path("users/<key:key>/preferences/", projects.PreferencesView.as_view(), name="preferences"),
    path("users/<key:key>/rules/", projects.UserRules.as_view(), name="user-rules"),
    path("error-patterns/", patterns.PatternList.as_view(), name="error-patterns"),
    path("error-patterns/match/", matching.MatchView.as_view(), name="match"),
    path("error-patterns/learn/", learning.LearnView.as_view(), name="learn"),
    path("error-patterns/<slug:slug>/", patterns.PatternDetail.as_view(), name="error-pattern"),
    path(
        "error-patterns/<slug:slug>/outcomes/",
        outcomes.PatternOutcomes.as_view(),
        name="error-pattern-outcomes",
    ),
    path("error-patterns/<slug:slug>/activate/", patterns.ActivateView.as_view(), name="activate"),
    path(
        "error-patterns/<slug:slug>/deactivate/",
        patterns.DeactivateView.as_view(),
        name="deactivate",
    ),
    path("escalations/", escalations.EscalationList.as_view(), name="escalations"),
    path("escalations/<uuid:pk>/", escalations.EscalationDetail.as_view(), name="escalation"),
    path("escalations/<uuid:pk>/attempts/", escalations.AttemptView.as_view(), name="attempts"),
    path("escalations/<uuid:pk>/resolve/", escalations.ResolveView.as_view(), name="resolve"),
    path("experiences/", experiences.ExperienceList.as_view(), name="experiences"),
    path("experiences/<uuid:pk>/", experiences.ExperienceDetail.as_view(), name="experience"),
    path(
        "experiences/<uuid:pk>/outcome/",
        experiences.ExperienceOutcomeView.as_view(),
        name="experience-outcome",
    ),
    path("judgments/", judgments.JudgmentList.as_view(), name="judgments"),
    path("interactions/", interactions.InteractionList.as_view(), name="interactions"),
    path(
        "learned-patterns/",
        learned_patterns.LearnedPatternList.as_view(),
        name="learned-patterns",
    ),
    path(
        "learned-patterns/<slug:slug>/",
        learned_patterns.LearnedPatternDetail.as_view(),
        name="learned-pattern",
    ),
    path("strategies/", strategies.StrategyList.as_view(), name="strategies"),
    path("strategies/select/", strategies.SelectView.as_view(), name="select-strategy"),
    path("strategies/<slug:slug>/", strategies.StrategyDetail.as_view(), name="strategy"),
    path("preference-pairs/", pairs.PairList.as_view(), name="preference-pairs"),
    path("preference-pairs/export/", pairs.PairExport.as_view(), name="preference-pairs-export"),
    path("shadow-models/", shadow_models.ShadowModelList.as_view(), name="shadow-models"),
    path(
        "shadow-models/<uuid:pk>/", shadow_models.ShadowModelDetail.as_view(), name="shadow-model"
    ),
    path(
        "shadow-models/<uuid:pk>/promote/",
        shadow_models.PromoteView.as_view(),
        name="promote-shadow-model",
    ),
    path("shadow-inferences/", inferences.InferenceList.as_view(), name="shadow-inferences"),
    path(
        "shadow-inferences/<uuid:pk>/",
        inferences.InferenceDetail.as_view(),
        name="shadow-inference",
    ),
    path(
        "shadow-inferences/<uuid:pk>/outcome/",
        inferences.InferenceOutcomeView.as_view(),
        name="shadow-inference-outcome",
    ),
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path("docs/", SpectacularSwaggerView.as_view(url_name="schema"), name="docs"),
]
