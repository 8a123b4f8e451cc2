"""Accounts, keys and projects in the admin, and the roles of those who use it."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.contrib.admin.models import DELETION, LogEntry
from django.contrib.auth.models import Group, Permission, User
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from projects.models import Account, ApiKey, Erasure, Project, Scope
from projects.roles import last_app, make_roles
from projects.tests.factories import make_account, make_project
from projects.tests.staff import ROLES, client_of, person, staff

pytestmark = [pytest.mark.django_db, pytest.mark.by_turns]

MAKE = "admin:projects_apikey_make"


def key_form(owner: Account, **fields: Any) -> dict[str, Any]:
    given = {"account": owner.pk, "name": "ci", "scopes": ["context:read"], **fields}
    return {"confirmed": "yes", **given}


def codenames(role: str) -> set[str]:
    return set(Group.objects.get(name=role).permissions.values_list("codename", flat=True))


class TestRoles:
    def test_a_viewer_may_only_look(self) -> None:
        assert codenames("viewer")
        assert all(name.startswith("view_") for name in codenames("viewer"))
        assert not {"view_user", "view_session"} & codenames("viewer")

    def test_a_curator_looks_judges_and_edits(self) -> None:
        more = codenames("curator") - codenames("viewer")
        assert more == {
            "activate_for_account",
            "activate_for_everybody",
            "change_antisloprule",
            "change_appsoul",
            "change_errorpattern",
            "change_learnedpattern",
            "change_provenfix",
            "change_providerhint",
            "change_strategy",
            "preview_context",
            "promote_shadowmodel",
            "run_job",
        }

    def test_an_admin_may_do_everything(self) -> None:
        role = Group.objects.get(name="admin")
        assert role.permissions.count() == Permission.objects.count()

    def test_making_them_again_changes_nothing_but_what_was_changed_by_hand(self) -> None:
        before = {role: codenames(role) for role in ROLES}
        Group.objects.get(name="viewer").permissions.clear()
        make_roles(apps.get_app_config(last_app()))
        assert {role: codenames(role) for role in ROLES} == before
        assert Group.objects.count() == len(ROLES)


class TestRolesInWords:
    def said(self) -> dict[str, dict[str, list[str]]]:
        page = staff("viewer").get(reverse("admin:auth_group_roles"))
        return {role.name: role.acts for role in page.context["roles"]}

    def test_each_says_what_it_adds_to_the_one_before(self) -> None:
        said = self.said()
        assert list(said) == [*ROLES]
        assert "error patterns" in said["viewer"]["look at"]
        assert "users" not in said["viewer"]["look at"]
        assert said["viewer"].keys() == {
            "look at",
            "“Contexts that carried it”",
            "“Jobs”",
            "“Pipeline”",
            "“Review”",
            "“What each may do”",
        }
        assert said["curator"]["“Activate for everybody”"] == [
            "error patterns",
            "learned patterns",
            "proven fixes",
            "strategies",
        ]
        assert "look at" not in said["curator"]
        assert said["curator"]["“Run a job now”"] == ["job runs"]
        assert said["admin"]["“Make a key”"] == ["API keys"]
        assert "users" in said["admin"]["change"]
        assert said["admin"]["delete"] == ["groups"]
        assert "“Run a job now”" not in said["admin"]
        assert not any("%" in act for role in said.values() for act in role)

    def test_follows_the_permissions(self) -> None:
        Group.objects.get(name="curator").permissions.remove(
            Permission.objects.get(codename="run_job")
        )
        Group.objects.create(name="night watch").permissions.set(
            Permission.objects.filter(codename="view_jobrun")
        )
        said = self.said()
        assert "“Run a job now”" not in said["curator"]
        assert said["admin"]["“Run a job now”"] == ["job runs"]
        assert said["night watch"] == {
            "look at": ["job runs"],
            "“Jobs”": ["job runs"],
            "“What each may do”": ["groups"],
        }

    def test_names_who_is_a_superuser_and_what_that_is(self) -> None:
        User.objects.create_superuser("root")
        User.objects.create_superuser("left", is_active=False)
        html = staff("viewer").get(reverse("admin:auth_group_roles")).content.decode()
        assert (
            "Superuser is no role but a mark on a person: root. May do all that any role may"
            in html
        )

    @pytest.mark.parametrize("count", [1, 20])
    def test_takes_as_many_queries_for_many(
        self, count: int, django_assert_num_queries: Any
    ) -> None:
        for number in range(count):
            Group.objects.create(name=f"group {number}")
        viewer = staff("viewer")
        # Session, user, two of permissions, groups, permissions, types, one's own, superusers.
        with django_assert_num_queries(4 + 6):
            viewer.get(reverse("admin:auth_group_roles"))


class TestKeys:
    def test_the_key_is_shown_once(self) -> None:
        admin = staff("admin")
        page = admin.post(reverse(MAKE), key_form(make_account()))
        key = ApiKey.objects.get()
        token = page.context["token"]
        assert key.fits(token)
        assert page.content.decode().count(token) == 1
        assert "no-store" in page["Cache-Control"]
        for name, *args in (("changelist",), ("change", key.pk), ("history", key.pk)):
            shown = admin.get(reverse(f"admin:projects_apikey_{name}", args=args))
            assert token not in shown.content.decode()
            assert key.digest not in shown.content.decode()

    def test_its_making_is_in_the_history(self) -> None:
        staff("admin").post(reverse(MAKE), key_form(make_account()))
        assert LogEntry.objects.get().object_id == str(ApiKey.objects.get().pk)

    def test_an_expiry_is_kept(self) -> None:
        staff("admin").post(
            reverse(MAKE),
            key_form(make_account(), expires_at_0="2031-02-03", expires_at_1="04:05:06"),
        )
        expires = ApiKey.objects.get().expires_at
        assert expires
        assert expires.isoformat() == "2031-02-03T04:05:06+00:00"

    @pytest.mark.parametrize(
        "wrong",
        [
            {"name": ""},
            {"name": "x" * 121},
            {"name": "a\0b"},
            {"scopes": []},
            {"scopes": ["everything"]},
            {"scopes": [Scope.REVIEW]},
            {"account": "nobody"},
            {"expires_at_0": "soon"},
            {"expires_at_0": "2001-02-03", "expires_at_1": "04:05:06"},
        ],
    )
    def test_what_is_wrong_is_said_in_the_form(self, wrong: dict[str, Any]) -> None:
        page = staff("admin").post(reverse(MAKE), key_form(make_account(), **wrong))
        assert page.status_code == 200
        assert page.context["form"].errors
        assert not ApiKey.objects.exists()

    def test_looking_at_the_form_makes_nothing(self) -> None:
        assert staff("admin").get(reverse(MAKE)).status_code == 200
        assert not ApiKey.objects.exists()

    @pytest.mark.parametrize("role", ["viewer", "curator"])
    def test_only_admins_make_and_revoke(self, role: str) -> None:
        key, _ = ApiKey.make(make_account(), "k", [Scope.CONTEXT_READ])
        person = staff(role)
        assert person.get(reverse(MAKE)).status_code == 403
        assert person.post(reverse(MAKE), key_form(key.account)).status_code == 403
        revoke = reverse("admin:projects_apikey_revoke", args=[key.pk])
        assert person.post(revoke, {"confirmed": "yes", "reason": "r"}).status_code == 403
        assert ApiKey.objects.live().count() == 1

    def test_revoking_needs_a_reason_and_keeps_it(self) -> None:
        key, _ = ApiKey.make(make_account(), "k", [Scope.CONTEXT_READ])
        revoke = reverse("admin:projects_apikey_revoke", args=[key.pk])
        admin = staff("admin")
        admin.get(revoke)
        admin.post(revoke, {"confirmed": "yes", "reason": " "})
        assert ApiKey.objects.live().exists()
        admin.post(revoke, {"confirmed": "yes", "reason": "it leaked"})
        assert not ApiKey.objects.live().exists()
        assert "it leaked" in LogEntry.objects.get().get_change_message()

    def test_an_expired_key_is_listed(self) -> None:
        yesterday = timezone.now() - timedelta(days=1)
        ApiKey.make(make_account(), "old", [Scope.CONTEXT_READ], expires_at=yesterday)
        page = staff("viewer").get(reverse("admin:projects_apikey_changelist"))
        assert "old" in page.content.decode()

    def test_says_what_scopes_do_in_words(self) -> None:
        admin = staff("admin")
        assert "ingest:write: teach and report" in admin.get(reverse(MAKE)).content.decode()
        posted = key_form(make_account(), scopes=["metrics:read"])
        words = "metrics:read: read the pipeline&#x27;s status"
        assert words in admin.post(reverse(MAKE), posted).content.decode()
        key = ApiKey.objects.get()
        shown = admin.get(reverse("admin:projects_apikey_change", args=[key.pk]))
        assert words in shown.content.decode()

    def test_states_are_told_and_filtered_by(self) -> None:
        now = timezone.now()
        account = make_account()
        for name, expires in (
            ("live", None),
            ("expiring", now + timedelta(days=13)),
            ("expired", now - timedelta(days=1)),
            ("revoked", None),
        ):
            ApiKey.make(account, name, [Scope.CONTEXT_READ], expires_at=expires)
        ApiKey.objects.filter(name="revoked").revoke()
        assert all(key.state == key.name for key in ApiKey.objects.all())
        viewer = staff("viewer")
        expected = {
            "live": {"live", "expiring"},
            "expiring": {"expiring"},
            "expired": {"expired"},
            "revoked": {"revoked"},
            "delete": {"live", "expiring", "expired", "revoked"},
        }
        for state, names in expected.items():
            page = viewer.get(reverse("admin:projects_apikey_changelist"), {"state": state})
            assert {key.name for key in page.context["cl"].result_list} == names


def edit_user(client: Client, user: User, **to: Any) -> Any:
    """None takes a field away."""
    url = reverse("admin:auth_user_change", args=[user.pk])
    shown: dict[str, Any] = {"username": user.username, "email": user.email}
    shown |= {name: "on" for name in ("is_active", "is_staff", "is_superuser") if vars(user)[name]}
    shown["groups"] = [group.pk for group in user.groups.all()]
    told = {name: value for name, value in {**shown, **to}.items() if value is not None}
    return client.post(url, told)


class TestErasing:
    def test_needs_a_reason_and_says_who_did_it(self) -> None:
        project = make_project()
        erase = reverse("admin:projects_project_erase", args=[project.pk])
        admin = staff("admin")
        assert admin.get(erase).status_code == 200
        assert admin.post(erase).status_code == 200
        assert admin.post(erase, {"confirmed": "yes", "reason": ""}).status_code == 200
        assert Project.objects.exists()
        page = admin.post(
            erase, {"confirmed": "yes", "reason": "its owner asks for it"}, follow=True
        )
        assert "waits for the worker" in page.content.decode()
        assert page["Refresh"] == "2"
        call_command("job", "erase")
        assert not Project.objects.exists()
        erasure = Erasure.objects.get()
        assert (erasure.key, erasure.reason) == (project.key, "its owner asks for it")
        page = admin.get(reverse("admin:projects_erasure_change", args=[erasure.pk]))
        assert "1 project" in page.content.decode()
        assert "1 projects" not in page.content.decode()
        assert "Refresh" not in page
        entry = LogEntry.objects.get(action_flag=DELETION)
        assert entry.get_change_message() == "its owner asks for it"

    def test_is_asked_for_once(self) -> None:
        project, admin = make_project(), staff("admin")
        erase = reverse("admin:projects_project_erase", args=[project.pk])
        admin.post(erase, {"confirmed": "yes", "reason": "its owner asks for it"})
        again = admin.get(erase, follow=True)
        assert "is being erased already" in again.content.decode()
        assert "waits for the worker" in again.content.decode()
        admin.post(erase, {"confirmed": "yes", "reason": "again"})
        assert Erasure.objects.get().reason == "its owner asks for it"
        call_command("job", "erase")
        late = admin.get(erase, follow=True)
        assert "was erased already" in late.content.decode()
        assert late.redirect_chain[0][0] == reverse("admin:projects_erasure_changelist")

    @pytest.mark.parametrize("role", ["viewer", "curator"])
    def test_is_for_admins(self, role: str) -> None:
        project = make_project()
        erase = reverse("admin:projects_project_erase", args=[project.pk])
        posted = staff(role).post(erase, {"confirmed": "yes", "reason": "r"})
        assert posted.status_code == 403
        assert Project.objects.exists()


class TestAccounts:
    @pytest.mark.parametrize("role", ["admin", "viewer"])
    def test_leads_to_its_keys(self, role: str) -> None:
        account, somebody = make_account(name="Acme"), staff(role)
        key, _ = ApiKey.make(account, "ci", [Scope.CONTEXT_READ])
        ApiKey.make(make_account(name="Harbour"), "other", [Scope.CONTEXT_READ])
        page = somebody.get(reverse("admin:projects_account_change", args=[account.pk]))
        [link] = re.findall(r'href="([^"]*apikey/[?][^"]*)"', page.content.decode())
        assert list(somebody.get(link).context["cl"].result_list) == [key]

    def test_an_admin_makes_one(self) -> None:
        page = staff("admin").post(
            reverse("admin:projects_account_add"), {"name": "Acme", "sharing": "account"}
        )
        assert page.status_code == 302
        assert Account.objects.get(name="Acme").sharing == "account"

    def test_an_edit_needs_a_reason_and_tells_what_was_and_is(self) -> None:
        account, admin = make_account(name="Acme"), staff("admin")
        url = reverse("admin:projects_account_change", args=[account.pk])
        data = {"name": "Acme", "sharing": "project", "why": ""}
        assert admin.post(url, data).status_code == 200
        assert admin.post(url, {**data, "why": "They asked for it."}).status_code == 302
        page = admin.get(reverse("admin:projects_account_history", args=[account.pk]))
        html = page.content.decode()
        assert "They asked for it.; sharing: global → project" in html
        assert "a-admin" in html

    def test_what_a_member_of_staff_may_do_is_told_as_it_was_and_is(self) -> None:
        admin, somebody = staff("admin"), person("viewer", "mira")
        url = reverse("admin:auth_user_change", args=[somebody.pk])
        form = admin.get(url).context["adminform"].form
        shown = {name: form[name].value() for name in form.fields}
        data = {name: value for name, value in shown.items() if value not in (None, False)}
        data |= {"groups": [Group.objects.get(name="curator").pk], "user_permissions": []}
        data |= {"date_joined_0": "2026-01-01", "date_joined_1": "00:00:00"}
        assert admin.post(url, data).status_code == 302
        assert "groups: viewer → curator" in LogEntry.objects.get().get_change_message()

    def test_a_superuser_is_made_and_edited_by_superusers_alone(self) -> None:
        root = User.objects.create_superuser("root")
        mira, jo = person("admin", "mira"), person("viewer", "jo")
        for user in (mira, jo):
            edit_user(client_of(mira), user, is_superuser="on", email="a@example.com")
            user.refresh_from_db()
            assert (user.is_superuser, user.email) == (False, "a@example.com")
        for name in ("change", "password_change"):
            url = reverse(f"admin:auth_user_{name}", args=[root.pk])
            assert client_of(mira).post(url, {"is_active": "on"}).status_code == 403
        edit_user(client_of(root), jo, is_superuser="on")
        jo.refresh_from_db()
        assert jo.is_superuser

    @pytest.mark.parametrize("name", ["is_active", "is_staff", "groups", "is_superuser"])
    def test_nobody_locks_himself_out(self, name: str) -> None:
        root, mira = User.objects.create_superuser("root"), person("admin", "mira")
        edited = root if name == "is_superuser" else mira
        to = {name: [Group.objects.get(name="curator").pk] if name == "groups" else None}
        page = edit_user(client_of(edited), edited, **to)
        said = page.context["adminform"].form.errors
        assert said == {name: ["This would lock you out: somebody else has to do it."]}
        if name != "is_superuser":
            assert edit_user(client_of(root), mira, **to).status_code == 302

    def test_there_is_one_operator(self) -> None:
        Account.objects.create(name="local", is_operator=True)
        page = staff("admin").post(
            reverse("admin:projects_account_add"),
            {"name": "Acme", "sharing": "account", "is_operator": "on"},
        )
        assert page.status_code == 200
        assert page.context["errors"]

    @pytest.mark.parametrize("count", [2, 20])
    @pytest.mark.parametrize(("model", "queries"), [("account", 8), ("project", 10), ("apikey", 8)])
    def test_a_list_takes_as_many_queries_for_many(
        self, model: str, queries: int, count: int, django_assert_num_queries: Any
    ) -> None:
        admin = staff("admin")
        for _ in range(count):
            ApiKey.make(make_project().account, "k", [Scope.CONTEXT_READ])
        with django_assert_num_queries(queries):
            page = admin.get(reverse(f"admin:projects_{model}_changelist"))
        assert len(page.context["cl"].result_list) == count
