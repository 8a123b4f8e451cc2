"""`python -m bench.near_duplicates`: which measure tells what says the same from what looks alike.

The pairs of `data/near_duplicates.jsonl` are split in halves by the hash of their first text, so
that no text is in both. On the one half each measure gets its threshold: the lowest from which on
its precision is PRECISE; precision, recall and F1 are those of the other half. "same" answers
"would a curator merge these two?".
"""

import hashlib
import json
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import starmap
from pathlib import Path
from random import Random
from typing import Any

from bench.report import heading
from learning.similarity import (
    ALIKE,
    GUARDS,
    Part,
    Prepared,
    alike_pairs,
    prepare,
    similarity_of,
)
from learning.wording import words

DATA = Path(__file__).parent / "data" / "near_duplicates.jsonl"
PRECISE = 0.99
TEXTS, FRESH = 10_000, 1_000

Measure = Callable[[Part, Part], float]


@dataclass(frozen=True)
class Pair:
    """`a` and `b` are prepared by line: a problem and its solution are two."""

    a: Prepared
    b: Prepared
    same: bool
    kind: str


@dataclass(frozen=True)
class Score:
    """Shares of 1. Who merges nothing makes no wrong merge."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def halves() -> tuple[list[Pair], list[Pair]]:
    """The pairs to tune on, and those held out."""
    found: tuple[list[Pair], list[Pair]] = ([], [])
    for row in rows():
        a, b = (prepare(*row[side].split("\n")) for side in "ab")
        half = hashlib.sha256(row["a"].encode()).digest()[0] % 2
        found[half].append(Pair(a, b, row["same"], row["kind"]))
    return found


def rows() -> list[dict[str, Any]]:
    return [json.loads(line) for line in DATA.read_text(encoding="utf-8").splitlines()]


def jaccard(ours: Iterable[str], theirs: Iterable[str]) -> float:
    one, other = set(ours), set(theirs)
    return len(one & other) / len(one | other) if one | other else 1.0


def of_words(a: Part, b: Part) -> float:
    return jaccard(words(a.folded), words(b.folded))


def of_stems(a: Part, b: Part) -> float:
    return jaccard(a.words, b.words)


def of_weighted_stems(a: Part, b: Part) -> float:
    """Jaccard index of stems that weigh as many letters as they have: short words are frequent."""
    shared, either = (sum(map(len, found)) for found in (a.words & b.words, a.words | b.words))
    return shared / (either or 1)


def of_containment(a: Part, b: Part) -> float:
    """How much of the shorter is in the longer."""
    return len(a.words & b.words) / (min(len(a.words), len(b.words)) or 1)


def of_trigrams(a: Part, b: Part) -> float:
    return jaccard(trigrams(a.folded), trigrams(b.folded))


def trigrams(text: str) -> set[str]:
    return {text[place : place + 3] for place in range(len(text) - 2)}


def of_both(a: Part, b: Part) -> float:
    return (of_stems(a, b) + of_trigrams(a, b)) / 2


def guarded(measure: Measure, guards: Sequence[Callable[[Part, Part], bool]]) -> Measure:
    """0 where anything keeps the texts apart."""
    return lambda a, b: 0.0 if any(guard(a, b) for guard in guards) else measure(a, b)


def measures() -> Iterator[tuple[str, Measure]]:
    plain = {
        "words": of_words,
        "stems": of_stems,
        "stems by length": of_weighted_stems,
        "containment": of_containment,
        "trigrams": of_trigrams,
        "stems and trigrams": of_both,
    }
    yield from plain.items()
    for name, measure in plain.items():
        yield f"{name}, guarded", guarded(measure, GUARDS)
    for left_out in GUARDS:
        rest = [guard for guard in GUARDS if guard is not left_out]
        yield f"  stems, no {left_out.__name__}", guarded(of_stems, rest)


def values(measure: Measure, pairs: Iterable[Pair]) -> list[float]:
    """Of texts in several parts the least counts."""
    return [min(starmap(measure, zip(pair.a, pair.b, strict=True))) for pair in pairs]


def score(found: Sequence[float], pairs: Sequence[Pair], threshold: float) -> Score:
    merged = [pair.same for value, pair in zip(found, pairs, strict=True) if value >= threshold]
    return Score(
        precision=sum(merged) / len(merged) if merged else 1.0,
        recall=sum(merged) / sum(pair.same for pair in pairs),
    )


def tuned(found: Sequence[float], pairs: Sequence[Pair]) -> float:
    """The lowest value from which on the measure is precise; more than 1 where there is none."""
    precise = 1.01
    for threshold in sorted(set(found), reverse=True):
        if score(found, pairs, threshold).precision < PRECISE:
            break
        precise = threshold
    return precise


def report() -> None:
    print(heading([DATA]))
    tuning, held_out = halves()
    for name, half in (("tuning", tuning), ("held out", held_out)):
        same = sum(pair.same for pair in half)
        print(f"{name}: {same} pairs that are the same, {len(half) - same} that are not")
    print(f"\n{'measure':<34}{'from':>6}{'precision':>11}{'recall':>8}{'F1':>6}")
    for name, measure in measures():
        threshold = tuned(values(measure, tuning), tuning)
        print_score(name, score(values(measure, held_out), held_out, threshold), threshold)
    shipped = values(similarity_of, held_out)
    print_score("learning.similarity", score(shipped, held_out, ALIKE), ALIKE)
    print_errors(shipped, held_out)
    print_time()


def print_score(name: str, got: Score, threshold: float) -> None:
    line = f"{name:<34}{threshold:>6.2f}{got.precision:>11.3f}{got.recall:>8.3f}{got.f1:>6.2f}"
    print(line if threshold <= 1 else f"{name:<34}  never precise")


def print_errors(found: Sequence[float], pairs: Sequence[Pair]) -> None:
    """Of learning.similarity on the held-out half, by kind."""
    wrong = Counter(
        (pair.same, pair.kind)
        for value, pair in zip(found, pairs, strict=True)
        if (value >= ALIKE) != pair.same
    )
    of_kind = Counter((pair.same, pair.kind) for pair in pairs)
    for same, title in ((False, "merged wrongly"), (True, "missed")):
        kinds = (
            f"{kind} {wrong[same, kind]}/{count}"
            for (kept, kind), count in sorted(of_kind.items())
            if kept == same
        )
        print(f"{title}: {', '.join(kinds)}")


def print_time() -> None:
    texts = many_texts()
    began = time.perf_counter()
    prepared = {number: prepare(text) for number, text in enumerate(texts)}
    ready = time.perf_counter()
    found = sum(1 for _ in alike_pairs(prepared, range(TEXTS - FRESH, TEXTS)))
    print(
        f"{TEXTS:,} texts, {FRESH:,} fresh: prepared in {ready - began:.1f} s, "
        f"{found} pairs in {time.perf_counter() - ready:.1f} s"
    )


def many_texts() -> list[str]:
    """Of two sentences of the data each, the vocabulary of one trade; some come twice."""
    random = Random(1)
    lines = [line for row in rows() for side in "ab" for line in row[side].split("\n")]
    return [" ".join(random.choices(lines, k=2)) for _ in range(TEXTS)]


if __name__ == "__main__":
    report()
