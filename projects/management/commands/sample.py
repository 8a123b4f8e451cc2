import time
from contextlib import suppress
from datetime import timedelta
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from intake import outbox
from intake.jobs import LEASE, NOBODY, REQUESTED, Taken, jobs, run_here
from intake.models import JobRun, OutboxEvent
from projects import credentials
from projects.erasing import erase_now
from projects.models import Account, ApiKey, Project, Scope
from projects.story import Story, StoryFailed, play, read
from projects.story.script import Script

# A worker that was killed in a try that was cut off holds its lock for a lease.
PATIENCE = LEASE + timedelta(seconds=30)
# These come first, one after the other: each looks at what the one before it found.
FIRST = ("aggregate", "cycle", "weigh")
SCOPES = [Scope.CONTEXT_READ.value, Scope.INGEST_WRITE.value, Scope.METRICS_READ.value]
# The drain is what hands the requests to the worker.
NOT_ASKED_FOR = ("drain",)


class Command(BaseCommand):
    help = (
        "The recorded history: `sample --feed --url URL` tells it to a running server as three "
        "sample accounts, `sample --remove` erases their projects and then the accounts."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        act = parser.add_mutually_exclusive_group(required=True)
        act.add_argument("--feed", action="store_true")
        act.add_argument("--remove", action="store_true")
        parser.add_argument("--url", default="http://127.0.0.1:8000", help="of the running server")
        parser.add_argument(
            "--force", action="store_true", help="feed it although SAMPLE_HISTORY is off"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["remove"]:
            self.remove()
        elif settings.SAMPLE_HISTORY or options["force"]:
            self.feed(options["url"].rstrip("/"))
        else:
            self.tell("not fed: SAMPLE_HISTORY is off here; --force feeds it all the same")

    def tell(self, text: str) -> None:
        self.stderr.write(text)

    def feed(self, url: str) -> None:
        script = read()
        names = script.accounts
        if Account.objects.filter(name__in=names).exists():
            raise CommandError(
                "The recorded history was fed before; `manage.py sample --remove` takes it out."
            )
        keys = {}
        for name in names:
            account = Account.objects.create(name=name, is_sample=True)
            keys[name] = ApiKey.make(account, "recorded history", SCOPES)[1]
        story = Story(url, script, keys, self.run_jobs, self.promote, self.tell)
        try:
            play(story)
        except StoryFailed as error:
            raise CommandError(
                f"The recorded history stopped: {error}. `manage.py sample --remove` takes it out."
            ) from error
        ApiKey.objects.filter(account__name__in=names).revoke()
        self.keep_read_key(script)

    def keep_read_key(self, script: Script) -> None:
        """A key that can read the account of the project that is shown, and nothing else."""
        account = Account.objects.get(name=script.projects[script.show]["account"])
        scopes = [Scope.CONTEXT_READ.value, Scope.METRICS_READ.value]
        _, token = ApiKey.make(account, "read what is shown", scopes)
        credentials.keep(SAMPLE_PROJECT=script.show, SAMPLE_READ_KEY=token)

    def promote(self, model: str) -> None:
        """As staff do in the admin: no key of a sample account may, as only the operator's have the
        scope `review`, and these see the operator's models alone.
        """
        specialist: Any = apps.get_model("shadowmodels", "ShadowModel")
        with transaction.atomic():
            specialist.objects.get(pk=model).promote("recorded history")

    def run_jobs(self) -> None:
        """Every job once, in the worker, waited for."""
        rest = [name for name in jobs() if name not in (*FIRST, *NOT_ASKED_FOR)]
        for names in (*([name] for name in FIRST), rest):
            self.wait_for(self.request(names))

    def request(self, names: list[str]) -> list[OutboxEvent]:
        with transaction.atomic():
            return [
                outbox.emit(REQUESTED, {"job": name, "reason": "recorded history"})
                for name in names
            ]

    def wait_for(self, requests: list[OutboxEvent]) -> None:
        """Until the worker has closed the requests; the job's own error is told as it is."""
        began = timezone.now()
        open_ones = OutboxEvent.objects.filter(pk__in=[one.pk for one in requests], closed_at=None)
        while open_ones.exists():
            if timezone.now() - began > PATIENCE:
                waiting = ", ".join(one.payload["job"] for one in open_ones)
                raise StoryFailed(f"the worker did not run in {PATIENCE.seconds} s: {waiting}")
            time.sleep(0.05)
        failed = JobRun.objects.filter(started_at__gte=began).exclude(error="").first()
        if failed:
            raise StoryFailed(f"the job {failed.job} failed: {failed.error}")

    def remove(self) -> None:
        for project in Project.objects.filter(account__is_sample=True).select_related("account"):
            erase_now(project)
            self.tell(f"erased {project.key}")
        # Nobody else may be there to do it; whoever is does the same.
        with suppress(Taken):
            run_here("silence", NOBODY, dry_run=False, reason="recorded history")
        count, _ = Account.objects.filter(is_sample=True, projects=None).delete()
        credentials.drop("SAMPLE_PROJECT", "SAMPLE_READ_KEY")
        self.tell("the sample accounts are gone" if count else "there was no recorded history")
