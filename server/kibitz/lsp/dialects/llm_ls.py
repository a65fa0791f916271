"""llm-ls: llm.nvim and llm-vscode. They insert a text at the cursor and show it as ghost text.

Their parameters say which model to ask where, with keys in plain text: the settings of Kibitz decide that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kibitz.lsp.dialect import Dialect
from kibitz.lsp.params import spot_of, text_at
from kibitz.lsp.suggest import inserted, suggest

if TYPE_CHECKING:
    from collections.abc import Callable

    from kibitz.lsp.session import Session

GET = "llm-ls/getCompletions"


def _handlers(session: Session) -> dict[str, Callable[[Any], Any]]:
    async def get_completions(params: Any) -> object:
        session.asks_ghost_text = True
        for suggested in await suggest(session, GET, spot_of(params)):
            text = inserted(suggested)
            if text is not None:
                return {"request_id": suggested.suggestion.id, "completions": [{"generated_text": text}]}
        return no_completions()

    async def accept_completion(params: Any) -> object:
        features = await session.features()
        features.inline.accepted(text_at(params, "requestId"))
        return {}

    async def reject_completion(params: Any) -> object:
        features = await session.features()
        features.inline.rejected(text_at(params, "requestId"))
        return {}

    return {
        GET: get_completions,
        "llm-ls/acceptCompletion": accept_completion,
        "llm-ls/rejectCompletion": reject_completion,
    }


def no_completions() -> object:
    """llm.nvim takes the length of `completions`: never null."""
    return {"request_id": "", "completions": []}


DIALECT = Dialect(handlers=_handlers, cancelled={GET: no_completions})
