"""The proposal that undoes another one, exactly. Pure."""

from __future__ import annotations

from dataclasses import replace

from kibitz.documents.snapshot import ON_DISK
from kibitz.features.edits.proposal import DeletedFile, DocumentChange, NewFile, Proposal, RenamedFile
from kibitz.text.edits import TextEdit
from kibitz.text.span import Span


def inverse(proposal: Proposal) -> Proposal:
    """What brings back the documents as they were before all of `proposal` was applied.

    Typing elsewhere in a document is kept, as with every proposal; typing in the lines that were changed
    makes it stale.
    """
    renamed = {file.uri: file.new_uri for file in proposal.files if isinstance(file, RenamedFile)}
    files: list[NewFile | RenamedFile | DeletedFile] = []
    for file in reversed(proposal.files):
        match file:
            case NewFile():
                files.append(DeletedFile(uri=file.uri, base_text=file.text))
            case RenamedFile():
                files.append(RenamedFile(uri=file.new_uri, new_uri=file.uri))
            case DeletedFile():
                files.append(NewFile(uri=file.uri, text=file.base_text))
    return replace(
        proposal,
        id=f"undo {proposal.id}",
        title=f"Undo: {proposal.title}",
        changes=tuple(
            replace(_inverse_change(change), uri=renamed.get(change.uri, change.uri))
            for change in proposal.changes
        ),
        files=tuple(files),
        warnings=(),
    )


def _inverse_change(change: DocumentChange) -> DocumentChange:
    edits: list[TextEdit] = []
    grown = 0
    for edit in sorted(change.edits, key=lambda edit: edit.span):
        start = edit.span.start + grown
        old = change.base_text[edit.span.start : edit.span.end]
        edits.append(TextEdit(Span(start, start + len(edit.new_text)), old))
        grown += edit.growth
    return DocumentChange(
        uri=change.uri,
        base_version=ON_DISK,
        base_text=change.new_text,
        made_from=Span(0, 0),  # each hunk looks after its own lines: what is between them may be typed in
        edits=tuple(edits),
    )
