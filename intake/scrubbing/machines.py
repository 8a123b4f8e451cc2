"""Machines: what tools say of them, and how they are named."""

import re

from intake.scrubbing.digests import is_alphabet
from intake.scrubbing.entropy import has_digit
from intake.scrubbing.lexicon import is_of_words, is_small_word, is_word
from intake.scrubbing.places import LABEL, TLD, is_private_host
from intake.scrubbing.rules import Found, Rule

# What machines are for, as their names say it
_ROLE = (
    r"(?:db|web|apps?|api|srv|svr|server|host|node|machine|kafka|kfk|redis|mysql|maria|pg|pgsql"
    r"|postgres"
    r"|sql|mssql|ora|oracle|mongo|mgo|es|elastic|cass|cassandra|cache|queue|mq|rmq|rabbit|worker"
    r"|master"
    r"|slave|replica|rep|primary|broker|zk|etcd|proxy|lb|gw|gateway|dc|ns|dns|mail|mx|smtp|imap"
    r"|vm|vps|k8s"
    r"|docker|build|bld|ci|runner|jenkins|backup|bak|nas|files?|fs|log|mon|bastion|jump|vpn|auth"
    r"|ldap|ad"
    r"|ws|pc|git|gpu|cpu|hpc|esx|hv|pve|rds|ts|ftp|sftp|nfs|print|fw|sw|rt|wlc|ap|pos|sap|erp|crm"
    r"|etl|hdp"
    r"|spark|hive|consul|vault|minio|ceph|rack|blade|edge)"
)
_STAGE = r"(?:stage|prod|prd|stg|live|dev|test|uat|qa|int)"
_SECOND_LEVEL = r"(?:\.(?:com?|org|net|ac|gov|edu))?\.[a-z]+"
_MACHINE = re.compile(
    rf"(?i)(?:[a-z]+-)?{_ROLE}(?:-?(?:{_ROLE}|{_STAGE}))?-?\d{{1,3}}\..*"
    r"|(?:staging|stage|stg|preprod|preview|uat|qa|sandbox|demo|dev|test|int)\.[^.]+\.[^.]+\.[a-z]+"
    r"|[a-z][a-z\d]*-(?:prd|prod|stg|stage|staging|dev|uat|qa|int|preprod|live|k8s)\d{0,2}\..*"
    r"|(?!(?:com|org|net|io|javax?|jdk|sun|kotlinx?|scala|android\w*|dev|edu|de|ch|fr|uk|nl)\.)"
    r"[^.]+(?:\.[^.]+)?\.(?:internal|intern|intra|intranet|hq|prod|corp|lan|int|stage|staging"
    r"|dc\d{1,2}"
    r"|office|priv|preprod|uat|qa|mgmt|ad|ops|devops|infra|dmz|k8s|oob|cluster)\.[^.]+"
    + _SECOND_LEVEL
    + r"|(?:sso|vpn|nexus|jenkins|artifactory|harbor|gitea|gogs|verdaccio|satis|sonar(?:qube)?|ldap"
    r"|intranet|staging|stage|preprod|uat|backoffice|admin|hooks|webhooks"
    r"|bastion|grafana|kibana|prometheus|mysql|postgres|redis|kafka|rabbitmq|mongo|elasticsearch"
    r"|vault|db)"
    r"\.[^.]+" + _SECOND_LEVEL
)


# What is called so is for everybody
_FOR_ALL = re.compile(
    r"(?i)(?:.*-)?(?:www\d?|docs?|blogs?|wiki|lists?|bugs?\w*|community|developers?|static|cdn|dl"
    r"|downloads?|mirrors?|packages?|pkgs?|repos?|registry|archive|forums?|support|news|status"
    r"|help|releases?|images|assets|home|homepage|ftp|perl|python|php)\d{0,2}\..*|.*\.(?:git(?:hub|lab)\.io|osdn\.jp)"
)
_SERVING = rf"(?:{_ROLE}|{_STAGE}|runner|data|prom)"
_SERVICE = re.compile(
    rf"(?i)(?:[a-z]+-)+{_SERVING}|{_SERVING}(?:-[a-z]+)+|(?:[a-z]+-)*[a-z]+-?[a-z]?\d\d"
    rf"|(?:[a-z]+-)*{_SERVING}-?[a-z]?\d{{1,3}}"
    r"|gitlab|gitea|lims|pacs|booking|buchung|reserv\w+|portal\w*|portail|mijn|mein|mon-?compte"
    r"|min-?side|moje?|extranet|backoffice|webmail|owa|autodiscover|sso|idp|adfs|keycloak|citrix"
    r"|rdp|vdi|hrm?|payroll|facturen|rechnung(?:en)?|billing|clientes?|klant(?:en)?|kunden"
    r"|validate|mutate|helpdesk|servicedesk|jira|confluence|airflow|superset|metabase"
    r"|mqtt|nextcloud|owncloud|zabbix|nagios|harbor|nexus|erp|crm|sap|nas|hpc|exchange"
)


def _is_of_a_service(host: str) -> bool:
    """`lims01.acmeco.ie`, `booking.acme-co.nl`: what is called so serves those whose domain it is,
    which no word is.
    """
    service, _, domain = host.partition(".")
    names = domain.lower().split(".")[:-1]
    return (
        "_" not in host
        and _SERVICE.fullmatch(service) is not None
        and _FOR_ALL.fullmatch(host) is None
        and any(len(name) > _CODE_OF_A_PLACE and not is_small_word(name) for name in names)
    )


_CODE_OF_A_PLACE = 3


def _of_a_machine(found: Found) -> bool:
    host = found.value
    return (_MACHINE.fullmatch(host) is not None or _is_of_a_service(host)) and is_private_host(
        found
    )


_CREDENTIALS = re.compile(r"://[^\s/@\"'`<>]+@$")


def _logged_in_to(found: Found) -> bool:
    return _CREDENTIALS.search(found.before(200)) is not None and is_private_host(found)


# Whose names say nothing of their owner: what images, manuals and compositions call them
_COMPOSED = re.compile(
    rf"(?i)(?:{_ROLE}|backend|frontend|default|postgres(?:ql)?|mongodb|mariadb|elasticsearch"
    rf"|rabbitmq"
    r"|zookeeper|nginx|haproxy|memcached|control-plane|process|database|cluster|instance|pod|box"
    r"|service|svc"
    r"|client|peer|agent|executor|remote|secondary|table|user|test|foo|bar|baz|my|your|example"
    r"|standard"
    r"|port|thread|core|device|line|step|part|page|level|state|version)(?:-(?:"
    + _ROLE
    + r"|service|server|cluster))?[-_]?\d{0,3}"
)
# Systems and architectures, which are said beside the same labels, and what CI lends to everybody
_NOBODYS = re.compile(
    r"(?i)(?:ip6-)?local(?:host\w*|domain)?|no ?host|built-?in|main|minikube|kind|com\d|lpt\d"
    r"|tty\w*"
    r"|0x[\da-f]+|x86[_-]64.*|i[3-6]86.*|amd64|aarch64.*|arm\w*|riscv\w*|ppc\w*|s390x|v?\d[\d_-]*(?:T\d+)?"
    r"|(?:ubuntu|debian|windows|win|macos|alpine|centos|fedora|rhel|linux|darwin|node|python|php"
    r"|ruby|java|jdk"
    r"|go|gcc|clang|utf|iso|ipv|http|tls|ssl|oauth|sha|md|aes|base|es)-?\d[\w-]*"
    r"|github-actions.*|fv-az\d.*|hosted.*|azure-pipelines.*|runner-.*|(?:\w*_)?host(?:name)?"
    r"|github|unknown|none"
    # chips and boards, and codes of compilers
    r"|esp(?:32|8266|8285)[\w-]*|stm(?:32|8)\w*|rp20\d\d\w*|nrf\d\w*|at(?:mega|tiny|sam)\w*|sam[dce]\d\w*"
    r"|gd32\w*|ch32\w*|msp43\d\w*|lpc\d\w*|imxrt\d*|rtl8\d\w*|bl\d{3}|cc\d{4}|arduino|pico\d?w?"
    r"|(?-i:CS|CA|BC|FS|NU|NETSDK|MSB|IDE|SA|SYSLIB|EF|BL|RZ|TS|LNK|VSTHRD|RCS|RUF|PL[CEWR])\d{3,5}"
    r"|.*-v\d+|https?|null|all|and|the|this|that|any"
)
# `v2-beta-10`, yarn's `p1a2b3`, `gpt-4o-mini`, `test-case-12`
_OF_OTHERS = re.compile(
    r"(?i)p[\da-f]{5}|v\d.*|(?:gpt|claude|llama|gemini|mistral|qwen|deepseek|test|step|case)[-_].*"
)
_RELEASED = re.compile(r"(?i)[a-z]+-[1-9]\d*")  # `postgres-16`: neither padded nor of several parts
_QUALIFIED = re.compile(rf"(?i)(?:[^\W_](?:[\w-]*[^\W_])?\.)+{TLD}")


def _is_somebodys(found: Found) -> bool:
    """A machine of somebody's, by its own name or with its domain."""
    name = found.value
    if "." in name:
        return _QUALIFIED.fullmatch(name) is not None and is_private_host(found)
    return (
        len(name) > 2
        and any(map(str.isalpha, name))
        and found.after(1) not in ("(", "=")
        and _NOBODYS.fullmatch(name) is None
        and (name.isupper() or _COMPOSED.fullmatch(name) is None)
    )


def _is_named(found: Found) -> bool:
    """Where a word may stand as well: `OSLAPP12`, `kfk-hel-3`, `gpuhel04`, but not `database2`."""
    name = found.value
    digits = sum(map(str.isdigit, name))
    shaped = (
        len(name) > 4
        and (digits > 1 or (digits == 1 and (name.count("-") > 1 or name.isupper())))
        and _RELEASED.fullmatch(name) is None
        and _OF_OTHERS.fullmatch(name) is None
    )
    # `user.info` is code
    qualified = name.count(".") > 1 and name == name.lower()
    return (qualified if "." in name else shaped) and "_" not in name and _is_somebodys(found)


def _is_numbered(found: Found) -> bool:
    """Where nothing but a machine is named, save in code: `kyc-17`, but not `default`."""
    name = found.value
    return (
        has_digit(name)
        and "_" not in name
        and _OF_OTHERS.fullmatch(name) is None
        and _is_somebodys(found)
    )


_OF_SHARES = re.compile(r"(?i)cifs|smb|mount|samba|share|netzlaufwerk|unc\b|network path")


def _has_a_share(found: Found) -> bool:
    """`//fs2/scans`, which may as well be a path or a remark."""
    if _OF_SHARES.search(found.before(80)):
        return _is_somebodys(found)
    return _is_named(found)


_FIRST = re.compile(r"(?:[a-z]{1,3}-)?([a-z]+)")


def _is_numbered_by_kind(found: Found) -> bool:
    """`acmeco-prd-514`, whose first part is no word; `web-node-12` is anybody's."""
    first = _FIRST.match(found.value)
    return first is not None and not is_word(first[1]) and _stands_alone(found)


# Of these each is somebody's, or of a place's
_OF_A_DESK = ("wks", "wk", "lt", "nb", "pc", "hv", "lap", "ntb", "mbp", "esx", "laptop", "desktop")
_FOR_A_USE = re.compile(
    rf"(?i){_ROLE}|{_STAGE}|client|server|user|worker|session|instance|lab|main"
)
_CODE = 3


def _is_named_behind_its_kind(found: Found) -> bool:
    """`wks-acmeco-514`, `lt-porto-24`; `node-exporter-9100` is anybody's."""
    kind, name, *_ = found.value.lower().split("-")
    if _FOR_A_USE.fullmatch(name) or not _stands_alone(found):
        return False
    if kind in _OF_A_DESK or (kind in _SERVERS and len(name) <= _CODE):
        return True
    return len(name) > _CODE and not is_word(name)


_SERVERS = ["ws", "srv", "svr", "vm"]


_OF_WINDOWS = re.compile(r"(?:NB|WS|PC|LT|DT|HP|NTB|WKS|LAP|MAC|VDI)([A-Z]+)")


def _is_numbered_by_name(found: Found) -> bool:
    """`NBLOVELACE08`"""
    name = _OF_WINDOWS.match(found.value)
    return name is not None and not is_of_words(name[1].lower()) and _stands_alone(found)


_LOGIN = re.compile(r"([a-z][\w.-]*)@$")


def _is_of_a_kind(found: Found) -> bool:
    """Somebody's, before whom neither a package stands nor a service."""
    login = _LOGIN.search(found.before(33))
    return (
        _KINDS.fullmatch(found.value) is not None
        and login is not None
        and not is_word(login[1])
        and _is_somebodys(found)
    )


def _stands_alone(found: Found) -> bool:
    r"""Not as a part of something longer; `SRV-1\PROD` has an instance of a database behind it."""
    return found.before(1) not in tuple("-./@_$%") and found.after(1) not in tuple("-(_=")


def _numbered(found: Found) -> bool:
    """A machine's own name has a dash or a digit."""
    return ("-" in found.value or has_digit(found.value)) and is_private_host(found)


# What a machine is of or for, before its number
_KIND = (
    r"(?:prod|prd|stg|stage|dev|test|tst|uat|qa|int|acc|preprod|lnx|linux|win|ws|wks|srv|svr|db|sql"
    r"|app|web|node|host|vm|gpu|cpu|hpc|k8s|kube|master|worker|pc|nb|lt|lap|esx|hv|fs|dc|mail|nas"
    r"|ci|build|bld|edge|gw|fw|sw|rt|lb|mq|es|kfk|pos|kasse)"
)
_KINDS = re.compile(
    rf"(?i)[a-z][a-z\d]+(?:-[a-z\d]+)*-{_KIND}-?\d{{1,4}}|[A-Z]{{2,4}}[A-Z]{{4,12}}\d{{2,3}}"
)
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
        accept=_is_named,
    ),
    # A name with its address: `oslkfk3/10.1.2.3:9092`, `gpuhel04 (10.1.2.3)`
    Rule(
        r"(?:^|[^\w./@-])" + _NAME + r"/(?:<unresolved>|" + _IP + r"):\d",
        "/1|/2|/3|/4|/5|/6|/7|/8|/9|/<",
        accept=_is_somebodys,
    ),
    Rule(
        r"(?:^|[^\w./@-])" + _NAME + r"(?:/|[\"']? ?[\[(])" + _IP + r"[\])]",
        "(1|(2|(3|(4|(5|(6|(7|(8|(9|[1|[2|[3|[4|[5|[6|[7|[8|[9|/1|/2|/3|/4|/5|/6|/7|/8|/9",
        accept=_is_named,
    ),
    # With the port of a service: `OSLSQL04:1433`
    Rule(
        r"(?:^|[^\w./:-])" + _NAME + rf":(?:{_PORTS})\b",
        "|".join(f":{port}" for port in _PORTS.split("|")),
        accept=_is_named,
    ),
    Rule(
        r"(?i)\b(?:https?|file|smb|nfs|s?ftp|rdp|vnc|wss?|tcp|(?:web)?hdfs|viewfs|abfss?|amqps?|mqtts?"
        r"|rediss?|mongodb|postgres(?:ql)?|mysql|kafka|ldaps?|ssh|rtsp|nats|bolt|thrift"
        r"|grpc)://(?:[^\s/@]{1,80}@)?(?P<host>\w[\w-]*\w)(?::\d{2,5})?(?:[/\s\"'`),]|$)",
        "://",
        accept=_is_named,
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
        accept=_is_somebodys,
    ),
    Rule(
        r"\b" + _NAME + r"\\(?:SQLEXPRESS|MSSQL\w*|SQL20\d\d)\b",
        "sqlexpress|mssql|sql20",
        accept=_is_somebodys,
    ),
    Rule(r"\bLinux " + _NAME + r" \d+\.\d+\.\d+\S* #\d", "linux ", accept=_is_somebodys),
    Rule(r"\{" + _NAME + r"\}\{[\w-]{16,24}\}\{", "}{", accept=_is_somebodys),
    Rule(r"\[\{" + _NAME + r"\}\{", "[{", accept=_is_named),
    Rule(
        r"\b(?:[Rr]unning|[Bb]uilding(?: remotely)?) on " + _NAME + r" (?:in [/A-Z]|\()",
        "running on |building on |remotely on ",
        accept=_is_somebodys,
    ),
    Rule(
        r"\b" + _NAME + r": (?:Temporary failure in name|Name or service not|nodename nor servname"
        r"|No address associated|Name does not resolve|Minion did not)",
        "minion did|name or service|temporary failure|nodename nor|no address|does not resolve",
        accept=_is_named,
    ),
    Rule(r"\bCannot contact " + _NAME + r": [a-z]+\.", "cannot contact ", accept=_is_somebodys),
    Rule(
        r"\b[Ss]erver [\w.-]+/" + _NAME + r" (?:is (?:UP|DOWN|\w+ing)\b|failed|succeeded)",
        "server ",
        accept=_is_somebodys,
    ),
    Rule(
        r"\s[\w.~-]+ [\w.-]+/" + _NAME + r" (?:-?\d+/){2,4}\+?-?\d+ [\d-]",
        "/0 |/1|/2|/3|/4|/5|/6|/7|/8|/9|/+",
        accept=_is_numbered,
    ),
    Rule(
        r"\b(?:mounting|showmount -e|mount\.nfs\d?|mount -t nfs\d?(?: -o \S+)?) "
        + _NAME
        + r"(?:[:\s]|$)",
        "mount",
        accept=_is_numbered,
    ),
    # CI: by whom something is run
    Rule(
        r"(?i)(?:\b|_)(?:(?:runner|agent|worker|build|ci)[ _.-]?(?:machine|host|node)?"
        r"|host|machine|node|computer|workstation|net ?bios)[ _.]?name[\"']?(?:\s{0,16}[=:]\s{0,24}"
        r"| is | )[\"'`\xa6]{0,2}" + _NAME + r"(?:[\s\"'`,;)}\]&\xa6]|\.?$)",
        "name",
        accept=_is_numbered,
    ),
    Rule(
        r"(?i)\b(?:(?:source|client) (?:workstation|machine|computer)|on the runner:"
        r"|gitlab-runner [\d.]+ on|executor on|(?:build|buildkite|bamboo|ci|jenkins)[ -]?"
        r"(?:agent|node|runner|worker)):? [\"'`\xa6]?" + _NAME + r"(?:[\s\"'`,;)\xa6]|\.?$)",
        "workstation|machine|computer|runner|executor on|agent|node|worker",
        accept=_is_numbered,
    ),
    Rule(
        r"\b(?:srun|slurmstepd|salloc): \w+: " + _NAME + r": (?:task|step)",
        ": task|: step",
        _is_somebodys,
    ),
    Rule(r"\bremote server " + _NAME + r" failed with", "remote server ", accept=_is_somebodys),
    Rule(r"\[" + _NAME + r"\] Connecting to remote", "] connecting to", accept=_is_somebodys),
    Rule(
        r"\"host\"\s?:\s?\{[^{}]{0,200}?\"(?:host)?name\"\s?:\s?\"" + _NAME + r"\"",
        '"host"',
        accept=_is_named,
    ),
    Rule(  # Nagios
        r"\b(?:HOST|SERVICE) (?:(?:FLAPPING |DOWNTIME )?ALERT: |NOTIFICATION: [\w.-]+;)"
        + _NAME
        + r";",
        "host |service ",
        accept=_is_somebodys,
    ),
    Rule(r"\bnode/" + _NAME, "node/", accept=_is_named),
    Rule(r"\b" + _NAME + r" is offline\b", " is offline", accept=_is_named),
    Rule(
        r"\bConnection (?:to|closed by) " + _NAME + r"(?: port \d| closed)",
        "connection ",
        accept=_is_named,
    ),
    # What Windows, log shippers and loggers call a machine
    Rule(
        r"(?i)(?:\b|_|ps)(?:(?:dns ?host|server|system|ps ?computer)[ _.]?name"
        r"|computer|(?:source )?workstation|machine|host)[\"']?(?:\s{0,16}[=:]\s{0,24}|: \t{1,3}"
        r"| is | )"
        r"[\"'`]{0,2}" + _NAME + r"(?:[\s\"'`,;)}\]&]|\.?$)",
        "name|computer|workstation|machine|host",
        accept=_is_named,
    ),
    Rule(
        r"\b(?:scp|rsync)\b[^\n|;&\x1a]{0,100}? " + _NAME + r":[/~.]",
        "scp |rsync ",
        accept=_is_named,
    ),
    Rule(
        r"(?m)^" + _NAME + r" \| (?:UNREACHABLE|FAILED|SUCCESS|CHANGED)",
        "unreachable|failed|success|changed",
        accept=_is_named,
    ),
    Rule(
        r"\([\"']" + _NAME + r"[\"'], ?\d{2,5}\)",
        "('|(\"",
        accept=lambda found: _is_named(found) and not is_alphabet(found.value),
    ),
    # Elasticsearch's: `[node][host:9300]`
    Rule(r"\[" + _NAME + r"\]\[\x1a+:\d{2,5}\]", "][", accept=_is_named),
    # /etc/hosts
    Rule(
        r"(?m)^\s{0,8}" + _IP + r"[ \t]+(?:[\w.-]+[ \t]+){1,3}" + _NAME + r"(?:[ \t]|$)",
        "1|2",
        accept=_is_named,
    ),
    Rule(r"(?m)^\s{0,8}" + _IP + r"[ \t]+" + _NAME + r"(?:[ \t]|$)", "1|2", accept=_is_named),
    # A share: `\\OSLFIL03\c$`
    Rule(r"(?:^|[\s\"'`(=])\\{2,4}" + _NAME + r"\\{1,2}[\w$]", "\\\\", accept=_is_somebodys),
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
        accept=_is_named,
    ),
    Rule(
        r"(?m)(?:^|[\s\xa6>\"'`(\[])(?:<\d{1,3}>)?[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d "
        + _NAME
        + r" [\w./-]{2,40}\[\d+\](?:: |\.?$)",
        "]",
        accept=_is_somebodys,
    ),
    # And where the time was cut off
    Rule(
        r"(?m)^(?:<\d{1,3}>)?(?:\d{4}-\d\d-\d\d [\d:.,]{8,16} )?"
        + _NAME
        + r" (?:"
        + _DAEMONS
        + r")(?:\[\d+\])?: ",
        _DAEMONS_CLUES,
        accept=_is_numbered,
    ),
    Rule(
        r"(?m)^(?:<\d{1,3}>)?" + _NAME + r" [\w./-]{2,40}\[\d+\]: ",
        "]: ",
        accept=_is_named,
    ),
    # Where NCCL, Spring, Jenkins, TeamCity and schedulers ran something
    Rule(r"(?m)(?:^|\s)" + _NAME + r":\d+:\d+ \[\d+\] NCCL ", "nccl", accept=_is_somebodys),
    Rule(r"\bon " + _NAME + r" with PID \d", " with pid ", accept=_is_somebodys),
    Rule(r"\bChannel@[\da-f]+:" + _NAME + r"(?:[\s,;)]|$)", "channel@", accept=_is_somebodys),
    Rule(
        r"(?:\b(?:agent|worker|runner|builder|executor|machine)="
        r"|\b[Rr]unner |\b[Ii]nstance |\x1a \(|\b(?:scheduled|running|started|failed|deployed"
        r"|drained|reserved|evicted|cordoned|rebooted|crashed|placed|[Cc]ontainer|[Pp]od|[Jj]ob"
        r"|[Tt]ask|[Pp]rocess) (?:on|to|from|at) )[\"'`]?" + _NAME + r"(?::\D|[\s\"'`,;)]|\.?$)",
        "agent=|worker=|runner|builder=|executor=|machine=|instance |\x1a (| on | to | from | at ",
        accept=lambda found: _is_named(found) and _OF_SYSTEMS.match(found.value) is None,
    ),
    Rule(
        r"(?:^|[\s(<\"'`-])(?P<user>[a-z][\w.-]{1,30})@(?P<host>[A-Za-z][\w-]+\d)(?:[^\w.@/-]|\.?$)",
        "@",
        accept=_is_of_a_kind,
    ),
    Rule(
        r"\b(?P<host>[a-z][a-z\d]{1,15}(?:-[a-z][a-z\d]{0,11}){0,2}-" + _KIND + r"-?\d{1,4})\b",
        "-prod|-prd|-st|-dev|-t|-uat|-qa|-int|-acc|-preprod|-l|-w|-s|-d|-a|-n|-h|-vm|-g|-c|-k|-m|-p"
        "|-e|-f|-b|-r",
        accept=_is_numbered_by_kind,
    ),
    Rule(
        r"(?i)\b(?P<host>(?:wks?|ws|srv|svr|server|pc|nb|ntb|lt|lap|laptop|desktop|vm|node|host|esx"
        r"|hv|nas|box|ci|agent|runner|worker|build|gpu|db|app|web|mac|imac|mbp|tpl?)-[a-z]{2,16}"
        r"-\d{2,5}(?:-\d{1,3})?)\b",
        "ws-|wk-|wks-|srv-|svr-|server-|pc-|nb-|ntb-|lt-|lap-|laptop-|desktop-|vm-|node-|host-|esx-|hv-"
        "|nas-|box-|ci-|agent-|runner-|worker-|build-|gpu-|db-|app-|web-|mac-|imac-|mbp-|tp-|tpl-",
        accept=_is_named_behind_its_kind,
    ),
    Rule(  # `[dispatcher@acme-ws43] job 7`
        r"\[[a-z][\w-]{1,30}@(?P<host>[A-Za-z][\w-]*[-\d][\w-]*)\]", "@", accept=_is_somebodys
    ),
    Rule(
        r"\b(?P<host>(?:NB|WS|PC|LT|DT|HP|NTB|WKS|LAP|MAC|VDI)[A-Z]{5,12}\d{2,3})\b",
        "nb|ws|pc|lt|dt|hp|ntb|wks|lap|mac|vdi",
        accept=_is_numbered_by_name,
    ),
    # By how they are named: `LT-HEL1522`, `srv-gpu62-acme`, `web-prod-03`
    Rule(
        r"\b(?P<host>(?:PC|NB|LT|WS|WKS|SRV|SVR|LAP|LAPTOP|DESKTOP|DT|WKST|HV|ESX|VM|TS|MBP|NUC)"
        r"-[A-Z]{2,8}-?\d{2,5}"
        r"|(?:srv|svr|wks|esx|hv|vps)-[a-z]{2,8}\d{2,5}(?:-[a-z\d]{2,12}){0,3}"
        r"|[a-z][a-z\d]{1,15}(?:-[a-z][a-z\d]{0,15}){0,3}-(?:prod|prd|stg|stage|staging|uat"
        r"|preprod|live)-0\d"
        # and by clouds
        r"|ip-\d{1,3}(?:-\d{1,3}){3}|gke-[a-z\d-]{3,80}-[\da-f]{8}-[a-z\d]{4}"
        r"|aks-[a-z\d]{1,12}-\d{8}-vmss[a-z\d]{6})\b",
        "pc-|nb-|lt-|ws-|wks-|srv-|svr-|lap-|laptop-|desktop-|dt-|wkst-|hv-|esx-|vm-|ts-|mbp-"
        "|nuc-|vps-"
        "|prod-0|prd-0|stg-0|stage-0|staging-0|uat-0|live-0|ip-|gke-|aks-",
        accept=_stands_alone,
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
    # Machines by how they are named: `db39.acme.fr`, `web.prod.acme.fr`, `vpn.acme.fr`
    Rule(
        r"(?i)(?:^|[^\w.@$-])(?P<host>(?:" + LABEL + r"\.)+" + TLD + r")(?:[^\w.(-]|\.\W|\.?$)",
        ".",
        accept=_of_a_machine,
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
