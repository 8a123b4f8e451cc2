"""`learn` and `match` with code: what is taught to do, and what is done to other code."""

from typing import Any

import pytest

from errorpatterns.models import ErrorPattern
from errorpatterns.tests.factories import error, event, learn, matches, report, run_jobs
from projects.tests.factories import Caller

pytestmark = pytest.mark.django_db

MESSAGE = "'{}' is defined but never used."


def unused(name: str, line: int, column: int, **fields: Any) -> dict[str, Any]:
    return error(
        MESSAGE.format(name),
        code="no-unused-vars",
        tool="eslint",
        line=line,
        column=column,
        end_line=line,
        end_column=column + len(name),
        **fields,
    )


FIX = {"before": "const a = 1;\nf(b);\n", "after": "f(b);\n"}


def teach(caller: Caller, project: str = "shop", **fields: Any) -> str:
    told = {"error": unused("a", 1, 7), "fix": FIX, **fields}
    return str(learn(caller, project, **told)["pattern"]["id"])


def edits(caller: Caller, slug: str, told: dict[str, Any]) -> Any:
    return matches(caller, "shop", told)[slug]["fix"]["edits"]


def test_a_fix_is_applied_to_other_code(ours: Caller) -> None:
    slug = teach(ours)
    source = "f('😀'); g();\nconst total = 2;\ng(total2);\n"
    assert edits(ours, slug, unused("total", 2, 7, source=source)) == [
        {
            "range": {"start": {"line": 1, "character": 0}, "end": {"line": 2, "character": 0}},
            "newText": "",
        }
    ]


def test_columns_are_utf_16_units(ours: Caller) -> None:
    told = error("Use '===' here.", code="eqeqeq", line=1, column=3, end_line=1, end_column=5)
    slug = teach(ours, error=told, fix={"before": "a == b", "after": "a === b"})
    other = {**told, "source": "'😀' == b", "column": 6, "end_column": 8}
    # The emoji is two of them.
    assert edits(ours, slug, other) == [
        {
            "range": {"start": {"line": 0, "character": 5}, "end": {"line": 0, "character": 7}},
            "newText": "===",
        }
    ]


@pytest.mark.parametrize(
    "told",
    [
        unused("total", 2, 7),
        unused("total", 2, 7, source="const other = 1;\n"),
        unused("total", 99, 7, source="const total = 1;\n"),
        {**unused("total", 1, 7, source="const total = 1;\n"), "line": None},
        {**unused("total", 1, 7, source="const total = 1;\n"), "code": "another"},
        unused("total", 1, 7, source="call(total)\n"),
    ],
)
def test_nothing_is_guessed(ours: Caller, told: dict[str, Any]) -> None:
    assert edits(ours, teach(ours), told) is None


def test_the_same_edit_of_other_code_is_the_same_pattern(ours: Caller) -> None:
    slug = teach(ours)
    fix = {"before": "x();\nconst name = 'y';\n", "after": "x();\n"}
    again = teach(ours, error=unused("name", 2, 7), fix=fix, event_id=event())
    assert again == slug
    pattern = ErrorPattern.objects.get(slug=slug)
    assert pattern.edit is not None
    assert [rule["n"] for rule in pattern.edit["rules"]] == [2]
    assert {row.fix_version for row in pattern.signatures.all()} == {2}


def test_the_same_example_again_says_nothing_new(ours: Caller) -> None:
    slug = teach(ours)
    teach(ours, event_id=event())
    pattern = ErrorPattern.objects.get(slug=slug)
    assert pattern.edit is not None
    assert [rule["n"] for rule in pattern.edit["rules"]] == [1]


def test_a_diff_of_one_place_teaches_too(ours: Caller) -> None:
    diff = "--- a/x.js\n+++ b/x.js\n@@ -4,2 +4,1 @@\n-const a = 1;\n f(b);\n"
    slug = teach(ours, error=unused("a", 4, 7), fix={"diff": diff})
    told = unused("total", 1, 7, source="const total = 2;\n")
    assert edits(ours, slug, told) is not None


def test_a_larger_change_is_guidance(ours: Caller) -> None:
    slug = teach(ours, fix={**FIX, "type": "refactor"})
    assert edits(ours, slug, unused("total", 1, 7, source="const total = 2;\n")) is None


def test_nothing_private_is_stored(ours: Caller) -> None:
    before = "open(a);\n"
    after = "open('/home/maria/a.ts');\n"
    told = error("Bad name.", line=1, column=6, end_line=1, end_column=7)
    slug = teach(ours, error=told, fix={"before": before, "after": after})
    assert "maria" not in str(ErrorPattern.objects.filter(slug=slug).values())


def test_failures_lower_the_applicability(ours: Caller) -> None:
    slug = teach(ours)
    ErrorPattern.objects.filter(slug=slug).update(applicability="machine_applicable")
    told = unused("a", 1, 7, source=FIX["before"])
    for build in "ab":
        assert report(ours, slug, success=False, told=told, build=build).status_code == 201
    run_jobs()
    found = matches(ours, "shop", told)
    assert found[slug]["fix"]["applicability"] == "maybe_incorrect"
