"""However much an account reports, before everybody it is one voice; its tools are hardly one."""

from typing import Any

import pytest

from context.models import Standing
from errorpatterns.tests.factories import ERROR, learned, matches, report, run_jobs
from projects.tests.factories import Caller, make_caller, with_projects

pytestmark = pytest.mark.django_db


def accounts(count: int) -> list[Caller]:
    return [with_projects(make_caller(), "shop") for _ in range(count)]


def test_many_reports_of_one_account_are_one_voice(ours: Caller) -> None:
    *teachers, stranger = accounts(4)
    for caller in teachers:
        slug = learned(caller).slug
    run_jobs()
    for _ in range(6):
        assert report(ours, slug, success=False).status_code == 201
    run_jobs()
    reader = {"project": "shop", "sections": ["error_patterns"], "errors": [ERROR]}
    markdown = stranger.post("context/", reader).json()["markdown"]
    assert "- Success rate: 75 % (a few accounts)" in markdown
    counted = {"successes": 3, "failures": 1}
    for evidence in (
        matches(stranger)[slug]["evidence"],
        stranger.get(f"error-patterns/{slug}/").json()["evidence"],
    ):
        assert evidence.items() >= counted.items()
    assert slug not in matches(ours)


class TestTools:
    """Three accounts whose tools say that what was shipped does not mend an error."""

    TOLD: dict[str, Any] = {**ERROR, "message": "Cannot find name 'useState'."}
    SLUG = "react-missing-usestate-import"

    def is_offered_after(self, failures: int, **fields: Any) -> bool:
        *callers, stranger = accounts(4)
        for caller in callers:
            for _ in range(failures):
                report(caller, self.SLUG, success=False, told=self.TOLD, **fields)
        run_jobs()
        body = {"project": "shop", "sections": ["error_patterns"], "errors": [self.TOLD]}
        omitted = stranger.post("context/", body).json()["omitted"]
        offered = self.SLUG in matches(stranger, told=self.TOLD)
        left = {"ref": f"error_pattern:{self.SLUG}", "reason": "low_reliability"}
        assert offered is (left not in omitted)
        return offered

    def test_one_failure_each_takes_it_from_nobody(self) -> None:
        assert self.is_offered_after(1, evidence="tool")

    @pytest.mark.parametrize(("failures", "evidence"), [(3, "tool"), (1, "build")])
    def test_what_withdraws_it_from_each_counts(self, failures: int, evidence: str) -> None:
        assert not self.is_offered_after(failures, evidence=evidence)
        standing = Standing.objects.get(item__slug=self.SLUG, account=None)
        assert (standing.status, standing.flags) == ("active", ["failing"])
