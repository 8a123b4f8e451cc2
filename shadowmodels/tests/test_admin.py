"""Specialists in the admin: who may promote, what is measured, and what no page shows."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from django.urls import reverse

from intake.models import OutboxEvent
from projects.tests.factories import make_account, make_project
from projects.tests.staff import staff
from shadowmodels.models import ShadowModel
from shadowmodels.tests.factories import make_inference, make_model, make_promoted, promote

pytestmark = [pytest.mark.django_db, pytest.mark.by_turns]

MODELS = "admin:shadowmodels_shadowmodel"
INFERENCES = "admin:shadowmodels_shadowinference"
PROPOSED: dict[str, Any] = {
    "proposed_at": datetime(2026, 11, 3, 10, 30, tzinfo=UTC),
    "proposal": "The lower bound of its success is 0.596.",
}
YES = {"confirmed": "yes", "reason": "measured"}


def page_of(name: str, row: Any = None) -> str:
    return reverse(name, args=[row.pk] if row else [])


def figures_of(text: str) -> list[str]:
    return re.findall(r"<figure.*?</figure>", text, re.DOTALL)


class TestHome:
    def test_tells_what_is_proposed_for_promotion(self) -> None:
        viewer, account = staff("viewer"), make_account()
        make_model(account, name="other")
        assert "better than what is promoted" not in viewer.get("/admin/").content.decode()
        ShadowModel.objects.filter(pk=make_model(account).pk).update(**PROPOSED)
        lines = viewer.get("/admin/").context["home"]["lines"]
        [line] = [line for line in lines if "shadow model" in line.text]
        assert line.text == "1 shadow model is better than what is promoted, by what was measured"
        assert line.since == PROPOSED["proposed_at"]
        [listed] = viewer.get(line.url).context["cl"].result_list
        assert listed.proposal == PROPOSED["proposal"]


class TestPromoting:
    def test_asks_why_first(self) -> None:
        model = make_model(make_account(name="acme"))
        curator = staff("curator")
        page = curator.get(page_of(f"{MODELS}_promote", model))
        assert "becomes deprecated" in page.content.decode()
        assert (
            curator.post(page_of(f"{MODELS}_promote", model), {"confirmed": "yes"})
            .context["form"]
            .errors
        )
        model.refresh_from_db()
        assert model.status == "ready"

    def test_any_accounts(self) -> None:
        account = make_account(name="acme")
        last, model = make_promoted(account), make_model(account)
        page = staff("curator").post(page_of(f"{MODELS}_promote", model), YES, follow=True)
        assert "is promoted" in page.content.decode()
        last.refresh_from_db()
        model.refresh_from_db()
        assert (last.status, model.status) == ("deprecated", "promoted")
        record = model.history.latest()
        assert record.history_user.get_username() == "a-curator"
        assert record.history_change_reason == "measured"

    @pytest.mark.parametrize(
        ("status", "said"), [("training", "still training"), ("promoted", "promoted already")]
    )
    def test_says_why_nothing_changes(self, status: str, said: str) -> None:
        model = make_model(make_account(), status=status)
        page = staff("curator").post(page_of(f"{MODELS}_promote", model), YES, follow=True)
        assert said in page.content.decode()
        assert ShadowModel.history.filter(id=model.pk).count() == 1
        assert not OutboxEvent.objects.exists()

    def test_is_not_for_viewers(self) -> None:
        model = make_model(make_account())
        viewer = staff("viewer")
        for answer in (
            viewer.get(page_of(f"{MODELS}_promote", model)),
            viewer.post(page_of(f"{MODELS}_promote", model), YES),
        ):
            assert answer.status_code == 403
        text = viewer.get(page_of(f"{MODELS}_change", model)).content.decode()
        assert page_of(f"{MODELS}_promote", model) not in text


class TestModels:
    def test_lists_do_not_ask_for_each(self, django_assert_max_num_queries: Any) -> None:
        for _ in range(5):
            make_model(make_account())
        viewer = staff("viewer")
        with django_assert_max_num_queries(10):
            page = viewer.get(page_of(f"{MODELS}_changelist"))
        assert len(page.context["cl"].result_list) == 5
        page = viewer.get(page_of(f"{MODELS}_changelist") + "?status__exact=promoted")
        assert len(page.context["cl"].result_list) == 0

    def test_a_page_tells_how_it_has_done(self) -> None:
        model = make_model(make_account())
        make_inference(model, was_successful=True, was_used=True)
        make_inference(model, was_successful=False)
        text = staff("viewer").get(page_of(f"{MODELS}_change", model)).content.decode()
        assert "2: 1 used, 1 successful, 1 failed, 0 unknown" in text
        assert "Mean confidence 0.90; Brier score 0.410" in text

    def test_a_page_without_outcomes(self) -> None:
        model = make_model(make_account())
        text = staff("viewer").get(page_of(f"{MODELS}_change", model)).content.decode()
        assert "No outcome is known yet." in text

    def test_the_list_finds_what_is_proposed(self) -> None:
        account = make_account()
        model, _ = make_model(account, **PROPOSED), make_model(account)
        viewer = staff("viewer")
        page = viewer.get(page_of(f"{MODELS}_changelist") + "?proposed_at__isempty=0")
        assert [row.pk for row in page.context["cl"].result_list] == [model.pk]

    def test_the_history_says_why(self) -> None:
        model = make_model(make_account())
        promote(model, "better than the last")
        text = staff("viewer").get(page_of(f"{MODELS}_history", model)).content.decode()
        assert "better than the last" in text

    def test_what_is_unknown_is_not_found(self) -> None:
        model = make_model(make_account())
        ShadowModel.objects.all().delete()
        curator = staff("curator")
        for name in ("promote", "history"):
            assert curator.get(page_of(f"{MODELS}_{name}", model)).status_code == 404


class TestProposals:
    def test_stand_where_they_are_decided(self) -> None:
        model = make_model(make_account(), **PROPOSED)
        curator = staff("curator")
        text = curator.get(page_of(f"{MODELS}_change", model)).content.decode()
        assert "Proposed for promotion since 2026-11-03 10:30" in text
        assert PROPOSED["proposal"] in text
        assert page_of(f"{MODELS}_promote", model) in text
        asked = curator.get(page_of(f"{MODELS}_promote", model)).content.decode()
        assert PROPOSED["proposal"] in asked

    def test_viewers_read_them(self) -> None:
        model = make_model(make_account(), **PROPOSED)
        text = staff("viewer").get(page_of(f"{MODELS}_change", model)).content.decode()
        assert PROPOSED["proposal"] in text
        assert page_of(f"{MODELS}_promote", model) not in text

    def test_without_one_nothing_is_said(self) -> None:
        model = make_model(make_account())
        text = staff("viewer").get(page_of(f"{MODELS}_change", model)).content.decode()
        assert "Proposed for promotion" not in text


class TestCurves:
    def curves(self, model: ShadowModel, role: str = "viewer") -> list[str]:
        return figures_of(staff(role).get(page_of(f"{MODELS}_change", model)).content.decode())

    @pytest.mark.parametrize("role", ["viewer", "curator"])
    def test_are_pictures_with_their_numbers(self, role: str) -> None:
        model = make_model(make_account(), model_version="v1")
        make_inference(model, confidence=0.75, was_successful=True)
        make_inference(model, confidence=0.75, was_successful=False)
        [figure] = self.curves(model, role)
        assert 'aria-labelledby="curve-1-title curve-1-desc"' in figure
        assert '<title id="curve-1-title">Reliability curve of code_specialist v1</title>' in figure
        assert "At 0.75: 0.50 of 2." in figure
        # Of 240, three quarters to the right and half up.
        assert '<circle cx="180.0" cy="120.0" r="9.0"' in figure
        rows = re.findall(r"<td[^>]*>([^<]*)</td>", figure)
        assert rows == ["0.7 – 0.8", "0.75", "2", "0.50", "0.09 – 0.91"]
        assert "expected calibration error 0.250" in figure

    def test_run_nothing_and_ask_nobody(self) -> None:
        model = make_model(make_account(), model_version="v'1")
        make_inference(model, was_successful=True)
        [figure] = self.curves(model)
        for foreign in ("<script", "href", "url(", "http", " on"):
            assert foreign not in figure.replace(" on the diagonal", "")

    def test_stand_beside_that_of_the_promoted(self, django_assert_max_num_queries: Any) -> None:
        account = make_account()
        last, model = make_promoted(account, model_version="v1"), make_model(account)
        make_promoted(account, name="design_specialist")
        make_promoted(make_account())
        make_inference(last, was_successful=False)
        make_inference(model, was_successful=True)
        viewer = staff("viewer")
        # Who asks, 4, and what for, 3; how it has done; which is promoted, and how that has done.
        with django_assert_max_num_queries(11):
            text = viewer.get(page_of(f"{MODELS}_change", model)).content.decode()
        [first, second] = figures_of(text)
        assert model.model_version in first
        assert "v1, promoted now" in second
        ids = re.findall(r' id="([^"]*)"', first + second)
        assert len(ids) == len(set(ids)) == 4

    def test_the_promoted_stands_alone(self) -> None:
        account = make_account()
        make_model(account)
        model = make_promoted(account)
        make_inference(model, was_successful=True)
        assert len(self.curves(model)) == 1

    def test_without_outcomes_there_is_none(self) -> None:
        model = make_model(make_account())
        make_inference(model)
        [figure] = self.curves(model)
        assert "No outcome is known yet." in figure
        assert "<svg" not in figure

    def test_points_are_as_large_as_their_counts(self) -> None:
        model = make_model(make_account())
        for confidence in (0.2, 0.5, 0.5, 0.5, 0.5, *[0.9] * 16):
            make_inference(model, confidence=confidence, was_successful=True)
        [figure] = self.curves(model)
        assert re.findall(r' r="([^"]*)"', figure) == ["3", "4.5", "9.0"]


class TestInferences:
    def test_show_no_text_of_the_account(self, django_assert_max_num_queries: Any) -> None:
        account = make_account()
        model, project = make_model(account), make_project(account, key="the-shop")
        for _ in range(5):
            row = make_inference(
                *(model, project),
                inference="acme_secret_advice",
                input="acme_secret_input",
                is_flagged=True,
                flags=["inference: url"],
            )
        admin = staff("admin")
        with django_assert_max_num_queries(10):
            page = admin.get(page_of(f"{INFERENCES}_changelist")).content.decode()
        for text in (page, admin.get(page_of(f"{INFERENCES}_change", row)).content.decode()):
            assert "acme_secret" not in text
            assert "inference: url" in text
            assert "the-shop" in text
        assert "served to nobody" in text

    @pytest.mark.parametrize(
        "query", ["is_flagged__exact=1", "was_successful__isnull=True", "q=checkout", "q=%00"]
    )
    def test_can_be_narrowed(self, query: str) -> None:
        make_inference(make_model(make_account()))
        page = staff("viewer").get(f"{page_of(f'{INFERENCES}_changelist')}?{query}")
        assert page.status_code == 200
