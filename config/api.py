"""Every address under `/api/v1/`."""

from django.urls import path, register_converter
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerView

from context.api import ContextView, OutcomeList
from errorpatterns.api import escalations, learning, matching, outcomes, patterns
from intake.strict import KEY_PATTERN
from projects import api as projects


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
    path("projects/", projects.ProjectList.as_view(), name="projects"),
    path("projects/<key:key>/", projects.ProjectDetail.as_view(), name="project"),
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
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path("docs/", SpectacularSwaggerView.as_view(url_name="schema"), name="docs"),
]
