"""The page of an item that lists the served contexts which carried it, and the same as CSV."""

import csv
from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib.admin.utils import unquote
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.template.response import TemplateResponse
from unfold.decorators import action

from context.curation.exchange import Echo, escaped
from context.recalling import PAGE, all_carried, carried, newest_of

COLUMNS = ("context", "account", "project", "reference", "version", "first served", "last served")


class CarryingPages:
    """For an admin of learned items."""

    admin_site: Any
    opts: Any

    def has_carried_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("context.view_contextbuild")

    @action(description="Contexts that carried it", url_path="contexts", permissions=["carried"])  # type: ignore[untyped-decorator]
    def carried(self, request: HttpRequest, object_id: str) -> HttpResponseBase:
        item = self.get_object(request, unquote(object_id))  # type: ignore[attr-defined]
        if item is None:
            raise Http404
        if request.GET.get("format") == "csv":
            return as_csv(f"{item.slug}-contexts.csv", all_carried(item))
        rows = carried(item, before(request.GET.get("before", "")), PAGE + 1)
        shown = {
            **self.admin_site.each_context(request),
            "title": f"Contexts that carried {item}",
            "item": item,
            "item_page": f"admin:{self.opts.app_label}_{self.opts.model_name}_change",
            "rows": rows[:PAGE],
            "older": rows[PAGE - 1].pk if len(rows) > PAGE else None,
            "is_first": "before" not in request.GET,
            "recall": newest_of(item),
        }
        return TemplateResponse(request, "admin/carried.html", shown)


def before(told: str) -> int | None:
    return int(told) if told.isascii() and told.isdigit() and len(told) < 19 else None


def as_csv(name: str, rows: Iterable[Any]) -> HttpResponse | StreamingHttpResponse:
    writer = csv.writer(Echo())
    lines = (writer.writerow([escaped(str(value)) for value in line]) for line in table(rows))
    answer = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def table(rows: Iterable[Any]) -> Iterator[tuple[Any, ...]]:
    yield COLUMNS
    for row in rows:
        build = row.build
        yield (
            build.pk,
            build.account.name,
            build.project.key if build.project else "",
            row.ref,
            row.version,
            build.created_at.isoformat(timespec="seconds"),
            row.last_at.isoformat(timespec="seconds") if row.last_at else "",
        )
