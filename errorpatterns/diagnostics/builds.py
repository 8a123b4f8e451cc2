"""What package managers, cargo, Django and mypy say in blocks of their own making."""

import re
from collections.abc import Sequence
from typing import Any

import re2

from errorpatterns.diagnostics.lines import Line
from errorpatterns.diagnostics.model import Diagnostic, diagnostic
from errorpatterns.diagnostics.traces import Found

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
    *("npm ERR!", "npm error", "npm WARN", "npm warn"),  # another npm's, in its own
    *("Please include the following file", "Additional logging details", "not ok code"),
)
# npm 1 to 4 tells what it runs on.
NPM_RUNS = re.compile(
    r"(?:System )?(?:Windows_NT|Linux|Darwin|FreeBSD) \d|(?:argv|command) \""
    r"|(?:node|npm) +(?:-v )?v?\d"
)
NPM_FACT = re.compile(
    r"(code|path|file|errno|syscall|dest|command|cwd|workspace|location|type) (.*)$"
)
# Before what it says npm repeats a word for its kind.
NPM_KIND = re.compile(
    r"^(?:notarget|notsup|JSON\.parse|enoent|gyp|404|network|[A-Z]?4\d\d|E[A-Z]+)(?: |$)"
)


NPM_CUT = re.compile(r"npm (?:ERR!|error) {2}")


def npm_goes_on(lines: Sequence[Line], here: int) -> bool:
    """Some print a blank line between any two; a block of its own begins with its code."""
    following = NPM_LINE.match(lines[here].text) if here < len(lines) else None
    return following is not None and not (following[1] or "").startswith("code ")


def npm(lines: Sequence[Line], start: int) -> Found | None:
    """One block. That a script failed is no error of its own: what it said stands above, and of a
    dependency's in the block.
    """
    facts: dict[str, str] = {}
    said: list[str] = []
    ended = False
    here = start
    if NPM_CUT.match(lines[start].text):
        return [], start + 1  # what it is about was cut off
    while here < min(len(lines), start + MAX_BLOCK):
        found = NPM_LINE.match(lines[here].text)
        if found is None and not lines[here].text and npm_goes_on(lines, here + 1):
            here += 1
            continue
        if found is None:
            break
        text = found[1] or ""
        fact = NPM_FACT.match(text)
        if fact and fact[1] == "code" and ("code" in facts or (said and not ended)):
            break
        here += 1
        if NPM_RUNS.match(text) and (ended or not said):
            continue
        if fact and (ended or not said):
            facts.setdefault(fact[1], fact[2])
            continue
        if fact and fact[1] == "command":
            continue
        text = NPM_KIND.sub("", text, count=1)
        ended = ended or text.startswith(NPM_END)
        if not ended:
            said.append(text)
    message = "\n".join(line for line in said if line.strip())
    lifecycle = facts.get("code") == "ELIFECYCLE" or message.startswith("Lifecycle script")
    installed = "/node_modules/" in facts.get("path", "").replace("\\", "/")
    if facts.get("command") and installed:
        message = message.partition("\n")[2] or message
    elif lifecycle or facts.get("command") or not message:
        return [], here
    told = {"message": message, "code": facts.get("code"), "file": facts.get("path")}
    return made_of("npm", told), here


# pnpm: " ERR_PNPM_NO_SCRIPT  Missing script: nope"; of a script that failed see npm
PNPM = (
    "[ \u2009]*(?:ERR_PNPM_[A-Z0-9_]+|E(?:ACCES|PERM|NOENT|NOSPC|ROFS|BUSY))"
    "[ \u2009]{2,}[^ \u2009].*"
)
PNPM_LINE = re.compile(r"\s*(?P<code>E\w+)\s+(?P<message>\S.*)")
PNPM_SCRIPT = re.compile(r"\s*ERR_PNPM_RECURSIVE_\w+_FIRST_FAIL\s+(?!Command )")


def pnpm(lines: Sequence[Line], start: int) -> Found | None:
    found = PNPM_LINE.match(lines[start].text)
    if found is None or PNPM_SCRIPT.match(lines[start].text):
        return [], start + 1
    return made_of("pnpm", found.groupdict()), start + 1


# pnpm 8 to 10, of a package.json that it cannot read; the source stands below.
PNPM_PARSE = "[ \u2009]*ERROR[ \u2009]+[^ \u2009].* while parsing .*"
PNPM_PARSED = re2.compile(
    "[ \u2009]*ERROR[ \u2009]+(?P<message>[^ \u2009].*? while parsing .* in (?P<file>[^ ].*))$"
)


def pnpm_parse(lines: Sequence[Line], start: int) -> Found | None:
    found = PNPM_PARSED.match(lines[start].text)
    return (made_of("pnpm", found.groupdict()), start + 1) if found else None


# yarn 1: "error …", and in the end where it tells of the command; of a script that failed see npm
YARN = r"error \S.*"
YARN_END = re.compile(r"info Visit https://yarnpkg\.com/|info If you think this is a bug")
YARN_KNOWN = re.compile(
    r"error (?:Command failed with|Command failed\.$|Found incompatible module)"
)
YARN_BELOW = re.compile(
    r"\s+at |error \S|(?:Exit code|Command|Arguments|Directory): |Arguments:$|$"
)
YARN_INSTALL = re.compile(r"error \S*/node_modules/\S+: Command failed\.$")


def yarn(lines: Sequence[Line], start: int) -> Found | None:
    end, said = start + 1, ""
    while end < min(len(lines), start + MAX_BLOCK) and not YARN_END.match(lines[end].text):
        said = said or ("Output:" if lines[end].text == "Output:" else "")
        if not said and not YARN_BELOW.match(lines[end].text):
            return None  # what another program said
        end += 1
    if end == len(lines) or not YARN_END.match(lines[end].text):
        return None
    text = lines[start].text
    if YARN_KNOWN.match(text):
        return [], start + 1
    block = [line.text for line in lines[start + 1 : end]]
    if YARN_INSTALL.match(text) and said:
        return made_of("yarn", {"message": "\n".join(block[block.index(said) + 1 :])}), end
    return made_of(
        "yarn", {"message": text.removeprefix("error ").removeprefix("Error: ")}
    ), start + 1


# cargo 1.95: what it cannot do, and why; what a build script says stands below, in its own form.
CARGO = r"error: \S.*"
CARGO_FILE = re.compile(r".* manifest (?:at|path) `(?P<file>[^`]+)`")


def cargo(lines: Sequence[Line], start: int) -> Found | None:
    said, here = [lines[start].text.removeprefix("error: ")], start + 1
    while here + 2 < len(lines):
        at = next((i for i in range(here, here + 2) if lines[i].text == "Caused by:"), None)
        if at is None:
            break
        said.append(lines[at + 1].text.strip())
        here = at + 2
    if len(said) == 1:
        return None
    if said[1].startswith("process didn't exit successfully"):
        return [], here
    file = CARGO_FILE.match(said[0])
    return made_of("rustc", {"message": "\n".join(said), "file": file and file["file"]}), here


# ruff 0.17: what it cannot do, and why, the place in its settings among it.
RUFF = r"ruff failed$"
RUFF_CAUSE = "  Cause: "
RUFF_FILE = re.compile(r"Failed to (?:parse|read) `?(?P<file>[^`]+)`?$")
TOML_PLACE = re.compile(r"TOML parse error at line (?P<line>\d+), column (?P<column>\d+)$")
TOML_FRAME = re.compile(r" *\d* \|")


def ruff(lines: Sequence[Line], start: int) -> Found:
    said: list[str] = []
    told: dict[str, Any] = {}
    here = start + 1
    while here < len(lines) and lines[here].text.startswith(RUFF_CAUSE):
        said.append(lines[here].text.removeprefix(RUFF_CAUSE))
        for pattern in (RUFF_FILE, TOML_PLACE):
            told |= found.groupdict() if (found := pattern.match(said[-1])) else {}
        here += 1
    if "line" in told:
        while here < len(lines) and TOML_FRAME.match(lines[here].text):
            here += 1
        # A log may end before the sentence below the frame.
        if here < len(lines) and lines[here].text.strip():
            said.append(lines[here].text)
            here += 1
    return made_of("ruff", {"message": "\n".join(said), **told}), here


# pip 23; below "ERROR: Exception:" stands its traceback, which is read by itself.
PIP = (
    r"\s*ERROR: (?:Could not|Cannot install|No matching distribution|Invalid requirement|Failed |"
    r"Package |Double requirement|Directory |File |HTTP error|Can not combine '--|"
    r"Unexpected |THESE PACKAGES|In --require-hashes|pip's dependency resolver|"
    r"unknown command \"|You must give at least one requirement|When restricting platform and|"
    r"\S+ is not a (?:valid (?:editable requirement|wheel filename)|supported wheel)).*"
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
    if any(text.startswith("╰─> See above") for text in block):
        return None
    return made_of("pip", told), start + 1


def pip_again(lines: Sequence[Line], start: int) -> Found | None:
    """What refers to the output above; read where that was cut off."""
    block = [line.text.strip() for line in lines[start : start + 6]]
    said = [text[2:] for text in block if text.startswith("× ")]
    return made_of(
        "pip", {"message": "\n".join(said), "code": block[0].partition(": ")[2]}
    ), start + 1


# gcc 12, clang 14, their drivers and parts, of what they are asked to do: cc1: fatal error: …
GCC = (
    r"(?:\S*[/-])?(?:gcc|g\+\+|cc|c\+\+|clang|clang\+\+|cpp|cc1|cc1plus|cc1obj|f951|lto1|collect2)"
    r"(?:-[\d.]+)?(?:\.exe)?: (?:fatal error|error|warning): \S.*"
)
GCC_LINE = re.compile(
    r"[^\s:]+: (?P<severity>fatal error|error|warning): "
    r"(?P<message>(?:(?P<file>[^\s:]+): No such file or directory$)?.*?)"
    r"(?: \[(?P<code>-W[\w+=,-]+)\])?$"
)
# The linker has said why.
GCC_AFTER = re.compile(
    r"(?:ld|.*[/-]ld(?:\.\w+)?) returned \d+ exit status|linker command failed with exit code"
)


def gcc(lines: Sequence[Line], start: int) -> Found | None:
    found = GCC_LINE.match(lines[start].text)
    if found is None:
        return None
    again = GCC_AFTER.match(found["message"])
    return [] if again else made_of("gcc", found.groupdict()), start + 1


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


# mypy 2.4 --pretty folds long messages; the last line ends with the code.
MYPY = r"(?:[A-Za-z]:)?[^\s:][^:]*\.pyi?(?::\d+){1,4}: (?:error|warning):(?: .*[^\]])?$"
MYPY_HEAD = re.compile(
    r"(?P<file>(?:[A-Za-z]:)?[^:]+):(?P<line>\d+)(?::(?P<column>\d+)"
    r"(?::(?P<end_line>\d+):(?P<end_column>\d+))?)?: "
    r"(?P<severity>error|warning):(?: (?P<message>.*))?$"
)
MYPY_CODE = re.compile(r"(?P<message>.*)\[(?P<code>[a-z][a-z0-9-]*)\]$")
MYPY_CODE_ALONE = re.compile(r" \[[a-z][a-z0-9-]*\]$")
MYPY_NOTE = re.compile(r"[^:]+\.pyi?(?::\d+){0,4}: note: (.*)")
MYPY_MARK = re.compile(r"    ( *)(\^~*)$")
MYPY_NEXT = re.compile(r"[^:]+:\d+: |Found \d+ error")


def mypy(lines: Sequence[Line], start: int) -> Found | None:
    head = MYPY_HEAD.match(lines[start].text)
    if head is None:
        return None
    fields: dict[str, Any] = head.groupdict()
    said = [fields["message"] or ""]
    for here in range(start + 1, min(len(lines), start + 12)):
        text = lines[here].text
        folded = MYPY_CODE_ALONE.match(text)
        if not text or (text[0] == " " and not folded) or MYPY_NEXT.match(text):
            return None
        last = MYPY_CODE.match(text)
        said.append(last["message"].rstrip() if last else text)
        if last:
            fields |= {"code": last["code"], "message": " ".join(filter(None, said))}
            marked = lines[here + 2].text if here + 2 < len(lines) else ""
            mark = MYPY_MARK.match(marked)
            if fields["end_column"]:
                fields["end_column"] = int(fields["end_column"][:10]) + 1
            elif mark and not lines[here + 1].text.startswith("    ..."):
                column = int((fields["column"] or "0")[:10]) or len(mark[1]) + 1
                fields |= {"column": column, "end_column": column + len(mark[2])}
            notes, here = mypy_notes(lines, here + (3 if mark else 1))
            return made_of("mypy", {**fields, "stack": notes}), here
    return None


def mypy_notes(lines: Sequence[Line], here: int) -> tuple[str, int]:
    notes = []
    while here < len(lines) and (note := MYPY_NOTE.match(lines[here].text)):
        notes.append(note[1].strip())
        here += 1
    return "\n".join(notes), here


# mypy 2.4, of a file that it cannot take: without a line, and then it ends. Commands say their
# errors like that, too.
MYPY_BLOCKED = r"(?:[A-Za-z]:)?[^\s:][^:]*\.pyi?: error: \S.*"
MYPY_STOPPED = re.compile(r"Found \d+ errors? in \d+ files? \(errors prevented further checking\)$")
MYPY_FILE = re.compile(
    r"(?P<file>(?:[A-Za-z]:)?[^:]+): error: (?P<message>.*?)(?:  \[(?P<code>[a-z-]+)\])?$"
)


def mypy_blocked(lines: Sequence[Line], start: int) -> Found | None:
    near = lines[max(start - 3, 0) : start + 12]
    found = MYPY_FILE.match(lines[start].text)
    if found is None or not any(MYPY_STOPPED.match(line.text) for line in near):
        return None
    notes, here = mypy_notes(lines, start + 1)
    return made_of("mypy", {**found.groupdict(), "stack": notes}), here
