"""The library in this process follows the database, and grants what stands."""

from typing import Any

import pytest

from context.models import Generation, Standing, Status
from context.offers import Evidence, grants, kept_best
from errorpatterns.induction import Template
from errorpatterns.library import Library, Shelf, library, load
from errorpatterns.models import ErrorPattern
from errorpatterns.tests.factories import ERROR, error, judge, learned, report, run_jobs
from projects.models import Project
from projects.tests.factories import Caller

pytestmark = [pytest.mark.django_db, pytest.mark.by_turns]


def found(message: str = str(ERROR["message"])) -> set[Any]:
    return {hit.id for hit in library().index.match(message)}


def project(caller: Caller, key: str = "shop") -> Project:
    return Project.objects.get(account=caller.account, key=key)


def granted(caller: Caller, pattern: ErrorPattern, key: str | None = "shop") -> Any:
    at = project(caller, key).pk if key else None
    return grants([pattern.pk], caller.account.pk, at).get(pattern.pk)


def looks(known: Library, pattern: ErrorPattern) -> Any:
    return Template.restored(known.patterns[pattern.pk].template).looks


class TestFollowing:
    def test_what_is_learned_is_found(self, ours: Caller) -> None:
        library()
        assert learned(ours).pk in found()

    def test_what_is_erased_is_not(self, ours: Caller) -> None:
        pattern = learned(ours)
        assert pattern.pk in found()
        project(ours).erase()
        assert pattern.pk not in found()

    def test_another_regex_takes_the_place_of_the_last(self, ours: Caller) -> None:
        pattern = learned(ours)
        assert pattern.pk in found()
        ErrorPattern.objects.filter(pk=pattern.pk).update(
            error_regex="quite another error", version=pattern.version + 1
        )
        Generation.objects.raise_for(Generation.Name.LIBRARY)
        assert pattern.pk not in found()
        assert pattern.pk in found("this is quite another error")

    def test_what_is_learned_of_an_error_leaves_the_other_kinds_as_they_were(
        self, ours: Caller, django_assert_num_queries: Any
    ) -> None:
        learned(ours)
        others = kept_best()
        learned(ours, error=error("Cannot find module 'left-pad'."))
        with django_assert_num_queries(1):
            assert kept_best() is others

    def test_what_changed_alone_is_read(
        self, ours: Caller, django_assert_max_num_queries: Any
    ) -> None:
        known = library()
        pattern = learned(ours)
        # The generations, twice as they are asked for at once; how patterns and standings are, and
        # the one that is new.
        with django_assert_max_num_queries(5):
            now = library()
        assert now.patterns.keys() - known.patterns.keys() == {pattern.pk}
        old = next(iter(known.patterns))
        assert now.patterns[old] is known.patterns[old]
        assert now.tested is known.tested

    def test_is_as_if_it_had_been_read_from_nothing(self, ours: Caller, theirs: Caller) -> None:
        there = Shelf()
        there()
        pattern = learned(ours)
        learned(ours, "blog")
        learned(theirs, "blog")
        report(ours, pattern.slug)
        run_jobs()
        there()
        judge(pattern, Status.ACTIVE)
        first, second, *_ = ErrorPattern.objects.filter(is_built_in=True).order_by("slug")
        judge(first, Status.INACTIVE)
        there()
        second.delete()
        Generation.objects.raise_for(Generation.Name.LIBRARY)
        followed, anew = there(), load(None)
        for name in ("rows", "active", "everybody", "tested", "taught", "shipped", "samples"):
            assert getattr(followed, name) == getattr(anew, name), name
        assert followed.patterns.keys() == anew.patterns.keys()
        assert len(followed.index) == len(anew.index)

    def test_how_values_looked_is_known_in_every_process(self, ours: Caller) -> None:
        pattern = learned(ours)
        there = Shelf()
        assert len(looks(there(), pattern)[0]) == 1
        learned(ours, error=error("Cannot find name '__dirname'."))
        both = looks(there(), pattern)
        assert both == looks(library(), pattern)
        assert len(both[0]) == 2

    def test_a_lesson_whose_values_look_the_same_writes_nothing_of_it(self, ours: Caller) -> None:
        version = learned(ours).version
        assert learned(ours, error=error("Cannot find name 'other'.")).version == version

    def test_is_not_read_again_while_nothing_changes(
        self, ours: Caller, django_assert_num_queries: Any
    ) -> None:
        learned(ours)
        known = library()
        # The generation alone.
        with django_assert_num_queries(1):
            assert library() is known

    def test_a_merged_one_is_out_of_it(self, ours: Caller) -> None:
        old, new = learned(ours), learned(ours, error=error("Quite another thing"))
        ErrorPattern.objects.filter(pk=new.pk).update(merged_into=old)
        Generation.objects.raise_for(Generation.Name.LIBRARY)
        assert new.pk not in library().patterns

    def test_knows_what_only_samples_taught(self, ours: Caller, theirs: Caller) -> None:
        theirs.account.is_sample = True
        theirs.account.save()
        pattern = learned(theirs)
        judge(pattern, Status.ACTIVE)
        assert pattern.pk in library().samples
        learned(ours)
        assert pattern.pk not in library().samples


class TestOrder:
    def test_tested_by_lower_bound_then_the_rest_by_confidence(self, ours: Caller) -> None:
        patterns = [learned(ours, fix={"template": f"Way {n}."}) for n in range(4)]
        for pattern in patterns:
            judge(pattern, Status.ACTIVE)
        for pattern, evidence in zip(patterns, ((10, 1), (3, 0), (2, 0), (3, 9)), strict=True):
            Standing.objects.filter(item=pattern, account=None).update(
                evidence_for=evidence[0],
                evidence_against=evidence[1],
                lower_bound={10: 0.62, 3: 0.44 if not evidence[1] else 0.09, 2: 0.34}[evidence[0]],
            )
        Generation.objects.raise_for(Generation.Name.LIBRARY)
        known = library()
        assert list(known.tested) == [patterns[0].pk, patterns[1].pk]
        assert {patterns[2].pk, patterns[3].pk} == set(known.taught)
        for kind in (known.taught, known.shipped):
            rest = [known.patterns[pk].confidence for pk in kind]
            assert rest == sorted(rest, reverse=True)


class TestEvidence:
    @pytest.mark.parametrize(
        ("successes", "failures", "bound", "tested"),
        [(2, 0, 0.34, False), (3, 0, 0.44, True), (3, 9, 0.09, False), (10, 1, 0.62, True)],
    )
    def test_tested_is_three_and_a_bound(
        self, successes: int, failures: int, bound: float, tested: bool
    ) -> None:
        assert Evidence(successes, failures, bound, 0.7).is_tested is tested

    @pytest.mark.parametrize(
        ("total", "reliability", "unreliable"), [(2, 0.1, False), (3, 0.59, True), (3, 0.6, False)]
    )
    def test_the_threshold_holds_from_three_on(
        self, total: int, reliability: float, unreliable: bool
    ) -> None:
        assert Evidence(0, total, 0.0, reliability).is_unreliable is unreliable


class TestGrants:
    def test_ones_own(self, ours: Caller) -> None:
        grant = granted(ours, learned(ours))
        assert (grant.audience, grant.is_own, grant.is_trial) == ("project", True, False)

    def test_a_trial_in_the_account(self, ours: Caller) -> None:
        grant = granted(ours, learned(ours), "blog")
        assert (grant.audience, grant.is_own, grant.is_trial) == ("project", False, True)

    def test_nothing_to_others(self, ours: Caller, theirs: Caller) -> None:
        pattern = learned(ours)
        assert granted(theirs, pattern) is None
        assert granted(ours, pattern, None) is None

    def test_the_accounts_own_evidence_once_there_is_enough(
        self, ours: Caller, theirs: Caller
    ) -> None:
        pattern = learned(ours)
        judge(pattern, Status.ACTIVE)
        for _ in range(2):
            report(theirs, pattern.slug, success=False)
        run_jobs()
        assert granted(theirs, pattern).evidence.failures == 1
        report(theirs, pattern.slug, success=False)
        run_jobs()
        # The account's own prune: withdrawn from it alone.
        assert granted(theirs, pattern) is None
        assert granted(ours, pattern).audience == "global"

    @pytest.mark.parametrize("status", [Status.QUARANTINED, Status.REJECTED])
    def test_nothing_that_is_withheld_from_everybody(self, ours: Caller, status: str) -> None:
        pattern = learned(ours)
        judge(pattern, status)
        assert granted(ours, pattern) is None

    def test_costs_two_queries_for_any_number(
        self, ours: Caller, django_assert_num_queries: Any
    ) -> None:
        patterns = [learned(ours, fix={"template": f"Way {n}."}) for n in range(5)]
        at = project(ours).pk
        for some in (patterns[:1], patterns):
            with django_assert_num_queries(3):  # and what `at_once` polls
                assert len(grants([one.pk for one in some], ours.account.pk, at)) == len(some)
