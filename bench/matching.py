"""What it costs to find the patterns of an error among many, beside a loop over Python's `re`.

Medians of CPU time in one process, the index and the loop taking turns, on patterns as a person
writes them and messages that were never seen.
"""

import gc
import random
import re
import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from bench.report import heading
from errorpatterns.matching import Index

SIZES = (1_000, 10_000, 100_000)
THINGS = """
adapter anchor branch bucket buffer bundle cache channel chunk column cursor digest element entry
export factory field filter fixture format frame gateway handle header index key layer layout
ledger loader macro matrix migration module mutex node option packet parser pointer policy prefix
query queue record region reducer registry renderer resolver route schema scope segment selector
session shader signal slice socket stream symbol tenant theme thread ticket token tuple vector view
widget worker
""".split()  # noqa: SIM905 (words are easier to read than a list of them)
WRONG = (  # noqa: SIM905
    "ambiguous broken closed cyclic duplicate empty expired foreign hidden invalid locked missing"
).split()
Rows = list[tuple[int, str]]
Pattern = re.Pattern[str]


# What a message is made of, with what varies in braces, and the pattern that a person would write.
SHAPES = (
    ("{wrong} {first} of {second} {kind}: '{name}' has no {third}", "'([^'\n]+)'"),
    ("E{kind}: cannot read {first} '{name}' at line {line}, {wrong} {second}", "'([^'\n]+)'"),
    ('the {first} "{name}" is {wrong} in {second} of {third} number-{kind}', '"([^"\n]+)"'),
)


def words_of(kind: int) -> tuple[str, str, dict[str, Any]]:
    """The shape of a kind of message, its hole, and what does not vary in it."""
    choice = random.Random(kind)
    names = ("first", "second", "third")
    fixed: dict[str, Any] = {name: choice.choice(THINGS) for name in names}
    shape, hole = SHAPES[kind % len(SHAPES)]
    return shape, hole, {**fixed, "wrong": choice.choice(WRONG), "kind": kind}


def message(kind: int, rng: random.Random) -> str:
    shape, _, fixed = words_of(kind)
    name = f"{rng.choice('abcdefgh')}{rng.randint(1, 99_999)}"
    return shape.format(**fixed, name=name, line=rng.randint(1, 999))


def pattern(kind: int) -> str:
    shape, hole, fixed = words_of(kind)
    told = re.escape(shape.format(**fixed, name="NAME", line="LINE"))
    return re.sub(r"""['"]NAME['"]""", lambda _: hole, told).replace("LINE", r"(\d+)")


def made(size: int) -> Rows:
    return [(kind, pattern(kind)) for kind in range(size)]


def resident() -> float:
    """Megabytes of this process that are in memory."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096 / 1e6


def cpu(call: Callable[[str], Any], text: str, times: int = 1) -> float:
    """Seconds of one call."""
    began = time.process_time()
    for _ in range(times):
        call(text)
    return (time.process_time() - began) / times


def paired(
    index: Index[int], patterns: Sequence[Pattern], texts: Sequence[str]
) -> tuple[float, float]:
    """Median microseconds of the index and of the loop, which take turns."""

    def loop(text: str) -> list[int]:
        return [number for number, pattern in enumerate(patterns) if pattern.search(text)]

    ours, theirs = [], []
    for text in texts:
        index.match(text)  # compiles what matches, as the loop's are compiled
        # One call is shorter than the clock's tick.
        ours.append(cpu(index.match, text, 50))
        theirs.append(cpu(loop, text))
    return statistics.median(ours) * 1e6, statistics.median(theirs) * 1e6


def build_log(size: int, rng: random.Random) -> str:
    """A log of about `size` bytes, with a known error now and then."""
    lines: list[str] = []
    while sum(map(len, lines)) + len(lines) < size:
        dull = f"built {rng.choice(THINGS)} in {rng.randint(2, 99)} ms"
        lines.append(message(rng.randrange(1_000), rng) if rng.random() < 0.02 else dull)
    return "\n".join(lines)[:size]


def report() -> None:
    rng = random.Random(7)
    print(heading(packages=("google-re2", "ahocorasick-rs")))
    print(f"{'patterns':>9}  {'case':<20}{'index µs':>10}{'re µs':>12}{'ratio':>8}")
    medians: dict[tuple[int, str], float] = {}
    for size in SIZES:
        index, patterns = cold_start(made(size))
        for case, texts in cases(size, rng).items():
            ours, theirs = paired(index, patterns, texts)
            medians[size, case] = ours
            row(size, case, ours, theirs)
    for case in ("no match", "a match"):
        ratio = medians[SIZES[-1], case] / medians[SIZES[0], case]
        print(f"{case}: {SIZES[-1]:,} patterns take {ratio:.1f}× the time of {SIZES[0]:,}")
    hostile(rng)


def row(size: int, case: str, ours: float, theirs: float, note: str = "") -> None:
    print(f"{size:>9}  {case:<20}{ours:>10.0f}{theirs:>12.0f}{theirs / ours:>7.1f}×  {note}")


def cold_start(rows: Rows) -> tuple[Index[int], list[Pattern]]:
    """The index and the compiled patterns, once each was made from nothing."""
    gc.collect()
    before = resident()
    began = time.process_time()
    index = Index(rows)
    ours = time.process_time() - began
    added = resident() - before
    re.purge()
    began = time.process_time()
    patterns = [re.compile(regex) for _, regex in rows]
    theirs = time.process_time() - began
    row(len(rows), "cold start", ours * 1e6, theirs * 1e6, f"{added:.0f} MB added")
    return index, patterns


def cases(size: int, rng: random.Random) -> dict[str, list[str]]:
    return {
        "no match": [f"Nothing of the kind came up in round {number}." for number in range(5)],
        "a match": [message(rng.randrange(size), rng) for _ in range(5)],
        "50 KB build log": [build_log(50_000, rng) for _ in range(5)],
    }


def hostile(rng: random.Random) -> None:
    index = Index(made(10_000))
    for name, piece in (("one letter", "a"), ("quotes", "'\""), ("literals", message(1, rng))):
        half, whole = (
            statistics.median(cpu(index.match, (piece * size)[:size]) for _ in range(9))
            for size in (50_000, 100_000)
        )
        print(f"hostile, {name}: 50 KB {half * 1e3:.1f} ms, 100 KB {whole / half:.1f}×")


if __name__ == "__main__":
    report()
