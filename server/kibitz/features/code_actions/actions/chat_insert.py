"""Insert at cursor: puts the code block at the cursor of a chat document where the user was last in code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kibitz.features.chat.blocks import block_at
from kibitz.features.chat.transcript import is_chat
from kibitz.features.code_actions.action import CodeAction

if TYPE_CHECKING:
    from kibitz.features.code_actions.action import ActionContext, ActionRequest, Result
    from kibitz.features.code_actions.run import Services


def _title(context: ActionContext) -> str | None:
    if not is_chat(context.snapshot.uri) or block_at(context.snapshot.text, context.span.start) is None:
        return None
    return "Insert at cursor"


async def _run(request: ActionRequest, services: Services) -> Result:
    block = block_at(request.snapshot.text, request.span.start)
    if block is None or services.chat is None:
        return "nothing"
    return await services.chat.insert(block) or "nothing"


ACTION = CodeAction(id="chat_insert", kind="kibitz.chat.insert", title=_title, run=_run)
