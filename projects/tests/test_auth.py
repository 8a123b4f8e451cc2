"""Who may call: keys, their lives and their scopes."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import override_settings
from django.utils import timezone
from rest_framework.test import APIClient

from projects.models import Account, ApiKey, Scope
from projects.tests.factories import client_of, make_account, make_token, problem_of

pytestmark = pytest.mark.django_db

PATH = "/api/v1/projects/"


def ask(header: str | None) -> Any:
    client = APIClient(raise_request_exception=False)
    if header is not None:
        client.credentials(HTTP_AUTHORIZATION=header)
    return client.get(PATH)


def refused(header: str | None) -> dict[str, Any]:
    answer = ask(header)
    assert answer["WWW-Authenticate"] == 'Bearer realm="api"'
    return problem_of(answer, 401)


@pytest.fixture
def account() -> Account:
    return make_account()


class TestKey:
    def test_opens(self, account: Account) -> None:
        token = make_token(account)
        assert ask(f"Bearer {token}").status_code == 200
        assert ask(f"bearer {token}").status_code == 200

    def test_is_needed(self) -> None:
        assert "Authorization: Bearer" in refused(None)["detail"]

    @pytest.mark.parametrize(
        "header",
        [
            "Bearer",
            "Bearer ",
            "Bearer ulp_",
            "Bearer ulp__",
            "Bearer ulp_0123456789_x",
            "Bearer xyz_0123456789_x",
            "Bearer ulp_01234\x0056789_x",
            "Bearer ulp_äöü_x",
            f"Bearer ulp_{'0' * 5000}_x",
            "Basic dXNlcjpwYXNz",
            "ulp_0123456789_x",
        ],
    )
    def test_of_nobody_is_refused(self, header: str) -> None:
        refused(header)

    def test_every_refusal_is_the_same(self, account: Account) -> None:
        """Nobody learns whether a prefix exists, or why its key is not taken."""
        key, token = ApiKey.make(account, "k", [Scope.CONTEXT_READ])
        wrong = f"{token[:-1]}{'A' if token[-1] != 'A' else 'B'}"
        said = [refused("Bearer ulp_0123456789_x"), refused(f"Bearer {wrong}")]
        ApiKey.objects.filter(pk=key.pk).revoke()
        said.append(refused(f"Bearer {token}"))
        ApiKey.objects.filter(pk=key.pk).update(
            revoked_at=None, expires_at=timezone.now() - timedelta(seconds=1)
        )
        said.append(refused(f"Bearer {token}"))
        assert said.count(said[0]) == 4

    def test_ends_when_it_expires(self, account: Account) -> None:
        _, token = ApiKey.make(
            account, "k", [Scope.CONTEXT_READ], timezone.now() + timedelta(minutes=5)
        )
        assert ask(f"Bearer {token}").status_code == 200
        with time_machine.travel(timezone.now() + timedelta(minutes=6)):
            refused(f"Bearer {token}")

    def test_ends_when_it_is_revoked(self, account: Account) -> None:
        key, token = ApiKey.make(account, "k", [Scope.CONTEXT_READ])
        assert ApiKey.objects.filter(pk=key.pk).revoke() == 1
        refused(f"Bearer {token}")
        assert ApiKey.objects.filter(pk=key.pk).revoke() == 0

    def test_is_not_stored(self, account: Account) -> None:
        key, token = ApiKey.make(account, "k", [Scope.CONTEXT_READ])
        secret = token.split("_", 2)[2]
        assert len(key.digest) == 64
        assert secret not in str(list(ApiKey.objects.values()))


class TestPepper:
    def test_another_one_opens_nothing(self, account: Account) -> None:
        token = make_token(account)
        with override_settings(KEY_PEPPER=["another"]):
            refused(f"Bearer {token}")

    def test_an_older_one_still_opens(self, account: Account) -> None:
        with override_settings(KEY_PEPPER=["old"]):
            token = make_token(account)
        with override_settings(KEY_PEPPER=["new", "old"]):
            assert ask(f"Bearer {token}").status_code == 200
            assert ask(f"Bearer {make_token(account)}").status_code == 200
        with override_settings(KEY_PEPPER=["new"]):
            refused(f"Bearer {token}")


class TestScopes:
    @pytest.mark.parametrize(
        ("method", "path", "scope"),
        [
            ("GET", "projects/", "context:read"),
            ("GET", "projects/x/", "context:read"),
            ("PUT", "projects/x/", "ingest:write"),
            ("DELETE", "projects/x/", "ingest:write"),
            ("POST", "context/", "context:read"),
            ("GET", "context/", "context:read"),
            ("GET", "outcomes/", "context:read"),
            ("POST", "outcomes/", "ingest:write"),
            ("GET", "error-patterns/", "context:read"),
            ("GET", "error-patterns/x/", "context:read"),
            ("POST", "error-patterns/match/", "context:read"),
            ("POST", "error-patterns/learn/", "ingest:write"),
            ("POST", "error-patterns/x/outcomes/", "ingest:write"),
            ("POST", "error-patterns/x/activate/", "review"),
            ("POST", "error-patterns/x/deactivate/", "review"),
            ("GET", "escalations/", "context:read"),
            ("POST", "escalations/", "ingest:write"),
        ],
    )
    def test_each_operation_needs_one(self, method: str, path: str, scope: str) -> None:
        account = make_account(is_operator=True)
        others = [one for one in Scope.values if one != scope]
        lacking = client_of(account, *others).generic(method, f"/api/v1/{path}")
        problem = problem_of(lacking, 403)
        assert scope in problem["detail"]
        having = client_of(account, scope).generic(method, f"/api/v1/{path}")
        assert having.status_code not in (401, 403, 500)

    @pytest.mark.parametrize("method", ["PATCH", "DELETE", "PUT"])
    @pytest.mark.parametrize("path", ["error-patterns/", "context/"])
    def test_a_method_that_is_not_there(self, account: Account, method: str, path: str) -> None:
        answer = client_of(account).generic(method, f"/api/v1/{path}")
        assert problem_of(answer, 405)
        assert "GET" in answer["Allow"]

    def test_review_is_the_operators(self, account: Account) -> None:
        with pytest.raises(ValueError, match="operator"):
            ApiKey.make(account, "k", [Scope.REVIEW])

    def test_unknown_ones_are_refused(self, account: Account) -> None:
        with pytest.raises(ValueError, match="everything; there are context:read"):
            ApiKey.make(account, "k", ["everything"])


class TestLastUse:
    def test_is_noted_at_most_once_a_minute(self, account: Account) -> None:
        now = timezone.now()
        client = client_of(account)
        used = []
        for seconds in (0, 30, 59, 61, 90):
            with time_machine.travel(now + timedelta(seconds=seconds), tick=False):
                client.get(PATH)
            used.append(ApiKey.objects.get().last_used_at)
        assert used[0] == used[1] == used[2]
        assert used[3] == used[4] == now + timedelta(seconds=61)

    def test_is_not_noted_of_a_wrong_key(self, account: Account) -> None:
        token = make_token(account)
        refused(f"Bearer {token}x")
        assert ApiKey.objects.get().last_used_at is None


def test_without_an_account_nothing_is_left(account: Account) -> None:
    token = make_token(account)
    account.delete()
    refused(f"Bearer {token}")
