"""Incidents below the API: what happens when two work on one at once."""

from collections.abc import Callable

import pytest

from errorpatterns import escalation
from errorpatterns.models import ErrorEscalation
from errorpatterns.tests.factories import ERROR
from intake.problems import Conflict
from projects.models import Project
from projects.tests.factories import make_project

pytestmark = pytest.mark.django_db

RESOLUTION = {"evidence": "test", "event_id": "e", "was_rebuilt_from_intent": False}


@pytest.fixture
def project() -> Project:
    return make_project()


@pytest.fixture
def incident(project: Project) -> ErrorEscalation:
    return escalation.open_incident(project, ERROR, {})[0]


def test_one_is_open(project: Project, incident: ErrorEscalation) -> None:
    assert escalation.open_incident(project, ERROR, {}) == (incident, False)


def test_says_too_little(project: Project) -> None:
    with pytest.raises(ValueError, match=r".+"):
        escalation.open_incident(project, {"message": "x"}, {})


def test_an_attempt_at_what_was_resolved_meanwhile(incident: ErrorEscalation) -> None:
    escalation.resolve(incident, dict(RESOLUTION))
    with pytest.raises(Conflict):
        escalation.add_attempt(incident, {"level": 1, "result": "failed", "event_id": "a"})
    incident.refresh_from_db()
    assert incident.total_attempts == 0


@pytest.mark.parametrize("act", ["open", "attempt", "resolve"])
def test_of_a_project_that_is_erased_meanwhile(
    project: Project, incident: ErrorEscalation, act: str
) -> None:
    Project.objects.get(pk=project.pk).erase()
    acts: dict[str, Callable[[], object]] = {
        "open": lambda: escalation.open_incident(project, ERROR, {}),
        "attempt": lambda: escalation.add_attempt(incident, {"level": 1, "event_id": "a"}),
        "resolve": lambda: escalation.resolve(incident, dict(RESOLUTION)),
    }
    with pytest.raises(Conflict):
        acts[act]()


def test_a_level_never_falls_by_an_attempt(incident: ErrorEscalation) -> None:
    for number, level in enumerate((3, 1)):
        told = {"level": level, "result": "failed", "event_id": str(number)}
        assert escalation.add_attempt(incident, told)
    incident.refresh_from_db()
    assert (incident.current_level, incident.total_attempts) == (3, 2)
