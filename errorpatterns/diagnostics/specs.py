"""What the test runners of JavaScript say of a test that failed."""

import re
from collections.abc import Sequence

from errorpatterns.diagnostics.lines import Line
from errorpatterns.diagnostics.model import Diagnostic, diagnostic
from errorpatterns.diagnostics.traces import AT, AT_PLACE, FOREIGN, NAMED, Found, text_of

MAX_BLOCK = 400  # lines

# jest 29 and 30: the suite and the test behind a dot, what is the matter, the source, the stack
JEST = r" {1,2}● \S.*"
JEST_END = re.compile(r" {1,2}● | ?(?:PASS|FAIL) |Test Suites: |Summary of all failing tests")
JEST_FILE = re.compile(r" ?FAIL {1,2}(?:\S+ )?(\S+\.\w+)(?: \([\d.]+ m?s\))?$")
JEST_SOURCE = re.compile(r"    [> ] +\d+ \||     +\|")


def jest(lines: Sequence[Line], start: int) -> Found | None:
    end = block_end(lines, start, JEST_END)
    said = [at for at in range(start + 1, end) if lines[at].text]
    # What a test wrote to the console has such a heading too, and stands deeper.
    if not said or not re.match(r"    \S", lines[said[0]].text):
        return None
    places = [AT_PLACE.match(lines[at].text) for at in said if AT.match(lines[at].text)]
    shown = any(JEST_SOURCE.match(lines[at].text) for at in said)
    if not places and not shown:
        return None
    ours = [place.groups() for place in places if place and not FOREIGN.match(place[1])]
    above = (JEST_FILE.match(line.text) for line in lines[max(start - 3, 0) : start])
    ours += [(found[1], None, None) for found in above if found]
    return told("jest", lines, (start, said[0], end), ours[0] if ours else None), end


# vitest 1 to 3: " FAIL  file > suite > test", what is the matter, the place
VITEST = r" FAIL  \S.*"
VITEST_END = re.compile(r" FAIL  |⎯{6,}| +Test Files ")
VITEST_PLACE = re.compile(r" \u276f (?:\S.* )?((?:[A-Za-z]:)?[^\s:]+):(\d+):(\d+)$")


def vitest(lines: Sequence[Line], start: int) -> Found | None:
    """Tests that fail alike stand in one block, under all their names."""
    first = start + 1
    while first < len(lines) and re.match(VITEST, lines[first].text):
        first += 1
    # In a terminal jest has blanks around the word, too.
    said = next((line.text for line in lines[first : first + 2] if line.text), "")
    if re.match(JEST, said):
        return [], start + 1
    end = block_end(lines, first, VITEST_END)
    if first >= len(lines) or not lines[first].text:
        return [], first
    places = (VITEST_PLACE.match(lines[at].text) for at in range(first + 1, end))
    ours = [place for place in places if place and not FOREIGN.match(place[1])]
    return told("vitest", lines, (start, first, end), ours[0].groups() if ours else None), end


def block_end(lines: Sequence[Line], start: int, stop: re.Pattern[str]) -> int:
    end = start + 1
    while end < min(len(lines), start + MAX_BLOCK) and not stop.match(lines[end].text):
        end += 1
    return end


def told(
    tool: str,
    lines: Sequence[Line],
    block: tuple[int, int, int],
    place: tuple[str | None, ...] | None,
) -> list[Diagnostic]:
    start, first, end = block
    message = lines[first].text.strip()
    kind = NAMED.match(message)
    file, line, column = place or (None, None, None)
    fields = {"message": message, "type": kind and kind["type"], "file": file, "line": line}
    made = diagnostic(tool, {**fields, "column": column, "stack": text_of(lines, start, end)})
    return [made] if made else []
