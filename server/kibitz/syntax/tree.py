"""A parsed text, and the questions an editor asks of it.

Offsets are code points of the whole document, also when only a window of it was parsed: outside of that
everything is plain code. Nothing here raises. Made by `parser.py` only.
"""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING, Literal

from kibitz.syntax.block_start import block_start
from kibitz.text.span import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    import tree_sitter

    from kibitz.syntax.encoded import Encoded
    from kibitz.syntax.grammar import Grammar
    from kibitz.syntax.language import Language
    from kibitz.syntax.nesting import Opening

Kind = Literal["code", "comment", "string"]

_STRING_PREFIXES = b"abcdefghijklmnopqrstuvwxyz$@#"  # r" u8" $" @"
_MIRRORED = bytes.maketrans(b"[", b"]")


class SyntaxTree:
    """The tree of a text, or of the part of it that `encoded` covers. Its answers never change."""

    def __init__(
        self, language: Language, grammar: Grammar | None, encoded: Encoded, tree: tree_sitter.Tree | None
    ) -> None:
        self.language = language
        self.grammar = grammar
        self.encoded = encoded
        self.root = None if tree is None else tree.root_node
        self._tree = tree
        self._open_strings: tuple[Span, ...] | None = None
        self.openings: dict[int, tuple[Opening, ...]] = {}  # nesting.py remembers its answers here

    @property
    def data(self) -> bytes:
        """What was parsed; `byte` offsets below count in this."""
        return self.encoded.data

    def kind_at(self, offset: int) -> Kind:
        """What text typed at `offset` would be part of.

        The end of a line comment is comment; between the quotes is string, right behind them is not; an
        interpolation is code. A string or comment without an end yet counts from its beginning on.
        """
        return self.kind_at_byte(self.encoded.byte(offset))

    def kind_at_byte(self, byte: int) -> Kind:
        """`kind_at` for a position in `data`."""
        if byte <= 0 or self.root is None:
            return "code"
        for node in self.around(byte - 1, byte):
            if node.type in self.language.interpolations and byte < node.end_byte:
                break
            if node.type in self.language.comments and _continues_comment(self, node, byte):
                return "comment"
            if node.type in self.language.strings and _continues_string(self, node, byte):
                return "string"
            if node.is_error and not node.child_count and self.data[node.start_byte] in b"\"'`":
                return "string"  # a quote that the grammar could make nothing of
        if any(span.start < byte <= span.end for span in self.open_strings()):
            return "string"
        return "comment" if self._in_open_comment(byte) else "code"

    def around(self, start: int, end: int) -> list[tree_sitter.Node]:
        """The nodes around `data[start:end]`, the smallest first, the root last.

        An empty stretch belongs to what follows it. Goes down from the root: the way up costs tree-sitter
        another way down for each step.
        """
        if self.root is None:
            return []
        cursor = self.root.walk()
        found = [self.root]
        while cursor.goto_first_child_for_byte(start) is not None:
            node = cursor.node
            if node is None or node.start_byte > start or node.end_byte < end:
                break
            found.append(node)
        return found[::-1]

    def open_strings(self) -> tuple[Span, ...]:
        """Strings that have no end, in bytes: up to the end of their line, or of the text."""
        if self._open_strings is None:
            self._open_strings = tuple(_open_strings(self))
        return self._open_strings

    @property
    def n_errors(self) -> int:
        """How many nodes of the whole tree are errors."""
        return sum(node.is_error or node.is_missing for node in _broken(self.root))

    def errors_in(self, span: Span) -> int:
        """How many nodes of the tree inside or at the edges of `span` are errors."""
        start, end = self.encoded.byte(span.start), self.encoded.byte(span.end)
        return sum(
            (node.is_error or node.is_missing) and node.start_byte <= end and node.end_byte >= start
            for node in _broken(self.root)
        )

    def enclosing_definition(self, place: int | Span) -> Span | None:
        """The smallest function, class and the like around `place`, with its decorators."""
        nodes = self.definition_nodes(place)
        return self._span(nodes[-1]) if nodes else None

    def definition_name(self, place: int | Span) -> str | None:
        """The name of `enclosing_definition(place)`, when it has one."""
        names = (_name(node) for node in self.definition_nodes(place))
        name = next((name for name in names if name is not None), None)
        if name is None:
            return None
        return self.data[name.start_byte : name.end_byte].decode("utf-8", "replace")

    def enclosing_statements(self, span: Span) -> Span | None:
        """The smallest run of whole lines and whole statements that covers `span`; no final line break."""
        if self.root is None:
            return None
        start, end = self._trimmed(span)
        nodes = self.around(start, end)
        block = next((node for node in nodes if node.type in self.language.blocks), nodes[-1])
        for child in block.named_children:
            if child.start_byte < end and child.end_byte > start:
                start, end = min(start, child.start_byte), max(end, child.end_byte)
        while end > start and self.data[end - 1] in b"\r\n":
            end -= 1
        line_end = _line_end(self.data, end)
        line_end -= self.data[end:line_end].endswith(b"\r")
        return Span(self.encoded.offset(self.data.rfind(b"\n", 0, start) + 1), self.encoded.offset(line_end))

    def opens_block_at(self, offset: int) -> bool:
        """Whether a block's body begins at `offset` and there is nothing in it yet but comments."""
        return block_start(self, offset) is not None

    def name_node(self, node: tree_sitter.Node) -> tree_sitter.Node | None:
        """Where a definition says its name."""
        return _name(node)

    def copy_of_tree(self) -> tree_sitter.Tree:
        """For `parser.py` to edit."""
        assert self._tree is not None
        return self._tree.copy()

    def definition_nodes(self, place: int | Span) -> list[tree_sitter.Node]:
        """The smallest definition around `place` and the wrappers that belong to it, from the inside out."""
        span = place if isinstance(place, Span) else Span(place, place)
        language = self.language
        nodes = self.around(*self._trimmed(span))
        for index, node in enumerate(nodes):
            wrappers = list(takewhile(self._is_wrapper, nodes[index + 1 :]))
            if node.type in language.definitions or (node.type in language.function_values and wrappers):
                return [node, *wrappers]
        return []

    def _is_wrapper(self, node: tree_sitter.Node) -> bool:
        """Not Go's `type (...)` around several types: what is done to one must not be done to all."""
        n_definitions = sum(child.type in self.language.definitions for child in node.named_children)
        return node.type in self.language.definition_wrappers and n_definitions < 2

    def _trimmed(self, span: Span) -> tuple[int, int]:
        """`span` in bytes without the white space at its ends; an empty one stays where it is."""
        start, end = self.encoded.byte(span.start), self.encoded.byte(span.end)
        piece = self.data[start:end]
        blank = len(piece) - len(piece.lstrip())
        return (start, end) if blank == len(piece) else (start + blank, start + len(piece.rstrip()))

    def _span(self, node: tree_sitter.Node) -> Span:
        return Span(self.encoded.offset(node.start_byte), self.encoded.offset(node.end_byte))

    def _in_open_comment(self, byte: int) -> bool:
        if self.language.block_comment is None or self.root is None:
            return False
        opener, closer = (mark.encode() for mark in self.language.block_comment)
        start = self.data.rfind(opener, 0, byte)
        if start < 0 or self.data.find(closer, start + len(opener), byte) >= 0:
            return False
        known = self.language.comments | self.language.strings
        return not any(node.type in known for node in self.around(start, start + len(opener)))


def _continues_comment(tree: SyntaxTree, node: tree_sitter.Node, byte: int) -> bool:
    text = tree.data[node.start_byte : node.end_byte]
    block = tree.language.block_comment
    if block is not None and text.startswith(block[0].encode()):
        return byte < node.end_byte or not text.rstrip().endswith(block[1].encode())
    return b"\n" not in tree.data[node.start_byte : byte]  # some grammars count the line break in


def _continues_string(tree: SyntaxTree, node: tree_sitter.Node, byte: int) -> bool:
    if not tree.language.quotes and tree.data[node.start_byte] not in b"\"'":
        return False  # a grammar with one token for strings and numbers
    if byte < node.end_byte:
        return True
    last = node.child(node.child_count - 1) if node.child_count else None
    return last is not None and last.is_missing


def _open_strings(tree: SyntaxTree) -> Iterator[Span]:
    covered = 0
    tokens = (node for parent in _broken(tree.root) if parent.is_error for node in parent.children)
    quotes = (node for node in tokens if node.type in tree.language.quotes)
    for node in sorted(quotes, key=lambda node: node.start_byte):
        if node.start_byte < covered:
            continue
        quote = tree.data[node.start_byte : node.end_byte].lower()
        long = quote.decode("utf-8", "replace") in tree.language.long_quotes
        limit = len(tree.data) if long else _line_end(tree.data, node.end_byte)
        closing = quote.lstrip(_STRING_PREFIXES).translate(_MIRRORED)
        end = tree.data.find(closing, node.end_byte, limit)
        covered = limit if end < 0 else end
        yield Span(node.end_byte - 1, covered)


def _broken(root: tree_sitter.Node | None) -> Iterator[tree_sitter.Node]:
    """Every node that is an error or has one inside."""
    waiting = [root] if root is not None and root.has_error else []
    while waiting:
        node = waiting.pop()
        yield node
        waiting += [child for child in node.children if child.has_error]


def _line_end(data: bytes, byte: int) -> int:
    end = data.find(b"\n", byte)
    return len(data) if end < 0 else end


def _name(node: tree_sitter.Node) -> tree_sitter.Node | None:
    """The name a definition gives itself; C hides it in nested declarators."""
    name = node.child_by_field_name("name") or node.child_by_field_name("declarator")
    while name is not None:
        deeper = name.child_by_field_name("declarator")
        if deeper is None:
            return name
        name = deeper
    fields = (node.child_by_field_name(field) for field in ("property", "left", "type"))
    return next((field for field in fields if field is not None), None)
