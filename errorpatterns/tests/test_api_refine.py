"""`POST /error-patterns/learn/`: a message of a known kind refines the pattern of that kind."""

from typing import Any

import pytest

from context.models import Lesson, Standing, Status
from errorpatterns.models import ErrorPattern, PatternBand, PatternSignature
from errorpatterns.regexes import compiled
from errorpatterns.tests.factories import error, judge, learn, learned, matches, report, run_jobs
from projects.models import Project
from projects.tests.factories import Caller

pytestmark = [pytest.mark.django_db, pytest.mark.by_turns]

ONE = "cannot write block header of the journal to '/a'"
KIN = "cannot write block row_2 of the journal to '/b'"
LATER = "cannot write block x.y of the journal to '/c'"
FIX = {"template": "Make the journal larger."}


def taught(caller: Caller, message: str, project: str = "shop", **fields: Any) -> Any:
    return learn(caller, project, **{"error": error(message), "fix": FIX, **fields})


def the_pattern() -> ErrorPattern:
    return ErrorPattern.objects.get(is_built_in=False)


class TestRefining:
    def test_matches_what_neither_lesson_alone_would(self, ours: Caller) -> None:
        slug = taught(ours, ONE)["pattern"]["id"]
        body = taught(ours, KIN)
        assert (body["pattern"]["id"], body["created"]) == (slug, False)
        for message, captures in (
            (ONE, ["header", "/a"]),
            (KIN, ["row_2", "/b"]),
            (LATER, ["x.y", "/c"]),
        ):
            assert matches(ours, told=error(message))[slug]["captures"] == captures
            assert compiled(the_pattern().error_regex).search(message)

    def test_by_what_differs_behind_a_colon_where_three_have_one_fix(self, ours: Caller) -> None:
        message = "cannot open the log of the node: {}"
        clauses = ("it is locked by another one", "the disk is read only now", "all is lost today")
        other = taught(ours, message.format("no space is left"), fix={"template": "Buy a disk."})
        created = [taught(ours, message.format(clause))["created"] for clause in clauses]
        assert created == [True, True, False]
        assert not taught(ours, message.format("permission was denied"))["created"]
        found = matches(ours, told=error(message.format("no space is left")))
        assert found[other["pattern"]["id"]]["captures"] == []

    def test_is_kept_from_it_by_no_lessons_of_others(
        self, ours: Caller, theirs: Caller, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("errorpatterns.refining.MAX_CANDIDATES", 2)
        for name in "abc":
            taught(theirs, ONE, fix={"template": f"Write {name} there."})
        assert taught(ours, ONE)["created"]
        assert not taught(ours, KIN)["created"]

    def test_raises_the_version_and_keeps_evidence_and_lessons(self, ours: Caller) -> None:
        slug = taught(ours, ONE)["pattern"]["id"]
        assert report(ours, slug, told=error(ONE)).status_code in (200, 201)
        before = the_pattern()
        taught(ours, KIN, "blog")
        run_jobs()
        after = the_pattern()
        assert after.version == before.version + 1
        assert (after.success_count, after.slug, after.name) == (1, before.slug, after.words)
        assert Lesson.objects.filter(item=after).count() == 2
        assert Standing.objects.before(ours.account.pk).get(item=after).evidence_for == 2

    def test_is_remembered_by_every_signature(self, ours: Caller) -> None:
        taught(ours, ONE)
        taught(ours, KIN)
        refined = the_pattern()
        for message in (ONE, KIN, LATER):
            assert taught(ours, message, "blog")["created"] is False
        known = the_pattern()
        assert known.error_regex == refined.error_regex
        assert known.fix_template == refined.fix_template
        assert PatternSignature.objects.count() == 2

    def test_keeps_nothing_of_what_stood_in_a_hole(self, ours: Caller) -> None:
        taught(ours, ONE)
        taught(ours, KIN)
        pattern = the_pattern()
        assert pattern.words == "cannot write block $1 of the journal to '$2'"
        for value in ("header", "row_2", "/a", "/b"):
            assert value not in f"{pattern.template} {pattern.error_regex} {pattern.words}"

    def test_counts_the_captures_of_the_fix_anew(self, ours: Caller) -> None:
        slug = taught(ours, ONE, fix={"template": "Free '/a' of header."})["pattern"]["id"]
        again = taught(ours, KIN, fix={"template": "Free '/b' of row_2."})
        assert again["pattern"]["id"] == slug
        match = matches(ours, told=error(LATER))[slug]
        assert match["fix"]["text"] == "Free '/c' of x.y."

    def test_the_same_event_again_is_the_same_lesson(self, ours: Caller) -> None:
        taught(ours, ONE)
        first = taught(ours, KIN, event_id="one")
        again = taught(ours, KIN, event_id="one")
        assert again["pattern"]["id"] == first["pattern"]["id"]
        assert Lesson.objects.count() == 2

    def test_erasing_its_teachers_takes_it_away(self, ours: Caller) -> None:
        taught(ours, ONE)
        taught(ours, KIN)
        Project.objects.get(key="shop").erase()
        assert not ErrorPattern.objects.filter(is_built_in=False).exists()
        assert not PatternBand.objects.exists()

    def test_several_words_of_prose_in_one_place_become_a_capture(self, ours: Caller) -> None:
        message = "The value of an initializer in the {} declaration must be constant here."
        bodies = [
            taught(ours, message.format(word), fix=FIX) for word in ("using", "const", "field")
        ]
        assert [body["created"] for body in bodies] == [True, True, False]
        slug = bodies[0]["pattern"]["id"]
        assert bodies[2]["pattern"]["id"] == slug
        assert matches(ours, told=error(message.format("module")))[slug]["captures"] == ["module"]


class TestNotRefining:
    def test_another_fix(self, ours: Caller) -> None:
        taught(ours, ONE)
        assert taught(ours, KIN, fix={"template": "Give up."})["created"] is True

    @pytest.mark.parametrize("fact", ["code", "tool"])
    def test_another_code_or_tool(self, ours: Caller, fact: str) -> None:
        taught(ours, ONE)
        assert taught(ours, KIN, error=error(KIN, **{fact: "other"}))["created"] is True

    def test_a_word_of_prose(self, ours: Caller) -> None:
        taught(ours, "could not read block 3 of the journal '/a'")
        body = taught(ours, "could not write block 3 of the journal '/a'")
        assert body["created"] is True

    def test_what_another_account_taught(self, ours: Caller, theirs: Caller) -> None:
        slug = taught(ours, ONE)["pattern"]["id"]
        assert taught(theirs, KIN)["pattern"]["id"] != slug
        assert "header" in ErrorPattern.objects.get(slug=slug).error_regex

    def test_what_everybody_is_served(self, ours: Caller) -> None:
        pattern = learned(ours, error=error(ONE), fix=FIX)
        judge(pattern, Status.ACTIVE)
        assert taught(ours, KIN)["pattern"]["id"] != pattern.slug

    def test_what_staff_edited(self, ours: Caller) -> None:
        slug = taught(ours, ONE)["pattern"]["id"]
        ErrorPattern.objects.filter(slug=slug).update(error_regex="cannot write block (header) of")
        assert taught(ours, KIN)["pattern"]["id"] != slug

    def test_what_staff_said_it_is_not(self, ours: Caller) -> None:
        slug = taught(ours, ONE)["pattern"]["id"]
        ErrorPattern.objects.filter(slug=slug).update(counter_examples=[LATER])
        assert taught(ours, KIN)["pattern"]["id"] != slug
