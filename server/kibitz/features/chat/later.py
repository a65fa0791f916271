"""An answer for an editor that takes no edits from a server: it waits to be taken by a code action."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kibitz.features.edits.finish import in_lines_of, proposal_of
from kibitz.features.edits.proposal import DocumentChange
from kibitz.text.edits import TextEdit
from kibitz.text.span import Span

if TYPE_CHECKING:
    from kibitz.documents.store import DocumentStore
    from kibitz.features.edits.door import Door

TITLE: Final = "Answer"


class LaterAnswer:
    """Gathers an answer, and offers it when it is complete. A `GeneratedDocument`."""

    def __init__(self, uri: str, *, documents: DocumentStore, door: Door) -> None:
        self._uri = uri
        self._documents = documents
        self._door = door
        self._text = ""

    async def append(self, text: str) -> None:
        """Keep it."""
        self._text += text

    async def finish(self) -> None:
        """Offer all of it for the end of the document as it is now."""
        snapshot = self._documents.get(self._uri)
        if snapshot is None:
            return
        end = Span(len(snapshot.text), len(snapshot.text))
        change = DocumentChange(
            uri=self._uri,
            base_version=snapshot.version,
            base_text=snapshot.text,
            made_from=end,
            edits=(TextEdit(end, in_lines_of(snapshot, self._text)),),
        )
        await self._door.submit(proposal_of(TITLE, change))
