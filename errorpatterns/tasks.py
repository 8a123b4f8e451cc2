"""The scheduled jobs of patterns and proven fixes."""

from errorpatterns import proving, rekeying
from intake.jobs import Counts, Run, job


@job("aggregate", due=proving.is_due)
def aggregate(run: Run) -> Counts:
    """Makes proven fixes of incidents that several projects resolved alike."""
    return proving.aggregate(run.progress, dry_run=run.dry_run)


@job("recount")
def recount(run: Run) -> Counts:
    """Compares proven fixes with their incidents, and mends what differs."""
    return proving.recount(run.progress, dry_run=run.dry_run)


@job("rekey", due=rekeying.is_due)
def rekey(run: Run) -> Counts:
    """Makes the signatures of patterns anew after a release that reads messages otherwise."""
    return rekeying.rekey(run)
