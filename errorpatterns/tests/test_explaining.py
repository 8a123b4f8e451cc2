"""What patterns say that their fixes do."""

from typing import Any

import pytest

from context.models import Status
from errorpatterns.editing.learning import learn as learned_rule
from errorpatterns.editing.places import Span
from errorpatterns.editing.rules import Rule, refined
from errorpatterns.editing.wording import wordings
from errorpatterns.explaining import BRINGS_A_NAME, derived
from errorpatterns.models import ErrorPattern
from errorpatterns.tests.factories import error, judge, learn, learned, matches
from errorpatterns.tests.shelf import edit as change
from projects.models import Project
from projects.tests.factories import Caller, where_stored
from projects.tests.staff import staff


def rule(before: str, after: str, captures: tuple[str, ...] = (), has_end: bool = True) -> Rule:
    """Of an example in which « and » stand around what the error points at."""
    start, end = before.index("«"), before.index("»") - 1
    text = before.replace("«", "").replace("»", "")
    return learned_rule(text, after, Span(start, end if has_end else None), captures)


def said(*args: Any, **fields: Any) -> str:
    return next(iter(wordings([rule(*args, **fields)])), "")


class TestWording:
    @pytest.mark.parametrize(
        ("before", "after", "captures", "sentence"),
        [
            ("f(a.«lenght»);", "f(a.length);", ("lenght", "length"), "Replaces `$1` with `$2`."),
            ("f(a «==» b);", "f(a === b);", ("===", "=="), "Replaces `$2` with `$1`."),
            ("import «os»\nf()\n", "f()\n", ("os",), "Takes out the import of `$1`."),
            (
                "import { «a», b } from './m';\nf(b);\n",
                "import { b } from './m';\nf(b);\n",
                ("a",),
                "Takes out `$1` and the separator beside it.",
            ),
            (
                "g(«f()»);\n",
                "g(void f());\n",
                (),
                "Inserts `void` before what the error points at.",
            ),
            ("x = «[1, 2]»\n", "x = [1, 2, 3]\n", ("3",), "Inserts `, 3` before `]`."),
            ("f(«a»)\n", "f(g(a))\n", ("a",), "Puts `g(` and `)` around `$1`."),
            ("f(«a  »)\n", "f(a)\n", (), "Takes out white space."),
            ("let x: «any» = 1;", "let x: unknown = 1;", (), "Replaces `any` with `unknown`."),
            (
                "g(«new» Map());",
                "import { Map } from 'immutable';\ng(new Map());",
                ("Map",),
                "Imports `$1` from `immutable`.",
            ),
        ],
    )
    def test_tells_what_is_done(
        self, before: str, after: str, captures: tuple[str, ...], sentence: str
    ) -> None:
        assert said(before, after, captures) == sentence

    def test_a_module_is_told_by_what_the_message_names(self) -> None:
        """Each module has a rule of its own; together they are one fix."""
        one = rule("f(«json».x)\n", "import json\nf(json.x)\n", ("json",))
        other = rule("f(«math».x)\n", "import math\nf(math.x)\n", ("math",))
        assert wordings([one, other]) == ["Imports `$1`, a module of the language."]

    def test_of_strings_and_comments_only_that_there_are_some(self) -> None:
        assert said("get(«a»)", "get(a, 'acme-secret')", ("a",)) == "Inserts `, '…'` after `$1`."
        assert said("if (a) «{}»", "if (a) { /* ask Otto */ }") == "Inserts `/* … */` after `{`."

    def test_a_dollar_of_the_code_stays_one(self) -> None:
        rules = [rule("f(«a»)", "f(a, $1)", ("a",))]
        assert wordings(rules)[0] == "Inserts `, $$1` after `$1`."

    @pytest.mark.parametrize(
        ("before", "after"),
        [
            ("f(«a»)\n", "f(a, " + "x" * 80 + ")\n"),  # too long to quote
            ("f(«a»)\n", "f(a, `b`)\n"),  # ticks would end the quotation
            ("f(«a»)\n", "f(a);\ng();\nh()\n"),  # several lines
            ("total = 1\nf(«totl»)\n", "total = 1\nf(total)\n"),  # a guess
        ],
    )
    def test_says_nothing_rather_than_half(self, before: str, after: str) -> None:
        assert wordings([rule(before, after)]) == []

    def test_holds_for_each_of_several_rules(self) -> None:
        one = rule("f(«a»)", "f(a, 1)", ("a",))
        other = rule("f(«a»)", "f(a, 2)", ("a",))
        assert wordings([one])[0] == "Inserts `, 1` after `$1`."
        assert wordings([one, other]) == []

    def test_only_what_two_examples_share(self) -> None:
        known = refined(None, rule("f(«a».x)", "f(await a.x)", ("a",)))
        known = refined(known, rule("f(«b».x)", "f(await b.x)", ("b",)))
        assert len(known["rules"]) == 1
        assert wordings(known["rules"])[0] == "Inserts `await` before `$1`."


@pytest.mark.parametrize(
    ("fix", "sentence"),
    [
        ('import { $1 } from "react";', "Imports `$1` from `react`. " + BRINGS_A_NAME),
        ("from hooks import $1", "Imports `$1` from `hooks`. " + BRINGS_A_NAME),
        ("import $1 from './$1';", "Adds `import $1 from './$1';`."),
        ("import it from where it stands, and see", "Mended by an insertion."),
        ("Ask the hooks folder for '$1'.", "Mended by an insertion."),
    ],
)
def test_a_fix_without_an_edit_is_told_where_it_is_an_import(fix: str, sentence: str) -> None:
    assert derived("insert", fix, None) == sentence


def test_what_is_private_as_a_whole_is_not_told() -> None:
    known = refined(None, rule("f(«a»)", "f(a, ada@corp.example)", ("a",)))
    assert wordings(known["rules"])[0] == "Inserts `, ada@corp.example` after `$1`."
    assert derived("insert", "f($1, <email>)", known) == "Mended by an insertion."


MESSAGE = "The gauge '{}' is out of '{}' here."


def told(one: str, other: str, file: str = "a.ts") -> dict[str, Any]:
    where = {"line": 1, "column": 3, "end_line": 1, "end_column": 3 + len(one)}
    return error(MESSAGE.format(one, other), code="G1", tool="gauge", file=file, **where)


def edit(before: str, after: str) -> dict[str, str]:
    return {"before": before, "after": after}


@pytest.mark.django_db
class TestPatterns:
    def test_says_it_of_the_error_at_hand(self, ours: Caller) -> None:
        slug = learn(ours, error=told("lenght", "length"), fix=edit("f(lenght)", "f(length)"))[
            "pattern"
        ]["id"]
        match = matches(ours, "shop", told("colr", "color"))[slug]
        assert match["fix"]["explanation"] == "Replaces `colr` with `color`."
        one = told("colr", "color")
        context = ours.post("context/", {"project": "shop", "errors": [one]}).json()
        assert "\n```text\nReplaces `colr` with `color`.\n```\n" in context["markdown"]

    def test_is_refined_with_the_edit(self, ours: Caller) -> None:
        pattern = learned(ours, error=told("a", "b"), fix=edit("f(a)", "f(a, 1)"))
        version = pattern.version
        other = told("c", "d") | {"end_column": 6}
        learn(ours, "blog", error=other, fix=edit("f(g())", "f(g(), 1)"))
        pattern.refresh_from_db()
        assert pattern.explanation == "Inserts `, 1` after what the error points at."
        assert pattern.version > version

    def test_says_it_of_an_error_that_is_only_alike(self, ours: Caller) -> None:
        """Captures are counted otherwise where a literal of the pattern differs."""
        one = "cannot cast value of type boolean to 'lenght' of the journal, but to 'length'"
        place = told("lenght", "") | {"message": one}
        slug = learn(ours, error=place, fix=edit("f(lenght)", "f(length)"))["pattern"]["id"]
        other = "cannot cast value of type user_id to 'colr' of the journal, but to 'color'"
        match = matches(ours, "shop", told("colr", "") | {"message": other})[slug]
        assert match["captures"] == ["user_id", "colr", "color"]
        assert match["fix"]["explanation"] == "Replaces `colr` with `color`."

    def test_what_staff_wrote_stays(self, ours: Caller) -> None:
        pattern = learned(ours, error=told("a", "b"), fix=edit("f(a)", "f(a, 1)"))
        ErrorPattern.objects.filter(pk=pattern.pk).update(explanation="Staff know better.")
        other = told("c", "d") | {"end_column": 6}
        learn(ours, "blog", error=other, fix=edit("f(g())", "f(g(), 1)"))
        pattern.refresh_from_db()
        assert pattern.explanation == "Staff know better."

    def test_says_to_several_accounts_what_all_of_them_taught(
        self, ours: Caller, theirs: Caller
    ) -> None:
        pattern = learned(ours, error=told("a", "b"), fix=edit("f(a)", "f(a, 1)"))
        assert pattern.explanation == "Inserts `, 1` after `$1`."
        other = told("c", "d") | {"end_column": 6}
        assert learned(theirs, error=other, fix=edit("f(g())", "f(g(), 1)")) == pattern
        pattern.refresh_from_db()
        assert pattern.explanation == "Inserts `, 1` after what the error points at."
        made = ErrorPattern.history.filter(id=pattern.pk)
        assert {row.explanation for row in made} == {pattern.explanation}

    def test_says_no_more_to_several_accounts_than_it_did(
        self, ours: Caller, theirs: Caller
    ) -> None:
        learn(ours, error=told("a", "b"), fix=edit("f(a)", "f(a, 1)"))
        other = told("c", "d") | {"end_column": 6}
        learn(theirs, error=other, fix=edit("f(g())", "f(g(), 1)"))
        pattern = learned(theirs, "blog", error=told("e", "d"), fix=edit("f(e)", "f(e, 1)"))
        assert pattern.explanation == "Inserts `, 1` after what the error points at."

    def test_what_staff_make_of_the_fix_is_told_no_more(self, ours: Caller) -> None:
        pattern = learned(ours, error=told("a", "b"), fix=edit("f(a)", "f(a, 1)"))
        assert change(staff("curator"), pattern, fix_template="Ask.").status_code == 302
        pattern.refresh_from_db()
        assert (pattern.edit, pattern.explanation) == (None, "Mended by a replacement.")

    def test_what_is_erased_is_told_no_more(self, ours: Caller) -> None:
        pattern = learned(ours, error=told("a", "b"), fix=edit("f(a)", "f(a, acmeLedger)"))
        assert pattern.explanation == "Inserts `, acmeLedger` after `$1`."
        learn(ours, "blog", error=told("c", "d"), fix={"template": "Ask."})
        Project.objects.get(account=ours.account, key="shop").erase()
        assert where_stored("acmeLedger") == []

    def test_what_staff_activate_stays(self, ours: Caller, theirs: Caller) -> None:
        pattern = learned(ours, error=told("a", "b"), fix=edit("f(a)", "f(a, 1)"))
        judge(pattern, Status.ACTIVE)
        learn(theirs, error=told("c", "d"), fix=edit("f(c)", "f(c, 1)"))
        pattern.refresh_from_db()
        assert pattern.explanation == "Inserts `, 1` after `$1`."
