import pytest

LIMITS = [(7, False), (21, True)]


def loan():
    return {"title": "Emma", "days": 14}


@pytest.mark.parametrize(("days", "late"), LIMITS)
def test_late(loan, days, late):
    assert (days > loan["days"]) is late
