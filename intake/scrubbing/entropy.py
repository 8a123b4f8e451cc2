"""Whether a value looks like a secret, and what looks so with nothing to announce it."""

import re
import string
from itertools import accumulate, pairwise
from operator import add

from intake.scrubbing.digests import OF_HEX, is_algorithm, is_alphabet, is_asset, is_data, is_digest
from intake.scrubbing.fillers import says_what_goes_there
from intake.scrubbing.lexicon import is_word
from intake.scrubbing.rules import Between, Found, Rule

_WORDS = re.compile(r"[A-Za-z]+\d{0,2}(?:[_.:/-]+[A-Za-z]+\d{0,2})*(?:[_-]\d{1,3})?")
_VERSION_OR_TIME = re.compile(
    r"(?:[A-Za-z]+-)*[v^~]?\d+(?:\.\d+)+(?:[-+.]?[a-z]\w*)?|\d{4}-\d\d-\d\d(?:[T_ ].*)?|\d\d:\d\d.*"
    r"|\d{1,11}(?:ms|px|s)?|1[5-9]\d{11}|[\d_]+(?:[*+/][\d_]+)+|\d{1,6}:\d{1,4}(?::.*)?"
)
_DOTTED = re.compile(r"[A-Za-z_$][\w$]*(?:\??\.[A-Za-z_$][\w$]*)+")
_REFERENCE = re.compile(
    _DOTTED.pattern + r"|\$[A-Za-z_][\w./:()>\[\]'\"-]*|\$[{(].*|%.*|~?(?:\.{0,2}/)+(?:[\w@.-].*)?"
    r"|[\w./-]+\.[a-z]{2,4}"
)
_FILLER = re.compile(r"(?P<one>[*.x•X-])(?P=one)*+|(?i:your|my|example|changeme|redacted)\b.*")
_FILLED = re.compile(r"(.)\1{4}")
_HEX = re.compile(r"(?i)[0-9a-f]{32,}")
_MANGLED = ("_Z", "_R")
_PIECES = re.compile(r"[A-Za-z0-9]+")
SIGNS = re.compile(r"[^A-Za-z0-9]+")
_ISSUER = re.compile(r"^(?:[A-Za-z0-9]{1,12}[_:-]){1,3}")
_NAMES_BEFORE = re.compile(r"^(?:(?:[a-z]{1,10}|[A-Z]{1,8})\d{0,2}[_-]){1,4}")
# A number of somebody's that counts nothing: there are not as many of anything.
_NUMBERED = re.compile(r"[A-Za-z]+[_-](?:[A-Za-z]+[_-])?\d{22,}")
_FOLDER = re.compile(r"(?:^|/)[a-z]{3,}(?:/|$)")
_LONG_BASE64 = 36
_LONG_PIECE = 16
_LONG_TOKEN = 20
_LONG_ENOUGH = 12
_ENDLESS_PIECE = 32
_LETTERS = re.compile(r"[A-Za-z]{2,}")
# The pairs of letters that make up nine tenths of English, and of the names in code.
_PAIRS = frozenset(
    re.findall(
        r"..",
        "abacadafagaiakalamanaparasatauavawaxaybabebiblbobrbsbubycacccechcickclcocrctcuda"
        "dbdddedidodrdsdudyeaecedeeefegeielemeneoepeqeresetevewexeyfafefffiflfofrftfugage"
        "ghgiglgngogrgsguhahehihohrhthuhyiaibicidieifigikiliminioipirisitivixizjejojsjuke"
        "kiknkslaldlelflilllolsltlulymambmemimlmmmompmsmumynancndnenfngninknlnnnonsntnunv"
        "nyoaobocodofogoiokolomonoooporosotouovowoxpapdpephpiplpoppprpsptpuqurarcrdrergri"
        "rkrlrmrnrorprrrsrtrurvrysascseshsiskslsmsospssstsusytatethtitltotrtstttutwtyuaub"
        "ucudueuguiulumunupurusutvavevivowawewhwiwnwowsxaxexixpxtyeyoypysze",
    )
)
_WORDLIKE = 0.62
_HUMP = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")
_SHORTEST_MISCASED = 10
_MANY_HUMPS = 0.4


def _is_odd(one: str, next_one: str) -> bool:
    if one.isdigit() or next_one.isdigit():
        return one.isdigit() != next_one.isdigit()
    if one.islower() and next_one.isupper():
        return True
    return one != next_one and (one + next_one).lower() not in _PAIRS


# A letter beside a digit, a lower beside an upper case, or two letters of no language's words: once
# a word in names, and two times of three in what is drawn at random from an alphabet.
_ODD = frozenset(
    (one, next_one)
    for one in string.ascii_letters + string.digits
    for next_one in string.ascii_letters + string.digits
    if _is_odd(one, next_one)
)
_MOSTLY_ODD = 0.45
FAR_ODD = 0.5
_PART_LENGTH = 18
_PART_ODD = 0.5
_PART_DIGITS = 2
# No word is as long as that.
_ENDLESS = re.compile(r"[a-z]{22}|[A-Z]{22}")
# More than that no name of code has.
_MOST_DIGITS = 4


def has_digit(value: str) -> bool:
    return any(map(str.isdigit, value))


def lettered(found: Found) -> bool:
    """Letters and digits together."""
    return has_digit(found.value) and any(map(str.isalpha, found.value))


def is_gibberish(value: str, least: int = 8) -> bool:
    """Whether the letters of `value` stand beside each other as in no language's words."""
    pairs = usual = 0
    for run in _LETTERS.findall(value):
        run = run.lower()
        pairs += len(run) - 1
        usual += sum(map(_PAIRS.__contains__, map(add, run, run[1:])))
    return (pairs >= least and usual < _WORDLIKE * pairs) or _ENDLESS.search(value) is not None


def is_miscased(value: str) -> bool:
    """Whether capitals stand in `value` as no camel has its humps: every two or three letters."""
    humps = len(_HUMP.findall(value))
    return (
        value.isalnum() and len(value) >= _SHORTEST_MISCASED and humps >= _MANY_HUMPS * len(value)
    )


def is_plain(value: str) -> bool:
    """A word, a version, a time, a reference to a variable or file, or a filler: not a secret."""
    value = value.rstrip(":.!?\u2019\u201d\xbb")
    if _DOTTED.fullmatch(value) and sum(map(str.isdigit, value)) > _MOST_DIGITS:
        return False
    return any(shape.fullmatch(value) for shape in (_WORDS, _VERSION_OR_TIME, _REFERENCE, _FILLER))


def is_random(value: str) -> bool:
    """Whether some unbroken piece of `value` is mixed as only keys are.

    Mangled C++ and Rust names are, too.
    """
    return not value.startswith(_MANGLED) and any(
        _is_mixed(piece) for piece in _PIECES.findall(value)
    )


def is_odd(piece: str, least: float = _MOSTLY_ODD) -> bool:
    """Whether letters and digits stand beside each other as they do where each was drawn anew;
    what comes again was not.
    """
    return len(_ODD.intersection(pairwise(piece))) >= least * (len(piece) - 1)


def _has_odd_part(piece: str) -> bool:
    """A key behind the name of whom it is of, which dilutes it; a name has few digits."""
    if sum(map(str.isdigit, piece)) < _PART_DIGITS:
        return False
    odd = [0, *accumulate(map(_ODD.__contains__, pairwise(piece)))]
    return any(
        odd[start + _PART_LENGTH - 1] - odd[start] >= _PART_ODD * (_PART_LENGTH - 1)
        and sum(map(str.isdigit, piece[start : start + _PART_LENGTH])) >= _PART_DIGITS
        for start in range(len(piece) - _PART_LENGTH + 1)
    )


def _is_mixed(piece: str) -> bool:
    if len(piece) < _LONG_PIECE or is_of_one_kind(piece):
        return False
    if is_odd(piece) or _has_odd_part(piece):
        return True
    digits = sum(map(str.isdigit, piece))
    if OF_HEX.fullmatch(piece):
        return 2 <= digits < len(piece) - 1
    # `abcd1234abcd1234…`: made up, yet no name has that many numbers.
    if len(piece) >= _LONG_TOKEN and is_gibberish(piece):
        return _MOST_DIGITS <= digits < len(piece) - _MOST_DIGITS
    return len(piece) >= _ENDLESS_PIECE and digits < len(piece) - 3 and digits >= 2 * _MOST_DIGITS


def is_of_one_kind(piece: str) -> bool:
    """Nothing but digits, or a word of letters of one case, whatever its language."""
    return piece.isdigit() or (piece.isalpha() and (piece.islower() or piece.isupper()))


def _calls(found: Found) -> bool:
    """`token = getToken(` is code, and so is `TestTokens::test_expired`."""
    return found.after(1) == "(" or (found.before(2) == "::" and found.value.isidentifier())


_TAG = re.compile(r"!{1,2}[A-Za-z][\w./:-]*")


def _is_tag(found: Found) -> bool:
    """Of YAML: `!vault`, `!Ref`; in quotes it is text."""
    return _TAG.fullmatch(found.value) is not None and found.before(1).isspace()


def password(found: Found) -> bool:
    value = found.value
    return (
        len(value) >= 4
        and not (value[0] in "?-+=" and found.before(1) == ":")  # as shells say what else holds
        and not _is_tag(found)
        and not _calls(found)
        and not says_what_goes_there(value)
        and (
            not is_plain(value)
            or (has_digit(value) and not _VERSION_OR_TIME.fullmatch(value))
            or is_gibberish(value)
            or is_random(value)
            or is_miscased(value)
            or is_unworded(value)
        )
    )


_HUMPED = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_SHORTEST_UNWORDED = 10


def is_unworded(value: str) -> bool:
    """`RivoliWUckHb`: letters of both cases, of which words have less than half."""
    if len(value) < _SHORTEST_UNWORDED or not (value.isascii() and value.isalpha()):
        return False
    if value.islower() or value[1:].isupper() or value.istitle():
        return False
    said = sum(len(one) for one in _HUMPED.findall(value) if len(one) > 3 and is_word(one.lower()))
    return 2 * said < len(value)


_OF_KEYS = frozenset("!@#%^*~$+&?")
_NOT_AT_THE_END = frozenset("!@+&?")  # `user!`, `int&`
_SOME_ODD = 0.35
_FEWEST_SIGNED = 7


def is_signed(value: str, least: float = _SOME_ODD) -> bool:
    """`jUJV!t2ibBJ#`, and no `user!.name`: a sign of those in no names, and odd otherwise."""
    flat = SIGNS.sub("", value)
    signs = _OF_KEYS if has_digit(flat) else _OF_KEYS - _NOT_AT_THE_END
    return (
        not (signs.isdisjoint(value[-1]) and _OF_KEYS.isdisjoint(value.strip(string.punctuation)))
        and len(flat) >= _FEWEST_SIGNED
        and (is_odd(flat, least) or (has_digit(flat) and not (flat.islower() or is_plain(value))))
    )


def strong_password(found: Found) -> bool:
    """Of `the password Zx9#kLm2 is`, which is prose: no word has letters, digits and signs, digits
    among letters of both cases, or humps as no camel has.
    """
    value = found.value.rstrip(".!?")
    signs = any(char in "!@#$%^&*~+?" for char in value)
    letters = "".join(filter(str.isalpha, value))
    cases = not (letters.islower() or letters.isupper())
    return (
        len(value) >= 8
        and bool(letters)
        and (has_digit(value) or is_miscased(value))
        and (signs or cases)
        and not _SAID_OF_PASSWORDS.fullmatch(value)
        and not _VERSION_OR_TIME.fullmatch(value)
        and not _calls(found)
        and not says_what_goes_there(value)
        and "::" not in value
        and (signs or is_miscased(value) or not is_plain(value))
    )


def said_password(found: Found) -> bool:
    """Where nothing but a password can stand: any word goes that has a digit."""
    return has_digit(found.value) and quoted_password(found)


_SAID_OF_PASSWORDS = re.compile(
    r"(?i)(?:string|text|str|password|passwd|secret|token|key|none|null|nil|true|false|undefined"
    r"|required|optional|hidden|missing|invalid|empty|unset|object|number|boolean|bool|int|any"
    r"|unknown|never|void|bytes|value|varchar|new|current|confirm|reset|forgot|show|hide|env|file"
    r"|masked|sensitive|write.?only|bcrypt|argon2|sha\d+|md5|plain|basic|bearer|default|label|type"
    r"|input|field)(?:[_ -]?\w{0,20})?"
)


def quoted_password(found: Found) -> bool:
    """`password = "goodspec"`: any word goes that is not one of those said of passwords."""
    value = found.value
    return (
        len(value) >= 6
        and not _calls(found)
        and not says_what_goes_there(value)
        and not any(
            shape.fullmatch(value)
            for shape in (_SAID_OF_PASSWORDS, _REFERENCE, _FILLER, _VERSION_OR_TIME)
        )
    )


# Of what an error tells: `TokenException: STS-4033: …`
_ERROR = re.compile(
    r"(?:Exception|Error|Fault|Fail(?:ure|ed)|Warning|Mismatch|Denied|Expired|Invalid|Missing"
    r"|NotFound"
    r"|Required|Specification)[\"']?\s?:\s?[\"']?$"
)
_CODE = re.compile(
    r"[A-Z][A-Z\d]*(?:[._-][A-Z\d]{1,10}){1,3}:?|[A-Za-z]+(?:[._-][A-Za-z]+)*[._-]\d{1,6}:?"
)


def _is_code(found: Found) -> bool:
    """Of an error: it is said of one, or a message follows."""
    value = found.value
    return (
        len(value) <= _LONG_TOKEN
        and _CODE.fullmatch(value) is not None
        and (
            _ERROR.search(found.before(24)) is not None
            or (value[-1] == ":" and found.after(1) == " ")
        )
    )


# The one key that is meant to be known.
_PUBLIC_KEY = re.compile(r"(?i)public[_-]?key\w*\W{1,6}$")


def token(found: Found) -> bool:
    value = found.value
    if len(value) < 8 or _calls(found) or _PUBLIC_KEY.search(found.before(24)):
        return False
    if says_what_goes_there(value) or _is_code(found) or is_algorithm(value):
        return False
    if _HEX.fullmatch(value) or is_random(value):
        return True
    if is_miscased(value):
        return True
    if is_plain(value):
        # Of a folder the names are words, or in one case.
        path = "/" in value and (value.islower() or not has_digit(value))
        return len(value) >= 12 and not path and is_gibberish(value)
    return has_digit(value) or len(value) >= 40 or is_gibberish(value)


def named_token(found: Found) -> bool:
    """Behind a name that says nothing but secret, a number or a short run of letters is one."""
    value = found.value
    said = _calls(found) or says_what_goes_there(value)
    return not said and (value.isdigit() or is_gibberish(value, 6))


def long_token(found: Found) -> bool:
    value = found.value
    digits = sum(map(str.isdigit, value))
    return len(value) >= _LONG_PIECE and digits >= 2 and token(found) and not is_digest(found)


def loud_token(found: Found) -> bool:
    """Of `vendor SECRET abc…`: nothing but a space between, so that a word is a word."""
    value = found.value
    if says_what_goes_there(value):
        return False
    said = (not is_plain(value) and "://" not in value) or is_miscased(value)
    return said or value.isdigit() or is_gibberish(value) or is_random(value)


def short_token(found: Found) -> bool:
    """Of `vendor_key = abc123def`."""
    value = found.value
    digits = sum(map(str.isdigit, value))
    return token(found) and (
        digits >= 3
        or _ENDLESS.search(value) is not None
        or (len(value) >= _LONG_ENOUGH and is_gibberish(value) and not _FILLED.search(value))
        or is_random(value)
        or is_miscased(value)
    )


def is_odd_key(found: Found) -> bool:
    """Of `key: r58bm3cjo0or7rp`: of hex alone it may as well be of a cache."""
    value = found.value
    return (
        2 <= sum(map(str.isdigit, value)) < len(value)
        and not OF_HEX.fullmatch(value)
        and is_odd(value, FAR_ODD)
        and token(found)
    )


def said_token(found: Found) -> bool:
    """Of `the token is abc…`, which is prose: a word, or a state, is not meant."""
    value = found.value
    said = has_digit(value) and not is_plain(value)
    return len(value) >= 6 and (said or is_gibberish(value)) and not _calls(found)


def assigned_token(found: Found) -> bool:
    value = found.value
    digits = sum(map(str.isdigit, value))
    return (
        3 <= digits < len(value) - 3
        and not is_plain(value)
        and not is_digest(found)
        and not is_alphabet(value)
        and (is_random(value) or is_gibberish(value))
    )


def literal(found: Found) -> bool:
    """`DB_PASSWORD=letmein` in an environment: any word goes, save a reference or a filler."""
    value = found.value
    return not (
        _calls(found)
        or says_what_goes_there(value)
        or value.lower() in {"true", "false", "null", "none", "undefined", "string"}
        or _REFERENCE.fullmatch(value)
        or _FILLER.fullmatch(value)
    )


# `PBKDF2WithHmacSHA512`, `ECDHE-RSA-AES256-GCM-SHA384`
_OF_ALGORITHMS = re.compile(
    r"(?i)hmac|sha\d|md5|pbkdf2|aes|rsa|ecdhe?|dsa|chacha|poly1305|gcm|cbc|with|pkcs\d|padding"
)


def _bare(found: Found) -> bool:
    value = found.value
    if (
        not (_has_key(value) or _is_of_signs(value))
        or value.startswith(_MANGLED)
        or says_what_goes_there(value)
        or len(_OF_ALGORITHMS.findall(value)) > 1
    ):
        return False
    return not (is_digest(found) or is_data(found) or is_asset(found))


def _has_key(value: str) -> bool:
    pieces = _PIECES.findall(value)
    if len(value) >= _LONG_TOKEN:
        return any(map(_is_mixed, pieces)) or _NUMBERED.fullmatch(value) is not None
    return any(len(piece) >= _LONG_PIECE and _is_short_key(piece) for piece in pieces)


def _is_short_key(piece: str) -> bool:
    """Of hex alone it may as well be the hash or the number of something."""
    return not (is_of_one_kind(piece) or OF_HEX.fullmatch(piece)) and is_odd(piece, FAR_ODD)


def is_short_key(found: Found) -> bool:
    """`tok-…`, `shop_key_…`: what stands behind the word."""
    body = _PIECES.findall(found.value)[-1]
    return has_digit(body) and _is_short_key(body)


def without_names(value: str) -> str:
    """Without who issued it and what for, as far as words say so."""
    return _NAMES_BEFORE.sub("", value)


def _is_of_signs(value: str) -> bool:
    """A key in base64, whose signs cut it short; in names they stand between all words."""
    if not has_digit(value):
        return False
    body = without_names(value)
    flat = SIGNS.sub("", body)
    return (
        len(flat) + body.count("+") >= _LONG_PIECE
        and 0 < len(body) - len(flat) <= len(body) / 6
        and has_digit(flat)
        and not flat.isupper()
        and (not flat.islower() or is_gibberish(value))
        and is_odd(flat, FAR_ODD)
    )


def _is_base64(found: Found) -> bool:
    """Slashes are those of base64 where none of what is between them reads as a folder; a short one
    says so by whose it is or by its padding.
    """
    value = found.value
    body = _ISSUER.sub("", value)
    return (
        (len(body) >= _LONG_BASE64 or body != value or value.endswith("="))
        and has_digit(body)
        and not (body.islower() or _FOLDER.search(body))
        and is_odd(SIGNS.sub("", body), FAR_ODD)
        and is_gibberish(body)
        and not is_digest(found)
        and not is_data(found)
    )


def _hex_id(found: Found) -> bool:
    """Letters alone or digits alone, that long, are a test's filler or a number."""
    return not (found.value.isalpha() or found.value.isdigit() or is_digest(found))


_UUID = re.compile(r"(?i)[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_ADVISORIES = ("CVE", "GHSA", "GO", "MAL", "OSV", "PYSEC", "RUSTSEC", "SNYK")


def _grouped(found: Found) -> bool:
    """A key in groups, as on a licence: digits and letters in most of them."""
    groups = found.value.split("-")
    if groups[0] in _ADVISORIES or _UUID.fullmatch(found.value) or is_algorithm(found.value):
        return False  # of a uuid another rule knows
    mixed = sum(has_digit(group) and not group.isdigit() for group in groups)
    return mixed >= 3 and mixed * 2 >= len(groups)


RULES = (
    Between(r"(?:^|[^\w])(?P<id>[0-9a-f]{32,}|[0-9A-F]{32,})(?:[^\w]|$)", accept=_hex_id),
    Rule(r"[\w+-]{16,}={0,2}", accept=_bare),
    Between(
        r"(?:^|[^\w+/-])(?P<secret>(?:[A-Za-z0-9]{1,12}[_:-]){0,3}[A-Za-z0-9+/]{20,}={0,2})"
        r"(?:[^\w+/-]|$)",
        "/|+",
        accept=_is_base64,
    ),
    Rule(
        r"(?:^|[^\w-])(?P<secret>[A-Za-z0-9]{4,16}(?:-[A-Za-z0-9]{4,16}){3,7})(?:[^\w-]|$)",
        "-",
        accept=_grouped,
    ),
)
