"""A change somebody may review: what a model's answer becomes, and the only thing that is ever applied.

Frozen data. Several documents, and files that come, go or get another name, are one proposal; what can be
taken or left by itself in it is a `Part`. How a proposal follows the documents is in `carry.py`.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import takewhile
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

    def name(self, uri: str) -> str:
        """Of one of its documents, with the folders that not all of them are in."""
        folders = zip(*(each.split("/")[:-1] for each in self.uris), strict=False)
        n_shared = sum(1 for _ in takewhile(lambda names: len(set(names)) == 1, folders))
        return _readable("/".join(uri.split("/")[n_shared:])) if n_shared else name_of(uri)

    @property
    def parts(self) -> tuple[Part, ...]:
        """All of it, hunks first; the numbers stay the same while the proposal follows the documents."""
        found = [
            Part(number=0, uri=change.uri, title=self._title(change, edit), change=change, edit=edit)
            for change in self.changes
            for edit in change.edits
        ]
        found += [
            Part(number=0, uri=file.uri, title=self._file_title(file), file=file) for file in self.files
        ]
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
        changes = (unified_diff(each.base_text, each.new_text, self.name(each.uri)) for each in self.changes)
        return "".join((*changes, *map(self._file_diff, self.files)))

    def _title(self, change: DocumentChange, edit: TextEdit) -> str:
        line = change.base_text.count("\n", 0, edit.span.start) + 1
        removed = _n_lines(change.base_text[edit.span.start : edit.span.end])
        return f"{self.name(change.uri)}:{line} (+{_n_lines(edit.new_text)} -{removed})"

    def _file_title(self, file: FileOperation) -> str:
        match file:
            case NewFile():
                return f"create {self.name(file.uri)} (+{_n_lines(file.text)})"
            case RenamedFile():
                return f"rename {self.name(file.uri)} to {self.name(file.new_uri)}"
            case DeletedFile():
                return f"delete {self.name(file.uri)} (-{_n_lines(file.base_text)})"

    def _file_diff(self, file: FileOperation) -> str:
        match file:
            case NewFile():
                return unified_diff("", file.text, self.name(file.uri))
            case RenamedFile():
                return f"rename from {self.name(file.uri)}\nrename to {self.name(file.new_uri)}\n"
            case DeletedFile():
                return unified_diff(file.base_text, "", self.name(file.uri))


def name_of(uri: str) -> str:
    """The last part of a URI, as people read it."""
    return _readable(uri.rsplit("/", 1)[-1])


def _readable(part: str) -> str:
    return unquote(part.removeprefix("untitled:"))


def line_edits(text: str, replacement: TextEdit) -> tuple[TextEdit, ...]:
    """A replacement of whole lines as its hunks: lines that stay the same are in none of them."""
    start, end = replacement.span.start, replacement.span.end
    found = hunks(text[start:end], replacement.new_text)
    return tuple(
        TextEdit(Span(hunk.old.start + start, hunk.old.end + start), hunk.new_text) for hunk in found
    )


def _n_lines(text: str) -> int:
    return text.count("\n") + bool(text and not text.endswith("\n"))
