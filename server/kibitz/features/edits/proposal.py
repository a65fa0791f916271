"""A change somebody may review: what a model's answer becomes, and the only thing that is ever applied.

Frozen data. Several documents, and files that come, go or get another name, are one proposal; what can be
taken or left by itself in it is a `Part`. How a proposal follows the documents is in `carry.py`.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING
from urllib.parse import unquote

from kibitz.text.diff import hunks, unified_diff
from kibitz.text.edits import TextEdit, apply_edits
from kibitz.text.span import Span

if TYPE_CHECKING:
    from collections.abc import Container


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentChange:
    """What happens to the text of one document.

    Attributes:
        base_version: `ON_DISK` for a document that the editor has not open.
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
        return unified_diff(self.base_text, self.new_text, name_of(self.uri))


@dataclass(frozen=True, slots=True, kw_only=True)
class NewFile:
    """A file that is not there yet."""

    uri: str
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class RenamedFile:
    """A file that gets another name, or another folder. `uri` is the old one, in `changes` too."""

    uri: str
    new_uri: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeletedFile:
    """A file that goes."""

    uri: str
    base_text: str = field(repr=False)


FileOperation = NewFile | RenamedFile | DeletedFile


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What can be taken or left by itself: a hunk of a document, or what happens to a file.

    Attributes:
        number: its place among the parts of the proposal, from 0.
        change: the document's change that `edit` belongs to; None for what happens to a file.
        title: where it is and how much: `mean.py:3 (+2 -1)`.
    """

    number: int
    uri: str
    title: str
    change: DocumentChange | None = None
    edit: TextEdit | None = None
    file: FileOperation | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """Changes that make sense together, to be taken or left.

    Attributes:
        id: for the editor to name it by; never shown.
        title: what was asked for, a few words.
        changes: of documents, by the names they have before `files`.
        files: done after `changes`, in order.
        warnings: what the user must know before taking it; one sentence each.
    """

    id: str
    title: str
    changes: tuple[DocumentChange, ...] = ()
    files: tuple[FileOperation, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def uris(self) -> tuple[str, ...]:
        """Every document it speaks of, by old and new names."""
        renamed = (file.new_uri for file in self.files if isinstance(file, RenamedFile))
        named = (*(each.uri for each in (*self.changes, *self.files)), *renamed)
        return tuple(dict.fromkeys(named))

    @property
    def parts(self) -> tuple[Part, ...]:
        """All of it, hunks first; the numbers stay the same while the proposal follows the documents."""
        found = [
            Part(number=0, uri=change.uri, title=_title(change, edit), change=change, edit=edit)
            for change in self.changes
            for edit in change.edits
        ]
        found += [Part(number=0, uri=file.uri, title=_file_title(file), file=file) for file in self.files]
        return tuple(replace(part, number=number) for number, part in enumerate(found))

    def keeping(self, numbers: Container[int]) -> Proposal | None:
        """Only these parts; None when nothing is left."""
        parts = [part for part in self.parts if part.number in numbers]
        if not parts:
            return None
        kept = tuple(
            replace(change, edits=tuple(part.edit for part in parts if part.change is change and part.edit))
            for change in self.changes
        )
        return replace(
            self,
            changes=tuple(change for change in kept if change.edits),
            files=tuple(part.file for part in parts if part.file),
        )

    @property
    def summary(self) -> str:
        """Its size: `+3 -1 lines`, and how many files come, go or move."""
        texts = [(change.base_text, change.new_text) for change in self.changes]
        texts += [("", file.text) for file in self.files if isinstance(file, NewFile)]
        texts += [(file.base_text, "") for file in self.files if isinstance(file, DeletedFile)]
        found = [hunk for old, new in texts for hunk in hunks(old, new)]
        added, removed = sum(hunk.n_new_lines for hunk in found), sum(hunk.n_old_lines for hunk in found)
        n_documents = len(self.uris)
        return f"+{added} -{removed} lines" + (f" in {n_documents} files" if n_documents > 1 else "")

    def diff(self) -> str:
        """Of all documents, for people to read."""
        return "".join((*(change.diff() for change in self.changes), *map(_file_diff, self.files)))


def name_of(uri: str) -> str:
    """The last part of a URI, as people read it."""
    return unquote(uri.rsplit("/", 1)[-1].removeprefix("untitled:"))


def line_edits(text: str, replacement: TextEdit) -> tuple[TextEdit, ...]:
    """A replacement of whole lines as its hunks: lines that stay the same are in none of them."""
    start, end = replacement.span.start, replacement.span.end
    found = hunks(text[start:end], replacement.new_text)
    return tuple(
        TextEdit(Span(hunk.old.start + start, hunk.old.end + start), hunk.new_text) for hunk in found
    )


def _title(change: DocumentChange, edit: TextEdit) -> str:
    line = change.base_text.count("\n", 0, edit.span.start) + 1
    removed, added = _n_lines(change.base_text[edit.span.start : edit.span.end]), _n_lines(edit.new_text)
    return f"{name_of(change.uri)}:{line} (+{added} -{removed})"


def _n_lines(text: str) -> int:
    return text.count("\n") + bool(text and not text.endswith("\n"))


def _file_title(file: FileOperation) -> str:
    match file:
        case NewFile():
            return f"create {name_of(file.uri)} (+{_n_lines(file.text)})"
        case RenamedFile():
            return f"rename {name_of(file.uri)} to {name_of(file.new_uri)}"
        case DeletedFile():
            return f"delete {name_of(file.uri)} (-{_n_lines(file.base_text)})"


def _file_diff(file: FileOperation) -> str:
    match file:
        case NewFile():
            return unified_diff("", file.text, name_of(file.uri))
        case RenamedFile():
            return f"rename from {name_of(file.uri)}\nrename to {name_of(file.new_uri)}\n"
        case DeletedFile():
            return unified_diff(file.base_text, "", name_of(file.uri))
