"""Specialist models that run beside the generator's own, and what they advise."""

from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from context.models import Source
from intake.ids import uuid7
from projects.models import Account, Project
from shadowmodels.querysets import ShadowInferenceQuerySet, ShadowModelQuerySet


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
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = ShadowModelQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["metrics"], cascade_delete_history=True)

    class Meta:
        ordering = ["name", "-created_at"]
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
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.model_version}"


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
    scrub_version = models.PositiveSmallIntegerField()
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ShadowInferenceQuerySet.as_manager()

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
        ]

    def __str__(self) -> str:
        return f"{self.domain}: {self.confidence:.2f}"
