"""Diagram: control flow, calls or classes, as Mermaid in a Markdown document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kibitz.features.code_actions.action import CodeAction
from kibitz.features.code_actions.menu import shortened
from kibitz.features.diagram.draw import diagram, target_of

if TYPE_CHECKING:
    from kibitz.features.code_actions.action import ActionContext, ActionRequest, Result
    from kibitz.features.code_actions.run import Services

LEAST_LINES = 20  # a shorter file is seen at one look


def _title(context: ActionContext) -> str | None:
    tree = context.tree
    if tree is None or not tree.language.block_openers or not context.snapshot.text.strip():
        return None
    target = target_of(context.snapshot, context.span, tree)
    if target is None and context.snapshot.index.line_count < LEAST_LINES:
        return None
    if context.span and target is not None and target.around is not None:
        return None  # a part of a function is small enough to read
    return shortened(f"Draw {target.name if target else 'this file'}")


async def _run(request: ActionRequest, services: Services) -> Result:
    shown = await diagram(
        request.snapshot,
        request.span,
        instruction=request.instruction,
        models=services.models,
        parser=services.parser,
        user=services.user,
        editor=services.editor,
    )
    return "shown" if shown else "nothing"


ACTION = CodeAction(id="diagram", kind="kibitz.diagram", title=_title, run=_run)
