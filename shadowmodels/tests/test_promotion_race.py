"""Promotions of one name at the same time."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from intake.models import OutboxEvent
from projects.tests.factories import make_account
from shadowmodels.models import ShadowModel
from shadowmodels.tests.factories import make_model, make_promoted, promote

AT_ONCE = 3


@pytest.mark.django_db(transaction=True)
def test_leave_one_promoted() -> None:
    account = make_account()
    make_promoted(account)
    models = [make_model(account) for _ in range(AT_ONCE)]
    together = Barrier(AT_ONCE)

    def act(model: ShadowModel) -> bool:
        try:
            together.wait()
            return promote(model)
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as threads:
        assert all(threads.map(act, models))
    statuses = sorted(ShadowModel.objects.values_list("status", flat=True))
    assert statuses == ["deprecated"] * AT_ONCE + ["promoted"]
    assert OutboxEvent.objects.filter(type="model.promoted").count() == AT_ONCE
