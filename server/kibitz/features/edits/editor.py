"""What edits and explanations ask of the editor. `lsp` implements it for a client, `cli` for a terminal.

The way of a review is chosen in `door.py` from the plain facts in `Abilities`; an implementation only does
what it is told, and is never asked for what it said it cannot do.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from kibitz.features.edits.proposal import Proposal


@dataclass(frozen=True, slots=True, kw_only=True)
class Abilities:
    """What the editor can do, settled when it connected.

    Attributes:
        applies_edits: takes an edit the server sends by itself.
        reviews: has a view of its own for proposals, hunk by hunk.
        confirms_changes: asks the user before it applies an edit that says so (change annotations).
        asks: shows a question with answers to choose from, so `User.ask` means something.
        shows_documents: opens a generated document beside the user's.
        shows_places: moves the cursor to a place that the server names.
        file_operations: what it can do to files as part of an edit: `create`, `rename`, `delete`.
    """

    applies_edits: bool
    reviews: bool
    confirms_changes: bool
    asks: bool
    shows_documents: bool
    shows_places: bool = False
    file_operations: frozenset[str] = frozenset()


class GeneratedDocument(Protocol):
    """A text of ours that the user reads while it grows."""

    async def append(self, text: str) -> None:
        """Add to its end. Returns when the editor has it, which is what paces the writer."""
        ...

    async def finish(self) -> None:
        """Nothing more comes. The document stays open."""
        ...


class Editor(Protocol):
    """The editor the user has in front of them."""

    @property
    def abilities(self) -> Abilities:
        """The same for the whole session."""
        ...

    async def review(self, proposal: Proposal) -> Proposal | None:
        """Show it in the editor's own view (`abilities.reviews`).

        Returns:
            What the user kept of it, or None when they discarded it.
        """
        ...

    async def apply(self, proposal: Proposal, *, confirm: bool) -> bool:
        """Apply all of it in one edit that names the base versions (`abilities.applies_edits`).

        Args:
            proposal: of the documents as they are now.
            confirm: every hunk needs the user's confirmation in the editor (`abilities.confirms_changes`);
                the warnings belong into what it shows.

        Returns:
            Whether the editor applied it.
        """
        ...

    async def continue_document(self, uri: str) -> GeneratedDocument:
        """Add to the end of a document the user has open and has told us to write in."""
        ...

    async def show_place(self, uri: str, line: int) -> bool:
        """Put the cursor on a line, from 0 (`abilities.shows_places`); whether the editor did."""
        ...

    async def open_document(self, *, name: str, text: str, language_id: str) -> GeneratedDocument:
        """Open a new document that begins with `text`, without taking the focus where possible.

        With `abilities.shows_documents` false, it is shown in whatever way is left, at the latest when it
        is finished.

        Args:
            name: for a title or a file name; `explain-total.md`, without folders.
        """
        ...
