"""What an edit changes besides its looks, told from the text alone."""

import re

import pytest

from errorpatterns.diagnostics import Diagnostic
from errorpatterns.editing.places import Edit
from errorpatterns.level0.meaning import changed_by

pytestmark = pytest.mark.once

# «What is replaced→its replacement»
SAME = [
    ("a.py", "if «x ==→x is» None:\n    pass\n"),
    ("a.py", "f(a if «x ==→x is» None else b)\n"),
    ("a.py", "def f(a, «*, →»b):\n    pass\n"),
    ("a.py", "x = «1→2»  # a def"),
    ("a.py", "x = f(«a→b»)\ndef "),
    ("a.py", "def f(a, b):\n    g(«a, b→a»)\n"),
    ("a.js", "«var→const» a = 1;\nf(a);\n"),
]
OTHER = [
    ("a.py", "q.filter(«x ==→x is» None)\n"),
    ("a.py", "q.where(«x ==→x is» None)\n"),
    ("a.py", "q.where((a == 1) | («x ==→x is» None))\n"),
    ("a.py", "q.where(a or «x ==→x is» None)\n"),
    ("a.py", "q.filter(a if c else «x ==→x is» None)\n"),
    ("a.py", "def f(a«, b→»):\n    pass\n"),
    ("a.py", "def f(\n    a,\n    «b,→»\n) -> None:\n    pass\n"),
    ("a.js", "«var→const» a = 1;\na = 2;\n"),
    ("a.js", "f(a «==→===» null)\n"),
]


def changed(file: str, marked: str) -> str:
    before, old, new, after = re.split("[«→»]", marked)
    edit = Edit(len(before), len(before) + len(old), new)
    error = Diagnostic(tool="ruff", message="It is wrong.", file=file)
    return changed_by(before + old + after, error, [edit])


@pytest.mark.parametrize(("file", "marked"), SAME)
def test_what_it_does_stays(file: str, marked: str) -> None:
    assert changed(file, marked) == ""


@pytest.mark.parametrize(("file", "marked"), OTHER)
def test_what_it_does_is_something_else(file: str, marked: str) -> None:
    assert changed(file, marked)
