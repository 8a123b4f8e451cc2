"""People: how they are written to, and how they log in."""

import re

from intake.scrubbing import vocabulary
from intake.scrubbing.hosts import TLD, is_private_host
from intake.scrubbing.labels import any_of, finder, glance, labels
from intake.scrubbing.lexicon import is_small_word
from intake.scrubbing.people import is_of_no_list, may_be_called
from intake.scrubbing.rules import JOINT, Found, Rule

_FILE_ENDING = re.compile(
    r"(?i)(?:png|jpe?g|gif|svg|webp|avif|ico|[cm]?[jt]sx?|s?css|less|json|map|html?|vue|svelte|txt"
    r"|ya?ml|lock|toml|tgz|service|timer|socket|mount|automount|target|slice|scope|swap)"
)
_RELEASE = re.compile(r"v?\d+\.\d+|[1-9]x\.")
_IN_AUTHORITY = re.compile(r"://[^\s/]*$")


# An example of an address
_NOBODYS = re.compile(
    r"(?i)(?:user|test|admin|foo|bar|you|your\.?(?:e?mail|name)|me|name|e?mail|someone|somebody"
    r"|info"
    r"|no-?reply|support|username|example|a|x|ci|cd|bots?|dev|ops|git|build|deploy|hello|hi|contact"
    r"|mail|root|(?:post|web)master)"
    r"\d?@(?:[\w-]+\.)?example\.(?:com|org|net|edu)"
    # and what OpenSSH calls its own ciphers
    r"|.*@(?:openssh\.com|libssh\.org)"
)


# RFC 2606
_RESERVED = ("example.com", "example.org", "example.net")


def _is_a_role(local: str) -> bool:
    """`owner`, but not `ada`"""
    return local.isalpha() and is_small_word(local) and not may_be_called(local)


def _email(found: Found) -> bool:
    """Not `logo@2x.png`, `next@14.0.0-canary.beta`, `git@`, or a URL's password and host."""
    local, _, domain = found.value.rpartition("@")
    if _NOBODYS.fullmatch(found.value) or (domain in _RESERVED and _is_a_role(local)):
        return False
    ending = domain.rpartition(".")[2]
    return (
        local != "git"
        and not _FILE_ENDING.fullmatch(ending)
        and _RELEASE.match(domain) is None
        and _IN_AUTHORITY.search(found.before(100)) is None
    )


# Accounts that every machine has; a message that names them says something.
_SERVICE_USERS = re.compile(
    r"(?i)root|admin|administrators?|app|postgres|mysql|redis|mongo(?:db)?|node|nobody|www-data|www"
    r"|nginx|apache|httpd|ubuntu|debian|centos|fedora|alpine|ec2-user|azureuser|vagrant|pi"
    r"|user|username|users|guest|test|git|sa|system|daemon|public|default|bin|sys|sync|mail|news"
    r"|proxy|backup|sshd|syslog|_apt|messagebus|systemd-\w+|sudo|docker|adm|dialout|postfix|dovecot"
    r"|rabbitmq|kafka|zookeeper|elasticsearch|grafana|prometheus|consul|etcd|jenkins"
    r"|gitlab(?:-runner)?"
    r"|gitea|hadoop|hdfs|spark|airflow|tomcat|jetty|oracle|circleci|travis|vsts|codespace|vscode"
    r"|gitpod|coder|superuser|replicator|readonly|celery|django|web|backend|frontend|worker|ci|cd"
    r"|bot"
    r"|ansible|nagios|zabbix|noreply|no-reply|postmaster|webmaster|runneradmin"
    r"|containeradministrator"
    r"|everyone|authenticated|anon|service_role|trustedinstaller|integration"
    r"|runner|string|none|null|true|false|undefined|anonymous|staff|wheel|accounts?|input|data"
    r"|agent|ids?|profile|session|object|model|defined|service|for|to|in|on|with|by|at|from|has"
    r"|was|does|will|can|must|should|of|as|nginx|deploy|runner|none"
    r"|invalid|illegal|self|this|me|you|we|it|all|any|foo|bar|baz|example|and|or|not|is|the|name"
)


def is_person(found: Found) -> bool:
    return _SERVICE_USERS.fullmatch(found.value.rstrip(".")) is None


# Messages that name a person's account next.
_USER_NEXT = (
    r"(?i:\b(?:invalid|unknown|illegal|no such) user:?\s?|\b(?:for|by) user\s?"
    r"|\bchown\s+(?:-\w+\s+)?|\bsu -?\s?|\blogged in as\s?|\bowned by\s?"
    r"|\buser(?:name)? (?:is|was)\s|\bauthentication failed for\s?|\blogin failed for user\s?"
    r"|\bunable to find user\s?|\baccount (?:name )?)"
)


_CODE_GOES_ON = re.compile(r"[(\[]|\.\w")


def _login(found: Found) -> bool:
    """`user=ada` of a log; `user=request.user` is code, and so is `user=load(`."""
    value = found.value
    return (
        _CODE_GOES_ON.match(found.after(2)) is None
        and _CODE.match(value) is None
        and is_person(found)
    )


# What is said of users, and of their names
_SAID = re.compile(
    r"(?i)record|row|entity|with|did|that|table|type|role|group|email|name|token|schema|namespace"
    r"|info|details?|settings|preferences?|required|missing|invalid|empty|unknown|unique|taken|too"
    r"|must|cannot|already|not|optional|input|model|object|list|interface|store|mapping"
    r"|attribute|field|property|key|defined|function|class|context"
    r"|error|request|response|agent|ids?|code|path|file|folder|directory|options?|flags?|manager"
    r"|controller|failed|failure|succe\w+|ok|denied|expired|unauthori[sz]ed|forbidden|unavailable"
    r"|incorrect|cancell?ed|rejected|aborted|refused|blocked|disabled|locked|page|form|button|screen|attempts?"
    r"|timeout"
)


def is_account(found: Found) -> bool:
    return _login(found) and _SAID.fullmatch(found.value) is None


_ACCOUNT_NAME = (
    r"(?:\b|_)(?:user|account|login|log[io]n|screen|nick|log|sam_?account|git_?hub_?user)[ _-]?name"
    r"|(?:\b|_)(?:user|git_?hub|git_?lab|slack|twitter)[ _-]?(?:handle|login|user)"
    r"|\b(?:benutzer|nutzer|anmelde)name|\bidentifiant|\bnombre[ _]?de[ _]?usuario"
    r"|\bnome[ _]?utente"
    r"|\bnome[ _]?de[ _]?usu\xe1rio|\bgebruikersnaam|\bbrugernavn|\banv\xe4ndarnamn"
    r"|\bnazwa[ _]?u\xe9ytkownika"
)


_OF_ACCOUNTS = re.compile(r"(?i)number|domain|type|status|expir\w+|policy|lockout|operators?")


def _next(found: Found) -> bool:
    return is_person(found) and _OF_ACCOUNTS.fullmatch(found.value) is None


def _account_and_no_word(found: Found) -> bool:
    """Not of `hijack user sessions.`"""
    value = found.value
    return is_account(found) and (is_of_no_list(value) and is_of_no_list(value.removesuffix("s")))


def _account_not_variable(found: Found) -> bool:
    """`username = git_username` gives one variable the value of another."""
    variable = "_" in found.value and found.before(1) not in tuple("'\"`>[(*\t")
    return not variable and is_account(found)


_CODE = re.compile(
    r"(?i:builtins|typing|java|std|self|this|request|req|ctx|context|session|event|data|props"
    r"|state|auth|current|new|get"
    r"|str|int|object|any|await|lambda|func|models|settings|db|os|env|process|config|params|args"
    r"|id|type|name|value|email|password|token|role|group|owner|author|account)(?:$|[._\[A-Z])"
)
_PROVIDERS = re.compile(
    r"auth0|google-oauth2|facebook|git(?:hub|lab)|windowslive|twitter|apple|linkedin|samlp|waad|adfs"
    r"|oauth2|oidc|email|sms"
)
_SAY = r"(?: (?:is|was|are|field|value|of|for|the|given|invalid|unknown|duplicate|provided)){0,3}$"
_ACCOUNT = any_of(vocabulary.ACCOUNTS)
_OWNER = rf"(?:{any_of(vocabulary.ACCOUNTED)})|(?:{any_of(vocabulary.DONE)})\sby"
_names_an_account = finder(rf"(?:{_ACCOUNT}){_SAY}")
_names_its_owner = finder(rf"\b(?:{_OWNER}){_SAY}")
_may_be_labelled = glance(f"{_ACCOUNT}|{_OWNER}")
_NO_PART = re.compile(
    r"(?i)(?:team|dev|ops|bot|core|api|web|test|not|equals?|than|my|foo|bar|by|and|or|http|number"
    r"|boolean|[iu]\d+|\d*)"
)


_OF_CODE = re.compile(
    "|".join(
        f"(?i:{words.pattern.removeprefix('(?i)')})" for words in (_NO_PART, _SAID, _SERVICE_USERS)
    )
    + f"|{_CODE.pattern}"
)


def _of_a_sentence(found: Found) -> bool:
    """`USER_ID: unbound variable`, `'user_name' (unused-variable)`: what is said of a name in code,
    or by which rule; or what is counted: `/login (limit 5`.
    """
    if found.before(1) == "(" and re.match(r" \d", found.after(2)):
        return True
    if not found.value.replace("-", "").isalpha() or found.before(1) in "\"'`":
        return False
    is_rule = found.before(2) == " (" and "-" in found.value and found.after(1) == ")"
    return is_rule or re.match(r" [A-Za-z]", found.after(2)) is not None


def _is_of_a_provider(found: Found) -> bool:
    """`user_id=auth0|…`"""
    return found.after(1) == "|" and _PROVIDERS.fullmatch(found.value) is not None


def _is_labelled(found: Found) -> bool:
    """Beside what names accounts any word is one; beside who may have one, what is no word:
    `lovelace7`, `ada.l`, but not `platform-team`.
    """
    if not found.value.islower() or _is_of_a_provider(found):
        return False
    parts = re.split(r"[._-]+", found.value)
    coded = any(map(_OF_CODE.fullmatch, parts)) or max(map(len, parts)) == 1  # `e.g`
    if coded or _of_a_sentence(found) or not _account_not_variable(found):
        return False
    said = list(labels(found))
    if any(_names_an_account(label.text) or _names_an_account(label.whole) for label in said):
        return True
    word = len(parts) == 1 and found.value.isalpha()
    return not word and any(_names_its_owner(label.text) for label in said)


# `doesn't provide typescript (p1a2b3), requested by ts-node`
_OF_PACKAGES = re.compile(r"\b(?:provide|depend|peer|version)[^\n]{0,60}, requested by $")


def _account_not_package(found: Found) -> bool:
    return is_account(found) and _OF_PACKAGES.search(found.before(100)) is None


def _is_of_a_private_host(found: Found) -> bool:
    host = found.value.partition("@")[2].strip()
    return is_private_host(Found(host, 0, len(host)))


_PLACES = ("here", "there", "found")  # where somebody is looked for

RULES = (
    # People and machines.
    Rule(
        r"(?P<email>[\pL\pN_](?:[\pL\pN._%+'-]*[\pL\pN_+-])?@(?:[\pL\pN]"
        r"(?:[\pL\pN_-]*[\pL\pN])?\.)+[\pL]{2,24})",
        "@",
        accept=_email,
    ),
    Rule(  # quoted-printable
        r"\b(?P<email>[\w.+-]+=40(?:[\pL\pN-]+\.)+[a-z]{2,})\b",
        "=40",
    ),
    Rule(r"\b(?P<email>[\w.+-]+@[\w-]+)\.\(none\)", ".(none)"),  # git, of a machine's own name
    Rule(  # `ada at gmail.com`
        r"\b(?P<email>[\w.+-]*[\w+-] (?:at|AT) (?:gmail|googlemail|outlook|hotmail|live|yahoo"
        r"|ymail|icloud|me|aol|gmx"
        r"|web|mail|proton|protonmail|pm|fastmail|hey|zoho|yandex|qq|163|126|naver|t-online"
        r"|orange|free|libero"
        r")\.(?:com|net|org|de|fr|it|ru|me|co\.uk|ch|at|kr|io)\b"
        r"|[\w+-]*[._\d][\w.+-]*[\w+-] (?:at|AT) (?:[\pL\pN-]+\.)+(?:com|net|org|io|dev|de|fr"
        r"|uk|it|es|pl|nl|ch|at|se|edu"
        r")\b)",
        " at ",
        # Perl's: `Died2 at script.pl line 81`
        accept=lambda found: found.value[0].isalpha() and found.after(6) != " line ",
    ),
    Rule(
        r"\b(?:USER|LOGNAME|USERNAME|SUDO_USER|GIT_(?:AUTHOR"
        r"|COMMITTER)_NAME)[\"']?\s?[=:]\s?[\"']?(?P<user>[\w.-]{2,40})",
        "user|logname|git_",
        accept=lambda found: is_person(found) and not found.value.startswith("PASS"),
    ),
    Rule(_USER_NEXT + r"[\"'`]?(?P<user>[\pL_][\pL\pN._-]*)[\"'`:]", " ", accept=_next),
    Rule(
        _USER_NEXT + r"[\"'`]?[\w.-]+:(?P<user>[\pL_][\pL\pN._-]*)\b",
        "chown|user",
        accept=is_person,
    ),
    Rule(r"\bwhoami: (?P<user>[\w.-]+)", "whoami"),
    Rule(  # `su: user ada does not exist`
        r"(?i)\buser [\"'`]?(?P<user>[\pL_][\pL\pN._-]{2,})[\"'`]? (?:does not exist|not found"
        r"|is (?:locked|disabled"
        r"|not allowed|not in|banned|inactive)|has no|logged (?:in|out)|was (?:created|deleted"
        r"|removed))",
        "user ",
        accept=is_account,
    ),
    Rule(
        r"(?im)\b(?:user[ _-]?name|login(?:[ _-]?name)?|screen[ _-]?name|nick[ _-]?name"
        r"|log[ _-]?name|sam_?account_?name)(?:[\"']?:\s?| -> |\t)"
        r"(?P<user>[a-z][a-z\pN._-]{2,40})(?: ?[)}\]|.])?\s*$",
        "name|login",
        accept=is_account,
    ),
    # What sshd, PAM and sudo write to a log
    Rule(
        r"(?i:\b(?:(?:failed|accepted|postponed) (?:password|publickey|none|hostbased"
        r"|keyboard-interactive(?:/pam)?|gssapi[\w-]*) for(?: invalid user)?"
        r"|session (?:opened|closed) for user"
        r"|authenticating user|disconnected from user))\s"
        r"(?P<user>[\pL_][\pL\pN._-]*)[\s(]",
        "for|user",
        accept=is_person,
    ),
    Rule(r"\bsudo:\s{1,8}(?P<user>[\pL_][\pL\pN._-]*) : ", "sudo", accept=is_person),
    Rule(r"(?i)\binvalid user (?P<user>[\pL_][\pL\pN._-]*) from ", "invalid user ", is_person),
    Rule(
        r"(?im)\b(?:invalid|unknown|no such|find) user:? (?P<user>[\pL_][\pL\pN._-]{2,40})\.?$",
        " user",
        accept=lambda found: found.value.lower() not in _PLACES and is_account(found),
    ),
    Rule(
        r"(?i)\b(?:runas|net use)\b[^\n\x1a]{0,80}?\s/user:(?:[\w.-]+\\{1,2})?"
        r"(?P<user>[\pL_][\pL\pN._-]*)",
        "/user:",
        accept=is_person,
    ),
    Rule(  # MySQL: 'user'@'host'
        r"[\"'](?P<user>[\w.-]+)[\"']@[\"']",
        "'@'|'@\"|\"@'|\"@\"",
        accept=is_person,
    ),
    Rule(r"['\x1a]@'(?P<host>[\w.-]+)'", "'@'", accept=is_private_host),
    Rule(
        r"[-dlbcps](?:[r-][w-][xsStT-]){3}[.+@]? +\d+ +(?P<user>[a-zA-Z_][\w.-]*)\s",
        "r",
        accept=is_person,
    ),  # ls -l
    Rule(
        r"\b(?:TODO|FIXME|XXX|HACK)\((?P<user>[a-z][\w.-]{2,30})\)",
        "todo(|fixme(|xxx(|hack(",
        accept=is_person,
    ),
    # A Windows domain and its user. A back slash may be an escape: `ERROR\nfailed` must stay.
    Rule(
        r"(?:^|[\s\"'(])(?P<host>[A-Z][A-Z0-9-]{1,14})\\{1,2}(?P<user>[\pL][\pL\pN._-]{2,})[\"']?"
        r"(?::"
        r"| )\s?(?i:log[io]n|access|account|auth)",
        "\\",
    ),
    Rule(
        r"(?i:user|account|login|owner|principal)[^\n\w]{1,5}(?P<host>[A-Z][A-Z0-9-]{1,14})\\{1,2}"
        r"(?P<user>[\pL][\pL\pN._-]{2,})",
        "\\",
    ),
    Rule(
        r"(?i)\b(?:user id|uid|accountname|initial catalog|database|data source"
        r"|server)=(?P<value>[^;=\s\"'`<>()\x1a]+);",
        "id=|name=|catalog=|database=|source=|server=",
        accept=lambda found: found.value.lower() not in ("localhost", ".", "(local)"),
    ),
    Rule(
        r"(?i:\b(?:user(?:name)?|login|runas|remote[ _-]?user|logname|ruser|acct|uname|login_?name"
        r"|user_?name))"
        r"=(?P<user>[\pL_][\pL\pN._-]{1,40})",
        "user=|name=|login=|runas=|acct=",
        accept=_login,
    ),
    Rule(
        r"(?i:\b(?:user(?:[ _-]?name)?|login(?:[ _-]?name)?|log[ _-]?name|remote[ _-]?user|ruser"
        r"|screen[ _-]?name|nick[ _-]?name|samaccountname|account[ _-]?name))"
        r"(?:[\"']?\s?(?:[:=]>?|->)\s?[\"'\[(]{1,2}| (?:is )?[\"'])"
        r"(?P<user>[a-z][a-z\pN._-]{1,40})[\"'\])]",
        "user|login|name",
        accept=is_account,
    ),
    Rule(  # torn apart
        r"[\"'(<](?P<email>[\w.+-]{2,40} @ ?(?:[\w-]+\.)+" + TLD + r")[\"')>]",
        " @",
        accept=_is_of_a_private_host,
    ),
    # What names an account and nothing else, whatever joins them
    Rule(
        rf"(?i:{_ACCOUNT_NAME}){JOINT}(?P<user>[a-z][a-z\pN._-]{{2,40}})(?:[\"'`\s,;*)\]}}|&]|$)",
        "user|login|name|handle|identifiant|utente|usu\xe1rio|usuario|u\xe9yt",
        accept=_account_not_variable,
    ),
    # Messages that name an account next, or begin with one
    Rule(
        r"(?m)\b(?i:credentials|session(?: \w{1,6})?|log[io]n|password|mailbox|sid|principal"
        r"|could not find user|logged in|signed in|requested|triggered|started|denied|crontab: user"
        r"|created|locked|account is locked:?)"
        r"(?i: for| of| as| with login| by| to)?(?i: (?:the )?user)? [@\[]?"
        r"(?P<user>[a-z][a-z\pN]*(?:[._\pN-][a-z\pN._-]*[a-z\pN]|\pN))(?:\.?$|[,;)\]]|\. "
        r"| (?:changed|from|failed|unknown|expired|not|does|has|is|was|at)\b)",
        "session|login|logon|password|credential|mailbox|sid|principal|find user|in as|by|denied"
        "|crontab|locked",
        accept=_account_not_package,
    ),
    Rule(
        r"\b[Uu]ser \[?(?P<user>[a-z][a-z\pN._-]{2,31})\]?(?:\.$| (?:unknown|has exceeded"
        r"|has not been|is currently|is unknown)\b)",
        "user ",
        accept=_account_and_no_word,
    ),
    Rule(
        r"(?m)^(?P<user>[a-z_][\w.-]{1,31})(?::[x*!]?:\d+:\d+:|\s{1,12}(?:pts/\d|tty\d))",
        ":|pts/|tty",
        accept=is_person,
    ),
    Rule(
        r"(?:\bCRON\[\d+\]: \(|\bFAILED SU \(to \w+\) |UsernameNotFoundException: |\buser=<"
        r"|\bFAILED login for \[|\buser \[)(?P<user>[a-z_][\w.-]{1,31})\b",
        "cron[|failed su|usernamenotfound|user=<|failed login|user [",
        accept=is_person,
    ),
    Rule(
        r"(?P<user>[a-z_][\w.-]{1,31})[\"'`\xa6]{0,2}: no such user",
        "no such user",
        accept=is_person,
    ),
    Rule(r"\b(?:[ug]id|groups)=\d+\((?P<user>[a-z_][\w.-]*)\)", "id=|groups=", accept=is_person),
    Rule(
        r"(?:[\"'`]|(?:[:=>\t({\[<]|[^|]\|| -| \xa6)(?:\s?|\n\s{1,8}))"
        r"(?P<user>[\pL_][\pL\pN._-]{1,38}[\pL\pN])"
        r"(?:[^\pL\pN(.:@/\\=\x1a!?_-]|\.(?:[^\pL]|$)|\r?$)",
        accept=_is_labelled,
        near=_may_be_labelled,
    ),
)
