"""`python -m bench.fixes`: learn fixes from one or three repairs, mend other programs by them.

Kinds of error are drawn by a seed; three quarters are learned, all in one library. *fixed*: the
text is one that the tool itself offers. *harm*: a text that is not. *unseen*: the share of errors
of the other kinds that get a wrong text. Layout counts: a right edit with another blank is harm.
The baseline is the edit at the learned distance from the error, with the captures put in.
"""

import argparse
import json
import lzma
import random
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

from bench.adapters import Fixer, Library, located
from bench.report import Cell, heading, table

DATA = Path(__file__).parent / "data" / "eslint-fixes.jsonl.xz"
CAP = 10  # tests of one kind
SHARES = ("fixed", "harm", "unseen")
Pair = dict[str, Any]


class Mender(Protocol):
    def learn_fix(self, message: str, before: str, after: str, *, code: Any, loc: Any) -> Any: ...
    def apply_fix(self, message: str, before: str, *, code: Any, loc: Any) -> str | None: ...


class Baseline:
    """The change from the start of the error on, by the distance that it had."""

    def __init__(self) -> None:
        self._library = Library()
        self._edits: dict[int, list[tuple[int, str, str]]] = {}

    def learn_fix(self, message: str, before: str, after: str, *, code: Any, loc: Any) -> None:
        number, _ = self._library.learn(message)
        start, stop, new = changed(before, after)
        values = self._values(message)
        edit = start - located(before, loc).start, _holed(before[start:stop], values)
        self._edits.setdefault(number, []).append((*edit, _holed(new, values)))

    def apply_fix(self, message: str, before: str, *, code: Any, loc: Any) -> str | None:
        match = self._library.match(message)
        if match is None:
            return None
        for distance, holed_old, holed_new in self._edits.get(match[0], []):
            at = located(before, loc).start + distance
            old, new = (_filled(text, match[1]) for text in (holed_old, holed_new))
            if at >= 0 and before.startswith(old, at):
                return before[:at] + new + before[at + len(old) :]
        return None

    def _values(self, message: str) -> list[str]:
        match = self._library.match(message)
        return match[1] if match else []


def changed(before: str, after: str) -> tuple[int, int, str]:
    """The span that differs, and what it becomes."""
    limit = min(len(before), len(after))
    head = next((n for n in range(limit) if before[n] != after[n]), limit)
    tail = next((n for n in range(limit - head) if before[-1 - n] != after[-1 - n]), limit - head)
    return head, len(before) - tail, after[head : len(after) - tail]


def _holed(text: str, values: Sequence[str]) -> str:
    for number, value in enumerate(values):
        if value.strip():
            text = re.sub(rf"(?<!\w){re.escape(value)}(?!\w)", f"\0{number}\0", text)
    return text


def _filled(text: str, values: Sequence[str]) -> str:
    known = dict(enumerate(values))
    return re.sub(r"\0(\d+)\0", lambda hole: known.get(int(hole[1]), ""), text)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.fixes", description=__doc__)
    parser.add_argument("data", nargs="?", type=Path, default=DATA, help="a file, or a folder")
    parser.add_argument("--seed", default="1")
    options = parser.parse_args()
    found = sorted(options.data.iterdir()) if options.data.is_dir() else [options.data]
    files = [file for file in found if file.name.endswith((".jsonl", ".jsonl.xz"))]
    print(heading(files, ("google-re2",), seed=options.seed))
    columns = ("source", "system", "examples", "tests", *SHARES)
    print(table(columns, (row for file in files for row in rows(file, options.seed))))


def rows(file: Path, seed: str) -> Iterator[Sequence[Cell]]:
    raw = file.read_bytes()
    text = lzma.decompress(raw) if file.suffix == ".xz" else raw
    pairs = [json.loads(line) for line in text.decode().splitlines()]
    makers: dict[str, Callable[[], Mender]] = {"edits": Fixer, "baseline": Baseline}
    for name, make in makers.items():
        for count in (1, 3):
            score = scored(make(), pairs, count, seed)
            shares = (score[share] for share in SHARES)
            yield file.name.partition(".")[0], name, str(count), f"{score['tests']:.0f}", *shares


def scored(mender: Mender, pairs: Iterable[Pair], count: int, seed: str) -> Mapping[str, float]:
    """Shares of all tests; `tests` is how many there were."""
    draw = random.Random(seed)
    kinds: dict[str, list[Pair]] = {}
    for pair in pairs:
        kinds.setdefault(pair["group"], []).append(pair)
    drawn = [draw.sample(kinds[name], len(kinds[name])) for name in sorted(kinds)]
    drawn = [kind for kind in drawn if len(kind) > 1]
    draw.shuffle(drawn)
    cut = len(drawn) * 3 // 4
    lessons = [pair for kind in drawn[:cut] for pair in kind[:count]]
    draw.shuffle(lessons)
    for pair in lessons:
        mender.learn_fix(pair["message"], pair["before"], pair["after"], **place(pair))
    known = judged(mender, [pair for kind in drawn[:cut] for pair in kind[count:][:CAP]])
    unseen = judged(mender, [pair for kind in drawn[cut:] for pair in kind[:CAP]])
    tests = known.total()
    return {
        "tests": tests,
        "fixed": known["fixed"] / max(1, tests),
        "harm": known["harm"] / max(1, tests),
        "unseen": unseen["harm"] / max(1, unseen.total()),
    }


def judged(mender: Mender, tests: Sequence[Pair]) -> Counter[str]:
    found: Counter[str] = Counter()
    for pair in tests:
        text = mender.apply_fix(pair["message"], pair["before"], **place(pair))
        if text is None or text == pair["before"]:
            found["declined"] += 1
        else:
            found["fixed" if text in pair["accept"] else "harm"] += 1
    return found


def place(pair: Pair) -> dict[str, Any]:
    names = ("line", "column", "endLine", "endColumn")
    return {"code": pair["code"], "loc": {name: pair.get(name) for name in names}}


if __name__ == "__main__":
    main()
