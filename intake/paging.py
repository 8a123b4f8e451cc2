"""Lists, a page at a time, by keyset: the position is a row's (ordering field, id), never a count.

Rows with equal values are told apart by their id, so no page repeats or loses one (DRF's own
cursor pagination does, once a page holds only ties).
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from django.core import signing
from django.core.exceptions import ImproperlyConfigured
from django.core.exceptions import ValidationError as FieldError
from django.db.models import Field, Q, QuerySet
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.settings import api_settings
from rest_framework.utils.urls import replace_query_param

from intake.problems import Malformed
from intake.strict import LIST_PARAMETERS, check_query

if TYPE_CHECKING:  # DRF's views import this module by its setting
    from rest_framework.views import APIView

SALT = "intake.paging"
MAX_PAGE = 100


@dataclass(frozen=True)
class Cursor:
    """A place between two rows of one ordering, and the direction to read from there."""

    ordering: str
    value: str
    pk: str
    back: bool = False

    @property
    def token(self) -> str:
        return signing.dumps(asdict(self), salt=SALT)

    @classmethod
    def read(cls, token: str, ordering: str) -> "Cursor":
        try:
            cursor = cls(**signing.loads(token, salt=SALT))
        except signing.BadSignature as error:
            raise Malformed({"/cursor": "is not one that this service made"}) from error
        if cursor.ordering != ordering:
            raise Malformed({"/cursor": "belongs to another ordering"})
        return cursor


@dataclass(frozen=True)
class Order:
    """One ordering of one queryset: a field that is never null, then the primary key."""

    name: str
    descending: bool
    field: "Field[Any, Any]"
    key: "Field[Any, Any]"

    @classmethod
    def of(cls, queryset: QuerySet[Any], ordering: str) -> "Order":
        name = ordering.removeprefix("-")
        field = column(queryset, name)
        if getattr(field, "null", False):
            raise ImproperlyConfigured(f"Lists cannot be ordered by {name}: it may be null.")
        return cls(name, ordering.startswith("-"), field, queryset.model._meta.pk)

    def by(self, *, back: bool) -> list[str]:
        sign = "-" if self.descending != back else ""
        return [f"{sign}{self.name}", f"{sign}pk"]

    def beyond(self, cursor: Cursor) -> Q:
        """The rows on the far side of the cursor; `gte` first, so that an index can be used."""
        far = "lt" if self.descending != cursor.back else "gt"
        try:
            value, pk = self.field.to_python(cursor.value), self.key.to_python(cursor.pk)
        except FieldError as error:
            raise Malformed({"/cursor": "does not fit this list"}) from error
        tie = Q(**{f"{self.name}__{far}": value}) | Q(**{f"pk__{far}": pk})
        return Q(**{f"{self.name}__{far}e": value}) & tie

    def at(self, row: Any, ordering: str, *, back: bool) -> Cursor:
        value = attrgetter(self.name.replace("__", "."))(row)
        text = value.isoformat() if hasattr(value, "isoformat") else str(value)
        return Cursor(ordering, text, str(row.pk), back)


def column(queryset: QuerySet[Any], name: str) -> "Field[Any, Any]":
    """The field behind a name: of the model, across a relation, annotated, or generated."""
    found = queryset.all().query.resolve_ref(name)
    field = getattr(found, "target", found.output_field)
    return getattr(field, "output_field", field)


class KeysetPagination(BasePagination):
    """`{"next": url|null, "previous": url|null, "results": […]}`.

    The view says `ordering` (default `-id`) and which names besides `?ordering=` may take
    (`ordering_fields`, each also with `-`). `?page_size=` is 1 to 100.
    """

    def paginate_queryset(
        self, queryset: Any, request: Request, view: "APIView | None" = None
    ) -> list[Any]:
        check_query(request, LIST_PARAMETERS.union(filters_of(view)))
        self.request = request
        self.ordering = chosen_ordering(request, view)
        size = page_size(request)
        order = Order.of(queryset, self.ordering)
        token = request.query_params.get("cursor")
        cursor = Cursor.read(token, self.ordering) if token is not None else None
        back = cursor is not None and cursor.back
        rows = queryset.filter(order.beyond(cursor)) if cursor else queryset
        found = list(rows.order_by(*order.by(back=back))[: size + 1])
        page, more = found[:size], len(found) > size
        if back:
            page.reverse()
        # Where we came from there is something, unless it was deleted meanwhile.
        self.next = (
            order.at(page[-1], self.ordering, back=False) if page and (more or back) else None
        )
        came = cursor is not None and (more or not back)
        self.previous = order.at(page[0], self.ordering, back=True) if page and came else None
        return page

    def link(self, cursor: Cursor | None) -> str | None:
        if cursor is None:
            return None
        return replace_query_param(self.request.build_absolute_uri(), "cursor", cursor.token)

    def get_paginated_response(self, data: Any) -> Response:
        return Response(
            {"next": self.link(self.next), "previous": self.link(self.previous), "results": data}
        )

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        link = {"type": ["string", "null"], "format": "uri"}
        return {
            "type": "object",
            "required": ["next", "previous", "results"],
            "properties": {"next": link, "previous": link, "results": schema},
        }

    def get_schema_operation_parameters(self, view: "APIView") -> list[dict[str, Any]]:
        size = {"type": "integer", "minimum": 1, "maximum": MAX_PAGE}
        return [
            parameter("cursor", {"type": "string"}, "A place in the list, from `next`."),
            parameter("page_size", size | {"default": api_settings.PAGE_SIZE}, "Rows a page."),
            parameter("ordering", {"type": "string", "enum": orderings(view)}, "The order."),
        ]


def parameter(name: str, schema: dict[str, Any], description: str) -> dict[str, Any]:
    place = {"name": name, "in": "query", "required": False}
    return {**place, "schema": schema, "description": description}


def default_ordering(view: "APIView | None") -> str:
    return str(getattr(view, "ordering", "-id"))


def orderings(view: "APIView | None") -> list[str]:
    names: Sequence[str] = getattr(view, "ordering_fields", ())
    both = [sign + name for name in names for sign in ("", "-")]
    return sorted({default_ordering(view), *both}, key=lambda name: (name.lstrip("-"), name))


def chosen_ordering(request: Request, view: "APIView | None") -> str:
    asked = request.query_params.get("ordering") or default_ordering(view)
    if asked not in orderings(view):
        raise Malformed({"/ordering": f"may be one of {', '.join(orderings(view))}"})
    return asked


def page_size(request: Request) -> int:
    asked = request.query_params.get("page_size")
    if asked is None:
        return int(api_settings.PAGE_SIZE or MAX_PAGE)
    if not (asked.isascii() and asked.isdigit() and len(asked) < 4 and 1 <= int(asked) <= MAX_PAGE):
        raise Malformed({"/page_size": f"is a number from 1 to {MAX_PAGE}"})
    return int(asked)


def filters_of(view: "APIView | None") -> set[str]:
    filterset = getattr(view, "filterset_class", None)
    return set(filterset.base_filters) if filterset else set()
