"""The library in the admin: who may judge and edit, what it changes, and what no page shows."""

from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse

from context.learned import weigh_due
from context.models import Due, Generation, Lesson, Outcome, Standing, Status, Tally
from context.tests.factories import make_lesson, make_standing
from errorpatterns.models import ErrorEscalation, ErrorPattern
from errorpatterns.tests.factories import error, learned, matches
from projects.models import Account
from projects.tests.factories import Caller, make_account, make_project
from projects.tests.staff import client_of, person, staff

pytestmark = [pytest.mark.django_db, pytest.mark.by_turns]

LIST = "admin:errorpatterns_errorpattern_changelist"
MESSAGE = "Cannot find name 'price'."
RAW = "Cannot find name 'acme_secret_price'."
YES = {"confirmed": "yes", "reason": "looked at it"}
ACTS = (
    "activate_for_accounts",
    "activate_for_everybody",
    "deactivate_for_accounts",
    "deactivate_for_everybody",
    "reject",
)


def make_pattern(**fields: Any) -> ErrorPattern:
    number = ErrorPattern.objects.count()
    given = {
        "slug": f"pattern-{number}",
        "name": f"Pattern {number}",
        "category": "type",
        "error_regex": r"Cannot find name '(\w+)'",
        "fix_type": "insert",
        "fix_template": "Declare $1.",
        "examples": [MESSAGE],
        **fields,
    }
    return ErrorPattern.objects.create(**given)


def make_taught(account: Account, status: str = Status.QUARANTINED, **fields: Any) -> ErrorPattern:
    """A pattern, and the flagged lesson of a project of the account."""
    pattern = make_pattern(**fields)
    flags = ["fix: shell command"] if status == Status.QUARANTINED else []
    make_standing(pattern, account, status, flags=flags)
    make_lesson(pattern, make_project(account), example=RAW, diff="acme_secret_diff", flags=flags)
    return pattern


def act_url(name: str, pattern: ErrorPattern, query: str = "") -> str:
    return reverse(f"admin:errorpatterns_errorpattern_{name}", args=[pattern.pk]) + query


def stands(pattern: ErrorPattern) -> dict[Any, str]:
    return dict(Standing.objects.filter(item=pattern).values_list("account__name", "status"))


def version(pattern: ErrorPattern) -> int:
    return ErrorPattern.objects.values_list("version", flat=True).get(pk=pattern.pk)


def generation() -> int:
    known = Generation.objects.values_by_name()
    return known[Generation.Name.LIBRARY] + known[Generation.Name.PATTERNS]


class TestJudging:
    def test_releases_for_the_account_that_taught_it(self) -> None:
        acme = make_account(name="acme")
        pattern = make_taught(acme)
        before = generation()
        page = staff("curator").post(
            act_url("activate_for_accounts", pattern), {**YES, "accounts": [acme.pk]}
        )
        assert page.status_code == 302
        standing = Standing.objects.get(item=pattern)
        assert (standing.status, standing.flags) == (Status.ACTIVE, [])
        assert (standing.moved_by, standing.reason) == ("staff", "looked at it")
        assert version(pattern) == 2
        assert generation() > before
        record = Standing.history.filter(item_id=pattern.pk).latest()
        assert record.status == Status.ACTIVE
        assert record.history_change_reason == "looked at it"
        assert record.history_user.get_username() == "a-curator"

    def test_of_several_accounts_only_those_that_are_chosen(self) -> None:
        acme, other = make_account(name="acme"), make_account(name="other")
        pattern = make_taught(acme)
        make_standing(pattern, other, Status.QUARANTINED)
        url = act_url("activate_for_accounts", pattern, f"?account={acme.pk}&back=waiting")
        curator = staff("curator")
        form = curator.get(url).context["form"]
        assert set(form.fields["accounts"].queryset) == {acme, other}
        assert form["accounts"].value() == [str(acme.pk)]
        page = curator.post(url, {**YES, "accounts": [acme.pk]})
        assert page["Location"] == reverse("admin:context_standing_changelist")
        assert stands(pattern) == {"acme": Status.ACTIVE, "other": Status.QUARANTINED}

    def test_no_account_that_it_does_not_stand_before(self) -> None:
        pattern, stranger = make_taught(make_account(name="acme")), make_account()
        page = staff("curator").post(
            act_url("activate_for_accounts", pattern), {**YES, "accounts": [stranger.pk]}
        )
        assert page.context["form"].errors
        assert stands(pattern) == {"acme": Status.QUARANTINED}

    def test_for_everybody_releases_it_for_its_teacher_too(self) -> None:
        pattern = make_taught(make_account(name="acme"))
        make_standing(pattern, make_account(name="other"), Status.INACTIVE)
        staff("curator").post(act_url("activate_for_everybody", pattern), YES)
        assert stands(pattern) == {
            None: Status.ACTIVE,
            "acme": Status.ACTIVE,
            "other": Status.INACTIVE,
        }

    def test_deactivates_for_everybody_and_keeps_the_accounts(self) -> None:
        pattern = make_taught(make_account(name="acme"), Status.ACTIVE)
        make_standing(pattern, None, Status.ACTIVE)
        staff("curator").post(act_url("deactivate_for_everybody", pattern), YES)
        assert stands(pattern) == {None: Status.INACTIVE, "acme": Status.ACTIVE}

    def test_deactivates_for_an_account(self) -> None:
        acme = make_account(name="acme")
        pattern = make_taught(acme, Status.ACTIVE)
        make_standing(pattern, None, Status.ACTIVE)
        staff("curator").post(
            act_url("deactivate_for_accounts", pattern), {**YES, "accounts": [acme.pk]}
        )
        assert stands(pattern) == {None: Status.ACTIVE, "acme": Status.INACTIVE}

    def test_rejects_before_everybody_and_every_account(self) -> None:
        pattern = make_taught(make_account(name="acme"))
        staff("curator").post(act_url("reject", pattern), YES)
        assert stands(pattern) == {None: Status.REJECTED, "acme": Status.REJECTED}

    def test_what_is_rejected_can_be_taken_back(self) -> None:
        pattern = make_taught(make_account(name="acme"))
        curator = staff("curator")
        curator.post(act_url("reject", pattern), YES)
        curator.post(act_url("activate_for_everybody", pattern), YES)
        assert stands(pattern)[None] == Status.ACTIVE

    @pytest.mark.parametrize("name", ACTS)
    @pytest.mark.parametrize("reason", [None, "", "  ", "x" * 501, "a\0b"])
    def test_nothing_moves_without_a_good_reason(self, name: str, reason: str | None) -> None:
        pattern = make_taught(make_account(name="acme"))
        data = {"confirmed": "yes", "accounts": [str(Account.objects.get(name="acme").pk)]}
        if reason is not None:
            data["reason"] = reason
        page = staff("curator").post(act_url(name, pattern), data)
        assert "reason" in page.context["form"].errors
        assert stands(pattern) == {"acme": Status.QUARANTINED}

    @pytest.mark.parametrize("name", ACTS)
    def test_looking_moves_nothing(self, name: str) -> None:
        pattern = make_taught(make_account(name="acme"))
        curator = staff("curator")
        curator.get(act_url(name, pattern, "?confirmed=yes&reason=r"))
        curator.post(act_url(name, pattern), {"reason": "r"})
        assert stands(pattern) == {"acme": Status.QUARANTINED}

    @pytest.mark.parametrize("name", ACTS)
    def test_a_viewer_cannot(self, name: str) -> None:
        pattern = make_taught(acme := make_account(name="acme"))
        viewer = staff("viewer")
        data = {**YES, "accounts": [acme.pk]}
        assert viewer.get(act_url(name, pattern)).status_code == 403
        assert viewer.post(act_url(name, pattern), data).status_code == 403
        listed = {**data, "action": name, "_selected_action": [pattern.pk]}
        viewer.post(reverse(LIST), listed)
        assert stands(pattern) == {"acme": Status.QUARANTINED}

    def test_each_audience_has_its_own_permission(self) -> None:
        user = person("viewer")
        user.user_permissions.add(Permission.objects.get(codename="activate_for_account"))
        pattern = make_taught(acme := make_account(name="acme"))
        client = client_of(user)
        assert client.post(act_url("activate_for_everybody", pattern), YES).status_code == 403
        assert client.post(act_url("reject", pattern), YES).status_code == 403
        client.post(act_url("activate_for_accounts", pattern), {**YES, "accounts": [acme.pk]})
        assert stands(pattern) == {"acme": Status.ACTIVE}

    def test_what_does_not_recognise_its_example_stays(self) -> None:
        pattern = make_taught(make_account(name="acme"), examples=["Something else"])
        page = staff("curator").post(act_url("activate_for_everybody", pattern), YES, follow=True)
        assert "Something else" in page.content.decode()
        assert stands(pattern) == {"acme": Status.QUARANTINED}
        assert version(pattern) == 1

    def test_an_accounts_words_are_not_quoted_when_they_are_not_recognised(self) -> None:
        pattern = make_taught(make_account(name="acme"), error_regex="Unexpected token")
        ErrorPattern.objects.filter(pk=pattern.pk).update(examples=[])
        page = staff("curator").post(act_url("activate_for_everybody", pattern), YES, follow=True)
        assert "as acme told it" in page.content.decode()
        assert "acme_secret" not in page.content.decode()

    def test_of_a_selection_all_that_may_be_moved_is(self) -> None:
        good, bad = make_pattern(), make_pattern(examples=["Something else"])
        selected = {"action": "activate_for_everybody", "_selected_action": [good.pk, bad.pk]}
        curator = staff("curator")
        assert curator.post(reverse(LIST), selected).context["form"]
        page = curator.post(reverse(LIST), {**selected, **YES}, follow=True)
        assert (stands(good), stands(bad)) == ({None: Status.ACTIVE}, {})
        done, left = [str(message) for message in page.context["messages"]]
        assert done == "Activate for everybody: done for everybody."
        assert left.startswith(f"Left as it was: “{bad.name}”, as {bad.slug} does not match")

    def test_a_selection_is_judged_for_the_accounts_of_each(self) -> None:
        first = make_taught(make_account(name="acme"))
        second = make_taught(make_account(name="other"), Status.PROPOSED)
        selected = {"action": "activate_for_accounts", "_selected_action": [first.pk, second.pk]}
        staff("curator").post(reverse(LIST), {**selected, **YES})
        assert stands(first) == {"acme": Status.ACTIVE}
        assert stands(second) == {"other": Status.ACTIVE}

    def test_without_an_account_there_is_nothing_to_ask(self) -> None:
        page = staff("curator").get(act_url("activate_for_accounts", make_pattern()), follow=True)
        assert "stands before no account" in page.content.decode()

    @pytest.mark.parametrize(
        "data", [{"_selected_action": ["nonsense"]}, {"accounts": ["nonsense"]}]
    )
    def test_nonsense_moves_nothing(self, data: dict[str, Any]) -> None:
        pattern = make_taught(make_account(name="acme"))
        curator = staff("curator")
        for url in (act_url("activate_for_accounts", pattern), reverse(LIST)):
            page = curator.post(url, {"action": "reject", **YES, **data})
            assert page.status_code < 500
        assert stands(pattern) == {"acme": Status.QUARANTINED}

    @pytest.mark.parametrize("pk", ["0", "x" * 300, "00000000-0000-0000-0000-000000000000"])
    def test_what_is_unknown_is_not_found(self, pk: str) -> None:
        url = reverse("admin:errorpatterns_errorpattern_reject", args=[pk])
        assert staff("curator").post(url, YES).status_code == 404


FIX = "npm install $1\n<script>alert(1)</script>\n"
ESCAPED = "npm install $1\n&lt;script&gt;alert(1)&lt;/script&gt;\n"
WAITING = "admin:context_standing_changelist"
FLAG = "Flagged: shell command"


def html(client: Client, url: str) -> str:
    return client.get(url).content.decode()


class TestSeeing:
    def test_what_waits_shows_what_it_recognises_and_its_fix(self) -> None:
        told = {"words": "Cannot find <b>'$1'</b>", "error_regex": r"Cannot find <b>'(.+?)'"}
        make_taught(make_account(), fix_template=FIX, **told)
        curator = staff("curator")
        shown = html(curator, reverse(WAITING))
        assert "Cannot find &lt;b&gt;&#x27;$1&#x27;&lt;/b&gt;" in shown
        assert ESCAPED in shown
        assert "<script>alert" not in shown
        assert shown.count(FLAG) == 1

    def test_without_words_it_shows_the_regex(self) -> None:
        pattern = make_taught(make_account(), error_regex=r"Cannot find <(\w+)>")
        curator = staff("curator")
        for url in (reverse(WAITING), act_url("reject", pattern)):
            assert r"Cannot find &lt;(\w+)&gt;" in html(curator, url)

    def test_the_list_cuts_a_long_fix_and_the_question_does_not(self) -> None:
        pattern = make_taught(make_account(), fix_template="x" * 299 + "y" * 3700 + "end")
        curator = staff("curator")
        listed = html(curator, reverse(WAITING))
        assert "x" * 299 + "…" in listed
        assert "xxxy" not in listed
        assert "x" * 299 + "y" * 3700 + "end" in html(curator, act_url("reject", pattern))

    @pytest.mark.parametrize("name", ACTS)
    def test_who_is_asked_why_sees_the_fix(self, name: str) -> None:
        pattern = make_taught(make_account(), fix_template=FIX, tool="tsc", code="TS<2304>")
        shown = html(staff("curator"), act_url(name, pattern))
        assert ESCAPED in shown
        assert "tsc TS&lt;2304&gt;" in shown
        assert "<script>alert" not in shown
        assert shown.count(FLAG) == 1

    def test_what_no_flag_names_is_not_marked(self) -> None:
        pattern = make_pattern()
        make_standing(pattern, make_account(), Status.QUARANTINED, flags=["explanation: URL"])
        curator = staff("curator")
        for url in (reverse(WAITING), act_url("reject", pattern)):
            shown = html(curator, url)
            assert "Declare $1." in shown
            assert "Flagged:" not in shown

    def test_of_a_selection_each_is_shown_with_its_own_flags(self) -> None:
        first = make_taught(make_account(), fix_template="First fix")
        second = make_pattern(fix_template="Second fix")
        selected = {"action": "reject", "_selected_action": [first.pk, second.pk]}
        shown = staff("curator").post(reverse(LIST), selected).content.decode()
        assert "First fix" in shown
        assert "Second fix" in shown
        assert shown.count(FLAG) == 1

    @pytest.mark.parametrize("count", [2, 40])
    def test_takes_as_many_queries_for_many(
        self, count: int, django_assert_num_queries: Any
    ) -> None:
        patterns, curator = [make_taught(make_account()) for _ in range(count)], staff("curator")
        for pattern in patterns:
            make_standing(pattern, make_account(), Status.PROPOSED, evidence_for=1)
        with django_assert_num_queries(12):
            curator.get(reverse(WAITING))
        selected = {"action": "reject", "_selected_action": [pattern.pk for pattern in patterns]}
        with django_assert_num_queries(8):
            assert curator.post(reverse(LIST), selected).context["form"]

    @pytest.mark.parametrize(
        ("name", "told"),
        [
            ("activate_for_accounts", "Activate for its accounts: done for 2 accounts."),
            ("reject", "Reject: done for everybody and 2 accounts."),
            ("deactivate_for_everybody", "Deactivate for everybody: done for everybody."),
        ],
    )
    def test_then_it_is_told_for_whom_it_was_done(self, name: str, told: str) -> None:
        accounts = [make_account(), make_account()]
        pattern = make_taught(accounts[0])
        make_standing(pattern, accounts[1], Status.QUARANTINED)
        data = {**YES, "accounts": [account.pk for account in accounts]}
        page = staff("curator").post(act_url(name, pattern), data, follow=True)
        assert [str(message) for message in page.context["messages"]] == [told]


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


def edit(client: Client, pattern: ErrorPattern, **fields: Any) -> Any:
    """Post the form as it was shown, with these fields in it."""
    url = reverse("admin:errorpatterns_errorpattern_change", args=[pattern.pk])
    page = client.get(url)
    form = page.context["adminform"].form
    shown = {name: form[name].value() for name in form.fields}
    data = {name: value for name, value in shown.items() if value not in (None, False)}
    for formset in page.context["inline_admin_formsets"]:
        data |= {
            form_field.html_name: form_field.value()
            for form_field in formset.formset.management_form
        }
    return client.post(url, {**data, "why": "it missed some", **fields})


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
        ErrorPattern.objects.filter(pk=pattern.pk).update(edit={"rules": []})
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


class TestList:
    def test_tells_how_each_stands(self) -> None:
        acme, sample = make_account(), make_account(is_sample=True)
        pattern = make_taught(acme, Status.ACTIVE, success_count=4, failure_count=1)
        make_standing(pattern, make_account(), Status.ACTIVE)
        make_standing(pattern, None, Status.ACTIVE, evidence_for=3, evidence_against=1)
        by_sample = make_taught(sample)
        rows = {row.pk: row for row in listed(staff("viewer"))}
        first, second = rows[pattern.pk], rows[by_sample.pk]
        assert (first.everybody_status, first.accounts_served) == ("active", 2)
        assert (first.accounts_for, first.accounts_against) == (3, 1)
        assert (first.is_sample, second.is_sample) == (False, True)
        assert (first.open_flags, second.open_flags) == (None, ["fix: shell command"])

    @pytest.mark.parametrize(
        ("query", "names"),
        [
            ("status=quarantined", {"flagged"}),
            ("status=active", {"shared", "built-in"}),
            ("waiting=yes", {"flagged", "built-in"}),
            ("sample=yes", {"flagged"}),
            ("is_built_in__exact=1", {"built-in"}),
            ("category__exact=lint", {"shared"}),
            ("fix_type__exact=delete", {"shared"}),
            ("tool=eslint", {"shared"}),
            ("language=python", {"flagged"}),
            ("q=TS2304", {"built-in"}),
            ("q=flagg", {"flagged"}),
            ("q=in plain", {"shared"}),
        ],
    )
    def test_is_filtered_and_searched(self, query: str, names: set[str]) -> None:
        ErrorPattern.objects.all().delete()
        make_taught(make_account(is_sample=True), name="flagged", language="python")
        make_standing(
            make_pattern(
                name="shared",
                category="lint",
                fix_type="delete",
                tool="eslint",
                words="in plain words",
            ),
            None,
        )
        make_standing(
            make_pattern(name="built-in", is_built_in=True, code="TS2304"), None, flags=["failing"]
        )
        assert {row.name for row in listed(staff("viewer"), query)} == names

    @pytest.mark.parametrize("column", range(1, 12))
    def test_is_ordered_by_every_column(self, column: int) -> None:
        make_standing(make_pattern(), None, evidence_for=1)
        make_pattern()
        assert len(listed(staff("viewer"), f"o={column}")) >= 2

    @pytest.mark.parametrize("count", [10, 1000])
    def test_takes_as_many_queries_for_many(
        self, count: int, django_assert_num_queries: Any
    ) -> None:
        viewer, account = staff("viewer"), make_account()
        for number in range(count):
            pattern = make_pattern(slug=f"many-{number}")
            Standing.objects.create(item=pattern, account=account, flags=["x"])
        with django_assert_num_queries(9):
            viewer.get(reverse(LIST))

    def test_a_merged_pattern_is_found_as_its_survivor_only(self) -> None:
        survivor = make_pattern()
        merged = make_pattern(merged_into=survivor)
        pks = {row.pk for row in listed(staff("viewer"))}
        assert survivor.pk in pks
        assert merged.pk not in pks


def listed(client: Client, query: str = "") -> list[Any]:
    return list(client.get(f"{reverse(LIST)}?{query}").context["cl"].result_list)


class TestPages:
    @pytest.mark.parametrize("count", [1, 15])
    def test_a_page_takes_as_many_queries_for_many(
        self, count: int, django_assert_num_queries: Any
    ) -> None:
        pattern, curator = make_pattern(), staff("curator")
        for _ in range(count):
            account = make_account()
            make_standing(pattern, account)
            make_lesson(pattern, make_project(account))
        url = reverse("admin:errorpatterns_errorpattern_change", args=[pattern.pk])
        curator.get(url)  # a process asks for its content types once
        with django_assert_num_queries(15):
            curator.get(url)

    def test_show_no_word_of_an_account(self) -> None:
        pattern = make_taught(make_account(name="acme"))
        project = make_project()
        ErrorEscalation.objects.create(
            project=project,
            signature="s",
            message="acme_secret_message",
            final_fix="acme_secret_fix",
            scrub_version=1,
        )
        pages = [
            reverse(LIST),
            reverse("admin:errorpatterns_errorpattern_change", args=[pattern.pk]),
            reverse("admin:errorpatterns_errorpattern_history", args=[pattern.pk]),
            reverse("admin:errorpatterns_errorescalation_changelist"),
            reverse("admin:context_standing_changelist"),
            reverse("admin:index"),
            *(act_url(name, pattern) for name in ACTS),
        ]
        admin = staff("admin")
        for page in pages:
            html = admin.get(page, follow=True).content.decode()
            assert "acme_secret" not in html
        assert Lesson.objects.filter(example__contains="acme_secret").exists()

    def test_an_incident_has_no_page_of_its_own(self) -> None:
        incident = ErrorEscalation.objects.create(
            project=make_project(), signature="s", message="m", scrub_version=1
        )
        admin = staff("admin")
        for name in ("change", "history", "delete"):
            url = reverse(f"admin:errorpatterns_errorescalation_{name}", args=[incident.pk])
            assert admin.get(url).status_code == 403

    def test_the_history_tells_edits_and_moves(self) -> None:
        pattern = make_taught(make_account(name="acme"))
        curator = staff("curator")
        edit(curator, pattern, name="Better", why="clearer")
        edit(curator, pattern, name="Best", why="clearer still")
        curator.post(act_url("reject", pattern), {**YES, "reason": "it is harmful"})
        url = reverse("admin:errorpatterns_errorpattern_history", args=[pattern.pk])
        html = curator.get(url).content.decode()
        for word in ("clearer still", "Better", "Best", "it is harmful", "acme", "a-curator"):
            assert word in html

    @pytest.mark.parametrize("count", [2, 30])
    def test_incidents_take_as_many_queries_for_many(
        self, count: int, django_assert_num_queries: Any
    ) -> None:
        viewer = staff("viewer")
        for number in range(count):
            ErrorEscalation.objects.create(
                project=make_project(),
                signature=str(number),
                message="m",
                scrub_version=1,
                taught=make_pattern(),
            )
        with django_assert_num_queries(10):
            viewer.get(reverse("admin:errorpatterns_errorescalation_changelist"))
