"""Sections of every class, which say what a test wants them to say."""

from typing import Any, ClassVar

from context.base import Found, Item, Section, Stability, Subject

SAID: dict[str, Found | Exception] = {}

DOCUMENT = "{% macro opening(form) %}\n# Context\n{% endmacro %}"
TEMPLATE = """\
{% macro heading(part) %}
## {{ "Now" | line if part == "tail" else "Always" | line }}
{% endmacro %}
{% macro group(name) %}
{% if name %}
Group {{ name | line }}:
{% endif %}
{% endmacro %}
{% macro item(facts) %}
- {{ facts.text | line }}
{% endmacro %}
{% macro summary(facts) %}
- Short:{% for one in facts["items"] %} {{ one.text | truncated(20) | line }}{% endfor %}

{% endmacro %}
"""


class Stub(Section):
    title = "Stub"
    limit: ClassVar[int] = 200

    def items(self, subject: Subject, limit: int) -> Found:
        said = SAID.get(self.key, Found())
        if isinstance(said, Exception):
            raise said
        return said


class Intent(Stub):
    number, key, stability = 1, "intent_lock", Stability.PROJECT
    limit, priority, reserved = 1, 10.0, True


class Soul(Stub):
    number, key, stability = 2, "app_soul", Stability.APP_TYPE


class Rules(Stub):
    number, key, stability, reserved = 11, "project_rules", Stability.PROJECT, True


class History(Stub):
    number, key, stability = 7, "error_history", Stability.TAIL


class Global(Stub):
    number, key = 3, "anti_slop"


class OtherGlobal(Stub):
    number, key = 8, "learned_patterns"


class Analysis(Stub):
    number, key, stability = 10, "project_analysis", Stability.PROJECT


class Preferences(Stub):
    number, key, stability = 12, "user_preferences", Stability.USER


class Known(Stub):
    number, key, stability = 15, "error_patterns", Stability.ACCOUNT
    limit, splits = 9, True


PATHS = [
    f"context.tests.stubs.{one.__name__}"
    for one in (Intent, Soul, Rules, History, Global, OtherGlobal, Analysis, Preferences, Known)
]


def one(ref: str, text: str = "", **fields: Any) -> Item:
    return Item(ref=ref, version=1, title=ref, facts={"text": text or ref}, **fields)


def many(kind: str, number: int, words: int = 10, **fields: Any) -> Found:
    """`number` items of about as many tokens as `words`."""
    return Found(
        [one(f"{kind}:{n:03}", f"{kind} {n} " + "word " * words, **fields) for n in range(number)]
    )
