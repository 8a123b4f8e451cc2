"""Whose it is: accounts and their keys, the projects they own, the users they name."""

import hashlib
import hmac
import secrets
from datetime import datetime

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models, transaction
from django.utils import timezone

from intake.ids import uuid7
from intake.models import IdempotentRequest
from projects.querysets import ApiKeyQuerySet, ProjectQuerySet
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
            raise ValueError(f"no such scope: {', '.join(sorted(unknown))}")
        if Scope.REVIEW in scopes and not account.is_operator:
            raise ValueError("only the operator's account may have keys with the scope review")
        prefix = secrets.token_hex(5)
        token = f"ulp_{prefix}_{secrets.token_urlsafe(32)}"
        key = cls.objects.create(
            account=account,
            name=name,
            prefix=prefix,
            digest=digest_of(token, settings.KEY_PEPPER[0]),
            scopes=sorted(set(scopes)),
            expires_at=expires_at,
        )
        return key, token

    def fits(self, token: str) -> bool:
        """Whether this is the key's own text, under the present pepper or an older one."""
        return any(
            hmac.compare_digest(self.digest, digest_of(token, pepper))
            for pepper in settings.KEY_PEPPER
        )

    @property
    def is_live(self) -> bool:
        return self.revoked_at is None and (
            self.expires_at is None or self.expires_at > timezone.now()
        )


def digest_of(token: str, pepper: str) -> str:
    """HMAC-SHA-256, hex. Keys have 256 random bits: a slow hash would protect nothing."""
    return hmac.new(pepper.encode(), token.encode(), hashlib.sha256).hexdigest()


class EndUser(models.Model):
    """Somebody whom a caller generates for: a name within the account, without any right here."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="users")
    key = models.CharField(max_length=200, validators=[caller_key])
    created_at = models.DateTimeField(auto_now_add=True)

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
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = ProjectQuerySet.as_manager()

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

    def erase(self) -> None:
        """Delete the project with all that it taught and reported, in one transaction.

        Higher apps take part by `project_erasing`; answers kept for retries go too, as they may
        repeat its text.
        """
        with transaction.atomic():
            if not Project.objects.select_for_update().filter(pk=self.pk).first():
                return  # somebody else was quicker
            project_erasing.send(sender=Project, project=self)
            IdempotentRequest.objects.filter(account_id=self.account_id).delete()
            self.delete()
