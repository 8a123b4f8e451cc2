"""Where people are: positions on earth, postcodes beside what names them, and plates of cars."""

import re

from intake.scrubbing import postal, vocabulary
from intake.scrubbing.entropy import lettered
from intake.scrubbing.labels import any_of, finder, labels
from intake.scrubbing.rules import Found, Rule

# What stands before a position, and before coordinates of another kind
_A_PLACE = re.compile(
    r"(?i)\b(?:my|his|her|our|their|'s) \w|hous|\bhome|\blives?\b|living|resid|address|where"
    r"|\bgps|\b(?:last|got|no) fix\b|geo|\bpos(?:ition)?\b|locat|coord"
    r"|\blat\b|latitud|\blatlng|\bmap|marker|leaflet"
    r"|setview|flyto|panto|latlon|center|centre|near\b|fence|track|driver|vehicle|pickup|drop-?off"
    r"|deliver|courier|\bwohn|standort|koordinat|ubicaci|posici|posizion|\bcasa\b|domicil|maison"
    r"|\bstops? (?:#|no|id|\d)|waypoint|depot|courier|\brider|\btruck|fleet"
    r"|mkdirections|cllocation|\broute\b|\b(?:origin|destination)\W{1,3}$"
    r"|chez|adres|plats|sijainti|konum|poloh|położen|коорд|位置|坐标|座標"
)
_NO_PLACE = re.compile(
    r"(?i)pixel|\bpx\b|svg|path|matrix|vector|tensor|loss|scale|rotat|translat|viewbox|bbox|vertex"
    r"|polygon|curve|mean|std|float|array|numpy|color|transform"
)
# What is somewhere, whatever else is said
_SOMEBODY_THERE = re.compile(
    r"(?i)geo_?fenc|\bgps\b|driver|vehicle|courier|\brider|\btruck\b|fleet|pick-?up|drop-?off"
    r"|deliver"
    r"|passenger|\btrip\b|\bstops? (?:#|no|id|\d)|depot|parcel|service area|fahrer|fahrzeug"
    r"|conductor"
    r"|veh[i\xed]cul|chauffeur|v[e\xe9]hicul|autista|motorist|kierowc|pojazd|f\xf6rare|sj\xe5f\xf8r"
    r"|s\xfcr\xfcc\xfc|ara\xe7|водител|курьер|司机|運転手|기사"
)
_HEAD = re.compile(r"(?i)\blat(?:itude)?\b[^\n]{0,40}\b(?:lng|lon|long|longitude)\b")
_REACH, _NEAR = 400, 60


def _is_a_position(found: Found) -> bool:
    """Between the poles, with a word before that says that it is a place."""
    numbers = re.findall(r"-?\d+[.,]\d+", found.value)
    north, east = (abs(float(one.replace(",", "."))) for one in numbers)
    if max(north, east) > 180 or max(north, east) < 1:
        return False
    before = found.before(_REACH)
    near = before[-_NEAR:]
    if _SOMEBODY_THERE.search(near) or _SOMEBODY_THERE.search(found.after(_NEAR)):
        return True
    said = _A_PLACE.search(near) is not None and _NO_PLACE.search(near) is None
    return said or _HEAD.search(before) is not None


_ONE = r"-?\d{1,3}\.\d{4,}"
_BY_COMMA = r"-?\d{1,3},\d{4,}"
# With what is written by hand: `52.5491° N`, `52°31'12"N`
_DEGREES = (
    r"\d{1,3} ?[\xb0\xba] ?\d{1,2}(?:[.,]\d+)? ?['\xb4\xa6]"
    r"(?: ?\d{1,2}(?:[.,]\d+)? ?(?:[\"\xa6]|''))?"
)
_SIDE = r"[NSEWO]\b"

# Letters and digits in groups, as countries write them; of any script
_PLATE = (
    r"(?:[A-Z\xc9\xc4\xd6\xdc]{1,3}[ -][A-Z]{1,3}[ -]?\d{1,4}[EH]?|[A-Z]{2}\d{2} ?[A-Z]{3}"
    r"|[A-Z]{1,3}[ -]?\d{1,4}[ -]?[A-Z]{1,3}|\d{1,3}[ -][A-Z]{1,3}[ -]\d{1,6}"
    r"|[A-Z]{3}-\d{3}[A-Z]{2}"
    r"|\d{2,4}[ -]?[A-Z]{2,3}|[A-Z]{2,3}[ -]?\d{3,5}[A-Z]{0,2}|\d[A-Z]{1,2}\d? ?\d{4}"
    r"|[A-Z]{2}[ -]\d{2}[ -][A-Z]{1,2}[ -]\d{4}|[A-Z]\d[A-Z]{2} ?\d{3,4}|[A-Z]{3}\d[A-Z]\d\d"
    r"|\d[A-Z]{3}\d{3}|[A-Z]{1,2}-\d{3}-[A-Z]{1,2}"
    r"|\xc9 ?\d{3} ?[\xc9\xe9]{2} ?\d{2,3}|\xc9\xe9?[ \xa6]?[A-Z\d]\d{4,5}|\d{2,3}\xc9 ?\d{4}"
    r"|\xc9\xe9{1,3} \d{2,3} \xc9 \d{2}-\d{2})"
)
# But registers are of processors.
_REGISTERED = re.compile(r"(?i)\breg(?:\.|:|\.:|istration:?|(?:\.|istration)? (?:no|nr)[.:]?)\s?$")
_SHORTEST = 4
_NUMBER = r"(?: (?:no|nr|num|number|nummer|numero|id|code))?"
_names_a_car = finder(rf"(?:^|\b|\s)(?:{any_of(vocabulary.PLATES)}){_NUMBER}$")
_names_a_postcode = finder(rf"(?:^|\b|\s)(?:{any_of(vocabulary.POSTCODES)}){_NUMBER}$")


_PLATES_CLUES = vocabulary.PLATES_CLUES.split()
_POSTCODES_CLUES = vocabulary.POSTCODES_CLUES.split()


def _is_near(found: Found, clues: list[str]) -> bool:
    """One of them: to read labels takes longer."""
    around = f"{found.before(_NEAR)}\n{found.after(_NEAR)}".lower()
    return any(clue in around for clue in clues)


# `reg AB12 CDE`, `van AB12 CDE`, where something speaks of who drives
_DRIVEN = re.compile(
    r"(?i)\b(?:rego?|car|van|auto|truck|lorry|taxi|bil|wagen|kfz|pkw|lkw|coche|carro|voiture|macchina"
    r"|samoch\xf3d|motor(?:bike|cycle)|bus)[.:]? [\"'(]?$"
)
_DRIVES = re.compile(
    r"(?i)\bvin\b|driver|keeper|parking|geo_?fence|\bobd|holder|licen[cs]e plate"
    r"|\bmy (?:own )?car"
    r"|fahrer|halter|chauffeur|conduct|kierowc|autist|motorist|f\xf6rare|sj\xe5f|s\xfcr\xfcc|immat"
)
_DRIVEN_CLUES = (
    "reg ", "rego", "car ", "van ", "auto ", "taxi ", "bil ", "wagen ", "kfz", "pkw ", "lkw ",
    "coche ", "carro ", "voiture ", "macchina ", "samochód ", "motor", "bus ",
)  # fmt: skip
_FEWEST_OF_PLATES = 5


def _is_driven(found: Found) -> bool:
    value = found.value
    return (
        sum(map(str.isalnum, value)) >= _FEWEST_OF_PLATES
        and lettered(found)
        and _DRIVEN.search(found.before(16)) is not None
        and _DRIVES.search(found.before(_NEAR) + found.after(_NEAR)) is not None
    )


def _is_a_plate(found: Found) -> bool:
    if _is_driven(found):
        return True
    if not _is_near(found, _PLATES_CLUES):
        return False
    if _REGISTERED.search(found.before(12)):
        return True
    return any(_names_a_car(label.text) or _names_a_car(label.whole) for label in labels(found))


_names_a_town = finder(
    r"\b(?:city|town|zip|plz|post\w*|ort|wohnort|stadt|ville|ciudad|cidade|citta|miasto|mesto|stad"
    r"|plaats|locality|place|municipality|address\w*)(?: \w+)?$"
)


def _is_a_town(found: Found) -> bool:
    return any(_names_a_town(label.text) for label in labels(found))


# `zip 1024 bytes`
_AMOUNT = re.compile(r" [a-z]")


def _is_a_postcode(found: Found) -> bool:
    if not _is_near(found, _POSTCODES_CLUES):
        return False
    if len(found.value) == _SHORTEST and found.before(1) == " " and _AMOUNT.match(found.after(2)):
        return False
    return any(
        _names_a_postcode(label.text) or _names_a_postcode(label.whole) for label in labels(found)
    )


RULES = (
    Rule(
        rf"(?:^|[^\w.-])(?P<value>{_ONE}[\"']?(?:[,;|]\s?|\t|\s| / |%2[Cc])[\"']?{_ONE})"
        rf"(?:[^\w.]|\.?$)",
        ".",
        accept=_is_a_position,
    ),
    Rule(
        rf"(?:^|[^\w.-])(?P<value>{_BY_COMMA}(?:[;|]\s?|\t| | / ){_BY_COMMA})(?:[^\w,]|,?$)",
        ",",
        accept=_is_a_position,
    ),
    Rule(
        rf"(?:^|[^\w.-])(?P<value>(?:\d{{1,3}}[.,]\d{{3,}} ?[\xb0\xba] ?|{_DEGREES} ?){_SIDE}"
        rf"|[NSEWO] ?(?:\d{{1,3}}[.,]\d{{3,}} ?[\xb0\xba]|{_DEGREES}))",
        "\xb0|\xba",
    ),
    Rule(
        r"(?:^|[^\w.-])(?P<value>\d{1,2}\.\d{3,} ?[NS][,;/] {0,2}\d{1,3}\.\d{3,} ?[EWO]\b"
        r"|[NS] ?\d{1,2}\.\d{3,}[,;/]? {0,2}[EWO] ?\d{1,3}\.\d{3,})",
        "n,|s,|n;|s;|n/|s/| e1| e 1| e2| e 2| e 0| e0| w1| w 1| w 0| w0| o 1| o1",
    ),
    Rule(  # NMEA 0183
        r"\$G[A-Z]{4},(?:[\d.]*,)?(?:A,)?(?P<value>\d{3,4}\.\d+,[NS],\d{4,5}\.\d+,[EW])", "$g"
    ),
    # `"city": "48143 Münster"`, `zip: 'Pune 411004'`
    Rule(
        rf"[:=]\s?[\"'](?P<value>{postal.POSTCODE} {postal.TOWN}|{postal.TOWN},? (?:[A-Z]{{2,3}} )?"
        rf"{postal.POSTCODE})[\"']",
        "city|town|zip|plz|post|ort|ville|ciudad|cidade|citt|miasto|mesto|stad|local|place|addr",
        accept=_is_a_town,
    ),
    Rule(rf"\bgeo:(?P<value>{_ONE},{_ONE})", "geo:"),
    Rule(  # EXIF
        r"(?P<value>\d{1,3} deg \d{1,2}' \d{1,2}(?:\.\d+)?\" [NSEW](?:, \d{1,3} deg \d{1,2}'"
        r" \d{1,2}(?:\.\d+)?\" [NSEW])?)",
        " deg ",
    ),
    Rule(  # maps
        r"[#&?](?:map=\d{1,2}(?:\.\d+)?/|(?:m?lat|m?lon|lng|s?ll|[ds]addr|destination|origin|q"
        r"|query|cent(?:er|re)|cp)=(?:loc:)?)"
        rf"(?P<value>{_ONE}(?:(?:[/,~]|%2[Cc]){_ONE})?)",
        "=",
    ),
    Rule(
        rf"(?:^|[^\pL\pN-])(?P<id>{_PLATE})(?:[^\pL\pN-]|$)",
        "|".join((*_PLATES_CLUES, *_DRIVEN_CLUES)),
        accept=_is_a_plate,
    ),
    Rule(
        r"(?:^|[^\pL\pN.-])(?P<value>(?:[A-Z]{1,3}-)?(?:\d{5}-\d{3,4}|\d{4}-\d{3}|\d{3}-\d{4}"
        r"|\d\d-\d{3}|\d{2,3} \d{2,3}|\d{4} ?[A-Z]{2}|\d{4,7}|[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}"
        r"|[A-Z]\d[A-Z] ?\d[A-Z]\d|[A-Z]\d[\dW] ?[A-Z\d]{4}))(?:[^\pL\pN-]|$)",
        "|".join(_POSTCODES_CLUES),
        accept=_is_a_postcode,
    ),
)
