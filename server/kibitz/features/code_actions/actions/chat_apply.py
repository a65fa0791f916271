"""Apply to file: puts the code block at the cursor of a chat document into the file it belongs to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kibitz.features.chat.blocks import block_at
from kibitz.features.chat.transcript import is_chat
from kibitz.features.code_actions.action import CodeAction

if TYPE_CHECKING:
    from kibitz.features.code_actions.action import ActionContext, ActionRequest, Result
    from kibitz.features.code_actions.run import Services


def _title(context: ActionContext) -> str | None:
    if not is_chat(context.snapshot.uri):
        return None
    block = block_at(context.snapshot.text, context.span.start)
    return None if block is None else f"Apply to {block.path or 'file'}"


async def _run(request: ActionRequest, services: Services) -> Result:
    block = block_at(request.snapshot.text, request.span.start)
    if block is None or services.chat is None:
        return "nothing"
    return await services.chat.apply(block) or "nothing"


ACTION = CodeAction(id="chat_apply", kind="kibitz.chat.apply", title=_title, run=_run)
