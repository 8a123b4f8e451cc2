"""`manage.py account`, `key` and `setup`."""

import stat
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command
from django.utils import timezone
from rest_framework.test import APIClient

from projects import credentials
from projects.models import Account, ApiKey, Scope
from projects.tests.factories import make_account

pytestmark = [pytest.mark.django_db, pytest.mark.by_turns]


def run(*arguments: str) -> tuple[str, str]:
    """Standard output and error."""
    out, err = StringIO(), StringIO()
    call_command(*arguments, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def status_with(token: str) -> int:
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
    return int(client.get("/api/v1/projects/").status_code)


class TestAccount:
    def test_add_says_what_is_next(self) -> None:
        out, _ = run("account", "add", "acme")
        assert "manage.py key add acme NAME" in out
        account = Account.objects.get(name="acme")
        assert (account.is_operator, account.is_sample, account.sharing) == (False, False, "global")
        out, _ = run("account", "add", "two words")
        assert "manage.py key add 'two words' NAME" in out

    def test_add_with_sharing(self) -> None:
        run("account", "add", "acme", "--sharing", "account")
        assert Account.objects.get().sharing == "account"

    def test_a_name_is_taken_once(self) -> None:
        run("account", "add", "acme")
        with pytest.raises(CommandError, match="already"):
            run("account", "add", "acme")
        assert Account.objects.count() == 1

    @pytest.mark.parametrize("name", ["", "x" * 121])
    def test_a_name_has_a_length(self, name: str) -> None:
        with pytest.raises(CommandError):
            run("account", "add", name)
        assert not Account.objects.exists()

    def test_list(self) -> None:
        make_account(name="one")
        make_account(name="two", is_operator=True, sharing="project")
        out, _ = run("account", "list")
        assert out.splitlines() == ["one, shares: global", "two (operator), shares: project"]


class TestKey:
    def test_add_prints_the_key_alone(self) -> None:
        make_account(name="acme")
        out, err = run("key", "add", "acme", "ci")
        token = out.strip()
        assert status_with(token) == 200
        assert "only time" in err
        assert token not in err
        key = ApiKey.objects.get()
        assert key.scopes == ["context:read", "ingest:write", "metrics:read"]
        assert (key.name, key.expires_at) == ("ci", None)

    def test_add_with_scopes_and_days(self) -> None:
        make_account(name="acme")
        run("key", "add", "acme", "ci", "--scopes", "context:read, metrics:read", "--days", "7")
        key = ApiKey.objects.get()
        assert key.scopes == ["context:read", "metrics:read"]
        assert key.expires_at is not None
        left = key.expires_at - timezone.now()
        assert timedelta(days=6, hours=23) < left <= timedelta(days=7)

    @pytest.mark.parametrize(
        "options",
        [
            ("--scopes", "everything"),
            ("--scopes", "review"),
            ("--scopes", ""),
            ("--days", "0"),
            ("--days", "-1"),
            ("--days", "99999999999"),
        ],
    )
    def test_add_refuses(self, options: tuple[str, str]) -> None:
        make_account(name="acme")
        with pytest.raises(CommandError):
            run("key", "add", "acme", "ci", *options)
        assert not ApiKey.objects.exists()

    def test_add_refuses_a_name_that_no_column_holds(self) -> None:
        make_account(name="acme")
        with pytest.raises(CommandError):
            run("key", "add", "acme", "x" * 121)

    def test_add_for_nobody(self) -> None:
        with pytest.raises(CommandError, match="account list"):
            run("key", "add", "nobody", "ci")

    def test_the_operator_may_review(self) -> None:
        make_account(name="local", is_operator=True)
        run("key", "add", "local", "ci", "--scopes", "review")
        assert ApiKey.objects.get().scopes == ["review"]

    def test_revoke_ends_it(self) -> None:
        make_account(name="acme")
        token = run("key", "add", "acme", "ci")[0].strip()
        prefix = ApiKey.objects.get().prefix
        assert prefix in run("key", "revoke", prefix)[0]
        assert status_with(token) == 401
        with pytest.raises(CommandError, match="no live key"):
            run("key", "revoke", prefix)

    def test_revoke_of_nothing(self) -> None:
        with pytest.raises(CommandError, match="no live key"):
            run("key", "revoke", "0123456789")

    def test_list_shows_no_secrets(self) -> None:
        account, other = make_account(name="acme"), make_account(name="other")
        key, token = ApiKey.make(account, "ci", [Scope.CONTEXT_READ])
        ApiKey.make(account, "old", [Scope.CONTEXT_READ], timezone.now() - timedelta(days=1))
        gone, _ = ApiKey.make(other, "gone", [Scope.CONTEXT_READ])
        ApiKey.objects.filter(pk=gone.pk).revoke()
        out, _ = run("key", "list")
        lines = out.splitlines()
        assert [line.split("  ")[3] for line in lines] == ["live", "expired", "revoked"]
        assert key.prefix in lines[0]
        assert token.split("_", 2)[2] not in out
        assert key.digest not in out
        assert len(run("key", "list", "acme")[0].splitlines()) == 2


class TestSetup:
    @pytest.fixture(autouse=True)
    def _state(self, settings: Any, tmp_path: Path) -> None:
        settings.STATE_DIR = tmp_path
        settings.STATIC_ROOT = tmp_path / "static"

    def test_makes_operator_key_and_login(self) -> None:
        out, _ = run("setup")
        kept = credentials.read()
        assert str(credentials.path()) in out
        assert stat.S_IMODE(credentials.path().stat().st_mode) == 0o600
        assert status_with(kept["LOCAL_KEY"]) == 200
        assert ApiKey.objects.get().scopes == sorted(Scope.values)
        assert Account.objects.get().is_operator
        user = authenticate(username=kept["ADMIN_USER"], password=kept["ADMIN_PASSWORD"])
        assert user is not None
        for secret in (kept["LOCAL_KEY"], kept["ADMIN_PASSWORD"]):
            assert secret not in out

    def test_again_changes_nothing(self) -> None:
        run("setup")
        kept = credentials.read()
        run("setup")
        assert credentials.read() == kept
        assert (Account.objects.count(), ApiKey.objects.count()) == (1, 1)

    def test_leaves_what_is_there(self) -> None:
        make_account(name="mine", is_operator=True)
        run("setup")
        assert not ApiKey.objects.exists()
        assert "LOCAL_KEY" not in credentials.read()
