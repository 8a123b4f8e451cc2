"""The error library to be judged and edited, and the incidents that teach it."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.db.models import (
    Count,
    Exists,
    F,
    FloatField,
    IntegerField,
    JSONField,
    OuterRef,
    QuerySet,
    Subquery,
)
from django.db.models.functions import Coalesce, Greatest
from django.http import HttpRequest, HttpResponse
from unfold.widgets import UnfoldAdminExpandableTextareaWidget

from context.admin import LessonInline, ReadOnlyInline, StandingInline
from context.curating import WHY, CuratedAdmin, WhyForm, start_anew
from context.judging import JudgingAdmin
from context.models import Due, Generation, Lesson, Standing, Status
from errorpatterns.activation import NotRecognised
from errorpatterns.matching import Index
from errorpatterns.models import ErrorEscalation, ErrorPattern, PatternSignature
from errorpatterns.regexes import RegexRefused, check
from intake.admin import ReadOnlyAdmin

BETWEEN = "---"
MOST_EXAMPLES = 20
LONGEST_EXAMPLE = 4096


class ExamplesField(forms.CharField):
    """A list of messages, each of any number of lines, in one text."""

    widget = UnfoldAdminExpandableTextareaWidget

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", f"Several are separated by a line of {BETWEEN}")
        super().__init__(required=False, strip=False, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return f"\n{BETWEEN}\n".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[str]:
        lines = super().clean(value).replace("\r\n", "\n").split("\n")
        found = [[]]  # type: list[list[str]]
        for line in lines:
            if line.strip() == BETWEEN:
                found.append([])
            else:
                found[-1].append(line)
        examples = [text for each in found if (text := "\n".join(each).strip("\n")).strip()]
        if len(examples) > MOST_EXAMPLES:
            raise forms.ValidationError(f"There are more than {MOST_EXAMPLES}.")
        if any(len(example) > LONGEST_EXAMPLE for example in examples):
            raise forms.ValidationError(f"One is longer than {LONGEST_EXAMPLE} characters.")
        return examples

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return self.clean(data) != (initial or [])
        except forms.ValidationError:
            return True


class PatternForm(WhyForm):
    same_meaning = forms.BooleanField(
        required=False,
        label="The meaning is the same",
        help_text="Without this, an edit of regex or fix starts the evidence anew: every report "
        "so far is forgotten, and what the reports alone had activated is taken back.",
    )
    examples = ExamplesField(label="Must match")
    counter_examples = ExamplesField(label="Must not match")

    def clean_error_regex(self) -> str:
        regex: str = self.cleaned_data["error_regex"]
        try:
            check(regex, built_in=self.instance.is_built_in)
        except RegexRefused as error:
            raise forms.ValidationError(error.reason) from error
        return regex

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if "error_regex" in cleaned:
            index = Index([(self.instance.pk, cleaned["error_regex"])])
            for example in cleaned.get("examples", ()):
                if not index.match(example):
                    self.add_error("examples", f"The regex does not match “{example[:200]}”.")
            for example in cleaned.get("counter_examples", ()):
                if index.match(example):
                    self.add_error("counter_examples", f"The regex matches “{example[:200]}”.")
        return cleaned

    @property
    def starts_anew(self) -> bool:
        means = {"error_regex", "fix_template"} & set(self.changed_data)
        return bool(means) and not self.cleaned_data["same_meaning"]


class StatusFilter(admin.SimpleListFilter):
    title = "status before anybody"
    parameter_name = "status"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(status.value, status.value) for status in Status]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        standings = Standing.objects.filter(item=OuterRef("pk"), status=self.value())
        return queryset.filter(Exists(standings)) if self.value() else queryset


class YesFilter(admin.SimpleListFilter):
    """Those for which something is so, or is not."""

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("yes", "Yes"), ("no", "No")]

    def condition(self) -> Any:
        raise NotImplementedError

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() == "yes":
            return queryset.filter(self.condition())
        return queryset.exclude(self.condition()) if self.value() == "no" else queryset


class WaitingFilter(YesFilter):
    title = "waiting for a person"
    parameter_name = "waiting"

    def condition(self) -> Any:
        return Exists(Standing.objects.waiting().filter(item=OuterRef("pk")))


class SampleFilter(YesFilter):
    title = "taught by samples only"
    parameter_name = "sample"

    def condition(self) -> Any:
        return taught_by_samples_only()


def taught_by_samples_only() -> Any:
    lessons = Lesson.objects.filter(item=OuterRef("pk"))
    return Exists(lessons.filter(account__is_sample=True)) & ~Exists(
        lessons.filter(account__is_sample=False)
    )


class SignatureInline(ReadOnlyInline):
    model = PatternSignature
    verbose_name_plural = "Shapes of message it stands for"
    fields = readonly_fields = ("signature", "signature_version", "fix_digest", "fix_version")
    ordering = ("id",)


@admin.register(ErrorPattern)
class ErrorPatternAdmin(JudgingAdmin, CuratedAdmin):
    form = PatternForm
    generation = Generation.Name.LIBRARY
    stamped = (*CuratedAdmin.stamped, "last_edited_by")
    refusals = (NotRecognised,)
    list_display = (
        "name",
        "category",
        "for_everybody",
        "accounts",
        "evidence",
        "reports",
        "rate",
        "confidence",
        "origin",
        "flags",
        "updated",
    )
    list_filter = (
        StatusFilter,
        WaitingFilter,
        "category",
        "fix_type",
        "tool",
        "language",
        "is_built_in",
        SampleFilter,
    )
    search_fields = ("slug", "name", "words", "code")
    ordering = ("-updated_at", "-id")
    list_per_page = 50
    inlines = (StandingInline, LessonInline, SignatureInline)
    readonly_fields = (
        "slug",
        "version",
        "is_built_in",
        "success_count",
        "failure_count",
        "success_rate",
        "last_matched_at",
        "last_edited_by",
        "created_at",
        "updated_at",
    )
    fieldsets = (
        (None, {"fields": ("name", "category", "explanation", "confidence")}),
        ("Recognises", {"fields": ("error_regex", "words", "examples", "counter_examples")}),
        ("Mends", {"fields": ("fix_type", "fix_template", "applicability")}),
        (
            "Applies to",
            {"fields": ("tool", "language", "framework", "error_type", "code", "file_glob")},
        ),
        ("Record", {"fields": readonly_fields, "classes": ("collapse",)}),
        ("Why", {"fields": ("same_meaning", *WHY[1]["fields"])}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[ErrorPattern]:
        found: QuerySet[ErrorPattern] = super().get_queryset(request)
        before = Standing.objects.filter(item=OuterRef("pk"))
        everybody = before.filter(account=None)
        served = before.filter(status=Status.ACTIVE).exclude(account=None).order_by()
        return found.filter(merged_into=None).annotate(
            everybody_status=Subquery(everybody.values("status")),
            accounts_for=Subquery(everybody.values("evidence_for")),
            accounts_against=Subquery(everybody.values("evidence_against")),
            accounts_served=Coalesce(
                Subquery(
                    served.values("item").annotate(n=Count("pk")).values("n"),
                    output_field=IntegerField(),
                ),
                0,
            ),
            open_flags=Subquery(
                before.exclude(flags=[]).order_by("moved_at").values("flags")[:1],
                output_field=JSONField(),
            ),
            is_sample=taught_by_samples_only(),
            bound=Subquery(everybody.values("lower_bound"), output_field=FloatField()),
        )

    @admin.display(description="Everybody", ordering="everybody_status")
    def for_everybody(self, pattern: Any) -> str:
        return pattern.everybody_status or ""

    @admin.display(description="Accounts", ordering="accounts_served")
    def accounts(self, pattern: Any) -> int:
        served: int = pattern.accounts_served
        return served

    @admin.display(description="For / against", ordering=F("bound").asc(nulls_first=True))
    def evidence(self, pattern: Any) -> str:
        return f"{pattern.accounts_for or 0} / {pattern.accounts_against or 0}"

    @admin.display(description="Reports", ordering=F("success_count") + F("failure_count"))
    def reports(self, pattern: ErrorPattern) -> str:
        return f"{pattern.success_count} / {pattern.failure_count}"

    @admin.display(description="Rate", ordering="success_rate")
    def rate(self, pattern: ErrorPattern) -> str:
        told = pattern.success_count + pattern.failure_count
        return f"{pattern.success_rate:.0%}" if told else ""

    @admin.display(description="From", ordering="is_built_in")
    def origin(self, pattern: Any) -> str:
        if pattern.is_built_in:
            return "release"
        return "samples" if pattern.is_sample else "lessons"

    @admin.display(description="Updated", ordering="updated_at")
    def updated(self, pattern: ErrorPattern) -> str:
        return f"{pattern.updated_at:%Y-%m-%d}"

    @admin.display(description="Flags")
    def flags(self, pattern: Any) -> str:
        return ", ".join(pattern.open_flags or ())

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        obj.last_edited_by = request.user
        super().save_model(request, obj, form, change)
        self.model.objects.filter(pk=obj.pk).update(due=Greatest(F("due"), Due.WEIGHING.value))
        if form.starts_anew:
            start_anew(obj.pk)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        """Its edits and, below, how its standings moved."""
        item = self.get_object(request, unquote(object_id))
        moves = Standing.history.filter(item=item).select_related("account", "history_user")
        shown = {"moves": moves.order_by("-history_date", "-history_id")[:200]}
        return super().history_view(request, object_id, {**shown, **(extra_context or {})})


@admin.register(ErrorEscalation)
class ErrorEscalationAdmin(ReadOnlyAdmin):
    """A list and no pages: message and fix are an account's own text, which staff do not read."""

    list_display = (
        "created_at",
        "error_type",
        "code",
        "tool",
        "current_level",
        "total_attempts",
        "resolved_at",
        "evidence",
        "taught",
        "project",
        "account",
    )
    list_display_links = None
    list_filter = ("current_level", ("resolved_at", admin.EmptyFieldListFilter), "tool", "language")
    list_select_related = ("project__account", "taught")
    search_fields = ("error_type", "code", "project__key")
    ordering = ("-updated_at",)
    show_full_result_count = False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return obj is None and bool(super().has_view_permission(request))

    @admin.display(description="Account", ordering="project__account__name")
    def account(self, incident: ErrorEscalation) -> str:
        return incident.project.account.name
