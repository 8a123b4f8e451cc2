"""Edits that are written down: what they do to code, and where they do nothing."""

import pytest

from errorpatterns.builtins import load
from errorpatterns.editing.declared import declared
from errorpatterns.editing.finding import propose
from errorpatterns.editing.places import Span, applied
from errorpatterns.editing.tokens import Source
from errorpatterns.regexes import captures_of
from errorpatterns.seeding import edit_of

PATTERNS = {pattern.slug: pattern for pattern in load()}

MEMBER = "Property 'nmae' does not exist on type 'User'. Did you mean 'name'?"
OPTION = (
    "Object literal may only specify known properties, but 'nmae' does not exist in type 'User'. "
    "Did you mean to write 'name'?"
)
LITERAL = """Type '"smal"' is not assignable to type '"small" | "large"'. Did you mean '"small"'?"""
UNUSED = "'b' is defined but never used."
CONSTANT = "'a' is never reassigned. Use 'const' instead."
COLON = "Expected `:`, found newline"
LOOSE = "Expected '===' and instead saw '=='."
TYPE = "'Row' is a type and must be imported using a type-only import."
UNKNOWN = "Cannot find name 'pricee'. Did you mean 'price'?"
MISSING = "'\"./a\"' has no exported member named 'pricee'. Did you mean 'price'?"
NAME = "NameError: name 'pricee' is not defined. Did you mean: 'price'?"

PYTHON = "import a\n\n\ndef f() -> None:\n    pass\n\n\n"


def made(slug: str, message: str, told: str) -> set[str | None]:
    """What becomes of the code whose reported range stands between « and », for tools that tell
    the range and those that tell only where it begins.
    """
    pattern = PATTERNS[slug]
    start, end = told.index("«"), told.index("»") - 1
    text = told.replace("«", "").replace("»", "")
    captures = captures_of(pattern.error_regex, message)
    assert captures is not None
    found = [
        propose(edit_of(pattern), Source(text), span, captures)
        for span in (Span(start, end), Span(start, None))
    ]
    return {applied(text, edits) if edits else None for edits in found}


@pytest.mark.parametrize(
    ("slug", "message", "before", "after"),
    [
        ("ts-member-misspelled", MEMBER, "f(user.«nmae», 1);\n", "f(user.name, 1);\n"),
        ("ts-member-misspelled", MEMBER, "user?.«nmae»()\n", "user?.name()\n"),
        ("ts-member-misspelled", MEMBER, "const { «nmae»: x } = u;\n", "const { name: x } = u;\n"),
        ("ts-member-misspelled", OPTION, "f({ «'nmae'»: 1 });\n", "f({ 'name': 1 });\n"),
        ("ts-literal-misspelled", LITERAL, "f({ «a»: 'smal' });\n", "f({ a: 'small' });\n"),
        ("ts-literal-misspelled", LITERAL, '<B «a»="smal" c />;\n', '<B a="small" c />;\n'),
        ("ts-literal-misspelled", LITERAL, "if (x) «return 'smal';»\n", "if (x) return 'small';\n"),
        ("js-unused-variable", UNUSED, "import { a, «b» } from 'c';\n", "import { a } from 'c';\n"),
        ("js-unused-variable", UNUSED, "import { «b» } from 'c';\na();\n", "a();\n"),
        ("eslint-prefer-const", CONSTANT, "let «a» = f(1, 2);\n", "const a = f(1, 2);\n"),
        (
            "eslint-prefer-const",
            CONSTANT,
            "let «a» = f()\nconst b = a\n",
            "const a = f()\nconst b = a\n",
        ),
        (
            "eslint-prefer-const",
            CONSTANT,
            "if (b) {\n let «a» = b\n}\n",
            "if (b) {\n const a = b\n}\n",
        ),
        ("eslint-eqeqeq", LOOSE, "f(typeof a.b «==» 'string')\n", "f(typeof a.b === 'string')\n"),
        ("ts-name-misspelled", UNKNOWN, "f(a, «pricee»);\n", "f(a, price);\n"),
        (
            "ts-name-misspelled",
            UNKNOWN,
            "const a = { b: «pricee» };\n",
            "const a = { b: price };\n",
        ),
        ("ts-name-misspelled", UNKNOWN, "const a = «pricee» && b;\n", "const a = price && b;\n"),
        (
            "ts-name-misspelled",
            MISSING,
            "import { «pricee» as a } from './a';\n",
            "import { price as a } from './a';\n",
        ),
        (
            "ts-type-only-import",
            TYPE,
            "import «Row» from './a';\n",
            "import type Row from './a';\n",
        ),
        (
            "ts-type-only-import",
            TYPE,
            "import a, { «Row» } from './a';\n",
            "import a, { type Row } from './a';\n",
        ),
        (
            "ts-type-only-import",
            TYPE,
            "import {\n  a,\n  «Row»,\n} from './a';\n",
            "import {\n  a,\n  type Row,\n} from './a';\n",
        ),
        (
            "py-missing-colon",
            COLON,
            PYTHON + "for a, b in c  # d: e«»\n    f()\n",
            PYTHON + "for a, b in c:  # d: e\n    f()\n",
        ),
        (
            "py-missing-colon",
            COLON,
            PYTHON + "if a == '#'«»\n    f()\n",
            PYTHON + "if a == '#':\n    f()\n",
        ),
        (
            "py-missing-colon",
            COLON,
            PYTHON + "with a as b, c as d«»\n    f()\n",
            PYTHON + "with a as b, c as d:\n    f()\n",
        ),
        (
            "py-missing-colon",
            COLON,
            PYTHON + "else  # for a in b«»\n    f()\n",
            PYTHON + "else:  # for a in b\n    f()\n",
        ),
        (
            "py-missing-colon",
            COLON,
            PYTHON + "class A(B)«»\n    a = 1\n",
            PYTHON + "class A(B):\n    a = 1\n",
        ),
        ("py-missing-colon", COLON, "if a == 1«»\n    f()\n", "if a == 1:\n    f()\n"),
        ("py-name-misspelled", NAME, "return «pricee» + 1\n", "return price + 1\n"),
    ],
)
def test_mends(slug: str, message: str, before: str, after: str) -> None:
    assert made(slug, message, before) == {after}


@pytest.mark.parametrize(
    ("slug", "message", "told"),
    [
        # A name alone in braces is a variable too.
        ("ts-member-misspelled", MEMBER, "const { id, «nmae» } = user;\n"),
        ("ts-member-misspelled", OPTION, "f({ id, «nmae» });\n"),
        ("ts-member-misspelled", OPTION, "const { «nmae» = 3 } = user;\n"),
        ("ts-name-misspelled", "Cannot find name 'a'. Did you mean 'b'?", "f(«x», a);\n"),
        # Of another property, or within what is given to a function.
        ("ts-literal-misspelled", LITERAL, "f({ «a»: x, c: 'smal' });\n"),
        ("ts-literal-misspelled", LITERAL, "f({ «a»: g('smal') });\n"),
        ("ts-literal-misspelled", LITERAL, "«p.a» = q\nconst r = 'smal';\n"),
        # What is taken apart has its order, or is what others read.
        ("js-unused-variable", UNUSED, "import z from 'z';\nconst [a, «b»] = z;\n"),
        ("js-unused-variable", UNUSED, "import z from 'z';\nfunction f({ a, «b» }) {}\n"),
        ("js-unused-variable", UNUSED, "import { x as «b», a } from 'z';\n"),
        ("eslint-prefer-const", CONSTANT, "let «a» = 1, b = 2;\n"),
        ("eslint-prefer-const", CONSTANT, "let a;\n«a» = 2;\n"),
        # The statement goes on in the next line, with another name.
        ("eslint-prefer-const", CONSTANT, "let «a» = 1\n  , b = 2; b++;\n"),
        ("eslint-prefer-const", CONSTANT, "let «a» = c\n  ? 1\n  : 2, b = 3\nb++\n"),
        ("eslint-prefer-const", CONSTANT, "let «a» = c\n  .d, b = 3\nb++\n"),
        ("eslint-prefer-const", CONSTANT, "let «a» = 1 // one\n  , b = 3\nb++\n"),
        ("eslint-prefer-const", CONSTANT, "let { «a», b } = c;\nb++;\n"),
        # What is compared may be meant as it is converted.
        ("eslint-eqeqeq", LOOSE, "f(a «==» '5')\n"),
        ("eslint-eqeqeq", LOOSE, "f(a «==» '')\n"),
        ("eslint-eqeqeq", LOOSE, "f(typeof a «==» 'b'.length)\n"),
        ("eslint-eqeqeq", LOOSE, "f(a['typeof b'] «==» 'c')\n"),
        # It names a property, an import or an export too, or stands in two tags.
        ("ts-name-misspelled", UNKNOWN, "const a = { «pricee» };\n"),
        ("ts-name-misspelled", UNKNOWN, "f({ a, «pricee», b });\n"),
        ("ts-name-misspelled", UNKNOWN, "const a = {\n  «pricee»\n}\n"),
        ("ts-name-misspelled", UNKNOWN, "const a = <«pricee»></pricee>;\n"),
        ("ts-name-misspelled", MISSING, "import { «pricee» } from './a';\n"),
        ("ts-name-misspelled", MISSING, "export { a, «pricee» } from './a';\n"),
        ("ts-type-only-import", TYPE, "import «Row», { a } from './a';\n"),
        ("py-missing-colon", COLON, PYTHON + "x = a  # if b«»\n"),
        ("py-missing-colon", COLON, "for a in {} # one«»\n    print(a)\n"),
        ("eslint-no-var", "Unexpected var, use let or const instead.", "«var a = 1;»\n"),
        ("py-name-misspelled", NAME, "return «price» + pricee\n"),
    ],
)
def test_declines(slug: str, message: str, told: str) -> None:
    assert made(slug, message, told) == {None}


def test_either_is_a_rule_of_each() -> None:
    assert len(list(declared("⟨if|while⟩ … [⟨==|!=⟩→$1] ▸None"))) == 4


@pytest.mark.parametrize("text", ["[a→b]", "▸a", "▸[a→b] ▸", ""])
def test_what_says_no_place_or_does_nothing_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no place, or nothing"):
        list(declared(text))
