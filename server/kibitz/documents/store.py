"""The documents the editor has open, and the only writer of their text.

Knows no protocol: `lsp` hands over plain values. Does no parsing and no I/O, so that a key press costs
microseconds. Lives on the event loop; what leaves it is frozen.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from kibitz.documents.history import EditHistory
from kibitz.documents.snapshot import Snapshot
from kibitz.text.edits import TextEdit, apply_edits, minimal_edit
from kibitz.text.line_index import LineIndex
from kibitz.text.span import Span

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from kibitz.text.line_index import PositionEncoding

_MANY_EDITS: Final = 16
"""Indexing anew costs as much as 30 single edits in 50,000 lines and as 2 in 400, where both are nothing."""

_LINE_BREAK: Final = re.compile(r"[\r\n]")
_SURROGATE: Final = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Change:
    """New text for the range from `start` to `end`, (line, character) each; for everything without one."""

    start: tuple[int, int] | None
    end: tuple[int, int] | None
    text: str = field(repr=False)


class DocumentStore:
    """What is open, by URI as the client spells it.

    Clients get the order of open, change and close wrong at times; nothing here fails for that.
    """

    def __init__(self) -> None:
        self._snapshots: dict[str, Snapshot] = {}
        self._recent: dict[str, None] = {}  # URIs, the last touched last
        self.history = EditHistory()
        self.on_change: Callable[[Snapshot, int], None] = lambda _snapshot, _offset: None
        """Hears of every change: the document after it, and the offset behind its last new text."""
        self.on_close: Callable[[str], None] = lambda _uri: None
        """Hears which document is not open any more."""

    def open(self, uri: str, language_id: str, version: int | None, text: str) -> Snapshot:
        """Take a document in; one that was open is replaced. A missing version counts as 0."""
        index = LineIndex.of(_well_formed(text))
        return self._put(
            Snapshot(uri=uri, version=version or 0, language_id=language_id, text=index.text, index=index)
        )

    def change(
        self, uri: str, version: int | None, changes: Sequence[Change], encoding: PositionEncoding
    ) -> Snapshot | None:
        """Apply changes, each to the result of the one before; None when the document is not open.

        A missing version counts as the next one.
        """
        old = self._snapshots.get(uri)
        if old is None:
            return None
        index = _changed(old.index, changes, encoding)
        version = old.version + 1 if version is None else version
        place, shortened = _told_by(changes, old, index, encoding)
        new = self._put(replace(old, version=version, text=index.text, index=index, shortened=shortened))
        self.history.note(old, new)
        if place is not None:
            self.on_change(new, place)
        return new

    def close(self, uri: str) -> Snapshot | None:
        """Forget a document; what it was last, or None when it was not open."""
        self._recent.pop(uri, None)
        self.on_close(uri)
        return self._snapshots.pop(uri, None)

    def get(self, uri: str) -> Snapshot | None:
        """The document as it is now; None when it is not open."""
        return self._snapshots.get(uri)

    def uris(self) -> tuple[str, ...]:
        """What is open, the longest open first."""
        return tuple(self._snapshots)

    def recent(self) -> tuple[Snapshot, ...]:
        """What is open, the last opened or changed first."""
        return tuple(self._snapshots[uri] for uri in reversed(self._recent))

    def _put(self, snapshot: Snapshot) -> Snapshot:
        self._snapshots[snapshot.uri] = snapshot
        self._recent.pop(snapshot.uri, None)
        self._recent[snapshot.uri] = None
        return snapshot


def _told_by(
    changes: Sequence[Change], old: Snapshot, new: LineIndex, encoding: PositionEncoding
) -> tuple[int | None, bool]:
    """The offset behind the last new text, None when nothing is new; and whether text was only taken away.

    Some clients send all of the text at every key: there the difference tells.
    """
    if any(change.start is None for change in changes):
        edit = minimal_edit(old.text, new.text)
        return (edit.span.start + len(edit.new_text), not edit.new_text) if edit else (None, old.shortened)
    last = changes[-1] if changes else None
    if last is None or last.start is None:
        return None, old.shortened
    shortened = len(new.text) < len(old.text) and not any(change.text for change in changes)
    return min(new.offset(*last.start, encoding) + len(last.text), len(new.text)), shortened


def _changed(index: LineIndex, changes: Sequence[Change], encoding: PositionEncoding) -> LineIndex:
    run = _Run(index)
    for change in changes:
        text = _well_formed(change.text)
        if change.start is None or change.end is None:
            run = _Run(LineIndex.of(text))
            continue
        span = _span(run.index, change.start, change.end, encoding)
        if not run.takes(span):
            run = _Run(run.applied())
            span = _span(run.index, change.start, change.end, encoding)
        run.add(TextEdit(span, text))
    return run.applied()


class _Run:
    """Changes in a row that mean the same places in `index` as each does after the ones before it.

    Each change of thousands would copy the whole text; a run is applied at once. Renames and many cursors
    come as one, from the end of the text (VS Code) or from its start (Emacs, Helix).
    """

    def __init__(self, index: LineIndex) -> None:
        self.index = index
        self._edits: list[TextEdit] = []
        self._start = len(index.text) + 1  # of all edits
        self._last_line = -1
        self._keeps_lines = True

    def takes(self, span: Span) -> bool:
        """Whether `span`, resolved in `index`, is what the client means.

        It is before all edits, and on lines below all of them while they neither join nor split lines.
        """
        is_below = self._keeps_lines and self.index.line_of(span.start) > self._last_line
        return is_below or span.end < self._start

    def add(self, edit: TextEdit) -> None:
        start, end = edit.span.start, edit.span.end
        last_line = self.index.line_of(end)
        self._edits.append(edit)
        self._start = min(self._start, start)
        self._last_line = max(self._last_line, last_line)
        self._keeps_lines &= (
            self.index.line_of(start) == last_line
            and not _LINE_BREAK.search(edit.new_text)
            # Else, emptying the line could make one ending of that and the \n behind.
            and self.index.text[max(start - 1, 0) : start] != "\r"
        )

    def applied(self) -> LineIndex:
        if len(self._edits) > _MANY_EDITS:
            return LineIndex.of(apply_edits(self.index.text, self._edits))
        index = self.index
        for edit in sorted(self._edits, key=lambda edit: edit.span, reverse=True):
            index = index.edited(edit.span, edit.new_text)
        return index


def _span(index: LineIndex, start: tuple[int, int], end: tuple[int, int], encoding: PositionEncoding) -> Span:
    first, last = index.offset(*start, encoding), index.offset(*end, encoding)
    return Span(min(first, last), max(first, last))


def _well_formed(text: str) -> str:
    """Replace lone surrogates, which JSON can carry.

    They can be written to no file, socket or syntax tree. The replacement is as long in every encoding.
    """
    return text if text.isascii() else _SURROGATE.sub("\ufffd", text)
