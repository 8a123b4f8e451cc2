"""Known forms of secrets: keys of issuers, keys in blocks, and what connects to a database."""

from collections.abc import Iterator, Sequence

from intake.scrubbing import entropy
from intake.scrubbing.fillers import is_of_variables, says_what_goes_there
from intake.scrubbing.hosts import TLD
from intake.scrubbing.issuers import FORMS, MARKED, Form
from intake.scrubbing.rules import Found, Rule

# Of `b.clientRenderedBoundaries`, which a prefix of one letter takes for a key, one in seven is.
_SOME_ODD = 0.25


def _no_name(found: Found) -> bool:
    """Some prefixes are words: what stands behind them must not read as one."""
    value = found.value
    return not says_what_goes_there(value.lstrip("_")) and (
        entropy.has_digit(value)
        or value.isupper()
        or entropy.is_gibberish(value)
        or entropy.is_odd(entropy.without_names(value), _SOME_ODD)
    )


def _handfuls(forms: Sequence[Form], size: int = 16) -> Iterator[Sequence[Form]]:
    """To find where a match began RE2 reads it backwards, from the end that most forms share: with
    all of them in one expression that takes 400 times as long as with a few.
    """
    for start in range(0, len(forms), size):
        yield forms[start : start + size]


_PRIVATE_KEY = r"[A-Z0-9_ -]{0,60}PRIVATE KEY(?: BLOCK)?-----"

RULES = (
    Rule(
        rf"(?P<secret>-----BEGIN{_PRIVATE_KEY}(?:(?:[^-\x1a]|-[^-\x1a])*-----END{_PRIVATE_KEY}"
        r"|(?:(?:\s|\\[nr]|[\"'+,])*[A-Za-z0-9+/=]{16,})*))",  # cut off before its END line
        "private key",
    ),
    Rule(  # DER in base64: a sequence that begins with the number of a key's version
        r"\b(?P<secret>(?:MII[\w+/]{2}[AQgw]IBA[A-D]|MI[GH][\w+/]AgE[AB]M[BF]|MHcCAQEE|MC4CAQAwBQYDK2V)"
        r"[\w+/]{12,}={0,2}(?:(?:\\[nr]|\s){1,8}(?:[\w+/]{40,}={0,2}|[\w+/]{4,64}={1,2}))*)",
        "mii|mig|mih|mhccaqee|mc4caqaw",
    ),
    Rule(  # .NET, whose parts of a key have an element each
        r"<(?:P|Q|DP|DQ|InverseQ|D)>(?P<secret>[\w+/=\s]{24,})</",
        "<rsakeyvalue",
    ),
    # PuTTY
    Rule(r"(?:Private-Lines: \d+\s|Private-MAC: )(?P<secret>[A-Za-z0-9+/=\s]{20,})", "private-"),
    # A connection string says whose database it is in every part.
    Rule(
        r"(?i)\b(?:postgres(?:ql)?|pgsql|postgis|mysql[2ix]?|mariadb|rabbitmq|mqtts?|stomp|trino|presto"
        r"|hive2?|vertica|tidb|mongodb|rediss?|valkeys?|amqps?|oracle|mssql"
        r"|sqlserver|cockroachdb|clickhouse|cassandra|neo4j|bolt|ldaps?|smtps?|imaps?|ftps?|sftp"
        r"|nats|kafka|couchdb|libsql|memcached|influxdb|snowflake|redshift|db2|jdbc:[a-z0-9:]+"
        r"|odbc)(?:\+[a-z0-9]+)?:(?:thin:)?(?://"
        r"|@)(?P<dsn>[^\s\"'`<>\x1a]*[^\s\"'`<>:,.;)\]}\x1a])",
        "://|:@",
        accept=lambda found: (
            not is_of_variables(found.value)
            and (
                "@" in found.value
                or not found.value.startswith(
                    ("localhost", "127.0.0.1", "/", "${", "$", "{", "[", "host", "example.")
                )
            )
        ),
    ),
    Rule(  # Go's way to write one: `ada:pw@tcp(db:3306)/shop`
        r"(?P<dsn>[^\s\"'`<>:/@=\x1a]{1,80}:[^\s\"'`<>@\x1a]{0,120}@(?:tcp|unix|cloudsql)\d?"
        r"\([^\s()\x1a]{1,200}\)(?:/[\w.%-]*)?(?:\?[\w.%=&+/-]*\w)?)",
        "@tcp|@unix|@cloudsql",
    ),
    Rule(  # without a scheme, with the port of a database
        r"(?:^|[\s=\"'`(,])(?P<dsn>[A-Za-z][\w.-]{1,40}:[^\s\"'`<>@/\x1a]{4,80}"
        r"@(?:[\w-]+\.)+" + TLD + r":\d{2,5}(?:/[\w-]*)?)",
        "@",
        accept=lambda found: not is_of_variables(found.value),
    ),
    Rule(
        r"(?i)\bjdbc:oracle:\w+:"
        r"(?P<dsn>[\w.-]+/[^\s\"'`<>\x1a]+@[^\s\"'`<>\x1a]*[^\s\"'`<>:,.;)\]}\x1a])",
        "jdbc:oracle",
    ),
    Rule(r"(?P<secret>\bey[A-Z][\w+/=-]{8,}(?:\.[\w+/=-]+){1,4})", "ey"),  # JSON Web Token
    Rule(  # `{"alg"` or `eyJ` in base64 once more
        r"(?P<secret>\b(?:ZXlK|eyJh)[A-Za-z0-9+/=_-]{16,})",
        "zxlk|eyjh",
    ),
    Rule(
        r"(?i)\b(?P<url>(?:https?://)?(?:(?:ptb\.|canary\.)?discord(?:app)?\.com/api/"
        r"(?:v\d+/)?webhooks|hooks\.slack\.com/(?:services|workflows|triggers)"
        r"|[\w-]+\.webhook\.office\.com|outlook\.office(?:365)?\.com/webhook"
        r"|chat\.googleapis\.com/v1/spaces|hooks\.zapier\.com/hooks"
        r"|api\.telegram\.org/bot)[^\s\"'`<>()\x1a]+)",
        "webhook|hooks.|chat.googleapis|api.telegram",
    ),
    Rule(
        r"(?i)\b[a-z][a-z0-9+.-]{1,20}://(?P<secret>[^\s/@\"'`<>\\\x1a]+)@",
        "://",
        accept=lambda found: found.value != "git" and not is_of_variables(found.value),
    ),
    *(
        Rule(r"(?:\b|_)(?:" + "|".join(form.pattern for form in some) + ")", accept=_no_name)
        for some in _handfuls(FORMS)
    ),
    Rule(  # GitLab, where an instance puts its own name before the forms
        r"\b[a-z][a-z0-9-]{1,30}gl(?:pat|dt|rt|rtr|cbt|ft|ffct|agent|imt|oas|ptt|soat|wt)-[\w=.-]{12,}",
        "glpat-|gldt-|glrt-|glrtr-|glcbt-|glft-|glffct-|glagent-|glimt-|gloas-|glptt-|glsoat-|glwt-",
    ),
    Rule("|".join(form.pattern for form in MARKED), "$|q~|{s|{md5|{pbkdf2|{argon2|{crypt|django-"),
    Rule(  # Freemius, whose keys are of any sign
        r"[\"'](?P<secret>sk_[^\s\"'\x1a]{29})[\"']",
        "sk_",
        accept=lambda found: entropy.has_digit(found.value),
    ),
    # What many write who have no form of their own: who, for what, and then at random.
    Rule(
        r"\b[A-Za-z]{2,12}[_-](?:[a-z]{2,8}[_-])?(?:live|test|prod|production|sandbox"
        r"|secret|apikey|pat|key|token)[_-][A-Za-z0-9_-]{16,}",
        "live|test|prod|sandbox|secret|apikey|pat|key|token",
        accept=lambda found: entropy.is_random(found.value),
    ),
    Rule(  # and the shorter ones of these, which look more so
        r"(?:\b|_)(?:tok|token|secret|apikey|key|pat|live)[_-][A-Za-z0-9]{12,}",
        "tok|secret|key|pat|live",
        accept=entropy.is_short_key,
    ),
)
