"""The border between editor positions and offsets: the only file that knows position encodings.

Inside, a place is an offset in code points of a text (`text/span.py`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types as lsp

from kibitz.text.span import Span

if TYPE_CHECKING:
    from kibitz.text.line_index import LineIndex, PositionEncoding


def to_offset(index: LineIndex, position: lsp.Position, encoding: PositionEncoding) -> int:
    """Offset of `position`, clamped into the text as LSP says."""
    return index.offset(position.line, position.character, encoding)


def to_span(index: LineIndex, range_: lsp.Range, encoding: PositionEncoding) -> Span:
    """Span of `range_`; a reversed range is turned round."""
    start, end = (to_offset(index, place, encoding) for place in (range_.start, range_.end))
    return Span(min(start, end), max(start, end))


def to_selection(index: LineIndex, range_: lsp.Range, encoding: PositionEncoding) -> Span:
    """Span of what the user selected, empty for a cursor: Helix and ALE send the character under it."""
    span = to_span(index, range_, encoding)
    return span if len(span) > 1 else Span(span.start, span.start)


def to_position(index: LineIndex, offset: int, encoding: PositionEncoding) -> lsp.Position:
    """Position of `offset`."""
    line, character = index.position(offset, encoding)
    return lsp.Position(line=line, character=character)


def to_range(index: LineIndex, span: Span, encoding: PositionEncoding) -> lsp.Range:
    """Range of `span`."""
    return lsp.Range(
        start=to_position(index, span.start, encoding), end=to_position(index, span.end, encoding)
    )
