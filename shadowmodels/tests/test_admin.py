"""Specialists in the admin: who may promote, what is measured, and what no page shows."""

from typing import Any

import pytest
from django.urls import reverse

from intake.models import OutboxEvent
from projects.tests.factories import make_account, make_project
from projects.tests.staff import staff
from shadowmodels.models import ShadowModel
from shadowmodels.tests.factories import make_inference, make_model, make_promoted, promote

pytestmark = pytest.mark.django_db

MODELS = "admin:shadowmodels_shadowmodel"
INFERENCES = "admin:shadowmodels_shadowinference"
YES = {"confirmed": "yes", "reason": "measured"}


def page_of(name: str, row: Any = None) -> str:
    return reverse(name, args=[row.pk] if row else [])


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
        with django_assert_max_num_queries(9):
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
        with django_assert_max_num_queries(9):
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
