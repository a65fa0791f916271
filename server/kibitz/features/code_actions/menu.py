"""What a title says and how it fits a menu. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kibitz.syntax.parts import definition_at
from kibitz.text.span import Span

if TYPE_CHECKING:
    from kibitz.features.code_actions.action import ActionContext
    from kibitz.syntax.parts import Definition

TITLE_CHARS: Final = 60  # a terminal of 80 columns, with room for what a menu puts around it


def shortened(text: str) -> str:
    """On one line, cut where a menu would cut it."""
    line = " ".join(text.split())
    return line if len(line) <= TITLE_CHARS else line[: TITLE_CHARS - 1].rstrip() + "…"


def named_definition(context: ActionContext) -> tuple[str, Definition] | None:
    """The function or class the user means, and its name: the cursor is in it, or its first line is selected.

    A selection of a part of it means that part.
    """
    tree = context.tree
    found = definition_at(tree, context.span) if tree else None
    name = tree.definition_name(context.span) if tree else None
    if found is None or not name or not name.isprintable():
        return None
    head = context.snapshot.text[found.head.start : found.head.end].rstrip()
    begins = Span(found.head.start, found.head.start + len(head))
    return (name, found) if not context.span or context.span.contains(begins) else None
