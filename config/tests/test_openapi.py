"""`openapi.yaml` is what the code says, and the code does what it says."""

from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as hypothesis_settings
from schemathesis import GenerationMode, openapi
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from config.tests.test_bad_input import document
from intake.tests.amounts import fewer
from projects.models import Scope
from projects.tests.factories import make_account, make_project, make_token

CHECKS: list[Any] = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]


@pytest.mark.once
def test_the_committed_document_is_the_generated_one(tmp_path: Path) -> None:
    """`manage.py spectacular --validate --fail-on-warn --file openapi.yaml` writes it."""
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", str(tmp_path / "fresh"))
    committed = Path(settings.BASE_DIR) / "openapi.yaml"
    assert committed.read_text() == (tmp_path / "fresh").read_text()


def operations() -> list[Any]:
    schema = openapi.from_dict(deepcopy(document()))
    schema.app = get_wsgi_application()
    found: list[Any] = list(schema.get_all_operations())
    return [one.ok() for one in found]


@pytest.fixture
def headers() -> Iterator[dict[str, str]]:
    """A key of an account with a project; requests leave the test's connection open."""
    account = make_account(is_operator=True)
    make_project(account, key="0")
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield {"Authorization": f"Bearer {make_token(account, *Scope.values)}"}
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.mark.django_db
@pytest.mark.by_turns
@pytest.mark.parametrize("operation", operations(), ids=lambda one: f"{one.method} {one.path}")
@pytest.mark.parametrize(
    ("mode", "checks"),
    [
        (GenerationMode.POSITIVE, CHECKS),
        (GenerationMode.NEGATIVE, [*CHECKS, negative_data_rejection]),
    ],
    ids=["by the document", "against it"],
)
def test_made_up_requests_are_answered_as_the_document_says(
    operation: Any, mode: GenerationMode, checks: list[Any], headers: dict[str, str]
) -> None:
    # A filter without a value filters nothing, as forms send it: that is no violation.
    chosen = [check for check in checks if check is not negative_data_rejection or operation.body]

    @hypothesis_settings(
        max_examples=fewer(8),
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def ask(case: Any) -> None:
        answer = case.call(headers=headers)
        # Too large is a refusal too.
        case.validate_response(answer, checks=CHECKS if answer.status_code == 413 else chosen)

    ask()
