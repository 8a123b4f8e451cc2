"""A raw log as plain lines: no colours, no progress bars, and no prefixes of whoever passed it on.

Lines that several programs wrote at once are told apart by their prefix, so that what one of them
says on several lines stays together.
"""

import json
import re
from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple

# Colours, cursor moves, links (whose text stays) and character sets. No run inside a run.
ESCAPES = re.compile(
    r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b\n]*(?:\x07|\x1b\\)|[()][0-9A-Z]|[=>78cDEHM])"
)
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufeff]")
MAX_LINE = 128 * 1024  # characters of what is no document; longer than a message may be
MAX_LINES = 100_000

# What stands before a line that a program wrote and is no part of it; a named one tells whose.
PREFIXES = tuple(
    re.compile(pattern)
    for pattern in (
        # gh run view --log: "build<tab>Run npm ci<tab>2024-05-01T12:34:56.1234567Z …"
        r"(?P<name>[^\t]{1,200}\t[^\t]{1,200}\t)(?=\ufeff?\d{4}-\d\d-\d\dT)",
        # GitHub Actions, docker --timestamps, Jenkins, Kubernetes (stderr F), GitLab (01O), pm2
        r"\[?\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?\]?:?"
        r"(?: \d\d[OE]\+|(?: std(?:out|err) [FP]| \d\d[OE])?(?:[ \t]|$))",
        # TeamCity: [12:34:56]W:<tab> [Step 1/2] …
        r"\[\d\d:\d\d:\d\d\][ A-Za-z]:"
        r"(?:$|\t{1,20}(?: ?(?P<name>\[Step \d{1,3}/\d{1,3}\]))?(?: |$))",
        # Vercel, tsc --watch, Vite's server, Netlify: "12:34:56.789 ", "12:34:56 PM: "; Cloudflare
        # has a tab
        r"\[?\d{1,2}:\d\d:\d\d(?:[.,]\d{1,6})?(?: [AP]M(?: -|:)?)?\]?(?:[ \t]|$)",
        # Render has the day, too, and two blanks
        r"[A-Z][a-z]{2} \d{1,2} \d{1,2}:\d\d:\d\d [AP]M(?: {1,2}|$)",
        # Maven of what it runs, Amplify: "[INFO] ", "[WARNING]: "
        r"\[(?:DEBUG|INFO|WARN|WARNING|ERROR)\]:?(?: |$)",
        # The seconds since the start, by Open Build Service and Flutter: "[   28s] ", "[  +24 ms] "
        r"\[ *\+?\d{1,6} ?m?s\](?: |$)",
        # What a server says to git push, Heroku its build's own lines indented
        r"remote:(?: {8}| |$)",
        # What GitHub Actions makes of a line that a matcher of its own knew
        r"##\[(?:error|warning|notice|group|command|debug)\]",
        r"(?:Error during bundle: )?Error: (?=[^\s:(]+(?::\d+:\d+|\(\d+,\d+\)))",
        # Rollup's plugins for TypeScript, and nx
        r"(?:[\[(]!\)?\]? )?[\[(]plugin (?:rpt2|typescript)[\])]:? (?:(?:Rollup)?Error: )?",
        r" {0,2}(?:> {1,2})?NX {2,3}(?=\S)",
        # A quote too short to be known by its marks
        r"> (?=[^\s:(>]+(?::\d+:\d+:|\(\d+,\d+\):))",
        # What Node.js says of an error that nobody caught, and what a shell's prompt leaves
        r"(?: |: |\(node:\d{1,10}\) UnhandledPromiseRejectionWarning: |Unhandled rejection )"
        r"(?=(?:[A-Z]\w{0,60})?Error: )",
        # Angular 4 to 9, and npm's log as Storybook writes it
        r"ERROR in (?=(?:[A-Za-z]:)?[^\s:(]+(?:\(\d+,\d+\): |:\d+:\d+ - )error TS)",
        r"ERR! ",
        # BuildKit's plain progress: "#12 3.456 "
        r"(?P<name>#\d{1,6}) (?:\d{1,6}\.\d{1,4}(?: |$)|(?=\S))",
        # BuildKit says the end of a step that failed again, without its number
        r" ?\d{1,5}\.\d{2,4}(?: |$)",
        # docker compose, "web-1  | "; a gutter of line numbers has no letter
        r"(?P<name>[A-Za-z][\w.-]{0,60}) {1,40}\|(?: |$)",
        # pm2 has its number and name: 0|web  |
        r"(?P<name>\d{1,3}\|[\w@/.-]{1,60}) {1,40}\|(?: |$)",
        # journalctl, as "Nov 27 06:47:39 host web[123]: ", and Heroku, as "app[web.1]: "
        r"(?:[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d )?[\w.-]{1,60} "
        r"(?P<name>[\w.@/-]{1,60}\[\d{1,8}\]):(?: |$)",
        r"(?P<name>[a-z][\w-]{0,40}\[[a-z][\w-]{0,40}\.\d{1,6}\]):(?: |$)",
        # Cloud Build
        r'(?P<name>Step #\d{1,3}(?: - "[^"]{1,60}")?):(?: |$)',
        # turbo puts package and task before each line: @acme/web:build
        r"(?P<name>(?:@[\w.-]{1,60}/)?[\w.-]{1,60}:[A-Za-z][\w:-]{0,60}: ?)(?:(?<= )|$)",
        # pnpm -r puts folder and script before each line: packages/web build
        r"(?P<name>(?:\.|[\w@.-]{1,60}(?:/[\w@.-]{1,60}){1,6}) "
        r"(?!error|warning|note|fatal)[a-z][\w:-]{0,40}: ?)(?:(?<= )|$)",
        # pnpm in a terminal, "│ "
        r"│(?: |$)",
        # lerna has the package, concurrently a number in brackets, yarn the package in brackets
        r"(?P<name>@[\w.-]{1,60}/[\w.-]{1,60}:|\[\d{1,3}\]|\[@[\w.-]{1,60}/[\w.-]{1,60}\]:?)"
        r"(?: |$)",
        # yarn 4 before what a script says; other codes are its own words
        r"➤ (?:YN0000: )?(?:│ )?(?:(?P<name>\[[\w@/.-]{1,80}\]):(?: |$))?",
    )
)
MAX_PREFIXES = 4
# What Markdown quotes; npm says in two lines what it runs, and pytest which fixtures there are.
QUOTED = re.compile(r">(?: |$)")
MIN_QUOTED = 3
MAX_QUOTED = 3  # quotes in quotes
# A long line in parts: all but the last of a stream are marked in Kubernetes (stdout P), all but
# the first in GitLab (01O+).
PART = re.compile(
    r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d) "
    r"(?:(?P<stream>std(?:out|err)) (?P<tag>[FP])(?: |$)|(?P<section>\d\d[OE])(?P<goes_on>\+)?)"
)
# concurrently, kubectl and yarn put a name in brackets, as tools do with their own messages
# ("[vite] …"). Before a blank line or an indented one, or a program's end, only runners do; and
# alone stands what mypy folds, which is before no text.
NAMED = re.compile(r"(?P<name>\[[A-Za-z][\w./-]{0,80}\]):?(?: |$)")
RUNNER = re.compile(
    r"(?:\S{19,40} )?(\[[A-Za-z][\w./-]{0,80}\]):?(?:$| {2,}\S| .* exited with code \d+$)"
)
# nx and lerna have the package and a colon, as messages have a file: before what npm and yarn say
# they run, only runners do.
COLON = re.compile(r"(?P<name>[\w@./-]{1,80}:)(?: |$)")
RUNS = re.compile(r"([\w@./-]{1,80}:) (?:> \S+@\d\S* \S|\$ \S)")
BEFORE_TEXT = re.compile(r"(?:\S{19,40} )?(\[[A-Za-z][\w./-]{0,80}\]):? ")
GO_EVENT = '{"Time":"'


class Line(NamedTuple):
    number: int  # in the whole log, from 0
    text: str
    whole: str = ""  # where the text is cut
    marked: bool = False  # by GitHub or Azure, which mark their own lines and an error's first


class Stream(list[Line]):
    """What one program wrote."""

    def __init__(self) -> None:
        super().__init__()
        self.cut = False  # whether of a line only the beginning was read
        self.failed: frozenset[str] | None = None
        # By matcher and line: what stands above a row holds for the row below it.
        self.headings: dict[tuple[str, int], dict[str, str] | None] = {}


def streams(log: str) -> dict[str, Stream]:
    """The lines of each program, under the prefix that its lines have (under "" without one)."""
    found: dict[str, Stream] = {}
    last = ""
    rows = unquoted(list(split(log)))
    runners = names(RUNNER, rows) & names(BEFORE_TEXT, rows)
    runners |= names(
        RUNS, [bare(row, runners)[1] for row in rows if ": > " in row or ": $ " in row]
    )
    for number, raw in enumerate(rows):
        name, text = bare(raw, runners)
        # A blank line of nobody's ends what was being said.
        name = last = name if text else name or last
        if text.startswith(GO_EVENT):
            name, text = go_output(name, text)
        whole = text if len(text) > MAX_LINE else ""
        marked = "##[" in raw[: len(raw) - len(text)] or text.startswith("##[")
        found.setdefault(name, Stream()).append(Line(number, text[:MAX_LINE], whole, marked))
    return found


def unquoted(rows: list[str]) -> list[str]:
    """The rows, runs of them that all have the mark of a quote without it."""
    for _ in range(MAX_QUOTED):
        whole: list[str] = []
        if all(QUOTED.match(row) for row in rows if row):
            rows = [row[2:] for row in rows]
            continue
        for quoted, run in groupby(rows, key=lambda row: bool(QUOTED.match(row))):
            said = list(run)
            whole += [row[2:] for row in said] if quoted and len(said) >= MIN_QUOTED else said
        if whole == rows:
            break
        rows = whole
    return rows


def names(pattern: re.Pattern[str], rows: list[str]) -> frozenset[str]:
    return frozenset(found[1] for found in map(pattern.match, rows) if found)


def go_output(name: str, line: str) -> tuple[str, str]:
    """What `go test -json` wraps: a package's output; the other events say nothing."""
    try:
        event = json.loads(line)
    except ValueError:
        return name, line
    text = str(event.get("Output") or "") if event.get("Action") == "output" else ""
    return f"{name} {event.get('Package')}", text.partition("\n")[0].rstrip()


def split(log: str) -> Iterator[str]:
    whole = "\n".join(joined(log.split("\n", MAX_LINES)[:MAX_LINES]))
    for raw in CONTROLS.sub("", ESCAPES.sub("", whole)).split("\n"):
        line = raw.rstrip()
        if "\r" in line:  # a progress bar: what stands there in the end
            line = line.rpartition("\r")[2]
        yield line


def joined(rows: list[str]) -> Iterator[str]:
    """The rows, those in parts as one, where the first part stands."""
    whole: list[list[str]] = []
    last: dict[str, list[str]] = {}
    partial: set[str] = set()
    for row in rows:
        found = PART.match(row)
        if found is None:
            whole.append([row])
            continue
        stream = found["stream"] or found["section"]
        if stream in last and (found["goes_on"] or stream in partial):
            last[stream].append(row[found.end() :].removesuffix("\r"))
        else:
            last[stream] = [row.removesuffix("\r")]
            whole.append(last[stream])
        (partial.add if found["tag"] == "P" else partial.discard)(stream)
    return map("".join, whole)


def bare(line: str, runners: frozenset[str]) -> tuple[str, str]:
    """The names in the line's prefixes, and the line without them."""
    if not line:
        return "", line
    names = []
    start = 0
    for _ in range(MAX_PREFIXES):
        found = next(filter(None, (prefix.match(line, start) for prefix in PREFIXES)), None)
        if found is None:
            found = NAMED.match(line, start) or COLON.match(line, start)
            if found is None or found["name"] not in runners:
                break
        start = found.end()
        names.append((found.groupdict().get("name") or "").strip())
    return "".join(names), line[start:]
