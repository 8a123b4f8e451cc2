"""The jobs of projects."""

from intake.jobs import Counts, Run, job
from projects import erasing


@job(erasing.JOB, due=erasing.is_due)
def erase(run: Run) -> Counts:
    """Erases what staff asked to be erased, project by project, a batch at a time."""
    if run.dry_run:
        return {"projects": erasing.open_ones().count()}
    return erasing.erase_all(run.progress)
