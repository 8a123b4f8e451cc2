import pytest

from context import snapshot
from projects.models import Scope
from projects.tests.factories import Caller, make_caller, with_projects


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was written is served to the next request, not only a second later."""
    monkeypatch.setattr(snapshot, "POLL_SECONDS", 0.0)


@pytest.fixture
def ours() -> Caller:
    """An account with the projects `shop` and `blog`."""
    return with_projects(make_caller())


@pytest.fixture
def theirs() -> Caller:
    """Another account, whose projects are called the same."""
    return with_projects(make_caller())


@pytest.fixture
def operator() -> Caller:
    """The account whose keys may review."""
    return with_projects(
        make_caller(Scope.REVIEW, Scope.CONTEXT_READ, Scope.INGEST_WRITE, is_operator=True)
    )
