"""Accounts that tools name: whom they let in, or not.

Each rule is of one kind of statement, with examples of who makes it.
"""

import re

from intake.scrubbing.lexicon import is_of_words, is_small_word
from intake.scrubbing.people import may_be_called
from intake.scrubbing.personal import is_account, is_person
from intake.scrubbing.rules import MASK, Found, Rule

_NAME = r"[\pL_][\pL\pN._-]{1,38}[\pL\pN_]"
USER = rf"(?P<user>{_NAME})"
# It ends where neither a domain, a call nor a path goes on
END = r"[\"'`\xa6]{0,2}(?:[^\pL\pN_@/\\=(.\x1a-]|\.(?:[^\pL\pN_]|$)|$)"
HOST = r"(?P<host>[\pL\pN](?:[\pL\pN.-]*[\pL\pN])?)"
# What tools name in the place of somebody
_NOBODY = re.compile(
    r"(?i)integration|personal|fine-grained|oauth\w*|deploy|bots?|everyone|members?|owners?|others?"
    r"|request|host|server|url|resource|database|remote|realm|domain|connection|client|method"
    r"|registry"
    r"|repository|project|reasons?|provider|every|both|given|security|unknown|encryption|signing"
    r"|private"
    r"|another|current|expected|same|different|new|non-?root|service|local|remote|dummy|nt|builtin"
    r"|soon|follows|part|well|your|their|not committed yet"
    r"|(?:my|your|db|app|the|test|some|no|own)[_-]?(?:user|name|admin|account|login)\w*"
)


def is_account_of_somebody(found: Found) -> bool:
    return is_account(found) and _NOBODY.fullmatch(found.value) is None


def _quoted(found: Found) -> bool:
    """`the user "UserService" is` may as well be of code."""
    value = found.value
    cased = value.islower() or value.isupper()
    return cased and not value.startswith("_") and is_account_of_somebody(found)


# What is of users, and no user
_OF_USERS = re.compile(
    r"(?i)(?:inter|ex|re|un)\w+|based|driven|aware|caches?|cas?|events?|actions?|manage\w*|prefer\w*|auth\w*"
    r"|activit\w+|content|generated"
    r"|space|mode|pool|scripts?|librar\w+|dirs?|home|config\w*|levels?|stor\w+|base|counts?"
    r"|lists?|log\w+"
    r"|creation|deletion|updates?|feedback|quer\w+|sessions?|search|lookups?|class\w*|types?"
    r"|fields?|agents?"
    r"|messages?|tables?|permissions?|roles?|groups?|stack|heap|memory|process\w*|threads?|time"
    r"|signals?"
    r"|land|handlers?|callbacks?|operators?|macros?|attributes?|variables?|friendly|facing"
    r"|suppl\w+|select\w+"
    r"|provided|specified|controlled|side|visible|readable|tokens?|keys?|tests?|projects?"
    r"|defaults?|avatar"
    r"|inputs?|code|accounts?|data|info\w*|profiles?|models?|names?|ids?|defined|pages?|objects?"
    r"|schemas?"
    r"|apps?|applications?|plugins?|modules?|services?|process|it|he|she|they|we|page|site"
    r"|origin|program"
    r"|workers?|drivers?|components?|devices?|packages?|functions?|methods?|files?|objects?"
    r"|protected|secrets?|passwords?|credentials?|blocked|banned|disabled|deleted|inactive|suspended|locked|deactivated|removed"
    r"|expired|unverified|pending"
)


def _not_of_users(found: Found) -> bool:
    return (
        is_account_of_somebody(found)
        and _OF_USERS.fullmatch(found.value) is None
        and (not is_small_word(found.value) or may_be_called(found.value))
        and not found.before(23).endswith("pull access denied for ")  # an image's
    )


_A_TYPE = re.compile(r"string|number|any|unknown|object|never|void|bool|boolean|str|int|dict|self")


def _in_brackets(found: Found) -> bool:
    """`(user: ada)`, but neither `(user: User)` nor `(user: string) => void`."""
    value = found.value
    return (
        value == value.lower()
        and _A_TYPE.fullmatch(value) is None
        and not found.after(8).lstrip("\"'`")[1:].lstrip().startswith(("=>", ":", "{", "->"))
        and _not_of_users(found)
    )


def no_word(found: Found) -> bool:
    """Where a word of the language may stand: `ada7`, `ada.l`, but not `expected`."""
    return not found.value.replace("-", "").isalpha() and is_account_of_somebody(found)


_ROLE = re.compile(
    r"(?i)(?:read|writ|report|monitor|own|analy|replica|public|export|import|migrat|back)\w*"
    r"|anon\w*"
    r"|\w+_(?:roles?|users?|r[ow]|readers?|writers?|admins?|group|team)|authenticated|service_role"
)


def _no_role(found: Found) -> bool:
    return is_account_of_somebody(found) and _ROLE.fullmatch(found.value) is None


def _no_decorator(found: Found) -> bool:
    """`by @sensitive_variables` is of code, `by @ada.l` and `by @alovelaceb` are of somebody."""
    value = found.value
    is_no_word = value.isalpha() and value.islower() and not is_of_words(value)
    return is_account_of_somebody(found) and (is_no_word or re.search(r"[\d.-]", value) is not None)


_SETTINGS = re.compile(r"(?m)^\s*(?:Host(?:Name)?|IdentityFile|Port|ProxyJump|Match) \S")


def _of_ssh(found: Found) -> bool:
    around = found.before(200) + found.after(200)
    return _SETTINGS.search(around) is not None and is_account_of_somebody(found)


_OWNER = re.compile(rf"([\w.-]+|{MASK}+)(?:\s+|[/:])$")


def of_its_owner(found: Found) -> bool:
    """A group of its own has the name of its owner."""
    owner = _OWNER.search(found.before(60))
    return owner is not None and owner[1] == found.value and is_person(found)


# What stands before a back slash and is no domain
_NO_DOMAIN = re.compile(
    r"(?:^|\W)(?:HK[A-Z_]+|NT|IIS|BUILTIN|ERROR|WARN(?:ING)?|INFO|DEBUG|FAIL(?:ED)?|TRACE|OK|SRC"
    r"|BIN"
    r"|LIB|OBJ|DATA|BUILD|TEMP|TMP|WINDOWS|PROGRAM|AUTHORITY)\\{1,2}$"
)
_DOMAIN = re.compile(r"(?:^|[\s\"'(\[:=,])[A-Z][A-Z0-9-]*\\$")
# Letters that a back slash makes another sign of
ESCAPES = tuple("nrtxubfvdws")


def _of_a_domain(found: Found) -> bool:
    r"""Neither a key of the registry nor a folder; behind what names accounts."""
    before = found.before(32)
    escape = (
        found.value.startswith(ESCAPES)
        and not before.endswith("\\\\")
        and _DOMAIN.search(before) is None
    )
    return not escape and _NO_DOMAIN.search(before) is None and is_account_of_somebody(found)


def _of_some_domain(found: Found) -> bool:
    r"""Where nothing announces it, `ERROR\nfailed` is a line that ends."""
    escape = found.value.startswith(ESCAPES) and not found.before(2).endswith("\\\\")
    return not escape and _of_a_domain(found)


_TOOLS_OF_A_USER = (
    r"(?:psql|pg_\w{2,12}|createdb|dropdb|mysql\w{0,8}|mariadb\w{0,8}|mongo\w{0,8}|docker login"
    r"|podman login|helm|twine|svn|ssh|sftp|ftp|smbclient|rpcclient|sqlcmd|rabbitmqadmin|oc login"
    r"|skopeo|buildah|sudo|runuser|crontab|atq|pkill|ps|lsof|loginctl)"
)

_ADDRESS = r"(?:(?:\d{1,3}\.){3}\d{1,3}|[\da-fA-F]{0,4}:[\da-fA-F:]{2,36}|\x1a{4})"
_NO_SERVICE = re.compile(
    r"(?i)NT|SYSTEM|(?:LOCAL|NETWORK) SERVICE|DWM-\d+|UMFD-\d+|[\w.-]+\$|Window|Font"
)


def _of_windows(found: Found) -> bool:
    return _NO_SERVICE.fullmatch(found.value) is None and is_account_of_somebody(found)


RULES = (
    # Mail: exim, cyrus, sendmail; to a mailbox of this machine
    Rule(rf"\bA=\w{{3,30}}:{USER}(?:\s|$)", "a=", accept=is_account_of_somebody),
    Rule(
        rf"\b(?:bad)?login: \S+ \[[^\]\n]{{2,45}}\](?: plaintext)? {USER}\s",
        "login: ",
        accept=is_account_of_somebody,
    ),
    Rule(
        rf"(?:\bauthid=|\bctladdr=|\b(?:orig_)?to=<){USER}(?:[>,\s]|$)",
        "authid=|ctladdr=|to=<",
        accept=is_account_of_somebody,
    ),
    Rule(rf"\({USER}@{_ADDRESS}\)", "@", accept=is_person),  # Pure-FTPd
    Rule(rf"\b{USER} is now logged in\b", "is now logged in", accept=is_person),
    # Access logs: IIS, by the columns of W3C; Squid
    Rule(
        rf" [A-Z]{{3,8}} /\S* \S+ \d{{2,5}} (?:[\w.-]{{1,15}}\\)?{USER} {_ADDRESS}",
        " get /| post /| put /| head /| patch /| delete /| options /| propfind /",
        accept=is_account_of_somebody,
    ),
    Rule(rf" {USER} W3SVC\d+ ", " w3svc", accept=is_account_of_somebody),
    Rule(
        rf"\bTCP_\w+/\d{{3}} \d+ [A-Z]+ \S+ {USER} (?:HIER|[A-Z]+)_?[A-Z]*/",
        "tcp_",
        accept=is_account_of_somebody,
    ),
    # Databases: PostgreSQL's log as CSV, MySQL's of queries, Oracle's of audits, DB2
    Rule(
        rf"(?m)^\d{{4}}-\d\d-\d\d [\d:.]+ [A-Z]{{2,5}},\"{USER}\",\"",
        ',"',
        accept=is_account_of_somebody,
    ),
    Rule(rf"\bConnect\s{USER}@[\w.-]+ (?:on|as)\b", "connect", accept=is_account_of_somebody),
    Rule(
        rf"\b(?:USER|USERID|SCHEMA|USERHOST):\[\d+\] [\"']{USER}[\"']",
        ":[",
        accept=is_account_of_somebody,
    ),
    Rule(
        rf"(?i:\bauth(?:orization )?id\s{{0,3}}[:=]?\s{{1,3}})[\"']?{USER}[\"']?(?:\s|[.,]|$)",
        "authid|authorization id",
        accept=_quoted,
    ),
    Rule(
        rf"\"{USER}\" does not have the (?:required|privilege|authority)",
        "does not have the ",
        accept=is_person,
    ),
    # Whose connection comes from where
    Rule(
        rf"\b(?i:user|account|login) [\"'`\[]?{USER}[\"'`\]]? (?:from|at|via|on) \[?{_ADDRESS}",
        "user |account |login ",
        accept=is_account_of_somebody,
    ),
    # Windows, where its labels follow each other in one line
    Rule(
        r"(?:[Aa]ccount|User|[Uu]ser|Logon|Member|Client|Caller|Target)"
        rf"(?: User| Account)?(?: [Nn]ame)?:\s{{1,8}}{USER}\s{{1,8}}"
        r"(?:(?:Account|Logon|Caller|Target|Source|Supplied Realm|New|User) [A-Z]\w+(?: [A-Z]\w+)?"
        r"|Domain|Workstation|Security ID):",
        "name: |account: |user: ",
        accept=_of_windows,
    ),
    # GitHub, sudo, PuTTY, Docker, cron, sshd, systemd: who was let in, or is denied something
    Rule(
        r"(?:\b[Nn]ot accessible by|\b[Pp]ermission to [^\s\x1a]{1,200} denied to"
        r"|\b(?i:logged in to [^\s\x1a]{1,80} (?:as|account))|\b[Ll]og(?:ging)? ?in as:?"
        r"|\b[Ll]ogged(?: |-)in as:?|\b[Ss]ign(?:ed|ing)? in as:?|\b[Uu]sing username"
        r"|\b[Aa]uthenticat(?:ed|ing)(?: to [^\s\x1a]{1,80})? as|\b[Ii]mpersonat(?:e|ing)"
        r"|\b[Cc]onnect(?:ed|ing)(?: to [^\s\x1a]{1,80})? as:?|\b[Aa]cting as|\b[Rr]unning as user"
        r"|\b(?:[Kk]eychain|[Mm]ailbox|[Cc]rontab|[Rr]oaming profile|[Hh]ome (?:directory|folder))"
        r" of"
        r"|\b[Pp]ublishing as|\bno crontab for|\b[Ss]uccessful su for \w{1,20} by"
        r"|\battempts exceeded for|\b(?:closed|reset) by (?:authenticating|invalid)"
        r"|\bUser Slice (?:of|for)|\b(?:Started|Aborted|Cancell?ed|Approved|Triggered) by user"
        r"|\b331 Password required for|\b[Ww]elcome to GitLab,|\b[Oo]n behalf of user)"
        rf"(?: invalid)?(?: [Uu]ser| [Rr]ole)? ?[\"'`@\[]{{0,2}}{USER}\]?{END}",
        "connect|acting|running|keychain|mailbox|profile|home |accessible|denied|log|sign|username"
        "|authenticat|impersonat|publishing|crontab|successful"
        "|exceeded|closed|reset|slice|started|aborted|cancel|approved|triggered|331|gitlab|behalf",
        accept=is_account_of_somebody,
    ),
    Rule(
        r"[\"']usr\\{0,4}[\"']\s?:\s?\\{0,4}[\"'](?P<user>[a-z][\w.-]{2,40})\\{0,4}[\"']",
        "usr",
        accept=is_person,
    ),
    # GitHub and Gitea, to whom logged in
    Rule(rf"\bHi(?: there,)? {USER}! You've", "! you've", accept=is_account_of_somebody),
    # sudo, Jenkins, FTP: of whom a sentence begins
    Rule(
        rf"\b{USER}[\"'`]? (?:is not in the (?:sudoers|[a-z]{{2,16}} group)"
        r"|is not allowed to run sudo"
        r"|is missing the [A-Z][\w/ ]{1,40} permission"
        r"|: (?:user NOT in sudoers|command not allowed|\d+ incorrect password))",
        "sudo|permission|allowed|password| group",
        accept=is_person,
    ),
    # sudo, in whatever language: `[sudo] password for ada:`
    Rule(rf"\[sudo\] [^:\n\x1a]{{2,40}}?[ \"']{USER}[\"']?:", "[sudo]", accept=is_person),
    # PostgreSQL, which has roles: of others `role` is said of many things
    Rule(
        rf"\b[Rr]ole \"{USER}\" (?:does not exist|already exists|is not permitted|cannot be"
        r"|is a member|has no|of |or )",
        'role "',
        accept=is_person,
    ),
    Rule(
        rf"\b(?:must be (?:member|owner) of role|to set role|OWNER TO|SET ROLE|OWNED BY"
        r"|(?:CREATE|ALTER|DROP) (?:USER|ROLE|LOGIN)(?: IF (?:NOT )?EXISTS)?)"
        rf" [\"'`\[]?{USER}{END}",
        "role|owner|owned|create|alter|drop",
        accept=is_account_of_somebody,
    ),
    # What PostgreSQL puts before each line: `ada@shop FATAL:`
    Rule(rf"\s{USER}@[\w-]+ (?:FATAL|ERROR|LOG|DETAIL|WARNING|STATEMENT): ", "@", is_person),
    # Kubernetes, MongoDB, MySQL, PyPI, Kafka: `User "ada" cannot list`
    Rule(
        rf"\b(?i:user|principal|login|account)s?:? ?\\?[\"'`]{USER}\\?[\"'`] "
        r"(?:cannot|unknown|is|isn't|was|does|has|already|doesn't|not|failed|on|for|in|with|could"
        r"|must|- )",
        "user|principal|login|account",
        accept=_quoted,
    ),
    Rule(
        r"\b(?i:(?:authentication|login|authorization|access|logon)"
        r"(?: (?:attempt|request))? (?:failed|refused|denied|failure|rejected)"
        rf"(?: for| to)?)(?: (?:the )?[Uu]ser)?:? [\"'`\[]?{USER}[\"'`\]]?"
        r" (?:on|from|at|via|with|using|because)\b",
        "authentication|login|authorization|access|logon",
        accept=is_account_of_somebody,
    ),
    Rule(
        r"\b(?:failed|denied|refused|rejected|locked|expired|failure|opened|closed|created|changed"
        rf"|session|error) (?:for|by|of|as) user[:=]? {USER}(?:\.?$|[,;:)]|\. )",
        " user",
        accept=is_account_of_somebody,
    ),
    Rule(
        rf"\bUser {USER} (?:cannot|does not have|isn't|is not authorized|lacks|has exceeded"
        r"|failed to|from [^\s\x1a]+ not allowed|may not|could not)\b",
        "user ",
        accept=is_account_of_somebody,
    ),
    Rule(  # Kafka
        rf"(?:\b[Pp]rincipals?\s?[:=]\s?|[\s,;(\[])[\"']?User:{USER}\b",
        "user:",
        accept=is_account_of_somebody,
    ),
    # Cassandra, ORA, RADIUS, FTP, crond, su, Slurm, p4, npm
    Rule(
        rf"\b[Uu]ser ?name {USER} (?:and/or|is (?:already|taken|not)|already|does not|has already)",
        "user",
        accept=_not_of_users,
    ),
    Rule(
        rf"\b(?:[Uu]ser|USER|login) {USER}:? (?:lacks|Login successful|no such user"
        rf"|authenticated|\((?:[Ll]ogin|[Ii]ncorrect"
        rf"|no such)"
        r"|not authori[sz]ed|rejected|logged|signed|connected|disconnected|timed out|locked"
        r"|disabled)",
        "user|login",
        accept=_not_of_users,
    ),
    Rule(
        rf"\b[Ll]ogin (?:incorrect|OK|failed)[^\[\n]{{0,80}}: \[{USER}[/\]]", "[", accept=is_person
    ),
    Rule(
        rf"\b(?:passwd-file|shadow|pgsql|mysql|cache|oauth2)\({USER},",
        "passwd-file(|shadow(|pgsql(|mysql(|cache(|oauth2(",
        accept=is_account_of_somebody,
    ),
    Rule(rf"(?:\bPAM ERROR for|\(to \w+\)) {USER}(?: on| \()", "pam error|(to ", is_person),
    Rule(rf"\bsu\[\d+\]: [+-] \S+ {USER}[:-]", "su[", accept=is_person),
    Rule(rf"\bUserId={USER}\(\d+\)", "userid=", accept=is_person),
    Rule(rf"\bError: {USER} is not in the npm registry", "npm registry", accept=is_person),
    Rule(rf"\bowner: ?{USER},? group", "owner", accept=is_person),
    # Where a tool tells of a connection: of Elixir's Swarm, Redis, uwsgi, Airflow
    Rule(rf":\"conn-{USER}\"", "conn-", accept=is_account_of_somebody),
    Rule(
        rf"\baddr=\S{{3,60}}(?: [\w-]{{1,20}}=\S{{0,60}}){{0,4}} name={USER}(?:\s|$)",
        "name=",
        accept=is_account_of_somebody,
    ),
    Rule(rf" \({USER}\) \{{\d+ vars in ", " vars in ", accept=is_person),
    Rule(rf"[,(] ?user {USER}[),]", "user ", accept=_not_of_users),
    # ssh's own settings
    Rule(rf"(?m)^\s{{0,8}}User {USER}\s*$", "user ", accept=_of_ssh),
    Rule(
        rf"(?i:\b(?:user(?:name)?|login|nick|handle)s?\b[^\n\x1a]{{0,40}}?\balready (?:taken|in use"
        rf"|registered|exists)[\"']?[:=] ?[\"']?){USER}{END}",
        "already",
        accept=is_account_of_somebody,
    ),
    # Spring, ssh, Devise, tar, Gitea, passwd: for whom it did not do
    Rule(
        r"\b(?:[Ii]nvalid (?:credentials|password|login|username or password)(?: supplied)? for"
        r"|[Ff]ailed (?:authentication|login|logon)(?: attempt)?s? (?:for|from|by)"
        r"|[Aa]uthentication (?:attempt|failure) for|[Ff]or principal|: owner|\(owner:?"
        r"|uid lookup failed for"
        r"|[Uu]ser with (?:login|name|username|handle|user name)|[Uu]nknown user(?: name)?"
        r"|[Ww]hile getting initial credentials for|[Aa]ccount is locked:|[Ss]witch(?:ing)? to user"
        rf"|[Uu]ser lookup failed for|[Pp]assword (?:for|of)(?: user)?) [\"'`]?{USER}[\"'`]?"
        r"(?:\.?$|[,;)\n]|[.:] | (?:from|on|at|with|changed|updated|expired|reset|is locked|\())",
        "invalid|failed|authentication|principal|owner|user|credentials|locked|password",
        accept=is_account_of_somebody,
    ),
    # systemd, Samba, YARN: `for user ada`, `user ada needs`
    Rule(
        rf"\b(?:for|by|as|of|up|from|current|to) user {USER}"
        r"(?:\.?$|[;:)\n]|\. | (?:is|on|has|needs)\b)",
        " user ",
        accept=_not_of_users,
    ),
    Rule(
        rf"\b[Uu]ser(?: name)?:? {USER} (?:needs|is not a(?:llowed)?|access denied"
        r"|temporarily|doesn't|could not be|was denied|\(uid|cannot [a-z]+|on \w+ to execute"
        r"|unknown)\b",
        "user",
        accept=_not_of_users,
    ),
    Rule(
        r"(?m)\b(?:(?:[Aa]uthenti|[Aa]uthori)[sz]?(?:c?ation)? failed for|[A-Z_]+LOGON_FAILURE for"
        r"|[Ll]og[io]n (?:failed|incorrect) for|[Aa]ccess denied (?:for|to)|deliver to|identity:)"
        rf" [\"']?{USER}[\"']?(?:\.?$|[,;]| under| connecting| from)",
        "failed|incorrect|logon_failure|denied|deliver|identity:",
        accept=_not_of_users,
    ),
    # sudo and doas, ClickHouse, dovecot, sendmail and Kerberos: before or within what is said
    Rule(
        rf"\b(?:sudo|doas|DB::Exception): {USER}: (?:a password|Operation not|Authentication"
        r"|Not enough)",
        "sudo:|doas:|db::exception:",
        accept=is_person,
    ),
    Rule(
        rf"\b(?:passwd|pam|sql|ldap|imap|pop3|lmtp|lda)\({USER}[,)<]",
        "passwd(|pam(|sql(|ldap(|imap(|pop3(|lmtp(|lda(",
        accept=is_account_of_somebody,
    ),
    Rule(
        rf"[ <]{USER}>?(?:\.\.\.|: Recipient address rejected:) User unknown",
        "user unknown",
        is_person,
    ),
    Rule(
        rf"(?:\bClient '|\bcredentials for |\bauthentication failed for ){USER}@[A-Z]",
        "client|credentials|authentication",
        accept=is_person,
    ),
    Rule(rf"(?m)^{USER} ALL=\(", "all=(", accept=is_person),
    Rule(rf"(?i)\bx-(?:remote|forwarded|auth\w{{0,12}})-user: {USER}", "-user: ", accept=is_person),
    Rule(
        rf"[\"' @]{USER}[\"']? (?:is not the name of a known user|is not a collaborator"
        r"|has no crontab|requested changes on)",
        "known|collaborator|crontab|requested",
        accept=_not_of_users,
    ),
    Rule(
        rf"(?m)(?:^|: )@{USER} (?:commented|requested|approved|mentioned|assigned)\b",
        "@",
        is_account_of_somebody,
    ),
    Rule(
        rf"(?i)(?:/grant|/deny|/setowner) [\"']?(?:[\w.-]+\\)?{USER}:",
        "/grant|/deny|/setowner",
        is_person,
    ),
    Rule(rf"\bgetpwnam\(\"{USER}\"\)", "getpwnam", accept=is_person),
    Rule(rf"\bacct=\"{USER}\"", "acct=", accept=is_person),
    # Apache and nginx: `user ada: authentication failure for`
    Rule(
        rf"\buser [\"'`]?{USER}[\"'`]?(?:: (?:authentication|password)|,? not found: /)",
        "user ",
        accept=is_account_of_somebody,
    ),
    # An access log, of who logged in
    Rule(
        rf"(?:^|[\s\"'.:>]|[\da-f\x1a]) - {USER} \[\d\d/[A-Z][a-z]{{2}}/\d{{4}}:",
        " - ",
        accept=is_person,
    ),
    # FTP, Samba, SMTP: in brackets
    Rule(rf"(?:\[|\buser \[)(?:[\w.-]{{0,30}}\]?\\\[?)?{USER}\] (?:FAIL|OK) LOGIN", "login"),
    Rule(rf"\] -> \[{USER}\]", "] -> [", accept=is_person),
    Rule(
        rf"\b(?:sasl_username|ansible_user|ssh_user|become_user"
        rf"|remote_user)[\"']?\s?[=:]\s?[\"']?{USER}"
        rf"{END}",
        "sasl_username|ansible_user|ssh_user|become_user|remote_user",
        accept=is_account,
    ),
    # Directories: `uid=ada,ou=people`, `(sAMAccountName=ada)`
    Rule(
        rf"(?i)\b(?:uid|cn)={USER},\s?(?:ou|cn|dc|o)=",
        "uid=|cn=",
        accept=is_account_of_somebody,
    ),
    Rule(
        r"(?i)\((?:uid|samaccountname|userprincipalname|cn)=(?:[\w.-]{1,30}\\{1,2})?"
        rf"{USER}\)",
        "(uid=|(samaccountname=|(userprincipalname=|(cn=",
        accept=is_account_of_somebody,
    ),
    Rule(
        r"(?i)\bcn=(?P<user>[\pL][\pL.'-]* (?:[\pL][\pL.'-]* ?){1,3})"
        r",\s?(?:ou|cn)=[^,=\n\x1a]{0,30}(?:people|users|staff|employees|accounts|members"
        r"|personnel)",
        "cn=",
    ),
    # What they are given: `psql -U ada`, `--username=ada`
    Rule(
        rf"\b{_TOOLS_OF_A_USER}\b[^\n|;&\x1a]{{0,80}}?\s(?:-[uUl]|--user(?:name)?|--login)[ =]?"
        rf"[\"']?{USER}(?:[\s\"'%]|$)",
        "-u|-l",
        accept=is_account_of_somebody,
    ),
    Rule(
        r"\b(?:user(?:add|mod|del)|(?:add|del)user|passwd|chage|finger|gpasswd|getent passwd"
        r"|(?:enable|disable)-linger)"
        rf"(?: -{{1,2}}[\w-]+(?: [\w,/]+)?){{0,4}} {USER}(?:[\s;&\"']|$)",
        "useradd|usermod|userdel|adduser|deluser|passwd|chage|finger|-linger",
        accept=no_word,
    ),
    Rule(rf"\busermod -a?G [\w,-]+ {USER}{END}", "usermod", accept=is_account_of_somebody),
    Rule(
        rf"\bthe account {USER} is (?:locked|disabled|expired)",
        "the account ",
        accept=is_account_of_somebody,
    ),
    Rule(
        rf"\b(?:[Bb]uilt|[Cc]ompiled|[Pp]ackaged) by {USER} (?:in|on|at)\b",
        " by ",
        accept=_not_of_users,
    ),
    # Databases: Oracle, PostgreSQL, and what is granted to whom
    Rule(
        rf"\((?:SCHEMA=|(?:current|session)_user: |user ){USER}\)",
        "(schema=|user",
        accept=lambda found: _quoted(found) and _not_of_users(found),
    ),
    Rule(
        r"\b(?:GRANT|REVOKE) [A-Z, ]{3,60}(?:ON (?:[A-Z]{3,10} )?[\w.*]{1,60} )?(?:TO|FROM) "
        rf"[\"'`]?{USER}{END}",
        "grant|revoke",
        accept=_no_role,
    ),
    Rule(rf"\b(?:for|by|from|of|to|user|cc|ping) @{USER}{END}", " @", accept=_no_decorator),
    Rule(rf"--chown[= ]{USER}:", "--chown", accept=is_person),
    Rule(rf"--chown[= ](?:[\w.-]+|\x1a+):{USER}", "--chown", accept=of_its_owner),
    # Windows: a domain and its user
    Rule(
        rf"(?:^|[\s\"'(:=,\[])(?P<host>[A-Z][A-Z0-9-]{{1,14}})\\{USER} (?:does not have|is not"
        rf"|has no"
        r"|cannot|needs|was denied)\b",
        "\\",
        accept=_of_a_domain,
    ),
    Rule(
        r"(?:^|[\s\"'(:=,\[])(?P<host>[A-Z][A-Z0-9-]{1,14})\\{1,2}(?P<user>[\pL][\pL\pN._-]{1,30}"
        r"[\pL\pN])"
        r"(?:[\s\"')\],;]|[.:](?:\s|$)|$)",
        "\\",
        accept=_of_some_domain,
    ),
    Rule(  # PowerShell and Windows: `CI\ada : The term …`
        r"(?m)(?:^|[\s\"'(])(?P<host>[A-Z][A-Z0-9-]{1,20})\\{1,2}(?P<user>[a-z][\w.-]{1,30}[a-z\d])"
        r" ?: (?:The (?:term|user|password|account|specified|trust|request|logon)|Access|Logon|You"
        r"|Cannot|Unable|Not) ",
        "\\",
        accept=lambda found: not is_small_word(found.value[1:]) and is_account_of_somebody(found),
    ),
    Rule(
        r"(?i:\b(?:user|account|login|owner|principal|identity|credentials?|logon|member|as|by"
        r"|trustee"
        r"|translated|whoami)"
        r"(?: name)?[:=]?\s{0,8}[\"'\[(]{0,2})(?P<host>[A-Za-z][\w.-]{1,30})\\\\?"
        r"(?P<user>[\pL][\pL\pN._-]{1,30}[\pL\pN])(?:[\"')\],;]|[.:]?(?:\s|$))",
        "\\",
        accept=_of_a_domain,
    ),
    # Samba, Asterisk, Minecraft, Windows' printers
    Rule(
        r"\buser \[[^\]\n]{0,40}\]\\{1,2}\[" + USER + r"\]",
        "user [",
        accept=is_account_of_somebody,
    ),
    Rule(
        r"\b(?:Call|Registration|INVITE|REGISTER) from '" + USER + r"' ",
        " from '",
        accept=is_account_of_somebody,
    ),
    Rule(
        r"\bGameProfile\S{0,80}\bname=" + USER + ",", "gameprofile", accept=is_account_of_somebody
    ),
    Rule(
        r"\. User(?: [Nn]ame)?: " + USER + r"(?:\.? |\.?$)", ". user", accept=is_account_of_somebody
    ),
    # Windows' tools
    Rule(r"\bnet user " + USER + r" /", "net user ", accept=is_account_of_somebody),
    Rule(r"\bS-1-5-21-(?P<id>\d{4,10}-\d{4,10}-\d{4,10}-\d{3,10})\b", "s-1-5-21-"),
    # In brackets, and named
    Rule(
        rf"[(\[](?:user(?: ?name)?|login|account)[:=] ?[\"'`]?{USER}[\"'`]?[)\],]",
        "user|login|account",
        accept=_in_brackets,
    ),
    Rule(
        r"\b(?:owner|user|account|author|maintainer|team member)"
        rf" (?:named|called) [\"'`]{USER}[\"'`]",
        "named|called",
        accept=_quoted,
    ),
    Rule(rf"\bcrontab: [^\n\x1a]{{2,30}} '{USER}'", "crontab: ", accept=is_account_of_somebody),
    Rule(r"\bimpersonate " + USER + END, "impersonate ", accept=is_account_of_somebody),
)
