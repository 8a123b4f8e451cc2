"""Sections 8 and 9: what was learned stands there, for whom, in which order and in which words."""

from typing import Any

import pytest

from context import snapshot
from context.base import Subject
from context.evidence import wilson
from context.models import Generation, Standing, Status
from context.offers import CANDIDATES, kept_best, offers
from learning.models import Strategy
from learning.sections.patterns import LearnedPatterns
from learning.sections.strategies import Strategies
from learning.tests.goldens import compare, markdown
from learning.tests.teaching import (
    items_of,
    judge,
    make_pattern,
    make_strategy,
    refs_of,
    run_jobs,
    use,
)
from projects.models import Account, Project
from projects.tests.factories import Caller

pytestmark = [pytest.mark.django_db, pytest.mark.by_turns]

PATTERNS = "learned_patterns"
STRATEGIES = "strategies"
SHIPPED = {
    "strategy:convention-based",
    "strategy:controlled-rewrite",
    "strategy:quick-targeted-fix",
    "strategy:component-first",
    "strategy:api-first",
}


def prove(item: Any, account: Account | None, successes: int, failures: int) -> None:
    """Staff activate it, and so many have reported."""
    judge(item, Status.ACTIVE, account)
    Standing.objects.filter(item=item, account=account).update(
        evidence_for=successes,
        evidence_against=failures,
        lower_bound=wilson(successes, successes + failures),
    )
    Generation.objects.raise_for(Generation.Name.LIBRARY)


@pytest.fixture
def told(ours: Caller, theirs: Caller) -> Caller:
    """`ours`, with a pattern of each group and strategies of two domains."""
    edge = make_pattern(
        ours,
        "blog",
        conditions=["Data comes from outside.", "Its shape is known."],
        anti_conditions=["Files that stream"],
        code_template="const order = Order.parse(await request.json());\nsave(order);\n",
        language="typescript",
    )
    prove(edge, ours.account, 19, 1)
    sparse = make_pattern(
        theirs,
        category="error_fix",
        name="Keys of lists",
        problem="Rows keep the state of others.",
        solution="Give each row a key of its own, never its index.",
    )
    prove(sparse, None, 0, 0)
    make_pattern(
        ours,
        category="design",
        name="Quiet *tables*",
        problem="Dense tables are hard to read:\n\n# Ignore the lines\n- many borders",
        solution="Leave borders out:\n```css\ntd { border: 0 }\n```",
        conditions=["more than ten rows"],
    )
    tested = make_strategy(ours, "blog", contexts=["a bug"], anti_contexts=["a prototype"])
    prove(tested, ours.account, 11, 1)
    make_strategy(
        ours,
        domain="deployment",
        name="Canary",
        description="Let one server have it first.\nWatch it for an hour.",
    )
    return ours


def subject_of(caller: Caller, **fields: Any) -> Subject:
    project = Project.objects.get(account=caller.account, key="shop")
    return Subject(project.account_id, project, **fields)


class TestWords:
    def test_patterns(self, told: Caller) -> None:
        compare("learned_patterns", markdown(told, PATTERNS))

    def test_patterns_in_short(self, told: Caller) -> None:
        compare("learned_patterns_summary", markdown(told, PATTERNS, form="summary"))

    def test_patterns_about_the_task(self, told: Caller) -> None:
        task = "add keys to the rows of the list"
        compare(
            "learned_patterns_task",
            markdown(told, PATTERNS, task=task, limits={"learned_patterns": 1}),
        )

    def test_strategies(self, told: Caller) -> None:
        compare("strategies", markdown(told, STRATEGIES))

    def test_strategies_in_short(self, told: Caller) -> None:
        compare("strategies_summary", markdown(told, STRATEGIES, form="summary"))

    def test_none(self, ours: Caller) -> None:
        assert "Learned patterns" not in markdown(ours, PATTERNS)
        assert "Experimental" not in markdown(ours, STRATEGIES)


class TestPatterns:
    def test_own_ones_stand_in_the_tail(self, ours: Caller) -> None:
        own = make_pattern(ours)
        shared = make_pattern(ours, "blog", problem="Another")
        judge(shared, Status.ACTIVE, ours.account)
        parts = items_of(ours, PATTERNS)
        assert [item["ref"] for item in parts["stable"]] == [shared.ref]
        assert [item["ref"] for item in parts["tail"]] == [own.ref]

    def test_the_tested_are_chosen_first_and_printed_by_slug(self, ours: Caller) -> None:
        slugs = {}
        for name, successes in (("a", 0), ("b", 4), ("c", 20), ("d", 4)):
            item = make_pattern(ours, "blog", problem=f"{name} problem")
            prove(item, ours.account, successes, 0)
            slugs[name] = item.ref
        parts = items_of(ours, PATTERNS)
        assert [item["ref"] for item in parts["stable"]] == [slugs[name] for name in "bcda"]
        chosen = refs_of(ours, PATTERNS, limits={PATTERNS: 2})
        assert set(chosen) == {slugs["c"], slugs["b"]}
        assert chosen[slugs["c"]] == "proven, account"

    @pytest.mark.parametrize(
        ("language", "framework", "stands"),
        [
            ("", "", True),
            ("typescript", "react", True),
            ("javascript", "next", True),
            ("python", "", False),
            ("", "vue", False),
        ],
    )
    def test_of_the_requests_language_and_framework(
        self, ours: Caller, language: str, framework: str, stands: bool
    ) -> None:
        item = make_pattern(ours, "blog", language="typescript", framework="react")
        judge(item, Status.ACTIVE)
        asked = {"language": language, "framework": framework}
        fields = {name: value for name, value in asked.items() if value}
        assert (item.ref in refs_of(ours, PATTERNS, **fields)) is stands

    def test_what_others_languages_have_proved_takes_no_place(self, ours: Caller) -> None:
        for number in range(CANDIDATES + 1):
            item = make_pattern(ours, "blog", problem=f"{number}", language="typescript")
            prove(item, None, 5, 0)
        item = make_pattern(ours, "blog", language="python")
        judge(item, Status.ACTIVE)
        found = refs_of(ours, PATTERNS, language="python", limits={PATTERNS: 1})
        assert set(found) == {item.ref}

    def test_own_ones_that_are_everybodys_are_not_told_as_unconfirmed(self, ours: Caller) -> None:
        for number in range(CANDIDATES + 1):
            prove(make_pattern(ours, "blog", problem=f"{number}"), None, 5, 0)
        item = make_pattern(ours)
        judge(item, Status.ACTIVE)
        found = offers(subject_of(ours, limits={PATTERNS: 1}), LearnedPatterns.kind)
        assert {one.group for one in found.items if one.item == item} == {"unproven"}

    def test_nothing_of_another_account(self, ours: Caller, theirs: Caller) -> None:
        judge(make_pattern(ours), Status.ACTIVE, ours.account)
        assert refs_of(theirs, PATTERNS) == {}

    @pytest.mark.parametrize("status", [Status.INACTIVE, Status.QUARANTINED, Status.REJECTED])
    def test_nothing_that_is_withheld(self, ours: Caller, theirs: Caller, status: str) -> None:
        item = make_pattern(ours)
        judge(item, Status.ACTIVE)
        judge(item, status, ours.account)
        assert refs_of(ours, PATTERNS) == {}
        assert set(refs_of(theirs, PATTERNS)) == {item.ref}

    def test_what_is_unreliable_is_named_as_left_out(self, ours: Caller) -> None:
        item = make_pattern(ours, "blog")
        prove(item, ours.account, 3, 3)
        answer = ours.post("context/", {"project": "shop"}).json()
        assert {"ref": item.ref, "reason": "low_reliability"} in answer["omitted"]

    def test_the_stable_part_does_not_depend_on_the_task(self, ours: Caller) -> None:
        for number in range(4):
            judge(make_pattern(ours, "blog", problem=f"Checkout form {number}"), Status.ACTIVE)
        body = {"project": "shop", "sections": [PATTERNS], "limits": {PATTERNS: 3}}
        plain = ours.post("context/", body).json()
        asked = ours.post("context/", {**body, "task": "mend the checkout form"}).json()
        assert asked["stable_tokens"] == plain["stable_tokens"]
        heads = [one["markdown"].partition("## More")[0] for one in (plain, asked)]
        assert heads[0] == heads[1]
        [tail] = [part for part in asked["sections"] if part["part"] == "tail"]
        assert [item["reason"] for item in tail["items"]] == ["relevant to the task"]

    def test_what_is_about_something_else_is_no_more_than_there_is_room_for(
        self, ours: Caller
    ) -> None:
        for number in range(2):
            judge(make_pattern(ours, "blog", problem=f"Checkout form {number}"), Status.ACTIVE)
        reasons = refs_of(ours, PATTERNS, limits={PATTERNS: 2}, task="mend the header").values()
        assert sorted(reasons) == ["untested, global", "untested, global; there was room"]


class TestStrategies:
    def test_one_a_domain(self, ours: Caller) -> None:
        answer = ours.post("context/", {"project": "shop", "sections": [STRATEGIES]}).json()
        [part] = answer["sections"]
        assert [item["ref"] for item in part["items"]] == [
            "strategy:incremental",
            "strategy:soul-driven",
            "strategy:root-cause",
        ]
        assert {left["ref"] for left in answer["omitted"] if left.get("reason") == "limit"} == (
            SHIPPED
        )

    def test_the_best_known_of_a_domain(self, ours: Caller) -> None:
        item = make_strategy(ours, "blog")
        use(ours, item, *[True] * 10, project="blog")
        run_jobs()
        found = refs_of(ours, STRATEGIES)
        assert found[item.ref] == "proven, account"
        assert "strategy:incremental" not in found

    def test_one_on_trial_stands_in_the_tail_beside_the_best(self, ours: Caller) -> None:
        item = make_strategy(ours)
        parts = items_of(ours, STRATEGIES)
        assert [one["ref"] for one in parts["tail"]] == [item.ref]
        assert "strategy:incremental" in {one["ref"] for one in parts["stable"]}

    def test_what_staff_switched_off_leaves_its_place_to_the_next(self, ours: Caller) -> None:
        judge(Strategy.objects.get(slug="incremental"), Status.INACTIVE)
        assert "strategy:component-first" in refs_of(ours, STRATEGIES)

    def test_a_limit_keeps_the_best(self, ours: Caller) -> None:
        found = refs_of(ours, STRATEGIES, limits={STRATEGIES: 1}, project=None)
        assert len(found) == 1

    def test_an_outcome_of_a_context_credits_it(self, ours: Caller) -> None:
        context = ours.post("context/", {"project": "shop"}).json()["id"]
        body = {"context": context, "success": True, "evidence": "test", "event_id": "e"}
        ours.post("outcomes/", {**body, "used": ["strategy:root-cause"]})
        assert Strategy.objects.get(slug="root-cause").success_count == 1


@pytest.mark.parametrize("count", [1, 12])
def test_both_sections_take_one_query_together(
    ours: Caller,
    count: int,
    django_assert_num_queries: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for number in range(count):
        make_pattern(ours, problem=f"Problem {number}")
        make_strategy(ours, name=f"Way {number}", domain=f"domain-{number}")
    subject = subject_of(ours)
    kept_best()
    monkeypatch.setattr(snapshot, "POLL_SECONDS", 60.0)
    with django_assert_num_queries(1):
        found = [section.items(subject, 20) for section in (LearnedPatterns(), Strategies())]
    assert [len(one.items) for one in found] == [count, 3 + count]
