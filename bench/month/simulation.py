"""The days of the month: generations, and the jobs between them."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial

import time_machine
from django.db import transaction

from bench.month.generators import Generators
from bench.month.measures import Active, Measures
from bench.month.world import Habitant, World
from intake.jobs import jobs
from projects.tests.factories import Caller, make_account
from shadowmodels.models import ShadowModel

BEGIN = datetime(2026, 1, 5, tzinfo=UTC)
# Scaled down from CELERY_BEAT_SCHEDULE: what beat starts each minute comes several times a day,
# what it starts each ten minutes twice.
HOURS = (8, 12, 16, 20)
EACH_TIME = ("drain", "weigh", "aggregate", "weigh", "observe", "prune", "weigh")
CYCLES_AT = (12, 20)
NIGHTLY = ("retain", "purge", "reconcile", "recount")
INJECTED_ON = (2, 3, 4)
# Staff look at what is proposed once a week.
STAFF_ON = 7


# An hour of the day, and what happens then.
Happening = tuple[float, Callable[[], None]]


@dataclass
class Month:
    """A world and what became of it."""

    world: World
    generators: Generators
    measures: Measures
    days: int
    drift: Counter[str] = field(default_factory=Counter)
    proposals: list[tuple[int, str, str]] = field(default_factory=list)
    active: list[Active] = field(default_factory=list)

    @property
    def wrongs(self) -> list[str]:
        """What must never happen and did."""
        found = []
        if self.generators.telling.served_injection:
            found.append("What is quarantined was served")
        if sum(self.drift.values()):
            found.append("Counts drifted")
        return found


def simulate(seed: int, days: int, a_day: int, problems: int | None = None) -> Month:
    """Live through the month; `a_day` generations of each project, at most `problems` of a kind."""
    world = World(seed, problems)
    with time_machine.travel(BEGIN, tick=False) as traveller:
        world.load_shipped()
        callers = {name: Caller(make_account(name=name)) for name in world.catalogue["accounts"]}
        month = Month(world, Generators(world, callers), Measures(world), days)
        settle(month)
        for day in range(days):
            live_through(month, day, a_day, lambda at: traveller.move_to(at))
    month.measures.finish()
    return month


def settle(month: Month) -> None:
    """The projects, and what their accounts' models are called."""
    for who in month.world.habitants:
        body = {"language": who.language, "framework": who.framework}
        if who.key == month.world.roles["opted_out"]:
            body["sharing"] = "project"
        month.generators.call(who.account, "PUT", f"projects/{who.key}/", body)
    month.generators.register_models()


def live_through(month: Month, day: int, a_day: int, travel: Callable[[datetime], None]) -> None:
    rng, midnight = month.world.rng, BEGIN + timedelta(days=day)
    happenings: list[Happening] = [(hour, partial(run_jobs, month, hour)) for hour in HOURS]
    for who in list(month.world.habitants):
        generate = partial(month.generators.generate, who, day)
        happenings += [(rng.uniform(6, 20), generate) for _ in range(a_day)]
    for who in advised(month, day):
        happenings.append((rng.uniform(6, 20), partial(month.generators.advise, who)))
    happenings.append((6.0, partial(month.generators.tell_outcomes, day)))
    happenings.append((20.5, month.generators.tell_interactions))
    happenings += [(21.0, each) for each in special(month, day)]
    for hour, happen in sorted(happenings, key=lambda one: one[0]):
        travel(midnight + timedelta(hours=hour))
        happen()
        month.measures.read_moves(day)
    travel(midnight + timedelta(hours=23))
    run_nightly(month)
    month.measures.read_moves(day)
    month.active.append(month.measures.look())


def advised(month: Month, day: int) -> list[Habitant]:
    """One project of each account, in turn."""
    found: dict[str, list[Habitant]] = {}
    for who in month.world.habitants:
        found.setdefault(who.account, []).append(who)
    return [projects[day % len(projects)] for projects in found.values()]


def special(month: Month, day: int) -> list[Callable[[], None]]:
    """What happens on a day alone, in its evening."""
    found: list[Callable[[], None]] = []
    habitants = month.world.habitants
    if day in INJECTED_ON:
        accounts = sorted({who.account for who in habitants})
        account = accounts[INJECTED_ON.index(day)]
        who = next(each for each in habitants if each.account == account)
        found.append(partial(month.generators.inject, who))
    if day == month.days // 2:
        erased = month.world.roles["erased"]
        who = next(each for each in habitants if each.key == erased)
        found.append(partial(erase, month, who))
    if day % STAFF_ON == STAFF_ON - 1:
        found.append(partial(promote_proposed, month, day))
    return found


def erase(month: Month, who: Habitant) -> None:
    month.generators.call(who.account, "DELETE", f"projects/{who.key}/", None)
    month.world.habitants.remove(who)


def run_jobs(month: Month, hour: int) -> None:
    tasks = jobs()
    for name in EACH_TIME:
        tasks[name]()
    if hour in CYCLES_AT:
        tasks["cycle"]()
        tasks["weigh"]()


def run_nightly(month: Month) -> None:
    for name in NIGHTLY:
        counts = jobs()[name]()
        if name in ("reconcile", "recount"):
            month.drift.update({f"{name} {what}": number for what, number in counts.items()})


def promote_proposed(month: Month, day: int) -> None:
    """Staff follow what the cycle proposes."""
    for model in ShadowModel.objects.proposed().select_related("account").order_by("pk"):
        month.proposals.append((day, f"{model.account.name}: {model}", model.proposal))
        with transaction.atomic():
            model.promote("proposed by the cycle")
