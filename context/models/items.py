"""What was learned, derived and shared, and who taught it."""

from typing import Any, ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Case, F, Q, Value, When

from context.querysets import LearnedItemQuerySet, LessonQuerySet
from intake.ids import uuid7
from intake.scrubbing import SCRUB_VERSION
from projects.models import Account, Project


class Due(models.IntegerChoices):
    """What the weighing job owes an item; set in the transaction that changed its evidence."""

    NOTHING = 0
    WEIGHING = 1, "weigh the evidence"
    RECONSIDERING = 2, "weigh it, and take back what no longer stands on enough"


class LearnedItem(models.Model):
    """Anything learned and served; each kind is a child table with what is particular to it.

    `success_count` and `failure_count` count every report and are shown; ranking and thresholds
    read the standings.
    """

    class Kind(models.TextChoices):
        ERROR_PATTERN = "error_pattern"
        LEARNED_PATTERN = "learned_pattern"
        STRATEGY = "strategy"
        PROVEN_FIX = "proven_fix"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=20, choices=Kind, editable=False)
    slug = models.SlugField(max_length=100, unique=True, help_text="Made once, never recomputed.")
    name = models.CharField(max_length=120)
    version = models.PositiveIntegerField(default=1, editable=False)
    confidence = models.FloatField(
        default=0.7, validators=[MinValueValidator(0.0), MaxValueValidator(1.0)]
    )
    success_count = models.PositiveIntegerField(default=0, editable=False)
    failure_count = models.PositiveIntegerField(default=0, editable=False)
    success_rate = models.GeneratedField(
        expression=Case(
            When(success_count=0, failure_count=0, then=Value(1.0)),
            default=F("success_count") * Value(1.0) / (F("success_count") + F("failure_count")),
        ),
        output_field=models.FloatField(),
        db_persist=True,
    )
    is_built_in = models.BooleanField(default=False, editable=False)
    shipped_digest = models.CharField(max_length=64, blank=True, editable=False)
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, editable=False, on_delete=models.CASCADE, related_name="+"
    )
    last_matched_at = models.DateTimeField(null=True, blank=True, editable=False)
    due = models.PositiveSmallIntegerField(default=0, choices=Due, editable=False)
    last_edited_by = models.ForeignKey(
        "auth.User",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = LearnedItemQuerySet.as_manager()
    # Columns, lists of texts, in which what stands for two items says what both said.
    joined: ClassVar[tuple[str, ...]] = ()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(confidence__gte=0) & Q(confidence__lte=1),
                name="%(app_label)s_%(class)s_confidence",
            )
        ]
        indexes = [
            models.Index(fields=["id"], condition=Q(due__gt=0), name="context_item_due"),
            models.Index(fields=["kind", "-updated_at", "-id"], name="context_item_listed"),
            models.Index(fields=["id"], condition=Q(is_built_in=True), name="context_item_shipped"),
            # Few are, and an index of all rows, nearly all empty, is one that SQLite may shun.
            models.Index(
                fields=["merged_into"],
                condition=Q(merged_into__isnull=False),
                name="context_item_merged",
            ),
        ]
        permissions = [
            ("activate_for_account", "Can activate and deactivate for an account"),
            ("activate_for_everybody", "Can activate and deactivate for everybody, and reject"),
        ]

    @classmethod
    def outdated(cls) -> "models.QuerySet[Any]":
        """Those whose text is scrubbed anew, as a lesson of theirs is; what is shipped is not."""
        return cls._base_manager.filter(
            is_built_in=False,
            pk__in=Lesson.objects.filter(scrub_version__lt=SCRUB_VERSION).values("item"),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def ref(self) -> str:
        return f"{self.kind}:{self.slug}"

    @property
    def table(self) -> "type[LearnedItem]":
        """The model of its kind, whose rows have what is particular to it."""
        name = self.kind.replace("_", "")
        return next(each for each in LearnedItem.__subclasses__() if each._meta.model_name == name)


class Lesson(models.Model):
    """Who taught an item, and in which words. Its own text never leaves its account."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    item = models.ForeignKey(LearnedItem, on_delete=models.CASCADE, related_name="lessons")
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="lessons")
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="lessons")
    example = models.TextField(help_text="The error as it was told, scrubbed.")
    explanation = models.TextField(blank=True)
    diff = models.TextField(blank=True)
    versions = models.JSONField(default=dict, blank=True)
    flags = models.JSONField(default=list, blank=True)
    source = models.CharField(max_length=10)
    # Where a merge has moved it: what it was a lesson of, whose words it taught.
    taught_as = models.ForeignKey(
        LearnedItem, null=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    scrub_version = models.PositiveSmallIntegerField()
    created_at = models.DateTimeField(auto_now_add=True)

    objects = LessonQuerySet.as_manager()
    told_fields = ("example", "explanation", "diff", "versions")

    class Meta:
        indexes = [
            models.Index(fields=["project", "item"], name="context_lesson_of_project"),
            models.Index(fields=["item", "account"], name="context_lesson_of_item"),
        ]

    def __str__(self) -> str:
        return f"{self.item}, taught by {self.project}"


class Resharing(models.Model):
    """That a project's sharing was changed, and what it taught has still to be weighed anew: the
    items behind `after`, or all.
    """

    project = models.OneToOneField(
        Project, primary_key=True, on_delete=models.CASCADE, related_name="+"
    )
    after = models.UUIDField(null=True)

    def __str__(self) -> str:
        return f"{self.project}, its sharing changed"
