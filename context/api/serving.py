"""`/api/v1/context/`: the unified context, as JSON or as Markdown."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from typing import Any, cast
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError
from django.utils.http import parse_etags
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.exceptions import NotFound
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from context.api.fields import ContextAnswer, ContextQuery, ContextRequest
from context.assembly import Context, Options, assemble
from context.base import Subject
from context.builds import record
from context.snapshot import look
from intake.problems import MEDIA_TYPE, Malformed, step
from intake.strict import check_query
from projects.models import ApiKey, EndUser, Project, Scope

MAX_BODY = 1_048_576
COMMA_LISTS = ("sections", "exclude", "providers")


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
    (404, MEDIA_TYPE): OpenApiResponse(
        {"$ref": "#/components/schemas/Problem"}, "No such project; how to make it."
    ),
}
HEADERS = [
    OpenApiParameter("If-None-Match", str, OpenApiParameter.HEADER),
    OpenApiParameter("ETag", str, OpenApiParameter.HEADER, response=[200, 304]),
    OpenApiParameter("X-Context-Id", str, OpenApiParameter.HEADER, response=[200, 304]),
    OpenApiParameter("X-Context-Tokens", int, OpenApiParameter.HEADER, response=[200, 304]),
]


class ContextView(APIView):
    """What is known that helps with a task, as one document to be put in front of a prompt."""

    scopes = {"GET": Scope.CONTEXT_READ.value, "POST": Scope.CONTEXT_READ.value}
    max_body = MAX_BODY
    throttled_as = "read"
    renderer_classes = [JSONRenderer, MarkdownRenderer]

    @extend_schema(
        operation_id="context_retrieve",
        parameters=[ContextQuery, *HEADERS],
        responses=ANSWERS,
    )
    def get(self, request: Request) -> Response:
        """The context for a project, or the global one; cacheable by its ETag."""
        return answer(request, ContextQuery(data=from_query(request)))

    @extend_schema(
        operation_id="context_create",
        request=ContextRequest,
        parameters=HEADERS,
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
    try:
        build_id = record(context, account_id, project.id if project else None, wish["consumer"])
    except IntegrityError:
        # Not there any more, if it was erased meanwhile.
        find_project(account_id, wish.get("project"))
        raise
    return respond(request, build_id, context, asked.cuts)


def find_project(account_id: UUID, key: str | None) -> Project | None:
    """The account's project; NotFound says how to make it, the same for foreign and for missing."""
    if key is None:
        return None
    project = Project.objects.of(account_id).whole().filter(key=key).first()
    if project is None:
        raise NotFound(f"There is no project “{key}”; PUT /api/v1/projects/{key}/ makes it.")
    return project


def subject_of(account_id: UUID, project: Project | None, wish: Mapping[str, Any]) -> Subject:
    return Subject(
        account_id=account_id,
        project=project,
        user=find_user(account_id, project, wish.get("user")),
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


def find_user(account_id: UUID, project: Project | None, key: str | None) -> EndUser | None:
    """The user named; none means the project's, and an unknown one is as good as none."""
    of_project = project.user if project else None
    if key is None or (of_project and of_project.key == key):
        return of_project
    return (
        EndUser.objects.select_related("preference").filter(account_id=account_id, key=key).first()
    )


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
    etag = "-".join([build_id, renderer.format, *marks(cuts)])
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


def marks(cuts: Sequence[str]) -> Sequence[str]:
    """What tells answers apart that differ in nothing but the texts that were cut."""
    return [hashlib.sha256("\n".join(cuts).encode()).hexdigest()[:8]] if cuts else []


def is_known(header: str, etag: str) -> bool:
    """If-None-Match (RFC 9110, 13.1.2): `*`, or tags compared weakly; a bare tag is taken too."""
    given = {one.removeprefix("W/").strip('"') for one in parse_etags(header)}
    return bool(given & {"*", etag}) or header.strip() == etag
