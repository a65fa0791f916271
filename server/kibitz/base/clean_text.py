"""Text that may leave the process inside a prompt.

`CleanText` is made from a user's text only by `context/privacy.py`; a test keeps it so. Our own words
are clean because they are literals. Passing a plain `str` to a prompt is a type error.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NewType

if TYPE_CHECKING:
    from typing import LiteralString

CleanText = NewType("CleanText", str)


def join_clean(*parts: CleanText | LiteralString) -> CleanText:
    """Concatenate clean texts and literals of our own."""
    return CleanText("".join(parts))


def split_clean(text: CleanText) -> tuple[CleanText, ...]:
    """The lines of a clean text."""
    return tuple(CleanText(line) for line in text.split("\n"))
