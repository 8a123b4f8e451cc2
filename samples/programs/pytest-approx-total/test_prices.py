import pytest
from prices import total


@pytest.mark.parametrize("prices", [[0.1, 0.2]])
def test_total(prices):
    assert total(prices) == 0.3
