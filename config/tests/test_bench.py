"""What the tables of `make bench` have in common."""

from pathlib import Path

from bench.report import digest, heading, table


def test_table_is_markdown_with_three_decimals() -> None:
    assert table(["source", "F1"], [["ruff", 0.91234], ["a tool", 1.0]]) == (
        "| source | F1    |\n|--------|-------|\n| ruff   | 0.912 |\n| a tool | 1.000 |"
    )


def test_digest_is_of_names_and_contents_and_of_no_order(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    one.write_text("1")
    other.write_text("2")
    known = digest([one, other])

    assert digest([other, one]) == known
    one.write_text("3")
    assert digest([one, other]) != known
    one.write_text("1")
    assert digest([one, other.rename(tmp_path / "another")]) != known


def test_heading_names_machine_versions_data_and_settings(tmp_path: Path) -> None:
    file = tmp_path / "data"
    file.write_text("1")
    told = heading([file], ["google-re2"], seed=1)

    kinds = [line.partition(":")[0] for line in told.splitlines()]
    assert kinds == ["machine", "versions", "code", "data", "settings"]
    assert "google-re2 1" in told
    assert digest([file]) in told
    assert "seed=1" in told
