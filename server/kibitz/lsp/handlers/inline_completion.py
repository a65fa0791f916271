"""`textDocument/inlineCompletion`: ghost text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lsprotocol import types as lsp

from kibitz.base.errors import KibitzError
from kibitz.features.inline_completion.rebase import survive
from kibitz.features.inline_completion.request import InlineRequest
from kibitz.lsp.commands import DID_ACCEPT
from kibitz.lsp.convert import to_offset, to_range, to_span
from kibitz.lsp.failures import report

if TYPE_CHECKING:
    from collections.abc import Callable

    from kibitz.documents.snapshot import Snapshot
    from kibitz.features.inline_completion.request import InlineResult, Suggestion
    from kibitz.lsp.session import Session
    from kibitz.text.line_index import PositionEncoding


def handlers(session: Session) -> dict[str, Callable[[Any], Any]]:
    """Methods of this file."""

    async def inline_completion(params: lsp.InlineCompletionParams) -> lsp.InlineCompletionList:
        session.asks_ghost_text = True
        snapshot = session.snapshot(params.text_document.uri)
        if snapshot is None or session.snooze.active:
            return nothing()
        await session.in_flight.take((snapshot.uri, lsp.TEXT_DOCUMENT_INLINE_COMPLETION))
        settings = await session.configuration.ready()
        features = await session.features()
        selected = params.context.selected_completion_info
        request = InlineRequest(
            snapshot=snapshot,
            offset=to_offset(snapshot.index, params.position, session.client.encoding),
            trigger="invoked"
            if params.context.trigger_kind == lsp.InlineCompletionTriggerKind.Invoked
            else "automatic",
            menu_text=selected.text if selected else None,
            menu_span=to_span(snapshot.index, selected.range, session.client.encoding) if selected else None,
        )
        try:
            result = await features.inline.complete(request, settings)
        except KibitzError as error:
            report(session, features, error)
            return nothing()
        session.status.ready(result.trace.fact("model"))
        return _items(session, snapshot, result)

    return {lsp.TEXT_DOCUMENT_INLINE_COMPLETION: inline_completion}


def nothing() -> lsp.InlineCompletionList:
    """The answer when there is none; several clients raise an error on null."""
    return lsp.InlineCompletionList(items=[])


def _items(session: Session, snapshot: Snapshot, result: InlineResult) -> lsp.InlineCompletionList:
    """Items for the document as it is now: the user may have typed on while the model worked."""
    current = session.snapshot(snapshot.uri)
    if current is None:
        return nothing()
    if current is not snapshot:
        result = survive(result, snapshot, current)
    encoding = session.client.encoding
    return lsp.InlineCompletionList(items=[_item(current, each, encoding) for each in result.suggestions])


def _item(snapshot: Snapshot, suggestion: Suggestion, encoding: PositionEncoding) -> lsp.InlineCompletionItem:
    return lsp.InlineCompletionItem(
        insert_text=suggestion.text,
        range=to_range(snapshot.index, suggestion.span, encoding),
        command=lsp.Command(title="Kibitz", command=DID_ACCEPT, arguments=[suggestion.id]),
    )
