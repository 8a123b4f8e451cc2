"""Build output → errors, the way editors' problem matchers do.

    read(log)              raw output of any of the tools in docs/logs.md, mixed as CI mixes it
    from_sarif(document)   SARIF 2.1.0
    from_lsp(diagnostics)  diagnostics of a language server

Each error once, in order of appearance; text that no tool is known for is no error. The time is
linear in the log: every pattern is RE2's or has nothing in it to go back to.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from textwrap import dedent
from typing import Any

import re2

from errorpatterns.diagnostics import builds, bundlers, documents, matchers, nextjs, specs, traces
from errorpatterns.diagnostics.exchange import Malformed, from_lsp, from_sarif
from errorpatterns.diagnostics.lines import MAX_LINES, Line, Stream, streams
from errorpatterns.diagnostics.model import MAX_DIAGNOSTICS, Diagnostic, Diagnostics, identity

__all__ = ["Diagnostic", "Diagnostics", "Malformed", "from_lsp", "from_sarif", "read"]

MAX_LOG = 1024 * 1024  # characters
CUT_LOG = 1_000_000  # of this length a log ends as it does by chance, unless a line does
MIN_LINE = 4  # nothing shorter begins an error but a bracket

# What Markdown takes for code: below a blank line, a run of lines with four blanks or a tab
INDENTED = re.compile(r"(?<=\n\n)(?: {4}|\t).*\n?(?:(?:(?: {4}|\t).*)?\n)*")

Reader = Callable[[Sequence[Line], int], tuple[list[Diagnostic], int] | None]

# Blocks, each under what its first line looks like; tried in this order, before the matchers.
READERS: tuple[tuple[str, Reader], ...] = (
    (documents.JSON, documents.document),
    (traces.TRACEBACK, traces.python),
    (traces.CUT, traces.cut_python),
    (traces.SYNTAX, traces.syntax),
    (traces.SORRY, traces.sorry),
    (traces.PYTEST_RUN, traces.pytest_run),
    (traces.TEST, traces.pytest),
    (traces.LOOSE, traces.pytest_line),
    (traces.CUT_TEST, traces.pytest_cut),
    (specs.JEST, specs.jest),
    (specs.VITEST, specs.vitest),
    (traces.VERDICT, traces.go_test),
    (traces.PASSED_TEST, traces.go_passed),
    (traces.RUN, traces.go_run),
    (traces.MANY, traces.go_stopped),
    (traces.PANIC, traces.go_panic),
    (traces.CARGO_TEST, traces.cargo_test),
    (builds.NPM, builds.npm),
    (builds.PNPM, builds.pnpm),
    (builds.PNPM_PARSE, builds.pnpm_parse),
    (builds.PIP, builds.pip),
    (builds.PIP_BUILD, builds.pip_build),
    (builds.RUFF, builds.ruff),
    (builds.GCC, builds.gcc),
    (builds.UV, builds.uv),
    (builds.CARGO, builds.cargo),
    (builds.DJANGO, builds.django),
    (bundlers.VITE, bundlers.vite),
    (bundlers.VITE_SERVER, bundlers.vite_server),
    (nextjs.SWC, nextjs.swc),
    (nextjs.TURBOPACK, nextjs.turbopack),
    (nextjs.CROSSED, nextjs.crossed),
    (nextjs.BUILD, nextjs.build),
    (bundlers.WEBPACK, bundlers.webpack),
    (bundlers.WEBPACK_CLI, bundlers.webpack_cli),
    (bundlers.LINTED, bundlers.linted),
    (builds.MYPY, builds.mypy),
    (builds.MYPY_BLOCKED, builds.mypy_blocked),
)
# What tells of pytest's tests more than its summary does
BLOCKS = (traces.pytest, traces.pytest_line, traces.pytest_cut)
LAST_READERS: tuple[tuple[str, Reader], ...] = (
    (traces.SUMMARY, traces.pytest_summary),
    (traces.THROWN, traces.node),
    (builds.YARN, builds.yarn),
    (builds.PIP_BUILD, builds.pip_again),
    (bundlers.UNRESOLVED, bundlers.unresolved),
)


def matcher_reader(matcher: matchers.Matcher) -> Reader:
    return lambda lines, start: matchers.match(matcher, lines, start)


@cache
def table() -> tuple[Any, tuple[Reader, ...]]:
    """All first patterns as one automaton, which tells the readers to try by their numbers."""
    rows = [
        *READERS,
        *((matcher.start, matcher_reader(matcher)) for matcher in matchers.MATCHERS),
        *LAST_READERS,
    ]
    starts = re2.Set.MatchSet()
    for pattern, _ in rows:
        starts.Add(pattern)
    starts.Compile()
    return starts, tuple(reader for _, reader in rows)


def read(log: str) -> Diagnostics:
    """The errors and warnings that the tools report in this log."""
    cut = is_cut(log)
    if cut:
        log = log[: log.rfind("\n", 0, MAX_LOG) + 1]  # half a line is nothing that a tool said
    cut |= log.count("\n") >= MAX_LINES
    found = errors(log, cut)
    log = log.replace("\r\n", "\n")
    # Who pastes a log may indent it, as a whole or below a text; some tools indent all they say.
    if log.startswith((" ", "\t", "\n", "\r")):
        found = max(found, errors(dedent(log), cut), key=len)
    # What a test of Go that passes has to say is indented, too.
    if found or "=== RUN" in log:
        return found
    if (moved := INDENTED.sub(lambda run: dedent(run[0]), log)) != log:
        return errors(moved, cut)
    return found


def errors(log: str, cut: bool) -> Diagnostics:
    found: list[tuple[int, int, Diagnostic]] = []
    for lines in streams(log).values():
        found += [(line, len(found) + i, one) for i, (line, one) in enumerate(scan(lines))]
        cut |= lines.cut
    ordered = (one for *_, one in sorted(found, key=lambda row: row[:2]))
    return Diagnostics.of(ordered, cut=cut)


def is_cut(log: str) -> bool:
    """Whether it is longer than is read, or so long and without an end that its sender cut it. A
    document is not read unless it is whole.
    """
    return len(log) > MAX_LOG or (len(log) >= CUT_LOG and not log.endswith(("\n", "]", "}")))


def scan(lines: Stream) -> Iterator[tuple[int, Diagnostic]]:
    """What one program reports, each once, with the number of the line at which it begins."""
    here = 0
    told: set[tuple[object, ...]] = set()
    blocks = False
    while here < len(lines) and len(told) <= MAX_DIAGNOSTICS:
        found, after, reader = first(lines, here)
        if reader is traces.pytest_run:
            blocks = False
        blocks = blocks or (reader in BLOCKS and bool(found))
        again = (reader is traces.pytest_summary and blocks) or (
            reader is builds.pip_again and told
        )
        if not again:
            for one in found:
                if identity(one) not in told:
                    told.add(identity(one))
                    yield lines[here].number, one
        lines.cut |= reader is not documents.document and any(
            line.whole for line in lines[here:after]
        )
        here = after


def first(lines: Sequence[Line], here: int) -> tuple[list[Diagnostic], int, Reader | None]:
    """What the first reader that knows this line makes of it, and where to go on."""
    text, whole = lines[here].text, lines[here].whole
    if whole and (result := documents.document(lines, here)):
        return *result, documents.document
    if len(text) < MIN_LINE and text not in ("[", "{"):
        return [], here + 1, None
    starts, readers = table()
    for number in sorted(starts.Match(text) or ()):
        result = readers[number](lines, here)
        if result is not None:
            return result[0], max(result[1], here + 1), readers[number]
    return [], here + 1, None
