"""People, what is said of them, and the numbers that stand for them."""

import re

from intake.scrubbing.entropy import has_digit
from intake.scrubbing.places import is_private_host
from intake.scrubbing.rules import Found, Rule

_FILE_ENDING = re.compile(
    r"(?i)(?:png|jpe?g|gif|svg|webp|avif|ico|[cm]?[jt]sx?|s?css|less|json|map|html?|vue|svelte|txt"
    r"|ya?ml|lock|toml|tgz)"
)
_RELEASE = re.compile(r"v?\d+\.\d+|[1-9]x\.")
_IN_AUTHORITY = re.compile(r"://[^\s/]*$")


def _email(found: Found) -> bool:
    """Not `logo@2x.png`, `next@14.0.0-canary.beta`, `git@`, or a URL's password and host."""
    local, _, domain = found.value.rpartition("@")
    ending = domain.rpartition(".")[2]
    return (
        local != "git"
        and not _FILE_ENDING.fullmatch(ending)
        and _RELEASE.match(domain) is None
        and _IN_AUTHORITY.search(found.before(100)) is None
    )


# Accounts that every machine has; a message that names them says something.
_SERVICE_USERS = re.compile(
    r"(?i)root|admin|administrator|app|postgres|mysql|redis|mongo|node|nobody|www-data|www|nginx"
    r"|apache|ubuntu|debian|user|username|users|guest|test|git|sa|system|daemon|public|default"
    r"|runner|string|none|null|true|false|undefined|anonymous|staff|wheel|accounts?|input|data"
    r"|agent|ids?|profile|session|object|model|defined|service|for|to|in|on|with|by|at|from|has"
    r"|was|does|will|can|must|should|of|as|nginx|deploy|runner|none"
    r"|self|this|me|you|we|it|all|any|foo|bar|baz|example|and|or|not|is|the|name"
)


def _person(found: Found) -> bool:
    return _SERVICE_USERS.fullmatch(found.value.rstrip(".")) is None


def _card(found: Found) -> bool:
    digits = [int(char) for char in found.value if char.isdigit()]
    doubled = [sum(divmod(2 * digit, 10)) for digit in digits[-2::-2]]
    if _NETWORKS.fullmatch("".join(map(str, digits))) is None:
        return False
    return (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0


def _phone(found: Found) -> bool:
    return 9 <= sum(map(str.isdigit, found.value)) <= 15


def _some_digits(found: Found) -> bool:
    return 7 <= sum(map(str.isdigit, found.value)) <= 15


def _object_id(found: Found) -> bool:
    return has_digit(found.value) and not found.value.islower()


# Messages that name a person's account next.
_USER_NEXT = (
    r"(?i:\b(?:invalid|unknown|illegal|no such) user:?\s?|\b(?:for|by) user\s?"
    r"|\brole (?:name )?|\bchown\s+|\bsu -?\s?|\blogged in as\s?|\bowned by\s?"
    r"|\buser(?:name)? (?:is|was)\s|\bauthentication failed for\s?|\blogin failed for user\s?"
    r"|\bunable to find user\s?|\baccount (?:name )?)"
)
# Whom a letter or a licence addresses where it means nobody in particular.
_NOBODY = re.compile(
    r"\b(?:The|Team|Customers?|World|There|All|Every(?:one|body)|Sir|Madam|Users?|Admin|Friends?"
    r"|Colleagues?|Test|Component|Unknown|Contributors?|Authors?|Developers?|Foundation|Inc|Ltd"
    r"|GmbH|Corporation|Project|Group|Module|Service|System|Error|Not|Access|Invalid)\b"
)


def _named(found: Found) -> bool:
    return _NOBODY.search(found.value) is None


# Lengths of the numbers of each network, by their first digits.
_NETWORKS = re.compile(
    r"4(?:\d{12}|\d{15}|\d{18})|5[1-5]\d{14}|2[2-7]\d{14}|3[47]\d{13}|3(?:0[0-5]|[68]\d)\d{11}"
    r"|35\d{14}|6(?:011|5|4[4-9]|2|0|7|8|3|9)\d{10,17}|5[06-9]\d{10,17}"
)


def _iban(found: Found) -> bool:
    """ISO 13616: the remainder of division by 97 is 1."""
    value = "".join(found.value.split())
    turned = value[4:] + value[:4]
    return 15 <= len(value) <= 34 and int("".join(str(int(char, 36)) for char in turned)) % 97 == 1


def _number(found: Found) -> bool:
    return sum(map(str.isdigit, found.value)) >= 4


def _login(found: Found) -> bool:
    """`user=ada` of a log; `user=request.user` is code, and so is `user=load(`."""
    value = found.value
    return found.after(1) not in ("(", "[", ".") and _CODE.match(value) is None and _person(found)


_CODE = re.compile(
    r"(?i)(?:self|this|request|req|ctx|context|session|event|data|props|state|auth|current|new|get"
    r"|str|int|object|any|await|lambda|func|models|settings|db|os|env|process|config|params|args"
    r"|id|type|name|value|email|password|token|role|group|owner|author|account)(?:$|[._\[A-Z])"
)
_NAME_LABEL = (
    r"(?i:(?:full|first|last|given|family|middle|maiden|sur|customer|patient|client|employee"
    r"|contact"
    r"|display|billing|recipient|sender|holder|card.?holder|account.?holder|buyer|guest|member"
    r"|student|doctor|manager)[ _-]?name|surname|forename|vorname|nachname|firstname|lastname"
    r"|card.?holder|account.?holder|patient|customer|recipient|employee|beneficiary|payee"
    r"|author|assignee|reviewer|committer|reporter|owner|contact|signed|approver|maintainer"
    r"|(?:created|approved|signed|requested|reported|reviewed|assigned|submitted|written|updated)"
    r"[ _-]?(?:by|to)|real name)"
)
_DATE = (
    r"(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/. ]{1,2}(?:\d{1,2}|[A-Z][a-z]{2,8})[-/., ]{1,2}"
    r"(?:19|20)?\d\d|[A-Z][a-z]{2,8} \d{1,2},? \d{4})"
)
_ID_LABEL = (
    r"(?:(?i:ssn|social[ _-]?security|nino|national[ _-]?insurance|tax(?:payer)?[ _-]?id"
    r"|steuer-?(?:id|nummer)\w*|tax[ _-]?number|fiscal|cpf|cnpj|aadhaa?r|passport|bsn|pesel"
    r"|codice fiscale|nhs|medicare|driv(?:er|ing)'?s?[ _-]?licen[sc]e|personnummer|insee|ahv|mrn"
    r"|medical[ _-]?record|national[ _-]?id\w*|identity[ _-]?card|id[ _-]?card|sort[ _-]?code"
    r"|routing|account[ _-]?(?:no|num|number)|licen[sc]e[ _-]?plate|number[ _-]?plate|kennzeichen"
    r"|registration|imei|imsi|iccid|udid|serial|device[ _-]?id|idfa|gaid|vehicle|insurance"
    r"|customer[ _-]?(?:no|number)|member[ _-]?(?:no|number)|policy[ _-]?(?:no|number)|bic|swift)"
    r"|\b(?:PAN|SIN|TIN|NIE|NIF|DNI|VIN|EIN|ITIN|CURP|RFC|RUT|PPS|VAT|plate))"
    r"(?i:[ _-]?(?:no|nr|num|number|id|code))?\.?"
)

RULES = (
    # People and machines.
    Rule(
        r"(?P<email>[\pL\pN_](?:[\pL\pN._%+'-]*[\pL\pN_+-])?@(?:[\pL\pN]"
        r"(?:[\pL\pN-]*[\pL\pN])?\.)+[\pL]{2,24})",
        "@",
        accept=_email,
    ),
    Rule(
        r"\b(?:USER|LOGNAME|USERNAME|SUDO_USER|GIT_(?:AUTHOR"
        r"|COMMITTER)_NAME)[\"']?\s?[=:]\s?[\"']?(?P<user>[\w.-]{2,40})",
        "user|logname|git_",
        accept=_person,
    ),
    Rule(_USER_NEXT + r"[\"'`]?(?P<user>[\pL_][\pL\pN._-]*)[\"'`:]", " ", accept=_person),
    Rule(
        _USER_NEXT + r"[\"'`]?[\w.-]+:(?P<user>[\pL_][\pL\pN._-]*)\b",
        "chown|user",
        accept=_person,
    ),
    Rule(r"\bwhoami: (?P<user>[\w.-]+)", "whoami"),
    Rule(r"[\"'](?P<user>[\w.-]+)[\"']@[\"']", "@", accept=_person),  # MySQL: 'user'@'host'
    Rule(r"['\x1a]@'(?P<host>[\w.-]+)'", "'@'", accept=is_private_host),
    Rule(
        r"\b(?:ssh|scp|sftp|rsync)\s(?:-\S+\s){0,4}(?P<user>[\w.-]+)@(?P<host>[\w.-]+)",
        "@",
        accept=is_private_host,
    ),
    Rule(
        r"[-dlbcps](?:[r-][w-][xsStT-]){3}[.+@]?\s+\d+\s+(?P<user>[a-zA-Z_][\w.-]*)\s",
        "r",
        accept=_person,
    ),  # ls -l
    Rule(r"(?m)^(?P<user>[a-z][\w.-]*) is not in the sudoers", "sudoers"),
    Rule(
        r"\b(?:TODO|FIXME|XXX|HACK)\((?P<user>[a-z][\w.-]{2,30})\)",
        "todo(|fixme(|xxx(|hack(",
        accept=_person,
    ),
    Rule(
        r"(?m)(?:^|\s)(?:Author|Committer|[A-Z][a-z]+(?:-[a-z]+)?-by): "
        r"(?P<user>[\pL][\pL .'-]{1,60}[\pL]) [<\x1a]",
        ": ",
    ),
    # A Windows domain and its user. A back slash may be an escape: `ERROR\nfailed` must stay.
    Rule(
        r"(?:^|[\s\"'(])[A-Z][A-Z0-9-]{1,14}\\{1,2}(?P<user>[\pL][\pL\pN._-]{2,})[\"']?(?::"
        r"| )\s?(?i:log[io]n|access|account|auth|is not)",
        "\\",
    ),
    Rule(
        r"(?i:user|account|login|owner|principal)[^\n\w]{1,5}[A-Z][A-Z0-9-]{1,14}\\{1,2}"
        r"(?P<user>[\pL][\pL\pN._-]{2,})",
        "\\",
    ),
    Rule(
        r"(?i)\b(?:user id|uid|accountname|initial catalog|database|data source"
        r"|server)=(?P<value>[^;=\s\"'`<>\x1a]+);",
        "=|;",
        accept=lambda found: found.value.lower() not in ("localhost", ".", "(local)"),
    ),
    # Numbers of people and things.
    Rule(
        r"\b(?P<id>[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12})",
        "-",
    ),
    Rule(
        r"\barn:aws[\w-]*:[\w-]*:[\w-]*:(?P<id>\d{12})(?::(?:user"
        r"|assumed-role)/(?P<user>[\w+=,.@/-]+))?",
        "arn:aws",
    ),
    Rule(  # Stripe's objects: a short kind, then base62
        r"\b(?P<id>(?:cus|sub|pi|pm|ch|acct|seti|evt|cs|txn|card|ba|po|tr|si|in|dp|price|prod|user"
        r"|org|sess|team|usr|proj|key)_(?:test_|live_)?[A-Za-z0-9]{12,})\b",
        "_",
        accept=_object_id,
    ),
    Rule(
        r"\b(?P<iban>[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?)\b",
        "iban|sepa|bank|account",
    ),
    Rule(r"(?:^|[^\w.+-])(?P<card>\d(?:[ -]?\d){12,18})(?:[^\w.-]|\.\D|\.?$)", accept=_card),
    Rule(
        r"(?:^|[^\w+])(?P<phone>\+[1-9]\d{0,2}(?:[ .-]?\(?\d{1,4}\)?){2,6})(?:[^\w]|$)",
        "+",
        accept=_phone,
    ),
    Rule(r"(?:^|[^\w-])(?P<id>\d{3}-\d{2}-\d{4})(?:[^\w-]|$)", "-"),  # social security number
    # A database quotes the row that offends.
    Rule(r"Failing row contains \((?P<value>[^\n\x1a]+)\)", "failing row"),
    Rule(r"Key \([^()\n]{1,200}\)=\((?P<value>[^\n\x1a]+?)\) (?:is|already|conflicts)", "key ("),
    Rule(r"Duplicate entry '(?P<value>[^'\n\x1a]+)' for key", "duplicate entry"),
    Rule(  # IBAN without a label
        r"\b(?P<iban>[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?)\b", accept=_iban
    ),
    Rule(
        r"(?i:phone|mobile|\btel(?:efon|ephone)?|\bcell|\bfax|whatsapp|\bsms|\bcall(?:ed"
        r"|ing)?|handy|dial"
        r"|contact|msisdn)[\w .]{0,16}?[\"']?\s?[:=]?\s?[\"'(]{0,2}(?P<phone>[+(]?\d[\d "
        r"().\-/]{5,18}\d)",
        "phone|mobile|tel|cell|fax|whatsapp|sms|call|handy|dial|contact|msisdn",
        accept=_some_digits,
    ),
    Rule(
        r"(?:^|[^\w.+-])(?P<phone>(?:\+?1[ .-])?\(\d{3}\) ?\d{3}[ .-]\d{4}|(?:\+?1"
        r"[ .-])?[2-9]\d{2}[.-][2-9]\d{2}[.-]"
        r"\d{4}|00[1-9]\d(?:[ ./-]?\d{2,5}){2,5}|0\d{2,4}[ /-]\d{3,4}[ -]?\d{3,5})(?:[^\w-]|$)",
        "(|-|.|00|0",
        accept=_phone,
    ),
    Rule(
        r"(?i:\bdob\b|date[ _-]?of[ _-]?birth|birth[ _-]?da(?:te|y)|\bborn(?: on)?|geburtsdatum"
        r"|geboren(?: am)?|naissance)[\"']?\s?[:=]?\s?[\"'(]{0,2}(?P<value>" + _DATE + ")",
        "dob|birth|born|gebor|geburt|naissance",
    ),
    Rule(
        _ID_LABEL + r"[\"']?(?: is| was)?\s{0,2}[:=#]?\s{0,2}[\"']?(?P<id>[A-Z0-9]"
        r"(?:[ ./-]?[A-Z0-9]){4,24})\b",
        accept=_number,
    ),
    # Numbers whose form is like no other: NINO, CPF, codice fiscale, CURP, INSEE.
    Rule(
        r"\b(?P<id>[A-CEGHJ-PR-TW-Z]{2} ?\d{2} ?\d{2} ?\d{2} ?[A-D]|\d{3}\.\d{3}\.\d{3}-\d{2}"
        r"|[A-Z]{6}\d{2}[A-EHLMPRST]\d{2}[A-Z]\d{3}[A-Z]|[A-Z]{4}\d{6}[HM][A-Z]{5}[A-Z0-9]\d"
        r"|[12] \d\d (?:0[1-9]|1[0-2]) \d[\dAB] \d{3} \d{3}(?: \d\d)?)\b"
    ),
    Rule(
        r"(?i:\b(?:geo)?lat(?:itude)?|\bln?g|\blon(?:gitude)?|coord(?:inate)?s?|\bgps|geo|location"
        r"|position)[\"']?\s?[:=]?\s?[\"'(\[{]{0,2}(?P<value>-?\d{1,3}\.\d{3,}"
        r"(?:[,; ]{1,2}-?\d{1,3}\.\d{3,})?)",
        ".",
    ),
    Rule(
        r"(?P<value>\d{1,3}[\xb0\xba] ?\d{1,2}[' \xe9\xa6]{1,2} ?[\d.]{1,6}[\"' \xe9\xa6]{0,2}"
        r"[NS][, ]{1,2}"
        r"\d{1,3}[\xb0\xba] ?\d{1,2}[' \xe9\xa6]{1,2} ?[\d.]{1,6}[\"' \xe9\xa6]{0,2}[EW])"
    ),
    Rule(
        _NAME_LABEL
        + r"[\"']?\s?[:=]\s?[\"'(]?(?P<user>[\p{Lu}][\p{Ll}'-]+(?: [\p{Lu}][\pL.'-]*){1,3})"
        r"(?:[\"',;)<\n\x1a]|$|\.)",
        "name|holder|patient|customer|recipient|employee|beneficiary|payee|author|assign|review|commit"
        "|report|owner|contact|sign|approve|maintain|by",
        accept=_named,
    ),
    Rule(
        r"(?i:first|last|given|family|full|sur)[_ -]?(?i:name)[\"']?\s?[:=]\s?[\"'](?P<user>"
        r"[\p{Lu}][\pL '-]{1,40})[\"']",
        "name",
    ),
    Rule(
        r"\b(?:Dear|Hallo|Liebe[r]?|Sehr geehrte[r]?|Mr|Mrs|Ms|Dr|Prof|Herr|Frau|Mme|Sr"
        r"|Sra)\.? "
        r"(?:(?:Mr|Mrs|Ms|Dr|Prof|Herr|Frau)\.? )?(?P<user>[\p{Lu}][\p{Ll}'-]+(?: [\p{Lu}]"
        r"[\p{Ll}.'-]+){0,2})[,!:<\x1a]",
        "dear|hallo|liebe|geehrt|mr|mrs|ms|dr|prof|herr|frau|mme|sr",
        accept=_named,
    ),
    Rule(  # of one word it may be the world
        r"\b(?:Hello|Hi) (?P<user>[\p{Lu}][\p{Ll}'-]+ [\p{Lu}][\p{Ll}'-]+)[,!:\x1a]",
        "hello|hi ",
        accept=_named,
    ),
    Rule(
        r"\b(?:Mr|Mrs|Ms|Dr|Prof)\.? (?P<user>[\p{Lu}][\p{Ll}'-]+(?: [\p{Lu}][\p{Ll}.'-]+){1,2})",
        "mr|ms|dr|prof",
    ),
    Rule(
        r"(?i:\b(?:user(?:name)?|login|runas|remote_user|logname|ruser|acct|uname|login_?name"
        r"|user_?name))"
        r"=(?P<user>[\pL_][\pL\pN._-]{1,40})",
        "=",
        accept=_login,
    ),
    Rule(
        r"(?i:\b(?:user(?:name)?|login|login_?name|user_?name))[\"']?\s?[:=]\s?[\"'](?P<user>"
        r"[a-z][a-z\pN._-]{1,40})[\"']",
        "user|login",
        accept=_login,
    ),
    Rule(r"\b(?:[ug]id|groups)=\d+\((?P<user>[a-z_][\w.-]*)\)", "id=|groups=", accept=_person),
    Rule(
        r"(?i:\b(?:address|addr|street|ship(?:ping)?|bill(?:ing)?|anschrift|adresse|residence"
        r"|home))[\w ]{0,12}"
        r"[\"']?\s?[:=]\s?[\"']?(?P<value>\d{1,5}[a-z]? [\p{Lu}][^\"'\n;<>|{}\x1a]{4,80}|[\p{Lu}]"
        r"[\pL. -]{3,40} "
        r"\d{1,4}[a-z]?,[^\"'\n;<>|{}\x1a]{4,60})",
        "address|addr|street|ship|bill|anschrift|adresse|residence|home",
    ),
    Rule(
        r"\b(?P<value>\d{1,5} (?:[NSEW]\.? )?(?:[A-Z][a-z]+ ){1,3}(?:Street|St|Avenue|Ave|Road|Rd"
        r"|Boulevard|Blvd"
        r"|Lane|Ln|Drive|Dr|Court|Ct|Square|Way|Place|Pl|Terrace|Parkway|Pkwy|Highway)\b\.?(?:,? "
        r"(?:Apt|Suite"
        r"|Unit|Ste|#)\.? ?\w+)?(?:, [A-Z][A-Za-z .]{2,30})?(?:,? [A-Z]{2} \d{5}(?:-\d{4})?)?)"
    ),
    Rule(
        r"(?P<value>[\p{Lu}][\p{Ll}]+(?:stra(?:\xdf|ss)e|str\.|weg|gasse|platz|allee) \d{1,4}"
        r"[a-z]?(?:, \d{4,5} [\p{Lu}][\pL -]{2,30})?)"
    ),
)
