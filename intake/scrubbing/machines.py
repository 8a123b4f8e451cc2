"""Machines, where tools name one."""

import re

from intake.scrubbing.digests import is_alphabet
from intake.scrubbing.entropy import has_digit
from intake.scrubbing.hostnames import is_named, is_numbered, is_somebodys
from intake.scrubbing.hosts import LABEL, TLD, is_private_host
from intake.scrubbing.rules import Found, Rule

_CREDENTIALS = re.compile(r"://[^\s/@\"'`<>]+@$")


def _logged_in_to(found: Found) -> bool:
    return _CREDENTIALS.search(found.before(200)) is not None and is_private_host(found)


_OF_SHARES = re.compile(r"(?i)cifs|smb|mount|samba|share|netzlaufwerk|unc\b|network path")


def _has_a_share(found: Found) -> bool:
    """`//fs2/scans`, which may as well be a path or a remark."""
    if _OF_SHARES.search(found.before(80)):
        return is_somebodys(found)
    return is_named(found)


def _numbered(found: Found) -> bool:
    """A machine's own name has a dash or a digit."""
    return ("-" in found.value or has_digit(found.value)) and is_private_host(found)


# What a machine runs, and no name of one
_OF_SYSTEMS = re.compile(
    r"(?i)(?:build-)?(?:linux|windows|win|darwin|macos|osx|ubuntu|debian|alpine|arm|x64|amd)"
)

# By its own name, or with its domain
_NAME = r"(?P<host>\w(?:[\w.-]*\w)?)"

_IP = r"(?:\d{1,3}\.){3}\d{1,3}"

# Who writes to the log of a system
_DAEMONS = (
    r"sshd|sudo|su|doas|kernel|systemd(?:-\w+)?|crond?|CRON|polkitd|auditd?|rsyslogd"
    r"|postfix/\w+|dovecot|named|dhcpd|dhclient|chronyd|ntpd|nginx|haproxy|kubelet|dockerd"
    r"|containerd|useradd|usermod|pam_\w+|smbd|winbindd|nslcd|sssd(?:\[\w+\])?|mysqld|slapd"
    r"|snmpd|keepalived|xinetd|vsftpd|proftpd|puppet-agent|NetworkManager|dbus-daemon"
)

_DAEMONS_CLUES = (
    " ss| su| doas| kernel| system| cron| polkit| audit| rsyslog| postfix/| dovecot| named| dhc"
    "| chrony| ntpd| nginx| haproxy| kubelet| dockerd| containerd| user| passwd| pam_| smbd| "
    "winbindd"
    "| nslcd| mysqld| slapd| snmpd| keepalived| xinetd| vsftpd| proftpd| puppet| "
    "networkmanager| dbus"
)

# Of services that are asked by other machines
_PORTS = (
    "1433|1521|1883|2181|2379|3306|3389|5000|5432|5671|5672|5985"
    "|6379|6443|7000|8000|8080|8081|8443|8500|9000|9042|9090|9092|9093|9100|9200|9300|10250|11211"
    "|15672"
    "|26379|27017|50000"
)

# Before what may be a word as well
_PERHAPS_NEXT = (
    r"(?:\bUnknownHostException:? (?:No such host is known \()?|\b[Nn]o such host is known\.? \("
    r"|\bgetaddrinfo (?:\w+ )?(?:for )?|\b(?:EN|ECONN|ETIMED|EHOST)[A-Z]+ |\bEAI_AGAIN |\blookup "
    r"|(?i:\b(?:resolv(?:e|ing)|contact|reach|ping(?:ing)?):? )"
    r"|(?i:\b(?:resolve|translate|unknown|find)(?: mysql)?(?: server)?(?: the)? host(?: ?name)?:? )"
    r"|(?i:\bconnect(?:ion|ing|ed)? (?:to|with|from|refused by|closed by|timed out|refused)"
    r"(?: (?:the )?(?:remote )?(?:host|server|computer|machine|address|broker"
    r"|peer))?(?: at)?[:,]? )"
    r"|(?i:\b(?:on|from|to|at|of|for|by|against|the|this|my) (?:the )?(?:remote )?"
    r"(?:host(?: ?name)?|server|machine|computer|workstation|minion|agent|broker|laptop|client"
    r"|peer):? )"
    # and in other languages
    r"|\b(?:[Ss]erver|[Ss]erveur|[Ss]ervidor|[Ss]erwer|[Rr]echner|[Ee]quipo|[Oo]rdenador|[Pp]oste) "
    r"|\b(?:[Vv]erbindung (?:zu|mit)|[Cc]onnexion \xe0|[Cc]onexi\xf3n (?:a|con)"
    r"|[Cc]onex\xe3o (?:com|a)"
    r"|[Vv]erbinden met|[Ff]orbindelse til|[Aa]nslutning(?:en)? till|[Cc]onnessione a"
    r"|[Pp]o\xe9\xe9czenie z|[Pp]\xe9ipojen\xed k) (?:serv\w+ )?"
    r"|\b[Cc]an't find |\b(?:tracert|fromhost|NodeList=|executor \d+ on) ?|\bcelery@"
    r"|\b[Ww]orker \w+@"
    r"|\b[Ss]erver on |\b[Rr]emote call to |\b(?:agent|Agent|Computer|computer|Node|node"
    r"|nodes)"
    r"(?: name)?:? |\b[Ss]uccessfully assigned [\w./-]+ to |\baddress=|\b[Bb]ootstrap broker"
    r"|\b[Hh]ost [\"'`]|\bkubelet, |\b(?:psql|mysql"
    r"|sqlplus) -h )"
)

RULES = (
    # What messages of nets, databases, agents and clusters name next
    Rule(
        _PERHAPS_NEXT + r"[\"'`\xa6(\[]{0,2}" + _NAME,
        "server |serveur |servidor |serwer |rechner |equipo |ordenador |poste |verbind|connexion"
        "|conexi"
        "|conex\xe3o|forbindelse|anslutning|connessione|czenie z|ipojen|can't find|tracert"
        "|fromhost|nodelist="
        "|executor |celery@|worker "
        "|unknownhostexception|such host|getaddrinfo|econn|enotfound|etimedout|ehost|eai_again"
        "|lookup |resolv"
        "|translate host|unknown host|find host|contact |reach |ping|connect| host| server "
        "|host: | machine "
        "| computer | workstation | minion | agent | broker| laptop | client | peer |error: "
        "|node |nodes "
        "|assigned |address=|psql -h|mysql -h|remote call"
        "|kubelet, |host \"|host '|host `",
        accept=is_named,
    ),
    # A name with its address: `oslkfk3/10.1.2.3:9092`, `gpuhel04 (10.1.2.3)`
    Rule(
        r"(?:^|[^\w./@-])" + _NAME + r"/(?:<unresolved>|" + _IP + r"):\d",
        "/1|/2|/3|/4|/5|/6|/7|/8|/9|/<",
        accept=is_somebodys,
    ),
    Rule(
        r"(?:^|[^\w./@-])" + _NAME + r"(?:/|[\"']? ?[\[(])" + _IP + r"[\])]",
        "(1|(2|(3|(4|(5|(6|(7|(8|(9|[1|[2|[3|[4|[5|[6|[7|[8|[9|/1|/2|/3|/4|/5|/6|/7|/8|/9",
        accept=is_named,
    ),
    # With the port of a service: `OSLSQL04:1433`
    Rule(
        r"(?:^|[^\w./:-])" + _NAME + rf":(?:{_PORTS})\b",
        "|".join(f":{port}" for port in _PORTS.split("|")),
        accept=is_named,
    ),
    Rule(
        r"(?i)\b(?:https?|file|smb|nfs|s?ftp|rdp|vnc|wss?|tcp|(?:web)?hdfs|viewfs|abfss?|amqps?|mqtts?"
        r"|rediss?|mongodb|postgres(?:ql)?|mysql|kafka|ldaps?|ssh|rtsp|nats|bolt|thrift"
        r"|grpc)://(?:[^\s/@]{1,80}@)?(?P<host>\w[\w-]*\w)(?::\d{2,5})?(?:[/\s\"'`),]|$)",
        "://",
        accept=is_named,
    ),
    # Whose name stands there always, and no word: Erlang's nodes, SQL Server, Oracle, HAProxy
    Rule(
        r"(?:\b(?:rabbit|couchdb|emqx|ejabberd|riak|VerneMQ|vmq)@|\bNode: :?[\"']\w+@"
        r"|\b[Nn]ode ['\"]?\w+@"
        r"|, Level \d+, State \d+, (?:Procedure [^,\n\x1a]+, )?Server |\(HOST ?= ?"
        # exim, dhcpd and dnsmasq, Postfix
        r"|\bH=[\w.-]* ?\(|\bhelo=<|\bDHCP\w+ [^\n(]{0,24}(?:on|for|to|from) [^\n\x1a(]{7,80} \("
        r"|\bDHCPACK\(\w+\) [\d.]+ [\da-f:]{17} |\bclient-hostname \""
        # Elasticsearch and OpenSearch
        r"|\]\[o\.[a-z]\.[\w.]+ *\] \["
        # GitLab's runner, Slurm, ssh, uname
        r"|\bconcurrent-\d+ via |\*\*\* (?:JOB|STEP) [\d.]+ ON |\bssh: connect to host "
        r"|\bnodename=')" + _NAME,
        "rabbit@|couchdb@|emqx@|ejabberd@|riak@|vernemq@|vmq@|node: |node '|node \"|nodename="
        "|, level "
        "|(host|h=|helo=|dhcp|client-hostname|][o.|concurrent-|*** |ssh: connect",
        accept=is_somebodys,
    ),
    Rule(
        r"\b" + _NAME + r"\\(?:SQLEXPRESS|MSSQL\w*|SQL20\d\d)\b",
        "sqlexpress|mssql|sql20",
        accept=is_somebodys,
    ),
    Rule(r"\bLinux " + _NAME + r" \d+\.\d+\.\d+\S* #\d", "linux ", accept=is_somebodys),
    Rule(r"\{" + _NAME + r"\}\{[\w-]{16,24}\}\{", "}{", accept=is_somebodys),
    Rule(r"\[\{" + _NAME + r"\}\{", "[{", accept=is_named),
    Rule(
        r"\b(?:[Rr]unning|[Bb]uilding(?: remotely)?) on " + _NAME + r" (?:in [/A-Z]|\()",
        "running on |building on |remotely on ",
        accept=is_somebodys,
    ),
    Rule(
        r"\b" + _NAME + r": (?:Temporary failure in name|Name or service not|nodename nor servname"
        r"|No address associated|Name does not resolve|Minion did not)",
        "minion did|name or service|temporary failure|nodename nor|no address|does not resolve",
        accept=is_named,
    ),
    Rule(r"\bCannot contact " + _NAME + r": [a-z]+\.", "cannot contact ", accept=is_somebodys),
    Rule(
        r"\b[Ss]erver [\w.-]+/" + _NAME + r" (?:is (?:UP|DOWN|\w+ing)\b|failed|succeeded)",
        "server ",
        accept=is_somebodys,
    ),
    Rule(
        r"\s[\w.~-]+ [\w.-]+/" + _NAME + r" (?:-?\d+/){2,4}\+?-?\d+ [\d-]",
        "/0 |/1|/2|/3|/4|/5|/6|/7|/8|/9|/+",
        accept=is_numbered,
    ),
    Rule(
        r"\b(?:mounting|showmount -e|mount\.nfs\d?|mount -t nfs\d?(?: -o \S+)?) "
        + _NAME
        + r"(?:[:\s]|$)",
        "mount",
        accept=is_numbered,
    ),
    # CI: by whom something is run
    Rule(
        r"(?i)(?:\b|_)(?:(?:runner|agent|worker|build|ci)[ _.-]?(?:machine|host|node)?"
        r"|host|machine|node|computer|workstation|net ?bios)[ _.]?name[\"']?(?:\s{0,16}[=:]\s{0,24}"
        r"| is | )[\"'`\xa6]{0,2}" + _NAME + r"(?:[\s\"'`,;)}\]&\xa6]|\.?$)",
        "name",
        accept=is_numbered,
    ),
    Rule(
        r"(?i)\b(?:(?:source|client) (?:workstation|machine|computer)|on the runner:"
        r"|gitlab-runner [\d.]+ on|executor on|(?:build|buildkite|bamboo|ci|jenkins)[ -]?"
        r"(?:agent|node|runner|worker)):? [\"'`\xa6]?" + _NAME + r"(?:[\s\"'`,;)\xa6]|\.?$)",
        "workstation|machine|computer|runner|executor on|agent|node|worker",
        accept=is_numbered,
    ),
    Rule(
        r"\b(?:srun|slurmstepd|salloc): \w+: " + _NAME + r": (?:task|step)",
        ": task|: step",
        is_somebodys,
    ),
    Rule(r"\bremote server " + _NAME + r" failed with", "remote server ", accept=is_somebodys),
    Rule(r"\[" + _NAME + r"\] Connecting to remote", "] connecting to", accept=is_somebodys),
    Rule(
        r"\"host\"\s?:\s?\{[^{}]{0,200}?\"(?:host)?name\"\s?:\s?\"" + _NAME + r"\"",
        '"host"',
        accept=is_named,
    ),
    Rule(  # Nagios
        r"\b(?:HOST|SERVICE) (?:(?:FLAPPING |DOWNTIME )?ALERT: |NOTIFICATION: [\w.-]+;)"
        + _NAME
        + r";",
        "host |service ",
        accept=is_somebodys,
    ),
    Rule(r"\bnode/" + _NAME, "node/", accept=is_named),
    Rule(r"\b" + _NAME + r" is offline\b", " is offline", accept=is_named),
    Rule(
        r"\bConnection (?:to|closed by) " + _NAME + r"(?: port \d| closed)",
        "connection ",
        accept=is_named,
    ),
    # What Windows, log shippers and loggers call a machine
    Rule(
        r"(?i)(?:\b|_|ps)(?:(?:dns ?host|server|system|ps ?computer)[ _.]?name"
        r"|computer|(?:source )?workstation|machine|host)[\"']?(?:\s{0,16}[=:]\s{0,24}|: \t{1,3}"
        r"| is | )"
        r"[\"'`]{0,2}" + _NAME + r"(?:[\s\"'`,;)}\]&]|\.?$)",
        "name|computer|workstation|machine|host",
        accept=is_named,
    ),
    Rule(
        r"\b(?:scp|rsync)\b[^\n|;&\x1a]{0,100}? " + _NAME + r":[/~.]",
        "scp |rsync ",
        accept=is_named,
    ),
    Rule(
        r"(?m)^" + _NAME + r" \| (?:UNREACHABLE|FAILED|SUCCESS|CHANGED)",
        "unreachable|failed|success|changed",
        accept=is_named,
    ),
    Rule(
        r"\([\"']" + _NAME + r"[\"'], ?\d{2,5}\)",
        "('|(\"",
        accept=lambda found: is_named(found) and not is_alphabet(found.value),
    ),
    # Elasticsearch's: `[node][host:9300]`
    Rule(r"\[" + _NAME + r"\]\[\x1a+:\d{2,5}\]", "][", accept=is_named),
    # /etc/hosts
    Rule(
        r"(?m)^\s{0,8}" + _IP + r"[ \t]+(?:[\w.-]+[ \t]+){1,3}" + _NAME + r"(?:[ \t]|$)",
        "1|2",
        accept=is_named,
    ),
    Rule(r"(?m)^\s{0,8}" + _IP + r"[ \t]+" + _NAME + r"(?:[ \t]|$)", "1|2", accept=is_named),
    # A share: `\\OSLFIL03\c$`
    Rule(r"(?:^|[\s\"'`(=])\\{2,4}" + _NAME + r"\\{1,2}[\w$]", "\\\\", accept=is_somebodys),
    Rule(
        r"(?:^|[\s\"'`(=])//" + _NAME + r"/[\w$]",
        " //|\"//|'//|`//|(//|=//",
        accept=_has_a_share,
    ),
    # RFC 5424, and what rsyslog writes: `2026-01-02T10:00:00.1+01:00 fs-hel02 sshd[12]:`
    Rule(
        r"(?m)^(?:<\d{1,3}>\d? ?)?\d{4}-\d\d-\d\dT[\d:.]{8,16}(?:Z|[+-]\d\d:?\d\d) "
        + _NAME
        + r" [\w./-]{2,40}(?: (?:\d+|-) |\[\d+\]: |: )",
        "t0|t1|t2",
        accept=is_named,
    ),
    Rule(
        r"(?m)(?:^|[\s\xa6>\"'`(\[])(?:<\d{1,3}>)?[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d "
        + _NAME
        + r" [\w./-]{2,40}\[\d+\](?:: |\.?$)",
        "]",
        accept=is_somebodys,
    ),
    # And where the time was cut off
    Rule(
        r"(?m)^(?:<\d{1,3}>)?(?:\d{4}-\d\d-\d\d [\d:.,]{8,16} )?"
        + _NAME
        + r" (?:"
        + _DAEMONS
        + r")(?:\[\d+\])?: ",
        _DAEMONS_CLUES,
        accept=is_numbered,
    ),
    Rule(
        r"(?m)^(?:<\d{1,3}>)?" + _NAME + r" [\w./-]{2,40}\[\d+\]: ",
        "]: ",
        accept=is_named,
    ),
    # Where NCCL, Spring, Jenkins, TeamCity and schedulers ran something
    Rule(r"(?m)(?:^|\s)" + _NAME + r":\d+:\d+ \[\d+\] NCCL ", "nccl", accept=is_somebodys),
    Rule(r"\bon " + _NAME + r" with PID \d", " with pid ", accept=is_somebodys),
    Rule(r"\bChannel@[\da-f]+:" + _NAME + r"(?:[\s,;)]|$)", "channel@", accept=is_somebodys),
    Rule(
        r"(?:\b(?:agent|worker|runner|builder|executor|machine)="
        r"|\b[Rr]unner |\b[Ii]nstance |\x1a \(|\b(?:scheduled|running|started|failed|deployed"
        r"|drained|reserved|evicted|cordoned|rebooted|crashed|placed|[Cc]ontainer|[Pp]od|[Jj]ob"
        r"|[Tt]ask|[Pp]rocess) (?:on|to|from|at) )[\"'`]?" + _NAME + r"(?::\D|[\s\"'`,;)]|\.?$)",
        "agent=|worker=|runner|builder=|executor=|machine=|instance |\x1a (| on | to | from | at ",
        accept=lambda found: is_named(found) and _OF_SYSTEMS.match(found.value) is None,
    ),
    # Logs of systems: `Nov  3 19:53:07 web-1 systemd[1]:`, `web-1 kernel: [324.201]`
    Rule(
        r"(?m)^(?:<\d{1,3}>)?[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d (?P<host>[\w-]{3,63})"
        r" [\w./-]{2,40}(?:\[\d+\])?: ",
        ":",
        accept=_numbered,
    ),
    Rule(
        r"\b[Aa]gent (?P<host>[\w-]{3,63}) (?:was|is|went|has|disconnected|offline)\b",
        "agent ",
        accept=_numbered,
    ),
    # Of an inner network, with a port: `ledger.shop.acme.internal:9092`
    Rule(
        r"(?i)(?:^|[^\w.@$-])(?P<host>(?:" + LABEL + r"\.){2,}(?:internal|local)):\d{2,5}\b",
        ".internal:|.local:",
        accept=is_private_host,
    ),
    # StackExchange's Redis: `redis-1.acme.io:6380,password=`
    Rule(
        r"(?i)(?P<host>(?:" + LABEL + r"\.)+" + TLD + r"):\d{2,5},(?:password|ssl|abort\w+|user)=",
        ",password=|,ssl=|,abort|,user=",
        accept=is_private_host,
    ),
    # Whom somebody logs in to, an endpoint of sockets, a registry's credentials of npm
    Rule(
        r"(?i)@(?P<host>(?:" + LABEL + r"\.)+" + TLD + r")(?:[^\w.-]|\.?$)",
        "@",
        accept=_logged_in_to,
    ),
    Rule(
        r"(?i)\bwss?://(?P<host>(?:" + LABEL + r"\.)+" + TLD + r")(?:[^\w.-]|\.?$)",
        "ws://|wss://",
        accept=is_private_host,
    ),
    Rule(
        r"(?im)(?:^|[\s\"'])//(?P<host>(?:" + LABEL + r"\.)+" + TLD + r")/[^\s\x1a]{0,80}:_?"
        r"(?:auth|password|username)",
        "//",
        accept=is_private_host,
    ),
    # Machines that a tool runs on: Ansible's `fatal: [web-1]:`, Jenkins' agents, Envoy's clusters
    Rule(
        r"\b(?:fatal|failed|unreachable|ok|changed|skipping|included):? \[(?P<host>(?:"
        + LABEL
        + r"\.)+"
        + TLD
        + r"|[a-z]{1,20}(?:-[a-z]{1,20}){0,3}-?\d{1,4})(?: -> [^\]\n\x1a]{1,80})?\](?::| =>|$)",
        "[",
        accept=is_private_host,
    ),
    Rule(r"(?m)^(?P<host>[\w.-]{2,80})\s+: ok=\d+\s+changed=\d+", ": ok=", accept=is_private_host),
    Rule(
        r"(?:\b(?:[Aa]gent|[Nn]ode|[Ss]lave|(?:[Bb]uild|[Rr]unn)ing (?:remotely )?on|[Uu]pstream"
        r"|[Rr]unner|[Bb]roker|kubelet|ping:?|traceroute|nslookup|dig|telnet|nc(?: -\w+)?"
        r"|[Hh]ost key for|[Pp]ermanently added|SERVFAIL looking up \w{1,5} for|[Ff]ailed on"
        r"|[Mm]ember|[Ss]erver:?|[Ll]ooking up|[Pp]roxy:|[Bb]roken pipe to|[Ff]ailed to ping"
        r"|[Ff]ailed to pull image"
        r"|[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d"
        r"|[Nn]ot allowed to connect from|[Ll]ogging in to|Received: from|HELO|EHLO) [\"'\[(]?"
        r"|\b(?:in|out)bound\|\d{1,5}\|\w{0,40}\||\brelay=|\brhost=|\bnode/"
        r"|\b(?:[A-Z]+_)?HOST(?:NAME)?="
        r"|(?:\bGet|\bPut|\bPost|\bHead|\bunable to access|\brequest to|\bindexes:|\borigin"
        r"|\bfor url|\bremote:|\bfrom/to \S{1,40}) [\"'(]{0,2}https?://)"
        r"(?P<host>(?:" + LABEL + r"\.)+" + TLD + r")(?:[^\w.(-]|\.\W|\.?$)",
        ".",
        accept=is_private_host,
    ),
    Rule(  # Ansible's short form
        r"(?m)^(?P<host>(?:"
        + LABEL
        + r"\.)+"
        + TLD
        + r") \| (?:UNREACHABLE|FAILED|SUCCESS|CHANGED)",
        "unreachable|failed|success|changed",
        accept=is_private_host,
    ),
    Rule(
        r"\bHost '(?P<host>[\w.-]+)' is (?:not allowed|blocked)", "host '", accept=is_private_host
    ),
    # Kerberos' realms, whom WinRM and dig asked
    Rule(r"\brealm:? [\"']?(?P<host>[A-Z\d-]+(?:\.[A-Z\d-]+)+)\b", "realm", accept=is_private_host),
    Rule(
        r"\b(?:specified in the request|remote server|remote computer|computer name)(?: is)?:? "
        r"[\"']?(?P<host>[A-Z][A-Z\d-]{3,14}\d)\b",
        "specified in the request|remote server|remote computer|computer name",
    ),
    Rule(
        r"\bDiG [^\n]{0,80}? (?P<host>(?:" + LABEL + r"\.)+" + TLD + r")\.?\s*(?:\n|$)",
        "dig ",
        accept=is_private_host,
    ),
)
