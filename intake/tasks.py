"""The jobs of intake itself."""

from intake import idempotency, jobs, outbox, rescrubbing
from intake.jobs import Counts, Run, job
from intake.retention import delete_in_batches


@job("drain", due=outbox.is_due)
def drain(run: Run) -> Counts:
    """Hands on what happened, and starts the jobs that staff asked for."""
    return outbox.drain(run)


@job("purge")
def purge(run: Run) -> Counts:
    """Deletes remembered requests, runs and events that are past their time."""
    past = {
        "requests": (idempotency.past(), "started_at"),
        "runs": (jobs.past(), "pk"),
        "events": (outbox.past(), "closed_at"),
    }
    if run.dry_run:
        return {name: rows.count() for name, (rows, _) in past.items()}
    return {name: delete_in_batches(rows, run.progress, by=by) for name, (rows, by) in past.items()}


@job("rescrub")
def rescrub(run: Run) -> Counts:
    """Scrubs stored texts anew after a release that scrubs better."""
    return rescrubbing.rescrub(run)
