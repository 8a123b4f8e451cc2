"""What the OpenAPI document says of every operation besides its own fields."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import ResolvedComponent
from drf_spectacular.utils import OpenApiParameter
from rest_framework.permissions import AllowAny

from intake.idempotency import HEADER, IdempotentMixin
from intake.problems import MEDIA_TYPE

PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string", "format": "uri-reference"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["pointer", "detail"],
                "properties": {"pointer": {"type": "string"}, "detail": {"type": "string"}},
            },
        },
    },
}
MEANINGS = {
    "400": "Malformed: the body, a field or a query parameter.",
    "401": "No key, or one that is unknown, expired or revoked.",
    "403": "The key lacks the scope.",
    "404": "Not there, or not yours to see.",
    "406": "No such form of the answer.",
    "409": "Another request is in the way.",
    "413": "The body is too large.",
    "415": "The body is not application/json.",
    "422": "Well-formed, but refused.",
    "429": "Too many requests; Retry-After says when.",
    "503": "Not available at the moment; Retry-After says when.",
}
RETRY = {"Retry-After": {"schema": {"type": "integer"}, "description": "Seconds."}}


class KeyScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = "projects.auth.KeyAuthentication"
    name = "key"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer", "bearerFormat": "ulp_…"}


class Schema(AutoSchema):
    """Adds problem documents, `Idempotency-Key`, and tags and operation ids by path."""

    @property
    def writes(self) -> bool:
        return self.method in ("POST", "PUT", "PATCH")

    @property
    def is_idempotent(self) -> bool:
        return self.method == "POST" and isinstance(self.view, IdempotentMixin)

    @property
    def is_public(self) -> bool:
        return any(isinstance(one, AllowAny) for one in self.view.get_permissions())

    def get_override_parameters(self) -> list[Any]:
        if not self.is_idempotent:
            return []
        said = "Names this request and its retries; the first 2xx answer is replayed for 24 hours."
        return [
            OpenApiParameter(
                HEADER,
                {"type": "string", "minLength": 1, "maxLength": 255},
                OpenApiParameter.HEADER,
                description=said,
            )
        ]

    def _tokenize_path(self) -> list[str]:
        """The path without `api/v1` and variables, however many paths the document has."""
        parts = [part for part in self.path.split("/") if part and not part.startswith("{")]
        return parts[2:] if parts[:2] == ["api", "v1"] else parts

    def _get_response_bodies(self, direction: Any = "response") -> dict[str, Any]:
        responses: dict[str, Any] = super()._get_response_bodies(direction)
        for code in self.problem_codes():
            responses.setdefault(code, self.problem(code))
        return responses

    def problem(self, code: str) -> dict[str, Any]:
        component = ResolvedComponent(  # type: ignore[no-untyped-call]
            "Problem", ResolvedComponent.SCHEMA, PROBLEM, "Problem"
        )
        self.registry.register_on_missing(component)
        content = {MEDIA_TYPE: {"schema": component.ref}}
        answer = {"description": MEANINGS[code], "content": content}
        return answer | {"headers": RETRY} if code in ("429", "503") else answer

    def problem_codes(self) -> list[str]:
        codes = ["400", "406", "429", "503"]
        if not self.is_public:
            codes += ["401", "403"]
        if "{" in self.path:
            codes += ["404"]
        if self.writes:
            codes += ["413", "415", "422"]
        if self.is_idempotent or self.method in ("PUT", "PATCH"):
            codes += ["409"]
        return sorted(codes)
