r"""Edits of a text: apply them, find the smallest, and carry places and edits across other edits.

Pure; offsets are code points. Positions of editors are `line_index`'s concern, with one exception: no edit
made here begins or ends between `\r` and `\n`, where an editor has no position.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kibitz.text.span import Span

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class TextEdit:
    """Put `new_text` in place of `span`."""

    span: Span
    new_text: str = field(repr=False)

    @property
    def growth(self) -> int:
        """By how much the text gets longer."""
        return len(self.new_text) - len(self.span)


def apply_edits(text: str, edits: Iterable[TextEdit]) -> str:
    """The text after edits that all speak of `text` as it is now, in any order.

    Insertions at one place come out in the order given, before a replacement that starts there.

    Raises:
        ValueError: two of them overlap.
    """
    parts: list[str] = []
    done = 0
    for edit in sorted(edits, key=lambda edit: edit.span):
        if edit.span.start < done:
            raise ValueError(f"overlapping edits at {edit.span.start}")
        parts += text[done : edit.span.start], edit.new_text
        done = edit.span.end
    return "".join((*parts, text[done:]))


def minimal_edit(old: str, new: str, *, near: int | None = None) -> TextEdit | None:
    """The smallest single edit that makes `old` into `new`; None when they are equal.

    Args:
        old: the text before.
        new: the text after.
        near: an offset in `old`. Where the edit could as well be a little earlier or later (one more `l`
            in `hello`), it is put as near as possible to this, such as the cursor; else as late as possible.
    """
    if old == new:
        return None
    shorter = min(len(old), len(new))
    prefix = _common_prefix(old, new, shorter)
    suffix = _common_suffix(old, new, shorter)
    if near is not None:
        prefix = min(prefix, max(near, shorter - suffix))
    suffix = min(suffix, shorter - prefix)
    if _splits_ending(old, prefix) or _splits_ending(new, prefix):
        prefix -= 1
    if _splits_ending(old, len(old) - suffix) or _splits_ending(new, len(new) - suffix):
        suffix -= 1
    return TextEdit(Span(prefix, len(old) - suffix), new[prefix : len(new) - suffix])


def shift(span: Span, over: TextEdit) -> Span | None:
    """Where `span` is after the edit `over`; None when the edit reaches inside it.

    An insertion right before the span, or at the place of an empty one, pushes it on.
    """
    if over.span.end <= span.start:
        return Span(span.start + over.growth, span.end + over.growth)
    return span if over.span.start >= span.end else None


def rebase(edit: TextEdit, over: TextEdit, text: str) -> TextEdit | None:
    """The edit that still does what `edit` would have done to `text`, once `over` was done to it.

    An edit apart from `over` moves with the text. When `over` only did the first part of `edit` (the user
    types what is suggested), the rest is left. None when they touch in any other way: what `edit` was made
    for has changed.
    """
    if over.span.end < edit.span.start:
        span = Span(edit.span.start + over.growth, edit.span.end + over.growth)
        return TextEdit(span, edit.new_text)
    if over.span.start > edit.span.end:
        return edit
    if not edit.span.contains(over.span):
        return None
    done = text[edit.span.start : over.span.start] + over.new_text
    if not edit.new_text.startswith(done):
        return None
    rest = Span(edit.span.start + len(done), edit.span.end + over.growth)
    return TextEdit(rest, edit.new_text[len(done) :])


def _common_prefix(left: str, right: str, limit: int) -> int:
    """By halves, so that the comparing is done in C and a character is looked at about twice."""
    low, high = 0, limit
    while low < high:
        middle = (low + high + 1) // 2
        if left.startswith(right[low:middle], low):
            low = middle
        else:
            high = middle - 1
    return low


def _common_suffix(left: str, right: str, limit: int) -> int:
    low, high = 0, limit
    while low < high:
        middle = (low + high + 1) // 2
        if left.endswith(right[len(right) - middle : len(right) - low], 0, len(left) - low):
            low = middle
        else:
            high = middle - 1
    return low


def _splits_ending(text: str, offset: int) -> bool:
    return offset > 0 and text.startswith("\r\n", offset - 1)
