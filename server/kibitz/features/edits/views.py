"""What a view for reviews shows of a proposal: each file before and after, and where its hunks are. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kibitz.features.edits.proposal import DeletedFile, NewFile, RenamedFile
from kibitz.text.edits import apply_edits

if TYPE_CHECKING:
    from collections.abc import Container

    from kibitz.features.edits.proposal import Part, Proposal


@dataclass(frozen=True, slots=True, kw_only=True)
class HunkView:
    """A part of the proposal in the text after.

    Attributes:
        line: where it begins in `after`, from 0.
        n_lines: how many of its lines there are; 0 for lines that only go, and for a rejected hunk.
    """

    number: int
    title: str
    line: int
    n_lines: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FileView:
    """One file, before and after what is not rejected."""

    uri: str
    name: str
    before: str = field(repr=False)
    after: str = field(repr=False)
    hunks: tuple[HunkView, ...]


def views(proposal: Proposal, rejected: Container[int] = ()) -> tuple[FileView, ...]:
    """One for each document that changes, and for each file that comes, goes or is renamed."""
    parts = proposal.parts
    found: list[FileView] = []
    for change in proposal.changes:
        own = [part for part in parts if part.change is change]
        kept = [part.edit for part in own if part.edit and part.number not in rejected]
        found.append(
            FileView(
                uri=change.uri,
                name=proposal.name(change.uri),
                before=change.base_text,
                after=apply_edits(change.base_text, kept),
                hunks=_hunks(change.base_text, own, rejected),
            )
        )
    found += [_file_view(proposal, part, rejected) for part in parts if part.file is not None]
    return tuple(found)


def _hunks(before: str, parts: list[Part], rejected: Container[int]) -> tuple[HunkView, ...]:
    hunks: list[HunkView] = []
    grown_lines = 0
    for part in parts:
        assert part.edit is not None
        span, is_kept = part.edit.span, part.number not in rejected
        new = part.edit.new_text
        n_new = new.count("\n") + bool(new and not new.endswith("\n"))
        line = before.count("\n", 0, span.start) + grown_lines
        hunks.append(
            HunkView(number=part.number, title=part.title, line=line, n_lines=n_new if is_kept else 0)
        )
        if is_kept:
            grown_lines += part.edit.new_text.count("\n") - before.count("\n", span.start, span.end)
    return tuple(hunks)


def _file_view(proposal: Proposal, part: Part, rejected: Container[int]) -> FileView:
    match part.file:
        case NewFile():
            before, after = "", part.file.text
        case DeletedFile():
            before, after = part.file.base_text, ""
        case RenamedFile():
            before, after = (f"{proposal.name(uri)}\n" for uri in (part.file.uri, part.file.new_uri))
        case None:
            before = after = ""
    if part.number in rejected:
        after = before
    hunk = HunkView(number=part.number, title=part.title, line=0, n_lines=after.count("\n"))
    return FileView(uri=part.uri, name=proposal.name(part.uri), before=before, after=after, hunks=(hunk,))
