"""Whose it is: accounts and their keys, the projects they own, the users they name; and what is
known about one project or user.
"""

import hmac
import secrets
from datetime import datetime

from django.core.validators import RegexValidator
from django.db import models, transaction
from django.utils import timezone

from intake.digests import digests_of
from intake.ids import uuid7
from intake.models import IdempotentRequest
from intake.scrubbing import current_version
from projects.querysets import (
    SOON,
    ApiKeyQuerySet,
    EndUserQuerySet,
    ProjectQuerySet,
    ProjectRuleQuerySet,
)
from projects.signals import project_erasing

caller_key = RegexValidator(r"\A[A-Za-z0-9._:@/-]{1,200}\Z", "1-200 of A-Z a-z 0-9 . _ : @ / -")
NAME_LENGTH = 120


class Sharing(models.TextChoices):
    """How far what is taught may go."""

    PROJECT = "project", "this project only"
    ACCOUNT = "account", "all projects of the account"
    GLOBAL = "global", "everybody, once proven"


class Account(models.Model):
    """A tenant: holds API keys and owns projects. Private state never crosses it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(max_length=120, unique=True)
    is_operator = models.BooleanField(
        default=False, help_text="Only the operator's keys may carry the scope “review”."
    )
    is_sample = models.BooleanField(
        default=False,
        help_text="Made by the recorded history; `manage.py sample --remove` ends it.",
    )
    sharing = models.CharField(max_length=10, choices=Sharing, default=Sharing.GLOBAL)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["is_operator"],
                condition=models.Q(is_operator=True),
                name="%(app_label)s_%(class)s_one_operator",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Scope(models.TextChoices):
    CONTEXT_READ = "context:read", "read contexts and match errors"
    INGEST_WRITE = "ingest:write", "teach and report"
    REVIEW = "review", "activate and deactivate"
    METRICS_READ = "metrics:read", "read the pipeline's status"


class ApiKey(models.Model):
    """A bearer key. Only its HMAC is stored; the key itself is shown once, when it is made."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="keys")
    name = models.CharField(max_length=NAME_LENGTH)
    prefix = models.CharField(max_length=12, unique=True, editable=False)
    digest = models.CharField(max_length=64, editable=False)
    scopes = models.JSONField(default=list)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = ApiKeyQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        verbose_name = "API key"

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"

    @classmethod
    def make(
        cls,
        account: Account,
        name: str,
        scopes: list[str],
        expires_at: datetime | None = None,
    ) -> tuple["ApiKey", str]:
        """The stored row and the key itself, which cannot be had again.

        Raises ValueError for no scope or an unknown one, for `review` outside the operator's
        account, and for a name that is empty or too long.
        """
        if not scopes:
            raise ValueError(f"a key needs a scope: {', '.join(Scope.values)}")
        if not 0 < len(name) <= NAME_LENGTH:
            raise ValueError(f"a name has 1 to {NAME_LENGTH} characters")
        if unknown := set(scopes) - set(Scope.values):
            raise ValueError(
                f"no such scope: {', '.join(sorted(unknown))}; there are {', '.join(Scope.values)}"
            )
        if Scope.REVIEW in scopes and not account.is_operator:
            raise ValueError("only the operator's account may have keys with the scope review")
        prefix = secrets.token_hex(5)
        token = f"ulp_{prefix}_{secrets.token_urlsafe(32)}"
        key = cls.objects.create(
            account=account,
            name=name,
            prefix=prefix,
            digest=digests_of(token)[0],
            scopes=sorted(set(scopes)),
            expires_at=expires_at,
        )
        return key, token

    def fits(self, token: str) -> bool:
        """Whether this is the key's own text, under the present pepper or an older one."""
        return any(hmac.compare_digest(self.digest, digest) for digest in digests_of(token))

    @property
    def state(self) -> str:
        """In a word: live, expiring, expired or revoked."""
        if not self.is_live:
            return "revoked" if self.revoked_at else "expired"
        ends_soon = self.expires_at is not None and self.expires_at <= timezone.now() + SOON
        return "expiring" if ends_soon else "live"

    @property
    def is_live(self) -> bool:
        return self.revoked_at is None and (
            self.expires_at is None or self.expires_at > timezone.now()
        )


class EndUser(models.Model):
    """Somebody whom a caller generates for: a name within the account, without any right here."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="users")
    key = models.CharField(max_length=200, validators=[caller_key])
    created_at = models.DateTimeField(auto_now_add=True)

    objects = EndUserQuerySet.as_manager()

    class Meta:
        verbose_name = "user"
        constraints = [
            models.UniqueConstraint(
                fields=["account", "key"], name="%(app_label)s_%(class)s_unique_key"
            )
        ]

    def __str__(self) -> str:
        return self.key


class Project(models.Model):
    """What is being generated. `state_generation` rises with each write below it."""

    class BuildMode(models.TextChoices):
        LIGHTNING = "lightning"
        STANDARD = "standard"
        TOURNAMENT = "tournament"
        PRODUCTION = "production"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="projects")
    key = models.CharField(max_length=200, validators=[caller_key])
    name = models.CharField(max_length=120, blank=True)
    app_type = models.CharField(max_length=60, blank=True)
    build_mode = models.CharField(max_length=12, choices=BuildMode, blank=True)
    language = models.CharField(max_length=40, blank=True)
    framework = models.CharField(max_length=40, blank=True)
    providers = models.JSONField(default=list, blank=True)
    user = models.ForeignKey(
        EndUser, null=True, blank=True, on_delete=models.SET_NULL, related_name="projects"
    )
    sharing = models.CharField(
        max_length=10, choices=Sharing, blank=True, help_text="Empty: as the account has it."
    )
    state_generation = models.PositiveBigIntegerField(default=1, editable=False)
    intent = models.OneToOneField(
        "IntentLock",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="The one that is served: the newest locked, else the newest.",
    )
    scrub_version = models.PositiveSmallIntegerField(default=current_version, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = ProjectQuerySet.as_manager()
    told_fields = ("name", "app_type", "language", "framework", "providers")

    class Meta:
        ordering = ["key"]
        constraints = [
            models.UniqueConstraint(
                fields=["account", "key"], name="%(app_label)s_%(class)s_unique_key"
            )
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def effective_sharing(self) -> str:
        return self.sharing or self.account.sharing

    def erase(self) -> dict[str, int]:
        """Delete the project with all that it taught and reported, in one transaction; how many
        rows of each model went.

        Higher apps take part by `project_erasing`; answers kept for retries go too, as they may
        repeat its text.
        """
        with transaction.atomic():
            if not Project.objects.select_for_update().filter(pk=self.pk).first():
                return {}  # somebody else was quicker
            project_erasing.send(sender=Project, project=self, touched=set())
            IdempotentRequest.objects.filter(account_id=self.account_id).delete()
            return self.delete()[1]


class Erasure(models.Model):
    """That staff had a project erased; `counts` is what that took away, by what it is.

    Without an end it is at work, or waits for the job.
    """

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="erasures")
    project = models.ForeignKey(
        Project, null=True, editable=False, on_delete=models.SET_NULL, related_name="erasures"
    )
    key = models.CharField(max_length=200)
    reason = models.CharField(max_length=500)
    asked_by = models.ForeignKey(
        "auth.User", null=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    asked_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, editable=False)
    counts = models.JSONField(default=dict, editable=False)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["project"],
                condition=models.Q(finished_at=None),
                name="%(app_label)s_%(class)s_one_open",
            )
        ]

    def __str__(self) -> str:
        return f"erasure of {self.key}"


class IntentLock(models.Model):
    """The definition of done. A locked one is never edited: another content is another row."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="intents")
    version = models.PositiveIntegerField(default=1, editable=False)
    app_type = models.CharField(max_length=60, blank=True)
    app_soul = models.CharField(max_length=60, blank=True)
    core_value = models.CharField(max_length=500, blank=True)
    success_criteria = models.JSONField(
        default=list, help_text="[{id, description, verification, passed}]"
    )
    user_workflows = models.JSONField(default=list, help_text="[{name, steps, success, verified}]")
    visual_identity = models.JSONField(
        default=dict, help_text="{soul, primary_emotion, depth, motion}"
    )
    anti_patterns = models.JSONField(default=list, help_text="[text]")
    original_prompt = models.TextField(blank=True)
    locked_at = models.DateTimeField(null=True, blank=True)
    digest = models.CharField(max_length=64, editable=False)
    scrub_version = models.PositiveSmallIntegerField()
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    told_fields = (
        "app_type",
        "app_soul",
        "core_value",
        "success_criteria",
        "user_workflows",
        "visual_identity",
        "anti_patterns",
        "original_prompt",
    )

    class Meta:
        indexes = [models.Index(fields=["project", "-created_at"], name="projects_intent_newest")]

    def __str__(self) -> str:
        return f"intent of {self.project}"

    @property
    def ref(self) -> str:
        return f"intent_lock:{self.pk}"

    @property
    def locked(self) -> bool:
        return self.locked_at is not None

    @property
    def is_served(self) -> bool:
        return self.project.intent_id == self.pk


class BuildPhase(models.Model):
    """Where the project's build stands; one row, replaced by each report."""

    project = models.OneToOneField(
        Project, primary_key=True, on_delete=models.CASCADE, related_name="build_phase"
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    current_phase = models.CharField(max_length=60)
    phase_progress = models.JSONField(default=dict, help_text="{phase: 0 to 100}")
    overall_progress = models.PositiveSmallIntegerField(null=True, blank=True)
    blocking_error = models.TextField(blank=True)
    digest = models.CharField(max_length=64, editable=False)
    scrub_version = models.PositiveSmallIntegerField()
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    told_fields = ("current_phase", "phase_progress", "blocking_error")

    def __str__(self) -> str:
        return f"{self.project}: {self.current_phase}"

    @property
    def ref(self) -> str:
        return f"build_phase:{self.pk}"


class ProjectAnalysis(models.Model):
    """What the project's code is like; one row, replaced by each report."""

    project = models.OneToOneField(
        Project, primary_key=True, on_delete=models.CASCADE, related_name="analysis"
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    framework = models.CharField(max_length=40, blank=True)
    language = models.CharField(max_length=40, blank=True)
    patterns = models.JSONField(
        default=dict, help_text="{state, styling, routing, api_client, testing}"
    )
    conventions = models.JSONField(
        default=dict, help_text="{indent, quotes, semicolons, component_style}"
    )
    issues = models.JSONField(default=list, help_text="[{type, file, line, description, severity}]")
    digest = models.CharField(max_length=64, editable=False)
    scrub_version = models.PositiveSmallIntegerField()
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    told_fields = ("framework", "language", "patterns", "conventions", "issues")

    class Meta:
        verbose_name_plural = "project analyses"

    def __str__(self) -> str:
        return f"analysis of {self.project}"

    @property
    def ref(self) -> str:
        return f"project_analysis:{self.pk}"


class VerificationResult(models.Model):
    """What one agent found of one feature. The last of an agent and feature is the one that counts:
    `is_latest`.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="verifications")
    agent = models.CharField(max_length=60)
    feature = models.CharField(max_length=200, blank=True)
    passed = models.BooleanField()
    score = models.PositiveSmallIntegerField(null=True, blank=True)
    blocking = models.BooleanField(default=False)
    violations = models.JSONField(default=list, help_text="[{file, line, message, severity}]")
    reasoning = models.TextField(blank=True)
    anti_slop_score = models.PositiveSmallIntegerField(null=True, blank=True)
    soul_match_score = models.PositiveSmallIntegerField(null=True, blank=True)
    build = models.CharField(max_length=200, blank=True)
    is_latest = models.BooleanField(default=True, editable=False)
    scrub_version = models.PositiveSmallIntegerField()
    created_at = models.DateTimeField(auto_now_add=True)

    told_fields = ("agent", "feature", "violations", "reasoning")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["project", "agent", "feature"],
                condition=models.Q(is_latest=True),
                name="%(app_label)s_%(class)s_one_latest",
            )
        ]
        indexes = [
            models.Index(
                fields=["project", "passed", "-blocking", "-id"],
                condition=models.Q(is_latest=True),
                name="projects_verification_latest",
            )
        ]

    def __str__(self) -> str:
        return f"{self.agent}: {'passed' if self.passed else 'failed'}"

    @property
    def ref(self) -> str:
        return f"verification_result:{self.pk}"


class TournamentResult(models.Model):
    """Several candidates for one feature, compared by judges."""

    class Status(models.TextChoices):
        RUNNING = "running"
        FINISHED = "finished"
        CANCELLED = "cancelled"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="tournaments")
    feature = models.CharField(max_length=200)
    winner = models.CharField(max_length=200, blank=True)
    winner_model = models.CharField(max_length=120, blank=True)
    is_hybrid = models.BooleanField(default=False)
    status = models.CharField(max_length=10, choices=Status, default=Status.FINISHED)
    verdicts = models.JSONField(default=list, help_text="[{judge, winner, reasoning, scores}]")
    build = models.CharField(max_length=200, blank=True)
    scrub_version = models.PositiveSmallIntegerField()
    created_at = models.DateTimeField(auto_now_add=True)

    told_fields = ("feature", "winner", "winner_model", "verdicts")

    class Meta:
        indexes = [
            models.Index(
                fields=["project", "-id"],
                condition=models.Q(status="finished"),
                name="projects_tournament_finished",
            )
        ]

    def __str__(self) -> str:
        return f"{self.feature}: {self.winner or self.status}"

    @property
    def ref(self) -> str:
        return f"tournament_result:{self.pk}"


class ProjectRule(models.Model):
    """The user's own words about one project, or about all of a user's projects (`user`)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    project = models.ForeignKey(
        Project, null=True, blank=True, on_delete=models.CASCADE, related_name="rules"
    )
    user = models.ForeignKey(
        EndUser, null=True, blank=True, on_delete=models.CASCADE, related_name="rules"
    )
    text = models.TextField(max_length=2048)
    priority = models.PositiveSmallIntegerField(default=50, help_text="0 to 100; 100 stands first.")
    is_active = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    digest = models.CharField(max_length=64, editable=False)
    scrub_version = models.PositiveSmallIntegerField()
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = ProjectRuleQuerySet.as_manager()
    told_fields = ("text",)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(project=None) ^ models.Q(user=None),
                name="%(app_label)s_%(class)s_project_or_user",
            ),
            models.UniqueConstraint(
                fields=["project", "digest"],
                condition=models.Q(user=None),
                name="%(app_label)s_%(class)s_once_a_project",
            ),
            models.UniqueConstraint(
                fields=["user", "digest"],
                condition=models.Q(project=None),
                name="%(app_label)s_%(class)s_once_a_user",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:80]

    @property
    def ref(self) -> str:
        return f"project_rule:{self.pk}"


class UserPreference(models.Model):
    """What a user has set; null is "not set". `observed` is what interactions show of the user."""

    user = models.OneToOneField(
        EndUser, primary_key=True, on_delete=models.CASCADE, related_name="preference"
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    preferred_model = models.CharField(max_length=120, blank=True)
    extended_thinking = models.BooleanField(null=True, blank=True)
    tournament_mode = models.BooleanField(null=True, blank=True)
    design_threshold = models.PositiveSmallIntegerField(null=True, blank=True)
    code_threshold = models.PositiveSmallIntegerField(null=True, blank=True)
    security_scan = models.BooleanField(null=True, blank=True)
    placeholder_check = models.BooleanField(null=True, blank=True)
    observed = models.JSONField(
        default=list,
        editable=False,
        help_text="[{task, events, rate, model, modifications}], written by a job.",
    )
    scrub_version = models.PositiveSmallIntegerField(default=current_version, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    told_fields = ("preferred_model", "observed")

    def __str__(self) -> str:
        return f"preferences of {self.user}"

    @property
    def ref(self) -> str:
        return f"user_preference:{self.pk}"
