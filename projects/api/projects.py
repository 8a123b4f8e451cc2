"""`/api/v1/projects/`: what is being generated."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django_filters import rest_framework as filters
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import generics, serializers
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from intake.problems import Refused
from intake.scrubbing import scrub
from intake.strict import KeyField, StrictFilterSet, StrictModelSerializer, Text
from projects.auth import caller
from projects.erasing import erase_now
from projects.models import Account, EndUser, Project, Scope
from projects.signals import sharing_changed


def project_of(account_id: UUID, key: str | None, pointer: str = "/project") -> Project | None:
    """The account's project of this key, None for none; Refused (422) where a body names one that
    is not there.
    """
    if key is None:
        return None
    project = Project.objects.of(account_id).select_related("account").filter(key=key).first()
    if project is None:
        raise Refused(
            {pointer: f"There is no project “{key}”; PUT /api/v1/projects/{key}/ makes it."}
        )
    return project


def project_at(request: Request, key: str) -> Project:
    """The account's project that a path names; NotFound says how to make it, the same for foreign
    and for missing.
    """
    project = Project.objects.of(caller(request).account_id).filter(key=key).first()
    if project is None:
        raise NotFound(f"There is no project “{key}”; PUT /api/v1/projects/{key}/ makes it.")
    return project


LONGEST = {
    field.name: field.max_length
    for field in Project._meta.fields
    if field.name in ("name", "app_type", "language", "framework")
}


class ProjectFilters(StrictFilterSet):
    search = filters.CharFilter(method="filter_search")

    class Meta:
        model = Project
        fields = ["app_type", "build_mode", "language", "framework"]

    def filter_search(self, queryset: Any, name: str, value: str) -> Any:
        return queryset.filter(Q(key__icontains=value) | Q(name__icontains=value))


class ProjectSerializer(StrictModelSerializer):
    key = KeyField(read_only=True)
    providers = serializers.ListField(child=Text(max_length=40), max_length=50, required=False)
    user = KeyField(required=False, allow_null=True, source="user.key", default=serializers.empty)

    class Meta(StrictModelSerializer.Meta):
        model = Project
        fields = [
            "key",
            "name",
            "app_type",
            "build_mode",
            "language",
            "framework",
            "providers",
            "user",
            "sharing",
            "created_at",
            "updated_at",
        ]
        read_only_fields = ["created_at", "updated_at"]

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Without private text, which may have grown by it, within its column."""
        for name, longest in LONGEST.items():
            if name in attrs:
                attrs[name] = scrub(attrs[name])[:longest]
        if "providers" in attrs:
            attrs["providers"] = [scrub(one) for one in attrs["providers"]]
        return attrs


class ProjectList(generics.ListAPIView[Project]):
    """The account's projects."""

    scopes = Scope.CONTEXT_READ.value
    queryset = Project.objects.none()
    serializer_class = ProjectSerializer
    filterset_class = ProjectFilters
    ordering = "key"
    ordering_fields = ("key", "created_at", "updated_at")

    def get_queryset(self) -> Any:
        return Project.objects.of(caller(self.request).account_id).select_related("user")


class ProjectDetail(generics.GenericAPIView[Project]):
    """One project, by the caller's own key."""

    scopes = {
        "GET": Scope.CONTEXT_READ.value,
        "PUT": Scope.INGEST_WRITE.value,
        "DELETE": Scope.INGEST_WRITE.value,
    }
    serializer_class = ProjectSerializer
    lookup_field = lookup_url_kwarg = "key"

    def get_queryset(self) -> Any:
        return Project.objects.of(caller(self.request).account_id).select_related("user", "account")

    def find(self, key: str) -> Project:
        project: Project | None = self.get_queryset().filter(key=key).first()
        if project is None:
            raise NotFound(f"There is no project “{key}”.")
        return project

    @extend_schema(responses=ProjectSerializer)
    def get(self, request: Request, key: str) -> Response:
        return Response(self.get_serializer(self.find(key)).data)

    @extend_schema(responses={200: ProjectSerializer, 201: ProjectSerializer})
    def put(self, request: Request, key: str) -> Response:
        """Create or update; what the body does not name stays as it is."""
        serializer = self.get_serializer(data=request.data, partial=True)
        serializer.is_valid(raise_exception=True)
        given = dict(serializer.validated_data)
        project, created = put_project(caller(request).account, key, given)
        return Response(self.get_serializer(project).data, status=201 if created else 200)

    @extend_schema(responses={204: OpenApiResponse(description="Erased.")})
    def delete(self, request: Request, key: str) -> Response:
        """Erase the project: its rows go, its outcomes are withdrawn, what they alone proved is
        re-evaluated.
        """
        erase_now(self.find(key))
        return Response(status=204)


@transaction.atomic
def put_project(account: Account, key: str, given: dict[str, Any]) -> tuple[Project, bool]:
    if "user" in given:
        name = given.pop("user")["key"]
        given["user"] = (
            EndUser.objects.get_or_create(account=account, key=name)[0] if name else None
        )
    before = (
        Project.objects.of(account.pk).filter(key=key).values_list("sharing", flat=True).first()
    )
    project, created = Project.objects.update_or_create(account=account, key=key, defaults=given)
    if given:
        Project.objects.filter(pk=project.pk).touch()
    if not created and project.sharing != before:
        sharing_changed.send(sender=Project, projects=[project])
    return project, created
