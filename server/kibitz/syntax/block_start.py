"""Whether a block's body begins at the cursor, with nothing in it yet.

What opens the block is found by the last token before the cursor; whether the body is empty, by the token
that closes it, and while that is missing by indentation. The tree's shape counts only where it has no error.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kibitz.syntax.nesting import indent, line_start, openings, text_end, text_start

if TYPE_CHECKING:
    import tree_sitter

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
    colon = _token_before(tree, head_end)
    if not tree.language.by_indentation or colon is None or colon.type != ":":
        return None
    header = line_start(tree, head_end)
    if tree.language.headers:
        if colon.parent is not None and not colon.parent.is_error:
            header = colon.parent.start_byte
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
    around = openings(tree, head_end)
    opens = _opens_here(tree, head_end, same_line=same_line)
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


def _opens_here(tree: SyntaxTree, head_end: int, *, same_line: bool) -> bool:
    """Whether the token that ends at `head_end` is one behind which a body begins.

    An object literal is one too, when it is written over several lines.
    """
    openers = tree.language.block_openers
    token = _token_before(tree, head_end)
    if token is None:
        return tree.root is None and tree.data[head_end - 1 : head_end] == b"{" and "{" in openers
    node: tree_sitter.Node | None = token
    while node is not None and node.end_byte == head_end and node.type not in openers:
        node = node.parent
    if node is None or node.end_byte != head_end or node.type not in openers:
        return False
    if node.type != "{" or node.parent is None or not same_line:
        return True
    if node.parent.is_error:
        return _BEFORE_VALUE.search(tree.data[line_start(tree, head_end) : head_end - 1]) is None
    return node.parent.type in tree.language.blocks


def _code_end_before(tree: SyntaxTree, byte: int) -> int:
    """Where the last token before `byte` ends that is neither comment nor docstring; 0 when there is none."""
    docstrings = 1 if tree.language.by_indentation else 0
    end = byte
    while True:
        end = text_end(tree, end)
        token = _token_before(tree, end)
        comment = _ancestor(token, tree.language.comments)
        if comment is not None and comment.start_byte < end:
            end = comment.start_byte
            continue
        string = _ancestor(token, tree.language.strings) if docstrings else None
        if string is None or string.end_byte != end or not _alone_on_its_lines(tree, string):
            return end
        docstrings -= 1
        end = string.start_byte


def _code_start_after(tree: SyntaxTree, byte: int) -> int:
    """Where the next token at or after `byte` begins that is no comment."""
    start = byte
    while True:
        start = text_start(tree, start)
        if start >= len(tree.data) or tree.root is None:
            return start
        token = tree.root.descendant_for_byte_range(start, start + 1)
        comment = _ancestor(token, tree.language.comments)
        if comment is None or comment.end_byte <= start:
            return start
        start = comment.end_byte


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


def _token_before(tree: SyntaxTree, byte: int) -> tree_sitter.Node | None:
    if tree.root is None or byte <= 0:
        return None
    return tree.root.descendant_for_byte_range(byte - 1, byte)


def _ancestor(node: tree_sitter.Node | None, types: frozenset[str]) -> tree_sitter.Node | None:
    for _ in range(8):  # comments and strings are shallow
        if node is None or node.type in types:
            return node
        node = node.parent
    return None
