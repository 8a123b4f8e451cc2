def test_weight(manifest):
    assert sum(crate["kilos"] for crate in manifest) == 80
