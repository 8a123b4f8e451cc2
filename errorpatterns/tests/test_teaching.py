"""Whatever is taught, reported, erased, weighed and pruned, in any order: the counts are exact."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from context.learned import weigh_due
from context.ledger import Report, event_digest, reconcile, record_use
from context.models import Due, LearnedItem, Lesson, Outcome, Standing, Status
from context.pruning import is_failing, prune
from errorpatterns.models import ErrorPattern
from errorpatterns.teaching import Told, around, teach
from intake.tests.amounts import fewer
from projects.models import Account, Project, Sharing
from projects.tests.factories import make_account

ACCOUNTS, PROJECTS = 3, 3
FIXES = ("Import '$1'.", "Declare '$1'.")

projects = st.tuples(st.integers(0, ACCOUNTS - 1), st.integers(0, PROJECTS - 1))
fixes = st.integers(0, len(FIXES) - 1)
acts = st.one_of(
    st.tuples(st.just("learn"), projects, fixes, st.sampled_from(["build", "tool"])),
    st.tuples(st.just("report"), projects, fixes, st.booleans()),
    st.tuples(st.just("replay"), projects, fixes, st.booleans()),
    st.tuples(st.just("share"), projects, st.sampled_from([*Sharing.values, ""])),
    st.tuples(st.just("erase"), projects),
    st.tuples(st.just("weigh")),
    st.tuples(st.just("prune")),
)


class Sandbox:
    def __init__(self) -> None:
        self.accounts = [make_account() for _ in range(ACCOUNTS)]
        self.number = 0

    def event(self) -> str:
        self.number += 1
        return str(self.number)

    def project(self, place: tuple[int, int]) -> Project:
        account: Account = self.accounts[place[0]]
        return Project.objects.get_or_create(account=account, key=str(place[1]))[0]

    def pattern(self, fix: int) -> ErrorPattern | None:
        return ErrorPattern.objects.filter(fix_template=FIXES[fix]).first()

    def learn(self, place: tuple[int, int], fix: int, source: str) -> None:
        told = Told("Cannot find name 'useId'.", template=FIXES[fix], source=source)
        teach(self.project(place), told, self.event())

    def report(self, place: tuple[int, int], fix: int, success: bool) -> None:
        self.say(place, fix, success, self.event())

    def replay(self, place: tuple[int, int], fix: int, success: bool) -> None:
        self.say(place, fix, success, str(self.number))

    def say(self, place: tuple[int, int], fix: int, success: bool, event: str) -> None:
        project, pattern = self.project(place), self.pattern(fix)
        if pattern is not None:
            report = Report(project.account_id, project.pk, success, "build")
            record_use(report, {pattern.pk: 1}, [event_digest("outcome", event)])

    def share(self, place: tuple[int, int], sharing: str) -> None:
        from projects.api import put_project

        project = self.project(place)
        put_project(project.account, project.key, {"sharing": sharing})

    def erase(self, place: tuple[int, int]) -> None:
        self.project(place).erase()

    def weigh(self) -> None:
        weigh_due()

    def prune(self) -> None:
        prune()


def settle() -> None:
    """Let the jobs run until they have nothing more to do."""
    for _ in range(5):
        weigh_due()
        prune()
        if not LearnedItem.objects.exclude(due=Due.NOTHING).exists() and not is_failing():
            return
    pytest.fail("the jobs come to no end")


def standings() -> list[Any]:
    rows = Standing.objects.filter(item__is_built_in=False)
    names = ("item", "account", "status", "evidence_for", "evidence_against", "lower_bound")
    return sorted(rows.values_list(*names), key=str)


def recounted(standing: Standing) -> tuple[int, int]:
    """The evidence before an account, from the rows of what happened."""
    whose = {"item": standing.item, "account": standing.account}
    told = Outcome.objects.filter(**whose)
    teachers = Lesson.objects.filter(**whose).values("project").distinct().count()
    successes = told.filter(success=True).count()
    return successes + max(0, teachers - 1), told.filter(success=False).count()


class TestAnyOrder(TestCase):
    @settings(
        max_examples=fewer(32),
        suppress_health_check=[HealthCheck.too_slow],
        print_blob=True,
    )
    @given(st.lists(acts, min_size=3, max_size=25))
    def test_standings_and_counts_equal_a_recount(self, told: list[Any]) -> None:
        sandbox = Sandbox()
        for act, *arguments in told:
            getattr(sandbox, act)(*arguments)
        settle()
        for standing in Standing.objects.filter(item__is_built_in=False).exclude(account=None):
            assert (standing.evidence_for, standing.evidence_against) == recounted(standing)
        for item in LearnedItem.objects.filter(is_built_in=False):
            outcomes = Outcome.objects.filter(item=item)
            assert item.success_count == outcomes.filter(success=True).count()
            assert item.failure_count == outcomes.filter(success=False).count()
            assert item.lessons.exists()
        before = standings()
        LearnedItem.objects.filter(is_built_in=False).update(due=Due.WEIGHING)
        settle()
        assert standings() == before
        nothing = {"tallies": 0, "items": 0}
        assert reconcile(lambda *args, **kwargs: None) == nothing


@pytest.mark.django_db
class TestRecovering:
    def test_what_was_pruned_is_served_again_once_confirmed(self) -> None:
        """By itself: nobody has to report anything more after it was proposed again."""
        sandbox = Sandbox()
        sandbox.learn((0, 0), 0, "build")
        for _ in range(3):
            sandbox.report((0, 1), 0, False)
        weigh_due()
        prune()
        standing = Standing.objects.get(account=sandbox.accounts[0])
        assert standing.status == Status.INACTIVE
        for place in ((0, 1), (0, 2)) * 3:
            sandbox.report(place, 0, True)
        for expected in (Status.PROPOSED, Status.ACTIVE, Status.ACTIVE):
            weigh_due()
            standing.refresh_from_db()
            assert standing.status == expected


class TestAround:
    @pytest.mark.parametrize(
        ("before", "after", "kept"),
        [
            ("a\nb\n", "a\nc\n", ("a\nb\n", "a\nc\n")),
            ("1\n2\n3\n4\n5\nx\n", "1\n2\n3\n4\n5\ny\n", ("3\n4\n5\nx\n", "3\n4\n5\ny\n")),
            ("x\n1\n2\n3\n4\n", "y\n1\n2\n3\n4\n", ("x\n1\n2\n3\n", "y\n1\n2\n3\n")),
            ("same\n", "same\n", ("same\n", "same\n")),
            ("", "new", ("", "new")),
            (None, "new", (None, "new")),
        ],
    )
    def test_keeps_what_surrounds_the_change(
        self, before: str | None, after: str | None, kept: tuple[str | None, str | None]
    ) -> None:
        assert around(before, after) == kept

    @given(
        st.lists(st.sampled_from("ab"), max_size=20), st.lists(st.sampled_from("ab"), max_size=20)
    )
    def test_takes_away_the_same_from_both(self, old: list[str], new: list[str]) -> None:
        before, after = "\n".join(old), "\n".join(new)
        short, fresh = around(before, after)
        assert short is not None
        assert fresh is not None
        assert short in before
        assert fresh in after
        assert (short == fresh) == (before == after)
