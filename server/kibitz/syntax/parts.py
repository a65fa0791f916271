"""Parts of a definition that an action asks for by name: its body, its documentation, its names, comments.

Functions over a `SyntaxTree`. Offsets are code points of the document. Nothing here raises.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import dropwhile, takewhile
from typing import TYPE_CHECKING, Final

from kibitz.text.span import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    import tree_sitter

    from kibitz.syntax.tree import SyntaxTree

_DECLARING_FIELDS: Final = frozenset({"left", "name", "pattern", "alias", "value_pattern"})
"""Where grammars put a name that comes into being."""

_MEMBER_FIELDS: Final = frozenset({"attribute", "field", "property"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """One occurrence of an identifier.

    Attributes:
        declares: it comes into being here, as far as the grammar says.
        is_member: the name of an attribute, a field or a keyword argument: no variable.
    """

    text: str = field(repr=False)
    span: Span
    declares: bool
    is_member: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """A function, class or the like, taken apart.

    Attributes:
        span: with its decorators, as far as the grammar has them in it.
        whole: with all that stands above it and is about it: comments, attributes of Rust.
        head: from its first keyword to the body; all of it where there is none.
        documentation: what documents it, inside or above, by the habit of the language.
        is_function: it has statements of its own; else it is a class, a type or the like.
    """

    span: Span
    whole: Span
    head: Span
    body: Span | None
    documentation: Span | None
    is_function: bool


def definition_at(tree: SyntaxTree, place: int | Span) -> Definition | None:
    """The smallest definition around a place."""
    nodes = tree.definition_nodes(place)
    if not nodes:
        return None
    inner, outer = nodes[0], nodes[-1]
    body = _body(inner)
    head = Span(_at(tree, inner.start_byte), _at(tree, inner.end_byte if body is None else body.start_byte))
    above = _above(tree, outer)
    return Definition(
        span=_span(tree, outer),
        whole=Span(_at(tree, min(node.start_byte for node in (*above, outer))), _at(tree, outer.end_byte)),
        head=head,
        body=None if body is None else _span(tree, body),
        documentation=_documentation(tree, above, body),
        is_function=any(word in inner.type for word in ("function", "method", "constructor")),
    )


def outermost_definition(tree: SyntaxTree, place: Span) -> tuple[str, Span] | None:
    """The largest definition around a place, which is what other files can name; with its name."""
    nodes = tree.around(tree.encoded.byte(place.start), tree.encoded.byte(place.end))
    outer = next((node for node in reversed(nodes) if node.type in tree.language.definitions), None)
    name = outer.child_by_field_name("name") if outer is not None else None
    if outer is None:
        outer = next(
            (node for node in reversed(nodes) if node.type in tree.language.definition_wrappers), None
        )
        name = _wrapped_name(tree, outer)
    if outer is None or name is None:
        return None
    return tree.data[name.start_byte : name.end_byte].decode("utf-8", "replace"), _span(tree, outer)


def _wrapped_name(tree: SyntaxTree, node: tree_sitter.Node | None) -> tree_sitter.Node | None:
    """Of the one definition inside of `export`, decorators and the like."""
    language, name = tree.language, None
    while node is not None:
        name = tree.name_node(node) or name
        if node.type in language.definitions | language.function_values:
            return name
        kinds = language.definitions | language.function_values | language.definition_wrappers
        inside = [child for child in node.named_children if child.type in kinds]
        node = inside[0] if len(inside) == 1 else None
    return None


def outer_name(tree: SyntaxTree, span: Span) -> str | None:
    """The name of the smallest definition that holds all of `span` and more."""
    start, end = tree.encoded.byte(span.start), tree.encoded.byte(span.end)
    piece = tree.data[start:end]
    start, end = start + len(piece) - len(piece.lstrip()), end - (len(piece) - len(piece.rstrip()))
    for node in tree.around(start, end):
        if node.type in tree.language.definitions and (node.start_byte < start or node.end_byte > end):
            name = node.child_by_field_name("name")
            return None if name is None else tree.data[name.start_byte : name.end_byte].decode()
    return None


def comments_in(tree: SyntaxTree, span: Span) -> tuple[Span, ...]:
    """Every comment that begins inside `span`, in order."""
    kinds = tree.language.comments
    return tuple(_span(tree, node) for node in _nodes(tree, span) if node.type in kinds)


def names_in(tree: SyntaxTree, span: Span) -> tuple[Name, ...]:
    """Every identifier inside `span`, in order."""
    return tuple(
        _name(tree, node)
        for node in _nodes(tree, span)
        if not node.child_count and node.type.endswith("identifier")
    )


def _name(tree: SyntaxTree, node: tree_sitter.Node) -> Name:
    parent = node.parent
    role = "" if parent is None else _field_of(parent, node)
    is_key = parent is not None and parent.type == "keyword_argument" and role == "name"
    is_call = parent is not None and parent.type == "method_invocation" and role == "name"
    member = role in _MEMBER_FIELDS or is_key or is_call or node.type != "identifier"
    return Name(
        text=tree.data[node.start_byte : node.end_byte].decode("utf-8", "replace"),
        span=_span(tree, node),
        declares=not member and (role in _DECLARING_FIELDS or _in_pattern(node)),
        is_member=member,
    )


def _in_pattern(node: tree_sitter.Node) -> bool:
    """Part of `a, b` in `a, b = ...`."""
    parent = node.parent
    while parent is not None and parent.type.endswith(("pattern", "pattern_list", "expression_list")):
        outer = parent.parent
        if outer is not None and _field_of(outer, parent) in ("left", "pattern", "name"):
            return True
        parent = outer
    return False


def _field_of(parent: tree_sitter.Node, node: tree_sitter.Node) -> str:
    for index, child in enumerate(parent.children):
        if child.id == node.id:
            return parent.field_name_for_child(index) or ""
    return ""


def _body(node: tree_sitter.Node) -> tree_sitter.Node | None:
    """The body, also of an arrow function that a variable names."""
    return node.child_by_field_name("body")


def _above(tree: SyntaxTree, outer: tree_sitter.Node) -> list[tree_sitter.Node]:
    """What stands right above a definition and is about it, where the language is documented there."""
    language, style = tree.language, tree.language.doc_comment
    found: list[tree_sitter.Node] = []
    below, before = outer, outer.prev_named_sibling if style and not style.inside else None
    while before is not None and (
        before.type in language.decorations
        or (before.type in language.comments and _is_right_above(tree, before, below))
    ):
        found.insert(0, before)
        below, before = before, before.prev_named_sibling
    return found


def _is_right_above(tree: SyntaxTree, comment: tree_sitter.Node, below: tree_sitter.Node) -> bool:
    """Whether no blank line is between; not so what stands behind code, nor the first line of a script."""
    last = comment.end_point.row - (comment.end_point.column == 0)
    line_start = tree.data.rfind(b"\n", 0, comment.start_byte) + 1
    begins_line = not tree.data[line_start : comment.start_byte].strip()
    is_shebang = tree.data.startswith(b"#!", comment.start_byte)
    return begins_line and not is_shebang and last in (below.start_point.row - 1, below.start_point.row)


def _documentation(
    tree: SyntaxTree, above: list[tree_sitter.Node], body: tree_sitter.Node | None
) -> Span | None:
    style = tree.language.doc_comment
    if style is None:
        return None
    if style.inside:
        first = body.named_children[0] if body is not None and body.named_children else None
        is_text = (
            first is not None and first.named_child_count > 0 and first.named_children[0].type == "string"
        )
        return (
            _span(tree, first) if is_text and first is not None and first.type != "return_statement" else None
        )
    kinds = tree.language.comments
    from_comment = dropwhile(lambda node: node.type not in kinds, above)
    comments = list(takewhile(lambda node: node.type in kinds, from_comment))
    if not comments:
        return None
    start = comments[0].start_byte
    text = tree.data[start : comments[-1].end_byte].rstrip()
    return Span(_at(tree, start), _at(tree, start + len(text)))


def _nodes(tree: SyntaxTree, span: Span) -> Iterator[tree_sitter.Node]:
    """All nodes that begin inside `span`, in order."""
    if tree.root is None:
        return
    start, end = tree.encoded.byte(span.start), tree.encoded.byte(span.end)
    waiting = [tree.root]
    while waiting:
        node = waiting.pop()
        if node.end_byte <= start or node.start_byte >= end:
            continue
        if node.start_byte >= start:
            yield node
        waiting += reversed(node.children)


def _span(tree: SyntaxTree, node: tree_sitter.Node) -> Span:
    return Span(_at(tree, node.start_byte), _at(tree, node.end_byte))


def _at(tree: SyntaxTree, byte: int) -> int:
    return tree.encoded.offset(byte)
