"""What it takes for a fact to reach a prompt, as rows.

A `LearnedItem` holds what is derived and shared. Who taught it is a `Lesson`; how it stands before
an audience a `Standing`; what each project reported a `Tally`, the sum of `Outcome` rows that are
counted once each by `EventSeen`. What was served is a `ContextBuild`.
"""

from collections.abc import Iterable
from typing import Any, ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.utils import timezone
from simple_history.models import HistoricalRecords

from context.querysets import (
    ApprovalQuerySet,
    DailyQuerySet,
    GenerationQuerySet,
    LearnedItemQuerySet,
    LessonQuerySet,
    ShippedQuerySet,
    StandingQuerySet,
)
from intake.ids import uuid7
from intake.scrubbing import SCRUB_VERSION
from projects.models import Account, Project

# The mean of a Beta posterior whose prior is the confidence, worth this many observations. A
# constant of the schema: `Standing.reliability` is computed from it by the database.
PRIOR_WEIGHT = 5.0


class Generation(models.Model):
    """A counter that each process polls, so that what changed here is served everywhere within
    seconds.
    """

    class Name(models.TextChoices):
        LIBRARY = "library", "learned items, their standings and texts"
        PATTERNS = "patterns", "the same of error patterns alone"
        SHIPPED = "shipped", "rules, souls and hints"
        SWITCH = "switch", "whether what was learned is served"

    name = models.CharField(primary_key=True, max_length=20, choices=Name)
    value = models.PositiveBigIntegerField(default=1)

    objects = GenerationQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.name} {self.value}"

    @classmethod
    def of(cls, items: "Iterable[LearnedItem]") -> Name:
        """What is to be raised when no other items change: of many lessons and reports it is error
        patterns alone, and whoever keeps the other kinds need not read them again.
        """
        kinds = {item.kind for item in items}
        own = kinds == {LearnedItem.Kind.ERROR_PATTERN}
        return cls.Name.PATTERNS if own else cls.Name.LIBRARY


class KillSwitch(models.Model):
    """One turn of the switch that keeps what was learned from everybody; the newest says how it is.

    What comes with the release is served all the same.
    """

    is_off = models.BooleanField(help_text="Nothing that was learned is served.")
    reason = models.CharField(max_length=500)
    by = models.ForeignKey(
        "auth.User", null=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = "turn of the kill switch"
        verbose_name_plural = "kill switch"
        permissions = [("turn_kill_switch", "Can switch learned content off and on")]

    def __str__(self) -> str:
        return f"learned content {'off' if self.is_off else 'on'} since {self.at:%Y-%m-%d %H:%M}"


# Made by an import: nobody has decided about it yet.
NEW = ["new"]


class Shipped(models.Model):
    """Content that comes with the release and that staff may edit or switch off.

    `shipped_digest` is the digest of the text as last shipped: a resync updates only rows that
    still equal it. `flags` say what edits brought in that somebody else has to look at before the
    row is served, and whether it is `NEW`.
    """

    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=120)
    version = models.PositiveIntegerField(default=1, editable=False)
    is_active = models.BooleanField(default=True, editable=False)
    shipped_digest = models.CharField(max_length=64, blank=True, editable=False)
    flags = models.JSONField(default=list, blank=True, editable=False)
    last_edited_by = models.ForeignKey(
        "auth.User", null=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = ShippedQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name


class AntiSlopRule(Shipped):
    """What generated work must not contain, must show, or must reach."""

    class Kind(models.TextChoices):
        BAN = "ban"
        PRINCIPLE = "principle"
        THRESHOLD = "threshold"

    kind = models.CharField(max_length=10, choices=Kind)
    pattern = models.CharField(max_length=500, blank=True, help_text="What a ban is about.")
    text = models.TextField(help_text="The reason of a ban; what a principle asks for.")
    value = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Of a threshold: 0 to 100, or a number of findings."
    )
    position = models.PositiveSmallIntegerField(default=0)

    history = HistoricalRecords(excluded_fields=["shipped_digest", "last_edited_by"])

    class Meta:
        verbose_name = "anti-slop rule"
        ordering = ["kind", "position", "slug"]


class ProviderHint(Shipped):
    """How a service is imported, configured and used; the slug is the provider's key."""

    category = models.CharField(max_length=20)
    install = models.JSONField(default=list, blank=True, help_text="Package names.")
    imports = models.TextField(blank=True)
    environment = models.JSONField(default=list, blank=True, help_text="[{name, note}]")
    usage = models.TextField(blank=True)
    notes = models.TextField(blank=True)

    history = HistoricalRecords(excluded_fields=["shipped_digest", "last_edited_by"])

    class Meta:
        ordering = ["category", "slug"]


class AppSoul(Shipped):
    """The design system that a project's intent selects by its slug; each list is printed as
    bullets.
    """

    description = models.TextField(blank=True)
    typography = models.JSONField(default=list, blank=True, help_text="[text]")
    colour = models.JSONField(default=list, blank=True, help_text="[text]")
    motion = models.JSONField(default=list, blank=True, help_text="[text]")
    depth = models.JSONField(default=list, blank=True, help_text="[text]")
    layout = models.JSONField(default=list, blank=True, help_text="[text]")
    anti_patterns = models.JSONField(default=list, blank=True, help_text="[text]")

    history = HistoricalRecords(excluded_fields=["shipped_digest", "last_edited_by"])

    class Meta:
        ordering = ["slug"]


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
    reason = models.CharField(max_length=500, blank=True)
    moved_by = models.CharField(max_length=10, choices=By, default=By.LEARNING)
    moved_at = models.DateTimeField(auto_now_add=True)

    objects = StandingQuerySet.as_manager()
    # Standings go with their item or account, and how they stood before goes with them.
    history = HistoricalRecords(
        excluded_fields=["reliability", "lower_bound", "confidence"], cascade_delete_history=True
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


class ContextBuild(models.Model):
    """A context as it was served, by content: the id is a digest of account, project, manifest and
    bytes.
    """

    id = models.CharField(primary_key=True, max_length=44, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="builds")
    project = models.ForeignKey(Project, null=True, on_delete=models.CASCADE, related_name="builds")
    tokens = models.PositiveIntegerField()
    template_digest = models.CharField(max_length=64)
    release = models.CharField(max_length=40)
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        ordering = ["-created_at"]
        verbose_name = "served context"
        permissions = [("preview_context", "Can preview a context, with the texts of its account")]

    def __str__(self) -> str:
        return self.id


class BuildItem(models.Model):
    """One item of a served context, in the version that was served. `item` is null for what is not
    learned.
    """

    build = models.ForeignKey(ContextBuild, on_delete=models.CASCADE, related_name="items")
    ref = models.CharField(max_length=130)
    version = models.PositiveIntegerField()
    item = models.ForeignKey(
        LearnedItem, null=True, on_delete=models.CASCADE, related_name="build_items"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["build", "ref"], name="context_builditem_once_a_build")
        ]
        indexes = [
            models.Index(fields=["ref", "version"], name="context_builditem_of_ref"),
            # A page of the contexts that carried an item, the newest first.
            models.Index(fields=["item", "-id"], name="context_builditem_of_item"),
        ]

    def __str__(self) -> str:
        return f"{self.ref} v{self.version}"


class Recall(models.Model):
    """That an item was found bad, up to this version, after it was served."""

    item = models.ForeignKey(LearnedItem, on_delete=models.CASCADE, related_name="recalls")
    version = models.PositiveIntegerField(help_text="The last one that is bad.")
    reason = models.CharField(max_length=500)
    by = models.ForeignKey(
        "auth.User", null=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(auto_now_add=True)
    # When whoever recalled it took that back, and why.
    withdrawn_at = models.DateTimeField(null=True, editable=False)
    withdrawn_why = models.CharField(max_length=500, blank=True, editable=False)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.item}, recalled on {self.at:%Y-%m-%d}"

    @property
    def told(self) -> str:
        """What staff are told of it."""
        by = self.by or "somebody who is gone"
        said = f"Recalled on {self.at:%Y-%m-%d %H:%M} by {by}, up to version {self.version}: "
        if self.withdrawn_at is None:
            return said + self.reason
        when = f"{self.withdrawn_at:%Y-%m-%d %H:%M}"
        return f"{said}{self.reason} (That was withdrawn on {when}: {self.withdrawn_why})"


class BuildServed(models.Model):
    """How often a build was served in one minute, over all processes."""

    build = models.ForeignKey(ContextBuild, on_delete=models.CASCADE, related_name="served")
    consumer = models.CharField(max_length=120, blank=True)
    minute = models.DateTimeField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["build", "consumer", "minute"], name="context_buildserved_once_a_minute"
            )
        ]

    def __str__(self) -> str:
        return f"{self.build_id} at {self.minute}: {self.count}"


class Served(models.Model):
    """Since when, when last and how often an account was served a section, or its consumer a
    context; told once a minute.
    """

    class What(models.TextChoices):
        SECTION = "section"
        CONSUMER = "consumer"

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    what = models.CharField(max_length=8, choices=What)
    name = models.CharField(max_length=120, blank=True)
    since = models.DateTimeField(default=timezone.now)
    at = models.DateTimeField()
    count = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "what", "name"], name="context_served_once_a_name"
            )
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.name} at {self.at}"


class Daily(models.Model):
    """How often something happened in the whole installation on one day of UTC.

    Told by each process once a minute: what is killed before takes its last minute with it.
    """

    class Name(models.TextChoices):
        CONTEXTS = "contexts", "contexts served"
        ERRORS = "errors", "errors asked about"
        RECOGNISED = "recognised", "of these recognised"
        SUCCEEDED = "succeeded", "successes reported"
        FAILED = "failed", "failures reported"
        ACTIVATED = "activated", "items that became active before an audience"
        WITHDRAWN = "withdrawn", "items withdrawn from an audience"

    day = models.DateField()
    name = models.CharField(max_length=10, choices=Name)
    count = models.PositiveBigIntegerField(default=0)

    objects = DailyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["day", "name"], name="context_daily_once_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.count} {self.name} on {self.day}"


class Cycle(models.Model):
    """One run of the flywheel, through the steps of CYCLE_STEPS.

    `step` and `cursor` are how far it is, written with what was done until there; without an end it
    runs, or waits to be gone on with.
    """

    number = models.PositiveIntegerField(unique=True)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    done = models.JSONField(default=list, help_text="[step]")
    step = models.CharField(max_length=40, blank=True, help_text="At work.")
    cursor = models.CharField(max_length=400, blank=True)
    counts = models.JSONField(default=dict, help_text="{step: {what: how many}}")
    before = models.JSONField(default=dict, help_text="Metrics when it began.")
    after = models.JSONField(null=True, help_text="Metrics when it ended.")
    improvement = models.FloatField(
        null=True, help_text="By how much the success rate of what is served rose."
    )
    error = models.TextField(blank=True, help_text="Why it stands still, until it goes on.")
    reason = models.CharField(max_length=200, blank=True, help_text="Why it ran out of turn.")

    class Meta:
        ordering = ["-number"]

    def __str__(self) -> str:
        return f"cycle {self.number}"

    @property
    def flat_counts(self) -> dict[str, int]:
        """As `step.what`."""
        return {
            f"{step}.{what}": count
            for step, counts in self.counts.items()
            for what, count in counts.items()
        }


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
