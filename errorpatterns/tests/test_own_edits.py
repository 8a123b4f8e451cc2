"""Two accounts that taught one pattern, and one of them that more may be taken out."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from context.models import Lesson
from errorpatterns.library import library
from errorpatterns.models import ErrorPattern, OwnEdit
from errorpatterns.tests.factories import error, event, judge
from errorpatterns.tests.test_api_edits import edits, teach, unused
from intake.jobs import jobs
from projects.models import Project
from projects.tests.factories import Caller, make_project

pytestmark = [pytest.mark.django_db, pytest.mark.by_turns]

ONCE = {"before": "const a = g(1);\nf(b);\n", "after": "f(b);\n"}
TWICE = {"before": "const c = g(h(1));\nf(b);\n", "after": "f(b);\n"}
SINGLE = unused("paid", 1, 7, source="const paid = pay(order);\nf(b);\n")
DOUBLE = unused("paid", 1, 7, source="const paid = pay(audit(order));\nf(b);\n")


@pytest.fixture
def slug(ours: Caller, theirs: Caller) -> str:
    slug = teach(theirs, fix=ONCE)
    assert more(theirs, "shop") == slug
    assert teach(ours, fix=ONCE) == slug
    return slug


def another() -> Caller:
    """An account that taught nothing."""
    return Caller(make_project(key="shop").account)


def more(caller: Caller, project: str) -> str:
    return teach(caller, project, error=unused("c", 1, 7), fix=TWICE, event_id=event())


def may(caller: Caller, slug: str) -> tuple[bool, bool]:
    """Whether one call is taken out, and whether two are."""
    library.forget()
    one, two = (edits(caller, slug, told) for told in (SINGLE, DOUBLE))
    return one is not None, two is not None


def test_each_account_is_served_what_its_own_lessons_do(
    ours: Caller, theirs: Caller, slug: str
) -> None:
    assert may(ours, slug) == (True, False)
    assert may(theirs, slug) == (True, True)


def test_and_goes_on_learning(ours: Caller, theirs: Caller, slug: str) -> None:
    assert more(ours, "shop") == slug
    assert may(ours, slug) == (True, True)


def test_it_costs_one_query(ours: Caller, slug: str) -> None:
    edits(ours, slug, SINGLE)
    with CaptureQueriesContext(connection) as known:
        edits(ours, slug, SINGLE)
    asked = [query["sql"] for query in known if "ownedit" in query["sql"]]
    assert len(asked) == 1


def test_what_is_everybodys_does_what_all_who_taught_it_do(
    ours: Caller, theirs: Caller, slug: str
) -> None:
    judge(ErrorPattern.objects.get(slug=slug), "active")
    assert may(another(), slug) == (True, False)
    assert (may(ours, slug), may(theirs, slug)) == ((True, False), (True, True))


NAMED = "The name '{}' stands beside '{}' for nothing."


def beside(names: tuple[str, str], column: int, **fields: Any) -> dict[str, Any]:
    told = {"code": "N1", "tool": "depot", "file": "a.ts", "line": 1, "column": column}
    return error(NAMED.format(*names), **{**told, **fields})


def test_a_hole_that_one_account_taught_is_nobody_elses(ours: Caller, theirs: Caller) -> None:
    """The one name was taken out that the error says, and then the other one: so whatever stands
    there.
    """
    first = {"before": "f(foo); f(bar);\n", "after": "f(); f(bar);\n"}
    second = {"before": "f(uno); f(due);\n", "after": "f(uno); f();\n"}
    slug = teach(theirs, error=beside(("foo", "bar"), 3), fix=first)
    assert teach(theirs, error=beside(("uno", "due"), 11), fix=second, event_id=event()) == slug
    assert teach(ours, error=beside(("foo", "bar"), 3), fix=first) == slug
    told = beside(("one", "two"), 3, source="f(unrelated); f(one);\n")
    assert edits(theirs, slug, told) is not None
    assert edits(ours, slug, told) is None
    judge(ErrorPattern.objects.get(slug=slug), "active")
    other = another()
    assert edits(other, slug, told) is None
    assert edits(other, slug, {**told, "source": "f(one); f(two);\n"}) is not None
    Project.objects.get(account=theirs.account, key="shop").erase()
    assert edits(other, slug, told) is None


def test_an_erased_account_leaves_the_other_its_own(
    ours: Caller, theirs: Caller, slug: str
) -> None:
    Project.objects.get(account=theirs.account, key="shop").erase()
    assert may(ours, slug) == (True, False)
    assert not OwnEdit.objects.exists()
    assert more(ours, "blog") == slug
    assert may(ours, slug) == (True, True)


def test_and_gets_back_what_the_other_held_back(ours: Caller, theirs: Caller, slug: str) -> None:
    Project.objects.get(account=ours.account, key="shop").erase()
    assert may(theirs, slug) == (True, True)
    assert not OwnEdit.objects.exists()


def test_what_staff_reword_is_done_for_nobody(ours: Caller, theirs: Caller, slug: str) -> None:
    pattern = ErrorPattern.objects.get(slug=slug)
    pattern.edit = None
    pattern.save()
    for caller in (ours, theirs):
        assert may(caller, slug) == (False, False)
    assert not OwnEdit.objects.exists()


def test_nor_what_was_scrubbed_anew(ours: Caller, theirs: Caller, slug: str) -> None:
    Lesson.objects.update(scrub_version=0, diff="-const a = 1; // ada@acme.io")
    jobs()["rescrub"]()
    for caller in (ours, theirs):
        assert may(caller, slug) == (False, False)
    assert not OwnEdit.objects.exists()
