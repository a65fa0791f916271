"""Apply to all files: what an answer of a chat says of several files, as one change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kibitz.features.chat.blocks import blocks_by_file
from kibitz.features.chat.transcript import answer_at, is_chat
from kibitz.features.code_actions.action import CodeAction

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kibitz.documents.snapshot import Snapshot
    from kibitz.features.chat.blocks import Block
    from kibitz.features.code_actions.action import ActionContext, ActionRequest, Result
    from kibitz.features.code_actions.run import Services


def _title(context: ActionContext) -> str | None:
    found = _blocks(context.snapshot, context.span.start)
    return f"Apply to all {len(found)} files" if len(found) > 1 else None


async def _run(request: ActionRequest, services: Services) -> Result:
    found = _blocks(request.snapshot, request.span.start)
    if not found or services.chat is None:
        return "nothing"
    return await services.chat.apply_all(found) or "nothing"


def _blocks(snapshot: Snapshot, offset: int) -> Mapping[str, Block]:
    answer = answer_at(snapshot.text, offset) if is_chat(snapshot.uri) else None
    return blocks_by_file(snapshot.text, answer) if answer else {}


ACTION = CodeAction(id="chat_apply_all", kind="kibitz.chat.applyAll", title=_title, run=_run)
