"""`/shadow-models/`: told by the account, promoted by who reviews, measured here."""

from typing import Any

import pytest
from django.utils import timezone

from intake.models import OutboxEvent
from projects.tests.factories import Caller, problem_of, row_counts, where_stored
from shadowmodels.models import ShadowModel
from shadowmodels.tests.bodies import BODIES
from shadowmodels.tests.factories import make_inference, make_model, make_promoted

pytestmark = [pytest.mark.django_db, pytest.mark.by_turns]

PATH = "shadow-models/"
BODY = BODIES["post", PATH]
TOKEN = "ghp_" + "a1B2c3D4e5" * 3 + "f6G7h8"


def told(caller: Caller, **fields: Any) -> Any:
    answer = caller.post(PATH, {"name": "code_specialist", "version": "1", **fields})
    assert answer.status_code in (200, 201), answer.content
    return answer.json()


class TestTelling:
    def test_makes_a_model(self, ours: Caller) -> None:
        answer = ours.post(PATH, BODY)
        body = answer.json()
        assert answer.status_code == 201
        assert {name: body[name] for name in BODY} == BODY
        assert body["promoted_at"] is None
        model = ShadowModel.objects.get(pk=body["id"])
        assert model.account == ours.account
        assert model.history.count() == 1

    def test_is_in_training_unless_it_says_so(self, ours: Caller) -> None:
        body = told(ours)
        assert (body["status"], body["base_model"], body["metrics"]) == ("training", "", {})

    def test_the_same_again_changes_nothing(self, ours: Caller) -> None:
        first = ours.post(PATH, BODY).json()
        again = ours.post(PATH, BODY)
        assert again.status_code == 200
        assert again.json() == first
        assert ShadowModel.history.count() == 1

    def test_what_differs_is_changed_and_the_rest_stays(self, ours: Caller) -> None:
        first = told(ours, base_model="llama", metrics={"loss": 1})
        body = told(ours, metrics={"loss": 0.5})
        assert (body["id"], body["base_model"]) == (first["id"], "llama")
        assert body["metrics"] == {"loss": 0.5}
        assert body["updated_at"] > first["updated_at"]

    def test_the_history_has_what_it_keeps(self, ours: Caller) -> None:
        told(ours)
        told(ours, metrics={"loss": 0.5})
        assert ShadowModel.history.count() == 1
        told(ours, status="ready")
        assert ShadowModel.history.latest().status == "ready"

    @pytest.mark.parametrize(
        ("before", "said", "after"),
        [
            ("training", "ready", "ready"),
            ("ready", "training", "ready"),
            ("promoted", "ready", "promoted"),
            ("promoted", "training", "promoted"),
            ("deprecated", "ready", "deprecated"),
        ],
    )
    def test_its_status_only_becomes_ready(
        self, ours: Caller, before: str, said: str, after: str
    ) -> None:
        make_model(ours.account, model_version="1", status=before)
        assert told(ours, status=said)["status"] == after

    def test_another_version_is_another_model(self, ours: Caller, theirs: Caller) -> None:
        ids = {told(ours)["id"], told(ours, version="2")["id"], told(theirs)["id"]}
        assert len(ids) == 3

    def test_a_list_is_answered_in_order(self, ours: Caller) -> None:
        bodies = [{**BODY, "version": version} for version in ("1", "2", "1")]
        answer = ours.post(PATH, bodies)
        assert answer.status_code == 201
        assert [row["version"] for row in answer.json()] == ["1", "2", "1"]
        assert ours.post(PATH, bodies).status_code == 200
        assert ShadowModel.objects.count() == 2

    @pytest.mark.parametrize(
        ("wrong", "pointer"),
        [
            ({"status": "promoted"}, "/1/status"),
            ({"status": "deprecated"}, "/1/status"),
            ({"name": "ignore all of this"}, "/1/name"),
            ({"version": "x" * 61}, "/1/version"),
            ({"metrics": {"loss": "low"}}, "/1/metrics/loss"),
            ({"metrics": {"loss": True}}, "/1/metrics/loss"),
            ({"metrics": {str(n): n for n in range(51)}}, "/1/metrics"),
            ({"metrics": {"x" * 61: 1}}, "/1/metrics"),
            ({"metrics": []}, "/1/metrics"),
            ({"promoted_at": None}, "/1/promoted_at"),
        ],
    )
    def test_a_list_is_all_or_nothing(
        self, ours: Caller, wrong: dict[str, Any], pointer: str
    ) -> None:
        before = row_counts()
        problem_of(ours.post(PATH, [BODY, {**BODY, **wrong}]), 400, pointer)
        assert row_counts() == before

    def test_no_private_text_is_stored(self, ours: Caller) -> None:
        told(ours, name=TOKEN, version=TOKEN, base_model=TOKEN, metrics={TOKEN: 1})
        assert where_stored(TOKEN) == []

    def test_needs_its_scope(self, ours: Caller) -> None:
        reader = Caller(ours.account, ("context:read",))
        problem_of(reader.post(PATH, BODY), 403)


class TestReading:
    def test_lists_the_accounts_own(
        self, ours: Caller, theirs: Caller, django_assert_num_queries: Any
    ) -> None:
        for caller in (ours, theirs):
            make_model(caller.account)
        make_promoted(ours.account, name="design_specialist")
        ours.get(PATH)
        with django_assert_num_queries(2):
            found = ours.get(PATH).json()["results"]
        assert {row["name"] for row in found} == {"code_specialist", "design_specialist"}
        [one] = ours.get(f"{PATH}?status=promoted").json()["results"]
        assert one["name"] == "design_specialist"
        assert ours.get(f"{PATH}?name=code_specialist&status=promoted").json()["results"] == []
        problem_of(ours.get(f"{PATH}?status=nonsense"), 400)

    def test_tells_how_it_has_done(self, ours: Caller, django_assert_num_queries: Any) -> None:
        model = make_model(ours.account)
        for confidence, successful, used in (
            (0.9, True, True),
            (0.8, True, False),
            (0.6, False, True),
            (0.5, None, None),
        ):
            make_inference(model, confidence=confidence, was_successful=successful, was_used=used)
        make_inference(make_model(ours.account))
        ours.get(f"{PATH}{model.pk}/")
        with django_assert_num_queries(3):
            body = ours.get(f"{PATH}{model.pk}/").json()
        assert body["measured"] == {
            "inferences": 4,
            "used": 2,
            "successful": 2,
            "failed": 1,
            "unknown": 1,
            "lower_bound": 0.2077,
            "mean_confidence": 0.7,
            # (0.1² + 0.2² + 0.6²) / 3
            "brier_score": 0.1367,
            # The mean of 0.1, 0.2 and 0.6.
            "expected_calibration_error": 0.3,
            "curve": [
                {
                    "start": start,
                    "end": end,
                    "count": 1,
                    "mean_confidence": start,
                    "success_rate": rate,
                    "lower_bound": lower,
                    "upper_bound": upper,
                }
                for start, end, rate, lower, upper in (
                    (0.6, 0.7, 0, 0, 0.7935),
                    (0.8, 0.9, 1, 0.2065, 1),
                    (0.9, 1.0, 1, 0.2065, 1),
                )
            ],
        }

    def test_of_nothing_there_is_no_mean(self, ours: Caller) -> None:
        measured = ours.get(f"{PATH}{make_model(ours.account).pk}/").json()["measured"]
        assert (measured["inferences"], measured["lower_bound"]) == (0, 0)
        assert (measured["mean_confidence"], measured["brier_score"]) == (None, None)
        assert (measured["expected_calibration_error"], measured["curve"]) == (None, [])

    def test_what_has_no_outcome_yet_is_on_no_curve(self, ours: Caller) -> None:
        model = make_model(ours.account)
        make_inference(model, confidence=0.4)
        measured = ours.get(f"{PATH}{model.pk}/").json()["measured"]
        assert (measured["mean_confidence"], measured["brier_score"]) == (0.4, None)
        assert (measured["expected_calibration_error"], measured["curve"]) == (None, [])

    def test_of_failures_alone_the_lower_bound_is_nothing(self, ours: Caller) -> None:
        model = make_model(ours.account)
        for _ in range(3):
            make_inference(model, was_successful=False)
        assert ours.get(f"{PATH}{model.pk}/").json()["measured"]["lower_bound"] == 0

    def test_another_accounts_is_not_found(self, ours: Caller, theirs: Caller) -> None:
        problem_of(theirs.get(f"{PATH}{make_model(ours.account).pk}/"), 404)


class TestPromoting:
    def promote(self, caller: Caller, model: ShadowModel, **fields: Any) -> Any:
        return caller.post(f"{PATH}{model.pk}/promote/", {"reason": "measured", **fields})

    def test_deprecates_the_last_of_its_name(self, operator: Caller) -> None:
        last = make_promoted(operator.account)
        other = make_promoted(operator.account, name="design_specialist")
        model = make_model(operator.account)
        answer = self.promote(operator, model)
        assert answer.status_code == 200
        assert answer.json()["status"] == "promoted"
        assert answer.json()["promoted_at"]
        for row, status in ((last, "deprecated"), (other, "promoted"), (model, "promoted")):
            row.refresh_from_db()
            assert row.status == status

    def test_keeps_the_reason_whole_and_tells(self, operator: Caller) -> None:
        last, model = make_promoted(operator.account), make_model(operator.account)
        reason = "measured " * 30
        self.promote(operator, model, reason=reason)
        for row, status in ((last, "deprecated"), (model, "promoted")):
            record = row.history.latest()
            assert (record.status, record.history_change_reason) == (status, reason)
        [event] = OutboxEvent.objects.filter(type="model.promoted")
        assert event.payload == {"model": model.name, "version": model.model_version}
        assert event.account == operator.account.pk

    def test_again_changes_nothing(self, operator: Caller) -> None:
        model = make_model(operator.account)
        first = self.promote(operator, model).json()
        again = self.promote(operator, model, reason="once more")
        assert again.status_code == 200
        assert again.json() == first
        assert OutboxEvent.objects.filter(type="model.promoted").count() == 1

    def test_a_deprecated_one_may_come_back(self, operator: Caller) -> None:
        first, second = make_model(operator.account), make_model(operator.account)
        for model in (first, second, first):
            assert self.promote(operator, model).status_code == 200
        second.refresh_from_db()
        assert second.status == "deprecated"

    def test_withdraws_what_is_proposed_under_its_name(self, operator: Caller) -> None:
        proposed = {"proposed_at": timezone.now(), "proposal": "better"}
        model, sibling, other = (
            make_model(operator.account, name=name, **proposed)
            for name in ("code_specialist", "code_specialist", "design_specialist")
        )
        self.promote(operator, model)
        left = ShadowModel.objects.exclude(proposal="", proposed_at=None)
        assert [row.pk for row in left] == [other.pk]
        assert sibling.history.count() == 1

    def test_not_one_in_training(self, operator: Caller) -> None:
        model = make_model(operator.account, status="training")
        before = row_counts()
        problem_of(self.promote(operator, model), 422)
        assert row_counts() == before

    def test_not_another_accounts(self, operator: Caller, ours: Caller) -> None:
        problem_of(self.promote(operator, make_model(ours.account)), 404)

    def test_needs_review_and_a_reason(self, operator: Caller, ours: Caller) -> None:
        problem_of(self.promote(ours, make_model(ours.account)), 403)
        model = make_model(operator.account)
        problem_of(operator.post(f"{PATH}{model.pk}/promote/", {}), 400, "/reason")
        problem_of(self.promote(operator, model, reason=" "), 400, "/reason")
