"""Undo: take back the last change that Kibitz made in this document, exactly."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kibitz.features.code_actions.action import CodeAction
from kibitz.features.code_actions.menu import shortened

if TYPE_CHECKING:
    from kibitz.features.code_actions.action import ActionContext, ActionRequest, Result
    from kibitz.features.code_actions.run import Services


def _title(context: ActionContext) -> str | None:
    return shortened(f"Undo the last AI change: {context.undoable}") if context.undoable else None


async def _run(request: ActionRequest, services: Services) -> Result:
    return await services.door.undo(request.snapshot.uri) or "nothing"


ACTION = CodeAction(id="undo", kind="refactor.rewrite.kibitz.undo", title=_title, run=_run)
