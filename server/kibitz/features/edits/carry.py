"""How a proposal follows the documents: typed around it is fine, typed into it makes it stale, hunks may be
taken one by one.

Pure. Nothing is remembered but what was proposed: which hunks are in the text already is read from the text,
so that an undo in the editor brings them back.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kibitz.features.edits.proposal import DeletedFile, DocumentChange, NewFile, Proposal, RenamedFile
from kibitz.text.diff import hunks
from kibitz.text.edits import TextEdit, apply_edits, shift
from kibitz.text.span import Span

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable

    from kibitz.documents.snapshot import Snapshot
    from kibitz.features.edits.proposal import FileOperation, Part

    Documents = Callable[[str], Snapshot | None]
    """URI -> what the editor has, else what is on disk; None when there is no such document."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Remaining:
    """What is left to decide of a proposal.

    Attributes:
        proposal: for the documents as they are now; None when nothing is left.
        numbers: of its parts, by the numbers they have in the whole proposal.
    """

    proposal: Proposal | None
    numbers: tuple[int, ...]


def carried_over(change: DocumentChange, snapshot: Snapshot) -> DocumentChange | None:
    """The same change of the document as it is now.

    Returns:
        None when the user changed what it was made from: it is stale, and no guess is made.
    """
    if snapshot.text == change.base_text:
        return replace(change, base_version=snapshot.version)
    typed = hunks(change.base_text, snapshot.text)
    made_from = _moved(change.made_from, (hunk.edit for hunk in typed))
    if made_from is None:
        return None
    by = made_from.start - change.made_from.start
    edits: list[TextEdit] = []
    for edit in change.edits:
        inside = change.made_from.contains(edit.span)
        span = _by(edit.span, by) if inside else _moved(edit.span, (hunk.edit for hunk in typed))
        if span is None:
            return None
        edits.append(TextEdit(span, edit.new_text))
    return replace(
        change,
        base_version=snapshot.version,
        base_text=snapshot.text,
        made_from=made_from,
        edits=tuple(edits),
    )


def up_to_date(proposal: Proposal, document: Documents) -> Proposal | None:
    """The proposal for the documents as they are now; None when one is gone, or changed where it matters."""
    changes: list[DocumentChange] = []
    for change in proposal.changes:
        snapshot = document(change.uri)
        now = None if snapshot is None else carried_over(change, snapshot)
        if now is None:
            return None
        changes.append(now)
    if not all(_possible(file, document) for file in proposal.files):
        return None
    return replace(proposal, changes=tuple(changes))


def remaining(proposal: Proposal, document: Documents, rejected: Container[int] = ()) -> Remaining | None:
    """What is neither in the documents already nor rejected; None when it went stale."""
    changes: list[DocumentChange] = []
    files: list[FileOperation] = []
    numbers: list[int] = []
    parts = proposal.parts
    for change in proposal.changes:
        snapshot = document(change.uri)
        if snapshot is None:
            return None
        own = [part for part in parts if part.change is change]
        taken = set(taken_edits(change, snapshot.text))
        left = [part for part in own if part.edit not in taken and part.number not in rejected]
        if not left:
            continue
        rest = change
        if len(left) < len(own):
            rest = _rest(change, taken, [part.edit for part in left if part.edit])
        now = carried_over(rest, snapshot)
        if now is None:
            return None
        changes.append(now)
        numbers += [part.number for part in left]
    for part in parts:
        if part.file is None or part.number in rejected or _is_done(part.file, document):
            continue
        if not _possible(part.file, document):
            return None
        files.append(part.file)
        numbers.append(part.number)
    left_over = replace(proposal, changes=tuple(changes), files=tuple(files)) if numbers else None
    return Remaining(proposal=left_over, numbers=tuple(numbers))


def taken_parts(proposal: Proposal, document: Documents) -> set[int]:
    """The numbers of the parts that are in the documents to the letter."""
    renamed = {file.uri: file.new_uri for file in proposal.files if isinstance(file, RenamedFile)}

    def is_in(part: Part) -> bool:
        if part.file is not None:
            return _is_done(part.file, document)
        snapshot = document(part.uri) or (document(renamed[part.uri]) if part.uri in renamed else None)
        assert part.change is not None
        return snapshot is not None and part.edit in taken_edits(part.change, snapshot.text)

    return {part.number for part in proposal.parts if is_in(part)}


def taken_edits(change: DocumentChange, text: str) -> tuple[TextEdit, ...]:
    """Those that `text` has already, to the letter: they were taken, one by one or all at once."""
    if text == change.new_text:
        return change.edits
    typed = {hunk.edit for hunk in hunks(change.base_text, text)}
    return tuple(edit for edit in change.edits if edit in typed)


def _rest(change: DocumentChange, taken: Container[TextEdit], left: list[TextEdit]) -> DocumentChange:
    """The edits that are left, on the text that has those taken. Only their own lines matter from now on."""
    done = [edit for edit in change.edits if edit in taken]
    moved = [_shifted(edit, done) for edit in left]
    return replace(
        change,
        base_text=apply_edits(change.base_text, done),
        made_from=Span(moved[0].span.start, moved[-1].span.end),
        edits=tuple(moved),
    )


def _shifted(edit: TextEdit, done: Iterable[TextEdit]) -> TextEdit:
    return TextEdit(
        _by(edit.span, sum(other.growth for other in done if other.span < edit.span)), edit.new_text
    )


def _possible(file: FileOperation, document: Documents) -> bool:
    now = document(file.uri)
    match file:
        case NewFile():
            return now is None
        case RenamedFile():
            return now is not None and document(file.new_uri) is None
        case DeletedFile():
            return now is not None and now.text == file.base_text


def _is_done(file: FileOperation, document: Documents) -> bool:
    now = document(file.uri)
    match file:
        case NewFile():
            return now is not None and now.text == file.text
        case RenamedFile():
            return now is None and document(file.new_uri) is not None
        case DeletedFile():
            return now is None


def _moved(span: Span, typed: Iterable[TextEdit]) -> Span | None:
    """From the last edit to the first: none of them moves one that is still to come."""
    moved: Span | None = span
    for edit in reversed(tuple(typed)):
        moved = None if moved is None else shift(moved, edit)
    return moved


def _by(span: Span, distance: int) -> Span:
    return Span(span.start + distance, span.end + distance)
