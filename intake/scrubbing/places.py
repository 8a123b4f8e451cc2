"""Paths, hosts and machines: whose they are goes, what they are for stays."""

import ipaddress
import re

from intake.scrubbing.entropy import has_digit, lettered
from intake.scrubbing.rules import Found, Rule

# `<Link href="/home/settings">` is a page, not a folder.
_ROUTE = re.compile(
    r"\b(?:href|to|push|replace|redirect|navigate|get|post|put|fetch|GET|POST)\W{1,4}$"
)


# Homes that images and the machines of CI have: nobody's
_HOMES = re.compile(
    r"(?i).*[/\\](?:runner|runneradmin|root|node|ubuntu|circleci|vsts\w*|jenkins|travis|distiller"
    r"|vagrant|codespace|vscode|gitpod|coder|containeradministrator|containeruser|public|default"
    r"|shared|all users|user|username|you|your[._-]?(?:user)?name|jovyan"
    r"|app|git|postgres|www-data|ec2-user|linuxbrew|builder|buildkite-agent)"
)


def _of_somebody(found: Found) -> bool:
    return _HOMES.fullmatch(found.value) is None


def _folder(found: Found) -> bool:
    return _ROUTE.search(found.before(16)) is None and _of_somebody(found)


# A private network as a whole: `192.168.0.0/16`
_NETWORK = re.compile(r"(?:10|172\.(?:1[6-9]|2\d|3[01])|192\.168)(?:\.\d+)*\.0/\d\d?")


def _no_nought(found: Found) -> bool:
    """Of nobody, and of everybody."""
    return re.fullmatch(r"(?i)(?:00[:-]?)+|(?:ff[:-]?)+", found.value) is None


# What every machine has there: the gateways of Docker and of an emulator, a cloud's metadata, the
# first of a cluster, and who resolves names for everybody
_COMMON_IPS = (
    "172.17.0.1", "10.0.2.2", "169.254.169.254", "10.96.0.1", "10.96.0.10", "8.8.8.8", "8.8.4.4",
    "1.1.1.1",
)  # fmt: skip


# Of manuals: RFC 5737
_EXAMPLES = ("192.0.2.", "198.51.100.", "203.0.113.")


# What has parts as an address has: a version, a section of a standard
_IN_PARTS = re.compile(
    r"(?i)(?:\bver(?:sion)?s?|\bsections?|\u00a7|\bclause|\bchapter|\bappendix)[\s=:\"'v]*$"
)
_VERSION_BEFORE = re.compile(
    r"(?i)(?:\brequire[sd]?|\brelease|\bbuild|\bdriver|grade[sd]? to|[a-z\d][=!<>~^]="
    r"|\([~<>=]+|\d\.\d+, [a-z]\w*)[\s=:\"'v]*$"
)
_VERSION_AFTER = re.compile(
    r"\"? (?:requires?|depends|has requirement|is (?:older|newer|installed|incompatible|required)"
    r"|build requires|(?:or|and) (?:above|below|newer|older|later))\b"
)
_PRIVATE = ("10.", "192.168.", "172.")


def _is_version(found: Found) -> bool:
    before = found.before(20)
    return (
        found.value.endswith(".0.0.0")
        or _IN_PARTS.search(before) is not None
        or (
            not found.value.startswith(_PRIVATE)
            and (
                _VERSION_BEFORE.search(before) is not None
                or _VERSION_AFTER.match(found.after(20)) is not None
            )
        )
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


_EXAMPLE = ipaddress.IPv6Network("2001:db8::/32")  # of manuals: RFC 3849


def _ipv6(found: Found) -> bool:
    value = found.value
    groups = [group for group in value.split(":") if group]
    try:
        address = ipaddress.IPv6Address(value)
    except ValueError:
        return False
    if address in _EXAMPLE:
        return False
    # `a::b` is an address, and a Rust path.
    return not address.is_loopback and len(groups) >= 3 and has_digit(value)


def _torn_ipv6(found: Found) -> bool:
    """`fe80::744e:e21cff:fe21:67b5`, whose groups were put together wrongly, is somebody's too."""
    groups = [group for group in found.value.split(":") if group]
    named = "::" in found.value or any(map(str.isalpha, found.value))
    return len(groups) >= 4 and named and any(map(has_digit, groups[1:]))


_PUBLIC_HOSTS = (
    "localhost", "example.com", "example.org", "example.net", "github.com", "gitlab.com",
    "bitbucket.org", "githubusercontent.com", "npmjs.org", "npmjs.com", "yarnpkg.com", "pypi.org",
    "pythonhosted.org", "golang.org", "crates.io", "docker.io", "docker.com", "ghcr.io", "gcr.io",
    "quay.io", "google.com", "googleapis.com", "gstatic.com", "openai.com", "anthropic.com",
    "stripe.com", "maven.org", "apache.org", "gradle.org", "rubygems.org", "nuget.org",
    "packagist.org", "debian.org", "ubuntu.com", "alpinelinux.org", "nodejs.org", "jsdelivr.net",
    "unpkg.com", "cloudflare.com", "host.docker.internal", "metadata.google.internal", "k8s.io",
    "kubernetes.io", "terraform.io", "hashicorp.com", "microsoft.com", "nvcr.io", "nvidia.com",
    "elastic.co", "redhat.com", "fedoraproject.org", "python.org", "kernel.org", "gnu.org",
    "mozilla.org", "w3.org", "schema.org", "json-schema.org", "readthedocs.io", "jsr.io",
    "rust-lang.org", "spring.io", "jitpack.io", "sonatype.org", "huggingface.co", "pytorch.org",
    "anaconda.org", "anaconda.com", "conda.io", "grafana.com", "helm.sh", "php.net",
    "getcomposer.org",
    "ruby-lang.org", "gnome.org", "sourceforge.net", "codeberg.org", "gitea.com", "launchpad.net",
    "facebook.com", "twitter.com", "slack.com", "discord.com", "telegram.org", "apple.com",
    "paypal.com", "atlassian.com", "twilio.com", "datadoghq.com", "mongodb.com", "mongodb.org",
    "centos.org", "rockylinux.org", "opensuse.org", "archlinux.org", "freebsd.org", "jenkins.io",
    "eclipse.org", "oracle.com", "jetbrains.com", "gitpod.io", "vercel.com", "letsencrypt.org",
)  # fmt: skip


def is_private_host(found: Found) -> bool:
    host = found.value.lower().rstrip(".")
    return found.after(1) != "(" and not any(
        host == public or host.endswith("." + public) for public in _PUBLIC_HOSTS
    )


_SITE = re.compile(r"(?i)[\w-]+(?:\.[\w-]+)+\.(?:lan|corp|intra|intranet|home\.arpa)")


def _of_a_site(name: str) -> bool:
    """`git.acme.corp`; what ends so is no module."""
    return _SITE.fullmatch(name) is not None


def _machine(found: Found) -> bool:
    """`threading.local` is code; a machine's name has a dash or digit, or stands in an address."""
    named = (
        "-" in found.value
        or has_digit(found.value)
        or found.before(1) in ("/", "@")
        or _of_a_site(found.value)
    )
    return named and is_private_host(found)


_USER = r"[\pL\pN_](?:[\pL\pN._+@$-]*[\pL\pN_$-])?"
_EDGE = r"(?:^|[-+]{3} [ab]|[\s\"'`(\[{=:,;|>!+*]|[a-z]://|-[A-Za-z])"
_NAMED = re.compile(r"~[^\W\d_]+(?:[._][^\W\d_]+\d*|\d+)")
_OF_STYLES = re.compile(r"[\w./-]*\.(?:s?css|less|js|svg|png)\b")


def _home_of_somebody(found: Found) -> bool:
    """`~ada.l/app`, `~lovelace71/app`, but not a bundler's `~bootstrap/scss`."""
    styles = _OF_STYLES.match(found.after(120))
    return _NAMED.fullmatch(found.value) is not None and styles is None


LABEL = r"[\pL\pN_](?:[\pL\pN_-]*[\pL\pN])?"
# Suffixes under which every name belongs to one customer.
_TENANTS = (
    r"herokuapp\.com|ngrok(?:-free)?\.(?:app|io|dev)|vercel\.app|netlify\.app|azurecr\.io|(?:azure"
    r"|windows|cloudapp|azurewebsites|azure-api|azureedge|azurefd|azurestaticapps"
    r"|azurecontainerapps)\.(?:com|net|io)|amazonaws\.com(?:\.cn)?|cloudfront\.net"
    r"|elasticbeanstalk\.com|awsapps\.com|supabase\.(?:co|com|in)|neon\.tech|mongodb\.net"
    r"|firebaseio\.com|firebaseapp\.com|web\.app|pages\.dev|workers\.dev|r2\.dev|fly\.dev"
    r"|onrender\.com|render\.com|railway\.(?:app|internal)|rlwy\.net|run\.app|appspot\.com"
    r"|cloudfunctions\.net|github\.dev|gitpod\.io|githubpreview\.dev|trycloudflare\.com|loca\.lt"
    r"|duckdns\.org|ts\.net|myshopify\.com|atlassian\.net|okta\.com|auth0\.com|zendesk\.com"
    r"|salesforce\.com|sentry\.io|psdb\.cloud|upstash\.io|redislabs\.com|redis-cloud\.com"
    r"|aivencloud\.com|ondigitalocean\.(?:app|com)|digitaloceanspaces\.com|turso\.io"
    r"|cockroachlabs\.cloud|snowflakecomputing\.com|databricks\.com|elastic-cloud\.com"
    r"|confluent\.cloud|cloudamqp\.com|jfrog\.io|visualstudio\.com|sharepoint\.com|stackblitz\.io"
    r"|csb\.app|repl\.co|replit\.dev|glitch\.me|surge\.sh|deno\.dev|convex\.cloud|hasura\.app"
    r"|algolia\.net|pipedream\.net|azconfig\.io|auth\.us-[a-z]+-\d\.amazoncognito\.com"
    r"|amazoncognito\.com"
)
TLD = (
    r"(?:com\.br|com\.au|com|net|org|io|dev|app|co|ai|cloud|tech|xyz|info|biz|me|tv|us|uk|de|fr|nl|eu|ca|au|in|jp"
    r"|ch|at|be|se|no|dk|fi|it|es|pt|pl|cz|ru|cn|br|mx|za|nz|ie|kr|sg|hk|tr|ro|hu|gr|bg|lt|lv|ee|ua|ae|local|internal|lan"
    r"|corp|intra|intranet|private|home|localdomain|edu|gov|mil|site|online|shop|store|systems|health"
    r"|bank)"
)
# Messages that name a machine next.
_HOST_NEXT = (
    r"(?i:resolve (?:host(?:name)?|address)?|host name|unknown ?host(?:exception)?"
    r"|connecting to|reachable servers|unknown host|no such host|ENOTFOUND|EAI_AGAIN"
    r"|ECONNREFUSED|ETIMEDOUT|ECONNRESET|\blookup|connect(?:ed|ion)? to(?: server| host)?(?: at)?"
    r"|certificate is valid for|, not|(?:\b|subject)alt(?:name)?s?(?: does not match| mismatch)?"
    r"|\bhost(?:name)?"
    r"|HTTP_HOST header|host header|server name|\bDNS)[\s:=]{0,3}[\"'(\[]{0,2}(?:DNS:)?"
)

RULES = (
    Rule(r"(?i)\bssh-remote\+(?P<host>[^\s/\"'`<>\x1a]+)", "ssh-remote+"),
    # Paths: all up to and including the owner goes, the rest is the project's.
    Rule(
        r"(?i)(?:^|[^a-z0-9])(?P<path>(?:[a-z]:|/mnt/[a-z]|/cygdrive/[a-z]|/[a-z])(?:\\{1,8}"
        r"|/)(?:users|documents and settings)(?:\\{1,8}"
        r"|/)(?:[\pL\pN_][\pL\pN._+@-]*(?: [\pL\pN._-]+){1,2}(?:\\)|" + _USER + "))",
        "users|documents and settings",
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
        r"(?i)(?:ssh-remote|wsl|dev-container)\+[^\s/]+(?P<path>(?:/[\w-]+){0,2}/(?:home|Users)/"
        + _USER
        + ")",
        "/home|/users",
    ),
    Rule(
        _EDGE + r"(?P<path>/(?:(?:nfs|net|data|export|srv|storage|shared?|scratch)/(?:users|people)"
        r"|(?:lustre|gpfs|beegfs)/(?:scratch|users?)|afs/[\w.-]+/users?(?:/\w){0,2}"
        r"|var/(?:spool/)?mail|var/spool/cron(?:/crontabs|/tabs)?|(?:run/)?media|home[1-9])/"
        + _USER
        + ")",
        "/user|/people|/mail|/cron|/media|/home|/scratch",
        accept=_folder,
    ),
    Rule(_EDGE + r"(?P<path>/(?:private/)?var/folders/\w\w/\w+/[A-Z])\b", "/var/folders"),
    Rule(_EDGE + r"(?P<path>/builds/[\w.-]+)/[\w.-]+/", "/builds/"),  # GitLab's runner: the group
    Rule(
        _EDGE + r"(?P<path>/(?:var/www|srv|www|sites)/(?:[\w-]+\.)+" + TLD + ")/",
        "/www|/srv|/sites",
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
    Rule(r"(?:^|[\s\"'`(=])\\\\(?P<host>[A-Za-z0-9][\w.-]+)\\[A-Za-z][\w$.-]*\\", "\\\\"),
    Rule(r"\bgit@[\w.-]+:(?P<path>[\w.-]+/[\w.-]+)", "git@"),
    Rule(
        r"\b(?P<mac>(?:[0-9A-Fa-f]{2}:){5}[0-9A-Fa-f]{2}"
        r"|(?:[0-9A-Fa-f]{2}-){5}[0-9A-Fa-f]{2})(?:[^\w:-]|$)",
        accept=_no_nought,
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
        r"(?i)(?:^|[^\w:.])(?P<ip>(?:fe80|f[cd][0-9a-f]{2}|20[0-9a-f]{2}|2[46a][0-9a-f]{2})::?"
        r"(?:[0-9a-f]{1,8}::?){2,7}[0-9a-f]{1,8})(?:[^\w:]|:(?:[^\w:]|$)|$)",
        ":",
        accept=_torn_ipv6,
    ),
    Rule(
        r"(?i)\b(?P<host>(?:" + LABEL + r"\.)+(?:" + _TENANTS + r"))(?:[^\w.-]|\.\W|\.?$)",
        ".",
        accept=is_private_host,
    ),
    Rule(
        r"(?i)(?:^|[^\w.@$-])(?P<host>(?:"
        + LABEL
        + r"\.)+(?:local|internal|lan|corp|intra|intranet|localdomain|home\.arpa))"
        r"(?:[^\w.(-]|\.\W|\.?$)",
        ".local|.internal|.lan|.corp|.intra|.home.arpa",
        accept=_machine,
    ),
    Rule(
        r"(?i)//(?P<host>(?:" + LABEL + r"\.)+" + TLD + r"):\d{2,5}\b",
        "//",
        accept=is_private_host,
    ),
    Rule(
        _HOST_NEXT + r"(?P<host>(?:" + LABEL + r"\.)+" + TLD + r")(?:[^\w.-]|\.\W|\.?$)",
        ".",
        accept=is_private_host,
    ),
    Rule(
        r"\b(?:HOSTNAME|COMPUTERNAME|USERDOMAIN|LOGONSERVER)[\"']?\s?[=:]\s?[\"']?"
        r"(?P<host>[\w.-]+)",
        "hostname|computername|userdomain|logonserver",
    ),
    # Cisco's way to write a machine's address
    Rule(
        r"(?i)(?:^|[^\w.])(?P<mac>(?:[0-9a-f]{4}\.){2,3}[0-9a-f]{4})(?:[^\w.]|\.?$)",
        ".",
        accept=lettered,
    ),
    # A shell's prompt
    Rule(
        r"(?m)(?:^|[\s(\[\"'`])(?P<user>[a-z_][\w.-]{0,31})@(?P<host>[\w-][\w.-]*):(?:~|/)"
        r"[^\n$#\x1a]{0,120}[$#](?:\s|$)",
        "@",
    ),
    Rule(r"\[(?P<user>[a-z_][\w.-]{0,31})@(?P<host>[\w.-]+) [^\]\n\x1a]{1,80}\][$#]", "@"),
    # Names that Windows and Apple give to a new machine
    Rule(r"\b(?P<host>(?:DESKTOP|LAPTOP|WIN)-[A-Z0-9]{5,15})\b", "desktop-|laptop-|win-"),
    Rule(
        r"\b(?P<host>[\pL\pN]+(?:['\xe9\xa6]?s)?[- ](?:MacBook|iMac|Mac-mini|iPhone|iPad)(?:[- ]"
        r"(?:Pro|Air|mini|Max|Plus"
        r"|\d{1,2}))*)(?:[^\w-]|$)",
        "macbook|imac|mac-mini|iphone|ipad",
        accept=lambda found: "s-" in found.value or "s " in found.value,
    ),
    Rule(
        r"(?i)\b(?:host(?:name)?|machine|node|server|computer)(?:[_ ]name)?[\"']?\s?[=:]\s?[\"']?"
        r"(?P<host>[a-z][\w]*-[\w-]*\d[\w-]*)(?:[\s\"',;)}\]]|$)",
        "host|machine|node|server|computer",
    ),
)
