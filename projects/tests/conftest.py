import pytest

from projects.tests.factories import Caller, make_caller, with_projects


@pytest.fixture
def ours() -> Caller:
    """An account with the projects `shop` and `blog`."""
    return with_projects(make_caller())


@pytest.fixture
def theirs() -> Caller:
    """Another account, whose projects are called the same."""
    return with_projects(make_caller())
