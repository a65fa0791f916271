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
        others: those that the user may have gone to instead.
    """

    text: str
    offset: int
    span: Span
    suggested: str
    others: tuple[Shown, ...] = ()


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


def followed(shown: Shown, text: str, offset: int) -> Shown:
    """`shown`, or the one of its others that `text` goes on with, where it does not go on with `shown`."""
    goes_on = (
        each
        for each in (shown, *shown.others)
        if rest_of(each, text, offset) is not None or is_taken(each, text, offset)
    )
    return next(goes_on, shown)


def is_taken(shown: Shown, text: str, offset: int) -> bool:
    """Whether all of `shown` stands before the cursor now, typed or accepted, and nothing else is new."""
    suggested, end = shown.suggested, shown.offset + len(shown.suggested)
    left = len(shown.text) - shown.span.end
    return (
        offset == end
        and len(text) == end + left
        and text.startswith(suggested, shown.offset)
        and text.startswith(shown.text[: shown.offset])
        and text.endswith(shown.text[shown.span.end :], end)
    )


def typed_at(old: str, old_offset: int, new: str, offset: int | None) -> str | None:
    """What was typed at `old_offset` of `old`, when `new` is `old` with nothing else in it; else None.

    Args:
        old: the text then.
        old_offset: of the cursor then.
        new: the text now.
        offset: of the cursor now; it stands behind what was typed, but for what the editor closed. None when
            it is not known: then everything new was typed.
    """
    n_new = len(new) - len(old)
    if n_new < 0 or not new.startswith(old[:old_offset]) or not new.endswith(old[old_offset:]):
        return None
    n_typed = n_new if offset is None else offset - old_offset
    if not 0 <= n_new - n_typed <= MOST_AUTO_CLOSED or n_typed < 0:
        return None
    closing = new[old_offset + n_typed : old_offset + n_new]
    return new[old_offset : old_offset + n_typed] if set(closing) <= CLOSERS | set(QUOTES) else None


def _brings(suggested: str, closing: str) -> bool:
    """Whether all of `closing` comes in `suggested`, in this order."""
    at = 0
    for char in closing:
        at = suggested.find(char, at) + 1
        if not at:
            return False
    return True
