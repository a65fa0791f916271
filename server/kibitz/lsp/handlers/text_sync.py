"""`textDocument/didOpen`, `didChange`, `didClose`: microseconds, no parsing, no logging of text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lsprotocol import types as lsp

from kibitz.documents.store import Change

if TYPE_CHECKING:
    from collections.abc import Callable

    from kibitz.lsp.session import Session


def handlers(session: Session) -> dict[str, Callable[[Any], Any]]:
    """Methods of this file."""
    documents, encoding = session.documents, session.client.encoding

    def did_open(params: lsp.DidOpenTextDocumentParams) -> None:
        document = params.text_document
        language_id = document.language_id or ""  # lsprotocol lets null through
        documents.open(document.uri, language_id, document.version, document.text)

    def did_change(params: lsp.DidChangeTextDocumentParams) -> None:
        document = params.text_document
        changes = [change_of(event) for event in params.content_changes]
        documents.change(document.uri, document.version, changes, encoding)

    def did_close(params: lsp.DidCloseTextDocumentParams) -> None:
        documents.close(params.text_document.uri)

    return {
        lsp.TEXT_DOCUMENT_DID_OPEN: did_open,
        lsp.TEXT_DOCUMENT_DID_CHANGE: did_change,
        lsp.TEXT_DOCUMENT_DID_CLOSE: did_close,
    }


def change_of(event: lsp.TextDocumentContentChangeEvent) -> Change:
    """The change as the store takes it."""
    if isinstance(event, lsp.TextDocumentContentChangePartial):
        start, end = event.range.start, event.range.end
        return Change(start=(start.line, start.character), end=(end.line, end.character), text=event.text)
    return Change(start=None, end=None, text=event.text)
