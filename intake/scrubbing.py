"""Replace private text by typed placeholders, before anything is stored, logged or queued.

What a rule hides are its named groups: the name is the kind of the placeholder, so
``(?P<user>…)@(?P<host>…)`` becomes ``<user>@<host>``. What stands around them is context and stays.
Rules run in RE2, hence in linear time, on the text itself and on a decoded view of it.
"""

import functools
import html
import ipaddress
import re
import unicodedata
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple
from urllib.parse import unquote

import re2

SCRUB_VERSION: int = 1

KINDS = (
    "card", "dsn", "email", "host", "iban", "id", "ip", "mac",
    "path", "phone", "secret", "url", "user", "value",
)  # fmt: skip
PLACEHOLDER: re.Pattern[str] = re.compile(rf"<(?:{'|'.join(KINDS)})>")

# Stands for one character of a placeholder. No rule may hide it: every negated class of the
# catalogue excludes it.
_MASK = "\x1a"
# A pass may uncover what the one before it kept apart; honest text settles in two.
_MAX_PASSES = 12


class ScrubbingFailed(Exception):
    """The text did not settle; it must not be stored."""


class _Found(NamedTuple):
    """A part of `text` that a rule would hide."""

    text: str
    start: int
    end: int

    @property
    def value(self) -> str:
        return self.text[self.start : self.end]

    def before(self, reach: int) -> str:
        return self.text[max(0, self.start - reach) : self.start]

    def after(self, reach: int) -> str:
        return self.text[self.end : self.end + reach]


class _Span(NamedTuple):
    start: int
    end: int
    rank: int
    kind: str


def scrub(text: str) -> str:
    """Return `text` with its private parts replaced; ``scrub(scrub(t)) == scrub(t)``.

    Raises ScrubbingFailed where that cannot be reached.
    """
    for _ in range(_MAX_PASSES):
        spans = _find(text)
        if not spans:
            return text
        text = _replace(text, spans)
    raise ScrubbingFailed(f"not settled after {_MAX_PASSES} passes")


def _replace(text: str, spans: list[_Span]) -> str:
    pieces: list[str] = []
    position = 0
    for span in spans:
        pieces += (text[position : span.start], f"<{span.kind}>")
        position = span.end
    return "".join(pieces) + text[position:]


def _find(text: str) -> list[_Span]:
    masked = PLACEHOLDER.sub(_mask, text)
    spans = list(_matches(masked))
    view = _decoded(masked)
    if view.text != masked:
        spans += (
            span._replace(start=view.starts[span.start], end=view.ends[span.end - 1])
            for span in _matches(view.text)
        )
    return _merged(spans)


def _mask(match: re.Match[str]) -> str:
    return _MASK * len(match[0])


def _matches(text: str) -> Iterator[_Span]:
    shadow = _shadow(text)
    folded = text.lower()
    for rank, rule in enumerate(_RULES):
        if not rule.clues or any(clue in folded for clue in rule.clues):
            yield from rule.spans(text, shadow, rank)


_BEYOND_LATIN = re.compile(r"[^\x00-\xff]")


def _shadow(text: str) -> bytes:
    """One byte for each character, so that RE2's positions are ours.

    Of a character beyond Latin-1 the rules ask only whether it is a letter, or a space.
    """
    return _BEYOND_LATIN.sub(_stand_in, text).encode("latin-1")


def _stand_in(match: re.Match[str]) -> str:
    if match[0].isalnum():
        return "\xe9"
    return " " if match[0].isspace() else "\xa6"


def _merged(spans: list[_Span]) -> list[_Span]:
    """Overlapping spans become one, of the kind of the rule that stands first in the catalogue."""
    merged: list[_Span] = []
    for span in sorted(spans):
        last = merged[-1] if merged else None
        if last is None or span.start >= last.end:
            merged.append(span)
            continue
        first = min(last, span, key=lambda one: one.rank)
        merged[-1] = first._replace(start=last.start, end=max(last.end, span.end))
    return merged


class _View(NamedTuple):
    """`text`, and for each of its characters where it comes from in the original."""

    text: str
    starts: list[int]
    ends: list[int]


_ENCODED = re.compile(
    r"(?P<percent>(?:%[89A-Fa-f][0-9A-Fa-f])++|%[0-7][0-9A-Fa-f])|(?P<entity>&(?:#\d{1,7}"
    r"|#[xX][0-9A-Fa-f]{1,6}|[a-zA-Z]{2,10});)|(?P<escape>\\(?:u[0-9A-Fa-f]{4}|x[0-9A-Fa-f]{2}))"
    r"|(?P<blank>\\[nrt])"  # an escaped line end hides the word boundary that a rule looks for
    r"|(?P<wrap>\\\r?\n)"
    # Zero-width, bidi and soft-hyphen characters, and the tag block.
    r"|(?P<invisible>[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\U000e0000-\U000e007f])|(?P<wide>[\uff01-\uff5e\ufe52\ufe6b\uff61\u3002\u2024])"
)
_DECODE: dict[str, Callable[[str], str]] = {
    "percent": unquote,
    "entity": html.unescape,
    "escape": lambda code: chr(int(code[2:], 16)),
    "blank": lambda _: "\n",
    "wrap": lambda _: "",
    "invisible": lambda _: "",
    "wide": lambda char: unicodedata.normalize("NFKC", char).replace("\u3002", "."),
}
# What was encoded twice is decoded twice; deeper than that nobody's error message goes.
_DECODE_DEPTH = 2


def _decoded(text: str) -> _View:
    view = _View(text, list(range(len(text))), list(range(1, len(text) + 1)))
    for _ in range(_DECODE_DEPTH):
        if not _ENCODED.search(view.text):
            break
        view = _decode_once(view)
    return view


def _decode_once(view: _View) -> _View:
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    position = 0
    for match in _ENCODED.finditer(view.text):
        start, end = match.span()
        decoded = _DECODE[match.lastgroup or ""](match[0])
        pieces += (view.text[position:start], decoded)
        starts += view.starts[position:start] + [view.starts[start]] * len(decoded)
        ends += view.ends[position:start] + [view.ends[end - 1]] * len(decoded)
        position = end
    pieces.append(view.text[position:])
    return _View("".join(pieces), starts + view.starts[position:], ends + view.ends[position:])


_WORDS = re.compile(r"[A-Za-z]+\d{0,2}(?:[_.:/-]+[A-Za-z]+\d{0,2})*+[_-]?\d{0,3}")
_VERSION_OR_TIME = re.compile(
    r"(?:[A-Za-z]+-)*[v^~]?\d+(?:\.\d+)+(?:[-+.]?[a-z]\w*)?|\d{4}-\d\d-\d\d(?:[T_ ].*)?|\d\d:\d\d.*"
    r"|\d+(?:ms|px|s)?|[\d_]+(?:[*+/][\d_]+)+"
)
_REFERENCE = re.compile(
    r"\$.*|%.*|[A-Za-z_$][\w$]*(?:\??\.[A-Za-z_$][\w$]*)+|(?:\.{0,2}/)+[\w@.-].*"
    r"|[\w./-]+\.[a-z]{2,4}"
)
_FILLER = re.compile(r"(?P<one>[*.x•X-])(?P=one)*+|(?i:your|my|example|changeme|redacted)\b.*")
_HEX = re.compile(r"(?i)[0-9a-f]{32,}")
# Letter to digit and back, or lower to upper case: once a word in names, every other time in keys.
_SWITCH = re.compile(r"[a-z](?=[A-Z0-9])|[A-Z](?=\d)|\d(?=[A-Za-z])")
_PIECES = re.compile(r"[A-Za-z0-9]+")
_LONG_PIECE = 16


def _is_plain(value: str) -> bool:
    """A word, a version, a time, a reference to a variable or file, or a filler: not a secret."""
    return any(shape.fullmatch(value) for shape in (_WORDS, _VERSION_OR_TIME, _REFERENCE, _FILLER))


def _has_digit(value: str) -> bool:
    return any(char.isdigit() for char in value)


def _is_random(value: str) -> bool:
    """Whether some unbroken piece of `value` changes its kind of character as often as keys do."""
    return any(
        len(piece) >= _LONG_PIECE
        and len(_SWITCH.findall(piece)) >= len(piece) / 4
        and sum(map(str.isdigit, piece)) >= 2
        for piece in _PIECES.findall(value)
    )


def _password(found: _Found) -> bool:
    value = found.value
    return (
        len(value) >= 4
        and not _calls(found)
        and (not _is_plain(value) or (_has_digit(value) and not _VERSION_OR_TIME.fullmatch(value)))
    )


# The one key that is meant to be known.
_PUBLIC_KEY = re.compile(r"(?i)public[_-]?key\w*\W{1,6}$")


def _token(found: _Found) -> bool:
    value = found.value
    if len(value) < 8 or _calls(found) or _PUBLIC_KEY.search(found.before(24)):
        return False
    return _HEX.fullmatch(value) is not None or (
        not _is_plain(value) and (_has_digit(value) or _is_random(value) or len(value) >= 40)
    )


def _long_token(found: _Found) -> bool:
    value = found.value
    return len(value) >= _LONG_PIECE and sum(map(str.isdigit, value)) >= 2 and _token(found)


def _literal(found: _Found) -> bool:
    """`DB_PASSWORD=letmein` in an environment: any word goes, save a reference or a filler."""
    value = found.value
    return not (
        _calls(found)
        or value.lower() in {"true", "false", "null", "none", "undefined", "string"}
        or _REFERENCE.fullmatch(value)
        or _FILLER.fullmatch(value)
    )


def _calls(found: _Found) -> bool:
    """`token = getToken(` is code."""
    return found.after(1) == "("


def _bare(found: _Found) -> bool:
    value = found.value
    # Mangled C++ and Rust names look random and are not.
    return not value.startswith(("_ZN", "_R")) and not _digest(found) and _is_random(value)


# Announces a public hash: a lock file, a commit, an image.
_DIGEST = re.compile(
    r"(?i)(?:sha-?\d{1,3}|md5|h1|blake\w*)\W{1,2}$|[#@]$|\.$|(?:commit|object|revision|rev|hash"
    r"|checksum|digest|integrity|tree|blob|head)\W{1,4}$"
)
_DIGEST_REACH = 16


def _digest(found: _Found) -> bool:
    return _DIGEST.search(found.before(_DIGEST_REACH)) is not None


def _hex_id(found: _Found) -> bool:
    """Letters alone or digits alone, that long, are a test's filler or a number."""
    return not (found.value.isalpha() or found.value.isdigit() or _digest(found))


# `<Link href="/home/settings">` is a page, not a folder.
_ROUTE = re.compile(
    r"\b(?:href|to|push|replace|redirect|navigate|get|post|put|fetch|GET|POST)\W{1,4}$"
)


def _folder(found: _Found) -> bool:
    return _ROUTE.search(found.before(16)) is None


def _private_ip(found: _Found) -> bool:
    """Loopback, unspecified and netmask addresses name nobody; 4.0.0.0 is a version."""
    value = found.value
    announced = found.before(10).lower().rstrip(" =:\"'v")
    if value.endswith(".0.0.0") or announced.endswith(("version", "ver")):
        return False
    return not value.startswith(("127.", "0.", "255."))


def _ipv6(found: _Found) -> bool:
    value = found.value
    groups = [group for group in value.split(":") if group]
    try:
        address = ipaddress.IPv6Address(value)
    except ValueError:
        return False
    # `a::b` is an address, and a Rust path.
    return not address.is_loopback and len(groups) >= 3 and _has_digit(value)


_FILE_ENDING = re.compile(
    r"(?i)(?:png|jpe?g|gif|svg|webp|avif|ico|[cm]?[jt]sx?|s?css|less|json|map|html?|vue|svelte|txt"
    r"|ya?ml|lock|toml|tgz)"
)
_RELEASE = re.compile(r"v?\d+\.\d+|[1-9]x\.")
_IN_AUTHORITY = re.compile(r"://[^\s/]*$")


def _email(found: _Found) -> bool:
    """Not `logo@2x.png`, `next@14.0.0-canary.beta`, `git@`, or a URL's password and host."""
    local, _, domain = found.value.rpartition("@")
    ending = domain.rpartition(".")[2]
    return (
        local != "git"
        and not _FILE_ENDING.fullmatch(ending)
        and _RELEASE.match(domain) is None
        and _IN_AUTHORITY.search(found.before(100)) is None
    )


_PUBLIC_HOSTS = (
    "localhost", "example.com", "example.org", "example.net", "github.com", "gitlab.com",
    "bitbucket.org", "githubusercontent.com", "npmjs.org", "npmjs.com", "yarnpkg.com", "pypi.org",
    "pythonhosted.org", "golang.org", "crates.io", "docker.io", "docker.com", "ghcr.io", "gcr.io",
    "quay.io", "google.com", "googleapis.com", "gstatic.com", "openai.com", "anthropic.com",
    "stripe.com", "maven.org", "apache.org", "gradle.org", "rubygems.org", "nuget.org",
    "packagist.org", "debian.org", "ubuntu.com", "alpinelinux.org", "nodejs.org", "jsdelivr.net",
    "unpkg.com", "cloudflare.com", "host.docker.internal", "metadata.google.internal",
)  # fmt: skip


def _private_host(found: _Found) -> bool:
    host = found.value.lower().rstrip(".")
    return found.after(1) != "(" and not any(
        host == public or host.endswith("." + public) for public in _PUBLIC_HOSTS
    )


def _machine(found: _Found) -> bool:
    """`threading.local` is code; a machine's name has a dash or digit, or stands in an address."""
    named = "-" in found.value or _has_digit(found.value) or found.before(1) in ("/", "@")
    return named and _private_host(found)


# Accounts that every machine has; a message that names them says something.
_SERVICE_USERS = re.compile(
    r"(?i)root|admin|administrator|app|postgres|mysql|redis|mongo|node|nobody|www-data|www|nginx"
    r"|apache|ubuntu|debian|user|username|users|guest|test|git|sa|system|daemon|public|default"
    r"|runner|string|none|null|true|false|undefined|anonymous|staff|wheel|and|or|not|is|the|name"
)


def _person(found: _Found) -> bool:
    return _SERVICE_USERS.fullmatch(found.value) is None


def _card(found: _Found) -> bool:
    digits = [int(char) for char in found.value if char.isdigit()]
    doubled = [sum(divmod(2 * digit, 10)) for digit in digits[-2::-2]]
    return 13 <= len(digits) <= 19 and (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0


def _phone(found: _Found) -> bool:
    return 9 <= sum(map(str.isdigit, found.value)) <= 15


def _object_id(found: _Found) -> bool:
    return _has_digit(found.value) and not found.value.islower()


class _Rule:
    """One form of private text; `clues` are lower-case literals, of which every match has one.

    `accept` is asked about the last named group of a match.
    """

    def __init__(
        self, pattern: str, clues: str = "", accept: Callable[[_Found], bool] | None = None
    ) -> None:
        self.clues = clues.split("|") if clues else []
        self._pattern = pattern
        self._accept = accept

    @functools.cached_property
    def _compiled(self) -> Any:
        options = re2.Options()
        options.log_errors = False
        options.encoding = re2.Options.Encoding.LATIN1
        return re2.compile(self._pattern.encode(), options)

    @functools.cached_property
    def _groups(self) -> list[tuple[int, str]]:
        return [(i, name.decode()) for name, i in self._compiled.groupindex.items()]

    def spans(self, text: str, shadow: bytes, rank: int) -> Iterator[_Span]:
        for match in self._compiled.finditer(shadow):
            found = [(match.span(group), kind) for group, kind in self._groups]
            found = [(span, kind) for span, kind in found if span[0] < span[1]]
            if self._accept is None or self._accept(_Found(text, *found[-1][0])):
                for (start, end), kind in found:
                    yield _Span(start, end, rank, kind)


# The published prefix of an issuer, and what follows it. As the issuers are known to write them.
_ISSUED = (
    r"gh[pousr]_[A-Za-z0-9_]{16,}|github_pat_\w{20,}",  # GitHub
    r"gl(?:pat|dt|rt|rtr|cbt|ft|ffct|agent|imt|oas|ptt|soat|wt)-[\w=.-]{12,}",  # GitLab
    r"GR1348941[\w-]{16,}",  # GitLab's runners, before they had a prefix of the kind above
    r"(?:A3T[A-Z0-9]|AKIA|ASIA|ABIA|ACCA|AROA|AIDA|AGPA|ANPA)[A-Z0-9]{12,}",  # AWS
    r"ABSK[A-Za-z0-9+/]{40,}={0,2}|bedrock-api-key-[\w+/=-]{16,}",  # AWS Bedrock
    r"(?:sk|rk|pk|whsec)_(?:live|test|prod)_\w{8,}|whsec_[\w+/=]{16,}",  # Stripe, Clerk
    r"xox[a-z](?:\.xox[a-z])?-[\w-]{8,}|xapp-\d-[\w-]{10,}",  # Slack
    r"sk-ant-[\w-]{16,}",  # Anthropic
    r"sk-(?:proj|svcacct|admin|or|lf)-[\w-]{16,}|sk-[A-Za-z0-9]{20,}",  # OpenAI and its likes
    r"AIza[\w-]{30,}|ya29\.[\w-]{16,}|GOCSPX-[\w-]{16,}|1//0[\w-]{30,}",  # Google
    r"npm_[A-Za-z0-9]{20,}|pypi-[\w-]{20,}|rubygems_[a-f0-9]{20,}",
    r"cio[A-Za-z0-9]{32}|oy2[a-z0-9]{43}",  # crates.io, NuGet
    r"dckr_(?:pat|oat)_[\w-]{16,}|AKCp\w{40,}|cmVmdGtu[A-Za-z0-9]{40,}",  # Docker, JFrog
    r"hf_[A-Za-z0-9]{16,}|api_org_[A-Za-z]{20,}|r8_[A-Za-z0-9]{20,}",  # Hugging Face, Replicate
    r"gsk_[A-Za-z0-9]{20,}|pplx-[A-Za-z0-9]{20,}|xai-[A-Za-z0-9]{20,}",  # Groq, Perplexity, xAI
    r"nvapi-[\w-]{20,}|fw_[A-Za-z0-9]{20,}|tgp_v1_[\w-]{20,}",  # NVIDIA, Fireworks, Together
    r"tvly-[\w-]{16,}|lsv2_(?:pt|sk)_\w{20,}|ctx7sk-[\w-]{20,}",  # Tavily, LangSmith, Context7
    r"SG\.[\w-]{16,}\.[\w-]{16,}|(?:AC|SK)[a-f0-9]{32}",  # SendGrid, Twilio
    r"key-[a-f0-9]{32}|[a-f0-9]{32}-us\d{1,2}",  # Mailgun, Mailchimp
    r"xkeysib-[\w-]{20,}|re_[A-Za-z0-9]{8}_[A-Za-z0-9]{16,}",  # Brevo, Resend
    r"sq0[a-z]{3}-[\w-]{20,}|EAAA[\w-]{40,}",  # Square
    r"shp(?:at|ca|pa|ss|tka)_[A-Fa-f0-9]{16,}|shippo_(?:live|test)_\w{16,}",  # Shopify, Shippo
    r"access_token\$(?:production|sandbox)\$[\w$]{20,}|rzp_(?:live|test)_\w{10,}",  # Braintree
    r"do[opr]_v1_[a-f0-9]{20,}|heroku_[\w-]{20,}|HRKU-[\w-]{20,}",  # DigitalOcean, Heroku
    r"fo1_[\w-]{30,}|fm[12][ar]?_[\w+/=,]{30,}|nf[pouc]_\w{20,}",  # Fly, Netlify
    r"vc[pikar]_\w{20,}|vercel_\w{20,}",
    r"sbp_[a-f0-9]{20,}|sb_(?:secret|publishable)_[\w-]{16,}",  # Supabase
    r"pscale_(?:tkn|oauth|pw)_[\w=.-]{16,}|napi_[A-Za-z0-9]{20,}|npg_[A-Za-z0-9]{10,}",  # Neon
    r"cf(?:ut|at|k)_\w{20,}|v1\.0-[a-f0-9]{24}-\w{20,}",  # Cloudflare
    r"hv[sbr]\.[\w-]{16,}|[A-Za-z0-9]{14}\.atlasv1\.[\w=-]{30,}",  # HashiCorp
    r"pul-[a-f0-9]{20,}|dp\.(?:pt|st|ct|sa|scim|audit)\.[\w.-]{16,}",  # Pulumi, Doppler
    r"gls?a_[\w-]{20,}|glc_[\w+/=-]{20,}",  # Grafana
    r"dapi[a-f0-9]{32}(?:-\d)?|essu_[\w+/=-]{20,}",  # Databricks, Elastic
    r"NR(?:AK|JS|II|RA|SP|LK)-[\w-]{16,}|dd[apw]_\w{20,}",  # New Relic, Datadog
    r"dt0[a-z]\d{2}\.[A-Z0-9]{24}\.[A-Z0-9]{30,}|sntry[su]_[\w+/=-]{20,}",  # Dynatrace, Sentry
    r"ph[cxsr]_[\w-]{20,}|sgp_(?:[A-Za-z0-9]{16}_|local_)?[A-Za-z0-9]{30,}",  # PostHog, Segment
    r"PMAK-[\w-]{20,}|lin_(?:api|oauth)_\w{20,}|CFPAT-[\w-]{30,}",  # Postman, Linear, Contentful
    r"secret_[A-Za-z0-9]{40,}|ntn_\w{30,}",  # Notion
    r"pat[A-Za-z0-9]{14}\.[a-f0-9]{30,}|fig[dor][a-z]?_[\w-]{20,}",  # Airtable, Figma
    r"AT[AC]TT3[\w=-]{30,}|ATBB[\w=-]{20,}|BBDC-[\w+/@-]{20,}",  # Atlassian
    r"sl\.[\w-]{60,}|duffel_(?:test|live)_[\w=-]{16,}|EZ[AT]K[A-Za-z0-9]{30,}",  # Dropbox, EasyPost
    r"FLW(?:SEC|PUB)K[\w-]*-\w{12,}(?:-X)?|live_[a-f0-9]{32,}",  # Flutterwave
    r"mercury_(?:production|sandbox)_\w{16,}|p8e-[A-Za-z0-9]{16,}",  # Mercury, Adobe
    r"ico-[A-Za-z0-9]{16,}|ion_[A-Za-z0-9]{30,}|EXO[a-f0-9]{20,}",  # Infracost, Ionic, Exoscale
    r"AGE-SECRET-KEY-1[A-Z0-9]{40,}|ops_eyJ[\w+/=-]{40,}|A3-[A-Z0-9-]{20,}",  # age, 1Password
    r"tskey-[\w-]{16,}|tfp_\w{30,}|apify_api_\w{20,}",  # Tailscale, Typeform
    r"LTAI[A-Za-z0-9]{12,}|AKID[A-Za-z0-9]{16,}",  # Alibaba, Tencent
    r"t1\.[\w-]+={0,2}\.[\w-]{60,}|y[0-3]_[\w-]{30,}",  # Yandex
    r"\w{6}_[A-Za-z0-9]{29}_mmk|aio_[A-Za-z0-9]{20,}|endr\+[\w-]{12,}",  # MaxMind, Adafruit
    r"CCIPAT_\w{16,}|bkua_[a-f0-9]{30,}|rpa_[A-Z0-9]{30,}",  # CircleCI, Buildkite, RunPod
    r"waka_[\w-]{30,}|vtwn_\w{20,}|sk_[a-f0-9]{40,}",  # WakaTime, Val Town, ElevenLabs
    r"ulp_[\w-]{16,}",  # our own
)

# Between the name of a setting and its value: assignments of every language, typed or not, a hash
# rocket, XML, a call's next argument, a bundler's `'name' ('"value"'`.
_SEPARATOR = (
    r"[\w.\])-]{0,40}(?:\\{0,4}[\"'`]){0,2}(?:\s{0,4}:?\s{0,4}(?:&?str|\*?string|String"
    r"|text)\b)?\s{0,20}(?:[:?.+]{0,3}=>?|:{1,3}|,\s{0,4}\\{0,4}[\"'`]|\(\s{0,4}[\"'`]"
    r"|>)\s{0,40}(?:[bru]?\\{0,4}[\"'`]){0,2}"
)
_VALUE = r"(?P<secret>[^\s\"'`,;<>(){}\[\]\\|&\x1a]+)"
_FLAT = r"(?P<secret>[\w+/=.-]{16,})"
_LOGIN_NAME = r"(?i:passw(?:or)?d|passphrase|passwort|contrase|\bpwd|_pwd|\bpass\b|_pass\b)"
_KEY_NAME = (
    r"(?i:token|secret|api[_.-]{0,2}key|apikey|access[_.-]?(?:key|id)|private[_.-]?key|auth"
    r"|credential|session|sess_?id|\bsid\b|cookie|signature|\bsig\b|licen[cs]e|encryption|signing"
    r"|webhook|_pat\b|hmac|client[_.-]?(?:id|key)|\bpin\b|\botp\b|salt|nonce)"
)
_USER = r"[\pL\pN_](?:[\pL\pN._+@$-]*[\pL\pN_$-])?"
_EDGE = r"(?:^|[\s\"'`(\[{=:,;|>!+*]|file://|-[A-Za-z])"
_LABEL = r"[\pL\pN_](?:[\pL\pN_-]*[\pL\pN])?"
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
    r"|algolia\.net|auth\.us-[a-z]+-\d\.amazoncognito\.com|amazoncognito\.com"
)
_TLD = (
    r"(?:com|net|org|io|dev|app|co|ai|cloud|tech|xyz|info|biz|me|tv|us|uk|de|fr|nl|eu|ca|au|in|jp"
    r"|ch|at|be|se|no|dk|fi|it|es|pt|pl|cz|ru|cn|br|mx|za|nz|ie|kr|sg|hk|tr|local|internal|lan"
    r"|corp|intranet|private|home|localdomain|edu|gov|mil|site|online|shop|store|systems|health"
    r"|bank)"
)
# Messages that name a machine next.
_HOST_NEXT = (
    r"(?i:resolve (?:host(?:name)?|address)|unknown host|no such host|ENOTFOUND|EAI_AGAIN"
    r"|ECONNREFUSED|ETIMEDOUT|ECONNRESET|\blookup|connect(?:ed|ion)? to(?: server| host)?(?: at)?"
    r"|certificate is valid for|, not|alt(?:name)?s?(?: does not match| mismatch)?|\bhost(?:name)?"
    r"|HTTP_HOST header|host header|server name|\bDNS)[\s:=]{0,3}[\"'(\[]{0,2}(?:DNS:)?"
)
# Messages that name a person's account next.
_USER_NEXT = (
    r"(?i:\b(?:invalid|unknown|illegal|no such) user:?\s?|\b(?:for|by) user\s?"
    r"|\brole (?:name )?|\bchown\s+|\bsu -?\s?|\blogged in as\s?|\bowned by\s?"
    r"|\buser(?:name)? (?:is|was)\s|\bauthentication failed for\s?|\blogin failed for user\s?"
    r"|\bunable to find user\s?|\baccount (?:name )?)"
)

_RULES: tuple[_Rule, ...] = (
    _Rule(
        r"(?P<secret>-----BEGIN (?:[A-Z0-9]+ ){0,4}PRIVATE KEY(?: BLOCK)?-----(?:(?:[^-\x1a]"
        r"|-[^-\x1a])*-----END (?:[A-Z0-9]+ ){0,4}PRIVATE KEY(?: BLOCK)?-----"
        r"|(?:(?:\s|\\[nr]|[\"'+,])*[A-Za-z0-9+/=]{16,})*))",  # cut off before its END line
        "private key",
    ),
    # A connection string says whose database it is in every part.
    _Rule(
        r"(?i)\b(?:postgres(?:ql)?|mysql|mariadb|mongodb|rediss?|valkeys?|amqps?|oracle|mssql"
        r"|sqlserver|cockroachdb|clickhouse|cassandra|neo4j|bolt|ldaps?|smtps?|imaps?|ftps?|sftp"
        r"|nats|kafka|couchdb|libsql|memcached|influxdb|snowflake|redshift|db2|jdbc:[a-z0-9:]+"
        r"|odbc)(?:\+[a-z0-9]+)?:(?:thin:)?(?://"
        r"|@)(?P<dsn>[^\s\"'`<>\x1a]*[^\s\"'`<>:,.;)\]}\x1a])",
        "://|:@",
        accept=lambda found: (
            "@" in found.value
            or not found.value.startswith(
                ("localhost", "127.0.0.1", "/", "${", "$", "{", "[", "host")
            )
        ),
    ),
    _Rule(r"(?:\b|_)(?P<secret>" + "|".join(_ISSUED) + ")"),
    _Rule(r"(?P<secret>\beyJ[\w+/=-]{8,}(?:\.[\w+/=-]+){1,4})", "eyj"),  # JSON Web Token
    _Rule(  # `{"alg"` or `eyJ` in base64 once more
        r"(?P<secret>\b(?:ZXlK|eyJh)[A-Za-z0-9+/=_-]{16,})",
        "zxlk|eyjh",
    ),
    _Rule(
        r"(?i)\b(?P<url>(?:https?://)?(?:(?:ptb\.|canary\.)?discord(?:app)?\.com/api/"
        r"(?:v\d+/)?webhooks|hooks\.slack\.com/(?:services|workflows|triggers)"
        r"|[\w-]+\.webhook\.office\.com|outlook\.office(?:365)?\.com/webhook"
        r"|chat\.googleapis\.com/v1/spaces|hooks\.zapier\.com/hooks"
        r"|api\.telegram\.org/bot)[^\s\"'`<>()\x1a]+)",
        "webhook|hooks.|chat.googleapis|api.telegram",
    ),
    _Rule(
        r"(?i)\b[a-z][a-z0-9+.-]{1,20}://(?P<secret>[^\s/@\"'`<>\\\x1a]+)@",
        "://",
        accept=lambda found: found.value != "git",
    ),
    _Rule(r"(?i)\bssh-remote\+(?P<host>[^\s/\"'`<>\x1a]+)", "ssh-remote+"),
    _Rule(
        r"(?i)\b(?:authorization|bearer|x-auth-token)[\"']?\s{0,3}[:=]?\s{0,3}[\"'`]?(?:(?:bearer"
        r"|basic|token|digest"
        r"|apikey|negotiate|bot|key|oauth|aws4-hmac-sha256)\s{1,3})?" + _VALUE,
        "authorization|bearer|x-auth-token",
        accept=_token,
    ),
    _Rule(
        r"\b(?:Basic|basic|Bot)\s(?P<secret>[A-Za-z0-9+/=._-]{16,})",
        "basic |bot ",
        accept=_token,
    ),
    # curl's and docker's own ways to give a user and a password
    _Rule(
        r"\s(?:-u|--user"
        r"|--proxy-user)[\s=]{1,2}[\"']?(?P<secret>[^\s\"'`$<>:{}\x1a]+:[^\s\"'`$<>{}\x1a]+)",
        "-u|--user|--proxy-user",
    ),
    _Rule(
        r"(?i)\bmachine\s+(?P<host>[^\s<>\x1a]+)\s+login\s+(?P<user>[^\s<>\x1a]+)"
        r"\s+password\s+(?P<secret>[^\s<>\x1a]+)",  # .netrc
        "machine",
    ),
    _Rule(
        r"(?i)(?:key|token|secret|passw(?:or)?d|credentials?"
        r"|auth)\w*\n[^\n]{0,200}?\binput_value=[\"']"
        r"(?P<secret>[^\"'\n\x1a]+)",  # pydantic
        "input_value=",
        accept=_token,
    ),
    _Rule(
        r"\b[A-Z0-9_]*(?:PASSWORD|PASSWD|PASSPHRASE|PWD"
        r"|SECRET)=[\"']?(?P<secret>[^\s\"'`<>(){}\\\x1a]{4,})",
        "=",
        accept=_literal,
    ),
    _Rule(_LOGIN_NAME + _SEPARATOR + _VALUE, "pass|pwd|contrase", accept=_password),
    _Rule(
        _KEY_NAME + _SEPARATOR + _VALUE,
        "token|secret|key|auth|credential|sess|sid|cookie|sig|licen|access|encryption|webhook|_pat"
        "|hmac|client|pin|otp|salt|nonce",
        accept=_token,
    ),
    _Rule(
        r"(?i)(?:key|\bauth|\bcode|\bpat|\bsign|x-amz-[a-z-]+"
        r"|token\(\w+\))[\"'`]?\s{0,8}(?:[:?]{0,3}=>?|:{1,3}|,)"
        r"\s{0,4}[\"'`]{0,2}" + _VALUE,
        "key|auth|code|pat|sign|x-amz|token(",
        accept=_long_token,
    ),
    # `vendor SECRET 0f3a…`, `vendorKEY-0f3a…`, `--token 0f3a…`
    _Rule(
        r"(?:(?i:secret|token|key|password|passwd|private|access)[\"']?[\s.:=-]{1,3}[\"']?)"
        + _FLAT,
        "secret|token|key|passw|private|access",
        accept=_long_token,
    ),
    _Rule(
        r"(?i)\s--?[a-z-]*(?:password|passwd|pass|pwd|token|secret|api-?key)[\s=]{1,2}[\"']?"
        + _VALUE,
        " -",
        accept=_password,
    ),
    _Rule(
        r"(?i)\b(?:connect\.sid|phpsessid|jsessionid|asp\.net_sessionid|_?session(?:_?id)?"
        r"|csrf(?:token)?|sid)=(?P<secret>[^\s;,\"'`<>\x1a]{12,})",
        "sid=|session|csrf",
        accept=_token,
    ),
    # Paths: all up to and including the owner goes, the rest is the project's.
    _Rule(
        r"(?i)(?:^|[^a-z0-9])(?P<path>(?:[a-z]:|/mnt/[a-z]|/cygdrive/[a-z]|/[a-z])(?:\\{1,8}"
        r"|/)(?:users|documents and settings)(?:\\{1,8}"
        r"|/)(?:[\pL\pN_][\pL\pN._+@-]*(?: [\pL\pN._-]+){1,2}(?:\\)|" + _USER + "))",
        "users|documents and settings",
    ),
    _Rule(
        _EDGE
        + r"(?P<path>(?:/(?:mnt|opt|data|export|nfs|net|var|usr|srv|volumes?|Volumes|private|afs"
        r"|shared?|storage|gpfs|lustre|scratch|System/Volumes/Data)(?:/[\w.-]+)?)?/(?:home|homes"
        r"|Users)/" + _USER + ")",
        "/home|/users",
        accept=_folder,
    ),
    # The remote part of an editor's or container's address stands right before the path.
    _Rule(
        r"(?i)(?:ssh-remote|wsl|dev-container)\+[^\s/]+(?P<path>/(?:home|Users)/" + _USER + ")",
        "/home|/users",
    ),
    _Rule(_EDGE + r"(?P<path>/(?:private/)?var/folders/\w\w/\w+/[A-Z])\b", "/var/folders"),
    _Rule(_EDGE + r"(?P<path>/root)/", "/root"),
    _Rule(_EDGE + r"(?P<path>/builds/[\w.-]+)/[\w.-]+/", "/builds/"),  # GitLab's runner: the group
    _Rule(
        _EDGE + r"(?P<path>/(?:var/www|srv|www|sites)/(?:[\w-]+\.)+" + _TLD + ")/",
        "/www|/srv|/sites",
    ),
    # `~name/`; a bundler's `~package/` has other folders in it.
    _Rule(
        _EDGE
        + r"(?P<path>~"
        + _USER
        + r")/(?:projects?|work|code|repos?|dev|git|Documents|Desktop|Downloads"
        r"|Developer|workspaces?|go|Sites|Library|public_html|bin|\.[a-z])",
        "~",
    ),
    _Rule(
        r"(?i)(?:^|[\s\"'`(=:])(?P<path>(?:\\\\|\\\\\\\\)(?:wsl\$"
        r"|wsl\.localhost)(?:\\{1,2})[\w.-]+(?:\\{1,2})home(?:\\{1,2})[\pL\pN._-]+)",
        "wsl",
    ),
    _Rule(
        r"(?i)(?:^|[\s\"'`(=:])(?P<path>(?:\\\\|\\\\\\\\)[a-z0-9][\w.-]+\\{1,2}(?:home|homes"
        r"|users?|profiles?)\$?\\{1,2}[\pL\pN._-]+)",
        "\\\\",
    ),
    _Rule(r"(?:^|[\s\"'`(=])\\\\(?P<host>[A-Za-z0-9][\w.-]+)\\[A-Za-z][\w$.-]*\\", "\\\\"),
    _Rule(r"\bgit@[\w.-]+:(?P<path>[\w.-]+/[\w.-]+)", "git@"),
    # People and machines.
    _Rule(
        r"(?P<email>[\pL\pN_](?:[\pL\pN._%+'-]*[\pL\pN_+-])?@(?:[\pL\pN]"
        r"(?:[\pL\pN-]*[\pL\pN])?\.)+[\pL]{2,24})",
        "@",
        accept=_email,
    ),
    _Rule(
        r"\b(?P<mac>(?:[0-9A-Fa-f]{2}:){5}[0-9A-Fa-f]{2}"
        r"|(?:[0-9A-Fa-f]{2}-){5}[0-9A-Fa-f]{2})(?:[^\w:-]|$)"
    ),
    _Rule(
        r"(?:^|[^\w.])(?P<user>[A-Za-z_][\w.-]*)@(?P<ip>\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3})\b",
        "@",
        accept=_private_ip,
    ),
    _Rule(
        r"(?:^|[^\w.-])(?P<ip>(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d"
        r"|1?\d?\d))(?:[^\w.-]|[.-]\D|[.-]?$)",
        ".",
        accept=_private_ip,
    ),
    _Rule(
        r"(?:^|[^\w:.])(?P<ip>[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,7})(?:[^\w:]|$)",
        ":",
        accept=_ipv6,
    ),
    _Rule(
        r"(?i)\b(?P<host>(?:" + _LABEL + r"\.)+(?:" + _TENANTS + r"))(?:[^\w.-]|\.\W|\.?$)",
        ".",
        accept=_private_host,
    ),
    _Rule(
        r"(?i)(?:^|[^\w.@$-])(?P<host>(?:"
        + _LABEL
        + r"\.)+(?:local|internal|lan|corp|intranet|localdomain|home\.arpa))"
        r"(?:[^\w.(-]|\.\W|\.?$)",
        ".local|.internal|.lan|.corp|.intranet|.home.arpa",
        accept=_machine,
    ),
    _Rule(
        r"(?i)//(?P<host>(?:" + _LABEL + r"\.)+" + _TLD + r"):\d{2,5}\b", "//", accept=_private_host
    ),
    _Rule(
        _HOST_NEXT + r"(?P<host>(?:" + _LABEL + r"\.)+" + _TLD + r")(?:[^\w.-]|\.\W|\.?$)",
        ".",
        accept=_private_host,
    ),
    _Rule(
        r"\b(?:HOSTNAME|COMPUTERNAME|USERDOMAIN|LOGONSERVER)[\"']?\s?[=:]\s?[\"']?"
        r"(?P<host>[\w.-]+)",
        "hostname|computername|userdomain|logonserver",
    ),
    _Rule(
        r"\b(?:USER|LOGNAME|USERNAME|SUDO_USER|GIT_(?:AUTHOR"
        r"|COMMITTER)_NAME)[\"']?\s?[=:]\s?[\"']?(?P<user>[\w.-]{2,40})",
        "user|logname|git_",
        accept=_person,
    ),
    _Rule(_USER_NEXT + r"[\"'`]?(?P<user>[\pL_][\pL\pN._-]*)[\"'`:]", " ", accept=_person),
    _Rule(
        _USER_NEXT + r"[\"'`]?[\w.-]+:(?P<user>[\pL_][\pL\pN._-]*)\b",
        "chown|user",
        accept=_person,
    ),
    _Rule(r"\bwhoami: (?P<user>[\w.-]+)", "whoami"),
    _Rule(r"[\"'](?P<user>[\w.-]+)[\"']@[\"']", "@", accept=_person),  # MySQL: 'user'@'host'
    _Rule(r"['\x1a]@'(?P<host>[\w.-]+)'", "'@'", accept=_private_host),
    _Rule(r"\b(?:ssh|scp|sftp|rsync)\s(?:-\S+\s){0,4}(?P<user>[\w.-]+)@(?P<host>[\w.-]+)", "@"),
    _Rule(
        r"[-dlbcps](?:[r-][w-][xsStT-]){3}[.+@]?\s+\d+\s+(?P<user>[a-zA-Z_][\w.-]*)\s",
        "r",
        accept=_person,
    ),  # ls -l
    _Rule(r"(?m)^(?P<user>[a-z][\w.-]*) is not in the sudoers", "sudoers"),
    _Rule(
        r"\b(?:TODO|FIXME|XXX|HACK)\((?P<user>[a-z][\w.-]{2,30})\)",
        "todo(|fixme(|xxx(|hack(",
        accept=_person,
    ),
    _Rule(
        r"(?m)(?:^|\s)(?:Author|Committer|[A-Z][a-z]+(?:-[a-z]+)?-by): "
        r"(?P<user>[\pL][\pL .'-]{1,60}[\pL]) [<\x1a]",
        ": ",
    ),
    # A Windows domain and its user. A back slash may be an escape: `ERROR\nfailed` must stay.
    _Rule(
        r"(?:^|[\s\"'(])[A-Z][A-Z0-9-]{1,14}\\{1,2}(?P<user>[\pL][\pL\pN._-]{2,})[\"']?(?::"
        r"| )\s?(?i:log[io]n|access|account|auth|is not)",
        "\\",
    ),
    _Rule(
        r"(?i:user|account|login|owner|principal)[^\n\w]{1,5}[A-Z][A-Z0-9-]{1,14}\\{1,2}"
        r"(?P<user>[\pL][\pL\pN._-]{2,})",
        "\\",
    ),
    _Rule(
        r"(?i)\b(?:user id|uid|initial catalog|database|data source"
        r"|server)=(?P<value>[^;=\s\"'`<>\x1a]+);",
        "=|;",
        accept=lambda found: found.value.lower() not in ("localhost", ".", "(local)"),
    ),
    # Numbers of people and things.
    _Rule(
        r"\b(?P<id>[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12})",
        "-",
    ),
    _Rule(
        r"\barn:aws[\w-]*:[\w-]*:[\w-]*:(?P<id>\d{12})(?::(?:user"
        r"|assumed-role)/(?P<user>[\w+=,.@/-]+))?",
        "arn:aws",
    ),
    _Rule(  # Stripe's objects: a short kind, then base62
        r"\b(?P<id>(?:cus|sub|pi|pm|ch|acct|seti|evt|cs|txn|card|ba|po|tr|si|in|dp|price|prod|user"
        r"|org|sess|team|usr|proj|key)_(?:test_|live_)?[A-Za-z0-9]{12,})\b",
        "_",
        accept=_object_id,
    ),
    _Rule(
        r"\b(?P<iban>[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?)\b",
        "iban|sepa|bank|account",
    ),
    _Rule(r"(?:^|[^\w.+-])(?P<card>\d(?:[ -]?\d){12,18})(?:[^\w.-]|\.\D|\.?$)", accept=_card),
    _Rule(
        r"(?:^|[^\w+])(?P<phone>\+[1-9]\d{0,2}(?:[ .-]?\(?\d{1,4}\)?){2,6})(?:[^\w]|$)",
        "+",
        accept=_phone,
    ),
    _Rule(r"(?:^|[^\w-])(?P<id>\d{3}-\d{2}-\d{4})(?:[^\w-]|$)", "-"),  # social security number
    # A database quotes the row that offends.
    _Rule(r"Failing row contains \((?P<value>[^\n\x1a]+)\)", "failing row"),
    _Rule(r"Key \([^()\n]{1,200}\)=\((?P<value>[^\n\x1a]+?)\) (?:is|already|conflicts)", "key ("),
    _Rule(r"Duplicate entry '(?P<value>[^'\n\x1a]+)' for key", "duplicate entry"),
    # Last, what nothing announces.
    _Rule(r"(?:^|[^\w])(?P<id>[0-9a-f]{32,}|[0-9A-F]{32,})(?:[^\w]|$)", accept=_hex_id),
    _Rule(r"(?:^|[^\w+-])(?P<secret>[\w+-]{20,}={0,2})", accept=_bare),
)
