"""`openapi.yaml` is what the code says, and the code does what it says."""

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from drf_spectacular.generators import SchemaGenerator
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

from projects.models import Scope
from projects.tests.factories import make_account, make_project, make_token

CHECKS: list[Any] = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]


def generated() -> Any:
    return SchemaGenerator().get_schema(request=None, public=True)


def test_the_committed_document_is_the_generated_one(tmp_path: Path) -> None:
    """`manage.py spectacular --validate --fail-on-warn --file openapi.yaml` writes it."""
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", str(tmp_path / "fresh"))
    committed = Path(settings.BASE_DIR) / "openapi.yaml"
    assert committed.read_text() == (tmp_path / "fresh").read_text()


def operations() -> list[Any]:
    schema = openapi.from_dict(generated())
    schema.app = get_wsgi_application()
    return [found.ok() for found in schema.get_all_operations()]


@pytest.fixture
def headers() -> dict[str, str]:
    account = make_account(is_operator=True)
    make_project(account, key="0")
    return {"Authorization": f"Bearer {make_token(account, *Scope.values)}"}


@pytest.mark.django_db
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
    @hypothesis_settings(
        max_examples=15,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def ask(case: Any) -> None:
        case.call_and_validate(headers=headers, checks=checks)

    ask()
