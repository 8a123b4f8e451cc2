import pytest

from projects.tests.factories import Caller, make_caller, make_project


@pytest.fixture
def ours() -> Caller:
    """An account with the projects `shop` and `blog`."""
    return with_projects(make_caller())


@pytest.fixture
def theirs() -> Caller:
    """Another account, whose projects are called the same."""
    return with_projects(make_caller())


def with_projects(caller: Caller) -> Caller:
    assert caller.client  # its key is made now
    for key in ("shop", "blog"):
        make_project(caller.account, key=key)
    return caller
