"""What standards of exchange keep of people at a place of its own: of hospitals (HL7 2), insurers
(X12), shops (EDIFACT) and banks (SWIFT MT, ISO 20022).
"""

from collections.abc import Iterator

from intake.scrubbing.entropy import has_digit
from intake.scrubbing.rules import Found, Rule

_Segments = dict[str, dict[str, tuple[int, ...]]]
# Segments, and which of their fields are what
_HL7: _Segments = {
    "PID": {
        "id": (2, 3, 4, 18, 19, 20, 21),
        "user": (5, 6, 9),
        "value": (7, 11, 29),
        "phone": (13, 14),
    },
    "NK1": {"user": (2,), "value": (4, 16), "phone": (5, 6), "id": (33, 37)},
    "GT1": {"id": (2, 12), "user": (3, 4), "value": (5, 8), "phone": (6, 7)},
    "IN1": {"user": (16,), "value": (18, 19), "id": (36, 49)},
    "PV1": {"user": (7, 8, 9, 17), "id": (19,)},
    "MRG": {"id": (1, 3), "user": (7,)},
}
_X12: _Segments = {
    "NM1": {"user": (3, 4, 5), "id": (9,)},
    "N1": {"user": (2,), "id": (4,)},
    "N3": {"value": (1, 2)},
    "DMG": {"value": (2,)},
    "PER": {"user": (2,), "phone": (4, 6)},
    "CLM": {"id": (1,)},
}
_EDIFACT: _Segments = {
    "NAD": {"id": (2,), "user": (3, 4), "value": (5,)},
    "CTA": {"user": (2,)},
    "COM": {"phone": (1,)},
}
# How a segment begins; what parts its fields, and what ends it
_STANDARDS = (
    (_HL7, r"(?:^|[\s\"'`\x0b])", r"\|", r"|\n\r", "|$"),
    (_X12, r"(?:^|[\n\"'`~])", "*", "*~", ""),
    (_EDIFACT, r"(?:^|[\s\"'`])", "+", r"+'\n", "|$"),
)


def _of_somebody(found: Found) -> bool:
    """Not the name of a list of numbers, or what a manual puts there."""
    return len(found.value) > 1 and not found.value.startswith(("^", "<", "{", "$", ":"))


def _in_fields() -> Iterator[Rule]:
    for standard, begins, between, ends, end in _STANDARDS:
        for segment, kinds in standard.items():
            for kind, places in kinds.items():
                for place in places:
                    yield Rule(
                        rf"{begins}{segment}(?:[{between}][^{ends}]*){{{place - 1}}}[{between}]"
                        rf"(?P<{kind}>[^{ends}\s\x1a][^{ends}\x1a]*?)"
                        # behind the last, what is said of the segment
                        rf"(?: (?:\([A-Za-z]|[-\x96\x97\xa6] )[^{ends}]*)?(?:[{ends}]{end})",
                        f"{segment.lower()}{between}",
                        accept=_of_somebody,
                    )


_ELEMENTS = {
    "user": r"Nm|CtctPrsn|FrstNm|LstNm|Ustrd",
    "value": r"StrtNm|BldgNb|AdrLine|PstCd|BirthDt|TwnNm",
    "id": r"EndToEndId|InstrId|MndtId|TxId|OrgnlEndToEndId|OrgnlTxId|UETR|MsgId",
    "phone": r"PhneNb|MobNb|FaxNb",
}

RULES = (
    *_in_fields(),
    *(
        Rule(
            rf"<(?:\w{{1,8}}:)?(?:{names})>\s{{0,20}}(?P<{kind}>[^<>\n\x1a]*[^<>\s\x1a])\s{{0,20}}</",
            "</",
            accept=_of_somebody,
        )
        for kind, names in _ELEMENTS.items()
    ),
    # The party of a payment: an account, a name and where it lives, a line each
    Rule(
        r"(?:^|[\s\"'{}]):(?:50[AFHK]?|59[AF]?):(?:/[^\n\r]{1,40}\r?\n)?(?P<user>[^:\n\r\x1a/-][^\n\r\x1a]*"
        r"(?:\r?\n[^:\n\r\x1a}-][^\n\r\x1a]*){0,3})",
        ":50|:59",
    ),
    Rule(
        r"(?:^|\s|\}):2[01][A-Z]?:(?P<id>[A-Z0-9/-]{6,16})(?:\s|$)",
        ":20|:21",
        accept=lambda found: has_digit(found.value),
    ),
    Rule(
        r"\bRFF\+(?:ON|IV|CT|CU|CR|AAK|AAJ|VN|DQ|PK|AVE|VA|FC):(?P<id>[^+:'\n\x1a]{4,35})", "rff+"
    ),
)
