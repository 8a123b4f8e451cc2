"""Editing the library in the admin: who may, what is refused, and what of its evidence stays."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from context.learned import weigh_due
from context.models import Due, Generation, Outcome, Standing, Status, Tally
from context.tests.factories import make_lesson, make_standing
from errorpatterns.models import ErrorPattern
from errorpatterns.tests.factories import error, learned, matches
from errorpatterns.tests.shelf import (
    MESSAGE,
    YES,
    act_url,
    edit,
    generation,
    make_pattern,
    stands,
    version,
)
from projects.tests.factories import Caller, make_project
from projects.tests.staff import client_of, person, staff

pytestmark = [pytest.mark.django_db, pytest.mark.by_turns]


class TestOwnEdits:
    def edited_by(self, user: User) -> ErrorPattern:
        return make_pattern(last_edited_by=user)

    def test_somebody_else_activates_them(self) -> None:
        editor, other = person("curator"), person("curator", "another")
        pattern = self.edited_by(editor)
        page = client_of(editor).post(act_url("activate_for_everybody", pattern), YES, follow=True)
        assert "somebody else must activate it" in page.content.decode()
        assert stands(pattern) == {}
        client_of(other).post(act_url("activate_for_everybody", pattern), YES)
        assert stands(pattern) == {None: Status.ACTIVE}

    @pytest.mark.parametrize("other", ["viewer", "inactive curator", None])
    def test_unless_there_is_nobody_else(self, other: str | None) -> None:
        editor = person("curator")
        if other:
            someone = person(other.split()[-1], "another")
            User.objects.filter(pk=someone.pk).update(is_active="inactive" not in other)
        pattern = self.edited_by(editor)
        client_of(editor).post(act_url("activate_for_everybody", pattern), YES)
        assert stands(pattern) == {None: Status.ACTIVE}

    def test_are_deactivated_by_anybody(self) -> None:
        editor, _ = person("curator"), person("curator", "another")
        pattern = self.edited_by(editor)
        make_standing(pattern, None, Status.ACTIVE)
        client_of(editor).post(act_url("deactivate_for_everybody", pattern), YES)
        assert stands(pattern) == {None: Status.INACTIVE}


class TestEditing:
    def test_raises_version_and_generation_and_says_who_and_why(self) -> None:
        pattern, before = make_pattern(), generation()
        assert edit(staff("curator"), pattern, explanation="Say why.").status_code == 302
        pattern.refresh_from_db()
        assert (pattern.explanation, pattern.version) == ("Say why.", 2)
        assert str(pattern.last_edited_by) == "a-curator"
        assert generation() > before
        record = ErrorPattern.history.filter(id=pattern.pk).latest()
        assert (record.history_change_reason, record.version) == ("it missed some", 2)
        assert str(record.history_user) == "a-curator"

    def test_has_only_the_error_library_read_again(self) -> None:
        pattern, before = make_pattern(), Generation.objects.values_by_name()
        edit(staff("curator"), pattern, explanation="Say why.")
        after = Generation.objects.values_by_name()
        assert after[Generation.Name.PATTERNS] > before[Generation.Name.PATTERNS]
        assert after[Generation.Name.LIBRARY] == before[Generation.Name.LIBRARY]

    def test_writes_only_what_was_edited(self) -> None:
        pattern, curator = make_pattern(), staff("curator")
        url = reverse("admin:errorpatterns_errorpattern_change", args=[pattern.pk])
        form = curator.get(url).context["adminform"].form
        assert not {"success_count", "slug", "kind", "is_built_in", "due"} & set(form.fields)
        ErrorPattern.objects.filter(pk=pattern.pk).update(success_count=7)
        edit(curator, pattern, name="Another", success_count="99", slug="other", is_built_in="on")
        pattern.refresh_from_db()
        assert (pattern.name, pattern.success_count) == ("Another", 7)
        assert (pattern.slug.startswith("pattern"), pattern.is_built_in) == (True, False)

    @pytest.mark.parametrize(
        ("to", "said"),
        [
            ({"fix_template": "Use $7 now."}, "It says $7, and $1 alone is captured."),
            ({"error_regex": "Cannot find name"}, "It says $1, and nothing is captured."),
        ],
    )
    def test_a_fix_names_no_capture_that_there_is_not(self, to: dict[str, Any], said: str) -> None:
        pattern = make_pattern(error_regex="Cannot find name '(.+)'", fix_template="Declare $1.")
        page = edit(staff("curator"), pattern, **to)
        [told] = page.context["adminform"].form.errors["fix_template"]
        assert told.startswith(said)
        pattern.refresh_from_db()
        assert pattern.version == 1

    def test_what_was_stored_with_such_a_hole_is_edited_elsewhere(self) -> None:
        pattern = make_pattern(fix_template="Use $7 now.")
        assert edit(staff("curator"), pattern, name="Another").status_code == 302
        to = {"fix_template": "Use $$7 now."}
        assert edit(client_of(person("curator", "mira")), pattern, **to).status_code == 302

    def test_examples_are_separated_by_a_line(self) -> None:
        pattern = make_pattern()
        text = f"{MESSAGE}\r\n  at line 3\r\n---\r\nCannot find name 'b'"
        edit(staff("curator"), pattern, examples=text, counter_examples="Cannot find module 'b'")
        pattern.refresh_from_db()
        assert pattern.examples == [f"{MESSAGE}\n  at line 3", "Cannot find name 'b'"]
        assert pattern.counter_examples == ["Cannot find module 'b'"]

    def test_what_it_must_not_match_narrows_what_was_learned(self, ours: Caller) -> None:
        pattern = learned(ours, fix={"template": "Import '$1'."})
        # It counts captures that are gone then.
        ErrorPattern.objects.filter(pk=pattern.pk).update(edit={"rules": [], "missed": {}})
        edit(
            staff("curator"),
            pattern,
            examples="Cannot find name 'useId'.",
            counter_examples="Cannot find name 'x'.",
        )
        version = pattern.version
        pattern.refresh_from_db()
        assert pattern.words == "Cannot find name 'useId'."
        assert (pattern.fix_template, pattern.version) == ("Import 'useId'.", version + 1)
        assert pattern.edit is None

    @pytest.mark.parametrize(
        "changed",
        [
            {"fix_template": "Export it."},
            {"error_regex": r"^'(?:(.*?))' is defined (but) never used\.$", "same_meaning": "on"},
        ],
    )
    def test_code_is_no_longer_edited_by_what_was_taught_before(
        self, ours: Caller, changed: dict[str, str]
    ) -> None:
        place = {"line": 1, "column": 7, "end_line": 1, "end_column": 8}
        told = error("'a' is defined but never used.", code="no-unused-vars", **place)
        fix = {"before": "const a = 1;\nf(b);\n", "after": "f(b);\n"}
        pattern = learned(ours, error=told, fix=fix)
        asked = {**told, "source": fix["before"]}
        assert matches(ours, told=asked)[pattern.slug]["fix"]["edits"]
        edit(staff("curator"), pattern, **changed)
        assert matches(ours, told=asked)[pattern.slug]["fix"]["edits"] is None
        assert learned(ours, "blog", error=told, fix=fix) == pattern
        assert matches(ours, told=asked)[pattern.slug]["fix"]["edits"] is None

    def test_what_was_edited_is_refined_by_no_lesson(self, ours: Caller) -> None:
        message = "cannot open the log of node {} for writing at 3"
        fix = {"template": "Make it larger."}
        pattern = learned(ours, error=error(message.format("x1")), fix=fix)
        edit(staff("curator"), pattern, words="The log is full.")
        assert learned(ours, error=error(message.format("main")), fix=fix) != pattern
        pattern.refresh_from_db()
        assert pattern.words == "The log is full."

    def test_a_new_confidence_is_weighed(self) -> None:
        pattern = make_pattern()
        edit(staff("curator"), pattern, confidence="0.9")
        pattern.refresh_from_db()
        assert pattern.due == Due.WEIGHING

    def test_of_two_who_edit_at_once_the_second_is_told(self) -> None:
        pattern = make_pattern()
        curator = staff("curator")
        edit(curator, pattern, name="First")
        page = edit(curator, pattern, name="Second", seen_version="1")
        assert "changed while you edited" in page.content.decode()
        assert ErrorPattern.objects.get(pk=pattern.pk).name == "First"

    def test_a_viewer_cannot(self) -> None:
        pattern, viewer = make_pattern(), staff("viewer")
        url = reverse("admin:errorpatterns_errorpattern_change", args=[pattern.pk])
        assert viewer.get(url).status_code == 200
        assert viewer.post(url, {"name": "x", "why": "y"}).status_code == 403
        assert version(pattern) == 1

    def test_nobody_adds_or_deletes(self) -> None:
        pattern, admin = make_pattern(), staff("admin")
        assert admin.post(reverse("admin:errorpatterns_errorpattern_add")).status_code == 403
        url = reverse("admin:errorpatterns_errorpattern_delete", args=[pattern.pk])
        assert admin.post(url, {"post": "yes"}).status_code == 403
        assert ErrorPattern.objects.filter(pk=pattern.pk).exists()

    def test_no_old_version_is_restored_past_the_form(self) -> None:
        pattern = make_pattern()
        edit(staff("curator"), pattern, name="Second")
        record = ErrorPattern.history.filter(id=pattern.pk).latest()
        url = reverse("admin:errorpatterns_errorpattern_history", args=[pattern.pk])
        for client in (client_of(person("viewer")), client_of(person("admin"))):
            client.post(f"{url}{record.pk}/", {"name": "x"})
        assert version(pattern) == 2


REFUSED = {
    r"[[:alpha:]] is not a type": "[[:",
    r"x{,3} is not a type": "{,",
    r"\QCannot find\E": r"\Q",
    r"Cannot find \pL+": r"\p",
    r"Cannot find\z": r"\z",
    r"Cannot find\Z": r"\Z",
    r"(?x)Cannot find": "(?x",
    r"(?U)Cannot find": "(?U",
    r"Cannot find (?:[a-z]{100}){100}": "",
    r"Cannot find x{101}": "",
    "Cannot find " + "(a)" * 11: "10 groups",
    "Cannot find " + "x" * 1000: "",
    r"(?:Cannot find)?": "empty",
    r"\w+ \d+": "literal",
    r"(?i)cannot find name": "literal",
    r"Cannot find (": "",
    r"Cannot find name '(?P<n>\w+)' (?P=n)": "",
    r"Cannot find (?=name)": "",
    "Cannot find\0": "",
    "": "",
}


class TestRegexes:
    @pytest.mark.parametrize("regex", REFUSED)
    def test_what_is_refused_is_said_at_the_field(self, regex: str) -> None:
        pattern = make_pattern()
        page = edit(staff("curator"), pattern, error_regex=regex)
        assert page.status_code == 200
        [error, *_] = page.context["adminform"].form.errors["error_regex"]
        assert REFUSED[regex] in error
        assert version(pattern) == 1

    def test_a_built_in_may_lack_a_literal(self) -> None:
        pattern = make_pattern(is_built_in=True)
        edit(staff("curator"), pattern, error_regex=r"(?i)cannot find name (.+)", same_meaning="on")
        assert version(pattern) == 2

    @pytest.mark.parametrize(
        ("field", "text"),
        [
            ("examples", "Something else"),
            ("counter_examples", "Cannot find name 'x'"),
            ("examples", "a\0b"),
            ("examples", "\n---\n".join([MESSAGE] * 21)),
            ("examples", MESSAGE * 500),
            ("fix_template", ""),
            ("fix_template", "x" * 4097),
            ("fix_template", "a\0b"),
            ("explanation", "x" * 2049),
            ("confidence", "1.1"),
            ("confidence", "nan"),
            ("category", "other"),
            ("name", "x" * 121),
            ("why", " "),
            ("why", "x" * 101),
        ],
    )
    def test_what_is_wrong_is_said_at_the_field(self, field: str, text: str) -> None:
        pattern = make_pattern()
        page = edit(staff("curator"), pattern, **{field: text})
        assert field in page.context["adminform"].form.errors
        assert version(pattern) == 1


class TestStartingAnew:
    def reported(self) -> ErrorPattern:
        project = make_project()
        pattern = make_pattern(success_count=2, failure_count=5)
        make_standing(pattern, None, Status.ACTIVE, flags=["failing"])
        whose = {"item": pattern, "account": project.account, "project": project, "source": "build"}
        Tally.objects.create(**whose, failures=5)
        Outcome.objects.create(**whose, success=False)
        return pattern

    @pytest.mark.parametrize(
        "fields",
        [{"error_regex": r"Cannot find name '([^']+)'"}, {"fix_template": "Import or declare $1."}],
    )
    def test_forgets_what_was_reported(self, fields: dict[str, str]) -> None:
        pattern = self.reported()
        edit(staff("curator"), pattern, **fields)
        pattern.refresh_from_db()
        assert (pattern.success_count, pattern.failure_count) == (0, 0)
        assert pattern.due == Due.RECONSIDERING
        assert not Tally.objects.filter(item=pattern).exists()
        assert not Outcome.objects.filter(item=pattern).exists()
        assert Standing.objects.get(item=pattern).flags == []
        assert weigh_due()["weighed"] == 1
        assert Standing.objects.get(item=pattern).evidence == 0

    @pytest.mark.parametrize(
        "fields",
        [{"fix_template": "Declare $1!", "same_meaning": "on"}, {"explanation": "Other words."}],
    )
    def test_not_where_the_meaning_is_the_same(self, fields: dict[str, str]) -> None:
        pattern = self.reported()
        edit(staff("curator"), pattern, **fields)
        pattern.refresh_from_db()
        assert (pattern.version, pattern.failure_count) == (2, 5)
        assert Tally.objects.filter(item=pattern).exists()
        assert Outcome.objects.filter(item=pattern).exists()

    def test_takes_back_what_the_reports_alone_had_activated(self) -> None:
        pattern, project = make_pattern(), make_project()
        make_lesson(pattern, project, example=MESSAGE)
        Standing.objects.filter(item=pattern).update(status=Status.ACTIVE, moved_by="job")
        edit(staff("curator"), pattern, fix_template="Import $1.")
        weigh_due()
        assert Standing.objects.get(item=pattern).status == Status.PROPOSED
