"""While the kill switch is on, nothing that was learned is in any context, match or choice; what is
shipped is, and what the project told of itself.
"""

from typing import Any

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from config.tests.rows import fill_tables
from context import killswitch, snapshot
from context.models import BuildItem, KillSwitch, LearnedItem, Standing, Status
from errorpatterns.models import ErrorPattern
from learning.models import Strategy
from projects.models import Account, UserPreference
from projects.tests.factories import Caller, client_of, make_account, make_project
from projects.tests.staff import client_of as browser_of
from projects.tests.staff import person, staff
from shadowmodels.models import ShadowInference

pytestmark = [pytest.mark.django_db, pytest.mark.by_turns]

TURN = "admin:context_killswitch_turn"
MESSAGE = "Part 3 is out of place"
BUILT_IN = {"message": "Cannot find module 'zod'", "tool": "tsc", "code": "TS2307"}


def turn(is_off: bool, reason: str = "a lesson was poisoned") -> None:
    assert killswitch.turn(is_off=is_off, reason=reason)


def served(account: Account) -> set[str]:
    """What of a context, a match and a choice was learned."""
    client = client_of(account)
    body = {"project": "shop", "errors": [{"message": MESSAGE}], "max_tokens": 100_000}
    context = client.post("/api/v1/context/", body, format="json").json()
    refs = {item["ref"] for part in context["sections"] for item in part["items"]}
    asked = {"project": "shop", "errors": [{"message": MESSAGE}, BUILT_IN]}
    answer = client.post("/api/v1/error-patterns/match/", asked, format="json").json()
    for result in answer["results"]:
        refs |= {f"error_pattern:{match['pattern']['slug']}" for match in result["matches"]}
    return {ref for ref in refs if is_learned(ref)}


def is_learned(ref: str) -> bool:
    kind, _, slug = ref.partition(":")
    if kind in ("shadow_inference", "interaction_pattern"):
        return True
    return LearnedItem.objects.filter(kind=kind, slug=slug, is_built_in=False).exists()


@pytest.fixture
def account() -> Account:
    account = make_account()
    project = make_project(account, key="shop")
    fill_tables(project, 12)
    user = account.users.create(key="ada")
    project.user = user
    project.save()
    observed = [{"task": "forms", "events": 9, "rate": 0.9, "model": "m", "modifications": []}]
    UserPreference.objects.create(user=user, observed=observed)
    return account


class TestServing:
    def test_nothing_learned_is_served_until_it_is_on_again(self, account: Account) -> None:
        before = served(account)
        kinds = {ref.partition(":")[0] for ref in before}
        assert kinds >= {"error_pattern", "learned_pattern", "strategy", "proven_fix"}
        assert ShadowInference.objects.exists()
        assert "shadow_inference" in kinds
        turn(True)
        assert served(account) == set()
        turn(False, "it is mended")
        assert served(account) == before

    def test_what_is_shipped_is_served_on(self, account: Account) -> None:
        turn(True)
        client = client_of(account)
        body = {"project": "shop", "errors": [BUILT_IN]}
        [result] = client.post("/api/v1/error-patterns/match/", body, format="json").json()[
            "results"
        ]
        assert result["matches"]
        context = client.get("/api/v1/context/?project=shop&max_tokens=100000").json()
        kinds = {
            item["ref"].split(":")[0] for part in context["sections"] for item in part["items"]
        }
        assert {"error_pattern", "strategy", "anti_slop_rule"} <= kinds
        assert {"incident", "project_rule", "judgment"} <= kinds

    def test_no_strategy_that_was_learned_is_chosen(self, account: Account) -> None:
        Strategy.objects.filter(is_built_in=True).delete()
        client = client_of(account)
        domain = Strategy.objects.values_list("domain", flat=True).first()
        asked = {"project": "shop", "domain": domain, "contexts": ["x"]}
        assert client.post("/api/v1/strategies/select/", asked, format="json").status_code == 200
        turn(True)
        snapshot.look()  # as every process does within a second
        assert client.post("/api/v1/strategies/select/", asked, format="json").status_code == 422

    @settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(data=st.data())
    def test_however_the_items_stand(self, account: Account, data: Any) -> None:
        """Before everybody and the account, active, flagged or not there at all."""
        statuses = st.sampled_from([*Status.values, None])
        for item in LearnedItem.objects.filter(is_built_in=False).order_by("pk")[:8]:
            Standing.objects.filter(item=item).delete()
            for whose in (None, account):
                if status := data.draw(statuses):
                    Standing.objects.create(item=item, account=whose, status=status)
        for name in data.draw(st.permutations(["off", "on", "off"])):
            killswitch.turn(is_off=name == "off", reason="r")
            if name == "off":
                assert served(account) == set()
        killswitch.turn(is_off=True, reason="r")
        assert served(account) == set()


class TestTelling:
    def test_status_says_since_when_and_why(self, account: Account) -> None:
        caller = Caller(account)
        assert caller.get("pipeline/status/").json()["learned_off"] is None
        turn(True)
        status = caller.get("pipeline/status/").json()
        assert status["learned_off"]["reason"] == "a lesson was poisoned"
        assert status["learned_off"]["since"].startswith(f"{KillSwitch.objects.get().at:%Y-%m-%d}")
        assert any("a lesson was poisoned" in warning for warning in status["warnings"])
        turn(False)
        assert caller.get("pipeline/status/").json()["learned_off"] is None

    @pytest.mark.parametrize("role", ["viewer", "curator", "admin"])
    def test_each_page_of_staff_says_so(self, role: str) -> None:
        client = staff(role)
        pages = [
            reverse(f"admin:{name}")
            for name in (
                "index",
                "errorpatterns_errorpattern_changelist",
                "context_killswitch_changelist",
            )
        ]
        pages.append(
            reverse(
                "admin:errorpatterns_errorpattern_change",
                args=[ErrorPattern.objects.values_list("pk", flat=True)[0]],
            )
        )
        turn(True, "<b>why</b>")
        for page in pages:
            html = client.get(page).content.decode()
            assert 'id="learned-off"' in html, page
            assert "&lt;b&gt;why" in html
            assert (reverse(TURN) in html) == (role == "admin")
        turn(False)
        assert all('id="learned-off"' not in client.get(page).content.decode() for page in pages)


class TestTurning:
    def test_needs_an_admin_and_a_reason(self) -> None:
        for role in ("viewer", "curator"):
            answer = staff(role).post(reverse(TURN), {"confirmed": "yes", "reason": "r"})
            assert answer.status_code == 403
        admin = browser_of(person("admin", "ada"))
        page = admin.get(reverse(TURN))
        assert "told to every account" in page.content.decode()
        admin.post(reverse(TURN), {"confirmed": "yes", "reason": " ", "off": "True"})
        assert not KillSwitch.objects.exists()
        html = admin.get(reverse("admin:context_killswitch_changelist")).content.decode()
        assert "Learned content is on" in html
        admin.post(reverse(TURN), {"confirmed": "yes", "reason": "it is poisoned", "off": "True"})
        [row] = KillSwitch.objects.all()
        assert (row.is_off, row.reason, str(row.by)) == (True, "it is poisoned", "ada")
        html = admin.get(reverse("admin:context_killswitch_changelist")).content.decode()
        assert "it is poisoned" in html

    def test_what_the_page_asked_is_done_though_somebody_was_quicker(self) -> None:
        admin = staff("admin")
        turn(True)
        page = admin.post(
            reverse(TURN), {"confirmed": "yes", "reason": "r", "off": "True"}, follow=True
        )
        assert "somebody was quicker" in page.content.decode()
        assert [row.is_off for row in KillSwitch.objects.all()] == [True]
        admin.post(reverse(TURN), {"confirmed": "yes", "reason": "r", "off": "False"})
        assert [row.is_off for row in KillSwitch.objects.all()] == [False, True]

    def test_a_switch_that_nobody_turned_costs_no_query(
        self, account: Account, django_assert_num_queries: Any
    ) -> None:
        killswitch.is_off()
        with django_assert_num_queries(0):
            assert not killswitch.is_off()
        assert not BuildItem.objects.exists()
