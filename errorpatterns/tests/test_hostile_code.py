"""Code that is made to be slow: what is learned of it and done to it takes a time that grows as it
does, and no longer than a request may take.
"""

import time
from collections.abc import Callable
from typing import Any

import pytest

from errorpatterns.models import ErrorPattern
from errorpatterns.tests.factories import LEARN, error, learn, lesson, matches
from errorpatterns.tests.test_api_edits import SEVERAL, renamed
from projects.repairs import Repair
from projects.tests.factories import Caller, problem_of

pytestmark = pytest.mark.once
SIZE = 60_000
SECONDS = 10.0  # of processor time; what is not read once, or not bounded, takes minutes
HOSTILE: dict[str, Callable[[int], str]] = {
    "plain": lambda n: "const a = f(b, 'c');\n" * (n // 21),
    "escapes in an open template": lambda n: "`" + "\\a" * (n // 2),
    "escapes in an open docstring": lambda n: '"""' + "\\a" * (n // 2),
    "escaped quotes": lambda n: "\\'" * (n // 2),
    "escaped ticks": lambda n: "\\`" * (n // 2),
    "empty lines": lambda n: "\n" * n,
    "open classes": lambda n: "=/[a" * (n // 4),
    "open regexes": lambda n: "=/a" * (n // 3),
    "loops": lambda n: "for a" + " in a" * (n // 5),
    "open imports": lambda n: "import {\n" * (n // 9),
    "one import and blanks": lambda n: "from a import " + " " * n + "(",
    "open brackets": lambda n: "(" * n,
    "stray brackets": lambda n: ")" * n,
    "blanks": lambda n: " " * n,
    "words": lambda n: "a " * (n // 2),
}


def told(**fields: Any) -> dict[str, Any]:
    place = {"line": 1, "column": 1, "end_line": 1, "end_column": 2}
    return error("Module 'a' is not imported here.", **{**place, **fields})


FIXES = {
    "python": {"before": "a.b()\n", "after": "from m import a\na.b()\n"},
    "javascript": {"before": "a.b()\n", "after": "import { a } from 'm';\na.b()\n"},
}


@pytest.mark.django_db
@pytest.mark.parametrize("name", HOSTILE)
def test_code_of_any_kind_is_read_in_time(ours: Caller, name: str) -> None:
    for fix in FIXES.values():
        learn(ours, error=told(), fix=fix)
    code = HOSTILE[name](SIZE)
    lines = code.count("\n")
    begun = time.process_time()
    matches(ours, told=told(source=f"{code}\na.b()\n", line=lines + 2, end_line=lines + 2))
    taught = time.process_time()
    code = HOSTILE[name](SIZE // 2)
    lines = code.count("\n")
    fix = {"before": f"{code}\na == b\n", "after": f"{code}\na === b\n"}
    body = lesson(error=told(line=lines + 2, end_line=lines + 2), fix=fix)
    assert ours.post(LEARN, body).status_code in (200, 201, 422)
    assert taught - begun < SECONDS
    assert time.process_time() - taught < SECONDS


@pytest.mark.django_db
@pytest.mark.parametrize("files", [1, 2_000])
def test_many_other_files_are_read_in_time(ours: Caller, files: int) -> None:
    told = renamed("loadUser", "fetchUser")
    slug = learn(ours, error=told, fix={"diff": SEVERAL})["pattern"]["id"]
    filler = "const a = f(b, 'c');\n" * (SIZE // 21 // files)
    texts = {f"{n}.ts": f"{filler}f(getBill);\n" * (19 if files == 1 else 1) for n in range(files)}
    texts = {name: text[-SIZE * 2 :] for name, text in texts.items()}
    asked = renamed("getBill", "fetchBill", source="const x = getBill(7);\n", sources=texts)
    begun = time.process_time()
    assert matches(ours, told=asked)[slug]["fix"]["workspace_edit"] is None
    assert time.process_time() - begun < SECONDS


@pytest.mark.django_db
def test_many_fixes_of_one_error_are_tried_in_time(ours: Caller) -> None:
    place = {"line": 1, "column": 7, "end_line": 1, "end_column": 8}
    for number in range(12):
        fix = {"before": "const a = 1;\n", "after": f"const a = g{number}(a);\n"}
        learn(ours, error=told(**place), fix=fix)
    code = HOSTILE["plain"](SIZE)
    lines = code.count("\n")
    begun = time.process_time()
    place = {"line": lines + 1, "column": 7, "end_line": lines + 1, "end_column": 8}
    asked = told(source=f"{code}const a = 1;\n", **place)
    assert len(matches(ours, told=asked)) >= 12
    assert time.process_time() - begun < SECONDS


def beside(lines: list[str], gap: str) -> list[str]:
    """Lines that match one after the other, each followed by one that does not."""
    return [text for line in lines for text in (line, gap)]


def few_kinds_in_many_places() -> dict[str, str]:
    """A diff of places, each within its bound."""
    lines = [f" {chr(97 + n % 26)}{chr(97 + n % 90 // 26)}" for n in range(990)]
    told = "\n".join(["-first", "+FIRST", *beside(lines, "+"), "-last", "+LAST"])
    places = (f"@@ -{n * 3000},992 +{n * 3000},1982 @@\n{told}" for n in range(30))
    return {"diff": "\n".join(["--- a/x.ts", "+++ b/x.ts", *places])}


def few_kinds_of_white_space() -> dict[str, str]:
    """Versions that differ in one line and, where it does not count, in many."""
    kinds = [f"{n:07b}".replace("0", " ").replace("1", "\t") for n in range(110)]
    lines = [kinds[n % 110] for n in range(4_000)]
    return {
        "before": "\n".join(["first", *beside(lines, "\t "), "last"]),
        "after": "\n".join(["FIRST", *beside(lines, " \t"), "last"]),
    }


@pytest.mark.django_db
@pytest.mark.parametrize("fix", [few_kinds_in_many_places(), few_kinds_of_white_space()])
def test_fixes_of_lines_that_are_alike_are_declined_in_time(
    ours: Caller, fix: dict[str, str]
) -> None:
    known = ErrorPattern.objects.count()
    begun = time.process_time()
    answer = ours.post(LEARN, lesson(error=told(), fix=fix))
    assert time.process_time() - begun < SECONDS / 2
    assert "Too many of its lines are alike" in problem_of(answer, 422)["detail"]
    assert ErrorPattern.objects.count() == known


def test_a_mend_of_lines_that_are_alike_is_told_in_time() -> None:
    fix = few_kinds_of_white_space()
    begun = time.process_time()
    diff = Repair(told(), {**fix, "file": "x.ts"}, "tool").diff
    assert time.process_time() - begun < SECONDS
    assert len(diff.splitlines()) == 3 + 2 * 8_002
