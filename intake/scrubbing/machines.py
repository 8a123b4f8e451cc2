"""Machines: what tools say of them, and how they are named."""

import re

from intake.scrubbing.entropy import has_digit
from intake.scrubbing.places import LABEL, TLD, is_private_host
from intake.scrubbing.rules import Found, Rule

_MACHINE = re.compile(
    r"(?i)(?:[a-z]+-)?(?:db|web|app|api|srv|server|host|node|kafka|redis|mysql|pg|postgres|mongo|es"
    r"|elastic|cache|queue|mq|rabbit|worker|proxy|lb|gw|dc|ns|mail|mx|smtp|vm|k8s|build|ci|runner"
    r"|jenkins|backup|nas|files?|fs|log|mon|bastion|jump|vpn|auth|ldap|ad|ws|pc|git)-?\d{1,3}\..*"
    r"|[a-z][a-z\d]*-(?:prd|prod|stg|stage|staging|dev|uat|qa|int|preprod|live|k8s)\d{0,2}\..*"
    r"|[^.]+\.(?:prod|corp|lan|int|stage|staging|dc\d|office|priv|preprod|uat|qa)\.[^.]+\.[^.]+"
    r"|(?:sso|vpn|nexus|jenkins|artifactory|harbor|sonar(?:qube)?|ldap|intranet|bastion|grafana|kibana"
    r"|prometheus|mysql|postgres|redis|kafka|rabbitmq|mongo|elasticsearch|vault|db)\.[^.]+\.[^.]+"
)


def _of_a_machine(found: Found) -> bool:
    return _MACHINE.fullmatch(found.value) is not None and is_private_host(found)


_CREDENTIALS = re.compile(r"://[^\s/@\"'`<>]+@$")


def _logged_in_to(found: Found) -> bool:
    return _CREDENTIALS.search(found.before(200)) is not None and is_private_host(found)


def _numbered(found: Found) -> bool:
    """A machine's own name has a dash or a digit."""
    return ("-" in found.value or has_digit(found.value)) and is_private_host(found)


RULES = (
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
    Rule(r"(?m)^(?P<host>[\w-]{3,63}) kernel: \[", " kernel: [", accept=_numbered),
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
        r"|\b(?:in|out)bound\|\d{1,5}\|\w{0,40}\||\brelay=|\brhost=|\bnode/|\b(?:[A-Z]+_)?HOST(?:NAME)?="
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
        accept=is_private_host,
    ),
    Rule(
        r"\bHost '(?P<host>[\w.-]+)' is (?:not allowed|blocked)", "host '", accept=is_private_host
    ),
)
