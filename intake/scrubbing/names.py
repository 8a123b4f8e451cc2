"""Names of people, where something says that they are names."""

import re

from intake.scrubbing.rules import JOINT, Found, Rule

# Whom a letter, a label or a licence names where it means nobody in particular.
_NOBODY = re.compile(
    r"\b(?:The|Team|Customers?|World|There|All|Every(?:one|body)|Sir|Madam|Users?|Admin|Friends?"
    r"|Colleagues?|Test|Component|Unknown|Contributors?|Authors?|Developers?|Foundation|Inc|Ltd"
    r"|GmbH|LLC|Corp(?:oration)?|Company|Project|Group|Module|Service|System|Error|Not|Access"
    r"|Invalid|Software|Technologies|Labs|University|Rights|Reserved|String|Text|Name|Field"
    r"|Value|Type|Object|Optional|None|Null|True|False|Required|Undefined|Any|CharField|Varchar)\b"
)


def is_somebody(found: Found) -> bool:
    return _NOBODY.search(found.value) is None


def _is_no_code(found: Found) -> bool:
    behind = found.after(2)
    return (behind == "</" or behind[:1] not in tuple("([!?<.|")) and is_somebody(found)


def _is_labelled(found: Found) -> bool:
    """Not `{displayName Foo Bar}`, where nothing but a space is behind the label."""
    bare = found.before(2)[:1].isalnum() and found.before(1) == " "
    return not (bare and found.after(2).strip()[:1] in ("}", "]", "|")) and is_somebody(found)


# What is somebody's: a record of one, or what else is said beside a name
_A_RECORD = re.compile(
    r"(?i)(?:user|customer|owner|patient|author|contact|client|employee|member|guest|recipient"
    r"|sender|person|people|driver|student|teacher|applicant|guardian|parent|buyer|assignee|reporter"
    r"|creator|reviewer|maintainer|beneficiary|passenger|doctor|candidate|attendee|holder)s?"
    r"[\"']?\s?(?:[:=]>?\s?)?[\[({<]?[\[({ ][^\[\](){}<>]{0,80}$"
)
_WHAT_PEOPLE_HAVE = re.compile(
    r"(?i)[\"'/]?[,;)\s]{1,3}[\"':]?(?:[\w-]{0,12}[_-])?(?:e-?mail|phone|mobile|telephone|surname|birth"
    r"|dob\b|gender|age\b|ssn\b|hired|salary)"
)


def _is_in_a_record(found: Found) -> bool:
    """`{"user": {"name": …`, `<contact name=…`, `{"name": …, "email": …`"""
    return is_somebody(found) and (
        _A_RECORD.search(found.before(120)) is not None
        or _WHAT_PEOPLE_HAVE.match(found.after(40)) is not None
    )


_WORD = r"[\p{Lu}](?:[\pL'.\xa6-]*[\pL.])?"
_PARTICLE = (
    r"(?:(?:af|al|av|ben|bin|da|das|de|del|della|den|der|di|dos|du|e|el|ibn|la|le|ten|ter|van|vom"
    r"|von|y|zu|zum|zur) ){0,2}"
)
_FULL = rf"{_WORD}(?: {_PARTICLE}{_WORD}){{1,3}}"
_LABEL = (
    r"(?i:(?:(?:full|first|last|given|family|middle|maiden|sur|customer|patient|client|employee"
    r"|contact|display|billing|shipping|recipient|sender|holder|card.?holder|account.?holder|buyer"
    r"|guest|member|student|doctor|manager|tenant|legal|real|person|passenger|driver|owner|author"
    r"|teacher|parent)[ _-]?name|surname|forename|vorname|nachname|firstname|lastname"
    r"|card.?holder|account.?holder|patient|customer|recipient|employee|beneficiary|payee"
    r"|author|assignee|reviewer|committer|reporter|owner|contact(?:[ _-]?person)?|approver"
    r"|maintainer|guardian|passenger|insured(?:[ _-]?person)?|policy.?holder|next[ _-]?of[ _-]?kin"
    r"|applicant|candidate|attendee|borrower|landlord|subscriber|physician|nurse|spouse|witness"
    r"|signatory|consignee|shipper|attn|attention|@author"
    r"|(?:created|approved|signed|requested|reported|reviewed|assigned|submitted|written"
    r"|updated|authored|sent|invited|opened|closed|merged|modified|prepared)[ _-]?(?:by|to)"
    r"|(?:name|nom|nombre|nome) d(?:e|el|er|es|o|u) (?:kunden|patienten|mitarbeiters|inhabers"
    r"|client|patient|titulaire|salari\xe9|paciente|empleado|titular|utente|dipendente|funcion\xe1rio)e?"
    r"|kundenname|kunde|kontoinhaber|empf\xe4nger|absender|ansprechpartner\w*"
    r"|nom(?: complet| de famille)?|pr\xe9nom|titulaire|destinataire|nombre(?: completo)?"
    r"|apellidos?"
    r"|titular|destinatario|nome(?: completo)?|cognome|sobrenome|intestatario|achternaam|voornaam"
    r"|naam|namn|navn|nazwisko|imi\xe9 i nazwisko)(?:[ _-]?name)?|\bsigned)"
)
_TITLE = (
    r"(?:Mr|Mrs|Ms|Miss|Dr|Prof|Herrn?|Frau|Mme|Madame|Mlle|M|Monsieur|Sr|Sra|Se\xf1ora?|Senhora?"
    r"|Dott|Signora?|Sig|Pani?e?|Meneer|Mevrouw|Fru|Bay|Bayan)\.?"
)
_WRITTEN_TO = (
    r"(?:Dear|Liebe[rs]?|Sehr geehrte[rs]?|Ch(?:er|\xe8re)|Estimad[oa]|Querid[oa]|Gentile|Egregio"
    r"|Car[oa]|K\xe6re|Kj\xe6re|Prezad[oa]|Beste|Geachte|Szanown[ya]|Drog[ia]|V\xe1\xe9en[\xfd\xe1]"
    r"|Tisztelt|Kedves|Stimat[e\xe9]|Sevgili|Say\xe9n)"
)
_GREETED = (
    r"(?:Hello|Hi|Hey|Hallo|Hej|Hei|Moin|Bonjour|Bonsoir|Salut|Hola|Ciao|Ol\xe1|Oi|Buongiorno"
    r"|Merhaba|Good (?:morning|afternoon|evening|day)|Guten (?:Tag|Morgen|Abend)|Welcome(?: back)?)"
)
_REGARDS = (
    r"(?i:regards|sincerely|thanks|thank you|cheers|wishes|best|yours truly|yours|gr\xfc\xdfen?"
    r"|gr\xfc\xdfe|gruss|cordialement|bien \xe0 vous|salutations|saludos|atentamente|saluti"
    r"|atenciosamente|abra\xe7os|cumprimentos|groet(?:en)?|h\xe4lsning(?:ar)?|hilsen|pozdrawiam"
    r"|powa\xe9aniem|pozdravem|\xfcdv\xf6zlettel|sayg\xe9lar\xe9?mla|terveisin)"
)

RULES = (
    Rule(
        r"(?m)(?:(?:^|[\s\"'>])(?:Author|Committer|Commit|From|To|Cc|[A-Z][a-z]+(?:-[a-z]+)?-by): "
        r"|^(?:author|committer|tagger) )(?P<user>[\pL][\pL .'-]{1,60}[\pL]) (?:[<\x1a]|&lt;)",
        ": |author|committer|tagger",
    ),
    Rule(  # git blame
        r"(?m)^\^?[0-9a-f]{7,40} [^(\n\x1a]{0,200}\((?P<user>[\pL][\pL .'-]{1,60}[\pL])"
        r"\s+\d{4}-\d\d-\d\d",
        " (|\t(",
    ),
    # Before an address, whatever stands before: `"Lovelace, Ada" <…>`
    Rule(
        rf"(?P<user>{_WORD}(?:,? {_PARTICLE}{_WORD}){{1,3}})[\"']? ?[<(]"
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
    ),
    Rule(
        _LABEL + rf"(?:{JOINT}| )(?P<user>{_FULL})"
        r"(?: ?[\"',;)<&\\\n\x1a\]}|]|$|\.| (?:not|is|was|has|does|cannot|could) | \w+=)",
        "name|holder|patient|customer|recipient|employee|beneficiary|payee|author|assign|review"
        "|commit|report|owner|contact|sign|approve|maintain|by|guardian|passenger|insured|kin"
        "|applicant|candidate|attendee|borrower|landlord|subscriber|physician|nurse|spouse|witness"
        "|consignee|shipper|att|kund|inhaber|f\xe4nger|absender|partner|nom|titula|destinat|apellido"
        "|naam|namn|navn|nazwisko",
        accept=_is_labelled,
    ),
    Rule(
        rf"(?i:first|last|given|family|full|sur)[_ -]?(?i:name){JOINT}(?P<user>"
        rf"{_PARTICLE}[\p{{Lu}}][\pL '\xa6-]{{1,40}})[\"'\])]",
        "name",
    ),
    Rule(
        r"(?i:(?:\b|(?:customer|client|patient|user|employee|contact|person|member|guest)[ _-]?)"
        r"(?:(?:first|last|given|family|maiden)[_ -]?name|surname)|\bforename|\bnachname"
        rf"|\bvorname|\bcognome|\bapellidos?|\bachternaam){JOINT}"
        rf"(?P<user>{_PARTICLE}{_WORD}(?: {_WORD})?)"
        rf"(?:[\s,;&<]|$)",
        "name|cognome|apellido|naam",
        accept=_is_no_code,
    ),
    Rule(
        rf"[\"'](?:first|last|given|family)[\"']\s?:\s?[\"'](?P<user>{_WORD})[\"']",
        "first|last|given|family",
        accept=is_somebody,
    ),
    Rule(
        rf"\bname[\"']?\s?(?:=>?|:)\s?[\"'](?P<user>{_FULL})[\"']",
        "name",
        accept=_is_in_a_record,
    ),
    Rule(  # a row of a table of people
        r"(?i)\binsert into [^()\n\x1a]{1,80}\([^()\x1a]{0,200}(?:name|e_?mail|phone|address)"
        r"[^()\x1a]{0,200}\)\s{0,8}values\s{0,8}\((?P<value>[^()\n\x1a]*[\"'][^()\n\x1a]*)\)",
        "insert into",
    ),
    Rule(
        rf"\b{_WRITTEN_TO} (?:{_TITLE} ){{0,2}}(?P<user>{_WORD}(?: {_PARTICLE}{_WORD}){{0,3}})"
        r" ?[,!:<]",
        accept=is_somebody,
    ),
    Rule(
        rf"\b{_GREETED}(?: {_TITLE} (?P<user>{_WORD}(?: {_PARTICLE}{_WORD}){{0,3}})) ?[,!:]",
        accept=is_somebody,
    ),
    Rule(  # of one word it may be the world
        rf"\b{_GREETED} (?P<user>{_FULL}) ?[,!:]",
        accept=is_somebody,
    ),
    Rule(
        r"\b(?:Mr|Mrs|Ms|Miss|Dr|Prof|Herrn?|Frau|Mme|Hallo)\.? "
        rf"(?P<user>{_WORD}(?: {_PARTICLE}{_WORD}){{0,3}})[,!:<\x1a]",
        "mr|ms|miss|dr|prof|herr|frau|mme|hallo",
        accept=is_somebody,
    ),
    Rule(
        rf"\b(?:Mr|Mrs|Ms|Dr|Prof)\.? (?P<user>{_FULL})",
        "mr|ms|dr|prof",
        accept=is_somebody,
    ),
    Rule(
        _REGARDS + rf"[,!.]?\s{{0,3}}\n\s{{0,8}}(?P<user>{_FULL})\s*(?:[\n\"'\\,]|$)",
        "\n",
        accept=is_somebody,
    ),
    Rule(
        rf"\b(?i:sent|shared|uploaded) by (?P<user>{_FULL})\b",
        " by ",
        accept=is_somebody,
    ),
    Rule(  # below the line of a signature
        rf"(?m)^-- ?\n(?P<user>{_FULL})$",
        "-- \n|--\n",
        accept=is_somebody,
    ),
)
