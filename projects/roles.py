"""The roles of staff, made anew after each migration: viewer, curator and admin.

What is changed in these three groups by hand is undone by the next migration; a group of another
name is left alone.
"""

from collections.abc import Iterable
from typing import Any

from django.apps import AppConfig
from django.apps import apps as installed
from django.apps.registry import Apps

# From the least to the most that they may do; each may all that the one before may.
ROLES = ("viewer", "curator", "admin")
# Django's own apps, which only the admin role has to do with.
DJANGO = {"admin", "auth", "contenttypes", "sessions"}
CURATING = {
    "activate_for_account",
    "activate_for_everybody",
    "change_antisloprule",
    "change_appsoul",
    "change_errorpattern",
    "change_learnedpattern",
    "change_provenfix",
    "change_providerhint",
    "change_strategy",
    # With the texts of an account in it: what its projects told is not for viewers.
    "preview_context",
    "promote_shadowmodel",
    "run_job",
}


def make_roles(
    app_config: AppConfig, apps: Apps = installed, using: str = "default", **kwargs: Any
) -> None:
    """A receiver of `post_migrate`, which has made the permissions of every app once the last one
    is told.
    """
    if app_config.label != last_app():
        return
    try:
        group, permission = (apps.get_model("auth", name) for name in ("Group", "Permission"))
    except LookupError:
        return
    rows = list(
        permission.objects.using(using).values_list("pk", "codename", "content_type__app_label")
    )
    for name, granted in granted_by_role(rows).items():
        role, _ = group.objects.using(using).get_or_create(name=name)
        role.permissions.set(granted)


def last_app() -> str:
    """The last app that `post_migrate` is sent for."""
    return [config.label for config in installed.get_app_configs() if config.models_module][-1]


def granted_by_role(permissions: Iterable[tuple[int, str, str]]) -> dict[str, list[int]]:
    """The ids of permissions by role, from (id, codename, app)."""
    granted: dict[str, list[int]] = {role: [] for role in ROLES}
    for pk, codename, app in permissions:
        granted["admin"].append(pk)
        if app in DJANGO:
            continue
        seen = codename.startswith("view_")
        if seen:
            granted["viewer"].append(pk)
        if seen or codename in CURATING:
            granted["curator"].append(pk)
    return granted
