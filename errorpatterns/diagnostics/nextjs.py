"""What `next build` says beside what its matchers know."""

import re
from collections.abc import Sequence
from typing import Any

from errorpatterns.diagnostics.builds import made_of
from errorpatterns.diagnostics.lines import Line
from errorpatterns.diagnostics.traces import Found

# swc in Next 14 and 15: "Error:   x Expression expected", "   ,-[/app/page.tsx:2:1]", the source;
# the first line that is marked is the place.
SWC = r"(?:Error:)? +[x×] \S.*"
SWC_TEXT = re.compile(r"(?:Error:)? +[x×] (?P<message>\S.*)")
SWC_MORE = re.compile(r" +\| *(?P<message>.*)$")
SWC_PLACE = re.compile(r" *(?:,-|╭─)\[(?P<file>.+):(?P<line>\d+):\d+\]$")
SWC_SOURCE = re.compile(r" *(?P<line>\d+) [|│] ")
SWC_MARK = re.compile(r"(?P<gutter> *[:·] )(?P<blank> *)(?P<mark>\^+)")
# Of several marks, each with its words below it, the last is what is wrong.
SWC_LABEL = re.compile(r" *[:·] (?P<blank> *)(?:`--|╰──)")


def swc(lines: Sequence[Line], start: int) -> Found | None:
    said = SWC_TEXT.match(lines[start].text)
    here = start + 1
    while here < min(len(lines), start + 20) and not SWC_PLACE.match(lines[here].text):
        here += 1
    place = SWC_PLACE.match(lines[here].text) if here < len(lines) else None
    if said is None or place is None:
        return None
    texts = [
        found["message"] for line in lines[start + 1 : here] if (found := SWC_MORE.match(line.text))
    ]
    fields: dict[str, Any] = {**place.groupdict(), "stack": "\n".join(texts).strip()}
    number = None
    for line in lines[here + 1 : here + 40]:
        if source := SWC_SOURCE.match(line.text):
            number = source["line"]
        elif mark := SWC_MARK.match(line.text):
            column = len(mark["blank"]) + 1
            fields |= {"line": number, "column": column, "end_column": column + len(mark["mark"])}
            break
        elif label := SWC_LABEL.match(line.text):
            fields |= {"line": number, "column": len(label["blank"]) + 1}
        elif line.text.lstrip().startswith("`-"):
            break
    return made_of("next", {**fields, "message": said["message"]}), here + 1


# Turbopack in Next 15 and 16: ./app/page.tsx:2:1, a title, the source, and what is wrong with it
TURBOPACK = r"\./\S.*"
TURBOPACK_PLACE = re.compile(r"(?P<file>\./.+?)(?::(?P<line>\d+):(?P<column>\d+))?$")
TITLE = re.compile(
    r"(?:Error: )?"
    r"(?:Ecmascript file had an error|Parsing .+ failed|Error evaluating Node\.js code)$"
)
SOURCE = re.compile(r"(?:[> ] *\d+ \||  +\|)(?: *(?P<mark>\^+)$)?")
MAX_SOURCE = 30  # lines


def turbopack(lines: Sequence[Line], start: int) -> Found | None:
    place = TURBOPACK_PLACE.match(lines[start].text)
    here = start + 1
    if place is None or here == len(lines) or not TITLE.match(lines[here].text):
        return None
    here += 1
    fields: dict[str, Any] = place.groupdict()
    while here < min(len(lines), start + MAX_SOURCE):
        source = SOURCE.match(lines[here].text)
        if lines[here].text and source is None:
            break
        if source and source["mark"] and fields["column"] and "end_column" not in fields:
            fields["end_column"] = int(fields["column"][:10]) + len(source["mark"])
        here += 1
    message = lines[here].text if here < len(lines) else ""
    if not message or message.startswith("Import trace"):
        return None
    return made_of("next", {**fields, "message": message.removeprefix("Error: ")}), here + 1


# What Next 14 to 16 says of a page or of the build, behind a cross
CROSSED = " ?\u2a2f \\S.*"
CROSSED_SAID = re.compile(" ?\u2a2f (?P<message>\\S.*)")
TOLD_BELOW = re.compile(
    r"[A-Z]?\w*(?:Error|Exception|Rejection)\b|\[|Failed to load |Failed to compile|ESLint: $"
    r"|Next\.js build worker exited|Static worker exited|[./\"]"
)


def crossed(lines: Sequence[Line], start: int) -> Found | None:
    said = CROSSED_SAID.match(lines[start].text)
    if said is None or TOLD_BELOW.match(said["message"]):
        return None
    return made_of("next", said.groupdict()), start + 1


# An error without a stack, as Node.js shows a value: > Build error occurred, [Error: …] {
BUILD = r"> Build error occurred$"
SHOWN = re.compile(r"\[(?P<type>[A-Z]?\w*Error): (?P<message>.+)\](?: \{)?$")


def build(lines: Sequence[Line], start: int) -> Found | None:
    shown = SHOWN.match(lines[start + 1].text) if start + 1 < len(lines) else None
    return (made_of("next", shown.groupdict()), start + 2) if shown else None
