"""The steps that look at each experience of a cycle: it is collected once, and used once."""

from bisect import bisect_right
from collections.abc import Collection, Mapping, Sequence
from itertools import accumulate
from typing import Any
from uuid import UUID

from context.cycle import Batch, Step
from context.ledger import Report, event_digest, record_use
from context.merging import lock
from context.models import LearnedItem
from learning.evolution import SELECTION
from learning.extraction import evidence_of, patterns_of
from learning.models import Decision, Experience, PreferencePair, Strategy
from learning.pairs import Pair, pairs_of
from learning.steps.lessons import teach_all
from projects.models import Project

# Rows of experience are marked so many at a time.
MARKED_AT_ONCE = 500
# A partial success says nothing of what was chosen.
DECISIVE = (Experience.Result.SUCCESS, Experience.Result.FAILURE)


class Collecting(Step):
    """Each experience that can be used is this cycle's: marked once, and used once."""

    key = "collecting"
    title = "Collect what is new"

    def is_due(self) -> bool:
        return Experience.objects.ready().exists()

    def pending(self) -> Mapping[str, int]:
        return {"experiences": Experience.objects.ready().count()}

    def batch(self, cycle: int, cursor: str, plan: Any) -> Batch:
        """The first cursor becomes the newest there is: what comes later is the next cycle's."""
        last = Experience.objects.order_by("-pk").values_list("pk", flat=True).first()
        newest = cursor or str(last or "")
        if not newest:
            return Batch({})
        ready = Experience.objects.ready().filter(pk__lte=newest).order_by("pk")
        chosen = list(ready.values_list("pk", flat=True)[:MARKED_AT_ONCE])
        marked = Experience.objects.ready().filter(pk__in=chosen).update(cycle=cycle)
        return Batch({"experiences": marked}, newest if chosen else None)


class OfExperiences(Step):
    """A step that looks at each experience of its cycle once, in the order of their ids."""

    # So many that a transaction takes less than 0.2 s.
    at_once = 50

    def batch(self, cycle: int, cursor: str, plan: Any) -> Batch:
        rows = Experience.objects.used_in(cycle)
        if cursor:
            rows = rows.filter(pk__gt=cursor)
        chosen = list(rows.values_list("pk", flat=True)[: self.at_once])
        if not chosen:
            return Batch({})
        taken = self.some_of(held(chosen))
        return Batch(self.use(taken), str(taken[-1].pk if taken else chosen[-1]))

    def some_of(self, experiences: Sequence[Experience]) -> Sequence[Experience]:
        """The first of them, as many as one transaction has time for."""
        return experiences

    def use(self, experiences: Sequence[Experience]) -> Mapping[str, int]:
        """What was made of them, whose projects and rows are locked."""
        raise NotImplementedError


def held(ids: Collection[UUID]) -> list[Experience]:
    """Those that are still there, as rows of their kind; neither they nor their projects can be
    erased until the transaction ends.
    """
    projects = Experience.objects.filter(pk__in=ids).values("project")
    lock(Project.objects.filter(pk__in=projects))
    lock(Experience.objects.filter(pk__in=ids))
    rows = Experience.objects.filter(pk__in=ids).order_by("pk").whole()
    return [row.particular for row in rows]


class Pairing(OfExperiences):
    """What was better and what was worse, for whoever trains models."""

    key = "pairing"
    title = "Make preference pairs"

    def use(self, experiences: Sequence[Experience]) -> Mapping[str, int]:
        told = {row.pk: {pair.part: pair for pair in pairs_of(row)} for row in experiences}
        known = PreferencePair.objects.filter(experience__in=list(told))
        stale = [pair.pk for pair in known if pair.part not in told[pair.experience_id]]
        PreferencePair.objects.filter(pk__in=stale).delete()
        there = set(known.values_list("experience", "part"))
        rows = [pair_row(row, pair) for row in experiences for pair in told[row.pk].values()]
        PreferencePair.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["experience", "part"],
            update_fields=["domain", "prompt", "chosen", "rejected", "margin"],
        )
        return {"pairs": sum((row.experience_id, row.part) not in there for row in rows)}


def pair_row(experience: Experience, pair: Pair) -> PreferencePair:
    return PreferencePair(
        project_id=experience.project_id, experience_id=experience.pk, **vars(pair)
    )


class Extracting(OfExperiences):
    """What worked at once, looked well or mended an error, as learned patterns."""

    key = "extracting"
    title = "Extract patterns"
    at_once = 25

    def some_of(self, experiences: Sequence[Experience]) -> Sequence[Experience]:
        lessons = list(accumulate(len(patterns_of(row)) for row in experiences))
        return experiences[: 1 + bisect_right(lessons, self.at_once)]

    def use(self, experiences: Sequence[Experience]) -> Mapping[str, int]:
        lessons = {
            (row.project_id, told.digest): (row.project, told)
            for row in experiences
            for told in patterns_of(row)
        }
        return teach_all(lessons.values(), "patterns")


class Counting(OfExperiences):
    """A decision for a strategy that it names is a use of that strategy."""

    key = "counting"
    title = "Count what strategies came to"
    at_once = 25

    def use(self, experiences: Sequence[Experience]) -> Mapping[str, int]:
        made = [row for row in experiences if isinstance(row, Decision) and is_use(row)]
        named = [(row, item) for row in made if (item := strategy_named(row)) is not None]
        # All at once and in one order, whoever reports some of them meanwhile.
        list(LearnedItem.objects.locked({item.pk for _, item in named}))
        return {"uses": sum(count_use(row, item) for row, item in named)}


def is_use(decision: Decision) -> bool:
    """Whether it says how a strategy went, and was not counted yet."""
    says = decision.type == SELECTION and decision.result in DECISIVE
    return says and not decision.is_counted


def strategy_named(decision: Decision) -> Strategy | None:
    """What was chosen, by slug, ref or name, if the account may read it."""
    known = Strategy.objects.known_to(decision.project.account_id)
    name = decision.chosen.strip()
    slug = name.removeprefix(f"{Strategy.Kind.STRATEGY}:")
    return (
        Strategy.objects.surviving(slug, known) or known.filter(name=name).order_by("slug").first()
    )


def count_use(decision: Decision, strategy: Strategy) -> int:
    """1, or 0 where it was counted before."""
    project = decision.project
    success = decision.result == Experience.Result.SUCCESS
    report = Report(project.account_id, project.pk, success, evidence_of(decision))
    event = event_digest("decision", decision.pk.hex)
    decision.is_counted = True
    decision.save(update_fields=["is_counted"])
    return len(record_use(report, {strategy.pk: strategy.version}, [event]))
