"""The jobs over several workers and a beat, some of which are killed, and over a Redis that is too.

Nothing is lost by it and nothing is done twice. `fill` and `done` run in processes of the
installation; the rest asks its database.
"""

import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from threading import Event
from typing import Any

import pytest
from django.utils import timezone

import dev
from config.tests.client import Generator
from config.tests.live import Live, Valkey, live_installation
from config.tests.rows import make_patterns
from config.tests.servers import DATABASE
from context.models import Due, LearnedItem, Lesson, Standing, Status, Tally
from errorpatterns.models import ErrorEscalation, ProvenFix
from intake.ids import uuid7
from intake.models import OutboxEvent
from learning.models import Interaction
from projects.models import Account, EndUser, Project, UserPreference

pytestmark = pytest.mark.timeout(120)

numbers = count(1)

# So much that each job takes seconds, in batches of 200.
PATTERNS = 800
USERS, EVENTS_OF_USER = 200, 20
FIXES, PROJECTS = 100, 5

KILLED = ("weigh", "aggregate", "observe")
OTHERS = ("prune", "purge", "retain", "reconcile")

# An outbox row as `emit` writes it; nobody is hinted at it.
REQUEST = (
    "INSERT INTO intake_outboxevent (id, type, payload, created_at, attempts) "
    "VALUES ('{id}', 'job.requested', '{payload}', CURRENT_TIMESTAMP, 0)"
)
TWICE = """
from intake.jobs import REQUESTED, jobs
from intake.models import OutboxEvent
asked = {"job": "recount", "reason": "twice"}
request = OutboxEvent.objects.create(type=REQUESTED, payload=asked)
for _ in range(6):
    jobs()["recount"].delay(request=str(request.pk), reason="twice")
"""
RUNNING = "SELECT job FROM intake_jobrun WHERE finished_at IS NULL"
# Runs of one job that began before the run before had ended.
OVERLAPPING = """
SELECT earlier.job, earlier.id, later.id FROM intake_jobrun AS earlier
JOIN intake_jobrun AS later ON later.job = earlier.job AND later.id > earlier.id
WHERE later.started_at < earlier.finished_at
"""
ERROR = {"message": "Cannot find name 'useId'.", "code": "TS2304", "tool": "tsc", "line": 2}


@pytest.fixture(scope="module")
def valkey() -> Valkey | None:
    return Valkey() if DATABASE == "postgresql" else None


@pytest.fixture(scope="module")
def live(valkey: Valkey | None) -> Iterator[Live]:
    """A web server, three workers, and a beat by itself that drains each second."""
    with live_installation(valkey.url if valkey else None) as live:
        _web, worker_with_beat = live.installation.children
        live.remove(worker_with_beat)
        children = [live.add_worker(f"worker-{next(numbers)}") for _ in range(3)]
        children.append(live.add_beat("beat-1", "drain"))
        live.wait_for(lambda: all(map(is_ready, children)))
        yield live
        # Nothing is waited for any more.
        for child in live.installation.children[1:]:
            live.remove(child)


def is_ready(child: dev.Child) -> bool:
    return any(sign in child.log.read_text() for sign in (" ready.", "beat: Starting"))


def fill() -> None:
    """Much for each of three jobs to do, all of it in one account."""
    account = Account.objects.create(name="busy")
    projects = [Project(account=account, key=f"busy-{number}") for number in range(PROJECTS)]
    Project.objects.bulk_create(projects)
    fill_patterns(account, projects)
    fill_interactions(account)
    ErrorEscalation.objects.bulk_create(
        ErrorEscalation(
            project=project,
            signature=f"{number:032}",
            message=f"Part {number} is out of place",
            resolved_at=timezone.now(),
            resolved_at_level=1,
            final_fix="Put it back.",
            fix_digest="put back",
            approach="Put it back.",
            evidence="build",
            is_counted=False,
            scrub_version=1,
        )
        for number in range(FIXES)
        for project in projects
    )


def fill_patterns(account: Account, projects: list[Project]) -> None:
    """Taught by one project and confirmed by two others, and not weighed."""
    patterns = make_patterns(PATTERNS)
    known: dict[str, Any] = {"account": account, "source": "build"}
    Standing.objects.bulk_create(Standing(item_id=one.id, account=account) for one in patterns)
    Lesson.objects.bulk_create(
        Lesson(item_id=one.id, project=projects[0], example="x", scrub_version=1, **known)
        for one in patterns
    )
    Tally.objects.bulk_create(
        Tally(item_id=one.id, project=project, base_successes=1, **known)
        for one in patterns
        for project in projects[1:3]
    )
    LearnedItem.objects.filter(pk__in=[one.id for one in patterns]).update(
        due=Due.WEIGHING, success_count=2
    )


def fill_interactions(account: Account) -> None:
    users = [EndUser(account=account, key=f"u-{number}") for number in range(USERS)]
    EndUser.objects.bulk_create(users)
    Interaction.objects.bulk_create(
        Interaction(account=account, user=user, action="accepted", task="component")
        for _ in range(EVENTS_OF_USER)
        for user in users
    )


def done() -> dict[str, int]:
    """What the three jobs came to."""
    served = Standing.objects.filter(status=Status.ACTIVE, item__slug__startswith="many-")
    activated = OutboxEvent.objects.filter(type="pattern.activated")
    moves = Standing.history.filter(item__slug__startswith="many-", status=Status.ACTIVE)
    observed = UserPreference.objects.filter(user__account__name="busy")
    lessons = Lesson.objects.filter(item__kind=LearnedItem.Kind.PROVEN_FIX)
    return {
        "patterns served": served.count(),
        "told of them": sum("many-" in event.payload["ref"] for event in activated),
        "moves in their history": moves.count(),
        "of a version raised once": served.filter(item__version=2).count(),
        "left to weigh": LearnedItem.objects.filter(due__gt=Due.NOTHING).count(),
        "users observed": sum(
            [entry["events"] for entry in one.observed] == [EVENTS_OF_USER] for one in observed
        ),
        "left to observe": Interaction.objects.filter(is_counted=False).count(),
        "fixes": ProvenFix.objects.count(),
        "uses of fixes": sum(ProvenFix.objects.values_list("uses", flat=True)),
        "lessons of fixes": lessons.count(),
        "left to aggregate": ErrorEscalation.objects.owed().count(),
    }


ALL_ONCE = {
    "patterns served": PATTERNS,
    "told of them": PATTERNS,
    "moves in their history": PATTERNS,
    "of a version raised once": PATTERNS,
    "left to weigh": 0,
    "users observed": USERS,
    "left to observe": 0,
    "fixes": FIXES,
    "uses of fixes": FIXES * PROJECTS,
    "lessons of fixes": FIXES * PROJECTS,
    "left to aggregate": 0,
}


def call(live: Live, function: str) -> Any:
    """What a function of this module returns in a process of the installation."""
    script = f"import json; from {__name__} import {function} as f; print(json.dumps(f()))"
    return json.loads(live.manage("shell", "-v", "0", "-c", script).splitlines()[-1])


def request(live: Live, *names: str) -> None:
    for name in names:
        payload = json.dumps({"job": name, "reason": "asked for"})
        live.write(REQUEST.format(id=uuid7().hex, payload=payload))


def runs(live: Live, job: str) -> list[tuple[int, Any, dict[str, int], str]]:
    """(number, end, counts, error) of each run of the job, in order."""
    found = live.rows(
        "SELECT id, finished_at, counts, error FROM intake_jobrun "  # noqa: S608
        f"WHERE job = '{job}' ORDER BY id"
    )
    return [(number, ended, as_json(counts), error) for number, ended, counts, error in found]


def as_json(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value


def open_events(live: Live, where: str = "1 = 1") -> int:
    [(waiting,)] = live.rows(
        "SELECT count(*) FROM intake_outboxevent "  # noqa: S608
        f"WHERE (position IS NULL OR closed_at IS NULL) AND {where}"
    )
    return int(waiting)


def in_the_middle(live: Live, job: str) -> int | None:
    """The run that has committed something and has not ended."""
    for number, ended, counts, _ in runs(live, job):
        if ended is None and any(counts.values()):
            return number
    return None


def find_busy(live: Live, job: str) -> dev.Child | None:
    """The worker that is in the middle of the job."""
    run = in_the_middle(live, job)
    began = f"Run {run} of {job} begins"
    return next((one for one in live.installation.children if began in one.log.read_text()), None)


def kill_in_the_middle(live: Live, job: str) -> None:
    """Kills the worker that runs the job, ends the job's lease, and starts another worker."""
    busy = live.wait_for(lambda: find_busy(live, job), 30, every=0.01)
    assert busy is not None
    live.remove(busy)
    assert in_the_middle(live, job), f"{job} was done before it was killed"
    live.write(
        "UPDATE intake_joblock SET taken_until = '2000-01-01 00:00:00' "  # noqa: S608
        f"WHERE job = '{job}'"
    )
    live.add_worker(f"worker-{next(numbers)}")


def test_what_a_killed_worker_leaves_is_done_by_another(live: Live) -> None:
    call(live, "fill")
    request(live, *OTHERS)
    for job in KILLED:
        request(live, job)
        kill_in_the_middle(live, job)
    live.wait_for(lambda: not open_events(live))
    for job in KILLED:
        errors = [error for _, _, _, error in runs(live, job)]
        assert errors == ["worker died", *[""] * (len(errors) - 1)], (job, errors)
        assert len(errors) > 1
    # What became of the fixes is weighed after the aggregation.
    live.manage("job", "weigh")
    assert call(live, "done") == ALL_ONCE
    assert all(runs(live, job)[-1][3] == "" for job in OTHERS)


@pytest.mark.production
def test_two_beats_run_a_job_no_more_than_one_does(live: Live) -> None:
    before = len(runs(live, "weigh"))
    beats = [live.add_beat(name, "drain", *KILLED) for name in ("beat-2", "beat-3")]
    live.wait_for(lambda: all(map(is_ready, beats)))
    live.write("UPDATE context_learneditem SET due = 1 WHERE slug LIKE 'many-%'")
    live.wait_for(lambda: min(beat.log.read_text().count("due task weigh") for beat in beats) > 2)
    live.wait_for(lambda: not due_items(live) and not live.rows(RUNNING))
    weighed = [counts["weighed"] for _, _, counts, _ in runs(live, "weigh")[before:]]
    assert sum(weighed) == PATTERNS
    assert live.rows(OVERLAPPING) == []
    for beat in beats:
        live.remove(beat)


def test_a_request_that_is_delivered_twice_is_done_once(live: Live) -> None:
    live.manage("shell", "-v", "0", "-c", TWICE)
    live.wait_for(lambda: said_done(live, "errorpatterns.tasks.recount") >= 6)
    live.wait_for(lambda: not open_events(live))
    [(asked,)] = live.rows("SELECT count(*) FROM intake_jobrun WHERE reason = 'twice'")
    assert asked == 1
    assert call(live, "done") == ALL_ONCE


def due_items(live: Live) -> int:
    [(due,)] = live.rows("SELECT count(*) FROM context_learneditem WHERE due > 0")
    return int(due)


def said_done(live: Live, task: str) -> int:
    """How many messages of the task were dealt with by the workers that are there."""
    logs = (child.log.read_text() for child in live.installation.children)
    return sum(
        f"Task {task}[" in line and "] succeeded" in line
        for log in logs
        for line in log.splitlines()
    )


class Reporting:
    """A generator that reports outcomes, one after the other, until it is told to stop."""

    def __init__(self, live: Live) -> None:
        self.generator = Generator(live.url, live.credentials["LOCAL_KEY"])
        self.stopped = Event()
        self.successes = self.failures = 0

    @property
    def told(self) -> int:
        return self.successes + self.failures

    def accepted(self, path: str, body: Any) -> Any:
        answer = self.generator.post(path, body)
        assert answer.status in (200, 201), answer.body
        return answer.json

    def learn(self) -> str:
        assert self.generator.put("projects/shop/", {"language": "typescript"}).status == 201
        fix = {"template": "Ask the hooks folder for '$1'.", "type": "insert"}
        lesson = {"project": "shop", "error": ERROR, "fix": fix, "evidence": "build"}
        slug: str = self.accepted("error-patterns/learn/", {**lesson, "event_id": "e"})["pattern"][
            "id"
        ]
        return slug

    def report(self, slug: str) -> None:
        found = self.accepted("error-patterns/match/", {"project": "shop", "errors": [ERROR]})
        receipts = {one["pattern"]["id"]: one["receipt"] for one in found["results"][0]["matches"]}
        body = {"receipt": receipts[slug], "success": self.told % 4 != 3, "evidence": "build"}
        self.accepted(f"error-patterns/{slug}/outcomes/", {**body, "event_id": f"e{self.told}"})
        self.successes += body["success"]
        self.failures += not body["success"]

    def run(self, slug: str) -> None:
        while not self.stopped.is_set():
            self.report(slug)


@pytest.mark.production
def test_a_redis_that_is_killed_and_comes_back_empty_loses_nothing(
    live: Live, valkey: Valkey | None
) -> None:
    if valkey is None:
        pytest.skip("there is no Redis with SQLite")
    reporting = Reporting(live)
    slug = reporting.learn()
    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(reporting.run, slug)
        live.wait_for(lambda: reporting.told >= 5 or running.done())
        valkey.kill()
        told = reporting.told
        time.sleep(3)
        assert reporting.told > told + 5
        valkey.start()
        time.sleep(1)
        reporting.stopped.set()
        running.result(30)
    live.installation.check()  # no worker has ended by it
    live.wait_for(lambda: not open_events(live) and not due_items(live) and not live.rows(RUNNING))
    [(positions, events)] = live.rows("SELECT max(position), count(*) FROM intake_outboxevent")
    assert positions == events
    told_of = "SELECT count(*) FROM intake_outboxevent WHERE type = 'outcome.recorded'"
    assert live.rows(told_of) == [(reporting.told,)]
    for columns in ("item.success_count, item.failure_count", "evidence_for, evidence_against"):
        assert live.rows(
            f"SELECT {columns} FROM context_standing JOIN context_learneditem AS item "  # noqa: S608
            f"ON item.id = item_id WHERE slug = '{slug}' AND account_id IS NOT NULL"
        ) == [(reporting.successes, reporting.failures)]
    assert live.rows(OVERLAPPING) == []
