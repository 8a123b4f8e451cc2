"""Specialist models that run beside the generator's own, and what they advise."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Case, Q, Value, When
from django.utils import timezone
from simple_history.models import HistoricalRecords

from context.models import Generation, Source
from intake import outbox
from intake.ids import uuid7
from intake.scrubbing import current_version
from projects.models import Account, Project, Sharing
from shadowmodels.querysets import ShadowInferenceQuerySet, ShadowModelQuerySet

if TYPE_CHECKING:
    from django.contrib.auth.models import User


# What a specialist is less sure of is never served.
CONFIDENT = 0.7


class StillTraining(Exception):
    """A model in training cannot be promoted."""


class ShadowModel(models.Model):
    """One version of a specialist that an account runs. At most one version of it is promoted."""

    class Status(models.TextChoices):
        TRAINING = "training"
        READY = "ready"
        PROMOTED = "promoted"
        DEPRECATED = "deprecated"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="shadow_models")
    name = models.CharField(max_length=60, help_text="code_specialist…, or the caller's own")
    model_version = models.CharField(max_length=60)
    base_model = models.CharField(max_length=120, blank=True)
    metrics = models.JSONField(default=dict, blank=True, help_text="{name: number}")
    status = models.CharField(max_length=10, choices=Status, default=Status.TRAINING)
    promoted_at = models.DateTimeField(null=True, blank=True, editable=False)
    # A job's opinion, for staff: promoting stays their act.
    proposed_at = models.DateTimeField(null=True, blank=True, editable=False)
    proposal = models.TextField(blank=True, editable=False, help_text="Why it is to be promoted.")
    scrub_version = models.PositiveSmallIntegerField(default=current_version, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = ShadowModelQuerySet.as_manager()
    told_fields = ("name", "model_version", "base_model", "metrics", "proposal")
    history = HistoricalRecords(
        excluded_fields=["metrics", "proposed_at", "proposal", "scrub_version"],
        cascade_delete_history=True,
        history_change_reason_field=models.TextField(null=True),
    )

    class Meta:
        ordering = ["name", "-created_at"]
        permissions = [("promote_shadowmodel", "Can promote shadow models")]
        constraints = [
            models.UniqueConstraint(
                fields=["account", "name", "model_version"],
                name="shadowmodels_model_one_a_version",
            ),
            models.UniqueConstraint(
                fields=["account", "name"],
                condition=Q(status="promoted"),
                name="shadowmodels_model_one_promoted",
            ),
            models.CheckConstraint(
                condition=Q(proposed_at=None) | Q(status="ready"),
                name="shadowmodels_model_ready_if_proposed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.model_version}"

    def promote(self, reason: str, user: "User | None" = None) -> bool:
        """Staff's act: what it advises is served to the account; what was promoted before it under
        this name becomes deprecated.

        Both with history, and announced; False where it is promoted already. Raises StillTraining.
        What was proposed under this name was so against the last one, and is withdrawn. Must be
        called in a transaction.
        """
        named = ShadowModel.objects.filter(account_id=self.account_id, name=self.name)
        # In one order, so that of two promotions at once the second waits, and finds the first.
        found = {row.pk: row.status for row in named.order_by("pk").select_for_update(no_key=True)}
        if found[self.pk] == self.Status.PROMOTED:
            return False
        if found[self.pk] == self.Status.TRAINING:
            raise StillTraining(f"{self} is still training: it has to be ready.")
        last = [pk for pk, status in found.items() if status == self.Status.PROMOTED]
        now = timezone.now()
        named.proposed().update(proposed_at=None, proposal="")
        named.filter(pk__in=last).update(status=self.Status.DEPRECATED, updated_at=now)
        named.filter(pk=self.pk).update(
            status=self.Status.PROMOTED, promoted_at=now, updated_at=now
        )
        ShadowModel.history.bulk_history_create(
            list(named.filter(pk__in=[*last, self.pk])),
            update=True,
            default_user=user,
            default_change_reason=reason,
        )
        Generation.objects.raise_for(Generation.Name.LIBRARY)
        outbox.emit(
            "model.promoted",
            {"model": self.name, "version": self.model_version},
            account=self.account_id,
        )
        self.refresh_from_db()
        return True


class ShadowInference(models.Model):
    """What a specialist advised. It is trusted as its model is, unless it was flagged."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    model = models.ForeignKey(ShadowModel, on_delete=models.CASCADE, related_name="inferences")
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    project = models.ForeignKey(
        Project, null=True, on_delete=models.CASCADE, related_name="shadow_inferences"
    )
    domain = models.CharField(max_length=60)
    input = models.TextField(blank=True, help_text="Cut.")
    inference = models.TextField()
    confidence = models.FloatField()
    was_used = models.BooleanField(null=True, blank=True)
    was_successful = models.BooleanField(null=True, blank=True)
    evidence = models.CharField(max_length=10, choices=Source, blank=True)
    outcome_at = models.DateTimeField(null=True, blank=True)
    flags = models.JSONField(default=list, blank=True)
    is_flagged = models.BooleanField(default=False, editable=False)
    # By what the row itself says; to whom, its model's status says.
    is_servable = models.GeneratedField(
        expression=Case(
            When(
                Q(is_flagged=False, confidence__gte=CONFIDENT)
                & (Q(was_successful=None) | Q(was_successful=True)),
                then=Value(True),
            ),
            default=Value(False),
        ),
        output_field=models.BooleanField(),
        db_persist=True,
    )
    scrub_version = models.PositiveSmallIntegerField()
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ShadowInferenceQuerySet.as_manager()
    told_fields = ("domain", "input", "inference")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(confidence__gte=0) & Q(confidence__lte=1),
                name="shadowmodels_inference_confidence",
            )
        ]
        indexes = [
            models.Index(fields=["account", "-id"], name="shadowmodels_inference_newest"),
            models.Index(fields=["model", "-id"], name="shadowmodels_of_model"),
            models.Index(fields=["project", "-id"], name="shadowmodels_of_project"),
            models.Index(
                fields=["model", "-id"],
                condition=Q(is_servable=True),
                name="shadowmodels_servable",
            ),
            models.Index(
                fields=["project", "model", "-id"],
                condition=Q(is_servable=True),
                name="shadowmodels_servable_own",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.domain}: {self.confidence:.2f}"

    @property
    def ref(self) -> str:
        return f"shadow_inference:{self.pk}"

    @property
    def served_to(self) -> str:
        """How far it goes: `account`, `project` or `nobody`."""
        if not self.is_servable:
            return "nobody"
        kept = self.project is not None and self.project.effective_sharing == Sharing.PROJECT
        if self.model.status == ShadowModel.Status.PROMOTED and not kept:
            return "account"
        return "project" if self.project_id else "nobody"
