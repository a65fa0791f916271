"""Refactor: make a piece of code simpler and clearer without changing what it does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kibitz.features.code_actions.action import CodeAction
from kibitz.features.code_actions.menu import shortened
from kibitz.features.edits.edit import edit
from kibitz.features.edits.pointed import pointed_at
from kibitz.features.edits.propose import EditTask

if TYPE_CHECKING:
    from kibitz.features.code_actions.action import ActionContext, ActionRequest, Result
    from kibitz.features.code_actions.run import Services

INSTRUCTION: Final = (
    "Simplify this code and make it clearer, without changing what it does or the names and parameters that "
    "other code may use."
)


def _title(context: ActionContext) -> str | None:
    target = pointed_at(context.snapshot, context.span, context.tree)
    return None if target is None else shortened(f"Simplify {target.name}")


async def _run(request: ActionRequest, services: Services) -> Result:
    task = EditTask(
        snapshot=request.snapshot,
        span=request.span,
        title="Simplify",
        instruction=request.instruction or INSTRUCTION,
    )
    outcome = await edit(
        task, models=services.models, parser=services.parser, user=services.user, door=services.door
    )
    return outcome or "nothing"


ACTION = CodeAction(id="refactor", kind="refactor.rewrite.kibitz.refactor", title=_title, run=_run)
