"""Where a suggestion ends. Small models do not stop by themselves: the syntax decides.

One algorithm for all languages: what a suggestion begins ends

- at the first line break at which nothing is open that the suggestion has opened, where a statement begun
  on an empty line includes the block below it, also where blocks go by indentation; or, when the cursor is
  where the body of a block begins,
- at the token that closes the block; or, where blocks go by indentation, at the first line that is
  indented less than the body;
- in any case before a closing token that the text after the cursor already has.

Everything a model writes after that (the next function, prose, fences, tests) is cut with it. Pure from
outside, never raises; called at each line break of a stream.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from kibitz.syntax.block_start import block_start, header_before, word_at
from kibitz.syntax.nesting import Depth, brackets, indent, line_start, openings, text_end, text_start

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kibitz.syntax.parser import Parser
    from kibitz.syntax.tree import SyntaxTree

# Brackets of one statement may stay open for this long; after that the model has lost its way.
MOST_STATEMENT_LINES = 40


def completion_end(
    parser: Parser, before: str, completion: str, after: str, language_id: str, *, finished: bool
) -> int | None:
    """How much of `completion` to keep, once what it began is complete.

    Args:
        before: the document up to the cursor.
        completion: what the model has written so far; ask again when it has finished another line.
        after: the document from the cursor on.
        finished: the model has nothing to add, so what there is counts as complete.

    Returns:
        code points of `completion`, in [0, len(completion)]; None while it is not complete.
    """
    site = parser.chunk(before + after, language_id, near=len(before))
    near, n_inserted = len(before), len(completion)
    tree = parser.chunk(before + completion, language_id, near=near, n_inserted=n_inserted)
    end = _end(site, tree, len(before), completion)
    if end is None:
        return len(completion) if finished else None
    return min(max(tree.encoded.offset(end) - len(before), 0), len(completion))


class _Goal(Protocol):
    """What the suggestion is to complete."""

    def is_past(self, line: int) -> bool:
        """Whether the line at `line`, with nothing open in front of it, no longer belongs to it.

        Asked for one line after the other.
        """
        ...


class Statement:
    """One statement: up to the end of its line; begun on an empty line, with the block it opens."""

    def __init__(self, tree: SyntaxTree, start: int) -> None:
        self._tree = tree
        self._start = start
        self._on_empty_line = not tree.data[line_start(tree, start) : start].strip()
        self._header: int | None = None

    def is_past(self, line: int) -> bool:
        """See `_Goal`."""
        if not self._on_empty_line:
            return True
        written = text_end(self._tree, line)
        if written <= self._start:
            return False  # nothing but blank lines so far
        if self._header is None:
            self._header = header_before(self._tree, written)
        if self._header is None:
            return True
        if _is_blank(self._tree, line):
            return False
        deeper = indent(self._tree, line) - indent(self._tree, self._header)
        return deeper < 0 or (
            deeper == 0 and word_at(self._tree, line) not in self._tree.language.block_middles
        )


class _IndentedBody:
    """The body of a block that ends where its indentation does: the cursor's, else that of the first line."""

    def __init__(self, tree: SyntaxTree, start: int, *, cursor_indent: int, header_indent: int) -> None:
        self._tree = tree
        first_indent = indent(tree, text_start(tree, start))
        self.indent = cursor_indent if cursor_indent > header_indent else first_indent

    def is_past(self, line: int) -> bool:
        return not _is_blank(self._tree, line) and indent(self._tree, line) < self.indent


class _ClosedBody:
    """The body of a block that a token closes; where that is there already, `else` ends it too."""

    def __init__(self, tree: SyntaxTree, *, closer_is_there: bool) -> None:
        self._tree = tree
        self._closer_is_there = closer_is_there

    def is_past(self, line: int) -> bool:
        return self._closer_is_there and word_at(self._tree, line) in self._tree.language.block_middles


def _end(site: SyntaxTree, tree: SyntaxTree, cursor: int, completion: str) -> int | None:
    """Where in `tree.data` the completion ends that begins at code point `cursor`.

    `site` is the document without the completion, `tree` the document up to the end of it.
    """
    start, site_start = tree.encoded.byte(cursor), site.encoded.byte(cursor)
    around = openings(site, site_start)
    block = block_start(site, cursor)
    closes_block = block is not None and block.by_closer
    goal: _Goal = Statement(tree, start)
    if closes_block:
        goal = _ClosedBody(tree, closer_is_there=bool(around) and around[0].closed_at is not None)
    elif block is not None and not (block.same_line and completion.partition("\n")[0].strip()):
        # (`if x: return` is a statement on this line)
        cursor_indent, header_indent = indent(site, site_start), block.header_indent
        goal = _IndentedBody(tree, start, cursor_indent=cursor_indent, header_indent=header_indent)
        if goal.indent <= header_indent and completion.strip():
            return start
    depth, began_in = Depth(tree, around), site.kind_at(cursor)
    tokens = brackets(tree, start, len(tree.data))
    token = next(tokens, None)
    for number, (line, line_end) in enumerate(lines_of(tree.data, start)):
        at_rest = number and not depth.inner and tree.kind_at_byte(line) in ("code", began_in)
        if (at_rest and goal.is_past(line)) or (number > MOST_STATEMENT_LINES and block is None):
            return max(text_end(tree, line), start)
        while token is not None and token.start < line_end:
            closed = depth.step(token)
            if closed is not None and closed.closed_at is not None:
                has_line_break = b"\n" in site.data[site_start : closed.closed_at]
                return max(text_end(tree, token.start), start) if has_line_break else token.start
            if closed is not None and closes_block and closed is around[0]:
                return _with_tail(depth, tree.data, token.end)
            token = next(tokens, None)
    return None


def _is_blank(tree: SyntaxTree, line: int) -> bool:
    end = tree.data.find(b"\n", line)
    return not tree.data[line : len(tree.data) if end < 0 else end].strip()


def _with_tail(depth: Depth, data: bytes, end: int) -> int:
    """`end` moved over what belongs to a block's closer: `});`, as far as nothing of it is there already."""
    outer = iter(depth.outer)
    while end < len(data):
        character = chr(data[end])
        if character in ")]}":
            opening = next(outer, None)
            if opening is None or opening.closed_at is not None or opening.bracket.closer != character:
                break
        elif character not in ";,":
            break
        end += 1
    return end


def lines_of(data: bytes, start: int) -> Iterator[tuple[int, int]]:
    """Start and end of each line of `data[start:]`, without the line break."""
    while True:
        end = data.find(b"\n", start)
        if end < 0:
            yield start, len(data)
            return
        yield start, end
        start = end + 1
