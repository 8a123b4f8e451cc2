"""Sections 7, 15 and 17 of a context: what stands in them, for whom, and in which order."""

from typing import Any

import pytest

from context.base import Subject
from context.models import Generation, Standing, Status
from errorpatterns.models import ErrorPattern, ProvenFix
from errorpatterns.sections import ErrorHistory, ProvenFixes
from errorpatterns.tests.factories import (
    ERROR,
    FIX,
    aggregate,
    error,
    event,
    judge,
    learned,
    mended,
    prove,
    report,
    run_jobs,
)
from projects.models import Project
from projects.tests.factories import Caller, make_caller, make_project

pytestmark = [pytest.mark.django_db, pytest.mark.by_turns]


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

    def test_a_fix_that_is_cut_says_so(self, ours: Caller) -> None:
        learned(ours, fix={"template": "Use $1 and then $1."})
        told = error(f"Cannot find name '{'x' * 4_200}'.")
        body = {"project": "shop", "errors": [told], "max_tokens": 100_000}
        said = ours.post("context/", body).json()["markdown"]
        assert "- Fix: Replace, may be wrong: check it, cut as it is too long\n" in said
        short = ours.post("context/", {"project": "shop"}).json()["markdown"]
        assert "cut as it is too long" not in short

    def test_what_was_learned_is_told_in_a_short_regex_and_what_staff_wrote_as_it_is(
        self, ours: Caller
    ) -> None:
        pattern = learned(ours)

        def said() -> str:
            return str(ours.post("context/", {"project": "shop"}).json()["markdown"])

        assert r"- Regex: `^Cannot find name '(.+?)'\.$`" in said()
        ErrorPattern.objects.filter(pk=pattern.pk).update(
            error_regex=r"Cannot find name '(\w+)'", version=pattern.version + 1
        )
        Generation.objects.raise_for(Generation.Name.PATTERNS)
        assert r"- Regex: `Cannot find name '(\w+)'`" in said()

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

    def test_the_same_told_with_an_edit_and_in_words_stands_once(
        self, ours: Caller, theirs: Caller
    ) -> None:
        text = "- import { useId } from './hooks';\n+ import { useId } from 'react';"
        before, after = (line[2:] for line in text.split("\n"))
        message = error("The hook is not there.", line=1, column=10)
        edited = learned(ours, error=message, fix={"before": before, "after": after})
        judge(edited, Status.ACTIVE)
        worded = learned(theirs, error=message, fix={"template": text})
        other = learned(theirs, error=message, fix={"template": f"{text} "[::-1]})
        assert edited.edit
        assert not worded.edit
        assert edited.fix_template == worded.fix_template
        for fields in ({}, {"errors": [message]}):
            answer = theirs.post("context/", {"project": "shop", "max_tokens": 100_000, **fields})
            found = [
                item["ref"]
                for part in answer.json()["sections"]
                if part["number"] == 15
                for item in part["items"]
            ]
            assert edited.ref in found
            assert worded.ref not in found
            assert other.ref in found
            assert {"ref": worded.ref, "reason": "duplicate"} in answer.json()["omitted"]
        judge(edited, Status.INACTIVE)
        assert worded.ref in refs(theirs)

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

    def test_tells_who_tried_what_in_few_words(self, ours: Caller) -> None:
        pk = self.open(ours, "Thing one")
        tries = [(1, "small", "failed"), (1, "small", "failed"), (2, "large", "new_error")]
        for level, model, result in tries:
            body = {"level": level, "model": model, "result": result, "event_id": event()}
            ours.post(f"escalations/{pk}/attempts/", body)
        assert (
            "Level 2 (deep analysis), 3 attempts so far (level 1 with `small`: failed 2 times; "
            "level 2 with `large`: led to another error):"
        ) in ours.post("context/", {"project": "shop"}).json()["markdown"]

    @pytest.mark.parametrize("level", range(5))
    def test_tells_how_it_ended(self, ours: Caller, level: int) -> None:
        mended(ours, level=level, evidence="human", was_rebuilt_from_intent=level == 4)
        text = ours.post("context/", {"project": "shop"}).json()["markdown"]
        assert f"Resolved at level {level} (" in text
        assert "; confirmed by a person:" in text

    def test_asks_once_however_much_happened(
        self, ours: Caller, django_assert_num_queries: Any
    ) -> None:
        for word in ("One", "Two", "Three"):
            pk = self.open(ours, f"{word} thing is missing here")
            body = {"level": 1, "result": "failed", "fix": "f", "event_id": event()}
            ours.post(f"escalations/{pk}/attempts/", body)
        subject = subject_of(ours)
        with django_assert_num_queries(1):
            found = ErrorHistory().items(subject, 15)
        assert len(found.items) == 3

    def test_what_is_over_the_limit_is_named(self, ours: Caller) -> None:
        for word in ("One", "Two", "Three"):
            self.open(ours, f"{word} thing is missing here")
        body = {"project": "shop", "limits": {"error_history": 2}}
        answer = ours.post("context/", body).json()
        assert len(section(ours, 7, limits={"error_history": 2})) == 2
        assert [left["reason"] for left in answer["omitted"] if "incident" in left.get("ref", "")]


def subject_of(caller: Caller, key: str = "shop") -> Subject:
    project = Project.objects.whole().get(account=caller.account, key=key)
    return Subject(project.account_id, project)


class TestProvenFixes:
    def test_stand_before_the_account_that_proved_them(self, ours: Caller, theirs: Caller) -> None:
        make_project(ours.account, key="fresh")
        fix = prove(ours, projects=("shop", "blog"))
        assert section(ours, 17, "fresh") == []
        prove(ours, projects=("site",))
        [item] = section(ours, 17, "fresh")
        assert item["ref"] == fix.ref
        assert item["reason"] == "worked in several projects, account"
        assert section(theirs, 17) == []

    def test_what_mended_it_here_alone_is_history_and_not_proven(self, ours: Caller) -> None:
        mended(ours)
        aggregate()
        assert section(ours, 17) == []

    def test_stand_before_everybody_in_derived_words_only(
        self, ours: Caller, theirs: Caller
    ) -> None:
        third, fourth = make_caller(), make_caller()
        for number, caller in enumerate((ours, theirs, third)):
            make_project(caller.account, key="app")
            told = error(f"Cannot find name 'secretOf{number}'.", file=f"private/{number}.ts")
            fix = {"template": FIX["template"], "explanation": f"A private word {number}"}
            mended(caller, "app", told, fix=fix)
        aggregate()
        run_jobs()
        make_project(fourth.account, key="shop")
        answer = fourth.post("context/", {"project": "shop", "sections": ["proven_fixes"]}).json()
        assert FIX["template"] in answer["markdown"]
        assert "Proven in projects of several accounts" in answer["markdown"]
        assert "private" not in answer["markdown"]
        assert "secretOf" not in answer["markdown"]

    def test_tell_no_account_what_others_did(self, ours: Caller, theirs: Caller) -> None:
        prove(ours)
        before = ours.post("context/", {"project": "shop"}).json()["markdown"]
        assert "- Used a few times, in a few projects" in before
        for _ in range(7):
            mended(theirs)
        aggregate()
        run_jobs()
        told = ours.post("context/", {"project": "shop"}).json()["markdown"]
        assert "- Used" not in told
        assert "- Mended most often" not in told
        assert "- Success rate here: 100 % (a few reports)" in told

    def test_before_everybody_one_account_is_one_voice(self, ours: Caller, theirs: Caller) -> None:
        third, fourth = make_caller(), make_caller()
        for caller in (third, fourth):
            make_project(caller.account, key="shop")
        words = {"Amber": [ours, theirs, third, fourth], "Beryl": [ours, theirs, third]}
        for word, callers in words.items():
            for caller in callers:
                mended(caller, told=error(f"{word} thing is missing here"))
        for _ in range(5):
            mended(ours, told=error("Beryl thing is missing here"), level=4)
        aggregate()
        run_jobs()
        reader = make_caller()
        items = section(reader, 17, None, limits={"proven_fixes": 1})
        assert [item["title"][:5] for item in items] == ["Amber"]
        body = {"sections": ["proven_fixes"]}
        told = reader.post("context/", body).json()["markdown"]
        assert told.count("- Mended most often at level 1") == 2
        assert told.count("- Used in projects of a few accounts") == 2

    def test_those_used_most_are_chosen_and_printed_by_name(self, ours: Caller) -> None:
        for word, uses in (("Amber", 1), ("Beryl", 2), ("Coral", 3)):
            for project in ("shop", "blog", "site"):
                for _ in range(uses):
                    mended(ours, project, error(f"{word} thing is missing here"))
        aggregate()
        run_jobs()
        items = section(ours, 17, limits={"proven_fixes": 2})
        assert [item["title"][:5] for item in items] == ["Beryl", "Coral"]
        answer = ours.post("context/", {"project": "shop", "limits": {"proven_fixes": 2}}).json()
        left = [one["reason"] for one in answer["omitted"] if "proven_fix" in one.get("ref", "")]
        assert left == ["limit"]

    @pytest.mark.parametrize(("asked", "stands"), [("javascript", True), ("python", False)])
    def test_of_the_requests_language(self, ours: Caller, asked: str, stands: bool) -> None:
        for project in ("shop", "blog", "site"):
            ours.put(f"projects/{project}/", {"language": "typescript"})
        prove(ours)
        assert bool(section(ours, 17, language=asked)) is stands

    @pytest.mark.parametrize("status", [Status.INACTIVE, Status.QUARANTINED, Status.REJECTED])
    def test_nothing_that_is_withdrawn(self, ours: Caller, status: str) -> None:
        fix = prove(ours)
        judge(fix, status, ours.account)
        assert section(ours, 17) == []

    def test_can_be_credited_where_they_were_served(self, ours: Caller) -> None:
        fix = prove(ours)
        context = ours.post("context/", {"project": "shop"}).json()["id"]
        body = {"context": context, "success": True, "evidence": "test", "used": [fix.ref]}
        assert ours.post("outcomes/", {**body, "event_id": event()}).status_code == 201
        fix.refresh_from_db()
        assert fix.success_count == 1

    def test_a_sample_is_marked(self, ours: Caller) -> None:
        type(ours.account).objects.filter(pk=ours.account.pk).update(is_sample=True)
        prove(ours)
        [item] = section(ours, 17)
        assert item["sample"] is True

    def test_asks_once_however_many_there_are(
        self, ours: Caller, django_assert_num_queries: Any
    ) -> None:
        for word in ("One", "Two", "Three"):
            for project in ("shop", "blog", "site"):
                mended(ours, project, error(f"{word} thing is missing here"))
        aggregate()
        run_jobs()
        judge(ProvenFix.objects.all()[0], Status.ACTIVE)
        first, second = subject_of(ours), subject_of(ours)
        ProvenFixes().items(first, 20)  # what everybody has is read once
        with django_assert_num_queries(3):  # the generations, twice, and how they stand here
            found = ProvenFixes().items(second, 20)
        assert len(found.items) == 3
