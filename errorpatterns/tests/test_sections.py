"""Sections 7 and 15 of a context: what stands in them, for whom, and in which order."""

from typing import Any

import pytest

from context.models import Generation, Standing, Status
from errorpatterns.models import ErrorPattern
from errorpatterns.tests.factories import ERROR, error, event, judge, learned, report, run_jobs
from projects.tests.factories import Caller

pytestmark = pytest.mark.django_db


def section(caller: Caller, number: int, project: str | None = "shop", **fields: Any) -> Any:
    """All items of a section, in the order of the manifest."""
    body = {"max_tokens": 100_000, **({"project": project} if project else {}), **fields}
    answer = caller.post("context/", body)
    assert answer.status_code == 200, answer.content
    parts = [part for part in answer.json()["sections"] if part["number"] == number]
    return [item for part in parts for item in part["items"]]


def refs(caller: Caller, **fields: Any) -> dict[str, str]:
    """Of section 15: why each item stands there."""
    found: dict[str, str] = {}
    for item in section(caller, 15, **fields):
        found.setdefault(item["ref"], item["reason"])
    return found


class TestErrorPatterns:
    def test_what_matches_comes_filled_into_the_tail(self, ours: Caller) -> None:
        pattern = learned(ours)
        told = error("Cannot find name 'useMemo'.")
        answer = ours.post("context/", {"project": "shop", "errors": [told]}).json()
        assert "Ask the hooks folder for 'useMemo'." in answer["markdown"]
        [tail] = [
            part for part in answer["sections"] if part["number"] == 15 and part["part"] == "tail"
        ]
        assert {"matches errors[0]"} >= {
            item["reason"] for item in tail["items"] if item["ref"] == pattern.ref
        }

    def test_a_trial_is_never_in_a_context(self, ours: Caller) -> None:
        pattern = learned(ours)
        assert pattern.ref not in refs(ours, project="blog", errors=[ERROR])

    def test_nothing_of_another_account(self, ours: Caller, theirs: Caller) -> None:
        pattern = learned(ours)
        judge(pattern, Status.ACTIVE, ours.account)
        assert pattern.ref in refs(ours, project=None)
        assert pattern.ref not in refs(theirs, errors=[ERROR])

    @pytest.mark.parametrize("status", [Status.INACTIVE, Status.QUARANTINED, Status.REJECTED])
    def test_nothing_that_is_withdrawn_from_the_account(
        self, ours: Caller, theirs: Caller, status: str
    ) -> None:
        pattern = learned(ours)
        judge(pattern, Status.ACTIVE)
        judge(pattern, status, ours.account)
        assert pattern.ref not in refs(ours, errors=[ERROR])
        assert pattern.ref in refs(theirs, errors=[ERROR])

    def test_what_is_unreliable_is_named_as_left_out(self, ours: Caller) -> None:
        pattern = learned(ours)
        judge(pattern, Status.ACTIVE, ours.account)
        for success in (True, False) * 3:
            report(ours, pattern.slug, success=success)
        run_jobs()
        answer = ours.post("context/", {"project": "shop"}).json()
        assert {"ref": pattern.ref, "reason": "low_reliability"} in answer["omitted"]
        assert pattern.ref not in refs(ours)

    @pytest.mark.parametrize(
        ("told", "asked", "stands"),
        [
            ("typescript", "typescript", True),
            ("typescript", "TypeScript", True),
            ("typescript", "javascript", True),
            ("typescript", "python", False),
            ("typescript", "", True),
            ("", "python", True),
        ],
    )
    def test_of_the_requests_language(
        self, ours: Caller, told: str, asked: str, stands: bool
    ) -> None:
        pattern = learned(ours, language=told)
        fields = {"language": asked} if asked else {}
        assert (pattern.ref in refs(ours, **fields)) is stands

    def test_built_ins_take_a_third_of_the_limit(self, ours: Caller) -> None:
        learned(ours)
        found = refs(ours, limits={"error_patterns": 9})
        built_in = ErrorPattern.objects.filter(is_built_in=True).values_list("slug", flat=True)
        assert len(found.keys() & {f"error_pattern:{slug}" for slug in built_in}) == 3

    def test_a_proven_one_is_chosen_before_untested_built_ins(
        self, ours: Caller, theirs: Caller
    ) -> None:
        pattern = learned(ours)
        judge(pattern, Status.ACTIVE)
        Standing.objects.filter(item=pattern, account=None).update(
            evidence_for=10, evidence_against=1, lower_bound=0.62
        )
        Generation.objects.raise_for(Generation.Name.LIBRARY)
        [(ref, reason)] = refs(theirs, limits={"error_patterns": 1}).items()
        assert ref == pattern.ref
        assert reason.startswith("proven, global")


class TestErrorHistory:
    def open(self, caller: Caller, message: str, project: str = "shop") -> str:
        body = {"project": project, "error": error(message)}
        return str(caller.post("escalations/", body).json()["id"])

    def resolve(self, caller: Caller, pk: str) -> None:
        fix = {"template": "Unplug it."}
        body = {"evidence": "test", "event_id": event(), "fix": fix}
        assert caller.post(f"escalations/{pk}/resolve/", body).status_code == 200

    def test_unresolved_ones_stand_before_fixes_that_worked(self, ours: Caller) -> None:
        worked, unresolved = self.open(ours, "Thing one"), self.open(ours, "Two things")
        self.resolve(ours, worked)
        items = section(ours, 7)
        assert [item["ref"] for item in items] == [f"incident:{unresolved}", f"incident:{worked}"]
        assert "Unplug it." in ours.post("context/", {"project": "shop"}).json()["markdown"]

    def test_are_the_projects_alone(self, ours: Caller, theirs: Caller) -> None:
        self.open(ours, "Thing one")
        assert section(ours, 7, "blog") == []
        assert section(ours, 7, None) == []
        assert section(theirs, 7) == []

    def test_a_change_is_another_version(self, ours: Caller) -> None:
        pk = self.open(ours, "Thing one")
        versions = [section(ours, 7)[0]["version"]]
        body = {"level": 1, "result": "failed", "event_id": event()}
        ours.post(f"escalations/{pk}/attempts/", body)
        versions.append(section(ours, 7)[0]["version"])
        self.resolve(ours, pk)
        versions.append(section(ours, 7)[0]["version"])
        assert versions == [1, 2, 3]

    def test_what_is_over_the_limit_is_named(self, ours: Caller) -> None:
        for word in ("One", "Two", "Three"):
            self.open(ours, f"{word} thing is missing here")
        body = {"project": "shop", "limits": {"error_history": 2}}
        answer = ours.post("context/", body).json()
        assert len(section(ours, 7, limits={"error_history": 2})) == 2
        assert [left["reason"] for left in answer["omitted"] if "incident" in left.get("ref", "")]
