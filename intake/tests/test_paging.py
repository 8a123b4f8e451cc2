import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db.models import QuerySet
from django.db.models.functions import Length
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from rest_framework import generics, serializers
from rest_framework.permissions import AllowAny

from intake.models import JobRun, OutboxEvent
from intake.paging import KeysetPagination
from intake.tests.views import call

pytestmark = pytest.mark.django_db

START = datetime(2026, 1, 1, tzinfo=UTC)


class RunSerializer(serializers.ModelSerializer[JobRun]):
    class Meta:
        model = JobRun
        fields = ("id", "job")


class Runs(generics.ListAPIView[JobRun]):
    permission_classes = (AllowAny,)
    authentication_classes = ()
    throttle_classes = ()
    filter_backends = ()
    serializer_class = RunSerializer
    pagination_class = KeysetPagination
    ordering = "-started_at"
    ordering_fields = ("started_at", "job", "id", "length", "dry_run")

    def get_queryset(self) -> QuerySet[JobRun]:
        return JobRun.objects.annotate(length=Length("job"))


def get(url: str, view: Any = Runs) -> dict[str, Any]:
    response = call(view, "get", url)
    assert response.status_code == 200, response.content
    found: dict[str, Any] = json.loads(response.content)
    return found


def ids(page: dict[str, Any]) -> list[Any]:
    return [row["id"] for row in page["results"]]


def make(jobs: list[str], days: list[int]) -> None:
    JobRun.objects.bulk_create(
        JobRun(job=job, started_at=START + timedelta(days=day), dry_run=bool(day % 2))
        for job, day in zip(jobs, days, strict=True)
    )


ROWS = st.lists(st.tuples(st.sampled_from(["a", "b", "cc"]), st.integers(0, 2)), max_size=12)
NAMES = ["started_at", "job", "id", "length", "dry_run"]


@hypothesis_settings(
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(ROWS, st.sampled_from(NAMES), st.booleans(), st.integers(1, 5))
def test_pages_are_the_sorted_whole_both_ways(
    rows: list[tuple[str, int]], name: str, descending: bool, size: int
) -> None:
    JobRun.objects.all().delete()
    make([job for job, _ in rows], [day for _, day in rows])
    sign = "-" if descending else ""
    whole = list(
        Runs().get_queryset().order_by(f"{sign}{name}", f"{sign}id").values_list("id", flat=True)
    )
    pages = [get(f"/?ordering={sign}{name}&page_size={size}")]
    while following := pages[-1]["next"]:
        pages.append(get(following))
    assert [pk for page in pages for pk in ids(page)] == whole
    assert all(len(ids(page)) == size for page in pages[:-1])
    back = [pages[-1]]
    while before := back[-1]["previous"]:
        back.append(get(before))
    assert [ids(page) for page in reversed(back)] == [ids(page) for page in pages]
    assert back[-1]["previous"] is None


def test_rows_that_come_and_go_move_nothing_else() -> None:
    make(["x"] * 6, [1] * 6)
    first = get("/?page_size=2")
    seen = ids(first)
    make(["x"], [5])
    JobRun.objects.filter(pk=seen[-1]).delete()
    rest = ids(get(first["next"]))
    assert rest == sorted(rest, reverse=True)
    assert max(rest) < min(seen)


def test_times_keep_their_microseconds() -> None:
    for microsecond in (123_456, 123_457):
        JobRun.objects.create(job="x", started_at=START + timedelta(microseconds=microsecond))
    first = get("/?page_size=1")
    assert ids(get(first["next"])) != ids(first)
    assert get(first["next"])["next"] is None


def test_ids_may_be_uuids() -> None:
    class Events(Runs):
        ordering = "-id"
        serializer_class = type(  # type: ignore[assignment]
            "EventSerializer",
            (serializers.ModelSerializer,),
            {"Meta": type("Meta", (), {"model": OutboxEvent, "fields": ("id",)})},
        )

        def get_queryset(self) -> Any:
            return OutboxEvent.objects.all()

    made = [str(OutboxEvent.objects.create(type="x").pk) for _ in range(3)]
    first = get("/?page_size=2", Events)
    assert ids(first) + ids(get(first["next"], Events)) == made[::-1]


@pytest.mark.parametrize(
    ("url", "pointer"),
    [
        ("/?cursor=junk", "/cursor"),
        ("/?cursor=", "/cursor"),
        ("/?cursor=%00", "/cursor"),
        ("/?cursor=%E2%82%AC:a:b", "/cursor"),
        ("/?page_size=0", "/page_size"),
        ("/?page_size=101", "/page_size"),
        ("/?page_size=-1", "/page_size"),
        ("/?page_size=%C2%B2", "/page_size"),
        ("/?page_size=" + "9" * 5000, "/page_size"),
        ("/?ordering=error", "/ordering"),
        ("/?ordering=--job", "/ordering"),
        ("/?page=2", "/page"),
    ],
)
def test_garbage_is_pointed_at(url: str, pointer: str) -> None:
    response = call(Runs, "get", url)
    assert response.status_code == 400
    assert [error["pointer"] for error in json.loads(response.content)["errors"]] == [pointer]


def test_a_cursor_belongs_to_its_ordering() -> None:
    make(["x"] * 3, [1] * 3)
    following = get("/?page_size=1&ordering=job")["next"]
    assert call(Runs, "get", following.replace("ordering=job", "ordering=id")).status_code == 400


def test_a_field_that_may_be_null_is_a_mistake_of_ours() -> None:
    class Wrong(Runs):
        ordering = "progress"

    with pytest.raises(ImproperlyConfigured):
        call(Wrong, "get", "/")


def test_a_page_is_one_query(django_assert_num_queries: Any) -> None:
    make(["x"] * 30, list(range(30)))
    following = get("/?page_size=10")["next"]
    with django_assert_num_queries(1):
        get(following)


def test_an_empty_list_has_no_neighbours() -> None:
    assert get("/") == {"next": None, "previous": None, "results": []}


def test_the_schema_says_what_may_be_asked() -> None:
    parameters = {
        p["name"]: p["schema"] for p in KeysetPagination().get_schema_operation_parameters(Runs())
    }
    assert parameters["page_size"]["maximum"] == 100
    assert "-started_at" in parameters["ordering"]["enum"]
