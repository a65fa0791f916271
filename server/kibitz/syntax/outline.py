"""What a file defines, and what it imports: the raw material of the index. Pure.

Goes into classes, namespaces and conditional parts, not into the bodies of functions.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator

    import tree_sitter

    from kibitz.syntax.language import Language
    from kibitz.syntax.tree import SyntaxTree

DefinitionKind = Literal["type", "function", "variable"]
"""What has members, what can be called, and everything else that has a name."""

MOST_HEAD_CHARS = 240  # of one definition; a longer signature is cut
MOST_VALUE_CHARS = 80  # of a variable
MOST_DOC_CHARS = 80
MOST_DEPTH = 3  # of statements between a definition and the one around it: `if`, `try`, `export`


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """A name and what a reader must know to use it.

    Attributes:
        container: dotted names of the definitions around it; empty at the top of a file.
        line: the first one, from 0.
        end_line: the last one.
        head: its signature on one line, with the indentation it has in the file; the value of a variable
            is cut short.
        doc: the first line of its documentation string, or empty.
    """

    name: str
    kind: DefinitionKind
    container: str
    line: int
    end_line: int
    head: str
    doc: str = ""


def outline(tree: SyntaxTree) -> tuple[Definition, ...]:
    """The definitions of a whole parsed text, in the order of their lines."""
    if tree.root is None:
        return ()
    return tuple(_inside(tree, tree.root, "", 0))


def line_in(tree: SyntaxTree, offset: int) -> int:
    """The line of a place as `outline` counts them: from the start of what was parsed."""
    return tree.data.count(b"\n", 0, tree.encoded.byte(offset))


def import_statements(text: str, language: Language) -> tuple[str, ...]:
    """The import statements of `text` as they stand there; needs no tree."""
    if not language.imports:
        return ()
    return tuple(match[0].strip() for match in _compiled(language.imports).finditer(text))


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.MULTILINE)  # `re` keeps the last 500


def _inside(tree: SyntaxTree, parent: tree_sitter.Node, container: str, depth: int) -> Iterator[Definition]:
    language = tree.language
    for node in parent.named_children:
        if node.type in language.definitions:
            yield from _definition(tree, node, node, container)
        elif node.type in language.definition_wrappers:
            yield from _wrapped(tree, node, container)
        elif node.type in language.variables:
            yield from _variable(tree, node, node, container)
        elif depth < MOST_DEPTH and node.named_child_count:
            yield from _inside(tree, node, container, depth + 1)


def _wrapped(tree: SyntaxTree, wrapper: tree_sitter.Node, container: str) -> Iterator[Definition]:
    """`@decorated def f`, `export class C`, `const f = () => ...`, `const A = 3`, `type (A int; B int)`."""
    several = [child for child in wrapper.named_children if child.type in tree.language.definitions]
    if len(several) > 1:
        for child in several:
            yield from _definition(tree, child, child, container)
        return
    node = wrapper
    while True:
        inner = next(
            (
                child
                for child in node.named_children
                if child.type in tree.language.definitions
                or child.type in tree.language.definition_wrappers
                or child.type in tree.language.function_values
            ),
            None,
        )
        if inner is None:
            break
        if inner.type in tree.language.definitions:
            yield from _definition(tree, inner, wrapper, container)
            return
        if inner.type in tree.language.function_values:
            name = _name_of(tree, node)
            if name:
                yield from _named(tree, name, inner, node, wrapper, container)
            return
        node = inner
    yield from _variable(tree, node, wrapper, container)


def _definition(
    tree: SyntaxTree, node: tree_sitter.Node, whole: tree_sitter.Node, container: str
) -> Iterator[Definition]:
    name = _name_of(tree, node)
    if name:
        yield from _named(tree, name, node, node, whole, container)
    elif (body := node.child_by_field_name("body")) is not None:
        yield from _inside(tree, body, container, 0)


def _named(
    tree: SyntaxTree,
    name: str,
    node: tree_sitter.Node,
    start: tree_sitter.Node,
    whole: tree_sitter.Node,
    container: str,
) -> Iterator[Definition]:
    """A definition with a name, and what is inside. `start` is where its own words begin."""
    body = node.child_by_field_name("body")
    is_function = _CALLABLE.search(node.type) is not None
    first = start if whole.type == "decorated_definition" else whole
    yield Definition(
        name=name,
        kind="function" if is_function else "type",
        container=container,
        line=first.start_point[0],
        end_line=whole.end_point[0],
        head=_head(tree, first.start_byte, whole.end_byte if body is None else body.start_byte),
        doc="" if body is None else _doc(tree, body),
    )
    if body is None:
        return
    if not is_function:
        yield from _inside(tree, body, f"{container}.{name}" if container else name, 0)
    elif container and name in _CONSTRUCTORS:
        yield from _attributes(tree, body, container)


_CONSTRUCTORS = ("__init__", "constructor", "initialize")
_ATTRIBUTE = re.compile(
    r"^([ \t]*)((?:self|this)\.([^\W\d]\w*)[ \t]*(?::[^=\n]+)?=(?!=)[^\n]*)", re.MULTILINE
)


def _attributes(tree: SyntaxTree, body: tree_sitter.Node, container: str) -> Iterator[Definition]:
    """What a constructor gives an object: `self.size = size`."""
    start = tree.data.rfind(b"\n", 0, body.start_byte) + 1
    text = tree.data[start : body.end_byte].decode("utf-8", "replace")
    seen: set[str] = set()
    for match in _ATTRIBUTE.finditer(text):
        if match[3] not in seen:
            seen.add(match[3])
            line = body.start_point[0] + text.count("\n", 0, match.start())
            yield Definition(
                name=match[3],
                kind="variable",
                container=container,
                line=line,
                end_line=line,
                head=(match[1] + match[2].strip().rstrip(";"))[:MOST_VALUE_CHARS],
            )


_CALLABLE = re.compile("function|method|constructor|arrow|macro|operator")
_NAME = re.compile(rb"[^\W\d]\w*")


def _name_of(tree: SyntaxTree, node: tree_sitter.Node) -> str:
    name = tree.name_node(node)
    if name is None:
        return ""
    match = _NAME.search(tree.data, name.start_byte, name.end_byte)
    return match[0].decode("utf-8", "replace") if match else ""


def _variable(
    tree: SyntaxTree, node: tree_sitter.Node, whole: tree_sitter.Node, container: str
) -> Iterator[Definition]:
    name = _name_of(tree, node)
    if not name and node.named_children:
        name = _name_of(tree, node.named_children[-1])
    if not name:
        match = _NAME.search(tree.data, node.start_byte, node.end_byte)
        name = match[0].decode("utf-8", "replace") if match else ""
    if name:
        yield Definition(
            name=name,
            kind="variable",
            container=container,
            line=whole.start_point[0],
            end_line=whole.end_point[0],
            head=_head(tree, whole.start_byte, whole.end_byte, most_chars=MOST_VALUE_CHARS),
        )


_BLANKS = re.compile(r"\s+")
_AFTER_OPENER = re.compile(r"(?<=[(\[]) | (?=[)\]])|,(?= [)\]])")


def _head(tree: SyntaxTree, start: int, end: int, most_chars: int = MOST_HEAD_CHARS) -> str:
    line_start = tree.data.rfind(b"\n", 0, start) + 1
    before = tree.data[line_start:start].decode("utf-8", "replace")
    words = _BLANKS.sub(" ", _without_comments(tree, start, min(end, start + 4 * most_chars)))
    words = _AFTER_OPENER.sub("", words).strip(" {")
    if len(words) > most_chars:
        words = words[:most_chars].rstrip() + " ..."
    return (before if _BEFORE.fullmatch(before) else "") + words


def _without_comments(tree: SyntaxTree, start: int, end: int) -> str:
    """On one line they would make a comment of the rest; those above the first statement are no signature."""
    data, mark = tree.data, tree.language.line_comment.encode()
    kept: list[bytes] = []
    while mark and (at := data.find(mark, start, end)) >= 0:
        node = tree.around(at, at + len(mark))[0]
        is_comment = node.type in tree.language.comments
        kept.append(data[start : at if is_comment else at + len(mark)])
        start = min(max(node.end_byte if is_comment else 0, at + len(mark)), end)
    return b"".join((*kept, data[start:end])).decode("utf-8", "replace")


_BEFORE = re.compile(r"\s*(?:\w+ )?")  # indentation, and the `const` that Go's grammar leaves outside

_DOC = re.compile(r"\s*[rRuU]?(?:\"\"\"|''')\s*([^\n\"']*)")


def _doc(tree: SyntaxTree, body: tree_sitter.Node) -> str:
    if not tree.language.by_indentation:
        return ""
    match = _DOC.match(tree.data[body.start_byte : body.start_byte + 400].decode("utf-8", "replace"))
    return match[1].strip()[:MOST_DOC_CHARS] if match else ""
