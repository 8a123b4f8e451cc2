"""Learn the older pairs, meet the newer ones: the service's own way to learn and to match, in the
database of this process.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from itertools import accumulate, groupby
from pathlib import Path
from typing import Any

from django.db.models import Count

from context.teaching import Rejected
from errorpatterns.api.fields import ErrorSerializer
from errorpatterns.api.learning import LearnSerializer, told_of
from errorpatterns.api.matching import results
from errorpatterns.backtest.changes import is_same
from errorpatterns.backtest.pairs import Pair
from errorpatterns.diagnostics import Diagnostic
from errorpatterns.level0.asking import Match
from errorpatterns.level0.trying import Fix, Known, fix_of
from errorpatterns.level0.workspace import Source
from errorpatterns.models import ErrorPattern
from errorpatterns.teaching import teach
from intake.problems import Conflict
from projects.models import Project

# Of the pairs in their order, rounded to whole commits.
OLDER = 0.7
PARTS = 10
SHOWN = 10
# Below this nothing is said of shares.
FEWEST_PAIRS, FEWEST_COMMITS = 10, 4

RIGHT, WRONG, DECLINED, UNKNOWN = "rightly", "wrongly", "declined", "unknown"


@dataclass(frozen=True)
class Met:
    """What was known of a failure: one of the four words; `offered` is what the file would become,
    where an edit was offered, `learned` whether this history taught what recognised it, and `why`
    what speaks against the best match, where all were declined.
    """

    verdict: str
    learned: bool = False
    offered: str | None = None
    why: str = ""


@dataclass
class Point:
    """A tenth of the history: what was known of its failures by those before."""

    failures: int = 0
    recognised: int = 0
    rightly: int = 0
    patterns: int = 0


@dataclass(frozen=True)
class Learned:
    """A pattern as people read it, and how many different errors taught it."""

    words: str
    fix: str
    errors: int


@dataclass
class Replay:
    """What came of it. `newer` is in the order of the pairs from `older` on; `learned` are the
    patterns that most errors taught.
    """

    older: int
    older_commits: int
    newer_commits: int
    newer: Sequence[Met]
    patterns: int
    curve: Sequence[Point]
    learned: Sequence[Learned] = ()
    refused: Counter[str] = field(default_factory=Counter)
    shipped: Counter[str] = field(default_factory=Counter)  # the newer's verdicts without learning

    def to_json(self) -> dict[str, Any]:
        counts = {"refused": dict(self.refused), "shipped": dict(self.shipped)}
        return asdict(replace(self, refused=Counter(), shipped=Counter())) | counts

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> "Replay":
        newer = [Met(**one) for one in told["newer"]]
        curve = [Point(**one) for one in told["curve"]]
        learned = [Learned(**one) for one in told["learned"]]
        lists = {"newer": newer, "curve": curve, "learned": learned}
        counts = {name: Counter(told[name]) for name in ("refused", "shipped")}
        return cls(**{**told, **lists, **counts})


def commits_of(pairs: Sequence[Pair]) -> list[list[Pair]]:
    """The pairs of each commit that passed."""
    return [list(some) for _, some in groupby(pairs, key=lambda pair: pair.passed)]


def split(commits: Sequence[Sequence[Pair]]) -> int:
    """How many commits are the older part: as many as come nearest to `OLDER` of the pairs, and
    share no failing commit with the newer.
    """
    ends = list(accumulate(map(len, commits)))
    parts = [n for n in range(1, len(commits)) if not failed(commits[:n]) & failed(commits[n:])]
    return min(parts, key=lambda n: abs(ends[n - 1] - OLDER * ends[-1]), default=len(commits))


def failed(commits: Sequence[Sequence[Pair]]) -> set[str]:
    return {pair.failed for some in commits for pair in some}


def replay(pairs: Sequence[Pair], project: Project, tell: Callable[[int], None]) -> Replay:
    """Each commit's failures are met before they are learned from; the newer ones once more, by
    what the older ones taught alone. `tell` is given how many pairs are done.
    """
    commits = commits_of(pairs)
    older = split(commits)
    curve = [Point() for _ in range(PARTS)]
    done = Replay(sum(map(len, commits[:older])), older, len(commits) - older, [], 0, curve)
    unlearned = meet([pair for rest in commits[older:] for pair in rest], project)
    done.shipped = Counter(one.verdict for one in unlearned)
    at = 0
    for number, some in enumerate(commits, 1):
        for met in meet(some, project):
            note(curve[at * PARTS // len(pairs)], met)
            at += 1
        for pair in some:
            if why := learn(pair, project):
                done.refused[why] += 1
        known = count(project)
        for point in curve[(at - 1) * PARTS // len(pairs) :]:
            point.patterns = known
        if number == older:
            done.patterns = known
            done.newer = meet([pair for rest in commits[older:] for pair in rest], project)
        tell(at)
    done.learned = most_taught(project)
    return done


def note(point: Point, met: Met) -> None:
    point.failures += 1
    point.recognised += met.verdict != UNKNOWN
    point.rightly += met.verdict == RIGHT


def most_taught(project: Project) -> list[Learned]:
    taught = ErrorPattern.objects.filter(lessons__project=project)
    best = taught.annotate(errors=Count("lessons")).order_by("-errors", "slug")[:SHOWN]
    rows = best.values_list("words", "error_regex", "fix_template", "errors")
    return [Learned(words or regex, fix, errors) for words, regex, fix, errors in rows]


def count(project: Project) -> int:
    return ErrorPattern.objects.filter(lessons__project=project).distinct().count()


def learn(pair: Pair, project: Project) -> str:
    """Empty, or why nothing can be learned from it."""
    serializer = LearnSerializer(data=pair.repair.lesson(project.key, pair.event))
    if not serializer.is_valid():
        return "what was told is more than the service takes"
    given = serializer.validated_data
    try:
        teach(project, told_of(given, project), given["event_id"])
    except Rejected:
        return "staff have rejected it"
    except Conflict:
        return "it was learned before, and differently"
    except ValueError as error:
        return str(error)
    return ""


def meet(pairs: Sequence[Pair], project: Project) -> list[Met]:
    """What is known of each failure now."""
    found: list[Met] = []
    for start in range(0, len(pairs), 100):
        some = pairs[start : start + 100]
        serializer = ErrorSerializer(data=[asked(pair) for pair in some], many=True)
        serializer.is_valid(raise_exception=True)
        rows = results(serializer.validated_data, project.account_id, project)
        told = [[Match.of(one) for one in row["matches"]] for row in rows]
        slugs = {match.slug for matches in told for match in matches}
        learned = ErrorPattern.objects.filter(slug__in=slugs, is_built_in=False)
        names = set(learned.values_list("slug", flat=True))
        found += [met(pair, matches, names) for pair, matches in zip(some, told, strict=True)]
    return found


def asked(pair: Pair) -> dict[str, Any]:
    error = dict(pair.repair.error)
    return {**error, "source": pair.source} if pair.source else error


def met(pair: Pair, matches: Sequence[Match], learned: set[str]) -> Met:
    """By the first edit that would be applied, as `level0 --apply` does."""
    if not matches:
        return Met(UNKNOWN)
    ours = any(match.slug in learned for match in matches)
    known = known_of(pair)
    fixes = [fix_of(known, match) for match in matches]
    offered = next((one.data.decode() for one in fixes if isinstance(one, Fix)), None)
    if offered is None:
        return Met(DECLINED, ours, why=str(fixes[0]))
    fix = pair.repair.fix
    right = not pair.repair.is_elsewhere and is_same(offered, fix["after"])
    return Met(RIGHT if right else WRONG, ours, offered)


def known_of(pair: Pair) -> Known:
    error = Diagnostic(**pair.repair.error)
    source = Source(Path(error.file), pair.source.encode()) if pair.source else None
    return Known(error, source, "its file is none of the repository")
