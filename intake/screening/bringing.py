"""What a text fetches or installs: addresses and packages."""

import re
from collections.abc import Iterator

import re2

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


def urls(text: str) -> Iterator[tuple[str, int, int]]:
    for match in _URL.finditer(text):
        if not _HARMLESS_URL.fullmatch(match.group()):
            yield "url", match.start(), match.end()


# The command, then its words up to the end of the command.
_INSTALL = re2.compile(
    r"(?i)\b(?P<command>(?:npm|pnpm|yarn|bun)\s+(?:-{1,2}[\w=.-]+\s+)*(?:i|install|add|in|up"
    r"|update|upgrade|ci|link"
    r"|exec|dlx|create|init)\b"
    r"|(?:npx|pnpx|bunx|uvx|pipx)\b|(?:pip3?|uv\s+pip|conda|mamba|gem|bundle|brew|choco|scoop"
    r"|winget(?:\.exe)?|cargo|go|dotnet\s+tool"
    r"|apt|apt-get|yum|dnf|zypper|apk|snap|port|composer|nuget|deno|luarocks|cpan|opam"
    r"|flutter\s+pub|dart\s+pub|mix|swift\s+package)"
    r"\s+(?:-{1,2}[\w=.-]+\s+)*(?:install|add|get|require|update|upgrade)\b|(?:poetry|uv|pdm|pipenv"
    r"|rye)\s+(?:add|install)\b|pacman\s+-S\w*"
    r"|dotnet\s+add\s+package|go\s+mod\s+edit|(?:npm|yarn|pnpm|pip3?)\s+(?:config|set)\b"
    r"|(?:composer|uv|pipx)\s+(?:global|tool)\s+(?:install|require|run)|(?:easy_install|cpanm)\b"
    r"|install-(?:package|module|script)\b|mvn\s+\S*dependency:get|brew\s+tap\b|helm\s+repo\s+add\b"
    r"|code\s+--install-extension)"
    r"(?P<words>[^\n;&|`\"')\]]*)"
)
# A package between quotes, behind the space that parts it from what stands before; no closing one.
_OPENS = re.compile(r"\s[\"'`]\S")
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


def installs(text: str, captures: frozenset[str]) -> Iterator[tuple[str, int, int]]:
    for match in _INSTALL.finditer(text):
        words = match["words"].split()
        if opens := _OPENS.match(text, match.end() - 1):
            words.append(opens[0])
        if not (
            _is_own(match["command"], words) or _is_asked_for(match["command"], words, captures)
        ):
            yield "install", match.start(), match.end()


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
