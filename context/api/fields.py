"""What a context is asked by, and what the answer has."""

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers

from context.base import SECTION_KEYS
from intake.strict import (
    ErrorText,
    KeyField,
    OpenSerializer,
    StrictChoice,
    StrictInteger,
    StrictSerializer,
    Text,
)

MAX_LIMIT = 200


class ErrorAtHand(OpenSerializer):
    """An error at hand, as a tool told it."""

    message = ErrorText()
    type = Text(max_length=120, required=False, allow_null=True, allow_blank=True)
    code = Text(max_length=60, required=False, allow_null=True, allow_blank=True)
    tool = Text(max_length=40, required=False, allow_null=True, allow_blank=True)
    file = Text(max_length=500, required=False, allow_null=True, allow_blank=True)
    line = StrictInteger(required=False, allow_null=True, min_value=0)
    column = StrictInteger(required=False, allow_null=True, min_value=0)
    end_line = StrictInteger(required=False, allow_null=True, min_value=0)
    end_column = StrictInteger(required=False, allow_null=True, min_value=0)


class VersionsAtHand(StrictSerializer):
    tool = Text(max_length=40, required=False, allow_blank=True)
    framework = Text(max_length=40, required=False, allow_blank=True)


class LimitsField(serializers.DictField):
    """`{section key: most items}`."""

    child = StrictInteger(min_value=0, max_value=MAX_LIMIT)

    def to_internal_value(self, data: Any) -> dict[str, int]:
        if isinstance(data, Mapping) and (
            unknown := [key for key in data if key not in SECTION_KEYS]
        ):
            raise serializers.ValidationError({key: ["no such section"] for key in unknown})
        limits: dict[str, int] = super().to_internal_value(data)
        return limits


def keys_field() -> serializers.ListField:
    return serializers.ListField(
        child=StrictChoice(choices=SECTION_KEYS),
        max_length=100,
        required=False,
        allow_null=True,
    )


class ContextQuery(StrictSerializer):
    """Whom a context is for, and how it is to be made."""

    project = KeyField(required=False, allow_null=True)
    user = KeyField(required=False, allow_null=True)
    consumer = Text(max_length=120, required=False, allow_blank=True, default="")
    build = Text(max_length=200, required=False, allow_null=True, allow_blank=True)
    task = Text(max_length=100_000, required=False, allow_blank=True, default="")
    language = Text(max_length=40, required=False, allow_blank=True, default="")
    framework = Text(max_length=40, required=False, allow_blank=True, default="")
    providers = serializers.ListField(child=Text(max_length=40), max_length=50, default=list)
    sections = keys_field()
    exclude = keys_field()
    max_tokens = StrictInteger(min_value=256, max_value=200_000, default=8_000)
    order = StrictChoice(choices=["cache", "number"], default="cache")
    form = StrictChoice(choices=["full", "summary"], default="full")


class ContextRequest(ContextQuery):
    """The same, and what is about to be done: it chooses what is served, and is never stored."""

    files = serializers.ListField(child=Text(max_length=1_000), max_length=1_000, default=list)
    errors = serializers.ListField(  # type: ignore[assignment]
        child=ErrorAtHand(), max_length=100, default=list
    )
    versions = VersionsAtHand(required=False, default=dict)
    limits = LimitsField(required=False, default=dict)


class ItemAnswer(serializers.Serializer[Any]):
    ref = serializers.CharField()
    version = serializers.IntegerField()
    title = serializers.CharField()
    tokens = serializers.IntegerField()
    reason = serializers.CharField()
    sample = serializers.BooleanField(required=False)


class SectionAnswer(serializers.Serializer[Any]):
    number = serializers.IntegerField()
    key = serializers.ChoiceField(SECTION_KEYS)
    title = serializers.CharField()
    scope = serializers.CharField()
    tokens = serializers.IntegerField()
    status = serializers.ChoiceField(["ok", "empty", "failed"])
    part = serializers.ChoiceField(["stable", "tail"])
    items = ItemAnswer(many=True)


class OmittedAnswer(serializers.Serializer[Any]):
    ref = serializers.CharField(required=False)
    key = serializers.ChoiceField(SECTION_KEYS, required=False)
    reason = serializers.CharField()
    more = serializers.BooleanField(required=False)


class ContextAnswer(serializers.Serializer[Any]):
    id = serializers.CharField()
    markdown = serializers.CharField()
    tokens = serializers.IntegerField()
    tokenizer = serializers.CharField()
    etag = serializers.CharField()
    stable_tokens = serializers.IntegerField()
    sections = SectionAnswer(many=True)
    omitted = OmittedAnswer(many=True)
    cut = serializers.ListField(
        child=serializers.CharField(),
        required=False,
        help_text="Pointers of error texts that were cut.",
    )
