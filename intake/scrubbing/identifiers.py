"""Numbers that stand for people and what is theirs: cards, accounts, telephones, papers, places."""

import re
from operator import mul

from intake.scrubbing.entropy import has_digit, is_short_key, lettered
from intake.scrubbing.hosts import COUNTRY
from intake.scrubbing.lexicon import is_word
from intake.scrubbing.people import is_of_no_list
from intake.scrubbing.rules import JOINT, Found, Rule

# Lengths of the numbers of each network, by their first digits.
_NETWORKS = re.compile(
    r"(?:2131|1800)\d{11}|81\d{14,17}|4(?:\d{12}|\d{15}|\d{18})|5[1-5]\d{14}|2[2-7]\d{14}"
    r"|3[47]\d{13}|3(?:0[0-5]|[68]\d)\d{11}"
    r"|35\d{14}|6(?:011|5|4[4-9]|2|0|7|8|3|9)\d{10,17}|5[06-9]\d{10,17}"
)

# The name spaces of RFC 9562, what Bluetooth and COM number, Nordic's port, a disk's partitions
_NAME_SPACE = re.compile(
    r"6ba7b81[0124]-9dad-11d1-80b4-00c04fd430c8"
    r"|[\da-f]{8}-0000-1000-8000-00805f9b34fb|[\da-f]{8}-0000-0000-c000-000000000046"
    r"|6e40000\d-b5a3-f393-e0a9-e50e24dcca9e|c12a7328-f81f-11d2-ba4b-00a0c93ec93b"
    r"|0fc63daf-8483-4772-8e79-3d69d8477de4|ebd0a0a2-b9e5-4433-87c0-68b6b72699c7"
)


def _iban(found: Found) -> bool:
    """ISO 13616: the remainder of division by 97 is 1."""
    value = "".join(char for char in found.value if char.isalnum())
    turned = value[4:] + value[:4]
    return 15 <= len(value) <= 34 and int("".join(str(int(char, 36)) for char in turned)) % 97 == 1


def is_common_uuid(value: str) -> bool:
    """`00000000-0000-…`, and what standards give to everybody."""
    small = value.lower()
    return len(set(small)) <= 2 or _NAME_SPACE.fullmatch(small) is not None


def _card(found: Found) -> bool:
    digits = [int(char) for char in found.value if char.isdigit()]
    doubled = [sum(divmod(2 * digit, 10)) for digit in digits[-2::-2]]
    if _NETWORKS.fullmatch("".join(map(str, digits))) is None:
        return False
    return (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0


def _phone(found: Found) -> bool:
    """An island's are shorter; with nothing between or around the digits they may be any number."""
    bare = found.value.lstrip("+").isdigit() and found.before(1) not in ("'", '"')
    least = 9 if bare else 7
    return least <= sum(map(str.isdigit, found.value)) <= 15 and not is_of_a_mask(found.value)


def is_of_a_mask(value: str) -> bool:
    """`(999) 999-9999`, by which fields say what they take."""
    return not {*filter(str.isdigit, value)} - {"9"}


# What stands before and after bytes in hex
_BYTES_BEFORE = re.compile(r"(?:[0-9a-f]{6,}:?\s+|\s(?=\w*\d)(?:[0-9a-f]{2}|[0-9a-f]{4})\s{1,2})$")
_BYTES_AFTER = re.compile(r"\s{1,2}(?=\w*\d)(?:[0-9a-f]{2}|[0-9a-f]{4})(?:\s|$)")
_ZIP_CODE = re.compile(r"\d{5}-\d{4}")
_NATIONAL = re.compile(r"(?:\(\d{1,5}\)|\d{1,6})[ /.-]?\d+(?:([ .-])\d+(?:\1\d+)*)?")


def _national(found: Found) -> bool:
    """Of one country: it begins with a nought or what stands in brackets."""
    value = found.value
    return (
        (8 if value[0] == "(" else 9) <= sum(map(str.isdigit, value)) <= 11
        and _NATIONAL.fullmatch(value) is not None
        and not is_of_a_mask(value)
        and _ZIP_CODE.fullmatch(value) is None
        and " 00 00" not in value
        and _BYTES_BEFORE.search(found.before(24)) is None
        and _BYTES_AFTER.match(found.after(8)) is None
    )


def _some_digits(found: Found) -> bool:
    return 7 <= sum(map(str.isdigit, found.value)) <= 15 and not is_of_a_mask(found.value)


def _no_time(found: Found) -> bool:
    return _TIME.fullmatch(found.value) is None


_WHOSE = (
    "requester|customer|user|account|member|client|assignee|submitter|owner|contact|employee"
    "|patient|subscriber|profile|visitor|player|merchant|tenant|buyer|seller|recipient|sender"
    "|payer|chat|guild|follower|organisation|organization|subscription|contributor|creator"
    "|reporter|installation|psid|vid|klant|klanten|kunde|kunden|cliente|clienti|klient"
    "|pelanggan|patienten|pazienti|paciente|musteri|debiteur|abonne"
)


# Of what runs, and not of somebody
_RUNS = re.compile(
    r"(?i)(?:thread|trace|span|process|job|run|build|request|task|worker|commit|cpu|core|block|gas"
    r"|p|t|rule|version|chunk|window|frame|object|hash|module|node|port|pc|sequence|batch)"
    r"[\s_.-]?id\W{1,5}$"
)


def _of_a_record(found: Found) -> bool:
    limit = found.after(13) == " out of range"
    return (
        not limit
        and not _is_beside_a_power(int(found.value))
        and _no_time(found)
        and _RUNS.search(found.before(24)) is None
    )


def _is_beside_a_power(number: int) -> bool:
    """Of two, where the numbers of some type end: nobody has it."""
    return any(one & (one - 1) == 0 for one in (number - 1, number, number + 1))


def _bank(found: Found) -> bool:
    """ISO 9362; `Swift NSOBJECT` and `SWIFT COMPILER` are none."""
    value = found.value
    if has_digit(value) or value.endswith("XXX"):
        return True
    return found.before(1) != " " and not is_word(value.lower())


def _routing(found: Found) -> bool:
    """With the check digit of the American Bankers Association"""
    weighted = sum(map(mul, map(int, found.value), (3, 7, 1) * 3))
    return weighted % 10 == 0 and found.value.strip("0") != ""


def _of_slack(found: Found) -> bool:
    rest = found.value[2:]
    return has_digit(rest) and sum(char > "F" for char in rest) >= 2


def _of_salesforce(found: Found) -> bool:
    rest = found.value[3:]
    return any(map(str.isupper, rest)) and any(map(str.islower, rest)) and has_digit(rest)


# In seconds and milliseconds
_TIME = re.compile(r"1[5-9]\d{8}|1[5-9]\d{11}")


def _personnummer(found: Found) -> bool:
    """The last of ten digits makes their sum one of ten (Luhn); without a mark there are twelve."""
    digits = [int(char) for char in found.value if char.isdigit()]
    if len(digits) == 10 and found.value.isdigit():
        return False
    last = digits[-10:]
    return sum(sum(divmod(2 * one, 10)) for one in last[::2]) % 10 == -sum(last[1::2]) % 10


def _rodne_cislo(found: Found) -> bool:
    """Before 1954 there were nine digits, which nothing checks."""
    digits = found.value.replace("/", "")
    return int(digits) % 11 == 0 if len(digits) == 10 else int(digits[:2]) < 54


def _cased(found: Found) -> bool:
    rest = found.value[3:]
    return any(map(str.isupper, rest)) and any(map(str.islower, rest))


def _object_id(found: Found) -> bool:
    return has_digit(found.value) and not found.value.islower()


def _parcel(found: Found) -> bool:
    """UPU S10: the ninth digit checks the eight before it, modulo eleven."""
    digits = [int(char) for char in found.value if char.isdigit()]
    left = 11 - sum(map(mul, digits, (8, 6, 4, 2, 3, 5, 9, 7))) % 11
    check: int = {10: 0, 11: 5}.get(left, left)
    return digits[8] == check


# What the letters of a vehicle's number count (ISO 3779)
_OF_LETTERS = dict(
    zip("ABCDEFGHJKLMNPRSTUVWXYZ", (*range(1, 9), *range(1, 6), 7, 9, *range(2, 10)), strict=True)
)
_PLACES = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)


def _vehicle(found: Found) -> bool:
    """In North America the ninth sign checks the others, modulo eleven; it ends with a number."""
    value = found.value
    counts = [int(char) if char.isdigit() else _OF_LETTERS[char] for char in value]
    check = "0123456789X"[sum(map(mul, counts, _PLACES)) % 11]
    return value[-4:].isdigit() and value[8] == check and not value.isdigit()


def _of_a_subject(found: Found) -> bool:
    return sum(map(str.isdigit, found.value)) >= 5


_MOST_OF_A_COUNT = 8


def _of_a_row(found: Found) -> bool:
    """Beside somebody in a list: more digits than what is counted has."""
    return (
        sum(map(str.isdigit, found.value)) > _MOST_OF_A_COUNT
        and _no_time(found)
        and not found.value.endswith("00000")
    )


_DATE = (
    r"(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}(?:st|nd|rd|th)?[-/. ]{1,2}(?:\d{1,2}|[A-Za-z]{3,9})"
    r"[-/., ]{1,2}"
    r"(?:19|20)?\d\d|(?:19|20)\d{6}|[A-Z][a-z]{2,8} \d{1,2},? \d{4})"
)


def _not_small(found: Found) -> bool:
    """The number of a row tells nothing."""
    return not (found.value.isdigit() and len(found.value) <= _SMALL)


_SMALL = 3

# Digits of the number of a row that says nothing of anybody
_OF_A_ROW = 4

_DAY = re.compile(r"20\d{6}")
# Of a column, a standard, an algorithm
_A_TYPE = re.compile(
    r"N?(?:VAR)?CHAR.*|(?:ISO|SHA|DECIMAL|NUMERIC|NUMBER|BIGINT|INTEGER|UUID|BINARY|AES|UTF|RFC)\w*"
)


def _is_a_code(found: Found) -> bool:
    value = found.value
    mixed = has_digit(value) and not value.isdigit()
    return mixed and _A_TYPE.fullmatch(value) is None


RULES = (
    # Numbers of people and things.
    Rule(
        r"(?P<id>[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12})",
        "-",
        accept=lambda found: not is_common_uuid(found.value),
    ),
    Rule(
        r"\barn:aws[\w-]*:[\w-]*:[\w-]*:(?P<id>\d{12})(?::(?:user"
        r"|assumed-role)/(?P<user>[\w+=,.@/-]+))?",
        "arn:aws",
    ),
    Rule(  # Stripe's objects: a short kind, then base62
        r"\b(?P<id>(?:cus|cst|mdt|cust|mbr|sub|pi|pm|ch|acct|seti|evt|cs|txn|card|ba|po|tr|si"
        r"|in|dp|price|prod|user|org|sess|team|usr|proj|key)_(?:test_|live_)?[A-Za-z0-9]{10,})\b",
        "_",
        accept=_object_id,
    ),
    Rule(
        r"\b(?P<iban>[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?)\b",
        "iban|sepa|bank|account",
    ),
    Rule(r"(?:^|[^\w.+-])(?P<card>\d(?:[ -]?\d){12,18})(?:[^\w.-]|\.\D|\.?$)", accept=_card),
    Rule(
        r"(?i:(?:\b|_)card)(?i:[ _-]?(?:no|nr|number|num))?\.?[\"']?(?: is)?\s?[:=#]?\s?[\"']?"
        r"(?P<card>\d(?:[ -]?\d){11,18})\b",
        "card",
    ),
    Rule(
        r"(?:^|[^\w+])(?P<phone>\+[1-9]\d{0,2}(?:[ .-]{0,2}\(?\d{1,4}\)?){2,6})(?:[^\w]|$)",
        "+",
        accept=_phone,
    ),
    Rule(r"(?:^|[^\w-])(?P<id>\d{3}-\d{2}-\d{4})(?:[^\w-]|$)", "-"),  # social security number
    Rule(
        r"\b(?i:partner|users?|customer|employee|patient|contact|account)\((?P<id>\d{6,20}),?\)",
        "partner(|user(|users(|customer(|employee(|patient(|contact(|account(",
    ),
    Rule(  # of whom the same statement speaks
        rf"(?i)\b(?:{_WHOSE})s?\b[^\n\d\x1a]{{1,32}}?\b(?:number|no|nr)\b[.:#]? ?[\"'`]"
        r"(?P<id>\d{6,12})[\"'`]",
        "number|no|nr",
        accept=_no_time,
    ),
    Rule(
        r"\b(?i:mandate|customer|account|payer|payee) (?P<id>[A-Z\d]{9,20})\b",
        "mandate |customer |account |paye",
        accept=_is_a_code,
    ),
    Rule(
        r"\bprojects?/[a-z][a-z-]{1,28}-(?P<id>\d{8,12})\b",
        "project",
        accept=lambda found: _DAY.fullmatch(found.value) is None,
    ),
    Rule(r"\bws_CO_(?P<id>\d{12,24})\b", "ws_co_"),  # M-Pesa's
    Rule(
        r"\b(?i:payer|customer|client|merchant|account|user|member|patient|subscriber|beneficiary"
        r"|device)_?[iI][dD] (?P<id>[A-Z0-9]{9,20})\b",
        "id ",
        accept=_is_a_code,
    ),
    Rule(  # New Zealand's
        r"(?i:account|acct|a/c|bank)[^\n\x1a]{0,24}?[ \"'#:](?P<iban>\d{2}-\d{4}-\d{7}-\d{2,3})\b",
        "account|acct|a/c|bank",
    ),
    Rule(r"\b(?P<id>(?:TRX|TXN)[-_]?\d{8,12})\b", "trx|txn"),
    Rule(
        rf"(?i)\b(?:{_WHOSE}|mandate|person|payer)s? [\"'`#]?"
        r"(?P<id>[a-z]{2,6}_[A-Za-z0-9]{8,32})\b",
        "_",
        accept=is_short_key,
    ),
    # `User 482103 not found`, `user_id=482103`, `/users/482103`
    Rule(
        rf"(?i)\b(?:{_WHOSE})(?:[\"'`]?(?: with(?: the)?)?[ _-]?[\"'`]?id)?[\"'`]?"
        r"(?: ?[=:#] ?| |: | #)[\"'`\[#]?"
        r"(?P<id>\d{6,20})\b",
        _WHOSE,
        accept=_no_time,
    ),
    Rule(
        rf"(?i)(?:^|[/\"'`\s])(?:(?:{_WHOSE})s?|polic(?:y|ies)|claims?|orders?|invoices?|contracts?"
        r"|bookings?|reservations?|payments?|loans?|meters?|subscribers|facturen|orders|polissen|vertraege"
        r"|rechnungen)/(?P<id>\d{5,20})\b",
        "/",
        accept=_no_time,
    ),
    Rule(
        r"(?i)\b(?:find|no|unknown|missing|find an?) \w{2,40} (?:with|matches|matching|by|for)"
        r"(?: the)? [\"'`]?id[\"'`]?(?: ?[=:] ?| )[\"'`]?(?P<id>\d{5,20})\b",
        "id",
    ),
    # Longer ones beside whatever has a number: `"id":"3413883335"`, `PSID 80351110224678912`
    Rule(
        r"(?:\b[Ii][Dd][\"'`\]]{0,2}(?: ?=>? ?| ?: ?|#| )"
        r"|(?:_[Ii][Dd]|[a-z]I[dD]|\b(?:[ov]|ps|igs)id|SID)"
        r"[\"'`\]]{0,2}(?: ?=>? ?| ?: ?| |\(|#))[\"'`\[(]{0,2}(?P<id>\d{10,20})\b",
        "id",
        accept=_of_a_record,
    ),
    Rule(
        r"(?i)(?:\b|/)(?:order|invoice|transaction|payment|charg(?:e|ing)|refund(?: for)?"
        r"|workspace|team|device|session|lead|ticket|conversation|actor|record|entity"
        r"|participant|requestor|directory"
        r"|project|principal|subscription|impersonating|room|sub)s?[\"'`]?(?:[=:/] ?| )[\"'`]?"
        r"(?P<id>\d{9,20})\b",
        "order|invoice|transaction|payment|charg|refund|workspace|team|device|session|lead|ticket"
        "|conversation|actor|record|entity|participant|requestor|directory|project|principal"
        "|subscription|impersonating|room|sub",
        accept=_no_time,
    ),
    # What shops and offices number: ORD-76800141
    Rule(
        r"\b(?i:ord|order|inv|invoice|cust|customer|cus|client|acct|account|tkt|ticket|case"
        r"|contract|policy"
        r"|booking|pat|patient|member|emp|payment|pay|refund|shipment|claim|loan)[-_#]+"
        r"(?P<id>\d{6,20})\b",
        accept=_no_time,
    ),
    Rule(
        r"(?i)[=: ](?P<id>\d{6,12})[\"']? (?:is (?:a|the) |\()?(?:customer|client|patient|member"
        r"|policy|contract|account|order|invoice|employee) (?:number|no\b|id\b)",
        "customer|client|patient|member|policy|contract|account|order|invoice|employee",
        accept=_no_time,
    ),
    # A letter or more before it, by what hospitals, shops and insurers write: MRN37597440
    Rule(
        r"\b(?P<id>(?:MRN|PAT|PTNT|CUST?|CLNT|CLI|KND|KD|EMP|MBR|MEM|POL|INSD?|SUBS?|CTR|ORD|INV"
        r"|BKG|RES"
        r"|PNR|RMA|SHP|TRK|ACC?T|ACCT)[-_#]?\d{6,12})\b",
        "mrn|pat|ptnt|cus|cl|kn|kd|emp|mbr|mem|pol|ins|sub|ctr|ord|inv|bkg|res|pnr|rma|shp|trk|acc",
    ),
    # Of FHIR, and of whom a message speaks: `Patient/… identifier 1720625221533`
    Rule(
        r"\b(?i:patient|practitioner|person|member|customer|client|employee|citizen|subscriber"
        r"|insured"
        r"|buyer|seller|holder|coverage|kunde|cliente|klant)[^\n]{0,120}?\b(?i:identifier"
        r"|identity|identification)"
        r"(?: ?(?:no|number))?[\"']?(?:\s?[:=#]\s?| (?:is |was "
        r"|value )?)[\"']?(?P<id>[A-Z]{0,4}-?\d[\d-]{4,20})\b",
        "identi",
        accept=_of_a_subject,
    ),
    # Parcels: of posts (UPU S10), of UPS; whatever is tracked
    Rule(r"\b(?P<id>[A-Z]{2}\d{9}[A-Z]{2})\b", accept=_parcel),
    Rule(r"\b(?P<id>1Z[A-Z0-9]{6}\d{10})\b", "1z"),
    Rule(
        r"(?i:track(?:ing)?(?:[ _-]?(?:no|nr|num|number|id|code|ref))|awb|waybill|consignment"
        r"|parcel|colis|sendung\w*"
        r"|shipment|sscc|barcode)(?:[ _-]?(?:no|nr|num|number|id|code))?\.?[\"']?(?:\s?[:=#]\s?"
        r"| )[\"']?"
        r"(?P<id>[A-Z]{0,4}\d[A-Z0-9]{8,28})\b",
        "track|awb|waybill|consignment|parcel|colis|sendung|shipment|sscc|barcode",
        accept=_no_time,
    ),
    # Vehicles
    Rule(
        r"(?i:\bvin\b|_vin\b|\bvin_|vinNumber|fahrgestell\w*|chassis\w*|\bfin\b|telaio|bastidor"
        r"|ch[a\xe2]ssis)"
        r"(?:[ _-]?(?i:no|nr|num|number|nummer|code))?\.?[\"']?(?:\s?[:=#]\s?"
        r"| )[\"']?(?P<id>[A-HJ-NPR-Z0-9]{17})\b",
        "vin|fahrgestell|ch|fin|telaio|bastidor",
        accept=lettered,
    ),
    Rule(r"\b(?P<id>[A-HJ-NPR-Z0-9]{8}[0-9X][A-HJ-NPR-Z0-9]{4}\d{4})\b", accept=_vehicle),
    # India's Aadhaar is told in groups, where something says whose it is
    Rule(
        r"(?i:\b(?:uid|aadha?ar|vid|aadhar(?:card)?)(?:[ _-]?(?:no|num|number|id))?)[\"']?"
        r"(?:\s?[:=#]\s?| )[\"']?(?P<id>[2-9]\d{3}[ -]\d{4}[ -]\d{4}(?:[ -]\d{4})?)\b",
        "uid|aadh|vid",
    ),
    # What is bound to a statement as text, and what stands in a list behind somebody's
    Rule(
        r"(?i:\((?:\d{1,3}"
        r"|p\d):(?:n?var)?char2?\) <- \[|\((?:n?var)?char2?\) - \[|\btype=(?:n?var)?char2?, value="
        r"|@p\d{1,3}=')(?P<id>\d{6,14}(?:/\d{3,4})?)\b",
        "char|@p",
        accept=_no_time,
    ),
    Rule(
        r"\x1a{6,7}[\"'],\s?[\"'](?P<id>\d{8,16}|\d{6}[/-]\d{3,7})[\"']", "\x1a", accept=_of_a_row
    ),
    Rule(r"[(\[,]\s?[\"'](?P<id>\d{8,16})[\"'],\s?[\"']\x1a{6,7}[\"']", "\x1a", accept=_of_a_row),
    Rule(r"\bbillingAccounts/(?P<id>[0-9A-F]{6}-[0-9A-F]{6}-[0-9A-F]{6})\b", "billingaccounts/"),
    # Who logged in, by OpenID; a device
    Rule(r"\bsub[\"']?\s?[=:]\s?[\"']?(?P<id>\d{15,24})\b", "sub"),
    Rule(
        r"\b[Ss]erial(?: ?(?:[Nn]umber|[Nn]o\.?|#))?[=:]? (?P<id>[A-Z0-9]{8,16})\b",
        "serial",
        accept=lettered,
    ),
    Rule(r"\bamazonaws\.com/(?P<id>\d{12})/", "amazonaws.com/"),
    # Who logs in by another: Auth0; Google's and Slack's visitors, Salesforce's records
    Rule(
        r"\b(?:auth0|google-oauth2|facebook|github|windowslive|twitter|apple|linkedin|samlp|waad"
        r"|adfs"
        r"|oauth2|oidc)\|(?P<id>[\w.-]{5,})",
        r"\|",
    ),
    Rule(r"\bGA1\.\d\.(?P<id>\d{6,12}\.\d{9,10})\b", "ga1."),
    Rule(r"(?:^|[^\w.-])(?P<id>[UWCDGTB]0[A-Z0-9]{7,9})(?:[^\w.-]|\.?$)", accept=_of_slack),
    Rule(
        r"\b(?P<id>(?:00[1-9A-Z]|500|701|800)[A-Za-z0-9]{12}(?:[A-Z0-5]{3})?)\b",
        "00|701",
        accept=_of_salesforce,
    ),
    Rule(
        r"(?i)\b(?:android|device|advertising|installation|machine|hardware|visitor|anonymous"
        r"|distinct|session|sess)(?:[ _-]?id)?[\"'`]?(?: ?[=:] ?| )[\"'`]?"
        r"(?P<id>[0-9a-f]{16}|[0-9a-f]{20}|[0-9a-f]{24})\b",
        "android|device|advertising|installation|machine|hardware|visitor|anonymous|distinct|sess",
        accept=lambda found: has_digit(found.value),
    ),
    # A database quotes the row that offends.
    Rule(r"Failing row contains \((?P<value>[^\n\x1a]+)\)", "failing row"),
    Rule(r"Key \([^()\n]{1,200}\)=\((?P<value>[^\n\x1a]+?)\) (?:is|already|conflicts)", "key ("),
    Rule(
        r"duplicate key value is \((?P<value>[^()\n\x1a]+)\)",
        "duplicate key value",
        accept=lambda found: not found.value.isdigit() or len(found.value) > _OF_A_ROW,
    ),
    Rule(
        r"(?i:\b(?:payer|payee|merchant|seller|buyer|subscriber)_?id)[\"']?\s?[:=]\s?[\"']?"
        r"(?P<id>[A-Z\d]{10,20})\b",
        "payer|payee|merchant|seller|buyer|subscriber",
        accept=lettered,
    ),
    Rule(r"\bbind :?\w{1,30} ?= ?'(?P<value>[^'\n\x1a]+)'", "bind", _not_small),
    Rule(r"Duplicate entry '(?P<value>[^'\n\x1a]+)' for key", "duplicate entry", _not_small),
    Rule(  # of a bank
        r"\b(?i:swift|bic)(?:[ /_-]?(?i:bic|code|no|number|id))?[\"']?(?:\s?[:=#]\s?| )[\"']?"
        rf"(?P<id>[A-Z]{{4}}(?i:{COUNTRY})[A-Z0-9]{{2}}(?:[A-Z0-9]{{3}})?)\b",
        "swift|bic",
        accept=_bank,
    ),
    Rule(
        r"(?i)\b(?:aba|routing)(?:[ _-](?:aba|rtn|routing|transit|no|nr|num|number|code)){0,3}"
        r"[\s.:=#\"']{1,3}(?P<id>\d{9})\b",
        "aba|routing",
        accept=_routing,
    ),
    Rule(  # IBAN without a label
        r"\b(?P<iban>[A-Z]{2}\d{2}(?:[A-Z0-9]{11,30}|(?:[ -][A-Z0-9]{4}){2,7}(?:[ -]"
        r"[A-Z0-9]{1,3})?))\b",
        accept=_iban,
    ),
    Rule(
        r"(?i:phone|mobile|\btel(?:efon|ephone)?|\bcell|\bfax|whatsapp|\bsms|\bcall(?:ed"
        r"|ing)?|handy|dial"
        r"|contact|msisdn|m\xf3vil|celular|t\xe9l\xe9phone|telefono|telefone"
        r"|m\xf3bil)[\w .]{0,16}?[\"']?(?:\s?[:=]?>?\s?|>| value=)[\"'(]{0,2}(?P<phone>[+(]?\d[\d "
        r"().\-/]{5,18}\d)",
        "phone|mobile|tel|t\xe9l|cel|fax|whatsapp|sms|call|handy|dial|contact|msisdn|m\xf3",
        accept=_some_digits,
    ),
    Rule(
        r"(?:^|[^\w.+-])(?P<phone>(?:\+?1[ .-])?\(\d{3}\) ?\d{3}[ .-]\d{4}|(?:\+?1"
        r"[ .-])?(?:[2-9]\d{2}[.-][2-9]\d{2}[.-]|\d{3}-\d{3}-)"
        r"\d{4}|00[1-9]\d(?:[ ./-]?\d{2,5}){2,5}|0\d{2,4}[ /-]\d{3,4}[ -]?\d{3,5})(?:[^\w-]|$)",
        "(|-|.|00|0",
        accept=_phone,
    ),
    Rule(
        r"(?:^|[^\w.+:/)-])(?P<phone>(?:0[1-9]\d{0,4}[ /.-]|\(0?[1-9]\d{0,3}\)[ /-]?)\d{2,8}"
        r"(?:[ .-]\d{2,5}){0,4})(?:[^\w:./-]|[.-]\D|[.-]?$)",
        "0|(",
        accept=_national,
    ),
    Rule(  # `my number is`, `reach me at`, and what follows the number
        r"(?i:\b(?:my|his|her|their|our|your)(?: \w{2,10}){0,2} number(?: is)?|\b(?:reach|call"
        r"|text|contact) (?:me|us|him|her)"
        r"(?: at| on)?|\b(?:answering|reachable) (?:at|on)|\bmessages? to|\bregistered)[ :]{1,3}"
        r"(?P<phone>[+(]?\d[\d ().x/-]{5,22}\d)",
        "number|reach|call|text|contact|answering|message|registered",
        accept=lambda found: "0x" not in found.value and _some_digits(found),
    ),
    Rule(
        r"(?m)(?:^|[\s,;])(?P<phone>[+(]?\d[\d ().-]{6,18}\d)[ -](?i:office|fax|mobile|cell"
        r"|mobil|tel|direct)\b",
        "office|fax|mobil|cell|tel|direct",
        accept=_some_digits,
    ),
    Rule(
        r"(?:^|[^\w.+-])(?P<phone>(?:\+?1[.-]|001-)?(?:\(\d{3}\) ?"
        r"|\d{3}[.-])\d{3}[.-]\d{4}x\d{2,6})\b",
        "x",
    ),
    Rule(
        r"(?i:dob\b|\bd\.o\.b\.?|date[ _-]?of[ _-]?birth|birth[ _-]?da(?:te|y)|\bborn(?:[ _-]on)?"
        r"|geburtsdatum|geboren(?: am)?|naissance|n\xe9e? le|nacid[oa](?: el)?|nacimiento"
        r"|nat[oa] il|nascita|nascimento"
        r"|nascid[oa] em|geboortedatum|urodz\w+|f\xf6d(?:d|elsedatum)|f\xf8dselsdato|syntym\w+"
        rf"|do\xe9um)(?:{JOINT}|\.?(?: is| was|(?i: it'?s))?:?\s?[\"'(]{{0,2}})"
        rf"(?P<value>{_DATE})",
        "dob|d.o.b|birth|born|gebo|geburt|naissance|n\xe9|nac|nat|nasc|urodz|f\xf6d|f\xf8d|syntym|do\xe9um",
    ),
    Rule(
        r"(?i:licen[cs]e[ _-]?plate|(?:\b|_)plate[ _-]?(?:no|number)?|kennzeichen"
        r"|vehicle[ _-]?registration|registration[ _-]?(?:plate|mark)|immatriculation"
        r"|matr[i\xed]cula|kenteken|rendsz\xe1m"
        r"|\bplaka|\bspz|nummerplade|registreringsnummer|rekisteri\w+|(?:nr|numer) rejestracyjny)"
        rf"(?:{JOINT}|(?: is)?(?:\s{{1,2}}#?|#)\s{{0,2}})"
        r"(?P<id>[A-Z0-9]{1,4}(?:[ .\xb7-]?[A-Z0-9]{1,4}){1,3})\b",
        "plate|plaka|kennzeichen|registr|matric|matr\xedc|kenteken|rendsz|spz|nummerplade|rekister"
        "|rejestracyjny",
        accept=lambda found: has_digit(found.value),
    ),
    Rule(r"(?i:account(?:[ _-]?id)?)[\"']?\s?[:=]\s?[\"']?(?P<id>\d{12})\b", "account"),  # AWS
    # A date of birth and what follows it: Korea, Finland.
    Rule(
        r"(?:^|[^\w-]|_)(?P<id>\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])-[1-8]\d{6}|(?:0[1-9]"
        r"|[12]\d|3[01])"
        r"(?:0[1-9]|1[0-2])\d\d[-+A-FU-Y]\d{3}[0-9A-FHJ-NPR-Y])(?:[^\w-]|$)"
    ),
    Rule(  # Sweden
        r"(?:^|[^\w-])(?P<id>(?:19\d\d|20[01]\d|\d\d)(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d"
        r"|3[01])[-+]?\d{4})(?:[^\w-]|$)",
        accept=_personnummer,
    ),
    Rule(  # Chile
        r"(?:^|[^\w.+-])(?P<id>\d{1,2}\.\d{3}\.\d{3}-[\dkK]|\d{7,8}-[kK])(?:[^\w.-]|\.?$)",
        "-",
    ),
    # Czechia and Slovakia, whose ten digits can be divided by eleven
    Rule(
        r"(?:^|[^\w/.-])(?P<id>\d\d(?:[0257][1-9]|[1368][0-2])(?:0[1-9]|[12]\d|3[01])/\d{3,4})(?:[^\w/-]|$)",
        "/",
        accept=_rodne_cislo,
    ),
    # Belgium, Switzerland
    Rule(
        r"(?:^|[^\w.-])(?P<id>\d\d\.\d\d\.\d\d-\d{3}\.\d\d|756\.\d{4}\.\d{4}\.\d\d)(?:[^\w-]|$)",
        ".",
    ),
    # Players: Steam, Apple's
    Rule(r"\b(?P<id>7656119\d{10})\b", "7656119"),
    Rule(
        r"\b(?:GK\w{3,20}|teamPlayerID|gamePlayerID|playerID)\b[^\n\x1a]{0,12}?[ :=\"']"
        r"(?P<id>[GTAU]:_?[\da-f]{6,40})\b",
        "gk|playerid",
    ),
    Rule(
        r"\bset(?:User|Customer|Player|External)(?:Id|ID|Identifier)\([\"']?"
        r"(?P<id>[\w-]*\d{4,}[\w-]*)",
        "setuser|setcustomer|setplayer|setexternal",
        accept=_no_time,
    ),
    # A booking of an airline, of letters and digits; where nothing else is called so, of letters
    Rule(
        r"(?:\bPNR(?i: (?:code|no|number|locator))?|(?i:\brecord[ _]?locator"
        r"|\bbooking[ _]?(?:ref\w*|code)|\bbuchungscode"
        r"|\bcod(?:e|ice|igo) (?:de )?(?:r\xe9servation|prenotazione|reserva)))"
        r"[\"']?(?:\s?[:=#]\s?| )[\"']?(?P<id>[A-Z\d]{6})\b",
        "pnr|locator|booking|buchungscode|cod",
        accept=lambda found: has_digit(found.value) or is_of_no_list(found.value),
    ),
    # Of courts: Germany, Austria and Switzerland; the federal ones of the United States; Italy
    Rule(
        r"\b(?:Az|AZ|Aktenzeichen|Gesch\.?-?(?:Z|Nr)|GZ|Gz)[.:]{0,2} ?"
        r"(?P<id>\d{1,4} ?[A-Z][A-Za-z]{0,4} ?\d{1,6}/\d{2,4})\b",
        "az|aktenzeichen|gesch|gz",
    ),
    Rule(
        r"\b(?P<id>\d:\d\d-(?:cv|cr|mj|mc|bk|ap|md|po)-\d{4,6}(?:-[A-Z]{2,4}){0,3})\b",
        "-c|-m|-bk|-ap|-po",
    ),
    Rule(
        r"(?i:\b(?:matter|docket|case|claim|dossier|expediente|causa|sygn(?:atura)?\.?(?: akt)?"
        r"|sp\. ?zn\.)(?: (?:no|nr|n|num|number|id|ref))?[.:#]{0,2}) (?P<id>[A-Z]{2,6}[/-]\d{3,6}"
        r"[/-]\d{2,4}|[IVXL\d]{1,5} [A-Z][A-Za-z]{0,3} \d{1,6}/\d{2,4})\b",
        "matter|docket|case|claim|dossier|expediente|causa|sygn|sp.",
    ),
    Rule(
        r"(?i:\b(?:docket|dossier|expediente|r\.?g\.?|causa)(?: (?:no|nr|n|num))?[.:#]{0,2}) "
        r"(?P<id>\d{1,6}/(?:19|20)\d\d)\b",
        "docket|dossier|expediente|rg|r.g|causa",
    ),
    # FHIR's records, and what an OID says to be a number of
    Rule(
        r"\b(?:Patient|Practitioner|RelatedPerson|Person|Coverage|Encounter|Account|Group)/"
        r"(?P<id>[A-Za-z]{0,5}-?\d{4,}[\w.-]*)",
        "patient/|practitioner/|person/|coverage/|encounter/|account/|group/",
        accept=_no_time,
    ),
    Rule(r"\burn:oid:[\d.]+\|(?P<id>[^\s|\"'`<>&,;\x1a]{4,40})", r"urn:oid"),
    # Salesforce's, where it says whose it is
    Rule(
        r"(?i:\b(?:records?|org|(?:record|org|organization|owner|contact|account|lead|case|user|who"
        r"|what|parent)_?id))[\"']?(?:\s?[:=]\s?| )[\"']?"
        r"(?P<id>(?:0[0-9][0-9A-Z]|500|701|800|a[0-9A-Z]{2})[A-Za-z0-9]{12}(?:[A-Za-z0-9]{3})?)\b",
        "record|org|id",
        accept=_cased,
    ),
    # Numbers whose form is like no other: NINO, CPF, codice fiscale, CURP, INSEE, NIE, MBI.
    Rule(
        r"\b(?P<id>[A-CEGHJ-PR-TW-Z]{2} ?(?:\d{2} ?\d{2} ?\d{2}|\d{3} ?\d{3}) ?[A-D]"
        r"|[A-Z9]{5} ?\d{3} ?\d{3} ?[A-Z][A-Z9]\d[A-Z0-9] ?[A-Z0-9]{1,2}|\d{3}\.\d{3}\.\d{3}-\d{2}"
        r"|[A-Z]{6}\d{2}[A-EHLMPRST]\d{2}[A-Z]\d{3}[A-Z]|[A-Z]{4}\d{6}[HM][A-Z]{5}[A-Z0-9]\d"
        r"|[XYZ]\d{7}-?[A-HJ-NP-TV-Z]|[1-9][A-Z][A-Z0-9]\d-[A-Z]{2}\d-[A-Z]{2}\d\d"
        r"|\d\d[A-Z]{5}\d{4}[A-Z][A-Z0-9]Z[A-Z0-9]"
        r"|\d\d(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])\d\d[A-Z]\d{3}|CHE-?\d{3}\.?\d{3}\.?\d{3}"
        r"|[A-Z]{3}[ABCFGHJLPT][A-Z]\d{4}[A-Z]|[12] \d\d (?:0"
        r"[1-9]|1[0-2]) \d[\dAB] \d{3} \d{3}(?: \d\d)?)\b"
    ),
    Rule(
        r"(?i:(?:\b|_)(?:(?:geo|gps)?lat(?:itude)?|lat_?lo?ng|ln?g|lon(?:gitude)?)"
        r"|coord(?:inate)?s?"
        r"|\bgps|geo|location"
        r"|position)[\"']?\s?[:=]?\s?[\"'(\[{]{0,2}(?P<value>-?\d{1,3}\.\d{3,}"
        r"(?:[,; ]{1,2}-?\d{1,3}\.\d{3,})?)",
        ".",
    ),
    Rule(
        r"(?:(?i:point|lat_?lng|coord\w{0,9}) ?\(\s?|[@=]"
        r"|\bat )(?P<value>-?\d{1,3}\.\d{4,}[, ]{1,2}-?\d{1,3}\.\d{4,})",
        "point|latlng|lat_lng|coord|@|=|at ",
    ),
    Rule(
        r"(?P<value>\d{1,3}[\xb0\xba] ?\d{1,2}[' \xe9\xa6]{1,2} ?[\d.]{1,6}[\"' \xe9\xa6]{0,2}"
        r"[NS][, ]{1,2}"
        r"\d{1,3}[\xb0\xba] ?\d{1,2}[' \xe9\xa6]{1,2} ?[\d.]{1,6}[\"' \xe9\xa6]{0,2}[EW])",
        "\xb0|\xba",
    ),
)
