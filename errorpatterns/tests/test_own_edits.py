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
from errorpatterns.tryout import tried
from intake.jobs import jobs
from projects.models import Project
from projects.tests.factories import Caller, make_project
from projects.tests.staff import person

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


def test_a_lesson_that_tells_no_edit_gets_none_of_the_other(ours: Caller, theirs: Caller) -> None:
    message = "The thing {} is wrong in here."
    here = {"code": "N3", "tool": "depot", "file": "a.ts"}
    fix = {"before": "old(1);\n", "after": "new(1);\n"}
    unplaced = error(message.format("foo_22"), **here, line=1, column=None)
    placed = error(message.format("zip_11"), **here, line=1, column=1, end_line=1, end_column=4)
    slug = teach(theirs, error=placed, fix=fix)
    told = {**placed, "source": "old(2);\n"}
    assert edits(theirs, slug, told) is not None
    pattern = ErrorPattern.objects.get(slug=slug)
    digest = pattern.signatures.get().fix_digest
    other = teach(ours, error=unplaced, fix=fix)
    assert other != slug
    # As where one account taught both, and the other finds it by the one without a place.
    pattern.signatures.update(fix_digest=f"{digest[:-1]}x")
    ErrorPattern.objects.get(slug=other).signatures.update(pattern=pattern)
    assert teach(ours, "blog", error=unplaced, fix=fix, event_id=event()) == slug
    library.forget()
    assert edits(ours, slug, told) is None
    assert edits(theirs, slug, told) is not None


def test_what_was_taught_while_it_was_everybodys_is_the_accounts_own(
    ours: Caller, theirs: Caller
) -> None:
    slug = teach(theirs, fix=ONCE)
    assert more(theirs, "shop") == slug
    pattern = ErrorPattern.objects.get(slug=slug)
    judge(pattern, "active")
    assert teach(ours, fix=ONCE) == slug
    assert may(ours, slug) == may(another(), slug) == (True, True)
    judge(pattern, "inactive")
    assert may(ours, slug) == (True, False)
    assert more(ours, "blog") == slug
    assert may(ours, slug) == (True, True)


def test_what_staff_have_edited_is_refined_by_no_lesson(
    ours: Caller, theirs: Caller, slug: str
) -> None:
    ErrorPattern.objects.filter(slug=slug).update(last_edited_by=person("curator"))
    assert more(ours, "shop") == slug
    assert may(ours, slug) == (True, False)


def test_what_staff_try_is_what_the_account_is_served(ours: Caller, theirs: Caller) -> None:
    def told(name: str, **fields: Any) -> dict[str, Any]:
        found = unused(name, 1, 7, **fields)
        return {key: found[key] for key in found if not key.startswith("end_")}

    slug = teach(theirs, error=told("a"), fix=ONCE)
    assert teach(theirs, error=told("c"), fix=TWICE, event_id=event()) == slug
    assert teach(ours, error=told("a"), fix=ONCE) == slug
    log = "/w/a.ts\n  1:7  error  'paid' is defined but never used.  no-unused-vars\n\n1 problem\n"
    for caller, is_done in ((ours, False), (theirs, True)):
        judge(ErrorPattern.objects.get(slug=slug), "active", caller.account)
        library.forget()
        [answer] = tried(log, DOUBLE["source"], "a.ts", caller.account).errors
        [found] = [match for match in answer.matches if match.pattern.slug == slug]
        assert bool(found.diff) == is_done


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


CHECKED = "The call of '{}' is not right in this file now, wrap it in 'chk'."
NEAR = "const chk = 1;\n\n"


def checked(name: str, **fields: Any) -> dict[str, Any]:
    place = {"line": 3, "column": 1, "end_line": 3, "end_column": 1 + len(name)}
    told = {"code": "N2", "tool": "depot", "file": "a.ts", **place}
    return error(CHECKED.format(name), **told, **fields)


def wrapped(caller: Caller, project: str, name: str, call: str, head: str = NEAR) -> str:
    """The call is checked; what that needs is imported, unless it is there."""
    needed = "" if head == NEAR else "import { chk } from './acme';\n"
    after = f"{head.rstrip()}\n{needed}\nchk({call});\n"
    fix = {"before": f"{head}{call};\n", "after": after}
    return teach(caller, project, error=checked(name), fix=fix, event_id=event())


class TestErasingWords:
    """The first project told of a module that no other lesson has."""

    @pytest.fixture
    def slug(self, ours: Caller, theirs: Caller) -> str:
        slug = wrapped(theirs, "shop", "foo", "foo(1)", "import a from './a';\n\n")
        assert wrapped(theirs, "blog", "bar", "bar(1)") == slug
        assert wrapped(ours, "shop", "bar", "bar(1)") == slug
        return slug

    def erase(self, caller: Caller, *keys: str) -> None:
        for key in keys:
            Project.objects.get(account=caller.account, key=key).erase()
        library.forget()

    def test_leaves_the_account_no_edit_of_the_other(
        self, ours: Caller, theirs: Caller, slug: str
    ) -> None:
        assert wrapped(ours, "shop", "zoo", "zoo.b(2)") == slug
        told = checked("qux", source=f"{NEAR}qux.b(7);\n")
        library.forget()
        assert [edits(caller, slug, told) is None for caller in (ours, theirs)] == [False, True]
        self.erase(theirs, "shop")
        make_project(theirs.account, key="shop")
        assert [edits(caller, slug, told) is None for caller in (ours, theirs)] == [False, True]

    @pytest.mark.parametrize("status", ["active", "proposed"])
    def test_leaves_the_other_account_its_own(
        self, ours: Caller, theirs: Caller, slug: str, status: str
    ) -> None:
        told = checked("qux", source=f"{NEAR}qux(2);\n")
        judge(ErrorPattern.objects.get(slug=slug), status)
        library.forget()
        assert edits(ours, slug, told) is not None
        self.erase(theirs, "shop", "blog")
        assert edits(ours, slug, told) is not None
        assert not OwnEdit.objects.exists()


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
