"""Explain: the selection, or the function or class around the cursor, in a document of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kibitz.features.code_actions.action import CodeAction
from kibitz.features.code_actions.menu import shortened
from kibitz.features.edits.pointed import pointed_at
from kibitz.features.explain.explain import explain

if TYPE_CHECKING:
    from kibitz.features.code_actions.action import ActionContext, ActionRequest, Result
    from kibitz.features.code_actions.run import Services


def _title(context: ActionContext) -> str | None:
    target = pointed_at(context.snapshot, context.span, context.tree)
    return None if target is None else shortened(f"Explain {target.name}")


async def _run(request: ActionRequest, services: Services) -> Result:
    shown = await explain(
        request.snapshot,
        request.span,
        models=services.models,
        parser=services.parser,
        user=services.user,
        editor=services.editor,
    )
    return "shown" if shown else "nothing"


ACTION = CodeAction(id="explain", kind="kibitz.explain", title=_title, run=_run)
