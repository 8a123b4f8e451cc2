from typing import Any

import pytest
from django.db.models import QuerySet
from django.urls import path
from drf_spectacular.generators import SchemaGenerator
from rest_framework import generics, serializers
from rest_framework.authentication import BaseAuthentication
from rest_framework.permissions import BasePermission

from intake.idempotency import IdempotentMixin
from intake.models import JobRun
from intake.paging import KeysetPagination

# Nothing here asks a database.
pytestmark = pytest.mark.once


class Closed(BasePermission):
    """Lets nobody in; the schema asks no questions."""


class RunSerializer(serializers.ModelSerializer[JobRun]):
    class Meta:
        model = JobRun
        fields = ("job",)


class Runs(IdempotentMixin, generics.ListCreateAPIView[JobRun]):
    permission_classes = (Closed,)
    authentication_classes: tuple[type[BaseAuthentication], ...] = ()
    serializer_class = RunSerializer
    pagination_class = KeysetPagination
    filter_backends = ()

    def get_queryset(self) -> QuerySet[JobRun]:
        return JobRun.objects.all()


class Run(generics.RetrieveAPIView[JobRun]):
    permission_classes = (Closed,)
    authentication_classes: tuple[type[BaseAuthentication], ...] = ()
    serializer_class = RunSerializer
    queryset = JobRun.objects.all()


@pytest.fixture
def paths() -> Any:
    patterns = [
        path("api/v1/job-runs/", Runs.as_view()),
        path("api/v1/job-runs/<int:pk>/", Run.as_view()),
    ]
    generator = SchemaGenerator(patterns=patterns)  # type: ignore[no-untyped-call]
    return generator.get_schema(public=True)["paths"]  # type: ignore[no-untyped-call]


def test_refusals_are_in_the_document(paths: Any) -> None:
    responses = paths["/api/v1/job-runs/"]["post"]["responses"]
    assert {"201", "400", "401", "403", "409", "413", "415", "422", "429", "503"} <= set(responses)
    content = responses["422"]["content"]["application/problem+json"]
    assert content["schema"] == {"$ref": "#/components/schemas/Problem"}
    assert "Retry-After" in responses["429"]["headers"]


def test_reading_is_not_refused_like_writing(paths: Any) -> None:
    responses = paths["/api/v1/job-runs/{id}/"]["get"]["responses"]
    assert "404" in responses
    assert {"409", "413", "415", "422"}.isdisjoint(responses)


def test_a_post_that_writes_takes_an_idempotency_key(paths: Any) -> None:
    (header,) = paths["/api/v1/job-runs/"]["post"]["parameters"]
    assert (header["name"], header["in"]) == ("Idempotency-Key", "header")
    assert header["schema"]["maxLength"] == 255
    names = {one["name"] for one in paths["/api/v1/job-runs/"]["get"]["parameters"]}
    assert names == {"cursor", "page_size", "ordering"}


def test_tags_and_operation_ids_come_from_the_path(paths: Any) -> None:
    operation = paths["/api/v1/job-runs/{id}/"]["get"]
    assert operation["tags"] == ["job-runs"]
    assert operation["operationId"] == "job_runs_retrieve"
