"""A change somebody may review: what a model's answer becomes, and the only thing that is ever applied.

Frozen data. Says of which version of each document it speaks, and can be carried over to a newer one as
long as nobody touched the part it was made from.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from kibitz.text.diff import hunks, unified_diff
from kibitz.text.edits import TextEdit, apply_edits, shift
from kibitz.text.span import Span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from kibitz.documents.snapshot import Snapshot
    from kibitz.text.diff import Hunk


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentChange:
    """What happens to one document.

    Attributes:
        base_text: the whole text at `base_version`; `edits` and `made_from` speak of it.
        made_from: the lines the model rewrote. Once they change, the edits no longer mean anything.
        edits: one for each hunk, in order, apart from each other.
    """

    uri: str
    base_version: int
    base_text: str = field(repr=False)
    made_from: Span
    edits: tuple[TextEdit, ...]

    @property
    def new_text(self) -> str:
        """The whole document with every edit taken."""
        return apply_edits(self.base_text, self.edits)

    def diff(self) -> str:
        """For people to read."""
        return unified_diff(self.base_text, self.new_text, self.uri.rsplit("/", 1)[-1])


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """Changes that make sense together, to be taken or left.

    Attributes:
        id: for the editor to name it by; never shown.
        title: what was asked for, a few words.
        warnings: what the user must know before taking it; one sentence each.
    """

    id: str
    title: str
    changes: tuple[DocumentChange, ...]
    warnings: tuple[str, ...] = ()

    @property
    def summary(self) -> str:
        """Its size: `+3 -1 lines`."""
        found = [hunk for change in self.changes for hunk in hunks(change.base_text, change.new_text)]
        added, removed = sum(hunk.n_new_lines for hunk in found), sum(hunk.n_old_lines for hunk in found)
        return f"+{added} -{removed} lines"

    def diff(self) -> str:
        """Of all documents, for people to read."""
        return "".join(change.diff() for change in self.changes)


def line_edits(text: str, replacement: TextEdit) -> tuple[TextEdit, ...]:
    """A replacement of whole lines as its hunks: lines that stay the same are in none of them."""
    start, end = replacement.span.start, replacement.span.end
    found = hunks(text[start:end], replacement.new_text)
    return tuple(TextEdit(_by(hunk.old, start), hunk.new_text) for hunk in found)


def carried_over(change: DocumentChange, snapshot: Snapshot) -> DocumentChange | None:
    """The same change of the document as it is now.

    Returns:
        None when the user changed what it was made from: it is stale, and no guess is made.
    """
    if snapshot.text == change.base_text:
        return replace(change, base_version=snapshot.version)
    typed = hunks(change.base_text, snapshot.text)
    made_from = _moved(change.made_from, typed)
    if made_from is None:
        return None
    by = made_from.start - change.made_from.start
    edits: list[TextEdit] = []
    for edit in change.edits:
        inside = change.made_from.contains(edit.span)
        span = _by(edit.span, by) if inside else _moved(edit.span, typed)
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


def up_to_date(proposal: Proposal, document: Callable[[str], Snapshot | None]) -> Proposal | None:
    """The proposal for the documents as they are now; None when one was closed, or changed where it matters.

    Args:
        document: URI -> what the editor has, None when it is not open.
    """
    changes: list[DocumentChange] = []
    for change in proposal.changes:
        snapshot = document(change.uri)
        now = None if snapshot is None else carried_over(change, snapshot)
        if now is None:
            return None
        changes.append(now)
    return replace(proposal, changes=tuple(changes))


def _moved(span: Span, typed: Iterable[Hunk]) -> Span | None:
    """From the last hunk to the first: none of them moves one that is still to come."""
    moved: Span | None = span
    for hunk in reversed(tuple(typed)):
        moved = None if moved is None else shift(moved, hunk.edit)
    return moved


def _by(span: Span, distance: int) -> Span:
    return Span(span.start + distance, span.end + distance)
