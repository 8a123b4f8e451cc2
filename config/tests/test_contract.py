"""Every source can be fed through REST, is seen to have been fed, and is said by its section."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from django.db import transaction

from context import snapshot
from context.base import SECTION_KEYS, get_feeds, get_sections
from context.learned import weigh_due
from errorpatterns.proving import aggregate
from errorpatterns.tests.factories import error, lesson
from learning.observing import observe
from learning.tests.bodies import BODIES as LEARNING
from learning.tests.bodies import KINDS
from projects.models import Scope
from projects.tests.bodies import BODIES as PROJECTS
from projects.tests.factories import Caller, make_account, make_caller
from shadowmodels.models import ShadowModel
from shadowmodels.tests.bodies import BODIES as SHADOWS

pytestmark = [pytest.mark.django_db, pytest.mark.by_turns]


def put(caller: Caller, what: str, **fields: Any) -> Any:
    path = f"projects/{{key}}/{what}/"
    return sent(caller, "PUT", path.format(key="shop"), {**PROJECTS["put", path], **fields})


def post(caller: Caller, what: str, **fields: Any) -> Any:
    path = f"projects/{{key}}/{what}/"
    return sent(caller, "POST", path.format(key="shop"), {**PROJECTS["post", path], **fields})


def sent(caller: Caller, method: str, path: str, body: Any) -> Any:
    answer = caller.call(method, path, body)
    assert answer.status_code in (200, 201), (path, answer.content)
    return answer.json()


def learned(caller: Caller, path: str, **fields: Any) -> Any:
    return sent(caller, "POST", path, {**LEARNING["post", path], **fields})


def learn(caller: Caller) -> Any:
    return sent(caller, "POST", "error-patterns/learn/", lesson())


def incident(caller: Caller, project: str = "shop") -> Any:
    opened = sent(
        caller, "POST", "escalations/", {"project": project, "error": error("Part 7 is loose")}
    )
    resolution = {
        "level": 1,
        "fix": {"template": "Fasten part 7.", "type": "refactor"},
        "evidence": "build",
        "event_id": f"resolved {project}",
    }
    return sent(caller, "POST", f"escalations/{opened['id']}/resolve/", resolution)


def proven(caller: Caller) -> None:
    for project in ("shop", "cafe", "bank"):
        caller.put(f"projects/{project}/", {})
        incident(caller, project)
    while aggregate(tell).get("counted"):
        pass
    weigh_due()


def tell(*args: Any, **kwargs: Any) -> None:
    """Progress that nobody looks at."""


def shadow_model(caller: Caller) -> Any:
    return sent(caller, "POST", "shadow-models/", SHADOWS["post", "shadow-models/"])


def inference(caller: Caller) -> None:
    model = shadow_model(caller)["id"]
    body = {**SHADOWS["post", "shadow-inferences/"], "model": model, "confidence": 0.9}
    sent(caller, "POST", "shadow-inferences/", {**body, "project": "shop"})


def interact(caller: Caller) -> None:
    caller.put("projects/shop/", {"user": "u-7"})
    sent(caller, "POST", "interactions/", [LEARNING["post", "interactions/"]] * 6)
    with transaction.atomic():
        observe(tell)


def experience(kind: str) -> Callable[[Caller], Any]:
    bodies = {body["kind"]: body for body in [LEARNING["post", "experiences/"], *KINDS]}
    return lambda caller: sent(caller, "POST", "experiences/", bodies[kind])


# How a caller feeds each source.
FEEDING: Mapping[str, Callable[[Caller], Any]] = {
    "intent": lambda caller: put(caller, "intent-lock"),
    "phases": lambda caller: put(caller, "build-phase"),
    "verification": lambda caller: post(caller, "verification-results"),
    "tournaments": lambda caller: post(caller, "tournament-results"),
    "analysis": lambda caller: put(caller, "analysis"),
    "rules": lambda caller: post(caller, "rules"),
    "preferences": lambda caller: sent(
        caller, "PUT", "users/u-7/preferences/", PROJECTS["put", "users/{key}/preferences/"]
    ),
    "decisions": experience("decision"),
    "code_artifacts": experience("code_artifact"),
    "design_choices": experience("design_choice"),
    "error_recoveries": experience("error_recovery"),
    "judgments": lambda caller: learned(caller, "judgments/"),
    "interactions": interact,
    "learned_patterns": lambda caller: learned(caller, "learned-patterns/"),
    "strategies": lambda caller: learned(caller, "strategies/"),
    "error_patterns": learn,
    "incidents": incident,
    "proven_fixes": proven,
    "shadow_models": shadow_model,
    "shadow_inferences": inference,
}
# What nobody feeds through REST: it comes with the release, or is made of what others told.
NOT_FED = {"app_souls", "anti_slop_rules", "provider_hints", "preference_pairs"}


@pytest.fixture
def caller(monkeypatch: pytest.MonkeyPatch) -> Caller:
    monkeypatch.setattr(snapshot, "POLL_SECONDS", 0.0)
    made = make_caller(*Scope.values[:2], Scope.METRICS_READ)
    made.put("projects/shop/", {"user": "u-7", "providers": ["stripe"]})
    return made


def sources(caller: Caller) -> dict[str, Any]:
    told = caller.get("pipeline/status/").json()["sources"]
    return {source["key"]: source for source in told}


def test_every_source_is_here() -> None:
    assert {feed.key for feed in get_feeds()} == {*FEEDING, *NOT_FED}


@pytest.mark.parametrize("key", FEEDING)
def test_a_source_that_is_fed_is_seen_to_be(caller: Caller, key: str) -> None:
    stranger = make_caller(Scope.METRICS_READ)
    before, strange = sources(caller)[key], sources(stranger)[key]["last_fed_at"]
    FEEDING[key](caller)
    after = sources(caller)[key]
    assert after["last_fed_at"] is not None
    assert after["last_fed_at"] != before["last_fed_at"]
    assert after["items"] > before["items"]
    assert sources(stranger)[key]["last_fed_at"] == strange


# What feeds each section, and words of it that the section then says.
SAYS: Mapping[str, tuple[Callable[[Caller], Any], str]] = {
    "intent_lock": (
        FEEDING["intent"],
        PROJECTS["put", "projects/{key}/intent-lock/"]["core_value"],
    ),
    "app_soul": (
        lambda caller: put(caller, "intent-lock", app_soul="ecommerce"),
        "App soul",
    ),
    "anti_slop": (lambda caller: None, "lorem ipsum"),
    "build_phase": (
        FEEDING["phases"],
        PROJECTS["put", "projects/{key}/build-phase/"]["current_phase"],
    ),
    "verification": (
        lambda caller: post(caller, "verification-results", passed=False, blocking=True),
        PROJECTS["post", "projects/{key}/verification-results/"]["violations"][0]["message"],
    ),
    "tournament": (
        lambda caller: post(caller, "tournament-results", status="finished"),
        PROJECTS["post", "projects/{key}/tournament-results/"]["feature"],
    ),
    "error_history": (incident, "Part 7 is loose"),
    "learned_patterns": (
        FEEDING["learned_patterns"],
        LEARNING.get(("post", "learned-patterns/"), {}).get("solution", ""),
    ),
    "strategies": (
        FEEDING["strategies"],
        LEARNING.get(("post", "strategies/"), {}).get("name", ""),
    ),
    "project_analysis": (
        FEEDING["analysis"],
        PROJECTS["put", "projects/{key}/analysis/"]["patterns"]["state"],
    ),
    "project_rules": (FEEDING["rules"], PROJECTS["post", "projects/{key}/rules/"]["text"]),
    "user_preferences": (
        FEEDING["preferences"],
        PROJECTS["put", "users/{key}/preferences/"]["preferred_model"],
    ),
    "judge_decisions": (
        FEEDING["judgments"],
        LEARNING["post", "judgments/"]["recommendations"][0],
    ),
    "provider_hints": (lambda caller: None, "stripe"),
    "error_patterns": (learn, "Ask the hooks folder"),
    "shadow_recommendations": (inference, SHADOWS["post", "shadow-inferences/"]["inference"]),
    "proven_fixes": (proven, "Fasten part"),
}


@pytest.mark.parametrize("key", SECTION_KEYS)
def test_what_is_told_is_said(caller: Caller, key: str) -> None:
    feed, words = SAYS[key]
    assert words
    feed(caller)
    asked = {"project": "shop", "sections": [key]}
    answer = sent(caller, "POST", "context/", asked)
    assert words in answer["markdown"]
    assert {section["status"] for section in answer["sections"]} == {"ok"}


def test_all_seventeen_are_served() -> None:
    assert [section.key for section in get_sections()] == list(SECTION_KEYS)


def test_promoted_models_advise_the_whole_account(caller: Caller) -> None:
    inference(caller)
    caller.put("projects/cafe/", {})
    asked = {"project": "cafe", "sections": ["shadow_recommendations"]}
    words = SHADOWS["post", "shadow-inferences/"]["inference"]
    assert words not in sent(caller, "POST", "context/", asked)["markdown"]
    ShadowModel.objects.filter(account=caller.account).update(status="promoted")
    assert words in sent(caller, "POST", "context/", asked)["markdown"]
    stranger = Caller(make_account(), tuple(Scope.values[:2]))
    stranger.put("projects/cafe/", {})
    assert words not in sent(stranger, "POST", "context/", asked)["markdown"]
