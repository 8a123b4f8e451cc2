"""What generators experienced, were told and prefer, and what was learned from it."""

from typing import Any

from django.db import models
from simple_history.models import HistoricalRecords

from context.gist import Part
from context.models import LearnedItem
from intake.ids import uuid7
from intake.scrubbing import SCRUB_VERSION, current_version
from learning.querysets import (
    ExperienceQuerySet,
    InteractionQuerySet,
    JudgmentQuerySet,
    LearnedPatternQuerySet,
    PreferencePairQuerySet,
    StrategyQuerySet,
)
from projects.models import Account, EndUser, Project


class Experience(models.Model):
    """Something a project went through; each kind is a child table with what is particular to it.

    The outcome may be told later. `cycle` is the number of the cycle that used it, which is once.
    """

    class Kind(models.TextChoices):
        DECISION = "decision"
        CODE = "code_artifact", "code artifact"
        DESIGN = "design_choice", "design choice"
        RECOVERY = "error_recovery", "error recovery"

    class Result(models.TextChoices):
        SUCCESS = "success"
        FAILURE = "failure"
        PARTIAL = "partial"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=20, choices=Kind, editable=False)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="experiences")
    build = models.CharField(max_length=200, blank=True)
    result = models.CharField(max_length=10, choices=Result, blank=True)
    scores = models.JSONField(default=dict, help_text="{name: 0 to 100}, of the outcome")
    required_fixes = models.PositiveIntegerField(null=True, blank=True)
    in_production = models.BooleanField(null=True, blank=True)
    satisfaction = models.PositiveSmallIntegerField(null=True, blank=True, help_text="1 to 5")
    outcome_at = models.DateTimeField(null=True, blank=True)
    cycle = models.PositiveIntegerField(null=True, blank=True, editable=False)
    scrub_version = models.PositiveSmallIntegerField()
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = ExperienceQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["project", "-id"], name="learning_experience_newest"),
            # A decision says nothing before its outcome is told.
            models.Index(
                fields=["id"],
                condition=models.Q(cycle=None)
                & (~models.Q(kind="decision") | ~models.Q(result="")),
                name="learning_experience_ready",
            ),
            models.Index(fields=["cycle", "id"], name="learning_experience_of_cycle"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} of {self.project}"

    @property
    def particular(self) -> "Experience":
        """The row of its kind, which came with it (`whole`)."""
        if type(self) is not Experience:
            return self
        row: Experience = getattr(self, self.kind.replace("_", ""))
        row.project = self.project
        return row

    @property
    def outcome(self) -> "Experience | None":
        """Where the parts of the outcome are read; None as long as none was told."""
        return self if self.result else None


class Decision(Experience):
    """A choice among alternatives."""

    class Phase(models.TextChoices):
        INTENT_LOCK = "intent_lock"
        INITIALIZATION = "initialization"
        BUILD = "build"
        INTEGRATION = "integration"
        VERIFICATION = "verification"
        DEMO = "demo"

    phase = models.CharField(max_length=16, choices=Phase, blank=True)
    type = models.CharField(max_length=60, help_text="styling_approach…, or the caller's own")
    context = models.TextField(blank=True)
    chosen = models.TextField()
    rejected = models.JSONField(default=list, help_text="[text]")
    reasoning = models.TextField(blank=True)
    confidence = models.FloatField(null=True, blank=True)
    is_counted = models.BooleanField(
        default=False, editable=False, help_text="As a use of the strategy that it chose."
    )

    told_fields = ("scores", "type", "context", "chosen", "rejected", "reasoning")


class CodeArtifact(Experience):
    """A file in its versions."""

    path = models.CharField(max_length=500)
    language = models.CharField(max_length=40, blank=True)
    versions = models.JSONField(
        default=list, help_text="[{version, code, trigger, agent, quality}], oldest first"
    )
    patterns_used = models.JSONField(
        default=list, help_text="[{name, category, first_attempt_success, iterations}]"
    )

    told_fields = ("scores", "path", "language", "versions", "patterns_used")


class DesignChoice(Experience):
    """What a page was made to look like, and how well that went."""

    soul = models.CharField(max_length=60, blank=True)
    typography = models.TextField(blank=True)
    colour = models.TextField(blank=True)
    motion = models.TextField(blank=True)
    layout = models.TextField(blank=True)
    visual_scores = models.JSONField(
        default=dict, help_text="{depth, motion, typography, soul_match, overall}, 0 to 100"
    )

    told_fields = ("scores", "soul", "typography", "colour", "motion", "layout")


class ErrorRecovery(Experience):
    """The way from an error to its fix."""

    message = models.TextField()
    error_type = models.CharField(max_length=120, blank=True)
    code = models.CharField(max_length=60, blank=True)
    tool = models.CharField(max_length=40, blank=True)
    file = models.CharField(max_length=500, blank=True)
    journey = models.JSONField(
        default=list, help_text="[{attempt, level, model, fix, result, ms}], in order"
    )
    fix_level = models.PositiveSmallIntegerField(null=True, blank=True)
    fix_description = models.TextField(blank=True)
    fix_diff = models.TextField(blank=True)

    told_fields = (
        "scores",
        "message",
        "error_type",
        "code",
        "tool",
        "file",
        "journey",
        "fix_description",
        "fix_diff",
    )

    class Meta:
        verbose_name_plural = "error recoveries"

    @property
    def error(self) -> dict[str, str]:
        return {
            "message": self.message,
            "type": self.error_type,
            "code": self.code,
            "tool": self.tool,
            "file": self.file,
        }

    @property
    def fix(self) -> dict[str, Any] | None:
        """What mended it; None where nothing did."""
        if self.fix_level is None:
            return None
        return {
            "level": self.fix_level,
            "description": self.fix_description,
            "diff": self.fix_diff,
        }


class Judgment(models.Model):
    """What one of the generator's judges said of its work. A score that was not given is null."""

    class Verdict(models.TextChoices):
        APPROVED = "approved"
        NEEDS_WORK = "needs_work"
        BLOCKED = "blocked"
        REJECTED = "rejected"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="judgments")
    build = models.CharField(max_length=200, blank=True)
    type = models.CharField(max_length=60)
    model = models.CharField(max_length=120, blank=True)
    overall = models.PositiveSmallIntegerField(null=True, blank=True)
    categories = models.JSONField(default=dict, help_text="{name: 0 to 100}")
    issues = models.JSONField(default=list, help_text="[text]")
    recommendations = models.JSONField(default=list, help_text="[text]")
    reasoning = models.TextField(blank=True)
    verdict = models.CharField(max_length=10, choices=Verdict, blank=True)
    failed = models.BooleanField(default=False, help_text="The judge itself failed.")
    recommends = models.BooleanField(default=False, editable=False)
    scrub_version = models.PositiveSmallIntegerField()
    created_at = models.DateTimeField(auto_now_add=True)

    objects = JudgmentQuerySet.as_manager()
    told_fields = ("type", "model", "categories", "issues", "recommendations", "reasoning")

    class Meta:
        indexes = [
            models.Index(fields=["project", "-id"], name="learning_judgment_newest"),
            models.Index(
                fields=["project", "-id"],
                condition=models.Q(recommends=True),
                name="learning_judgment_recommends",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.type}: {self.verdict or ('failed' if self.failed else 'no verdict')}"

    @property
    def ref(self) -> str:
        return f"judgment:{self.pk}"


class PreferencePair(models.Model):
    """Of two answers to one prompt the better and the worse (RLAIF); unique by what it was made
    from.
    """

    class Domain(models.TextChoices):
        CODE = "code"
        DESIGN = "design"
        ARCHITECTURE = "architecture"
        ERROR_FIX = "error_fix", "error fix"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="pairs")
    experience = models.ForeignKey(Experience, on_delete=models.CASCADE, related_name="pairs")
    part = models.CharField(max_length=40, blank=True, help_text="Which pair of the experience.")
    domain = models.CharField(max_length=12, choices=Domain)
    prompt = models.TextField()
    chosen = models.TextField()
    rejected = models.TextField()
    margin = models.PositiveSmallIntegerField()
    created_at = models.DateTimeField(auto_now_add=True)

    objects = PreferencePairQuerySet.as_manager()
    told_fields = ("prompt", "chosen", "rejected")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["experience", "part"], name="learning_pair_once_a_source"
            )
        ]
        indexes = [models.Index(fields=["project", "domain"], name="learning_pair_of_project")]

    @classmethod
    def outdated(cls) -> "models.QuerySet[Any]":
        """Those whose experience is scrubbed anew."""
        return cls._base_manager.filter(experience__scrub_version__lt=SCRUB_VERSION)

    def __str__(self) -> str:
        return f"{self.domain}: {self.margin}"


class LearnedPattern(LearnedItem):
    """A problem of a kind and what solves it, told by a generator or extracted from experience."""

    class Category(models.TextChoices):
        CODE = "code"
        DESIGN = "design"
        ARCHITECTURE = "architecture"
        ERROR_FIX = "error_fix", "error fix"

    class Origin(models.TextChoices):
        POSTED = "posted"
        CODE = "code_artifact", "code artifact"
        DESIGN = "design_choice", "design choice"
        RECOVERY = "error_recovery", "error recovery"

    category = models.CharField(max_length=12, choices=Category)
    problem = models.TextField(max_length=2048)
    solution = models.TextField(max_length=4096)
    conditions = models.JSONField(default=list, blank=True, help_text="[text]: when it applies")
    anti_conditions = models.JSONField(default=list, blank=True, help_text="[text]: when not")
    code_template = models.TextField(max_length=8192, blank=True)
    language = models.CharField(max_length=40, blank=True)
    framework = models.CharField(max_length=40, blank=True)
    origin = models.CharField(max_length=20, choices=Origin, default=Origin.POSTED, editable=False)
    digest = models.CharField(max_length=64, unique=True, editable=False)

    objects = LearnedPatternQuerySet.as_manager()  # type: ignore[misc]
    joined = ("conditions", "anti_conditions")
    told_fields = (
        "name",
        "problem",
        "solution",
        "conditions",
        "anti_conditions",
        "code_template",
        "language",
        "framework",
    )
    history = HistoricalRecords(
        excluded_fields=["success_count", "failure_count", "success_rate", "last_matched_at"]
    )

    class Meta:
        verbose_name = "learned pattern"

    def save(self, *args: object, **kwargs: object) -> None:
        self.kind = self.Kind.LEARNED_PATTERN
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    @property
    def gist(self) -> list[Part]:
        """The problem, what solves it, when and when not."""
        parts = [
            Part("Name", "name", self.name),
            Part("Problem", "problem", self.problem),
            Part("Solution", "solution", self.solution),
            Part("When", "conditions", "\n".join(self.conditions)),
            Part("Not when", "anti_conditions", "\n".join(self.anti_conditions)),
            Part("Code", "code_template", self.code_template),
        ]
        return [part for part in parts if part.text]


class Strategy(LearnedItem):
    """A way of going about work of one domain. Before whom it is proposed, it is experimental."""

    domain = models.CharField(max_length=60)
    description = models.TextField(max_length=4096)
    contexts = models.JSONField(default=list, blank=True, help_text="[text]: where it works")
    anti_contexts = models.JSONField(default=list, blank=True, help_text="[text]: where not")
    digest = models.CharField(max_length=64, unique=True, editable=False)

    objects = StrategyQuerySet.as_manager()  # type: ignore[misc]
    joined = ("contexts", "anti_contexts")
    told_fields = ("name", "domain", "description", "contexts", "anti_contexts")
    history = HistoricalRecords(
        excluded_fields=["success_count", "failure_count", "success_rate", "last_matched_at"]
    )

    class Meta:
        verbose_name_plural = "strategies"

    def save(self, *args: object, **kwargs: object) -> None:
        self.kind = self.Kind.STRATEGY
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    @property
    def gist(self) -> list[Part]:
        """What to do, where, and where not."""
        parts = [
            Part("Name", "name", self.name),
            Part("Domain", "domain", self.domain),
            Part("What to do", "description", self.description),
            Part("Where", "contexts", "\n".join(self.contexts)),
            Part("Not where", "anti_contexts", "\n".join(self.anti_contexts)),
        ]
        return [part for part in parts if part.text]


class Interaction(models.Model):
    """What a person did with what was generated. No prompt, no reply: kinds and names only."""

    class Action(models.TextChoices):
        ACCEPTED = "accepted"
        REJECTED = "rejected"
        EDITED = "edited"
        RETRIED = "retried"
        ABANDONED = "abandoned"
        RATED = "rated"
        UNDONE = "undone"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="interactions")
    project = models.ForeignKey(
        Project, null=True, on_delete=models.CASCADE, related_name="interactions"
    )
    user = models.ForeignKey(EndUser, on_delete=models.CASCADE, related_name="interactions")
    action = models.CharField(max_length=10, choices=Action)
    task = models.CharField(max_length=60, help_text="The kind of task: component, api…")
    model = models.CharField(max_length=120, blank=True)
    file_type = models.CharField(max_length=20, blank=True)
    modification = models.CharField(
        max_length=60, blank=True, help_text="Of an edit: its kind, such as renamed or restyled"
    )
    rating = models.PositiveSmallIntegerField(null=True, blank=True, help_text="1 to 5")
    is_counted = models.BooleanField(default=False, editable=False)
    scrub_version = models.PositiveSmallIntegerField(default=current_version, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = InteractionQuerySet.as_manager()
    told_fields = ("task", "model", "file_type", "modification")

    class Meta:
        indexes = [
            models.Index(fields=["account", "-id"], name="learning_interaction_newest"),
            models.Index(fields=["user", "task"], name="learning_interaction_of_user"),
            models.Index(
                fields=["id"],
                condition=models.Q(is_counted=False),
                name="learning_interaction_uncounted",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.action} by {self.user}"
