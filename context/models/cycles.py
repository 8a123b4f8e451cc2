"""Runs of the flywheel."""

from django.db import models


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
