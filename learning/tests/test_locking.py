"""Whoever writes an item of a kind holds the row that weighing and erasing hold too."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from context.models import LearnedItem
from learning.models import LearnedPattern, Strategy
from projects.tests.factories import make_account

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("model", [LearnedItem, LearnedPattern, Strategy])
def test_the_common_row_is_locked_whatever_the_kind(model: type[LearnedItem]) -> None:
    with CaptureQueriesContext(connection) as captured, transaction.atomic():
        assert not list(model.objects.locked([make_account().pk]))
    asked = [query["sql"] for query in captured.captured_queries if "learneditem" in query["sql"]]
    # SQLite locks the whole file as a transaction begins, and is asked for no more.
    wanted = 'FOR UPDATE OF "context_learneditem"' if connection.vendor == "postgresql" else ""
    assert asked[-1].endswith(wanted)
