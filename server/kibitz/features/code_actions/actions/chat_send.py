"""Send: has the question at the end of a chat document answered below it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kibitz.features.chat.transcript import is_chat, question_in
from kibitz.features.code_actions.action import CodeAction
from kibitz.features.code_actions.menu import shortened

if TYPE_CHECKING:
    from kibitz.features.code_actions.action import ActionContext, ActionRequest, Result
    from kibitz.features.code_actions.run import Services


def _title(context: ActionContext) -> str | None:
    question = question_in(context.snapshot.text) if is_chat(context.snapshot.uri) else None
    return None if question is None else shortened(f"Send: {question}")


async def _run(request: ActionRequest, services: Services) -> Result:
    assert services.chat is not None, "a session has a chat"
    return "shown" if await services.chat.send(request.snapshot) else "nothing"


ACTION = CodeAction(id="chat_send", kind="kibitz.chat.send", title=_title, run=_run)
