"""What may come in: strict JSON, strict fields, strict query parameters.

Nothing is coerced: a number is no text, "5" is no integer. What PostgreSQL would refuse (NUL, lone
surrogates, integers beyond 64 bits) is a 400 before any database is asked, on every database.
"""

import json
import math
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import repeat
from typing import Any, ClassVar, NoReturn, Protocol
from uuid import UUID

from django.db import models
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.fields import empty
from rest_framework.parsers import BaseParser
from rest_framework.request import Request

from intake.cuts import Cut, cut_to
from intake.problems import MAX_POINTER, Malformed, TooLarge, step

MAX_BODY = 256 * 1024
MAX_DEPTH = 20
MAX_BATCH = 100
MAX_INTEGER = 2**63 - 1
# What PostgreSQL's integer column holds; fields over larger columns say so.
MAX_COLUMN_INTEGER = 2**31 - 1
# No UTF-8 and no PostgreSQL text holds these.
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
# Strings are stepped over whole; possessive, so that no body makes it go back.
BRACKETS = re.compile(r'"(?:[^"\\]++|\\.)*+"?|[\[\]{}]', re.DOTALL)
KEY_PATTERN = r"[A-Za-z0-9._:@/-]{1,200}"
# Parameters of every list, whatever it is filtered by.
LIST_PARAMETERS = frozenset({"cursor", "page_size", "ordering"})


class Fault:
    """Stands in the parsed tree where JSON is wrong, until the tree tells its pointer."""

    def __init__(self, detail: str) -> None:
        self.detail = detail


class StrictJSONParser(BaseParser):
    """RFC 8259 and no more: UTF-8, bounded in size and depth, no key twice, no NaN.

    The view's `max_body` is the limit in bytes (default 256 KiB).
    """

    media_type = "application/json"

    def parse(
        self,
        stream: Any,
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        view = (parser_context or {}).get("view")
        return loads(read(stream, getattr(view, "max_body", MAX_BODY)))


def read(stream: Any, limit: int) -> bytes:
    """The whole body; one that says it is too large is not read at all."""
    declared = getattr(stream, "META", {}).get("CONTENT_LENGTH") or "0"
    if declared.isdecimal() and int(declared) > limit:
        raise_too_large(limit)
    body: bytes = stream.read(limit + 1)
    if len(body) > limit:
        raise_too_large(limit)
    return body


def raise_too_large(limit: int) -> NoReturn:
    raise TooLarge(f"The body may have at most {limit} bytes.")


def loads(body: bytes) -> Any:
    """The value of a strict JSON text; anything else is `Malformed`, with pointers where known."""
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Malformed(f"The body is not UTF-8 (byte {error.start}).") from error
    if too_deep(text):
        raise Malformed({"": f"is nested deeper than {MAX_DEPTH} levels"})
    try:
        tree = json.loads(
            text,
            object_pairs_hook=unique,
            parse_constant=lambda name: Fault(f"{name} is not JSON"),
            parse_int=integer,
            parse_float=number,
        )
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise Malformed(f"The body is not JSON: {error.msg} ({where}).") from error
    if faults := dict(faults_in(tree)):
        raise Malformed(faults)
    return tree


def too_deep(text: str) -> bool:
    """Whether brackets outside of strings nest beyond the limit: one pass, before any parsing."""
    depth = 0
    for match in BRACKETS.finditer(text):
        match match[0]:
            case "[" | "{":
                depth += 1
                if depth > MAX_DEPTH:
                    return True
            case "]" | "}":
                depth -= 1
    return False


def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        found[key] = Fault("appears more than once") if key in found else value
    return found


def integer(digits: str) -> int | Fault:
    # Python refuses thousands of digits with an error of its own; the length is asked first.
    if len(digits) > 20 or abs(value := int(digits)) > MAX_INTEGER:
        return Fault("is an integer beyond 64 bits")
    return value


def number(digits: str) -> float | Fault:
    value = float(digits)
    return value if math.isfinite(value) else Fault("is a number beyond 64 bits")


def faults_in(tree: Any, *steps: str | int) -> Iterator[tuple[str, str]]:
    """Everything wrong in a parsed tree, by JSON pointer."""
    if isinstance(tree, Fault):
        yield pointer_of(steps), tree.detail
    elif isinstance(tree, str):
        if said := unstorable(tree):
            yield pointer_of(steps), said
    elif isinstance(tree, dict):
        for key, value in tree.items():
            if said := unstorable(key):
                yield pointer_of([*steps, key]), f"the name {said}"
            yield from faults_in(value, *steps, key)
    elif isinstance(tree, list):
        for index, value in enumerate(tree):
            yield from faults_in(value, *steps, index)


def pointer_of(steps: Iterable[str | int]) -> str:
    """The JSON pointer of these steps, no longer than it is told: one name may be half of a body,
    and all else may be wrong within.
    """
    return "".join(step("", str(each)[:MAX_POINTER]) for each in steps)[:MAX_POINTER]


def unstorable(text: str) -> str:
    """What in this text no database stores, in words; empty if nothing."""
    found = UNSTORABLE.search(text)
    if found is None:
        return ""
    return "contains NUL" if found[0] == "\x00" else "contains a lone surrogate"


def replacing(request: Request) -> Any:
    """The body that is put in place of what was there; Malformed where none came."""
    if not request.data and request.META.get("CONTENT_LENGTH") in (None, "", "0"):
        raise Malformed("A body is expected; {} clears what was stated.")
    return request.data


def check_query(request: Request, known: Iterable[str]) -> None:
    """Refuse query parameters that nobody reads, and values that no database holds."""
    allowed = set(known)
    errors = {}
    stranger = unknown("parameter", allowed)
    for name, values in request.query_params.lists():
        if name not in allowed:
            errors[step("", name)] = next(stranger)
        elif said := "".join(unstorable(value) for value in values):
            errors[step("", name)] = said
    if errors:
        raise Malformed(errors)


def unknown(what: str, known: Iterable[str]) -> Iterator[str]:
    """What is said of each that is unknown: of the first also which there are, once for all."""
    yield f"unknown {what}; there are: {', '.join(sorted(known))}"
    yield from repeat(f"unknown {what}")


class StrictFilterSet(filters.FilterSet):  # type: ignore[misc]
    """A filter set that answers 400 to parameters it does not know."""

    def is_valid(self) -> bool:
        request = self.request
        if request is not None:
            check_query(request, LIST_PARAMETERS.union(self.filters))
        return bool(super().is_valid())


@extend_schema_field({"type": "boolean"})
class StrictBooleanFilter(filters.TypedChoiceFilter):  # type: ignore[misc]
    """`true` or `false`; the ordinary one takes any other word for "do not filter"."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("choices", (("true", "true"), ("false", "false")))
        kwargs.setdefault("coerce", "true".__eq__)
        super().__init__(*args, **kwargs)


class Text(serializers.CharField):
    """A string that is kept as it came: not trimmed, not made from a number."""

    def __init__(self, *, max_length: int | None = None, **kwargs: Any) -> None:
        kwargs.setdefault("trim_whitespace", False)
        super().__init__(max_length=max_length, **kwargs)

    def run_validation(self, data: Any = empty) -> Any:
        if isinstance(data, str) and not data.strip() and not self.allow_blank:
            self.fail("blank")
        return super().run_validation(data)

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        if said := unstorable(data):
            raise ValidationError(said)
        return super().to_internal_value(data)


class ErrorText(Text):
    """An error's text, cut at a character boundary to `max_bytes` of UTF-8 rather than refused."""

    def __init__(self, *, max_bytes: int = 8192, **kwargs: Any) -> None:
        self.max_bytes = max_bytes
        super().__init__(**kwargs)

    def to_internal_value(self, data: Any) -> str:
        return cut_to(super().to_internal_value(data), self.max_bytes)


class StrictInteger(serializers.IntegerField):
    """An integer within a 32-bit column unless `min_value` and `max_value` say otherwise."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("min_value", -MAX_COLUMN_INTEGER - 1)
        kwargs.setdefault("max_value", MAX_COLUMN_INTEGER)
        super().__init__(**kwargs)

    def to_internal_value(self, data: Any) -> int:
        if not isinstance(data, int) or isinstance(data, bool):
            self.fail("invalid")
        return data


class StrictBoolean(serializers.BooleanField):
    def to_internal_value(self, data: Any) -> bool:
        if not isinstance(data, bool):
            self.fail("invalid", input=data)
        return data


class StrictFloat(serializers.FloatField):
    def to_internal_value(self, data: Any) -> float:
        if not isinstance(data, int | float) or isinstance(data, bool):
            self.fail("invalid")
        return super().to_internal_value(data)


class StrictChoice(serializers.ChoiceField):
    """One of the choices as it is written: the ordinary one takes 5 for "5"."""

    default_error_messages: ClassVar[dict[str, Any]] = {
        "invalid_choice": "“{input}” is no choice; there are: {choices}"
    }

    def fail(self, key: str, **kwargs: Any) -> NoReturn:
        super().fail(key, choices=", ".join(str(one) for one in self.choices if one), **kwargs)

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, str):
            self.fail("invalid_choice", input=data)
        return super().to_internal_value(data)


class StrictUUID(serializers.UUIDField):
    """A UUID in its usual form; the ordinary one makes one from any small integer."""

    def to_internal_value(self, data: Any) -> UUID:
        if not isinstance(data, str):
            self.fail("invalid", value=data)
        return super().to_internal_value(data)


class KeyField(Text):
    """The caller's own name for something: 1 to 200 of `[A-Za-z0-9._:@/-]`."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=200, **kwargs)

    def to_internal_value(self, data: Any) -> str:
        key = super().to_internal_value(data)
        if len(key) <= 200 and not re.fullmatch(KEY_PATTERN, key):
            raise ValidationError("May only have letters, digits and . _ : @ / -")
        return key


class EventId(Text):
    """The caller's own id for something that happened, 1 to 255 characters."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=255, **kwargs)


class HasCuts(Protocol):
    @property
    def validated_data(self) -> Any: ...


def cuts_in(tree: Any, pointer: str = "") -> Iterator[str]:
    if isinstance(tree, Cut):
        yield pointer
    elif isinstance(tree, Mapping):
        for key, value in tree.items():
            yield from cuts_in(value, step(pointer, key))
    elif isinstance(tree, list):
        for index, value in enumerate(tree):
            yield from cuts_in(value, step(pointer, index))


class CutsMixin:
    @property
    def cuts(self: HasCuts) -> list[str]:
        """JSON pointers of the texts that were cut; valid data only. For `"cut"` in an answer."""
        return list(cuts_in(self.validated_data))


class StrictListSerializer(CutsMixin, serializers.ListSerializer[Any]):
    """What `many=True` makes of a strict serializer."""


class StrictSerializer(CutsMixin, serializers.Serializer[Any]):
    """Refuses fields it does not know or that only the service sets, naming each."""

    # Whether fields that nobody declared are ignored instead.
    open = False

    class Meta:
        # A subclass with a Meta of its own inherits from this one to keep `cuts` under `many=True`.
        list_serializer_class = StrictListSerializer

    def to_internal_value(self, data: Any) -> Any:
        strangers = {} if self.open else self.strangers(data)
        try:
            value = super().to_internal_value(data)
        except ValidationError as error:
            if isinstance(error.detail, dict):
                raise ValidationError({**error.detail, **strangers}) from error
            raise
        if strangers:
            raise ValidationError(strangers)
        return value

    def strangers(self, data: Any) -> dict[str, list[str]]:
        if not isinstance(data, Mapping):
            return {}
        found = {}
        writable = (name for name, field in self.fields.items() if not field.read_only)
        stranger = unknown("field", writable)
        for name in data:
            field = self.fields.get(name)
            if field is None:
                found[name] = [next(stranger)]
            elif field.read_only:
                found[name] = ["is read-only"]
        return found


class OpenSerializer(StrictSerializer):
    """For what tools write (errors, diagnostics): fields nobody declared are ignored."""

    open = True


class StrictModelSerializer(StrictSerializer, serializers.ModelSerializer[Any]):
    """A model serializer whose generated fields are the strict ones."""

    serializer_field_mapping = {
        **serializers.ModelSerializer.serializer_field_mapping,
        models.CharField: Text,
        models.TextField: Text,
        models.BooleanField: StrictBoolean,
        models.FloatField: StrictFloat,
        models.IntegerField: StrictInteger,
        models.PositiveIntegerField: StrictInteger,
        models.PositiveSmallIntegerField: StrictInteger,
        models.SmallIntegerField: StrictInteger,
        models.UUIDField: StrictUUID,
    }
    serializer_choice_field = StrictChoice
