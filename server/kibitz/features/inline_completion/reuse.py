"""Keeps showing a suggestion while the user types it or deletes back into it: no model, no waiting. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kibitz.features.inline_completion.brackets import CLOSERS, QUOTES

if TYPE_CHECKING:
    from kibitz.text.span import Span

MOST_AUTO_CLOSED = 3  # editors put the closing quotes and brackets of what is typed: `")` after `("`


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A suggestion as it was first shown.

    Attributes:
        text: of the document then.
        offset: of the cursor then.
        span: what the suggestion would have replaced, from the cursor on.
        suggested: what it would have inserted.
    """

    text: str
    offset: int
    span: Span
    suggested: str


@dataclass(frozen=True, slots=True)
class Rest:
    """What is left to suggest, and how many characters after the cursor it replaces."""

    suggested: str
    replaces: int


def rest_of(shown: Shown, text: str, offset: int) -> Rest | None:
    """What is left of `shown` when `text` differs only by the beginning of it, typed; else None.

    An editor may have closed what was typed: `foo(` becomes `foo()`. Then the rest takes the place of the
    closing characters, provided that it brings them itself.
    """
    typed = text[shown.offset : offset] if shown.offset <= offset else None
    if typed is None or not shown.suggested.startswith(typed) or len(typed) == len(shown.suggested):
        return None
    auto_closed = len(text) - len(shown.text) - len(typed)
    if not 0 <= auto_closed <= MOST_AUTO_CLOSED:
        return None
    if not (
        text.endswith(shown.text[shown.offset :], offset + auto_closed)
        and text.startswith(shown.text[: shown.offset])
    ):
        return None
    suggested = shown.suggested[len(typed) :]
    closing = text[offset : offset + auto_closed]
    if not auto_closed:
        return Rest(suggested, len(shown.span))
    if "\n" in suggested or len(shown.span) or not set(closing) <= CLOSERS | set(QUOTES):
        return None
    return Rest(suggested, auto_closed) if _brings(suggested, closing) else None


def _brings(suggested: str, closing: str) -> bool:
    """Whether all of `closing` comes in `suggested`, in this order."""
    at = 0
    for char in closing:
        at = suggested.find(char, at) + 1
        if not at:
            return False
    return True
