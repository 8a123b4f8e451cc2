"""Which versions are proposed for promotion by a cycle, and when they no longer are."""

from collections import Counter
from typing import Any

import pytest
from django.db import transaction
from django.db.utils import IntegrityError

from intake.models import OutboxEvent
from projects.models import Account
from projects.tests.factories import make_account
from shadowmodels import steps
from shadowmodels.models import ShadowModel
from shadowmodels.steps import Calibrating
from shadowmodels.tests.factories import make_model, make_outcomes, make_promoted, promote

pytestmark = pytest.mark.django_db


def calibrate(cursor: str | None = "") -> dict[str, int]:
    """All batches of the step from this cursor on."""
    step, total = Calibrating(), Counter[str]()
    while cursor is not None:
        cursor, counts = one_batch(step, cursor)
        total.update(counts)
    return dict(total)


def one_batch(step: Calibrating, cursor: str) -> tuple[str | None, Any]:
    plan = step.plan(1, cursor)
    with transaction.atomic():
        batch = step.batch(1, cursor, plan)
    return batch.cursor, batch.counts


def proposed() -> set[ShadowModel]:
    return set(ShadowModel.objects.proposed())


@pytest.fixture
def account() -> Account:
    return make_account()


class TestWhereNothingIsPromoted:
    def test_a_version_that_is_rather_right_than_wrong(self, account: Account) -> None:
        model = make_model(account)
        make_outcomes(model, 9, 1)
        assert calibrate() == {"models": 1, "proposed": 1, "withdrawn": 0}
        model.refresh_from_db()
        assert model.status == "ready"
        assert model.proposal == (
            "The lower bound of its success is 0.596 (9 of 10 outcomes successful); nothing is "
            "promoted under this name, where more than 0.5 is asked for."
        )

    @pytest.mark.parametrize(
        ("successes", "failures"), [(9, 0), (8, 2), (12, 6), (0, 10), (1, 0), (0, 0)]
    )
    def test_not_on_less(self, account: Account, successes: int, failures: int) -> None:
        """Too few outcomes, however good; or 8 of 10, whose lower bound is 0.490."""
        make_outcomes(make_model(account), successes, failures)
        assert calibrate() == {"models": 1, "proposed": 0, "withdrawn": 0}

    @pytest.mark.parametrize("evidence", ["tool", ""])
    def test_not_on_tools_alone(self, account: Account, evidence: str) -> None:
        model = make_model(account)
        make_outcomes(model, 20, evidence=evidence)
        make_outcomes(model, 0, 1, evidence="human")
        assert calibrate()["proposed"] == 0
        make_outcomes(model, 1, evidence="build")
        assert calibrate()["proposed"] == 1

    @pytest.mark.parametrize("status", ["training", "deprecated"])
    def test_only_what_is_ready(self, account: Account, status: str) -> None:
        make_outcomes(make_model(account, status=status), 20)
        assert calibrate() == {"models": 0, "proposed": 0, "withdrawn": 0}


class TestAgainstThePromoted:
    def test_the_better(self, account: Account) -> None:
        last, model = make_promoted(account, model_version="v1"), make_model(account)
        make_outcomes(last, 10, 10)
        make_outcomes(model, 18, 2)
        assert calibrate() == {"models": 2, "proposed": 1, "withdrawn": 0}
        model.refresh_from_db()
        assert model.proposal == (
            "The lower bound of its success is 0.699 (18 of 20 outcomes successful); that of v1, "
            "promoted now, is 0.299 (10 of 20 outcomes successful)."
        )

    def test_though_it_is_rather_wrong(self, account: Account) -> None:
        make_outcomes(make_promoted(account), 1, 19)
        make_outcomes(make_model(account), 10, 10)
        assert calibrate()["proposed"] == 1

    def test_not_its_equal(self, account: Account) -> None:
        for model in (make_promoted(account), make_model(account)):
            make_outcomes(model, 18, 2)
        assert calibrate() == {"models": 2, "proposed": 0, "withdrawn": 0}

    def test_not_a_better_rate_on_less(self, account: Account) -> None:
        make_outcomes(make_promoted(account), 90, 10)
        make_outcomes(make_model(account), 10)
        assert calibrate()["proposed"] == 0

    def test_of_its_own_account_and_name(self, account: Account) -> None:
        make_outcomes(make_promoted(account, name="design_specialist"), 20)
        make_outcomes(make_promoted(make_account()), 20)
        model = make_model(account)
        make_outcomes(model, 9, 1)
        calibrate()
        assert proposed() == {model}

    def test_only_the_best(self, account: Account) -> None:
        best, good = make_model(account), make_model(account)
        make_outcomes(best, 20)
        make_outcomes(good, 19, 1)
        calibrate()
        assert proposed() == {best}

    def test_of_equals_the_newest(self, account: Account) -> None:
        versions = [make_model(account) for _ in range(3)]
        for model in versions:
            make_outcomes(model, 10)
        calibrate()
        assert proposed() == {versions[-1]}

    def test_the_best_of_those_of_which_enough_is_known(self, account: Account) -> None:
        unproven, model = make_model(account), make_model(account)
        make_outcomes(unproven, 50, evidence="tool")
        make_outcomes(model, 10)
        calibrate()
        assert proposed() == {model}


class TestProposals:
    def test_are_made_once(self, account: Account, django_assert_num_queries: Any) -> None:
        make_outcomes(make_model(account), 10)
        calibrate()
        before = list(ShadowModel.objects.values_list())
        # The names, what is known of them, their rows; and a savepoint, begun and released.
        with django_assert_num_queries(5):
            assert calibrate() == {"models": 1, "proposed": 0, "withdrawn": 0}
        assert list(ShadowModel.objects.values_list()) == before
        assert not OutboxEvent.objects.exists()
        assert ShadowModel.history.count() == 1

    def test_tell_later_figures(self, account: Account) -> None:
        model = make_model(account)
        make_outcomes(model, 10)
        calibrate()
        first = ShadowModel.objects.get()
        make_outcomes(model, 1)
        assert calibrate() == {"models": 1, "proposed": 0, "withdrawn": 0}
        again = ShadowModel.objects.get()
        assert "11 of 11" in again.proposal
        assert (again.proposed_at, again.updated_at) == (first.proposed_at, first.updated_at)

    def test_are_withdrawn_by_failures(self, account: Account) -> None:
        model = make_model(account)
        make_outcomes(model, 10)
        calibrate()
        make_outcomes(model, 0, 10)
        assert calibrate() == {"models": 1, "proposed": 0, "withdrawn": 1}
        model.refresh_from_db()
        assert (model.proposed_at, model.proposal) == (None, "")

    def test_pass_to_what_is_better_yet(self, account: Account) -> None:
        first, second = make_model(account), make_model(account)
        make_outcomes(first, 10)
        calibrate()
        make_outcomes(second, 11)
        assert calibrate() == {"models": 2, "proposed": 1, "withdrawn": 1}
        assert proposed() == {second}

    def test_end_with_the_promotion(self, account: Account) -> None:
        model = make_model(account)
        make_outcomes(model, 10)
        calibrate()
        assert promote(model)
        assert (model.proposed_at, model.proposal) == (None, "")
        assert calibrate() == {"models": 0, "proposed": 0, "withdrawn": 0}

    def test_are_of_ready_versions(self, account: Account) -> None:
        make_outcomes(make_model(account), 10)
        calibrate()
        with pytest.raises(IntegrityError), transaction.atomic():
            ShadowModel.objects.update(status="deprecated")


class TestBatches:
    @pytest.fixture
    def names(self, account: Account, monkeypatch: pytest.MonkeyPatch) -> list[ShadowModel]:
        monkeypatch.setattr(steps, "BATCH", 2)
        told = [(account, "a/b c"), (account, "b"), (make_account(), "a"), (make_account(), "a")]
        models = [make_model(whose, name=name) for whose, name in told]
        for model in models:
            make_outcomes(model, 10)
        return models

    def test_reach_every_name_once(self, names: list[ShadowModel]) -> None:
        assert calibrate() == {"models": 4, "proposed": 4, "withdrawn": 0}
        assert proposed() == set(names)

    def test_go_on_where_they_were(self, names: list[ShadowModel]) -> None:
        """The process is killed after its first batch, and another goes on."""
        cursor, counts = one_batch(Calibrating(), "")
        assert counts["models"] == 2
        assert calibrate(cursor) == {"models": 2, "proposed": 2, "withdrawn": 0}
        assert proposed() == set(names)

    def test_ask_as_much_of_many_as_of_one(
        self, account: Account, django_assert_num_queries: Any
    ) -> None:
        for number in range(5):
            for _ in range(2):
                make_outcomes(make_model(account, name=f"specialist-{number}"), 10)
        with django_assert_num_queries(6):
            assert calibrate() == {"models": 10, "proposed": 5, "withdrawn": 0}

    def test_bear_what_changes_meanwhile(self, account: Account) -> None:
        """One is promoted and another gone, after they were measured."""
        gone, chosen, waiting = (make_model(account) for _ in range(3))
        for model in (gone, chosen, waiting):
            make_outcomes(model, 20)
        step = Calibrating()
        plan = step.plan(1, "")
        promote(chosen)
        gone.delete()
        with transaction.atomic():
            assert step.batch(1, "", plan).counts["proposed"] == 0

    def test_leave_a_name_whose_promoted_version_they_did_not_measure(
        self, account: Account
    ) -> None:
        returning, model = make_model(account, status="deprecated"), make_model(account)
        make_outcomes(model, 10)
        step = Calibrating()
        plan = step.plan(1, "")
        promote(returning)
        with transaction.atomic():
            assert step.batch(1, "", plan).counts["proposed"] == 0
        assert calibrate()["proposed"] == 1

    def test_a_dry_run_says_what_they_would_do(self, names: list[ShadowModel]) -> None:
        assert Calibrating().pending() == {"models": 4, "proposed": 4, "withdrawn": 0}
        assert proposed() == set()
        assert calibrate() == {"models": 4, "proposed": 4, "withdrawn": 0}
        assert Calibrating().pending() == {"models": 4, "proposed": 0, "withdrawn": 0}
