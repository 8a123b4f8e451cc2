"""Why staff do something: kept, and in part told to accounts, so that it holds nothing private."""

from itertools import takewhile
from typing import Any

from django import forms

from intake.scrubbing import ScrubbingFailed, scrub

AROUND, MOST_SHOWN = 40, 200  # characters, of a text that holds what is private


def private(value: Any) -> str:
    """What to write instead of a text that holds what is private, first of several; or empty."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        return next(filter(None, map(private, value)), "")
    return refusal(value) if isinstance(value, str) else ""


def refusal(text: str) -> str:
    try:
        clean = scrub(text)
    except ScrubbingFailed:
        return "It could not be freed of private text: shorten it."
    if clean == text:
        return ""
    alike = takewhile(lambda pair: pair[0] == pair[1], zip(text, clean, strict=False))
    start = max(sum(1 for _ in alike) - AROUND, 0)
    shown = ("…" if start else "") + clean[start : start + MOST_SHOWN]
    return f"It holds what is private. Write instead: “{shown}”"


class ReasonField(forms.CharField):
    """A reason as it may be kept: what is private is refused, as in any text that staff write."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", "Why?")
        kwargs.setdefault("help_text", "Kept in the history, with your name.")
        super().__init__(**kwargs)

    def clean(self, value: Any) -> Any:
        reason = super().clean(value)
        if said := private(reason):
            raise forms.ValidationError(said)
        return reason
