"""What interactions show of a user: the rules, and that it equals a full recount at any time."""

from collections import Counter, defaultdict
from random import Random
from typing import Any

import pytest

from context.evidence import wilson
from intake.jobs import jobs
from learning import observing
from learning.models import Interaction
from learning.tests.factories import INTERACTION, INTERACTIONS, told
from projects.models import Project, UserPreference
from projects.tests.factories import Caller

pytestmark = pytest.mark.django_db

GOOD, BAD = {"accepted"}, {"rejected", "retried", "abandoned", "undone"}


def did(caller: Caller, *actions: str, **fields: Any) -> None:
    """These things, in order; `rated 4` is a rating."""
    bodies = []
    for action in actions:
        name, _, rating = action.partition(" ")
        bodies.append(INTERACTION | {"action": name} | fields)
        if rating:
            bodies[-1]["rating"] = int(rating)
    told(caller, INTERACTIONS, bodies)


def observe() -> Any:
    return jobs()["observe"]()


def preference(caller: Caller, user: str = "u-7") -> UserPreference:
    return UserPreference.objects.get(user__account=caller.account, user__key=user)


def observed(caller: Caller, user: str = "u-7") -> Any:
    observe()
    row = UserPreference.objects.filter(user__account=caller.account, user__key=user).first()
    return row.observed if row else []


class TestWhatShows:
    def test_fewer_than_five_events_show_nothing(self, ours: Caller) -> None:
        did(ours, *["accepted"] * 4)
        assert observed(ours) == []
        assert not UserPreference.objects.exists()
        did(ours, "accepted")
        assert observed(ours) == [
            {"task": "component", "events": 5, "rate": 1.0, "model": "", "modifications": []}
        ]

    @pytest.mark.parametrize(
        ("actions", "rate"),
        [
            (["accepted", "rated 5", "rated 4", "accepted", "accepted"], 1.0),
            (["rejected", "retried", "abandoned", "undone", "rated 1", "rated 2"], 0.0),
            (["edited", "rated 3", "edited", "edited", "edited", "edited"], 0.5),
            (["accepted", "rejected", "edited", "accepted"] * 2, 0.625),
        ],
    )
    def test_the_rate_of_success(self, ours: Caller, actions: list[str], rate: float) -> None:
        did(ours, *actions)
        assert observed(ours)[0]["rate"] == rate

    def test_the_best_model_is_the_surest(self, ours: Caller) -> None:
        did(ours, *["accepted"] * 4, model="too-few")
        did(ours, *["accepted"] * 5, model="small")
        did(ours, *["accepted"] * 30, "rejected", model="large")
        did(ours, *["rejected"] * 6, model="bad")
        assert observed(ours)[0]["model"] == "large"

    def test_a_model_that_never_succeeded_is_not_the_best(self, ours: Caller) -> None:
        did(ours, *["rejected"] * 6, model="bad")
        assert observed(ours)[0]["model"] == ""

    def test_modifications_made_at_least_twice_commonest_first(self, ours: Caller) -> None:
        for word, times in (("once", 1), ("b", 2), ("a", 2), ("often", 5), ("c", 2)):
            did(ours, *["edited"] * times, modification=word)
        assert observed(ours)[0]["modifications"] == ["often", "a", "b"]

    def test_tasks_and_users_and_accounts_apart(self, ours: Caller, theirs: Caller) -> None:
        did(ours, *["accepted"] * 6, task="api")
        did(ours, *["rejected"] * 5)
        did(ours, *["edited"] * 5, user="u-8")
        did(theirs, *["accepted"] * 5)
        assert [(one["task"], one["rate"]) for one in observed(ours)] == [
            ("api", 1.0),
            ("component", 0.0),
        ]
        assert observed(ours, "u-8")[0]["rate"] == 0.5
        assert observed(theirs)[0]["rate"] == 1.0

    def test_only_the_commonest_tasks(self, ours: Caller) -> None:
        for number in range(observing.MOST_TASKS + 1):
            did(ours, *["accepted"] * (5 + number), task=f"t-{number}")
        tasks = [one["task"] for one in observed(ours)]
        assert tasks == [f"t-{number}" for number in range(observing.MOST_TASKS, 0, -1)]


class TestJob:
    def test_tells_what_it_counted_and_is_due_no_more(self, ours: Caller) -> None:
        did(ours, *["accepted"] * 5)
        did(ours, "accepted", user="u-8")
        assert observe() == {"interactions": 6, "users": 2, "changed": 1}
        assert not observing.is_due()
        assert not Interaction.objects.uncounted().exists()

    def test_a_dry_run_writes_nothing(self, ours: Caller) -> None:
        did(ours, *["accepted"] * 5)
        assert jobs()["observe"](dry_run=True) == {"interactions": 5, "users": 1}
        assert observing.is_due()
        assert not UserPreference.objects.exists()

    def test_in_batches(self, ours: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(observing, "BATCH", 4)
        did(ours, *["accepted"] * 6, *["rejected"] * 3)
        assert observed(ours)[0]["events"] == 9

    def test_the_version_rises_when_something_else_is_said(self, ours: Caller) -> None:
        ours.put("projects/shop/", {"user": "u-7"})
        shop = Project.objects.filter(account=ours.account, key="shop")
        did(ours, *["accepted"] * 5)
        observe()
        version, state = preference(ours).version, shop.get().state_generation
        did(ours, "accepted")
        observe()
        assert preference(ours).observed[0]["events"] == 6
        assert (preference(ours).version, shop.get().state_generation) == (version, state)
        did(ours, *["rejected"] * 3)
        observe()
        assert (preference(ours).version, shop.get().state_generation) == (version + 1, state + 1)

    def test_what_the_user_set_stays(self, ours: Caller) -> None:
        did(ours, "accepted")
        user = Interaction.objects.get().user
        row = UserPreference.objects.create(user=user, preferred_model="m", version=7)
        did(ours, *["accepted"] * 5)
        observe()
        now = preference(ours)
        assert (now.preferred_model, now.version, now.updated_at) == ("m", 8, row.updated_at)

    def test_queries_do_not_grow_with_the_users(
        self, ours: Caller, django_assert_max_num_queries: Any
    ) -> None:
        for number in range(8):
            did(ours, *["accepted"] * 5, user=f"u-{number}")
        with django_assert_max_num_queries(30):
            assert observe()["changed"] == 8


class TestErasing:
    def test_leads_to_a_recount(self, ours: Caller) -> None:
        did(ours, *["accepted"] * 5, project="shop")
        did(ours, *["rejected"] * 5, project="blog")
        did(ours, *["edited"] * 5)
        assert observed(ours)[0]["events"] == 15
        ours.delete("projects/shop/")
        assert observing.is_due()
        assert [(one["events"], one["rate"]) for one in observed(ours)] == [(10, 0.25)]

    def test_of_all_that_a_user_did_leaves_nothing_at_once(self, ours: Caller) -> None:
        ours.put("projects/blog/", {"user": "u-7"})
        did(ours, *["accepted"] * 5, project="shop")
        observe()
        version = preference(ours).version
        state = Project.objects.get(account=ours.account, key="blog").state_generation
        ours.delete("projects/shop/")
        assert (preference(ours).observed, preference(ours).version) == ([], version + 1)
        blog = Project.objects.get(account=ours.account, key="blog")
        assert blog.state_generation == state + 1

    def test_leaves_others_alone(self, ours: Caller, theirs: Caller) -> None:
        did(ours, *["accepted"] * 5, project="shop")
        did(ours, *["accepted"] * 5, project="blog", user="u-8")
        did(theirs, *["accepted"] * 5, project="shop")
        observe()
        ours.delete("projects/shop/")
        assert not observing.is_due()
        assert observed(ours, "u-8")
        assert observed(theirs)


def recounted(rows: Any) -> Any:
    """The same by other means: of one user's interactions, one after the other."""
    tasks: dict[str, list[Any]] = defaultdict(list)
    for row in rows:
        tasks[row.task].append(row)
    found: list[dict[str, Any]] = []
    for task, events in tasks.items():
        if len(events) < 5:
            continue
        models: dict[str, list[float]] = defaultdict(list)
        for row in events:
            models[row.model].append(worth(row))
        surest = {
            model: wilson(int(sum(worths)), len(worths))
            for model, worths in models.items()
            if model and len(worths) >= 5 and int(sum(worths))
        }
        words = Counter(row.modification for row in events if row.modification)
        common = sorted((word for word, n in words.items() if n > 1), key=lambda w: (-words[w], w))
        found.append(
            {
                "task": task,
                "events": len(events),
                "rate": round(sum(map(worth, events)) / len(events), 3),
                "model": min(surest, key=lambda model: (-surest[model], model), default=""),
                "modifications": common[:3],
            }
        )
    return sorted(found, key=lambda one: (-one["events"], one["task"]))[: observing.MOST_TASKS]


def worth(row: Interaction) -> float:
    if row.action == "rated":
        assert row.rating is not None
        return {4: 1.0, 5: 1.0, 3: 0.5}.get(row.rating, 0.0)
    return 1.0 if row.action in GOOD else 0.0 if row.action in BAD else 0.5


def test_it_equals_a_full_recount(ours: Caller) -> None:
    random = Random(7)
    actions = [*Interaction.Action.values, *(f"rated {n}" for n in range(1, 6))]
    actions.remove("rated")
    for _ in range(3):
        bodies = []
        for _ in range(100):
            name, _, rating = random.choice(actions).partition(" ")
            bodies.append(
                INTERACTION
                | {
                    "action": name,
                    "user": random.choice(["u-1", "u-2"]),
                    "project": random.choice([None, "shop", "blog"]),
                    "task": random.choice(["api", "component", "page", "test"]),
                    "model": random.choice(["", "model-a", "model-b", "model-c"]),
                    "modification": random.choice(["", "", "renamed", "restyled", "moved", "x"]),
                }
                | ({"rating": int(rating)} if rating else {})
            )
        told(ours, INTERACTIONS, bodies)
        observe()
    for user in ("u-1", "u-2"):
        assert observed(ours, user) == recounted(Interaction.objects.filter(user__key=user))
    ours.delete("projects/blog/")
    for user in ("u-1", "u-2"):
        assert observed(ours, user) == recounted(Interaction.objects.filter(user__key=user))
