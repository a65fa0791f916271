"""Whether a block's body begins at the cursor, with nothing in it yet.

What opens the block is found by the last token before the cursor; whether the body is empty, by the token
that closes it, and while that is missing by indentation. The tree's shape counts only where it has no error.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from kibitz.syntax.nesting import indent, line_start, openings, text_end, text_start

if TYPE_CHECKING:
    import tree_sitter

    from kibitz.syntax.nesting import Opening
    from kibitz.syntax.tree import SyntaxTree

# `{` behind one of these begins a value, not a block; asked only where the tree has an error.
_BEFORE_VALUE = re.compile(rb"(?:[=(\[,:?&|+]|\b(?:return|in|of|import|yield))\s*$")
_WORD = re.compile(rb"[ \t]*(\w*)")
_AROUND_BLOCK = b" \t\r\n)];,"  # `test(() => {|);`: what may follow a block that is not closed yet


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockStart:
    """A block that is to be filled.

    Attributes:
        header_indent: of the line that opens it, in columns.
        by_closer: a token ends it, the innermost of `openings`; else the indentation does.
        same_line: nothing but blanks between what opens the block and the cursor, no line break.
    """

    header_indent: int
    by_closer: bool
    same_line: bool


def block_start(tree: SyntaxTree, offset: int) -> BlockStart | None:
    """The block whose empty body is at code point `offset`, or None."""
    cursor = tree.encoded.byte(offset)
    if tree.kind_at_byte(cursor) != "code":
        return None
    head_end = _code_end_before(tree, cursor)
    same_line = b"\n" not in tree.data[head_end:cursor]
    if head_end == 0:
        return None
    if tree.language.by_indentation:
        return _by_indentation(tree, cursor, same_line=same_line)
    return _by_closer(tree, cursor, head_end, same_line=same_line)


def header_before(tree: SyntaxTree, byte: int) -> int | None:
    """Where the statement begins whose colon, the last code before `byte`, opens a block by indentation."""
    head_end = _code_end_before(tree, byte)
    around = tree.around(head_end - 1, head_end)
    if not tree.language.by_indentation or len(around) < 2 or around[0].type != ":":
        return None
    header = line_start(tree, head_end)
    if tree.language.headers:
        if not around[1].is_error:
            header = around[1].start_byte
        if word_at(tree, header) not in tree.language.headers:
            return None
    return header


def word_at(tree: SyntaxTree, byte: int) -> str:
    """The first word at or after `byte` on its line."""
    word = _WORD.match(tree.data, byte)
    return word[1].decode("utf-8", "replace") if word else ""


def _by_indentation(tree: SyntaxTree, cursor: int, *, same_line: bool) -> BlockStart | None:
    header = header_before(tree, cursor)
    if header is None or _rest_of_line(tree, cursor).strip():
        return None
    header_indent = indent(tree, header)
    if not _nothing_deeper(tree, cursor, header_indent):
        return None
    return BlockStart(header_indent=header_indent, by_closer=False, same_line=same_line)


def _by_closer(tree: SyntaxTree, cursor: int, head_end: int, *, same_line: bool) -> BlockStart | None:
    around = openings(tree, cursor)
    opens = _opens_here(tree, head_end, around, same_line=same_line)
    if not opens and not same_line:
        innermost = around[0].bracket if around else None
        opens = word_at(tree, line_start(tree, head_end)) in tree.language.block_middles or (
            innermost is not None
            and innermost.token in tree.language.block_headers
            and b"\n" not in tree.data[innermost.start : head_end]
        )
    if not opens:
        return None
    header_indent = indent(tree, around[0].header if around else head_end)
    closed_at = around[0].closed_at if around else None
    if closed_at is not None:
        next_code = _code_start_after(tree, cursor)
        empty = next_code == closed_at or word_at(tree, next_code) in tree.language.block_middles
    else:
        rest = _rest_of_line(tree, cursor).strip(_AROUND_BLOCK)
        empty = not rest and _nothing_deeper(tree, cursor, header_indent)
    return BlockStart(header_indent=header_indent, by_closer=True, same_line=same_line) if empty else None


def _opens_here(tree: SyntaxTree, head_end: int, around: tuple[Opening, ...], *, same_line: bool) -> bool:
    """Whether the token that ends at `head_end` is one behind which a body begins.

    An object literal is one too, when it is written over several lines.
    """
    openers = tree.language.block_openers
    nodes = tree.around(head_end - 1, head_end)
    if not nodes:
        return tree.data[head_end - 1 : head_end] == b"{" and "{" in openers
    for node, parent in pairwise(nodes):
        if node.end_byte != head_end:
            break
        if node.type not in openers:
            continue
        if node.is_named:  # a tag, which may be one that nothing closes
            return any(opening.bracket.end == head_end for opening in around[:1])
        if node.type != "{" or not same_line:
            return True
        if parent.is_error:
            return _BEFORE_VALUE.search(tree.data[line_start(tree, head_end) : head_end - 1]) is None
        return parent.type in tree.language.blocks
    return False


def _code_end_before(tree: SyntaxTree, byte: int) -> int:
    """Where the last token before `byte` ends that is neither comment nor docstring; 0 when there is none."""
    docstrings = 1 if tree.language.by_indentation else 0
    end = text_end(tree, byte)
    while end > 0:
        around = tree.around(end - 1, end)
        comment = _first(around, tree.language.comments)
        string = _first(around, tree.language.strings) if docstrings else None
        if comment is not None:
            end = text_end(tree, comment.start_byte)
        elif string is not None and string.end_byte == end and _alone_on_its_lines(tree, string):
            docstrings -= 1
            end = text_end(tree, string.start_byte)
        else:
            break
    return end


def _code_start_after(tree: SyntaxTree, byte: int) -> int:
    """Where the next token at or after `byte` begins that is no comment."""
    start = text_start(tree, byte)
    while start < len(tree.data):
        comment = _first(tree.around(start, start + 1), tree.language.comments)
        if comment is None:
            break
        start = text_start(tree, comment.end_byte)
    return start


def _nothing_deeper(tree: SyntaxTree, cursor: int, header_indent: int) -> bool:
    """Whether the next line of code after the cursor's is no deeper than the header, or there is none."""
    next_line = tree.data.find(b"\n", cursor) + 1
    if next_line == 0:
        return True
    next_code = _code_start_after(tree, next_line)
    if next_code >= len(tree.data):
        return True
    return indent(tree, next_code) <= header_indent


def _rest_of_line(tree: SyntaxTree, byte: int) -> bytes:
    end = tree.data.find(b"\n", byte)
    return tree.data[byte : len(tree.data) if end < 0 else end]


def _alone_on_its_lines(tree: SyntaxTree, node: tree_sitter.Node) -> bool:
    before = tree.data[line_start(tree, node.start_byte) : node.start_byte]
    return not before.strip() and not _rest_of_line(tree, node.end_byte).strip()


def _first(nodes: list[tree_sitter.Node], types: frozenset[str]) -> tree_sitter.Node | None:
    return next((node for node in nodes if node.type in types), None)
