"""The sources that generators feed: experiences, judgments, interactions, preferences and pairs."""

from django.db.models import Q

from context.feeds import ResultsFeed, RowsFeed
from learning.models import (
    CodeArtifact,
    Decision,
    DesignChoice,
    ErrorRecovery,
    Interaction,
    Judgment,
    PreferencePair,
)
from projects.models import UserPreference


class Decisions(ResultsFeed):
    key = "decisions"
    section = "strategies"
    fed_by = "POST /api/v1/experiences/ with kind decision"
    is_event = True
    model = Decision


class CodeArtifacts(ResultsFeed):
    key = "code_artifacts"
    section = "learned_patterns"
    fed_by = "POST /api/v1/experiences/ with kind code_artifact"
    is_event = True
    model = CodeArtifact


class DesignChoices(ResultsFeed):
    key = "design_choices"
    section = "learned_patterns"
    fed_by = "POST /api/v1/experiences/ with kind design_choice"
    is_event = True
    model = DesignChoice


class ErrorRecoveries(ResultsFeed):
    key = "error_recoveries"
    section = "learned_patterns"
    fed_by = "POST /api/v1/experiences/ with kind error_recovery"
    is_event = True
    model = ErrorRecovery


class Judgments(ResultsFeed):
    """Served are those that carry a recommendation."""

    key = "judgments"
    section = "judge_decisions"
    fed_by = "POST /api/v1/judgments/"
    is_event = True
    model = Judgment
    served = Q(recommends=True)


class Interactions(ResultsFeed):
    key = "interactions"
    section = "user_preferences"
    fed_by = "POST /api/v1/interactions/"
    is_event = True
    model = Interaction
    account = "account"


class Preferences(RowsFeed):
    """What users set, and what is observed of them."""

    key = "preferences"
    section = "user_preferences"
    fed_by = "PUT /api/v1/users/{key}/preferences/"
    model = UserPreference
    account = "user__account"


class PreferencePairs(ResultsFeed):
    """Read by trainers; no section serves them."""

    key = "preference_pairs"
    section = ""
    fed_by = "experiences that tell what was rejected, and their outcomes"
    model = PreferencePair
