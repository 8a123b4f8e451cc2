"""What was served, and by which builds it was recalled."""

from django.db import models
from django.utils import timezone

from context.models.items import LearnedItem
from context.querysets import DailyQuerySet
from projects.models import Account, Project


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
