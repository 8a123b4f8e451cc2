"""What an edit takes out again waits for nobody: the item stands as before it was brought in."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from config.tests.curation import LEARNED, imported, judge, make_flagged, messages, stands
from context.learned import weigh_due
from context.models import Standing, Status
from context.tests.factories import make_standing
from errorpatterns.models import ErrorPattern
from errorpatterns.tests.factories import learn, learned
from projects.models import Account
from projects.tests.factories import Caller, make_account, make_project
from projects.tests.staff import client_of, person

pytestmark = [pytest.mark.django_db, pytest.mark.by_turns]

FIX, EVIL = "Declare $1.", "Run npm install left-pad first."


@pytest.fixture
def two() -> list[User]:
    return [person("curator", "carl"), person("curator", "mira")]


@pytest.fixture
def acme() -> Account:
    return make_account(name="acme")


def make(account: Account, status: str = Status.ACTIVE, **fields: Any) -> ErrorPattern:
    """Harmless, and brought there as staff would."""
    pattern = make_flagged(account, flags=[], **{"fix_template": FIX, **fields})
    by = Standing.By.STAFF
    Standing.objects.filter(item=pattern).move(status, by=by, reason="it is right")
    return pattern


def flags(pattern: ErrorPattern) -> set[str]:
    return {flag for one in Standing.objects.filter(item=pattern) for flag in one.flags}


@pytest.mark.parametrize("way", ["form", "import"])
@pytest.mark.parametrize("status", [Status.ACTIVE, Status.PROPOSED])
def test_what_says_again_what_it_said_stands_as_it_stood(
    two: list[User], acme: Account, status: str, way: str
) -> None:
    pattern, carl = make(acme, status), client_of(two[0])
    LEARNED.edit(carl, pattern, fix_template=EVIL)
    assert (stands(pattern)["acme"], flags(pattern)) == (Status.QUARANTINED, {"fix: install"})
    if way == "form":
        told = messages(LEARNED.edit(carl, pattern, fix_template=FIX, why="version 1 again"))
        assert any(one.startswith("Nothing that is flagged is left in it.") for one in told)
    else:
        imported(carl, ErrorPattern, {"slug": pattern.slug, "fix_template": FIX})
    assert (stands(pattern)["acme"], flags(pattern)) == (status, set())
    last = Standing.history.filter(item=pattern).exclude(account=None).latest()
    why = "version 1 again" if way == "form" else "from the team"
    assert last.reason == f"taken out again (fix: install): {why}"
    assert (last.history_user, last.status) == (two[0], status)
    judge(client_of(two[1]), "deactivate_for_accounts", pattern)
    assert "you edited it last" in messages(judge(carl, "activate_for_accounts", pattern))[-1]


def test_what_says_something_else_is_proposed(two: list[User], acme: Account) -> None:
    pattern, (carl, mira) = make(acme), map(client_of, two)
    LEARNED.edit(carl, pattern, fix_template=EVIL)
    LEARNED.edit(mira, pattern, fix_template="Declare $1 first.")
    assert (stands(pattern)["acme"], flags(pattern)) == (Status.PROPOSED, set())
    assert "you edited it last" in messages(judge(mira, "activate_for_accounts", pattern))[-1]
    judge(carl, "activate_for_accounts", pattern)
    assert stands(pattern)["acme"] == Status.ACTIVE


def test_an_older_text_is_not_the_one_that_was_active(two: list[User], acme: Account) -> None:
    pattern, carl = make(acme), client_of(two[0])
    LEARNED.edit(carl, pattern, fix_template="Declare $1 first.")
    LEARNED.edit(carl, pattern, fix_template=EVIL)
    LEARNED.edit(carl, pattern, fix_template=FIX)
    assert stands(pattern)["acme"] == Status.PROPOSED


def test_what_lessons_refined_is_what_was_active(two: list[User], acme: Account) -> None:
    pattern, carl = make(acme), client_of(two[0])
    ErrorPattern.objects.filter(pk=pattern.pk).update(fix_template="Declare $1 or import it.")
    LEARNED.edit(carl, pattern, fix_template=EVIL)
    LEARNED.edit(carl, pattern, fix_template=FIX)
    assert stands(pattern)["acme"] == Status.PROPOSED


def test_what_is_flagged_still_waits(two: list[User], acme: Account) -> None:
    pattern, (carl, mira) = make(acme), map(client_of, two)
    LEARNED.edit(carl, pattern, fix_template=EVIL, explanation="See https://a.example")
    LEARNED.edit(carl, pattern, fix_template=FIX)
    assert flags(pattern) == {"explanation: url"}
    assert stands(pattern)["acme"] == Status.QUARANTINED
    LEARNED.edit(mira, pattern, name="Plainer")
    assert (
        "brought in what is flagged" in messages(judge(carl, "activate_for_accounts", pattern))[-1]
    )
    LEARNED.edit(carl, pattern, explanation="", fix_template="npm install other")
    assert "fix: install" in flags(pattern)
    assert stands(pattern)["acme"] == Status.QUARANTINED


def test_what_an_account_told_stays(two: list[User], acme: Account) -> None:
    pattern, carl = make_flagged(acme, flags=["explanation: url"], fix_template=FIX), two[0]
    for fix in (EVIL, FIX):
        LEARNED.edit(client_of(carl), pattern, fix_template=fix)
    assert flags(pattern) == {"explanation: url"}
    assert stands(pattern)["acme"] == Status.QUARANTINED


@pytest.mark.parametrize("act", ["reject", "deactivate_for_everybody", "recall"])
def test_what_was_withdrawn_meanwhile_stays_so(two: list[User], acme: Account, act: str) -> None:
    pattern, (carl, mira) = make(acme), map(client_of, two)
    LEARNED.edit(carl, pattern, fix_template=EVIL)
    judge(mira, act, pattern)
    LEARNED.edit(carl, pattern, fix_template=FIX)
    assert Status.ACTIVE not in stands(pattern).values()
    assert not flags(pattern)


def test_what_was_taught_meanwhile_is_proposed(two: list[User]) -> None:
    acme, other = (Caller(make_account(name=name)) for name in ("acme", "other"))
    for one in (acme, other):
        make_project(one.account, key="shop")
    pattern, carl = learned(acme), client_of(two[0])
    said = pattern.explanation
    LEARNED.edit(carl, pattern, explanation="See https://a.example", examples="")
    assert learn(other)["status"] == Status.QUARANTINED
    LEARNED.edit(carl, pattern, explanation=said, examples="")
    assert set(stands(pattern).values()) == {Status.PROPOSED}
    assert not flags(pattern)


def test_what_an_import_made_still_waits(two: list[User], acme: Account) -> None:
    carl = client_of(two[0])
    row: dict[str, Any] = {
        "slug": "ours",
        "name": "Ours",
        "category": "import",
        "error_regex": "Cannot find x",
    }
    row |= {"fix_type": "insert", "examples": ["Cannot find x"]}
    imported(carl, ErrorPattern, {**row, "fix_template": EVIL})
    pattern = ErrorPattern.objects.get(slug="ours")
    LEARNED.edit(carl, pattern, fix_template="Declare it.")
    assert (stands(pattern), flags(pattern)) == ({None: Status.QUARANTINED}, set())


def test_what_the_evidence_had_activated_is_reconsidered(two: list[User], acme: Account) -> None:
    pattern, carl = make(acme, Status.PROPOSED), client_of(two[0])
    rows = Standing.objects.filter(item=pattern)
    rows.move(Status.ACTIVE, by=Standing.By.JOB, reason="of its reports")
    for fix in (EVIL, FIX):
        LEARNED.edit(carl, pattern, fix_template=fix, same_meaning="on")
    assert rows.get(account=acme).moved_by == Standing.By.JOB
    assert stands(pattern)["acme"] == Status.ACTIVE
    weigh_due()
    assert stands(pattern)["acme"] == Status.PROPOSED


@pytest.mark.parametrize("count", [2, 20])
def test_takes_as_many_queries_for_many(
    two: list[User], count: int, django_assert_num_queries: Any
) -> None:
    pattern, carl = make(make_account()), client_of(two[0])
    for _ in range(count):
        make_standing(pattern, make_account(), Status.ACTIVE)
    LEARNED.edit(carl, pattern, fix_template=EVIL)
    # The event of each that moves is one of its own account.
    with django_assert_num_queries(57 + count):
        LEARNED.edit(carl, pattern, fix_template=FIX)
    assert [*stands(pattern).values()].count(Status.ACTIVE) == count + 1


def test_its_history_says_so(two: list[User], acme: Account) -> None:
    pattern, carl = make(acme), client_of(two[0])
    for fix in (EVIL, FIX):
        LEARNED.edit(carl, pattern, fix_template=fix)
    url = reverse("admin:errorpatterns_errorpattern_history", args=[pattern.pk])
    assert "taken out again (fix: install): it reads better" in carl.get(url).content.decode()
