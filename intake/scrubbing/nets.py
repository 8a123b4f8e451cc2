"""Addresses in nets: of IP, of radios and cards, and what nets without wires are called."""

import ipaddress
import re
from collections.abc import Iterator
from itertools import islice

from intake.scrubbing.entropy import has_digit, lettered
from intake.scrubbing.rules import Found, Rule

# A private network as a whole: `192.168.0.0/16`
_NETWORK = re.compile(r"(?:10|172\.(?:1[6-9]|2\d|3[01])|192\.168)(?:\.\d+)*\.0/\d\d?")


def is_no_nought(address: str) -> bool:
    """Of nobody, and of everybody, is no address."""
    return re.fullmatch(r"(?i)(?:0x)?(?:(?:00[:-]?)+|(?:ff[:-]?)+)", address) is None


def _no_nought(found: Found) -> bool:
    return is_no_nought(found.value)


def _of_a_radio(found: Found) -> bool:
    """Letters and digits, or what stands behind the name of nothing else; no example counts up."""
    value = found.value.lower()
    if not is_no_nought(value) or value.startswith("01020304"):
        return False
    return lettered(found) or len(value) == _LENGTH_OF_EUI


_LENGTH_OF_EUI = 16

# What every machine has there: the gateways of Docker and of an emulator, a cloud's metadata, the
# first of a cluster, who resolves names for everybody, and who counts to four
_COMMON_IPS = (
    "172.17.0.1", "10.0.2.2", "169.254.169.254", "10.96.0.1", "10.96.0.10", "8.8.8.8", "8.8.4.4",
    "1.1.1.1", "1.2.3.4",
)  # fmt: skip

# Of manuals: RFC 5737
_EXAMPLES = ("192.0.2.", "198.51.100.", "203.0.113.")

# What has parts as an address has: a version, a section of a standard
_IN_PARTS = re.compile(
    r"(?i)(?:version(?:s|_|number|string|name|info|prefix)?(?:: (?:v?\d[\w.]*, )*)?"
    r"|\bver_?|\bsections?|\u00a7|\bclause"
    r"|\bchapter|\bappendix)[\s=:\"'`>(v]{0,6}$"
    # of Maven and Gradle: `org.acme:pay:10.4.2.1`
    r"|\b(?:com|org|net|io|dev|edu|me|app|androidx|javax?|jakarta|[a-z]{2})(?:\.[\w-]+)+"
    r":[\w.-]+:(?:(?:jar|war|aar|pom|bom|zip|tar\.gz|bundle):)?$"
)

_VERSION_BEFORE = re.compile(
    r"(?i)(?:\brequire[sd]?|\brelease|\bbuild|driver|grad(?:e[sd]?|ing) (?:\S{1,80} )?(?:to|from)"
    r"|\b(?:from|between) v?\d[\d.]+ (?:to|and)|\bversions? between|(?:older|newer) than"
    r"|\b(?:runtime|framework|sdk|jdk|jre|library|assembly|package|gem|plug-?in|extension|module"
    r"|firmware|toolset|toolchain|compiler|patch|hotfix|chrome|chromium|edge|electron|webview2?"
    r"|(?:resolved|pinned|locked|downgraded|rolled back) (?:to|at)"
    r"|(?-i:[A-Z]\w+(?:\.[A-Z]\w+)+))"
    r"|\bconflicts? with|\bmismatch: (?:expected|found|got|want)"
    r"|\d[\d.]{5,}, (?:found|got|but|actual)"
    r"|\d ?(?:->|=>|\u2192) ?|\bsince|\bdeprecated,? (?:please )?use|/versions?/"
    r"|\b(?:release|hotfix|tag)s?/"
    r"|\bbump\w* (?:\S{1,80} ){0,3}(?:to|from)|\bversion (?:\S{1,80} )?(?:to|from)"
    r"|(?:[\w\]]|^|\n)(?:[=!<>~^]=|~>)|[\w\]] (?:[<>~]=|~>)|\([~<>=]+|\d\.\d+, [a-z]\w*"
    r"|\bimage [\"']?[\w./-]{1,20}:)[\s=:\"'v]{0,6}$"
)

_VERSION_AFTER = re.compile(
    r"[\"'`]? (?:requires?|depends|which is|was (?:not )?(?:resolved|found)|has requirement"
    r"|build requires"
    r"|is (?:not )?an? (?:in)?(?:valid )?(?:\w+ )?version"
    r"|is (?:deprecated|vulnerable|older|newer|installed|incompatible|required)"
    r"|(?:or|and) (?:above|below|newer|older|later))\b"
    r"|[\"'`]? ?(?:->|=>|\u2192) ?[\"'`]?v?\d+\.\d|-[a-z]{3,12}(?![\w.-])"
)

# `OpenSSL 3.0.13.1`, but not `ClientIp 5.9.12.1`
_OF_A_PRODUCT = re.compile(
    r"\b(?!(?i:\w*(?:ip|addr|host|client|remote|forward|peer|server|node|source|dest|user|gateway"
    r"|proxy|router|dns|from)))(?:[A-Z]\w*)?[a-z][A-Z]\w* v?$"
)

_MOST_PLACES = 8

_PORT = re.compile(r":\d{2,5}\b")

_OF_A_NET = re.compile(r"(?:10|172\.(?:1[6-9]|2\d|3[01])|192\.168)\..*")


def _is_version(found: Found) -> bool:
    if _PORT.match(found.after(6)):
        return False
    if found.value.endswith(".0") and _OF_A_NET.match(found.value) is None:
        return True  # of a host the last is never nought
    return any(map(_is_said_to_be_one, _again(found)))


def _again(found: Found) -> Iterator[Found]:
    """The same wherever it stands: what one place says of it goes for all."""
    yield found
    for other in islice(re.finditer(re.escape(found.value), found.text), _MOST_PLACES):
        if other.start() != found.start:
            yield Found(found.text, *other.span())


def _is_said_to_be_one(found: Found) -> bool:
    before = found.before(120)
    if _IN_PARTS.search(before):
        return True
    return _OF_A_NET.match(found.value) is None and (
        _VERSION_BEFORE.search(before) is not None
        or _OF_A_PRODUCT.search(before) is not None
        or _VERSION_AFTER.match(found.after(32)) is not None
    )


def _private_ip(found: Found) -> bool:
    """Loopback, unspecified and netmask addresses name nobody."""
    value = found.value
    if _is_version(found):
        return False
    return not (
        value.startswith(("127.", "0.", "255."))
        or value in _COMMON_IPS
        or value.startswith(_EXAMPLES)
        or _NETWORK.fullmatch(value + found.after(3)) is not None
    )


def _no_common_hex(found: Found) -> bool:
    return found.value not in ("00000000", "0100007F", "FFFFFFFF")


def _number_of_an_ip(found: Found) -> bool:
    number = int(found.value, 0)
    return 1 << 24 <= number < 224 << 24 and number >> 24 != 127


_EXAMPLE = ipaddress.IPv6Network("2001:db8::/32")  # of manuals: RFC 3849

# Erlang's dates: `11-Nov-2025::08:15:02`
_DAY = re.compile(r"-[A-Z][a-z]{2}-$")

_LENGTH_OF_DAY = 5


def _ipv6(found: Found) -> bool:
    value = found.value
    groups = [group for group in value.split(":") if group]
    try:
        address = ipaddress.IPv6Address(value)
    except ValueError:
        return False
    if address in _EXAMPLE:
        return False
    if _DAY.search(found.before(_LENGTH_OF_DAY)):
        return False
    # `a::b` is an address, and a Rust path.
    return not address.is_loopback and len(groups) >= 3 and has_digit(value)


def _torn_ipv6(found: Found) -> bool:
    """`fe80::744e:e21cff:fe21:67b5`, whose groups were put together wrongly, is somebody's too."""
    if _DAY.search(found.before(_LENGTH_OF_DAY)):
        return False
    groups = [group for group in found.value.split(":") if group]
    named = "::" in found.value or any(map(str.isalpha, found.value))
    return len(groups) >= 4 and named and any(map(has_digit, groups[1:]))


# What manuals and forms call a net
_SOME_NET = re.compile(
    r"(?i)(?:your|my|test|example|foo|bar|default|some|the|a)?[ _-]?(?:e?ssid|wi-?fi|network|net"
    r"|ap|name|access"
    r"[ _-]?point|password|pass)?(?:[ _-]?(?:ssid|name|here|\d+))?|is .*|must .*|not .*|string"
    r"|invalid|required"
    r"|missing|null|none|undefined|.*[<>{}$%].*"
)


def _net_of_somebody(found: Found) -> bool:
    return _SOME_NET.fullmatch(found.value) is None


RULES = (
    Rule(
        r"\b(?P<mac>(?:[0-9A-Fa-f]{2}:){5}(?:[0-9A-Fa-f]{2}:[0-9A-Fa-f]{2}:)?[0-9A-Fa-f]{2}"
        r"|(?:[0-9A-Fa-f]{2}-){5}(?:[0-9A-Fa-f]{2}-[0-9A-Fa-f]{2}-)?[0-9A-Fa-f]{2})"
        r"(?:[^\w:-]|[:-]\W|[:-]?$)",
        accept=_no_nought,
    ),
    # BlueZ's `dev_AA_BB_…`; without what stands between, and without noughts, where it is said
    Rule(r"dev_(?P<mac>(?:[0-9A-F]{2}_){5}[0-9A-F]{2})", "dev_"),
    Rule(
        r"(?i)(?:\b|_)(?:mac|bssid|hwaddr|lladdr|ether|ieee|ext(?:ended)?|(?:dev(?:ice)?|join|app"
        r"|gateway|gw|end_?device)[ _-]?eui|eui(?:-?64)?)(?:[ _-]?addr(?:ess)?)?[\"']?\s?[=: "
        r"]\s?[\"']?"
        r"(?P<mac>(?:0x)?(?:[\da-f]{12}|[\da-f]{16})|(?:[\da-f]{1,2}:){5}[\da-f]{1,2})\b",
        "mac|bssid|hwaddr|lladdr|ether|ieee|ext|eui",
        accept=_of_a_radio,
    ),
    Rule(r"\bat (?P<mac>(?:[\da-f]{1,2}:){5}[\da-f]{1,2}) (?:on|\[)", " at ", accept=lettered),
    # A net without wires
    Rule(
        r"(?i)\b(?:e?ssid(?:[\"']?\s?[=:]\s?| )"
        r"|wi-?fi(?: network)? )[\"'](?P<value>[^\"'\n\x1a]{2,32})[\"']",
        "ssid|wifi|wi-fi",
        accept=_net_of_somebody,
    ),
    Rule(
        r"(?m)\bE?SSID *: (?P<value>[^\s\"'\x1a][^\"'\n\x1a]{1,31})$",
        "ssid",
        accept=_net_of_somebody,
    ),
    Rule(
        r"(?:^|[^\w.])(?P<user>[A-Za-z_][\w.-]*)@(?P<ip>\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3})\b",
        "@",
        accept=_private_ip,
    ),
    Rule(
        r"(?:^|[^\w.-])(?P<ip>(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d"
        r"|1?\d?\d))(?:[^\w.-]|[.-]\D|[.-]?$)",
        ".",
        accept=_private_ip,
    ),
    # Between others, with its port: Kafka's `10.1.2.3:9092-10.1.2.4:34991-1`; what no version is
    Rule(
        r"\w-(?P<ip>(?:\d{1,3}\.){3}\d{1,3}):\d{4,5}\b",
        ":",
        accept=_private_ip,
    ),
    Rule(
        r"(?:[\pL_-])(?P<ip>(?:192\.168|172\.(?:1[6-9]|2\d|3[01]))\.\d{1,3}\.\d{1,3})(?:[^\d.]"
        r"|\.\D|$)",
        "192.168.|172.1|172.2|172.3",
        accept=_private_ip,
    ),
    Rule(r"\.\.\.(?P<ip>(?:\d{1,3}\.){3}\d{1,3})(?:[^\w.]|$)", "..."),  # strongSwan
    # As a number, and as zones have it
    Rule(
        r"(?i)(?:\b|_)(?:ip|ipv4|ip_?addr(?:ess)?|(?:remote|client|src|source|dst|dest"
        r"|peer)[_ ]?addr(?:ess)?"
        r"|peer|[sd]addr|inet_ntoa|long2ip)[\"']?(?:\s?[=:(]\s?|\s)[\"']?(?P<ip>\d{8,10}|0x[\da-f]{8})\b",
        "ip|addr|ntoa|peer",
        accept=_number_of_an_ip,
    ),
    Rule(
        r"\w://(?P<ip>\d{8,10}|0x[\da-fA-F]{8})[:/]",
        "://",
        accept=_number_of_an_ip,
    ),
    Rule(r"\bhost (?P<ip>\d{9,10})\b", "host ", accept=_number_of_an_ip),
    Rule(  # /proc/net/tcp
        r"(?P<ip>[\dA-F]{8}):[\dA-F]{4} [\dA-F]{8}:[\dA-F]{4}\b", ":0", accept=_no_common_hex
    ),
    Rule(r"\b(?P<ip>0x[\da-fA-F]{1,2}(?:\.0x[\da-fA-F]{1,2}){3})\b", "0x"),
    Rule(r"(?i)\b(?P<ip>(?:[\da-f]\.){8,32})ip6\.arpa", "ip6.arpa"),
    # tcpdump, which puts the port behind a dot: `IP 10.1.2.3.41022 > 10.1.2.4.https:`
    Rule(
        r"\b(?:IP |> )(?P<ip>(?:\d{1,3}\.){3}\d{1,3})\.(?:\d{1,5}|[a-z][\w-]+)(?: >|:)",
        " > ",
        accept=_private_ip,
    ),
    Rule(
        r"(?:^|[^\w:.])(?P<ip>[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){1,6}(?::[0-9A-Fa-f]{1,4}|::))"
        r"(?:[^\w:]|:(?:[^\w:]|$)|$)",  # a message may go on behind a colon
        ":",
        accept=_ipv6,
    ),
    Rule(
        r"(?i)(?:^|[^\w:.])(?P<ip>(?:fe80|f[cd][0-9a-f]{2}|20[0-9a-f]{2}|2[468ac][0-9a-f]{2})::?"
        r"(?:[0-9a-f]{1,8}::?){2,7}[0-9a-f]{1,8})(?:[^\w:]|:(?:[^\w:]|$)|$)",
        ":",
        accept=_torn_ipv6,
    ),
    # Cisco's way to write a machine's address
    Rule(
        r"(?i)(?:^|[^\w.])(?P<mac>(?:[0-9a-f]{4}\.){2,3}[0-9a-f]{4})(?:[^\w.]|\.?$)",
        ".",
        accept=lettered,
    ),
)
