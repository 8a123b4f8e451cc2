"""Codes that tools give their errors: what they tell apart, and what they make one."""

from typing import Any

import pytest

from errorpatterns.codes import FEW, all_of, are_one_kind, differ, few_of
from errorpatterns.models import ErrorPattern
from errorpatterns.tests.factories import learn, matches, report
from projects.tests.factories import Caller

MESSAGE = "Expected newline at the end of 'a.ts'"
FIX = {"template": "End it with a newline."}
# Of words alone, what differs here does not tell that they are of one kind.
ONE = "Import of json is outside of the toplevel"
KIN = "Import of os.path as p_1 is outside of the toplevel"


def told(message: str, **facts: str) -> dict[str, str]:
    return {"message": message, **facts}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("TS2304", "ts2304"),
        ("TS2304", "2304"),
        ("@typescript-eslint/no-unused-vars", "no-unused-vars"),
        ("clippy::needless_return", "needless_return"),
        ("import/no-unresolved", "import-x/no-unresolved"),
        ("-Wunused-variable", "-Werror=unused-variable"),
        ("-Wunused-variable", "-Werror,-Wunused-variable"),
    ],
)
def test_what_is_put_before_a_code_makes_no_other(one: str, other: str) -> None:
    assert are_one_kind(one, other)
    assert are_one_kind(other, one)
    assert not differ(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("TS2304", "TS2552"), ("TS2304", "304"), ("no-undef-init", "init"), ("W0602", "PLW0602")],
)
def test_two_codes_differ(one: str, other: str) -> None:
    assert differ(one, other)
    assert not are_one_kind(one, other)


@pytest.mark.parametrize("known", ["", "E1"])
def test_none_tells_nothing(known: str) -> None:
    assert not are_one_kind(known, "")
    assert not differ(known, "")


def test_a_code_of_many_names_no_kind() -> None:
    codes = dict.fromkeys(range(FEW), "misc") | {-1: "other"}
    assert few_of("misc", codes) == set(range(FEW))
    assert few_of("misc", codes | {FEW: "misc"}) == set()
    assert few_of("", {1: ""}) == set()
    assert all_of("misc", codes | {FEW: "misc"}) == {*range(FEW), FEW}
    assert all_of("", {1: ""}) == set()


@pytest.mark.django_db
@pytest.mark.by_turns
class TestMatching:
    @pytest.fixture
    def slug(self, ours: Caller) -> str:
        error = told(MESSAGE, code="@stylistic/eol-last", tool="eslint")
        return str(learn(ours, error=error, fix=FIX)["pattern"]["id"])

    @pytest.mark.parametrize(
        "facts",
        [
            {},
            {"code": "eol-last"},
            {"code": "@stylistic/eol-last", "tool": "eslint"},
            {"code": "W391", "tool": "flake8"},
        ],
    )
    def test_an_error_that_may_be_it(self, ours: Caller, slug: str, facts: dict[str, str]) -> None:
        assert slug in matches(ours, told=told(MESSAGE, **facts))

    @pytest.mark.parametrize("facts", [{"code": "padding"}, {"code": "padding", "tool": "ESLint"}])
    def test_not_what_the_tool_calls_another(
        self, ours: Caller, slug: str, facts: dict[str, str]
    ) -> None:
        assert slug not in matches(ours, told=told(MESSAGE, **facts))

    def test_nor_in_a_context(self, ours: Caller, slug: str) -> None:
        for code, served in (("padding", False), ("eol-last", True)):
            errors = [told(MESSAGE, code=code, tool="eslint")]
            body = {"project": "shop", "errors": errors, "sections": ["error_patterns"]}
            assert ("matches errors[0]" in ours.post("context/", body).content.decode()) is served

    def test_what_two_lessons_called_differently_is_of_any_code(
        self, ours: Caller, slug: str
    ) -> None:
        again = learn(ours, error=told(MESSAGE, code="other", tool="eslint"), fix=FIX)
        assert again["pattern"]["id"] == slug
        assert slug in matches(ours, told=told(MESSAGE, code="third", tool="eslint"))


@pytest.mark.django_db
@pytest.mark.by_turns
class TestRefining:
    def taught(self, caller: Caller, message: str, code: str, **fields: Any) -> Any:
        error = told(message, code=code) if code else told(message)
        return learn(caller, error=error, **{"fix": FIX, **fields})

    def test_what_has_one_code_is_of_one_kind(self, ours: Caller) -> None:
        slug = self.taught(ours, ONE, "R0124")["pattern"]["id"]
        again = self.taught(ours, KIN, "R0124")
        assert (again["pattern"]["id"], again["created"]) == (slug, False)
        later = "Import of re is outside of the toplevel"
        assert matches(ours, told=told(later))[slug]["captures"] == ["re"]

    def test_is_recognised_by_it(self, ours: Caller) -> None:
        slug = self.taught(ours, ONE, "R0124")["pattern"]["id"]
        assert slug in matches(ours, told=told(KIN, code="R0124"))
        assert slug not in matches(ours, told=told(KIN))
        assert slug not in matches(ours, told=told(KIN, code="R0125"))

    def test_what_only_the_code_makes_alike_may_be_denied(self, ours: Caller) -> None:
        slug = self.taught(ours, ONE, "R0124")["pattern"]["id"]
        error = told(KIN, code="R0124")
        assert slug in matches(ours, told=error)
        answer = report(ours, slug, success=False, told=error, mismatch=KIN, evidence="human")
        assert answer.status_code == 201, answer.content
        assert slug not in matches(ours, told=error)

    def test_another_tools_code_is_no_evidence(self, ours: Caller) -> None:
        slug = learn(ours, error=told(ONE, code="1", tool="npm"), fix=FIX)["pattern"]["id"]
        assert slug in matches(ours, told=told(KIN, code="1", tool="npm"))
        assert slug not in matches(ours, told=told(KIN, code="1", tool="make"))

    def test_words_that_tell_apart_do_so_in_one_code_too(self, ours: Caller) -> None:
        self.taught(ours, "Expected value of type foo_bar to be given", "misc")
        other = self.taught(ours, "Expected value of type thing not to be given", "misc")
        assert other["created"] is True

    def test_not_without_it(self, ours: Caller) -> None:
        self.taught(ours, ONE, "")
        assert self.taught(ours, KIN, "")["created"] is True

    def test_not_where_the_fixes_differ(self, ours: Caller) -> None:
        self.taught(ours, ONE, "R0124")
        other = self.taught(ours, KIN, "R0124", fix={"template": "Give up."})
        assert other["created"] is True

    def test_a_code_of_many_makes_alike_what_differs_in_no_word(self, ours: Caller) -> None:
        slugs = [
            self.taught(ours, message, "comma", fix={"template": message})["pattern"]["id"]
            for message in (
                "There should be no space after ,",
                "There is a blank missing here",
                "Lines have to end with one",
            )
        ]
        message = "There should be no space after :"
        assert not {*slugs} & {*matches(ours, told=told(message))}
        assert slugs[0] in matches(ours, told=told(message, code="comma"))
        other = "There should be one space after :"
        assert not {*slugs} & {*matches(ours, told=told(other, code="comma"))}

    def test_not_by_a_code_of_many(self, ours: Caller) -> None:
        for n, what in enumerate(("first", "second", "third")):
            fix = {"template": f"Try {n} times."}
            self.taught(
                ours, f"Import of {what} things is outside of the toplevel", "misc", fix=fix
            )
            assert ErrorPattern.objects.filter(is_built_in=False).count() == n + 1
        self.taught(ours, ONE, "misc")
        assert self.taught(ours, KIN, "misc")["created"] is True
