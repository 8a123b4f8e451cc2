"""How an item stands before an audience, and who approved it."""

from typing import Any

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Value
from simple_history.models import HistoricalRecords

from context.models.items import LearnedItem, Lesson
from context.querysets import ApprovalQuerySet, StandingQuerySet
from intake.ids import uuid7
from intake.scrubbing import SCRUB_VERSION
from projects.models import Account

# The mean of a Beta posterior whose prior is the confidence, worth this many observations. A
# constant of the schema: `Standing.reliability` is computed from it by the database.
PRIOR_WEIGHT = 5.0


class Status(models.TextChoices):
    PROPOSED = "proposed", "proposed: served to who taught it"
    ACTIVE = "active", "active: served to its audience"
    INACTIVE = "inactive", "inactive: withdrawn from its audience"
    QUARANTINED = "quarantined", "quarantined: flagged, waits for a person"
    REJECTED = "rejected", "rejected: may not be submitted again"


class Standing(models.Model):
    """How an item stands before one audience: an account, or everybody (`account` null).

    Evidence is recomputed from tallies and lessons by a job: an account's is its reports,
    everybody's counts one for each account. `lower_bound` is the Wilson 95 % bound of it, written
    in the same statement.
    """

    class By(models.TextChoices):
        LEARNING = "learning"
        JOB = "job"
        STAFF = "staff"
        RELEASE = "release"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    item = models.ForeignKey(LearnedItem, on_delete=models.CASCADE, related_name="standings")
    account = models.ForeignKey(
        Account, null=True, blank=True, on_delete=models.CASCADE, related_name="standings"
    )
    status = models.CharField(max_length=12, choices=Status, default=Status.PROPOSED)
    evidence_for = models.PositiveIntegerField(default=0)
    evidence_against = models.PositiveIntegerField(default=0)
    lower_bound = models.FloatField(default=0.0)
    confidence = models.FloatField(default=0.7)
    reliability = models.GeneratedField(
        expression=(F("confidence") * Value(PRIOR_WEIGHT) + F("evidence_for"))
        / (Value(PRIOR_WEIGHT) + F("evidence_for") + F("evidence_against")),
        output_field=models.FloatField(),
        db_persist=True,
    )
    flags = models.JSONField(default=list, blank=True)
    own = models.JSONField(
        default=dict,
        editable=False,
        help_text="What the account's lessons say where those of others say less, by column.",
    )
    reason = models.CharField(max_length=500, blank=True)
    moved_by = models.CharField(max_length=10, choices=By, default=By.LEARNING)
    moved_at = models.DateTimeField(auto_now_add=True)

    objects = StandingQuerySet.as_manager()
    told_fields = ("own",)
    # Standings go with their item or account, and how they stood before goes with them.
    history = HistoricalRecords(
        excluded_fields=["reliability", "lower_bound", "confidence", "own"],
        cascade_delete_history=True,
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["item", "account"], name="context_standing_one_an_account"
            ),
            models.UniqueConstraint(
                fields=["item"],
                condition=Q(account=None),
                name="context_standing_one_for_everybody",
            ),
        ]
        indexes = [
            models.Index(
                fields=["account", "status", "-lower_bound"], name="context_standing_served"
            ),
            # What waits for a person, in the order in which it is shown.
            models.Index(
                fields=["moved_at", "id"],
                condition=Q(status=Status.QUARANTINED),
                name="context_standing_quarantined",
            ),
            models.Index(
                fields=["lower_bound", "id"],
                condition=Q(flags=["failing"]),
                name="context_standing_failing",
            ),
            models.Index(
                fields=["-evidence_for", "moved_at", "id"],
                condition=Q(status=Status.PROPOSED, evidence_for__gt=0),
                name="context_standing_promising",
            ),
            # The same, in the order of the review queue, which is read from one to the next.
            models.Index(
                fields=["item"],
                condition=Q(status="quarantined"),
                name="context_review_quarantined",
            ),
            models.Index(
                fields=["item"],
                condition=Q(status="proposed", evidence_for__gt=0),
                name="context_review_promising",
            ),
            # Among which the job that prunes finds what fails.
            models.Index(
                fields=["status", "id"],
                condition=Q(evidence_for__lt=F("evidence_against")),
                name="context_standing_outdone",
            ),
        ]

    @classmethod
    def outdated(cls) -> "models.QuerySet[Any]":
        """Those whose own words are scrubbed anew, as a lesson of the account is."""
        behind = Lesson.objects.filter(
            item=OuterRef("item"), account=OuterRef("account"), scrub_version__lt=SCRUB_VERSION
        )
        return cls._base_manager.filter(Exists(behind)).exclude(own={})

    def __str__(self) -> str:
        return f"{self.item} before {self.account or 'everybody'}: {self.status}"

    @property
    def evidence(self) -> int:
        return self.evidence_for + self.evidence_against


class Approval(models.Model):
    """That somebody has looked at a flagged item and would serve it to an account, or to everybody
    (`account` null): the first of two.

    It is in force as long as the item has this version and it is not withdrawn, and kept as a
    record.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    item = models.ForeignKey(LearnedItem, on_delete=models.CASCADE, related_name="approvals")
    account = models.ForeignKey(Account, null=True, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey("auth.User", null=True, on_delete=models.SET_NULL, related_name="+")
    version = models.PositiveIntegerField()
    reason = models.CharField(max_length=500)
    is_withdrawn = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ApprovalQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "id"]

    def __str__(self) -> str:
        return f"{self.item} before {self.account or 'everybody'}, approved by {self.user}"
