"""What keeps requests and jobs honest; nothing here knows what is learned.

Rows carry account and key as plain UUIDs: this app is the lowest and refers to no other.
"""

from django.db import models
from django.db.models import Q

from intake.ids import uuid7


class IdempotentRequest(models.Model):
    """A request made under an `Idempotency-Key`: reserved first, its answer kept."""

    key_id = models.UUIDField(help_text="The API key that made the request.")
    account_id = models.UUIDField(db_index=True)
    token = models.CharField(max_length=64, help_text="HMAC of the header's value.")
    fingerprint = models.CharField(max_length=64, help_text="SHA-256 of method, path and body.")
    # Who works on it; a reservation taken over after its process died gets another one.
    attempt = models.UUIDField(default=uuid7)
    started_at = models.DateTimeField(db_index=True)
    finished_at = models.DateTimeField(null=True)
    status = models.PositiveSmallIntegerField(null=True)
    content_type = models.CharField(max_length=200, blank=True)
    body = models.BinaryField(default=bytes)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["key_id", "token"], name="%(app_label)s_%(class)s_once_a_key"
            ),
        ]

    def __str__(self) -> str:
        return self.token


class OutboxEvent(models.Model):
    """Something that happened, written in the transaction that made it happen."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    type = models.CharField(max_length=100)
    account = models.UUIDField(null=True)
    payload = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)
    # Given by the drain after the commit, so that a reader paging by it never misses a late one.
    position = models.BigIntegerField(null=True, unique=True)
    closed_at = models.DateTimeField(null=True)
    attempts = models.PositiveIntegerField(default=0, help_text="How often its handler failed.")

    class Meta:
        verbose_name = "event"
        indexes = [
            models.Index(
                fields=["attempts", "position"],
                name="intake_outbox_open",
                condition=Q(closed_at__isnull=True),
            ),
            models.Index(
                fields=["id"], name="intake_outbox_unplaced", condition=Q(position__isnull=True)
            ),
            models.Index(fields=["closed_at"], name="intake_outbox_closed"),
            models.Index(fields=["account", "position"], name="intake_outbox_of_account"),
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.id}"


class JobRun(models.Model):
    """One run of a job. Without an end it is running, or its worker died."""

    job = models.CharField(max_length=64)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    progress = models.FloatField(null=True, help_text="0 to 1; empty where the job cannot say.")
    counts = models.JSONField(default=dict, help_text="What it did, by the job's own names.")
    error = models.TextField(blank=True)
    dry_run = models.BooleanField(default=False)
    found = models.JSONField(
        default=list, help_text="The first that a dry run would change, a line each."
    )
    reason = models.CharField(max_length=200, blank=True, help_text="Why it ran out of turn.")

    class Meta:
        indexes = [
            models.Index(fields=["job", "-started_at"], name="intake_jobrun_newest"),
            models.Index(
                fields=["-started_at", "-id"], condition=~Q(reason=""), name="intake_jobrun_asked"
            ),
        ]
        permissions = [("run_job", "Can run a job now")]

    def __str__(self) -> str:
        return f"{self.job} {self.started_at:%Y-%m-%d %H:%M:%S}"


class JobLock(models.Model):
    """Who runs a job, and until when without renewing."""

    job = models.CharField(max_length=64, primary_key=True)
    holder = models.UUIDField(null=True)
    taken_until = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.job


class Heartbeat(models.Model):
    """The last sign of life of `beat` and of the workers."""

    name = models.CharField(max_length=16, primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
