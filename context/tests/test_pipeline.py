"""What pipeline status says of sources, consumers and of what keeps the pipeline from moving."""

from datetime import datetime, timedelta
from typing import Any, ClassVar
from uuid import UUID

import pytest
import time_machine
from django.db.models import Count, Max, Q
from django.test import RequestFactory
from django.urls import reverse
from django.utils import timezone

from context import pipeline
from context.base import Counts, Feed, Found
from context.builds import tally
from context.checks import check_sources
from context.models import LearnedItem, Outcome, Served, Standing, Status
from context.tests import stubs
from context.tests.factories import make_item, make_lesson, make_standing
from context.tests.stubs import one
from context.waiting import navigation
from intake import heartbeats
from intake.models import OutboxEvent
from projects.models import Project
from projects.tests.factories import Caller, make_account, make_caller, make_project, problem_of
from projects.tests.staff import ROLES, person, staff

pytestmark = [pytest.mark.django_db, pytest.mark.by_turns]

URL = "pipeline/status/"
PAGE = "admin:context_contextbuild_pipeline"


class KindFeed(Feed):
    """What of one kind was learned and stands before the account and everybody."""

    def counts(self, account_id: UUID | None) -> Counts:
        rows = Standing.objects.filter(item__kind=self.kind, item__is_built_in=False)
        if account_id:
            rows = rows.filter(Q(account=account_id) | Q(account=None))
        found = {
            status: Count("item", filter=Q(status=status), distinct=True)
            for status in ("active", "proposed", "quarantined")
        }
        return Counts(**rows.aggregate(items=Count("item", distinct=True), **found))

    def last_fed_at(self, account_id: UUID | None) -> datetime | None:
        rows = LearnedItem.objects.filter(kind=self.kind, is_built_in=False)
        if account_id:
            rows = rows.filter(lessons__account=account_id)
        last: datetime | None = rows.aggregate(last=Max("created_at"))["last"]
        return last

    kind: ClassVar[str]


class Patterns(KindFeed):
    key = kind = "error_patterns"
    kind = "error_pattern"
    section = "error_patterns"
    fed_by = "POST /api/v1/error-patterns/learn/"


class Strategies(KindFeed):
    key = section = "strategies"
    kind = "strategy"
    is_shipped = True


class Projects(Feed):
    """Stands for what is only ever captured, and served by no section."""

    key = "projects"
    section = ""
    is_event = True

    def counts(self, account_id: UUID | None) -> Counts:
        found = pipeline.of(Project.objects.all(), account_id).count()
        return Counts(found, 0)

    def last_fed_at(self, account_id: UUID | None) -> datetime | None:
        return None


@pytest.fixture(autouse=True)
def _sources(settings: Any) -> None:
    settings.PIPELINE_SOURCES = [f"{__name__}.{name}" for name in FEEDS]


FEEDS = ["Patterns", "Strategies", "Projects"]


@pytest.fixture
def caller(stubbed: Any) -> Caller:
    """Its contexts are empty but for what a test puts into `stubbed`."""
    return make_caller()


def status(caller: Caller) -> Any:
    answer = caller.get(URL)
    assert answer.status_code == 200, answer.content
    return answer.json()


def source(caller: Caller, key: str) -> Any:
    [found] = [one for one in status(caller)["sources"] if one["key"] == key]
    return found


def consumer(caller: Caller, name: str = "agent") -> Any:
    [found] = [one for one in status(caller)["consumers"] if one["name"] == name]
    return found


def fetch(caller: Caller, name: str = "agent", times: int = 1) -> str:
    for _ in range(times):
        answer = caller.post("context/", {"consumer": name})
        assert answer.status_code == 200, answer.content
    return str(answer.json()["id"])


def report(caller: Caller, context: str, event: str = "e", **fields: str) -> None:
    outcome = {"context": context, "success": True, "evidence": "test", "event_id": event, **fields}
    assert caller.post("outcomes/", outcome).status_code == 201


def time(told: str) -> datetime:
    return datetime.fromisoformat(told)


def warned(caller: Caller, words: str) -> bool:
    return any(words in warning for warning in status(caller)["warnings"])


class TestCounts:
    def test_are_of_what_the_account_has_and_of_everybodys(self, caller: Caller) -> None:
        project, other = make_project(caller.account), make_project()
        make_standing(make_item(), None)
        make_standing(make_item(), caller.account)
        make_standing(make_item(), caller.account, Status.QUARANTINED)
        make_lesson(make_item(), project)
        make_lesson(make_item(), other)
        make_standing(make_item(), other.account)
        make_standing(make_item(kind="strategy"), None)
        found = status(caller)
        assert found["error_patterns"] == 2
        assert found["active_strategies"] == 1
        assert (found["learned_patterns"], found["shadow_models"]) == (0, 0)
        assert found["total_learning_events"] == 1
        assert found["last_cycle"] is None
        told = [[one[name] for name in ("key", "section", "items")] for one in found["sources"]]
        assert told == [
            ["error_patterns", "error_patterns", 4],
            ["strategies", "strategies", 1],
            ["projects", None, 1],
        ]
        patterns = found["sources"][0]
        assert [patterns[name] for name in ("active", "proposed", "quarantined")] == [2, 1, 1]

    def test_are_for_keys_that_read_metrics(self, caller: Caller) -> None:
        problem_of(Caller(caller.account, ("context:read",)).get(URL), 403)
        assert Caller(caller.account, ("metrics:read",)).get(URL).status_code == 200

    @pytest.mark.parametrize("rows", [1, 20])
    def test_take_as_many_queries_for_many(
        self, caller: Caller, rows: int, django_assert_num_queries: Any
    ) -> None:
        for number in range(rows):
            make_lesson(make_item(), make_project(caller.account))
            tally.count("ctx_1", caller.account.pk, f"agent-{number}", ["strategies"])
            OutboxEvent.objects.create(type="pattern.learned", account=caller.account.pk)
        tally.flush()
        caller.get("projects/")  # the first use of a key is noted
        # The key, consumers, events, heartbeats, cycle, projects, accounts, sections; and the
        # sources'.
        with django_assert_num_queries(9 + 5):
            caller.get(URL)


class TestSources:
    def test_one_that_nothing_feeds_says_what_to_call(self, caller: Caller) -> None:
        found = source(caller, "error_patterns")
        assert found["last_fed_at"] is None
        assert found["warnings"] == [
            "Nothing feeds error_patterns: POST /api/v1/error-patterns/learn/"
        ]
        make_lesson(item := make_item(), make_project(caller.account))
        found = source(caller, "error_patterns")
        assert found["warnings"] == []
        assert time(found["last_fed_at"]) == item.created_at

    def test_what_others_feed_is_not_fed(self, caller: Caller) -> None:
        make_lesson(make_item(), make_project())
        assert source(caller, "error_patterns")["last_fed_at"] is None

    def test_what_is_shipped_needs_no_feeding(self, caller: Caller) -> None:
        assert not any("feeds" in said for said in source(caller, "strategies")["warnings"])

    def test_what_is_flagged_waits_for_people(self, caller: Caller) -> None:
        make_standing(make_item(), caller.account, Status.QUARANTINED)
        assert "1 flagged" in " ".join(source(caller, "error_patterns")["warnings"])

    def test_one_whose_section_is_not_configured(self, caller: Caller, settings: Any) -> None:
        settings.CONTEXT_SECTIONS = stubs.PATHS[:1]
        assert "list the section error_patterns" in " ".join(
            source(caller, "error_patterns")["warnings"]
        )

    def test_when_it_served_last(self, caller: Caller, stubbed: Any) -> None:
        assert source(caller, "error_patterns")["last_served_at"] is None
        fetch(caller)
        assert source(caller, "error_patterns")["last_served_at"] is None
        make_standing(make_item(), None)
        stubbed["error_patterns"] = Found([one("error_pattern:x")])
        before = timezone.now()
        fetch(caller)
        first = time(source(caller, "error_patterns")["last_served_at"])
        assert first >= before
        fetch(caller)
        assert time(source(caller, "error_patterns")["last_served_at"]) > first
        assert source(make_caller(), "error_patterns")["last_served_at"] is None
        assert source(caller, "projects")["last_served_at"] is None


class TestConsumers:
    def test_one_that_reports(self, caller: Caller) -> None:
        context = fetch(caller, times=5)
        report(caller, context, consumer="agent")
        found = consumer(caller)
        assert time(found["last_context_at"]) == Served.objects.get(name="agent").at
        assert time(found["last_outcome_at"]) == Outcome.objects.get().created_at
        assert found["warnings"] == []

    def test_one_that_never_reports(self, caller: Caller) -> None:
        fetch(caller, times=2)
        assert consumer(caller)["warnings"] == []
        fetch(caller)
        assert consumer(caller)["warnings"] == [
            "3 contexts fetched, and no outcome reported: POST /api/v1/outcomes/ with the id of "
            "the context tells it"
        ]

    def test_one_that_fetched_once_and_had_time(self, caller: Caller) -> None:
        fetch(caller)
        with time_machine.travel(timezone.now() + timedelta(hours=1)):
            assert consumer(caller)["warnings"][0].startswith("1 context fetched")

    def test_one_that_does_not_say_its_name_when_it_reports(self, caller: Caller) -> None:
        report(caller, fetch(caller, times=3))
        assert "no outcome came under this name" in consumer(caller)["warnings"][0]

    def test_one_that_does_not_say_its_name_when_it_fetches(self, caller: Caller) -> None:
        report(caller, fetch(caller, "", times=3), consumer="agent")
        assert "tell “consumer” with the context" in consumer(caller, "")["warnings"][0]

    def test_outcomes_of_others_are_not_its_own(self, caller: Caller) -> None:
        other = make_caller()
        report(other, fetch(other), consumer="agent")
        fetch(caller, times=3)
        found = consumer(caller)
        assert found["last_outcome_at"] is None
        assert "and no outcome reported" in found["warnings"][0]

    def test_the_last_to_fetch_come_first(
        self, caller: Caller, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(pipeline, "MOST_CONSUMERS", 2)
        for name in ("b", "a", "c"):
            fetch(caller, name)
        fetch(make_caller(), "theirs")
        assert [one["name"] for one in status(caller)["consumers"]] == ["c", "a"]


class TestWarnings:
    def test_before_anything_is_told(self, caller: Caller) -> None:
        assert warned(caller, "No project is known: PUT /api/v1/projects/{key}/")
        assert warned(caller, "No context was served yet: GET /api/v1/context/")
        fetch(caller)
        assert not warned(caller, "No context")

    def test_projects_that_share_nothing(self, caller: Caller) -> None:
        for sharing in ("project", "project", "project"):
            make_project(caller.account, sharing=sharing)
        make_project()
        assert warned(caller, "Every project keeps what it teaches to itself")
        Project.objects.filter(account=caller.account).update(sharing="")
        assert not warned(caller, "Every project keeps")

    def test_an_account_that_shares_nothing(self, stubbed: Any) -> None:
        caller = make_caller(sharing="project")
        make_project(caller.account)
        assert warned(caller, "Every project keeps")
        make_project(caller.account, sharing="account")
        assert not warned(caller, "Every project keeps")

    def test_too_few_projects_to_confirm(self, caller: Caller, settings: Any) -> None:
        for _ in range(settings.PROJECTS_TO_CONFIRM):
            make_project(caller.account)
        assert warned(caller, "Nothing reaches a whole account by itself: 2 projects")
        make_project(caller.account)
        assert not warned(caller, "Nothing reaches a whole account")

    def test_too_few_accounts_to_confirm(self, caller: Caller, settings: Any) -> None:
        for _ in range(settings.ACCOUNTS_TO_CONFIRM - 2):
            make_account()
        last = make_account(sharing="account")
        assert warned(caller, "Nothing reaches everybody by itself: fewer than 3")
        make_project(last, sharing="global")
        assert not warned(caller, "Nothing reaches everybody")

    def test_beat_and_worker(self, caller: Caller) -> None:
        assert warned(caller, "The beat was never heard")
        assert status(caller)["heartbeats"] == {"beat_seconds": None, "worker_seconds": None}
        heartbeats.write("beat")
        heartbeats.write("worker")
        assert status(caller)["heartbeats"]["beat_seconds"] < 60
        assert not warned(caller, "heard")
        with time_machine.travel(timezone.now() + timedelta(minutes=5)):
            assert warned(
                caller, "The worker was last heard 5 minutes ago, so no job runs: start `"
            )

    def test_events_that_wait(self, caller: Caller) -> None:
        assert status(caller)["outbox"] == {"open": 0, "oldest_seconds": None}
        OutboxEvent.objects.create(type="pattern.learned", account=caller.account.pk)
        OutboxEvent.objects.create(type="pattern.learned", account=make_account().pk)
        OutboxEvent.objects.create(type="job.requested")
        found = status(caller)["outbox"]
        assert found["open"] == 1
        assert 0 <= found["oldest_seconds"] < 60
        with time_machine.travel(timezone.now() + timedelta(minutes=5)):
            assert warned(caller, "1 event waits, the first for 5 minutes")
        OutboxEvent.objects.update(closed_at=timezone.now())
        assert status(caller)["outbox"]["open"] == 0

    @pytest.mark.parametrize(
        ("seconds", "said"), [(300, "5 minutes"), (3 * 3600, "3 hours"), (3 * 86400, "3 days")]
    )
    def test_how_long(self, seconds: int, said: str) -> None:
        assert pipeline.minutes(seconds) == said


def test_a_source_that_is_not_there_is_found_before_it_is_asked(settings: Any) -> None:
    assert check_sources() == []
    settings.PIPELINE_SOURCES = ["context.feeds.Nothing"]
    [error] = check_sources()
    assert error.id == "context.E007"


class TestPage:
    def test_tells_of_all_accounts(self, stubbed: Any) -> None:
        one_caller, other = make_caller(), make_caller(name="Other <b>")
        fetch(one_caller, "first")
        fetch(other, "second <script>", times=3)
        make_standing(make_item(), one_caller.account)
        make_standing(make_item(), other.account)
        page = staff("viewer").get(reverse(PAGE))
        assert page.context["pipeline"].error_patterns == 2
        html = page.content.decode()
        for text in ("first", "second &lt;script&gt;", "Other &lt;b&gt;", "3 contexts fetched"):
            assert text in html
        assert "<script>second" not in html
        assert "Nothing feeds projects" in html

    @pytest.mark.parametrize("role", ROLES)
    def test_each_role_finds_it_in_the_sidebar(self, role: str) -> None:
        client = staff(role)
        assert reverse(PAGE) in client.get(reverse("admin:index")).content.decode()
        assert client.get(reverse(PAGE)).status_code == 200

    @pytest.mark.parametrize(
        ("page", "marked"),
        [
            (PAGE, "Pipeline"),
            ("admin:context_contextbuild_changelist", "Served contexts"),
            ("admin:intake_jobrun_jobs", "Jobs"),
            ("admin:intake_jobrun_changelist", "Job runs"),
            ("admin:context_standing_review", "Waiting for you"),
            ("admin:errorpatterns_errorpattern_add", "Error patterns"),
            ("admin:index", ""),
        ],
    )
    def test_the_sidebar_marks_where_one_is(self, page: str, marked: str) -> None:
        request = RequestFactory().get(reverse(page))
        request.user = person("admin")
        entries = [item for group in navigation(request) for item in group["items"]]
        assert [item["title"] for item in entries if item["active"]] == [marked][: bool(marked)]

    def test_is_not_for_people_without_a_role(self, client: Any) -> None:
        nobody = person("viewer")
        nobody.groups.clear()
        client.force_login(nobody)
        assert client.get(reverse(PAGE)).status_code == 403
        assert reverse(PAGE) not in client.get(reverse("admin:index")).content.decode()
