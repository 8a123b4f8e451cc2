import pytest


def cart():
    return {"crate": 2}


def test_cart_counts(cart):
    assert sum(cart.values()) == 2


def test_missing_item(cart):
    with pytest.raises(KeyError):
        cart["barrel"]
