"""Paths, hosts and machines: whose they are goes, what they are for stays."""

import ipaddress
import re
from collections.abc import Iterator
from itertools import islice

from intake.scrubbing.entropy import has_digit, lettered
from intake.scrubbing.rules import Found, Rule

# `<Link href="/home/settings">` is a page, not a folder.
_ROUTE = re.compile(
    r"(?:\b(?:href|push|replace|redirect|navigate|get|post|put|fetch|GET|POST)\W{1,4}"
    r"|\bto(?: ?[=:({\[]\W{0,3}|[\"'`])|\b(?:redirect|navigat|rout|link)\w* to \W{0,2})$"
)


# Homes that images and the machines of CI have: nobody's
OF_IMAGES = re.compile(
    r"(?i)runner|runneradmin|root|node|ubuntu|circleci|vsts\w*|jenkins|travis|distiller|vagrant"
    r"|codespace|vscode|gitpod|coder|containeradministrator|containeruser|public|default|shared"
    r"|all users|user|username|you|your[._-]?(?:user)?name|jovyan|app|git|postgres|www-data"
    r"|ec2-user|linuxbrew|builder|buildkite-agent"
)


def _of_somebody(found: Found) -> bool:
    return OF_IMAGES.fullmatch(re.split(r"[/\\]", found.value)[-1]) is None


def _folder(found: Found) -> bool:
    return _ROUTE.search(found.before(20)) is None and _of_somebody(found)


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
    r"|\bbump\w* (?:\S{1,80} ){0,3}(?:to|from)|\bversion (?:\S{1,80} )?(?:to|from)"
    r"|[\w\]](?:[=!<>~^]=|~>)|\([~<>=]+|\d\.\d+, [a-z]\w*"
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


_PUBLIC_HOSTS = (
    "localhost", "example.com", "example.org", "example.net", "github.com", "gitlab.com",
    "bitbucket.org", "githubusercontent.com", "npmjs.org", "npmjs.com", "yarnpkg.com", "pypi.org",
    "pythonhosted.org", "golang.org", "go.dev",
    "crates.io", "docker.io", "docker.com", "ghcr.io", "gcr.io",
    "quay.io", "google.com", "googleapis.com", "openai.com", "anthropic.com",
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
    "jetstack.io", "bitnami.com", "sr.ht", "freedesktop.org", "kitware.com", "haskell.org",
    "zx2c4.com",
    "openjdk.org", "postgresql.org", "mysql.com", "mariadb.org", "ffmpeg.org", "videolan.org",
    "isc.org",
    "clojars.org", "hex.pm", "packagecloud.io", "cocoapods.org", "dartlang.org", "pub.dev",
    "npmmirror.com", "aliyun.com", "tsinghua.edu.cn", "ustc.edu.cn", "gopkg.in", "goproxy.io",
    "goproxy.cn",
    "uber.org", "opentelemetry.io", "nixos.org", "opentofu.org", "cpan.org", "metacpan.org",
    "r-project.org",
    "rstudio.com", "posit.co", "bioconductor.org", "julialang.org", "ocaml.org", "swift.org",
    "android.com",
    "jboss.org", "confluent.io", "nodesource.com", "sury.org", "pypa.io", "djangoproject.com",
    "bintray.com",
    "wikimedia.org", "wikipedia.org", "stackoverflow.com", "amazon.com", "sentry-cdn.com",
    "cloudfoundry.org",
    "etcd.io", "gorm.io", "modernc.org", "gnupg.org", "savannah.gnu.org", "openwrt.org",
    "linaro.org",
    # and whose pictures, answers and pages examples show
    "unsplash.com", "placeholder.com", "placehold.co", "picsum.photos", "typicode.com",
    "httpbin.org", "reqres.in", "dummyjson.com", "pokeapi.co", "swapi.dev", "imgur.com",
    "cloudinary.com", "sanity.io", "googleusercontent.com", "gravatar.com", "youtube.com",
    "nextjs.org", "vuejs.org", "vitejs.dev", "vite.dev", "reactjs.org", "react.dev", "angular.io",
    "angular.dev", "svelte.dev", "babeljs.io", "js.org", "eslint.org", "typescriptlang.org",
    "nestjs.com", "expressjs.com", "prisma.io", "pris.ly", "graphql.org", "jestjs.io",
    "playwright.dev", "cypress.io", "getbootstrap.com", "tailwindcss.com", "jquery.com", "esm.sh",
    "deno.land", "deno.com", "bun.sh", "pnpm.io", "laravel.com", "symfony.com", "hibernate.org",
    "palletsprojects.com", "tiangolo.com", "pydantic.dev", "sqlalche.me", "sqlalchemy.org",
    "numpy.org", "scipy.org", "pydata.org", "scikit-learn.org", "tensorflow.org", "keras.io",
    "rubyonrails.org", "bundler.io", "rustup.rs", "docs.rs", "phpunit.de", "aka.ms", "git.io",
    "expo.dev", "reactnative.dev", "flutter.dev", "kotlinlang.org", "scala-lang.org",
    "elixir-lang.org", "erlang.org", "rabbitmq.com", "redis.io", "nginx.org", "haproxy.org",
    "traefik.io", "ansible.com", "pulumi.com", "serverless.com", "swagger.io", "openapis.org",
    "xmlsoap.org", "openxmlformats.org", "gstatic.com",
)  # fmt: skip


# Of manuals: RFC 2606, and what else they say
_MANUALS_HOST = re.compile(
    r"(?:.+\.)?(?:example\.[a-z.]{2,6}|example|(?:contoso|company|mycompany|your-?company|domain"
    r"|mydomain"
    r"|yourdomain|your-domain)\.com)"
)


def is_private_host(found: Found) -> bool:
    host = found.value.lower().rstrip(".")
    if _MANUALS_HOST.fullmatch(host):
        return False
    return found.after(1) != "(" and not any(
        host == public or host.endswith("." + public) for public in _PUBLIC_HOSTS
    )


# Whose code everybody has
_PUBLIC_OWNERS = re.compile(
    r"(?i)(?:kubernetes|apache|golang|python|nodejs|rust-lang|torvalds|rails|ruby|django"
    r"|pallets|psf"
    r"|microsoft|google|facebook|meta|aws|azure|hashicorp|docker|moby|actions|github|gitlab-org"
    r"|spring-projects|laravel|symfony|vuejs|angular|vercel|sveltejs|postgres|redis|mongodb|elastic"
    r"|grafana|prometheus|ansible|openssl|curl|git|llvm|gcc-mirror|tensorflow|pytorch|huggingface"
    r"|numpy|scipy|pandas-dev|scikit-learn|homebrew|nixos|ohmyzsh|mozilla|jetbrains|expressjs"
    r"|nestjs)/"
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


_USER = r"[\pL\pN_](?:[\pL\pN._+@$-]*[\pL\pN_$-])?"
# The folder of homes in Windows, in its languages
_USERS = (
    "users|profiles|documents and settings|benutzer|utilisateurs|usuarios|utenti|gebruikers|brugere"
)
_EDGE = r"(?:^|\)|[\s\"'`(]/|(?:\.\./)+\.\.|[-+]{3} [ab]|[\s\"'`(\[{=:,;|>!+*\xa6\xab]|[a-z]://(?:file)?|-[A-Za-z])"
_NAMED = re.compile(r"~[^\W\d_]+(?:[._][^\W\d_]+\d*|\d+)")
_OF_STYLES = re.compile(r"[\w./-]*\.(?:s?css|less|js|svg|png)\b")


def is_of_styles(found: Found) -> bool:
    """Whether a path of a style sheet follows: a bundler's `~bootstrap/scss/a.scss`."""
    return _OF_STYLES.match(found.after(120)) is not None


def _home_of_somebody(found: Found) -> bool:
    """`~ada.l/app`, `~lovelace71/app`"""
    return _NAMED.fullmatch(found.value) is not None and not is_of_styles(found)


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
    r"|amazoncognito\.com|onmicrosoft\.com|b2clogin\.com|ciamlogin\.com|azmk8s\.io"
    r"|azurecontainer\.io"
    r"|azuredatabricks\.net|service-now\.com|freshdesk\.com|personio\.de|bamboohr\.com"
    r"|myworkday\.com|oraclecloud\.com|oraclevcn\.com|ondemand\.com|scw\.cloud|ovh\.net"
    r"|platformsh\.site|clever-cloud\.com|scalingo\.io|flycast|your-server\.de|ddns\.net"
    r"|dyndns\.org"
    r"|myfritz\.net|fritz\.box|synology\.me|backblazeb2\.com|wpengine\.com|pantheonsite\.io"
    r"|lightning\.force\.com|serveo\.net|lhr\.life|localhost\.run|pinggy\.(?:link|online|io)"
    r"|bore\.pub|zrok\.io|tunnelto\.dev|pagekite\.me|localtunnel\.me|devtunnels\.ms"
    r"|webcontainer\.io|on\.aws|vercel-storage\.com|zeabur\.app|koyeb\.app|northflank\.app"
    r"|code\.run|back4app\.io|appwrite\.network|nhost\.run|tidbcloud\.com|wasabisys\.com"
    r"|linodeobjects\.com|hf\.space|streamlit\.app|gradio\.live|lovable\.app"
    r"|lovableproject\.com|bolt\.host|webflow\.io|notion\.site|nip\.io|sslip\.io"
    r"|clickhouse\.cloud|neo4j\.io|qdrant\.io|pinecone\.io|weaviate\.(?:cloud|network)"
    r"|cloud\.timescale\.com|xata\.sh|hivemq\.cloud|emqxsl\.com|zilliz(?:cloud)?\.com|upclouddatabases\.com"
    r"|azuresynapse\.net|azure-devices\.net|trafficmanager\.net|dynamics\.com|powerappsportals\.com"
    r"|cleverapps\.io|kinsta\.(?:app|cloud)|hostingersite\.com|cyclic\.app|stormkit\.dev|val\.run"
    r"|leapcell\.dev|freshservice\.com|mybigcommerce\.com|wixsite\.com|no-ip\.(?:org|com|biz)"
    r"|(?:hopto|zapto)\.org|dynv6\.net|freemyip\.com|tplinkdns\.com|myqnapcloud\.com|quickconnect\.to"
    r"|asuscomm\.com|keenetic\.link|spdns\.de|nabu\.casa|plex\.direct|oktapreview\.com|onelogin\.com"
    r"|frontegg\.com|kinde\.com|clerk\.accounts\.dev|logto\.app|zitadel\.cloud|my\.site\.com"
    r"|netsuite\.com|successfactors\.(?:com|eu)|splunkcloud\.com|live\.dynatrace\.com|grafana\.net"
    r"|yandexcloud\.net|vkcs\.cloud|aliyuncs\.com|myqcloud\.com|tencentcs\.com|myhuaweicloud\.com"
    r"|volces\.com|contaboserver\.net|vultrusercontent\.com|linodeusercontent\.com|k8s\.civo\.com"
    r"|exo\.io|infomaniak\.cloud|strapiapp\.com|directus\.app|ghost\.io|discourse\.group|mattermost\.cloud"
)
TENANT = re.compile(rf"(?i)(?:{_TENANTS})$")
# Of countries those that no kind of file and no name in code ends with; behind `co.` any
_COUNTRY = (
    r"a[eflmoqrtuz]|b[abd-jnoqrtwy]|c[adghilmnoruvwxyz]|d[ekmz]|e[cegrstu]|f[ijmor]"
    r"|g[abd-ilmnpqrtuwy]"
    r"|h[knrtu]|i[elnoqrst]|j[emop]|k[eghimnprwz]|l[bciktuvy]|m[aceghnqrtu-z]|n[acefgilopruz]|om"
    r"|p[aefhklnrtw]|qa|r[eouw]|s[abdegiknrvxyz]|t[cghjklmnrvwz]|u[agksyz]|v[aceginu]|w[fs]|yt|z[amw]"
)
TLD = (
    r"(?:(?:com?|org|net|ac|gov|edu|gob|or|ne)\.[a-z]{2}|com|net|org|app|cloud|tech|xyz|info|biz"
    r"|local|internal|lan|corp|intra|intranet|private|home|localdomain|edu|gov|mil|site|online|shop"
    r"|scot|wales|cymru|london|berlin|bayern|hamburg|koeln|cologne|wien|tirol|paris|bzh|alsace"
    r"|swiss|zuerich|amsterdam|frl|brussels|gent|vlaanderen|istanbul|moscow|capetown|joburg|durban"
    r"|nyc|boston|miami|tokyo|osaka|kyoto|nagoya|quebec|sydney|melbourne|africa|asia|gmbh|clinic"
    r"|store|systems|health|bank|dev|" + _COUNTRY + r")"
)
# Messages that name a machine next.
_HOST_NEXT = (
    r"(?i:resolve (?:host(?:name)?|address)?|host name|unknown ?host(?:exception)?"
    r"|connecting to|reachable servers|unknown host|no such host|ENOTFOUND|EAI_AGAIN"
    r"|ECONNREFUSED|ETIMEDOUT|ECONNRESET|\blookup|connect(?:ed|ion)? to(?: server| host)?(?: at)?"
    r"|certificate is valid for|, not|(?:\b|subject)alt(?:name)?s?(?: does not match| mismatch)?"
    r"|\bhost(?:name)?"
    r"|HTTP_HOST header|host header|server name|subject name|\bDNS)[\s:=]{0,3}[\"'(\[]{0,2}"
    r"(?:DNS:|\*\.)?"
)

RULES = (
    Rule(
        r"(?i)\b(?:ssh-remote|codespaces|tunnel)(?:\+|%2B)(?P<host>[^\s/\"'`<>%\x1a]+)",
        "ssh-remote|codespaces|tunnel",
    ),
    # Paths: all up to and including the owner goes, the rest is the project's.
    Rule(
        r"(?i)(?:^|[^a-z0-9])(?P<path>(?:[a-z]:|/mnt/[a-z]|/cygdrive/[a-z]|/[a-z])(?:\\{1,8}"
        r"|/)(?:" + _USERS + r")(?:\\{1,8}"
        r"|/)(?:[\pL\pN_][\pL\pN._+@-]*(?: [\pL\pN._-]+){1,2}(?:\\)|" + _USER + "))",
        _USERS,
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
        r"(?i)(?:ssh-remote|wsl|(?:dev|attached)-container|codespaces|tunnel)\+[^\s/]+(?P<path>(?:/(?:[\w-]+|\.\.)){0,3}/(?:home|Users)/"
        + _USER
        + ")",
        "/home|/users",
    ),
    Rule(
        _EDGE + r"(?P<path>/(?:(?:nfs|net|data|export|srv|storage|shared?|scratch)/(?:users|people)"
        r"|(?:\w[\w.-]*/){1,3}(?:homes|profiles|userdata|roaming)"
        r"|(?:lustre|gpfs|beegfs)/(?:scratch|users?)|afs/[\w.-]+/users?(?:/\w){0,2}"
        r"|var/(?:spool/)?mail|var/spool/cron(?:/crontabs|/tabs)?|(?:run/)?media|home[1-9])/"
        + _USER
        + ")",
        "/user|/people|/mail|/cron|/media|/home|/scratch|/profiles|/roaming",
        accept=_of_somebody,
    ),
    Rule(_EDGE + r"(?P<path>/(?:private/)?var/folders/\w\w/\w+/[A-Z])\b", "/var/folders"),
    Rule(_EDGE + r"(?P<path>/builds/[\w.-]+)/[\w.-]+/", "/builds/"),  # GitLab's runner: the group
    Rule(r"\bcd (?P<path>/builds/[A-Za-z][\w.-]*)/[\w.-]+", "cd /builds/"),
    Rule(
        _EDGE + r"(?P<path>/(?:var/www|srv|www|sites|srv/\w{2,8}|var/(?:svn|git|lib/\w{2,12}))/"
        r"(?:[\w-]+\.)+" + TLD + ")/",
        "/www|/srv|/sites|/var/",
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
    Rule(  # a share of one's own is hidden: `\\fs1\ada$`
        r"(?:^|[\s\"'`(=])\\\\[A-Za-z0-9\x1a][\w.\x1a-]+\\(?P<path>[a-z][\w.-]{2,30})\$\\",
        "$\\",
        accept=_folder,
    ),
    Rule(r"(?:^|[\s\"'`(=])\\\\(?P<host>[A-Za-z0-9][\w.-]+)\\[A-Za-z][\w$.-]*\\", "\\\\"),
    Rule(
        r"\bgit@[\w.-]+:(?P<path>[\w.-]+/[\w.-]+)",
        "git@",
        accept=lambda found: _PUBLIC_OWNERS.match(found.value) is None,
    ),
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
    Rule(r"\[(?P<user>[a-z_][\w.-]{0,31})@(?P<host>[\w.-]+) [^\]\n\x1a]{1,80}\][$#]", "]$|]#"),
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
        r"(?i)\b(?:host(?:name)?|machine|node|server|computer)(?:[_ ]name)?[\"']?\s?[=:]\s?[\"']?"
        r"(?P<host>[a-z][\w]*-[\w-]*\d[\w-]*)(?:[\s\"',;)}\]]|$)",
        "host|machine|node|server|computer",
    ),
)
