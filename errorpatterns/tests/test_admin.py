"""The library in the admin: who may judge, what it changes, and what no page shows."""

from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from context.models import Lesson, Standing, Status
from context.tests.factories import make_lesson, make_standing
from errorpatterns.models import ErrorEscalation, ErrorPattern
from errorpatterns.tests.shelf import (
    ACTS,
    LIST,
    YES,
    act_url,
    edit,
    generation,
    make_pattern,
    make_taught,
    stands,
    version,
)
from projects.models import Account
from projects.tests.factories import make_account, make_project
from projects.tests.staff import client_of, person, staff

pytestmark = [pytest.mark.django_db, pytest.mark.by_turns]


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
