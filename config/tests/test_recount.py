"""Whatever happens in whichever order, what is counted as it happens is what a full recount gives.

The recount is written apart, from what was told and what was done alone: it knows none of the
tables that it checks.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import transaction
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from context import learned, ledger, merging, pruning
from context.ledger import Report, event_digest, record_use
from context.models import LearnedItem, Outcome, Standing, Status, Tally
from errorpatterns import escalation, proving
from errorpatterns.models import ProvenFix
from intake.problems import Conflict
from intake.tests.amounts import fewer
from learning.models import LearnedPattern
from learning.teaching import PATTERN, Told, teach
from projects.tests.factories import make_account, make_project

ACCOUNTS = 3
PROJECTS = 6
TEXTS = 3
MODULES = ("The router", "A worker", "This theme")
SOURCES = ("human", "build", "tool")
projects = st.integers(0, PROJECTS - 1)
texts = st.integers(0, TEXTS - 1)
ACTS = st.one_of(
    st.tuples(st.just("teach"), projects, texts, st.sampled_from(SOURCES)),
    st.tuples(st.just("report"), projects, texts, st.booleans(), st.sampled_from(SOURCES)),
    st.tuples(st.just("merge"), st.integers(0, ACCOUNTS - 1)),
    st.tuples(st.just("erase"), projects),
    st.tuples(st.just("activate"), texts),
    st.tuples(st.just("mend"), projects, texts),
    st.tuples(st.just("weigh")),
    st.tuples(st.just("prune")),
    st.tuples(st.just("aggregate")),
    st.tuples(st.just("fold")),
)


@dataclass
class Log:
    """What was told: lessons as (project, text), reports by project, and what stands for a text."""

    lessons: dict[tuple[int, str], str] = field(default_factory=dict)
    reports: list[tuple[int, str, bool, str]] = field(default_factory=list)
    mends: list[tuple[int, int]] = field(default_factory=list)
    erased: set[int] = field(default_factory=set)

    def relabel(self, words: str, stands: str) -> None:
        self.reports = [
            (project, stands if said == words else said, success, source)
            for project, said, success, source in self.reports
        ]


class World:
    """The projects, and the texts that their accounts tell, as items."""

    def __init__(self) -> None:
        accounts = [make_account() for _ in range(ACCOUNTS)]
        self.projects = [make_project(accounts[number % ACCOUNTS]) for number in range(PROJECTS)]
        self.log = Log()
        self.events = 0
        # The two projects of each account teach texts that may be merged.
        for number in range(PROJECTS):
            self.teach(number, number // ACCOUNTS, "build")

    def account(self, project: int) -> int:
        return project % ACCOUNTS

    def text(self, project: int, text: int) -> str:
        """The last text is the same for all; the others are an account's own, so that they may be
        merged.
        """
        return "shared" if text == TEXTS - 1 else f"{self.account(project)} {text}"

    def item(self, text: str) -> LearnedPattern | None:
        """What stands for a text."""
        row = LearnedPattern.objects.filter(solution=text).first()
        return row and LearnedPattern.objects.get(pk=row.merged_into_id or row.pk)

    def event(self) -> str:
        self.events += 1
        return f"event {self.events}"

    def teach(self, project: int, text: int, source: str) -> None:
        if project in self.log.erased:
            return
        words = self.text(project, text)
        told = {
            "category": "code",
            "name": words,
            "problem": f"problem {words}",
            "solution": words,
            "conditions": [],
            "anti_conditions": [],
            "code_template": "",
            "language": "",
            "framework": "",
        }
        teach(self.projects[project], Told(PATTERN, told, source))
        item = self.item(words)
        assert item
        if not any(who == project and self.item(said) == item for who, said in self.log.lessons):
            self.log.lessons[project, words] = source

    def report(self, project: int, text: int, success: bool, source: str) -> None:
        item = self.item(self.text(project, text))
        if item is None or project in self.log.erased:
            return
        event = self.event()
        told = Report(self.projects[project].account_id, self.projects[project].pk, success, source)
        for _ in range(2):  # told again, it changes nothing
            record_use(told, {item.pk: 1}, [event_digest("outcome", event)])
        self.log.reports.append((project, item.solution, success, source))

    def merge(self, account: int) -> None:
        """What the account says in its own two texts."""
        first, second = (self.item(self.text(account, text)) for text in (0, 1))
        if first and second and first != second:
            older, younger = sorted((first, second), key=lambda item: item.pk)
            if merging.merge(older.pk, younger.pk):
                self.log.relabel(younger.solution, older.solution)

    def erase(self, project: int) -> None:
        if project in self.log.erased:
            return
        stood = {row.solution: self.item(row.solution) for row in LearnedPattern.objects.all()}
        with transaction.atomic():
            self.projects[project].erase()
        log = self.log
        self.find_heirs({words: item.solution for words, item in stood.items() if item})
        log.erased.add(project)
        log.lessons = {key: told for key, told in log.lessons.items() if key[0] != project}
        log.reports = [told for told in log.reports if told[0] != project]
        log.mends = [told for told in log.mends if told[0] != project]

    def find_heirs(self, stood: dict[str, str]) -> None:
        """What was reported of words that went is said of the words that took their place."""
        living = set(
            LearnedPattern.objects.filter(merged_into=None).values_list("solution", flat=True)
        )
        for words, survivor in stood.items():
            if words in living and survivor not in living:
                self.log.relabel(survivor, words)
        # Of words that went with all who taught them, to be taught anew perhaps, nothing is known.
        self.log.reports = [told for told in self.log.reports if told[1] in living]

    def activate(self, text: int) -> None:
        item = self.item(self.text(0, text))
        if item:
            rows = LearnedPattern.objects.filter(pk=item.pk)
            with transaction.atomic():
                rows.judge(Status.ACTIVE, account_id=self.projects[0].account_id, reason="test")

    def mend(self, project: int, text: int) -> None:
        if project in self.log.erased:
            return
        error = {"message": f"{MODULES[text]} has no export named 'Cart'."}
        incident, _ = escalation.open_incident(self.projects[project], error, {})
        given: dict[str, Any] = {"evidence": "test", "fix": {"template": "Export $1."}}
        given |= {"event_id": self.event(), "was_rebuilt_from_intent": False}
        escalation.resolve(incident, given)
        self.log.mends.append((project, text))

    def weigh(self) -> None:
        learned.weigh_all(ignore)

    def prune(self) -> None:
        pruning.prune()

    def aggregate(self) -> None:
        proving.aggregate(ignore)

    def fold(self) -> None:
        """As retention does with outcomes past their time."""
        ledger.fold(Outcome.objects.order_by("pk"))


def ignore(*args: Any, **said: Any) -> None:
    """A run that nobody follows."""


def recounted(world: World) -> dict[str, Any]:
    """By the text that stands for others: who taught it, and what was reported."""
    stands = {row.solution: row for row in LearnedPattern.objects.all()}
    found: dict[str, Any] = defaultdict(
        lambda: {"taught": defaultdict(set), "said": defaultdict(Counter)}
    )
    for project, words in world.log.lessons:
        found[survivor(stands, words)]["taught"][world.account(project)].add(project)
    for project, words, success, source in world.log.reports:
        said = found[words]["said"][world.account(project)]
        said[success] += 1
        said["strong"] += success and source != "tool"
    return found


def survivor(stands: dict[str, LearnedPattern], words: str) -> str:
    item = stands.get(words)
    if item is None:
        return f"forgotten {words}"
    if item.merged_into_id is None:
        return words
    return next(row.solution for row in stands.values() if row.pk == item.merged_into_id)


class RecountTests(TestCase):
    # Shrinking takes minutes; the acts that failed say enough.
    @settings(
        phases=[Phase.explicit, Phase.reuse, Phase.generate],
        max_examples=fewer(12),
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
    )
    @given(st.lists(ACTS, min_size=15, max_size=50))
    @example(
        [
            ("teach", 3, 2, "build"),
            ("report", 0, 2, True, "human"),
            ("erase", 3),
            ("teach", 1, 2, "tool"),
        ]
    )
    def test_is_what_was_counted_as_it_happened(self, acts: list[tuple[Any, ...]]) -> None:
        world = World()
        for name, *given_ in acts:
            try:
                getattr(world, name)(*given_)
            except Conflict:
                assert name in ("report", "teach")
        world.aggregate()
        world.weigh()
        self.compare_items(world)
        self.compare_fixes(world)
        assert ledger.reconcile(ignore) == {"tallies": 0, "items": 0}

    def compare_items(self, world: World) -> None:
        expected = recounted(world)
        living = LearnedPattern.objects.filter(merged_into=None)
        for item in living:
            right = expected.pop(item.solution)
            self.compare_counts(item, right)
            self.compare_standings(world, item, right)
        # What is left was forgotten with those who taught it: nobody taught any of that.
        assert all(not right["taught"] for right in expected.values()), dict(expected)

    def compare_counts(self, item: LearnedItem, right: Any) -> None:
        total: Counter[Any] = sum(right["said"].values(), Counter())
        assert (item.success_count, item.failure_count) == (total[True], total[False])
        tallied: Counter[bool] = Counter()
        for tally in Tally.objects.filter(item=item):
            tallied[True] += tally.successes + tally.base_successes
            tallied[False] += tally.failures + tally.base_failures
        assert (tallied[True], tallied[False]) == (total[True], total[False])

    def compare_standings(self, world: World, item: LearnedItem, right: Any) -> None:
        standings: dict[UUID | None, Standing] = {
            one.account_id: one for one in Standing.objects.filter(item=item)
        }
        for number in range(ACCOUNTS):
            standing = standings.get(world.projects[number].account_id)
            said, taught = right["said"][number], right["taught"][number]
            evidence = (said[True] + max(0, len(taught) - 1), said[False])
            assert standing is not None or evidence == (0, 0)
            if standing is not None:
                assert (standing.evidence_for, standing.evidence_against) == evidence

    def compare_fixes(self, world: World) -> None:
        mends: dict[int, list[int]] = defaultdict(list)
        for project, text in world.log.mends:
            mends[text].append(project)
        expected = sorted((len(told), len(set(told))) for told in mends.values())
        assert sorted(ProvenFix.objects.values_list("uses", "projects")) == expected
        assert proving.recount(ignore) == {"incidents": 0, "fixes": 0}
