"""Every place where a statement of a suggestion is complete, up to where it leaves the block it began in.

`completion_end.py` knows where the first statement ends; a hole between two pieces of code may want more of
them. Which one is for the caller to choose. Pure from outside, never raises.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kibitz.syntax.block_start import header_before
from kibitz.syntax.completion_end import Statement, lines_of
from kibitz.syntax.nesting import Depth, brackets, indent, line_start, openings, text_end, text_start

if TYPE_CHECKING:
    from kibitz.syntax.parser import Parser
    from kibitz.syntax.tree import SyntaxTree


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementEnds:
    """What of a suggestion can stand alone.

    Attributes:
        ends: code points of the suggestion, ascending; only those the text below can follow, where blocks go
            by indentation.
        whole: all of it can stand there, as far as indentation goes.
        left: the suggestion goes on outside of the block that the cursor is in, or begins there.
        last_in_block: no code follows the cursor in its block.
    """

    ends: tuple[int, ...]
    whole: bool
    left: bool
    last_in_block: bool


def statement_ends(
    parser: Parser, before: str, completion: str, after: str, language_id: str
) -> StatementEnds:
    """The ends in `completion`, which stands between `before` and `after` and begins on an empty line."""
    cursor = len(before)
    site = parser.chunk(before + after, language_id, near=cursor)
    tree = parser.chunk(before + completion, language_id, near=cursor, n_inserted=len(completion))
    start, site_start = tree.encoded.byte(cursor), site.encoded.byte(cursor)
    around = openings(site, site_start)
    next_code = text_start(site, site_start)
    by_indentation = tree.language.by_indentation
    first_indent = indent(tree, text_start(tree, start))
    next_indent = indent(site, next_code) if next_code < len(site.data) else 0
    header = _enclosing_header(site, site_start, max(first_indent, next_indent))
    follows = next_code < len(site.data) and indent(site, next_code) > header
    if not by_indentation and around and around[0].closed_at is not None:
        follows = next_code < around[0].closed_at
    floor = max(header + 1, 1) if by_indentation and first_indent > 0 else 0
    below = indent(site, next_code) if follows and by_indentation else None
    if below is not None and first_indent <= header and completion.strip():
        # But for the header of what stands below; whether it is that, the line behind it says.
        first = completion.strip("\n").partition("\n")
        fits = not first[2].strip() and _fits_header(tree, text_end(tree, len(tree.data)), below)
        ends = (len(completion.rstrip()),) if fits else ()
        return StatementEnds(ends=ends, whole=fits, left=not fits, last_in_block=False)
    places: list[int] = []
    left = False
    depth, goal = Depth(tree, around), Statement(tree, start)
    tokens = brackets(tree, start, len(tree.data))
    token = next(tokens, None)
    for number, (line, line_end) in enumerate(lines_of(tree.data, start)):
        written = bool(tree.data[line:line_end].strip())
        if number and not depth.inner and tree.kind_at_byte(line) == "code":
            left = by_indentation and written and indent(tree, line) < floor
            if left or goal.is_past(line):
                places.append(text_end(tree, line))
                goal = Statement(tree, line)
            elif _fits_header(tree, text_end(tree, line), below):
                places.append(text_end(tree, line))
            if left:
                break
        while token is not None and token.start < line_end:
            closed = depth.step(token)
            if closed is not None and closed.closed_at is not None:
                places.append(text_end(tree, token.start))
                left = True
                break
            token = next(tokens, None)
        if left:
            break
    ends = {place for place in places if start < place and _connects(tree, place, below)}
    offsets = {min(tree.encoded.offset(place) - cursor, len(completion)) for place in ends}
    return StatementEnds(
        ends=tuple(sorted(offset for offset in offsets if offset > 0)),
        whole=not left and _connects(tree, text_end(tree, len(tree.data)), below),
        left=left,
        last_in_block=header >= 0 and not follows,
    )


def _connects(tree: SyntaxTree, end: int, below: int | None) -> bool:
    """Whether a line indented by `below` columns may follow the text that ends at `end`."""
    if below is None:
        return True
    header = header_before(tree, end)
    if header is not None:
        return _fits_header(tree, end, below)
    line = line_start(tree, end)
    depth = indent(tree, end)
    while depth > below and line > 0:
        line = line_start(tree, text_end(tree, line))
        if tree.data[line:end].strip() and tree.kind_at_byte(line) == "code":
            depth = min(depth, indent(tree, line))
    return depth == below


def _fits_header(tree: SyntaxTree, end: int, below: int | None) -> bool:
    """Whether a line that opens a block ends at `end`, and what is below is the body: one level deeper."""
    header = header_before(tree, end)
    return below is not None and header is not None and 0 < below - indent(tree, header) <= _level(tree.data)


def _level(data: bytes) -> int:
    """Columns of one level: the smallest indentation of any line; 8 when there is none."""
    widths = (len(match[1].expandtabs(8)) for match in _INDENTED.finditer(data))
    return min(widths, default=8)


_INDENTED = re.compile(rb"^([ \t]+)\S", re.MULTILINE)


def _enclosing_header(site: SyntaxTree, byte: int, depth: int) -> int:
    """The indentation of the function or class around the code before `byte`; -1 outside of any.

    Where blocks go by indentation, one that has code as deep as `depth` in it: an inner one has ended there.
    """
    if depth == 0 and site.language.by_indentation:
        return -1
    definition = site.enclosing_definition(site.encoded.offset(max(text_end(site, byte) - 1, 0)))
    while definition is not None:
        header = indent(site, line_start(site, site.encoded.byte(definition.start)))
        if not site.language.by_indentation or header < depth:
            return header
        definition = site.enclosing_definition(definition.start - 1) if definition.start else None
    return -1
