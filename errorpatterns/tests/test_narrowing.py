import pytest
from hypothesis import given
from hypothesis import strategies as st

from errorpatterns.fixes import without_capture
from errorpatterns.induction import Template, induce
from errorpatterns.narrowing import narrowed, settled
from errorpatterns.regexes import captures_of, check, compiled

# Nothing here asks a database.
pytestmark = pytest.mark.once

MESSAGE = "The option 'strict' of 'a' is not allowed here."


def test_a_hole_that_never_varied_becomes_its_text() -> None:
    found = narrowed(
        induce(MESSAGE),
        "Take $1 out of $2.",
        [MESSAGE, "The option 'strict' of 'b' is not allowed here."],
        ["The option 'loose' of 'b' is not allowed here."],
    )
    assert found
    assert found.template.words == "The option 'strict' of '$1' is not allowed here."
    assert found.fix == "Take strict out of $1."
    check(found.template.regex)
    assert compiled(found.template.regex).search(MESSAGE)


def test_a_hole_of_numbers_alone_becomes_a_number() -> None:
    message = "The value '{}' of this option is not allowed."
    examples = [message.format(n) for n in (1, 22)]
    found = narrowed(induce(examples[0]), "Use 3.", examples, [message.format("x")])
    assert found
    assert compiled(found.template.regex).search(message.format(333))
    assert not compiled(found.template.regex).search(message.format("x"))


@pytest.mark.parametrize(
    ("examples", "others"),
    [
        ([], ["The option 'loose' of 'b' is not allowed here."]),
        (["Another message."], ["The option 'loose' of 'b' is not allowed here."]),
        ([MESSAGE], [MESSAGE]),
    ],
)
def test_without_a_hole_that_tells_them_apart_there_is_nothing(
    examples: list[str], others: list[str]
) -> None:
    assert narrowed(induce(MESSAGE), "", examples, others) is None


def test_the_captures_of_a_fix_are_counted_anew() -> None:
    assert without_capture("$1 $2 $3 $$2 $10", 2, "a$1") == "$1 a$$1 $2 $$2 $9"


def options(*pairs: tuple[str, str]) -> list[str]:
    return [f"The option '{name}' of '{owner}' is not allowed here." for name, owner in pairs]


def test_what_never_varied_in_five_messages_is_the_only_value() -> None:
    template = induce(MESSAGE)
    narrow = settled(template, options(*(("strict", owner) for owner in "abcde")))
    check(narrow.regex)
    assert captures_of(narrow.regex, options(("strict", "z"))[0]) == ("strict", "z")
    assert captures_of(narrow.regex, options(("loose", "a"))[0]) is None
    assert narrow.words == template.words
    assert Template.restored(narrow.stored).regex == narrow.regex
    assert narrow.loose.regex == template.regex


@pytest.mark.parametrize(
    "told",
    [
        options(*(("strict", owner) for owner in "abcd")),  # too few
        options(*(("strict", owner) for owner in "aaabb")),  # too few that differ
        options(*(("strict", owner) for owner in "abcde"), ("loose", "a")),  # it varies
        options(*(("<path>", owner) for owner in "abcde")),  # nobody knows whether it varied
        ["Another message.", *options(*(("strict", owner) for owner in "abcde"))],
    ],
)
def test_otherwise_any_value_may_stand_there(told: list[str]) -> None:
    template = induce(told[-1])
    assert settled(template, told) is template


def test_a_number_says_nothing_of_the_next() -> None:
    told = [f"Line 7 of '{owner}' is longer than allowed." for owner in "abcde"]
    assert settled(induce(told[0]), told).regex == induce(told[0]).regex


VALUES = st.text(st.sampled_from("ab.*+?()[]{}|\\^$ $1"), min_size=1, max_size=8)


@given(VALUES, st.lists(VALUES, min_size=5, max_size=8, unique=True))
def test_all_that_was_taught_is_still_matched(only: str, others: list[str]) -> None:
    told = options(*((only, other) for other in others))
    template = induce(told[0])
    if all(captures_of(template.regex, message) for message in told):
        narrow = settled(template, told)
        for message in told:
            assert captures_of(narrow.regex, message) == captures_of(template.regex, message)
