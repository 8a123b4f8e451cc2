"""Rules, hints and souls: edited, switched on and off, and compared with what was shipped."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.db import transaction
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from unfold.decorators import action
from unfold.widgets import UnfoldAdminExpandableTextareaWidget

from context.curating import WHY, CuratedAdmin, WhyForm, Written
from context.gist import Part, marked, text_of
from context.item_filters import YesFilter
from context.judging import NotAsSeen, answered, seen_of, tell_left
from context.models import NEW, AntiSlopRule, AppSoul, Generation, ProviderHint, Shipped
from context.releasing import EDITED, Rule, able_to
from context.seeding import digest_of, shipped_part
from context.shipped import ShippedHint, ShippedRule, ShippedSoul
from projects.asking import ShortReasonForm, ask

# Of a list that is served; the longest shipped one has 4 points of 157 characters.
MOST_POINTS = 20
LONGEST_POINT = 500
OF_ANOTHER = (
    "What somebody else brought in waits for you to look at it. Activate it, or take out what is "
    "flagged, before you add what is flagged elsewhere."
)
MENDED = (
    "Nothing that is flagged is left in it. It stays off until it is activated as usual: where "
    "somebody else may, not by who edited it last."
)


class ShippedForm(WhyForm):
    # By the admin: why an edit of this row, (before, after) by column, is not taken.
    refused: Callable[[Any, Mapping[str, tuple[Any, Any]]], str]

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        if not self.errors and (why := self.refused(self.instance, self.edits)):
            self.add_error(None, why)


class RuleForm(ShippedForm):
    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        kind, value = cleaned.get("kind"), cleaned.get("value")
        if (kind == AntiSlopRule.Kind.BAN) != bool(cleaned.get("pattern")):
            self.add_error("pattern", "A ban, and nothing else, has a pattern.")
        if (kind == AntiSlopRule.Kind.THRESHOLD) != (value is not None):
            self.add_error("value", "A threshold, and nothing else, has a value.")
        if value is not None and value > 100:
            self.add_error("value", "A threshold lies between 0 and 100.")
        return cleaned


def bounded(texts: list[str], most: int = MOST_POINTS) -> list[str]:
    if len(texts) > most:
        raise forms.ValidationError(f"There are more than {MOST_POINTS}: keep what matters most.")
    if any(len(text) > LONGEST_POINT for text in texts):
        raise forms.ValidationError(f"One is longer than {LONGEST_POINT} characters: shorten it.")
    return texts


class PointsField(forms.CharField):
    """A list of texts, edited as a line each."""

    def __init__(self, of: str = "A point") -> None:
        super().__init__(
            required=False,
            widget=UnfoldAdminExpandableTextareaWidget,
            help_text=f"{of} a line, {MOST_POINTS} at most.",
        )

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> Any:
        return bounded(points_in(super().clean(value)))

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(points_in(data or "") != initial)


def points_in(text: str) -> list[str]:
    return [point for line in text.splitlines() if (point := line.strip())]


class VariablesField(PointsField):
    """Variables of an environment, edited as a line each: the name, a colon, and what it is."""

    def __init__(self) -> None:
        super().__init__(of="“NAME: what it is for”,")

    def can_show(self, one: object) -> bool:
        return (
            isinstance(one, dict)
            and one.keys() == {"name", "note"}
            and all(isinstance(text, str) for text in one.values())
        )

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, list):
            return value
        return "\n".join(f"{one['name']}: {one['note']}" for one in value)

    def clean(self, value: Any) -> Any:
        return variables_in(super().clean(value))

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool(variables_in(points_in(data or "")) != initial)
        except forms.ValidationError:
            return True


def variables_in(lines: list[str]) -> list[dict[str, str]]:
    found = []
    for line in lines:
        name, _, note = map(str.strip, line.partition(":"))
        if not (name and note):
            raise forms.ValidationError(f"“{line}”: write NAME: what it is for.")
        found.append({"name": name, "note": note})
    return found


class HintForm(ShippedForm):
    install = PointsField(of="A package")
    environment = VariablesField()


class SoulForm(ShippedForm):
    typography = PointsField()
    colour = PointsField()
    motion = PointsField()
    depth = PointsField()
    layout = PointsField()
    anti_patterns = PointsField()


class SwitchForm(ShortReasonForm):
    """Why, of rows as they were seen."""

    seen_version = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)


class FlaggedFilter(YesFilter):
    title = "flagged, waiting for a person"
    parameter_name = "flagged"

    def condition(self) -> Any:
        return ~Q(flags=[])


class ShippedAdmin(CuratedAdmin):
    """Content that came with the release: edited, switched, and compared with what was shipped.

    Who edited it is the first of the two who look at what is flagged; who switches it on is the
    second.
    """

    generation = Generation.Name.SHIPPED
    shipped_as: type[Any]
    stamped = (*CuratedAdmin.stamped, "is_active", "flags")
    readonly_fields = ("slug", "version", "is_active", "flagged_by", "shipped", "updated_at")
    actions_detail = ("switch_on", "switch_off")
    actions = (*actions_detail, *CuratedAdmin.exports)

    def get_form(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        form = super().get_form(request, *args, **kwargs)
        form.refused = staticmethod(partial(self.refuse_edit, request.user))
        return form

    def refuse_edit(self, user: Any, row: Any, edits: Mapping[str, tuple[Any, Any]]) -> str:
        """One alone is kept from releasing a row: two who bring in what is flagged, each elsewhere,
        would each release what he wrote himself.
        """
        elsewhere = {flag.partition(": ")[0] for flag in row.flags} - {*edits}
        if not elsewhere or not self.flagged(row, edits):
            return ""
        others = able_to(self.releasing) - {user.pk}
        return OF_ANOTHER if row.last_edited_by_id in others else ""

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        was_flagged = bool(obj.flags)
        super().save_model(request, obj, form, change)
        if was_flagged and not obj.flags:
            messages.info(request, MENDED)

    def write(self, request: HttpRequest, obj: Any, form: Any) -> Written:
        if obj.flags:
            obj.flags = self.still_flagged(obj)
        return super().write(request, obj, form)

    def write_new(self, request: HttpRequest, row: Any, flags: Sequence[str], why: str) -> None:
        self.hold_back(row, [*flags, *NEW], request.user)
        super().write_new(request, row, flags, why)

    def still_flagged(self, row: Any) -> list[str]:
        """Its flags without those whose column, as edited, no longer breaks the rule."""
        if self.is_as_shipped(row):
            return []
        texts = {one.name: (None, getattr(row, one.name)) for one in self.exchanged()}
        broken = {*self.flagged(row, texts), *NEW}
        return [flag for flag in row.flags if flag in broken]

    def is_flagged(self, row: Any) -> bool:
        return bool(row.flags)

    def hold_back(self, row: Any, flags: Sequence[str], user: Any) -> None:
        row.is_active, row.flags = False, sorted({*row.flags, *flags})

    @admin.display(description="Flags")
    def flagged_by(self, row: Shipped) -> str:
        return ", ".join(row.flags)

    @admin.display(description="Text")
    def shipped(self, row: Shipped) -> str:
        return "as shipped" if self.is_as_shipped(row) else "edited"

    def is_as_shipped(self, row: Shipped) -> bool:
        return digest_of(shipped_part(row, self.shipped_as)) == row.shipped_digest

    @action(description="Activate", permissions=["change"])  # type: ignore[untyped-decorator]
    def switch_on(
        self, request: HttpRequest, queryset: Any = None, object_id: str = ""
    ) -> HttpResponse | None:
        return self.switch(request, True, queryset, object_id)

    @action(description="Deactivate", permissions=["change"])  # type: ignore[untyped-decorator]
    def switch_off(
        self, request: HttpRequest, queryset: Any = None, object_id: str = ""
    ) -> HttpResponse | None:
        return self.switch(request, False, queryset, object_id)

    def switch(
        self, request: HttpRequest, is_active: bool, queryset: Any, object_id: str
    ) -> HttpResponse | None:
        if queryset is None:
            row = self.get_object(request, unquote(object_id))
            if row is None:
                raise Http404
            queryset = self.model.objects.filter(pk=row.pk)
        name = f"admin:{self.page}_change"
        back = redirect(name, object_id) if object_id else None
        rows = list(queryset)
        if is_active and rows and len(self.own(request, rows)) == len(rows):
            messages.error(request, f"Nothing was changed: {rows[0].name} stays off, as {EDITED}.")
            return back
        told, seen = answered(request, rows)
        form = SwitchForm(told, initial={"seen_version": seen})
        if not form.is_valid():
            title = "Activate" if is_active else "Deactivate"
            parts = {row.pk: marked(self.gist(row), row.flags) for row in rows if row.flags}
            return ask(self, request, form, title=title, objects=rows, parts=parts)
        self.switch_seen(request, is_active, rows, **form.cleaned_data)
        return back

    def switch_seen(
        self, request: HttpRequest, is_active: bool, rows: list[Any], reason: str, seen_version: str
    ) -> None:
        """Of rows that are as they were seen, those that this user may switch."""
        chosen = self.model.objects.filter(pk__in=[row.pk for row in rows])
        with transaction.atomic():
            held = list(chosen.order_by("pk").select_for_update())
            if seen_version not in ("", seen_of(held)):
                messages.error(request, f"Nothing was changed: {NotAsSeen()}")
                return
            own = self.own(request, held) if is_active else []
            free = chosen.exclude(pk__in=[row.pk for row in own])
            changed = free.switch(is_active, reason=reason, user=request.user)
        said = f"{changed} changed; every process serves it so within seconds."
        messages.success(request, said)
        tell_left(request, [(row.name, EDITED) for row in own])

    def own(self, request: HttpRequest, rows: list[Any]) -> list[Any]:
        """Those that are off and that somebody else has to switch on."""
        user: Any = request.user
        rule = Rule(user.pk, able_to(self.releasing))
        return [row for row in rows if not row.is_active and rule.is_own(row)]

    def gist(self, row: Shipped) -> list[Part]:
        """What it says, as its flags call it."""
        texts = {one.name: text_of(getattr(row, one.name)) for one in self.exchanged()}
        titles = {name: str(self.opts.get_field(name).verbose_name).capitalize() for name in texts}
        return [Part(titles[name], name, text) for name, text in texts.items() if text]


@admin.register(AntiSlopRule)
class AntiSlopRuleAdmin(ShippedAdmin):
    form = RuleForm
    shipped_as = ShippedRule
    releasing = "change_antisloprule"
    list_display = (
        "name",
        "kind",
        "pattern",
        "value",
        "is_active",
        "flagged_by",
        "version",
        "shipped",
        "updated_at",
    )
    list_filter = ("kind", "is_active", FlaggedFilter)
    search_fields = ("slug", "name", "pattern", "text")
    fieldsets = (
        (None, {"fields": ("name", "kind", "pattern", "text", "value", "position")}),
        ("Served", {"fields": ShippedAdmin.readonly_fields}),
        WHY,
    )


@admin.register(ProviderHint)
class ProviderHintAdmin(ShippedAdmin):
    form = HintForm
    shipped_as = ShippedHint
    releasing = "change_providerhint"
    list_display = (
        "name",
        "slug",
        "category",
        "is_active",
        "flagged_by",
        "version",
        "shipped",
        "updated_at",
    )
    list_filter = ("category", "is_active", FlaggedFilter)
    search_fields = ("slug", "name", "usage", "notes")
    fieldsets = (
        (
            None,
            {"fields": ("name", "category", "install", "imports", "environment", "usage", "notes")},
        ),
        ("Served", {"fields": ShippedAdmin.readonly_fields}),
        WHY,
    )

    def flagged(self, row: Any, edits: Mapping[str, tuple[Any, Any]]) -> list[str]:
        """A package that is to be installed needs no command beside it."""
        found = super().flagged(row, edits)
        before, after = edits.get("install", ([], []))
        if set(after) - set(before or []):
            found.append("install: install")
        return sorted(found)


@admin.register(AppSoul)
class AppSoulAdmin(ShippedAdmin):
    form = SoulForm
    shipped_as = ShippedSoul
    releasing = "change_appsoul"
    list_display = (
        "name",
        "slug",
        "is_active",
        "flagged_by",
        "version",
        "shipped",
        "updated_at",
    )
    list_filter = ("is_active", FlaggedFilter)
    search_fields = ("slug", "name", "description")
    fieldsets = (
        (None, {"fields": ("name", "description")}),
        (
            "The design system",
            {"fields": ("typography", "colour", "motion", "depth", "layout", "anti_patterns")},
        ),
        ("Served", {"fields": ShippedAdmin.readonly_fields}),
        WHY,
    )
