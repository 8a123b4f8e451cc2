"""What an error and its fix look like on the wire, in every operation."""

from typing import Any

from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from errorpatterns.models import Category, FixType
from intake.scrubbing import scrub
from intake.strict import (
    ErrorText,
    OpenSerializer,
    StrictChoice,
    StrictInteger,
    StrictSerializer,
    Text,
)

MAX_FILE = 250_000


@extend_schema_serializer(component_name="ReportedError")
class ErrorSerializer(OpenSerializer):
    """One error as a tool reported it; what else the tool adds is ignored."""

    message = ErrorText()
    type = Text(max_length=120, required=False, allow_blank=True)
    code = Text(max_length=60, required=False, allow_blank=True)
    tool = Text(max_length=40, required=False, allow_blank=True)
    file = Text(max_length=500, required=False, allow_blank=True)
    line = StrictInteger(min_value=0, required=False, allow_null=True)
    column = StrictInteger(min_value=0, required=False, allow_null=True)
    end_line = StrictInteger(min_value=0, required=False, allow_null=True)
    end_column = StrictInteger(min_value=0, required=False, allow_null=True)
    source = Text(  # type: ignore[assignment]
        max_length=MAX_FILE, required=False, allow_blank=True
    )
    sources = serializers.DictField(
        child=Text(max_length=MAX_FILE, allow_blank=True),
        required=False,
        help_text="The texts of other files, by name, for a fix of several files.",
    )
    stack = ErrorText(required=False, allow_blank=True)


class FixSerializer(StrictSerializer):
    """What mended it: before and after, a diff, or words."""

    type = StrictChoice(choices=FixType.choices, required=False)
    category = StrictChoice(choices=Category.choices, required=False)
    before = Text(max_length=MAX_FILE, required=False, allow_blank=True)
    after = Text(max_length=MAX_FILE, required=False, allow_blank=True)
    diff = Text(max_length=MAX_FILE, required=False)
    template = Text(max_length=4096, required=False)
    explanation = Text(max_length=2048, required=False, allow_blank=True)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if ("before" in attrs) != ("after" in attrs):
            raise serializers.ValidationError("“before” and “after” go together.")
        return attrs


class VersionsField(serializers.DictField):
    """{"tool": "5.9", "framework": "19.1"}, scrubbed"""

    child = Text(max_length=40)

    def to_internal_value(self, data: Any) -> dict[str, str]:
        versions = super().to_internal_value(data)
        if unknown := versions.keys() - {"tool", "framework"}:
            raise serializers.ValidationError({name: ["unknown field"] for name in unknown})
        return {name: scrub(version) for name, version in versions.items()}
