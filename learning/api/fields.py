"""What is told of kinds, which leaves no room for other text."""

from typing import Any

from django.core.validators import RegexValidator

from intake.strict import Text

LONGEST_WORD = 60


class WordField(Text):
    """The name of a kind, of a-z 0-9 _ -, so that no other text can come in."""

    def __init__(self, *, max_length: int = LONGEST_WORD, **kwargs: Any) -> None:
        word = RegexValidator(
            rf"\A[a-z0-9_-]{{1,{max_length}}}\Z", f"1-{max_length} of a-z 0-9 _ -"
        )
        super().__init__(max_length=max_length, validators=[word], **kwargs)
