"""What a full context asks of the database, whatever the number of rows."""

from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from rest_framework.test import APIClient

from config.tests.rows import fill_tables
from context import snapshot
from context.models import Generation
from projects.models import Project
from projects.tests.factories import client_of, make_project

pytestmark = pytest.mark.django_db

ASKED = {"providers": ["stripe"], "errors": [{"message": "Part 21 is out of place"}]}
# Key, project with all there is one of, generations, whether this content was served before; of
# lists verification results, tournaments, incidents, rules, judgments and inferences; standings
# before the account, of error patterns and of all other kinds; what the error is like.
WARM = 13
COLD = 21


def ask(client: APIClient, project: Project, **more: Any) -> Any:
    asked = {"project": project.key, **ASKED, **more}
    answer = client.post("/api/v1/context/", asked, format="json")
    assert answer.status_code == 200, answer.content
    return answer.json()


def queries(client: APIClient, project: Project) -> list[str]:
    """What one context asks that was not served before the first call of a round."""
    with CaptureQueriesContext(connection) as captured:
        ask(client, project, limits={"anti_slop": 5})
    return [query["sql"] for query in captured.captured_queries]


def raise_generation() -> None:
    Generation.objects.raise_for(Generation.Name.LIBRARY)


# More than Django puts into one statement for SQLite; to PostgreSQL it says the same.
MANY = 2_000 if connection.vendor == "sqlite" else 1_000


def test_a_context_asks_as_much_of_ten_rows_as_of_thousands(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # A request looks at the generations as it begins; one that takes over a second, on a machine
    # that is busy, looks once more.
    monkeypatch.setattr(snapshot, "POLL_SECONDS", 60.0)
    project = make_project()
    client = client_of(project.account)
    counts = {}
    for total, more in ((10, 10), (MANY, MANY - 10)):
        fill_tables(project, more)
        # What is noted once a minute, the use of a key and what was served, is noted now: that
        # minute goes on.
        with time_machine.travel(timezone.now(), tick=False):
            ask(client, project)
            raise_generation()
            snapshot.forget()
            cold = len(queries(client, project))
            warm = queries(client, project)
        counts[total] = (cold, len(warm))
        assert len(warm) == WARM, "\n".join(query[:200] for query in warm)
    assert counts[10] == counts[MANY]
    assert counts[10][0] <= COLD
