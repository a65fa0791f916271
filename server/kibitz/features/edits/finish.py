"""From ready-made edits of one document to their outcome: checked for syntax, then through the door.

For edits that were put together here, out of a short answer of a model or without one.
"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Final

from kibitz.features.edits.check import syntax_problem
from kibitz.features.edits.fit import plain
from kibitz.features.edits.imports import missing_imports
from kibitz.features.edits.names import import_for, new_missing_names
from kibitz.features.edits.proposal import DocumentChange, Proposal
from kibitz.text.edits import TextEdit, apply_edits
from kibitz.text.span import Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kibitz.documents.snapshot import Snapshot
    from kibitz.features.edits.proposal import NewFile
    from kibitz.syntax.parser import Parser

BROKEN: Final = "The answer of the model does not parse in its place. Nothing was changed."


def change_of(
    snapshot: Snapshot, edits: Sequence[TextEdit], *, made_from: Span, parser: Parser
) -> DocumentChange | None:
    """The edits as a change, with the imports they need; None when the document would not parse any more."""
    tree = parser.tree(snapshot.uri, snapshot.text, snapshot.language_id, near=made_from.start)
    edits = [TextEdit(edit.span, in_lines_of(snapshot, edit.new_text)) for edit in edits]
    if tree is not None and tree.language.id == "python":
        new_text = apply_edits(snapshot.text, edits)
        names = new_missing_names(snapshot.text, new_text)
        lines = [line for name in names if (line := import_for(name, new_text))]
        on_top = missing_imports(snapshot, lines, made_from, tree)
        edits += [] if on_top is None else [on_top]
    edits.sort(key=lambda edit: edit.span)
    change = DocumentChange(
        uri=snapshot.uri,
        base_version=snapshot.version,
        base_text=snapshot.text,
        made_from=made_from,
        edits=tuple(edits),
    )
    lines_ = _lines(snapshot, Span(min(made_from.start, edits[0].span.start), made_from.end))
    grown = Span(lines_.start, lines_.end + sum(edit.growth for edit in edits))
    if syntax_problem(parser, snapshot, change.new_text, old_region=lines_, new_region=grown) is not None:
        return None
    return change


def proposal_of(
    title: str, *changes: DocumentChange, files: Sequence[NewFile] = (), warnings: Sequence[str] = ()
) -> Proposal:
    """Changes for the door."""
    return Proposal(
        id=uuid.uuid4().hex, title=title, changes=changes, files=tuple(files), warnings=tuple(warnings)
    )


def in_lines_of(snapshot: Snapshot, text: str) -> str:
    """A text with the line endings of the document."""
    text = plain(text)
    return text.replace("\n", "\r\n") if "\r\n" in snapshot.text else text


def _lines(snapshot: Snapshot, span: Span) -> Span:
    index = snapshot.index
    return Span(index.line_start(index.line_of(span.start)), index.line_span(index.line_of(span.end)).end)
