"""The terminal as the editor of `kibitz act`: prints explanations, shows diffs, writes files when told to."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from kibitz.cli.terminal import paint_diff
from kibitz.documents.uri import path_of
from kibitz.features.edits.editor import Abilities

if TYPE_CHECKING:
    from pathlib import Path

    from kibitz.base.ports import User
    from kibitz.features.edits.editor import GeneratedDocument
    from kibitz.features.edits.proposal import Proposal


class TerminalEditor:
    """Reviews by showing the diff; `write` says whether it is then applied."""

    def __init__(self, user: User, *, write: bool, quiet: bool = False) -> None:
        """`quiet` prints nothing; `told` then says what there was."""
        self._user = user
        self._write = write
        self._quiet = quiet
        self._reviewed: Proposal | None = None
        self._document: PrintedDocument | None = None
        self.abilities = Abilities(
            applies_edits=True, reviews=True, confirms_changes=False, asks=False, shows_documents=True
        )

    async def review(self, proposal: Proposal) -> Proposal | None:
        """Print the diff; keep all of it or nothing."""
        self._reviewed = proposal
        if not self._quiet:
            for warning in proposal.warnings:
                self._user.tell(warning, "warning")
            print(paint_diff(proposal.diff()))
        return proposal if self._write else None

    async def apply(self, proposal: Proposal, *, confirm: bool) -> bool:  # noqa: ARG002  it was reviewed
        """Write the files, with their line endings; one that is not UTF-8 is left alone."""
        targets: list[tuple[Path, str]] = []
        for change in proposal.changes:
            path = path_of(change.uri)
            if path is None or not _is(path, change.base_text):
                return False
            targets.append((path, change.new_text))
        for path, text in targets:
            path.write_bytes(text.encode())
        return True

    async def open_document(self, *, name: str, text: str, language_id: str) -> GeneratedDocument:  # noqa: ARG002
        """Standard output is the document."""
        self._document = PrintedDocument(quiet=self._quiet)
        await self._document.append(text)
        return self._document

    def told(self) -> dict[str, object]:
        """What was shown, for a program."""
        if self._reviewed is not None:
            return {"diff": self._reviewed.diff(), "warnings": list(self._reviewed.warnings)}
        return {"text": self._document.text} if self._document else {}


class PrintedDocument:
    """Text that streams to standard output."""

    def __init__(self, *, quiet: bool) -> None:
        self._quiet = quiet
        self.text = ""

    async def append(self, text: str) -> None:
        """Print it at once."""
        self.text += text
        if not self._quiet:
            sys.stdout.write(text)
            sys.stdout.flush()

    async def finish(self) -> None:
        """End the last line."""
        if not self._quiet:
            print()


def _is(path: Path, text: str) -> bool:
    """Whether the file still holds exactly this text."""
    try:
        return path.read_bytes() == text.encode()
    except OSError:
        return False
