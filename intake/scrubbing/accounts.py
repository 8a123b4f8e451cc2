"""Accounts that tools name: whom they let in, or not, and who did, owns or runs something.

Each rule is of one kind of statement, with examples of who makes it.
"""

import re

from intake.scrubbing.personal import is_account, is_person
from intake.scrubbing.places import is_private_host
from intake.scrubbing.rules import MASK, Found, Rule

_NAME = r"[\pL_][\pL\pN._-]{1,38}[\pL\pN_]"
_USER = rf"(?P<user>{_NAME})"
# It ends where neither a domain, a call nor a path goes on
_END = r"[\"'`\xa6]{0,2}(?:[^\pL\pN_@/\\=(.\x1a-]|\.(?:[^\pL\pN_]|$)|$)"
_HOST = r"(?P<host>[\pL\pN](?:[\pL\pN.-]*[\pL\pN])?)"
_MODE = r"[-dlbcps]r[w-][xsS-](?:[r-][w-][xsStT-]){2}"

# What tools name in the place of somebody
_NOBODY = re.compile(
    r"(?i)integration|personal|fine-grained|oauth\w*|deploy|bots?|everyone|members?|owners?|others?"
    r"|another|current|expected|same|different|new|non-?root|service|local|remote|dummy|nt|builtin"
    r"|soon|follows|part|well|your|their|not committed yet"
    r"|(?:my|your|db|app|the|test|some|no|own)[_-]?(?:user|name|admin|account|login)\w*"
)


def _somebody(found: Found) -> bool:
    return is_account(found) and _NOBODY.fullmatch(found.value) is None


def _no_word(found: Found) -> bool:
    """Where a word of the language may stand: `ada7`, `ada.l`, but not `expected`."""
    return not found.value.replace("-", "").isalpha() and _somebody(found)


_OWNER = re.compile(rf"([\w.-]+|{MASK}+)(?:\s+|[/:])$")


def _of_its_owner(found: Found) -> bool:
    """A group of its own has the name of its owner."""
    owner = _OWNER.search(found.before(60))
    return owner is not None and owner[1] == found.value and is_person(found)


# What stands before a back slash and is no domain
_NO_DOMAIN = re.compile(
    r"(?:^|\W)(?:HK[A-Z_]+|NT|IIS|BUILTIN|ERROR|WARN(?:ING)?|INFO|DEBUG|FAIL(?:ED)?|TRACE|OK|SRC|BIN"
    r"|LIB|OBJ|DATA|BUILD|TEMP|TMP|WINDOWS|PROGRAM|AUTHORITY)\\{1,2}$"
)
_DOMAIN = re.compile(r"(?:^|[\s\"'(\[:=,])[A-Z][A-Z0-9-]*\\$")
_ESCAPES = tuple("nrtxubfvdws")


def _of_a_domain(found: Found) -> bool:
    r"""Neither a key of the registry nor a folder; behind what names accounts."""
    before = found.before(32)
    escape = (
        found.value.startswith(_ESCAPES)
        and not before.endswith("\\\\")
        and _DOMAIN.search(before) is None
    )
    return not escape and _NO_DOMAIN.search(before) is None and _somebody(found)


def _of_some_domain(found: Found) -> bool:
    r"""Where nothing announces it, `ERROR\nfailed` is a line that ends."""
    escape = found.value.startswith(_ESCAPES) and not found.before(2).endswith("\\\\")
    return not escape and _of_a_domain(found)


_TOOLS_OF_A_USER = (
    r"(?:psql|pg_\w{2,12}|createdb|dropdb|mysql\w{0,8}|mariadb\w{0,8}|mongo\w{0,8}|docker login"
    r"|podman login|helm|twine|svn|ssh|sftp|ftp|smbclient|rpcclient|sqlcmd|rabbitmqadmin|oc login"
    r"|skopeo|buildah|sudo|runuser|crontab|atq|pkill|ps|lsof|loginctl)"
)

RULES = (
    # GitHub, sudo, PuTTY, Docker, cron, sshd, systemd: who was let in, or is denied something
    Rule(
        r"(?:\b[Nn]ot accessible by|\b[Pp]ermission to [^\s\x1a]{1,200} denied to"
        r"|\b(?i:logged in to [^\s\x1a]{1,80} (?:as|account))|\b[Ll]og(?:ging)? ?in as:?"
        r"|\b[Ll]ogged(?: |-)in as:?|\b[Ss]ign(?:ed|ing)? in as:?|\b[Uu]sing username"
        r"|\b[Aa]uthenticat(?:ed|ing)(?: to [^\s\x1a]{1,80})? as|\b[Ii]mpersonat(?:e|ing)"
        r"|\b[Pp]ublishing as|\bno crontab for|\b[Ss]uccessful su for \w{1,20} by"
        r"|\battempts exceeded for|\b(?:closed|reset) by (?:authenticating|invalid)"
        r"|\bUser Slice (?:of|for)|\b(?:Started|Aborted|Cancell?ed|Approved|Triggered) by user"
        r"|\b331 Password required for|\b[Ww]elcome to GitLab,|\b[Oo]n behalf of user)"
        rf"(?: invalid)?(?: [Uu]ser)? ?[\"'`@\[]{{0,2}}{_USER}\]?{_END}",
        "accessible by|denied to| in as|login as|logged in|logged-in as|username|authenticat"
        "|impersonat|publishing as|crontab for|su for|exceeded for|closed by|reset by"
        "|slice of|slice for|by user|331 pass|to gitlab|behalf of",
        accept=_somebody,
    ),
    # Jenkins, of whom it knows the name
    Rule(
        r"(?m)\b(?:Started|Aborted|Cancelled|Approved|Triggered|Replayed) by user "
        r"(?P<user>[\pL][\pL.'-]{0,30}(?: [\pL][\pL.'-]{0,30}){1,3})$",
        "by user ",
    ),
    # GitHub and Gitea, to whom logged in
    Rule(rf"\bHi(?: there,)? {_USER}! You've", "! you've", accept=_somebody),
    # sudo, Jenkins, FTP: of whom a sentence begins
    Rule(
        rf"{_USER}[\"'`]? (?:is not in the sudoers|is not allowed to run sudo"
        r"|is missing the [A-Z][\w/ ]{1,40} permission"
        r"|: (?:user NOT in sudoers|command not allowed|\d+ incorrect password))",
        "sudo|is missing the |not in sudoers|not allowed|incorrect password",
        accept=is_person,
    ),
    # sudo, in whatever language: `[sudo] password for ada:`
    Rule(rf"\[sudo\] [^:\n\x1a]{{2,40}}?[ \"']{_USER}[\"']?:", "[sudo]", accept=is_person),
    # PostgreSQL, which has roles: of others `role` is said of many things
    Rule(
        rf"\b[Rr]ole \"{_USER}\" (?:does not exist|already exists|is not permitted|cannot be"
        r"|is a member|has no|of |or )",
        'role "',
        accept=is_person,
    ),
    Rule(
        rf"\b(?:must be (?:member|owner) of role|to set role|OWNER TO|SET ROLE|OWNED BY"
        r"|(?:CREATE|ALTER|DROP) (?:USER|ROLE|LOGIN)(?: IF (?:NOT )?EXISTS)?)"
        rf" [\"'`\[]?{_USER}{_END}",
        "of role|set role|owner to|owned by|user |role |login ",
        accept=_somebody,
    ),
    # What PostgreSQL puts before each line: `ada@shop FATAL:`
    Rule(rf"\s{_USER}@[\w-]+ (?:FATAL|ERROR|LOG|DETAIL|WARNING|STATEMENT): ", "@", is_person),
    # Kubernetes, MongoDB, MySQL, PyPI, Kafka: `User "ada" cannot list`
    Rule(
        rf"\b(?i:user|principal|login|account)s?:? ?\\?[\"'`]{_USER}\\?[\"'`] "
        r"(?:cannot|is|isn't|was|does|has|already|doesn't|not|failed|on|for|in|with|could|must|- )",
        "user|principal|login|account",
        accept=_somebody,
    ),
    Rule(
        r"\b(?i:(?:authentication|login|authorization|access|logon)"
        r"(?: (?:attempt|request))? (?:failed|refused|denied|failure|rejected)"
        rf"(?: for| to)?)(?: (?:the )?[Uu]ser)?:? [\"'`\[]?{_USER}[\"'`\]]?"
        r" (?:on|from|at|via|with|using|because)\b",
        "fail|refused|denied|rejected",
        accept=_somebody,
    ),
    Rule(
        r"\b(?:failed|denied|refused|rejected|locked|expired|failure|opened|closed|created|changed"
        rf"|session|error) (?:for|by|of|as) user[:=]? {_USER}(?:\.?$|[,;:)]|\. )",
        " user",
        accept=_somebody,
    ),
    Rule(
        rf"\bUser {_USER} (?:cannot|does not have|isn't|is not authorized|lacks|has exceeded"
        r"|from [^\s\x1a]+ not allowed|may not|could not)\b",
        "user ",
        accept=_somebody,
    ),
    Rule(rf"\b(?:[Pp]rincipal = |\s)User:{_USER}\b", "user:", accept=_somebody),  # Kafka
    Rule(rf"\bnew user: name={_USER},", "name=", accept=is_person),
    # cron: `(ada) CMD (…)`
    Rule(
        rf"\({_USER}\) (?:CMD|RELOAD|LIST|REPLACE|BEGIN|END|EDIT|DELETE|FAILED|INFO|MAIL|ORPHAN) ",
        ") ",
        accept=is_person,
    ),
    Rule(rf"\bcrontabs?/{_USER}\b", "crontab", accept=is_person),
    # Apache and nginx: `user ada: authentication failure for`
    Rule(
        rf"\buser [\"'`]?{_USER}[\"'`]?(?:: (?:authentication|password)|,? not found: /)",
        "user ",
        accept=_somebody,
    ),
    # An access log, of who logged in
    Rule(
        rf"(?:^|[\s\"'.:>]|[\da-f\x1a]) - {_USER} \[\d\d/[A-Z][a-z]{{2}}/\d{{4}}:",
        " - ",
        accept=is_person,
    ),
    # FTP, Samba, SMTP: in brackets
    Rule(rf"(?:\[|\buser \[)[\w.-]{{0,30}}\]?\\?\[?{_USER}\] (?:FAIL|OK) LOGIN", "login"),
    Rule(rf"\] -> \[{_USER}\]", "] -> [", accept=is_person),
    Rule(
        rf"\b(?:sasl_username|ansible_user|ssh_user|become_user|remote_user)[\"']?\s?[=:]\s?[\"']?{_USER}"
        rf"{_END}",
        "sasl_user|ansible_user|ssh_user|become_user|remote_user",
        accept=is_account,
    ),
    # git, of a folder of somebody else's: `is owned by:\n\tada\nbut the current user is:`
    Rule(
        r"(?:\bis owned by:|\bcurrent user is:)\s{1,8}[\"']?(?:[\w.-]{1,40}[/\\])?"
        rf"{_USER}{_END}",
        "owned by:|current user is:",
        accept=is_person,
    ),
    # git blame, without a path too, and svn's log
    Rule(
        r"\b[0-9a-f]{7,40} (?:[^(\n\x1a]{0,200} )?\("
        r"(?P<user>[\pL][\pL\pN .'_-]{1,60}[\pL\pN])\s+\d{4}-\d\d-\d\d",
        " (",
        accept=_somebody,
    ),
    Rule(rf"(?m)^r\d+ \| {_USER} \| \d{{4}}-", " | ", accept=is_person),
    Rule(
        rf"\bgit config (?:--?\w+ )*user\.name [\"']?{_USER}{_END}", "user.name", accept=is_person
    ),
    Rule(rf"\buser\.name={_USER}{_END}", "user.name", accept=_no_word),
    # Directories: `uid=ada,ou=people`, `(sAMAccountName=ada)`
    Rule(rf"(?i)\b(?:uid|cn)={_USER},\s?(?:ou|cn|dc|o)=", "uid=|cn=", accept=_somebody),
    Rule(
        r"(?i)\((?:uid|samaccountname|userprincipalname|cn)=(?:[\w.-]{1,30}\\{1,2})?"
        rf"{_USER}\)",
        "(uid=|(samaccountname=|(userprincipalname=|(cn=",
        accept=_somebody,
    ),
    Rule(
        r"(?i)\bcn=(?P<user>[\pL][\pL.'-]* (?:[\pL][\pL.'-]* ?){1,3})"
        r",\s?(?:ou|cn)=[^,=\n\x1a]{0,30}(?:people|users|staff|employees|accounts|members|personnel)",
        "cn=",
    ),
    # A shell's prompt: of zsh, fish and Git for Windows
    Rule(
        r"(?m)^(?:\([\w. -]{1,40}\) )?(?P<user>[a-z_][\w.-]{0,31})"
        r"@(?P<host>[\pL](?:[\pL\pN.-]*[\pL\pN])?)"
        r"(?: [^\s%$#>\x1a]{1,120})?(?: ?[%$]| [~/][^\s>\x1a]{0,120}>) ",
        "@",
        accept=is_private_host,
    ),
    Rule(
        rf"(?m)(?:^|\s)(?P<user>[\w.-]{{1,40}})@{_HOST} (?:MINGW|MSYS|UCRT|CLANG)\w* ",
        "mingw|msys|ucrt|clang",
    ),
    # ssh and its likes, which name the host beside: `ada@files: Permission denied`
    Rule(
        rf"(?:^|[\s\"'`(:])(?P<user>[\pL_][\w.-]{{0,38}})@{_HOST}(?:: (?:Permission denied"
        r"|Connection|No route|Host key)|'s password|\s\((?:RSA|DSA|ECDSA|ED25519)\))",
        "@",
        accept=is_private_host,
    ),
    Rule(
        r"\b(?:ssh|scp|sftp|rsync|sshfs|mosh|ssh-copy-id):? (?:[^\n|;&\x1a]{0,160}? )?"
        rf"[\"']?(?P<user>[\pL_][\w.-]*)@{_HOST}(?:[\s:\"']|$)",
        "@",
        accept=is_private_host,
    ),
    # Who holds a lock: Terraform, Emacs, LibreOffice
    Rule(
        rf"(?i:\b(?:who|holder|held by|locked by|acquired by|owned by|owner)):\s{{1,12}}"
        rf"(?P<user>[\w.-]{{1,40}}(?:\\{{1,2}}[\w.-]{{1,40}})?)@{_HOST}",
        "@",
    ),
    # Tables of who owns or runs what: ls and tar, stat, ps, top, lsof, last
    Rule(
        rf"{_MODE}[.+@]?\s+\d+\s+(?:[\w.-]+|\x1a+)\s+{_USER}\s+[\d.,]+[KMGT]?\s",
        "r",
        accept=_of_its_owner,
    ),
    Rule(rf"(?m)(?:^|\s){_MODE}[ \t]+{_USER}/", "r", accept=is_person),
    Rule(
        rf"(?m)(?:^|\s){_MODE}[ \t]+(?:[\w.-]+|\x1a+)/{_USER}\s",
        "r",
        accept=_of_its_owner,
    ),
    Rule(rf"\b[UG]id: \(\s{{0,6}}\d+/\s{{0,12}}{_USER}\)", "id: (", accept=is_person),
    Rule(
        rf"(?m)^{_USER}\+?\s+\d+\s+(?:\d+\.\d\s+\d+\.\d\s+\d+|\d+\s+\d+\s+(?:\d\d:\d\d|[A-Z][a-z]{{2}}\d\d))\s",
        ":|.",
        accept=is_person,
    ),
    Rule(
        rf"(?m)^\s{{0,8}}\d+ {_USER}\+?\s+(?:rt|-?\d+)\s+-?\d+\s+[\d.]+[mgt]?\s+[\d.]+[mgt]?\s",
        ".",
        accept=is_person,
    ),
    Rule(
        rf"(?m)^[\w.-]{{1,20}}\s+\d+\s+{_USER}\s+(?:\d+[urw]|cwd|txt|mem|rtd)\s",
        "ipv|reg|dir|chr|unix",
        accept=is_person,
    ),
    # What they are given: `psql -U ada`, `--username=ada`
    Rule(
        rf"\b{_TOOLS_OF_A_USER}\b[^\n|;&\x1a]{{0,80}}?\s(?:-[uUl]|--user(?:name)?|--login)[ =]?"
        rf"[\"']?{_USER}(?:[\s\"'%]|$)",
        "-u|-l|--user|--login",
        accept=_somebody,
    ),
    Rule(
        r"\b(?:user(?:add|mod|del)|(?:add|del)user|passwd|chage|finger|gpasswd|getent passwd"
        r"|(?:enable|disable)-linger)"
        rf"(?: -{{1,2}}[\w-]+(?: [\w,/]+)?){{0,4}} {_USER}(?:[\s;&\"']|$)",
        "user|passwd|chage|finger|linger",
        accept=_no_word,
    ),
    Rule(rf"--chown[= ]{_USER}:", "--chown", accept=is_person),
    Rule(rf"--chown[= ](?:[\w.-]+|\x1a+):{_USER}", "--chown", accept=_of_its_owner),
    # Windows: a domain and its user
    Rule(
        r"(?:^|[\s\"'(:=,\[])[A-Z][A-Z0-9-]{1,14}\\{1,2}(?P<user>[\pL][\pL\pN._-]{1,30}[\pL\pN])"
        r"(?:[\s\"')\],;]|[.:](?:\s|$)|$)",
        "\\",
        accept=_of_some_domain,
    ),
    Rule(
        r"(?i:\b(?:user|account|login|owner|principal|identity|credentials?|logon|member|as|by|trustee"
        r"|translated|whoami)"
        r"(?: name)?[:=]?\s{0,8}[\"'\[(]{0,2})[A-Za-z][\w.-]{1,30}\\\\?"
        r"(?P<user>[\pL][\pL\pN._-]{1,30}[\pL\pN])(?:[\"')\],;]|[.:]?(?:\s|$))",
        "\\",
        accept=_of_a_domain,
    ),
    Rule(r"\bS-1-5-21-(?P<id>\d{4,10}-\d{4,10}-\d{4,10}-\d{3,10})\b", "s-1-5-21-"),
)
