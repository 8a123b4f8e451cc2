import re
from itertools import product

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from errorpatterns.induction import Template, induce, number_free, singular
from errorpatterns.regexes import RegexRefused, check, compiled
from intake.scrubbing import PLACEHOLDER

# Nothing here asks a database.
pytestmark = pytest.mark.once

# Message → words, and what each hole holds.
SHAPES = {
    "Cannot find name 'useState'.": ("Cannot find name '$1'.", ["useState"]),
    "Type '{ a: 'x'; b: f(); }' is not assignable to type 'Props'.": (
        "Type '$1' is not assignable to type '$2'.",
        ["{ a: 'x'; b: f(); }", "Props"],
    ),
    'src/app/page.tsx(12,5): error TS2304: Cannot find name "foo".': (
        '$1($2,$3): error TS2304: Cannot find name "$4".',
        ["src/app/page.tsx", "12", "5", "foo"],
    ),
    "Can't resolve './Foo' in '<path>'": ("Can't resolve '$1' in '$2'", ["./Foo", "<path>"]),
    "Don't use `any` as the users' type": ("Don't use `$1` as the users' type", ["any"]),
    "the function\u2019s \u2018foo\u2019 and “bar”": (
        "the function\u2019s \u2018$1\u2019 and “$2”",
        ["foo", "bar"],
    ),
    "error: implicit declaration of function \u2018foo\u2019 [-Werror=implicit]": (
        "error: implicit declaration of function \u2018$1\u2019 [-Werror=implicit]",
        ["foo"],
    ),
    "No rule to make target `foo.o', needed by `all'.": (
        "No rule to make target `$1', needed by `$2'.",
        ["foo.o", "all"],
    ),
    "Expected '(' but found ')'": ("Expected '$1' but found '$2'", ["(", ")"]),
    "f() takes 1 positional argument but 2 were given": (
        "$1() takes $2 positional argument but $3 were given",
        ["f", "1", "2"],
    ),
    "x.map is not a function": ("$1 is not a function", ["x.map"]),
    "./main.go:12:5: undefined: foo": ("$1:$2:$3: undefined: $4", ["./main.go", "12", "5", "foo"]),
    'duplicate key violates "users_pk"\nDETAIL:  Key (email)=(b@x.org) already exists.': (
        'duplicate key violates "$1" DETAIL: Key ($2)=($3) already exists.',
        ["users_pk", "email", "b@x.org"],
    ),
    "peer react@18.2.0 from @scope/name@^1.2.3-beta.1": (
        "peer $1@$2 from $3@^$4",
        ["react", "18.2.0", "@scope/name", "1.2.3-beta.1"],
    ),
    "listen EADDRINUSE 127.0.0.1:3000 after 12ms at 0x7fff": (
        "listen EADDRINUSE $1:$2 after $3ms at $4",
        ["127.0.0.1", "3000", "12", "0x7fff"],
    ),
    "Error [ERR_MODULE_NOT_FOUND]: Cannot find it, imported from /srv/x/[id]/a.js": (
        "Error [ERR_MODULE_NOT_FOUND]: Cannot find it, imported from $1",
        ["/srv/x/[id]/a.js"],
    ),
    "In UTF-8 and/or text/html the 2nd <div> of Node.js": (
        "In UTF-8 and/or text/html the 2nd <$1> of Node.js",
        ["div"],
    ),
    "React Hook useEffect misses DATABASE_URL in class Foo": (
        "React Hook $1 misses $2 in class $3",
        ["useEffect", "DATABASE_URL", "Foo"],
    ),
    "bash: foo: command not found": ("bash: $1: command not found", ["foo"]),
    "a.c:1:2: warning: unused variable": ("$1:$2:$3: warning: unused variable", ["a.c", "1", "2"]),
    "foo declared and not used": ("$1 declared and not used", ["foo"]),
    "unused named arguments: foo, bar": ("unused named arguments: $1", ["foo, bar"]),
    "unknown keys `a`, `b` of 'c' and 'd'": (
        "unknown keys `$1` of '$2' and '$3'",
        ["a`, `b", "c", "d"],
    ),
    "2024-01-02T10:11:12.3Z job #field failed, see --noEmit": (
        "$1 job #$2 failed, see --noEmit",
        ["2024-01-02T10:11:12.3Z", "field"],
    ),
    "java.lang.NullPointerException: it is null": (
        "java.lang.NullPointerException: it is null",
        [],
    ),
    "NFS Mount failed on bglio716, slept 15 seconds, retrying (1)": (
        "NFS Mount failed on $1, slept $2 seconds, retrying ($3)",
        ["bglio716", "15", "1"],
    ),
    "authentication failure; logname= uid=0 tty=ssh rhost=218.188.2.4": (
        "authentication failure; logname= uid=$1 tty=$2 rhost=$3",
        ["0", "ssh", "218.188.2.4"],
    ),
    "Multiple imports on one line (os, socket)": (
        "Multiple imports on one line ($1)",
        ["os, socket"],
    ),
    "Assignment (=) can be replaced with operator assignment (||=).": (
        "Assignment ($1) can be replaced with operator assignment ($2).",
        ["=", "||="],
    ),
    "Too many arguments (5) for `list()` and `*args`": (
        "Too many arguments ($1) for `$2()` and `*$3`",
        ["5", "list", "args"],
    ),
    "www.x-y.org:443 error: no route to proxy.corp.example:80, 5.8 KB left": (
        "$1:$2 error: no route to $3:$4, $5 KB left",
        ["www.x-y.org", "443", "proxy.corp.example", "80", "5.8"],
    ),
    "Failed password for root from 10.0.0.1, lease of 00:11:43:e3:ba:c3 at 10:11:12": (
        "Failed password for $1 from $2, lease of $3 at $4",
        ["root", "10.0.0.1", "00:11:43:e3:ba:c3", "10:11:12"],
    ),
    "function __main__.A.__add__ is deprecated": (
        "function $1 is deprecated",
        ["__main__.A.__add__"],
    ),
    "Method Foo.bar of class Shop. It is wrong": (
        "Method $1 of class $2. It is wrong",
        ["Foo.bar", "Shop"],
    ),
    "IOHub::start ended with error(s) 6 > 3": (
        "IOHub::start ended with error(s) $1 > $2",
        ["6", "3"],
    ),
    "logical assignment with operator ||= here": (
        "logical assignment with operator $1 here",
        ["||="],
    ),
    "nonlocal name x found without binding": ("nonlocal name $1 found without binding", ["x"]),
    "Expected { after 'for' condition.": ("Expected $1 after '$2' condition.", ["{", "for"]),
    "Deleting instance files /var/lib/nova/<id>_del": (
        "Deleting instance files $1",
        ["/var/lib/nova/<id>_del"],
    ),
    "session jA9J1WFE024258 closed at Sat Jun 18 02:08:11 2005 by it": (
        "session $1 closed at $2 by it",
        ["jA9J1WFE024258", "Sat Jun 18 02:08:11 2005"],
    ),
    "TS2304 in UTF-8 of base64 and x86 is wrong": (
        "TS2304 in UTF-8 of base64 and x86 is wrong",
        [],
    ),
    # What kind of thing it is stays, before an id as before an address; a row_2 is a name.
    "Receiving blk_-8775602795571 from node-31 at /<ip>:50010": (
        "Receiving blk_$1 from node-$2 at /$3:$4",
        ["-8775602795571", "31", "<ip>", "50010"],
    ),
    "attempt_201706092018_0024_m_000084 of job-name-7 was killed": (
        "attempt_$1 of job-name-$2 was killed",
        ["201706092018_0024_m_000084", "7"],
    ),
    "cannot write row_2 to sha-256 of eth0": (
        "cannot write $1 to sha-256 of $2",
        ["row_2", "eth0"],
    ),
    "no key in line-4=a and split of hdfs://<ip>:9000/logs/a.log failed": (
        "no key in line-4=$1 and split of $2 failed",
        ["a", "hdfs://<ip>:9000/logs/a.log"],
    ),
    # Types and names with a namespace stand without quotes where a tool quotes nothing.
    r"Parameter #1 $id of method App\User::find() expects array<int, string>, int|null given.": (
        "Parameter #$1 $$2 of method $3::$4() expects $5, $6 given.",
        ["1", "id", r"App\User", "find", "array<int, string>", "int|null"],
    ),
    "incompatible types: List<String> cannot be converted to Set<Map<String, Node[]>>": (
        "incompatible types: $1 cannot be converted to $2",
        ["List<String>", "Set<Map<String, Node[]>>"],
    ),
    r"Class App\Entity\User has an unused property $name.": (
        "Class $1 has an unused property $$2.",
        [r"App\Entity\User", "name"],
    ),
    "NameError: uninitialized constant Admin::UsersController": (
        "NameError: uninitialized constant $1",
        ["Admin::UsersController"],
    ),
    r"usage: sum <file> where a < b fails for App\User::MAX of Token{id=3 n=4}": (
        "usage: sum <$1> where a < $2 fails for $3::$4 of Token{id=$5 n=$6",
        ["file", "b", r"App\User", "MAX", "3", "4}"],
    ),
    "<Engine:0x10062de70> and </div> were left open": (
        "<Engine:$1> and </$2> were left open",
        ["0x10062de70", "div"],
    ),
    # A name, but what would be left says too little; a key; and a name that says it all.
    "onNotificationClick called": ("onNotificationClick called", []),
    "animateCollapsePanels:flags=2, force=true": (
        "animateCollapsePanels:flags=$1, force=$2",
        ["2", "true"],
    ),
    "attempt_20_m_1: Committed": ("$1: Committed", ["attempt_20_m_1"]),
    "written by <user> at <path>/src/a.ts": ("written by $1 at $2", ["<user>", "<path>/src/a.ts"]),
}


@pytest.mark.parametrize(("message", "expected"), SHAPES.items())
def test_holes_are_told_by_their_shape(message: str, expected: tuple[str, list[str]]) -> None:
    template = induce(message)
    assert (template.words, [hole.text for hole in template.captured]) == expected
    assert list(groups(template, message)) == expected[1]


def groups(template: Template, message: str) -> tuple[str, ...]:
    match = compiled(template.regex).search(message)
    assert match
    found: tuple[str, ...] = match.groups()
    return found


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Cannot find name 'useState'.", "Cannot find name 'x y'."),
        ("Cannot find name 'a'.", "  Cannot\n find   name 'b'.  "),
        ("f() takes 1 argument but 2 were given", "g() takes 2 arguments but 1 was given"),
        ("Unknown key `a` of it", "Unknown key `a`, `b`, `c` of it"),
        ("'a' is not defined.", "'b' is not defined"),  # ESLint's two formats
        ("Unexpected console statement", "Unexpected console statement."),
        ("not found: <path>", "not found: /home/x/y.ts"),
        ("not found: <path>/src/a.ts", "not found: C:\\src\\a.ts"),
        ("sent to <email>", "sent to a@example.org"),
        (
            "KeyError: 'a'",
            "Traceback (most recent call last):\n  File \"x.py\", line 1\nKeyError: 'b'",
        ),
        ("TypeError: x.y is not a function", "TypeError: z is not a function\n    at f (a.js:1:2)"),
        ("name 'a' is wrong\n  1 | a\n    | ^", "name 'b' is wrong\n  7 | b + c\n    | ^"),
    ],
)
def test_occurrences_of_one_error_share_the_signature_and_the_regex(one: str, other: str) -> None:
    assert induce(one).signature == induce(other).signature
    assert compiled(induce(one).regex).search(other)
    assert compiled(induce(other).regex).search(one)


@pytest.mark.parametrize(
    "other",
    ["Cannot find type 'a'.", "So: Cannot find name 'a'.", "Cannot find name 'a'. Or can it?", "a"],
)
def test_other_errors_do_not_match(other: str) -> None:
    template = induce("Cannot find name 'a'.")
    assert not compiled(template.regex).search(other)


def test_a_quotation_does_not_run_into_the_next() -> None:
    assert not compiled(induce("Undefined name `a`").regex).search("Undefined name `a` in `b`")


def test_a_number_is_no_name() -> None:
    assert not compiled(induce("line 3 is wrong").regex).search("line x is wrong")


@pytest.mark.parametrize("message", ["'a b' 'c d': 12", "`first`, `second`", "At 3: 'x' 4"])
def test_a_message_of_holes_alone_is_kept_word_for_word(message: str) -> None:
    template = induce(message)
    assert template.exact
    assert template.parts == (message,)
    assert not compiled(template.regex).search(message.replace("'", '"').replace("`", "'") + "!")


@pytest.mark.parametrize("message", ["", "  \n\t ", "42", "'a'", "\ud800 is wrong"])
def test_too_little_text_is_refused(message: str) -> None:
    with pytest.raises(ValueError, match=r"too little|RE2"):
        induce(message)


def test_a_long_message_is_recognised_by_its_beginning() -> None:
    message = "Type 'A' lacks the following: " + " or ".join(f"theProperty{n}" for n in range(500))
    template = induce(message)
    check(template.regex)
    assert template.words.startswith("Type '$1' lacks the following: $2 or $3")
    assert template.words.endswith("…")
    assert groups(template, message)[:2] == ("A", "theProperty0")


def test_the_eleventh_hole_captures_nothing() -> None:
    message = "wrong are " + " or ".join(f"'{letter}'" for letter in "abcdefghijkl")
    assert groups(induce(message), message) == tuple("abcdefghij")
    assert compiled(induce(message).regex).search(message.replace("'l'", "'m'"))


def test_literals_are_the_words_that_stay() -> None:
    name, path = induce("Cannot find name 'a' in <path>").captured
    assert induce("Cannot find name 'a' in <path>").parts == (
        "Cannot find name '",
        name,
        "' in ",
        path,
    )


def test_a_catalogue_of_every_shape_makes_regexes_that_may_be_stored() -> None:
    for message in SHAPES:
        check(induce(message).regex)


TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=120)
SHARP = [
    *("'", '"', "`", "\u2018", "\u2019", "\\", "(", ")", "=", ".", ":", ",", " ", "\n", "\r\n"),
    *("<path>", "/a/b.ts", "foo()", "a.b", "x@1.2.3", "12", "$1", "\\Q", "[[:", "{,", "(?x"),
    *("is wrong ", "', '", "`, `", "Traceback ", "KeyError: "),
]
NOISY = st.lists(st.sampled_from(SHARP), max_size=60).map("".join)


# What scrubbing put in place of a private value, among what stands in messages.
PLACED = ["<path>", "<secret>", "<mac>", "<email>", "00:11:FF", "'", '"', "`", "(", ")", "[", "]"]
AMONG = ["cannot", "open", "file_x", "3", "f()", "it's", "a.b", ":", "/", "\\", "=", "-", "_", ","]
SCRUBBED = st.lists(st.sampled_from([*PLACED, *AMONG, *[" "] * 8]), max_size=200).map("".join)


@given(SCRUBBED)
@example("Core: C:\\a\\<user>\\b-1<secret><path>_x")
@example("status changed: FF:F2:9F:16:EB:27:<mac> ip=<ip> v=13")
@example("is wrong and it cannot be opened " + "x " * 283 + "<secret> here")
def test_a_message_without_private_text_is_matched_with_it(text: str) -> None:
    try:
        template = induce(text)
    except ValueError:
        assume(False)
    raw = PLACEHOLDER.sub("w1", text)
    assert compiled(template.regex).search(raw)


@given(st.one_of(TEXT, NOISY, NOISY.map(lambda text: text * 12)))
@example("l'\u00e9t\u00e9 is 'l'\u00e9t\u00e9' wrong")
@example("x" * 5_000)
@example("is wrong \x0b")
@example("\xa0 is wrong \xa0")
def test_every_template_matches_what_it_was_induced_from(message: str) -> None:
    try:
        template = induce(message)
    except ValueError:
        assume(False)
    check(template.regex)
    assert compiled(template.regex).search(message)
    again = induce(message)
    assert (again.regex, again.signature) == (template.regex, template.signature)
    assert len(groups(template, message)) == len(template.captured)


WORDS = st.lists(
    st.sampled_from(["cannot", "find", "the", "name", "of", "module", "is", "wrong"]),
    min_size=2,
    max_size=4,
).map(" ".join)
VALUES = st.text("abcXYZ0189_-./ ", min_size=1, max_size=12).filter(lambda v: v == v.strip())


@given(st.lists(st.tuples(WORDS, VALUES), min_size=1, max_size=5), WORDS, st.sampled_from("'\"`"))
def test_captures_are_what_was_quoted(pairs: list[tuple[str, str]], end: str, quote: str) -> None:
    message = "".join(f"{words} {quote}{value}{quote} " for words, value in pairs) + end
    assert groups(induce(message), message) == tuple(value for _, value in pairs)


def test_refusal_is_a_value_error() -> None:
    assert issubclass(RegexRefused, ValueError)


@pytest.mark.parametrize("size", ["12 B", "3.5 GB", "7 bytes", "1 KiB"])
def test_units_of_one_kind_stand_for_each_other(size: str) -> None:
    assert compiled(induce("stored as text (size 5.8 KB, free)").regex).search(
        f"stored as text (size {size}, free)"
    )


@pytest.mark.parametrize("quote", ["'", '"'])
def test_a_value_may_have_quotations_of_its_own(quote: str) -> None:
    regex = compiled(induce(f"Expected {quote}x{quote} to be {quote}y{quote}").regex)
    for value in ("Foo<Qprops1Q>", "Qa|bQ", "f(Q1Q)", "{ a: Qb; cQ; }"):
        inner = value.replace("Q", quote)
        match = regex.search(f"Expected {quote}{inner}{quote} to be {quote}z{quote}")
        assert match
        assert match.groups() == (inner, "z")


def test_a_value_is_not_two_quotations() -> None:
    regex = compiled(induce('Type "x" is wrong').regex)
    assert not regex.search('Type "x" of "y" is wrong')


@pytest.mark.parametrize(
    ("message", "plain"),
    [
        ("'cart' is defined but never used.", r"^'(.+?)' is defined but never used\.$"),
        ("assert 1.25 == 1.5", r"^assert (.+?) == (.+?)$"),
        (
            "Property 'total' does not exist on type 'Cart'.",
            r"^Property '(.+?)' does not exist on type '(.+?)'\.$",
        ),
    ],
)
def test_is_read_as_a_short_regex(message: str, plain: str) -> None:
    template = induce(message)
    assert template.plain_regex == plain
    assert groups(template, message) == compiled(plain).search(message).groups()


@given(st.lists(st.tuples(WORDS, VALUES), min_size=1, max_size=5), WORDS)
def test_the_short_regex_has_the_same_groups(pairs: list[tuple[str, str]], end: str) -> None:
    template = induce("".join(f"{words} '{value}' " for words, value in pairs) + end)
    assert compiled(template.plain_regex).groups == compiled(template.regex).groups


def test_words_that_one_pattern_is_for_have_one_singular() -> None:
    words = [
        "B",
        "kB",
        "MiB",
        "byte",
        "bytes",
        "bytes,",
        "error",
        "errors",
        "was",
        "were",
        "is",
        "are",
        "class",
        "classes",
    ]
    for one, other in product(words, words):
        if re.fullmatch(number_free(one), other):
            assert singular(one) == singular(other), (one, other)
