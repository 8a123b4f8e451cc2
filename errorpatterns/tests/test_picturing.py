"""What staff see of an edit: its rules drawn, what they wait for, and who told them.

`GOLDEN=write python -m pytest errorpatterns/tests/test_picturing.py` writes `golden/edit.html`
anew: read the diff.
"""

import os
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from context.models import Standing, Status
from context.tests.factories import make_standing
from errorpatterns.editing.annotating import ALONE, GIVES
from errorpatterns.editing.learning import learn
from errorpatterns.editing.rules import Rule, RuleSet, refined
from errorpatterns.models import Applicability, ErrorPattern, FixType, OwnEdit
from errorpatterns.picturing import MOST_DEEDS, Picture, pictured
from errorpatterns.tests.factories import error, event, learned
from errorpatterns.tests.test_api_edits import teach
from errorpatterns.tests.test_edits import Example, at, lesson
from errorpatterns.tests.test_own_edits import ONCE, more
from projects.tests.factories import Caller, make_account
from projects.tests.staff import staff

pytestmark = [pytest.mark.django_db, pytest.mark.by_turns]


def queue(client: Client) -> str:
    return client.get(reverse("admin:context_standing_review")).content.decode()


GOLDEN = Path(__file__).parent / "golden" / "edit.html"
USE = "import { useState } from 'react';\n\n"
LESSONS: list[Example] = [
    ("console.log(total);\n", "logger.debug(total);\n", "console", []),
    ("const g = f();\n", "const g: number = f();\n", "g", ["g"]),
    ("{ p.x; }", "{ (await p).x; }", "x", ["x", "Promise<string>"]),
    ("const a = g(h(1));\nf(b);\n", "f(b);\n", "a", ["a"]),
    (f"{USE}useId();\n", f"{USE.replace('State', 'State, useId')}useId();\n", "useId", ["useId"]),
    ("run(a);\n", "if (ok) {\n  run(a, '<b>x</b>');\n}\n", "run", ["run"]),
    ("a(userName);\n", "a(row.user_name);\n", "userName", ["userName"]),
]
TYPED = LESSONS[1]


def with_edit(edit: RuleSet | None, **fields: Any) -> ErrorPattern:
    return ErrorPattern.objects.create(
        **{
            "slug": "learned-1",
            "name": "'$1' is wrong.",
            "words": "'$1' is wrong.",
            "category": "type",
            "error_regex": "'(.+)' is wrong",
            "fix_type": "replace",
            "fix_template": "Mend it.",
            "applicability": Applicability.MAYBE_INCORRECT,
            "examples": ["'a' is wrong"],
            "edit": edit,
            **fields,
        }
    )


def picture(*examples: Example, **fields: Any) -> Picture:
    found = pictured(with_edit(lesson(*examples), **fields))
    assert found is not None
    return found


def said(rows: Any) -> list[str]:
    """Each row as it is read; holes with what is said of them."""
    return [
        row.sign + "".join(f"{p.text}({p.label})" if p.label else p.text for p in row.pieces)
        for row in rows
    ]


def rule(*elements: Any, **fields: Any) -> Rule:
    return {"e": [*elements], "n": 1, "g": False, "i": [], **fields}


def put(*texts: str) -> list[Any]:
    return ["+", [["t", text] for text in texts], [False, False, False]]


def test_is_drawn_to_the_letter() -> None:
    edit = lesson(*LESSONS)
    # As a module of the language that was missing, and what is done to another file.
    missing = learn("print(os)\n", "import os\nprint(os)\n", at("print(os)", "os"), ["os"])
    beside = {**learn("export { a };\n", "export { a as b };\n", at("export { a };", "a"), ["a"])}
    renamed = learn("a();\n", "b();\n", at("a();", "a"), ["a", "b"])
    for one in (missing, {**renamed, "o": [{**beside, "at": 0}], "c": "<E1>"}):
        edit = refined(edit, one)
    pages = [
        render_to_string("admin/errorpatterns/edit.html", {"edit": pictured(pattern)})
        for pattern in (
            with_edit({**edit, "rules": edit["rules"][:MOST_DEEDS]}),
            with_edit({**edit, "rules": edit["rules"][MOST_DEEDS:]}, slug="learned-2"),
        )
    ]
    text = "\n".join(line.strip() for line in "\n".join(pages).splitlines() if line.strip()) + "\n"
    if os.environ.get("GOLDEN") == "write":
        GOLDEN.write_text(text, encoding="utf-8")
    assert text == GOLDEN.read_text(encoding="utf-8")


class TestDeeds:
    def test_what_is_of_its_place_is_marked_and_waits_for_a_second_lesson(self) -> None:
        [deed] = picture(TYPED).deeds
        assert said(deed.rows) == ["-▸$1◂", "+$1: number"]
        marked = [piece.text for row in deed.rows for piece in row.pieces if piece.kind == "place"]
        assert marked == ["number"]
        assert "once a second lesson puts in the same" in deed.waits
        [deed] = picture(TYPED, TYPED, slug="learned-2").deeds
        assert (deed.told, deed.waits) == ("Told in 2 lessons of 1 account.", "")

    def test_a_hole_that_is_copied_says_which_it_is(self) -> None:
        [deed] = picture(("f(a, b);", "f(b, a);", "f(a, b)", [])).deeds
        assert said(deed.rows) == ["-▸…(…(code 1), …)◂", "+…(…, …(code 1))"]

    def test_of_what_its_types_are_is_told(self) -> None:
        found = pictured(with_edit({"rules": [rule(put(": T"), b=[ALONE, GIVES])], "missed": {}}))
        assert found is not None
        [condition] = found.deeds[0].conditions
        assert "where the name is used nowhere else or the function gives something" in condition

    def test_a_form_of_what_was_captured_is_named(self) -> None:
        [deed] = picture(LESSONS[-1]).deeds
        assert said(deed.rows)[1] == "+row.$1(as snake_case)"

    def test_what_less_is_asked_for_elsewhere_is_drawn_too(self) -> None:
        [deed] = picture(("}, []);", "}, [id]);", "[]", ["id"])).deeds
        assert (said(deed.rows), said(deed.least)) == (["-▸[]◂", "+[$1]"], ["-▸[", "+[$1"])

    def test_white_space_alone_is_told_in_words(self) -> None:
        [deed] = picture(("a = 1   \nb\n", "a = 1\nb\n", "   ", [])).deeds
        assert "It changes nothing but white space." in deed.conditions

    def test_what_was_mended_otherwise_is_for_a_generic_type_alone(self) -> None:
        other: Example = ("{ a.y; }", "{ a.z; }", "y", ["y", "Shop"])
        deed = picture(LESSONS[2], other).deeds[0]
        assert "Only where $2 is a “Promise<…>”: others were mended otherwise." in deed.conditions
        [deed] = picture(LESSONS[2], slug="learned-2").deeds
        assert deed.conditions == []

    def test_a_path_beside_the_file_is_a_condition(self) -> None:
        texts = [
            (f"\n{name};\n", f"import {{ {name} }} from './list';\n\n{name};\n") for name in "ab"
        ]
        found = picture(
            *((*text, f"{name};", [name]) for text, name in zip(texts, "ab", strict=True))
        )
        assert "Only in files that import from “./list” already." in found.deeds[0].conditions


class TestLimits:
    def test_what_is_private_is_not_drawn(self) -> None:
        tokens = [["=", token, True] for token in ("mira", "@", "example", ".", "org")]
        edit: RuleSet = {"rules": [rule(["<"], *tokens, put("x"))], "missed": {}}
        found = pictured(with_edit(edit))
        assert found is not None
        assert found.deeds[0].rows == []
        page = render_to_string("admin/errorpatterns/edit.html", {"edit": found})
        assert "It holds private text, and is not drawn." in page
        assert "mira" not in page

    def test_what_is_hostile_is_escaped_and_seen(self) -> None:
        elements = (["<"], ["=", "<script>", True], put("\u202e", "<img>"))
        edit: RuleSet = {
            "rules": [rule(*elements, c="<b>", f=[0, "<i>"], h=[[0, "<u>"]])],
            "missed": {"<b>": 1},
        }
        page = render_to_string(
            "admin/errorpatterns/edit.html", {"edit": pictured(with_edit(edit))}
        )
        assert not any(tag in page for tag in ("<script>", "<img>", "<b>", "<i>", "<u>", "\u202e"))
        assert all(
            tag in page for tag in ("&lt;script&gt;", "&lt;img&gt;", "&lt;b&gt;", "&lt;i&gt;")
        )

    def test_many_rules_and_long_ones_are_cut(self) -> None:
        rules = [rule(["<"], ["=", f"a{n}", True], put("x")) for n in range(MOST_DEEDS + 5)]
        rules[0] = rule(["<"], put("y" * 1000, *["\n", "z"] * 100), n=9)
        found = pictured(with_edit({"rules": rules, "missed": {}}))
        assert found is not None
        assert (len(found.deeds), found.more) == (MOST_DEEDS, 5)
        rows = said(found.deeds[0].rows)
        assert len(rows) <= 50
        assert max(map(len, rows)) < 250
        assert rows[-1] == "⋯ and so on"


class TestNotes:
    @pytest.mark.parametrize(
        ("fields", "note"),
        [
            ({}, "Maybe Incorrect: level0 --apply tries such an edit."),
            (
                {"applicability": Applicability.UNSPECIFIED},
                "Unspecified: level0 --apply shows, and does not try, such an edit.",
            ),
            ({"fix_type": FixType.REFACTOR}, "It is a larger change, which is told in words alone"),
            ({"fix_type": FixType.MULTI_FILE}, "It changes several files, and its lessons do not"),
            ({"is_built_in": True}, "Its edit came with the release."),
        ],
    )
    def test_say_what_holds_for_all_of_it(self, fields: dict[str, Any], note: str) -> None:
        notes = picture(*LESSONS[:2], **fields).notes
        assert any(one.startswith(note) for one in notes), notes

    def test_say_that_lessons_told_none(self) -> None:
        found = pictured(with_edit({**lesson(TYPED), "missed": {"": 2}}))
        assert found is not None
        assert "2 lessons of it told no edit." in found.notes

    def test_of_words_alone_there_is_no_picture(self) -> None:
        assert pictured(with_edit(None)) is None

    def test_every_shipped_edit_is_drawn(self) -> None:
        for pattern in ErrorPattern.objects.filter(is_built_in=True, edit__isnull=False):
            found = pictured(pattern)
            assert found is not None
            assert all(deed.rows for deed in found.deeds), pattern.slug


class TestAccounts:
    def test_are_counted_where_several_taught_it(self, ours: Caller, theirs: Caller) -> None:
        slug = teach(theirs, fix=ONCE)
        assert more(theirs, "shop") == slug
        pattern = ErrorPattern.objects.get(slug=slug)
        assert [deed.told for deed in shown(pattern).deeds] == ["Told in 2 lessons of 1 account."]
        assert teach(ours, fix=ONCE) == slug
        [deed] = shown(pattern).deeds
        assert deed.told == "Told in 3 lessons of 2 of the 2 accounts that taught it."
        assert any(note.startswith("Each account is served") for note in shown(pattern).notes)

    def test_what_one_of_several_alone_puts_in_is_not_drawn(self) -> None:
        pattern = with_edit(lesson(TYPED))
        own = ("a();\n", "zorg(a);\n", "a", ["a"])
        for examples in ((TYPED, own), (TYPED,)):
            edit = lesson(*examples)
            OwnEdit.objects.create(pattern=pattern, account=make_account(), edit=edit)
        found = shown(pattern)
        [deed] = found.deeds
        assert said(deed.rows) == ["-▸$1◂", "+$1: number"]
        assert "zorg" not in str(found)

    def test_cost_one_query_however_many_they_are(self) -> None:
        pattern = with_edit(lesson(*LESSONS))
        counts = []
        for number in (1, 8):
            for _ in range(number):
                OwnEdit.objects.create(
                    pattern=pattern, account=make_account(), edit=lesson(*LESSONS)
                )
            with CaptureQueriesContext(connection) as captured:
                shown(pattern)  # which reads it, too
            counts.append(len(captured))
        assert counts == [2, 2]


def shown(pattern: ErrorPattern) -> Picture:
    found = pictured(ErrorPattern.objects.get(pk=pattern.pk))
    assert found is not None
    return found


class TestPages:
    @pytest.fixture
    def pattern(self, ours: Caller) -> ErrorPattern:
        place = {"line": 1, "column": 7, "end_line": 1, "end_column": 8}
        told = error("'g' needs a type annotation.", code="typed", **place)
        pattern = learned(
            ours, error=told, fix={"before": TYPED[0], "after": TYPED[1]}, event_id=event()
        )
        Standing.objects.filter(item=pattern).update(
            status=Status.QUARANTINED, flags=["fix: install"]
        )
        return pattern

    def test_the_queue_shows_it_where_it_is_judged(self, pattern: ErrorPattern) -> None:
        page = queue(staff("curator"))
        assert "What its edit does to code" in page
        assert "<ins>+ " in page.split('id="deeds"')[1]
        assert '<mark class="piece-place">number</mark>' in page
        assert "<strong>Not offered yet:</strong> what it puts in may be of its place alone" in page
        assert f"?of={pattern.pk}" in page

    def test_viewers_look_and_do_not_try(self, pattern: ErrorPattern) -> None:
        page = queue(staff("viewer"))
        assert "What its edit does to code" in page
        assert "?of=" not in page

    def test_what_only_advises_has_none(self) -> None:
        make_standing(with_edit(None), None, Status.QUARANTINED, flags=["fix: install"])
        assert "What its edit does to code" not in queue(staff("curator"))

    def test_costs_the_queue_one_query(self, pattern: ErrorPattern) -> None:
        curator, counts = staff("curator"), []
        for edit in (pattern.edit, None):
            ErrorPattern.objects.filter(pk=pattern.pk).update(edit=edit)
            queue(curator)
            with CaptureQueriesContext(connection) as captured:
                queue(curator)
            counts.append(len(captured))
        assert counts[0] == counts[1] + 1

    def test_the_page_of_the_pattern_shows_it(self, pattern: ErrorPattern) -> None:
        url = reverse("admin:errorpatterns_errorpattern_change", args=[pattern.pk])
        for role in ("curator", "viewer"):
            page = staff(role).get(url).content.decode()
            assert '<mark class="piece-place">number</mark>' in page
            assert ("?of=" in page) == (role == "curator")
