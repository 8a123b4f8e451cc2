"""`python -m bench.induction FOLDER`: what a pattern learned from a few messages recognises.

A file of the folder (`*.jsonl.xz`) is one tool's: a row has a message, the true `template` it was
printed from, with each value as `⟨name⟩`, and its values in order (`args`). Three quarters of a
tool's templates are learned, from k messages each, all into one library, told apart by nothing;
then it is asked about others.

* F1 of recall (messages of a learned template that are recognised as it) and precision (of all that
  are recognised, those of templates that were never learned among them), micro.
* captures: of all messages of learned templates, those recognised whose every value is a capture.
* false: of messages of templates that were never learned, those recognised as anything.
* self: of the messages learned, those still recognised as their own template.

Then all of it again with the code told that the tool gives its error ("and code"), of the tools
whose template ids begin with it.

"mask" makes every quotation, path, file, URL and number of the message a hole, and knows no more.
"""

import argparse
import json
import lzma
import random
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from statistics import fmean
from typing import Any, Protocol

from bench.adapters import Library
from bench.report import heading, table

DATA = Path(__file__).parent / "data" / "messages"
ASKED = 10  # messages of a template
COLUMNS = ("k", "tool", "system", "F1", "recall", "precision", "captures", "false", "self")

_HOLE = re.compile("⟨[^⟩]*⟩")
_QUOTES = "'\"`\u2018\u2019"


class System(Protocol):
    def learn(self, message: str, code: str | None) -> tuple[int, str]: ...

    def match(self, message: str, code: str | None) -> tuple[int, list[str]] | None: ...


@dataclass(frozen=True)
class Message:
    """`kind`: what messages share whose templates read the same."""

    text: str
    kind: str
    values: tuple[str, ...]
    code: str | None = None


class Mask:
    """Learns the regex of a message by shape alone; most literal text wins."""

    _SHAPES = re.compile(
        r"""(?<!\w)'([^'\n]+)'(?!\w) | "([^"\n]+)" | `([^`\n]+)`
            | [\u2018\u201c]([^\u2019\u201d\n]+)
            | (\b\w+://[^\s'"<>]+) | ((?<![\w.])(?:\.{0,2}/|[A-Za-z]:\\|[\w@.-]+/)[\w@./\\-]*\w)
            | (\b[\w-]+\.(?:[cm]?[jt]sx?|json|s?css|html|vue|py|rs|go|[ch]pp|sql|toml|ya?ml|md)\b)
            | (\b0x[0-9a-fA-F]+\b) | ((?<![\w.])-?\d+(?:\.\d+)?\b)""",
        re.X,
    )

    def __init__(self) -> None:
        self._known: dict[tuple[str, str | None], tuple[int, int, re.Pattern[str]]] = {}

    def learn(self, message: str, code: str | None) -> tuple[int, str]:
        regex, done = "", 0
        for match in self._SHAPES.finditer(message):
            start, end = match.span(match.lastindex or 0)
            hole = r"(-?[\d.]+)" if message[start:end].strip("-.").isdecimal() else "(.+?)"
            regex, done = regex + re.escape(message[done:start]) + hole, end
        regex += re.escape(message[done:])
        literal = len(re.sub(r"\(.*?\)", "", regex))
        new = -literal, len(self._known), re.compile(regex, re.S)
        return self._known.setdefault((regex, code), new)[1], regex

    def match(self, message: str, code: str | None) -> tuple[int, list[str]] | None:
        hits = (
            (literal, number, found)
            for (_, known), (literal, number, regex) in self._known.items()
            if known == code and (found := regex.fullmatch(message))
        )
        best = min(hits, key=lambda hit: hit[:2], default=None)
        return None if best is None else (best[1], list(best[2].groups()))


SYSTEMS: dict[str, Callable[[], System]] = {"mask": Mask, "ours": Library}
CODED = ("eslint", "typescript")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.induction", description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=DATA)
    parser.add_argument("--k", default="1,3", help="messages learned of a template")
    parser.add_argument("--seed", default="1")
    options = parser.parse_args()
    files = sorted(options.folder.glob("*.jsonl.xz"))
    print(heading(files, ["google-re2", "ahocorasick-rs"], seed=options.seed, asked=ASKED) + "\n")
    print(report(files, [int(k) for k in options.k.split(",")], options.seed))


def report(files: Sequence[Path], counts: Iterable[int], seed: str) -> str:
    rows: list[list[Any]] = []
    tools = [(file.name.partition(".")[0], read(file)) for file in files]
    for k in counts:
        scores = defaultdict(list)
        for tool, messages in tools:
            for (name, system), is_told in product(SYSTEMS.items(), (False, True)):
                if is_told and tool not in CODED:
                    continue
                called = f"{name} and code" if is_told else name
                found = measured(system(), messages, k, f"{seed}-{tool}", is_told)
                scores[called].append(found)
                rows.append([k, tool, called, *found])
        rows += [
            [k, "mean", name, *map(fmean, zip(*some, strict=True))] for name, some in scores.items()
        ]
    return table(COLUMNS, rows)


def read(file: Path) -> dict[str, list[Message]]:
    """By template."""
    found: dict[str, list[Message]] = defaultdict(list)
    with lzma.open(file, "rt", encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            if row.get("use", True):
                values = cleaned(row.get("args") or []) if row.get("args_ok", True) else ()
                kind = _HOLE.sub("⟨⟩", row["template"])
                code = row["tid"].partition("#")[0]
                found[row["tid"]].append(Message(row["message"], kind, values, code))
    return found


def cleaned(values: Iterable[str | None]) -> tuple[str, ...]:
    """Without blanks and one layer of quotes around them."""
    texts = ((value or "").strip() for value in values)
    bare = (
        text[1:-1].strip() if len(text) > 1 and text[0] in _QUOTES and text[-1] in _QUOTES else text
        for text in texts
    )
    return tuple(text for text in bare if text)


def measured(
    system: System, messages: dict[str, list[Message]], k: int, seed: str, is_told: bool
) -> tuple[float, ...]:
    taught, kin, others = split(messages, k, random.Random(seed))
    kinds: dict[int, Counter[str]] = defaultdict(Counter)
    for message in taught:
        if (number := learned(system, message.text, message.code if is_told else None)) is not None:
            kinds[number][message.kind] += 1

    def ask(message: Message) -> tuple[str, set[str]] | None:
        found = system.match(message.text, message.code if is_told else None)
        if found is None:
            return None
        [(kind, _)] = kinds[found[0]].most_common(1)
        return kind, set(cleaned(found[1]))

    answers = [(message, ask(message)) for message in kin]
    right = [(message, found) for message, found in answers if found and found[0] == message.kind]
    wrong = sum(found is not None for _, found in answers) - len(right)
    false = sum(ask(message) is not None for message in others)
    recall, precision = share(len(right), len(kin)), share(len(right), len(right) + wrong + false)
    told = sum(bool(message.values) for message in kin)
    whole = sum(bool(m.values) and set(m.values) <= captures for m, (_, captures) in right)
    own = sum(found is not None and found[0] == m.kind for m in taught for found in [ask(m)])
    return (
        share(2 * precision * recall, precision + recall),
        *(recall, precision, share(whole, told)),
        *(share(false, len(others)), share(own, len(taught))),
    )


def learned(system: System, message: str, code: str | None) -> int | None:
    """None where the message says too little."""
    try:
        return system.learn(message, code)[0]
    except ValueError:
        return None


def split(
    messages: dict[str, list[Message]], k: int, rng: random.Random
) -> tuple[list[Message], list[Message], list[Message]]:
    """What is learned, other messages of the same templates, and messages of other templates."""
    shuffled = [rng.sample(some, len(some)) for some in messages.values()]
    rng.shuffle(shuffled)
    known, unknown = shuffled[: len(shuffled) * 3 // 4], shuffled[len(shuffled) * 3 // 4 :]
    taught = [message for some in known for message in some[:k]]
    rng.shuffle(taught)
    texts, kinds = {m.text for m in taught}, {some[0].kind for some in known}
    kin = [m for some in known for m in some[k : k + ASKED] if m.text not in texts]
    others = [m for some in unknown if some[0].kind not in kinds for m in some[:ASKED]]
    return taught, kin, [m for m in others if m.text not in texts]


def share(part: float, whole: float) -> float:
    return part / whole if whole else 0.0


if __name__ == "__main__":
    main()
