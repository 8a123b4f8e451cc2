"""The lists of patterns and incidents: filters, order, search, and whose rows they show."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from context.models import Lesson, Standing, Status
from errorpatterns.models import Attempt, ErrorEscalation, ErrorPattern
from errorpatterns.tests.factories import error, judge, learn, learned
from projects.models import Project
from projects.tests.factories import Caller, problem_of

pytestmark = [pytest.mark.django_db, pytest.mark.by_turns]


def slugs(caller: Caller, query: str = "") -> list[str]:
    """Of all pages."""
    found: list[str] = []
    path = f"error-patterns/?page_size=100&{query}"
    while path:
        answer = caller.get(path)
        assert answer.status_code == 200, answer.content
        found += [row["slug"] for row in answer.json()["results"]]
        path = (answer.json()["next"] or "").partition("/api/v1/")[2]
    return found


def make_patterns(caller: Caller, start: int, end: int) -> None:
    project = Project.objects.get(account=caller.account, key="shop")
    for number in range(start, end):
        pattern = ErrorPattern.objects.create(
            slug=f"made-{number}",
            name=f"Made {number}",
            category="type",
            error_regex=f"made number {number}$",
            fix_type="replace",
            fix_template="x",
        )
        Standing.objects.create(item=pattern, account=caller.account)
        Lesson.objects.create(
            item=pattern,
            account=caller.account,
            project=project,
            example="x",
            source="build",
            scrub_version=1,
        )


def make_incidents(caller: Caller, start: int, end: int) -> None:
    project = Project.objects.get(account=caller.account, key="shop")
    for number in range(start, end):
        row = ErrorEscalation.objects.create(
            project=project, signature=str(number), message=f"Message {number}", scrub_version=1
        )
        Attempt.objects.create(incident=row, level=1, result="failed")


def queries(caller: Caller, path: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert caller.get(path).status_code == 200
    return len(captured)


class TestPatterns:
    def test_shows_what_the_account_may_read(self, ours: Caller, theirs: Caller) -> None:
        own = learn(ours)["pattern"]["id"]
        built_in = set(ErrorPattern.objects.filter(is_built_in=True).values_list("slug", flat=True))
        assert set(slugs(ours)) == built_in | {own}
        assert set(slugs(theirs)) == built_in

    def test_shows_what_get_shows(self, ours: Caller) -> None:
        slug = learn(ours)["pattern"]["id"]
        [row] = ours.get("error-patterns/?is_built_in=false").json()["results"]
        assert row == ours.get(f"error-patterns/{slug}/").json()

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ("category=import", True),
            ("category=lint", False),
            ("fix_type=insert", True),
            ("fix_type=delete", False),
            ("tool=tsc", True),
            ("tool=eslint", False),
            ("code=TS2304", True),
            ("language=typescript", True),
            ("language=python", False),
            ("framework=react", True),
            ("framework=vue", False),
            ("is_built_in=false", True),
            ("is_built_in=true", False),
            ("is_active=false", True),
            ("is_active=true", False),
            ("status=proposed", True),
            ("status=active", False),
            ("category=import&tool=eslint", False),
            ("search=find%20name", True),
            ("search=TS2304", True),
            ("search=nothing-like-it", False),
        ],
    )
    def test_filters(self, ours: Caller, query: str, found: bool) -> None:
        slug = learn(ours, language="typescript", framework="react")["pattern"]["id"]
        assert (slug in slugs(ours, query)) is found

    @pytest.mark.parametrize(
        ("query", "pointer"),
        [
            ("unknown=1", "/unknown"),
            ("category=nonsense", "/category"),
            ("status=nonsense", "/status"),
            ("is_active=maybe", "/is_active"),
            ("is_built_in=maybe", "/is_built_in"),
            ("is_built_in=1", "/is_built_in"),
            ("ordering=error_regex", "/ordering"),
            ("page_size=0", "/page_size"),
            ("page_size=101", "/page_size"),
            ("cursor=nonsense", "/cursor"),
            ("tool=%00", "/tool"),
            ("search=%00", "/search"),
        ],
    )
    def test_refuses_what_it_does_not_know(self, ours: Caller, query: str, pointer: str) -> None:
        problem_of(ours.get(f"error-patterns/?{query}"), 400, pointer)

    @pytest.mark.parametrize("ordering", ["slug", "-slug", "name", "-confidence"])
    def test_pages_through_all_in_order(self, ours: Caller, ordering: str) -> None:
        make_patterns(ours, 0, 10)
        found: list[Any] = []
        path = f"error-patterns/?page_size=4&ordering={ordering}"
        while path:
            page = ours.get(path).json()
            found += page["results"]
            path = (page["next"] or "").partition("/api/v1/")[2]
        assert len({row["slug"] for row in found}) == len(found) == ErrorPattern.objects.count()
        values = [row[ordering.lstrip("-")] for row in found]
        assert values == sorted(values, reverse=ordering.startswith("-"))

    @pytest.mark.parametrize("everybody", [None, *Status.values])
    @pytest.mark.parametrize("own", Status.values)
    def test_status_filter_says_what_the_rows_say(
        self, ours: Caller, own: str, everybody: str | None
    ) -> None:
        pattern = learned(ours)
        judge(pattern, own, ours.account)
        if everybody:
            judge(pattern, everybody)
        shown = ours.get(f"error-patterns/{pattern.slug}/").json()
        for status in Status.values:
            listed = pattern.slug in slugs(ours, f"status={status}")
            assert listed is (shown["status"] == status), status
        assert (pattern.slug in slugs(ours, "is_active=true")) is shown["is_active"]

    def test_costs_the_same_at_any_size(self, ours: Caller) -> None:
        make_patterns(ours, 0, 10)
        ours.get("error-patterns/")
        few = queries(ours, "error-patterns/?is_built_in=false&page_size=100")
        make_patterns(ours, 10, 220)
        assert queries(ours, "error-patterns/?is_built_in=false&page_size=100") == few

    def test_foreign_ones_are_found_like_missing_ones(self, ours: Caller, theirs: Caller) -> None:
        slug = learn(ours)["pattern"]["id"]
        foreign = str(problem_of(theirs.get(f"error-patterns/{slug}/"), 404))
        missing = str(problem_of(theirs.get("error-patterns/absent/"), 404))
        assert foreign.replace(slug, "absent") == missing

    def test_a_merged_one_leads_to_the_survivor(self, ours: Caller, theirs: Caller) -> None:
        old, new = learned(ours), learned(ours, error=error("Quite another thing"))
        ErrorPattern.objects.filter(pk=new.pk).update(merged_into=old)
        assert ours.get(f"error-patterns/{new.slug}/").json()["slug"] == old.slug
        assert new.slug not in slugs(ours)
        assert theirs.get(f"error-patterns/{new.slug}/").status_code == 404


class TestIncidents:
    def open(self, caller: Caller, project: str, message: str) -> str:
        body = {"project": project, "error": error(message)}
        return str(caller.post("escalations/", body).json()["id"])

    def ids(self, caller: Caller, query: str = "") -> list[str]:
        answer = caller.get(f"escalations/?{query}")
        assert answer.status_code == 200, answer.content
        return [row["id"] for row in answer.json()["results"]]

    def test_shows_the_accounts_own_newest_first(self, ours: Caller, theirs: Caller) -> None:
        one, two = self.open(ours, "shop", "Thing one"), self.open(ours, "blog", "Two things")
        self.open(theirs, "shop", "Thing one")
        assert self.ids(ours) == [two, one]
        assert self.ids(ours, "ordering=created_at") == [one, two]

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ("project=shop", True),
            ("project=blog", False),
            ("resolved=false", True),
            ("resolved=true", False),
            ("tool=tsc", True),
            ("code=E1", False),
            ("current_level=0", True),
            ("current_level=4", False),
            ("search=Thing", True),
            ("search=nothing-like-it", False),
        ],
    )
    def test_filters(self, ours: Caller, query: str, found: bool) -> None:
        pk = self.open(ours, "shop", "Thing one")
        assert (pk in self.ids(ours, query)) is found

    @pytest.mark.parametrize(
        ("query", "pointer"),
        [
            ("unknown=1", "/unknown"),
            ("resolved=maybe", "/resolved"),
            ("current_level=abc", "/current_level"),
            ("current_level=1.5", "/current_level"),
            ("current_level=NaN", "/current_level"),
            ("current_level=99999999999999999999999999", "/current_level"),
            ("current_level=-1", "/current_level"),
            ("ordering=message", "/ordering"),
        ],
    )
    def test_refuses_what_it_does_not_know(self, ours: Caller, query: str, pointer: str) -> None:
        problem_of(ours.get(f"escalations/?{query}"), 400, pointer)

    def test_costs_the_same_at_any_size(self, ours: Caller) -> None:
        make_incidents(ours, 0, 10)
        ours.get("escalations/")
        few = queries(ours, "escalations/?page_size=100")
        make_incidents(ours, 10, 220)
        assert queries(ours, "escalations/?page_size=100") == few
