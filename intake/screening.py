"""Find what a person has to look at before it may be served to anybody else's model.

A flag is no verdict: it says where a learned text runs commands, fetches, weakens security or
speaks to a model. Texts are folded first (compatibility forms, invisible characters, letters that
look alike, l e t t e r s  a p a r t), so that hiding a phrase does not hide it from the rules.
"""

import functools
import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, NamedTuple

import re2

SCREEN_VERSION: int = 1

_EXCERPT = 200
# Flags of one rule in one field; whoever looks at them has seen enough by then.
MOST_TOLD = 20

# What a tool said: it names addresses, commands and files in all innocence. Only what speaks to a
# model, or hides, is looked for there.
QUOTED_FIELDS: frozenset[str] = frozenset(
    {
        "before",
        "code",
        "error",
        "error_message",
        "error_type",
        "example",
        "file",
        "file_path",
        "log",
        "message",
        "stack",
    }
)


@dataclass(frozen=True)
class Flag:
    """`rule` fired in `field` on the characters `start:end` of its original text."""

    field: str
    rule: str
    start: int
    end: int
    excerpt: str


def screen(fields: Mapping[str, str], captures: Collection[str] = ()) -> list[Flag]:
    """Return the flags of all `fields`, by field and position; none means nothing was found.

    `captures` are what the error itself named: an install of exactly one plain package of such a
    name is what the error asks for, and is not flagged.
    """
    wanted = frozenset(captures)
    return [flag for field, text in fields.items() for flag in _screened(field, text, wanted)]


def _screened(field: str, text: str, captures: frozenset[str]) -> list[Flag]:
    quoted = field.rpartition(".")[2] in QUOTED_FIELDS
    hits = set(islice(_hidden(text), MOST_TOLD))
    # The text as it stands too: folding joins what was apart, and parts nothing that was joined.
    for folded in (_plain(text), _fold(text)):
        hits |= _found(folded, quoted, captures)
        # A prompt shows most texts as one line. Of code only lines mean something.
        if _BREAK.search(folded.text):
            hits |= _found(_joined(folded), True, captures)
    return [
        Flag(field, rule, start, end, text[start:end][:_EXCERPT])
        for rule, start, end in sorted(hits, key=lambda hit: (hit[1], hit[2], hit[0]))
    ]


def _found(folded: "_Folded", quoted: bool, captures: frozenset[str]) -> set[tuple[str, int, int]]:
    return {
        (rule, folded.starts[start], folded.ends[end - 1])
        for rule, start, end in _hits(folded.text, quoted, captures)
    }


def _hits(text: str, quoted: bool, captures: frozenset[str]) -> Iterator[tuple[str, int, int]]:
    for rule in _RULES:
        if rule.everywhere or not quoted:
            for match in islice(rule.regex.finditer(text), MOST_TOLD):
                if match.end() > match.start():
                    yield rule.name, match.start(), match.end()
    if not quoted:
        yield from islice(_urls(text), MOST_TOLD)
        yield from islice(_installs(text, captures), MOST_TOLD)


class _Folded(NamedTuple):
    """`text`, and for each of its characters where it comes from in the original."""

    text: str
    starts: Sequence[int]
    ends: Sequence[int]


_SURROGATES = re.compile(r"[\ud800-\udfff]")
_INVISIBLE = re.compile(
    r"[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    r"\u3164\ufe00-\ufe0f\ufeff\uffa0\U000e0000-\U000e01ef]"
)
# Letters drawn like Latin ones, after compatibility folding (Unicode's confusables.txt, the part
# that occurs in words): Cyrillic, Greek, Armenian.
_LOOKALIKE = str.maketrans(
    "аеорсухіјѕԁһԛԝгтмкпѵАВЕКМНОРСТУХІЈЅαβγεικνορστυχωΑΒΕΖΗΙΚΜΝΟΡΤΥΧոսօհցգեզլյոՍՕ",
    "aeopcyxijsdhqwrtmknvABEKMHOPCTYXIJSabyeiknopotuxwABEZHIKMNOPTYXnuohgqtqljnUO",
)
_APART = re.compile(r"(?<!\S)(?:\S {1,3}){7,}\S(?!\S)")


def _plain(text: str) -> _Folded:
    return _Folded(_SURROGATES.sub("\ufffd", text), range(len(text)), range(1, len(text) + 1))


_BREAK = re.compile(r"[\r\n]")
_SPACE = re.compile(r"\s")


def _joined(folded: _Folded) -> _Folded:
    """On one line, with one space between two words."""
    kept = [at for word in re.finditer(r"\S+\s?", folded.text) for at in range(*word.span())]
    return _Folded(
        _SPACE.sub(" ", "".join(folded.text[at] for at in kept)),
        [folded.starts[at] for at in kept],
        [folded.ends[at] for at in kept],
    )


def _fold(text: str) -> _Folded:
    chars: list[str] = []
    origin: list[int] = []
    apart = {i for match in _APART.finditer(text) for i in range(*match.span())}
    for i, char in enumerate(text):
        if i in apart and char == " ":
            # Two spaces part two words.
            if text[i - 1] != " ":
                continue
        elif not char.isascii():
            char = _fold_char(char)
        chars += char
        origin += [i] * len(char)
    return _Folded("".join(chars), origin, [i + 1 for i in origin])


@functools.lru_cache(maxsize=4096)
def _fold_char(char: str) -> str:
    if _INVISIBLE.match(char):
        return ""
    return _SURROGATES.sub("\ufffd", unicodedata.normalize("NFKC", char)).translate(_LOOKALIKE)


_HIDDEN = re.compile(
    r"[\u202a-\u202e\u2066-\u2069\U000e0000-\U000e007f]+"  # bidi overrides, tag characters
    r"|(?P<joiner>[\u00ad\u200b-\u200d\u2060-\u2064\ufeff]+)"
    # Back space and other controls; colours of a terminal are harmless.
    r"|(?:[\x00-\x08\x0b\x0c\x0e-\x1a\x1c-\x1f\x7f]|\x1b(?!\[[0-9;]*m))+"
    # A word half Latin, half Cyrillic. (Greek stands beside Latin in every formula.)
    r"|\b(?=\w*[a-zA-Z])\w*[\u0400-\u04ff]\w*"
)
_BOM = "\ufeff"
_QUOTES = ("'", '"', "`", "\\")


def _hidden(text: str) -> Iterator[tuple[str, int, int]]:
    for match in _HIDDEN.finditer(text):
        if not _is_innocent(match):
            yield "hidden-text", *match.span()


def _is_innocent(match: re.Match[str]) -> bool:
    before = match.string[max(0, match.start() - 1) : match.start()]
    after = match.string[match.end() : match.end() + 1]
    if match["joiner"] is not None and not _is_latin(before + after):
        # Indic scripts and emoji need their joiners.
        return True
    if match[0] == _BOM and not before:
        return True
    # Compilers show the one character that they do not like between quotes.
    return len(match[0]) == 1 and before in _QUOTES and after in _QUOTES


def _is_latin(chars: str) -> bool:
    return any("!" <= char <= "~" for char in chars)


_URL = re2.compile(
    r"(?i)\b(?:https?|hxxps?|ftps?|wss?|file|gopher|ssh|git(?:\+\w+)?)://[^\s\"'`<>]+"
    r"|\bdata:[a-z]+/[a-z0-9.+-]+[;,][^\s\"'`<>]*|(?:java|vb)script:[^\s\"'`]+"
    r"|[\"'(=`]//[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}[/\"'`:)?][^\s\"'`<>]*"
    r"|\bwww\.[a-z0-9-]+\.(?:com|net|org|io|dev|app|co|info|xyz|ru|cn|top|site)\b"
    r"|\bgit@[\w.-]+:[\w./-]+"
)
# Names of formats, which nobody fetches, and the reader's own machine.
_HARMLESS_URL = re2.compile(
    r"(?i)https?://(?:(?:www\.w3\.org|schemas\.(?:android|microsoft|openxmlformats"
    r"|xmlsoap)\.(?:com|org)"
    r"|json-schema\.org|json\.schemastore\.org|www\.sitemaps\.org|maven\.apache\.org|purl\.org"
    r"|ogp\.me)/[\w./#-]*"
    r"|(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1\])(?::\d{1,5}"
    r"|:\$?\{?\w+\}?)?(?:/[\w./#{}$-]*)?)[,;).\]}]*"
)


def _urls(text: str) -> Iterator[tuple[str, int, int]]:
    for match in _URL.finditer(text):
        if not _HARMLESS_URL.fullmatch(match.group()):
            yield "url", match.start(), match.end()


# The command, then its words up to the end of the command.
_INSTALL = re2.compile(
    r"(?i)\b(?P<command>(?:npm|pnpm|yarn|bun)\s+(?:i|install|add|in|up|update|upgrade|ci|link"
    r"|exec|dlx|create|init)\b"
    r"|(?:npx|pnpx|bunx|uvx|pipx)\b|(?:pip3?|uv\s+pip|conda|mamba|gem|bundle|brew|choco|scoop"
    r"|winget|cargo|go|dotnet\s+tool"
    r"|apt|apt-get|yum|dnf|zypper|apk|snap|port|composer|nuget|deno|luarocks|cpan|opam"
    r"|flutter\s+pub|dart\s+pub|mix|swift\s+package)"
    r"\s+(?:-y\s+)?(?:install|add|get|require|update|upgrade)\b|(?:poetry|uv|pdm|pipenv"
    r"|rye)\s+(?:add|install)\b|pacman\s+-S\w*"
    r"|dotnet\s+add\s+package|go\s+mod\s+edit|(?:npm|yarn|pnpm|pip3?)\s+(?:config|set)\b"
    r"|code\s+--install-extension)"
    r"(?P<words>[^\n;&|`\"')\]]*)"
)
# Put back what the project itself declares.
_OWN_FLAG = re.compile(
    r"--(?:legacy-peer-deps|force|frozen-lockfile|immutable|no-audit|no-fund|no-save"
    r"|prefer-offline|include=dev|production"
    r"|omit=dev|no-dev|check-files|no-optional|with-dev|dev|locked)|-f"
)
_OWN_FILE = re.compile(r"-r|--requirement|requirements[\w./-]*\.(?:txt|in)|-e|\.")
_SAVE_FLAG = re.compile(r"-[DSE]|--save(?:-dev|-exact)?|--dev|-d")
_PLAIN_INSTALL = re.compile(
    r"(?i)(?:npm|pnpm|yarn|bun)\s+(?:i|install|add)|pip3?\s+install|(?:poetry|uv|pdm"
    r"|pipenv)\s+(?:add|install)"
    r"|uv\s+pip\s+install|cargo\s+add|gem\s+install|composer\s+require"
)
_PLAIN_PACKAGE = re.compile(r"(?:@[a-z0-9][\w.-]*/)?[A-Za-z0-9][\w.-]*")


def _installs(text: str, captures: frozenset[str]) -> Iterator[tuple[str, int, int]]:
    for match in _INSTALL.finditer(text):
        words = match["words"].split()
        if opens := _OPENS.match(text, match.end() - 1):
            words.append(opens[0])
        if not (
            _is_own(match["command"], words) or _is_asked_for(match["command"], words, captures)
        ):
            yield "install", match.start(), match.end()


# A package between quotes, behind the space that parts it from what stands before; no closing one.
_OPENS = re.compile(r"\s[\"'`]\S")


def _is_own(command: str, words: list[str]) -> bool:
    """`npm ci`, `pip install -r requirements.txt`: nothing that the project does not name."""
    if not re.fullmatch(r"(?i)\w+\s+(?:i|ci|install)|uv\s+pip\s+install", command):
        return False
    return all(_OWN_FLAG.fullmatch(word) or _OWN_FILE.fullmatch(word) for word in words)


def _is_asked_for(command: str, words: list[str], captures: frozenset[str]) -> bool:
    """One plain package that the error itself names, into the project."""
    packages = [word.rstrip(".,:") for word in words if not _SAVE_FLAG.fullmatch(word)]
    return (
        len(packages) == 1
        and packages[0] in captures
        and _PLAIN_PACKAGE.fullmatch(packages[0]) is not None
        and _PLAIN_INSTALL.fullmatch(command) is not None
    )


class _Rule(NamedTuple):
    name: str
    regex: Any
    everywhere: bool


def _rule(name: str, *alternatives: str, everywhere: bool = False) -> _Rule:
    options = re2.Options()
    options.log_errors = False
    options.max_mem = 16 << 20
    return _Rule(name, re2.compile("|".join(alternatives), options), everywhere)


_RULES: tuple[_Rule, ...] = (
    _rule(
        "shell",
        r"\brm\s+-\w*[rRf]",
        r"\brmdir\s+/s",
        r"(?i)\bdel\s+/[sfq]\b",
        r"\bmkfs\b",
        r"\bdd\s+if=",
        r":\(\)\s*\{",
        r"\bsudo\s+\S",
        r"\bchmod\s+(?:-\w+\s+)?(?:[ugoa]*[+=-]\w|\d{3,4}\b)",
        r"\bchown\s+-?\w+[\s:]\S",
        r"\bsetenforce\s+0",
        r"\b(?:curl|wget|aria2c)\s+(?:-\w|--\w|[\"'$]|https?:|\w[\w.-]*\.\w+/)",
        r"(?i)\binvoke-(?:expression|webrequest|restmethod)\b",
        r"(?i)\bpowershell(?:\.exe)?\b",
        r"\bpwsh\b",
        r"(?i)\biex\s*[(\"$]",
        r"(?i)\bcmd(?:\.exe)?\s+/[ck]\b",
        r"\|\s*(?:sudo\s+)?(?:/bin/)?(?:ba|z|da|k|fi)?sh\b",
        r"\|\s*(?:python3?|node|perl|ruby|php)\b(?:\s+-)?(?:\s|$)",
        r"\b(?:ba|z|da)?sh\s+-c\b",
        r"\b(?:python3?|node|perl|ruby|php|deno)\s+-(?:c|e|r|eval)\s",
        r"\bbase64\s+(?:-d|-D|--decode)\b",
        r"\beval\s+[\"'`]?\$\(",
        r"\$\((?:curl|wget)\b",
        r"<\(\s*(?:curl|wget)\b",
        r"\bnc\s+-\w*e",
        r"/dev/tcp/",
        r">>?\s*~?/?[\w./-]*\.(?:bashrc|zshrc|profile|bash_profile)\b",
        r"\bcrontab\s+-",
        r"\bsystemctl\s+\w",
        r"\bkillall\s",
        r"\bgit\s+push\s+(?:\S+\s+)*(?:-f|--force)\b",
        r"\bgit\s+config\s+--(?:global|system)\b",
        r"\bgit\s+clone\s",
        r"\bdocker\s+run\b",
        r"\b(?:scp|rsync)\s+\S+\s+\S+@",
        r"\bssh\s+\S+@",
    ),
    # Code that runs what it is given. Importing child_process, or naming eval(), is not that.
    _rule(
        "code-execution",
        r"child_process[\"']?\)?\s*\.\s*(?:exec|spawn|fork)",
        r"\b(?:exec|spawn)Sync\s*\(\s*[\"'`]",
        r"\bos\.(?:system|popen|exec\w+)\s*\(",
        r"\bsubprocess\.\w+\s*\([^)\n]{0,120}shell\s*=\s*True",
        r"\bsubprocess\.\w+\s*\(\s*[\"'\[]",
        r"\bKernel\.(?:exec|system|spawn)\b",
        r"getRuntime\(\)\s*\.exec",
        r"\b(?:shell_exec|passthru|proc_open)\s*\(",
        r"\bpty\.spawn\b",
        r"\beval\s*\(\s*(?:await|fetch|atob|requests?\b|urllib|urlopen|Buffer|base64|decode"
        r"|unescape|input\s*\(|compile|__import__)",
        r"\bexec\s*\(\s*(?:requests?\b|urllib|urlopen|base64|compile|__import__|zlib|codecs)",
        r"\bnew\s+Function\s*\(\s*(?:await|atob|\w*[rR]es)",
        r"__import__\s*\(\s*[\"'](?:os|subprocess|socket)",
        r"__subclasses__\s*\(",
        r"__globals__\s*\[",
        r"\bpickle\.loads\s*\(\s*(?:base64|requests?|urllib)",
        r"\b(?:pre|post)install\b",
        r"\bmultiprocessing\b[^;]{0,200}\bwhile\s+True",
    ),
    _rule(
        "exfiltration",
        r"\bsendBeacon\s*\(",
        r"\bdocument\.cookie\b",
        r"JSON\.stringify\s*\(\s*(?:localStorage|sessionStorage|process\.env)",
        r"\brequests?\.(?:get|post|put|request)\s*\(\s*f?[\"']",
        r"\burl(?:lib\.request\.url)?open\s*\(\s*f?[\"']",
        r"(?i)\b(?:upload|post|send|e-?mail|paste|share|publish|transmit|leak|exfiltrat\w*"
        r"|forward)\b[^\n]{0,100}"
        r"(?:\bprocess\.env\b|\.env\b|\bos\.environ\b|\bcredentials\b|\bprivate keys?\b"
        r"|\bapi[ _-]?keys?\b|\bsecrets\b|\bsource code\b|\bid_rsa\b)",
        everywhere=True,
    ),
    _rule(
        "agent-file",
        r"(?i)\b(?:AGENTS|CLAUDE|GEMINI|COPILOT|CONVENTIONS)\.md\b",
        r"(?i)copilot-instructions\b",
        r"\.(?:cursorrules|windsurfrules|clinerules|roorules|aider\.conf)",
        r"\.(?:cursor|claude|codex|gemini|continue|windsurf)/",
        r"\.github/(?:workflows|actions|CODEOWNERS|dependabot)",
        r"\.gitlab-ci\.ya?ml",
        r"\bJenkinsfile\b",
        r"\.circleci/",
        r"\bazure-pipelines\.ya?ml",
        r"\.(?:git/hooks|husky)/",
        r"\.git/config\b",
        r"\.(?:npmrc|yarnrc(?:\.yml)?|pypirc|netrc|pnpmfile\.cjs)\b",
        r"\bpip\.conf\b",
        r"(?:~/|\.)(?:ssh/|aws/credentials|kube/config)",
        r"\bauthorized_keys\b",
        r"\.vscode/(?:tasks|settings|launch)\.json",
        r"\.?\bmcp\.json\b",
        r"(?i)\b(?:--registry|--(?:extra-)?index-url|--trusted-host)\b",
    ),
    _rule(
        "security-off",
        r"(?i)\bverify(?:_ssl|_certs|_peer)?[\"']?\s*[=:]\s*(?:False\b|0\b)",
        r"(?i)\brejectUnauthorized[\"']?\s*[:=]\s*(?:false|0)\b",
        r"NODE_TLS_REJECT_UNAUTHORIZED",
        r"(?i)\bstrict-ssl[\s=:]+false",
        r"(?i)\bsslVerify[\s=]+false",
        r"_create_unverified_context",
        r"\bInsecureSkipVerify\b",
        r"\bCERT_NONE\b",
        r"(?i)\bcheck_hostname\s*=\s*False",
        r"\bignoreHTTPSErrors\b",
        r"\bdisable_warnings\s*\(",
        r"--(?:no-verify|insecure|no-check-certificate|disable-web-security|no-sandbox"
        r"|allow-unsafe|skip-ssl|unsafe-perm|dangerously-\w+)",
        r"\bcsrf_exempt\b",
        r"(?i)\bcsrf\(\)\s*\.disable",
        r"(?i)\bcsrf[\w.]*\s*[:=]\s*(?:false|none|disabled?)\b",
        r"WTF_CSRF_ENABLED\s*=\s*False",
        r"(?i)Access-Control-Allow-Origin[\"']?\s*[:,=]\s*[\"']?\*",
        r"\borigin[\"']?\s*:\s*[\"']\*[\"']",
        r"CORS_(?:ALLOW_ALL_ORIGINS|ORIGIN_ALLOW_ALL)\s*=\s*True",
        r"ALLOWED_HOSTS\s*=\s*\[\s*[\"']\*",
        r"(?i)\ballow_origins\s*=\s*\[\s*[\"']\*",
        r"\bpermitAll\s*\(",
        r"\bAllowAny\b",
        r"(?i)\balg(?:orithms?)?[\"']?\s*[:=]\s*\[?\s*[\"']none[\"']",
        r"get_unverified_(?:header|claims)",
        r"(?i)verify_(?:signature|exp|aud)[\"']?\s*[:=]\s*False",
        r"(?i)\bis_?admin\s*=\s*true\b",
        r"(?i)\bauth(?:enticated|orized|_required)?\s*[:=]\s*(?:false|none)\b",
        r"dangerouslyDisableHostCheck",
        r"\bchmod\b[^\n]{0,20}777",
        r"(?i)\b(?:disabl\w+|turn(?:ing)? off|switch(?:ing)? off"
        r"|skip(?:ping)?|bypass(?:ing)?|remov\w+)\s+(?:\w+\s+){0,3}"
        r"(?:csrf|authentication|authorization|auth check\w*|tls|ssl|certificate (?:check\w*"
        r"|validation|verification)|signature (?:check\w*|verification)"
        r"|permission checks?|sandbox|same-origin)\b",
        # A query put together from text
        r"\.(?:execute|executemany|raw|query)\s*\(\s*f[\"']",
        r"\.(?:execute|raw|query)\s*\(\s*[\"'][^\"'\n]{0,300}[\"']\s*(?:%|\+|\.format)",
        r"\.(?:execute|raw|query)\s*\(\s*`[^`]{0,300}\$\{",
    ),
    _rule(
        "model-markup",
        r"<\|[a-zA-Z_]{2,40}\|>",
        r"\[/?INST\]",
        r"<</?SYS>>",
        r"</?(?:start|end)_of_turn>",
        r"</?(?:system|assistant|instructions?|system_prompt|tool_call)>",
        r"(?m)^\s*\]\]>",
        r"(?i)#{2,6}\s*(?:system|assistant|user|human|instructions?|new instructions?)\s*:",
        r"(?im)^\s*(?:\*\*|\[)?assistant(?:\*\*|\])?\s*:",
        r"(?m)^\s*(?:\*\*|\[)?(?:System|SYSTEM|Human|HUMAN)(?:\*\*|\])?(?: (?:NOTE|MESSAGE|Note"
        r"|Message))?\s*:\s*[\pL]",
        r"(?i)\bsystem\s+(?:note|message|override|alert)\s*:",
        r"(?i)\b(?:end|begin(?:ning)?|start)\s+of\s+(?:the\s+)?(?:user|system|trusted"
        r"|untrusted)?\s*(?:input|prompt|instructions|context)\b",
        everywhere=True,
    ),
    _rule(
        "instruction",
        # Away with what was said before.
        r"(?i)\b(?:ignor\w*|disregard\w*|forget|overlook|bypass|overrid\w+|neglect|set aside"
        r"|stop following|do(?: not|n.t) follow)\b[^.\n]{0,40}"
        r"\b(?:previous|prior|above|earlier|preceding|foregoing|all|any|your|these|those|initial"
        r"|original|system|other|my|our)\b"
        r"[^.\n]{0,40}\b(?:instruct\w*|prompts?|directions?|directives?|guidelines?|commands?)\b",
        r"(?i)\b(?:ignor\w*|disregard|forget|overlook|override)\s+(?:\w+\s+){0,2}(?:previous"
        r"|prior|earlier|preceding|your|system)\s+(?:\w+\s+){0,2}(?:rules?|content|context"
        r"|messages?|restrictions?|constraints?|orders?)\b",
        r"(?i)\b(?:ignor\w*|disregard|forget|reveal|repeat|print|override"
        r"|skip)\b[^.\n]{0,50}\b(?:sections?|lines?|text|content|everything|lock|messages?|rules"
        r"|words)\s+(?:\w+\s+)?above\b",
        r"(?i)\bdisregard\b[^.\n]{0,40}\b(?:section|intent|lock|rules)\b",
        r"(?i)\bignore\s+(?:other|all)\s+content\b",
        r"(?i)\b(?:new|updated|real|actual|revised)\s+(?:system\s+)?(?:instructions?|rules"
        r"|directives?|task)\s*(?::|follow\b|below\b)",
        # Be somebody else.
        r"(?i)\byou are (?:now|no longer|an? (?:ai|language model|assistant|unrestricted"
        r"|jailbroken)|chatgpt|dan|gpt)\b",
        r"(?i)\bfrom now on,? (?:you|ignore|always|respond|answer)\b",
        r"(?i)\b(?:pretend|imagine) (?:to be|you are|that you are|you're) an? (?:ai|assistant"
        r"|model|unrestricted|evil|hacker)",
        r"(?i)\bact as (?:an? |my )?(?:ai|assistant|chatgpt|dan|jailbroken|unrestricted"
        r"|language model)\b",
        r"(?i)\b(?:developer|dan|god|jailbreak|debug|admin|maintenance) mode (?:is )?(?:enabled"
        r"|activated|on)\b",
        r"(?i)\bjailbreak\b",
        r"(?i)\b(?:administrator|admin|developer|root|system|security) override\b",
        # Say what you know.
        r"(?i)\b(?:your|the|hidden|secret|original|initial) (?:\w+ )?system "
        r"(?:prompts?|messages?|instructions?|configuration)\b",
        r"(?i)\bsystem prompts?\b",
        r"(?i)\b(?:display|show|print|reveal|dump) (?:the |your )?system (?:configuration"
        r"|message|instructions)\b",
        r"(?i)\byou(?: were|.ve been| have been| are) (?:\w+ )?(?:given|told|instructed|trained"
        r"|programmed|configured)\b",
        r"(?i)\byour (?:\w+ ){0,2}(?:instructions|prompt|guidelines|directives|training data"
        r"|developers|creators|secret key|secrets?|password)\b",
        r"(?i)\bwhat (?:is|are|were) (?:the|your) (?:\w+ )?(?:password|secret|api key"
        r"|instructions)\b",
        r"(?i)\b(?:give|tell|show) me (?:the|your|all|other)\b[^.\n]{0,40}\b(?:password|secret"
        r"|instructions|prompt|keys?|customers?|users?|fixes)\b",
        # Answer so, remember so.
        r"(?i)\byou (?:have to|must|shall) (?:now )?(?:answer|obey|comply|reveal|respond|reply)\b",
        r"(?i)\bcomply with the (?:following|next)\b",
        r"(?i)\byour (?:\w+ ){0,3}(?:memory|reply|replies|responses?|answers?)\b",
        r"(?i)\bin (?:every|all) (?:future |subsequent |next )?(?:repl(?:y|ies)"
        r"|responses?|answers?|projects?|sessions?|conversations?)\b",
        r"(?i)\bbefore you (?:answer|reply|respond)\b",
        r"(?i)\b(?:just|only|simply) (?:say|print|output|respond|reply)\b",
        r"(?i)\bappend (?:the|this) (?:exact )?(?:token|text|string|phrase|sentence)\b",
        r"(?i)\b(?:report|mark|record|count|rate)\s+[\"'`]?(?:success|every (?:fix|pattern)"
        r"|this (?:fix|pattern|item))\b",
        r"(?i)\btools? calls?\b[^.\n]{0,30}\b(?:no longer|without|need no)\b",
        r"(?i)\b(?:no longer|without) (?:needs?|requir\w+"
        r"|asking for)?\s?(?:\w+ )?(?:confirmation|approval|permission from)\b",
        r"(?i)\bsigned off by\b",
        r"(?i)\bdo(?: not|n.t) (?:tell|inform|mention|reveal|alert|warn)\b[^.\n]{0,30}\b(?:user"
        r"|human|developer|anyone|this)\b",
        r"(?i)\bthe (?:user|human) is (?:an? )?(?:admin|root|authori[sz]ed|trusted)\b",
        r"(?i)\bgrant (?:all|full|every|any)\b",
        r"(?i)\badd (?:a |the |an )?(?:\w+ )?dependency on\b",
        r"(?i)\b(?:add|adding|insert|includ\w+|incorporat\w+|introduc\w+|employ\w*|append"
        r"|embed\w*|render\w*|integrat\w+|use|us(?:e|ing))\s+(?:the\s+|this\s+)?(?:following"
        r"|below|subsequent|next)\s+(?:code\s+)?(?:excerpt|snippet|code block|code snippet)\b",
        r"(?i)\bfor (?:error )?(?:telemetry|tracking|logging|audit\w*)\b[^.\n]{0,20}$",
        r"(?i)\bdecode and (?:follow|run|execute)\b",
        everywhere=True,
    ),
)
