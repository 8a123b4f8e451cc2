import os

import pytest

from context import snapshot
from errorpatterns.tests.proofs.tools import needed
from projects.tests.factories import Caller, make_caller, with_projects


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was written is served to the next request, not only a second later."""
    monkeypatch.setattr(snapshot, "POLL_SECONDS", 0.0)


@pytest.fixture
def ours() -> Caller:
    """An account with the projects `shop`, `blog` and `site`."""
    return with_projects(make_caller(), "shop", "blog", "site")


@pytest.fixture
def theirs() -> Caller:
    """Another account, whose projects are called the same."""
    return with_projects(make_caller(), "shop", "blog", "site")


@pytest.fixture
def tsc(monkeypatch: pytest.MonkeyPatch) -> None:
    """The real one, on the path."""
    monkeypatch.setenv("PATH", f"{needed()}/node_modules/.bin:{os.environ['PATH']}")
