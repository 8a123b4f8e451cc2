"""Whatever projects told, in whatever order: who is erased leaves no word that it alone told."""

from contextlib import suppress
from itertools import pairwise
from typing import Any, NamedTuple

import pytest
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from context.merging import absorb
from errorpatterns.models import ErrorPattern
from errorpatterns.tests.factories import LEARN, error, lesson
from errorpatterns.uniting import NotOne, unite
from intake.tests.amounts import fewer
from projects.models import Project
from projects.tests.factories import Caller, everything_stored, readable

pytestmark = pytest.mark.django_db

MESSAGES = (
    "'{}' is defined but never used.",
    "'{}' is assigned a value but never used.",
    "The gauge {} of '{}' was read before it was set.",
    "The gauge {} of '{}' was set before it was read.",
)


class Told(NamedTuple):
    """One lesson: which account and project, which message, and what its fix is like."""

    account: int
    project: int
    message: int
    way: int


def body(told: Told, number: int) -> dict[str, Any]:
    """With words that nobody else uses: `number` is in all of them."""
    name, other = f"qa{number}x", f"qb{number}x"
    message = MESSAGES[told.message].format(name, other)
    before = f"const {name} = qc{number}x(1);\nf(b);\n"
    fix: dict[str, Any] = {"explanation": f"It is about qd{number}x."}
    if told.way == 0:
        fix |= {"before": before, "after": "f(b);\n"}
    elif told.way == 1:
        fix |= {"before": before, "after": before.replace(name, f"_{name}")}
    else:
        fix |= {"template": f"Take '{name}' out.", "type": "delete"}
    where = {"line": 1, "column": 7, "end_line": 1, "end_column": 7 + len(name)}
    file = f"src/qe{number}x.ts"
    return lesson(("shop", "blog")[told.project], error=error(message, file=file, **where), fix=fix)


def words(number: int) -> list[str]:
    return [f"q{letter}{number}x" for letter in "abcde"]


lessons = st.lists(
    st.builds(Told, *(st.integers(0, most) for most in (1, 1, 3, 2))), min_size=2, max_size=6
)


@settings(
    max_examples=fewer(16),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(lessons, st.booleans(), st.tuples(st.integers(0, 1), st.integers(0, 1)))
@example([Told(0, 0, 0, 0), Told(0, 1, 0, 0)], False, (0, 0))
@example([Told(0, 0, 2, 0), Told(0, 1, 3, 0)], True, (0, 0))
@example([Told(0, 0, 1, 0), Told(0, 1, 0, 0)], True, (0, 1))
def test_what_is_erased_is_said_nowhere(
    ours: Caller, theirs: Caller, told: list[Told], is_merged: bool, gone: tuple[int, int]
) -> None:
    callers = (ours, theirs)
    with transaction.atomic():
        for number, one in enumerate(told, 1):
            answer = callers[one.account].post(LEARN, body(one, number))
            assert answer.status_code in (200, 201), answer.content
        if is_merged:
            merge_some()
        account, project = gone
        key = ("shop", "blog")[project]
        Project.objects.get(account=callers[account].account, key=key).erase()
        erased = [n for n, one in enumerate(told, 1) if (one.account, one.project) == gone]
        mine = [word for number in erased for word in words(number)]
        stored = ((name, readable(value)) for name, value in everything_stored())
        assert not {(name, word) for name, text in stored for word in mine if word in text}
        transaction.set_rollback(True)


def merge_some() -> None:
    """The first two of one account that may be one."""
    patterns = ErrorPattern.objects.filter(is_built_in=False).order_by("pk")
    for older, younger in pairwise(patterns):
        accounts = {lesson.account_id for one in (older, younger) for lesson in one.lessons.all()}
        if len(accounts) == 1:
            with suppress(NotOne):
                unite(older, younger)
                absorb(older, younger)
                return
