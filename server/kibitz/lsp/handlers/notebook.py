"""`notebookDocument/didOpen`, `didChange`, `didClose`: microseconds, no parsing, no logging of text.

Saving a notebook changes nothing here: what is known of it is what the editor shows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lsprotocol import types as lsp

from kibitz.documents.notebook import Cell
from kibitz.lsp.handlers.text_sync import change_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from kibitz.lsp.session import Session


def handlers(session: Session) -> dict[str, Callable[[Any], Any]]:
    """Methods of this file."""
    documents, notebooks, encoding = session.documents, session.notebooks, session.client.encoding

    def did_open(params: lsp.DidOpenNotebookDocumentParams) -> None:
        notebooks.open(params.notebook_document.uri, _cells(params.notebook_document.cells))
        open_texts(params.cell_text_documents)

    def did_change(params: lsp.DidChangeNotebookDocumentParams) -> None:
        uri, change = params.notebook_document.uri, params.change.cells
        if change is None:
            return
        if (structure := change.structure) is not None:
            array = structure.array
            notebooks.splice(uri, array.start, array.delete_count, _cells(array.cells or ()))
            # A cell that moves may be closed and opened at once.
            for closed in structure.did_close or ():
                documents.close(closed.uri)
            open_texts(structure.did_open or ())
        notebooks.change_kinds(uri, _cells(change.data or ()))
        for content in change.text_content or ():
            document = content.document
            changes = [change_of(event) for event in content.changes]
            documents.change(document.uri, document.version, changes, encoding)

    def did_close(params: lsp.DidCloseNotebookDocumentParams) -> None:
        cells = notebooks.close(params.notebook_document.uri)
        for uri in {*(cell.uri for cell in cells), *(each.uri for each in params.cell_text_documents)}:
            documents.close(uri)

    def open_texts(items: Iterable[lsp.TextDocumentItem]) -> None:
        for item in items:
            documents.open(item.uri, item.language_id or "", item.version, item.text)

    return {
        lsp.NOTEBOOK_DOCUMENT_DID_OPEN: did_open,
        lsp.NOTEBOOK_DOCUMENT_DID_CHANGE: did_change,
        lsp.NOTEBOOK_DOCUMENT_DID_CLOSE: did_close,
    }


def _cells(cells: Iterable[lsp.NotebookCell]) -> list[Cell]:
    return [Cell(uri=cell.document, is_code=cell.kind == lsp.NotebookCellKind.Code) for cell in cells]
