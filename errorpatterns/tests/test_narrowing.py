import pytest

from errorpatterns.fixes import without_capture
from errorpatterns.induction import induce
from errorpatterns.narrowing import narrowed
from errorpatterns.regexes import check, compiled

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
