"""`textDocument/inlineCompletion`: ghost text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lsprotocol import types as lsp

from kibitz.lsp.commands import accept_command
from kibitz.lsp.suggest import suggest

if TYPE_CHECKING:
    from collections.abc import Callable

    from kibitz.lsp.params import InlineCompletionParams
    from kibitz.lsp.session import Session
    from kibitz.lsp.suggest import Suggested


def handlers(session: Session) -> dict[str, Callable[[Any], Any]]:
    """Methods of this file."""

    async def inline_completion(params: InlineCompletionParams) -> lsp.InlineCompletionList:
        session.asks_ghost_text = True
        invoked = params.context.trigger_kind == lsp.InlineCompletionTriggerKind.Invoked
        found = await suggest(
            session,
            lsp.TEXT_DOCUMENT_INLINE_COMPLETION,
            params.spot,
            trigger="invoked" if invoked else "automatic",
            selected=params.context.selected_completion_info,
        )
        return lsp.InlineCompletionList(items=[inline_item(each) for each in found])

    return {lsp.TEXT_DOCUMENT_INLINE_COMPLETION: inline_completion}


def inline_item(suggested: Suggested) -> lsp.InlineCompletionItem:
    """The suggestion as LSP 3.18 and GitHub's dialect have it."""
    return lsp.InlineCompletionItem(
        insert_text=suggested.suggestion.text,
        range=suggested.range,
        command=accept_command(suggested.suggestion.id),
    )
