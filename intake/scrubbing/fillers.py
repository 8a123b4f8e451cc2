"""What stands where a secret is to be: what to put there, what may be put there, how it is made."""

import re

from intake.scrubbing.digests import names_algorithms

# Somebody else's key is to be put there: `sk_test_xxxxxxxx`, `AKIAXXXXXXXX`, `xxxxxxxx-xxxx`
_TO_FILL = re.compile(
    r"(?:[A-Za-z0-9]{1,10}[_.~-]){0,4}(?:AKIA|ASIA|AIza)?"
    r"(?P<any>[*.x\u2022X#_-])(?P=any){3,}(?:[_.-](?:(?P=any){2,}))*+"
    r"|A[KS]IA[A-Z0-9]*EXAMPLE"  # of AWS' manuals
    r"|(?i:(?:[a-z]{2,8}[_-]){0,3}(?:your|my)[_-](?:[a-z]+[_-]){0,4}"
    r"(?:key|token|secret|password|passw?d?|pw|here|id|value|string)(?:[_-]?\d{1,4})?)"
)
# What a field may hold, or how it is made: `z.string().min(8)`, `VARCHAR(255)`, `required|min:8`
_CALLED = r"\([^()]*(?:\([^()]*\)[^()]*)*\)"
_SCHEMA = re.compile(
    rf"[A-Za-z_$][A-Za-z_$]*(?:\??\.[A-Za-z_$]\w*)*{_CALLED}(?:\.[A-Za-z_]\w*(?:{_CALLED})?)*[,;)\]}}]*"
    r"|(?:[a-z][a-z_]*(?:[:=][\w./,-]+)?[|,])+[a-z][a-z_]*(?:[:=][\w./,-]+)?[|,]?"
    r"|/\^.*\$/[a-z]*[,;]?"
    # of what Maven and Gradle look for: `jjwt-api:jar:0.12.9`
    r"|(?:[A-Za-z][\w.-]*:){1,3}\d+(?:\.\d+)+(?:[.-][A-Za-z][\w.-]*|\.)?"
    # the number of an error: `IDX10223:`
    r"|[A-Z]{2,6}-?\d{3,6}:"
    # a type: `Uint8Array`, `Base64String`
    r"|(?:Big)?(?:Uint|Int|Float|Base|Utf|Sha|Blake|Ed|Byte|Bytes|Char|Fixed)\d{1,5}(?:[A-Z][a-z]+)*[,;]?"
    r"|https?://localhost(?::\d+)?[/\w.-]*"
    r"|#[0-9A-Fa-f]{3,8}[,;]?"  # a colour
    r"|[A-Za-z_$][\w$]*\.[a-z]{1,5}:\d{1,6}"  # and in `(Password.java:111)`
    r"|\d{1,6}:(?:\d{1,6}:?)?"  # a place in `Password.java:111:`
    r"|(?:[A-Za-z_]\w*::)+[A-Za-z_]\w*|test_(?:[a-z]+_)+[a-z\d]+"  # a path of code
    r"|(?:[a-z_]{2,}\.){2,}[A-Za-z_]\w*"  # a class: `django.contrib.auth.hashers.Argon2`
)


# `$DB_USER:$DB_PASSWORD@$DB_HOST/$DB_NAME`, `${TOKEN}`, `<user>:<password>`
_VARIABLE = r"(?:\$\{?[A-Z][A-Z\d_]*\}?|\{\{? ?[\w.]+ ?\}?\}|%[A-Z_]+%)"
_VARIABLES = re.compile(
    rf"{_VARIABLE}(?:[:@/]{_VARIABLE})*"
    # As manuals write it: `user:password@localhost`
    r"|(?i:(?:db_?)?(?:user(?:_?name)?|login):(?:db_?)?(?:pass(?:word|wd)?|pwd|secret)"
    r"(?:@(?:localhost|(?:db_?)?(?:host(?:_?name)?|server)|127\.0\.0\.1)(?:[:/?].*)?)?)"
)


def is_of_variables(value: str) -> bool:
    return _VARIABLES.fullmatch(value) is not None


def says_what_goes_there(value: str) -> bool:
    return (
        _TO_FILL.fullmatch(value) is not None
        or _SCHEMA.fullmatch(value) is not None
        or names_algorithms(value)
    )
