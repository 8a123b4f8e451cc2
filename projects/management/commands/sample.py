import time
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from intake import outbox
from intake.jobs import REQUESTED, jobs
from intake.models import JobRun, OutboxEvent
from projects import credentials
from projects.models import Account, ApiKey, Project, Scope
from projects.story import Story, StoryFailed

PATIENCE = timedelta(seconds=90)
# Weighing comes first: the others look at what it found.
FIRST = ("weigh",)
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
        story = Story(url, {}, self.run_jobs, self.tell)
        names = list(story.script["accounts"])
        if Account.objects.filter(name__in=names).exists():
            raise CommandError(
                "The recorded history was fed before; `manage.py sample --remove` takes it out."
            )
        keys = {}
        for name in names:
            account = Account.objects.create(name=name, is_sample=True)
            scopes = [Scope.CONTEXT_READ.value, Scope.INGEST_WRITE.value]
            keys[name] = ApiKey.make(account, "recorded history", scopes)[1]
        story.keys = keys
        try:
            story.play()
        except StoryFailed as error:
            raise CommandError(
                f"The recorded history stopped: {error}. `manage.py sample --remove` takes it out."
            ) from error
        ApiKey.objects.filter(account__name__in=names).revoke()
        self.keep_read_key(story)

    def keep_read_key(self, story: Story) -> None:
        """A key that can read the context of the project that is shown, and nothing else."""
        shown = story.script["show"]
        account = Account.objects.get(name=story.script["projects"][shown]["account"])
        _, token = ApiKey.make(account, "read the shown context", [Scope.CONTEXT_READ])
        credentials.keep(SAMPLE_PROJECT=shown, SAMPLE_READ_KEY=token)

    def run_jobs(self) -> None:
        """Every job once, in the worker, waited for."""
        rest = [name for name in jobs() if name not in (*FIRST, *NOT_ASKED_FOR)]
        for names in (list(FIRST), rest):
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
            project.erase()
            self.tell(f"erased {project.key}")
        count, _ = Account.objects.filter(is_sample=True, projects=None).delete()
        credentials.drop("SAMPLE_PROJECT", "SAMPLE_READ_KEY")
        self.tell("the sample accounts are gone" if count else "there was no recorded history")
