"""The month as a table, in Markdown."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from statistics import fmean
from typing import Any

from bench.month.measures import EVERYBODY, HARMFUL, KINDS, MOVES, USEFUL, USES, Item, Move
from bench.month.simulation import Month
from context.cycle import rate
from context.evidence import wilson

# Moves of each name are shown whole up to so many, the wrong ones always.
MOST_SHOWN = 12
LONGEST_REF = 58
OF_CYCLES = {
    "experiences": ("collecting.experiences",),
    "pairs": ("pairing.pairs",),
    "patterns": ("extracting.patterns",),
    "strategies": ("evolving.strategies",),
    "confirmed": ("extracting.confirmed", "evolving.confirmed"),
    "merged": ("merging.merged",),
    "proposals": ("calibration.proposed",),
}


def report(month: Month, seed: int) -> str:
    parts = [
        heading(month, seed),
        section("In short", summary(month)),
        section("By kind", kinds(month)),
        section("Why, most often", reasons(month)),
        section("By week, what the cycles made", cycles(month)),
        section("Success by week", successes(month)),
        section("Where a context offers ways of different worth", rivals(month)),
        section("Harmful, and active in the end", harmful(month)),
        section("Specialists that staff promoted on the cycle's proposal", proposals(month)),
        section("Notable moves", notable(month)),
    ]
    return "\n".join(parts)


def heading(month: Month, seed: int) -> str:
    telling, accounts = month.generators.telling, month.generators.callers
    projects = sum(map(len, month.world.catalogue["accounts"].values()))
    roles = month.world.roles
    return (
        f"# A simulated month\n\n"
        f"Made by `python -m bench.month --seed {seed} --days {month.days}`: {len(accounts)} "
        f"accounts, {projects} projects, {telling.requests} requests through the API, the jobs "
        f"between them. No model wrote anything; how often each way works (the *truth* below) was "
        f"drawn for the seed, and the service never sees it.\n\n"
        f"`{roles['opted_out']}` keeps what it teaches, `{roles['erased']}` is erased on day "
        f"{month.days // 2}, `{roles['careless']}` teaches whatever it tried, and the account "
        f"`{roles['contrary']}` reports the opposite of what happened.\n\n"
        f"![Items served by day, moves, and success by week](month.svg)\n"
    )


def section(title: str, lines: Iterable[str]) -> str:
    return "\n".join([f"## {title}", "", *lines, ""])


def table(names: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    yield line(names)
    yield line(["---", *["---:"] * (len(names) - 1)])
    yield from map(line, rows)


def line(cells: Iterable[Any]) -> str:
    return f"| {' | '.join(map(str, cells))} |"


def share(part: int, whole: int) -> str:
    return f"{part} of {whole} ({part / whole:.0%})" if whole else "none of 0"


def days(found: Sequence[int]) -> str:
    return f"{fmean(found):.1f} days (of {len(found)} items)" if found else "none got so far"


# Figures.


def summary(month: Month) -> Iterator[str]:
    measures, telling = month.measures, month.generators.telling
    contrary = month.world.roles["contrary"]
    of_accounts = measures.active_for_accounts()
    honest = [item for item, account in of_accounts if account != contrary]
    misled = [item for item, account in of_accounts if account == contrary]
    yield worth("for everybody", measures.active_for_everybody())
    yield worth("for an account that reports what happened", honest)
    yield worth(f"for `{contrary}`, by its own reports", misled)
    yield from harm([item for item in measures.harmful() if item.uses >= USES])
    yield (
        f"* Served to everybody with no fewer accounts against it than for it: "
        f"{len(measures.contested)} items, {sum(measures.contested.values())} nights in all"
    )
    yield (
        f"* Proven fixes that are active, and as an error pattern were withdrawn from an account: "
        f"{len(measures.twins())}"
    )
    yield f"* From the first lesson to an account: {days(measures.days_until('to account'))}"
    yield f"* From the first lesson to everybody: {days(measures.days_until('to everybody'))}"
    merged = [(one, other) for one, other in measures.merged if one.way and other.way]
    wrong = sum(one.way != other.way for one, other in merged)
    yield f"* Merged: {len(merged)} items, {wrong} of them into one of another truth"
    drift = sum(month.drift.values())
    yield f"* Drift that reconcile and recount found, of {month.days} nights: {drift}"
    yield (
        f"* The lesson that speaks to the model: flagged for {quarantined(month)} accounts, shown "
        f"in {telling.served_injection} of {telling.contexts} contexts"
    )


def worth(what: str, found: Sequence[Item]) -> str:
    judged = [item.known.chance for item in found if item.known.chance is not None]
    useful = sum(chance >= USEFUL for chance in judged)
    harmful = sum(chance < HARMFUL for chance in judged)
    return (
        f"* Active {what}, truth of {USEFUL} or more: {share(useful, len(judged))}; below "
        f"{HARMFUL}: {harmful}"
    )


def harm(found: Sequence[Item]) -> Iterator[str]:
    withdrawn = sum(item.is_withdrawn for item in found)
    active = sum(item.is_active for item in found)
    yield (
        f"* Truth below {HARMFUL} and {USES} uses or more: {share(withdrawn, len(found))} "
        f"withdrawn, {len(found) - withdrawn - active} never beyond who taught them, {active} "
        f"active still"
    )


def quarantined(month: Month) -> int:
    moves = month.measures.moves
    return len({move.audience for move in moves if move.name == "quarantined"})


def kinds(month: Month) -> Iterator[str]:
    measures = month.measures
    taught = Counter(ref.partition(":")[0] for ref in measures.taught)
    merged = Counter(one.kind for one, _ in measures.merged)
    rows = [
        [kind, taught[kind], *(measures.count(name, kind) for name in MOVES), merged[kind]]
        for kind in KINDS
    ]
    total = ["all", *(sum(column) for column in zip(*(row[1:] for row in rows), strict=True))]
    return table(["kind", "taught", *MOVES, "merged"], [*rows, total])


def reasons(month: Month) -> Iterator[str]:
    for kind in KINDS:
        said = month.measures.reasons(kind)[:5]
        told = "; ".join(f"{reason} ({number}×)" for reason, number in said)
        yield f"* {kind}: {told or 'nothing moved'}"


def cycles(month: Month) -> Iterator[str]:
    rows = []
    for week, found in month.measures.weeks():
        counts: Counter[str] = Counter()
        for cycle in found:
            counts.update(cycle.flat_counts)
        told = [sum(counts[name] for name in names) for names in OF_CYCLES.values()]
        rise = sum(cycle.improvement or 0 for cycle in found)
        after = found[-1].after["success_rate"] if found[-1].after else None
        rows.append([week + 1, len(found), *told, f"{rise:+.4f}", after])
    names = ["week", "cycles", *OF_CYCLES, "improvement", "success rate of what is served"]
    return table(names, rows)


def successes(month: Month) -> Iterator[str]:
    telling = month.generators.telling
    rows = []
    for week in range(-(-month.days // 7)):
        groups = [of_week(group, week) for group in (telling.with_context, telling.without)]
        fetched = sum(groups[0])
        fitting = share(telling.fitting[week], fetched)
        truths = [mean(telling.truths[week, is_control]) for is_control in (False, True)]
        rows.append([week + 1, *(shown(*group) for group in groups), *truths, fitting])
    yield (
        "A quarter of the generations, drawn at random, fetch nothing and ask nothing. The truth "
        "is that of what a generation went by: the chance that it would succeed."
    )
    yield ""
    names = ["week", "with", "without", "truth with", "truth without", "where something fitted"]
    yield from table(names, rows)


def mean(found: Sequence[float]) -> str:
    return f"{fmean(found):.3f}" if found else "–"


def rivals(month: Month) -> Iterator[str]:
    yield "The truth of what is listed. An order that knows something has the better ones first."
    yield ""
    rows = []
    for kind, found in sorted(month.generators.telling.rivals.items()):
        first, best = [one[0] for one in found], [max(one) for one in found]
        rows.append([kind, len(found), *map(mean, (first, [fmean(one) for one in found], best))])
    names = ["problems", "contexts", "first listed", "all listed", "best listed"]
    yield from table(names, rows)


def harmful(month: Month) -> Iterator[str]:
    rows = []
    for item in month.measures.harmful():
        if item.is_active:
            told = (f"{who} {item.statuses[who]} {item.evidence[who]}" for who in item.statuses)
            truth = f"{item.known.chance:.2f}"
            rows.append([f"`{short(item.known.ref)}`", truth, item.uses, "; ".join(told)])
    yield from table(["item", "truth", "uses", "before whom, for:against"], rows)


def of_week(counts: Counter[tuple[int, bool]], week: int) -> tuple[int, int]:
    return counts[week, True], counts[week, False]


def shown(good: int, bad: int) -> str:
    if not good + bad:
        return "–"
    low, high = interval(good, bad)
    return f"{rate(good, bad):.3f} of {good + bad} ({low:.2f}–{high:.2f})"


def interval(good: int, bad: int) -> tuple[float, float]:
    """The Wilson 95 % interval of a rate."""
    return wilson(good, good + bad), 1 - wilson(bad, good + bad)


def proposals(month: Month) -> Iterator[str]:
    for day, model, proposal in month.proposals:
        yield f"* Day {day}, {model}. {proposal}"
    yield "" if month.proposals else "* none"
    for name, facts in month.world.catalogue["models"].items():
        for version, manner in facts["versions"].items():
            low, high = manner["says"]
            right = manner.get("right", (low + high) / 2)
            yield f"* The truth: {name} {version} says {low} to {high} and is right {right:.2f}"


# Moves.


def notable(month: Month) -> Iterator[str]:
    moves = month.measures.moves
    chosen: list[Move] = []
    for name in MOVES:
        of_name = [move for move in moves if move.name == name]
        wrong = [move for move in of_name if move.is_right is False]
        right = [move for move in of_name if move.is_right is not False]
        chosen += [*wrong, *right[: max(0, MOST_SHOWN - len(wrong))]]
    judged = [move for move in moves if move.is_right is not None]
    good = sum(bool(move.is_right) for move in judged)
    yield (
        f"{share(good, len(judged))} of the moves that can be judged were right: nothing below "
        f"{HARMFUL} promoted or proposed again, nothing of {USEFUL} or more withdrawn. What "
        f"follows the inverted reports of one account, for that account alone, is not judged. "
        f"Shown are all that were wrong, and the first of the others: {len(chosen)} of "
        f"{len(moves)}."
    )
    yield ""
    chosen.sort(key=moves.index)
    names = ["day", "item", "audience", "move", "why", "for : against", "truth", ""]
    yield from table(names, map(row_of, chosen))


def row_of(move: Move) -> Sequence[Any]:
    verdict = {True: "right", False: "**wrong**", None: ""}[move.is_right]
    if move.is_misled and move.name != "quarantined":
        verdict = "misled"
    chance = "–" if move.known.chance is None else f"{move.known.chance:.2f}"
    arrow = f"{move.before or 'taught'} → {move.after}"
    evidence = f"{move.evidence[0]} : {move.evidence[1]}"
    audience = move.audience if move.audience == EVERYBODY else f"account {move.audience}"
    return [
        move.day,
        f"`{short(move.known.ref)}`",
        audience,
        arrow,
        move.reason,
        evidence,
        chance,
        verdict,
    ]


def short(ref: str) -> str:
    ref = ref.replace("learned-", "", 1)
    return ref if len(ref) <= LONGEST_REF else f"{ref[: LONGEST_REF - 10]}…{ref[-8:]}"
