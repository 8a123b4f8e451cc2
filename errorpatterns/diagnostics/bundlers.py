"""What Vite and webpack say of what they build, in blocks of their own making."""

import itertools
import re
from collections.abc import Sequence
from typing import Any

from errorpatterns.diagnostics.builds import MAX_BLOCK, made_of
from errorpatterns.diagnostics.lines import Line
from errorpatterns.diagnostics.matchers import begins
from errorpatterns.diagnostics.model import Diagnostic
from errorpatterns.diagnostics.traces import AT, SYNTAX, TRACEBACK, Found, text_of

# What stands below a message of Sass: src/app.scss 3:11  root stylesheet
SASS_PLACE = re.compile(r"\s+(?P<file>\S.*?) (?P<line>\d+):(?P<column>\d+) {2,}\S")
SASS_BORDER = re.compile(r"\s+╷$")


def sass_place(texts: Sequence[str]) -> dict[str, Any]:
    """The place of the message above; nothing where Sass did not write it."""
    if len(texts) > 1 and SASS_BORDER.match(texts[1]):
        return next((place.groupdict() for place in map(SASS_PLACE.match, texts) if place), {})
    return {}


# Vite 5 to 8, `vite build`: everything below this line is the error
VITE = r"error during build:$"
VITE_PLUGIN = re.compile(r"\[(?:plugin )?(?P<code>[\w@:/-]+)\]:? ")
VITE_PLACE = re.compile(
    r"(?:file|  File): (?P<file>.+?)(?:\?[^/?]*?)?"
    r"(?::(?P<line>\d+):(?P<column>\d+)|:undefined:NaN)?$"
)
ROLLUP = re.compile(r"(?P<file>\S.*?) \((?P<line>\d+):(?P<column>\d+)\): (?P<message>.*)")
ROLLDOWN_PLUGIN = re.compile(
    r"\[plugin (?P<code>[^\]]+)\](?: (?P<file>(?:[A-Za-z]:)?[^\s:]+)(?:\?[^/?]*?)?"
    r"(?::(?P<line>\d+):(?P<column>\d+)|:undefined:NaN)?)?$"
)
POSTCSS = re.compile(r"(?:CssSyntaxError: )?\[postcss\] (?:.*?:\d+:\d+: )?(?P<message>.*)")
SASS = re.compile(r"(?:CssSyntaxError: )?\[sass\] (?P<message>.*)")
# Babel and Svelte put the place before the words or behind them.
BABEL = re.compile(
    r"(?:(?P<type>\w*Error): )?(?P<file>(?:[A-Za-z]:)?[^\s:]+): (?P<message>.+?)"
    r" \((?P<line>\d+):(?P<column>\d+)\)$"
)
PLACED = re.compile(r"(?:[A-Za-z]:)?/[^\s:]+:\d+:\d+ (?P<message>\S.*)")
IMPORTER = re.compile(r'.* from "([^"]+)"')
ESBUILD = re.compile(
    r"(?P<file>\S.*?):(?P<line>\d+):(?P<column>\d+): (?:ERROR|error): (?P<message>.*)"
)
REQUIRED = re.compile(r"- (?P<file>/.*)")
CAUSE = re.compile(r"    (?P<message>\S.*)")


def vite(lines: Sequence[Line], start: int) -> Found | None:
    end = start + 1
    while end < min(len(lines), start + MAX_BLOCK) and not AT.match(lines[end].text):
        if not (lines[end].text or lines[end - 1].text):
            break  # not every error has a stack below it
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
    return esbuild_errors(texts, plugin and plugin["code"]) or made_of(
        "vite", vite_error(texts)
    ), end


def esbuild_errors(texts: Sequence[str], code: str | None) -> list[Diagnostic]:
    """What esbuild tells in lines of its own inside a message of Vite; columns from 0."""
    found = []
    for placed in filter(None, map(ESBUILD.match, texts)):
        column = int(placed["column"][:10]) + 1
        found += made_of("vite", {**placed.groupdict(), "column": column, "code": code})
    return found


def vite_error(texts: list[str]) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    message = texts[0].removeprefix("Error: ")
    if (placed := ROLLDOWN_PLUGIN.match(message)) and len(texts) > 1:
        fields, message = dict(placed.groupdict()), texts[1].removeprefix("Error: ")
    for before, text in itertools.pairwise(texts):
        required = REQUIRED.match(text) if before == "Require stack:" else None
        if place := VITE_PLACE.match(text) or required:
            fields |= place.groupdict()
        elif before == "Caused by:" and (cause := CAUSE.match(text)):
            message = f"{message}: {cause['message']}"
    while plugin := VITE_PLUGIN.match(message):
        if plugin["code"] in ("postcss", "sass"):
            break
        if plugin["code"] != "vite":
            fields.setdefault("code", plugin["code"])
        message = message[plugin.end() :].removeprefix(f"{plugin['code']}] ")
        if message.startswith("[plugin "):
            message = message.partition("] ")[2]
    return {**fields, **vite_message(message, fields, texts)}


def vite_message(message: str, fields: dict[str, Any], texts: list[str]) -> dict[str, Any]:
    """The words without the place in them, and the place."""
    told: dict[str, Any] = {"message": message}
    if found := ROLLUP.match(message) or BABEL.match(message):
        told = found.groupdict()
        if again := PLACED.match(told["message"]):
            told["message"] = again["message"]
    elif said := POSTCSS.match(message) or SASS.match(message):
        told["message"] = said["message"]
    if place := sass_place(texts):
        return told | place
    if "file" not in fields and "file" not in told and (importer := IMPORTER.match(message)):
        told["file"] = importer[1]
    column = told.get("column", fields.get("column"))
    if column is None:
        return told
    # As Rollup counts; Vue counts from 1 in its templates.
    from_zero = fields.get("code") != "vite:vue" or "[vue/compiler-sfc]" in texts[0]
    return {**told, "column": int(column[:10]) + from_zero}


# Vite 5 to 8, the server: [vite] Internal server error: …, and below it the plugin and the file
VITE_SERVER = (
    r"(?:\S+ )?(?:\[vite\] )?(?:\(client\) |\(ssr\) )?(?:\[vite\] )?"
    r"(?:Internal server error|Pre-transform error): \S.*"
)
VITE_SERVER_SAID = re.compile(r".*?(?:Internal server error|Pre-transform error): (.*)")
SERVER_PLUGIN = re.compile(r"  Plugin: (\S+)$")
SERVER_BELOW = re.compile(r"[ \t]|\d+ +\||$")


def vite_server(lines: Sequence[Line], start: int) -> Found | None:
    said = VITE_SERVER_SAID.match(lines[start].text)
    texts, code, here = [said[1] if said else ""], "", start + 1
    while here < min(len(lines), start + 40) and not lines[here].text.startswith("  File: "):
        if plugin := SERVER_PLUGIN.match(lines[here].text):
            code = plugin[1]
        elif lines[here].text:
            texts.append(lines[here].text)
        here += 1
    place = VITE_PLACE.match(lines[here].text) if here < len(lines) else None
    if place is None or not code:
        return None
    if any(text.lstrip().startswith("╭─[ ") for text in texts):
        return [], start + 1
    here += 1
    while (
        here < len(lines)
        and SERVER_BELOW.match(lines[here].text)
        and not re.match(f"{TRACEBACK}|{SYNTAX}", lines[here].text)
    ):
        here += 1
    fields = {**place.groupdict(), "code": code}
    told = esbuild_errors(texts, code)
    return told or made_of("vite", {**fields, **vite_message(texts[0], fields, texts)}), here


# webpack 4 and 5: a heading, then text up to a blank line; columns from 0
WEBPACK = r"(?:ERROR|WARNING) in +\S.*"
WEBPACK_HEAD = re.compile(
    r"(?P<severity>ERROR|WARNING) in (?P<file>\S.*?)"
    r"(?:(?P<between>[ :])(?P<line>\d+):(?P<column>\d+)"
    r"(?:-(?:(?P<end_line>\d+):)?(?P<end_column>\d+))?"
    r"|\((?P<typed_line>\d+),(?P<typed_column>\d+)\):?)?$"
)
# A heading that says what is wrong, of no file
WEBPACK_SAID = re.compile(
    r"(?:ERROR|WARNING) in +"
    r"(?P<message>(?:Entry module not found|Module (?:not found|parse failed)|\w*Error): \S.*)"
)
RAN = re.compile(r"npm (?:ERR!|error)|error Command failed with exit code|➤ YN")
WEBPACK_AGAIN = re.compile(r"\./\S.* \d+:\d+")
TS_CODE = re.compile(r"(?P<code>TS\d+): (?P<message>.*)")
TS_PLACE = re.compile(
    r"\((?P<line>\d+),(?P<column>\d+)\): (?:error )?(?P<code>TS\d+): (?P<message>.*)"
)
ADVICE = re.compile(r"[a-z][a-z ]+: \S")
# What others say in a heading of their own form
ELSE = re.compile(r"\[at-loader\] |\[eslint\]|Error at ")


def webpack(lines: Sequence[Line], start: int) -> Found | None:
    if said := WEBPACK_SAID.match(lines[start].text):
        end = block_end(lines, start, start + 1)
        stack = text_of(lines, start + 1, end)
        return made_of("webpack", {"message": said["message"], "stack": stack}), end
    head = WEBPACK_HEAD.match(lines[start].text)
    here = start + 1
    if here < len(lines) and WEBPACK_AGAIN.match(lines[here].text):
        here += 1
    if head is None or here >= len(lines) or not lines[here].text or ELSE.match(head["file"]):
        return None
    message = lines[here].text
    if message.startswith(("[tsl] ", "  ")) or re.match(r"/\S+\.\w+$", message):
        return [], here  # another tool's, in its own form
    fields = place_of(head, message)
    end = block_end(lines, start, here + 1)
    if ADVICE.match(fields["file"]):  # of sizes, without a file
        here, fields["file"], message = here - 1, "", fields["file"]
    elif not re.search(r"[./]", fields["file"]):
        fields["file"] = ""
    told = webpack_said(fields, [message, *(line.text for line in lines[here + 1 : end])])
    return made_of(str(told.pop("tool", "webpack")), told) if told else [], end


def place_of(head: re.Match[str], message: str) -> dict[str, Any]:
    """Columns are webpack's, from 0, or those of TypeScript, from 1."""
    fields: dict[str, Any] = head.groupdict()
    line, column = fields.pop("typed_line"), fields.pop("typed_column")
    if fields.pop("between") == ":" and TS_CODE.match(message):
        return fields
    for name in ("column", "end_column"):
        if fields[name] is not None:
            fields[name] = int(fields[name][:10]) + 1
    return {**fields, "line": line, "column": column} if line else fields


def block_end(lines: Sequence[Line], start: int, here: int) -> int:
    end = here
    while end < min(len(lines), start + MAX_BLOCK) and (
        not ended(lines, end) if lines[end].text else loader_goes_on(lines, end)
    ):
        end += 1
    return end


def ended(lines: Sequence[Line], here: int) -> bool:
    """webpack 4 leaves no blank line below its last error."""
    line = lines[here]
    return line.marked or RAN.match(line.text) is not None or begins(lines, here)


def loader_goes_on(lines: Sequence[Line], blank: int) -> bool:
    """Babel and PostCSS leave a blank line between what they say and the source."""
    before = lines[blank - 1].text
    source = lines[blank + 1].text if blank + 1 < len(lines) else ""
    return bool(before and re.match(r"[> ] *\d+ \||\(\d+:\d+\) ", source))


# What a loader says stands below this line, in the words of what it wraps.
LOADER = re.compile(r"Module build failed \(from .*\):$|Module build failed: ")
AGAIN = re.compile(
    r"(?:HookWebpack)?Error: (?:Execution of module code from module graph|Module build)"
)
CSS = re.compile(r"\((?P<line>\d+):(?P<column>\d+)\) (?:(?P<file>/\S+) )?(?P<message>\S.*)")


def webpack_said(fields: dict[str, Any], texts: list[str]) -> dict[str, Any]:
    """The fields of one error, of its text too; none where a loader only hands another's on."""
    file = str(fields.get("file") or "")
    file = (file.partition(" (")[0] if file.endswith(")") else file).rpartition("!")[2]
    fields = {**fields, "file": file, "message": texts[0], "stack": "\n".join(texts[1:])}
    ours = texts[1].strip() if texts[0].startswith("[tsl] ") and len(texts) > 1 else texts[0]
    if ts := TS_PLACE.match(texts[0]):  # ts-loader until 2
        return fields | ts.groupdict() | {"tool": "tsc"}
    if ts := TS_CODE.match(ours):
        return fields | ts.groupdict() | ({"tool": "tsc"} if ours != texts[0] else {})
    said = [text for text in texts[1:] if text]
    if not (LOADER.match(texts[0]) and said):
        return fields
    if AGAIN.match(said[0]):
        return {}
    if babel := BABEL.match(said[0]):
        return {
            **fields,
            **babel.groupdict(),
            "file": file or babel["file"],
            "column": int(babel["column"][:10]) + 1,
        }
    if (
        said[0] in ("SyntaxError", "CssSyntaxError")
        and len(said) > 1
        and (css := CSS.match(said[1]))
    ):
        return {**fields, **css.groupdict(), "file": css["file"] or file, "type": said[0]}
    return {**fields, "message": said[0], **sass_place(said)}


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


# Create React App, of what stands below; alone, where only that was kept
UNRESOLVED = r"Module not found: (?:Error: )?Can't resolve '.*"


def unresolved(lines: Sequence[Line], start: int) -> Found:
    text = lines[start].text
    again = any(line.text == text for line in lines[start + 1 : start + MAX_BLOCK])
    return [] if again else made_of("webpack", {"message": text}), start + 1


# ESLint in Create React App, the file above:   Line 3:5:  'x' is not defined  no-undef
LINTED = r" +Line \d+(?::\d+)?: +\S"
LINTED_ROW = re.compile(r" +Line (?P<line>\d+)(?::(?P<column>\d+))?: +(?P<message>\S.*)$")
LINTED_CODE = re.compile(r"[@\w/.-]+")
LINTED_FILE = re.compile(r"(?:\[eslint\] )?(?:\./)?(?P<file>[^\s:][^:]*\.\w+)$")
WARNED = re.compile(r"(?:\S+ )?(?:Compiled with \d* ?warnings?|WARNING in )")
FAILED = re.compile(r"(?:\S+ )?(?:Failed to compile|ERROR in )")


def linted(lines: Sequence[Line], start: int) -> Found | None:
    """The rows of files that stand one below the other."""
    at = start - 1
    while at >= max(start - 2, 0) and not lines[at].text:
        at -= 1
    file = LINTED_FILE.match(lines[at].text) if at >= 0 else None
    if file is None:
        return None
    above = (line.text for line in reversed(lines[max(start - MAX_BLOCK, 0) : start]))
    kind = next((text for text in above if WARNED.match(text) or FAILED.match(text)), "")
    severity = "warning" if WARNED.match(kind) else "error"
    found: list[Diagnostic] = []
    here = start
    while file:
        told = {**file.groupdict(), "severity": severity}
        while here < len(lines) and (row := LINTED_ROW.match(lines[here].text)):
            said, _, code = row["message"].rpartition("  ")
            coded = {"message": said.rstrip(), "code": code} if said.strip() else {}
            coded = coded if LINTED_CODE.fullmatch(code) else {}
            found += made_of("eslint", {**row.groupdict(), **coded, **told})
            here += 1
        at = here + (here < len(lines) and not lines[here].text)
        goes_on = at + 1 < len(lines) and LINTED_ROW.match(lines[at + 1].text)
        file = LINTED_FILE.match(lines[at].text) if goes_on else None
        here = at + 1 if file else here
    return found, here
