"""People: how they are written to, named and addressed."""

import re

from intake.scrubbing.places import is_private_host
from intake.scrubbing.rules import Found, Rule

_FILE_ENDING = re.compile(
    r"(?i)(?:png|jpe?g|gif|svg|webp|avif|ico|[cm]?[jt]sx?|s?css|less|json|map|html?|vue|svelte|txt"
    r"|ya?ml|lock|toml|tgz)"
)
_RELEASE = re.compile(r"v?\d+\.\d+|[1-9]x\.")
_IN_AUTHORITY = re.compile(r"://[^\s/]*$")


def _email(found: Found) -> bool:
    """Not `logo@2x.png`, `next@14.0.0-canary.beta`, `git@`, or a URL's password and host."""
    local, _, domain = found.value.rpartition("@")
    ending = domain.rpartition(".")[2]
    return (
        local != "git"
        and not _FILE_ENDING.fullmatch(ending)
        and _RELEASE.match(domain) is None
        and _IN_AUTHORITY.search(found.before(100)) is None
    )


# Accounts that every machine has; a message that names them says something.
_SERVICE_USERS = re.compile(
    r"(?i)root|admin|administrator|app|postgres|mysql|redis|mongo|node|nobody|www-data|www|nginx"
    r"|apache|ubuntu|debian|user|username|users|guest|test|git|sa|system|daemon|public|default"
    r"|runner|string|none|null|true|false|undefined|anonymous|staff|wheel|accounts?|input|data"
    r"|agent|ids?|profile|session|object|model|defined|service|for|to|in|on|with|by|at|from|has"
    r"|was|does|will|can|must|should|of|as|nginx|deploy|runner|none"
    r"|self|this|me|you|we|it|all|any|foo|bar|baz|example|and|or|not|is|the|name"
)


def _person(found: Found) -> bool:
    return _SERVICE_USERS.fullmatch(found.value.rstrip(".")) is None


# Messages that name a person's account next.
_USER_NEXT = (
    r"(?i:\b(?:invalid|unknown|illegal|no such) user:?\s?|\b(?:for|by) user\s?"
    r"|\brole (?:name )?|\bchown\s+|\bsu -?\s?|\blogged in as\s?|\bowned by\s?"
    r"|\buser(?:name)? (?:is|was)\s|\bauthentication failed for\s?|\blogin failed for user\s?"
    r"|\bunable to find user\s?|\baccount (?:name )?)"
)
# Whom a letter or a licence addresses where it means nobody in particular.
_NOBODY = re.compile(
    r"\b(?:The|Team|Customers?|World|There|All|Every(?:one|body)|Sir|Madam|Users?|Admin|Friends?"
    r"|Colleagues?|Test|Component|Unknown|Contributors?|Authors?|Developers?|Foundation|Inc|Ltd"
    r"|GmbH|Corporation|Project|Group|Module|Service|System|Error|Not|Access|Invalid)\b"
)


def _named(found: Found) -> bool:
    return _NOBODY.search(found.value) is None


def _login(found: Found) -> bool:
    """`user=ada` of a log; `user=request.user` is code, and so is `user=load(`."""
    value = found.value
    return found.after(1) not in ("(", "[", ".") and _CODE.match(value) is None and _person(found)


_CODE = re.compile(
    r"(?i)(?:self|this|request|req|ctx|context|session|event|data|props|state|auth|current|new|get"
    r"|str|int|object|any|await|lambda|func|models|settings|db|os|env|process|config|params|args"
    r"|id|type|name|value|email|password|token|role|group|owner|author|account)(?:$|[._\[A-Z])"
)
_NAME_LABEL = (
    r"(?i:(?:full|first|last|given|family|middle|maiden|sur|customer|patient|client|employee"
    r"|contact"
    r"|display|billing|recipient|sender|holder|card.?holder|account.?holder|buyer|guest|member"
    r"|student|doctor|manager)[ _-]?name|surname|forename|vorname|nachname|firstname|lastname"
    r"|card.?holder|account.?holder|patient|customer|recipient|employee|beneficiary|payee"
    r"|author|assignee|reviewer|committer|reporter|owner|contact|signed|approver|maintainer"
    r"|(?:created|approved|signed|requested|reported|reviewed|assigned|submitted|written|updated)"
    r"[ _-]?(?:by|to)|real name)"
)
_PARTICLE = r"(?:(?:da|de|del|della|den|der|di|dos|du|la|le|ter|van|von|zu) ){0,2}"
# A word of a street's name, and the number of a house with what may follow it
_WORD = (
    r"(?:(?:[dDlL]')?[\p{Lu}][\pL.'-]*|rue|all\xe9e|avenue|boulevard|chemin|place|ul\.|ulica|al\.|pl\.|plac"
    r"|calle|c\.|via|piazza|plaza|rua|utca|t\xe9r|a|am|an|auf|da|de|del|della|den|der|di|do|dos|du|im|la|le"
    r"|les|van|von|zu|zur)"
)
_HOUSE = r"\d{1,5}(?:[a-zA-Z]|[-/]\d{1,4})?"
_FLAT = r"(?:,? [\pL]\w*\.? ?\d{0,4}){0,3}"
RULES = (
    # People and machines.
    Rule(
        r"(?P<email>[\pL\pN_](?:[\pL\pN._%+'-]*[\pL\pN_+-])?@(?:[\pL\pN]"
        r"(?:[\pL\pN_-]*[\pL\pN])?\.)+[\pL]{2,24})",
        "@",
        accept=_email,
    ),
    Rule(
        r"\b(?:USER|LOGNAME|USERNAME|SUDO_USER|GIT_(?:AUTHOR"
        r"|COMMITTER)_NAME)[\"']?\s?[=:]\s?[\"']?(?P<user>[\w.-]{2,40})",
        "user|logname|git_",
        accept=_person,
    ),
    Rule(_USER_NEXT + r"[\"'`]?(?P<user>[\pL_][\pL\pN._-]*)[\"'`:]", " ", accept=_person),
    Rule(
        _USER_NEXT + r"[\"'`]?[\w.-]+:(?P<user>[\pL_][\pL\pN._-]*)\b",
        "chown|user",
        accept=_person,
    ),
    Rule(r"\bwhoami: (?P<user>[\w.-]+)", "whoami"),
    # What sshd, PAM and sudo write to a log
    Rule(
        r"(?i:\b(?:(?:failed|accepted) (?:password|publickey|none|hostbased|keyboard-interactive"
        r"(?:/pam)?|gssapi[\w-]*) for(?: invalid user)?|session (?:opened|closed) for user"
        r"|authenticating user|disconnected from user))\s"
        r"(?P<user>[\pL_][\pL\pN._-]*)[\s(]",
        "for|user",
        accept=_person,
    ),
    Rule(r"\bsudo:\s{1,8}(?P<user>[\pL_][\pL\pN._-]*) : ", "sudo", accept=_person),
    Rule(r"(?i)\binvalid user (?P<user>[\pL_][\pL\pN._-]*) from ", "invalid user ", _person),
    Rule(
        r"(?i)\b(?:runas|net use)\b[^\n\x1a]{0,80}?\s/user:(?:[\w.-]+\\{1,2})?"
        r"(?P<user>[\pL_][\pL\pN._-]*)",
        "/user:",
        accept=_person,
    ),
    Rule(r"[\"'](?P<user>[\w.-]+)[\"']@[\"']", "@", accept=_person),  # MySQL: 'user'@'host'
    Rule(r"['\x1a]@'(?P<host>[\w.-]+)'", "'@'", accept=is_private_host),
    Rule(
        r"\b(?:ssh|scp|sftp|rsync)\s(?:-\S+\s){0,4}(?P<user>[\w.-]+)@(?P<host>[\w.-]+)",
        "@",
        accept=is_private_host,
    ),
    Rule(
        r"[-dlbcps](?:[r-][w-][xsStT-]){3}[.+@]?\s+\d+\s+(?P<user>[a-zA-Z_][\w.-]*)\s",
        "r",
        accept=_person,
    ),  # ls -l
    Rule(r"(?m)^(?P<user>[a-z][\w.-]*) is not in the sudoers", "sudoers"),
    Rule(
        r"\b(?:TODO|FIXME|XXX|HACK)\((?P<user>[a-z][\w.-]{2,30})\)",
        "todo(|fixme(|xxx(|hack(",
        accept=_person,
    ),
    Rule(
        r"(?m)(?:(?:^|[\s\"'>])(?:Author|Committer|Commit|From|To|Cc|[A-Z][a-z]+(?:-[a-z]+)?-by): "
        r"|^(?:author|committer|tagger) )(?P<user>[\pL][\pL .'-]{1,60}[\pL]) (?:[<\x1a]|&lt;)",
        ": |author|committer|tagger",
    ),
    Rule(  # git blame
        r"(?m)^\^?[0-9a-f]{7,40} [^(\n\x1a]{0,200}\((?P<user>[\pL][\pL .'-]{1,60}[\pL])"
        r"\s+\d{4}-\d\d-\d\d",
        " (|\t(",
    ),
    # A Windows domain and its user. A back slash may be an escape: `ERROR\nfailed` must stay.
    Rule(
        r"(?:^|[\s\"'(])[A-Z][A-Z0-9-]{1,14}\\{1,2}(?P<user>[\pL][\pL\pN._-]{2,})[\"']?(?::"
        r"| )\s?(?i:log[io]n|access|account|auth|is not)",
        "\\",
    ),
    Rule(
        r"(?i:user|account|login|owner|principal)[^\n\w]{1,5}[A-Z][A-Z0-9-]{1,14}\\{1,2}"
        r"(?P<user>[\pL][\pL\pN._-]{2,})",
        "\\",
    ),
    Rule(
        r"(?i)\b(?:user id|uid|accountname|initial catalog|database|data source"
        r"|server)=(?P<value>[^;=\s\"'`<>\x1a]+);",
        "=|;",
        accept=lambda found: found.value.lower() not in ("localhost", ".", "(local)"),
    ),
    Rule(
        _NAME_LABEL
        + r"(?:[\"']?\s?[:=]\s?[\"'(]?| [\"'])(?P<user>[\p{Lu}][\p{Ll}'-]+(?:[\p{Lu}][\p{Ll}]+)?"
        r"(?: " + _PARTICLE + r"[\p{Lu}][\pL.'-]*){1,3})"
        r"(?:[\"',;)<&\\\n\x1a]|$|\.)",
        "name|holder|patient|customer|recipient|employee|beneficiary|payee|author|assign|review|commit"
        "|report|owner|contact|sign|approve|maintain|by",
        accept=_named,
    ),
    Rule(
        r"(?i:first|last|given|family|full|sur)[_ -]?(?i:name)[\"']?\s?[:=]\s?[\"'](?P<user>"
        r"[\p{Lu}][\pL '-]{1,40})[\"']",
        "name",
    ),
    Rule(
        r"\b(?:Dear|Hallo|Liebe[r]?|Sehr geehrte[r]?|Mr|Mrs|Ms|Dr|Prof|Herr|Frau|Mme|Sr"
        r"|Sra)\.? "
        r"(?:(?:Mr|Mrs|Ms|Dr|Prof|Herr|Frau)\.? )?(?P<user>[\p{Lu}][\p{Ll}'-]+(?: "
        + _PARTICLE
        + r"[\p{Lu}][\p{Ll}.'-]+){0,2})[,!:<\x1a]",
        "dear|hallo|liebe|geehrt|mr|mrs|ms|dr|prof|herr|frau|mme|sr",
        accept=_named,
    ),
    Rule(
        r"(?i:regards|sincerely|thanks|cheers|wishes|gr\xfc\xdfen?),?\s{0,3}\n\s{0,8}"
        r"(?P<user>[\p{Lu}][\p{Ll}'-]+(?: "
        + _PARTICLE
        + r"[\p{Lu}][\p{Ll}.'-]*){1,2})\s*(?:[\n\"'\\]|$)",
        "regards|sincerely|thanks|cheers|wishes|gr\xfc\xdfe",
        accept=_named,
    ),
    Rule(  # of one word it may be the world
        r"\b(?:Hello|Hi) (?P<user>[\p{Lu}][\p{Ll}'-]+ [\p{Lu}][\p{Ll}'-]+)[,!:\x1a]",
        "hello|hi ",
        accept=_named,
    ),
    Rule(
        r"\b(?:Mr|Mrs|Ms|Dr|Prof)\.? (?P<user>[\p{Lu}][\p{Ll}'-]+(?: [\p{Lu}][\p{Ll}.'-]+){1,2})",
        "mr|ms|dr|prof",
    ),
    Rule(
        r"(?i:\b(?:user(?:name)?|login|runas|remote_user|logname|ruser|acct|uname|login_?name"
        r"|user_?name))"
        r"=(?P<user>[\pL_][\pL\pN._-]{1,40})",
        "=",
        accept=_login,
    ),
    Rule(
        r"(?i:\b(?:user(?:name)?|login|login_?name|user_?name))[\"']?\s?[:=]\s?[\"'](?P<user>"
        r"[a-z][a-z\pN._-]{1,40})[\"']",
        "user|login",
        accept=_login,
    ),
    Rule(r"\b(?:[ug]id|groups)=\d+\((?P<user>[a-z_][\w.-]*)\)", "id=|groups=", accept=_person),
    Rule(
        r"(?i:\b(?:address|addr|street|ship(?:ping)?|bill(?:ing)?|anschrift|adresse|residence"
        r"|home))[\w ]{0,12}"
        r"[\"']?\s?[:=]\s?[\"']?(?P<value>\d{1,5}[a-z]? [\p{Lu}][^\"'\n;<>|{}\x1a]{4,80}|[\p{Lu}]"
        r"[\pL. -]{3,40} "
        r"\d{1,4}[a-z]?,[^\"'\n;<>|{}\x1a]{4,60})",
        "address|addr|street|ship|bill|anschrift|adresse|residence|home",
    ),
    Rule(
        r"(?i:address|addr|street|stra\xdfe|(?:ship(?:ping)?|bill(?:ing)?|deliver) to|anschrift"
        r"|adresse)[\"']?\s?[:=]?\s?[\"']?"
        rf"(?P<value>{_HOUSE}(?:,? {_WORD}){{1,6}}"
        rf"|{_WORD}(?:,? {_WORD}){{0,5}},? (?:n\xba ?)?{_HOUSE}\.?{_FLAT})"
        r"\s?(?:[\"'\\\n,;)]|$)",
        "addr|street|stra\xdfe|ship|bill|deliver|anschrift|adresse",
        accept=_named,
    ),
    Rule(
        r"\b(?P<value>\d{1,5} (?:[NSEW]\.? )?(?:[A-Z][a-z]+ ){1,3}(?:Street|St|Avenue|Ave|Road|Rd"
        r"|Boulevard|Blvd"
        r"|Lane|Ln|Drive|Dr|Court|Ct|Square|Way|Place|Pl|Terrace|Parkway|Pkwy|Highway)\b\.?(?:,? "
        r"(?:Apt|Suite"
        r"|Unit|Ste|#)\.? ?\w+)?(?:, [A-Z][A-Za-z .]{2,30})?(?:,? [A-Z]{2} \d{5}(?:-\d{4})?)?)"
    ),
    Rule(
        r"(?P<value>[\p{Lu}][\p{Ll}]+(?:stra(?:\xdf|ss)e|str\.|weg|gasse|platz|allee) \d{1,4}"
        r"[a-z]?(?:, \d{4,5} [\p{Lu}][\pL -]{2,30})?)"
    ),
)
