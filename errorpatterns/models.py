"""The error library, and the incidents that teach it."""

import re
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from django.db import models
from simple_history.models import HistoricalRecords

from context.gist import Part
from context.models import LearnedItem, Source
from errorpatterns.codes import differ
from errorpatterns.editing.rules import RuleSet
from errorpatterns.induction import Template
from errorpatterns.querysets import (
    ErrorEscalationQuerySet,
    ErrorPatternQuerySet,
    ProvenFixQuerySet,
)
from errorpatterns.regexes import captures_of
from intake.ids import uuid7
from intake.scrubbing import SCRUB_VERSION
from projects.models import Account, Project

MOST_EXAMPLES = 20  # that staff keep of one pattern
# What may stand where words have `$1`, to tell whether a regex matches such messages.
SUCH_AS = ("example", "7", "src/example.ts", "two words")
_REFERENCE = re.compile(r"\$\d+")


class Category(models.TextChoices):
    SYNTAX = "syntax"
    IMPORT = "import"
    TYPE = "type"
    RUNTIME = "runtime"
    BUILD = "build"
    LINT = "lint"
    STYLE = "style"


class FixType(models.TextChoices):
    REPLACE = "replace"
    INSERT = "insert"
    DELETE = "delete"
    REFACTOR = "refactor"
    MULTI_FILE = "multi_file", "several files"


class Applicability(models.TextChoices):
    """How far an edit may be trusted; the four of rustc."""

    MACHINE_APPLICABLE = "machine_applicable"
    MAYBE_INCORRECT = "maybe_incorrect"
    HAS_PLACEHOLDERS = "has_placeholders"
    UNSPECIFIED = "unspecified"


class ErrorPattern(LearnedItem):
    """A kind of error and its fix. `$1`, `$2`… in the template are the regex's captures."""

    category = models.CharField(max_length=10, choices=Category)
    error_regex = models.CharField(max_length=1000, help_text="RE2 syntax, searched for.")
    words = models.CharField(
        max_length=1000, blank=True, help_text="The same in plain words, with $n for what varies."
    )
    file_glob = models.CharField(max_length=200, blank=True)
    error_type = models.CharField(max_length=120, blank=True)
    code = models.CharField(max_length=60, blank=True)
    tool = models.CharField(max_length=40, blank=True)
    language = models.CharField(max_length=40, blank=True)
    framework = models.CharField(max_length=40, blank=True)
    template = models.JSONField(
        default=list,
        blank=True,
        editable=False,
        help_text="What the regex was made of, if it was learned: texts, and what each hole is.",
    )
    fix_type = models.CharField(max_length=12, choices=FixType)
    fix_template = models.TextField(max_length=4096)
    fix_digest = models.CharField(max_length=64, blank=True, editable=False)
    edit = models.JSONField(
        null=True,
        editable=False,
        help_text="What its examples do to the code, for `edits.propose`.",
    )
    explanation = models.TextField(
        max_length=2048,
        blank=True,
        help_text="Stands before everybody: derived words, or staff's own; never an account's.",
    )
    applicability = models.CharField(
        max_length=20, choices=Applicability, default=Applicability.UNSPECIFIED
    )
    examples = models.JSONField(default=list, blank=True, help_text="Errors it must match.")
    counter_examples = models.JSONField(
        default=list, blank=True, help_text="Errors it must not match."
    )

    # What else must do the same to the code, where the pattern is served to others.
    agreed: Sequence[RuleSet] = ()

    objects = ErrorPatternQuerySet.as_manager()  # type: ignore[misc]
    told_fields = ("name", "words", "fix_template", "explanation", "examples", "counter_examples")
    history = HistoricalRecords(
        excluded_fields=[
            "success_count",
            "failure_count",
            "success_rate",
            "last_matched_at",
            "shipped_digest",
            "edit",
            "template",
        ]
    )

    class Meta:
        verbose_name = "error pattern"

    def save(self, *args: object, **kwargs: object) -> None:
        self.kind = self.Kind.ERROR_PATTERN
        known = not self._state.adding
        super().save(*args, **kwargs)  # type: ignore[arg-type]
        if known and self.edit is None:
            # They did what its fix said before.
            self.own_edits.all().delete()

    @property
    def learned(self) -> Template | None:
        """What its regex was made of; None where people wrote it."""
        template = Template.restored(self.template)
        return template if template.parts and template.regex == self.error_regex else None

    def is_another(self, error: Mapping[str, Any]) -> bool:
        """Whether its tool says by the code that the error is not this one, whatever the message
        says. What another tool calls it tells nothing.
        """
        return differ(self.code_of(str(error.get("tool") or "")), str(error.get("code") or ""))

    def code_of(self, tool: str) -> str:
        """Its code, unless another tool than this one gave it."""
        is_other = self.tool and tool and self.tool.casefold() != tool.casefold()
        return "" if is_other else self.code

    @cached_property
    def plain_regex(self) -> str:
        """What it recognises, as a prompt says it: of what was learned in short, and as it is
        where people wrote it.
        """
        learned = self.learned
        return learned.plain_regex if learned else self.error_regex

    @property
    def said(self) -> str:
        """`words`, unless people made the regex one that matches no such message any more."""
        such = (_REFERENCE.sub(value, self.words) for value in SUCH_AS)
        holds = self.learned or any(
            captures_of(self.error_regex, text) is not None for text in such
        )
        return self.words if holds else ""

    @property
    def gist(self) -> list[Part]:
        """What it recognises, and what it would make people do."""
        said = self.said
        recognises = "Recognises" if said else "Recognises (regex)"
        facets = (self.tool, self.code, self.language, self.framework)
        parts = [
            Part("Name", "name", self.name),
            Part(recognises, "message", said or self.error_regex),
            Part("Fix", "fix", self.fix_template),
            Part("Error type", "error_type", self.error_type),
            Part("Applies to", "code", " ".join(filter(None, facets))),
            Part("Explanation", "explanation", self.explanation),
        ]
        return [part for part in parts if part.text]


class PatternSignature(models.Model):
    """A shape of message that the pattern stands for; with the canonical fix it is the pattern's
    identity.
    """

    pattern = models.ForeignKey(ErrorPattern, on_delete=models.CASCADE, related_name="signatures")
    signature = models.CharField(max_length=64)
    signature_version = models.PositiveSmallIntegerField()
    fix_digest = models.CharField(max_length=64)
    fix_version = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["signature", "fix_digest"], name="errorpatterns_signature_one_pattern"
            )
        ]

    def __str__(self) -> str:
        return self.signature


class PatternBand(models.Model):
    """One of the numbers that a template shares with similar ones: they are found by it."""

    pattern = models.ForeignKey(ErrorPattern, on_delete=models.CASCADE, related_name="bands")
    band = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["band", "pattern"], name="errorpatterns_band_once_a_pattern"
            )
        ]

    def __str__(self) -> str:
        return str(self.band)


class OwnEdit(models.Model):
    """What one account's lessons do to code, of a pattern that other accounts taught, too."""

    pattern = models.ForeignKey(ErrorPattern, on_delete=models.CASCADE, related_name="own_edits")
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    edit = models.JSONField()
    is_heard = models.BooleanField(
        default=True,
        help_text="What everybody is served does this, too: it was taught before.",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "pattern"], name="errorpatterns_ownedit_one_an_account"
            )
        ]

    def __str__(self) -> str:
        return f"{self.account} of {self.pattern}"


class Mismatch(models.Model):
    """An error that a pattern matches and that is another one, as an account told it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    pattern = models.ForeignKey(ErrorPattern, on_delete=models.CASCADE, related_name="mismatches")
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="+")
    message = models.TextField()
    scrub_version = models.PositiveSmallIntegerField()

    told_fields = ("message",)

    class Meta:
        verbose_name_plural = "mismatches"
        indexes = [models.Index(fields=["account", "pattern"], name="errorpatterns_mismatch_of")]

    def __str__(self) -> str:
        return self.message[:80]


class ProvenFix(LearnedItem):
    """What mended one kind of error in several projects: their resolved incidents, grouped by
    signature and canonical fix.

    Who resolved it is its lessons, one a project, so it comes to be served by the same rules as a
    pattern. The counts are those of its incidents.
    """

    signature = models.CharField(max_length=64)
    fix_digest = models.CharField(max_length=64)
    words = models.CharField(max_length=1000, help_text="The error, with $n for what varies.")
    category = models.CharField(max_length=10, choices=Category)
    approach = models.TextField(max_length=4096, help_text="With the error's captures as $1, $2…")
    language = models.CharField(max_length=40, blank=True)
    framework = models.CharField(max_length=40, blank=True)
    uses = models.PositiveIntegerField(default=0, editable=False)
    projects = models.PositiveIntegerField(default=0, editable=False)
    users = models.PositiveIntegerField(default=0, editable=False)
    levels = models.JSONField(
        default=dict, editable=False, help_text="{level: uses}; accounts, where several used it"
    )
    first_seen = models.DateTimeField(null=True, editable=False)
    last_seen = models.DateTimeField(null=True, editable=False)
    only_account = models.ForeignKey(
        Account,
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Whose all of the incidents are: the counts are its own.",
    )
    is_stale = models.BooleanField(default=False, editable=False, help_text="To be counted again.")

    objects = ProvenFixQuerySet.as_manager()  # type: ignore[misc]
    told_fields = ("name", "words", "approach")
    history = HistoricalRecords(
        excluded_fields=[
            "success_count",
            "failure_count",
            "success_rate",
            "last_matched_at",
            "shipped_digest",
            "uses",
            "projects",
            "users",
            "levels",
            "first_seen",
            "last_seen",
            "only_account",
            "is_stale",
        ]
    )

    class Meta:
        verbose_name_plural = "proven fixes"
        constraints = [
            models.UniqueConstraint(
                fields=["signature", "fix_digest"], name="errorpatterns_provenfix_one_a_fix"
            )
        ]
        indexes = [
            models.Index(
                fields=["learneditem_ptr"],
                condition=models.Q(is_stale=True),
                name="errorpatterns_fix_stale",
            )
        ]

    def save(self, *args: object, **kwargs: object) -> None:
        self.kind = self.Kind.PROVEN_FIX
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    @property
    def gist(self) -> list[Part]:
        """The error, and what mended it."""
        return [Part("Error", "message", self.words), Part("Fix", "fix", self.approach)]


class ErrorEscalation(models.Model):
    """An error that a project met and worked on: one row while it is open, however many attempts.

    Levels: 0 pattern library, 1 direct fix, 2 deep analysis, 3 rewrite of the smallest scope, 4
    rebuild from intent.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="escalations")
    signature = models.CharField(max_length=64)
    error_type = models.CharField(max_length=120, blank=True)
    message = models.TextField()
    code = models.CharField(max_length=60, blank=True)
    file = models.CharField(max_length=500, blank=True)
    line = models.PositiveIntegerField(null=True, blank=True)
    tool = models.CharField(max_length=40, blank=True)
    language = models.CharField(max_length=40, blank=True)
    framework = models.CharField(max_length=40, blank=True)
    current_level = models.PositiveSmallIntegerField(default=0)
    total_attempts = models.PositiveIntegerField(default=0)
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_at_level = models.PositiveSmallIntegerField(null=True, blank=True)
    final_fix = models.TextField(blank=True)
    final_diff = models.TextField(blank=True)
    fix_digest = models.CharField(
        max_length=64, blank=True, editable=False, help_text="Of the canonical fix; empty for none."
    )
    approach = models.TextField(
        blank=True, editable=False, help_text="The canonical fix, with captures as $1, $2…"
    )
    evidence = models.CharField(max_length=10, choices=Source, blank=True)
    was_rebuilt_from_intent = models.BooleanField(default=False)
    taught = models.ForeignKey(
        ErrorPattern, null=True, blank=True, on_delete=models.SET_NULL, related_name="escalations"
    )
    proven = models.ForeignKey(
        ProvenFix, null=True, blank=True, on_delete=models.SET_NULL, related_name="incidents"
    )
    is_counted = models.BooleanField(
        default=True, editable=False, help_text="Nothing is owed to the proven fixes."
    )
    scrub_version = models.PositiveSmallIntegerField()
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = ErrorEscalationQuerySet.as_manager()
    told_fields = (
        "error_type",
        "message",
        "code",
        "file",
        "tool",
        "language",
        "framework",
        "final_fix",
        "final_diff",
        "approach",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["project", "signature"],
                condition=models.Q(resolved_at=None),
                name="%(app_label)s_%(class)s_one_open",
            ),
            models.CheckConstraint(
                condition=models.Q(current_level__lte=4), name="%(app_label)s_%(class)s_level"
            ),
        ]
        indexes = [
            models.Index(fields=["project", "-updated_at"], name="errorpatterns_newest"),
            models.Index(
                fields=["id"],
                condition=models.Q(is_counted=False),
                name="errorpatterns_uncounted",
            ),
        ]

    def __str__(self) -> str:
        return self.message[:80]


class Attempt(models.Model):
    """One try at an incident."""

    class Result(models.TextChoices):
        FIXED = "fixed"
        PARTIAL = "partial"
        FAILED = "failed"
        NEW_ERROR = "new_error"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    incident = models.ForeignKey(ErrorEscalation, on_delete=models.CASCADE, related_name="attempts")
    level = models.PositiveSmallIntegerField()
    model = models.CharField(max_length=120, blank=True)
    fix = models.TextField(blank=True)
    result = models.CharField(max_length=10, choices=Result)
    ms = models.PositiveIntegerField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    told_fields = ("model", "fix")

    class Meta:
        ordering = ["created_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(level__lte=4), name="%(app_label)s_%(class)s_level"
            )
        ]

    @classmethod
    def outdated(cls) -> "models.QuerySet[Any]":
        """Those whose incident is scrubbed anew."""
        return cls._base_manager.filter(incident__scrub_version__lt=SCRUB_VERSION)

    def __str__(self) -> str:
        return f"level {self.level}: {self.result}"
