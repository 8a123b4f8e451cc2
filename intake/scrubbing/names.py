"""Names of people, where something says that they are names."""

import re

from intake.scrubbing import vocabulary
from intake.scrubbing.labels import any_of, finder, folded, glance, labels, words
from intake.scrubbing.rules import MASK, Found, Rule

# Whom a letter, a label or a licence names where it means nobody in particular.
_NOBODY = re.compile(
    r"\b(?:The|Team|Customers?|World|There|All|Every(?:one|body)|Sir|Madam|Users?|Admin|Friends?"
    r"|Colleagues?|Test|Component|Unknown|Contributors?|Authors?|Developers?|Foundation|Inc|Ltd"
    r"|GmbH|LLC|Corp(?:oration)?|Company|Project|Group|Module|Service|System|Error|Not|Access"
    r"|Invalid|Software|Technologies|Labs|University|Rights|Reserved|String|Text|Name|Field"
    r"|Value|Type|Object|Optional|None|Null|True|False|Required|Undefined|Any|Password|Mismatch|Failed|Failure|Denied|Forbidden|Expired|CharField|Varchar)\b"
)


_BOT = re.compile(
    r"(?i)(?:dependabot|renovate|greenkeeper|weblate|crowdin|snyk|pre-commit-ci|[-_]bot$)"
)


def is_somebody(found: Found) -> bool:
    return _NOBODY.search(found.value) is None


def _is_labelled(found: Found) -> bool:
    """Not `{displayName Foo Bar}`, where nothing but a space is behind the label."""
    bare = found.before(2)[:1].isalnum() and found.before(1) == " "
    return not (bare and found.after(2).strip()[:1] in ("}", "]", "|")) and is_somebody(found)


def _is_on_a_card(found: Found) -> bool:
    return (found.before(1) != "|" or "^" in found.value) and is_somebody(found)


# What is somebody's: a record of one, or what else is said beside a name
_A_RECORD = re.compile(
    rf"(?i)(?:{any_of(vocabulary.PEOPLE)})s?[\"']?\s?(?:[:=]>?\s?)?[\[({{<]?[\[({{ ]"
    r"[^\[\](){}<>]{0,80}$"
)
_WHAT_PEOPLE_HAVE = re.compile(
    r"(?i)[\"'/]?[,;)\s]{1,3}[\"':]?(?:[\w-]{0,12}[_-])?(?:e-?mail|phone|mobile|telephone"
    r"|surname|birth"
    r"|dob\b|gender|age\b|ssn\b|hired|salary)"
)


def _is_in_a_record(found: Found) -> bool:
    """`{"user": {"name": …`, `<contact name=…`, `{"name": …, "email": …`"""
    return is_somebody(found) and (
        MASK in found.before(40)
        or _A_RECORD.search(found.before(120)) is not None
        or _WHAT_PEOPLE_HAVE.match(found.after(40)) is not None
    )


_WORD = r"[\p{Lu}](?:[\pL'.\xa6-]*[\pL.])?"
PARTICLES = (
    r"(?:(?:af|al|av|ben|bin|da|das|de|del|della|den|der|di|dos|du|e|el|ibn|la|le|ten|ter|van|vom"
    r"|von|y|zu|zum|zur) ){0,2}"
)
_FULL = rf"{_WORD}(?: {PARTICLES}{_WORD}){{1,3}}"
TITLE_CASE = r"[\p{Lu}][\p{Ll}](?:[\pL'.\xa6-]*[\pL])?"
# What is said of somebody next
_FURTHER = (
    r" (?:(?i:id|nr|no|dob|born|geb|nato|nata|n\xe9e?|ur|age|aged|tel|phone|mobile|card|ref"
    r"|acc(?:oun)?t|passport|policy|document\w{0,2}|iban|dni|nif)\b|[\d(\x1a])"
)
_BARE = (
    r"(?i:(?:full|first|last|family|customer|patient|client|employee|contact|recipient|account"
    r"|holder)[ _-]?name|card.?holder|account.?holder|\b(?:patient|customer|recipient|employee"
    r"|beneficiary|payee|author|assignee|reviewer|committer|reporter|owner|contact(?: person)?"
    r"|approver|maintainer|guardian|passenger|insured|applicant|candidate|attendee|borrower"
    r"|subscriber|physician|nurse|spouse|witness|consignee|shipper|kunde)|@author|\bsigned"
    r"|\b(?:created|approved|signed|requested|reported|reviewed|assigned|submitted|written|updated"
    r"|authored|sent|invited|opened|closed|merged|modified|prepared)[ _-]?(?:by|to))"
)
_SAY = (
    r"(?: (?:is|was|are|field|value|of|for|the|given|invalid|unknown"
    r"|missing|duplicate|string|type)){0,3}"
)
_WHO = rf"(?:{any_of(vocabulary.PEOPLE)})(?: ?s)?"
_names_somebody = finder(
    rf"(?:(?:\b|co ?){_WHO}(?: (?:{any_of(vocabulary.NAMED)}))?|\b{_WHO}(?:name|namn|navn|naam)"
    rf"|\b(?:{any_of(vocabulary.FULL_NAMES)})|\b(?:{any_of(vocabulary.DONE)}) ?(?:by|to)"
    rf"|\b(?:{any_of(vocabulary.PARTS_OF_NAMES)})|^author){_SAY}$"
)
_may_be_named = glance(
    rf"{_WHO}|{any_of(vocabulary.FULL_NAMES)}|{any_of(vocabulary.DONE)}"
    rf"|{any_of(vocabulary.PARTS_OF_NAMES)}"
)
_names_a_part = finder(rf"(?:^|\b)(?:{any_of(vocabulary.PARTS_OF_NAMES)}){_SAY}$")
_names_parts = finder(rf"\b(?:{any_of(vocabulary.PARTS_OF_NAMES)})\b")
_NEAR = 80
_OF_A_FONT = 24
_BEYOND_LATIN = "\u0590"
# `File.expand`, `AS IS`
_NO_NAME = re.compile(r".*\.[a-z].*|[A-Z]{1,2}(?: [A-Z]{1,2})*", re.DOTALL)
# A type, a constant
_NO_WORD = re.compile(r"[A-Z]{1,3}|[A-Z][a-z]+[A-Z].*|[A-Z_]{4,}")


def _is_named(found: Found) -> bool:
    """A name of some words, of whom the label says that it is one; of one, which part it is."""
    if _NOBODY.search(found.value) or _NO_NAME.fullmatch(found.value):
        return False
    if "font" in found.before(_OF_A_FONT).lower():
        return False
    # There are scripts that write a whole name as one word.
    if " " in found.value or not any(char < _BEYOND_LATIN for char in found.value):
        return any(_names_somebody(label.text) for label in labels(found))
    if _NO_WORD.fullmatch(found.value):
        return False
    said = [label.text for label in labels(found)]
    return any(map(_names_a_part, said)) or (
        any(map(_names_somebody, said))
        and _names_parts(folded(f"{found.before(_NEAR)} {found.after(_NEAR)}"))
    )


_COUNTED = words(vocabulary.COUNTED)


def is_no_thing(found: Found) -> bool:
    """Somebody, and nothing that is counted or numbered."""
    return is_somebody(found) and _COUNTED.isdisjoint(folded(found.value).split())


_DICOM = re.compile(r"(?i)[^\s\"']{0,40}\.(?:dcm|dicom|ima|hl7)\b")


def _is_of_a_file_or_named(found: Found) -> bool:
    """`LOVELACE^ADA`, which may as well be of code."""
    if _NOBODY.search(found.value):
        return False
    return _DICOM.match(found.after(60)) is not None or any(
        _names_somebody(label.text) for label in labels(found)
    )


_TITLE = (
    r"(?:Mr|Mrs|Ms|Miss|Dr|Prof|Herrn?|Frau|Mme|Madame|Mlle|M|Monsieur|Sr|Sra|Se\xf1ora?|Senhora?"
    r"|Dott|Signora?|Sig|Pani?e?|Meneer|Mevrouw|Fru|Bay|Bayan|heer|mevrouw|dhr|mevr|mw|Hr|herra"
    r"|rouva|Bapak|Ibu|Bpk|Encik|Puan|Tuan|Cik|pane|pan\xed|P\xe1n|Pan\xed|Engr|Sr\(a\)"
    r"|K\xfdri\xe9|[Tt]\xe9nghi)\.?"
)
# Behind a title no sign has to follow
_TITLES = rf"{_TITLE}(?:(?:/| of | or | oder | und | ou | o | y )?{_TITLE})?"
_WRITTEN_TO = (
    r"(?:Dear|Liebe[rs]?|Sehr geehrte[rs]?|Ch(?:er|\xe8re)|Estimad[oa]|Querid[oa]|Gentile|Egregio"
    r"|Car[oa]|K\xe6re|Kj\xe6re|Prezad[oa]|Beste|Geachte|Szanown[ya]|Drog[ia]|V\xe1\xe9en[\xfd\xe1]"
    r"|Tisztelt|Kedves|Stimat[e\xe9]|Sevgili|Say\xe9n)"
)
GREETED = (
    r"(?:Hello|Hi|Hey|Hallo|Hej|Hei|Moin|Bonjour|Bonsoir|Salut|Hola|Ciao|Ol\xe1|Oi|Buongiorno"
    r"|Merhaba|Good (?:morning|afternoon|evening|day)|Guten (?:Tag|Morgen|Abend)|Welcome(?: back)?"
    r"|Willkommen(?: zur\xfcck)?|Bienvenue|Bienvenid[oa]|Benvenut[oa]|Bem-vind[oa]|Witaj"
    r"|V\xe4lkommen"
    r"|Velkommen|Tervetuloa|Welkom|Karibu|Selamat datang)"
)
REGARDS = (
    r"(?i:regards|sincerely|thanks|thank you|cheers|wishes|best|yours truly|yours|gr\xfc\xdfen?"
    r"|gr\xfc\xdfe|gruss|cordialement|bien \xe0 vous|salutations|saludos|atentamente|saluti"
    r"|atenciosamente|abra\xe7os?|cumprimentos|groet(?:en)?|h\xe4lsning(?:ar)?|hilsen|pozdrawiam"
    r"|powa\xe9aniem|pozdravem|\xfcdv\xf6zlettel|sayg\xe9lar\xe9?mla|terveisin)"
)

RULES = (
    Rule(
        r"(?m)(?:(?:^|[\s\"'>])(?:Author|Committer|Commit|From|To|Cc|[A-Z][a-z]+(?:-[a-z]+)?-by): "
        r"|^(?:author|committer|tagger) )(?P<user>[\pL][\pL .'-]{1,60}[\pL]) (?:[<\x1a]|&lt;)",
        ": |author|committer|tagger",
    ),
    Rule(  # vCard, and HL7's names
        rf"(?m)(?:^(?:FN|N)[;\w=-]{{0,40}}:|;CN=\"?|\|)(?P<user>{PARTICLES}{_WORD}"
        rf"(?:(?:[ ^]|; ?){PARTICLES}{_WORD}){{1,3}})"
        r"(?:[;\n\r:\"^|]|$| (?:TEL|ADR|EMAIL|ORG|N|BDAY|NOTE|END)[;:])",
        "fn|n:|cn=|^",
        accept=_is_on_a_card,
    ),
    # Before an address, whatever stands before: `"Lovelace, Ada" <…>`
    Rule(
        rf"(?P<user>{_WORD}(?:,? {PARTICLES}{_WORD}){{1,3}})[\"']? ?[<(]"
        r"[\w.+%'-]+@[\pL\pN][\pL\pN.-]*\.[\pL]+[>)]",
        "@",
        accept=is_somebody,
    ),
    Rule(
        r"(?:\buser\.name[ =]|\[user\]\s{1,8}name\s?=|\bGIT_(?:AUTHOR|COMMITTER)_NAME=)\s?[\"']?"
        rf"(?P<user>{_FULL})",
        "user.name|[user]|git_",
    ),
    Rule(
        rf"(?i:\bcopyright (?:\(c\)|\xa9)?) ?(?:\d{{4}}(?:[-, ]{{1,2}}\d{{4}})*,? )?"
        rf"(?P<user>{_FULL})"
        r"(?:[\n.,<\x1a]|$)",
        "copyright",
        accept=is_somebody,
    ),
    Rule(
        r"\bMerge pull request #\d+ from (?P<user>[\w.-]+)/",
        "merge pull request",
        accept=lambda found: _BOT.search(found.value) is None,
    ),
    Rule(
        r"(?:[:=>\"'`|\t*({[]|(?i:\b(?:is|was|by|to)))(?:\s?|\n\s{1,8})"
        rf"(?P<user>{PARTICLES}{_WORD}(?: {PARTICLES}{_WORD}){{0,3}})"
        r"(?:[^\pL\pN(.:=\x1a!?-]|\.(?:[^\pL]|$)|$)",
        accept=_is_named,
        near=_may_be_named,
    ),
    Rule(  # `(titular Ada Lovelace, …`
        rf"[\pL]{{3}} (?P<user>{_FULL})(?: ?[,;)\n\x1a\]]|\.?$|{_FURTHER})",
        accept=_is_named,
        near=_may_be_named,
    ),
    Rule(  # `passenger Lovelace, Ada;`
        rf"[\pL]{{3}} (?P<user>{_WORD}, {_WORD}(?: {_WORD})?)(?: ?[,;)\n\x1a\]]|\.?$|{_FURTHER})",
        ", ",
        accept=_is_named,
    ),
    Rule(  # as SAP and others call it, with nothing but a space behind
        r"\b(?:NACHN|VORNA|KOINH|ENAME|CNAME|MIDNM|NAME_?(?:LAST|FIRST)|(?:LAST|FIRST|SUR)_?NAME)"
        rf"[\"']?[ :=]{{1,3}}[\"']?(?P<user>{TITLE_CASE}(?: {PARTICLES}{TITLE_CASE}){{0,3}})",
        "nachn|vorna|koinh|ename|cname|midnm|name",
        accept=is_somebody,
    ),
    Rule(  # without a sign between
        rf"{_BARE} (?P<user>{_FULL})"
        r"(?: ?[\"',;)<&\\\n\x1a\]}|]|$|\.| (?:not|is|was|has|does|cannot|could|in|by|on) | \w+="
        rf"|{_FURTHER})",
        "name|holder|patient|customer|recipient|employee|beneficiary|payee|author|assign|review"
        "|commit|report|owner|contact|sign|approve|maintain|by|guardian|passenger|insured"
        "|applicant|candidate|attendee|borrower|subscriber|physician|nurse|spouse|witness"
        "|consignee|shipper|kund",
        accept=_is_labelled,
    ),
    Rule(
        rf"(?:[\"']|[:=] )(?P<user>{_WORD}, {_WORD}(?: {_WORD})?)(?:[\"';)\n]|$)",
        ", ",
        accept=_is_named,
        near=_may_be_named,
    ),
    Rule(
        rf"[\"'](?:first|last|given|family)[\"']\s?:\s?\[?\s?[\"'](?P<user>{_WORD})[\"']",
        "first|last|given|family",
        accept=is_somebody,
    ),
    Rule(
        rf"\b(?i:name)[\"']?\s?(?:=>?|:)\s?[\"']?(?P<user>{_FULL})(?:[\"',;)}}\]\n]|$)",
        "name",
        accept=_is_in_a_record,
    ),
    Rule(  # a row of a table of people
        r"(?i)\binsert into [^()\n\x1a]{1,80}\([^()\x1a]{0,200}(?:name|e_?mail|phone|address)"
        r"[^()\x1a]{0,200}\)\s{0,8}values\s{0,8}\((?P<value>[^()\n\x1a]*[\"'][^()\n\x1a]*)\)",
        "insert into",
    ),
    Rule(
        rf"\b{_WRITTEN_TO} (?:{_TITLE} ){{0,2}}(?P<user>{_WORD}(?: {PARTICLES}{_WORD}){{0,3}})"
        r" ?[,!:<]",
        accept=is_somebody,
    ),
    Rule(
        rf"\b{_WRITTEN_TO} {_TITLES} (?P<user>{_WORD}(?: {PARTICLES}{_WORD}){{0,3}})",
        accept=is_somebody,
    ),
    Rule(
        rf"\b{GREETED}(?: {_TITLE} (?P<user>{_WORD}(?: {PARTICLES}{_WORD}){{0,3}})) ?[,!:]",
        accept=is_somebody,
    ),
    Rule(  # of one word it may be the world
        rf"\b{GREETED}(?:, | )(?P<user>{_FULL})(?: ?[,!:\"'<]|\.?$)",
        accept=is_somebody,
    ),
    Rule(
        r"\b(?:Mr|Mrs|Ms|Miss|Dr|Prof|Herrn?|Frau|Mme|Hallo)\.? "
        rf"(?P<user>{_WORD}(?: {PARTICLES}{_WORD}){{0,3}})(?:[,!:<\x1a)\n\"']|'s\b|\.?$"
        r"| (?:ist|hat|wird|is|was|has|will|said|asked|called|reported|wrote|says)\b)",
        "mr|ms|miss|dr|prof|herr|frau|mme|hallo",
        accept=is_somebody,
    ),
    Rule(
        rf"\b(?:Mr|Mrs|Ms|Dr|Prof)\.? (?P<user>{_FULL})",
        "mr|ms|dr|prof",
        accept=is_somebody,
    ),
    Rule(
        REGARDS + rf"(?:[,!.]?\s{{0,3}}\n\s{{0,8}}|[,!] )(?P<user>{_FULL})\s*(?:[\n\"'\\,]|$)",
        "\n|, |! ",
        accept=is_somebody,
    ),
    Rule(
        r"(?:^|[^\w-])(?i:family|given|first|last|sur)[ _-]?(?i:name) "
        rf"[\"'](?P<user>{_WORD})[\"']",
        "family|given|first|last|sur",
        accept=is_somebody,
    ),
    Rule(  # of FHIR: `family "Lovelace", given "Ada"`
        rf"\b[Ff]amily [\"'](?P<user>{_WORD})[\"'], ?given\b", "family", accept=is_somebody
    ),
    Rule(
        rf"\b[Ff]amily [^\n]{{2,60}}?, ?given [\"'](?P<user>{_WORD})[\"']",
        "given",
        accept=is_somebody,
    ),
    Rule(
        rf"\b(?i:family|given)[\"']?: ?[\"']?(?P<user>{_WORD})[\"']?,? ?[\"']?"
        r"(?i:birth|dob|gender|given|family)\w*[\"']?\s?[:=]",
        "family|given",
        accept=is_somebody,
    ),
    Rule(  # DICOM's and HL7's
        rf"(?i:name)[=:] ?\[?(?P<user>{_WORD}(?:\^{_WORD}){{1,4}})",
        "^",
    ),
    Rule(
        r"(?:^|[^\pL\pN^])(?P<user>[\p{Lu}][\pL'-]{2,30}"
        r"\^[\p{Lu}][\pL'-]{2,30}(?:\^[\pL'. -]{0,20}){0,3})",
        "^",
        accept=_is_of_a_file_or_named,
    ),
    Rule(  # the name of a record: `last="Lovelace", dob=`
        rf"\b(?i:first|last|given|family|middle)[\"']?\s?[:=]\s?[\"'](?P<user>{_WORD})[\"']",
        "first|last|given|family|middle",
        accept=_is_in_a_record,
    ),
    Rule(  # HL7's of documents, FHIR, xNAL
        r"<(?:\w{1,8}:)?(?:given|family|prefix|suffix|GivenName|FamilyName|FirstName|LastName"
        r"|NameLine|PersonName)(?: [^<>\n]{0,60})?>(?P<user>[\p{Lu}][^<>\n\x1a]{1,60})</",
        "</",
        accept=is_somebody,
    ),
    Rule(  # of whom nothing but a first name is known: PID-5
        r"\|\^(?P<user>[\p{Lu}][\pL'-]{1,30})(?:\^[\pL'. -]*)*\|\|",
        r"\|^",
        accept=is_somebody,
    ),
    Rule(
        rf"(?i:\b(?:account|profile|order|data|file|colleague)s?(?: of| for)?) (?P<user>{_FULL})"
        r"(?: ?[,;)\n\x1a\]\"']|\.?$| (?:is|was|has|sees|says|cannot|could)\b)",
        "account|profile|order|data|file|colleague",
        accept=lambda found: found.before(4) in (" of ", " for", "gue ") and is_somebody(found),
    ),
    Rule(
        rf"\b(?i:sent|shared|uploaded) by (?P<user>{_FULL})\b",
        " by ",
        accept=is_somebody,
    ),
    Rule(
        r"(?i:\b(?:authentication|authorization|log-?in|logon|sign-?in|access|enrollment"
        r"|registration) (?:failed|failure|denied|rejected|refused|succeeded)) for "
        rf"(?P<user>{_FULL})(?:[^\pL\pN.]|\.?$)",
        " for ",
        accept=is_somebody,
    ),
    Rule(rf"\bCN=(?P<user>{_FULL}),(?:OU|DC|CN|O)=", "cn=", accept=is_somebody),
    Rule(  # as registers write it
        rf"(?P<user>{_WORD}, {_WORD}|{_FULL}),? "
        r"\(?(?:geb|born|n\xe9e?|ur|nar|f\xf8dt|f\xf6dd|nat[oa]|nacid[oa]|nascid[oa]|DOB|dob)\b\.?"
        r"[ :(]{1,2}(?:\(?[a-z]{2,3}\)? )?[\d\x1a]",
        "geb|born|n\xe9|ur|nar|f\xf8dt|f\xf6dd|nat|nac|nasc|dob",
        accept=is_no_thing,
    ),
    Rule(
        rf"\$name[\"']?\s?[:=]\s?[\"']?(?P<user>{_FULL})", "$name", accept=is_somebody
    ),  # Mixpanel
    Rule(r"\bPN \[(?P<user>[^\]\n\x1a]{3,64})\]", "pn ["),  # DICOM's
    Rule(  # as people introduce themselves
        r"(?:^|[^\pL])(?:I am|I'm|[Mm]y name is|[Ii]ch bin|[Mm]ein Name ist|[Jj]e suis"
        r"|[Jj]e m'appelle"
        r"|[Ss]oy|[Mm]e llamo|[Mm]i chiamo|[Ss]ono|[Ee]u sou|[Mm]eu nome \xe9|[Jj][ae]g heter"
        r"|[Jj]estem|[Nn]azywam si\xe9|[Jj]menuji se|[Bb]en|[Ii]k ben|[Nn]aitwa"
        r"|[Mm]imi ni|[Nn]ama saya)"
        rf" (?P<user>{_FULL})(?:[^\pL\pN.(:]|\.(?:\s|$)|$)",
        "i am |i'm |name is |ich bin |name ist |je suis |appelle |soy |llamo |chiamo |sono |eu sou "
        "|meu nome |heter |jestem |nazywam |jmenuji |ben |naitwa |mimi ni |nama saya ",
        accept=is_no_thing,
    ),
    Rule(  # below the line of a signature
        rf"(?m)^-- ?\n(?P<user>{_FULL})$",
        "-- \n|--\n",
        accept=is_somebody,
    ),
)
