"""What the tables of `make bench` have in common, and how induction is measured."""

import json
import lzma
import random
from pathlib import Path

import pytest

from bench.__main__ import report as requests
from bench.induction import read, report, split
from bench.report import digest, heading, table

# Only that it measures is shown here, and of the database nothing.
pytestmark = pytest.mark.once


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


def test_a_system_is_asked_about_messages_that_it_never_saw(tmp_path: Path) -> None:
    words = "apple banana cherry date elder fig grape hazel".split()  # noqa: SIM905
    templates = {word: f"The {word} is no ⟨kind⟩ here" for word in words}
    rows = [
        {"tid": tid, "template": template, "message": template.replace("⟨kind⟩", f"'{v}'")}
        | {"args": [v], "args_ok": True}
        for tid, template in templates.items()
        for v in "xyz"
    ]
    file = tmp_path / "tool.jsonl.xz"
    with lzma.open(file, "wt", encoding="utf-8") as lines:
        lines.write("\n".join(map(json.dumps, rows)))

    taught, kin, others = split(read(file), 1, random.Random("1"))
    assert (len(taught), len(kin), len(others)) == (6, 12, 6)
    assert not {m.text for m in taught} & {m.text for m in kin}
    assert not {m.kind for m in taught} & {m.kind for m in others}
    cells = [cell.strip() for cell in report([file], [1], "1").splitlines()[3].split("|")]
    assert cells[1:4] == ["1", "tool", "ours"]
    assert cells[4:10] == ["1.000", "1.000", "1.000", "1.000", "0.000", "1.000"]


@pytest.mark.django_db
def test_every_request_is_measured_at_every_size(capsys: pytest.CaptureFixture[str]) -> None:
    requests([2, 3], 2)
    rows = [line[:43].rsplit(maxsplit=1) for line in capsys.readouterr().out.splitlines()]
    names = {name for name, _ in rows}
    assert {"match, one error", "match with 5 KB of code", "match and outcome"} <= names
    assert sorted(map(tuple, rows)) == sorted((name, size) for name in names for size in "23")
