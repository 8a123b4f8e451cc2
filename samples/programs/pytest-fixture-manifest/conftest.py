import pytest


@pytest.fixture
def crate():
    return {"kilos": 40}


def manifest(crate):
    return [crate, crate]
