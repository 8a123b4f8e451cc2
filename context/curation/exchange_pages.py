"""Export from a list of curated rows, and import into it: for those who may edit them."""

import base64
import binascii
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from operator import itemgetter
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.contrib.admin.utils import flatten_fieldsets
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from unfold.decorators import action
from unfold.widgets import UnfoldAdminFileFieldWidget, UnfoldAdminTextInputWidget

from context.curation.exchange import (
    MAX_FILE,
    MAX_ROWS,
    Column,
    Read,
    Unreadable,
    as_csv,
    as_jsonl,
    columns_of,
    read,
)
from context.curation.importing import (
    CHANGED,
    EQUAL,
    NEW,
    REFUSED,
    UNCHECKED,
    Importing,
    Planned,
    digest_of,
)
from intake.reasons import ReasonField

CHUNK = 5_000  # rows of a query of an export, in memory at once
SHOWN = 100
# Of the form of an edit, no columns of the row.
NO_COLUMNS = {"why", "seen_version", "same_meaning"}

WAITING = "Not served before a person activates them, being new or bringing in what is flagged"
UNSEEN = "Served as before with what is flagged, as nobody else is there to look at it"

Writer = Callable[[Sequence[Column], Any], Iterator[str]]


class ImportForm(forms.Form):
    """A file, or its bytes as the preview sent them along; `content` after validation."""

    file = forms.FileField(
        required=False,
        widget=UnfoldAdminFileFieldWidget,
        help_text=f"CSV or JSON Lines as exported, up to {MAX_ROWS} rows and {MAX_FILE >> 10} KiB.",
    )
    reason = ReasonField(max_length=100, widget=UnfoldAdminTextInputWidget)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        cleaned["content"] = self.given(cleaned.get("file"))
        return cleaned

    def given(self, file: Any) -> bytes:
        if file is not None:
            return bytes(file.read(MAX_FILE + 1))
        try:
            content = base64.b64decode(self.data.get("content", ""), validate=True)
        except (binascii.Error, ValueError):
            content = b""
        if not content:
            self.add_error("file", "Choose a file.")
        return content


def exporting(name: str, title: str, write: Writer, ending: str, content_type: str) -> Any:
    def export(
        admin: "ExchangePages", request: HttpRequest, queryset: QuerySet[Any]
    ) -> StreamingHttpResponse:
        name = f"{admin.opts.verbose_name_plural}".replace(" ", "-")
        columns = admin.exchanged()
        answer = StreamingHttpResponse(
            write(columns, in_chunks(queryset, columns)), content_type=content_type
        )
        answer["Content-Disposition"] = f'attachment; filename="{name}.{ending}"'
        return answer

    export.__name__ = name
    return action(description=title, permissions=["change"])(export)


def in_chunks(rows: QuerySet[Any], columns: Sequence[Column]) -> Iterator[Sequence[Any]]:
    """The columns of all rows, by short queries: nothing is held open while a client reads.

    Many are read along the table, each query of the ids that come next there: sorting what a list
    is filtered for, once a chunk, took minutes for a million.
    """
    told = rows.order_by().values_list("pk", *(column.name for column in columns))
    few = list(told[: CHUNK + 1])
    chunks = [few] if len(few) <= CHUNK else (told.filter(pk__in=ids) for ids in ids_of(rows.model))
    for chunk in chunks:
        yield from (row[1:] for row in sorted(chunk, key=itemgetter(0)))


def ids_of(model: Any) -> Iterator[list[Any]]:
    """All of the table, in their order."""
    ordered = model._base_manager.order_by("pk").values_list("pk", flat=True)
    ids = list(ordered[:CHUNK])
    while ids:
        yield ids
        ids = list(ordered.filter(pk__gt=ids[-1])[:CHUNK])


class ExchangePages:
    """What an admin of curated rows adds to be exported and imported.

    `identifying` are the columns that make a row what it is and that no form edits.
    """

    admin_site: Any
    model: Any
    opts: Any
    fieldsets: Any
    readonly_fields: Any
    identifying: ClassVar[tuple[str, ...]] = ("slug",)
    exports = ("export_csv", "export_jsonl")
    actions_list: tuple[str, ...] = ("import_rows",)

    export_csv = exporting("export_csv", "Export as CSV", as_csv, "csv", "text/csv; charset=utf-8")
    export_jsonl = exporting(
        "export_jsonl", "Export as JSON Lines", as_jsonl, "jsonl", "application/x-ndjson"
    )

    def exchanged(self) -> list[Column]:
        """What identifies a row, and what its form edits."""
        names = [
            name
            for name in flatten_fieldsets(self.fieldsets)
            if name not in NO_COLUMNS and name not in self.readonly_fields
        ]
        return columns_of(self.model, (*self.identifying, *names))

    # What a kind has to say to an import.

    def taken(self, slugs: Collection[str]) -> Mapping[str, str]:
        """Of the slugs those that no new row may have, and why."""
        return {}

    def refuse_import(self, item: Any) -> str:
        """Why no import may change this row; empty where one may."""
        return ""

    def refuse_new(self, items: Sequence[Any]) -> Mapping[str, str]:
        """Of new rows those that may not be made, by slug, and why."""
        return {}

    @action(description="Import", url_path="import", permissions=["change"])  # type: ignore[untyped-decorator]
    def import_rows(self, request: HttpRequest) -> HttpResponse:
        """First what the file would do; then, if it still would, doing it."""
        sent = request.method == "POST"
        form = ImportForm(request.POST, request.FILES) if sent else ImportForm()
        shown = {
            **self.admin_site.each_context(request),
            "title": f"Import {self.opts.verbose_name_plural}",
            "opts": self.opts,
            "form": form,
            "columns": self.exchanged(),
        }
        if sent and form.is_valid():
            try:
                rows = read(form.cleaned_data["content"], self.exchanged())
            except Unreadable as refused:
                form.add_error("file", str(refused))
            else:
                importing = Importing(self, request, form.cleaned_data["reason"])
                plan = importing.plan(rows)
                if answer := self.confirmed(request, importing, rows, plan):
                    return answer
                shown |= preview(plan, form.cleaned_data["content"])
                shown["is_other"] = "confirmed" in request.POST
        return TemplateResponse(request, "admin/import.html", shown)

    def confirmed(
        self,
        request: HttpRequest,
        importing: Importing,
        rows: Sequence[Read],
        plan: Sequence[Planned],
    ) -> HttpResponse | None:
        """Does what was previewed; None where it was not, or would now be something else."""
        if request.POST.get("confirmed") != digest_of(plan):
            return None
        done, is_all = importing.carry_out(rows, plan)
        said = f"{done} of {sum(row.is_done for row in plan)} rows were imported"
        if is_all:
            messages.success(request, f"{said}.")
        else:
            messages.error(
                request,
                f"{said}; then others were changed by somebody else. Import the file again: what "
                "was imported is equal now.",
            )
        for count, follows in ((importing.waiting, WAITING), (importing.unseen, UNSEEN)):
            if count:
                messages.warning(request, f"{follows}: {count}.")
        return redirect(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")


def preview(plan: Sequence[Planned], content: bytes) -> dict[str, Any]:
    """What the page shows of it: counts of all, the first of those that are not equal, and why some
    were not looked at.
    """
    told = [row for row in plan if row.outcome not in (EQUAL, UNCHECKED)]
    unchecked = list(dict.fromkeys(row.reason for row in plan if row.outcome == UNCHECKED))
    counts = dict.fromkeys((NEW, CHANGED, EQUAL, REFUSED, UNCHECKED), 0)
    for row in plan:
        counts[row.outcome] += 1
    return {
        "counts": counts,
        "unchecked_why": unchecked,
        "rows": told[:SHOWN],
        "more": max(0, len(told) - SHOWN),
        "doable": counts[NEW] + counts[CHANGED],
        "content": base64.b64encode(content).decode(),
        "confirmed": digest_of(plan),
    }
