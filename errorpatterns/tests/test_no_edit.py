"""`no_edit` of `learn`: why a lesson taught no edit, and what to send instead."""

from typing import Any

import pytest

from errorpatterns.library import library
from errorpatterns.models import ErrorPattern
from errorpatterns.tests.factories import LEARN, error, learn, lesson, matches
from errorpatterns.tests.test_api_edits import FIX, SEVERAL, renamed, unused
from projects.tests.factories import Caller

pytestmark = [pytest.mark.django_db, pytest.mark.by_turns]

PLACED = unused("a", 1, 7)
UNPLACED = {name: PLACED[name] for name in ("message", "code", "tool", "file")}
HUNK = "@@ -{0},2 +{0},1 @@\n-const a = 1;\n f(b);\n"
ELSEWHERE = SEVERAL.replace("-export { loadUser };", "-f();").replace(
    "+export { loadUser, loadUser as fetchUser };", "+g();"
)
CALLS = "f(a)\nf(a)\nf(a)\n"


def mended(after: str, before: str = FIX["before"]) -> dict[str, str]:
    return {"before": before, "after": after}


def in_diff(*lines: int) -> dict[str, str]:
    return {"diff": "--- a/a.ts\n+++ b/a.ts\n" + "".join(map(HUNK.format, lines))}


@pytest.mark.parametrize(
    ("told", "fix", "why"),
    [
        (PLACED, {"template": "Remove it."}, "no code was sent: send `before` and `after`, or"),
        (PLACED, {"diff": "-const a = 1;\n f(b);\n"}, "the diff names no lines (`@@"),
        (PLACED, in_diff(1, 9), "the diff is of several places of a file: send only the one"),
        (
            renamed("loadUser", "fetchUser") | {"file": "src/else.ts"},
            {"diff": SEVERAL},
            "the diff is of several files, and `file` names none of them: send the one",
        ),
        (
            renamed("loadUser", "fetchUser"),
            {"diff": ELSEWHERE},
            "the message does not tell what is done to another file of the diff: send the diff of",
        ),
        (UNPLACED, FIX, "the error has no line: send its `line` and `column`"),
        (unused("a", 9, 7), FIX, "the code that was sent has no such line: send the code that"),
        (PLACED, in_diff(9), "the code that was sent has no such line: send the code that"),
        (
            UNPLACED | {"line": 1},
            mended("f(b);\n", before="const a = a;\nf(b);\n"),
            "the error has no sure place on its line: send its `column`",
        ),
        (
            PLACED,
            mended("f(b;\n"),
            "a bracket or quote has no partner in the new code: send all of what changed",
        ),
        (
            PLACED,
            mended("q " * 250, before="const a = 1;\n" + "p " * 250),
            "too much of the code was changed: send only what mends the error",
        ),
        (
            PLACED,
            mended(f"const a = 1;\n{CALLS * 20}g();\n", before=f"const a = 1;\n{CALLS * 20}h();\n"),
            "what was changed lies too far from the error's place: send only what mends the error",
        ),
        (
            unused("f", 1, 1),
            mended("f(a)\nf(b)\nf(a)\n", before=CALLS),
            "what was changed cannot be told apart from the code around it: send only what mends",
        ),
        (
            error("Bad name.", line=1, column=6, end_line=1, end_column=7),
            mended("open('/home/maria/a.ts');\n", before="open(a);\n"),
            "what it does holds private text: send the lesson with made-up values in its place",
        ),
    ],
)
def test_says_what_to_send_instead(
    ours: Caller, told: dict[str, Any], fix: dict[str, str], why: str
) -> None:
    body = lesson(error=told, fix=fix)
    first, again = (ours.post(LEARN, body).json() for _ in range(2))
    assert first["no_edit"].startswith(why)
    assert again["no_edit"] == first["no_edit"]
    assert (first["created"], again["created"]) == (True, False)
    assert ErrorPattern.objects.get(is_built_in=False).edit is None


@pytest.mark.parametrize(
    ("told", "fix"),
    [(PLACED, FIX), (PLACED, in_diff(1)), (renamed("loadUser", "fetchUser"), {"diff": SEVERAL})],
    ids=["two versions", "a diff", "a diff of several files"],
)
def test_is_empty_where_an_edit_was_learned(
    ours: Caller, told: dict[str, Any], fix: dict[str, str]
) -> None:
    body = lesson(error=told, fix=fix)
    assert [ours.post(LEARN, body).json()["no_edit"] for _ in range(2)] == ["", ""]
    assert ErrorPattern.objects.get(is_built_in=False).edit is not None


def test_of_a_guess_says_that_other_code_is_left_alone(ours: Caller) -> None:
    told = error("This is wrong.", line=2, column=3, end_line=2, end_column=4)
    body = learn(ours, error=told, fix=mended("let x;\nf(x);\n", before="let x;\nf(a);\n"))
    assert body["no_edit"].startswith("nothing but this code tells what is put in")
    asked = {**told, "source": "let x;\nf(b);\n"}
    assert matches(ours, told=asked)[body["pattern"]["id"]]["fix"]["edits"] is None


NUMBER = ("g", "const g = f();\n", "const g: number = f();\n")


def typed(name: str, before: str, after: str, **fields: Any) -> dict[str, Any]:
    place = {"line": 1, "column": 7, "end_line": 1, "end_column": 7 + len(name)}
    told = error(f"'{name}' needs a type annotation.", code="typed", **place)
    return lesson(error=told, fix=mended(after, before=before), **fields)


def test_of_what_may_be_of_its_place_says_that_it_waits_for_a_second_lesson(ours: Caller) -> None:
    first = ours.post(LEARN, typed(*NUMBER)).json()
    assert first["no_edit"].startswith("what it puts in may be of its place alone, as a type is")
    asked = {**typed("h", "", "")["error"], "source": "const h = k();\n"}
    fix = matches(ours, told=asked)[first["pattern"]["id"]]["fix"]
    assert (fix["edits"], fix["declined"]) == (None, first["no_edit"])
    second = ours.post(LEARN, typed(*NUMBER, project="blog")).json()
    assert second["no_edit"] == ""
    library.forget()
    fix = matches(ours, told=asked)[first["pattern"]["id"]]["fix"]
    assert (fix["edits"][0]["newText"], fix["declined"]) == (": number", "")


def test_of_what_another_account_taught_is_told_by_ones_own_lessons(
    ours: Caller, theirs: Caller
) -> None:
    for project in ("shop", "blog"):
        taught = theirs.post(LEARN, typed(*NUMBER, project=project)).json()
    assert taught["no_edit"] == ""
    first = ours.post(LEARN, typed(*NUMBER)).json()
    assert first["pattern"]["id"] == taught["pattern"]["id"]
    assert first["no_edit"].startswith("what it puts in may be of its place alone")
    assert ours.post(LEARN, typed(*NUMBER, project="blog")).json()["no_edit"] == ""


def test_of_what_is_told_again_says_what_holds_by_then(ours: Caller) -> None:
    body = typed(*NUMBER)
    assert [bool(ours.post(LEARN, body).json()["no_edit"]) for _ in range(2)] == [True, True]
    assert ours.post(LEARN, typed(*NUMBER, project="blog")).json()["no_edit"] == ""
    assert ours.post(LEARN, body).json()["no_edit"] == ""


def test_of_a_refined_pattern_is_told_by_its_captures(ours: Caller) -> None:
    """`header` is captured by what both messages say, and by the first alone it is not."""
    place = {"line": 1, "column": 1, "end_line": 1, "end_column": 2}
    said = []
    for project, name in (("shop", "header"), ("shop", "row_2"), ("blog", "header")):
        told = error(f"cannot write block {name} of the journal to 'a'", **place)
        body = lesson(project, error=told, fix=mended("headers", "q"))
        said += [ours.post(LEARN, body).json()["no_edit"][:21] for _ in range(2)]
    assert said == ["", "", "", "", "nothing but this code", "nothing but this code"]
