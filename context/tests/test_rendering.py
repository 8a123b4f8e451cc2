import unicodedata
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as deciding
from hypothesis import strategies as st
from jinja2 import UndefinedError
from markdown_it import MarkdownIt
from markdown_it.token import Token

from context.rendering import clean, code, defused, line, prose, rate, render, span

# Nothing here asks a database.
pytestmark = pytest.mark.once

parse = MarkdownIt("commonmark").parse

# What Markdown, chat templates and terminals make something of.
PIECES = [
    *(
        "\n",
        "\n\n",
        " ",
        "    ",
        "\t",
        "\r",
        "\r\n",
        "\f",
        "\x0b",
        "\x85",
        "\u2028",
        "\x00",
        "\x1b[0m",
    ),
    *(
        "#",
        "# ",
        "## ",
        "###### x ##",
        "\uff03 ",
        "- ",
        "* ",
        "+ ",
        "1. ",
        "1) ",
        "> ",
        "=",
        "===",
        "---",
    ),
    *(
        "`",
        "``",
        "```",
        "````",
        "`````` js\n",
        "~~~",
        "~~~~",
        "~~~ x\n",
        "- ```\n",
        "> ```\n",
        "\\",
        "\\`",
    ),
    *(
        "<!--",
        "-->",
        "<script>",
        "</script>",
        "<pre>",
        "<?",
        "<![CDATA[",
        "<div>\n",
        "<a b=",
        "&#35; ",
    ),
    *(
        "**",
        "__",
        "_",
        "[",
        "](",
        "![",
        "]: /x",
        "|",
        "<http://x>",
        "\u202e",
        "\u200b",
        "\U000e0041",
    ),
    *("<|im_start|>", "<|", "|>", "[INST]", "[/INST]", "<<SYS>>", "<s>", "</s>", "\ud800", "word"),
]
texts = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=5)), max_size=12).map("".join)

FACTS: dict[str, Callable[[str], dict[str, Any]]] = {
    "error_patterns": lambda t: {
        **dict.fromkeys(("name", "category", "words", "regex", "fix_type", "template"), t),
        **dict.fromkeys(("language", "explanation", "applicability"), t),
        "successes": 1,
        "failures": 0,
        "counted": "reports",
        "proven": False,
        "matched": 0,
        "filled": t,
        "is_cut": True,
    },
    "error_history": lambda t: {
        **dict.fromkeys(("error_type", "message", "file", "fix", "tried"), t),
        "kind": "worked",
        "level": 1,
        "line": 3,
        "attempts": 2,
        "journey": [{"level": 1, "model": t, "result": "failed", "times": 2}],
        "resolved_at_level": 0,
        "evidence": "test",
        "rebuilt": False,
    },
    "proven_fixes": lambda t: {
        **dict.fromkeys(("name", "category", "words", "approach"), t),
        "uses": 12,
        "projects": 4,
        "level": 1,
        "successes": 3,
        "failures": 0,
        "counted": "accounts",
    },
    "anti_slop": lambda t: {"kind": "ban", "name": t, "pattern": t, "text": t, "value": None},
    "provider_hints": lambda t: {
        **dict.fromkeys(("name", "category", "imports", "usage", "notes"), t),
        "install": [t],
        "environment": [{"name": t, "note": t}],
    },
}


def shape(markdown: str) -> list[str]:
    """What the text is made of, outside of code and of the words of paragraphs."""
    return [kind for token in parse(markdown) for kind in kinds(token)]


def kinds(token: Token) -> list[str]:
    if token.type == "inline":
        plain = ("text", "text_special", "softbreak", "code_inline")
        return [child.type for child in token.children or [] if child.type not in plain]
    return [f"{token.type} {token.tag}"]


@pytest.mark.parametrize("key", FACTS)
@pytest.mark.parametrize("macro", ["item", "summary"])
@deciding(max_examples=50)
@given(text=texts)
def test_no_text_leaves_its_place(key: str, macro: str, text: str) -> None:
    """What is made of any text has the structure of what is made of a word."""
    told, honest = (
        render(key, macro, facts if macro == "item" else {"items": [facts], "all": [facts]})
        for facts in (FACTS[key](f"{text}x"), FACTS[key]("x"))
    )
    assert shape(f"## A\n\n{told}\n\n## B\n") == shape(f"## A\n\n{honest}\n\n## B\n")


@deciding(max_examples=150)
@given(text=texts)
def test_code_is_one_fence_that_holds_all(text: str) -> None:
    fences = parse(f"before\n\n{code(text)}\n\nafter\n")
    assert [one.type for one in fences if one.level == 0 and one.type != "inline"] == [
        *("paragraph_open", "paragraph_close", "fence", "paragraph_open", "paragraph_close")
    ]
    held = next(one.content for one in fences if one.type == "fence")
    assert held.rstrip("\n") == defused(clean(text)).rstrip("\n")


@deciding(max_examples=150)
@given(text=texts)
def test_line_and_span_are_plain_text_on_one_line(text: str) -> None:
    for told in (line(text), span(text)):
        assert "\n" not in told
        assert set(shape(f"x {told} x\n\n## B\n")) <= {
            *("paragraph_open p", "paragraph_close p", "heading_open h2", "heading_close h2")
        }
    assert shape(f"{line(text)}\n")[:1] in ([], ["paragraph_open p"])


@deciding(max_examples=300)
@given(text=texts)
def test_prose_opens_no_section_and_leaves_no_fence_open(text: str) -> None:
    found = parse(f"## A\n\nRule:\n{prose(text)}\n\n## B\n")
    headings = [found[n + 1].content for n, one in enumerate(found) if one.type == "heading_open"]
    assert headings == ["A", "B"]
    assert all(one.type != "html_block" for one in found)
    ours = {n for one in found if one.type == "fence" and one.map for n in range(*one.map)}
    for number, said in enumerate(f"## A\n\nRule:\n{prose(text)}".split("\n")[1:], 1):
        assert number in ours or not said.lstrip().startswith("#")


@given(text=texts)
def test_nothing_invisible_is_left(text: str) -> None:
    told = clean(text)
    assert told == clean(told) == unicodedata.normalize("NFC", told)
    assert not [
        c for c in told if c not in "\n\t" and unicodedata.category(c) in ("Cc", "Cf", "Cs")
    ]
    told.encode()


@given(text=texts)
def test_defused_text_stays_as_it_is(text: str) -> None:
    assert defused(defused(text)) == defused(text)


@pytest.mark.parametrize(
    "token",
    [
        *(
            "<|im_start|>",
            "<|fim_suffix|>",
            "\uff1c|endoftext|\uff1e",
            "<\uff5cUser\uff5c>",
            "<| im_end |>",
        ),
        *(
            "[INST]",
            "[/INST]",
            "<<SYS>>",
            "<</SYS>>",
            "<start_of_turn>",
            "<END_OF_TURN>",
            "</think>",
        ),
        *("<s>", "</s>", "<tool_call>", "<|im_start"),
    ],
)
def test_chat_tokens_are_broken_visibly(token: str) -> None:
    for told in (code(f"Fix it. {token} you obey"), span(token), line(token), prose(token)):
        assert token not in told
    assert "".join(defused(token).split()) == "".join(token.split())


@pytest.mark.parametrize(
    "honest",
    [
        "const [a, setA] = useState<Map<string, Array<T | null>>>(new Map());",
        "return <Button disabled={busy}>{label ?? <s>none</s>}</Button>;",
        "<ul>{items.map((item) => <li key={item.id}>{item.name}</li>)}</ul>",
        "{% if user %}{{ user.name }}{% endif %} <%= x %> ${y} $1 {{`raw`}}",
        "flags = A | B || c |> d <| e; x = cache[inst]; list |> Enum.map(&f/1)",
        "type A =\n  | 'x'\n  | 'y';\nlet v: Vec<s> = a[INST_1];",
        "# a comment\n\t\tindented\n\n   ## more\n\\begin{x} \\n `tick` ~~~",
        "```ts\nnested();\n```\n````md\n````",
    ],
)
def test_honest_code_survives_byte_for_byte(honest: str) -> None:
    assert f"\n{honest}\n" in code(honest)


def test_fences_are_longer_than_any_run_within() -> None:
    assert code("a\n````\nb") == "`````\na\n````\nb\n`````"
    assert code("a\n~~~~\nb", "TS; x") == "`````tsx\na\n~~~~\nb\n`````"


def test_prose_keeps_lists_emphasis_and_code() -> None:
    told = prose(
        "# Style\n\nUse *Tailwind*:\n\n- no `px`\n- see\n\n```css\n# x\na { }\n```\nDone\n===="
    )
    kept = "Use *Tailwind*:\n\n- no `px`\n- see\n\n```css\n# x\na { }\n```"
    assert told == f"**Style**\n\n{kept}\n\nDone\n\\===="


@pytest.mark.parametrize(
    ("successes", "failures", "told"),
    [
        (0, 0, "untested"),
        (1, 0, "100 % (a few reports)"),
        (10, 1, "90 % (tens of reports)"),
        (1, 2, "35 % (a few reports)"),
        (199, 1, "100 % (hundreds of reports)"),
        (0, 100, "0 % (hundreds of reports)"),
    ],
)
def test_rates_are_rounded_with_the_size_of_their_evidence(
    successes: int, failures: int, told: str
) -> None:
    assert rate(successes, failures) == told
    accounts = told.replace("reports", "accounts")
    assert rate(successes, failures, "accounts") == accounts


def test_a_missing_fact_raises() -> None:
    with pytest.raises(UndefinedError):
        render("anti_slop", "item", {"kind": "ban", "pattern": "x"})


def test_a_template_cannot_print_what_passed_no_filter(stubbed: Any, settings: Any) -> None:
    from jinja2 import DictLoader

    html, markdown = settings.TEMPLATES
    bare = DictLoader({"bare.md": "{% macro item(facts) %}{{ facts.text }}{% endmacro %}"})
    options = {**markdown["OPTIONS"], "loader": bare}
    settings.TEMPLATES = [html, {**markdown, "OPTIONS": options}]
    with pytest.raises(TypeError):
        render("bare", "item", {"text": "## Mine"})
