"""The scheduled jobs of trust."""

from context import cycle as flywheel
from context import learned, ledger, pruning, resharing, silencing
from intake.jobs import Counts, Run, job
from intake.models import OutboxEvent


def weigh_told(events: list[OutboxEvent]) -> None:
    """Handler of what changes evidence: weigh at once what is due, in the transaction that closes
    the events.
    """
    learned.weigh_due()


@job("weigh", due=learned.is_due)
def weigh(run: Run) -> Counts:
    """Adds up what was reported, and activates what has proved itself."""
    return learned.weigh_all(run.progress, dry_run=run.dry_run, find=run.find)


@job("prune", due=pruning.is_failing)
def prune(run: Run) -> Counts:
    """Withdraws what fails, and flags what came with the release and fails as badly."""
    return pruning.prune(run.progress, dry_run=run.dry_run, find=run.find)


@job("retain")
def retain(run: Run) -> Counts:
    """Folds old outcomes into sums, and deletes served contexts that are past their time."""
    return ledger.retain(run.progress, dry_run=run.dry_run)


@job("reconcile")
def reconcile(run: Run) -> Counts:
    """Compares counts with the outcomes that they come from, and mends what differs."""
    return ledger.reconcile(run.progress, dry_run=run.dry_run, find=run.find)


@job(silencing.JOB)
def silence(run: Run) -> Counts:
    """Deletes the events that name items which were erased."""
    return silencing.silence(run.progress, dry_run=run.dry_run)


@job(resharing.JOB, due=resharing.is_due)
def reshare(run: Run) -> Counts:
    """Has what a project taught weighed anew, after its sharing was changed."""
    return resharing.reconsider_all(run.progress, dry_run=run.dry_run)


@job("cycle", due=flywheel.is_due)
def cycle(run: Run) -> Counts:
    """Makes of what was captured what is known: pairs, patterns, strategies, proven fixes."""
    if run.dry_run:
        return flywheel.pending()
    return flywheel.turn(run.progress, reason=run.reason)
