"""`python -m bench.scrubbing [FOLDER]`: what scrubbing takes out, what it leaves, and how fast.

Shares of texts, beside those of a handful of regexes as loggers have them. The texts are those of
`data/scrubbing.jsonl`, whose keys are made up for the seed when they are needed, plain and in ways
to encode them; or those of the `*.jsonl` and `*.jsonl.xz` in FOLDER, a line each:

    {"text": …, "forbidden": [must be gone], "must_keep": [must stay], "cls" or "category": …}
    {"text": …}    must stay as it is, in a file with "clean" in its name; `"tier"` if not "strict"
"""

import argparse
import base64
import html
import json
import lzma
import re
import statistics
import string
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from random import Random
from typing import NamedTuple
from urllib.parse import quote

from bench.report import heading
from intake.scrubbing import SCRUB_VERSION, scrub

DATA = Path(__file__).parent / "data" / "scrubbing.jsonl"
SIZE = 8 * 1024
ROUNDS = 5

Scrub = Callable[[str], str]


class Case(NamedTuple):
    """`clean` must stay as it is; of any other text `forbidden` must be gone and `kept` stay."""

    kind: str
    text: str
    forbidden: Sequence[str] = ()
    kept: Sequence[str] = ()

    def is_right(self, out: str) -> bool:
        if self.kind.startswith("clean"):
            return out == self.text
        return not any(one in out for one in self.forbidden)


# What one finds in the filters of loggers.
_COMMON = (
    (re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+"), "<email>"),
    (re.compile(r"\b\d{1,3}(?:\.\d{1,3}){3}\b"), "<ip>"),
    (
        re.compile(r"(?i)((?:password|passwd|secret|token|api_?key)\W{1,3})[^\s\"',;&]+"),
        r"\1<secret>",
    ),
    (re.compile(r"(?i)(bearer )\S+"), r"\1<secret>"),
    (
        re.compile(r"\b(?:gh[pousr]_\w+|AKIA\w+|xox[a-z]-[\w-]+|sk[-_]\w[\w-]+|eyJ[\w.-]+)"),
        "<secret>",
    ),
    (re.compile(r"\b[0-9a-f]{32,}\b"), "<id>"),
    (re.compile(r"(?:/home|/Users|C:\\Users)[/\\][\w.-]+"), "<path>"),
    (re.compile(r"\b(?:\d[ -]?){13,16}\b"), "<card>"),
)


def common(text: str) -> str:
    for pattern, instead in _COMMON:
        text = pattern.sub(instead, text)
    return text


# Of what is hidden, in its message
ENCODINGS: dict[str, Scrub] = {
    "percent": lambda text: quote(text, safe=""),
    "entities": lambda text: "".join(f"&#{ord(char)};" for char in text),
    "escapes": lambda text: "".join(f"\\u{ord(char):04x}" for char in text),
    "zero width": lambda text: f"{text[: len(text) // 2]}\u200b{text[len(text) // 2 :]}",
    "two literals": lambda text: f"{text[: len(text) // 2]}' + '{text[len(text) // 2 :]}",
}
# Of the whole message
ENVELOPES: dict[str, Scrub] = {
    "JSON in JSON": lambda text: json.dumps(json.dumps(html.escape(text)))[1:-1],
    "base64": lambda text: base64.b64encode(text.encode()).decode(),
    "hex": lambda text: text.encode().hex(),
}

_SIGNS = {
    "A": string.ascii_letters + string.digits,
    "B": string.ascii_letters + string.digits + "+/",
    "D": string.digits,
    "L": string.ascii_lowercase + string.digits,
    "U": string.ascii_uppercase + string.digits,
    "X": "0123456789abcdef",
}
_RANDOM = re.compile(r"([ABDLUX])(\d+)")
_HIDDEN = re.compile(r"«([^»]+)»")


def own(rng: Random) -> Iterator[Case]:
    """The cases of our own data: each key in each surrounding, what is marked in its text; once
    more in each encoding.
    """
    rows = [json.loads(line) for line in DATA.read_text(encoding="utf-8").splitlines()]
    around = [row["text"] for row in rows if row["class"] == "around"]
    for row in rows:
        match row["class"]:
            case "around":
                continue
            case "clean":
                yield Case("clean", row["text"])
            case "issued":
                for text in around:
                    key = "".join(drawn(part, rng) for part in row["parts"])
                    yield Case("secret of an issuer", text.format(key), [key])
                    yield from encoded(text.format(key), [key], rng)
            case kind:
                text, hidden = marked(row["text"], rng)
                secret = {"named": "secret with a name", "bare": "bare secret"}.get(kind, kind)
                yield Case(secret, text, hidden, _HIDDEN.split(row["text"])[::2])
                yield from encoded(text, hidden, rng)


def drawn(part: str, rng: Random) -> str:
    if part == "W":
        return f"{rng.choice(('winter', 'correct', 'dragon'))}{rng.randint(10, 99)}!"
    told = _RANDOM.fullmatch(part)
    return "".join(rng.choices(_SIGNS[told[1]], k=int(told[2]))) if told else part


def marked(text: str, rng: Random) -> tuple[str, list[str]]:
    """The text without its marks, and what they enclose."""
    hidden: list[str] = []

    def told(match: re.Match[str]) -> str:
        hidden.append(drawn(match[1], rng))
        return hidden[-1]

    return _HIDDEN.sub(told, text), hidden


def encoded(text: str, hidden: Sequence[str], rng: Random) -> Iterator[Case]:
    name, code = rng.choice(list(ENCODINGS.items()))
    codes = [code(one) for one in hidden]
    inside = text
    for one, instead in zip(hidden, codes, strict=True):
        inside = inside.replace(one, instead)
    yield Case(f"encoded: {name}", inside, codes)
    name, code = rng.choice(list(ENVELOPES.items()))
    whole = code(text)
    left = [code(one).strip('\\"') for one in hidden] if name == "JSON in JSON" else [whole]
    yield Case(f"encoded: {name}", f"rejected '{whole}' (code 5)", left, ["rejected", "(code 5)"])


def of_files(files: Sequence[Path]) -> Iterator[Case]:
    for path in files:
        raw = path.read_bytes()
        text = (lzma.decompress(raw) if path.suffix == ".xz" else raw).decode()
        for row in map(json.loads, text.splitlines()):
            kind = row.get("cls") or row.get("category") or row.get("kind") or "clean"
            if row.get("forbidden"):
                yield Case(kind, row["text"], row["forbidden"], row.get("must_keep") or ())
            elif "text" in row and "clean" in path.name:
                tier = row.get("tier", "strict")
                yield Case("clean" if tier == "strict" else f"clean, {tier}", row["text"])


def shares(cases: Sequence[Case]) -> None:
    scrubs: tuple[Scrub, ...] = (scrub, common)
    right = [Counter[str]() for _ in scrubs]
    total = Counter(case.kind for case in cases)
    for case in cases:
        for counted, function in zip(right, scrubs, strict=True):
            out = function(case.text)
            counted[case.kind] += case.is_right(out)
            if case.kept:
                counted["useful part kept"] += all(one in out for one in case.kept)
    total["useful part kept"] = sum(bool(case.kept) for case in cases)
    print(f"{'':<30}{'texts':>7}{'right %':>9}{'common %':>10}")
    for kind, count in sorted(total.items()):
        if count:
            ours, theirs = (100 * counted[kind] / count for counted in right)
            print(f"{kind:<30}{count:>7}{ours:>9.1f}{theirs:>10.1f}")


def speeds(cases: Sequence[Case], rng: Random) -> None:
    """Medians over texts of 8 KB, and of one text at four sizes."""
    print(f"\n{'8 KB of':<30}{'texts':>7}{'MB/s':>9}{'common':>10}")
    clean = [case.text for case in cases if case.kind == "clean"]
    private = [case.text for case in cases if case.forbidden]
    for kind, texts in (
        ("clean messages", clean),
        ("one in twenty private", clean and [*rng.choices(clean, k=19 * len(private)), *private]),
        ("secrets", texts_of(cases, "secret", "context")),
        ("what is encoded", texts_of(cases, "encoded", "evasion")),
        ("all of it", [case.text for case in cases]),
    ):
        if texts:
            chunks = [mixed(texts, rng) for _ in range(8)]
            ours, theirs = (rate(function, chunks) for function in (scrub, common))
            print(f"{kind:<30}{len(chunks):>7}{ours:>9.2f}{theirs:>10.2f}")
    print(f"\n{'ms for a text full of':<30}{'8 KB':>7}{'16 KB':>9}{'32 KB':>10}{'64 KB':>10}")
    for name, unit in (
        ("one letter", "a"),
        ("keys", "gh" + "p_" + drawn("A36", rng) + "\n"),
        (
            "keys in base64",
            base64.b64encode(b"key = " + drawn("A36", rng).encode()).decode() + "\n",
        ),
        ("escapes", "\\u0041"),
        ("joined literals", "'x' + "),
    ):
        took = [
            1000 * cpu(scrub, (unit * size)[:size]) for size in (SIZE, 2 * SIZE, 4 * SIZE, 8 * SIZE)
        ]
        print(f"{name:<30}{took[0]:>7.0f}{took[1]:>9.0f}{took[2]:>10.0f}{took[3]:>10.0f}")


def texts_of(cases: Sequence[Case], *kinds: str) -> list[str]:
    return [case.text for case in cases if any(kind in case.kind for kind in kinds)]


def mixed(texts: Sequence[str], rng: Random) -> str:
    lines: list[str] = []
    while sum(map(len, lines)) < SIZE:
        lines.append(rng.choice(texts) + "\n")
    return "".join(lines)[:SIZE]


def rate(function: Scrub, chunks: Sequence[str]) -> float:
    """MB of UTF-8 a second of CPU time, after a first round that compiles."""
    for chunk in chunks:
        function(chunk)
    taken = [cpu(function, chunk) for chunk in chunks for _ in range(ROUNDS)]
    return SIZE / 1e6 / statistics.median(taken)


def cpu(function: Scrub, text: str) -> float:
    began = time.process_time()
    function(text)
    return time.process_time() - began


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.scrubbing", description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    rng = Random(options.seed)
    files = sorted(options.folder.glob("*.jsonl*")) if options.folder else [DATA]
    cases = list(of_files(files) if options.folder else own(rng))
    packages = ("google-re2",)
    print(heading(files, packages, rules=SCRUB_VERSION, seed=options.seed), end="\n\n")
    shares(cases)
    speeds(cases, rng)


if __name__ == "__main__":
    main()
