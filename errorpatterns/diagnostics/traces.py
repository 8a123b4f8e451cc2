"""What programs say when they fail at run time: tracebacks, tests, panics, stacks of Node.js."""

import re
from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import unquote

from errorpatterns.diagnostics.lines import Line, Stream
from errorpatterns.diagnostics.model import Diagnostic, diagnostic

Found = tuple[list[Diagnostic], int]
MAX_TRACE = 5_000  # lines

# Frames of what was installed, not written here. On Windows the library of Python lies in Lib,
# below a folder with its version.
FOREIGN = re.compile(
    r"<|node:|(?:.*[/\\])?(?:site-packages|dist-packages|node_modules)[/\\]"
    r"|(?:.*/)?lib/python\d|.*[/\\.]Python[/\\.]?\d[\w.]{0,60}(?:[/\\]\w{1,20})?[/\\]Lib[/\\]"
    r"|(?:/usr/(?:local/)?lib/go|/usr/local/go|/opt/go|/rustc/)|[A-Za-z]:/Program Files/Go/"
    r"|.*/go/pkg/mod/|.*/sdk/go\d"
    # Node.js until 14 has no "node:" before its own
    r"|internal/[\w/-]+\.js$|(?:assert|bootstrap_node|buffer|child_process|events|fs|module|net|path|timers|url|util|vm)"
    r"\.js$"
    r"|_[a-z]+_\w+\.js$"
)


def own(frames: Sequence[tuple[str, str]]) -> tuple[str, str]:
    """The last frame of the program itself; of all, if none is."""
    ours = [frame for frame in frames if not FOREIGN.match(frame[0])]
    return (ours or frames or [("", "")])[-1]


def text_of(lines: Sequence[Line], start: int, end: int) -> str:
    return "\n".join(line.text for line in lines[start:end])


# CPython 3.8 to 3.14. A traceback may be indented (pip's build output) or hang on bars (groups).
TRACEBACK = r"[\s|]*(?:\+ )?(?:Exception Group )?Traceback \(most recent call last\):$"
SYNTAX = r'(?:\*\*\*)?\s*File "[^"]+", line \d+$'
FRAME = re.compile(r'(?:\*\*\*)?[\s|]*File "([^"]+)", line (\d+)')
# A class that a function makes has <locals> in its name.
CLASS = r"[A-Za-z_](?:[\w.]|<locals>\.)*"
RAISED = re.compile(rf"{CLASS}(?::(?: .*)?)?$")
CHAINED = (
    "The above exception was the direct cause of the following exception:",
    "During handling of the above exception, another exception occurred:",
)


def python(lines: Sequence[Line], start: int) -> Found | None:
    """One failure: the last exception of its chain, at its deepest frame of the program."""
    indent = len(lines[start].text) - len(lines[start].text.lstrip())
    frames: list[tuple[str, str]] = []
    raised, here = "", start
    end = min(len(lines), start + MAX_TRACE)
    while here < end:
        raised, frames, here = one_traceback(lines, here, end, indent)
        after = past_chain(lines, here, end)
        if not raised or after == here:
            break
        here = after
    if not raised:
        return [], max(here, start + 1)
    file, line = own(frames)
    if file.startswith("<"):
        file = line = ""
    kind = raised.partition(":")[0].rpartition(".")[2]
    stack = text_of(lines, start, here)
    told = {"message": raised, "type": kind, "file": file, "line": line, "stack": stack}
    made = diagnostic("python", told)
    return [made] if made else [], here


def one_traceback(
    lines: Sequence[Line], here: int, end: int, indent: int
) -> tuple[str, list[tuple[str, str]], int]:
    """The line that tells what was raised, the frames above it, and where it ends."""
    frames = []
    here += not FRAME.match(lines[here].text)
    while here < end:
        text = lines[here].text
        if found := FRAME.match(text):
            frames.append((found[1], found[2]))
        elif text and len(text) - len(text.lstrip(" |")) <= max(indent, 0) + 2 * ("|" in text):
            raised = text.lstrip(" |")
            said = raised if RAISED.match(raised) else ""
            return said, frames, here + bool(said)
        elif not frames:
            break
        here += 1
    return "", frames, here


def past_chain(lines: Sequence[Line], here: int, end: int) -> int:
    """Behind the sentence that ties two tracebacks together, if it comes next."""
    for after in range(here, min(here + 30, end)):
        text = lines[after].text.strip(" |")
        if text in CHAINED:
            return next(
                (at for at in range(after + 1, min(after + 4, end)) if lines[at].text.strip(" |")),
                here,
            )
        if text.startswith(("File ", "Traceback")):
            break
    return here


# The frames of a traceback whose beginning was cut off
CUT = r'[\s|]+File "[^"]+", line \d+, in \S'
CUT_KIND = re.compile(r"(?:Error|Exception|Interrupt|Exit|Warning)$")


def cut_python(lines: Sequence[Line], start: int) -> Found | None:
    found = python(lines, start)
    if found is None:
        return None
    return [one for one in found[0] if CUT_KIND.search(one.type)], found[1]


def syntax(lines: Sequence[Line], start: int) -> Found | None:
    """A SyntaxError has no traceback of its own: place, source, caret, error."""
    for here in range(start + 1, min(start + 6, len(lines))):
        text = lines[here].text.strip()
        if re.match(r"(?:SyntaxError|IndentationError|TabError): ", text):
            return python(lines, start)
    return None


# py_compile and compileall, of what is no plain SyntaxError: the name of the file without its
# folders; compileall has the path above.
SORRY = r"(?:\*\*\* )?(?:Sorry: \w+Error: |SyntaxError: )\S"
COMPILING = re.compile(r"(?:\*\*\* Error c|C)ompiling '(.+)'\.\.\.$")
SORRY_PLACE = re.compile(r"(.+), line (\d+)\)$")


def sorry(lines: Sequence[Line], start: int) -> Found | None:
    text = lines[start].text.removeprefix("*** ").removeprefix("Sorry: ")
    message, _, behind = text.rpartition(" (")
    place = SORRY_PLACE.match(behind)
    above = COMPILING.match(lines[start - 1].text) if start else None
    if not above and text.startswith("SyntaxError: "):
        return None
    file = above[1].replace("\\\\", "\\") if above else place and place[1]
    told = {"message": message if place else text, "type": text.partition(":")[0], "file": file}
    made = diagnostic("python", {**told, "line": place and place[2]})
    return [made] if made else [], start + 1


# pytest 9, --tb=long and short; each test's block stands under its name. A name that fills the
# line leaves room for one or two rules; what parts the frames of a block is made of rules alone.
TEST = r"_{3,} \S.* _{3,}$|_{1,2} [^\s_].{40,} _{1,2}$"
RULED = re.compile(rf"(?:_{{3,}}|={{3,}}) .* (?:_{{3,}}|={{3,}})$|={{10,}}$|{TEST}")
TOLD = re.compile(r"E(?:   (.*))?$")
PLACE = re.compile(r"((?:[A-Za-z]:)?[^\s:][^:]*?):(\d+)(?::(?: (?:in \S.*|(\S+).*))?)?$")
KIND = re.compile(rf"({CLASS})(?::|$)")


def class_of(text: str) -> str:
    found = KIND.match(text)
    return found[1].rpartition(".")[2] if found else ""


def pytest(lines: Sequence[Line], start: int) -> Found | None:
    end = start + 1
    while end < min(len(lines), start + MAX_TRACE) and not RULED.match(lines[end].text):
        end += 1
    groups: list[list[str]] = []
    places: list[tuple[str, str]] = []
    kind = ""
    for here in range(start + 1, end):
        text = lines[here].text
        if text.startswith(("---", "Captured ")) and "Captured" in text:
            break
        if told := TOLD.match(text):
            if not TOLD.match(lines[here - 1].text):
                groups.append([])
            groups[-1].append(told[1] or "")
        elif place := PLACE.match(text):
            places.append((place[1], place[2]))
            kind = place[3] or kind
        elif re.match(TRACEBACK, text):  # --tb=native, and pytest's own traceback
            found = python(lines, here)
            return (named(found[0], "pytest") if found else []), end
    if not groups:
        told_plainly = not_collected(lines, start, end)
        return (told_plainly, end) if told_plainly else None
    return pytest_error(groups[-1], places, kind, text_of(lines, start, end)), end


# Two files of one name are told without a mark on the lines, a test that nothing awaits, and one
# that should have failed.
MISMATCH = "import file mismatch:"
NOT_AWAITED = "async def functions are not natively supported."
PASSED = "[XPASS(strict)]"
COLLECTED = re.compile(r"_+ ERROR collecting (\S+) _+$")


def not_collected(lines: Sequence[Line], start: int, end: int) -> list[Diagnostic]:
    for here in range(start + 1, end):
        if lines[here].text == MISMATCH:
            file = COLLECTED.match(lines[start].text)
            message = text_of(lines, here, end).partition("\nHINT: ")[0]
            made = diagnostic("pytest", {"message": message, "file": file and file[1]})
            return [made] if made else []
        if lines[here].text == NOT_AWAITED or lines[here].text.startswith(PASSED):
            made = diagnostic("pytest", {"message": lines[here].text, "type": "Failed"})
            return [made] if made else []
    return []


def pytest_error(
    told: list[str], places: list[tuple[str, str]], kind: str, stack: str
) -> list[Diagnostic]:
    message = next((text for text in told if text and not text[0].isspace()), told[0])
    for text in told:
        if found := FRAME.match(text):  # a SyntaxError at collection
            places = [(found[1], found[2])]
    kind = class_of(kind) or class_of(message)
    file, line = own(places)
    made = diagnostic(
        "pytest", {"message": message, "type": kind, "file": file, "line": line, "stack": stack}
    )
    return [made] if made else []


def named(found: list[Diagnostic], tool: str) -> list[Diagnostic]:
    return [replace(one, tool=tool) for one in found]


# pytest 9 --tb=line: the message, more of it, then /app/tests/test_cart.py:9: AssertionError: …
LOOSE = r"E   \S.*"
LOOSE_PLACE = re.compile(r"((?:[A-Za-z]:)?[^\s:][^:]*\.py):(\d+): ")


def pytest_line(lines: Sequence[Line], start: int) -> Found | None:
    message = lines[start].text[4:]
    told = {"message": message, "type": class_of(message)}
    here = start + 1
    while here < min(len(lines), start + 100):
        text = lines[here].text
        if place := LOOSE_PLACE.match(text):
            told |= {"file": place[1], "line": place[2]}
            here += 1
            break
        if text in CHAINED:  # what it led to stands below, with the place
            return [], here + 1
        if text and not text[0].isspace():
            break
        here += 1
    made = diagnostic("pytest", told)
    return [made] if made else [], here


# The end of a block whose beginning was cut off: what is the matter, and the place with its class
CUT_TEST = r"E {4,}[A-Za-z].*"


def pytest_cut(lines: Sequence[Line], start: int) -> Found:
    here = start + 1
    while here < len(lines) and TOLD.match(lines[here].text):
        here += 1
    below = (PLACE.match(line.text) for line in lines[here : here + 3])
    place = next((found for found in below if found and found[3]), None)
    if place is None or TOLD.match(lines[start - 1].text if start else ""):
        return [], here
    message = lines[start].text[1:].strip()
    told = {"message": message, "type": class_of(place[3]), "file": place[1], "line": place[2]}
    made = diagnostic("pytest", {**told, "stack": text_of(lines, start, here)})
    return [made] if made else [], here


# The first and the last line of a run of pytest: what stands beyond them is another run.
PYTEST_RUN = (
    r"=+ test session starts =+$"
    r"|(?:=+ )?(?:no tests ran|\d+ (?:failed|passed|errors?|skipped|deselected|xfailed|xpassed|"
    r"warnings?|rerun)\b.*) in \d+\.\d+s(?: \(.*\))?(?: =+)?$"
)


def pytest_run(lines: Sequence[Line], start: int) -> Found:
    return [], start + 1


# pytest's short summary; read where no block of its run tells more (--tb=no). A name may have
# " - " between its brackets, and leave no room for what is the matter, or there is nothing to say.
SUMMARY = r"(?:FAILED|ERROR) (\S+?\.py)(?:::\S.*| - .*)?$"
NAME = re.compile(r"(?:::[^\[]*?(?:\[.*?\])?)?(?: - |$)")


def pytest_summary(lines: Sequence[Line], start: int) -> Found | None:
    text = lines[start].text
    found = re.match(SUMMARY, text)
    if found is None:
        return None
    name = NAME.match(text, found.end(1))
    message = (text[name.end() :] if name else "") or text
    told = {"message": message, "file": found[1], "type": class_of(message)}
    made = diagnostic("pytest", told)
    return [made] if made else [], start + 1


# go 1.19 test: what failed, then its rows; with -v the rows stand before the verdict. Until 1.13
# rows have a tab, and stand below it also where the test passed.
VERDICT = r"\s*--- FAIL: \S+"
RUN = r"=== (?:RUN|CONT|NAME) +\S+"
FAILED = re.compile(r"\s*--- FAIL: (\S+)")
PASSED_TEST = r"\s*--- (?:PASS|SKIP): \S+"
ROW = re.compile(r"([ \t]+)((?:[A-Za-z]:)?[^\s:][^:]*\.go):(\d+): (.*)")


def go_test(lines: Sequence[Line], start: int) -> Found | None:
    return go_rows(lines, start + 1)


def go_passed(lines: Sequence[Line], start: int) -> Found:
    return [], go_rows(lines, start + 1)[1]


def go_run(lines: Sequence[Line], start: int) -> Found | None:
    """Rows count if the test turns out to have failed."""
    found, here = go_rows(lines, start + 1)
    name = lines[start].text.split()[2]
    return (found if name in failed(lines) else []), here


def failed(lines: Sequence[Line]) -> frozenset[str]:
    """The Go tests that a stream says have failed; looked up once."""
    if not isinstance(lines, Stream):
        return frozenset()
    if lines.failed is None:
        verdicts = (FAILED.match(line.text) for line in lines)
        lines.failed = frozenset(found[1] for found in verdicts if found)
    return lines.failed


def go_rows(lines: Sequence[Line], here: int) -> Found:
    found = []
    while here < len(lines) and (row := ROW.match(lines[here].text)):
        deeper, said = (f"{row[1]}    ", f"{row[1]}\t"), [row[4]]
        here += 1
        while here < len(lines) and lines[here].text.startswith(deeper):
            if ROW.match(lines[here].text):
                break
            said.append(lines[here].text[len(row[1]) :].removeprefix("    ").removeprefix("\t"))
            here += 1
        made = diagnostic("go", {"message": "\n".join(said), "file": row[2], "line": row[3]})
        found += [made] if made else []
    return found, here


# go 1.20 and newer, where it stopped: no error of its own
MANY = r"\S+\.go:\d+(?::\d+)?: too many errors$"


def go_stopped(lines: Sequence[Line], start: int) -> Found:
    return [], start + 1


# go 1.19, a program's panic and the frames of its goroutines
PANIC = r"(?:panic: |fatal error: )\S.*"
GO_TRACE = re.compile(r"$|\t|\[|goroutine \d|[\w.*()/\[\]-]+\(|created by ")
GO_FRAME = re.compile(r"\t((?:[A-Za-z]:)?[^:]+\.go):(\d+)")


def go_panic(lines: Sequence[Line], start: int) -> Found | None:
    here = start + 1
    frames = []
    while here < min(len(lines), start + MAX_TRACE):
        text = lines[here].text
        if frame := GO_FRAME.match(text):
            frames.append((frame[1], frame[2]))
        elif not GO_TRACE.match(text) or (not text and frames):
            break
        here += 1
    if not frames:
        return None
    message = lines[start].text.removeprefix("panic: ").removesuffix(" [recovered]")
    # The innermost stands first.
    file, line = own(frames[::-1])
    told = {"message": message, "type": "panic", "file": file, "line": line}
    made = diagnostic("go", {**told, "stack": text_of(lines, start, here)})
    return [made] if made else [], here


# rustc 1.95, cargo test: a test that returns an error, or should have panicked. What panicked is
# told by a matcher.
CARGO_TEST = r"---- \S.* stdout ----$"
CARGO_TEST_END = re.compile(rf"{CARGO_TEST}|failures:$|test result: ")
RETURNED = re.compile(r"Error: \S")
NOT_PANICKED = re.compile(r"note: (test did not panic as expected)(?: at (.+):(\d+):(\d+))?$")


def cargo_test(lines: Sequence[Line], start: int) -> Found | None:
    end = start + 1
    told: dict[str, object] = {}
    while end < min(len(lines), start + MAX_TRACE) and not CARGO_TEST_END.match(lines[end].text):
        text = lines[end].text
        if RETURNED.match(text):  # below what the test wrote
            told = {"message": text}
        elif found := NOT_PANICKED.match(text):
            told = {"message": found[1], "file": found[2], "line": found[3], "column": found[4]}
        elif "panicked at " in text:
            return None
        end += 1
    made = diagnostic("rustc", {**told, "stack": text_of(lines, start, end)})
    return ([made], end) if made else None


# Node.js 20, and what runs in it: a stack hangs below the error. A class whose name is no error's
# has "[Error]" behind it, or the stack right below; of one that nobody caught, the place is above.
THROWN = r"(?:Uncaught )?[A-Z][\w$]*(?: \[\w+\])?(?:: \S.*)?$"
NAMED = re.compile(
    r"(?:Uncaught )?(?P<type>[A-Z][\w$]*(?:(?<=Error)|(?<=Exception)|(?= \[\w*Error\])))"
    r"(?: \[(?:\w*Error|(?P<code>\w+))\])?: "
)
OWN_CLASS = re.compile(
    r"(?:Uncaught )?(?!Trace\b|\w*Warning\b)(?P<type>[A-Z][\w$]*)"
    r"(?: \[(?:\w*Error|(?P<code>\w+))\])?(?:: |$)"
)
CARET = re.compile(r"\s*\^+$")
AT = re.compile(r"\s+at ")
FIRST_AT = re.compile(r"\s{1,8}at ")  # Rust's frames stand deeper
FILE_URL = r"(?:file://(?:/(?=[A-Za-z]:))?)?"
AT_PLACE = re.compile(
    r"\s+at (?:async )?(?:(?!/|\w+:)[^(]* \((?:eval at [^(]* \(){0,9})?"
    rf"{FILE_URL}(?!\d+:)((?:[A-Za-z]:)?[^:\s][^:]*):(\d+):(\d+)"
)
# A SyntaxError stands below its place: /app/a.js:1, the line, a caret.
ABOVE = re.compile(rf"(?:\[[\w-]+\] )?{FILE_URL}((?:[A-Za-z]:)?[^\s:][^:]*):(\d+)$")
# The errors stand below.
BUILD_FAILED = re.compile(r"Error: (?:Turbopack b|B)uild failed with \d+ errors?:$")
NODE_CODE = re.compile(r"\s+code: '(\w+)',?$")


def thrown(lines: Sequence[Line], start: int) -> re.Match[str] | None:
    text = lines[start].text
    caught = start < 2 or lines[start - 1].text or not CARET.match(lines[start - 2].text)
    below = lines[start + 1].text if start + 1 < len(lines) else ""
    if caught and not AT_PLACE.match(below):
        return NAMED.match(text)
    return NAMED.match(text) or OWN_CLASS.match(text)


def place_of(text: str, found: re.Match[str]) -> tuple[str, str]:
    """Node.js tells modules by their URLs."""
    return unquote(found[1]) if "file://" in text else found[1], found[2]


def node(lines: Sequence[Line], start: int) -> Found | None:
    found = thrown(lines, start)
    if found is None or BUILD_FAILED.match(lines[start].text):
        return None
    here = start + 1
    while here < min(len(lines), start + 12) and not FIRST_AT.match(lines[here].text):
        if re.match(r"[\w./]*Error: ", lines[here].text):
            return None
        here += 1
    if here == len(lines) or not FIRST_AT.match(lines[here].text):
        return None
    frames: list[tuple[str, str]] = []
    columns: dict[tuple[str, str], str] = {}
    while here < len(lines) and AT.match(lines[here].text):
        if place := AT_PLACE.match(lines[here].text):
            frames.append(place_of(lines[here].text, place))
            columns.setdefault(frames[-1], place[3])
        here += 1
    if not frames or FOREIGN.match(own(frames)[0]):
        above = [line.text for line in reversed(lines[max(start - 6, 0) : start])]
        frames += [place_of(text, place) for text in above if (place := ABOVE.match(text))]
    code = found["code"]
    if lines[here - 1].text.endswith("{"):
        while here < min(len(lines), start + 200) and lines[here].text != "}":
            code = code or ((told := NODE_CODE.match(lines[here].text)) and told[1])
            here += 1
        here += 1
    file, line = own(frames[::-1])
    told_fields = {
        "message": lines[start].text,
        "type": found["type"],
        "code": code,
        "file": file,
        "line": line,
        "column": columns.get((file, line)),
        "stack": text_of(lines, start, here),
    }
    if FOREIGN.match(file):
        told_fields |= {"file": "", "line": "", "column": ""}
    made = diagnostic("node", told_fields)
    return [made] if made else [], here
