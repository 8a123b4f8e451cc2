"""Domains of a company's own, where feeds, web servers and directories name them."""

import re

from intake.scrubbing.hosts import LABEL, TENANT, TLD, is_private_host
from intake.scrubbing.lexicon import is_small_word
from intake.scrubbing.rules import MASK, Found, Rule

_DOMAIN = r"(?P<host>(?:" + LABEL + r"\.)+" + TLD + r")"
_END = r"(?:[^\w.(-]|\.\W|\.{2,}|\.?$)"
_URL = r"(?:sparse\+|git\+)?https?://(?:[^\s/@]{1,80}@)?"

_FEED = (
    r"(?:npm|pypi|gems|rubygems|nuget|maven|mvn|packages|pkgs?|registry|repo|repos|repository"
    r"|charts|helm"
    r"|cargo|crates|hex|conda|satis|composer|apt|yum|rpm|deb|artifacts|docker|cr|images|feeds?"
    r"|crm|erp|hris|payroll|backoffice|partner-api|intranet"
    r"|git|gitlab|gitea|gogs|forgejo|gerrit|bitbucket|stash|scm|svn|ghe)"
)
# Of directories: as manuals write them
_OF_MANUALS = re.compile(
    r"(?i)(?:example|test|domain|mydomain|contoso|fabrikam|my-?company|yourdomain|local)"
)


def _of_somebody(found: Found) -> bool:
    return _OF_MANUALS.fullmatch(found.value) is None


_COUNTRYWIDE = 3


def domain_of(host: str) -> str | None:
    """What of a host's name, or of an address's, is a company's own: `acme-co.nsw.edu.au`; None
    where many have it, or a word of any text.
    """
    names = host.lower().rpartition("@")[2].split(".")
    while len(names) > 1 and len(names[-2]) <= _COUNTRYWIDE:
        *names, name, last = names
        names.append(f"{name}.{last}")
    domain = ".".join(names[-2:])
    if len(names) < 2 or is_small_word(names[-2]) or TENANT.search(domain):
        return None
    return domain if is_private_host(Found(domain, 0, len(domain))) else None


_OF_BUCKETS = re.compile(
    r"(?i)(?:(?:my|your|the|a|some|test|example|foo|bar|source|target|src|dest|destination)?[-_.]?"
    r"(?:bucket|container|s3)(?:[-_.]?(?:name|\d+))?|(?:.*[-_.])?examples?(?:[-_.].*)?"
    r"|.*\bdoc-example\b.*"
    r"|foo|bar|test|name|key|path)"
)


def _bucket(found: Found) -> bool:
    """Whose names are known in the whole world, so that they begin with somebody's."""
    return _OF_BUCKETS.fullmatch(found.value) is None


RULES = (
    # Feeds of packages, in the words of who reads them: gem, NuGet, pip, npm, Maven, Gradle, apt
    Rule(
        r"(?i:(?: - get|\b(?:repository|repo|index|indexes|source|feed|registry|mirror|channel"
        r"|remote|specs|metadata"
        r"|chart|charts|resolved|satisfiable|archive|(?:extra-)?index-url|find-links|fetch"
        r"|fetch url|could not \w{3,8}|err:\d+|goproxy=|resolved:|tarball:|looks like))"
        r"(?: (?:from|to|at|for|url|in|repository|source|named))?=? ?[\"'`(\[<]{0,2})"
        + _URL
        + _DOMAIN
        + _END,
        "://",
        accept=is_private_host,
    ),
    Rule(
        r"(?:\b[Rr]efused to \w+ to|\bresponse from|\bfor url|\b[Ff]ailed to fetch:?"
        r"|\bCould not get resource) "
        r"[\"'`<]?" + _URL + _DOMAIN + _END,
        "refused to|response from|for url|to fetch|get resource",
        accept=is_private_host,
    ),
    # A feed, or a forge, by how it is named
    Rule(
        r"(?i)\bhttps?://(?:[^\s/@]{1,80}@)?(?P<host>"
        + _FEED
        + r"\d?\.(?:"
        + LABEL
        + r"\.)*"
        + LABEL
        + r"\."
        + TLD
        + r")"
        + _END,
        "://",
        accept=is_private_host,
    ),
    Rule(r", " + _URL + _DOMAIN + r"/", "indexes: ", accept=is_private_host),
    Rule(
        r"\bThe [\"'](?:" + _URL + r")" + _DOMAIN + r"/[^\s\"'\x1a]*[\"'] file could not",
        "file could not",
        accept=is_private_host,
    ),
    # And without a scheme: pip, Bundler, Docker, Helm, Go, git
    Rule(
        r"(?:\b[Rr]epository located at|\b[Aa]uthentication is required for|\b[Pp]assword for"
        r"|\btrusted-host"
        r"|\bpull access denied for|\breference|\b[Ee]rror pulling image|\b[Pp]ull(?:ing)? image"
        r"|\bmanifest for"
        r"|\b[Ll]ogin to|\bimport path|\bgo: (?:downloading|finding|module)?"
        r"|\b[Pp]ush(?:ing)?(?: to)?|\bCONNECT|\bhost address|\b[Rr]ealm|\bG(?:OPRIVATE|ONOSUMDB"
        r"|ONOPROXY)="
        r"|\bMerge (?:remote-tracking )?branch '[^'\n\x1a]{1,80}' of|\borigin\t)"
        r" ?[\"'`]?(?:(?:ssh|git|https?)://)?(?:\w{1,20}@)?" + _DOMAIN + r"(?:[/:*,\s\"'`]|\.?$)",
        "located at|required for|password for|trusted-host|denied for|reference|image|manifest"
        "|login to"
        "|import path|go: |goprivate|gonosumdb|gonoproxy|merge |origin\t|push|connect "
        "|host address|realm",
        accept=is_private_host,
    ),
    Rule(
        r"(?m)^From (?:(?:ssh|git)://)?(?:\w{1,20}@)?" + _DOMAIN + r"[:/]", "from ", is_private_host
    ),
    # A forge of one's own: `go/src/git.acme.fr/pay/main.go`, `git@git.acme.fr:pay/api`
    Rule(
        r"(?i)(?:\b(?:src|mod|vendor|github|import)[/\\]|[\"'\s(])(?P<host>(?:git|gitlab|gitea"
        r"|gogs|forgejo|gerrit"
        r"|bitbucket|stash|scm|svn|ghe|code|vcs)\.(?:"
        + LABEL
        + r"\.)*"
        + LABEL
        + r"\."
        + TLD
        + r")/",
        "git|gogs|forgejo|gerrit|bitbucket|stash.|scm.|svn.|ghe.|code.|vcs.",
        accept=is_private_host,
    ),
    Rule(r"\bgit@" + _DOMAIN + r"[:/]", "git@", accept=is_private_host),
    # Whom no browser asks
    Rule(
        r"(?i)\b(?:ssh|git|svn|docker|oci|(?:git|svn)\+ssh|sftp|smb|cifs|nfs|ldaps?|amqps?|mqtts?"
        r"|tcp|udp|tls|rtsp|rdp"
        r"|vnc|\w*plaintext|(?:sasl_)?ssl)://(?:[^\s/@]{1,80}@)?" + _DOMAIN + r"(?:[^\w.-]|\.?$)",
        "://",
        accept=is_private_host,
    ),
    # Virtual hosts: nginx, Apache, HAProxy, certbot
    Rule(
        r"(?:\bserver: |\b(?:conflicting )?server[ _]name:? |\bServer(?:Name|Alias) |\[hostname "
        r"|\b[Vv]host |"
        r"\b[Dd]omains?:? |\b[Dd]omain=\.?|\bALLOWED_HOSTS\W{1,6}|\b[Vv]irtual ?[Hh]ost:? "
        r"|\bX-Forwarded-(?:Host"
        r"|Server): |/etc/letsencrypt/\w{4,8}/"
        r"|\b[Cc]ertificate (?:for|of) |\bauthz for |\b(?:referr?er|origin): (?:https?://)?"
        r"|\bHost(?:SNI)?\(|\b[Ff]orwarded (?:host|for) )[\"'`]?(?:https?://)?" + _DOMAIN + _END,
        "server|hostname|vhost|allowed_hosts|domain|virtual|forwarded|letsencrypt|certificate"
        "|authz|referer: "
        "|referrer: |origin: |host(|hostsni(",
        accept=is_private_host,
    ),
    Rule(
        r"\bserver_name (?:[^\s;\x1a]+ ){1,6}" + _DOMAIN + r"[\s;]",
        "server_name ",
        accept=is_private_host,
    ),
    Rule(
        r"[{|]"
        + _DOMAIN
        + r"(?:\|[^{}\n\x1a]{0,200})?\}(?: \{[^{}\n\x1a]{0,200}\})? \"(?:[A-Z]{3,8} |<)",
        '} "',
        accept=is_private_host,
    ),
    Rule(
        r"(?m)^" + _DOMAIN + r"(?::\d{2,5})? [\da-f.:\x1a]{3,39} \S+ \S+ \[\d\d/[A-Z]",
        "/20",
        accept=is_private_host,
    ),
    # Zones: `shop.acme.fr. 300 IN A`, dnsmasq's `query[A] shop.acme.fr from`
    Rule(
        r"(?m)(?:^|;)"
        + _DOMAIN
        + r"\.?\s+(?:\d+\s+)?IN\s+(?:A|AAAA|CNAME|MX|TXT|NS|SRV|PTR|SOA)\b",
        " in|\tin",
        accept=is_private_host,
    ),
    Rule(r"\bquery(?:\[\w+\]|:) " + _DOMAIN + r" (?:from|IN)\b", "query", accept=is_private_host),
    # What an unknown machine answers: Puppet, Postfix
    Rule(
        r"\b(?:[Ff]ind node|[Cc]atalog for|(?:connect|RCPT|lost connection after \w+"
        r"|timeout after \w+) from"
        r"|client=|relay=|helo=<|ehlo=<) ?[\"']?" + _DOMAIN + r"(?:[^\w.(-]|\.?$)",
        "find node|catalog for| from |client=|relay=|helo=|ehlo=",
        accept=is_private_host,
    ),
    # A folder for each domain: cPanel, Plesk, DirectAdmin, Valet; where somebody is from
    Rule(
        r"(?:[/\\](?i:domains|domeny|sites|vhosts|websites|webroot|htdocs|wwwroot|public_html"
        r"|virtualhosts|web)|\x1a[/\\](?:[\w.-]+[/\\]){0,2})[/\\]" + _DOMAIN + r"[/\\]",
        "domains|domeny|sites|vhosts|web|htdocs|wwwroot|public_html|virtualhosts|\x1a",
        accept=is_private_host,
    ),
    Rule(
        r"\x1a (?:at|of|from|bei|von|chez|de|da|di|bij|van|hos|u|od|z|ze|przy|from the) "
        + _DOMAIN
        + _END,
        MASK,
        # Perl dies so, `at import.pl line 41`.
        accept=lambda found: found.after(6) != " line " and is_private_host(found),
    ),
    # Directories: `DC=acme,DC=local`, `DC=acme.fr`
    Rule(r"(?i)\bdc=" + _DOMAIN + r"(?:[\s,;\"')\]]|$)", "dc=", accept=is_private_host),
    Rule(
        r"(?i)\bdc=(?P<host>[\pL\pN-]+(?:,\s?dc=[\pL\pN-]+){0,3}),\s?dc=[a-z]{2,}\b",
        "dc=",
        accept=_of_somebody,
    ),
    # Buckets
    Rule(
        r"\b(?:s3[an]?|gs|oss|cos|obs|b2|wasbs?"
        r"|abfss?)://(?P<host>[a-z\d][a-z\d._-]{4,61}[a-z\d])(?:[/@\s\"'`),]|$)",
        "s3://|s3a://|s3n://|gs://|oss://|cos://|obs://|b2://|wasb://|wasbs://|abfs://|abfss://",
        accept=_bucket,
    ),
    Rule(
        r"\barn:aws[\w-]{0,7}:s3:::(?P<host>[a-z\d][a-z\d.-]{4,61}[a-z\d])",
        ":s3:::",
        accept=_bucket,
    ),
    Rule(
        r"(?i:\bbucket_?name[\"']?\s?[=:>]\s?[\"']?|\bbucket:\s?[\"']?|\bbucket [\"'`])"
        r"(?P<host>[a-z\d]+(?:[.-][a-z\d]+){1,8})(?:[\s\"'`,;)<]|\.?$)",
        "bucket",
        accept=_bucket,
    ),
)
