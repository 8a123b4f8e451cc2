"""Lists of what is known of projects and users: that it is, and none of its words."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from projects.models import (
    BuildPhase,
    IntentLock,
    ProjectAnalysis,
    ProjectRule,
    TournamentResult,
    UserPreference,
    VerificationResult,
)
from projects.tests.factories import Caller, make_caller
from projects.tests.staff import staff
from projects.tests.state import make_state

pytestmark = [pytest.mark.django_db, pytest.mark.by_turns]

MODELS = (
    BuildPhase,
    IntentLock,
    ProjectAnalysis,
    ProjectRule,
    TournamentResult,
    UserPreference,
    VerificationResult,
)
WORD = "zebrafish"


def address(model: Any, page: str, *args: Any) -> str:
    return reverse(f"admin:projects_{model._meta.model_name}_{page}", args=args)


def told_everything(caller: Caller, project: str, user: str) -> None:
    """A word in every text that a caller can tell and staff are not to read."""
    below = f"projects/{project}"
    caller.put(f"{below}/", {"user": user})
    told = {"description": WORD, "verification": "visual"}
    intent = {"core_value": WORD, "success_criteria": [told], "original_prompt": WORD}
    caller.put(f"{below}/intent-lock/", {**intent, "anti_patterns": [WORD]})
    caller.put(f"{below}/build-phase/", {"current_phase": "demo", "blocking_error": WORD})
    caller.put(f"{below}/analysis/", {"issues": [{"description": WORD}]})
    result = {"agent": "code_quality", "feature": WORD, "passed": True, "reasoning": WORD}
    caller.post(f"{below}/verification-results/", result)
    caller.post(f"{below}/tournament-results/", {"feature": WORD, "winner": WORD})
    caller.post(f"{below}/rules/", {"text": WORD})
    caller.put(f"users/{user}/rules/", {"rules": [{"text": WORD}]})
    caller.put(f"users/{user}/preferences/", {"preferred_model": WORD})


def test_lists_show_whose_it_is_and_no_words() -> None:
    caller = make_caller(name="Acme")
    told_everything(caller, "shop", "u-7")
    viewer = staff("viewer")
    for model in MODELS:
        page = viewer.get(address(model, "changelist")).content.decode()
        assert "Acme" in page, model
        assert ("u-7" if model is UserPreference else "shop") in page, model
        assert WORD not in page, model


@pytest.mark.parametrize("model", MODELS)
def test_there_are_no_pages(model: Any) -> None:
    make_state()
    row = model.objects.first()
    admin = staff("admin")
    for page in ("change", "history", "delete"):
        assert admin.get(address(model, page, row.pk)).status_code == 403
    assert admin.get(address(model, "add")).status_code == 403


@pytest.mark.parametrize("model", MODELS)
def test_a_list_takes_as_many_queries_for_many(model: Any) -> None:
    admin = staff("admin")
    counts = []
    for more in (2, 10):
        for _ in range(more):
            make_state()
        with CaptureQueriesContext(connection) as captured:
            assert admin.get(address(model, "changelist")).status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 10


@pytest.mark.parametrize(
    ("model", "query"),
    [
        (IntentLock, "original_prompt__startswith=z"),
        (IntentLock, "core_value=zebrafish"),
        (IntentLock, "original_prompt__regex=(z%2B)%2B%24"),
        (BuildPhase, "blocking_error__contains=z"),
        (BuildPhase, "blocking_error=zebrafish"),
        (ProjectRule, "text__contains=z"),
        (ProjectRule, "project__account__name__contains=z"),
        (VerificationResult, "reasoning__icontains=z"),
    ],
)
def test_no_list_tells_by_a_filter_what_it_does_not_show(model: Any, query: str) -> None:
    told_everything(make_caller(), "shop", "u-7")
    page = staff("viewer").get(f"{address(model, 'changelist')}?{query}")
    assert page.status_code == 400


@pytest.mark.parametrize(
    ("model", "query", "found"),
    [
        (IntentLock, "locked_at__isempty=1", 1),
        (IntentLock, "locked_at__isempty=0", 0),
        (BuildPhase, "blocking_error__isempty=0", 1),
        (VerificationResult, "passed__exact=1", 0),
        (VerificationResult, "is_latest__exact=1", 1),
        (TournamentResult, "status__exact=finished", 1),
        (ProjectRule, "user__isempty=0", 1),
        (ProjectRule, "q=shop-of-many", 0),
        (UserPreference, "q=u-", 1),
    ],
)
def test_filters(model: Any, query: str, found: int) -> None:
    make_state()
    page = staff("viewer").get(f"{address(model, 'changelist')}?{query}")
    assert page.status_code == 200
    assert len(page.context["cl"].result_list) == found
