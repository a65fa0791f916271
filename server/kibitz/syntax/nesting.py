"""What is open at a place: brackets, tags, and words such as `do` and `end`.

Goes by tokens, not by the shape of the tree: while somebody is typing the tree is full of errors, but the
tokens in it are still right.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from kibitz.syntax.grammar import captured

if TYPE_CHECKING:
    from collections.abc import Iterator

    import tree_sitter

    from kibitz.syntax.tree import SyntaxTree

# How far the surroundings count, in bytes: about 200 lines before and 100 after, 1 to 2 ms of tokens.
# Brackets that open further up are taken for closed.
LOOK_BACK_BYTES = 8_000
LOOK_AHEAD_BYTES = 4_000

_MOST_INDENT_BYTES = 200
_BLANK = b" \t\r\n"

_TAG_NAME = re.compile(rb"</?\s*([\w.:-]*)")
_PLAIN_BRACKET = re.compile(rb"[()\[\]{}]")


class Bracket(NamedTuple):
    """A token that opens or closes something; positions in bytes of `SyntaxTree.data`.

    `closer` is what it waits for, or what it is; compared as text, so tags carry their name.
    """

    start: int
    end: int
    opens: bool
    closer: str
    token: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """A bracket that is open at some place.

    Attributes:
        header: where the line begins on which the statement around it begins, in bytes.
        closed_at: where the text after that place closes it, in bytes.
    """

    bracket: Bracket
    header: int
    closed_at: int | None = None


class Depth:
    """Follows brackets from a place on: what they open, and what of `outer` they close."""

    __slots__ = ("_headers", "_tree", "inner", "outer")

    def __init__(self, tree: SyntaxTree, outer: tuple[Opening, ...] = ()) -> None:
        self._tree = tree
        self._headers: dict[int, int] = {}  # line that closes a bracket -> header of what it closed
        self.inner: list[Opening] = []
        self.outer = list(outer)  # innermost first

    def step(self, bracket: Bracket) -> Opening | None:
        """Take the next bracket. Returns the outer one that it closes; a closer of nothing is passed over."""
        if bracket.opens:
            if not self._opened_already(bracket):
                line = line_start(self._tree, bracket.start)
                self.inner.append(Opening(bracket=bracket, header=self._headers.get(line, line)))
            return None
        for index in range(len(self.inner) - 1, -1, -1):
            if self.inner[index].bracket.closer == bracket.closer:
                self._headers[line_start(self._tree, bracket.start)] = self.inner[index].header
                del self.inner[index:]
                return None
        for index, opening in enumerate(self.outer):
            if opening.bracket.closer == bracket.closer:
                del self.outer[: index + 1]
                return opening
        return None

    def _opened_already(self, bracket: Bracket) -> bool:
        partners = self._tree.language.joined.get(bracket.token)
        last = self.inner[-1].bracket if self.inner else None
        if not partners or last is None or last.token not in partners:
            return False
        return b"\n" not in self._tree.data[last.end : bracket.start]


def brackets(tree: SyntaxTree, start: int, end: int) -> Iterator[Bracket]:
    """The tokens in `data[start:end]` that open or close something, outside of comments and strings."""
    if tree.grammar is None or tree.root is None or _is_crowded(tree):
        yield from _plain_brackets(tree, start, end)
        return
    closers = tree.language.brackets
    open_strings = tree.open_strings()
    for node in captured(tree.grammar.brackets, tree.root, start, end):
        if any(span.start < node.start_byte < span.end for span in open_strings):
            continue
        closer = closers.get(node.type)
        name = _tag_name(tree, node)
        if node.is_missing or (closer is not None and _opens_nothing(tree, node, name)):
            continue
        yield Bracket(
            node.start_byte, node.end_byte, closer is not None, (closer or node.type) + name, node.type
        )


def openings(tree: SyntaxTree, byte: int) -> tuple[Opening, ...]:
    """What is open at `byte`, innermost first, and whether the text after it closes that."""
    known = tree.openings.get(byte)
    if known is None:
        known = tree.openings[byte] = tuple(_openings(tree, byte))
    return known


def indent(tree: SyntaxTree, byte: int) -> int:
    """The indentation of the line around `byte`, in columns; a tab goes to the next multiple of 8."""
    start = line_start(tree, byte)
    text = tree.data[start : start + _MOST_INDENT_BYTES].decode("utf-8", "replace")
    leading = re.match(tree.language.indentation, text)
    return len(text[: leading.end() if leading else 0].expandtabs(8))


def line_start(tree: SyntaxTree, byte: int) -> int:
    """Where the line around `byte` begins."""
    return tree.data.rfind(b"\n", 0, byte) + 1


def text_end(tree: SyntaxTree, byte: int) -> int:
    """Where the text before `byte` ends, without white space."""
    while byte > 0 and tree.data[byte - 1] in _BLANK:
        byte -= 1
    return byte


def text_start(tree: SyntaxTree, byte: int) -> int:
    """Where the next text at or after `byte` begins."""
    while byte < len(tree.data) and tree.data[byte] in _BLANK:
        byte += 1
    return byte


def _openings(tree: SyntaxTree, byte: int) -> list[Opening]:
    before = Depth(tree)
    for bracket in brackets(tree, max(byte - LOOK_BACK_BYTES, 0), byte):
        if bracket.end <= byte:
            before.step(bracket)
    found = before.inner[::-1]
    after = Depth(tree)
    first = 0  # of `found` that the next closer may belong to
    for bracket in brackets(tree, byte, byte + LOOK_AHEAD_BYTES):
        depth = len(after.inner)
        after.step(bracket)
        if bracket.opens or len(after.inner) < depth:
            continue
        for index in range(first, len(found)):
            if found[index].bracket.closer == bracket.closer and not _outdented(tree, bracket, found[index]):
                found[index] = replace(found[index], closed_at=bracket.start)
                first = index + 1
                break
    return _missing_innermost(tree, found)


def _missing_innermost(tree: SyntaxTree, found: list[Opening]) -> list[Opening]:
    """Of brackets of one kind opened on one line, those that lack a closer are the innermost.

    `f(g(|)`: whoever completes this closes `g(` first.
    """
    result: list[Opening] = []
    start = 0
    for end in range(1, len(found) + 1):
        if end < len(found) and _side_by_side(tree, found[end].bracket, found[start].bracket):
            continue
        group = found[start:end]
        places = sorted((opening.closed_at for opening in group), key=lambda place: place or 0)
        result += [replace(opening, closed_at=place) for opening, place in zip(group, places, strict=True)]
        start = end
    return result


def _side_by_side(tree: SyntaxTree, left: Bracket, right: Bracket) -> bool:
    return left.closer == right.closer and b"\n" not in tree.data[left.end : right.start]


def _outdented(tree: SyntaxTree, closer: Bracket, opening: Opening) -> bool:
    """Whether `closer` begins a line further left than `opening`'s: then it ends something around that."""
    begins_line = not tree.data[line_start(tree, closer.start) : closer.start].strip()
    return begins_line and indent(tree, closer.start) < indent(tree, opening.header)


def _is_crowded(tree: SyntaxTree) -> bool:
    """Whether the text is little but brackets: tree-sitter takes seconds to find thousands side by side."""
    return 6 * sum(tree.data.count(opener) for opener in (b"(", b"[", b"{")) > max(len(tree.data), 1_000)


def _opens_nothing(tree: SyntaxTree, node: tree_sitter.Node, name: str) -> bool:
    if name and name[1:].lower() in tree.language.void_tags:
        return True
    not_opening = tree.language.not_opening
    return bool(not_opening) and node.parent is not None and node.parent.type in not_opening


def _tag_name(tree: SyntaxTree, node: tree_sitter.Node) -> str:
    """` name` for an HTML tag; nothing for other tokens."""
    if not node.is_named or tree.data[node.start_byte : node.start_byte + 1] != b"<":
        return ""
    match = _TAG_NAME.match(tree.data, node.start_byte, node.end_byte)
    return " " + match[1].decode("utf-8", "replace") if match else ""


def _plain_brackets(tree: SyntaxTree, start: int, end: int) -> Iterator[Bracket]:
    closers = tree.language.brackets
    for match in _PLAIN_BRACKET.finditer(tree.data, start, end):
        token = match[0].decode()
        yield Bracket(match.start(), match.end(), token in closers, closers.get(token, token), token)
