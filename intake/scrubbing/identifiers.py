"""Numbers that stand for people and what is theirs: cards, accounts, telephones, papers, places."""

import re

from intake.scrubbing.entropy import has_digit
from intake.scrubbing.rules import Found, Rule

# Lengths of the numbers of each network, by their first digits.
_NETWORKS = re.compile(
    r"(?:2131|1800)\d{11}|81\d{14,17}|4(?:\d{12}|\d{15}|\d{18})|5[1-5]\d{14}|2[2-7]\d{14}"
    r"|3[47]\d{13}|3(?:0[0-5]|[68]\d)\d{11}"
    r"|35\d{14}|6(?:011|5|4[4-9]|2|0|7|8|3|9)\d{10,17}|5[06-9]\d{10,17}"
)


def _iban(found: Found) -> bool:
    """ISO 13616: the remainder of division by 97 is 1."""
    value = "".join(char for char in found.value if char.isalnum())
    turned = value[4:] + value[:4]
    return 15 <= len(value) <= 34 and int("".join(str(int(char, 36)) for char in turned)) % 97 == 1


def _number(found: Found) -> bool:
    return sum(map(str.isdigit, found.value)) >= 3


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
    return least <= sum(map(str.isdigit, found.value)) <= 15


def _some_digits(found: Found) -> bool:
    return 7 <= sum(map(str.isdigit, found.value)) <= 15


def _personnummer(found: Found) -> bool:
    """The last of ten digits makes their sum one of ten (Luhn); without a mark there are twelve."""
    digits = [int(char) for char in found.value if char.isdigit()]
    if len(digits) == 10 and found.value.isdigit():
        return False
    last = digits[-10:]
    return sum(sum(divmod(2 * one, 10)) for one in last[::2]) % 10 == -sum(last[1::2]) % 10


def _object_id(found: Found) -> bool:
    return has_digit(found.value) and not found.value.islower()


_DATE = (
    r"(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}(?:st|nd|rd|th)?[-/. ]{1,2}(?:\d{1,2}|[A-Za-z]{3,9})"
    r"[-/., ]{1,2}"
    r"(?:19|20)?\d\d|(?:19|20)\d{6}|[A-Z][a-z]{2,8} \d{1,2},? \d{4})"
)
_ID_LABEL = (
    r"(?:(?i:ssn|social[ _-]?security|nino|national[ _-]?insurance|tax(?:payer)?[ _-]?id"
    r"|steuer-?(?:id|nummer)\w*|tax[ _-]?number|fiscal|cpf|cnpj|aadhaa?r|passports?|pasaporte"
    r"|passeport|reisepass|passaporto|bsn|pesel|codice fiscale|nhs|medicare|personnummer|hetu"
    r"|driv(?:er|ing)'?s?[ _-]?licen[sc]e|licen[sc]e[ _-]?(?:no|number)|insee|ahv|mrn|kimlik|tckn?"
    r"|medical[ _-]?record|(?:national|personal|voter|student|patient|citizen)[ _-]?id\w*"
    r"|identity[ _-]?(?:card|code|number)|id[ _-]?(?:card|code|number)|ausweis|krankenkasse"
    r"|arztnummer|gstin|nric|sort[ _-]?code|routing|account[ _-]?(?:no|num|number)|plates?"
    r"|licen[sc]e[ _-]?plate|plaka\w*|kennzeichen|registration|imei|imsi|iccid|udid|serial|\bvin\b"
    r"|\bvat[ _-]?(?:id|no|nr|number|code|reg)|dvla"
    r"|device[ _-]?id|idfa|gaid|vehicle|insurance|(?:customer|member|policy)[ _-]?(?:no|number)"
    r"|bic|swift|orgnummer|siren|siret|partita iva|ust-?id\w*|mi nie|mi dni|f\xf8dselsnummer"
    r"|fodselsnummer|isikukood|asmens kodas|personas kods"
    r"|kennitala|snils|edrpou|rnokpp|ogrn|clabe|bankgiro|plusgiro|ahv(?:-?nr)?|y-tunnus"
    r"|veronumero|btw|moms"
    r"|rodn\xe9 \xe9\xedslo|di[\xe9\xc9]|i[\xe9\xc9]o?|c\xe9dula|cedula|teudat zehut"
    r"|emirates[ _-]id|identiteitskaart\w*|eori"
    r"|(?:personal|citizen|resident|civil|identification|identity|tax|fiscal|national|social"
    r"|company|business|id)"
    r"[ _-]?(?:id|code|no|nr|number)|personn?al[ _-]?code|(?:employee|staff|applicant|driver"
    r"|badge|claim|loyalty|membership|frequent[ _-]flyer|dea|reservation|booking)"
    r"[ _-]?(?:id|no|nr|num|number|ref)|abgabenkonto\w*|sozialversicherungs\w*"
    r"|svnr|ndis|hkid|rvnr|egk-nummer|rentenversicherung\w*|versicherten\w*"
    r"|betriebsst\xe4tten\w*|personn?ummer|pnr"
    r"|\bmy (?:\w+ ){0,2}(?:id|licen[cs]e|number|card)"
    r"|num\xe9ro (?:de s\xe9curit\xe9 sociale|fiscal)|matr[i\xed]cula)"
    r"|\b(?:PAN|SIN|NAS|TIN|NIE|NIF|DNI|EIN|ITIN|CURP|RFC|RUT|PPS|VAT|KVNR|LANR|BSNR|TFN|ABN"
    r"|ACN"
    r"|RRN|FRN|BRN|TNIN|UEN|NPI|MBI|CIF|NIR|NIP|REGON|KRS|PIB|OIB|JMBG|EM\xe9O|EGN|PNF|INN|KPP"
    r"|CUIT|CUIL|RUN|RUC|CNP|CUI"
    r"|RNC|RTN|NIT|DUI|CBU|CCI|CCC|ESR|CAE|UBN|AMKA|AFM|UTR|USCC|IRD|GST|HST|QST|NUIT|NUI|NINEA"
    r"|UNP|MST|VKN|BIS"
    r"|MVA|NPWP|NIK|CNIC|NIPT|CPJ|RIF|KMKR|VSK|ALV|CUPS|NRT|EID|PIN|UID|CVR|CPR|IIN|EDB|EMBG"
    r"|EPIC|VATIN|VNR|SEPA|PVN|PPSN|BN|IC|MF|TRN|NINEA|ONRC|MOA|CURP|IDNO|IDNP|KVK|RSIN))"
    r"(?i:[ _-]?(?:no|nr|num|number|id|code|numaras\xe9|n\xfamero|numero|nummer|num\xe9ro))?\.?"
)

RULES = (
    # Numbers of people and things.
    Rule(
        r"(?:\b|_)"
        r"(?P<id>[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12})",
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
    # A database quotes the row that offends.
    Rule(r"Failing row contains \((?P<value>[^\n\x1a]+)\)", "failing row"),
    Rule(r"Key \([^()\n]{1,200}\)=\((?P<value>[^\n\x1a]+?)\) (?:is|already|conflicts)", "key ("),
    Rule(r"Duplicate entry '(?P<value>[^'\n\x1a]+)' for key", "duplicate entry"),
    Rule(  # IBAN without a label
        r"\b(?P<iban>[A-Z]{2}\d{2}(?:[A-Z0-9]{11,30}|(?:[ -][A-Z0-9]{4}){2,7}(?:[ -]"
        r"[A-Z0-9]{1,3})?))\b",
        accept=_iban,
    ),
    Rule(
        r"(?i:phone|mobile|\btel(?:efon|ephone)?|\bcell|\bfax|whatsapp|\bsms|\bcall(?:ed"
        r"|ing)?|handy|dial"
        r"|contact|msisdn|m\xf3vil|celular|t\xe9l\xe9phone|telefono|telefone"
        r"|m\xf3bil)[\w .]{0,16}?[\"']?(?:\s?[:=]?\s?|>)[\"'(]{0,2}(?P<phone>[+(]?\d[\d "
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
    Rule(  # `my number is`, `reach me at`, and what follows the number
        r"(?i:\b(?:my|his|her|their|our|your)(?: \w{2,10}){0,2} number(?: is)?|\b(?:reach|call"
        r"|text|contact) (?:me|us|him|her)"
        r"(?: at| on)?|\b(?:answering|reachable) (?:at|on)|\bmessages? to|\bregistered)[ :]{1,3}"
        r"(?P<phone>[+(]?\d[\d ().x/-]{5,22}\d)",
        "number|reach|call|text|contact|answering|message|registered",
        accept=_some_digits,
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
        r"(?i:\bdob\b|\bd\.o\.b\.?|date[ _-]?of[ _-]?birth|birth[ _-]?da(?:te|y)|\bborn(?: on)?"
        r"|geburtsdatum|geboren(?: am)?|naissance|n\xe9e? le|nacid[oa](?: el)?|nacimiento"
        r"|nat[oa] il|nascita|nascimento"
        r"|nascid[oa] em|geboortedatum|urodz\w+|f\xf6d(?:d|elsedatum)|f\xf8dselsdato|syntym\w+"
        r"|do\xe9um)[\"']?\.?(?: is| was|(?i: it'?s))?\s?[:=]?\s?[\"'(]{0,2}"
        rf"(?P<value>{_DATE})",
        "dob|d.o.b|birth|born|gebo|geburt|naissance|n\xe9|nac|nat|nasc|urodz|f\xf6d|f\xf8d|syntym|do\xe9um",
    ),
    Rule(
        _ID_LABEL + r"[\"']?(?: is| was| es)?[\s:=#-]{0,4}[\"']?\s?(?P<id>\(?[A-Z0-9]"
        r"(?:\)?(?: ?[./-] ?| )?[A-Z0-9]){4,24}|[a-z]{1,3}-?\d{4,14}[a-z]?|\d{5,14}[a-z]"
        r"|\d{6}[a-z-]\d{3}[a-z\d])\b",
        accept=_number,
    ),
    Rule(
        r"(?i:licen[cs]e[ _-]?plate|\bplate[ _-]?(?:no|number)?|kennzeichen)[\"']?(?: is)?\s{0,2}"
        r"[:=#]?\s{0,2}[\"']?(?P<id>[A-Z0-9]{1,4}(?:[ .\xb7-]?[A-Z0-9]{1,4}){1,3})\b",
        "plate|kennzeichen",
        accept=lambda found: has_digit(found.value),
    ),
    Rule(r"(?i:account(?:[ _-]?id)?)[\"']?\s?[:=]\s?[\"']?(?P<id>\d{12})\b", "account"),  # AWS
    # A date of birth and what follows it: Korea, Finland.
    Rule(
        r"(?:^|[^\w-])(?P<id>\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])-[1-8]\d{6}|(?:0[1-9]"
        r"|[12]\d|3[01])"
        r"(?:0[1-9]|1[0-2])\d\d[-+A-FU-Y]\d{3}[0-9A-FHJ-NPR-Y])(?:[^\w-]|$)"
    ),
    Rule(  # Sweden
        r"(?:^|[^\w-])(?P<id>(?:19\d\d|20[01]\d|\d\d)(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d"
        r"|3[01])[-+]?\d{4})(?:[^\w-]|$)",
        accept=_personnummer,
    ),
    # Numbers whose form is like no other: NINO, CPF, codice fiscale, CURP, INSEE, NIE, MBI.
    Rule(
        r"\b(?P<id>[A-CEGHJ-PR-TW-Z]{2} ?(?:\d{2} ?\d{2} ?\d{2}|\d{3} ?\d{3}) ?[A-D]"
        r"|[A-Z9]{5} ?\d{3} ?\d{3} ?[A-Z9]{2}\d[A-Z0-9] ?[A-Z0-9]{1,2}|\d{3}\.\d{3}\.\d{3}-\d{2}"
        r"|[A-Z]{6}\d{2}[A-EHLMPRST]\d{2}[A-Z]\d{3}[A-Z]|[A-Z]{4}\d{6}[HM][A-Z]{5}[A-Z0-9]\d"
        r"|[XYZ]\d{7}-?[A-HJ-NP-TV-Z]|[1-9][A-Z][A-Z0-9]\d-[A-Z]{2}\d-[A-Z]{2}\d\d"
        r"|\d\d[A-Z]{5}\d{4}[A-Z][A-Z0-9]Z[A-Z0-9]"
        r"|\d\d(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])\d\d[A-Z]\d{3}"
        r"|[A-Z]{3}[ABCFGHJLPT][A-Z]\d{4}[A-Z]|[12] \d\d (?:0"
        r"[1-9]|1[0-2]) \d[\dAB] \d{3} \d{3}(?: \d\d)?)\b"
    ),
    Rule(
        r"(?i:\b(?:geo|gps)?lat(?:itude)?|\blat_?lo?ng|\bln?g|\blon(?:gitude)?|coord(?:inate)?s?"
        r"|\bgps|geo|location"
        r"|position)[\"']?\s?[:=]?\s?[\"'(\[{]{0,2}(?P<value>-?\d{1,3}\.\d{3,}"
        r"(?:[,; ]{1,2}-?\d{1,3}\.\d{3,})?)",
        ".",
    ),
    Rule(
        r"(?:\bPOINT ?\(|[@=])(?P<value>-?\d{1,3}\.\d{4,}[, ]{1,2}-?\d{1,3}\.\d{4,})",
        "point|@|=",
    ),
    Rule(
        r"(?P<value>\d{1,3}[\xb0\xba] ?\d{1,2}[' \xe9\xa6]{1,2} ?[\d.]{1,6}[\"' \xe9\xa6]{0,2}"
        r"[NS][, ]{1,2}"
        r"\d{1,3}[\xb0\xba] ?\d{1,2}[' \xe9\xa6]{1,2} ?[\d.]{1,6}[\"' \xe9\xa6]{0,2}[EW])"
    ),
)
