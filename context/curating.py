"""Edits by staff: each says why, raises the version, and keeps what was before."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.utils import flatten_fieldsets, unquote
from django.core.exceptions import BadRequest
from django.db.models import CharField, TextField
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, reverse
from simple_history.admin import SimpleHistoryAdmin
from unfold.widgets import UnfoldAdminExpandableTextareaWidget, UnfoldAdminTextInputWidget

from context.curation.exchange_pages import ExchangePages
from context.curation.history import HistoryPages
from context.curation.places import back_to_queue
from context.models import Due, Generation, LearnedItem, Outcome, Standing, Tally
from context.pruning import FAILING
from context.releasing import newly_flagged, others_than
from intake.lists import BoundedAdmin
from intake.reasons import ReasonField, private

LONGEST_TEXT = 4096  # characters, of a column that says nothing else
HELD = "it is served once somebody else has looked at it."
ALONE = "nobody else is there to look at it, so it stands as before. Look twice."
WHY = ("Why", {"fields": ("why", "seen_version")})


class AsTyped(forms.CharField):
    """A text whose blanks at either end mean something, with the line breaks that are stored: a
    browser sends others, and what was not touched is no edit.
    """

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{**kwargs, "strip": False})

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        text = text and text.replace("\r\n", "\n")
        return text if text and text.strip() else self.empty_value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.to_python(initial), data)


class WhyForm(forms.ModelForm):  # type: ignore[type-arg]
    """An edit of what was seen, with its reason."""

    why = ReasonField(max_length=100, label="Why this edit?", widget=UnfoldAdminTextInputWidget)
    seen_version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # A viewer's form has no fields.
        if "seen_version" in self.fields:
            self.fields["seen_version"].initial = self.instance.version

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or self.cleaned_data
        if told.get("seen_version") != self.instance.version:
            raise forms.ValidationError(
                "It was changed while you edited it, and your edit is not saved. What you typed is "
                "kept here: open it again beside this page, and repeat it there."
            )
        if not self.edited:
            raise forms.ValidationError("Nothing is changed.")
        # Each text is clean, as what is taught is.
        names = getattr(self._meta.model, "told_fields", self.edited)
        for name in set(self.edited) & set(names) & told.keys():
            if said := private(told[name]):
                self.add_error(name, said)
        return told

    @property
    def edited(self) -> list[str]:
        """The names of the model's fields that differ."""
        names = {field.name for field in self._meta.model._meta.get_fields()}
        return [name for name in self.changed_data if name in names]

    @property
    def edits(self) -> dict[str, tuple[Any, Any]]:
        """What is edited, by name: before and after."""
        return {
            name: (self.initial.get(name), getattr(self.instance, name))
            for name in self.edited
            if name in self.fields
        }


class Written(NamedTuple):
    """An edit that was written: what it brings in that is flagged, and whether it waits for that
    until somebody else has looked.
    """

    flags: Sequence[str]
    is_held: bool


class CuratedAdmin(ExchangePages, HistoryPages, SimpleHistoryAdmin, BoundedAdmin):  # type: ignore[misc]
    """Rows whose text is served. The last fieldset is `WHY`, which only those who may edit see.

    An earlier text is restored as an edit: `?restore=` and the number of a record of the history
    shows the form filled with it, and what it takes to save it is what every edit takes.
    """

    form = WhyForm
    stamped: tuple[str, ...] = ("version", "updated_at", "last_edited_by")
    generation: str
    # The permission of who looks at what others' edits bring in.
    releasing: str
    formfield_overrides = {TextField: {"widget": UnfoldAdminExpandableTextareaWidget}}
    object_history_template = "admin/changes.html"

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if isinstance(db_field, TextField) and db_field.max_length is None:
            kwargs["max_length"] = LONGEST_TEXT
        if isinstance(db_field, CharField | TextField):
            kwargs["form_class"] = AsTyped
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        fieldsets = super().get_fieldsets(request, obj)
        return fieldsets if self.has_change_permission(request, obj) else fieldsets[:-1]

    def get_object(self, request: HttpRequest, object_id: str, from_field: Any = None) -> Any:
        """For its form: held until an edit that is sent is written, or as it was restored."""
        row = super().get_object(request, object_id, from_field)
        place = request.resolver_match
        is_form = place is not None and place.url_name == f"{self.page}_change"
        if row is None or not is_form or not self.has_change_permission(request, row):
            return row
        if request.method == "POST":
            return self.held(row)
        wanted = request.GET.get("restore", "")
        return self.restored(request, row, wanted) if wanted else row

    def held(self, row: Any) -> Any:
        """The row as it is now, locked; None where it is gone."""
        try:
            row.refresh_from_db(from_queryset=self.model.objects.select_for_update())
        except self.model.DoesNotExist:
            return None
        return row

    def restored(self, request: HttpRequest, row: Any, wanted: str) -> Any:
        record = record_of(self.model, row, wanted)
        if record is None:
            raise Http404
        for name in self.restorable(request, row):
            setattr(row, name, getattr(record, name))
        messages.info(
            request,
            f"The form holds the text of version {record.version}, of "
            f"{record.history_date:%Y-%m-%d %H:%M}. Nothing is changed until you save it.",
        )
        return row

    @property
    def page(self) -> str:
        """The first part of the names of its pages."""
        return f"{self.opts.app_label}_{self.opts.model_name}"

    def restorable(self, request: HttpRequest, row: Any) -> list[str]:
        """The model's fields that an edit may change."""
        kept = set(self.get_readonly_fields(request, row))
        names = {field.name for field in self.model._meta.concrete_fields}
        shown = flatten_fieldsets(super().get_fieldsets(request, row))
        return [name for name in shown if name in names - kept]

    def response_action(self, request: HttpRequest, queryset: Any) -> HttpResponse | None:
        # Django itself takes any text, or a number beyond 64 bits, for an id and fails on it.
        for selected in request.POST.getlist(ACTION_CHECKBOX_NAME):
            try:
                self.opts.pk.run_validators(self.opts.pk.to_python(selected))
            except forms.ValidationError as error:
                raise BadRequest("What is selected has no such id.") from error
        found: HttpResponse | None = super().response_action(request, queryset)
        return found

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        row = self.get_object(request, unquote(object_id))
        if row is None:
            raise Http404
        shown: dict[str, Any] = {}
        if self.has_change_permission(request, row):
            shown["restore"] = reverse(f"admin:{self.page}_change", args=[row.pk])
        page: HttpResponse = super().history_view(
            request, object_id, {**shown, **(extra_context or {})}
        )
        return page

    def get_urls(self) -> list[URLPattern]:
        # Without simple_history's page that restores a version: it asks neither for a reason nor
        # for the permission to change, and skips what an edit is checked for.
        urls: list[URLPattern] = super(SimpleHistoryAdmin, self).get_urls()
        return urls

    def response_post_save_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        """Who came from the review queue goes back to it."""
        if request.GET.get("back") == "review":
            return redirect(back_to_queue(request.GET, judged=False))
        found: HttpResponse = super().response_post_save_change(request, obj)
        return found

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        written = self.write(request, obj, form)
        if written.flags:
            follows = HELD if written.is_held else ALONE
            found = ", ".join(written.flags)
            messages.warning(request, f"It now says what is flagged ({found}): {follows}")

    def write(self, request: HttpRequest, obj: Any, form: Any) -> Written:
        """Write what was edited of a row that is held, and nothing else: counters may have moved
        meanwhile. What it brings in that is flagged is not served before somebody else has looked.
        """
        flags = self.flagged(obj, form.edits)
        is_held = bool(flags and others_than(request.user.pk, self.releasing))
        if is_held:
            self.hold_back(obj, flags, request.user)
        obj.version += 1
        if flags or not self.is_flagged(obj):
            obj.last_edited_by = request.user
        # Else whoever brought in what is flagged remains the one who may not release it.
        obj._change_reason = form.cleaned_data["why"]
        obj.save(update_fields=[*form.edited, *self.stamped])
        Generation.objects.raise_for(self.generation)
        return Written(flags, is_held)

    def write_new(self, request: HttpRequest, row: Any, flags: Sequence[str], why: str) -> None:
        """Make a row that is imported; served to nobody before somebody activates it."""
        row.last_edited_by = request.user
        row._change_reason = why
        row.save(force_insert=True)
        Generation.objects.raise_for(self.generation)

    def flagged(self, row: Any, edits: Mapping[str, tuple[Any, Any]]) -> list[str]:
        """What somebody has to look at in these edits of a row: (before, after) by column."""
        return newly_flagged(edits)

    def is_flagged(self, row: Any) -> bool:
        """Whether somebody has to look at what it says already."""
        raise NotImplementedError

    def hold_back(self, row: Any, flags: Sequence[str], user: Any) -> None:
        """Serve it no more, before an edit is written that brings in what is flagged."""
        raise NotImplementedError


def record_of(model: Any, row: Any, number: str) -> Any:
    """A record of the row's own history by its number, or None."""
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        return None
    return model.history.filter(history_id=int(number), id=row.pk).first()


def start_anew(item_id: UUID) -> None:
    """What was reported before was about something else: no count of it stays.

    No outcome either, or reconciling would count it again. In the transaction of the edit; the
    weighing job then takes back what stood on it.
    """
    Outcome.objects.filter(item_id=item_id).delete()
    Tally.objects.filter(item_id=item_id).delete()
    Standing.objects.filter(item_id=item_id, flags=[FAILING]).update(flags=[])
    LearnedItem.objects.filter(pk=item_id).update(
        success_count=0, failure_count=0, due=Due.RECONSIDERING
    )
