"""The cycle over all apps: what it makes of a world, and that it makes it once, however often it is
killed.
"""

import os
import signal
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, NoReturn

import pytest
from django.db import connection, connections
from django.utils import timezone

from config.tests.wheel import make_world, outcome_of_world
from context.cycle import get_steps
from context.models import Cycle
from intake.jobs import jobs
from intake.models import JobLock, JobRun, OutboxEvent
from learning.models import Experience
from shadowmodels.models import ShadowModel

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(300)]

Statement = Callable[..., Any]


def turn() -> Cycle:
    jobs()["cycle"](reason="test")
    return Cycle.objects.order_by("-number").first()  # type: ignore[return-value]


@contextmanager
def watched(look: Callable[[int], None]) -> Iterator[None]:
    """Tells `look` the number of each statement before it is executed, from 1 on."""
    number = 0

    def execute(run: Statement, sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal number
        number += 1
        look(number)
        return run(sql, params, many, context)

    with connection.execute_wrapper(execute):
        yield


def statements_by_step() -> dict[str, list[int]]:
    """Which statements of a cycle belong to which step, by turning one."""
    found: dict[str, list[int]] = defaultdict(list)
    at = {"step": "beginning"}

    def note(number: int) -> None:
        found[at["step"]].append(number)

    with pytest.MonkeyPatch.context() as patch:
        for step in get_steps():
            patch.setattr(type(step), "plan", noting(at, step.key, type(step).plan))
        with watched(note):
            turn()
    return dict(found)


def noting(at: dict[str, str], key: str, plan: Callable[..., Any]) -> Callable[..., Any]:
    def noted(*args: Any) -> Any:
        at["step"] = key
        return plan(*args)

    return noted


def killed_before(statement: int) -> None:
    """Turn the wheel in a process of its own, which is killed (-9) before this statement."""
    connections.close_all()
    child = os.fork()
    if child == 0:
        turn_until(statement)
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == -signal.SIGKILL


def turn_until(statement: int) -> NoReturn:
    def look(number: int) -> None:
        if number == statement:
            os.kill(os.getpid(), signal.SIGKILL)

    try:
        with watched(look):
            turn()
    finally:
        os._exit(1)


def killing(step: str, numbers: list[int]) -> list[int]:
    """With SQLite before the last statement of the step, with PostgreSQL in the middle, where its
    work is half done: what a transaction holds is the same with both. Merging has plans that
    outlive a batch: it is killed in each of their eight parts, the odd and the even ones.
    """
    is_sqlite = connection.vendor == "sqlite"
    parts = range(1 + (not is_sqlite), 8, 2) if step == "merging" else [4] * (not is_sqlite)
    middles = {numbers[len(numbers) * part // 8] for part in parts}
    return sorted(middles | {numbers[-1]} if is_sqlite else middles)


def leave_nothing_due() -> None:
    """What the next cycle would find besides the world that is made for it."""
    jobs()["weigh"]()
    ShadowModel.objects.all().delete()


def let_lease_pass() -> None:
    JobLock.objects.update(taken_until=timezone.now() - timedelta(hours=1))


def test_makes_the_same_however_often_it_is_killed() -> None:
    make_world("undisturbed")
    by_step = statements_by_step()
    assert set(by_step) == {"beginning", *(step.key for step in get_steps())}
    right = outcome_of_world("undisturbed")
    counts = Cycle.objects.get(number=1).counts
    leave_nothing_due()
    for place, (step, numbers) in enumerate(by_step.items()):
        for statement in killing(step, numbers):
            # A number in a name may be taken for something that varies.
            mark = (
                f"killed{chr(97 + place)}{chr(97 + numbers.index(statement) * 25 // len(numbers))}"
            )
            make_world(mark)
            killed_before(statement)
            assert Cycle.objects.filter(finished_at=None).count() <= 1, step
            let_lease_pass()
            cycle = turn()
            assert cycle.finished_at, step
            assert outcome_of_world(mark) == right, f"killed in {step} before {statement}"
            assert cycle.counts == counts, f"killed in {step} before {statement}"
            leave_nothing_due()
    assert not Experience.objects.filter(cycle=None).exists()
    numbers = list(Cycle.objects.values_list("number", flat=True))
    assert len(numbers) == OutboxEvent.objects.filter(type="cycle.completed").count()
    assert JobRun.objects.filter(job="cycle", error="worker died").exists()
