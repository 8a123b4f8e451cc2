"""Templates of several messages: what becomes a hole, what stays, and that nothing is lost."""

from itertools import count

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from errorpatterns.alignment import align, bands, covering
from errorpatterns.induction import Template, induce
from errorpatterns.kinship import recognise, refine
from errorpatterns.regexes import check, compiled

# Nothing here asks a database.
pytestmark = pytest.mark.once

# Two messages of one tool, and the words of the template that covers them.
COVERED = [
    (
        "tuple expects 1 positional sub-patterns (given 2)",
        "A expects 1 positional sub-pattern (given 3)",
        None,
    ),
    (
        "wl_update: cannot write block x to the journal",
        "wl_update: cannot write block header to the journal",
        "$1: cannot write block $2 to the journal",
    ),
    (
        "Cannot assign to final attribute `a` of a class that is frozen",
        "Cannot assign to final attribute b_c of a class that is frozen",
        "Cannot assign to final attribute $1 of a class that is frozen",
    ),
    (
        "DICT is not callable",
        "get_number(10) is not callable",
        "$1 is not callable",
    ),
    (
        "Template type T of argument List<String, int> is not known",
        "Template type T of argument string is not known",
        "Template type $1 of argument $2 is not known",
    ),
    (
        "Cannot declare the property with a type of int in this class",
        "Cannot declare the property with a type of bool in this class",
        "Cannot declare the property with a type of $1 in this class",
    ),
    (
        "The result of this condition is always true",
        "The result of this condition is never true",
        None,
    ),
]


@pytest.mark.parametrize(("one", "other", "words"), COVERED)
def test_what_differs_as_values_do_becomes_a_hole(one: str, other: str, words: str | None) -> None:
    found = refine(induce(other), [("it", induce(one))])
    assert [refined.template.words for refined in found] == ([words] if words else [])
    for refined in found:
        check(refined.template.regex)
        for message in (one, other):
            assert compiled(refined.template.regex).search(message)


@pytest.mark.parametrize(
    ("one", "other", "words"),
    [
        ("Cannot use f() with Literal types", "Cannot use f() with union types", "with $2 types"),
        ("illegal type void of 'x'", "illegal type a_b of 'x'", "illegal type $1 of '$2'"),
        ("no such type as 'x' here", "no such type as int or more than one of b here", None),
        ("expected 2 arguments here", "expected at least 2 arguments here", None),
        ("expected 2 arguments here", "expected no arguments here", "expected $1 arguments here"),
        ("Invalid flag of the regex", "Duplicate flag of the regex", None),
        ("VM Paused by an event", "VM Resumed by an event", None),
        ("the type of '=' is void here", "the type of '=' is + here", None),
        ("not allowed here for 'x'", "not allowed here for 'x' in 'y'", None),
    ],
)
def test_a_value_against_a_word_is_enough_to_recognise(
    one: str, other: str, words: str | None
) -> None:
    for first, second in ((one, other), (other, one)):
        found = recognise(induce(second), [("it", induce(first))])
        assert [words in like.template.words for like in found if words] == [True] * bool(words)
        assert bool(found) == bool(words)
        for like in found:
            assert all(compiled(like.template.regex).search(message) for message in (one, other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Expected a token before 'x' in this list", "Unexpected a token before 'x' in this list"),
        ("could not read block 3 in file '/a'", "could not write block 3 in file '/a'"),
        ("Type 'A' is assignable to type 'B' here", "Type 'A' is not assignable to type 'B' here"),
        ("'x' is declared but never used", "'x' is declared but never read"),
        ("Cannot find name 'a'.", "Cannot find module 'a'."),
        ("permission denied for table 'x'", "permission denied"),
        ("Missing docstring in public class", "Missing docstring in public module"),
        ("method a.b() never returns a value here", "function g_h() never returns a value here"),
    ],
)
def test_words_of_prose_tell_two_kinds_apart(one: str, other: str) -> None:
    assert refine(induce(other), [("it", induce(one))]) == []
    assert refine(induce(one), [("it", induce(other))]) == []


def test_several_words_in_one_place_of_a_long_message_become_a_hole() -> None:
    message = "The value of an initializer in the {} declaration must be constant here."
    known = [(word, induce(message.format(word))) for word in ("using", "const")]
    fresh = induce(message.format("field"))
    assert refine(fresh, known[:1]) == []
    [refined] = refine(fresh, known)
    assert refined.id == "using"
    assert refined.template.words == message.format("$1")


SAID = "cannot open the log of the node: {}"


def test_several_clauses_behind_a_colon_become_a_hole() -> None:
    clauses = "it is locked by another one", "no space is left", "the disk is read only now"
    *known, fresh = [(said, induce(SAID.format(said))) for said in clauses]
    assert refine(fresh[1], known[:1]) == []
    [refined] = refine(fresh[1], known)
    assert refined.id == clauses[0]
    assert refined.template.words == SAID.format("$1")
    for said in (*clauses, "Permission denied"):
        match = compiled(refined.template.regex).search(SAID.format(said))
        assert match
        assert match.groups() == (said,)
    assert not compiled(refined.template.regex).search("cannot open the log of the node")


@pytest.mark.parametrize("message", ["not so: {}", "cannot open the log of node {}"])
def test_nor_where_little_is_said_before_it_or_no_colon_stands(message: str) -> None:
    clauses = "it is locked by another one", "no space is left", "the disk is read only now"
    *known, fresh = [(said, induce(message.format(said))) for said in clauses]
    assert refine(fresh[1], known) == []


def test_the_closest_of_several_is_refined_and_of_equals_the_first() -> None:
    fresh = induce("cannot open the log of node x1 for writing at 3")
    near = induce("cannot open the log of node main for writing at 4")
    far = induce("cannot open the old log of node 'a b' for writing at 4")
    assert [r.id for r in refine(fresh, [(1, far), (2, near), (3, near)])][:1] == [2]


def test_a_number_that_meets_a_name_accepts_both_and_leaves_the_plural_free() -> None:
    one, other = induce("gave 2 arguments to the call here"), induce("gave a.b to the call here")
    alignment = align(one, other)
    assert alignment
    template = covering(one, alignment)
    assert template
    for message in ("gave 1 argument to the call here", "gave a.b to the call here"):
        assert compiled(template.regex).search(message)


@pytest.mark.parametrize(
    ("one", "other", "words"),
    [
        ("(got 2 instead) of a row", "(got a.b instead) of a row", "(got $1 instead) of a row"),
        ("the row 7 is not one of them", "the row a.b is not one of them", "row $1 is not one"),
        ("at least 3 characters here", "at least a.b characters here", "least $1 characters here"),
        ("domain 3 violates its check", "domain key violates its check", "domain $1 violates its"),
    ],
)
def test_a_word_behind_a_number_is_no_part_of_what_a_name_stands_for(
    one: str, other: str, words: str
) -> None:
    for first, second in ((one, other), (other, one)):
        alignment = align(induce(first), induce(second))
        assert alignment
        template = covering(induce(first), alignment)
        assert template
        assert words in template.words
        assert all(compiled(template.regex).search(message) for message in (one, other))


def test_captures_are_told_by_their_old_numbers_and_their_words() -> None:
    known = induce("cannot write block first to the journal of 'b'")
    fresh = induce("cannot write block n_9 to the journal of 'c'")
    [refined] = refine(fresh, [("it", known)])
    assert refined.alignment.captures(0) == ({1: 2}, ["first", ""])
    assert refined.alignment.captures(1) == ({1: 1, 2: 2}, ["", ""])


def test_a_template_is_stored_without_what_stood_in_it() -> None:
    template = induce("Cannot find name 'secretName' at line 3")
    assert "secretName" not in str(template.stored)
    assert Template.restored(template.stored).regex == template.regex


def test_similar_templates_share_a_band_and_others_none() -> None:
    one = induce("could not open relation mapping file of the server 'a'")
    other = induce("could not open relation mapping file of the client 'b'")
    assert set(bands(one)) & set(bands(other))
    assert not set(bands(one)) & set(bands(induce("Unexpected token 'x', expected a semicolon")))
    assert bands(one) == bands(induce("could not open relation mapping file of the server 'z'"))


WORDS = ["cannot", "find", "the", "name", "of", "module", "is", "not", "3 arguments", "1 argument"]
VALUES = ["'a b'", "`x`", "12", "a.b", "/a/b.ts", "X", "x_y", "<path>", "()", "{", "'", ", ", "\n"]
MESSAGES = st.lists(st.sampled_from(WORDS + VALUES), min_size=3, max_size=12).map(" ".join)


class Learner:
    """A library without a database, which remembers what it learned."""

    def __init__(self) -> None:
        self.templates: dict[int, Template] = {}
        self.signatures: dict[str, int] = {}
        self.numbers = count()

    def learn(self, template: Template) -> int:
        if template.signature not in self.signatures:
            for refined in refine(template, self.templates.items()):
                self.templates[refined.id] = refined.template
                number = refined.id
                break
            else:
                number = next(self.numbers)
                self.templates[number] = template
            self.signatures[template.signature] = number
        return self.signatures[template.signature]


def induced(message: str) -> Template | None:
    try:
        return induce(message)
    except ValueError:
        return None


@given(st.lists(MESSAGES, min_size=2, max_size=7))
def test_whatever_is_merged_every_message_is_matched_by_its_pattern(messages: list[str]) -> None:
    learner = Learner()
    learned = [
        (message, learner.learn(template)) for message in messages if (template := induced(message))
    ]
    for message, number in learned:
        regex = learner.templates[number].regex
        check(regex)
        assert compiled(regex).search(message)
        template = learner.templates[number]
        assert template.exact or Template.restored(template.stored).regex == regex


@given(MESSAGES, MESSAGES)
@example("cannot cannot the", "find \n find the")
@example("cannot cannot 3 arguments", "1 argument cannot cannot")
def test_what_covers_two_matches_both_though_they_are_of_two_kinds(one: str, other: str) -> None:
    left, right = induced(one), induced(other)
    assume(left and right)
    assert left
    assert right
    alignment = align(left, right)
    assume(alignment)
    assert alignment
    template = covering(left, alignment)
    assume(template)
    assert template
    for message in (one, other):
        assert compiled(template.regex).search(message)
    again = covering(left, alignment)
    assert again
    assert again.regex == template.regex


# Of one sentence, what may stand in each of its places.
PLACES = [
    ("do not call", "cannot call", "3 calls", "call", "`f` calls"),
    ("", "`f_x`", "f_x()", "'a b' of 'c'", "<path>", "3", "it", "{", "x, y"),
    ("in the defaults",),
    ("", "of 2 arguments", "of an argument", "a.b", "(now)", "here"),
    ("of the function", "of the functions"),
    ("", "'x'", ", or in 'y'", "; use `z`", "at 12:30:11"),
]
SENTENCES = st.tuples(*map(st.sampled_from, PLACES)).map(lambda said: " ".join(filter(None, said)))


@given(st.lists(SENTENCES, min_size=2, max_size=6))
@example(
    [f"do not call{what} in the defaults of it" for what in ("", " `x`", " x_y")],
)
def test_what_covers_several_in_turn_matches_each_of_them(messages: list[str]) -> None:
    template = induce(messages[0])
    seen = messages[:1]
    for message in messages[1:]:
        fresh = induce(message)
        alignment = align(template, fresh)
        covers = alignment and covering(template, alignment)
        if covers:
            template, seen = covers, [*seen, message]
    for message in seen:
        assert compiled(template.regex).search(message), template.regex


@pytest.mark.parametrize(
    "text",
    ["a" * 50_000, "'" * 50_000, "word " * 10_000, "\u202e\u0301x y " * 5_000, "(a, " * 12_000],
)
def test_a_hostile_text_takes_no_longer_than_an_honest_one(text: str) -> None:
    message = f"cannot read {text} of it"
    template = induced(message)
    assert template
    alignment = align(template, induce("cannot read 'x' of it"))
    assert alignment is None or len(alignment.pieces) < 1_000


def test_several_words_of_prose_beside_a_value_tell_two_kinds_apart() -> None:
    one = "Type of public getter 'a' from exported class has or is using name 'b' from module 'c'."
    other = "Parameter 'x' from exported class has or is using name 'y' from module 'z'."
    assert refine(induce(other), [("it", induce(one))]) == []
