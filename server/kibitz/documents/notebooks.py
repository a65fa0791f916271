"""The notebooks the editor has open. Lives on the event loop; the texts of cells are in the store."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kibitz.documents.notebook import ALONE, Neighbours, Notebook, as_script, neighbours

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kibitz.documents.notebook import Cell
    from kibitz.documents.snapshot import Snapshot
    from kibitz.documents.store import DocumentStore


class Notebooks:
    """What is open, by URI as the client spells it; nothing here fails for one that is not."""

    def __init__(self, documents: DocumentStore) -> None:
        self._documents = documents
        self._open: dict[str, Notebook] = {}

    def open(self, uri: str, cells: Iterable[Cell]) -> None:
        """Take a notebook in; one that was open is replaced."""
        self._open[uri] = Notebook(cells=tuple(cells))

    def splice(self, uri: str, start: int, delete_count: int, cells: Iterable[Cell]) -> None:
        """Cells were put in, taken out or moved."""
        if uri in self._open:
            self._open[uri] = self._open[uri].spliced(start, delete_count, cells)

    def change_kinds(self, uri: str, cells: Iterable[Cell]) -> None:
        """Something about cells has changed, but not their order."""
        if uri in self._open:
            self._open[uri] = self._open[uri].with_kinds(cells)

    def close(self, uri: str) -> tuple[Cell, ...]:
        """Forget a notebook; the cells it had."""
        notebook = self._open.pop(uri, None)
        return notebook.cells if notebook else ()

    def neighbours(self, cell: Snapshot) -> Neighbours:
        """What `cell` is to know of the other cells as they are now; nothing for another document."""
        for notebook in self._open.values():
            around = notebook.around(cell.uri)
            if around is not None:
                before, behind = (
                    [other for uri in uris if (other := self._documents.get(uri))] for uris in around
                )
                return neighbours(cell, before, behind)
        return ALONE

    def as_script(self, uri: str) -> str | None:
        """The notebook that a cell is in as one text; None for a document that is no cell."""
        for notebook in self._open.values():
            if any(cell.uri == uri for cell in notebook.cells):
                known = ((cell, self._documents.get(cell.uri)) for cell in notebook.cells)
                return as_script((cell, snapshot.text) for cell, snapshot in known if snapshot)
        return None

    def whole_text(self, uri: str) -> str | None:
        """The document with its neighbours; None when it is not open."""
        cell = self._documents.get(uri)
        return self.neighbours(cell).joined(cell) if cell else None
