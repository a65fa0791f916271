"""What a selection or a cursor is about, and what a person would call it. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kibitz.documents.snapshot import Snapshot
    from kibitz.syntax.tree import SyntaxTree
    from kibitz.text.span import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Pointed:
    """A piece of code.

    Attributes:
        name: as in a sentence: "`total`", "the selection", "this line".
        around: the function or class that it is only a part of.
    """

    name: str
    span: Span
    around: Span | None = None


def pointed_at(snapshot: Snapshot, span: Span, tree: SyntaxTree | None) -> Pointed | None:
    """The selection; for a cursor the function or class it is in, else its line.

    Kate sends the cursor's line as if it were selected: one that begins a function or class stands for that.

    Returns:
        None where there is no code.
    """
    definition = tree.enclosing_definition(span) if tree else None
    name = tree.definition_name(span) if tree else None
    selected = snapshot.text[span.start : span.end].strip()
    if selected and not (definition and _begins(selected, snapshot.text[definition.start : definition.end])):
        if definition is not None and span.contains(definition):
            return Pointed(name=_called(name) or "the selection", span=span)
        return Pointed(name="the selection", span=span, around=definition)
    if definition is not None:
        return Pointed(name=_called(name) or "this code", span=definition)
    line = snapshot.index.line_span(snapshot.index.line_of(span.start))
    if not snapshot.text[line.start : line.end].strip():
        return None
    return Pointed(name="this line", span=(tree.enclosing_statements(line) if tree else None) or line)


def _begins(selected: str, definition: str) -> bool:
    return selected == definition.split("\n", 1)[0].strip()


def _called(name: str | None) -> str | None:
    return f"`{name}`" if name and name.isprintable() else None
