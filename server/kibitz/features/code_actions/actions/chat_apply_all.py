"""Apply to all files: what an answer of a chat says of several files, as one change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kibitz.features.chat.of_files import of_files
from kibitz.features.chat.transcript import answer_at, is_chat
from kibitz.features.code_actions.action import CodeAction

if TYPE_CHECKING:
    from kibitz.documents.snapshot import Snapshot
    from kibitz.features.chat.of_files import OfFiles
    from kibitz.features.code_actions.action import ActionContext, ActionRequest, Result
    from kibitz.features.code_actions.run import Services


def _title(context: ActionContext) -> str | None:
    said = _said(context.snapshot, context.span.start)
    return said.title if said else None


async def _run(request: ActionRequest, services: Services) -> Result:
    said = _said(request.snapshot, request.span.start)
    if said is None or services.chat is None:
        return "nothing"
    return await services.chat.apply_all(said) or "nothing"


def _said(snapshot: Snapshot, offset: int) -> OfFiles | None:
    answer = answer_at(snapshot.text, offset) if is_chat(snapshot.uri) else None
    return of_files(snapshot.text, answer) if answer else None


ACTION = CodeAction(id="chat_apply_all", kind="kibitz.chat.applyAll", title=_title, run=_run)
