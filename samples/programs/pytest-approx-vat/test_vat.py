import pytest


def with_vat(net, rate):
    return net * (1 + rate)


def test_vat():
    assert with_vat(1.1, 0.1) == 1.21


def test_rate_is_a_number():
    with pytest.raises(TypeError):
        with_vat(1, None)
