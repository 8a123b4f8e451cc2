import pytest


def reader():
    return {"name": "Ada", "loans": []}


@pytest.fixture
def borrower(reader):
    reader["loans"].append("Emma")
    return reader


def test_borrower(borrower):
    assert borrower["loans"] == ["Emma"]
