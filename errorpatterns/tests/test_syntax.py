"""No edit is offered after which Python no longer reads what it read before."""

from collections.abc import Sequence

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from errorpatterns.editing.finding import propose
from errorpatterns.editing.places import Span, applied
from errorpatterns.editing.rules import RuleSet
from errorpatterns.editing.syntax import MAX_READ, is_read
from errorpatterns.editing.tokens import Source
from errorpatterns.tests.factories import error, learn, matches
from errorpatterns.tests.test_edits import at, lesson
from projects.tests.factories import Caller

pytestmark = pytest.mark.once

KEY = lesson(("x = d['a']\n", "x = d.get('a')\n", "d['a']", ["a"]))
ARGUMENT = lesson(("def f(a, b):\n    return a\n", "def f(a):\n    return a\n", "b", ["b"]))
FORMAT = lesson(("s = '{} a'.format(x)\n", "s = f'{x} a'\n", "'{} a'.format(x)", []))
OPTIONAL = lesson(
    ("def f(a: int = None): ...\n", "def f(a: int | None = None): ...\n", "None", ["int"])
)

LOST: dict[str, tuple[RuleSet, str, str, Sequence[str]]] = {
    "assigned": (KEY, "d['b'] = 1\n", "d['b']", ["b"]),
    "added to": (KEY, "d['b'] += 1\n", "d['b']", ["b"]),
    "deleted": (KEY, "del d['b']\n", "d['b']", ["b"]),
    "counted": (KEY, "for d['b'] in z: pass\n", "d['b']", ["b"]),
    "last of the named": (ARGUMENT, "def f(a, *, k=1):\n    return a\n", "k", ["k"]),
    "before a slash": (ARGUMENT, "def f(y, /, a):\n    return a\n", "y", ["y"]),
    "braces in braces": (FORMAT, "s = '{{}} {}'.format(x)\n", "'{{}} {}'.format(x)", []),
    "a value": (OPTIONAL, "self.x = None\n", "None", ["int"]),
}


def offered(known: RuleSet, text: str, span: Span, captures: Sequence[str], file: str = "") -> str:
    """What is made of `text`; the same where nothing is offered."""
    return applied(text, propose(known, Source(text, file), span, captures) or [])


@pytest.mark.parametrize("name", LOST)
def test_what_python_would_no_longer_read_is_not_offered(name: str) -> None:
    known, text, part, captures = LOST[name]
    assert is_read(text)
    assert offered(known, text, at(text, part), captures, "a.py") == text
    assert offered(known, text, at(text, part), captures, "a.ts") != text  # but for Python, it is


def test_elsewhere_it_is() -> None:
    text = "f(d['b'])\n"
    assert offered(KEY, text, at(text, "d['b']"), ["b"], "a.py") == "f(d.get('b'))\n"


@pytest.mark.parametrize("file", ["a.ts", "a.vue", "Makefile"])
def test_of_another_language_python_is_not_asked(file: str) -> None:
    text = "d['b'] = 1\n"
    assert offered(KEY, text, at(text, "d['b']"), ["b"], file) == "d.get('b') = 1\n"


def test_without_a_name_it_is_told_by_its_looks() -> None:
    text = "import os\n\n\ndef f(d):\n    d['b'] = 1\n"
    assert offered(KEY, text, at(text, "d['b']"), ["b"]) == text


@pytest.mark.parametrize("broken", ["def f(:\n", "print 'a'\n", "\0\n"])
def test_what_is_not_read_may_still_be_mended(broken: str) -> None:
    text = broken + "x = d['b']\n"
    assert offered(KEY, text, at(text, "d['b']"), ["b"], "a.py").endswith("x = d.get('b')\n")


def test_what_is_long_is_not_read() -> None:
    text = "d['b'] = 1\n" + "#" * MAX_READ
    assert offered(KEY, text, at(text, "d['b']"), ["b"], "a.py") != text


@pytest.mark.parametrize("unit", ["(", "-", "a.", "lambda:", "if a:\n ", "f'{", "a if b else "])
def test_what_is_too_deep_is_not_read(unit: str) -> None:
    assert not is_read(unit * (MAX_READ // len(unit)))


LINES = st.sampled_from(
    ["x = d['b']", "d['b'] = 1", "del d['b']", "d['b'] += f(1)", "f(d['b'], *d['c'])",
     "for d['b'] in z: pass", "with a as d['b']: pass", "def f(a, *, b=1): return a",
     "def f(b, /, a): return a", "def f(a: int = None, *, b): return a", "g = lambda a, *, b=2: a",
     "s = '{} {}'.format(x, b)", "s = '{{}} {}'.format(b)", "x: int = None", "(b := None)", "if x:"]
)  # fmt: skip
PARTS = ("d['b']", "b", "'{} {}'.format(x, b)", "None", "x")


@given(
    st.lists(LINES, min_size=1, max_size=4).map("\n".join),
    st.sampled_from([KEY, ARGUMENT, FORMAT, OPTIONAL]),
    st.sampled_from(PARTS),
)
def test_whatever_is_offered_is_read(text: str, known: RuleSet, part: str) -> None:
    assume(part in text and is_read(text))
    assert is_read(offered(known, text, at(text, part), ["b"], "a.py"))


@pytest.mark.django_db
def test_the_name_of_the_file_says_what_is_asked(ours: Caller) -> None:
    place = {"line": 1, "column": 1, "end_line": 1, "end_column": 7}
    told = {**error("KeyError: 'b' in this mapping", **place), "tool": "python"}
    fix = {"before": "d['b'].x()\n", "after": "d.get('b').x()\n"}
    slug = learn(ours, error={**told, "file": "a.py"}, fix=fix)["pattern"]["id"]
    for file, is_told in (("a.py", False), ("a.ts", True)):
        found = matches(ours, told={**told, "file": file, "source": "d['b'] = 1\n"})
        assert bool(found[slug]["fix"]["edits"]) == is_told
