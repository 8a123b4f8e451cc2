"""`/api/v1/context/`: the unified context, as JSON or as Markdown."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, cast
from uuid import UUID

from django.conf import settings
from django.utils.http import parse_etags
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from context.assembly import Context, Options, assemble
from context.base import SECTION_KEYS, Subject
from context.builds import record
from context.snapshot import look
from intake.problems import Malformed, step
from intake.strict import (
    ErrorText,
    KeyField,
    OpenSerializer,
    StrictChoice,
    StrictInteger,
    StrictSerializer,
    Text,
    check_query,
)
from projects.models import ApiKey, EndUser, Project, Scope

MAX_BODY = 1_048_576
MAX_LIMIT = 200
COMMA_LISTS = ("sections", "exclude", "providers")


class ErrorSerializer(OpenSerializer):
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


class VersionsSerializer(StrictSerializer):
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
    task = Text(max_length=20_000, required=False, allow_blank=True, default="")
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
        child=ErrorSerializer(), max_length=100, default=list
    )
    versions = VersionsSerializer(required=False, default=dict)
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


class MarkdownRenderer(BaseRenderer):
    media_type = "text/markdown"
    format = "markdown"
    charset = "utf-8"

    def render(
        self,
        data: Any,
        accepted_media_type: str | None = None,
        renderer_context: Mapping[str, Any] | None = None,
    ) -> bytes:
        return data["markdown"].encode() if data else b""


ANSWERS = {
    (200, "application/json"): ContextAnswer,
    (200, "text/markdown"): str,
    304: OpenApiResponse(description="The context is still the one of If-None-Match."),
    404: OpenApiResponse(description="No such project."),
}
IF_NONE_MATCH = OpenApiParameter("If-None-Match", str, OpenApiParameter.HEADER)


class ContextView(APIView):
    """What is known that helps with a task, as one document to be put in front of a prompt."""

    scopes = {"GET": Scope.CONTEXT_READ.value, "POST": Scope.CONTEXT_READ.value}
    max_body = MAX_BODY
    throttled_as = "read"
    renderer_classes = [JSONRenderer, MarkdownRenderer]

    @extend_schema(
        operation_id="context_retrieve",
        parameters=[ContextQuery, IF_NONE_MATCH],
        responses=ANSWERS,
    )
    def get(self, request: Request) -> Response:
        """The context for a project, or the global one; cacheable by its ETag."""
        return answer(request, ContextQuery(data=from_query(request)))

    @extend_schema(
        operation_id="context_create",
        request=ContextRequest,
        parameters=[IF_NONE_MATCH],
        responses=ANSWERS,
    )
    def post(self, request: Request) -> Response:
        """The same for what is about to be done: task, files and errors choose the tail."""
        return answer(request, ContextRequest(data=request.data))


def from_query(request: Request) -> dict[str, Any]:
    """Query parameters in the form of a body; Malformed for what is unknown or given twice."""
    known = ContextQuery().fields
    check_query(request, known)
    found: dict[str, Any] = {}
    for name, values in request.query_params.lists():
        if name in COMMA_LISTS:
            found[name] = [one.strip() for one in ",".join(values).split(",") if one.strip()]
        elif len(values) > 1:
            raise Malformed({step("", name): "is given more than once"})
        elif name == "max_tokens" and re.fullmatch("[0-9]{1,9}", values[0]):
            found[name] = int(values[0])
        else:
            found[name] = values[0]
    return found


def answer(request: Request, asked: ContextQuery) -> Response:
    asked.is_valid(raise_exception=True)
    wish = asked.validated_data
    account_id: UUID = cast(ApiKey, request.auth).account_id
    project = find_project(account_id, wish.get("project"))
    look()
    context = assemble(subject_of(account_id, project, wish), options_of(wish))
    build_id = record(context, account_id, project.id if project else None, wish["consumer"])
    return respond(request, build_id, context, asked.cuts)


def find_project(account_id: UUID, key: str | None) -> Project | None:
    """The account's project; NotFound says how to make it, the same for foreign and for missing."""
    if key is None:
        return None
    project = Project.objects.of(account_id).select_related("account").filter(key=key).first()
    if project is None:
        raise NotFound(f"There is no project “{key}”; PUT /api/v1/projects/{key}/ makes it.")
    return project


def subject_of(account_id: UUID, project: Project | None, wish: Mapping[str, Any]) -> Subject:
    return Subject(
        account_id=account_id,
        project=project,
        user_id=find_user(account_id, project, wish.get("user")),
        language=wish["language"] or (project.language if project else ""),
        framework=wish["framework"] or (project.framework if project else ""),
        app_type=project.app_type if project else "",
        build_mode=project.build_mode if project else "",
        providers=wish["providers"],
        task=wish["task"],
        files=wish.get("files", ()),
        errors=wish.get("errors", ()),
        versions=wish.get("versions", {}),
        limits=wish.get("limits", {}),
    )


def find_user(account_id: UUID, project: Project | None, key: str | None) -> UUID | None:
    """The user named; none means the project's, and an unknown one is as good as none."""
    if key is None:
        return project.user_id if project else None
    users = EndUser.objects.filter(account_id=account_id, key=key)
    return users.values_list("pk", flat=True).first()


def options_of(wish: Mapping[str, Any]) -> Options:
    sections: Sequence[str] | None = wish.get("sections")
    return Options(
        max_tokens=wish["max_tokens"],
        order=wish["order"],
        form=wish["form"],
        sections=None if sections is None else frozenset(sections),
        exclude=frozenset(wish.get("exclude") or ()),
    )


def respond(request: Request, build_id: str, context: Context, cuts: Sequence[str]) -> Response:
    """200 with the context, or 304 where the caller has it already; an ETag for each form."""
    renderer = request.accepted_renderer
    etag = f"{build_id}-{renderer.format}"
    headers = {
        "ETag": f'"{etag}"',
        "Vary": "Accept, Authorization",
        "Cache-Control": "private, no-cache",
        "X-Context-Id": build_id,
        "X-Context-Tokens": str(context.tokens),
    }
    if is_known(request.headers.get("If-None-Match", ""), etag):
        return Response(status=304, headers=headers)
    body = {
        "id": build_id,
        "markdown": context.markdown,
        "tokens": context.tokens,
        "tokenizer": settings.TOKENIZER,
        "etag": etag,
        "stable_tokens": context.stable_tokens,
        "sections": context.sections,
        "omitted": context.omitted,
    }
    if cuts:
        body["cut"] = cuts
    return Response(body, headers=headers)


def is_known(header: str, etag: str) -> bool:
    """If-None-Match (RFC 9110, 13.1.2): `*`, or tags compared weakly; a bare tag is taken too."""
    given = {one.removeprefix("W/").strip('"') for one in parse_etags(header)}
    return bool(given & {"*", etag}) or header.strip() == etag
