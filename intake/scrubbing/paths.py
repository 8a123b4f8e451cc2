"""Paths: whose folder it is goes, what is in it stays."""

import re

from intake.scrubbing.hosts import TLD
from intake.scrubbing.rules import Found, Rule

# `<Link href="/home/settings">` is a page, not a folder.
_ROUTE = re.compile(
    r"(?:\b(?:href|push|replace|redirect|navigate|get|post|put|fetch|GET|POST)\W{1,4}"
    r"|\bto(?: ?[=:({\[]\W{0,3}|[\"'`])|\b(?:redirect|navigat|rout|link)\w* to \W{0,2})$"
)

# Homes that images and the machines of CI have: nobody's
OF_IMAGES = re.compile(
    r"(?i)runner|runneradmin|root|node|ubuntu|circleci|vsts\w*|jenkins|travis|distiller|vagrant"
    r"|codespace|vscode|gitpod|coder|containeradministrator|containeruser|public|default|shared"
    r"|all users|user|username|you|your[._-]?(?:user)?name|jovyan|app|git|postgres|www-data"
    r"|ec2-user|linuxbrew|builder|buildkite-agent"
)


def _of_somebody(found: Found) -> bool:
    return OF_IMAGES.fullmatch(re.split(r"[/\\]", found.value)[-1]) is None


def _folder(found: Found) -> bool:
    return _ROUTE.search(found.before(20)) is None and _of_somebody(found)


# Whose code everybody has
_PUBLIC_OWNERS = re.compile(
    r"(?i)(?:kubernetes|apache|golang|python|nodejs|rust-lang|torvalds|rails|ruby|django"
    r"|pallets|psf"
    r"|microsoft|google|facebook|meta|aws|azure|hashicorp|docker|moby|actions|github|gitlab-org"
    r"|spring-projects|laravel|symfony|vuejs|angular|vercel|sveltejs|postgres|redis|mongodb|elastic"
    r"|grafana|prometheus|ansible|openssl|curl|git|llvm|gcc-mirror|tensorflow|pytorch|huggingface"
    r"|numpy|scipy|pandas-dev|scikit-learn|homebrew|nixos|ohmyzsh|mozilla|jetbrains|expressjs"
    r"|nestjs)/"
)

_USER = r"[\pL\pN_](?:[\pL\pN._+@$-]*[\pL\pN_$-])?"

# The folder of homes in Windows, in its languages
_USERS = (
    "users|profiles|documents and settings|benutzer|utilisateurs|usuarios|utenti|gebruikers|brugere"
)

_EDGE = r"(?:^|\)|[\s\"'`(]/|(?:\.\./)+\.\.|[-+]{3} [ab]|[\s\"'`(\[{=:,;|>!+*\xa6\xab]|[a-z]://(?:file)?|-[A-Za-z])"

_NAMED = re.compile(r"~[^\W\d_]+(?:[._][^\W\d_]+\d*|\d+)")

_OF_STYLES = re.compile(r"[\w./-]*\.(?:s?css|less|js|svg|png)\b")


def is_of_styles(found: Found) -> bool:
    """Whether a path of a style sheet follows: a bundler's `~bootstrap/scss/a.scss`."""
    return _OF_STYLES.match(found.after(120)) is not None


def _home_of_somebody(found: Found) -> bool:
    """`~ada.l/app`, `~lovelace71/app`"""
    return _NAMED.fullmatch(found.value) is not None and not is_of_styles(found)


RULES = (
    Rule(
        r"(?i)\b(?:ssh-remote|codespaces|tunnel)(?:\+|%2B)(?P<host>[^\s/\"'`<>%\x1a]+)",
        "ssh-remote|codespaces|tunnel",
    ),
    # Paths: all up to and including the owner goes, the rest is the project's.
    Rule(
        r"(?i)(?:^|[^a-z0-9])(?P<path>(?:[a-z]:|/mnt/[a-z]|/cygdrive/[a-z]|/[a-z])(?:\\{1,8}"
        r"|/)(?:" + _USERS + r")(?:\\{1,8}"
        r"|/)(?:[\pL\pN_][\pL\pN._+@-]*(?: [\pL\pN._-]+){1,2}(?:\\)|" + _USER + "))",
        _USERS,
        accept=_of_somebody,
    ),
    Rule(
        _EDGE
        + r"(?P<path>(?:/(?:mnt|opt|data|export|nfs|net|var|usr|srv|volumes?|Volumes|private|afs"
        r"|shared?|storage|gpfs|lustre|scratch|System/Volumes/Data|proj(?:ects)?|cluster|nas|vol"
        r"|misc|remote|fs\d*)(?:/[\w.-]+){0,2})?/(?:home|homes|Users)/(?:(?:users|staff|students"
        r"|people|local)/)?" + _USER + ")",
        "/home|/users",
        accept=_folder,
    ),
    # The remote part of an editor's or container's address stands right before the path.
    Rule(
        r"(?i)(?:ssh-remote|wsl|(?:dev|attached)-container|codespaces|tunnel)\+[^\s/]+(?P<path>(?:/(?:[\w-]+|\.\.)){0,3}/(?:home|Users)/"
        + _USER
        + ")",
        "/home|/users",
    ),
    Rule(
        _EDGE + r"(?P<path>/(?:(?:nfs|net|data|export|srv|storage|shared?|scratch)/(?:users|people)"
        r"|(?:\w[\w.-]*/){1,3}(?:homes|profiles|userdata|roaming)"
        r"|(?:lustre|gpfs|beegfs)/(?:scratch|users?)|afs/[\w.-]+/users?(?:/\w){0,2}"
        r"|var/(?:spool/)?mail|var/spool/cron(?:/crontabs|/tabs)?|(?:run/)?media|home[1-9])/"
        + _USER
        + ")",
        "/user|/people|/mail|/cron|/media|/home|/scratch|/profiles|/roaming",
        accept=_of_somebody,
    ),
    Rule(_EDGE + r"(?P<path>/(?:private/)?var/folders/\w\w/\w+/[A-Z])\b", "/var/folders"),
    Rule(_EDGE + r"(?P<path>/builds/[\w.-]+)/[\w.-]+/", "/builds/"),  # GitLab's runner: the group
    Rule(r"\bcd (?P<path>/builds/[A-Za-z][\w.-]*)/[\w.-]+", "cd /builds/"),
    Rule(
        _EDGE + r"(?P<path>/(?:var/www|srv|www|sites|srv/\w{2,8}|var/(?:svn|git|lib/\w{2,12}))/"
        r"(?:[\w-]+\.)+" + TLD + ")/",
        "/www|/srv|/sites|/var/",
    ),
    Rule(
        _EDGE + r"(?P<path>~[\pL_][\pL\pN._-]*[\pL\pN])/[\w.-]+",
        "~",
        accept=_home_of_somebody,
    ),
    Rule(  # Python's and Ruby's
        r"(?:\bFile \"|\brb_sysopen - |\bopen '|directory: ')(?P<path>~[\pL_][\pL\pN._-]*)/",
        "~",
    ),
    # `~name/`; a bundler's `~package/` has other folders in it.
    Rule(
        _EDGE
        + r"(?P<path>~"
        + _USER
        + r")/(?:projects?|work|code|repos?|dev|git|Documents|Desktop|Downloads"
        r"|Developer|workspaces?|go|Sites|Library|public_html|bin|\.[a-z])",
        "~",
    ),
    Rule(
        r"(?i)(?:^|[\s\"'`(=:])(?P<path>\\{2,16}(?:wsl\$"
        r"|wsl\.localhost)\\{1,8}[\w.-]+\\{1,8}home\\{1,8}[\pL\pN._-]+)",
        "wsl",
    ),
    Rule(
        r"(?i)(?:^|[\s\"'`(=:])(?P<path>\\{2,16}[a-z0-9][\w.-]+\\{1,8}(?:home|homes"
        r"|users?|profiles?)\$?\\{1,8}[\pL\pN._-]+)",
        "\\\\",
    ),
    Rule(  # a share of one's own is hidden: `\\fs1\ada$`
        r"(?:^|[\s\"'`(=])\\\\[A-Za-z0-9\x1a][\w.\x1a-]+\\(?P<path>[a-z][\w.-]{2,30})\$\\",
        "$\\",
        accept=_folder,
    ),
    Rule(r"(?:^|[\s\"'`(=])\\\\(?P<host>[A-Za-z0-9][\w.-]+)\\[A-Za-z][\w$.-]*\\", "\\\\"),
    Rule(
        r"\bgit@[\w.-]+:(?P<path>[\w.-]+/[\w.-]+)",
        "git@",
        accept=lambda found: _PUBLIC_OWNERS.match(found.value) is None,
    ),
)
