import io
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.test import APIRequestFactory

from intake import strict
from intake.models import JobRun
from intake.problems import Malformed, TooLarge, pointed
from intake.strict import (
    ErrorText,
    EventId,
    KeyField,
    OpenSerializer,
    StrictBoolean,
    StrictChoice,
    StrictFloat,
    StrictInteger,
    StrictModelSerializer,
    StrictSerializer,
    StrictUUID,
    Text,
)

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63) + 1, 2**63 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"])),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(st.characters(codec="utf-8", exclude_characters="\x00")), inner)
    ),
    max_leaves=20,
)


def refused(text: str | bytes) -> dict[str, str]:
    with pytest.raises(Malformed) as caught:
        strict.loads(text.encode() if isinstance(text, str) else text)
    return dict(caught.value.pointed)


@given(JSON)
def test_strict_json_reads_what_json_writes(value: Any) -> None:
    assert strict.loads(json.dumps(value).encode()) == value
    assert strict.loads(json.dumps(value, ensure_ascii=False).encode()) == value


@pytest.mark.parametrize(
    ("text", "pointer"),
    [
        (r'{"a": [1, "x\u0000y"]}', "/a/1"),
        (r'{"a": "\ud800"}', "/a"),
        (r'{"a": {"\udfff": 1}}', "/a/\udfff"),
        (r'{"a\u0000": 1}', "/a\x00"),
        ('{"a": NaN}', "/a"),
        ("[1, -Infinity]", "/1"),
        ('{"a": 1e999}', "/a"),
        ('{"a": 9223372036854775808}', "/a"),
        ('{"a": ' + "9" * 10_000 + "}", "/a"),
        ('{"b": {"a": 1, "a": 2}}', "/b/a"),
        ('"\\u0000"', ""),
    ],
)
def test_what_no_database_holds_is_refused_where_it_stands(text: str, pointer: str) -> None:
    assert list(refused(text)) == [pointer]


def test_a_surrogate_pair_is_an_ordinary_character() -> None:
    assert strict.loads(rb'"\ud83d\ude00"') == "😀"


@pytest.mark.parametrize(
    "text", ["", "{", "[1,]", "{'a': 1}", "nul", '{"a": 01}', "[1] 2", '"\n"', "\ufeff{}"]
)
def test_what_is_not_json_is_refused(text: str) -> None:
    with pytest.raises(Malformed, match="not JSON"):
        strict.loads(text.encode())


def test_the_place_of_a_syntax_error_is_told() -> None:
    with pytest.raises(Malformed, match="line 2, column 8"):
        strict.loads(b'{\n  "a": oops}')


@pytest.mark.parametrize(
    "body", [b'"\xff"', b'"\xed\xa0\x80"', b"\xc0\x80", "[1]".encode("utf-16")]
)
def test_only_utf8_is_read(body: bytes) -> None:
    with pytest.raises(Malformed, match="UTF-8"):
        strict.loads(body)


@given(st.integers(1, 40), st.booleans())
def test_depth_is_counted_by_brackets(depth: int, objects: bool) -> None:
    text = '{"a":' * depth + "1" + "}" * depth if objects else "[" * depth + "]" * depth
    assert strict.too_deep(text) is (depth > strict.MAX_DEPTH)


@given(st.text(alphabet='[]{}\\"a', max_size=60))
def test_brackets_in_strings_are_no_depth(text: str) -> None:
    assert not strict.too_deep(json.dumps([text * 3]))


def test_depth_is_asked_before_parsing() -> None:
    assert refused("[" * 200_000) == {"": "is nested deeper than 20 levels"}


def body_of(size: int, declared: str | None) -> Any:
    stream = io.BytesIO(b'"' + b"x" * (size - 2) + b'"')
    stream.META = {} if declared is None else {"CONTENT_LENGTH": declared}  # type: ignore[attr-defined]
    return stream


@pytest.mark.parametrize("declared", [None, "10", "nonsense", "999999999"])
def test_a_body_is_bounded_whatever_it_declares(declared: str | None) -> None:
    with pytest.raises(TooLarge):
        strict.StrictJSONParser().parse(body_of(strict.MAX_BODY + 1, declared))


def test_a_view_may_take_more() -> None:
    class View:
        max_body = strict.MAX_BODY + 10

    text = strict.StrictJSONParser().parse(
        body_of(strict.MAX_BODY + 10, None), parser_context={"view": View()}
    )
    assert len(text) == strict.MAX_BODY + 8


class Position(OpenSerializer):
    message = ErrorText(max_bytes=10)
    line = StrictInteger(required=False, allow_null=True)


class Everything(StrictSerializer):
    text = Text(max_length=5, required=False)
    number = StrictInteger(required=False)
    share = StrictFloat(required=False, min_value=0, max_value=1)
    flag = StrictBoolean(required=False)
    kind = StrictChoice(choices=["1", "True", "b"], required=False)
    uid = StrictUUID(required=False)
    key = KeyField(required=False)
    event_id = EventId(required=False)
    status = serializers.CharField(read_only=True)
    errors = Position(many=True, required=False)  # type: ignore[assignment]


def faults(data: Any, **kwargs: Any) -> dict[str, str]:
    serializer = Everything(data=data, **kwargs)
    serializer.is_valid()
    return dict(pointed(serializer.errors))


@pytest.mark.parametrize(
    "data",
    [
        {"text": 5},
        {"text": True},
        {"text": ["a"]},
        {"text": None},
        {"text": ""},
        {"text": "   "},
        {"text": "123456"},
        {"text": "a\x00"},
        {"text": "\ud800"},
        {"number": "5"},
        {"number": 5.0},
        {"number": True},
        {"number": 2**31},
        {"share": "0.5"},
        {"share": True},
        {"share": 1.5},
        {"flag": "true"},
        {"flag": 1},
        {"flag": None},
        {"kind": 1},
        {"kind": True},
        {"kind": "c"},
        {"kind": ["b"]},
        {"uid": 5},
        {"uid": "5"},
        {"key": ""},
        {"key": "a b"},
        {"key": "a\n"},
        {"key": "é"},
        {"key": "x" * 201},
        {"event_id": "x" * 256},
        {"event_id": 7},
        {"errors": "x"},
        {"errors": {}},
    ],
)
def test_nothing_is_coerced(data: dict[str, Any]) -> None:
    (name,) = data
    assert list(faults(data)) == [f"/{name}"]


@pytest.mark.parametrize(
    "data",
    [
        {"text": " a "},
        {"number": -5},
        {"share": 1},
        {"flag": False},
        {"kind": "1"},
        {"key": "a/B.c:d_e@f-1"},
        {"event_id": "x" * 255},
    ],
)
def test_what_fits_is_kept_as_it_came(data: dict[str, Any]) -> None:
    serializer = Everything(data=data)
    assert serializer.is_valid(), serializer.errors
    assert serializer.validated_data == data


def test_unknown_and_read_only_fields_are_named_beside_other_faults() -> None:
    found = faults({"nonsense": 1, "status": "active", "number": "5"})
    assert found["/nonsense"].startswith("unknown field; there are: ")
    assert found["/status"] == "is read-only"
    assert "/number" in found


def test_what_a_tool_adds_to_an_error_is_ignored() -> None:
    serializer = Everything(data={"errors": [{"message": "m", "severity": {"x": 1}}]})
    assert serializer.is_valid(), serializer.errors
    assert serializer.validated_data == {"errors": [{"message": "m"}]}


def test_faults_inside_lists_have_their_index() -> None:
    assert list(faults([{}, {"flag": 1}, {"errors": [{"message": 3}]}], many=True)) == [
        "/1/flag",
        "/2/errors/0/message",
    ]


def test_long_error_text_is_cut_and_noted() -> None:
    serializer = Everything(data={"errors": [{"message": "short"}, {"message": "x" * 11}]})
    assert serializer.is_valid()
    assert serializer.validated_data["errors"][1]["message"] == "x" * 10
    assert serializer.cuts == ["/errors/1/message"]


def test_cuts_of_a_list_have_their_index() -> None:
    serializer: Any = Everything(data=[{}, {"errors": [{"message": "x" * 11}]}], many=True)
    assert serializer.is_valid()
    assert serializer.cuts == ["/1/errors/0/message"]


@given(st.text(st.characters(codec="utf-8", exclude_characters="\x00"), min_size=1))
def test_a_cut_is_a_beginning_that_fits(text: str) -> None:
    cut = ErrorText(max_bytes=10).to_internal_value(text)
    assert text.startswith(cut)
    assert len(cut.encode()) <= 10
    assert (cut == text) is (len(text.encode()) <= 10)
    assert len(text.encode()) <= 10 or len(cut.encode()) > 6


def test_a_model_serializer_is_strict_too() -> None:
    class Runs(StrictModelSerializer):
        class Meta(StrictSerializer.Meta):
            model = JobRun
            fields = ("job", "progress", "dry_run")

    serializer = Runs(data={"job": 5, "progress": "0.5", "dry_run": "true", "error": "x"})
    assert not serializer.is_valid()
    assert set(serializer.errors) == {"job", "progress", "dry_run", "error"}


def query(url: str) -> Request:
    return Request(APIRequestFactory().get(url))


def test_unknown_query_parameters_are_refused() -> None:
    with pytest.raises(Malformed) as caught:
        strict.check_query(query("/?project=a&projct=b&text=%00"), {"project", "text"})
    assert dict(caught.value.pointed) == {
        "/projct": "unknown parameter; there are: project, text",
        "/text": "contains NUL",
    }


class Runs(strict.StrictFilterSet):
    dry_run = strict.StrictBooleanFilter()

    class Meta:
        model = JobRun
        fields = ("job",)


@pytest.mark.parametrize("url", ["/?jb=x", "/?job=%00"])
def test_a_filter_set_refuses_what_it_does_not_know(url: str) -> None:
    with pytest.raises(Malformed):
        Runs(query(url).query_params, JobRun.objects.all(), request=query(url)).is_valid()


@pytest.mark.parametrize(("word", "valid"), [("true", True), ("false", True), ("yes", False)])
def test_a_boolean_filter_takes_two_words(word: str, valid: bool) -> None:
    url = f"/?dry_run={word}&page_size=5"
    filtered = Runs(query(url).query_params, JobRun.objects.all(), request=query(url))
    assert filtered.is_valid() is valid


@pytest.mark.django_db
@pytest.mark.parametrize("word", ["true", "false"])
def test_a_boolean_filter_filters(word: str) -> None:
    from django.utils import timezone

    for dry_run in (True, False):
        JobRun.objects.create(job="x", started_at=timezone.now(), dry_run=dry_run)
    url = f"/?dry_run={word}"
    found = Runs(query(url).query_params, JobRun.objects.all(), request=query(url)).qs
    assert [run.dry_run for run in found] == [word == "true"]


def test_validation_errors_have_one_shape() -> None:
    with pytest.raises(ValidationError):
        Everything(data=[]).is_valid(raise_exception=True)


def test_a_choice_that_is_none_is_told_which_there_are() -> None:
    class Chosen(strict.StrictSerializer):
        kind = StrictChoice(choices=["insert", "replace", ""], allow_blank=True)

    chosen = Chosen(data={"kind": "{swap}"})
    assert not chosen.is_valid()
    assert chosen.errors["kind"] == ["“{swap}” is no choice; there are: insert, replace"]
