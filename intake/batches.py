"""Collections that take one object or a list of at most `MAX_BATCH`: all or nothing."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from drf_spectacular.utils import PolymorphicProxySerializer
from rest_framework.request import Request
from rest_framework.response import Response

from intake.strict import MAX_BATCH, StrictSerializer, cuts_in

# Work on one validated object, at the pointer of its place ("" or "/3"): its body, and whether
# anything new came of it. To refuse it raises Refused with pointers that begin there.
Work = Callable[[Mapping[str, Any], str], tuple[dict[str, Any], bool]]


@dataclass(frozen=True)
class Batch:
    """What came in, validated: `given` in order, and whether it was a list."""

    given: Sequence[Mapping[str, Any]]
    many: bool

    def __iter__(self) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """Each object with the pointer of its place: "" for one alone, else "/0", "/1"…"""
        for place, one in enumerate(self.given):
            yield (f"/{place}" if self.many else ""), one


def read(serializer: type[StrictSerializer], request: Request) -> Batch:
    """The body as one or many of `serializer`; ValidationError with pointers for what is wrong."""
    many = isinstance(request.data, list)
    options: dict[str, Any] = (
        {"many": True, "max_length": MAX_BATCH, "allow_empty": False} if many else {}
    )
    reading = serializer(data=request.data, **options)
    reading.is_valid(raise_exception=True)
    return Batch(reading.validated_data if many else [reading.validated_data], many)


def carry_out(serializer: type[StrictSerializer], request: Request, work: Work) -> Response:
    """Do the work of each object in one transaction, and answer in the form that came in.

    201 if anything new came of it, else 200. A body names by `cut` the texts that were too long.
    """
    batch = read(serializer, request)
    with transaction.atomic():
        done = [work(one, pointer) for pointer, one in batch]
    return answer(batch, done)


def answer(batch: Batch, done: Sequence[tuple[dict[str, Any], bool]]) -> Response:
    """What came of each object of the batch, in its order: its body, and whether it is new."""
    bodies = []
    for (body, _), given in zip(done, batch.given, strict=True):
        cut = list(cuts_in(given))
        bodies.append({**body, "cut": cut} if cut else body)
    created = any(is_new for _, is_new in done)
    return Response(bodies if batch.many else bodies[0], status=201 if created else 200)


def one_or_many(serializer: type[Any]) -> PolymorphicProxySerializer:
    """For `extend_schema`: an object, or a list of them."""
    name = serializer.__name__.removesuffix("Serializer")
    return PolymorphicProxySerializer(
        component_name=f"{name}Batch",
        serializers=[serializer, serializer(many=True)],
        resource_type_field_name=None,
        many=False,
    )
