"""`manage.py level0 --apply` where a right edit uncovers an error that the first one hid."""

import json
import sys
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from context.models import Outcome
from errorpatterns.tests.factories import error, event, learn
from errorpatterns.tests.proofs.tools import TSC
from projects.tests.factories import Caller

pytestmark = [pytest.mark.once, pytest.mark.django_db]

# Of each line tells the first word that is to be another one, as long as no file before has any.
TOOL = r"""
import json, os, pathlib, re, signal, sys
runs = pathlib.Path("../runs")
runs.write_text(str(int(runs.read_text()) + 1 if runs.exists() else 1))
told = json.loads(pathlib.Path("../words.json").read_text())
if runs.read_text() == str(told.pop("stop", 0)):
    os.kill(os.getppid(), signal.SIGINT)
    signal.pause()
said = 0
for path in sorted(pathlib.Path(".").glob("*.ts")):
    for number, line in enumerate(path.read_text().split("\n"), 1):
        for word in re.finditer(r"\w+", line):
            if told.get(word[0]) and not said:
                for other in told[word[0]].split():
                    said += 1
                    print(f"{path}({number},{word.start() + 1}): error TS1: "
                          f"Word '{word[0]}' is bad, say '{other}'.")
sys.exit(2 if said else 0)
"""


class Bench:
    def __init__(self, caller: Caller, folder: Path, command: list[str]) -> None:
        self.caller, self.folder, self.command = caller, folder, command
        self.said, self.file = "", folder / "a.ts"

    def teach(self, message: str, before: str, after: str, **where: Any) -> None:
        told = error(message, **{"line": 1, "column": 1, "file": "a.ts", "tool": "tsc", **where})
        fix = {"before": before, "after": after}
        learn(self.caller, error=told, fix=fix, event_id=event())

    def mend(self, name: str, text: str) -> str:
        """What the file comes to."""
        path = self.folder / name
        path.write_text(text)
        out = StringIO()
        line = ["--account", self.caller.account.name, "--root", str(self.folder)]
        options = [*line, "--project", "shop", "--apply"]
        try:
            call_command("level0", *options, "--", *self.command, stdout=out, stderr=StringIO())
        except SystemExit:
            pass
        finally:
            self.said = out.getvalue()
        return path.read_text()

    @property
    def acts(self) -> list[str]:
        lines = [line for line in self.said.splitlines() if " at " in line]
        return [line.partition(":")[0].partition(",")[0] for line in lines]


@pytest.fixture
def folder(tmp_path: Path, settings: Any) -> Path:
    settings.STATE_DIR = tmp_path / "state"
    folder = tmp_path / "app"
    folder.mkdir()
    return folder.resolve()


@pytest.fixture
def bench(ours: Caller, folder: Path) -> Bench:
    bench = Bench(ours, folder, [sys.executable, "-c", TOOL])
    bench.teach("Word 'qa' is bad, say 'qb'.", "qa;\n", "qb;\n", code="TS1")
    return bench


def words(bench: Bench, **told: Any) -> None:
    (bench.folder.parent / "words.json").write_text(json.dumps(told))


def outcomes() -> list[bool]:
    return list(Outcome.objects.order_by("pk").values_list("success", flat=True))


def test_what_is_uncovered_is_mended_on_top(bench: Bench) -> None:
    words(bench, aa="ab", ba="bb", ca="cb")
    assert bench.mend("a.ts", "aa; ba; ca;\n") == "ab; bb; cb;\n"
    assert bench.acts == ["applied", "applied on top", "applied on top", *["kept"] * 3]
    assert "\na.ts:1:5 TS1 Word 'ba' is bad, say 'bb'.\n" in bench.said
    assert "\n      -ab; ba; ca;\n      +ab; bb; ca;\n" in bench.said
    assert "Errors: 1 before, 0 after. Fixes: 3 kept, 0 undone." in bench.said
    assert outcomes() == [True] * 3


def test_all_are_undone_where_the_chain_is_longer(bench: Bench) -> None:
    words(bench, aa="ab", ba="bb", ca="cb", da="db")
    assert bench.mend("a.ts", "aa; ba; ca; da;\n") == "aa; ba; ca; da;\n"
    assert bench.acts == ["applied", "applied on top", "applied on top", *["undone"] * 3]
    assert bench.said.count("\nundone, 1 new error (TS1): ") == 3
    assert "Fixes: 0 kept, 3 undone. Left: 1 tried, 0 declined, 0 unknown." in bench.said
    assert outcomes() == [False] * 3


def test_a_circle_ends(bench: Bench) -> None:
    words(bench, aa="ab", ab="aa")
    assert bench.mend("a.ts", "aa;\n") == "aa;\n"
    assert outcomes() == [False] * 2


@pytest.mark.parametrize(
    ("told", "text"),
    [
        ({"aa": "ab", "ba": "bb bc"}, "aa; ba;\n"),  # two come
        ({"aa": "ab", "ba": "b-b"}, "aa; ba;\n"),  # nothing is known of it
    ],
)
def test_nothing_is_tried_on_top(bench: Bench, told: dict[str, str], text: str) -> None:
    bench.command[-1] = TOOL.replace("is bad, say '{other}'.", "{reason(other)}").replace(
        "said = 0\n",
        "said = 0\nreason = lambda o: 'is lost' if '-' in o else f\"is bad, say '{o}'.\"\n",
        1,
    )
    words(bench, **told)
    assert bench.mend("a.ts", text) == text
    assert bench.acts == ["applied", "undone"]
    assert outcomes() == [False]


def test_what_another_file_then_has_is_left(bench: Bench) -> None:
    words(bench, aa="ab", ba="bb")
    (bench.folder / "b.ts").write_text("ba;\n")
    assert bench.mend("a.ts", "aa;\n") == "aa;\n"
    assert (bench.folder / "b.ts").read_text() == "ba;\n"
    assert bench.acts == ["applied", "undone"]


def test_all_are_undone_when_it_is_stopped(bench: Bench) -> None:
    words(bench, aa="ab", ba="bb", stop=3)
    with pytest.raises(CommandError, match="what was being tried is undone"):
        bench.mend("a.ts", "aa; ba;\n")
    assert bench.file.read_text() == "aa; ba;\n"
    assert bench.acts == ["applied", "applied on top"]
    assert outcomes() == []


def test_ruff_says_more_where_the_syntax_is_mended(ours: Caller, folder: Path) -> None:
    ruff = [sys.executable, "-m", "ruff", "check", "--isolated", "--no-cache", "-q", "."]
    bench = Bench(ours, folder, [*ruff, "--output-format", "concise"])
    colon = {"code": "invalid-syntax", "tool": "ruff", "file": "a.py", "line": 1, "column": 8}
    bench.teach("Expected `:`, found newline", "def f()\n    g()\n", "def f():\n    g()\n", **colon)
    unused = {"code": "F401", "tool": "ruff", "file": "a.py", "line": 1, "column": 8}
    bench.teach("`os` imported but unused", "import os\n\nf()\n", "\nf()\n", **unused)
    text = "import re\n\n\ndef total()\n    return 1\n"
    assert bench.mend("a.py", text) == "\n\ndef total():\n    return 1\n"
    assert bench.acts == ["applied", "applied on top", "kept", "kept"]
    assert outcomes() == [True, True]


PRICES = """\
import { price } from "./lib";
export const prize = "a car";
export const shown = `${prise} EUR`;
"""


@pytest.mark.usefixtures("tsc")
def test_no_name_is_taken_out_that_another_error_proposes(ours: Caller, folder: Path) -> None:
    bench = Bench(ours, folder, [*TSC, "--strict", "--noUnusedLocals", "a.ts"])
    (folder / "lib.ts").write_text("export const price = 5;\n")
    unused = "'a' is declared but its value is never read."
    before, after = 'import { a } from "./b";\nf();\n', "f();\n"
    bench.teach(unused, before, after, code="TS6133", column=1)
    assert bench.mend("a.ts", PRICES) == PRICES.replace("prise", "price")
    assert "takes out “price”, which another error proposes" in bench.said
    assert bench.acts == ["applied", "kept"]
    assert outcomes() == [True]


def test_what_is_only_said_otherwise_is_not_uncovered(ours: Caller, folder: Path) -> None:
    tool = r"""
import pathlib
lines = pathlib.Path("a.ts").read_text().splitlines()
for number, line in enumerate(lines, 1):
    if line.startswith("const "):
        print(f"a.ts({number},7): error TS6133: "
              f"'{line.split()[1]}' is declared but its value is never read.")
    if line == "f(lost);":
        print(f"a.ts({number},3): error TS1: Word 'lost' is bad, say 'l{len(lines)}'.")
raise SystemExit(2)
"""
    bench = Bench(ours, folder, [sys.executable, "-c", tool])
    bench.teach("Word 'qa' is bad, say 'qb'.", "qa;\n", "qb;\n", code="TS1")
    unused = "'a' is declared but its value is never read."
    bench.teach(unused, "const a = 1;\nf(b);\n", "f(b);\n", code="TS6133", column=7)
    assert bench.mend("a.ts", "const a = 1;\nf(lost);\n") == "const a = 1;\nf(l2);\n"
    assert bench.acts[:2] == ["applied", "undone"]
    assert "applied on top" not in bench.acts


@pytest.mark.usefixtures("tsc")
def test_tsc_checks_a_member_where_the_one_before_it_is_right(ours: Caller, folder: Path) -> None:
    bench = Bench(ours, folder, [*TSC, "--strict", "a.ts"])
    message = "Property 'lenght' does not exist on type 'string'. Did you mean 'length'?"
    bench.teach(message, "f(a.lenght);\n", "f(a.length);\n", code="TS2551", column=5)
    text = "export const f = (a: string): string => a.lenght.toFixd(2);\n"
    assert bench.mend("a.ts", text) == text.replace("lenght", "length").replace("Fixd", "Fixed")
    assert bench.acts == ["applied", "applied on top", "kept", "kept"]
    assert outcomes() == [True, True]
    hidden = "export const f = (a: string): number => a.lenght.toFixd(2);\n"
    assert bench.mend("a.ts", hidden) == hidden
    assert bench.acts[:4] == ["applied", "applied on top", "undone", "undone"]
    assert "kept" not in bench.acts
