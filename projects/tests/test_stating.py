"""What is told of a project that was erased since its address was read."""

from collections.abc import Callable
from typing import Any

import pytest

from intake.ids import uuid7
from intake.problems import Conflict
from projects.models import BuildPhase
from projects.reporting import report_tournaments, report_verifications
from projects.ruling import add_rules, replace_project_rules
from projects.stating import state, state_intent
from projects.tests.factories import row_counts

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "tell",
    [
        lambda pk: state_intent(pk, {}, locked=False),
        lambda pk: state(BuildPhase, pk, {"current_phase": "demo"}),
        lambda pk: report_verifications(pk, [{"agent": "a", "feature": "", "passed": True}]),
        lambda pk: report_tournaments(pk, [{"feature": "cart"}]),
        lambda pk: add_rules(pk, [("", {"text": "Test it."})]),
        lambda pk: replace_project_rules(pk, [{"text": "Test it."}]),
    ],
)
def test_is_refused_and_leaves_nothing(tell: Callable[[Any], Any]) -> None:
    before = row_counts()
    with pytest.raises(Conflict):
        tell(uuid7())
    assert row_counts() == before
