"""What tests begin with: an account, a key of it, a project of it, and a client that holds the key."""

from itertools import count

from rest_framework.test import APIClient

from projects.models import Account, ApiKey, Project, Scope

numbers = count(1)

ALL = [Scope.CONTEXT_READ, Scope.INGEST_WRITE, Scope.METRICS_READ]


def make_account(**fields: object) -> Account:
    return Account.objects.create(**{"name": f"account {next(numbers)}", **fields})


def make_project(account: Account | None = None, **fields: object) -> Project:
    account = account or make_account()
    return Project.objects.create(
        **{"account": account, "key": f"project-{next(numbers)}", **fields}
    )


def make_token(account: Account, *scopes: str) -> str:
    return ApiKey.make(account, "test", list(scopes or ALL))[1]


def client_of(account: Account, *scopes: str) -> APIClient:
    """A client that answers 500 instead of raising, as a server does."""
    client = APIClient(raise_request_exception=False)
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {make_token(account, *scopes)}")
    return client
