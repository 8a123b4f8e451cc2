"""What one error looks like in each tool's output, as the problem matchers of editors say it.

Everything here runs in RE2. The first pattern is tried at the beginning of every line; the groups
are the fields of a diagnostic.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

import re2

from errorpatterns.diagnostics.lines import Line, Stream
from errorpatterns.diagnostics.model import Diagnostic, diagnostic

MAX_MORE = 200  # lines of one message
MAX_ABOVE = 8  # lines between a row and its heading that are no rows
MAX_FRAME = 60  # lines of source shown below it

# A path may have blanks and brackets, and on Windows a drive.
FILE = r"(?P<file>(?:[A-Za-z]:)?[^\s:][^:]*?)"
PYTHON = r"(?P<file>(?:[A-Za-z]:)?[^\s:][^:]*?\.(?:pyi?|ipynb))"
LINE_COLUMN = r":(?P<line>\d+):(?P<column>\d+)"
FAULT = r"(?P<severity>fatal error|error|warning)"
# A place in a file of C by its name, as others have such places, too, and prose has blanks.
C_PLACE = (
    r"(?P<file>(?:[A-Za-z]:)?[^\s:]+\.(?:[cChHiIsSmM]|cc|cp|cpp|cxx|c\+\+|hh|hp|hpp|hxx|h\+\+|"
    r"ii|inc|ipp|mm|tcc|tpp))(?::|\(| \+)(?P<line>\d+)(?:[:,](?P<column>\d+))?\)?(?:: | : +)"
)
# Below an error: a gutter with or without line numbers, then source or marks.
GUTTER = r" *\d* *(?:[|│]|\.\.\.)|^ *(?:╵|╰|┬)|^ *= "
RULE = r"(?P<code>[A-Z]{1,6}\d{3,4}|invalid-syntax)"
# ruff 0.5 to 0.11 has this word where a code stands, and no code.
RULED = "(?:" + RULE + r":?(?: \[[*-]\])?|SyntaxError:) (?P<message>.+)"
GCC_SAID = r": (?P<message>.*?)(?: \[(?P<code>-W[\w+=,-]+|clang-diagnostic-[\w-]+)\])?$"
# The short form puts the labels of the place behind the message, which itself has a colon before
# what it names alone: "unused import: `a`". Of 661 errors in rustc's own examples 655 part so.
NAMES = "`[^`]*`(?:(?:,|,? and) `[^`]*`)*"
RUSTC_SAID = rf"(?P<message>(?:[^`:]|`[^`]*`|::?[^ `:])+(?:: {NAMES})?:?)(?:: (?P<stack>.*))?$"
ESBUILD_CODE = r"(?: \[(?:plugin )?(?P<code>[\w:@/.-]+)\])?$"


@dataclass(frozen=True)
class Matcher:
    """How one error begins, and what may follow.

    `then` are the next lines, each of which must match (blank ones between them are passed over);
    `more` goes on with the message; `frame` shows source, and the first `mark` in it tells where
    the range ends; a line above a `caret` is source too. `below` are notes, kept as the stack.
    `tail` splits the whole message again.
    `heading` takes the file from the nearest line above that is not indented.
    """

    tool: str
    start: str
    then: tuple[str, ...] = ()
    more: str = ""
    frame: str = ""
    mark: str = ""
    caret: str = ""
    below: str = ""
    tail: str = ""
    heading: str = ""
    columns_from: int = 1
    end_inclusive: bool = False


MATCHERS = (
    # tsc 3.9, 4.9, 5.9 (--pretty false), and vue-tsc:
    #   src/App.ts(3,62): error TS2322: Type 'string' is not assignable to type 'number'.
    Matcher(
        "tsc",
        r"(?P<file>\S.*?)\((?P<line>\d+),(?P<column>\d+)\): (?:semantic |syntax )?"
        r"(?P<severity>error|warning) (?P<code>(?:TS|NG)-?\d+): (?P<message>.*)",
        more=r"(?P<more> {2,}\S.*)",
    ),
    # tsc 3.9, 4.9, 5.9 --pretty; places that are related stand below, indented.
    Matcher(
        "tsc",
        FILE + LINE_COLUMN + r" - (?P<severity>error|warning) (?P<code>(?:TS|NG)-?\d+): "
        r"(?P<message>.*)",
        more=r"(?P<more> {2,}[^\s~].*)",
        frame=r"\d+ |\s+~+$|\s+\d+ .*|\s+\S.*:\d+:\d+$|\s{4}\S.*",
        mark=r"[ ]+(?P<mark>~+)$",
    ),
    # tsc 5.9, without a place: error TS18003: No inputs were found in config file 'tsconfig.json'.
    Matcher(
        "tsc",
        r"(?P<severity>error) (?P<code>TS\d+): (?P<message>.*)",
        more=r"(?P<more> {2,}\S.*)",
    ),
    # ts-loader 9 below webpack's own heading: [tsl] ERROR in /app/src/index.ts(1,23)
    Matcher(
        "tsc",
        r"\[tsl\] (?P<severity>ERROR|WARNING) in (?P<file>.+)\((?P<line>\d+),(?P<column>\d+)\)",
        then=(r"\s+(?P<code>TS\d+): (?P<message>.*)",),
        more=r"(?P<more> {2,}\S.*)",
    ),
    # awesome-typescript-loader 5: [at-loader] ./src/index.ts:1:23, then     TS2322: …
    Matcher(
        "tsc",
        r"(?:(?P<severity>ERROR|WARNING) in )?\[at-loader\] " + FILE + LINE_COLUMN + r"\s*$",
        then=(r"\s+(?P<code>TS\d+): (?P<message>.*)",),
        more=r"(?P<more> {5,}\S.*)",
    ),
    # Create React App 3 and 4: TypeScript error in /app/src/App.tsx(3,62):, and the code at the end
    Matcher(
        "tsc",
        r"Type[Ss]cript (?P<severity>error|warning) in "
        + FILE
        + r"\((?P<line>\d+),(?P<column>\d+)\):$",
        then=(r"(?P<message>\S.*)",),
        more=r"(?P<more> *[^\s>|\d].*)",
        tail=r"(?s)(?P<message>.*?)\s+(?P<code>TS\d+)$",
    ),
    # Angular 17: ✘ [ERROR] TS2307: … [plugin angular-compiler], and the place below, as esbuild's
    Matcher(
        "tsc",
        r"\s*(?:✘|▲|X|>) \[(?P<severity>ERROR|WARNING)\] (?P<code>(?:TS|NG)-?\d+): "
        r"(?P<message>.*?)(?: \[plugin [\w-]+\])?$",
        then=(r"\s+" + FILE + LINE_COLUMN + ":$",),
        frame=r"\s+\d+ │.*|\s+[│╵] .*",
        mark=r"\s+[│╵] \s*(?P<mark>[~^]+).*$",
        columns_from=0,
    ),
    # ESLint 8, 9, 10 stylish, the file above:   3:5  error  'x' is not defined  no-undef
    Matcher(
        "eslint",
        r"\s+(?P<line>\d+):(?P<column>\d+)\s+(?P<severity>error|warning)\s+(?P<message>\S.*?)"
        r"(?:\s{2,}(?P<code>[@\w/.-]+))?$",
        heading=r"(?:ERROR in )?(?P<file>[^\s:].*\.\w+)$",
    ),
    # ESLint in `next build` 14 and 15, the file above: 3:5  Error: 'x' is not defined.  no-undef
    Matcher(
        "eslint",
        r"(?P<line>\d+):(?P<column>\d+)\s+(?P<severity>Error|Warning): (?P<message>\S.*?)"
        r"(?:\s{2,}(?P<code>[@\w/.-]+))?$",
        heading=r"(?P<file>\./\S.*)$",
    ),
    # ESLint 9, when it cannot work at all: its apology, its version, what is the matter
    Matcher(
        "eslint",
        r"Oops! Something went wrong! :\(",
        then=(r"ESLint: [\d.]+", r"(?P<message>\S.*)"),
    ),
    # ESLint 8 unix: src/a.js:3:3: Unexpected var. [Error/no-var]
    Matcher(
        "eslint",
        FILE + LINE_COLUMN + r": (?P<message>.*) \[(?P<severity>Error|Warning)"
        r"(?:/(?P<code>[^\]]+))?\]$",
    ),
    # ESLint 8 compact: src/a.js: line 3, col 3, Error - Unexpected var. (no-var)
    Matcher(
        "eslint",
        FILE + r": line (?P<line>\d+), col (?P<column>\d+), (?P<severity>Error|Warning) - "
        r"(?P<message>.*?)(?: \((?P<code>[@\w/.-]+)\))?$",
    ),
    # ESLint 8 visualstudio: src/a.js(3,3): error no-var : Unexpected var.
    Matcher(
        "eslint",
        r"(?P<file>\S.*?)\((?P<line>\d+),(?P<column>\d+)\): (?P<severity>error|warning)"
        r"(?: (?P<code>[@\w/.-]+))? : (?P<message>.*)",
    ),
    # pyright 1.1:   /app/a.py:3:8 - error: Import "x" could not be resolved (reportMissingImports)
    Matcher(
        "pyright",
        r"\s*" + PYTHON + LINE_COLUMN + r" - (?P<severity>error|warning|information): "
        r"(?P<message>.*)",
        more="  (?P<more>[ \u00a0]{2,}[^ \u00a0].*)",
        tail=r"(?s)(?P<message>.*) \((?P<code>report\w+)\)$",
    ),
    # pyright until 1.1.170 or so, the file above:   3:8 - error: …
    Matcher(
        "pyright",
        r"\s+(?P<line>\d+):(?P<column>\d+) - (?P<severity>error|warning|information|info): "
        r"(?P<message>.*)",
        more="  (?P<more>[ \u00a0]{2,}[^ \u00a0].*)",
        tail=r"(?s)(?P<message>.*) \((?P<code>report\w+)\)$",
        heading=r"(?P<file>\S.*\.pyi?)$",
    ),
    # ruff 0.12 and newer: F401 [*] `os` imported but unused, and below it  --> main.py:1:8
    Matcher(
        "ruff",
        RULE + r":?(?: \[[*-]\])? (?P<message>.+)",
        then=(r"\s*--> " + FILE + LINE_COLUMN + "$",),
        frame=GUTTER,
        mark=r"\s*\| +(?P<mark>\^+)$",
        below=r"help: .*|note: .*",
    ),
    # ruff concise, and the full form before 0.12: main.py:1:8: F401 [*] `os` imported but unused
    Matcher(
        "ruff",
        FILE + LINE_COLUMN + ": " + RULED,
        frame=GUTTER,
        mark=r"\s*\| +(?P<mark>\^+)(?: .*)?$",
    ),
    # ruff grouped, the file above:   1:8  F401 [*] `os` imported but unused
    Matcher(
        "ruff",
        r"\s+(?P<line>\d+):(?P<column>\d+)\s+" + RULED,
        heading=r"(?P<file>[^\s:].*\.\w+):$",
    ),
    # ruff pylint: main.py:1: [F401] `os` imported but unused
    Matcher(
        "ruff",
        PYTHON + r":(?P<line>\d+): (?:\[(?P<code>[A-Z]+\d+|invalid-syntax)\]|SyntaxError:) "
        r"(?P<message>.+)",
    ),
    # mypy 2.4 --show-column-numbers --show-error-end; its end is the last column of the range.
    Matcher(
        "mypy",
        PYTHON + LINE_COLUMN + r":(?P<end_line>\d+):(?P<end_column>\d+): "
        r"(?P<severity>error|warning): (?P<message>.*)",
        below=PYTHON + r":\d+:\d+:\d+:\d+: note: (?P<note>.*)",
        tail=r"(?s)(?P<message>.*?)\s+\[(?P<code>[a-z][a-z0-9-]*)\]$",
        frame=r"    \s*\S.*",
        end_inclusive=True,
    ),
    # mypy 2.4: typed.py:3: error: Incompatible types in assignment (…)  [assignment]
    Matcher(
        "mypy",
        PYTHON + r":(?P<line>\d+)(?::(?P<column>\d+))?: (?P<severity>error|warning): "
        r"(?P<message>.*)",
        below=PYTHON + r":\d+(?::\d+)?: note: (?P<note>.*)",
        tail=r"(?s)(?P<message>.*?)\s+\[(?P<code>[a-z][a-z0-9-]*)\]$",
        frame=r"    \s*\S.*",
        mark=r"    (?P<indent>\s*)(?P<mark>\^~*)$",
    ),
    # rustc 1.95, cargo: error[E0308]: mismatched types, and below it  --> src/main.rs:6:18
    Matcher(
        "rustc",
        r" {0,12}(?P<severity>error|warning)(?:\[(?P<code>E\d+)\])?: (?P<message>.+)",
        then=(r" *--> " + FILE + LINE_COLUMN + "$",),
        frame=GUTTER + r"|\s*(?:-->|:::) |\s{6}\S",
        mark=r"\s*\| [ |-]*(?P<mark>\^+)",
        below=r" *(?:= )?(?:note|help): .*",
    ),
    # rustc 1.95 --error-format=short: src/main.rs:6:18: error[E0308]: mismatched types: expected …
    Matcher(
        "rustc",
        r"(?P<file>(?:[A-Za-z]:)?[^\s:][^:]*?\.rs)" + LINE_COLUMN + r": (?P<severity>error|warning)"
        r"(?:\[(?P<code>E\d+)\])?: (?P<message>.*)",
        tail=RUSTC_SAID,
    ),
    # cargo and rustc, without a place: error: linker `cc` not found
    Matcher(
        "rustc",
        r"error: (?P<message>(?:no matching package named|could not find `Cargo\.toml`|"
        r"failed to select a version|linking with `[^`]+` failed|linker `[^`]+` not found).*)",
    ),
    Matcher("rustc", r"error: (?P<message>couldn't read `(?P<file>[^`]+)`: .*)"),
    # rustc 1.95, a program's panic; the message stands on the next line (before 1.73 in quotes).
    Matcher(
        "rustc",
        r"\s*thread '.*' (?:\(\d+\) )?(?P<type>panic)ked at " + FILE + LINE_COLUMN + ":$",
        then=(r"\s*(?P<message>\S.*)",),
    ),
    Matcher(
        "rustc",
        r"thread '.*' (?P<type>panic)ked at '(?P<message>.*)', " + FILE + LINE_COLUMN + "$",
    ),
    # go 1.19 build and vet: ./main.go:10:2: undefined: x; indented by a tab it goes on.
    Matcher(
        "go",
        r"\t?(?:vet: )?(?P<file>(?:[A-Za-z]:)?[^\s:][^:]*?(?:\.go|go\.(?:mod|work|sum)))"
        r":(?P<line>\d+)(?::(?P<column>\d+))?: (?P<message>.+)",
        more=r"(?P<more>\t+\S.*)",
    ),
    # go 1.19 and 1.24, without a place: go: go.mod file not found in current directory …
    Matcher(
        "go",
        r"go: (?P<message>(?:go\.mod file not found|cannot find main module|updates to go\.mod|"
        r"go\.(?:mod|work) requires go|inconsistent vendoring|cannot load|module \S+: |"
        r"\S+@\S+: ).*)",
        more=r"(?P<more>\t\S.*)",
    ),
    Matcher(
        "go",
        r"(?:can't load package: )?(?P<message>package \S+ is not in (?:GOROOT|std) .*|"
        r"no required module provides package .*|no Go files in /\S+|"
        r"package \S+: (?:no Go files in|build constraints exclude all Go files in) .*)$",
    ),
    Matcher(
        "go",
        r"\timports \S+(?: from (?P<file>\S+\.go))?: (?P<message>import cycle not allowed.*)",
    ),
    Matcher(
        "go",
        r"\t(?P<message>imports \S+: \S.*)",
        more=r"(?P<more>\t(?:/|[A-Za-z]:).*)",
    ),
    # gcc 12, clang 14: main.c:12:6: error: 'struct point' has no member named 'z' [-Wflag]
    Matcher(
        "gcc",
        FILE + LINE_COLUMN + ": " + FAULT + GCC_SAID,
        frame=r" +\d+ \| .*| +\| .*",
        mark=r" +\| .*?(?P<mark>\^~*)[~ ]*$",
        caret=r"[ ~]*(?:(?P<mark>\^~+)|\^)[~ ]*$",
        below=FILE + r":\d+:\d+: note: .*",
    ),
    # With -fno-show-column, main.c:12: error: …, and with clang's -fdiagnostics-format=msvc and vi,
    # main.c(12,6): error: … and main.c +12:6: error: …; indented where pip builds
    Matcher(
        "gcc",
        " {0,12}" + C_PLACE + FAULT + GCC_SAID,
        frame=r" +\d+ \| .*| +\| .*",
        mark=r" +\| .*?(?P<mark>\^~*)[~ ]*$",
        caret=r"[ ~]*(?:(?P<mark>\^~+)|\^)[~ ]*$",
        below=" {0,12}" + C_PLACE + "note: .*",
    ),
    Matcher(
        "gcc", r" {0,12}(?P<severity>fatal error): (?P<message>\S+: No such file or directory)$"
    ),
    # GNU as 2.40: main.s:1: Error: no such instruction: `foo bar'
    Matcher(
        "gcc",
        FILE + r":(?P<line>\d+): (?P<severity>Fatal error|Error|Warning): (?P<message>.*)",
        heading=r".*: Assembler messages:$",
    ),
    # GNU ld 2.40 below gcc and clang, with debug symbols and without:
    #   main.c:2: undefined reference to `missing'
    Matcher(
        "gcc",
        r"(?:\S*ld(?:\.\w+)?: )?(?:\S+\.o:)?(?P<file>[^\s:(][^:(]*):"
        r"(?:(?P<line>\d+)|\(\.[\w.]+\+0x[0-9a-f]+\)): "
        r"(?P<message>(?:undefined reference to|multiple definition of) .*)",
    ),
    # without the source, below the name of the object; and what has no place in it
    Matcher(
        "gcc",
        r"\(\.[\w.]+\+0x[0-9a-f]+\): "
        r"(?P<message>(?:undefined reference to|multiple definition of) .*)",
    ),
    Matcher(
        "gcc",
        r"\S*ld(?:\.\w+)?: (?P<file>\S+?\.o): "
        r"(?P<message>(?:undefined reference to|relocation) .*)",
    ),
    Matcher(
        "gcc",
        r" {0,12}\S*ld(?:\.\w+)?: (?P<message>cannot find .*|library '[^']+' not found|"
        r"(?:library|framework) not found for .*)",
    ),
    # ld of macOS, the symbols below it
    Matcher(
        "gcc",
        r" {0,12}(?P<message>Undefined symbols for architecture \w+:)$",
        more=r"(?P<more> {2,}\S.*)",
    ),
    # esbuild 0.21 inside Vite 5 to 7: /app/src/main.ts:2:10: ERROR: Unexpected ";" (columns from 0)
    Matcher(
        "vite",
        FILE + LINE_COLUMN + r": (?P<severity>ERROR|WARNING): (?P<message>.*?)" + ESBUILD_CODE,
        columns_from=0,
    ),
    # esbuild 0.21 of its own: ✘ [ERROR] Unexpected ";", a blank line,     src/main.ts:2:10:
    Matcher(
        "esbuild",
        r"\s*(?:✘|▲|X|>) \[(?P<severity>ERROR|WARNING)\] (?P<message>.*?)" + ESBUILD_CODE,
        then=(r"\s+" + FILE + LINE_COLUMN + ":$",),
        frame=r"\s+\d+ │.*|\s+[│╵] .*",
        mark=r"\s+[│╵] \s*(?P<mark>[~^]+).*$",
        columns_from=0,
    ),
    # Vite 2 to 5, also in programs that wrap it
    Matcher(
        "vite",
        r"(?:\S.{0,60}: )?\[vite\]: (?P<message>Rollup failed to resolve import "
        r"\"[^\"]*\" from \"(?P<file>[^\"]+)\"\.)",
    ),
    # rolldown inside Vite 8: [MISSING_EXPORT] "x" is not exported, and  ╭─[ src/main.ts:1:10 ]
    Matcher(
        "vite",
        r"(?:Error: )?\[(?P<code>[A-Z][A-Z_]+|[\w-]+:[\w:-]+)\] "
        r"(?P<message>.*)",
        then=(r"\s+╭─\[ " + FILE + LINE_COLUMN + r" \]$",),
        frame=GUTTER + r"|[ ─]+╯",
    ),
    # Next 13 to 15, the type check of a build: ./app/page.tsx:1:7, then "Type error: …"; without a
    # place where a page as a whole is not what Next takes
    Matcher(
        "next",
        r"(?P<file>[^\s:][^:]*\.[cm]?[jt]sx?)(?:" + LINE_COLUMN + ")?$",
        then=(r"Type error: (?P<message>.*)",),
        more=r"(?P<more> {2,}[^\s|>\d].*)",
        frame=r"[> ] *\d+ \|.*| +\|.*",
        mark=r" +\| *(?P<mark>\^+)$",
    ),
    Matcher("next", r"Type error: (?P<message>.*)", more=r"(?P<more> {2,}[^\s|>\d].*)"),
    Matcher("next", r"(?P<message>Invalid project directory provided, no such directory: .*)"),
    # Create React App and Next with Babel, columns from 0:
    #   SyntaxError: /app/src/App.js: Unexpected token (3:5)
    Matcher(
        "next",
        r"(?P<file>(?:\./|src/|app/|pages/)[^:]+)$",
        then=(
            r"(?P<type>SyntaxError): (?:(?:[A-Za-z]:)?[^\s:]+: )?(?P<message>.+?)"
            r" \((?P<line>\d+):(?P<column>\d+)\)$",
        ),
        columns_from=0,
    ),
    # Next 14 and 15 with webpack: ./app/page.tsx, then "Module not found: …" or an error's text
    Matcher(
        "next",
        r"(?P<file>(?:\./|(?:src/)?(?:app|pages)/)[^:]+)(?::(?P<line>\d+):(?P<column>\d+))?$",
        then=(
            r"(?P<message>Module not found: .*|Module parse failed: .*|Export .*doesn't exist.*|"
            r"[A-Z]\w*Error: .*|You're importing .*|You cannot have two parallel pages .*)",
        ),
    ),
    # and of a style sheet: Syntax error: /app/app/globals.css Unexpected } (4:1)
    Matcher(
        "next",
        r"(?P<file>\./[^:]+)(?::(?P<line>\d+):(?P<column>\d+))?$",
        then=(r"Syntax error: (?:/\S+ )?(?P<message>.+?)(?: \((?P<line>\d+):(?P<column>\d+)\))?$",),
    ),
    # and of a loader, which says what is wrong on the next line
    Matcher(
        "next",
        r"(?P<file>\./[^:]+)$",
        then=(r"Module build failed \(from .*\):$", r"(?:Error: )?(?P<message>\S.*)"),
    ),
    # Next 16 with Turbopack: ./app/page.tsx:2:13, then "Error: Expression expected"
    Matcher(
        "next",
        r"(?P<file>\./[^:]+)(?::(?P<line>\d+):(?P<column>\d+))?$",
        then=(r"Error: (?P<message>\S.*)",),
        frame=r"[> ] *\d+ \|.*| +\|.*",
        mark=r" +\| *(?P<mark>\^+)$",
    ),
    # CPython and Node.js, of what they are asked to do
    Matcher(
        "python",
        r"(?:\S*[/\\])?python[\d.]*(?:\.exe)?: (?P<message>No module named .*|"
        r"can't (?:open file|find '__main__' module in) '.*)",
    ),
    Matcher("node", r"(?:\S*/)?node: (?P<message>bad option: .*)"),
    # pytest 9
    Matcher("pytest", r"ERROR: (?P<message>file or directory not found: (?P<file>[^:]+).*)"),
    Matcher("pytest", r"ERROR: (?P<message>not found: (?P<file>[^:]+)::.*)"),
    # argparse in mypy and pytest: mypy: error: unrecognized arguments: --strickt
    Matcher(
        "",
        r"(?:\S*python[\d.]* -m )?(?P<tool>mypy|pytest): error: (?P<message>\S.*)",
        heading=r"(?:ERROR: )?usage: \S+",
    ),
    # clap, in ruff, uv and cargo
    Matcher(
        "",
        r"error: (?P<message>(?:unexpected argument|unrecognized subcommand|invalid value) '.*)",
    ),
    # mypy 2.4, of its settings: mypy.ini: [mypy]: Unrecognized option: strickt = 1
    Matcher(
        "mypy",
        r"(?P<file>\S+\.(?:ini|cfg|toml)): \[(?:tool\.)?mypy[^\]]*\]: (?P<message>\S.*)",
    ),
    # GNU make 4.3, of its own, also as gmake, gnumake or mingw32-make; that a command failed is no
    # error of its own
    Matcher(
        "make",
        r"(?:g|gnu|\w+-)?make(?:\.exe)?(?:\[\d+\])?: \*\*\* "
        r"(?P<message>No (?:rule to make target|targets) .*?)\s+Stop\.$",
    ),
    Matcher(
        "make",
        r"(?P<file>[^\s:][^:]*):(?P<line>\d+): \*\*\* (?P<message>\S.*?)\s+Stop\.$",
    ),
    # yarn 4: YN0035: │ veiw@npm:^2.0.0: Package not found; others of its codes are no errors
    Matcher(
        "yarn",
        r"(?P<code>YN00(?:01|09|16|18|20|27|28|35|41|78|80|81|82)): [│·└] (?P<message>\S.*)",
    ),
    Matcher("yarn", r"Usage Error: (?P<message>\S.*)"),
    Matcher("yarn", r"Internal Error: (?P<message>\S+@(?:workspace|npm|virtual):\S+ .*)"),
    Matcher("yarn", r"Syntax Error: (?P<message>.* \(when parsing (?P<file>[^()]+)\))$"),
    # dash, bash, busybox and zsh, of a program that is not there: sh: 1: vite: not found
    Matcher(
        "sh",
        r"(?P<message>(?:(?:\S*/)?(?:ba|da|a)?sh: (?:\d+: |line \d+: )?|\S+: line \d+: )"
        r"\S+: (?:command )?not found|(?:zsh: )?command not found: \S+|"
        r"(?:(?:\S*/)?(?:ba|da|a)?sh: (?:\d+: |line \d+: )?|\S+: line \d+: )"
        r"\S+: (?:No such file or directory|Permission denied)|"
        r"make(?:\[\d+\])?: \S+: (?:Command not found|No such file or directory))$",
    ),
    # and in those of Windows, PowerShell and env
    Matcher(
        "sh",
        r"(?P<message>'[^']+' is not recognized as an internal or external command,)$",
        more=r"(?P<more>operable program or batch file\.)$",
    ),
    Matcher(
        "sh",
        r"(?:[^\s:]+ ?: )?"
        r"(?P<message>The term '[^']+' is not recognized as (?:the|a) name of a cmdlet)",
    ),
    Matcher(
        "sh",
        r"(?P<message>(?:\S*/)?env: \W?[\w./-]+\W?: No such file or directory)$",
    ),
    # distutils and setuptools, of the compiler that they need
    Matcher(
        "pip",
        r" *error: (?P<message>Microsoft Visual C\+\+ \S+ .*|"
        r"command '[^']+' failed: No such file or directory)$",
    ),
    # GitHub's workflow commands, written by ruff 0.17 and others for its log
    Matcher(
        "",
        r"::(?P<severity>error|warning|notice) (?P<properties>[^:].*?)::(?P<message>.*)",
    ),
    # Azure's logging commands, written by ruff 0.17
    Matcher(
        "",
        r"##vso\[task\.logissue type=(?P<severity>error|warning);(?P<properties>[^\]]*)\]"
        r"(?P<message>.*)",
    ),
)


BUNDLED = ("vite", "esbuild")


@lru_cache(maxsize=512)
def compiled(pattern: str) -> Any:
    return re2.compile(pattern)


def fits(pattern: str, text: str) -> dict[str, str] | None:
    """The groups that took part, if the pattern matches at the beginning of the text."""
    found = compiled(pattern).match(text)
    return None if found is None else {k: v for k, v in found.groupdict().items() if v is not None}


def match(
    matcher: Matcher, lines: Sequence[Line], start: int
) -> tuple[list[Diagnostic], int] | None:
    """What the matcher makes of the lines from `start`, and where it stopped; None if it is not
    its error.
    """
    fields = fits(matcher.start, lines[start].text)
    if fields is None:
        return None
    if matcher.heading:
        above = heading(matcher, lines, start)
        if above is None:
            return None
        fields |= above
    here = start + 1
    for pattern in matcher.then:
        here = past_blanks(lines, here)
        found = fits(pattern, lines[here].text) if here < len(lines) else None
        if found is None:
            return None
        fields |= found
        here += 1
    if matcher.more:
        here = extend(fields, matcher.more, lines, here)
    if matcher.tail:
        fields |= fits(matcher.tail, fields["message"]) or {}
    if matcher.frame or matcher.below:
        here = frames(matcher, fields, lines, here)
    properties(fields)
    based(matcher, fields)
    made = diagnostic(fields.get("tool") or matcher.tool, fields)
    return [made] if made else [], here


@cache
def starts() -> Any:
    found = re2.Set.MatchSet()
    for matcher in MATCHERS:
        found.Add(matcher.start)
    found.Compile()
    return found


def begins(lines: Sequence[Line], here: int) -> bool:
    """Whether a compiler or linter of its own tells an error with its place here."""
    for number in starts().Match(lines[here].text) or ():
        found = match(MATCHERS[number], lines, here)
        # What bundles has esbuild's words inside its own.
        if found and any(one.line and one.tool not in BUNDLED for one in found[0]):
            return True
    return False


def past_blanks(lines: Sequence[Line], here: int) -> int:
    for _ in range(2):
        if here < len(lines) and not lines[here].text:
            here += 1
    return here


def heading(matcher: Matcher, lines: Sequence[Line], start: int) -> dict[str, str] | None:
    """The file that stands above: the nearest line that is no row of the table."""
    known = lines.headings if isinstance(lines, Stream) else {}
    if (matcher.start, start - 1) in known:
        return known.setdefault((matcher.start, start), known[matcher.start, start - 1])
    found = None
    for here in range(start - 1, max(start - MAX_ABOVE, -1), -1):
        text = lines[here].text
        if not text:
            break
        if not text[0].isspace() and fits(matcher.start, text) is None:
            found = fits(matcher.heading, text)
            break
    return known.setdefault((matcher.start, start), found)


def extend(fields: dict[str, Any], more: str, lines: Sequence[Line], here: int) -> int:
    said = [fields["message"]]
    while here < len(lines) and len(said) < MAX_MORE:
        found = fits(more, lines[here].text)
        if found is None:
            break
        said.append(found["more"])
        here += 1
    fields["message"] = "\n".join(said)
    return here


def frames(matcher: Matcher, fields: dict[str, Any], lines: Sequence[Line], here: int) -> int:
    """Past the source that is shown and the notes; where the first mark ends, the range ends."""
    below = []
    begun = here
    while here < len(lines) and here - begun < MAX_FRAME:
        text = lines[here].text
        if matcher.below and (note := fits(matcher.below, text)) is not None:
            below.append(note.get("note", text).strip())
        elif not (text and matcher.frame and fits(matcher.frame, text) is not None):
            following = lines[here + 1].text if here + 1 < len(lines) else ""
            marked = fits(matcher.caret, following) if matcher.caret and text else None
            if marked is not None:
                fields |= {} if below or "mark" in fields else marked
                here += 2
                continue
            goes_on = following and matcher.frame and fits(matcher.frame, following) is not None
            if text or not goes_on:
                break
        elif matcher.mark and not below and "mark" not in fields:
            fields |= fits(matcher.mark, text) or {}
        here += 1
    if below:
        fields["stack"] = "\n".join(below)
    return here


def based(matcher: Matcher, fields: dict[str, Any]) -> None:
    """Columns from 1 and ends past the last column, whatever the tool counts."""
    if "indent" in fields and "column" not in fields:  # mypy shows the line as it is, by 4 blanks
        fields["column"] = len(fields["indent"]) + 1
    column = fields.get("column")
    if column is not None and not matcher.columns_from:
        fields["column"] = int(column[:10]) + 1
    if fields.get("end_column") is not None:
        fields["end_column"] = int(fields["end_column"][:10]) + matcher.end_inclusive
    elif fields.get("mark") and fields.get("column"):
        fields["end_column"] = int(str(fields["column"])[:10]) + len(fields["mark"])


PROPERTIES: Mapping[str, str] = {
    "file": "file",
    "line": "line",
    "col": "column",
    "endLine": "end_line",
    "endColumn": "end_column",
    "sourcepath": "file",
    "linenumber": "line",
    "columnnumber": "column",
    "code": "code",
}
TITLE = r"(?P<tool>[A-Za-z][\w-]*) \((?P<code>[\w/-]+)\)$"


def properties(fields: dict[str, Any]) -> None:
    """What a command for a CI's log says in `name=value` pairs."""
    told = fields.pop("properties", None)
    if told is None:
        return
    for pair in told.replace(";", ",").split(","):
        name, _, value = pair.partition("=")
        if name in PROPERTIES and value:
            fields[PROPERTIES[name]] = value
        if name == "title":
            fields |= fits(TITLE, value) or {}
    text = fields["message"].replace("%0A", "\n").replace("%0D", "").replace("%25", "%")
    # ruff says its place again, and has no column in the pairs where the range has many lines.
    again = fits(r"[^\n]*?:" + str(fields.get("line")) + r":(?P<column>\d+): ", text)
    if again and str(fields.setdefault("column", again["column"])) == again["column"]:
        text = text.partition(f":{fields['line']}:{again['column']}: ")[2]
    fields["message"], _, helped = text.partition("\n  help: ")
    if helped:
        fields["stack"] = f"help: {helped}"
    if code := fields.get("code"):
        fields["message"] = fields["message"].removeprefix(f"{code}: ").removeprefix(f"{code} ")
