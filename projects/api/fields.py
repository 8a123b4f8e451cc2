"""What is told, as it may be kept: without private text, and within bounds."""

from collections.abc import Mapping
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.fields import empty

from intake.cuts import Cut
from intake.scrubbing import scrub
from intake.strict import ErrorText, StrictInteger, StrictSerializer, Text

MOST_NAMES = 30
LONGEST_NAME = 60
LONGEST_FILE = 500
LONGEST_SAID = 1000


class ToldText(Text):
    """A caller's words without private text, which may have grown by it, within their bound."""

    def run_validation(self, data: Any = empty) -> Any:
        told = super().run_validation(data)
        return scrub(told)[: self.max_length] if isinstance(told, str) else told


class ToldError(ErrorText):
    """An error's text without private text; it stays known whether it was cut."""

    def run_validation(self, data: Any = empty) -> Any:
        told = super().run_validation(data)
        return Cut(scrub(told)) if isinstance(told, Cut) else scrub(told)


def maybe_text(max_length: int) -> ToldText:
    """A text that is empty unless it is told."""
    return ToldText(max_length=max_length, allow_blank=True, default="")


def maybe_score() -> StrictInteger:
    """0 to 100; null unless it is told, which is not 0."""
    return StrictInteger(min_value=0, max_value=100, allow_null=True, default=None)


def maybe_line() -> StrictInteger:
    return StrictInteger(min_value=0, allow_null=True, default=None)


def some(child: serializers.Field[Any, Any, Any, Any], most: int) -> serializers.ListField:
    """A list that is empty unless it is told."""
    return serializers.ListField(child=child, max_length=most, default=list)


@extend_schema_field(
    {
        "type": "object",
        "additionalProperties": {"type": "integer", "minimum": 0, "maximum": 100},
        "propertyNames": {"minLength": 1, "maxLength": LONGEST_NAME},
        "maxProperties": MOST_NAMES,
    }
)
class ScoresField(serializers.DictField):
    """`{name: 0 to 100}`, names without private text."""

    child = StrictInteger(min_value=0, max_value=100)
    name = ToldText(max_length=LONGEST_NAME)

    def to_internal_value(self, data: Any) -> dict[str, int]:
        told: dict[str, int] = super().to_internal_value(data)
        if len(told) > MOST_NAMES:
            raise serializers.ValidationError(f"may have at most {MOST_NAMES} names")
        scores, wrong = {}, {}
        for name, value in told.items():
            try:
                scores[self.name.run_validation(name)] = value
            except serializers.ValidationError as error:
                wrong[name] = error.detail
        if wrong:
            raise serializers.ValidationError(wrong)
        return scores


class SparseSerializer(StrictSerializer):
    """Keeps what was told and says something; null and empty are as good as not told."""

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        return saying(attrs)

    def to_representation(self, instance: Any) -> dict[str, Any]:
        return saying(super().to_representation(instance))


def saying(told: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in told.items() if value not in (None, "")}
