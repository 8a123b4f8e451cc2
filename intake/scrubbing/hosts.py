"""Hosts: by whose domain or platform they are, and where messages name one next."""

import re

from intake.scrubbing.entropy import has_digit
from intake.scrubbing.rules import Found, Rule

_PUBLIC_HOSTS = frozenset((
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
))  # fmt: skip

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
    while host and host not in _PUBLIC_HOSTS:
        host = host.partition(".")[2]
    return not host and found.after(1) != "("


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
COUNTRY = (
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
    r"|store|systems|health|bank|dev|" + COUNTRY + r")"
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


# Messages that name a machine next.
_HOST_NEXT = (
    r"(?i:resolve (?:host(?:name)?|address)?|host name|unknown ?host(?:exception)?"
    r"|connecting to|reachable servers|unknown host|no such host|ENOTFOUND|EAI_AGAIN"
    r"|ECONNREFUSED|ETIMEDOUT|ECONNRESET|\blookup|connect(?:ed|ion)? to(?: server| host)?(?: at)?"
    r"|\b(?:database|db|cache|broker|mail) server at"
    r"|certificate is valid for|, not|(?:\b|subject)alt(?:name)?s?(?: does not match| mismatch)?"
    r"|\bhost(?:name)?"
    r"|HTTP_HOST header|host header|server name|subject name|\bDNS)[\s:=]{0,3}[\"'`(\[]{0,2}"
    r"(?:DNS:|\*\.)?"
)

RULES = (
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
    # A shell's prompt
    Rule(
        r"(?m)(?:^|[\s(\[\"'`])(?P<user>[a-z_][\w.-]{0,31})@(?P<host>[\w-][\w.-]*):(?:~|/)"
        r"[^\n$#\x1a]{0,120}[$#](?:\s|$)",
        "@",
    ),
    Rule(r"\[(?P<user>[a-z_][\w.-]{0,31})@(?P<host>[\w.-]+) [^\]\n\x1a]{1,80}\][$#]", "]$|]#"),
    Rule(
        r"(?i)\b(?:host(?:name)?|machine|node|server|computer)(?:[_ ]name)?[\"']?\s?[=:]\s?[\"']?"
        r"(?P<host>[a-z][\w]*-[\w-]*\d[\w-]*)(?:[\s\"',;)}\]]|$)",
        "host|machine|node|server|computer",
    ),
)
