"""Texts that are cut rather than refused, and say so."""


class Cut(str):
    """A text that was longer."""

    __slots__ = ()


def cut_to(text: str, most: int) -> str:
    """`text`, or a Cut of as much of it as fits into so many bytes of UTF-8."""
    encoded = text.encode("utf-8", "replace")
    return text if len(encoded) <= most else Cut(encoded[:most].decode("utf-8", "ignore"))
