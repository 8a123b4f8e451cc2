"""What builds and package managers say in blocks of their own making."""

import itertools
import re
from collections.abc import Sequence
from typing import Any

from errorpatterns.diagnostics.lines import Line
from errorpatterns.diagnostics.model import Diagnostic, diagnostic
from errorpatterns.diagnostics.traces import AT, Found, text_of

MAX_BLOCK = 400  # lines


def made_of(tool: str, fields: dict[str, Any]) -> list[Diagnostic]:
    made = diagnostic(tool, fields)
    return [made] if made else []


# npm 6 to 10 ("npm ERR!" until 9, "npm error" since)
NPM = r"npm (?:ERR!|error)(?: |$)"
NPM_LINE = re.compile(r"npm (?:ERR!|error)(?: (.*))?$")
NPM_END = (
    *("A complete log of this run", "For a full report see:", "See /", "Fix the upstream"),
    *("Usage:", "Clean install a project", "To see a list of", "This is probably not a problem"),
    *("If you need help", "Did you mean", "Note that you can also install"),
)
NPM_FACT = re.compile(r"(code|path|errno|syscall|dest|command|cwd|workspace|location|type) (.*)$")
# Before what it says npm repeats a word for its kind.
NPM_KIND = re.compile(r"^(?:notarget|JSON\.parse|enoent|gyp|404|network|[A-Z]?4\d\d|E[A-Z]+) ")


def npm(lines: Sequence[Line], start: int) -> Found | None:
    """One block. That a script failed is no error of its own: what it said stands above."""
    facts: dict[str, str] = {}
    said: list[str] = []
    ended = False
    here = start
    while here < min(len(lines), start + MAX_BLOCK):
        found = NPM_LINE.match(lines[here].text)
        if found is None:
            break
        text = found[1] or ""
        fact = NPM_FACT.match(text)
        if fact and fact[1] == "code" and here > start:
            break
        if fact and not said:
            facts.setdefault(fact[1], fact[2])
        ended = ended or text.startswith(NPM_END)
        if not ended and not (fact and not said):
            said.append(NPM_KIND.sub("", text, count=1))
        here += 1
        if text.startswith("A complete log of this run"):
            here += text.endswith(":")  # npm 6 to 9 name it on the next line
            break
    message = "\n".join(line for line in said if line.strip())
    lifecycle = facts.get("code") == "ELIFECYCLE" or message.startswith("Lifecycle script")
    if lifecycle or facts.get("command") or not message:
        return [], here
    told = {"message": message, "code": facts.get("code"), "file": facts.get("path")}
    return made_of("npm", told), here


# pnpm: " ERR_PNPM_NO_SCRIPT  Missing script: nope"; of a script that failed see npm
PNPM = "[ \u2009]*ERR_PNPM_[A-Z0-9_]+[ \u2009]+[^ \u2009].*"
PNPM_LINE = re.compile(r"\s*(?P<code>ERR_PNPM_\w+)\s+(?P<message>\S.*)")
PNPM_SCRIPT = re.compile(r"ERR_PNPM_RECURSIVE_\w+_FIRST_FAIL$")


def pnpm(lines: Sequence[Line], start: int) -> Found | None:
    found = PNPM_LINE.match(lines[start].text)
    if found is None or PNPM_SCRIPT.match(found["code"]):
        return [], start + 1
    return made_of("pnpm", found.groupdict()), start + 1


# pip 23
PIP = (
    r"\s*ERROR: (?:Could not|Cannot install|No matching distribution|Invalid requirement|Failed |"
    r"Package |Double requirement|Directory |File |HTTP error|Exception:|"
    r"Unexpected |THESE PACKAGES|In --require-hashes|pip's dependency resolver).*"
)
PIP_LINE = re.compile(r"\s*ERROR: (.*)")


def pip(lines: Sequence[Line], start: int) -> Found | None:
    """What no version was found for is told twice, and a conflict is explained below it."""
    said: list[str] = []
    here = start
    while here < len(lines) and (found := PIP_LINE.match(lines[here].text)):
        if said and not found[1].startswith("No matching distribution"):
            break
        said.append(found[1])
        here += 1
    code = ""
    if "conflicting dependencies" in said[-1] or said[-1].startswith("Cannot install"):
        for after in range(here, min(len(lines), here + 60)):
            text = lines[after].text
            if "ResolutionImpossible" in text:
                code, here = "ResolutionImpossible", after + 1
                break
            if text.startswith("    "):
                said.append(text.strip())
    return made_of("pip", {"message": "\n".join(said), "code": code}), here


# pip 23: a build that failed; what it wrote stands below, indented, and is read by itself.
PIP_BUILD = r"\s*(?:error|ERROR): (?P<code>[a-z]+(?:-[a-z]+)+)$"


def pip_build(lines: Sequence[Line], start: int) -> Found | None:
    block = [line.text.strip() for line in lines[start : start + 6]]
    said = [text[2:] for text in block if text.startswith("× ")]
    told = {"message": "\n".join(said), "code": block[0].partition(": ")[2]}
    shown = any(text.startswith("╰─> See above") for text in block)
    return [] if shown else made_of("pip", told), start + 1


# uv 0.13: "error: No solution found …", and below it "  cause: Because …"
UV = r"error: \S.*"
UV_CAUSE = re.compile(r"  cause: \S.*|         .*\S")


def uv(lines: Sequence[Line], start: int) -> Found | None:
    end = start + 1
    if end == len(lines) or not lines[end].text.startswith("  cause: "):
        return None
    while end < min(len(lines), start + MAX_BLOCK) and UV_CAUSE.match(lines[end].text):
        end += 1
    said = [line.text.strip() for line in lines[start:end]]
    return made_of("uv", {"message": "\n".join(said).removeprefix("error: ")}), end


# Django's system checks: what is checked (or ?), the check, what is the matter, a hint
DJANGO = r"(?:\?|<class '[^']+'>|[\w.]+): \([a-z][\w.]*\.[CEWID]\d{3}\) \S.*"
DJANGO_CHECK = re.compile(
    r"(?P<of>.+?): \((?P<code>[\w.]+\.(?P<level>[CEWID])\d{3})\) (?P<text>.+)"
)
DJANGO_LEVELS = {"W": "warning", "I": "info", "D": "info"}


def django(lines: Sequence[Line], start: int) -> Found | None:
    found = DJANGO_CHECK.match(lines[start].text)
    if found is None:
        return None
    message = found["text"] if found["of"] == "?" else f"{found['of']}: {found['text']}"
    hint = lines[start + 1].text if start + 1 < len(lines) else ""
    hinted = hint.startswith("\tHINT: ")
    severity = DJANGO_LEVELS.get(found["level"], "error")
    told = {"message": message, "code": found["code"], "severity": severity}
    stack = hint.strip() if hinted else ""
    return made_of("django", {**told, "stack": stack}), start + 1 + hinted


# Vite 5 to 8, `vite build`: everything below this line is the error
VITE = r"error during build:$"
VITE_PLUGIN = re.compile(r"\[(?:plugin )?(?P<code>[\w@:/-]+)\]:? ")
VITE_PLACE = re.compile(r"file: (?P<file>.+?)(?::(?P<line>\d+):(?P<column>\d+))?$")
ROLLUP = re.compile(r"(?P<file>\S.*?) \((?P<line>\d+):(?P<column>\d+)\): (?P<message>.*)")
ROLLDOWN_PLUGIN = re.compile(
    r"\[plugin (?P<code>[^\]]+)\] (?P<file>.+?):(?P<line>\d+):(?P<column>\d+)$"
)
POSTCSS = re.compile(r"(?:CssSyntaxError: )?\[postcss\] (?:.*?:\d+:\d+: )?(?P<message>.*)")
IMPORTER = re.compile(r'.* from "([^"]+)"')
ESBUILD = re.compile(r"(?P<file>\S.*?):(?P<line>\d+):(?P<column>\d+): ERROR: (?P<message>.*)")
REQUIRED = re.compile(r"- (?P<file>/.*)")
CAUSE = re.compile(r"    (?P<message>\S.*)")


def vite(lines: Sequence[Line], start: int) -> Found | None:
    end = start + 1
    while end < min(len(lines), start + MAX_BLOCK) and not AT.match(lines[end].text):
        end += 1
    block = [line.text for line in lines[start + 1 : end]]
    texts = [text for text in block if text]
    if texts and re.match(r"Build failed with \d+ errors?:$", texts[0]):
        texts = texts[1:]
    if not texts or any(text.lstrip().startswith("╭─[ ") for text in texts):
        return [], start + 1  # told by a matcher of its own, place and all
    while end < len(lines) and AT.match(lines[end].text):
        end += 1
    plugin = VITE_PLUGIN.match(texts[0])
    found = []
    for placed in filter(None, map(ESBUILD.match, texts)):
        column = int(placed["column"][:10]) + 1
        told = {**placed.groupdict(), "column": column, "code": plugin and plugin["code"]}
        found += made_of("vite", told)
    return found or made_of("vite", vite_error(texts)), end


def vite_error(texts: list[str]) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    message = texts[0].removeprefix("Error: ")
    if (placed := ROLLDOWN_PLUGIN.match(message)) and len(texts) > 1:
        fields, message = dict(placed.groupdict()), texts[1]
    for before, text in itertools.pairwise(texts):
        required = REQUIRED.match(text) if before == "Require stack:" else None
        if place := VITE_PLACE.match(text) or required:
            fields |= place.groupdict()
        elif before == "Caused by:" and (cause := CAUSE.match(text)):
            message = f"{message}: {cause['message']}"
    while plugin := VITE_PLUGIN.match(message):
        if plugin["code"] != "vite" and plugin["code"] != "postcss":
            fields.setdefault("code", plugin["code"])
        if plugin["code"] == "postcss":
            break
        message = message[plugin.end() :].removeprefix(f"{plugin['code']}] ")
        if message.startswith("[plugin "):
            message = message.partition("] ")[2]
    if found := ROLLUP.match(message):
        fields |= found.groupdict()
        message = found["message"]
    elif css := POSTCSS.match(message):
        message = css["message"]
    if "file" not in fields and (importer := IMPORTER.match(message)):
        fields["file"] = importer[1]
    if fields.get("column") is not None:  # rollup counts columns from 0
        fields["column"] = int(fields["column"][:10]) + 1
    return {**fields, "message": message}


# swc in Next 14 and 15: "Error:   x Expression expected", "   ,-[/app/page.tsx:2:1]", the source;
# the first line that is marked is the place.
SWC = r"(?:Error:)? +[x×] \S.*"
SWC_TEXT = re.compile(r"(?:Error:)? +[x×] (?P<message>\S.*)")
SWC_MORE = re.compile(r" +\| *(?P<message>.*)$")
SWC_PLACE = re.compile(r" *(?:,-|╭─)\[(?P<file>.+):(?P<line>\d+):\d+\]$")
SWC_SOURCE = re.compile(r" *(?P<line>\d+) [|│] ")
SWC_MARK = re.compile(r"(?P<gutter> *[:·] )(?P<blank> *)(?P<mark>\^+)")


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
        elif line.text.lstrip().startswith("`-"):
            break
    return made_of("next", {**fields, "message": said["message"]}), here + 1


# webpack 4 and 5: a heading, then text up to a blank line; columns from 0
WEBPACK = r"(?:ERROR|WARNING) in \S.*"
WEBPACK_HEAD = re.compile(
    r"(?P<severity>ERROR|WARNING) in (?P<file>\S.*?)"
    r"(?:[ :](?P<line>\d+):(?P<column>\d+)(?:-(?:(?P<end_line>\d+):)?(?P<end_column>\d+))?)?$"
)
WEBPACK_AGAIN = re.compile(r"\./\S.* \d+:\d+")
TS_CODE = re.compile(r"(?P<code>TS\d+): (?P<message>.*)")


def webpack(lines: Sequence[Line], start: int) -> Found | None:
    head = WEBPACK_HEAD.match(lines[start].text)
    here = start + 1
    if here < len(lines) and WEBPACK_AGAIN.match(lines[here].text):
        here += 1
    if head is None or here >= len(lines) or not lines[here].text:
        return None
    message = lines[here].text
    if message.startswith(("[tsl] ", "  ")) or re.match(r"/\S+\.\w+$", message):
        return [], here  # another tool's, in its own form
    fields: dict[str, Any] = head.groupdict() | {"message": message}
    if code := TS_CODE.match(message):
        fields |= code.groupdict()
    end = here + 1
    while end < min(len(lines), start + MAX_BLOCK) and lines[end].text:
        end += 1
    if not re.search(r"[./]", fields["file"]):
        fields["file"] = ""
    for name in ("column", "end_column"):
        if fields[name] is not None:
            fields[name] = int(fields[name][:10]) + 1
    fields["stack"] = text_of(lines, here + 1, end)
    return made_of("webpack", fields), end


# webpack-cli 6: its configuration, or the whole build
WEBPACK_CLI = r"\[webpack-cli\] (?P<message>(?:\w*Error|Invalid|Failed|Unable|Unknown).*)"


def webpack_cli(lines: Sequence[Line], start: int) -> Found | None:
    message = lines[start].text.partition("] ")[2]
    end = start + 1
    while end < min(len(lines), start + MAX_BLOCK) and lines[end].text.startswith((" - ", "   ")):
        end += 1
    if message.startswith("Failed to load"):
        return None  # what is wrong with it stands below
    return made_of("webpack", {"message": message, "stack": text_of(lines, start + 1, end)}), end


# mypy 2.4 --pretty folds long messages; the last line ends with the code.
MYPY = r"(?:[A-Za-z]:)?[^\s:][^:]*\.pyi?:\d+(?::\d+)?: (?:error|warning):(?: .*[^\]])?$"
MYPY_HEAD = re.compile(
    r"(?P<file>(?:[A-Za-z]:)?[^:]+):(?P<line>\d+)(?::(?P<column>\d+))?: "
    r"(?P<severity>error|warning):(?: (?P<message>.*))?$"
)
MYPY_CODE = re.compile(r"(?P<message>.*?)\s*\[(?P<code>[a-z][a-z0-9-]*)\]$")
MYPY_CODE_ALONE = re.compile(r" \[[a-z][a-z0-9-]*\]$")
MYPY_NOTE = re.compile(r"[^:]+\.pyi?:\d+(?::\d+)?: note: (.*)")
MYPY_MARK = re.compile(r"    ( *)(\^~*)$")


def mypy(lines: Sequence[Line], start: int) -> Found | None:
    head = MYPY_HEAD.match(lines[start].text)
    if head is None:
        return None
    fields: dict[str, Any] = head.groupdict()
    said = [fields["message"] or ""]
    for here in range(start + 1, min(len(lines), start + 12)):
        text = lines[here].text
        folded = MYPY_CODE_ALONE.match(text)
        if (
            not text
            or (text[0] == " " and not folded)
            or re.match(r"[^:]+:\d+: |Found \d+ error", text)
        ):
            return None
        last = MYPY_CODE.match(text)
        said.append(last["message"] if last else text)
        if last:
            fields |= {"code": last["code"], "message": " ".join(filter(None, said))}
            marked = lines[here + 2].text if here + 2 < len(lines) else ""
            if mark := MYPY_MARK.match(marked):
                column = len(mark[1]) + 1
                fields |= {"column": column, "end_column": column + len(mark[2])}
            here += 3 if mark else 1
            notes = []
            while here < len(lines) and (note := MYPY_NOTE.match(lines[here].text)):
                notes.append(note[1])
                here += 1
            return made_of("mypy", {**fields, "stack": "\n".join(notes)}), here
    return None
