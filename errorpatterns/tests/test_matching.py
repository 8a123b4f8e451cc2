import threading

import pytest
import re2
from hypothesis import given
from hypothesis import strategies as st

from errorpatterns import matching
from errorpatterns.matching import Index
from errorpatterns.regexes import choices, escape, required_literal

# Nothing here asks a database.
pytestmark = pytest.mark.once

LETTERS = st.text("ab é", min_size=1, max_size=6)
PATTERNS = st.lists(
    st.one_of(
        LETTERS.map(escape),
        st.tuples(LETTERS, LETTERS).map(lambda two: rf"{escape(two[0])}(.*?)\s+{escape(two[1])}"),
        st.tuples(LETTERS, LETTERS).map(lambda two: rf"{escape(two[0])}([^\n]*?){escape(two[1])}"),
        st.tuples(LETTERS, LETTERS).map(lambda two: rf"\b{escape(two[0])}(a?)b|{escape(two[1])}"),
        LETTERS.map(lambda text: rf"^{escape(text * 3)}$"),
    ).filter(lambda pattern: required_literal(pattern) or choices(pattern)),
    max_size=12,
)
TEXTS = st.text("ab é\n", max_size=40)


def brute_force(patterns: dict[int, str], text: str) -> dict[int, tuple[tuple[str, ...], object]]:
    found = {id: re2.search(pattern, text) for id, pattern in patterns.items()}
    return {id: (match.groups(""), match.span()) for id, match in found.items() if match}


@given(PATTERNS, PATTERNS, st.sets(st.integers(0, 23)), TEXTS)
def test_finds_what_trying_every_pattern_finds(
    built: list[str], added: list[str], removed: set[int], text: str
) -> None:
    patterns = dict(enumerate(built))
    index = Index(patterns.items())
    for id, pattern in enumerate(added, start=len(built) // 2):
        index.add(id, pattern)
        patterns[id] = pattern
    for id in removed:
        index.remove(id)
        patterns.pop(id, None)
    assert len(index) == len(patterns)
    hits = index.match(text)
    assert {hit.id: (hit.groups, hit.span) for hit in hits} == brute_force(patterns, text)


def test_most_literal_text_comes_first_then_the_id() -> None:
    index = Index([(3, "wrong (.*)"), (2, "wrong (.*)"), (1, "name (.*) is wrong (.*)")])
    assert [hit.id for hit in index.match("name x is wrong here")] == [1, 2, 3]


def test_groups_and_span_are_in_characters() -> None:
    (hit,) = Index([("a", "name '(.)'(x)? is wrong")]).match("é: name 'ü' is wrong")
    assert hit.groups == ("ü", "")
    assert hit.span == (3, 20)


def test_runs_of_white_space_are_one_blank_to_a_pattern_that_says_so() -> None:
    index = Index([(1, r"is\s+quite\s+wrong"), (2, "is quite wrong")])
    assert [hit.id for hit in index.match("is \n\t quite  wrong")] == [1]


def test_many_patterns_share_a_literal() -> None:
    index = Index([(n, f"wrong name {n}") for n in range(100)])
    assert [hit.id for hit in index.match("wrong name 42")] == [42, 4]


def test_an_added_pattern_replaces_the_one_of_its_id() -> None:
    index = Index([(1, "first text"), (2, "second text")])
    index.add(1, "other text")
    assert len(index) == 2
    assert index.match("first text") == []
    assert [hit.id for hit in index.match("other text")] == [1]


def test_a_removed_pattern_is_gone_and_may_come_back() -> None:
    index = Index([(1, "first text")])
    index.remove(1)
    index.remove(7)
    assert 1 not in index
    assert not index.match("first text")
    index.add(1, "first text")
    assert [hit.id for hit in index.match("first text")] == [1]


def test_the_base_is_built_anew_when_the_delta_is_full(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(matching, "MAX_DELTA", 5)
    index: Index[int] = Index()
    for n in range(40):
        index.add(n, f"wrong number {n}$")
        index.remove(n - 20)
    assert len(index) == 20
    assert [hit.id for hit in index.match("wrong number 30")] == [30]
    assert not index.match("wrong number 10")


def test_a_text_that_repeats_a_literal_is_one_candidate() -> None:
    index = Index([(n, "a" * n + "$") for n in range(4, 40)])
    hits = index.match("a" * 60_000)
    assert [hit.id for hit in hits] == list(range(39, 3, -1))


@pytest.mark.parametrize("built", [True, False])
def test_one_of_several_alternatives_is_enough(built: bool) -> None:
    many = [(n, f"wrong {n}$|not right {n}$") for n in range(2 * matching.MAX_WITHOUT_LITERAL)]
    index = Index(many if built else ())
    for id, regex in () if built else many:
        index.add(id, regex)
    assert [hit.id for hit in index.match("this is not right 7")] == [7]
    # Both stand there; it is one hit all the same.
    assert [hit.id for hit in index.match("not right 7, but wrong 3")] == [3]
    assert not index.match("wrong")


def test_a_literal_across_the_pieces_of_a_long_text_is_found() -> None:
    index = Index([(1, "needle in here"), (2, "x" * 300 + "needle")])
    for offset in range(matching._PIECE - 20, matching._PIECE + 5):
        assert [hit.id for hit in index.match("-" * offset + "needle in here")] == [1]


def test_what_is_of_one_line_is_found_in_any_of_those_with_its_literal() -> None:
    index = Index([(1, r"wrong name (\w+) in [^\n]+ of \d")])
    dull = "  wrong name\n\n\t wrong   name here \n"
    told = "é  wrong name it in this of 3"
    (hit,) = index.match(dull * 40 + told + "\n" + dull * 40)
    assert hit.groups == ("it",)
    assert hit.span == (len(dull) * 40 + 3, len(dull) * 40 + len(told))


def test_a_long_text_is_cut_and_the_answer_says_so() -> None:
    index = Index([(1, "is wrong")])
    assert not index.match("is wrong").text_cut
    hits = index.match("é" * matching.MAX_TEXT + "is wrong")
    assert hits.text_cut
    assert not hits


def test_the_most_specific_candidates_are_tried_and_the_answer_says_so() -> None:
    index = Index([(n, "wrong" + "x" * (n % 300)) for n in range(300)])
    hits = index.match("wrong" + "x" * 299)
    assert hits.candidates_cut
    assert [hit.id for hit in hits] == list(range(299, 43, -1))


def test_where_there_are_too_many_only_those_that_count_are_tried() -> None:
    many = range(matching.MAX_CANDIDATES)
    index = Index([*((n, f"is wrong(?:{n})?") for n in many), (-1, "is wron")])
    assert -1 not in {hit.id for hit in index.match("is wrong")}
    for known in ({-1, 7}, {-1, *many[7:]}):
        hits = index.match("is wrong", lambda known=known: known)  # type: ignore[misc]
        assert {hit.id for hit in hits} == known
        assert not hits.candidates_cut
    assert {tried.id for tried in index.tried("is wrong", lambda: {-1, 7})} == {-1, 7}


def test_many_of_one_regex_leave_room_for_others() -> None:
    index = Index([*((n, "is wrong") for n in range(matching.MAX_CANDIDATES)), (-1, "is wron")])
    hits = index.match("is wrong")
    assert hits.candidates_cut
    assert hits[-1].id == -1
    assert len(hits) == matching.MAX_ALIKE + 1


def test_nobody_is_asked_where_few_are_found() -> None:
    index = Index([(1, "is wrong")])
    assert [hit.id for hit in index.match("is wrong", lambda: pytest.fail("asked"))] == [1]


def test_patterns_without_a_literal_are_always_tried_but_few() -> None:
    index = Index([(n, f"(?i)wrong{n}$") for n in range(matching.MAX_WITHOUT_LITERAL)])
    assert [hit.id for hit in index.match("WRONG3")] == [3]
    index.add(3, "(?i)right3$")
    with pytest.raises(ValueError, match="without a literal"):
        index.add(99, "(?i)another")
    assert [hit.id for hit in index.match("RIGHT3")] == [3]


def test_a_lone_surrogate_in_the_text_hides_nothing() -> None:
    assert len(Index([(1, "is wrong")]).match("\ud800 is wrong")) == 1


def test_readers_see_a_whole_library_while_others_write() -> None:
    index = Index([(n, f"steady text {n}$") for n in range(10)])
    wrong: list[object] = []
    done = threading.Event()

    def read() -> None:
        while not done.is_set():
            hits = [hit.id for hit in index.match("steady text 7")]
            if hits != [7]:
                wrong.append(hits)

    def write(first: int) -> None:
        for n in range(first, first + 300):
            index.add(n, f"passing text {n}")
            if n % 2:
                index.remove(n)

    reader = threading.Thread(target=read)
    writers = [threading.Thread(target=write, args=(first,)) for first in (1_000, 2_000, 3_000)]
    for thread in (reader, *writers):
        thread.start()
    for thread in writers:
        thread.join()
    done.set()
    reader.join()
    assert wrong == []
    assert len(index) == 10 + 3 * 150
