"""Edits as others read them, and rules for captures that are counted anew."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from errorpatterns.editing.captures import recounted, renumbered
from errorpatterns.editing.forms import Change, sarif_fix, text_edits, workspace_edit
from errorpatterns.editing.learning import NoEdit, learn
from errorpatterns.editing.places import Edit, Span, applied, span_at
from errorpatterns.editing.rules import refined
from errorpatterns.editing.several import companions_of, edits_of_others

pytestmark = pytest.mark.once

LINES = st.lists(st.text("aé😀\t;", max_size=6), max_size=5).map("\n".join)


@st.composite
def edited(draw: st.DrawFn) -> tuple[str, list[Edit]]:
    """A text, and edits of it in order and apart."""
    text = draw(LINES)
    ends = sorted(draw(st.lists(st.integers(0, len(text)), max_size=6)))
    pairs = zip(ends[::2], ends[1::2], strict=False)
    return text, [Edit(start, end, draw(st.text("x😀\n", max_size=3))) for start, end in pairs]


def by_units(text: str, edits: list[tuple[int, int, int, int, str]]) -> str:
    """`text` edited from the end on, by lines and UTF-16 units that begin with 1."""
    for line, column, end_line, end_column, new in reversed(edits):
        span = span_at(text, (line, column), (end_line, end_column))
        text = text[: span.start] + new + text[span.end :]
    return text


@given(edited())
def test_editors_and_analysers_do_what_was_meant(case: tuple[str, list[Edit]]) -> None:
    text, edits = case
    wanted = applied(text, edits)
    told = []
    for one in text_edits(text, edits):
        start, end = one["range"]["start"], one["range"]["end"]
        places = (start["line"], start["character"], end["line"], end["character"])
        told.append((*(place + 1 for place in places), one["newText"]))
    assert by_units(text, told) == wanted

    fix = sarif_fix([Change("a.py", text, edits)], "said")
    assert fix is not None
    told = []
    for one in fix["artifactChanges"][0]["replacements"]:
        region = one["deletedRegion"]
        assert all(value >= 1 for value in region.values())
        places = tuple(region[n] for n in ("startLine", "startColumn", "endLine", "endColumn"))
        told.append((*places, one.get("insertedContent", {}).get("text", "")))
    assert by_units(text, told) == wanted


@pytest.mark.parametrize(
    ("file", "uri"),
    [
        ("src/a b.py", "src/a%20b.py"),
        ("file:///srv/x.py", "file:///srv/x.py"),
        ("C:\\x\\y.py", "file:///C:/x/y.py"),
        ("a:b.py", "./a:b.py"),
        ("/srv/é.py", "/srv/%C3%A9.py"),
    ],
)
def test_files_are_told_as_references(file: str, uri: str) -> None:
    [document] = workspace_edit([Change(file, "", [])])["documentChanges"]
    assert document["textDocument"]["uri"] == uri


def test_no_fix_of_a_file_without_a_name() -> None:
    assert sarif_fix([Change("", "a", [])], "said") is None


RENAMED = ("f(a_b, 1)", "f(c_d, 1)", Span(2, 5), ["a_b", "c_d"])


class TestCaptures:
    def test_follow_the_new_numbers(self) -> None:
        rule = renumbered(learn(*RENAMED), {1: 2, 2: 3}, ["", "", ""])
        assert rule is not None
        assert rule == renumbered(rule, {1: 1, 2: 2, 3: 3}, ["", "", ""])
        assert rule == learn(*RENAMED[:3], ["?", "a_b", "c_d"])

    def test_that_are_missing_leave_no_rule(self) -> None:
        assert renumbered(learn(*RENAMED), {1: 1}, [""]) is None
        assert recounted(refined(None, learn(*RENAMED)), {1: 1}, [""]) is None

    def test_take_the_place_of_words(self) -> None:
        fixed = learn("f(x)", "f(x, header)", Span(0, 4), ["y"], "Give header to y.")
        wider = renumbered(fixed, {1: 2}, ["header", ""])
        assert wider == learn("f(x)", "f(x, header)", Span(0, 4), ["header", "y"])

    def test_that_are_part_of_words_leave_no_rule(self) -> None:
        fixed = learn("f(x)", "f(x, 'a header')", Span(0, 4), ["y"], "Give a header to y.")
        assert renumbered(fixed, {1: 2}, ["header of y", ""]) is None


class TestOtherFiles:
    PAIR = ("export { a_b };", "export { a_b, c_d };")

    def test_are_changed_where_the_captures_stand(self) -> None:
        known = companions_of([self.PAIR], ["a_b", "c_d"])
        sources = {"x.ts": "let q;\nexport { e_f };", "y.ts": "f();"}
        found = edits_of_others(known, sources, ["e_f", "g_h"])
        assert found is not None
        assert {file: applied(sources[file], edits) for file, edits in found.items()} == {
            "x.ts": "let q;\nexport { e_f, g_h };"
        }

    def test_that_no_capture_tells_are_left_alone(self) -> None:
        with pytest.raises(NoEdit, match="another file"):
            companions_of([("a();", "a(); b();")], ["else"])

    def test_of_which_two_fit_are_left_alone(self) -> None:
        known = companions_of([self.PAIR], ["a_b", "c_d"])
        sources = {"x.ts": "export { e_f };", "y.ts": "export { e_f };"}
        assert edits_of_others(known, sources, ["e_f", "g_h"]) is None


def test_what_is_learned_is_the_same_in_every_process() -> None:
    code = (
        "import json; from errorpatterns.editing.learning import learn; "
        "from errorpatterns.editing.places import Span; "
        "case = 'x = f(a.b + c, [d], b)', 'x = g(b, a.b - c, [d])', Span(4, 5), ['b', 'c', 'b']; "
        "print(json.dumps(learn(*case, 'b is not c')))"
    )
    root = Path(__file__).parent.parent.parent
    said = {
        subprocess.run(  # noqa: S603 - our own code
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed},
            cwd=root,
            capture_output=True,
            check=True,
        ).stdout
        for seed in "123"
    }
    assert len(said) == 1
    assert json.loads(said.pop())["e"]
