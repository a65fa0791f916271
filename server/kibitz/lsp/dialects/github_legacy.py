"""GitHub's dialect before it used inline completion: copilot.lua, older copilot.vim, Sublime.

Completions are whole lines: these clients compare them with what stands before the cursor, and the oldest
replace everything behind it too.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from kibitz.lsp.convert import to_position
from kibitz.lsp.dialect import Dialect
from kibitz.lsp.params import spot_of, text_at, texts_at
from kibitz.lsp.suggest import suggest, whole_lines

if TYPE_CHECKING:
    from collections.abc import Callable

    from lsprotocol import types as lsp

    from kibitz.lsp.session import Session
    from kibitz.lsp.status import Kind
    from kibitz.lsp.suggest import Suggested

GET, CYCLE, PANEL = "getCompletions", "getCompletionsCycling", "getPanelCompletions"

STATUSES = {
    "ready": "Normal",
    "busy": "InProgress",
    "warning": "Warning",
    "error": "Error",
    "off": "Inactive",
}


def _handlers(session: Session) -> dict[str, Callable[[Any], Any]]:
    async def get_completions(params: Any) -> object:
        session.asks_ghost_text = True
        found = await suggest(session, GET, spot_of(params))
        return {"completions": [_completion(each) for each in found]}

    async def get_completions_cycling(params: Any) -> object:
        found = await suggest(session, CYCLE, spot_of(params), trigger="invoked")
        return {"completions": [_completion(each) for each in found]}

    async def get_panel_completions(params: Any) -> object:
        panel = text_at(params, "panelId") or text_at(params, "doc", "panelId")
        found = await suggest(session, PANEL, spot_of(params), trigger="invoked")
        # copilot.vim opens the panel when it has the answer, and knows the solutions only from then on.
        task = asyncio.ensure_future(_send_solutions(session, panel, found))
        session.background.add(task)
        task.add_done_callback(session.background.discard)
        return {"solutionCountTarget": len(found)}

    async def notify_accepted(params: Any) -> object:
        features = await session.features()
        features.inline.accepted(text_at(params, "uuid"))
        return "OK"

    async def notify_rejected(params: Any) -> object:
        features = await session.features()
        for suggestion_id in texts_at(params, "uuids"):
            features.inline.rejected(suggestion_id)
        return "OK"

    return {
        GET: get_completions,
        CYCLE: get_completions_cycling,
        PANEL: get_panel_completions,
        "notifyAccepted": notify_accepted,
        "notifyRejected": notify_rejected,
        "notifyShown": lambda _: "OK",  # counted when it was sent: not every client tells of it
    }


def no_completions() -> object:
    """copilot.lua indexes `completions`: never null."""
    return {"completions": []}


def _completion(suggested: Suggested) -> dict[str, object]:
    text, range_, n_typed = whole_lines(suggested)
    return {
        "uuid": suggested.suggestion.id,
        "text": text,
        "displayText": text[n_typed:],
        "range": range_,
        "position": _cursor(suggested),
        "docVersion": suggested.snapshot.version,
    }


def _cursor(suggested: Suggested) -> lsp.Position:
    encoding = suggested.session.client.encoding
    return to_position(suggested.snapshot.index, suggested.suggestion.span.start, encoding)


async def _send_solutions(session: Session, panel: str, found: list[Suggested]) -> None:
    notify = session.server.protocol.notify
    await asyncio.sleep(0)  # the answer goes first
    for rank, suggested in enumerate(found):
        text, range_, _ = whole_lines(suggested)
        solution = {
            "panelId": panel,
            "solutionId": suggested.suggestion.id,
            "displayText": text,
            "completionText": text,
            "range": range_,
            "score": -rank,
        }
        notify("PanelSolution", solution)
    notify("PanelSolutionsDone", {"panelId": panel, "status": "OK"})


def _status(kind: Kind, message: str) -> dict[str, object]:
    return {"status": STATUSES[kind], "message": message}


DIALECT = Dialect(
    handlers=_handlers,
    cancelled={GET: no_completions, CYCLE: no_completions, PANEL: lambda: {"solutionCountTarget": 0}},
    statuses={"statusNotification": _status},
)
