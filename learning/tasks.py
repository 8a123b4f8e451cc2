"""The scheduled jobs of what is captured."""

from intake.jobs import Counts, Run, job
from learning import observing


@job("observe", due=observing.is_due)
def observe(run: Run) -> Counts:
    """Reads from what users accepted and changed what they prefer."""
    return observing.observe(run.progress, dry_run=run.dry_run)
