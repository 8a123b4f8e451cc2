"""Roles, and a page that says in words what each may do: read off the admin's own permissions."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin
from django.contrib.auth.models import Group, User
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from unfold.decorators import action

from intake.lists import AskedAdmin
from projects.roles import ROLES

VERBS = {"view": "look at", "add": "add", "change": "change", "delete": "delete"}


@dataclass(frozen=True)
class Bearer:
    """Somebody with these permissions and no others, to be asked in place of a user."""

    permissions: Collection[str]
    is_active: bool = True
    is_staff: bool = True
    is_superuser: bool = False

    def has_perm(self, permission: str, obj: Any = None) -> bool:
        return permission in self.permissions

    def has_module_perms(self, app: str) -> bool:
        return any(permission.startswith(f"{app}.") for permission in self.permissions)


@dataclass(frozen=True)
class RoleSaid:
    """`acts`: what the role may do and to what, beyond the role named `beyond`."""

    name: str
    people: int
    beyond: str
    acts: Mapping[str, list[str]]


def may(permissions: Collection[str]) -> set[tuple[str, str]]:
    """(act, to what) that the admin's pages let somebody with these permissions do; acts that have
    a button are called as it is.
    """
    request = HttpRequest()
    request.user = Bearer(permissions)  # type: ignore[assignment]
    return {
        (act, str(model._meta.verbose_name_plural))
        for model, pages in admin.site._registry.items()
        for act in acts(pages, request)
    }


def acts(pages: Any, request: HttpRequest) -> Iterator[str]:
    for verb, words in VERBS.items():
        if getattr(pages, f"has_{verb}_permission")(request):
            yield words
    # Of these unfold asks the same permissions as when they are called.
    for told in (pages.get_actions_list(request), pages.get_actions_detail(request, 0)):
        yield from (f"“{one.description}”" for one in told)
    if pages.has_view_permission(request):
        for _, name, description in pages.get_actions(request).values():
            if name != "delete_selected":
                yield f"“{description}”"


def roles_said() -> list[RoleSaid]:
    """The three roles, each beyond the one before; then other groups, each by itself."""
    groups: QuerySet[Any] = Group.objects.annotate(people=Count("user", distinct=True))
    rows = sorted(groups.prefetch_related("permissions__content_type"), key=place)
    told = []
    before, beyond = set[tuple[str, str]](), ""
    for group in rows:
        allowed = may(
            {f"{one.content_type.app_label}.{one.codename}" for one in group.permissions.all()}
        )
        is_ours = group.name in ROLES
        found: dict[str, list[str]] = defaultdict(list)
        for act, what in sorted(allowed - before if is_ours else allowed):
            found[act].append(what)
        told.append(RoleSaid(group.name, group.people, beyond if is_ours else "", dict(found)))
        if is_ours:
            before, beyond = allowed, group.name
    return told


def place(group: Group) -> tuple[int, str]:
    return (ROLES.index(group.name) if group.name in ROLES else len(ROLES)), group.name


def superusers() -> list[str]:
    """Of those who may log in, the names."""
    rows = User.objects.filter(is_superuser=True, is_active=True, is_staff=True)
    return list(rows.order_by("username").values_list("username", flat=True))


@admin.register(Group)
class RoleAdmin(GroupAdmin, AskedAdmin):
    filter_horizontal = ()
    actions_list = ("roles",)

    # Whoever works here may know what others may do.
    def has_roles_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_staff)

    @action(description="What each may do", url_path="roles", permissions=["roles"])  # type: ignore[untyped-decorator]
    def roles(self, request: HttpRequest) -> HttpResponse:
        shown = {
            **self.admin_site.each_context(request),
            "title": "What each role may do",
            "roles": roles_said(),
            "own": set(request.user.groups.values_list("name", flat=True)),
            "superusers": superusers(),
        }
        return TemplateResponse(request, "admin/roles.html", shown)
