"""Content that comes with the release."""

from django.db import models
from simple_history.models import HistoricalRecords

from context.querysets import ShippedQuerySet

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
