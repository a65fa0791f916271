"""Carries a result over to a document that went on while the model worked. Pure; called by the border."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kibitz.features.inline_completion.reuse import Shown, rest_of
from kibitz.text.edits import TextEdit, minimal_edit, rebase
from kibitz.text.span import Span

if TYPE_CHECKING:
    from kibitz.documents.snapshot import Snapshot
    from kibitz.features.inline_completion.request import InlineResult, Suggestion


def survive(result: InlineResult, old: Snapshot, new: Snapshot) -> InlineResult:
    """Keep the suggestions whose beginning is what was typed since; the others are out of date."""
    if old.text == new.text:
        return result
    kept = tuple(
        rest for each in result.suggestions if (rest := _carried(each, old.text, new.text)) is not None
    )
    reason = result.reason if kept or not result.suggestions else "document moved on"
    return replace(result, suggestions=kept, reason=reason)


def _carried(suggestion: Suggestion, old: str, new: str) -> Suggestion | None:
    span = suggestion.span
    typed = minimal_edit(old, new, near=span.start)
    if typed is None or not span.contains(typed.span):
        return None
    rest = rebase(TextEdit(span, suggestion.text), typed, old)
    if rest is not None:
        return replace(suggestion, span=rest.span, text=rest.new_text) if rest.new_text else None
    shown = Shown(text=old, offset=span.start, span=span, suggested=suggestion.text)
    for n_typed in range(len(typed.new_text) - 1, 0, -1):  # behind that, brackets the editor closed
        left = rest_of(shown, new, span.start + n_typed)
        if left is not None:
            start = span.start + n_typed
            return replace(suggestion, span=Span(start, start + left.replaces), text=left.suggested)
    return None
