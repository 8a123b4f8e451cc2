"""The scheduled jobs of proven fixes."""

from errorpatterns import proving
from intake.jobs import Counts, Run, job


@job("aggregate", due=proving.is_due)
def aggregate(run: Run) -> Counts:
    return proving.aggregate(run.progress, dry_run=run.dry_run)


@job("recount")
def recount(run: Run) -> Counts:
    return proving.recount(run.progress, dry_run=run.dry_run)
