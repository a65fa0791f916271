"""The documents the editor has open, and the only writer of their text.

Knows no protocol: `lsp` hands over plain values. Does no parsing and no I/O, so that a key press costs
microseconds. Lives on the event loop; what leaves it is frozen.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from kibitz.documents.snapshot import Snapshot
from kibitz.text.edits import TextEdit, apply_edits
from kibitz.text.line_index import LineIndex
from kibitz.text.span import Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kibitz.text.line_index import PositionEncoding

_MANY_EDITS: Final = 16
"""bench/text_sync.py: indexing a text anew costs as much as about this number of single edits."""

_SURROGATE: Final = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Change:
    """New text for the range from `start` to `end`, (line, character) each; for everything without one."""

    start: tuple[int, int] | None
    end: tuple[int, int] | None
    text: str


class DocumentStore:
    """What is open, by URI as the client spells it.

    Clients get the order of open, change and close wrong at times; nothing here fails for that.
    """

    def __init__(self) -> None:
        self._snapshots: dict[str, Snapshot] = {}

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
        return self._put(replace(old, version=version, text=index.text, index=index))

    def close(self, uri: str) -> Snapshot | None:
        """Forget a document; what it was last, or None when it was not open."""
        return self._snapshots.pop(uri, None)

    def get(self, uri: str) -> Snapshot | None:
        """The document as it is now; None when it is not open."""
        return self._snapshots.get(uri)

    def uris(self) -> tuple[str, ...]:
        """What is open, the longest open first."""
        return tuple(self._snapshots)

    def _put(self, snapshot: Snapshot) -> Snapshot:
        self._snapshots[snapshot.uri] = snapshot
        return snapshot


def _changed(index: LineIndex, changes: Sequence[Change], encoding: PositionEncoding) -> LineIndex:
    """Apply changes in order.

    Each of thousands (a rename, a formatter) would copy the whole text. But a change that lies before all
    earlier ones means the same place in the text as it was before them, and that is the order in which
    VS Code sends them: such a run is gathered and applied at once.
    """
    run: list[TextEdit] = []
    for change in changes:
        text = _well_formed(change.text)
        if change.start is None or change.end is None:
            index, run = LineIndex.of(text), []
            continue
        span = _span(index, change.start, change.end, encoding)
        if run and span.end >= run[-1].span.start:
            index, run = _applied(index, run), []
            span = _span(index, change.start, change.end, encoding)
        run.append(TextEdit(span, text))
    return _applied(index, run)


def _applied(index: LineIndex, run: Sequence[TextEdit]) -> LineIndex:
    """Apply edits that all speak of `index`, the last in the text first."""
    if len(run) > _MANY_EDITS:
        return LineIndex.of(apply_edits(index.text, run))
    for edit in run:
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
