"""The error library to be judged and edited, and the incidents that teach it."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from unfold.widgets import UnfoldAdminExpandableTextareaWidget

from context.admin import LessonInline, ReadOnlyInline, StandingInline
from context.curating import AsTyped
from context.item_admin import (
    HOW_IT_STANDS,
    RECORD,
    WHY_AND_MEANING,
    ItemForm,
)
from context.item_filters import SampleFilter, StatusFilter, WaitingFilter
from context.models import Generation
from errorpatterns import explaining
from errorpatterns.activation import NotRecognised
from errorpatterns.admin.fixes import MendingAdmin
from errorpatterns.admin.tryout import TryOutPages
from errorpatterns.editing.rules import RuleSet
from errorpatterns.fixes import dangling
from errorpatterns.induction import Template
from errorpatterns.matching import Index
from errorpatterns.models import MOST_EXAMPLES, ErrorEscalation, ErrorPattern, PatternSignature
from errorpatterns.narrowing import narrowed
from errorpatterns.picturing import pictured
from errorpatterns.regexes import RegexRefused, check, compiled
from errorpatterns.reviewing import PatternReview
from intake.admin import ReadOnlyAdmin

TRIED = (
    "Where an edit is known, level0 --apply tries it by itself if it is Machine Applicable or "
    "Maybe Incorrect. What is Unspecified or Has Placeholders it only shows."
)
BETWEEN = "---"
LONGEST_EXAMPLE = 4096


class ExamplesField(AsTyped):
    """A list of messages, each of any number of lines, in one text."""

    widget = UnfoldAdminExpandableTextareaWidget

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", f"Several are separated by a line of {BETWEEN}")
        super().__init__(required=False, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return f"\n{BETWEEN}\n".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[str]:
        lines = super().clean(value).split("\n")
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


NARROWED = ("edit", "error_regex", "fix_template", "template", "words")


class PatternForm(ItemForm):
    meaning = frozenset({"error_regex", "fix_template"})
    narrowed: tuple[str, ...] = ()  # what changed because of the counter-examples
    outdated: tuple[str, ...] = ()  # what no longer holds for other words
    retold: tuple[str, ...] = ()  # what follows from these

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
            self.check_holes(cleaned)
            self.outdate(cleaned)
            self.narrow(cleaned)
            index = Index([(self.instance.pk, cleaned["error_regex"])])
            for example in cleaned.get("examples", ()):
                if not index.match(example):
                    self.add_error("examples", f"The regex does not match “{example[:200]}”.")
            for example in cleaned.get("counter_examples", ()):
                if index.match(example):
                    self.add_error("counter_examples", f"The regex matches “{example[:200]}”.")
        return cleaned

    def check_holes(self, cleaned: dict[str, Any]) -> None:
        """Of what is edited: what was stored before stays, whatever else is edited."""
        if {"error_regex", "fix_template"} & set(self.changed_data) and "fix_template" in cleaned:
            groups = compiled(cleaned["error_regex"]).groups
            if said := dangling(cleaned["fix_template"], groups):
                self.add_error("fix_template", said)

    @property
    def edited(self) -> list[str]:
        return [*super().edited, *self.outdated, *self.narrowed, *self.retold]

    def outdate(self, cleaned: dict[str, Any]) -> None:
        """The edit does what the fix said before, by the captures of the regex."""
        mends_otherwise = "fix_template" in self.changed_data and not cleaned.get("same_meaning")
        if mends_otherwise or "error_regex" in self.changed_data:
            self.retell(cleaned, None)
            self.instance.edit = None
            self.outdated = ("edit",)

    def retell(self, cleaned: dict[str, Any], edit: RuleSet | None) -> None:
        """What it says that the fix does, unless staff have written that."""
        if "explanation" in cleaned and "explanation" not in self.changed_data:
            told = explaining.refined(self.instance, cleaned.get("fix_template", ""), edit)
            if told != cleaned["explanation"]:
                cleaned["explanation"] = told
                self.retold = ("explanation",)

    def narrow(self, cleaned: dict[str, Any]) -> None:
        """Let a learned regex leave alone what it must not match, if its examples tell how."""
        template = Template.restored(self.instance.template)
        if not template.parts or template.regex != cleaned["error_regex"]:
            return
        told = [cleaned.get(name, []) for name in ("examples", "counter_examples")]
        matched = Index([(self.instance.pk, template.regex)]).match
        change = narrowed(template, cleaned.get("fix_template", ""), *told)
        if change and any(map(matched, told[1])):
            cleaned |= {
                "error_regex": change.template.regex,
                "words": change.template.words[:1000],
                "fix_template": change.fix,
            }
            self.instance.template = change.template.stored
            if len(change.template.captured) < len(template.captured):
                # It counts captures as they were.
                if not self.outdated:
                    self.retell(cleaned, None)
                self.instance.edit = None
            self.narrowed = NARROWED


class SignatureInline(ReadOnlyInline):
    model = PatternSignature
    verbose_name_plural = "Shapes of message it stands for"
    fields = readonly_fields = ("signature", "signature_version", "fix_digest", "fix_version")
    ordering = ("id",)


@admin.register(ErrorPattern)
class ErrorPatternAdmin(TryOutPages, MendingAdmin):
    mends = "fix_template"
    generation = Generation.Name.PATTERNS
    form = PatternForm
    reviewed = PatternReview()
    refusals = (NotRecognised,)
    actions_list = ("try_out", *MendingAdmin.actions_list)
    list_display = ("name", "category", *HOW_IT_STANDS)
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
    inlines = (StandingInline, LessonInline, SignatureInline)
    fieldsets = (
        (None, {"fields": ("name", "category", "explanation", "confidence")}),
        ("Recognises", {"fields": ("error_regex", "words", "examples", "counter_examples")}),
        ("Mends", {"description": TRIED, "fields": ("fix_type", "fix_template", "applicability")}),
        (
            "Applies to",
            {"fields": ("tool", "language", "framework", "error_type", "code", "file_glob")},
        ),
        RECORD,
        WHY_AND_MEANING,
    )

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        *args: Any,
        obj: Any = None,
        **kwargs: Any,
    ) -> HttpResponse:
        if obj is not None:
            context["edit"] = pictured(obj)
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)


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
        "proven",
        "project",
        "account",
    )
    list_display_links = None
    list_filter = ("current_level", ("resolved_at", admin.EmptyFieldListFilter), "tool", "language")
    list_select_related = ("project__account", "taught", "proven")
    search_fields = ("error_type", "code", "project__key")
    ordering = ("-updated_at",)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return obj is None and bool(super().has_view_permission(request))

    @admin.display(description="Account", ordering="project__account__name")
    def account(self, incident: ErrorEscalation) -> str:
        return incident.project.account.name
