"""The admin's site, in unfold's looks."""

from typing import Any

from django.contrib.admin.apps import AdminConfig
from django.http import HttpRequest
from unfold.sites import UnfoldAdminSite


class Site(UnfoldAdminSite):  # type: ignore[misc]
    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """Once for all who ask on the way to a page, as its sidebar does: it takes as long as a
        short page.
        """
        lists: dict[str | None, list[Any]] = request.__dict__.setdefault("_app_lists", {})
        if app_label not in lists:
            lists[app_label] = super().get_app_list(request, app_label)
        return lists[app_label]


class Admin(AdminConfig):
    default_site = "config.apps.Site"
