"""What a backtest came to: as JSON, and as a page for the terminal."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from errorpatterns.backtest.keeping import Kept
from errorpatterns.backtest.recording import Ran
from errorpatterns.backtest.replay import (
    DECLINED,
    FEWEST_COMMITS,
    FEWEST_PAIRS,
    RIGHT,
    UNKNOWN,
    WRONG,
    Replay,
)

BAR = "▏▎▍▌▋▊▉█"
WIDTH = 20
LONGEST = 60  # characters
FEW = 3  # messages that every run told
TOO_LITTLE = (
    f"That is too little to say how often anything is recognised: it takes {FEWEST_PAIRS} pairs of "
    f"{FEWEST_COMMITS} commits."
)
FURTHER = "Look further back (--commits, --since), or try another command."


@dataclass(frozen=True)
class Report:
    """`verified` are the edits that the command was asked about, by whether they mended; `kept` is
    None where nothing was to be kept; `unshallow` says what to do where the history ends as the
    clone is shallow, and is empty elsewhere.
    """

    runs: Sequence[Ran]
    pairs: int
    left_out: Counter[str]
    replay: Replay
    verified: Counter[bool] | None = None
    kept: Kept | None = None
    unshallow: str = ""

    @property
    def verdicts(self) -> Counter[str]:
        return Counter(one.verdict for one in self.replay.newer)

    @property
    def declined(self) -> Counter[str]:
        """By why."""
        return Counter(one.why for one in self.replay.newer if one.why)

    @property
    def is_enough(self) -> bool:
        done = self.replay
        commits = done.older_commits + done.newer_commits
        return self.pairs >= FEWEST_PAIRS and commits >= FEWEST_COMMITS

    def as_json(self) -> dict[str, Any]:
        done = self.replay
        times = sorted({one.commit.time for one in self.runs})
        return {
            "commits": len({one.commit.sha for one in self.runs}),
            "from": times[0].isoformat() if times else None,
            "to": times[-1].isoformat() if times else None,
            "shallow": bool(self.unshallow),
            "runs": len(self.runs),
            "silent": dict(silent(self.runs)),
            "always": always(self.runs),
            "pairs": self.pairs,
            "left_out": dict(self.left_out),
            "refused": dict(done.refused),
            "enough": self.is_enough,
            "older": {
                "pairs": done.older,
                "commits": done.older_commits,
                "patterns": done.patterns,
            },
            "newer": {
                "pairs": len(done.newer),
                "commits": done.newer_commits,
                "recognised": recognised(self.verdicts),
                "by_shipped_alone": {
                    "recognised": recognised(done.shipped),
                    **{name: done.shipped[name] for name in (RIGHT, WRONG, DECLINED, UNKNOWN)},
                },
                **{name: self.verdicts[name] for name in (RIGHT, WRONG, DECLINED, UNKNOWN)},
                "why_declined": dict(self.declined),
            },
            "learned": [asdict(one) for one in done.learned],
            "verified": None
            if self.verified is None
            else {"mended": self.verified[True], "not_mended": self.verified[False]},
            "curve": [asdict(point) for point in done.curve],
            "kept": None if self.kept is None else self.kept.as_json(),
        }


def silent(runs: Sequence[Ran]) -> Counter[str]:
    return Counter(one.silent for one in runs if one.silent)


def always(runs: Sequence[Ran]) -> dict[str, list[str]]:
    """By command the messages that every run told: these never teach, and what a program needs and
    nobody installed is one of them.
    """
    told: dict[str, list[set[str]]] = {}
    for one in runs:
        told.setdefault(one.stream, []).append({error.message for error in one.errors})
    found = {stream: set.intersection(*sets) for stream, sets in told.items() if len(sets) > 1}
    return {stream: sorted(messages) for stream, messages in found.items() if messages}


def recognised(verdicts: Mapping[str, int]) -> int:
    return sum(number for name, number in verdicts.items() if name != UNKNOWN)


def page(report: Report) -> str:
    return "\n".join(lines(report))


def lines(report: Report) -> Iterator[str]:
    done = report.replay
    yield from history(report)
    if report.pairs:
        yield (
            f"Learned from the older: {number(done.older, 'pair')} of "
            f"{number(done.older_commits, 'commit')} became {number(done.patterns, 'pattern')}."
        )
        yield from reasons("Not learned", done.refused)
        yield from newer(report)
    if report.is_enough:
        yield from curve(report)
    else:
        yield f"{TOO_LITTLE} {report.unshallow or FURTHER}"
    if done.learned:
        yield "What was learned, and from how many different errors:"
        for one in done.learned:
            yield f"  {one.errors:>4}  {one_line(one.words)}  →  {one_line(one.fix)}"
    if report.kept is not None:
        yield from kept(report.kept)


def history(report: Report) -> Iterator[str]:
    runs = report.runs
    times = sorted(one.commit.time for one in runs)
    span = f", {times[0]:%Y-%m-%d} to {times[-1]:%Y-%m-%d}" if times else ""
    commits = len({one.commit.sha for one in runs})
    yield f"History: {number(commits, 'commit')}{span}; {number(len(runs), 'run')}."
    if report.unshallow and report.is_enough:
        yield report.unshallow
    yield from reasons("Runs that show nothing", silent(runs))
    for stream, messages in always(runs).items():
        yield f"Told by every run of {stream}:"
        yield from (f"  {one_line(message)}" for message in messages[:FEW])
        if len(messages) > FEW:
            yield f"  and {number(len(messages) - FEW, 'other')}"
        yield "If it lacks what the program needs, have it installed: --run COMMAND goes before."
    gone = report.pairs + sum(report.left_out.values())
    yield f"Failures that were gone at the next commit: {gone}, and {report.pairs} to learn from."
    yield from reasons("Left out", report.left_out)


def reasons(what: str, counts: Counter[str]) -> Iterator[str]:
    if counts:
        told = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        yield f"{what}: " + ", ".join(f"{why} ({n})" for why, n in told) + "."


def newer(report: Report) -> Iterator[str]:
    done, verdicts = report.replay, report.verdicts
    total = len(done.newer)
    commits = number(done.newer_commits, "commit")
    yield f"Then met the newer: {number(total, 'failure')} of {commits}."
    rows = [
        (
            "recognised",
            recognised(verdicts),
            f"by what is shipped alone: {recognised(done.shipped)}",
        ),
        (
            "  mended rightly",
            verdicts[RIGHT],
            f"the edit offered is what people did; by what is shipped alone: {done.shipped[RIGHT]}",
        ),
        ("  mended wrongly", verdicts[WRONG], "another edit was offered than people made"),
        ("  declined", verdicts[DECLINED], "known, but no edit was offered"),
        ("unknown", verdicts[UNKNOWN], ""),
    ]
    for name, count, said in rows:
        share = f"{count / total:4.0%}" if report.is_enough and total else ""
        yield f"  {name:<20}{count:>5}  {share:<5} {said}".rstrip()
    yield from reasons("Declined", report.declined)
    if report.verified:
        yes, no = report.verified[True], report.verified[False]
        yield f"The command was asked about the edits offered: {yes} mended, {no} did not."


def curve(report: Report) -> Iterator[str]:
    yield "As the history grows, each failure met before it is learned from:"
    yield "  tenth  failures  recognised  rightly  patterns"
    for place, point in enumerate(report.replay.curve, 1):
        share = bar(point.recognised / point.failures) if point.failures else ""
        yield (
            f"  {place:>5}{point.failures:>10}{point.recognised:>12}{point.rightly:>9}"
            f"{point.patterns:>10}  {share}"
        ).rstrip()


def bar(share: float) -> str:
    whole, rest = divmod(round(share * WIDTH * len(BAR)), len(BAR))
    return BAR[-1] * whole + (BAR[rest - 1] if rest else "")


def kept(told: Kept) -> Iterator[str]:
    yield (
        f"Kept for review, in the project {told.project} of the account {told.account}: "
        f"{number(told.patterns, 'new pattern')}, {number(told.lessons, 'new lesson')}. "
        "They are proposed: served to that project alone until they prove themselves."
    )
    if told.flagged:
        yield f"Flagged, and waiting for a person in the admin: {number(told.flagged, 'pattern')}."
    yield from reasons("Not kept", told.refused)


def one_line(text: str) -> str:
    told = " ⏎ ".join(line.strip() for line in text.strip().splitlines())
    return told if len(told) <= LONGEST else f"{told[: LONGEST - 1]}…"


def number(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"
