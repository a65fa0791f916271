"""The terminal as the editor of `kibitz act`: prints explanations, shows diffs, writes files when told to."""

from __future__ import annotations

import asyncio
import sys
from typing import TYPE_CHECKING

from kibitz.cli.terminal import paint_diff
from kibitz.cli.write_files import write_files
from kibitz.features.edits.editor import Abilities

if TYPE_CHECKING:
    from kibitz.base.ports import User
    from kibitz.documents.snapshot import Snapshot
    from kibitz.features.edits.editor import GeneratedDocument
    from kibitz.features.edits.proposal import Proposal
    from kibitz.features.review_code.findings import Finding


class TerminalEditor:
    """Reviews by showing the diff; `write` says whether it is then applied."""

    def __init__(self, user: User, *, write: bool, quiet: bool = False) -> None:
        """`quiet` prints nothing; `told` then says what there was."""
        self._user = user
        self._write = write
        self._quiet = quiet
        self._reviewed: Proposal | None = None
        self._document: PrintedDocument | None = None
        self._found: list[dict[str, object]] = []
        self.abilities = Abilities(
            applies_edits=True,
            reviews=True,
            confirms_changes=False,
            asks=False,
            shows_documents=True,
            file_operations=frozenset({"create", "rename", "delete"}),
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
        """Write the files, with their line endings; nothing when one is not what the proposal speaks of."""
        return await asyncio.to_thread(write_files, proposal)

    async def continue_document(self, uri: str) -> GeneratedDocument:  # noqa: ARG002  there is one output
        """Standard output again."""
        return PrintedDocument(quiet=self._quiet)

    async def show_place(self, uri: str, line: int) -> bool:  # noqa: ARG002  a terminal has no cursor
        """Never called: `abilities.shows_places` is false."""
        return False

    def show_findings(self, snapshot: Snapshot, findings: tuple[Finding, ...]) -> None:
        """Print problems as compilers do."""
        name = str(snapshot.path or snapshot.uri)
        for finding in findings:
            line = snapshot.index.line_of(finding.span.start) + 1
            self._found.append({"line": line, "message": finding.message})
            if not self._quiet:
                print(f"{name}:{line}: {finding.message}")

    async def open_document(self, *, name: str, text: str, language_id: str) -> GeneratedDocument:  # noqa: ARG002
        """Standard output is the document."""
        self._document = PrintedDocument(quiet=self._quiet)
        await self._document.append(text)
        return self._document

    def told(self) -> dict[str, object]:
        """What was shown, for a program."""
        if self._reviewed is not None:
            return {"diff": self._reviewed.diff(), "warnings": list(self._reviewed.warnings)}
        if self._found:
            return {"problems": self._found}
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
