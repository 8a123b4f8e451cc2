"""Machines by how they are named: after what they are for, in which stage, and a number."""

import re

from intake.scrubbing.entropy import has_digit, lettered
from intake.scrubbing.hosts import LABEL, TLD, is_private_host
from intake.scrubbing.lexicon import is_of_words, is_small_word, is_word
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


def is_somebodys(found: Found) -> bool:
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


def is_named(found: Found) -> bool:
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
    return (qualified if "." in name else shaped) and "_" not in name and is_somebodys(found)


def is_numbered(found: Found) -> bool:
    """Where nothing but a machine is named, save in code: `kyc-17`, but not `default`."""
    name = found.value
    return (
        has_digit(name)
        and "_" not in name
        and _OF_OTHERS.fullmatch(name) is None
        and is_somebodys(found)
    )


_FIRST = re.compile(r"(?:[a-z]{1,3}-)?([a-z]+)")


def _is_numbered_by_kind(found: Found) -> bool:
    """`acmeco-prd-514`, whose first part is no word; `web-node-12` is anybody's."""
    first = _FIRST.match(found.value)
    return first is not None and not is_word(first[1]) and _stands_alone(found)


# Of these each is somebody's, or of a place's
_OF_A_DESK = ("wks", "wk", "lt", "nb", "pc", "hv", "lap", "ntb", "mbp", "esx", "laptop", "desktop")
_SERVERS = ("ws", "srv", "svr", "vm")
_FOR_A_USE = re.compile(
    rf"(?i){_ROLE}|{_STAGE}|client|server|user|worker|session|instance|lab|main|lint|lang|mode"
    r"|card|board|page|set"
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


def _is_of_no_plugin(found: Found) -> bool:
    """`acme-ws43`, behind a name and a sign; `rollup@plugin-4` is a package."""
    first = _FIRST.match(found.value.lower())
    return first is not None and not is_word(first[1]) and is_somebodys(found)


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
        and is_somebodys(found)
    )


def _stands_alone(found: Found) -> bool:
    r"""Not as a part of something longer; `SRV-1\PROD` has an instance of a database behind it."""
    return found.before(1) not in tuple("-./@_$%") and found.after(1) not in tuple("-(_=")


# What a machine is of or for, before its number
_KIND = (
    r"(?:prod|prd|stg|stage|dev|test|tst|uat|qa|int|acc|preprod|lnx|linux|win|ws|wks|srv|svr|db|sql"
    r"|app|web|node|host|vm|gpu|cpu|hpc|k8s|kube|master|worker|pc|nb|lt|lap|esx|hv|fs|dc|mail|nas"
    r"|ci|build|bld|edge|gw|fw|sw|rt|lb|mq|es|kfk|pos|kasse)"
)

_KINDS = re.compile(
    rf"(?i)[a-z][a-z\d]+(?:-[a-z\d]+)*-{_KIND}-?\d{{1,4}}|[A-Z]{{2,4}}[A-Z]{{4,12}}\d{{2,3}}"
)

RULES = (
    # Names that Windows and Apple give to a new machine
    Rule(r"\b(?P<host>(?:DESKTOP|LAPTOP|WIN)-[A-Z0-9]{5,15})\b", "desktop-|laptop-|win-"),
    Rule(
        r"\b(?P<host>(?:node|nas|lab|ws|wks|mbp|imac|srv|svr|pc|lt|nb|ts|host|vm|pve|esx|dc|fs|laptop"
        r"|desktop|win)-[A-Z0-9]{6,12})\b",
        "node-|nas-|lab-|ws-|wks-|mbp-|imac-|srv-|svr-|pc-|lt-|nb-|ts-|host-|vm-|pve-|esx-|dc-|fs-"
        "|laptop-|desktop-|win-",
        accept=lambda found: lettered(found) and found.value[-12:] != found.value[-12:].lower(),
    ),
    Rule(
        r"\b(?P<host>[\pL\pN]+(?:['\xe9\xa6]?s)?[- ](?:MacBook|iMac|Mac-mini"
        r"|iPhone|iPad|AirPods|Apple Watch|HomePod)(?:[- ]"
        r"(?:Pro|Air|mini|Max|Plus"
        r"|\d{1,2}))*)(?:[^\w-]|$)",
        "macbook|imac|mac-mini|iphone|ipad",
        accept=lambda found: "s-" in found.value or "s " in found.value,
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
        r"\[[a-z][\w-]{1,30}@(?P<host>[A-Za-z][\w-]*[-\d][\w-]*)\]", "@", accept=_is_of_no_plugin
    ),
    Rule(
        r"\b(?P<host>(?:NB|WS|PC|LT|DT|HP|NTB|WKS|LAP|MAC|VDI)[A-Z]{5,12}\d{2,3})\b",
        "nb|ws|pc|lt|dt|hp|ntb|wks|lap|mac|vdi",
        accept=_is_numbered_by_name,
    ),
    # `LT-HEL1522`, `srv-gpu62-acme`, `web-prod-03`
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
    # With their domain: `db39.acme.fr`, `web.prod.acme.fr`, `vpn.acme.fr`
    Rule(
        r"(?i)(?:^|[^\w.@$-])(?P<host>(?:" + LABEL + r"\.)+" + TLD + r")(?:[^\w.(-]|\.\W|\.?$)",
        ".",
        accept=_of_a_machine,
    ),
)
