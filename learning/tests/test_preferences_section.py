"""Section 12: the thresholds in effect, what the user set, and what the user does."""

from typing import Any

import pytest

from context.assembly import Options, assemble
from context.base import Subject
from context.models import AntiSlopRule, Generation
from intake.jobs import jobs
from learning.sections.preferences import UserPreferences
from learning.tests.factories import INTERACTION, INTERACTIONS, told
from learning.tests.goldens import compare, markdown
from projects.models import EndUser, Project, UserPreference
from projects.tests.factories import Caller

pytestmark = [pytest.mark.django_db, pytest.mark.by_turns]

KEY = "user_preferences"
SET = {
    "preferred_model": "model-a",
    "extended_thinking": False,
    "tournament_mode": True,
    "design_threshold": 0,
    "security_scan": True,
    "placeholder_check": False,
}


def prefer(caller: Caller, **fields: Any) -> UserPreference:
    """Of the user of `shop`."""
    caller.put("projects/shop/", {"user": "u-7"})
    user = EndUser.objects.get(account=caller.account, key="u-7")
    return UserPreference.objects.create(user=user, **fields)


def do_much(caller: Caller) -> None:
    bodies = [INTERACTION | {"model": "model-b", "user": "u-7"}] * 12
    bodies += [INTERACTION | {"action": "edited", "modification": "renamed"}] * 2
    bodies += [INTERACTION | {"action": "edited", "modification": "restyled"}] * 2
    bodies += [INTERACTION | {"action": "rejected", "task": "api"}] * 6
    told(caller, INTERACTIONS, bodies)
    jobs()["observe"]()


def thresholds(caller: Caller) -> dict[str, tuple[int, str]]:
    project = Project.objects.whole().get(account=caller.account, key="shop")
    subject = Subject(project.account_id, project, project.user, build_mode=project.build_mode)
    [item] = UserPreferences().items(subject, 10).items
    return {one["what"]: (one["value"], one["by"]) for one in item.facts["thresholds"]}


class TestGolden:
    def test_full(self, ours: Caller) -> None:
        ours.put("projects/shop/", {"build_mode": "tournament"})
        prefer(ours, **SET)
        do_much(ours)
        compare(KEY, markdown(ours, KEY))

    def test_sparse(self, ours: Caller) -> None:
        compare(f"{KEY}_sparse", markdown(ours, KEY))

    def test_summary(self, ours: Caller) -> None:
        prefer(ours, **SET)
        do_much(ours)
        compare(f"{KEY}_summary", markdown(ours, KEY, form="summary"))


class TestThresholds:
    def test_are_the_shipped_ones_by_default(self, ours: Caller) -> None:
        assert thresholds(ours) == {
            "design": (85, "shipped"),
            "code": (70, "shipped"),
            "placeholders": (0, "shipped"),
        }

    @pytest.mark.parametrize(
        ("mode", "design", "code"),
        [("lightning", 60, 60), ("standard", 75, 70), ("tournament", 85, 80),
         ("production", 90, 85)],
    )  # fmt: skip
    def test_are_the_build_modes(self, ours: Caller, mode: str, design: int, code: int) -> None:
        ours.put("projects/shop/", {"build_mode": mode})
        found = thresholds(ours)
        assert (found["design"], found["code"]) == ((design, "mode"), (code, "mode"))

    def test_are_first_of_all_the_users(self, ours: Caller) -> None:
        ours.put("projects/shop/", {"build_mode": "production"})
        prefer(ours, design_threshold=0)
        found = thresholds(ours)
        assert (found["design"], found["code"]) == ((0, "user"), (85, "mode"))

    def test_of_placeholders_there_is_none_where_nothing_checks(self, ours: Caller) -> None:
        prefer(ours, placeholder_check=False)
        assert "placeholders" not in thresholds(ours)

    def test_stand_without_project_and_user(self, ours: Caller) -> None:
        text = markdown(ours, KEY, project=None)
        assert "Design score: at least 85 of 100 (default)" in text

    def test_without_any_the_section_is_empty(self, ours: Caller) -> None:
        AntiSlopRule.objects.filter(kind="threshold").update(is_active=False)
        Generation.objects.raise_for(Generation.Name.SHIPPED)
        assert "User preferences" not in markdown(ours, KEY)


def test_costs_no_query(ours: Caller, django_assert_num_queries: Any) -> None:
    ours.get("context/")  # reads the rules
    project = Project.objects.whole().get(account=ours.account, key="shop")
    prefer(ours, **SET)
    known = Project.objects.whole().get(account=ours.account, key="shop")
    options = Options(sections=frozenset({KEY}))
    with django_assert_num_queries(1):  # what `at_once` polls
        assemble(Subject(project.account_id, project), options)
    with django_assert_num_queries(2):
        assemble(Subject(known.account_id, known, known.user), options)


def test_of_another_user_of_the_account(ours: Caller) -> None:
    prefer(ours, preferred_model="model-a")
    assert "model-a" in markdown(ours, KEY)
    assert "model-a" in markdown(ours, KEY, project=None, user="u-7")
    assert "model-a" not in markdown(ours, KEY, user="u-8")


def test_never_another_accounts(ours: Caller, theirs: Caller) -> None:
    prefer(ours, **SET)
    do_much(ours)
    theirs.put("projects/shop/", {"user": "u-7"})
    assert "model" not in markdown(theirs, KEY)


def test_refs_and_versions(ours: Caller) -> None:
    prefer(ours, version=3)
    do_much(ours)
    answer = ours.post("context/", {"project": "shop", "sections": [KEY]}).json()
    [section] = answer["sections"]
    assert (section["number"], section["part"], section["scope"]) == (12, "stable", "user")
    assert [(item["ref"], item["version"]) for item in section["items"]] == [
        ("user_preference:current", 4),
        ("interaction_pattern:api", 4),
        ("interaction_pattern:component", 4),
    ]


def test_a_few_more_events_change_no_byte(ours: Caller) -> None:
    prefer(ours)
    do_much(ours)
    before = ours.post("context/", {"project": "shop", "sections": [KEY]}).json()
    told(ours, INTERACTIONS, [INTERACTION | {"model": "model-b"}] * 2)
    jobs()["observe"]()
    assert ours.post("context/", {"project": "shop", "sections": [KEY]}).json() == before
