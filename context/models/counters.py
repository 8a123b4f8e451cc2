"""What every process polls: counters of change, and the switch that keeps learned content away."""

from collections.abc import Iterable

from django.db import models

from context.models.items import LearnedItem
from context.querysets import GenerationQuerySet


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
