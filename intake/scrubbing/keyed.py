"""What stands beside the name of a secret, in the ways in which settings are written."""

import re

from intake.scrubbing.commands import CLUES_OF_LANGUAGES, IN_OTHER_LANGUAGES
from intake.scrubbing.digests import is_alphabet
from intake.scrubbing.entropy import (
    assigned_token,
    has_digit,
    is_odd_key,
    is_plain,
    is_signed,
    is_unworded,
    literal,
    long_token,
    loud_token,
    named_token,
    password,
    quoted_password,
    said_token,
    short_token,
    strong_password,
    token,
)
from intake.scrubbing.fillers import is_of_variables
from intake.scrubbing.rules import Found, Rule

# Between the name of a setting and its value: assignments of every language, typed or not, a
# comparison, a hash rocket, XML, a cell of a table, a call's next argument, a bundler's
# `'name' ('"value"'`.
_NAME_END = (
    r"[\w.\])-]{0,40}%?(?:\\{0,4}[\"'`]){0,2}(?:\s{0,4}:?\s{0,4}(?:&?str|\*?string|String"
    r"|text)\b)?\s{0,20}"
)
_TAG = r"(?:!{1,2}(?:vault|unsafe|encrypted|str|binary) {1,4})?"  # of YAML, of a value and no name
_SEPARATOR = (
    _NAME_END + r"(?:[:?.+]{0,3}=>?|[!=]==?|:{1,3}|\||,\s{0,4}\\{0,4}[\"'`]|\(\s{0,4}[\"'`]"
    r"|\bvalue=|>)\s{0,40}" + _TAG + r"(?:[bru]?\\{0,4}[\"'`]){0,2}"
)
_IS = _NAME_END + r"(?:[:?.+]{0,3}=>?|[!=]==?|:{1,3}|\()\s{0,20}[bru]?\\{0,4}"
# A back slash is part of it unless it is an escape of what encloses it.
_VALUE = r"(?P<secret>(?:[^\s\"'`,;<>(){}\[\]\\|&\x1a]|\\[^\s\"'`\w\\\x1a])+)"
_FLAT = r"(?P<secret>[\w+/=.-]{16,})"
# Whole, up to the quote that it began with, whatever is in it.
_DOUBLE = r"\"(?P<secret>(?:[^\s\"\\\x1a]|\\[^\s\"'\w\\\x1a])+)\\{0,4}\""
_SINGLE = r"'(?P<secret>(?:[^\s'\\\x1a]|\\[^\s\"'\w\\\x1a])+)\\{0,4}'"
_LOGIN_NAME = (
    r"(?i:passw(?:or)?d|passphrase|\bpwd|_pwd|(?:bind|ldap|root|admin|db|user|smtp|mail|svc)_?pw\b|\bpsk\b|_psk\b|(?-i:[a-z](?:Pwd|PWD|Pass\b|PASS\b))|\bpw\b"
    r"|\bpass\b|_pass\b|passwort"
    r"|kennwort|community_string|" + IN_OTHER_LANGUAGES + r")"
)
_LOGIN_CLUES = "pass|pwd|pw|psk|kennwort|community_string|" + CLUES_OF_LANGUAGES
# Of scripts of which a rule sees no letters
_OTHER_SCRIPTS = (
    "пароль|пароля|паролем|парола|гасло|лозинка|құпия сөз|токен|κωδικός πρόσβασης|κωδικό πρόσβασης"
    "|κωδικός|κωδικο|συνθηματικό|סיסמ|كلمة المرور|كلمة السر|الرقم السري|رمز عبور|گذرواژه|پاس ورڈ"
    "|密码|密碼|密钥|密鑰|口令|令牌|パスワード|暗証番号|비밀번호|암호|패스워드|รหัสผ่าน|पासवर्ड|পাসওয়ার্ড"
    "|கடவுச்சொல்|գաղտնաբառ|პაროლი"
)
_KEY_NAME = (
    r"(?i:token|secret|api[ _.-]{0,2}key|apikey|access[_.-]?(?:key|id)|private[_.-]?key|auth"
    r"|credential|session|sess_?id|\bsid\b"
    r"|cookie(?:[\"']?\s?[:=]\s?[\"']?[\w.-]{1,40})?|signature|\bsig\b|licen[cs]e[_ -]?key"
    r"|encryption|signing"
    r"|webhook|_pat\b|hmac|client[_.-]?(?:id|key)|\bpin\b|\botp\b|salt|(?:\b|_)nonce"
    r"|(?:master|admin)[_.-]?key"
    r"|(?:\b|_)(?:creds|pepper|clave|geheimnis|(?:[tm]?otp|[2m]fa)_?seed"
    r"|(?:recovery|backup|scratch|emergency)_?codes?)\b)"
)
_KEY_CLUES = (
    "token|secret|key|auth|credential|sess|sid|cookie|sig|licen|access|encryption|webhook|_pat"
    "|hmac|client|pin|otp|salt|nonce|cred|pepper|clave|geheimnis|seed|recovery|backup|scratch"
    "|emergency"
)
# What stands between them where that is more than a sign: a subscript, a type, the sign of a raw
# string, a block or an item of YAML, a list, a pair of name and value, an element with attributes.
_AFAR = (
    r"[\w.\])-]{0,40}(?:"
    r"\\{0,4}[\"'`]\]\s{0,4}[:=|]{1,3}>?\s{0,4}[bru@$]?\\{0,4}[\"'`]?"
    r"|(?:\[\d{0,4}\])?\s?:?=\s{0,4}(?:[@$bruf]|\"\"|''|[{\[(]\s?)?[\"'`]"
    r"|\s?:\s?[&*]?(?:'static\s)?\w{1,24}(?:[\[<.][\w., ]{1,24}[\]>]?)?\??\s?=\s?[bru@$]?[\"'`]"
    r"|[\"']?\s?:\s{0,2}[|>][+-]?\s{1,24}"
    r"|[\"']?\s?:\s{1,24}-\s{1,4}[\"']?"
    r"|s?[\"']?\s?[:=]\s{0,4}\[\s{0,8}(?:[\"'][^\"'\n\x1a]{0,60}[\"'],\s{0,8}){0,4}[\"']"
    r"|\s?(?:-{1,2}>|<-|\|>|\t)\s?[\"'`]?"
    r"|\(\w{1,12}\s?=\s?[\"'`]"
    r"|\\{0,4}[\"'`]?\s?[,:]?\s{0,24}\\{0,4}[\"'`]?\b[vV]alue\\{0,4}[\"'`]?\s?[:=]\s?\\{0,4}[\"'`]?"
    r"|</\w{1,12}>\s{0,24}<\w{1,12}>"
    r"|[\"']?>\s{0,24}(?:<Value>|\x1a{7})"  # `<value>`, which reads as a placeholder
    r"|[\"']?(?:\s\w{1,12}=[\"'][^\"'\n\x1a]{0,30}[\"']){0,3}>\s{0,4}(?:<!\[CDATA\[)?"
    r")"
)
# And where it is words: `has the invalid value "…"`, `was: …`
_QUOTED_SAID = r"[\w.-]{0,24}[\"'`]?(?:,? [A-Za-z]{1,12}){0,7}:? [\"'`\[]"
_SAID = (
    r"[\w.-]{0,24}[\"'`]?(?:,? [A-Za-z]{1,12}){0,7}(?: = \[|: | (?:is|was|to|of|given|got):? | "
    r"| ?\()"
)


def _not_argument(found: Found) -> bool:
    """`connect(user=name, password=password)` is code."""
    return literal(found) and found.after(1) != ")"


_MANY_DIGITS = 3


def _is_of_signs(found: Found) -> bool:
    """More than a name: `user_7`, `fk_orders_2021` and `a/b-2` are none."""
    value = found.value
    named = re.fullmatch(r"[A-Za-z]+\d{0,4}(?:[_./:-]+\w+)*", value) is not None
    digits = sum(map(str.isdigit, value))
    return (
        not named
        and (digits >= _MANY_DIGITS or any(char in "!@#$%^&*~+" for char in value))
        and short_token(found)
    )


# What is said of phrases and asked for
_SENTENCES = """
    the and for your you must not was were been are has have had does did can cannot could should
    would may will with without from this that these enter please type again too short long wrong
    bad invalid incorrect missing required expected given failed failure error when while key file
    empty blank only but use used using set unset none value string text need needs new old same
    match matching longer shorter least characters words unlock decrypt protected prompt provided
"""
_OF_SENTENCES = frozenset(_SENTENCES.split())
_FEWEST_OF_LETTERS = 4


def _is_of_words(found: Found) -> bool:
    words = re.split("[ -]", found.value)
    long = sum(len(word) >= _FEWEST_OF_LETTERS for word in words)
    return _OF_SENTENCES.isdisjoint(words) and long == len(words)


# `Can't locate revision identified by '…'`
_IDENTIFIED = re.compile(
    r"(?i)\b(?:revision|version|resource|record|object|item|row) identified by '$"
)


def _not_of_a_row(found: Found) -> bool:
    return _IDENTIFIED.search(found.before(40)) is None and quoted_password(found)


# With what may be said in between, and joined or not
_IN_OTHER_SCRIPT = re.compile(
    rf"(?i)(?:{_OTHER_SCRIPTS})[^\W\d_a-z]{{0,8}}(?:\s[^\W\d_]{{1,14}}){{0,4}}[\"'`]?"
    r"\s?(?P<joint>[:=\uff1a]?)[\s\u2013\u2014-]{0,3}[\"'`\u00ab\u201c]?$"
)
_REACH = 72
_SHORTEST_SURE = 8


def _said_in_other_script(found: Found) -> bool:
    """In Latin letters, among others."""
    if not any(char.isascii() and char.isalnum() for char in found.value):
        return False
    said = _IN_OTHER_SCRIPT.search(found.before(_REACH))
    return said is not None and (password(found) if said["joint"] else strong_password(found))


_KEYS = (
    r"(?:api|app|access|auth|secret|master|admin|encrypt(?:ion)?|sign(?:ing)?|licen[cs]e|hmac|jwt"
    r"|consumer|webhook|shared[_-]?access)[ _.-]?key|apikey|key_base"
)
# Names that say a secret as surely as a password's, up to their end; but not of a text's tokens
_SURELY_NAMED = re.compile(
    rf"(?i)(?:{_KEYS}"
    r"|(?<!next)(?<!page)(?<!stop)(?<!(?:pad|eos|bos|unk|sep|cls)_)(?<!next_)(?<!page_)(?<!mask_)"
    r"(?<!stop_)(?<!special_)token|secret"
    r"|(?:\b|_)(?:creds?|credentials?|pepper|clave|geheimnis|(?:[tm]?otp|[2m]fa)_?seed"
    r"|(?:recovery|backup|scratch|emergency)_?codes?)"
    r"|\bcookie\W{1,4}[\w.-]*(?:sess\w*|sid|auth\w*)|;\s?[\w.-]*(?:sess\w*|sid))"
    r"(?:\W{1,8}(?:&?str|string|text))?\W{1,40}(?:[bru]\W{1,4})?(?:(?:value|vault|unsafe)\W{1,4})?$"
)
_LOUDLY_NAMED = re.compile(r"[A-Z\d]_(?:KEY|PAT)\W{1,12}$")
# Two words and more, and a number
_PHRASE = re.compile(r"[A-Za-z]{2,}(?:[._-][A-Za-z]{2,})+[._-]?\d{1,4}")
# What the key of a manual or a test is called, or the parameter of an algorithm
_SAYS_ITSELF = re.compile(
    r"(?i)token|secret|key|auth|cred|pass|test|example|sample|dummy|fake|mock|invalid|expired|user"
    r"|session|header|cookie|(?:^|[._-])(?:name|id|type|env|var|app|prod|dev|foo|bar|baz|my|v\d+)\b"
)


def _sure(found: Found) -> bool:
    """What a password would be, and no name of code."""
    value = found.value
    if len(value) < _SHORTEST_SURE or _SAYS_ITSELF.search(value) or not password(found):
        return False
    if is_plain(value):
        return _PHRASE.fullmatch(value) is not None or is_unworded(value) or is_signed(value, 0.5)
    return is_signed(value)


def _is_sure(found: Found) -> bool:
    return _sure(found) and _SURELY_NAMED.search(found.before(_REACH)) is not None


def _key_value(found: Found) -> bool:
    return token(found) or _is_sure(found)


def _any_key(found: Found) -> bool:
    """`cache_key: …` has names and numbers."""
    if long_token(found) or _is_sure(found):
        return True
    signed = is_signed(found.value)
    if not (signed or is_unworded(found.value)) or not password(found):
        return False
    loud = _LOUDLY_NAMED.search(found.before(_REACH)) is not None
    return loud or (signed and strong_password(found))


def _is_mixed(found: Found) -> bool:
    """Of both cases and some digits."""
    value = found.value
    cased = any(map(str.islower, value)) and any(map(str.isupper, value))
    return cased and sum(map(str.isdigit, value)) >= _MANY_DIGITS and not is_alphabet(value)


def _is_no_id(found: Found) -> bool:
    """Docker's `--user 1000:1000`, and what manuals write."""
    return not (found.value.replace(":", "").isdigit() or is_of_variables(found.value))


RULES = (
    # Of what a remark beside it says
    Rule(
        r"[\"'](?P<secret>[A-Za-z\d!@#$%^&*+=]{10,})(?:\\[rn])?[\"'][;,)\s]{1,4}(?:#|//|/\*|--)"
        r"[^\n\x1a]{0,24}?\b(?i:password|passphrase|secret|token|api[ _-]?key|private key)\b",
        "password|passphrase|secret|token|key",
        accept=_is_mixed,
    ),
    Rule(  # Erlang's
        r"(?:-setcookie |[Ee]rlang cookie[^\n\x1a]{0,40}? )[\"']?(?P<secret>[A-Z]{16,})\b",
        "cookie",
    ),
    Rule(
        r"(?i)\b(?:authorization|bearer|x-auth-token)[\"']?\s{0,3}[:=]?\s{0,3}[\"'`]?(?:(?:bearer"
        r"|basic|token|digest"
        r"|apikey|negotiate|bot|key|oauth|ssws|splunk|hawk|signature"
        r"|aws4-hmac-sha256)\s{1,3})?" + _VALUE,
        "authorization|bearer|x-auth-token",
        accept=token,
    ),
    Rule(
        r"\b(?:Basic|basic|Bot)\s(?P<secret>[A-Za-z0-9+/=._-]{16,})",
        "basic |bot ",
        accept=token,
    ),
    # curl's and docker's own ways to give a user and a password
    Rule(
        r"\s(?:-[uU]|--user"
        r"|--proxy-user)[\s=]{1,2}[\"']?"
        r"(?P<secret>[^\s\"'`$<>:{}\x1a]+:[^\s\"'`$<>{}\x1a]*|:[^\s\"'`$<>{}\x1a]{4,})",
        "-u|--user|--proxy-user",
        accept=_is_no_id,
    ),
    Rule(
        r"(?i)\bmachine\s+(?P<host>[^\s<>\x1a]+)\s+login\s+(?P<user>[^\s<>\x1a]+)"
        r"\s+password\s+(?P<secret>[^\s<>\x1a]+)",  # .netrc
        "machine",
    ),
    Rule(
        r"(?i)(?:key|token|secret|passw(?:or)?d|credentials?"
        r"|auth)\w*\n[^\n]{0,200}?\binput_value=[\"']"
        r"(?P<secret>[^\"'\n\x1a]+)",  # pydantic
        "input_value=",
        accept=token,
    ),
    Rule(
        r"\b[A-Z0-9_]*(?:PASSWORD|PASSWD|PASSPHRASE|_PASS|PWD"
        r"|SECRET)=[\"']?(?P<secret>[^\s\"'`<>(){}\\\x1a]{4,})",
        "password=|passwd=|passphrase=|_pass=|pwd=|secret=",
        accept=literal,
    ),
    Rule(_LOGIN_NAME + _SEPARATOR + _VALUE, _LOGIN_CLUES, accept=password),
    Rule(
        _KEY_NAME + _SEPARATOR + _VALUE,
        _KEY_CLUES,
        accept=_key_value,
    ),
    Rule(
        r"(?i)(?:key|\bauth|\bcode|\bpat|\bsign|x-amz-[a-z-]+"
        r"|token\(\w+\))[\"'`]?\s{0,8}(?:[:?]{0,3}=>?|:{1,3}|,)"
        r"\s{0,4}[\"'`]{0,2}" + _VALUE,
        "key|auth|code|pat|sign|x-amz|token(",
        accept=_any_key,
    ),
    Rule(  # where it is no address, and has no parts
        r"(?i)(?:\b|_)(?:dsn|conn(?:ection)?_?str(?:ing)?)[\"'`\])]{0,3}\s?(?:=>?|:)\s?[\"'`]?"
        r"(?P<secret>[^\s\"'`<>/:=;,?@\x1a]{8,})(?:[\s\"'`,;]|$)",
        "dsn|connection|conn_str|connstr",
        accept=lambda found: token(found) or _sure(found),
    ),
    Rule(_LOGIN_NAME + _AFAR + _VALUE, _LOGIN_CLUES, accept=password),
    Rule(_KEY_NAME + _AFAR + _VALUE, _KEY_CLUES, accept=_key_value),
    Rule(_LOGIN_NAME + _QUOTED_SAID + _VALUE, _LOGIN_CLUES, accept=strong_password),
    Rule(_LOGIN_NAME + _SAID + _VALUE, _LOGIN_CLUES, accept=strong_password),
    Rule(_KEY_NAME + _QUOTED_SAID + _VALUE, _KEY_CLUES, accept=short_token),
    *(
        Rule(
            rf"[\xc0-\xff\xa6]{words}[\"'`]?(?:\s?[:=\xa6\x97-]\s{{0,4}}|\s?)[\"'`\xab\xa6]?"
            r"(?P<secret>[!-~][^\s\"'`,;<>(){}\[\]\\|&\x1a\xa6\xc9\xe9]{3,})",
            _OTHER_SCRIPTS,
            accept=_said_in_other_script,
        )
        for words in ("", " [A-Za-z]{2,14}")  # `Пароль от keystore …`
    ),
    # Of several words, as they are drawn by dice
    Rule(
        r"(?i:pass_?phrase|pass ?words?|seed_?phrase|mnemonic|diceware)[\"']?(?:\s?[:=]\s?[\"']?"
        r"| (?:is|was):? [\"'])(?P<secret>[a-z]{3,12}(?:[ -][a-z]{3,12}){3,11})(?:[\"'\s.;,]|$)",
        "phrase|passw|pass w|mnemonic|diceware",
        accept=_is_of_words,
    ),
    # Of a change that takes it out: what stood where the environment is asked for one
    Rule(
        r"(?m)^-[^\n\x1a]{0,80}?[\"'](?P<secret>[^\s\"'\x1a]{6,})"
        r"[\"'][^\n\"'\x1a]{0,12}\n(?:-[^\n]*\n)?"
        r"\+[^\n]{0,80}(?i:env|secret)\w*[.(\[][^\n]{0,20}(?i:pass|pw|pwd|secret|token|key|cred)",
        "env|secret",
        accept=password,
    ),
    # The parts of a connection, where even a word is its password
    Rule(
        r"(?i)\b(?:uid|user(?:[ _]?(?:id|name))?)\s?=[^;,&\s=\x1a]{1,60}(?:[;,&]\s{0,4}|\s{1,4})"
        r"(?:pass|passw(?:or)?d|pwd)\s?=" + _VALUE,
        "uid|user",
        accept=_not_argument,
    ),
    Rule(
        r"(?i)\b(?:pass|passw(?:or)?d|pwd)\s?=" + _VALUE + r"(?:[;,&]\s{0,4}|\s{1,4})"
        r"(?:uid|user(?:[ _]?(?:id|name))?)\s?=",
        "uid|user",
        accept=_not_argument,
    ),
    Rule(
        r"\x1a{8}\s{0,24}(?P<secret>[^\s<>\x1a]{4,})\s{0,24}</secret>", "</secret>"
    ),  # `<secret>…`
    # A value that comes before its name, as in SQL
    Rule(
        r"(?i)\bvalue\s?=\s?'" + _VALUE + r"'\s{1,8}where\s{1,8}\w{1,20}\s?=\s?'[\w.-]{0,40}"
        r"(?:passw|pwd|secret|token|key|credential)",
        "where",
        accept=password,
    ),
    # `vendor SECRET 0f3a…`, `vendorKEY-0f3a…`, `--token 0f3a…`
    Rule(
        r"(?:(?i:secret|token|key|password|passwd|private|access)[\"']?[\s.:=-]{1,3}[\"']?)"
        + _FLAT,
        "secret|token|key|passw|private|access",
        accept=long_token,
    ),
    Rule(
        r"(?i)(?:^|\s)--?[a-z_-]*(?:password|passphrase|passwd|pass|pwd|token|secret|api-?key"
        r"|(?:api|secret|access|auth|private|master)[_-]?key)"
        r"[\s=]{1,2}[\"']?" + _VALUE,
        "-",
        accept=password,
    ),
    Rule(
        r"(?m)(?:^|:)_(?:auth|password)\s?=\s?" + _VALUE, "_auth|_password", accept=literal
    ),  # npm
    # What is taken where the environment has none
    Rule(
        r"(?i)\w*(?:env|environ)\b[\w.]{0,10}[.(\[\"'\s]{1,3}\w*(?:pass|pwd|secret|token|key)\w*"
        r"[\"')\]]{0,3}\s{0,3}(?:,(?:\s?default\s?=)?|\bor\b|\|\||\?\?|\?:)\s{0,3}[\"']"
        r"(?P<secret>[^\s\"':\x1a]{4,})[\"']",
        "env",
        accept=password,
    ),
    Rule(  # PHP, whose keys are of any sign
        r"\bdefine\(\s?[\"']\w*(?:KEY|SALT|SECRET|TOKEN|PASSWORD|PASSWD)[\"'],\s{0,20}"
        r"'(?P<secret>[^'\n\x1a]{4,})'",
        "define(",
    ),
    Rule(  # JDBC
        r"\bgetConnection\s?\([^()\n\x1a]{0,200},\s?\"[^\"\n\x1a]*\",\s?"
        r"\"(?P<secret>[^\"\n\x1a]{4,})\"",
        "getconnection",
        accept=literal,
    ),
    Rule(  # PowerShell and .NET
        r"(?i)ConvertTo-SecureString\s(?:-(?:String|AsPlainText|Force)\s){0,3}[\"'\\]{0,3}"
        r"(?P<secret>[^\s\"'\\$(\x1a-][^\s\"'\\\x1a]{3,})",
        "convertto-securestring",
        accept=literal,
    ),
    Rule(
        r"Credential\s?\(\s?[\"'][^\"'\n\x1a]{1,80}[\"']\s?,\s?[\"']"
        r"(?P<secret>[^\"'\n\x1a]{4,})[\"']",
        "credential",
        accept=literal,
    ),
    Rule(
        r"(?i:(?:activation|product|licen[cs]e|serial|registration)[ _-]?(?:key|code|number|no))"
        r"\W{1,5}(?P<secret>[A-Z0-9]{4,8}(?:-[A-Z0-9]{4,8}){2,8})\b",
        "-",
    ),
    Rule(
        r"(?i)\b(?:connect\.sid|phpsessid|jsessionid|asp\.net_sessionid|_?session(?:_?id)?"
        r"|csrf(?:token)?|sid)=(?P<secret>[^\s;,\"'`<>\x1a]{12,})",
        "sid=|session|csrf",
        accept=token,
    ),
    *(
        rule
        for quoted in (_DOUBLE, _SINGLE)
        for rule in (
            Rule(_LOGIN_NAME + _IS + quoted, _LOGIN_CLUES, accept=quoted_password),
            Rule(r"(?i:secret)" + _IS + quoted, "secret", accept=password),
            Rule(_KEY_NAME + _IS + quoted, _KEY_CLUES, accept=_key_value),
            Rule(
                r"(?i:identified by|password)\s{1,4}" + quoted,
                "identified|password",
                _not_of_a_row,
            ),
        )
    ),
    # `vendor SECRET abc…`: only a loud name is a name where nothing but a space follows.
    Rule(
        r"(?:SECRET|TOKEN|PRIVATE|ACCESS|KEY|AUTH|CREDENTIALS?)(?:[ _](?i:secret|token|keys?))?"
        r"[\"']?[\s.:=-]{1,5}[\"']?(?P<secret>[\w+/=.:-]{9,}[\w+/=])",
        "secret|token|private|access|key|auth|credential",
        accept=loud_token,
    ),
    Rule(  # and two words are as loud
        r"(?i:secret|api|access|private|auth|client|signing|encryption|licen[cs]e)[ _-]"
        r"(?i:key|token) (?P<secret>[\w+/=-]{10,})",
        "key |token ",
        accept=short_token,
    ),
    Rule(
        r"(?i) key[\"'`]?\s?[:=]\s?[\"'`]?(?P<secret>[\w-]{12,})",
        " key",
        accept=is_odd_key,
    ),
    # `server_key "Abc!7972d5"`, with nothing but a space between
    Rule(
        r"(?:[A-Za-z\d][_.-](?i:key|token|secret)|[a-z\d](?:Key|Token|Secret)) [\"'`]"
        r"(?P<secret>[^\s\"'`\x1a]{8,})[\"'`]",
        "key|token|secret",
        accept=_is_of_signs,
    ),
    # A number is one where the name ends with the word
    Rule(
        r"(?i:passw(?:or)?d|passphrase|\bpwd|_pwd)[\"'`]?\s?[:=]>?\s?[\"'`]?(?P<secret>\d{6,16})\b",
        "passw|passphrase|pwd",
    ),
    Rule(
        r"\b[A-Z][A-Z0-9_]*_(?:TOKEN|SECRET|KEY)[\"'`]?\s?[:?]{0,3}=\s?[\"'`]?(?P<secret>\d{9,})\b",
        "token|secret|key",
    ),
    Rule(
        r"(?i:api[_-]?(?:key|token)|secret(?:[_-]?key)?|(?:access|auth|bearer)[_-]?(?:key|token)"
        r"|[a-z]_token|[a-z]Token)"
        r"(?:\\{0,4}[\"']\s?(?:[:=]{1,2}>?|,)\s?|\s?(?::=|=>?)\s?|:\s|\s|>)\\{0,4}[\"']?"
        r"(?P<secret>\d{8,}|[A-Za-z]{8,15})\b",
        "key|token|secret",
        accept=named_token,
    ),
    # `set VENDOR_SECRET_KEY "a$b&c"`
    Rule(
        r"\b[A-Z0-9]*_?(?:SECRET|TOKEN|PASSWORD|PASS|PWD|API_?KEY|PRIVATE_?KEY)"
        r"(?:_[A-Z0-9_]{0,20})?\s{1,4}"
        r"[\"'](?P<secret>[^\s\"'\x1a]{8,})[\"']",
        "secret|token|pass|pwd|key",
        accept=quoted_password,
    ),
    # A line of a YAML, properties or ini file ends what it says with the line.
    Rule(
        r"(?im)^[\s-]*(?:export\s)?[\w.-]*(?:passw(?:or)?d|passphrase|passwort|secret|token"
        r"|api_?key|private_?key"
        r"|credential)s?[\w.-]{0,24}(?::\s{1,4}|\s?=\s?)"
        r"(?P<secret>[^\s\"'`<>{}\x1a][^\s\"'`<>\x1a]{7,})$",
        "passw|passphrase|secret|token|key|credential",
        accept=token,
    ),
    # What stands in an element, up to its end
    Rule(
        r"(?i)<[\w:.-]*(?:password|passwd|secret|token|key|credential)[\w.-]{0,24}>\s{0,20}"
        r"(?P<secret>[^\s<>\x1a]{4,})\s{0,20}</",
        "</",
        accept=password,
    ),
    Rule(
        r"\b(?:wpa_passphrase|psk|passphrase)[\"']?\s?[=:]\s?\\{0,4}[\"']"
        r"(?P<secret>[^\n\"'\\\x1a]{8,63})"
        r"\\{0,4}[\"']",
        "psk|passphrase",
        accept=quoted_password,
    ),
    # What proves once who one is
    Rule(
        r"(?i)\b(?:otp|totp|2fa|mfa|(?:one[ -]?time|verification|confirmation|security|login|sms"
        r"|auth(?:entication)?"
        r"|access|two[ -]factor|activation)[ _-]?(?:code|pin|password|passcode)|passcode"
        r"|pin[ _-]?code)\b[\"']?"
        r"(?: is| was)?\s?[:=]?\s{1,3}[\"']?(?P<secret>\d{3}[ -]?\d{3}|\d{4,8})\b",
        "otp|2fa|mfa|code|pin|password",
    ),
    Rule(
        r"(?i)\b(?:otp|totp|2fa|mfa|(?:verification|unlock|pairing|security)_?code|passcode"
        r"|pin(?:_?code)?)[\"']?[:=][\"']?"
        r"(?P<secret>\d{4,8})\b",
        "otp|2fa|mfa|code|pin",
    ),
    Rule(
        r"(?i)(?:totp|2fa|mfa|otp|authenticator)[ _-]?(?:secret|key|seed)[\"']?"
        r"(?: is)?\s?[:=]?\s?[\"']?"
        r"(?P<secret>[A-Z2-7]{4}(?: [A-Z2-7]{4}){2,15})\b",
        "otp|2fa|mfa|authenticator",
    ),
    Rule(
        r"(?i)(?:recovery|backup|scratch|emergency)[ _-]?codes?[\"']?\s?[:=]?"
        r"(?P<secret>(?:[\s\"',\[*-]{1,12}(?:[a-z0-9]{4,6}-[a-z0-9]{4,6}|\d{4} ?\d{4}"
        r"|[a-f0-9]{8,10})){1,20})\b",
        "recovery|backup|scratch|emergency",
        accept=lambda found: has_digit(found.value),
    ),
    Rule(
        r"(?i)(?:mnemonic|seed[ _-]?(?:phrase|words)|(?:recovery|secret)[ _-]phrase)[\"']?"
        r"(?: is)?\s?[:=]?\s?[\"']?"
        r"(?P<secret>(?:[a-z]{3,8} ){11,23}[a-z]{3,8})",
        "mnemonic|seed|phrase",
    ),
    # `the token for x is abc…`
    Rule(
        r"(?i)\b(?:password|passphrase|passcode|token|secret|key)(?: [a-z.]{1,20}){0,3}? (?:is|was)"
        r"[ :]{1,3}[\"'`]?(?P<secret>[^\s\"'`,;<>\x1a]+[^\s\"'`,;<>.\x1a])",
        "pass|token|secret|key",
        accept=said_token,
    ),
    Rule(
        r"[?&](?:code|state|ticket|invite|reset|h|hash|k|t|jwt|sig|se|otp|magic|share)="
        r"(?P<secret>[\w%+/=.~-]{12,})",
        "?|&",
        accept=long_token,
    ),
    Rule(
        r"(?i)\bcookie[\"']?\s?[:=]\s?[\"']?(?:[^=;\s]+=[^;\s\"']*;\s?)*"
        r"[^=;\s]+=(?P<secret>[^;\s\"'<>\x1a]{8,})",
        "cookie",
        accept=token,
    ),
    Rule(
        r"\b(?:mysql|mysqldump|mysqladmin|sshpass|mariadb|\w{2,10} login)\b[^\n\x1a]{0,80}?\s-p"
        r"[\"' ]{0,2}(?P<secret>[^\s\"'<>\x1a-][^\s\"'<>\x1a]{3,})",
        "mysql|sshpass|mariadb|login",
        accept=password,
    ),
    Rule(
        r"(?i)\bpass(?:word|phrase|code)\b[^\n\"'\x1a]{0,30}?\b(?:is|was)\s{1,2}[\"']"
        r"(?P<secret>[^\s\"'\x1a]{4,})[\"']",
        "pass",
        accept=quoted_password,
    ),
    Rule(r";\s?(?i:password|pwd)\s?=(?P<secret>[^;\s\"'<>\x1a]+)", "password|pwd", accept=literal),
    Rule(
        r"[\w-](?i:key)[\"'`]?\s{0,8}(?:=>?|:)\s{0,4}[\"'`]{0,2}(?P<secret>[\w-]{8,})",
        "key",
        accept=short_token,
    ),
    # `vendor=abc…`: a long value that is mixed is a key whatever it is called.
    Rule(
        r"[A-Za-z_.-]\w?[\w.-][\"'`]?\s{0,20}(?:=>?|:)\s{0,4}[\"'`]?(?P<secret>[\w-]{24,})",
        "=|:",
        accept=assigned_token,
    ),
    Rule(  # as Django makes one, of fifty signs
        r"(?i)secret_?key[\"']?\s{0,2}(?:[:=]{1,2}|-{1,2}>|,)\s{0,2}[\"'`]?(?P<secret>[a-z0-9!@#$%^&*(=+)_-]{50})"
        r"(?:[\s\"'`,;]|$)",
        "secretkey|secret_key",
    ),
)
