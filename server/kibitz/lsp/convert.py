"""The border between editor positions and offsets: the only file that knows position encodings.

Inside, a place is an offset in code points of a snapshot's text (`text/span.py`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types as lsp

from kibitz.text.span import Span

if TYPE_CHECKING:
    from kibitz.documents.snapshot import Snapshot
    from kibitz.text.line_index import PositionEncoding


def to_offset(snapshot: Snapshot, position: lsp.Position, encoding: PositionEncoding) -> int:
    """Offset of `position`, clamped into the text as LSP says."""
    return snapshot.index.offset(position.line, position.character, encoding)


def to_span(snapshot: Snapshot, range_: lsp.Range, encoding: PositionEncoding) -> Span:
    """Span of `range_`; a reversed range is turned round."""
    start, end = (to_offset(snapshot, place, encoding) for place in (range_.start, range_.end))
    return Span(min(start, end), max(start, end))


def to_position(snapshot: Snapshot, offset: int, encoding: PositionEncoding) -> lsp.Position:
    """Position of `offset`."""
    line, character = snapshot.index.position(offset, encoding)
    return lsp.Position(line=line, character=character)


def to_range(snapshot: Snapshot, span: Span, encoding: PositionEncoding) -> lsp.Range:
    """Range of `span`."""
    return lsp.Range(
        start=to_position(snapshot, span.start, encoding), end=to_position(snapshot, span.end, encoding)
    )
