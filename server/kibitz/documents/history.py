"""What the user changed lately, as places with the text before and after. Bounded; no I/O.

Key presses at one place become one edit. Kept on the event loop by the document store.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from kibitz.text.edits import minimal_edit

if TYPE_CHECKING:
    from kibitz.documents.snapshot import Snapshot

MOST_EDITS = 20
MOST_CHARS = 4_000  # of one edit: a larger one is a paste or a formatter, and says little
NEAR_LINES = 2  # edits this close are one
LOOK_CHARS = 2_000_000  # in a larger document no history is kept


@dataclass(frozen=True, slots=True, kw_only=True)
class PastEdit:
    """Whole lines that were replaced.

    Attributes:
        line: the first one, from 0, in the document as it was right after.
        old: the lines as they were before the first key press.
        new: the lines as they are now.
    """

    uri: str
    line: int
    old: str = field(repr=False)
    new: str = field(repr=False)


class EditHistory:
    """The last edits of all documents."""

    def __init__(self) -> None:
        self._edits: deque[PastEdit] = deque(maxlen=MOST_EDITS)

    def newest_first(self) -> tuple[PastEdit, ...]:
        """What changed anything in the end."""
        return tuple(edit for edit in reversed(self._edits) if edit.old != edit.new)

    def note(self, before: Snapshot, after: Snapshot) -> None:
        """A document has changed."""
        if len(after.text) > LOOK_CHARS:
            return
        edit = _edit(before, after)
        if edit is None:
            return
        last = self._edits[-1] if self._edits else None
        merged = _merged(last, edit, before) if last is not None and last.uri == edit.uri else None
        if merged is None:
            self._edits.append(edit)
        elif len(merged.old) + len(merged.new) <= MOST_CHARS:
            self._edits[-1] = merged


def _edit(before: Snapshot, after: Snapshot) -> PastEdit | None:
    old, new = before.text, after.text
    edit = minimal_edit(old, new)
    if edit is None or len(edit.span) + len(edit.new_text) > MOST_CHARS:
        return None
    head, old_end = edit.span.start, edit.span.end
    line = after.index.line_of(head)
    start = after.index.line_start(line)
    end = head + len(edit.new_text)
    rest = new.find("\n", end)
    rest = (len(new) if rest < 0 else rest + 1) - end
    return PastEdit(uri=after.uri, line=line, old=old[start : old_end + rest], new=new[start : end + rest])


def _merged(last: PastEdit, edit: PastEdit, before: Snapshot) -> PastEdit | None:
    """Both as one edit, when the second touches the lines of the first or those next to them.

    `before` is the document between the two: it has the lines that lie between them.
    """
    last_end = last.line + last.new.count("\n")
    edit_end = edit.line + edit.old.count("\n")
    if edit.line > last_end + NEAR_LINES or edit_end < last.line - NEAR_LINES:
        return None
    first, end = min(last.line, edit.line), max(last_end, edit_end)
    above, below = _lines(before, first, last.line), _lines(before, last_end, end)
    over, under = _lines(before, first, edit.line), _lines(before, edit_end, end)
    return replace(last, line=first, old=above + last.old + below, new=over + edit.new + under)


def _lines(snapshot: Snapshot, first: int, end: int) -> str:
    index = snapshot.index
    if first >= end or first >= index.line_count:
        return ""
    stop = index.line_start(end) if end < index.line_count else len(snapshot.text)
    return snapshot.text[index.line_start(first) : stop]
