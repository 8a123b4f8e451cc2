from fees import latefee


def test_fee():
    assert latefee(15) == 20
