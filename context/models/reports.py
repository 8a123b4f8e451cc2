"""What projects reported, counted once."""

from django.db import models
from django.db.models import Q

from context.models.builds import ContextBuild
from context.models.items import LearnedItem
from intake.ids import uuid7
from projects.models import Account, Project


class Source(models.TextChoices):
    """Who says so, strongest first. A tool that fell silent proves little and promotes nothing
    alone.
    """

    HUMAN = "human"
    TEST = "test"
    BUILD = "build"
    VERIFIER = "verifier"
    TOOL = "tool"


class Tally(models.Model):
    """What one project (or an account's calls that name none) reported about an item, by source.

    `base_*` is what expired outcomes left; `served_*` counts outcomes of contexts that merely
    carried the item.
    """

    item = models.ForeignKey(LearnedItem, on_delete=models.CASCADE, related_name="tallies")
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="tallies")
    project = models.ForeignKey(
        Project, null=True, on_delete=models.CASCADE, related_name="tallies"
    )
    source = models.CharField(max_length=10, choices=Source)
    successes = models.PositiveIntegerField(default=0)
    failures = models.PositiveIntegerField(default=0)
    base_successes = models.PositiveIntegerField(default=0)
    base_failures = models.PositiveIntegerField(default=0)
    served_successes = models.PositiveIntegerField(default=0)
    served_failures = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name_plural = "tallies"
        constraints = [
            models.UniqueConstraint(
                fields=["item", "project", "source"], name="context_tally_one_a_project"
            ),
            models.UniqueConstraint(
                fields=["item", "account", "source"],
                condition=Q(project=None),
                name="context_tally_one_without_project",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item}: {self.successes} of {self.successes + self.failures}"


class Outcome(models.Model):
    """A reported success or failure, append-only; `item` is null for the context as a whole."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="outcomes")
    project = models.ForeignKey(
        Project, null=True, on_delete=models.CASCADE, related_name="outcomes"
    )
    # Its index is the one by item and time.
    item = models.ForeignKey(
        LearnedItem,
        null=True,
        on_delete=models.CASCADE,
        related_name="outcomes",
        db_index=False,
    )
    version = models.PositiveIntegerField(null=True)
    success = models.BooleanField()
    source = models.CharField(max_length=10, choices=Source)
    build = models.ForeignKey(
        ContextBuild, null=True, on_delete=models.SET_NULL, related_name="outcomes"
    )
    consumer = models.CharField(max_length=120, blank=True)
    versions = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [
            models.Index(fields=["account", "item", "created_at"], name="context_outcome_of_item"),
            models.Index(fields=["created_at"], name="context_outcome_by_time"),
            models.Index(fields=["item", "created_at"], name="context_outcome_lately"),
            models.Index(
                fields=["-created_at"],
                condition=Q(success=False, item__isnull=False),
                name="context_outcome_failed",
            ),
            models.Index(
                fields=["account", "consumer", "-created_at"], name="context_outcome_of_consumer"
            ),
        ]

    def __str__(self) -> str:
        return f"{'success' if self.success else 'failure'} of {self.item or self.build_id}"


class EventSeen(models.Model):
    """That an event was counted for an item: the account's own event id, a receipt, or a use in one
    run.

    `event` is a 128-bit digest of which of these it is and of its text.
    """

    account_id = models.UUIDField()
    event = models.UUIDField()
    item_id = models.UUIDField()
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        verbose_name_plural = "events seen"
        constraints = [
            models.UniqueConstraint(
                fields=["account_id", "event", "item_id"], name="context_eventseen_once"
            )
        ]
        # By which they follow an item that is merged.
        indexes = [models.Index(fields=["item_id"], name="context_eventseen_of_item")]

    def __str__(self) -> str:
        return str(self.event)
